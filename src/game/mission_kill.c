/*
 * mission_kill.c - what a mob's death does for tasks (spec/missions.md 7).
 *
 * Owns:   nothing.
 * Called: by mission.c.
 * Thread: world.
 */
#include "game/mission_kill.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/rng.h"
#include "db/db.h"
#include "game/journal.h"
#include "game/mission_check.h"
#include "game/mission_end.h"
#include "game/mission_reward.h"
#include "game/quest_item.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	PERCENT = 100,
	ROLLS_MAX = EVENT_KILL_PLAYERS_MAX * PLAYER_QUESTS_MAX
};

/* One throw a task for all who share the kill. */
struct kill_rolls {
	uint32_t count;
	struct {
		int32_t task_id;
		int32_t roll;		/* 0..99 */
	} of[ROLLS_MAX];
};

static int32_t
roll_for(struct world *w, struct kill_rolls *rolls, int32_t task_id)
{
	for (uint32_t i = 0; i < rolls->count; i++)
		if (rolls->of[i].task_id == task_id)
			return rolls->of[i].roll;
	rolls->of[rolls->count].task_id = task_id;
	rolls->of[rolls->count].roll = rng_range(&w->rng, 0, PERCENT);
	return rolls->of[rolls->count++].roll;
}

/* The client ends only the first of several tasks that are done at once. */
static bool
ends_by_itself(const struct player *p, const struct tdata_task *task)
{
	/* DEFECT: one item in full was enough, whatever else was asked. */
	return mission_check_is_fulfilled(p, task) &&
	    task->terminator_npc_type == 0 &&
	    (task->reward == NULL || !mission_reward_has_choice(task->reward));
}

/* True: the task is over. */
static bool
drop_item(struct world *w, struct player *p, const struct tdata_task *task,
    int part, int32_t mob_type, struct kill_rolls *rolls)
{
	const struct tdata_quest_item *need = &task->needed_items[part];
	const struct quest_item_cause cause = { task->id, mob_type };

	/* DEFECT: a stack that was too large never counted as full. */
	if (need->count == 0 || quest_item_count(p, need->id) >= need->count)
		return false;
	if (roll_for(w, rolls, task->id) >= task->drop_rate_pct[part]) {
		/* "Nothing this time": no item in a free slot. */
		quest_item_give(w, p, cause, 0, 1);
		return false;
	}
	quest_item_give(w, p, cause, need->id, 1);
	if (quest_item_count(p, need->id) < need->count ||
	    !ends_by_itself(p, task))
		return false;
	if (!mission_end_complete(w, p, task, MISSION_CHOICE_NONE))
		return false;
	journal_note_ended(p, task->id);
	return true;
}

static void
count_kill(struct world *w, struct player *p, struct player_quest *q, int part)
{
	if (q->remaining[part] <= 0)
		return;
	q->remaining[part]--;
	world_mark_dirty(w, p, DB_SECTION_QUESTS);
}

/* True: the mob was one of those to be defeated. */
static bool
credit_task(struct world *w, struct player *p, const struct tdata_task *task,
    int32_t mob_type, struct kill_rolls *rolls)
{
	bool is_target = false;

	for (int i = 0; i < MISSION_TASK_PARTS; i++) {
		struct player_quest *q = journal_find(p, task->id);

		if (q == NULL || task->enemy_types[i] != mob_type)
			continue;
		if (task->kills_needed[i] != 0) {
			is_target = true;
			count_kill(w, p, q, i);
		}
		/* DEFECT: what followed in the slot was credited, too. */
		if (drop_item(w, p, task, i, mob_type, rolls))
			break;
	}
	return is_target;
}

/* By number, as they stood: a reward may begin another and move them. */
static void
credit(struct world *w, struct player *p, int32_t mob_type,
    struct kill_rolls *rolls)
{
	int32_t task_ids[PLAYER_QUESTS_MAX];
	bool is_target = false;

	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		task_ids[i] = p->missions.running[i].task_id;
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct tdata_task *task = task_ids[i] == 0 ? NULL :
		    tdata_find_task(w->td, task_ids[i]);

		if (task != NULL)
			is_target |= credit_task(w, p, task, mob_type, rolls);
	}
	if (is_target)
		SEND(p, fe2cl_rep_pc_kill_quest_npcs_succ, .npcid = mob_type);
}

void
mission_kill_count(struct world *w, const struct event_kill *kill)
{
	struct kill_rolls rolls = { 0 };

	for (uint32_t i = 0; i < kill->player_count; i++)
		credit(w, kill->players[i], kill->mob->type, &rolls);
}
