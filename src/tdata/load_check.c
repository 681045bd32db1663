/*
 * load_check.c - references that lead from one client table to another.
 *
 * Owns:   nothing.
 * Called: by tdata_load(), last.
 * Thread: the one that loads.
 */
#include "tdata/load.h"

static void
check_skill(struct load *ld, const struct tdata_npc_type *npc, int32_t skill,
    const char *key, int32_t *prob)
{
	if (*prob == 0 || tdata_find_skill(ld->t, skill) != NULL)
		return;
	load_warn(ld, NULL, "m_pNpcTable.m_pNpcData[%d].%s: skill %d does not "
	    "exist, never used", npc->number, key, skill);
	*prob = 0;
}

/* A skill that does not exist has no chance (spec/mobs.md 8, defects). */
static void
check_npc_types(struct load *ld)
{
	for (uint32_t i = 0; i < ld->t->npc_type_count; i++) {
		struct tdata_npc_type *npc = &ld->npc_types[i];
		int32_t has_passive = npc->passive_skill != 0;

		if (npc->team != TDATA_TEAM_MOB)
			continue;
		check_skill(ld, npc, npc->active_skill, "m_iActiveSkill1",
		    &npc->active_skill_prob);
		check_skill(ld, npc, npc->corruption_skill,
		    "m_iCorruptionType", &npc->corruption_prob);
		check_skill(ld, npc, npc->eruption_skill, "m_iMegaType",
		    &npc->eruption_prob);
		check_skill(ld, npc, npc->passive_skill, "m_iPassiveBuff",
		    &has_passive);
		if (has_passive == 0)
			npc->passive_skill = 0;
	}
}

static struct tdata_task *
find_task(struct load *ld, int32_t id)
{
	const struct tdata_task *task = tdata_find_task(ld->t, id);

	return task == NULL ? NULL : &ld->tasks[task - ld->t->tasks];
}

static void
warn_task(struct load *ld, const struct tdata_task *task, const char *key,
    int32_t value, const char *what)
{
	load_warn(ld, NULL, "m_pMissionTable.m_pMissionData: task %d: %s %d "
	    "is no %s", task->id, key, value, what);
}

static void
check_task_npcs(struct load *ld, const struct tdata_task *task)
{
	const int32_t type = task->terminator_npc_type;

	if (type != 0 && !load_is_npc_type(ld, type))
		warn_task(ld, task, "m_iHTerminatorNPCID", type, "NPC type");
	for (int i = 0; i < 3; i++) {
		if (task->enemy_types[i] != 0 &&
		    !load_is_npc_type(ld, task->enemy_types[i]))
			warn_task(ld, task, "m_iCSUEnemyID",
			    task->enemy_types[i], "NPC type");
	}
}

static void
check_tasks(struct load *ld)
{
	for (uint32_t i = 0; i < ld->t->task_count; i++)
		ld->tasks[i].is_first = true;
	for (uint32_t i = 0; i < ld->t->task_count; i++) {
		struct tdata_task *task = &ld->tasks[i], *next;

		check_task_npcs(ld, task);
		if (task->fail_task != 0 &&
		    find_task(ld, task->fail_task) == NULL) {
			warn_task(ld, task, "m_iFOutgoingTask",
			    task->fail_task, "task; it has none to fall back "
			    "to");
			task->fail_task = 0;
		}
		if (task->success_task == 0)
			continue;
		next = find_task(ld, task->success_task);
		/* Kept: the mission must not end where it did not. */
		if (next == NULL)
			warn_task(ld, task, "m_iSUOutgoingTask",
			    task->success_task, "task; the mission cannot be "
			    "finished");
		else if (next->mission == task->mission && next != task)
			next->is_first = false;
	}
}

static void
check_rewards(struct load *ld)
{
	for (uint32_t i = 0; i < ld->reward_count; i++) {
		for (int j = 0; j < 4; j++) {
			struct tdata_item_ref *item =
			    &ld->rewards[i].items[j];

			if (item->id == 0 || tdata_find_item(ld->t,
			    item->type, item->id) != NULL)
				continue;
			load_warn(ld, NULL, "m_pMissionTable.m_pRewardData"
			    "[%u]: item %d of type %d does not exist, left "
			    "out", i, item->id, item->type);
			*item = (struct tdata_item_ref){ 0 };
		}
	}
}

