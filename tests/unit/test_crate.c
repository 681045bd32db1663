/* test_crate.c - opening C.R.A.T.E.s (spec/items.md 7, 10). */
#include "world_rig.h"

#include "game/crate.h"

enum { SHIRT = 1, HAT = 4, ROLLS = 4000, ID_UNKNOWN = 99 };

static const struct handler *const tables[] = { crate_handlers, NULL };

/* Which are for whom; rarity, gender, weight. */
static struct tdata_crate_item things[] = {
	{ { SHIRT, 1 }, 1, 0, 1 },
	{ { SHIRT, 2 }, 2, 0, 1 },
	{ { HAT, 3 }, 3, 2, 1 },
	{ { HAT, 4 }, 1, 0, 3 },
};
static const uint32_t rarity_weights[] = { 1, 1, 1000, 1000 };
static struct tdata_item_set set;
static struct tdata_crate crate;
static struct player *alice;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	things[0] = (struct tdata_crate_item){ { SHIRT, 1 }, 1, 0, 1 };
	set = (struct tdata_item_set){ .items = things,
		.item_count = COUNT_OF(things) };
	crate = (struct tdata_crate){ .id = 7, .set = &set,
		.rarity_weights = rarity_weights,
		.rarity_count = COUNT_OF(rarity_weights) };
	rig.crates = &crate;
	rig.crate_count = 1;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	alice->look.gender = 1;
	alice->inventory.bag[3] = (struct item){ .type = 9, .id = 7,
		.opt = 1, .time_limit_s = 5 };
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* How often each id came; [0]: gumballs. */
static void
roll_many(int counts[5])
{
	memset(counts, 0, 5 * sizeof(*counts));
	for (int i = 0; i < ROLLS; i++) {
		struct item got = crate_roll(&rig.w, alice, 7);

		assert_int_equal(1, got.opt);
		assert_int_equal(0, got.time_limit_s);
		if (got.type == 7) {
			assert_in_range(got.id, 119, 121);
			counts[0]++;
		} else {
			assert_in_range(got.id, 1, 4);
			counts[got.id]++;
		}
		rig_pass(1);
	}
}

/* --- what is in it --- */

/* DEFECT: the rarest are the other sex's; that used to be a gumball. */
static void
rarities_that_are_not_there_do_not_count(void **state)
{
	int n[5];

	UNUSED(state);
	roll_many(n);
	assert_int_equal(0, n[0]);
	assert_int_equal(0, n[3]);
	/* Half and half; of the first half the hat takes three quarters. */
	assert_in_range(n[2], ROLLS * 45 / 100, ROLLS * 55 / 100);
	assert_in_range(n[4], n[1] * 5 / 2, n[1] * 7 / 2);
	alice->look.gender = 2;
	roll_many(n);
	assert_true(n[3] > ROLLS * 98 / 100);
}

/* DEFECT: an item of any rarity could hide the last rarity. */
static void
any_rarity_is_always_there(void **state)
{
	int n[5];

	UNUSED(state);
	things[0].rarity = 0;
	alice->look.gender = 2;
	roll_many(n);
	/* Whatever rarity is drawn, mostly the third. */
	assert_in_range(n[1], ROLLS * 45 / 100, ROLLS * 55 / 100);
	assert_in_range(n[3], ROLLS * 45 / 100, ROLLS * 55 / 100);
}

static void
sets_may_ignore_both(void **state)
{
	int n[5];

	UNUSED(state);
	set.ignores_rarity = set.ignores_gender = true;
	roll_many(n);
	for (int i = 1; i <= 3; i++)
		assert_in_range(n[i], ROLLS / 6 * 8 / 10, ROLLS / 6 * 12 / 10);
	assert_in_range(n[4], ROLLS / 2 * 9 / 10, ROLLS / 2 * 11 / 10);
}

static void
without_weights_it_is_the_first(void **state)
{
	int n[5];

	UNUSED(state);
	set.ignores_rarity = true;
	for (size_t i = 0; i < COUNT_OF(things); i++)
		things[i].weight = 0;
	roll_many(n);
	assert_int_equal(ROLLS, n[1]);
	things[0].weight = things[1].weight = things[2].weight = 1;
	things[3].weight = 3;
}

static void
nothing_is_a_gumball(void **state)
{
	int n[5];

	UNUSED(state);
	crate.id = ID_UNKNOWN;
	roll_many(n);
	assert_int_equal(ROLLS, n[0]);
	crate.id = 7;
	set.item_count = 0;
	roll_many(n);
	assert_int_equal(ROLLS, n[0]);
	/* Only what the other sex wears. */
	set.items = &things[2];
	set.item_count = 1;
	roll_many(n);
	assert_int_equal(ROLLS, n[0]);
}

/* --- opening --- */

static void
open_slot(int32_t il, int32_t slot)
{
	RIG_DO(alice, cl2fe_req_item_chest_open, .il = il, .slot_num = slot);
}

