/* test_vendor.c - shops: listing, buying, selling, buying back, batteries. */
#include "things_rig.h"

#include "game/trade.h"
#include "game/vendor.h"
#include "game/wallet.h"

static const struct handler *const tables[] = {
	vendor_handlers, trade_handlers, NULL
};

enum {
	SHOP = 7, OTHER_SHOP = 8, GUIDE = 9,	/* NPC types */
	SHOP_ID = 70,
	MANY = 25,			/* listings of the other shop */
	REACH = 800,
	WEEK_S = 7 * 24 * 3600
};

static const struct tdata_npc_type npc_types[] = {
	{ .number = SHOP }, { .number = OTHER_SHOP }, { .number = GUIDE },
};

static struct tdata_listing listings[5 + MANY];
static struct player *self;

static void
make_listings(void)
{
	static const struct tdata_item_ref shop[] = {
		{ TDATA_ITEM_SHIRT, SHIRT }, { TDATA_ITEM_GENERAL, GUMBALL },
		{ TDATA_ITEM_CHEST, CRATE }, { TDATA_ITEM_VEHICLE, CAR },
		{ TDATA_ITEM_GENERAL, PRICELESS },
	};

	for (int i = 0; i < (int)COUNT_OF(listings); i++) {
		listings[i].vendor_type = i < 5 ? SHOP : OTHER_SHOP;
		listings[i].sort = 100 + i;
		listings[i].item = i < 5 ? shop[i] : shop[1];
	}
	/* Behind the twenty that are shown. */
	listings[5 + MANY - 1].item = shop[0];
	rig.listings = listings;
	rig.listing_count = COUNT_OF(listings);
}

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	make_listings();
	rig_npc(SHOP_ID, SHOP, 1000, 500, rig.w.overworld);
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, 10000);
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static int32_t
taros(void)
{
	return wallet_get(self, WALLET_TAROS);
}

static void
set_taros(int32_t n)
{
	(void)wallet_set(&rig.w, self, WALLET_TAROS, n);
}

/* Nobody is near any more. */
static void
go_away(void)
{
	view_move(&rig.w, &self->e, 9500, 9500, 0, rig.w.overworld);
	rig_forget();
}

/* --- the door --- */

static void
start(int32_t npc_id, int32_t vendor_type)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vendor_start, .npc_id = npc_id,
	    .vendor_id = vendor_type);
}

static void
a_shop_opens_to_who_stands_there(void **state)
{
	const struct fe2cl_rep_pc_vendor_start_succ *got;

	UNUSED(state);
	/* The client gives the type for both; the id is right as well. */
	start(SHOP, SHOP);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_succ);
	assert_int_equal(SHOP, got->npc_id);
	assert_int_equal(SHOP, got->vendor_id);
	start(SHOP_ID, SHOP);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_succ);
	start(OTHER_SHOP, OTHER_SHOP);		/* nobody of that type */
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_fail);
	start(SHOP_ID, OTHER_SHOP);	/* that one sells other things */
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_fail);
	start(0, 0);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_fail);
	view_move(&rig.w, &self->e, 1000 - REACH - 1, 500, 0,
	    rig.w.overworld);
	start(SHOP, SHOP);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_fail);
	view_move(&rig.w, &self->e, 1000 - REACH, 500, 0, rig.w.overworld);
	start(SHOP, SHOP);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_start_succ);
}

static void
what_it_has_is_listed_with_prices(void **state)
{
	const struct fe2cl_rep_pc_vendor_table_update_succ *got;

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_vendor_table_update, .npc_id = SHOP,
	    .vendor_id = SHOP);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_table_update_succ);
	expect_wire(&got->item[0].item, TDATA_ITEM_SHIRT, SHIRT, 0);
	assert_int_equal(50, (int)got->item[0].buy_cost);
	assert_int_equal(100, got->item[0].sort_num);
	assert_int_equal(SHOP, got->item[0].vendor_id);
	assert_int_equal(0, got->item[0].item.time_limit);
	/* How long it will last. */
	assert_int_equal(WEEK_S, got->item[3].item.time_limit);
	assert_int_equal(0, got->item[5].item.id);
	assert_int_equal(0, got->item[5].vendor_id);
}

static void
unknown_shops_have_no_list(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_vendor_table_update, .npc_id = GUIDE,
	    .vendor_id = GUIDE);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_table_update_fail);
	RIG_DO(self, cl2fe_req_pc_vendor_table_update, .npc_id = SHOP,
	    .vendor_id = OTHER_SHOP);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_table_update_fail);
}

/* --- buying --- */

static void
buy_at(int32_t shop, int32_t type, int32_t id, int32_t opt)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vendor_item_buy, .npc_id = shop,
	    .vendor_id = shop, .item = { .type = (int16_t)type,
	    .id = (int16_t)id, .opt = opt, .time_limit = 77 },
	    .inven_slot_num = 30);
}

