/* test_mission.c - tasks from start to end (spec/missions.md 4 to 6, 10 to
 * 14). */
#include "world_rig.h"

#include "game/journal.h"
#include "game/mission.h"
#include "game/mission_start.h"
#include "world/path.h"

enum {
	GIVER = 701, TARGET = 702, ESCORTEE = 703, MOB = 3811,
	GIVER_ID = 50, TARGET_ID = 51, ESCORTEE_ID = 52,
	LAIR = 37, GUIDE = 1, NANO = 6
};

enum {
	TALK = 1, CHAIN_1, CHAIN_2, GO, KILL, COLLECT, DELIVER, TIMED,
	TIMED_KILL, TIMED_LOST, ESCORT, CHOICE, FOUR, GUIDED, GUIDED_TOO,
	NANO_1, LEVEL, NEEDS_NANO, NEEDS_MISSION, IN_LAIR, LAIR_DOOR, USE,
	GIVES, FILLER		/* and all after it */
};

static const struct tdata_reward money = { .id = 1, .taros = 100,
	.fusion_matter = 50 };
static const struct tdata_reward choice = { .id = 2, .taros = 60,
	.items = { { 0, 20 }, { 0, 0 }, { 0, 22 }, { 0, 23 } },
	.box_choice = 1 };
static const struct tdata_reward four = { .id = 3,
	.items = { { 1, 10 }, { 2, 11 }, { 3, 12 }, { 7, 13 } } };

/* A mission a task, but for CHAIN_2; of the world, begun with the giver. */
#define TASK(n, kind) \
	.id = (n), .mission = (n), .type = (kind), .mission_type = 3, \
	.giver_npc_type = GIVER, .is_first = true
#define FILL(n)	{ TASK(FILLER + (n), 1), .terminator_npc_type = TARGET }

static const struct tdata_task tasks[] = {
	{ TASK(TALK, 1), .terminator_npc_type = TARGET, .reward = &money },
	{ TASK(CHAIN_1, 1), .terminator_npc_type = TARGET,
	    .success_task = CHAIN_2 },
	{ .id = CHAIN_2, .mission = CHAIN_1, .type = 1, .mission_type = 3,
	    .giver_npc_type = GIVER, .terminator_npc_type = GIVER },
	{ TASK(GO, 2), .terminator_npc_type = TARGET },
	{ TASK(KILL, 5), .enemy_types = { MOB }, .kills_needed = { 2 } },
	{ TASK(COLLECT, 5), .enemy_types = { MOB },
	    .needed_items = { { 31, 2 } }, .drop_rate_pct = { 100 },
	    .success_items = { { 31, -2 } } },
	{ TASK(DELIVER, 4), .terminator_npc_type = TARGET,
	    .start_items = { { 32, 1 }, { 33, 2 } },
	    .success_items = { { 32, -1 } }, .delete_items = { 34 } },
	{ TASK(TIMED, 2), .terminator_npc_type = TARGET, .timer_s = 60,
	    .fail_task = CHAIN_2, .fail_items = { { 32, -1 } } },
	{ TASK(TIMED_KILL, 5), .timer_s = 60, .enemy_types = { MOB },
	    .kills_needed = { 1 }, .fail_task = TALK },
	{ TASK(TIMED_LOST, 2), .terminator_npc_type = TARGET, .timer_s = 60,
	    .reward = &money },
	{ TASK(ESCORT, 6), .terminator_npc_type = TARGET },
	{ TASK(CHOICE, 1), .terminator_npc_type = TARGET,
	    .reward = &choice },
	{ TASK(FOUR, 1), .terminator_npc_type = TARGET, .reward = &four },
	{ .id = GUIDED, .mission = GUIDED, .type = 1, .mission_type = 1,
	    .giver_npc_type = GIVER, .is_first = true,
	    .required_guide = GUIDE },
	{ .id = GUIDED_TOO, .mission = GUIDED_TOO, .type = 1,
	    .mission_type = 1, .is_first = true },
	{ .id = NANO_1, .mission = NANO_1, .type = 1, .mission_type = 2,
	    .is_first = true, .nano = NANO },
	{ TASK(LEVEL, 1), .level_min = 30 },
	{ TASK(NEEDS_NANO, 1), .required_nanos = { 0, 7 } },
	{ TASK(NEEDS_MISSION, 1), .required_missions = { TALK, 0 } },
	{ TASK(IN_LAIR, 1), .required_map = LAIR, .fail_task = TALK },
	{ TASK(LAIR_DOOR, 1), .required_map = LAIR, .is_warp_limit = true },
	{ TASK(USE, 3), .terminator_npc_type = TARGET },
	{ TASK(GIVES, 1), .success_items = { { 35, 1 }, { 32, -1 } } },
	FILL(0), FILL(1), FILL(2), FILL(3), FILL(4), FILL(5), FILL(6),
};

