/* test_item_plan.c - items on the move: all of it at once, or none. */
#include "things_rig.h"

#include "game/movement.h"

static const struct handler *const tables[] = { movement_handlers, NULL };

static const struct audit_spot sold = { .place = AUDIT_SHOP };

static struct player *a, *b;
static struct item_plan pl;
static struct item_moving m;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 500, 500, rig.w.overworld);
	put(a, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	put(a, 1, thing(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK));
	item_plan_begin(&pl);
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static bool
take(struct player *p, int32_t slot, int32_t count)
{
	return item_plan_take(&pl, p, slot, count, ITEM_PLAN_HEED_LOCKS, &m);
}

static void
nothing_happens_before_it_is_done(void **state)
{
	UNUSED(state);
	assert_true(take(a, 0, 4));
	expect_item(&m.item, TDATA_ITEM_GENERAL, GUMBALL, 4);
	assert_int_equal(0, item_plan_put(&pl, b, &m));
	expect_slot(a, 0, TDATA_ITEM_GENERAL, GUMBALL, 10);
	expect_empty(b, 0);
	item_plan_commit(&rig.w, &pl);
	expect_slot(a, 0, TDATA_ITEM_GENERAL, GUMBALL, 6);
	expect_slot(b, 0, TDATA_ITEM_GENERAL, GUMBALL, 4);
	assert_int_equal(DB_SECTION_INVENTORY, a->dirty & b->dirty &
	    DB_SECTION_INVENTORY);
}

static void
a_plan_that_is_dropped_changes_nothing(void **state)
{
	UNUSED(state);
	assert_true(take(a, 0, 0));
	assert_int_equal(0, item_plan_put(&pl, b, &m));
	item_plan_begin(&pl);
	item_plan_commit(&rig.w, &pl);
	expect_slot(a, 0, TDATA_ITEM_GENERAL, GUMBALL, 10);
	expect_empty(b, 0);
}

static void
a_taken_stack_leaves_nothing_behind(void **state)
{
	struct item rental = thing(TDATA_ITEM_GENERAL, GUMBALL, 5);

	UNUSED(state);
	rental.time_limit_s = 1900000000;
	put(a, 7, rental);
	assert_true(take(a, 7, 5));
	assert_int_equal(1900000000, m.item.time_limit_s);
	assert_int_equal(0, item_plan_put(&pl, b, &m));
	item_plan_commit(&rig.w, &pl);
	expect_empty(a, 7);
	assert_int_equal(1900000000, b->inventory.bag[0].time_limit_s);
}

/* Its opt is a look: 131071 copies of one shirt could be made of it. */
static void
what_does_not_stack_goes_whole(void **state)
{
	UNUSED(state);
	assert_true(take(a, 1, 1));
	expect_item(&m.item, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	assert_int_equal(0, item_plan_put(&pl, b, &m));
	item_plan_commit(&rig.w, &pl);
	expect_empty(a, 1);
	expect_slot(b, 0, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
}

static void
more_than_there_is_cannot_be_taken(void **state)
{
	UNUSED(state);
	assert_false(take(a, 0, 11));
	assert_false(take(a, 0, -1));
	assert_false(take(a, 2, 0));		/* nothing there */
	assert_false(take(a, -1, 0));
	assert_false(take(a, PLAYER_INVENTORY_MAX, 0));
	/* Nor in two takings. */
	assert_true(take(a, 0, 6));
	assert_false(take(a, 0, 5));
	assert_true(take(a, 0, 4));
	assert_false(take(a, 0, 0));
}

static void
what_is_promised_stays(void **state)
{
	UNUSED(state);
	item_plan_lock(a, 0);
	assert_true(item_plan_is_locked(a, 0));
	assert_false(item_plan_is_locked(a, 1));
	assert_false(item_plan_is_locked(a, -1));
	assert_false(item_plan_is_locked(a, 64));
	assert_false(take(a, 0, 1));
	/* But for the one that it was promised to. */
	assert_true(item_plan_take(&pl, a, 0, 1, ITEM_PLAN_PAST_LOCKS, &m));
	item_plan_unlock(a, 0);
	assert_true(take(a, 0, 1));
}

/* The store may still refuse what was taken from it: then it goes back. */
static void
an_empty_promised_slot_is_not_filled(void **state)
{
	UNUSED(state);
	item_plan_lock(b, 0);
	assert_true(take(a, 0, 3));
	assert_int_equal(1, item_plan_put(&pl, b, &m));
	assert_int_equal(1, inventory_free_slot(b));
	assert_int_equal(PLAYER_INVENTORY_MAX - 1, inventory_free_count(b));
}

static void
full_bags_can_swap(void **state)
{
	UNUSED(state);
	fill_bag(a);
	fill_bag(b);
	assert_true(take(a, 0, 0));
	assert_int_equal(INVENTORY_NO_SLOT, item_plan_put(&pl, b, &m));
	item_plan_begin(&pl);
	item_plan_lock(a, 0);
	item_plan_lock(b, 9);
	assert_true(item_plan_take(&pl, a, 0, 0, ITEM_PLAN_PAST_LOCKS, &m));
	{
		struct item_moving hat;

		assert_true(item_plan_take(&pl, b, 9, 0, ITEM_PLAN_PAST_LOCKS,
		    &hat));
		assert_int_equal(0, item_plan_put(&pl, a, &hat));
	}
	assert_int_equal(9, item_plan_put(&pl, b, &m));
	item_plan_commit(&rig.w, &pl);
	expect_slot(a, 0, TDATA_ITEM_HAT, HAT, 1);
	expect_slot(b, 9, TDATA_ITEM_GENERAL, GUMBALL, 10);
}

static void
a_wanted_slot_must_be_free(void **state)
{
	UNUSED(state);
	assert_true(take(a, 0, 1));
	assert_int_equal(INVENTORY_NO_SLOT, item_plan_put_at(&pl, a, 1, &m));
	assert_int_equal(INVENTORY_NO_SLOT, item_plan_put_at(&pl, a, -1, &m));
	assert_int_equal(INVENTORY_NO_SLOT, item_plan_put_at(&pl, a,
	    PLAYER_INVENTORY_MAX, &m));
	assert_int_equal(5, item_plan_put_at(&pl, a, 5, &m));
	assert_int_equal(INVENTORY_NO_SLOT, item_plan_put_at(&pl, a, 5, &m));
}

static void
what_leaves_all_bags_is_gone(void **state)
{
	UNUSED(state);
	assert_true(take(a, 0, 10));
	item_plan_drop(&pl, &m, sold);
	item_plan_commit(&rig.w, &pl);
	expect_empty(a, 0);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(nothing_happens_before_it_is_done),
		T(a_plan_that_is_dropped_changes_nothing),
		T(a_taken_stack_leaves_nothing_behind),
		T(what_does_not_stack_goes_whole),
		T(more_than_there_is_cannot_be_taken),
		T(what_is_promised_stays),
		T(an_empty_promised_slot_is_not_filled),
		T(full_bags_can_swap),
		T(a_wanted_slot_must_be_free),
		T(what_leaves_all_bags_is_gone),
	};
#undef T

	return cmocka_run_group_tests_name("item_plan", tests, NULL, NULL);
}
