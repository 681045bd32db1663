/*
 * mission.c - missions: requests, and what happens elsewhere
 * (spec/missions.md).
 *
 * Owns:   nothing; journal.c has what lasts.
 * Called: by packet, by event; the print functions by command.c.
 * Thread: world.
 */
#include "game/mission.h"

#include <stddef.h>

#include "base/log.h"
#include "game/gm_log.h"
#include "game/journal.h"
#include "game/mission_check.h"
#include "game/mission_end.h"
#include "game/mission_escort.h"
#include "game/mission_kill.h"
#include "game/mission_matter.h"
#include "game/mission_reward.h"
#include "game/mission_start.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { LEVEL_DEVELOPER = 50 };

/* Every running task, as they stand: fn may end it. */
static void
each_task(struct world *w, struct player *p,
    void (*fn)(struct world *w, struct player *p,
    const struct tdata_task *task, const void *arg), const void *arg)
{
	int32_t ids[PLAYER_QUESTS_MAX];

	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		ids[i] = p->missions.running[i].task_id;
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct tdata_task *task = ids[i] == 0 ? NULL :
		    tdata_find_task(w->td, ids[i]);

		if (task != NULL)
			fn(w, p, task, arg);
	}
}

/* --- requests --- */

static void
mission_on_start(struct world *w, struct player *p,
    const struct cl2fe_req_pc_task_start *req)
{
	const struct tdata_task *task = tdata_find_task(w->td, req->task_num);
	const struct mission_request how = {
		.npc_id = req->npc_id,
		.escort_npc_id = req->escort_npc_id,
	};

	if (task != NULL) {
		mission_start_asked(w, p, task, &how);
		return;
	}
	SEND(p, fe2cl_rep_pc_task_start_fail,
	    .task_num = req->task_num,
	    .error_code = 1);
}

/* The client's clock has run out, or ours. */
static bool
is_time_up(const struct world *w, const struct player_quest *q,
    const struct tdata_task *task, int32_t npc_id)
{
	if (task->timer_s <= 0)
		return false;
	return npc_id == 0 || w->now_ms > q->ends_at_ms;
}

/* A defeat with a timer ends by naming nobody, too, and in time. */
static bool
is_defeat_in_time(const struct world *w, const struct player *p,
    const struct player_quest *q, const struct tdata_task *task)
{
	return task->type == MISSION_TASK_DEFEAT &&
	    w->now_ms <= q->ends_at_ms &&
	    mission_check_is_fulfilled(p, task);
}

static void
end_running(struct world *w, struct player *p, const struct player_quest *q,
    const struct tdata_task *task, const struct cl2fe_req_pc_task_end *req)
{
	/* DEFECT: without a task to fall back to, being late was rewarded. */
	if (is_time_up(w, q, task, req->npc_id) &&
	    !is_defeat_in_time(w, p, q, task))
		mission_end_fail(w, p, task, MISSION_FAIL_TIME);
	else if (mission_check_may_end(w, p, task, req->npc_id))
		(void)mission_end_complete(w, p, task, req->box1_choice);
	else
		mission_end_refuse(p, task->id, MISSION_FAIL_NOT_DONE);
}

static void
mission_on_end(struct world *w, struct player *p,
    const struct cl2fe_req_pc_task_end *req)
{
	const struct tdata_task *task = tdata_find_task(w->td, req->task_num);
	const struct player_quest *q;

	if (task == NULL)
		return;
	q = journal_find(p, task->id);
	if (q != NULL)
		end_running(w, p, q, task, req);
	/* DEFECT: the client waited for an answer that never came. */
	else if (!journal_take_ended(p, task->id))
		mission_end_refuse(p, task->id, MISSION_FAIL_NOT_DONE);
}

/* DEFECTs: what did not run was stopped, too; nano missions could be. */
static void
mission_on_stop(struct world *w, struct player *p,
    const struct cl2fe_req_pc_task_stop *req)
{
	const struct tdata_task *task = tdata_find_task(w->td, req->task_num);

	if (task == NULL)
		return;
	if (!journal_has(p, task->id) ||
	    journal_kind_of(task) == JOURNAL_NANO) {
		SEND(p, fe2cl_rep_pc_task_stop_fail, .error_code = 0);
		return;
	}
	mission_end_quit(w, p, task);
}

/* spec/unhandled-packets.md: a yes or no is all that it wants. */
static void
mission_on_continue(struct world *w, struct player *p,
    const struct cl2fe_req_pc_task_continue *req)
{
	UNUSED(w);
	if (journal_has(p, req->task_num))
		SEND(p, fe2cl_rep_pc_task_continue_succ,
		    .task_num = req->task_num);
	else
		SEND(p, fe2cl_rep_pc_task_continue_fail, .error_code = 0);
}

/* DEFECT: any number was stored. */
static void
mission_on_set_current(struct world *w, struct player *p,
    const struct cl2fe_req_pc_set_current_mission_id *req)
{
	int32_t mission = req->current_mission_id;

	if (!journal_has_mission(p, mission))
		mission = 0;
	journal_set_current(w, p, mission);
	SEND(p, fe2cl_rep_pc_set_current_mission_id,
	    .current_mission_id = mission);
}

/* --- the client's commands for developers --- */

static void
mission_on_task_complete(struct world *w, struct player *p,
    const struct cl2fe_req_pc_task_complete *req)
{
	const struct tdata_task *task = tdata_find_task(w->td, req->task_num);

	if (p->identity.account_level > LEVEL_DEVELOPER)
		return;
	if (task == NULL || !journal_has(p, task->id))
		return;
	gm_log(p, "task-complete", NULL, "task=%d", task->id);
	(void)mission_end_complete(w, p, task, MISSION_CHOICE_NONE);
}

