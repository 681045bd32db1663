/* test_reward.c - the packet of all gains (spec/items.md 5). */
#include "world_rig.h"

#include "game/reward.h"

static const struct handler *const tables[] = { NULL };

static struct player *alice;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	alice->wallet = (struct player_wallet){ .taros = 10,
		.fusion_matter = 20, .battery_w = 30, .battery_n = 40 };
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
totals_are_told(void **state)
{
	const struct fe2cl_rep_reward_item *got;

	UNUSED(state);
	reward_send(alice, NULL, 0, 0, 0);
	got = RIG_EXPECT(alice, fe2cl_rep_reward_item);
	assert_int_equal(10, got->candy);
	assert_int_equal(20, got->fusion_matter);
	assert_int_equal(30, got->battery_w);
	assert_int_equal(40, got->battery_n);
	assert_int_equal(100, got->fatigue);
	assert_int_equal(1, got->fatigue_level);
	assert_int_equal(0, got->item_cnt);
	assert_int_equal(0, got->task_id);
	assert_int_equal(0, got->npc_type_id);
	rig_expect_nothing(alice);
}

static void
items_follow(void **state)
{
	const struct reward_item items[] = {
		{ { .type = 9, .id = 5, .opt = 1 }, 1, 3 },
		{ { .type = 8, .id = 6, .opt = 2 }, 2, 49 },
	};
	const struct fe2cl_rep_reward_item *got;
	const struct wire_item_reward *it;

	UNUSED(state);
	reward_send(alice, items, COUNT_OF(items), 77, 88);
	got = RIG_EXPECT(alice, fe2cl_rep_reward_item);
	assert_int_equal(77, got->task_id);
	assert_int_equal(88, got->npc_type_id);
	assert_int_equal(2, got->item_cnt);
	it = fe2cl_rep_reward_item_items(got);
	assert_int_equal(9, it[0].item.type);
	assert_int_equal(5, it[0].item.id);
	assert_int_equal(1, it[0].item.opt);
	assert_int_equal(1, it[0].il);
	assert_int_equal(3, it[0].slot_num);
	assert_int_equal(6, it[1].item.id);
	assert_int_equal(2, it[1].il);
	assert_int_equal(49, it[1].slot_num);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(totals_are_told, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(items_follow, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
