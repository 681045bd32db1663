/* test_gm.c - what GMs give themselves (spec/commands.md 1). */
#include "world_rig.h"

#include "log_rig.h"

#include "db/db_msg.h"
#include "game/gm.h"
#include "game/gm_self.h"
#include "game/inventory.h"

enum { LEVEL_DEVELOPER = 50, WEEK_S = 604800 };

static const struct handler *const tables[] = {
	gm_handlers, gm_self_handlers, NULL
};

static const struct tdata_item items[] = {
	{ .type = 0, .id = 7, .stack_size = 1 },
	{ .type = 7, .id = 119, .stack_size = 100 },
	{ .type = 9, .id = 5, .stack_size = 0 },
	{ .type = 10, .id = 2, .stack_size = 1 },
};

static struct player *alice;
static int matter_events;

static void
on_matter(struct world *w, struct player *p)
{
	matter_events++;
	p->wallet.fusion_matter -= 10;
	UNUSED(w);
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.items = items;
	rig.item_count = COUNT_OF(items);
	rig.events.fusion_matter_changed[0] = on_matter;
	matter_events = 0;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	alice->identity.account_level = LEVEL_DEVELOPER;
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
give(int32_t il, int32_t slot, int16_t type, int16_t id, int32_t opt)
{
	RIG_DO(alice, cl2fe_req_pc_give_item, .il = il, .slot_num = slot,
	    .item = { .type = type, .id = id, .opt = opt, .time_limit = 77,
	    .serial = 99 }, .time_left = 5);
}

static void
items_are_given(void **state)
{
	const struct fe2cl_rep_pc_give_item_succ *got;

	UNUSED(state);
	alice->dirty = 0;
	give(INVENTORY_BAG, 49, 0, 7, 1);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(INVENTORY_BAG, got->il);
	assert_int_equal(49, got->slot_num);
	assert_int_equal(7, got->item.id);
	assert_int_equal(1, got->item.opt);
	assert_int_equal(0, got->item.time_limit);
	assert_int_equal(0, got->item.serial);
	assert_int_equal(7, alice->inventory.bag[49].id);
	assert_int_equal(0, alice->inventory.bag[49].time_limit_s);
	assert_int_equal(DB_SECTION_INVENTORY, alice->dirty);
	/* Over what was there. */
	give(INVENTORY_BAG, 49, 7, 119, 100);
	RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(100, alice->inventory.bag[49].opt);
}

static void
vehicles_are_for_a_week(void **state)
{
	UNUSED(state);
	give(INVENTORY_BAG, 0, 10, 2, 1);
	assert_int_equal(RIG_START_S + WEEK_S,
	    RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ)->item.time_limit);
	assert_int_equal(RIG_START_S + WEEK_S,
	    alice->inventory.bag[0].time_limit_s);
}

static void
combined_clothes_are_given(void **state)
{
	UNUSED(state);
	give(INVENTORY_BAG, 0, 0, 7, 3 << 16);
	RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(3 << 16, alice->inventory.bag[0].opt);
}

/* DEFECT: any slot of memory was written. */
static void
slots_are_those_of_the_bag(void **state)
{
	static const int32_t slots[] = { -1, 50, 1000, INT32_MAX, INT32_MIN };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(slots); i++) {
		give(INVENTORY_BAG, slots[i], 0, 7, 1);
		RIG_EXPECT(alice, fe2cl_rep_pc_give_item_fail);
		rig_expect_nothing(alice);
	}
}