static const struct tdata_npc_type npc_types[] = {
	{ .number = GIVER }, { .number = TARGET }, { .number = ESCORTEE },
};

static const struct tdata_point corners[] = {
	{ 0, 0, 0 }, { 900, 0, 0 }, { 900, 900, 0 },
};
static const int32_t escortees[] = { ESCORTEE };
static const struct tdata_path paths[] = {
	{ .points = corners, .point_count = 3, .npc_types = escortees,
	    .npc_type_count = 1, .speed = 300, .task_id = ESCORT,
	    .is_relative = true },
};

static const struct handler *const tables[] = { mission_handlers, NULL };

static struct player *self, *viewer;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.tasks = tasks;
	rig.task_count = COUNT_OF(tasks);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.paths = paths;
	rig.path_count = COUNT_OF(paths);
	rig.cfg.shard.mission_npc_check = true;
	self = rig_player(1, "Self", 5000, 5000, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 5000, 5100, rig.w.overworld);
	for (int i = 0; i < PLAYER_RATES; i++)
		self->wallet.taro_rate[i] =
		    self->wallet.fusion_matter_rate[i] = 1.0f;
	rig_npc(GIVER_ID, GIVER, 5100, 5000, rig.w.overworld);
	rig_npc(TARGET_ID, TARGET, 5200, 5000, rig.w.overworld);
	rig_npc(ESCORTEE_ID, ESCORTEE, 5300, 5000, rig.w.overworld);
	rig_forget();
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static void
start(int32_t task)
{
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = task,
	    .npc_id = GIVER_ID);
}

static void
end_with(int32_t task, int32_t npc, int8_t box)
{
	RIG_DO(self, cl2fe_req_pc_task_end, .task_num = task, .npc_id = npc,
	    .box1_choice = box);
}

static void
end(int32_t task)
{
	end_with(task, TARGET_ID, 0);
}

static void
stop(int32_t task)
{
	RIG_DO(self, cl2fe_req_pc_task_stop, .task_num = task);
}

static void
expect_started(int32_t task, int32_t remain_s)
{
	const struct fe2cl_rep_pc_task_start_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_task_start_succ);

	assert_int_equal(task, got->task_num);
	assert_int_equal(remain_s, got->remain_time);
	assert_true(journal_has(self, task));
}

static void
expect_not_started(int32_t task)
{
	const struct fe2cl_rep_pc_task_start_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_task_start_fail);

	assert_int_equal(task, got->task_num);
	assert_int_equal(1, got->error_code);
	rig_expect_nothing(self);
	assert_false(journal_has(self, task));
}

static void
begin(int32_t task)
{
	start(task);
	assert_true(journal_has(self, task));
	rig_forget();
}

static void
expect_ended(int32_t task)
{
	assert_int_equal(task,
	    RIG_EXPECT(self, fe2cl_rep_pc_task_end_succ)->task_num);
	rig_expect_nothing(self);
	assert_false(journal_has(self, task));
}

static void
expect_not_ended(int32_t task, int32_t code)
{
	const struct fe2cl_rep_pc_task_end_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_task_end_fail);

	assert_int_equal(task, got->task_num);
	assert_int_equal(code, got->error_code);
}

static void
expect_stopped(int32_t task)
{
	assert_int_equal(task,
	    RIG_EXPECT(self, fe2cl_rep_pc_task_stop_succ)->task_num);
	assert_false(journal_has(self, task));
}

static const struct wire_item_reward *
expect_reward(int32_t taros, int32_t fm, int32_t count)
{
	const struct fe2cl_rep_reward_item *got =
	    RIG_EXPECT(self, fe2cl_rep_reward_item);

	assert_int_equal(taros, got->candy);
	assert_int_equal(fm, got->fusion_matter);
	assert_int_equal(count, got->item_cnt);
	return fe2cl_rep_reward_item_items(got);
}

static struct instance *
instance(uint64_t id)
{
	struct instance *in = instance_get(&rig.w, id);

	assert_non_null(in);
	return in;
}

/* --- beginning --- */

static void
a_mission_is_done_once(void **state)
{
	UNUSED(state);
	start(TALK);
	expect_started(TALK, 0);
	assert_true((self->dirty & DB_SECTION_QUESTS) != 0);
	end(TALK);
	expect_reward(100, 50, 0);
	expect_ended(TALK);
	assert_true(journal_is_done(self, TALK));
	assert_int_equal(1 << (TALK - 1), self->missions.done[0]);
	start(TALK);
	expect_not_started(TALK);
	start(9999);
	RIG_EXPECT(self, fe2cl_rep_pc_task_start_fail);
}