static void
the_item_takes_its_place(void **state)
{
	const struct fe2cl_rep_reward_item *got;
	const struct wire_item_reward *it;

	UNUSED(state);
	set.item_count = 1;
	open_slot(1, 3);
	got = RIG_EXPECT(alice, fe2cl_rep_reward_item);
	assert_int_equal(1, got->item_cnt);
	it = fe2cl_rep_reward_item_items(got);
	assert_int_equal(SHIRT, it->item.type);
	assert_int_equal(1, it->item.id);
	assert_int_equal(1, it->item.opt);
	assert_int_equal(0, it->item.time_limit);
	assert_int_equal(1, it->il);
	assert_int_equal(3, it->slot_num);
	assert_int_equal(3,
	    RIG_EXPECT(alice, fe2cl_rep_item_chest_open_succ)->slot_num);
	assert_int_equal(SHIRT, alice->inventory.bag[3].type);
	assert_int_equal(0, alice->inventory.bag[3].time_limit_s);
	assert_true((alice->dirty & DB_SECTION_INVENTORY) != 0);
	rig_expect_nothing(alice);
}

/* DEFECT: the rest of the stack was destroyed. */
static void
a_stack_loses_one(void **state)
{
	UNUSED(state);
	set.item_count = 1;
	alice->inventory.bag[3].opt = 2;
	open_slot(1, 3);
	assert_int_equal(2, RIG_EXPECT(alice, fe2cl_rep_reward_item)->item_cnt);
	RIG_EXPECT(alice, fe2cl_rep_item_chest_open_succ);
	assert_int_equal(9, alice->inventory.bag[3].type);
	assert_int_equal(1, alice->inventory.bag[3].opt);
	assert_int_equal(SHIRT, alice->inventory.bag[0].type);
	alice->inventory.bag[3].opt = 2;
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		if (i != 3)
			alice->inventory.bag[i].id = 5;
	open_slot(1, 3);
	assert_int_equal(3,
	    RIG_EXPECT(alice, fe2cl_rep_item_chest_open_fail)->slot_num);
	assert_int_equal(2, alice->inventory.bag[3].opt);
	rig_expect_nothing(alice);
}

/* DEFECT: the client waited for an answer. */
static void
what_is_no_crate_fails(void **state)
{
	UNUSED(state);
	open_slot(1, 4);
	RIG_EXPECT(alice, fe2cl_rep_item_chest_open_fail);
	alice->inventory.bag[4] = (struct item){ .type = 7, .id = 119,
		.opt = 1 };
	open_slot(1, 4);
	RIG_EXPECT(alice, fe2cl_rep_item_chest_open_fail);
	assert_int_equal(119, alice->inventory.bag[4].id);
	open_slot(0, 3);
	open_slot(3, 3);
	open_slot(1, -1);
	open_slot(1, 50);
	open_slot(1, INT32_MAX);
	rig_expect_nothing(alice);
	assert_int_equal(7, alice->inventory.bag[3].id);
}

/* --- nano capsules --- */

static void
a_capsule_holds_a_nano(void **state)
{
	UNUSED(state);
	rig.rules.has_nano_capsules = true;
	rig.capsule_crate = 7;
	rig.capsule_nano = 12;
	open_slot(1, 3);
	assert_int_equal(1, RIG_EXPECT(alice, fe2cl_rep_reward_item)->item_cnt);
	assert_int_equal(3,
	    RIG_EXPECT(alice, fe2cl_rep_item_chest_open_succ)->slot_num);
	assert_int_equal(12,
	    RIG_EXPECT(alice, fe2cl_rep_pc_nano_create_succ)->nano.id);
	assert_int_equal(12, alice->nanos.bank[12].id);
	assert_true(item_is_none(&alice->inventory.bag[3]));
}

/* DEFECT: it was used up by who has the nano; half the text was lost. */
static void
a_second_nano_is_refused(void **state)
{
	UNUSED(state);
	rig.rules.has_nano_capsules = true;
	rig.capsule_crate = 7;
	rig.capsule_nano = 12;
	alice->nanos.bank[12].id = 12;
	open_slot(1, 3);
	RIG_EXPECT(alice, fe2cl_rep_item_chest_open_fail);
	assert_string_equal("You have already acquired this nano!",
	    RIG_EXPECT(alice, fe2cl_gm_rep_pc_announce)->announce_msg);
	assert_int_equal(7, alice->inventory.bag[3].id);
	rig_expect_nothing(alice);
}

/* DEFECT: a nano that cannot be was written all the same. */
static void
an_impossible_nano_is_none(void **state)
{
	UNUSED(state);
	rig.rules.has_nano_capsules = true;
	rig.capsule_crate = 7;
	rig.capsule_nano = 999;
	set.item_count = 1;
	open_slot(1, 3);
	assert_int_equal(SHIRT, alice->inventory.bag[3].type);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(rarities_that_are_not_there_do_not_count),
		T(any_rarity_is_always_there),
		T(sets_may_ignore_both),
		T(without_weights_it_is_the_first),
		T(nothing_is_a_gumball),
		T(the_item_takes_its_place),
		T(a_stack_loses_one),
		T(what_is_no_crate_fails),
		T(a_capsule_holds_a_nano),
		T(a_second_nano_is_refused),
		T(an_impossible_nano_is_none),
	};
#undef T
	return cmocka_run_group_tests_name("crate", tests, NULL, NULL);
}
