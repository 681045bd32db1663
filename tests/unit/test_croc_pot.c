/* test_croc_pot.c - one thing's looks on another one's stats. */
#include "things_rig.h"

#include "game/croc_pot.h"
#include "game/trade.h"
#include "game/wallet.h"

static const struct handler *const tables[] = {
	croc_pot_handlers, trade_handlers, NULL
};

enum { LOOKS = 3, STATS = 9, COST = 2 * 50 + 4 * 70 };

/* The same level always works, a gap of 19 never does. */
static const struct tdata_croc_pot pots[] = {
	{ .level_gap = 0, .stat_factor = 4, .look_factor = 2,
	    .base_pct = 10000, .rarity_factor = { 1, 1, 1, 1 } },
	{ .level_gap = HIGH_LEVEL - 1, .stat_factor = 4, .look_factor = 2,
	    .base_pct = 0, .rarity_factor = { 1, 1, 1, 1 } },
};
static struct tdata_croc_pot half_pot;

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.croc_pots = pots;
	rig.croc_pot_count = COUNT_OF(pots);
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, 10000);
	put(self, LOOKS, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(self, STATS, thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 1));
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
mix(int32_t looks, int32_t stats)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_item_combination,
	    .costume_item_slot = looks, .stat_item_slot = stats,
	    .cash_item_slot1 = 20, .cash_item_slot2 = 21);
}

static void
expect_refused(int32_t looks, int32_t stats)
{
	struct player_inventory before = self->inventory;
	int32_t had = wallet_get(self, WALLET_TAROS);
	const struct fe2cl_rep_pc_item_combination_fail *got;

	mix(looks, stats);
	got = RIG_EXPECT(self, fe2cl_rep_pc_item_combination_fail);
	assert_int_equal(0, got->error_code);
	assert_int_equal(looks, got->costume_item_slot);
	assert_int_equal(stats, got->stat_item_slot);
	rig_expect_nothing(self);
	assert_memory_equal(&before, &self->inventory, sizeof(before));
	assert_int_equal(had, wallet_get(self, WALLET_TAROS));
}

static const struct fe2cl_rep_pc_item_combination_succ *
expect_mixed(int32_t success)
{
	const struct fe2cl_rep_pc_item_combination_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_item_combination_succ);

	assert_int_equal(success, got->success_flag);
	assert_int_equal(wallet_get(self, WALLET_TAROS), got->candy);
	return got;
}

static void
looks_and_stats_become_one(void **state)
{
	const struct fe2cl_rep_pc_item_combination_succ *got;

	UNUSED(state);
	mix(LOOKS, STATS);
	got = expect_mixed(1);
	assert_int_equal(LOOKS, got->new_item_slot);
	expect_wire(&got->new_item, TDATA_ITEM_SHIRT, FINE_SHIRT,
	    SHIRT * LOOK);
	assert_int_equal(STATS, got->stat_item_slot);
	/* As it named them, or its window keeps them (DEFECT). */
	assert_int_equal(20, got->cash_item_slot1);
	assert_int_equal(21, got->cash_item_slot2);
	expect_slot(self, LOOKS, TDATA_ITEM_SHIRT, FINE_SHIRT, SHIRT * LOOK);
	expect_empty(self, STATS);
	assert_int_equal(10000 - COST, wallet_get(self, WALLET_TAROS));
}

/* What has been mixed keeps its look; the other one's look is lost. */
static void
a_look_lasts(void **state)
{
	UNUSED(state);
	put(self, LOOKS, thing(TDATA_ITEM_SHIRT, SHIRT, 55 * LOOK));
	put(self, STATS, thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 66 * LOOK));
	mix(LOOKS, STATS);
	(void)expect_mixed(1);
	expect_slot(self, LOOKS, TDATA_ITEM_SHIRT, FINE_SHIRT, 55 * LOOK);
}

static void
a_failure_costs_and_changes_nothing(void **state)
{
	struct player_inventory before;
	int32_t had = wallet_get(self, WALLET_TAROS);

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	put(self, 1, thing(TDATA_ITEM_WEAPON, HEAVY_SWORD, 1));
	before = self->inventory;
	mix(0, 1);
	expect_wire(&expect_mixed(0)->new_item, TDATA_ITEM_WEAPON, SWORD, 1);
	assert_memory_equal(&before, &self->inventory, sizeof(before));
	assert_int_equal(had - 2 * 100 - 4 * 900,
	    wallet_get(self, WALLET_TAROS));
}

