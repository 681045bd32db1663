/* test_item_move.c - rearranging, wearing, banking, throwing away. */
#include "things_rig.h"

#include "game/item_move.h"
#include "game/trade.h"

static const struct handler *const tables[] = {
	item_move_handlers, trade_handlers, NULL
};

enum {
	BAG = INVENTORY_BAG, EQUIP = INVENTORY_EQUIP, BANK = INVENTORY_BANK,
	HAND = 0, UPPER = 1, HAND_EX = 7, VEHICLE = 8, BOOSTER = 9,
	LATER = 1900000000
};

static struct player *self, *other;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	self->look.gender = 1;
	other = rig_player(2, "Bob", 500, 500, rig.w.overworld);
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
move(int32_t from, int32_t from_slot, int32_t to, int32_t to_slot)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_item_move, .from = from,
	    .from_slot_num = from_slot, .to = to, .to_slot_num = to_slot);
}

static void
wear(int32_t slot, struct item it)
{
	inventory_set(&rig.w, self, INVENTORY_EQUIP, slot, &it);
}

static const struct item *
worn(int32_t slot)
{
	return &self->inventory.equip[slot];
}

/* Both places as they are now, each with its own slot and contents. */
static void
expect_moved(int32_t from, int32_t from_slot, int32_t to, int32_t to_slot)
{
	const struct fe2cl_pc_item_move_succ *got =
	    RIG_EXPECT(self, fe2cl_pc_item_move_succ);
	const struct item *source = inventory_at(self,
	    (enum inventory_place)from, from_slot);
	const struct item *target = inventory_at(self,
	    (enum inventory_place)to, to_slot);

	assert_int_equal(to, got->from);
	assert_int_equal(to_slot, got->from_slot_num);
	expect_wire(&got->from_slot_item, target->type, target->id,
	    target->opt);
	assert_int_equal(from, got->to);
	assert_int_equal(from_slot, got->to_slot_num);
	expect_wire(&got->to_slot_item, source->type, source->id,
	    source->opt);
	rig_expect_nothing(self);
}

static void
expect_ignored(int32_t from, int32_t from_slot, int32_t to, int32_t to_slot)
{
	struct player_inventory before = self->inventory;

	move(from, from_slot, to, to_slot);
	rig_expect_nothing(self);
	rig_expect_nothing(other);
	assert_memory_equal(&before, &self->inventory, sizeof(before));
}

/* --- rearranging --- */

static void
things_change_places(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(self, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	move(BAG, 0, BAG, 1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 5);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_moved(BAG, 0, BAG, 1);
	move(BAG, 1, BAG, 49);
	expect_empty(self, 1);
	expect_moved(BAG, 1, BAG, 49);
}

static void
places_that_do_not_exist(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	expect_ignored(BAG, 0, BAG, 50);
	expect_ignored(BAG, -1, BAG, 0);
	expect_ignored(BAG, 0, EQUIP, -1);
	expect_ignored(BAG, 0, EQUIP, 9);	/* of nine: 104 */
	expect_ignored(BAG, 0, BANK, 119);
	expect_ignored(BAG, 0, INVENTORY_QUEST, 0);
	expect_ignored(4, 0, BAG, 0);
}

static void
stacks_are_joined_up_to_their_size(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 60));
	put(self, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 50));
	move(BAG, 0, BAG, 1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 10);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, 100);
	expect_moved(BAG, 0, BAG, 1);
	/* A full one is not joined: they change places. */
	move(BAG, 0, BAG, 1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 100);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, 10);
}

/* DEFECT: the labels did not match the slots: they went into the wrong box. */
static void
joined_stacks_are_told_each_in_its_place(void **state)
{
	const struct item five = thing(TDATA_ITEM_GENERAL, GUMBALL, 5);

	UNUSED(state);
	put(self, 3, thing(TDATA_ITEM_GENERAL, GUMBALL, 2));
	inventory_set(&rig.w, self, INVENTORY_BANK, 7, &five);
	move(BAG, 3, BANK, 7);
	expect_empty(self, 3);
	expect_item(&self->inventory.bank[7], TDATA_ITEM_GENERAL, GUMBALL, 7);
	expect_moved(BAG, 3, BANK, 7);
}

static void
stacks_with_different_ends_stay_apart(void **state)
{
	struct item rental = thing(TDATA_ITEM_GENERAL, GUMBALL, 3);

	UNUSED(state);
	rental.time_limit_s = LATER;
	put(self, 0, rental);
	put(self, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	move(BAG, 0, BAG, 1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 5);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, 3);
	assert_int_equal(0, self->inventory.bag[0].time_limit_s);
	assert_int_equal(LATER, self->inventory.bag[1].time_limit_s);
}

static void
a_stack_on_itself_stays(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 40));
	expect_ignored(BAG, 0, BAG, 0);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 40);
}

