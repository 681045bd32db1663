/* test_inventory.c - what expires, what lies in the bank (spec/items.md). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/inventory.h"

enum { PAST_S = 1000, AHEAD_S = RIG_START_S + 1000 };

static const struct handler *const tables[] = { inventory_handlers, NULL };

static struct player *alice, *bob;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
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

static struct item
timed(int32_t until_s)
{
	return (struct item){ .type = 10, .id = 4, .opt = 1,
		.time_limit_s = until_s };
}

static void
what_is_past_its_time_goes(void **state)
{
	const struct fe2cl_pc_delete_time_limit_item *list;
	const struct wire_time_limit_item_delete_info2cl *it;

	UNUSED(state);
	alice->inventory.equip[8] = timed(PAST_S);
	alice->inventory.bag[2] = timed(PAST_S);
	alice->inventory.bag[3] = timed(AHEAD_S);
	alice->inventory.bag[4] = timed(0);
	assert_int_equal(2, inventory_expire(&rig.w, alice));
	list = RIG_EXPECT(alice, fe2cl_pc_delete_time_limit_item);
	it = fe2cl_pc_delete_time_limit_item_items(list);
	assert_int_equal(2, list->item_list_count);
	assert_int_equal(INVENTORY_EQUIP, it[0].il);
	assert_int_equal(8, it[0].slot_num);
	assert_int_equal(INVENTORY_BAG, it[1].il);
	assert_int_equal(2, it[1].slot_num);
	RIG_EXPECT(alice, fe2cl_rep_pc_item_delete_succ);
	RIG_EXPECT(alice, fe2cl_pc_equip_change);
	RIG_EXPECT(alice, fe2cl_rep_pc_item_delete_succ);
	rig_expect_nothing(alice);
	assert_int_equal(0, alice->inventory.equip[8].id);
	assert_int_equal(0, alice->inventory.bag[2].id);
	assert_int_equal(4, alice->inventory.bag[3].id);
	assert_int_equal(4, alice->inventory.bag[4].id);
	assert_true((alice->dirty & DB_SECTION_INVENTORY) != 0);
}

/* spec/items.md 8, DEFECT: others kept seeing what one no longer wore. */
static void
others_see_it_vanish(void **state)
{
	const struct fe2cl_pc_equip_change *seen;

	UNUSED(state);
	alice->inventory.equip[3] = timed(PAST_S);
	inventory_expire(&rig.w, alice);
	seen = RIG_EXPECT(bob, fe2cl_pc_equip_change);
	assert_int_equal(1, seen->pc_id);
	assert_int_equal(3, seen->equip_slot_num);
	assert_int_equal(0, seen->equip_slot_item.id);
	rig_expect_nothing(bob);
}

static void
nothing_past_says_nothing(void **state)
{
	UNUSED(state);
	alice->inventory.bag[0] = timed(AHEAD_S);
	assert_int_equal(0, inventory_expire(&rig.w, alice));
	rig_expect_nothing(alice);
	assert_int_equal(0, alice->dirty);
}

/* spec/items.md 8, DEFECT: times of 32 bits without a sign last until 2106. */
static void
far_times_are_not_past(void **state)
{
	UNUSED(state);
	alice->inventory.bag[0] = timed(INT32_MIN);
	assert_int_equal(0, inventory_expire(&rig.w, alice));
}

static void
the_bank_keeps_it_unless_told_otherwise(void **state)
{
	UNUSED(state);
	alice->inventory.bank[7] = timed(PAST_S);
	inventory_expire(&rig.w, alice);
	assert_int_equal(4, alice->inventory.bank[7].id);
	rig.cfg.shard.remove_expired_items_from_bank = true;
	inventory_expire(&rig.w, alice);
	assert_int_equal(0, alice->inventory.bank[7].id);
	rig_expect_nothing(alice);
	assert_true((alice->dirty & DB_SECTION_INVENTORY) != 0);
}

static void
the_bank_is_shown_whole(void **state)
{
	const struct fe2cl_rep_pc_bank_open_succ *got;

	UNUSED(state);
	alice->inventory.bank[0] = timed(AHEAD_S);
	alice->inventory.bank[118] = (struct item){ 1, 30, 1, 0 };
	RIG_DO(alice, cl2fe_req_pc_bank_open, .pc_id = 2);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_bank_open_succ);
	assert_int_equal(1, got->extra_bank);
	assert_int_equal(4, got->bank[0].id);
	assert_int_equal(AHEAD_S, got->bank[0].time_limit);
	assert_int_equal(30, got->bank[118].id);
	rig_expect_nothing(bob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		T(what_is_past_its_time_goes),
		T(others_see_it_vanish),
		T(nothing_past_says_nothing),
		T(far_times_are_not_past),
		T(the_bank_keeps_it_unless_told_otherwise),
		T(the_bank_is_shown_whole),
#undef T
	};

	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