static void
buy(int32_t type, int32_t id, int32_t opt)
{
	buy_at(SHOP, type, id, opt);
}

static void
expect_not_bought(void)
{
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_fail);
	rig_expect_nothing(self);
}

static void
what_is_bought_is_the_tables_own(void **state)
{
	const struct fe2cl_rep_pc_vendor_item_buy_succ *got;

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	buy(TDATA_ITEM_GENERAL, GUMBALL, 7);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	assert_int_equal(10000 - 7 * 8, got->candy);
	assert_int_equal(1, got->inven_slot_num);	/* not the client's */
	expect_wire(&got->item, TDATA_ITEM_GENERAL, GUMBALL, 7);
	assert_int_equal(0, got->item.time_limit);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, 7);
	assert_int_equal(0, self->inventory.bag[1].time_limit_s);
	assert_int_equal(10000 - 7 * 8, taros());
}

static void
counts_are_from_one_to_a_stack(void **state)
{
	UNUSED(state);
	buy(TDATA_ITEM_GENERAL, GUMBALL, 0);
	expect_not_bought();
	buy(TDATA_ITEM_GENERAL, GUMBALL, -5);
	expect_not_bought();
	buy(TDATA_ITEM_GENERAL, GUMBALL, 101);
	expect_not_bought();
	assert_int_equal(10000, taros());
	buy(TDATA_ITEM_GENERAL, GUMBALL, 100);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	assert_int_equal(10000 - 800, taros());
}

/* DEFECT: a thousand crates for the price of one. */
static void
what_does_not_stack_is_one(void **state)
{
	UNUSED(state);
	buy(TDATA_ITEM_CHEST, CRATE, 1000);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	expect_slot(self, 0, TDATA_ITEM_CHEST, CRATE, 1);
	buy(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, 1);
	assert_int_equal(10000 - 20 - 50, taros());
}

static void
vehicles_are_rented(void **state)
{
	UNUSED(state);
	buy(TDATA_ITEM_VEHICLE, CAR, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	assert_int_equal(RIG_START_S + WEEK_S,
	    self->inventory.bag[0].time_limit_s);
}

/* A hundred cost three milliards: in 32 bits that is less than nothing. */
static void
prices_do_not_wrap(void **state)
{
	UNUSED(state);
	buy(TDATA_ITEM_GENERAL, PRICELESS, 100);
	expect_not_bought();
	assert_int_equal(10000, taros());
	expect_empty(self, 0);
}

static void
no_sale_without_money_room_or_shop(void **state)
{
	UNUSED(state);
	set_taros(49);
	buy(TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_not_bought();
	assert_int_equal(49, taros());
	set_taros(50);
	buy(TDATA_ITEM_HAT, HAT, 1);		/* not listed */
	expect_not_bought();
	fill_bag(self);
	buy(TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_not_bought();
	put(self, 3, thing(0, 0, 0));
	go_away();
	buy(TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_not_bought();
	assert_int_equal(50, taros());
}

static void
what_is_not_shown_is_not_sold(void **state)
{
	UNUSED(state);
	rig_npc(71, OTHER_SHOP, 600, 500, rig.w.overworld);
	buy_at(OTHER_SHOP, TDATA_ITEM_GENERAL, GUMBALL, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_buy_succ);
	buy_at(OTHER_SHOP, TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_not_bought();
}

/* --- selling --- */

static void
sell(int32_t slot, int32_t count)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vendor_item_sell, .inven_slot_num = slot,
	    .item_cnt = count);
}

static void
expect_not_sold(void)
{
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_sell_fail);
	rig_expect_nothing(self);
}

static void
part_of_a_stack_is_sold(void **state)
{
	const struct fe2cl_rep_pc_vendor_item_sell_succ *got;

	UNUSED(state);
	put(self, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	sell(4, 3);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_sell_succ);
	assert_int_equal(10006, got->candy);
	assert_int_equal(4, got->inven_slot_num);
	expect_wire(&got->item, TDATA_ITEM_GENERAL, GUMBALL, 3);
	expect_wire(&got->item_stay, TDATA_ITEM_GENERAL, GUMBALL, 7);
	sell(4, 7);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_sell_succ);
	expect_wire(&got->item_stay, 0, 0, 0);
	expect_empty(self, 4);
	assert_int_equal(10020, taros());
}

/* DEFECT: none was sold, and could be bought back. */
static void
none_or_too_many_are_not_sold(void **state)
{
	UNUSED(state);
	put(self, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	sell(4, 0);
	expect_not_sold();
	sell(4, -1);
	expect_not_sold();
	sell(4, 11);
	expect_not_sold();
	sell(5, 1);			/* nothing there */
	expect_not_sold();
	sell(-1, 1);
	expect_not_sold();
	sell(50, 1);
	expect_not_sold();
	assert_int_equal(0, self->vendor.count);
	assert_int_equal(10000, taros());
}

static void
some_things_are_not_for_sale(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	put(self, 1, thing(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK));
	put(self, 2, thing(TDATA_ITEM_SHIRT, 999, 1));	/* unknown */
	for (int32_t i = 0; i < 3; i++) {
		sell(i, 1);
		expect_not_sold();
	}
	put(self, 3, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	go_away();
	sell(3, 1);
	expect_not_sold();
}

/* DEFECT: what the purse could not hold was lost, and large sums wrapped. */
static void
a_full_purse_sells_nothing(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	set_taros(RULESET_TAROS_MAX - 9);
	sell(0, 1);
	expect_not_sold();
	expect_slot(self, 0, TDATA_ITEM_SHIRT, SHIRT, 1);
	put(self, 1, thing(TDATA_ITEM_GENERAL, PRICELESS, 100));
	set_taros(0);
	sell(1, 100);			/* three milliards */
	expect_not_sold();
	set_taros(RULESET_TAROS_MAX - 10);
	sell(0, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_sell_succ);
	assert_int_equal(RULESET_TAROS_MAX, taros());
}

static void
what_is_offered_in_a_trade_is_not_sold(void **state)
{
	struct player *other = rig_player(2, "Bob", 500, 500,
	    rig.w.overworld);

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	RIG_DO(self, cl2fe_req_pc_trade_offer, .id_to = 2);
	RIG_DO(other, cl2fe_req_pc_trade_offer_accept, .id_from = 1);
	RIG_DO(self, cl2fe_req_pc_trade_item_register, .id_request = 1,
	    .id_from = 1, .id_to = 2,
	    .item = { .type = TDATA_ITEM_SHIRT, .id = SHIRT, .opt = 1 });
	sell(0, 1);
	expect_not_sold();
	assert_int_equal(10000, taros());
}

/* --- buying back --- */

static void
buy_back(int32_t nth)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vendor_item_restore_buy,
	    .list_id = (int8_t)nth);
}

static void
expect_not_bought_back(void)
{
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_fail);
	rig_expect_nothing(self);
}