/* Rows of another server may hold such. */
static void
negative_stacks_do_not_count(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, -30));
	put(self, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 40));
	move(BAG, 0, BAG, 1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 40);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, -30);
}

/* Any time, anywhere, as its own window lets it: the bank needs no clerk. */
static void
the_bank_takes_and_gives(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	move(BAG, 0, BANK, 118);
	expect_empty(self, 0);
	expect_moved(BAG, 0, BANK, 118);
	move(BANK, 118, BAG, 4);
	expect_slot(self, 4, TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_moved(BANK, 118, BAG, 4);
}

/* --- wearing --- */

static void
what_is_worn_is_seen_and_counts(void **state)
{
	const struct fe2cl_pc_equip_change *seen;

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	move(BAG, 0, EQUIP, HAND);
	expect_item(worn(HAND), TDATA_ITEM_WEAPON, SWORD, 1);
	seen = RIG_EXPECT(other, fe2cl_pc_equip_change);
	assert_int_equal(1, seen->pc_id);
	assert_int_equal(HAND, seen->equip_slot_num);
	expect_wire(&seen->equip_slot_item, TDATA_ITEM_WEAPON, SWORD, 1);
	rig_expect_nothing(other);
	expect_moved(BAG, 0, EQUIP, HAND);
	move(EQUIP, HAND, BAG, 0);
	seen = RIG_EXPECT(other, fe2cl_pc_equip_change);
	expect_wire(&seen->equip_slot_item, 0, 0, 0);
}

static void
each_thing_has_its_slot(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(self, 1, thing(TDATA_ITEM_VEHICLE, CAR, 1));
	put(self, 2, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	expect_ignored(BAG, 0, EQUIP, HAND);
	expect_ignored(BAG, 1, EQUIP, UPPER);
	expect_ignored(BAG, 2, EQUIP, UPPER);
	expect_ignored(BAG, 2, EQUIP, VEHICLE);
	move(BAG, 1, EQUIP, VEHICLE);
	expect_item(worn(VEHICLE), TDATA_ITEM_VEHICLE, CAR, 1);
	move(BAG, 2, EQUIP, HAND_EX);
	expect_item(worn(HAND_EX), TDATA_ITEM_WEAPON, SWORD, 1);
}

static void
gumballs_are_no_weapons(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	expect_ignored(BAG, 0, EQUIP, HAND_EX);
}

static void
level_and_gender_are_asked(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_WEAPON, HEAVY_SWORD, 1));
	put(self, 1, thing(TDATA_ITEM_SHIRT, GIRLS_SHIRT, 1));
	move(BAG, 0, EQUIP, HAND);
	assert_true(item_is_none(worn(HAND)));
	/* Told as it is, so that its window shows that again. */
	expect_moved(BAG, 0, EQUIP, HAND);
	rig_expect_nothing(other);
	move(BAG, 1, EQUIP, UPPER);
	assert_true(item_is_none(worn(UPPER)));
	expect_moved(BAG, 1, EQUIP, UPPER);
	self->combatant.level = HIGH_LEVEL;
	self->look.gender = 2;
	move(BAG, 0, EQUIP, HAND);
	move(BAG, 1, EQUIP, UPPER);
	expect_item(worn(HAND), TDATA_ITEM_WEAPON, HEAVY_SWORD, 1);
	expect_item(worn(UPPER), TDATA_ITEM_SHIRT, GIRLS_SHIRT, 1);
}

/* DEFECT: a gumball could be dragged onto by a shirt, and was worn. */
static void
what_is_displaced_must_fit_too(void **state)
{
	UNUSED(state);
	wear(UPPER, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	expect_ignored(EQUIP, UPPER, BAG, 0);
	put(self, 1, thing(TDATA_ITEM_SHIRT, GIRLS_SHIRT, 1));
	move(EQUIP, UPPER, BAG, 1);
	expect_item(worn(UPPER), TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_moved(EQUIP, UPPER, BAG, 1);
	put(self, 2, thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 1));
	move(EQUIP, UPPER, BAG, 2);
	expect_item(worn(UPPER), TDATA_ITEM_SHIRT, FINE_SHIRT, 1);
	expect_slot(self, 2, TDATA_ITEM_SHIRT, SHIRT, 1);
}

static void
from_hand_to_hand_both_are_shown(void **state)
{
	const struct fe2cl_pc_equip_change *seen;

	UNUSED(state);
	wear(HAND, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	wear(HAND_EX, thing(TDATA_ITEM_WEAPON, BOW, 1));
	move(EQUIP, HAND, EQUIP, HAND_EX);
	seen = RIG_EXPECT(other, fe2cl_pc_equip_change);
	assert_int_equal(HAND_EX, seen->equip_slot_num);
	assert_int_equal(SWORD, seen->equip_slot_item.id);
	seen = RIG_EXPECT(other, fe2cl_pc_equip_change);
	assert_int_equal(HAND, seen->equip_slot_num);
	assert_int_equal(BOW, seen->equip_slot_item.id);
	rig_expect_nothing(other);
}

/* DEFECT: taken off and used again they lasted for ever. */
static void
boosters_are_not_taken_off(void **state)
{
	UNUSED(state);
	rig.rules = *ruleset_find(1013);
	wear(BOOSTER, thing(TDATA_ITEM_GENERAL, 153, 1));
	expect_ignored(EQUIP, BOOSTER, BAG, 0);
	put(self, 1, thing(TDATA_ITEM_GENERAL, 153, 1));
	expect_ignored(BAG, 1, EQUIP, BOOSTER + 1);
}

static void
without_its_vehicle_nobody_rides(void **state)
{
	UNUSED(state);
	wear(VEHICLE, thing(TDATA_ITEM_VEHICLE, CAR, 1));
	self->profile.pc_state |= PC_STATE_VEHICLE;
	move(EQUIP, VEHICLE, BAG, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_off_succ);
	assert_int_equal(0, self->profile.pc_state & PC_STATE_VEHICLE);
	RIG_EXPECT(other, fe2cl_pc_state_change);
	RIG_EXPECT(other, fe2cl_pc_equip_change);
	expect_moved(EQUIP, VEHICLE, BAG, 0);
}

/* --- throwing away --- */

static void
throw(int32_t place, int32_t slot)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_item_delete, .il = place, .slot_num = slot);
}