/* DEFECT: a second start was a second task. */
static void
what_runs_is_confirmed(void **state)
{
	UNUSED(state);
	begin(DELIVER);
	start(DELIVER);
	expect_started(DELIVER, 0);
	rig_expect_nothing(self);	/* and gives nothing again */
	assert_int_equal(0, self->missions.running[1].task_id);
	begin(TIMED);
	rig_pass(20500);
	start(TIMED);
	expect_started(TIMED, 40);
	rig_pass(60000);
	start(TIMED);
	expect_started(TIMED, 1);
}

/* DEFECT: what a task asks for was for the client to heed. */
static void
tasks_have_conditions(void **state)
{
	UNUSED(state);
	start(LEVEL);
	expect_not_started(LEVEL);
	start(NEEDS_NANO);
	expect_not_started(NEEDS_NANO);
	start(NEEDS_MISSION);
	expect_not_started(NEEDS_MISSION);
	start(GUIDED);
	expect_not_started(GUIDED);
	start(IN_LAIR);
	expect_not_started(IN_LAIR);
	start(CHAIN_2);
	expect_not_started(CHAIN_2);
	start(LAIR_DOOR);	/* a lair is opened from outside */
	expect_started(LAIR_DOOR, 0);
	self->combatant.level = 30;
	self->nanos.bank[7].id = 7;
	self->profile.mentor = GUIDE;
	journal_set_done(&rig.w, self, TALK);
	begin(LEVEL);
	begin(NEEDS_NANO);
	begin(NEEDS_MISSION);
	begin(GUIDED);
}

/* DEFECT: errands were begun with nobody near. */
static void
errands_come_from_somebody(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = TALK);
	expect_not_started(TALK);
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = TALK,
	    .npc_id = TARGET_ID);
	expect_not_started(TALK);
	view_warp(&rig.w, &self->e, 5901, 5000, 0, rig.w.overworld);
	rig_forget();
	start(TALK);
	expect_not_started(TALK);
	view_warp(&rig.w, &self->e, 5100, 5000, 0, instance(5));
	rig_forget();
	start(TALK);
	expect_not_started(TALK);
	/* The guide calls, and so do nanos. */
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = GUIDED_TOO);
	expect_started(GUIDED_TOO, 0);
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = NANO_1);
	expect_started(NANO_1, 0);
	rig.cfg.shard.mission_npc_check = false;
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = TALK);
	expect_started(TALK, 0);
}

/* DEFECT: a chain could be entered anywhere, and twice at a time. */
static void
a_chain_goes_on_in_order(void **state)
{
	UNUSED(state);
	begin(CHAIN_1);
	start(CHAIN_2);
	expect_not_started(CHAIN_2);
	end(CHAIN_1);
	expect_ended(CHAIN_1);
	assert_false(journal_is_done(self, CHAIN_1));
	/* What follows needs nobody's word. */
	RIG_DO(self, cl2fe_req_pc_task_start, .task_num = CHAIN_2);
	expect_started(CHAIN_2, 0);
	start(CHAIN_1);
	expect_not_started(CHAIN_1);
	stop(CHAIN_2);
	expect_stopped(CHAIN_2);
	start(CHAIN_2);		/* the leave to begin it is used up */
	expect_not_started(CHAIN_2);
	begin(CHAIN_1);
	end(CHAIN_1);
	rig_forget();
	begin(CHAIN_2);
	end_with(CHAIN_2, GIVER_ID, 0);
	expect_ended(CHAIN_2);
	assert_true(journal_is_done(self, CHAIN_1));
}

/* DEFECT: any six, and beyond six memory was written over. */
static void
the_journal_has_one_nano_one_guide_four_others(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 4; i++)
		begin(FILLER + i);
	start(FILLER + 4);
	expect_not_started(FILLER + 4);
	self->profile.mentor = GUIDE;
	begin(GUIDED);
	start(GUIDED_TOO);
	expect_not_started(GUIDED_TOO);
	begin(NANO_1);
	/* The nano's is the first; who was there moved. */
	assert_int_equal(NANO_1, self->missions.running[0].task_id);
	assert_int_equal(FILLER, self->missions.running[5].task_id);
	end(FILLER + 1);
	rig_forget();
	begin(FILLER + 5);
	assert_int_equal(FILLER + 5, self->missions.running[1].task_id);
}

/* Rows of other servers may hold six of a kind: they stay, none is added. */
static void
old_journals_are_kept(void **state)
{
	UNUSED(state);
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		self->missions.running[i].task_id = FILLER + i;
	start(GUIDED_TOO);
	expect_not_started(GUIDED_TOO);
	start(NANO_1);
	expect_not_started(NANO_1);
	end(FILLER + 5);
	expect_ended(FILLER + 5);
	begin(GUIDED_TOO);
	start(FILLER + 6);
	expect_not_started(FILLER + 6);
}