static void
mission_on_mission_complete(struct world *w, struct player *p,
    const struct cl2fe_req_pc_mission_complete *req)
{
	if (p->identity.account_level > LEVEL_DEVELOPER)
		return;
	gm_log(p, "mission-complete", NULL, "mission=%d", req->mission_num);
	journal_set_done(w, p, req->mission_num);
	SEND(p, fe2cl_rep_pc_mission_complete_succ,
	    .mission_num = req->mission_num);
}

/* --- what happens elsewhere --- */

void
mission_on_mob_killed(struct world *w, const struct event_kill *kill)
{
	mission_kill_count(w, kill);
}

void
mission_on_fusion_matter_changed(struct world *w, struct player *p)
{
	mission_matter_check(w, p);
}

/* DEFECT: also whoever went into the map, or about in it, failed. */
static void
fail_outside(struct world *w, struct player *p,
    const struct tdata_task *task, const void *arg)
{
	const int32_t *map = arg;

	if (task->required_map == 0 || task->required_map == *map)
		return;
	/* Without one to fall back to it waits until the player is back. */
	if (task->fail_task != 0)
		mission_end_fail(w, p, task, MISSION_FAIL_LEFT_MAP);
}

void
mission_on_player_warped(struct world *w, struct player *p,
    uint64_t to_instance)
{
	int32_t map = instance_map_number(to_instance);

	each_task(w, p, fail_outside, &map);
}

/* DEFECT: the client that comes back has forgotten how long it had. */
static void
fail_timed(struct world *w, struct player *p, const struct tdata_task *task,
    const void *arg)
{
	UNUSED(arg);
	if (task->timer_s > 0)
		mission_end_fail(w, p, task, MISSION_FAIL_TIME);
}

void
mission_on_player_loaded(struct world *w, struct player *p)
{
	int32_t map = instance_map_number(p->e.instance->id);

	each_task(w, p, fail_timed, NULL);
	each_task(w, p, fail_outside, &map);
}

/* Nobody is escorted by who is not there. */
void
mission_on_player_left(struct world *w, struct player *p)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		mission_escort_end(w, &p->missions.running[i]);
}

static void
quit(struct world *w, struct player *p, const struct tdata_task *task,
    const void *arg)
{
	UNUSED(arg);
	mission_end_quit(w, p, task);
}

void
mission_on_mentor_changed(struct world *w, struct player *p,
    int32_t old_mentor)
{
	UNUSED(old_mentor);
	each_task(w, p, quit, NULL);
	mission_matter_check(w, p);
}

/* --- commands --- */

bool
mission_force_task(struct world *w, struct player *p,
    const struct tdata_task *task)
{
	if (!mission_start_forced(w, p, task))
		return false;
	SEND(p, fe2cl_rep_pc_task_start_succ, .task_num = task->id);
	journal_set_current(w, p, task->mission);
	SEND(p, fe2cl_rep_pc_set_current_mission_id,
	    .current_mission_id = task->mission);
	return true;
}

static void
print_task(struct player *p, const struct tdata_task *task)
{
	send_message(p, "[MINFO] Current task ID: %d", task->id);
	send_message(p, "[MINFO] Current task type: %d", task->type);
	send_message(p, "[MINFO] Current waypoint NPC ID: %d",
	    task->waypoint_npc_type);
	send_message(p, "[MINFO] Current terminator NPC ID: %d",
	    task->terminator_npc_type);
	if (task->timer_s != 0)
		send_message(p, "[MINFO] Current task timer: %d",
		    task->timer_s);
	for (int i = 0; i < MISSION_TASK_PARTS; i++)
		if (task->enemy_types[i] != 0)
			send_message(p, "[MINFO] Current task mob #%d: %d",
			    i + 1, task->enemy_types[i]);
}

void
mission_print_current(struct player *p)
{
	int32_t mission = p->missions.current_mission;

	send_message(p, "[MINFO] Current mission ID: %d", mission);
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		int32_t id = p->missions.running[i].task_id;
		const struct tdata_task *task = id == 0 ? NULL :
		    tdata_find_task(p->world->td, id);

		if (task == NULL || task->mission != mission)
			continue;
		print_task(p, task);
		return;
	}
}

void
mission_print_tasks(struct player *p)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		int32_t id = p->missions.running[i].task_id;
		const struct tdata_task *task = id == 0 ? NULL :
		    tdata_find_task(p->world->td, id);

		if (task == NULL)
			continue;
		send_message(p, "[TASK-%d] mission ID: %d", i, task->mission);
		send_message(p, "[TASK-%d] task ID: %d", i, task->id);
	}
}

const struct handler mission_handlers[] = {
	ON_CL2FE_REQ_PC_TASK_START(NEED_WORLD, mission_on_start),
	ON_CL2FE_REQ_PC_TASK_END(NEED_WORLD, mission_on_end),
	ON_CL2FE_REQ_PC_TASK_STOP(NEED_WORLD, mission_on_stop),
	ON_CL2FE_REQ_PC_TASK_CONTINUE(NEED_WORLD, mission_on_continue),
	ON_CL2FE_REQ_PC_SET_CURRENT_MISSION_ID(NEED_WORLD,
	    mission_on_set_current),
	ON_CL2FE_REQ_PC_TASK_COMPLETE(NEED_WORLD, mission_on_task_complete),
	ON_CL2FE_REQ_PC_MISSION_COMPLETE(NEED_WORLD,
	    mission_on_mission_complete),
	HANDLERS_END
};
