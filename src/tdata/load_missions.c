/*
 * load_missions.c - tasks, their requirements and rewards.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

enum { REWARD_ITEMS = 4, TASK_PARTS = 3 };

struct task_row {
	struct tdata_task task;
	int32_t reward;		/* position in m_pRewardData, 0 none */
};

/* spec/missions.md 1 */
static const struct row_field task_fields[] = {
#define TASK(member, key, need) \
	ROW_FIELD(task_row, task.member, key, ROW_I32, need)
#define LIST(member, next, count, key, need) \
	ROW_ARRAY(task_row, task.member, task.next, count, key, need)
#define PARTS(member, key) \
	LIST(member[0], member[1], TASK_PARTS, key, ROW_MUST)
#define ITEMS(member, id_key, count_key) \
	LIST(member[0].id, member[1].id, TASK_PARTS, id_key, ROW_MUST), \
	LIST(member[0].count, member[1].count, TASK_PARTS, count_key, \
	    ROW_MUST)
	TASK(id, "m_iHTaskID", ROW_MUST),
	TASK(mission, "m_iHMissionID", ROW_MUST),
	TASK(type, "m_iHTaskType", ROW_MUST),
	TASK(mission_type, "m_iHMissionType", ROW_EXTRA),
	TASK(giver_npc_type, "m_iHNPCID", ROW_EXTRA),
	TASK(terminator_npc_type, "m_iHTerminatorNPCID", ROW_WANT),
	TASK(escort_npc_type, "m_iCSUDEFNPCID", ROW_EXTRA),
	LIST(barker_text[0], barker_text[1], 4, "m_iHBarkerTextID", ROW_WANT),
	TASK(level_min, "m_iCTRReqLvMin", ROW_WANT),
	TASK(level_max, "m_iCTRReqLvMax", ROW_EXTRA),
	TASK(required_map, "m_iRequireInstanceID", ROW_WANT),
	TASK(required_guide, "m_iCSTReqGuide", ROW_EXTRA),
	LIST(required_missions[0], required_missions[1], 2,
	    "m_iCSTReqMission", ROW_EXTRA),
	LIST(required_nanos[0], required_nanos[1], 5, "m_iCSTRReqNano",
	    ROW_EXTRA),
	TASK(repeat_flag, "m_iRepeatflag", ROW_EXTRA),
	TASK(waypoint_npc_type, "m_iSTGrantWayPoint", ROW_WANT),
	TASK(timer_s, "m_iSTGrantTimer", ROW_WANT),
	TASK(nano, "m_iSTNanoID", ROW_WANT),
	ITEMS(start_items, "m_iSTItemID", "m_iSTItemNumNeeded"),
	PARTS(drop_rate_pct, "m_iSTItemDropRate"),
	PARTS(enemy_types, "m_iCSUEnemyID"),
	PARTS(kills_needed, "m_iCSUNumToKill"),
	ITEMS(needed_items, "m_iCSUItemID", "m_iCSUItemNumNeeded"),
	/* The client's "instance name" really is the count. */
	ITEMS(success_items, "m_iSUItem", "m_iSUInstancename"),
	ITEMS(fail_items, "m_iFItemID", "m_iFItemNumNeeded"),
	LIST(delete_items[0], delete_items[1], 4, "m_iDelItemID", ROW_EXTRA),
	TASK(success_task, "m_iSUOutgoingTask", ROW_MUST),
	TASK(success_mission, "m_iSUOutgoingMission", ROW_EXTRA),
	TASK(fail_task, "m_iFOutgoingTask", ROW_MUST),
	LIST(mentor_emails[0], mentor_emails[1], 5, "m_iMentorEmailID",
	    ROW_EXTRA),
#undef ITEMS
#undef PARTS
#undef LIST
#undef TASK
	ROW_FIELD(task_row, reward, "m_iSUReward", ROW_I32, ROW_MUST),
};

static const struct row_field reward_fields[] = {
	ROW_FIELD(tdata_reward, id, "m_iMissionRewardID", ROW_I32, ROW_MUST),
	/* sic */
	ROW_ARRAY(tdata_reward, items[0].type, items[1].type, REWARD_ITEMS,
	    "m_iMissionRewarItemType", ROW_MUST),
	ROW_ARRAY(tdata_reward, items[0].id, items[1].id, REWARD_ITEMS,
	    "m_iMissionRewardItemID", ROW_MUST),
	ROW_FIELD(tdata_reward, taros, "m_iCash", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_reward, fusion_matter, "m_iFusionMatter", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(tdata_reward, box_choice, "m_iBox1Choice", ROW_I32,
	    ROW_EXTRA),
};

static int64_t
task_row_key(const void *row)
{
	return ((const struct task_row *)row)->task.id;
}

static void
check_task(struct load *ld, struct tdata_task *task)
{
	if (task->mission < 1 || task->mission > RULESET_MISSION_ID_MAX) {
		load_warn(ld, NULL, "m_pMissionTable.m_pMissionData: task %d: "
		    "m_iHMissionID %d is not in 1..%d; it never counts as "
		    "done", task->id, task->mission, RULESET_MISSION_ID_MAX);
		task->mission = 0;
	}
	if (task->nano < 0 || task->nano >= ld->rules->nano_count) {
		load_warn(ld, NULL, "m_pMissionTable.m_pMissionData: task %d: "
		    "m_iSTNanoID %d is no nano of this version; none given",
		    task->id, task->nano);
		task->nano = 0;
	}
}

static void
link_rewards(struct load *ld, struct task_row *rows, uint32_t count,
    const struct tdata_reward *rewards, uint32_t reward_count)
{
	for (uint32_t i = 0; i < count; i++) {
		int32_t reward = rows[i].reward;

		if (reward == 0)
			continue;
		if (reward > 0 && (uint32_t)reward < reward_count) {
			rows[i].task.reward = &rewards[reward];
			continue;
		}
		load_warn(ld, NULL, "m_pMissionTable.m_pMissionData: task %d: "
		    "m_iSUReward %d is beyond the %u rows of m_pRewardData; "
		    "no reward", rows[i].task.id, reward, reward_count);
	}
}

bool
load_missions(struct load *ld, struct jtree_node *root)
{
	struct task_row *rows;
	struct tdata_reward *rewards;
	struct tdata_task *tasks;
	struct row_reader r;
	uint32_t count, reward_count;

	ROW_READER(&r, ld, "m_pMissionTable.m_pMissionData", task_fields);
	r.home = &ld->scratch;
	if (!row_read_table(&r, load_table(ld, root, "m_pMissionTable",
	    "m_pMissionData"), sizeof(*rows), &rows, &count))
		return false;
	ROW_READER(&r, ld, "m_pMissionTable.m_pRewardData", reward_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pMissionTable",
	    "m_pRewardData"), sizeof(*rewards), &rewards, &reward_count))
		return false;
	count = load_sort_rows(rows, count, sizeof(*rows), task_row_key);
	link_rewards(ld, rows, count, rewards, reward_count);

	tasks = load_new(ld, count, sizeof(*tasks));
	for (uint32_t i = 0; i < count; i++) {
		/* Row 0 is the placeholder for "no task", spec/missions.md 1 */
		if (rows[i].task.id == 0)
			continue;
		check_task(ld, &rows[i].task);
		tasks[ld->t->task_count++] = rows[i].task;
	}
	ld->tasks = tasks;
	ld->t->tasks = tasks;
	ld->rewards = rewards;
	ld->reward_count = reward_count;
	load_info(ld, "Loaded mission-related data");
	return true;
}