/* DEFECT: items that found no slot were lost. */
static void
items_need_room(void **state)
{
	UNUSED(state);
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX - 1; i++)
		self->inventory.quest[i] = (struct item){
			.type = TDATA_ITEM_QUEST, .id = (int16_t)(100 + i),
			.opt = 1,
		};
	start(DELIVER);			/* wants two */
	expect_not_started(DELIVER);
	begin(GIVES);
	end(GIVES);
	assert_int_equal(49, expect_reward(0, 0, 1)->slot_num);
	expect_ended(GIVES);
	assert_int_equal(35, self->inventory.quest[49].id);
	self->missions.done[0] = 0;
	self->inventory.quest[49] = (struct item){ .type = 8, .id = 99,
	    .opt = 1 };
	begin(GIVES);
	end(GIVES);
	expect_not_ended(GIVES, 13);
	assert_true(journal_has(self, GIVES));
}

/* --- ending --- */

/* DEFECT: the client was believed. */
static void
what_is_not_done_is_not_ended(void **state)
{
	UNUSED(state);
	end(TALK);			/* does not even run */
	expect_not_ended(TALK, 0);
	end(9999);
	rig_expect_nothing(self);
	begin(KILL);
	end_with(KILL, 0, 0);
	expect_not_ended(KILL, 0);
	self->missions.running[0].remaining[0] = 0;
	end_with(KILL, 0, 0);
	expect_ended(KILL);
	begin(COLLECT);
	self->inventory.quest[3] = (struct item){ .type = 8, .id = 31,
	    .opt = 1 };
	end_with(COLLECT, 0, 0);
	expect_not_ended(COLLECT, 0);
	self->inventory.quest[3].opt = 3;
	end_with(COLLECT, 0, 0);
	assert_int_equal(1, expect_reward(0, 0, 1)->item.opt);
	expect_ended(COLLECT);
}

/* DEFECT: nor did anybody look who was there. */
static void
a_task_ends_beside_somebody(void **state)
{
	UNUSED(state);
	begin(TALK);
	begin(GO);
	begin(USE);
	end_with(TALK, 0, 0);
	expect_not_ended(TALK, 0);
	end_with(TALK, GIVER_ID, 0);
	expect_not_ended(TALK, 0);
	end_with(GO, 0, 0);
	expect_not_ended(GO, 0);
	view_warp(&rig.w, &self->e, 5200 + 801, 5000, 0, rig.w.overworld);
	rig_forget();
	end(TALK);
	expect_not_ended(TALK, 0);
	end(GO);			/* a place is larger than a word */
	expect_ended(GO);
	view_warp(&rig.w, &self->e, 5200 + 1601, 5000, 0, rig.w.overworld);
	rig_forget();
	end(USE);
	expect_not_ended(USE, 0);
	end_with(USE, 0, 0);		/* items are used on nobody */
	expect_ended(USE);
	rig.cfg.shard.mission_npc_check = false;
	end(TALK);
	expect_reward(100, 50, 0);
	expect_ended(TALK);
}

/* DEFECT: tasks of a map were ended anywhere. */
static void
a_task_ends_in_its_map(void **state)
{
	UNUSED(state);
	begin(LAIR_DOOR);
	end_with(LAIR_DOOR, 0, 0);
	expect_not_ended(LAIR_DOOR, 0);
	view_warp(&rig.w, &self->e, 5000, 5000, 0,
	    instance(UINT64_C(1) << 32 | LAIR));
	rig_forget();
	end_with(LAIR_DOOR, 0, 0);
	expect_ended(LAIR_DOOR);
}

static void
deliveries_change_hands(void **state)
{
	UNUSED(state);
	start(DELIVER);
	assert_int_equal(32, expect_reward(0, 0, 1)->item.id);
	assert_int_equal(2, expect_reward(0, 0, 1)->item.opt);
	expect_started(DELIVER, 0);
	end(DELIVER);
	assert_int_equal(0, expect_reward(0, 0, 1)->item.id);
	expect_ended(DELIVER);
	assert_int_equal(0, self->inventory.quest[0].id);
}

/* --- rewards --- */

static void
one_of_several(void **state)
{
	const struct wire_item_reward *got;

	UNUSED(state);
	begin(CHOICE);
	end_with(CHOICE, TARGET_ID, 4);
	got = expect_reward(60, 0, 1);
	assert_int_equal(22, got->item.id);
	assert_int_equal(1, got->item.opt);
	assert_int_equal(1, got->il);
	assert_int_equal(0, got->slot_num);
	expect_ended(CHOICE);
	assert_int_equal(22, self->inventory.bag[0].id);
	assert_true((self->dirty & DB_SECTION_INVENTORY) != 0);
}