/* Of a thousand tries at one in two about half are good. */
static void
chance_is_as_the_table_says(void **state)
{
	int good = 0;

	UNUSED(state);
	half_pot = pots[0];
	half_pot.base_pct = 5000;
	rig.croc_pots = &half_pot;
	for (int i = 0; i < 1000; i++) {
		put(self, LOOKS, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
		put(self, STATS, thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 1));
		(void)wallet_set(&rig.w, self, WALLET_TAROS, COST);
		mix(LOOKS, STATS);
		good += item_is_none(&self->inventory.bag[STATS]);
	}
	assert_in_range(good, 440, 560);
}

static void
who_cannot_pay_does_not_mix(void **state)
{
	UNUSED(state);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, COST - 1);
	expect_refused(LOOKS, STATS);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, COST);
	mix(LOOKS, STATS);
	(void)expect_mixed(1);
	assert_int_equal(0, wallet_get(self, WALLET_TAROS));
}

/* In 32 bits it would be less than nothing. */
static void
costs_do_not_wrap(void **state)
{
	static struct tdata_item dear[2];

	UNUSED(state);
	dear[0] = things[3];
	dear[1] = things[4];
	dear[0].buy_price = dear[1].buy_price = 600000000;
	rig.items = dear;
	rig.item_count = 2;
	(void)wallet_set(&rig.w, self, WALLET_TAROS, RULESET_TAROS_MAX);
	expect_refused(LOOKS, STATS);
}

static void
a_thing_is_not_mixed_with_itself(void **state)
{
	UNUSED(state);
	expect_refused(LOOKS, LOOKS);
}

static void
slots_must_exist_and_hold_something(void **state)
{
	UNUSED(state);
	expect_refused(-1, STATS);
	expect_refused(LOOKS, 50);
	expect_refused(LOOKS, 30);
	expect_refused(30, STATS);
	expect_refused(30, 31);
}

static void
only_clothes_and_weapons_that_last(void **state)
{
	struct item rental = thing(TDATA_ITEM_SHIRT, FINE_SHIRT, 1);

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	put(self, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 7));
	expect_refused(0, 1);
	put(self, 0, thing(TDATA_ITEM_VEHICLE, CAR, 1));
	put(self, 1, thing(TDATA_ITEM_VEHICLE, CAR, 1));
	expect_refused(0, 1);
	put(self, 0, thing(TDATA_ITEM_CHEST, CRATE, 1));
	put(self, 1, thing(TDATA_ITEM_CHEST, CRATE, 1));
	expect_refused(0, 1);
	rental.time_limit_s = RIG_START_S + 500;
	put(self, 0, rental);
	expect_refused(LOOKS, 0);
	expect_refused(0, STATS);
}

static void
like_only_mixes_with_like(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	expect_refused(LOOKS, 0);
	put(self, 0, thing(TDATA_ITEM_WEAPON, SWORD, 1));
	put(self, 1, thing(TDATA_ITEM_WEAPON, BOW, 1));
	expect_refused(0, 1);
	put(self, 2, thing(TDATA_ITEM_SHIRT, RARE_SHIRT, 1)); /* 4 rarer */
	expect_refused(LOOKS, 2);
	put(self, 4, thing(TDATA_ITEM_SHIRT, 999, 1));	/* unknown */
	expect_refused(LOOKS, 4);
}

static void
what_is_offered_in_a_trade_is_not_mixed(void **state)
{
	struct player *other = rig_player(2, "Bob", 500, 500,
	    rig.w.overworld);

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_trade_offer, .id_to = 2);
	RIG_DO(other, cl2fe_req_pc_trade_offer_accept, .id_from = 1);
	RIG_DO(self, cl2fe_req_pc_trade_item_register, .id_request = 1,
	    .id_from = 1, .id_to = 2,
	    .item = { .type = TDATA_ITEM_SHIRT, .id = SHIRT, .opt = 1,
	    .inven_num = LOOKS });
	assert_true(item_plan_is_locked(self, LOOKS));
	expect_refused(LOOKS, STATS);
	expect_refused(STATS, LOOKS);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(looks_and_stats_become_one),
		T(a_look_lasts),
		T(a_failure_costs_and_changes_nothing),
		T(chance_is_as_the_table_says),
		T(who_cannot_pay_does_not_mix),
		T(costs_do_not_wrap),
		T(a_thing_is_not_mixed_with_itself),
		T(slots_must_exist_and_hold_something),
		T(only_clothes_and_weapons_that_last),
		T(like_only_mixes_with_like),
		T(what_is_offered_in_a_trade_is_not_mixed),
	};
#undef T

	return cmocka_run_group_tests_name("croc_pot", tests, NULL, NULL);
}
