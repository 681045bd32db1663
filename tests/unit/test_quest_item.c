/* test_quest_item.c - what missions give and take (spec/missions.md 3). */
#include "world_rig.h"

#include "game/inventory.h"
#include "game/quest_item.h"
#include "game/reward.h"

enum { ITEM_A = 5, ITEM_B = 6, TASK = 12, MOB = 3811 };

static const struct handler *const tables[] = { NULL };

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static struct reward_item
change(int32_t item, int32_t count)
{
	struct reward_item out;

	assert_true(quest_item_change(&rig.w, self, item, count, &out));
	assert_int_equal(INVENTORY_QUEST, out.place);
	return out;
}

static void
fill(void)
{
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		change(100 + i, 1);
}

static void
stacks_begin_in_the_lowest_slot(void **state)
{
	struct reward_item got;

	UNUSED(state);
	assert_int_equal(0, change(ITEM_A, 3).slot);
	assert_int_equal(1, change(ITEM_B, 1).slot);
	got = change(ITEM_A, -1);
	assert_int_equal(0, got.slot);
	assert_int_equal(2, got.item.opt);
	assert_int_equal(TDATA_ITEM_QUEST, got.item.type);
	assert_int_equal(2, quest_item_count(self, ITEM_A));
	got = change(ITEM_A, -5);
	assert_int_equal(0, got.slot);
	assert_int_equal(0, got.item.id);
	assert_int_equal(0, got.item.type);
	assert_int_equal(0, quest_item_count(self, ITEM_A));
	assert_int_equal(0, change(7, 1).slot);
	assert_true((self->dirty & DB_SECTION_QUEST_ITEMS) != 0);
	assert_int_equal(INT32_MAX, change(7, INT32_MAX).item.opt);
	assert_int_equal(0, quest_item_count(self, 0));
	assert_false(quest_item_change(&rig.w, self, -1, 1, &got));
	assert_false(quest_item_change(&rig.w, self, INT16_MAX + 1, 1,
	    &got));
}

static void
no_item_shows_a_free_slot(void **state)
{
	struct reward_item got;

	UNUSED(state);
	change(ITEM_A, 1);
	got = change(0, 1);
	assert_int_equal(1, got.slot);
	assert_int_equal(0, got.item.id);
	assert_int_equal(0, got.item.opt);
}

static void
a_change_is_told(void **state)
{
	const struct quest_item_cause cause = { TASK, MOB };
	const struct fe2cl_rep_reward_item *got;
	const struct wire_item_reward *item;

	UNUSED(state);
	self->wallet.taros = 7;
	quest_item_give(&rig.w, self, cause, ITEM_A, 2);
	got = RIG_EXPECT(self, fe2cl_rep_reward_item);
	assert_int_equal(7, got->candy);
	assert_int_equal(1, got->item_cnt);
	assert_int_equal(TASK, got->task_id);
	assert_int_equal(MOB, got->npc_type_id);
	item = fe2cl_rep_reward_item_items(got);
	assert_int_equal(ITEM_A, item->item.id);
	assert_int_equal(2, item->item.opt);
	assert_int_equal(2, item->il);
	assert_int_equal(0, item->slot_num);
}

static void
fifty_kinds_fit(void **state)
{
	const struct quest_item_cause cause = { TASK, 0 };
	struct reward_item out = { .slot = 77 };

	UNUSED(state);
	fill();
	assert_false(quest_item_change(&rig.w, self, ITEM_A, 1, &out));
	assert_int_equal(77, out.slot);
	quest_item_give(&rig.w, self, cause, ITEM_A, 1);
	rig_expect_nothing(self);
	assert_int_equal(49, change(149, 5).slot);
}

static void
room_is_foreseen(void **state)
{
	const struct tdata_quest_item one[] = { { ITEM_A, 1 } };
	const struct tdata_quest_item swap[] = { { 100, -1 }, { ITEM_A, 1 } };
	const struct tdata_quest_item wrong_way[] = { { ITEM_A, 1 },
		{ 100, -1 } };
	const struct tdata_quest_item more[] = { { 100, 9 }, { 0, 1 } };
	const struct tdata_quest_item less[] = { { ITEM_A, -1 } };

	UNUSED(state);
	assert_true(quest_item_has_room(self, one, 1));
	fill();
	assert_false(quest_item_has_room(self, one, 1));
	assert_true(quest_item_has_room(self, swap, 2));
	assert_false(quest_item_has_room(self, wrong_way, 2));
	assert_true(quest_item_has_room(self, more, 2));
	assert_true(quest_item_has_room(self, less, 1));
	assert_int_equal(1, quest_item_count(self, 100));
}

static void
a_whole_stack_goes(void **state)
{
	const struct fe2cl_rep_pc_item_delete_succ *got;

	UNUSED(state);
	change(ITEM_A, 1);
	change(ITEM_B, 9);
	quest_item_delete(&rig.w, self, ITEM_B);
	got = RIG_EXPECT(self, fe2cl_rep_pc_item_delete_succ);
	assert_int_equal(INVENTORY_QUEST, got->il);
	assert_int_equal(1, got->slot_num);
	quest_item_delete(&rig.w, self, ITEM_B);
	quest_item_delete(&rig.w, self, 0);
	rig_expect_nothing(self);
	assert_int_equal(1, quest_item_count(self, ITEM_A));
	assert_int_equal(0, quest_item_count(self, ITEM_B));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(stacks_begin_in_the_lowest_slot),
		T(no_item_shows_a_free_slot),
		T(a_change_is_told),
		T(fifty_kinds_fit),
		T(room_is_foreseen),
		T(a_whole_stack_goes),
	};
#undef T
	return cmocka_run_group_tests_name("quest_item", tests, NULL, NULL);
}