/* DEFECT: a choice was an index, whatever the client said. */
static void
bad_choices_are_refused(void **state)
{
	static const int8_t bad[] = { 2, 3, 16, 64, -1, -128, 127 };

	UNUSED(state);
	begin(CHOICE);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		end_with(CHOICE, TARGET_ID, bad[i]);
		expect_not_ended(CHOICE, 0);
		rig_expect_nothing(self);
	}
	assert_int_equal(0, self->wallet.taros);
	assert_int_equal(0, self->inventory.bag[0].id);
	begin(TALK);			/* no items: no matter */
	end_with(TALK, TARGET_ID, 8);
	expect_not_ended(TALK, 0);
}

/* DEFECT: a gap in the list was an item without a number. */
static void
all_that_there_is(void **state)
{
	const struct wire_item_reward *got;

	UNUSED(state);
	self->inventory.bag[1] = (struct item){ .type = 7, .id = 5, .opt = 1 };
	begin(FOUR);
	end(FOUR);
	got = expect_reward(0, 0, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(10 + i, got[i].item.id);
		assert_int_equal(i == 0 ? 0 : i + 1, got[i].slot_num);
	}
	expect_ended(FOUR);
	begin(CHOICE);
	end(CHOICE);
	got = expect_reward(60, 0, 3);
	assert_int_equal(22, got[1].item.id);
}

/* DEFECT: slots were reserved by items that others could see. */
static void
a_full_bag_takes_nothing(void **state)
{
	UNUSED(state);
	for (int i = 3; i < PLAYER_INVENTORY_MAX; i++)
		self->inventory.bag[i] = (struct item){ .type = 7, .id = 5,
		    .opt = 1 };
	begin(FOUR);
	end(FOUR);
	expect_not_ended(FOUR, 13);
	rig_expect_nothing(self);
	assert_int_equal(0, self->inventory.bag[0].id);
	assert_true(journal_has(self, FOUR));
	self->inventory.bag[40] = (struct item){ 0 };
	end(FOUR);
	expect_reward(0, 0, 4);
	expect_ended(FOUR);
}

static void
rates_buffs_and_boosts(void **state)
{
	UNUSED(state);
	begin(TALK);
	self->wallet.taro_rate[2] = 0.7f;
	self->wallet.fusion_matter_rate[2] = 1.5f;
	self->combatant.condition_flags = 1 << (BUFF_REWARD_BLOB - 1) |
	    1 << (BUFF_REWARD_CASH - 1);
	end(TALK);
	expect_reward(84, 90, 0);	/* 100 * .7 * 1.2, 50 * 1.5 * 1.2 */
	expect_ended(TALK);
	journal_set_done(&rig.w, self, 0);	/* no mission: no mark */
	self->missions.done[0] = 0;
	begin(TALK);
	self->nanos.bank[NANO] = (struct player_nano){ NANO, 1, 100 };
	self->nanos.equipped[0] = self->nanos.active = NANO;
	self->combatant.condition_flags |= 1 << (BUFF_STIMPAK_1 - 1);
	self->wallet.taro_rate[2] = self->wallet.fusion_matter_rate[2] = 1.0f;
	end(TALK);
	expect_reward(84 + 123, 90 + 61, 0);
}

/* The quester's booster counts for missions, all three for more. */
static void
boosters_count_from_728_on(void **state)
{
	UNUSED(state);
	self->inventory.equip[10] = (struct item){ .type = 7, .id = 153,
	    .opt = 1 };
	begin(TALK);
	end(TALK);
	expect_reward(100, 50, 0);
	self->missions.done[0] = 0;
	rig.rules.has_booster_slots = true;
	rig.w.rules = &rig.rules;
	rig_forget();
	begin(TALK);
	end(TALK);
	expect_reward(200, 50 + 75, 0);
}

/* --- giving up, failing --- */

/* DEFECT: another mission's mark was forgotten, too. */
static void
the_current_mission_ends_with_it(void **state)
{
	UNUSED(state);
	begin(FILLER);
	begin(FILLER + 1);
	RIG_DO(self, cl2fe_req_pc_set_current_mission_id,
	    .current_mission_id = FILLER);
	assert_int_equal(FILLER, RIG_EXPECT(self,
	    fe2cl_rep_pc_set_current_mission_id)->current_mission_id);
	stop(FILLER + 1);
	expect_stopped(FILLER + 1);
	assert_int_equal(FILLER, self->missions.current_mission);
	stop(FILLER);
	expect_stopped(FILLER);
	assert_int_equal(0, self->missions.current_mission);
	/* DEFECT: any number was kept. */
	RIG_DO(self, cl2fe_req_pc_set_current_mission_id,
	    .current_mission_id = FILLER);
	assert_int_equal(0, RIG_EXPECT(self,
	    fe2cl_rep_pc_set_current_mission_id)->current_mission_id);
}