/* DEFECTs: any count; no word of the refusal. */
static void
only_what_there_is_can_be_given(void **state)
{
	static const struct { int16_t type, id; int32_t opt; } rows[] = {
		{ 0, 8, 1 }, { 0, 0, 1 }, { 8, 7, 1 }, { 11, 7, 1 },
		{ -1, 7, 1 }, { 0, 7, 0 }, { 0, 7, 2 }, { 0, 7, -1 },
		{ 7, 119, 101 }, { 7, 119, 1 << 16 }, { 9, 5, 2 },
		{ 0, 7, 3 << 16 | 1 }, { 0, 7, INT32_MIN },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		give(INVENTORY_BAG, 3, rows[i].type, rows[i].id,
		    rows[i].opt);
		RIG_EXPECT(alice, fe2cl_rep_pc_give_item_fail);
		rig_expect_nothing(alice);
	}
	assert_true(item_is_none(&alice->inventory.bag[3]));
	give(INVENTORY_BAG, 3, 9, 5, 1);
	RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
}

/* DEFECT: the answer told the wish, not what had become of it. */
static void
quest_items_find_their_stack(void **state)
{
	const struct fe2cl_rep_pc_give_item_succ *got;

	UNUSED(state);
	alice->inventory.quest[0] = (struct item){ .type = 8, .id = 1,
		.opt = 1 };
	give(INVENTORY_QUEST, 44, 8, 55, 4);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(1, got->slot_num);
	give(INVENTORY_QUEST, 44, 8, 55, 3);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(INVENTORY_QUEST, got->il);
	assert_int_equal(1, got->slot_num);
	assert_int_equal(55, got->item.id);
	assert_int_equal(7, got->item.opt);
	give(INVENTORY_QUEST, 44, 8, 55, -7);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(0, got->item.id);
	assert_true(item_is_none(&alice->inventory.quest[1]));
	give(INVENTORY_QUEST, 0, 8, -5, 1);
	RIG_EXPECT(alice, fe2cl_rep_pc_give_item_fail);
}

static void
elsewhere_it_is_only_said(void **state)
{
	UNUSED(state);
	give(INVENTORY_BANK, 500, 3, 4, 5);
	assert_int_equal(500,
	    RIG_EXPECT(alice, fe2cl_rep_pc_give_item_succ)->slot_num);
	assert_int_equal(0, alice->dirty & DB_SECTION_INVENTORY);
}

static void
users_are_given_nothing(void **state)
{
	UNUSED(state);
	alice->identity.account_level = LEVEL_DEVELOPER + 1;
	give(INVENTORY_BAG, 3, 0, 7, 1);
	rig_expect_nothing(alice);
	assert_true(item_is_none(&alice->inventory.bag[3]));
}

/* What missions make of it is in the answer. */
static void
fusion_matter_is_looked_at(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_gm_req_pc_set_value, .set_value_type = 4,
	    .set_value = 100);
	assert_int_equal(1, matter_events);
	assert_int_equal(90,
	    RIG_EXPECT(alice, fe2cl_gm_rep_pc_set_value)->set_value);
	RIG_DO(alice, cl2fe_gm_req_pc_set_value, .set_value_type = 5,
	    .set_value = 100);
	assert_int_equal(1, matter_events);
}

/* --- what the log says --- */

static struct player *bob;

static void
expect_line(const char *line)
{
	char want[256];

	str_format(want, sizeof(want), "[INFO] gm: %s\n", line);
	assert_string_equal(want, log_rig_take());
}

#define BY_ALICE "by='(GM) Alice Tester [1]' account=1001"

static void
alice_is_a_gm(void)
{
	alice->identity.account_level = ACCOUNT_LEVEL_GM;
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	log_rig_begin();
}

