/*
 * mission_end.c - how a task leaves the journal (spec/missions.md 5, 6).
 *
 * Owns:   nothing; the journal is journal.c's.
 * Called: by mission.c, mission_kill.c.
 * Thread: world.
 */
#include "game/mission_end.h"

#include <stddef.h>

#include "base/check.h"
#include "game/journal.h"
#include "game/mission_check.h"
#include "game/mission_escort.h"
#include "game/mission_reward.h"
#include "game/nano.h"
#include "game/quest_item.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

void
mission_end_refuse(struct player *p, int32_t task_id, enum mission_fail why)
{
	SEND(p, fe2cl_rep_pc_task_end_fail,
	    .task_num = task_id,
	    .error_code = (int32_t)why);
}

static void
leave_journal(struct world *w, struct player *p, const struct tdata_task *task)
{
	struct player_quest *q = journal_find(p, task->id);

	if (q == NULL)
		return;
	mission_escort_end(w, q);
	journal_remove(w, p, task->id);
}

/* Positive or negative, each told. */
static void
change_items(struct world *w, struct player *p, const struct tdata_task *task,
    const struct tdata_quest_item *changes)
{
	const struct quest_item_cause cause = { .task_id = task->id };

	for (int i = 0; i < MISSION_TASK_PARTS; i++)
		if (changes[i].id != 0)
			quest_item_give(w, p, cause, changes[i].id,
			    changes[i].count);
}

/* --- done --- */

static void
finish_mission(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	journal_set_done(w, p, task->mission);
	if (task->nano != 0)
		nano_create(w, p, task->nano, NANO_NO_QUEST_SLOT, true);
	journal_set_current(w, p, 0);
}

static bool
can_be_paid(struct player *p, const struct tdata_task *task, int32_t choice)
{
	enum mission_reward_result result = MISSION_REWARD_OK;

	if (task->reward != NULL)
		result = mission_reward_check(p, task->reward, choice);
	/* DEFECT: quest items that found no slot were lost. */
	if (result == MISSION_REWARD_OK && !quest_item_has_room(p,
	    task->success_items, MISSION_TASK_PARTS))
		result = MISSION_REWARD_NO_ROOM;
	switch (result) {
	case MISSION_REWARD_OK:
		return true;
	case MISSION_REWARD_NO_ROOM:
		mission_end_refuse(p, task->id, MISSION_FAIL_NO_ROOM);
		break;
	case MISSION_REWARD_BAD_CHOICE:
		mission_end_refuse(p, task->id, MISSION_FAIL_NOT_DONE);
		break;
	}
	return false;
}

bool
mission_end_complete(struct world *w, struct player *p,
    const struct tdata_task *task, int32_t choice)
{
	if (!can_be_paid(p, task, choice))
		return false;
	if (task->reward != NULL)
		mission_reward_give(w, p, task->reward, choice);
	leave_journal(w, p, task);
	change_items(w, p, task, task->success_items);
	if (task->success_task == 0)
		finish_mission(w, p, task);
	else
		journal_allow(p, task->success_task);
	SEND(p, fe2cl_rep_pc_task_end_succ, .task_num = task->id);
	return true;
}

/* --- lost, or given up --- */

/* DEFECT: another mission that was looked at was forgotten, too. */
static void
forget_current(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	if (task->mission == p->missions.current_mission)
		journal_set_current(w, p, 0);
}

static void
tell_stopped(struct player *p, const struct tdata_task *task)
{
	SEND(p, fe2cl_rep_pc_task_stop_succ, .task_num = task->id);
}

void
mission_end_fail(struct world *w, struct player *p,
    const struct tdata_task *task, enum mission_fail why)
{
	leave_journal(w, p, task);
	forget_current(w, p, task);
	change_items(w, p, task, task->fail_items);
	/* The client begins it, by itself: beginning it here would be twice. */
	journal_allow(p, task->fail_task);
	mission_end_refuse(p, task->id, why);
	tell_stopped(p, task);
}

static bool
names_item(const struct tdata_task *task, int32_t item_id)
{
	for (int i = 0; i < MISSION_TASK_PARTS; i++)
		if (task->start_items[i].id == item_id ||
		    task->needed_items[i].id == item_id ||
		    task->success_items[i].id == item_id)
			return true;
	for (size_t i = 0; i < COUNT_OF(task->delete_items); i++)
		if (task->delete_items[i] == item_id)
			return true;
	return false;
}

static bool
is_used_elsewhere(const struct world *w, const struct player *p,
    int32_t item_id)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		int32_t id = p->missions.running[i].task_id;
		const struct tdata_task *other = id == 0 ? NULL :
		    tdata_find_task(w->td, id);

		if (other != NULL && names_item(other, item_id))
			return true;
	}
	return false;
}

static void
delete_item(struct world *w, struct player *p, int32_t item_id)
{
	if (item_id != 0 && !is_used_elsewhere(w, p, item_id))
		quest_item_delete(w, p, item_id);
}

/* DEFECT: half of them stayed, and the client was not told of the others. */
static void
delete_items(struct world *w, struct player *p, const struct tdata_task *task)
{
	for (int i = 0; i < MISSION_TASK_PARTS; i++) {
		delete_item(w, p, task->success_items[i].id);
		delete_item(w, p, task->needed_items[i].id);
		delete_item(w, p, task->start_items[i].id);
	}
	for (size_t i = 0; i < COUNT_OF(task->delete_items); i++)
		delete_item(w, p, task->delete_items[i]);
}

void
mission_end_quit(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	leave_journal(w, p, task);
	forget_current(w, p, task);
	delete_items(w, p, task);
	tell_stopped(p, task);
}