static void
what_was_sold_is_bought_back(void **state)
{
	const struct fe2cl_rep_pc_vendor_item_restore_buy_succ *got;
	struct item rental = thing(TDATA_ITEM_GENERAL, GUMBALL, 5);

	UNUSED(state);
	rental.time_limit_s = RIG_START_S + 500;
	put(self, 0, rental);
	sell(0, 3);
	buy_back(1);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_succ);
	assert_int_equal(10000, got->candy);
	assert_int_equal(1, got->inven_slot_num);
	expect_wire(&got->item, TDATA_ITEM_GENERAL, GUMBALL, 3);
	expect_slot(self, 1, TDATA_ITEM_GENERAL, GUMBALL, 3);
	assert_int_equal(RIG_START_S + 500,
	    self->inventory.bag[1].time_limit_s);
	buy_back(1);
	expect_not_bought_back();
}

/* DEFECT: a refusal destroyed it, and the two lists were different then. */
static void
a_refusal_destroys_nothing(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	sell(0, 1);
	set_taros(9);
	buy_back(1);
	expect_not_bought_back();
	set_taros(10);
	fill_bag(self);
	buy_back(1);
	expect_not_bought_back();
	put(self, 8, thing(0, 0, 0));
	buy_back(1);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_succ);
	expect_slot(self, 8, TDATA_ITEM_SHIRT, SHIRT, 1);
	assert_int_equal(0, taros());
}

static void
the_last_five_can_be_had(void **state)
{
	UNUSED(state);
	for (int32_t i = 0; i < 6; i++) {
		put(self, i, thing(TDATA_ITEM_GENERAL, GUMBALL, i + 1));
		sell(i, i + 1);
	}
	buy_back(0);
	expect_not_bought_back();
	buy_back(6);
	expect_not_bought_back();
	buy_back(-1);
	expect_not_bought_back();
	buy_back(1);			/* the oldest still kept: two */
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 2);
	assert_int_equal(4, self->vendor.count);
}

/* The client forgets the first that looks like it; so its list stays ours. */
static void
of_two_alike_the_first_is_forgotten(void **state)
{
	static const int32_t counts[] = { 2, 7, 2 };

	UNUSED(state);
	for (int32_t i = 0; i < 3; i++) {
		put(self, i, thing(TDATA_ITEM_GENERAL, GUMBALL, counts[i]));
		sell(i, counts[i]);
	}
	buy_back(3);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_succ);
	assert_int_equal(2, self->vendor.count);
	assert_int_equal(7, self->vendor.sold[0].opt);
	assert_int_equal(2, self->vendor.sold[1].opt);
}