/* DEFECT: whatever was asked for was "stopped", its items deleted. */
static void
only_what_runs_is_stopped(void **state)
{
	UNUSED(state);
	self->inventory.quest[0] = (struct item){ .type = 8, .id = 32,
	    .opt = 1 };
	stop(DELIVER);
	RIG_EXPECT(self, fe2cl_rep_pc_task_stop_fail);
	assert_int_equal(32, self->inventory.quest[0].id);
	stop(9999);
	rig_expect_nothing(self);
	begin(NANO_1);
	stop(NANO_1);		/* DEFECT: it would begin anew by itself */
	RIG_EXPECT(self, fe2cl_rep_pc_task_stop_fail);
	assert_true(journal_has(self, NANO_1));
}

/* DEFECT: half of the items stayed, the client had to guess. */
static void
giving_up_returns_everything(void **state)
{
	UNUSED(state);
	begin(DELIVER);
	begin(GIVES);			/* which is about 32 and 35, too */
	self->inventory.quest[5] = (struct item){ .type = 8, .id = 34,
	    .opt = 4 };
	stop(DELIVER);
	assert_int_equal(1, RIG_EXPECT(self,
	    fe2cl_rep_pc_item_delete_succ)->slot_num);
	assert_int_equal(5, RIG_EXPECT(self,
	    fe2cl_rep_pc_item_delete_succ)->slot_num);
	expect_stopped(DELIVER);
	assert_int_equal(32, self->inventory.quest[0].id);
	stop(GIVES);
	assert_int_equal(0, RIG_EXPECT(self,
	    fe2cl_rep_pc_item_delete_succ)->slot_num);
	expect_stopped(GIVES);
}

/* DEFECT: no clock but the client's; what follows was put into no slot. */
static void
time_runs_out(void **state)
{
	UNUSED(state);
	self->inventory.quest[0] = (struct item){ .type = 8, .id = 32,
	    .opt = 2 };
	start(TIMED);
	expect_started(TIMED, 60);
	end_with(TIMED, 0, 0);		/* the client's clock */
	assert_int_equal(1, expect_reward(0, 0, 1)->item.opt);
	expect_not_ended(TIMED, 1);
	expect_stopped(TIMED);
	assert_false(journal_has(self, CHAIN_2));
	start(CHAIN_2);
	expect_started(CHAIN_2, 0);
	begin(TIMED);
	rig_pass(60000 + MISSION_TIMER_GRACE_MS + 1);
	end(TIMED);			/* ours */
	expect_reward(0, 0, 1);
	expect_not_ended(TIMED, 1);
	expect_stopped(TIMED);
	begin(TIMED);
	rig_pass(60000 + MISSION_TIMER_GRACE_MS);
	end(TIMED);
	expect_ended(TIMED);
}

static void
a_defeat_in_time_names_nobody(void **state)
{
	UNUSED(state);
	begin(TIMED_KILL);
	self->missions.running[0].remaining[0] = 0;
	end_with(TIMED_KILL, 0, 0);
	expect_ended(TIMED_KILL);
	self->missions.done[0] = 0;
	begin(TIMED_KILL);
	end_with(TIMED_KILL, 0, 0);	/* one is left */
	expect_not_ended(TIMED_KILL, 1);
	expect_stopped(TIMED_KILL);
	begin(TIMED_KILL);
	self->missions.running[0].remaining[0] = 0;
	rig_pass(60000 + MISSION_TIMER_GRACE_MS + 1);
	end_with(TIMED_KILL, 0, 0);
	expect_not_ended(TIMED_KILL, 1);
}

/* DEFECT: being late was a success if nothing follows a failure. */
static void
late_is_not_rewarded(void **state)
{
	UNUSED(state);
	begin(TIMED_LOST);
	end_with(TIMED_LOST, 0, 0);
	expect_not_ended(TIMED_LOST, 1);
	expect_stopped(TIMED_LOST);
	rig_expect_nothing(self);
	assert_int_equal(0, self->wallet.taros);
	assert_false(journal_is_done(self, TIMED_LOST));
}