static void
what_one_gives_oneself_is_logged(void **state)
{
	UNUSED(state);
	alice_is_a_gm();
	give(INVENTORY_BAG, 4, 7, 119, 30);
	expect_line("give-item " BY_ALICE " target='-' il=1 slot=4 type=7 "
	    "id=119 count=30");
	give(INVENTORY_BAG, 4, 7, 119, 300);
	assert_string_equal("", log_rig_take());	/* refused */
	RIG_DO(alice, cl2fe_gm_req_pc_set_value, .set_value_type = 5,
	    .set_value = 2000000000);
	expect_line("set-value " BY_ALICE " target='-' type=5 "
	    "value=2000000000 stored=999999999");
	RIG_DO(alice, cl2fe_gm_req_reward_rate, .get_set = 1,
	    .reward_type = 1, .reward_rate_index = 2, .set_rate_value = 250);
	expect_line("reward-rate " BY_ALICE " target='-' type=1 index=2 "
	    "value=250");
	RIG_DO(alice, cl2fe_gm_req_reward_rate, 0);
	assert_string_equal("", log_rig_take());	/* only asked */
	RIG_DO(alice, cl2fe_gm_req_pc_special_state_switch,
	    .special_state_flag = SPECIAL_INVISIBLE);
	expect_line("special-state " BY_ALICE " target='(GM) Alice Tester "
	    "[1]' bits=2 on=1");
	RIG_DO(alice, cl2fe_gm_req_pc_special_state_switch,
	    .special_state_flag = SPECIAL_INVISIBLE);
	expect_line("special-state " BY_ALICE " target='(GM) Alice Tester "
	    "[1]' bits=2 on=0");
	log_rig_end();
}

static void
travels_are_logged(void **state)
{
	UNUSED(state);
	alice_is_a_gm();
	RIG_DO(alice, cl2fe_req_pc_goto, .to_x = 1, .to_y = 2, .to_z = 3);
	expect_line("goto " BY_ALICE " target='-' x=1 y=2 z=3");
	RIG_DO(alice, cl2fe_req_pc_map_warp, .map_num = 7);
	expect_line("map-warp " BY_ALICE " target='-' map=7");
	assert_int_equal(7, alice->e.instance->id);
	RIG_DO(alice, cl2fe_req_pc_warp_to_pc, .pc_id = 2);
	expect_line("warp-to " BY_ALICE " target='Bob Tester [2]' x=600 "
	    "y=500");
	log_rig_end();
}

static void
what_is_done_to_others_is_logged(void **state)
{
	UNUSED(state);
	alice_is_a_gm();
	RIG_DO(alice, cl2fe_gm_req_pc_location, .target_pc_id = 2);
	expect_line("location " BY_ALICE " target='Bob Tester [2]' x=600 "
	    "y=500");
	RIG_DO(alice, cl2fe_gm_req_target_pc_teleport, .target_pc_id = 2,
	    .to_x = 700);
	expect_line("teleport " BY_ALICE " target='Bob Tester [2]' type=0");
	/* A mute and the rest are two things. */
	RIG_DO(alice, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = 2, .onoff = 1, .special_state_flag = 64 | 2);
	expect_line("mute " BY_ALICE " target='account 1002' player=2 "
	    "until=0\n[INFO] gm: special-state " BY_ALICE " target='Bob "
	    "Tester [2]' bits=2 on=1");
	assert_int_equal(64 | 2, bob->profile.special_state);
	RIG_DO(alice, cl2fe_gm_req_kick_player, .target_pc_id = 2);
	assert_true(log_rig_has("gm: kick " BY_ALICE " target='Bob Tester "
	    "[2]' of_account=1002\n"));
	/* What is refused is not done. */
	alice->identity.account_level = LEVEL_DEVELOPER;
	RIG_DO(alice, cl2fe_gm_req_pc_location, .target_pc_id = 2);
	assert_string_equal("", log_rig_take());
	log_rig_end();
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(items_are_given),
		T(vehicles_are_for_a_week),
		T(combined_clothes_are_given),
		T(slots_are_those_of_the_bag),
		T(only_what_there_is_can_be_given),
		T(quest_items_find_their_stack),
		T(elsewhere_it_is_only_said),
		T(users_are_given_nothing),
		T(fusion_matter_is_looked_at),
		T(what_one_gives_oneself_is_logged),
		T(travels_are_logged),
		T(what_is_done_to_others_is_logged),
	};
#undef T
	return cmocka_run_group_tests_name("gm", tests, NULL, NULL);
}