/* Another's time limit is another item. */
static void
things_that_end_at_different_times_differ(void **state)
{
	struct item rental = thing(TDATA_ITEM_SHIRT, SHIRT, 1);

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	sell(0, 1);
	rental.time_limit_s = RIG_START_S + 500;
	put(self, 0, rental);
	sell(0, 1);
	buy_back(2);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_succ);
	assert_int_equal(1, self->vendor.count);
	assert_int_equal(0, self->vendor.sold[0].time_limit_s);
}

/* Rows of another server: five crates in one slot were sold one by one. */
static void
an_old_stack_of_crates_earns_nothing(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_CHEST, CRATE, 5));
	for (int i = 0; i < 3; i++) {
		sell(0, 5);
		RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_sell_succ);
		expect_empty(self, 0);
		assert_int_equal(10006, taros());
		buy_back(1);
		RIG_EXPECT(self, fe2cl_rep_pc_vendor_item_restore_buy_succ);
		assert_int_equal(10000, taros());
		expect_slot(self, 0, TDATA_ITEM_CHEST, CRATE, 5);
	}
}

/* --- batteries --- */

static void
charge(int32_t id, int32_t lots)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vendor_battery_buy, .npc_id = SHOP,
	    .vendor_id = SHOP, .item = { .id = (int16_t)id, .opt = lots });
}

static void
expect_not_charged(void)
{
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_battery_buy_fail);
	rig_expect_nothing(self);
}

static void
batteries_cost_a_taro_each(void **state)
{
	const struct fe2cl_rep_pc_vendor_battery_buy_succ *got;

	UNUSED(state);
	charge(3, 2);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_battery_buy_succ);
	assert_int_equal(9800, got->candy);
	assert_int_equal(200, got->battery_w);
	assert_int_equal(0, got->battery_n);
	charge(4, 1);
	got = RIG_EXPECT(self, fe2cl_rep_pc_vendor_battery_buy_succ);
	assert_int_equal(9700, got->candy);
	assert_int_equal(100, got->battery_n);
}

/* Money is asked for what there is room for. */
static void
the_last_lot_is_what_fits(void **state)
{
	UNUSED(state);
	(void)wallet_set(&rig.w, self, WALLET_BATTERY_W, 9900);
	set_taros(99);
	charge(3, 100);
	RIG_EXPECT(self, fe2cl_rep_pc_vendor_battery_buy_succ);
	assert_int_equal(9999, wallet_get(self, WALLET_BATTERY_W));
	assert_int_equal(0, taros());
	set_taros(100);
	charge(3, 1);
	expect_not_charged();
	assert_int_equal(100, taros());
}

static void
only_batteries_are_charged(void **state)
{
	UNUSED(state);
	charge(5, 1);
	expect_not_charged();
	charge(3, 0);
	expect_not_charged();
	charge(3, -1);
	expect_not_charged();
	charge(3, 101);
	expect_not_charged();
	charge(3, INT32_MAX / 50);
	expect_not_charged();
	set_taros(99);
	charge(3, 1);
	expect_not_charged();
	set_taros(1000);
	go_away();
	charge(3, 1);
	expect_not_charged();
	assert_int_equal(1000, taros());
	assert_int_equal(0, wallet_get(self, WALLET_BATTERY_W));
}

static void
the_dead_do_no_business(void **state)
{
	UNUSED(state);
	self->combatant.hp = 0;
	buy(TDATA_ITEM_SHIRT, SHIRT, 1);
	charge(3, 1);
	assert_int_equal(10000, taros());
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_shop_opens_to_who_stands_there),
		T(what_it_has_is_listed_with_prices),
		T(unknown_shops_have_no_list),
		T(what_is_bought_is_the_tables_own),
		T(counts_are_from_one_to_a_stack),
		T(what_does_not_stack_is_one),
		T(vehicles_are_rented),
		T(prices_do_not_wrap),
		T(no_sale_without_money_room_or_shop),
		T(what_is_not_shown_is_not_sold),
		T(part_of_a_stack_is_sold),
		T(none_or_too_many_are_not_sold),
		T(some_things_are_not_for_sale),
		T(a_full_purse_sells_nothing),
		T(what_is_offered_in_a_trade_is_not_sold),
		T(what_was_sold_is_bought_back),
		T(a_refusal_destroys_nothing),
		T(the_last_five_can_be_had),
		T(of_two_alike_the_first_is_forgotten),
		T(things_that_end_at_different_times_differ),
		T(an_old_stack_of_crates_earns_nothing),
		T(batteries_cost_a_taro_each),
		T(the_last_lot_is_what_fits),
		T(only_batteries_are_charged),
		T(the_dead_do_no_business),
	};
#undef T

	return cmocka_run_group_tests_name("vendor", tests, NULL, NULL);
}