/* DEFECT: a client that comes back has no clock any more. */
static void
timed_tasks_fail_with_the_session(void **state)
{
	UNUSED(state);
	self->missions.running[0].task_id = TIMED;
	self->missions.running[1].task_id = FILLER;
	self->missions.running[2].task_id = IN_LAIR;
	self->missions.running[3].task_id = LAIR_DOOR;
	mission_on_player_loaded(&rig.w, self);
	RIG_EXPECT(self, fe2cl_rep_reward_item);
	expect_not_ended(TIMED, 1);
	expect_stopped(TIMED);
	expect_not_ended(IN_LAIR, 12);
	expect_stopped(IN_LAIR);
	rig_expect_nothing(self);
	assert_true(journal_has(self, FILLER));
	assert_true(journal_has(self, LAIR_DOOR));
}

/* DEFECT: going into the map, or about in it, failed its tasks, too. */
static void
leaving_a_map_fails_its_tasks(void **state)
{
	UNUSED(state);
	self->missions.running[0].task_id = IN_LAIR;
	self->missions.running[1].task_id = LAIR_DOOR;
	mission_on_player_warped(&rig.w, self, UINT64_C(7) << 32 | LAIR);
	rig_expect_nothing(self);
	mission_on_player_warped(&rig.w, self, 5);
	expect_not_ended(IN_LAIR, 12);
	expect_stopped(IN_LAIR);
	rig_expect_nothing(self);
	assert_true(journal_has(self, LAIR_DOOR));
	start(TALK);			/* what IN_LAIR falls back to */
	expect_started(TALK, 0);
}

static void
a_new_guide_ends_everything(void **state)
{
	UNUSED(state);
	begin(FILLER);
	begin(NANO_1);
	begin(FILLER + 1);
	mission_on_mentor_changed(&rig.w, self, 5);
	expect_stopped(NANO_1);
	expect_stopped(FILLER);
	expect_stopped(FILLER + 1);
	rig_expect_nothing(self);
}

/* --- nanos --- */

static void
a_nano_is_the_reward(void **state)
{
	UNUSED(state);
	begin(NANO_1);
	self->missions.current_mission = NANO_1;
	end_with(NANO_1, 0, 0);
	assert_int_equal(NANO, RIG_EXPECT(self,
	    fe2cl_rep_pc_nano_create_succ)->nano.id);
	expect_ended(NANO_1);
	assert_int_equal(NANO, self->nanos.bank[NANO].id);
	assert_int_equal(NANO, self->combatant.level);
	assert_int_equal(0, self->missions.current_mission);
	RIG_EXPECT(viewer, fe2cl_rep_pc_change_level);
}

/* --- escorts --- */

static void
start_escort(struct player *p, int32_t npc)
{
	RIG_DO(p, cl2fe_req_pc_task_start, .task_num = ESCORT,
	    .npc_id = GIVER_ID, .escort_npc_id = npc);
	rig_forget();
}

static void
walk(int seconds)
{
	for (int i = 0; i < seconds; i++) {
		rig_pass(1000);
		path_tick(&rig.w);
	}
	rig_forget();
}

/* DEFECT: it never came back; a second start moved it for the first. */
static void
the_escorted_walk_and_come_back(void **state)
{
	struct npc *n = world_npc_by_id(&rig.w, ESCORTEE_ID);

	UNUSED(state);
	start_escort(self, ESCORTEE_ID);
	assert_true(path_is_walking(n));
	walk(3);
	assert_int_equal(5300 + 450, n->e.x);
	start_escort(viewer, 0);	/* walks along */
	walk(3);
	assert_int_equal(5300 + 900, n->e.x);
	assert_int_equal(5000 + 225, n->e.y);
	assert_true(entity_ref_is_none(
	    journal_find(viewer, ESCORT)->escort));
	RIG_DO(viewer, cl2fe_req_pc_task_stop, .task_num = ESCORT);
	assert_true(path_is_walking(n));
	end(ESCORT);
	walk(10);
	assert_true(abs(n->e.x - 5300) <= 300);
	assert_true(abs(n->e.y - 5000) <= 300);
	assert_false(path_is_walking(n));
}

static void
who_walks_home_can_be_had_again(void **state)
{
	struct npc *n = world_npc_by_id(&rig.w, ESCORTEE_ID);

	UNUSED(state);
	start_escort(self, ESCORTEE_ID);
	walk(5);
	stop(ESCORT);
	walk(1);
	assert_true(path_is_walking(n));
	assert_true(n->e.x > 5300 && n->e.x < 6200);
	start_escort(self, ESCORTEE_ID);
	assert_int_equal(5300, n->e.x);
	walk(2);
	assert_int_equal(5300 + 225, n->e.x);
}

