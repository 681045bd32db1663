/*
 * mission_start.c - a task enters the journal (spec/missions.md 4).
 *
 * Owns:   nothing; the journal is journal.c's.
 * Called: by mission.c, mission_matter.c.
 * Thread: world.
 */
#include "game/mission_start.h"

#include <stddef.h>

#include "game/journal.h"
#include "game/mission_check.h"
#include "game/mission_escort.h"
#include "game/quest_item.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { START_REFUSED = 1, MS_PER_S = 1000 };

static bool
enter(struct world *w, struct player *p, const struct tdata_task *task)
{
	struct player_quest *q = journal_add(w, p, task);

	if (q == NULL)
		return false;
	/* DEFECT: only the client counted the seconds. */
	if (task->timer_s > 0)
		q->ends_at_ms = w->now_ms + (int64_t)task->timer_s *
		    MS_PER_S + MISSION_TIMER_GRACE_MS;
	journal_use_allowance(p, task->id);
	return true;
}

static void
tell_started(struct player *p, const struct tdata_task *task,
    int32_t remaining_s)
{
	SEND(p, fe2cl_rep_pc_task_start_succ,
	    .task_num = task->id,
	    .remain_time = remaining_s);
}

static int32_t
time_left_s(const struct world *w, const struct player_quest *q)
{
	int64_t left_ms;

	if (q->ends_at_ms == 0)
		return 0;
	left_ms = q->ends_at_ms - MISSION_TIMER_GRACE_MS - w->now_ms;
	return left_ms <= 0 ? 1 :
	    (int32_t)((left_ms + MS_PER_S - 1) / MS_PER_S);
}

static void
give_items(struct world *w, struct player *p, const struct tdata_task *task)
{
	const struct quest_item_cause cause = { .task_id = task->id };

	for (int i = 0; i < MISSION_TASK_PARTS; i++)
		if (task->start_items[i].id != 0)
			quest_item_give(w, p, cause, task->start_items[i].id,
			    task->start_items[i].count);
}

void
mission_start_asked(struct world *w, struct player *p,
    const struct tdata_task *task, const struct mission_request *req)
{
	const struct player_quest *running = journal_find(p, task->id);

	/* The client sends it twice now and then. */
	if (running != NULL) {
		tell_started(p, task, time_left_s(w, running));
		return;
	}
	/* DEFECT: with a full journal it was "started" and written beyond. */
	if (!mission_check_may_begin(w, p, task, req->npc_id) ||
	    !enter(w, p, task)) {
		SEND(p, fe2cl_rep_pc_task_start_fail,
		    .task_num = task->id,
		    .error_code = START_REFUSED);
		return;
	}
	give_items(w, p, task);
	tell_started(p, task, task->timer_s);
	if (task->type == MISSION_TASK_ESCORT)
		mission_escort_begin(w, p, task, req->escort_npc_id);
}

bool
mission_start_given(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	return mission_check_may_be_given(p, task) && enter(w, p, task);
}

bool
mission_start_forced(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	return journal_has(p, task->id) || enter(w, p, task);
}
