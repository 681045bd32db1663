/* test_inventory.c - what expires, what lies in the bank (spec/items.md). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/expiry.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/stats.h"

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
	assert_int_equal(2, expiry_run(&rig.w, alice));
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
	expiry_run(&rig.w, alice);
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
	assert_int_equal(0, expiry_run(&rig.w, alice));
	rig_expect_nothing(alice);
	assert_int_equal(0, alice->dirty);
}

/* spec/items.md 8, DEFECT: times of 32 bits without a sign last until 2106. */
static void
far_times_are_not_past(void **state)
{
	UNUSED(state);
	alice->inventory.bag[0] = timed(INT32_MIN);
	assert_int_equal(0, expiry_run(&rig.w, alice));
}

/* Each second a sixtieth of them, so that no turn walks over everybody. */
static void
everybody_has_a_turn_a_minute(void **state)
{
	UNUSED(state);
	alice->inventory.bag[2] = timed(PAST_S);
	bob->inventory.bag[2] = timed(PAST_S);
	for (int i = 0; i < 60; i++) {
		rig_forget();
		expiry_tick(&rig.w);
		assert_true(rig_count(alice,
		    PKT_FE2CL_PC_DELETE_TIME_LIMIT_ITEM) +
		    rig_count(bob, PKT_FE2CL_PC_DELETE_TIME_LIMIT_ITEM) <= 1);
	}
	assert_int_equal(0, alice->inventory.bag[2].id);
	assert_int_equal(0, bob->inventory.bag[2].id);
}

static void
an_expired_vehicle_is_left(void **state)
{
	UNUSED(state);
	alice->inventory.equip[8] = timed(PAST_S);
	alice->profile.pc_state = PC_STATE_VEHICLE;
	expiry_run(&rig.w, alice);
	assert_int_equal(0, alice->profile.pc_state);
	assert_int_equal(1, rig_count(alice, PKT_FE2CL_PC_VEHICLE_OFF_SUCC));
}

/* DEFECT, spec/items.md 8: it vanished out of the hands of a trade. */
static void
what_is_promised_waits(void **state)
{
	UNUSED(state);
	alice->inventory.bag[2] = timed(PAST_S);
	item_plan_lock(alice, 2);
	assert_int_equal(0, expiry_run(&rig.w, alice));
	item_plan_unlock(alice, 2);
	assert_int_equal(1, expiry_run(&rig.w, alice));
}

/* DEFECT: it vanished from a trade that went on. */
static void
what_is_promised_expires_once_it_is_free(void **state)
{
	UNUSED(state);
	alice->inventory.bag[0] = timed(PAST_S);
	item_plan_lock(alice, 0);
	expiry_run(&rig.w, alice);
	assert_int_equal(4, alice->inventory.bag[0].id);
	item_plan_unlock(alice, 0);
	expiry_run(&rig.w, alice);
	assert_int_equal(0, alice->inventory.bag[0].id);
}

static void
the_bank_keeps_it_unless_told_otherwise(void **state)
{
	UNUSED(state);
	alice->inventory.bank[7] = timed(PAST_S);
	expiry_run(&rig.w, alice);
	assert_int_equal(4, alice->inventory.bank[7].id);
	rig.cfg.shard.remove_expired_items_from_bank = true;
	expiry_run(&rig.w, alice);
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

static void
the_bank_closes(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_bank_close, .pc_id = 2);
	assert_int_equal(1, RIG_EXPECT(alice,
	    fe2cl_rep_pc_bank_close_succ)->pc_id);
	rig_expect_nothing(bob);
}

/* --- the bag --- */

static void
the_lowest_free_slot_is_filled(void **state)
{
	const struct item gum = { .type = 7, .id = 119, .opt = 3 };
	const struct item none = { .type = 7, .opt = 3, .time_limit_s = 9 };

	UNUSED(state);
	alice->inventory.bag[0] = alice->inventory.bag[2] = gum;
	assert_int_equal(48, inventory_free_count(alice));
	alice->dirty = 0;
	assert_int_equal(1, inventory_add(&rig.w, alice, &gum));
	assert_int_equal(3, inventory_add(&rig.w, alice, &gum));
	assert_int_equal(DB_SECTION_INVENTORY, alice->dirty);
	for (int i = 4; i < PLAYER_INVENTORY_MAX; i++)
		assert_int_equal(i, inventory_add(&rig.w, alice, &gum));
	assert_int_equal(INVENTORY_NO_SLOT, inventory_free_slot(alice));
	assert_int_equal(INVENTORY_NO_SLOT,
	    inventory_add(&rig.w, alice, &gum));
	/* Nothing is nothing in all its fields. */
	inventory_put(&rig.w, alice, 5, &none);
	assert_int_equal(0, alice->inventory.bag[5].type);
	assert_int_equal(0, alice->inventory.bag[5].opt);
	assert_int_equal(0, alice->inventory.bag[5].time_limit_s);
	assert_int_equal(5, inventory_free_slot(alice));
}

/* spec/items.md 4, DEFECT: what was gone was worth as much as before. */
static void
what_expires_is_worth_nothing(void **state)
{
	static const struct tdata_item shirt = { .type = 10, .id = 4,
		.defense = 50 };

	UNUSED(state);
	rig.items = &shirt;
	rig.item_count = 1;
	alice->inventory.equip[1] = timed(PAST_S);
	stats_refresh(alice);
	assert_int_equal(70, alice->combatant.defense);
	expiry_run(&rig.w, alice);
	assert_int_equal(20, alice->combatant.defense);
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
		T(what_is_promised_expires_once_it_is_free),
		T(the_bank_keeps_it_unless_told_otherwise),
		T(everybody_has_a_turn_a_minute),
		T(an_expired_vehicle_is_left),
		T(what_is_promised_waits),
		T(the_bank_is_shown_whole),
		T(the_bank_closes),
		T(the_lowest_free_slot_is_filled),
		T(what_expires_is_worth_nothing),
#undef T
	};

	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
