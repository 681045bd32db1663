/* test_code.c - codes that give items (spec/items.md 12). */
#include "things_rig.h"

#include "game/code.h"
#include "world/hold.h"

static const struct handler *const tables[] = { NULL };

static const struct tdata_item_ref prizes[] = {
	{ .type = TDATA_ITEM_HAT, .id = HAT },
	{ .type = TDATA_ITEM_SHIRT, .id = SHIRT },
};
static const struct tdata_item_ref cars[] = {
	{ .type = TDATA_ITEM_VEHICLE, .id = CAR },
};
static const struct tdata_code codes[] = {
	{ .code = "bravefig", .items = prizes, .item_count = 1 },
	{ .code = "two", .items = prizes, .item_count = 2 },
	{ .code = "car", .items = cars, .item_count = 1 },
	{ .code = "nothing" },
};

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.td.codes = codes;
	rig.td.code_count = COUNT_OF(codes);
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
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
found(enum db_result result)
{
	const struct db_rep_find_code rep = { .result = result };

	next_tick();
	code_on_found(&rig.w, self->conn, &rep);
}

/* Case does not matter, and the mark is asked for with the items. */
static void
a_code_gives_its_item(void **state)
{
	const struct fe2cl_rep_pc_give_item_succ *got;

	UNUSED(state);
	code_redeem(&rig.w, self, "BraveFIG");
	assert_string_equal("bravefig", ((const struct db_req_find_code *)
	    expect_asked(DB_REQ_FIND_CODE))->code);
	found(DB_NONE);
	rig_expect_nothing(self);	/* not before it is on disk */
	assert_string_equal("bravefig", ((const struct db_req_redeem_code *)
	    expect_asked(DB_REQ_REDEEM_CODE))->code);
	assert_true(item_plan_is_locked(self, 0));
	answer_deal(self, DB_OK);
	got = RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ);
	expect_wire(&got->item, TDATA_ITEM_HAT, HAT, 1);
	rig_expect_message(self, "You have redeemed a code item");
	expect_slot(self, 0, TDATA_ITEM_HAT, HAT, 1);
	assert_false(item_plan_is_locked(self, 0));
	assert_false(hold_is_on(self));
}

static void
a_code_gives_all_its_items(void **state)
{
	UNUSED(state);
	code_redeem(&rig.w, self, "two");
	found(DB_NONE);
	answer_deal(self, DB_OK);
	expect_slot(self, 0, TDATA_ITEM_HAT, HAT, 1);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ);
	RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ);
	rig_expect_message(self, "You have redeemed code items");
}

/* DEFECT: for ever. */
static void
vehicles_are_for_a_week(void **state)
{
	enum { WEEK_S = 604800 };

	UNUSED(state);
	code_redeem(&rig.w, self, "car");
	found(DB_NONE);
	answer_deal(self, DB_OK);
	assert_int_equal(RIG_START_S + WEEK_S,
	    RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ)->item.time_limit);
	assert_int_equal(RIG_START_S + WEEK_S,
	    self->inventory.bag[0].time_limit_s);
}

static void
once_is_enough(void **state)
{
	UNUSED(state);
	code_redeem(&rig.w, self, "two");
	found(DB_OK);
	rig_expect_message(self, "/redeem: You have already redeemed this "
	    "code item");
	expect_empty(self, 0);
	assert_false(hold_is_on(self));
}

/* DEFECT: a mark that failed gave the items all the same. */
static void
what_the_store_refuses_is_taken_back(void **state)
{
	static const enum db_result refusals[] = { DB_TAKEN, DB_ERROR };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		code_redeem(&rig.w, self, "two");
		found(DB_NONE);
		answer_deal(self, refusals[i]);
		rig_expect_message(self, refusals[i] == DB_TAKEN ?
		    "/redeem: You have already redeemed this code item" :
		    "/redeem: Unknown code");
		rig_expect_nothing(self);
		expect_empty(self, 0);
		expect_empty(self, 1);
		assert_false(hold_is_on(self));
		next_tick();
	}
}

/* All or none, and the code stays good. */
static void
a_full_bag_burns_no_code(void **state)
{
	UNUSED(state);
	fill_bag(self);
	self->inventory.bag[7] = (struct item){ 0 };
	rig_forget();
	code_redeem(&rig.w, self, "two");
	found(DB_NONE);
	rig_expect_message(self, "/redeem: Not enough space in inventory");
	assert_null(asked(DB_REQ_REDEEM_CODE, 0));
	expect_empty(self, 7);
	assert_false(hold_is_on(self));
}

static void
bad_codes_are_told(void **state)
{
	char long_code[400];

	UNUSED(state);
	memset(long_code, 'x', sizeof(long_code) - 1);
	long_code[sizeof(long_code) - 1] = '\0';
	code_redeem(&rig.w, self, NULL);
	rig_expect_message(self, "/redeem: No code specified");
	code_redeem(&rig.w, self, long_code);
	rig_expect_message(self, "/redeem: Code too long");
	code_redeem(&rig.w, self, "nonesuch");
	rig_expect_message(self, "/redeem: Unknown code");
	/* DEFECT: a code whose items are no items was used up. */
	code_redeem(&rig.w, self, "nothing");
	rig_expect_message(self, "/redeem: Unknown code");
	assert_null(asked(DB_REQ_FIND_CODE, 0));
	assert_false(hold_is_on(self));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_code_gives_its_item),
		T(a_code_gives_all_its_items),
		T(vehicles_are_for_a_week),
		T(once_is_enough),
		T(what_the_store_refuses_is_taken_back),
		T(a_full_bag_burns_no_code),
		T(bad_codes_are_told),
	};
#undef T

	return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