static void
who_is_escorted_is_found(void **state)
{
	struct npc *n = world_npc_by_id(&rig.w, ESCORTEE_ID), *twin;

	UNUSED(state);
	twin = rig_npc(53, ESCORTEE, 5400, 5000, rig.w.overworld);
	start_escort(self, 53);
	assert_true(path_is_walking(twin));
	assert_false(path_is_walking(n));
	walk(4);
	view_warp(&rig.w, &self->e, 90000, 90000, 0, rig.w.overworld);
	view_warp(&rig.w, &viewer->e, 90000, 90000, 0, rig.w.overworld);
	mission_on_player_left(&rig.w, self);	/* and nobody sees it */
	assert_false(path_is_walking(twin));
	assert_int_equal(5400, twin->e.x);
	view_warp(&rig.w, &self->e, 5000, 5000, 0, rig.w.overworld);
	journal_remove(&rig.w, self, ESCORT);
	start_escort(self, TARGET_ID);	/* no path of that one's */
	assert_true(path_is_walking(n) || path_is_walking(twin));
}

/* Whoever began it has gone off and left it where the path ends. */
static void
a_lost_escort_begins_at_home(void **state)
{
	struct npc *n = world_npc_by_id(&rig.w, ESCORTEE_ID);

	UNUSED(state);
	start_escort(self, ESCORTEE_ID);
	walk(12);
	assert_false(path_is_walking(n));
	assert_int_equal(5000 + 675, n->e.y);
	start_escort(viewer, ESCORTEE_ID);
	assert_int_equal(5000, n->e.y);
	walk(2);
	assert_int_equal(5300 + 225, n->e.x);
}

/* --- for developers --- */

static void
developers_complete_what_they_like(void **state)
{
	UNUSED(state);
	begin(KILL);
	self->identity.account_level = 51;
	RIG_DO(self, cl2fe_req_pc_task_complete, .task_num = KILL);
	RIG_DO(self, cl2fe_req_pc_mission_complete, .mission_num = 9);
	rig_expect_nothing(self);
	self->identity.account_level = 50;
	RIG_DO(self, cl2fe_req_pc_task_complete, .task_num = KILL);
	expect_ended(KILL);
	RIG_DO(self, cl2fe_req_pc_task_complete, .task_num = KILL);
	rig_expect_nothing(self);
	RIG_DO(self, cl2fe_req_pc_mission_complete, .mission_num = 1024);
	RIG_EXPECT(self, fe2cl_rep_pc_mission_complete_succ);
	assert_true(journal_is_done(self, 1024));
	assert_true(self->missions.done[15] == INT64_MIN);
	for (int32_t m = 1025; m < 1100; m++)
		RIG_DO(self, cl2fe_req_pc_mission_complete,
		    .mission_num = m);
	RIG_DO(self, cl2fe_req_pc_mission_complete, .mission_num = -5);
	assert_false(journal_is_done(self, 1025));
	assert_false(journal_is_done(self, -5));
}

static void
a_task_goes_on_if_it_runs(void **state)
{
	UNUSED(state);
	begin(TALK);
	RIG_DO(self, cl2fe_req_pc_task_continue, .task_num = TALK);
	RIG_EXPECT(self, fe2cl_rep_pc_task_continue_succ);
	RIG_DO(self, cl2fe_req_pc_task_continue, .task_num = GO);
	RIG_EXPECT(self, fe2cl_rep_pc_task_continue_fail);
	RIG_DO(self, cl2fe_req_pc_task_continue, .task_num = 0);
	RIG_EXPECT(self, fe2cl_rep_pc_task_continue_fail);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_mission_is_done_once),
		T(what_runs_is_confirmed),
		T(tasks_have_conditions),
		T(errands_come_from_somebody),
		T(a_chain_goes_on_in_order),
		T(the_journal_has_one_nano_one_guide_four_others),
		T(old_journals_are_kept),
		T(items_need_room),
		T(what_is_not_done_is_not_ended),
		T(a_task_ends_beside_somebody),
		T(a_task_ends_in_its_map),
		T(deliveries_change_hands),
		T(one_of_several),
		T(bad_choices_are_refused),
		T(all_that_there_is),
		T(a_full_bag_takes_nothing),
		T(rates_buffs_and_boosts),
		T(boosters_count_from_728_on),
		T(the_current_mission_ends_with_it),
		T(only_what_runs_is_stopped),
		T(giving_up_returns_everything),
		T(time_runs_out),
		T(a_defeat_in_time_names_nobody),
		T(late_is_not_rewarded),
		T(timed_tasks_fail_with_the_session),
		T(leaving_a_map_fails_its_tasks),
		T(a_new_guide_ends_everything),
		T(a_nano_is_the_reward),
		T(the_escorted_walk_and_come_back),
		T(who_walks_home_can_be_had_again),
		T(who_is_escorted_is_found),
		T(a_lost_escort_begins_at_home),
		T(developers_complete_what_they_like),
		T(a_task_goes_on_if_it_runs),
	};
#undef T
	return cmocka_run_group_tests_name("mission", tests, NULL, NULL);
}
