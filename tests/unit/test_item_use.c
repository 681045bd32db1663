/* test_item_use.c - gumballs and boosters (spec/items.md 6). */
#include "things_rig.h"

#include "game/buff.h"
#include "game/item_use.h"

static const struct handler *const tables[] = { item_use_handlers, NULL };

enum { SLOT = 4, STYLE_0_NANO = 1, STYLE_1_NANO = 2, SKILL = 144,
	HUNTER = 153, ALL_BOOSTERS = 156, WEEK_S = 604800 };

static const struct tdata_skill skill = {
	.id = SKILL, .duration_ds = { 6000 },
};
static struct player *self, *other;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.skills = &skill;
	rig.skill_count = 1;
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	other = rig_player(2, "Bob", 500, 500, rig.w.overworld);
	self->nanos.equipped[0] = STYLE_0_NANO;
	self->nanos.equipped[2] = STYLE_1_NANO;
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, GUMBALL, 2));
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
use(int32_t slot, int16_t nano_slot)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_item_use, .il = INVENTORY_BAG,
	    .slot_num = slot, .nano_slot = nano_slot);
}

static void
expect_refused(int32_t slot, int16_t nano_slot)
{
	struct player_inventory before = self->inventory;

	use(slot, nano_slot);
	assert_int_equal(0, RIG_EXPECT(self,
	    fe2cl_rep_pc_item_use_fail)->error_code);
	rig_expect_nothing(self);
	assert_memory_equal(&before, &self->inventory, sizeof(before));
}

/* --- gumballs --- */

static void
a_gumball_helps_the_nano_of_its_style(void **state)
{
	const struct fe2cl_rep_pc_item_use_succ *got;

	UNUSED(state);
	use(SLOT, 0);
	assert_true(combatant_has(&self->combatant, BUFF_STIMPAK_1));
	RIG_EXPECT(self, fe2cl_pc_buff_update);
	got = RIG_EXPECT(self, fe2cl_rep_pc_item_use_succ);
	assert_int_equal(SLOT, got->slot_num);
	assert_int_equal(SKILL, got->skill_id);
	expect_wire(&got->remain_item, TDATA_ITEM_GENERAL, GUMBALL, 1);
	assert_int_equal(1, got->target_cnt);
	expect_slot(self, SLOT, TDATA_ITEM_GENERAL, GUMBALL, 1);
	rig_expect_nothing(other);
}

static void
the_last_one_leaves_an_empty_slot(void **state)
{
	UNUSED(state);
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	use(SLOT, 0);
	expect_empty(self, SLOT);
}

/* DEFECT: the nano's place was not checked. */
static void
a_gumball_needs_a_nano_of_its_style(void **state)
{
	UNUSED(state);
	expect_refused(SLOT, 1);	/* nobody there */
	expect_refused(SLOT, 2);	/* another style */
	expect_refused(SLOT, 3);
	expect_refused(SLOT, -1);
	expect_refused(SLOT, INT16_MAX);
	expect_refused(SLOT, INT16_MIN);
}

/* DEFECT: the dead used it up for nothing. */
static void
the_dead_keep_their_gumballs(void **state)
{
	UNUSED(state);
	self->combatant.hp = 0;
	expect_refused(SLOT, 0);
}

/* DEFECT: the second one ran beside the first, for nothing. */
static void
a_second_gumball_lasts_from_then_on(void **state)
{
	int64_t first_end;

	UNUSED(state);
	use(SLOT, 0);
	first_end = self->combatant.stacks->ends_at_ms;
	rig_pass(1000);
	use(SLOT, 0);
	assert_null(self->combatant.stacks->next);
	assert_int_equal(first_end + 1000, self->combatant.stacks->ends_at_ms);
}

/* --- boosters --- */

/* Slots 9 to 11; the client counts on the server's clock. */
static void
a_booster_is_put_on(void **state)
{
	const struct fe2cl_rep_pc_give_item_succ *got;

	UNUSED(state);
	rig.rules = *ruleset_find(1013);
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, HUNTER, 2));
	use(SLOT, 0);
	got = RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(10, got->slot_num);
	assert_int_equal(rig.w.now_ms / 1000 + WEEK_S, got->item.time_limit);
	assert_int_equal(10, RIG_EXPECT(self,
	    fe2cl_pc_equip_change)->equip_slot_num);
	expect_wire(&RIG_EXPECT(self, fe2cl_rep_pc_item_use_succ)->remain_item,
	    TDATA_ITEM_GENERAL, HUNTER, 1);
	expect_item(&self->inventory.equip[10], TDATA_ITEM_GENERAL, HUNTER, 1);
	assert_int_equal(rig.w.unix_s + WEEK_S,
	    self->inventory.equip[10].time_limit_s);
	expect_slot(self, SLOT, TDATA_ITEM_GENERAL, HUNTER, 1);
}

static void
the_super_booster_is_all_three(void **state)
{
	UNUSED(state);
	rig.rules = *ruleset_find(1013);
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, ALL_BOOSTERS, 1));
	use(SLOT, 0);
	expect_item(&self->inventory.equip[10], TDATA_ITEM_GENERAL, HUNTER, 1);
	expect_item(&self->inventory.equip[11], TDATA_ITEM_GENERAL,
	    HUNTER + 1, 1);
	expect_item(&self->inventory.equip[9], TDATA_ITEM_GENERAL,
	    HUNTER + 2, 1);
	expect_empty(self, SLOT);
}

static void
early_clients_have_no_place_for_boosters(void **state)
{
	UNUSED(state);
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, HUNTER, 1));
	expect_refused(SLOT, 0);
}

/* --- the rest --- */

static void
other_things_are_not_used(void **state)
{
	UNUSED(state);
	expect_refused(SLOT + 1, 0);	/* nothing */
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, 122, 1));
	expect_refused(SLOT, 0);
	put(self, SLOT, thing(TDATA_ITEM_HAT, GUMBALL, 1));
	expect_refused(SLOT, 0);
	put(self, SLOT, thing(TDATA_ITEM_GENERAL, GUMBALL, 0));
	expect_refused(SLOT, 0);
}

static void
slots_beyond_the_bag_are_ignored(void **state)
{
	UNUSED(state);
	use(-1, 0);
	use(PLAYER_INVENTORY_MAX, 0);
	rig_expect_nothing(self);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_gumball_helps_the_nano_of_its_style),
		T(the_last_one_leaves_an_empty_slot),
		T(a_gumball_needs_a_nano_of_its_style),
		T(the_dead_keep_their_gumballs),
		T(a_second_gumball_lasts_from_then_on),
		T(a_booster_is_put_on),
		T(the_super_booster_is_all_three),
		T(early_clients_have_no_place_for_boosters),
		T(other_things_are_not_used),
		T(slots_beyond_the_bag_are_ignored),
	};
#undef T

	return cmocka_run_group_tests_name("item_use", tests, NULL, NULL);
}