/* DEFECT: its time limit stayed, and whatever came there next expired. */
static void
a_slot_is_emptied_whole(void **state)
{
	struct item rental = thing(TDATA_ITEM_SHIRT, SHIRT, 1);
	const struct fe2cl_rep_pc_item_delete_succ *got;

	UNUSED(state);
	rental.time_limit_s = LATER;
	put(self, 2, rental);
	throw(BAG, 2);
	got = RIG_EXPECT(self, fe2cl_rep_pc_item_delete_succ);
	assert_int_equal(BAG, got->il);
	assert_int_equal(2, got->slot_num);
	expect_empty(self, 2);
	throw(BAG, 2);			/* nothing is gone all right, too */
	RIG_EXPECT(self, fe2cl_rep_pc_item_delete_succ);
}

static void
only_the_bag_is_emptied(void **state)
{
	UNUSED(state);
	put(self, 1, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	wear(UPPER, thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 1));
	throw(EQUIP, UPPER);
	rig_expect_nothing(self);
	throw(BANK, 1);
	rig_expect_nothing(self);
	throw(BAG, 50);
	rig_expect_nothing(self);
	throw(BAG, -1);
	rig_expect_nothing(self);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_item(worn(UPPER), TDATA_ITEM_SHIRT, FINE_SHIRT, 1);
}

/* --- while one trades --- */

static void
begin_trade(void)
{
	RIG_DO(self, cl2fe_req_pc_trade_offer, .id_to = 2);
	RIG_DO(other, cl2fe_req_pc_trade_offer_accept, .id_from = 1);
	assert_ptr_equal(other, trade_partner(&rig.w, self));
	rig_forget();
}

static void
nothing_is_moved_while_one_trades(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	begin_trade();
	expect_ignored(BAG, 0, BAG, 1);
	RIG_DO(self, cl2fe_req_pc_trade_confirm_cancel, .id_request = 1,
	    .id_from = 1, .id_to = 2);
	move(BAG, 0, BAG, 1);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, 1);
}

static void
what_is_offered_is_not_thrown_away(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(self, 1, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	begin_trade();
	RIG_DO(self, cl2fe_req_pc_trade_item_register, .id_request = 1,
	    .id_from = 1, .id_to = 2,
	    .item = { .type = TDATA_ITEM_SHIRT, .id = SHIRT, .opt = 1 });
	throw(BAG, 0);
	rig_expect_nothing(self);
	expect_slot(self, 0, TDATA_ITEM_SHIRT, SHIRT, 1);
	throw(BAG, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_item_delete_succ);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(things_change_places),
		T(places_that_do_not_exist),
		T(stacks_are_joined_up_to_their_size),
		T(joined_stacks_are_told_each_in_its_place),
		T(stacks_with_different_ends_stay_apart),
		T(a_stack_on_itself_stays),
		T(negative_stacks_do_not_count),
		T(the_bank_takes_and_gives),
		T(what_is_worn_is_seen_and_counts),
		T(each_thing_has_its_slot),
		T(gumballs_are_no_weapons),
		T(level_and_gender_are_asked),
		T(what_is_displaced_must_fit_too),
		T(from_hand_to_hand_both_are_shown),
		T(boosters_are_not_taken_off),
		T(without_its_vehicle_nobody_rides),
		T(a_slot_is_emptied_whole),
		T(only_the_bag_is_emptied),
		T(nothing_is_moved_while_one_trades),
		T(what_is_offered_is_not_thrown_away),
	};
#undef T

	return cmocka_run_group_tests_name("item_move", tests, NULL, NULL);
}