static void
check_warps(struct load *ld)
{
	for (uint32_t i = 0; i < ld->t->warp_count; i++) {
		const struct tdata_warp *warp = &ld->t->warps[i];
		struct tdata_task *task;

		if (warp->npc_type != 0 &&
		    !load_is_npc_type(ld, warp->npc_type))
			load_warn(ld, NULL, "m_pInstanceTable.m_pWarpData: "
			    "warp %d: m_iNpcNumber %d is no NPC type",
			    warp->id, warp->npc_type);
		if (warp->limit_task == 0)
			continue;
		task = find_task(ld, warp->limit_task);
		if (task != NULL)
			task->is_warp_limit = true;
		else
			load_warn(ld, NULL, "m_pInstanceTable.m_pWarpData: "
			    "warp %d: m_iLimit_TaskID %d is no task, nobody "
			    "may pass", warp->id, warp->limit_task);
	}
}

static void
check_trips(struct load *ld)
{
	for (uint32_t i = 0; i < ld->t->trip_count; i++) {
		const struct tdata_trip *trip = &ld->t->trips[i];

		if (trip->move_type == 1 &&
		    tdata_find_scamper(ld->t, trip->end_location) == NULL)
			load_warn(ld, NULL, "m_pTransportationTable."
			    "m_pTransportationData: trip %d: m_iEndLocation "
			    "%d does not exist, the trip is refused",
			    trip->id, trip->end_location);
	}
}

static void
check_nanos(struct load *ld)
{
	const struct tdata *t = ld->t;

	if (t->nano_count < (uint32_t)ld->rules->nano_count)
		load_warn(ld, NULL, "m_pNanoTable.m_pNanoData: has %u rows, "
		    "this version knows nanos up to %d", t->nano_count,
		    ld->rules->nano_count - 1);
	for (uint32_t i = 0; i < t->tuning_count; i++) {
		const struct tdata_tuning *u = &t->tunings[i];

		if (u->skill != 0 && tdata_find_skill(t, u->skill) == NULL)
			load_warn(ld, NULL, "m_pNanoTable.m_pNanoTuneData: "
			    "m_iSkillID %d is no skill", u->skill);
		if (u->item_count > 0 && tdata_find_item(t,
		    TDATA_ITEM_GENERAL, u->item_id) == NULL)
			load_warn(ld, NULL, "m_pNanoTable.m_pNanoTuneData: "
			    "skill %d: m_iReqItemID %d is no general item",
			    u->skill, u->item_id);
	}
}

static void
check_growth(struct load *ld)
{
	/* Level 36 is the last; 1013 levels up without missions. */
	for (int level = 1; level < RULESET_LEVEL_MAX &&
	    ld->rules->levels_by_nano; level++) {
		int32_t task = ld->t->growth[level].nano_task;

		if (task != 0 && tdata_find_task(ld->t, task) == NULL)
			load_warn(ld, NULL, "m_pAvatarTable.m_pAvatarGrowData"
			    "[%d].m_iNanoQuestTaskID: %d is no task, nobody "
			    "gets beyond this level", level, task);
	}
}

static void
check_vendors(struct load *ld)
{
	const struct tdata_private *p = ld->t->private;

	for (uint32_t i = 0; i < p->vendor_count; i++) {
		if (!load_is_npc_type(ld, p->vendors[i].from))
			load_warn(ld, NULL, "m_pVendorTable.m_pItemData: "
			    "m_iNpcNumber %d is no NPC type",
			    p->vendors[i].from);
	}
}

void
load_cross_check(struct load *ld)
{
	check_npc_types(ld);
	check_tasks(ld);
	check_rewards(ld);
	check_warps(ld);
	check_trips(ld);
	check_nanos(ld);
	check_growth(ld);
	check_vendors(ld);
}
