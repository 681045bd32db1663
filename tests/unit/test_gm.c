/* test_gm.c - what GMs give themselves (spec/commands.md 1). */
#include "world_rig.h"

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
	};
#undef T
	return cmocka_run_group_tests_name("gm", tests, NULL, NULL);
}
