/* test_revive.c - how the dead rise (spec/world.md 9, spec/combat.md 12). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/buff.h"
#include "game/revive.h"
#include "game/warp.h"

enum { REGEN_NORMAL = 1, REGEN_PHOENIX = 3, REGEN_GROUP = 4, REGEN_UNSTICK };

static const struct handler *const tables[] = { revive_handlers, NULL };

static const struct tdata_respawn_point points[] = {
	{ .x = 5000, .y = 6000, .z = 700, .map = 0 },
	{ .x = 8000, .y = 9000, .z = 100, .map = 33 },
};

static struct player *self, *viewer;
static int revived;

static void
on_revived(struct world *w, struct player *p)
{
	UNUSED(w);
	assert_ptr_equal(self, p);
	revived++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.td.respawns = points;
	rig.td.respawn_count = COUNT_OF(points);
	rig.events.player_revived[0] = on_revived;
	revived = 0;
	self = rig_player(1, "Self", 100, 200, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	self->e.z = 9;
	self->e.angle = 33;
	self->combatant.hp = 0;
	self->wallet.fusion_matter = 55;
	self->nanos.equipped[0] = 4;
	self->nanos.equipped[2] = 6;
	self->nanos.bank[4] = (struct player_nano){ 4, 40, 10 };
	self->nanos.bank[6] = (struct player_nano){ 6, 60, 150 };
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
regen(int32_t type)
{
	RIG_DO(self, cl2fe_req_pc_regen, .regen_type = type, .il = 1,
	    .index = -1);
}

static const struct wire_pc_regen_data *
expect_regen(int32_t hp, int32_t x, int32_t y, int32_t z)
{
	const struct fe2cl_rep_pc_regen_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_regen_succ);

	assert_int_equal(hp, got->pc_regen_data.hp);
	assert_int_equal(x, got->pc_regen_data.x);
	assert_int_equal(y, got->pc_regen_data.y);
	assert_int_equal(z, got->pc_regen_data.z);
	assert_int_equal(0, got->move_location);
	assert_int_equal(55, got->fusion_matter);
	assert_int_equal(hp, self->combatant.hp);
	assert_int_equal(x, self->e.x);
	assert_int_equal(y, self->e.y);
	assert_int_equal(z, self->e.z);
	return &got->pc_regen_data;
}

static void
expect_stamina(const struct wire_pc_regen_data *got, int first, int third)
{
	assert_int_equal(4, got->nanos[0].id);
	assert_int_equal(first, got->nanos[0].stamina);
	assert_int_equal(0, got->nanos[1].id);
	assert_int_equal(0, got->nanos[1].stamina);
	assert_int_equal(6, got->nanos[2].id);
	assert_int_equal(third, got->nanos[2].stamina);
	assert_int_equal(first, self->nanos.bank[4].stamina);
	assert_int_equal(third, self->nanos.bank[6].stamina);
}

/* --- at a Resurrect 'Em --- */

static void
the_dead_rise_at_the_machine(void **state)
{
	const struct wire_pc_regen_data *got;

	UNUSED(state);
	regen(REGEN_NORMAL);
	got = expect_regen(500, 5000, 6000, 700);
	expect_stamina(got, 75, 75);
	assert_int_equal(-1, got->active_nano_slot_num);
	assert_int_equal(0, got->map_num);
	assert_int_equal(1, revived);
	assert_int_equal(0, self->nanos.bank[0].stamina);
	assert_int_equal(DB_SECTION_STATE | DB_SECTION_NANOS |
	    DB_SECTION_PLACE, self->dirty);
}

/* DEFECT: only grouped players were seen to rise. */
static void
others_see_it_rise(void **state)
{
	const struct fe2cl_pc_regen *got;

	UNUSED(state);
	self->nanos.active = 6;
	self->combatant.condition_flags = 0x8;
	regen(REGEN_NORMAL);
	got = RIG_EXPECT(viewer, fe2cl_pc_regen);
	assert_int_equal(1, got->pc_regen_data_for_other_pc.pc_id);
	assert_int_equal(500, got->pc_regen_data_for_other_pc.hp);
	assert_int_equal(5000, got->pc_regen_data_for_other_pc.x);
	assert_int_equal(33, got->pc_regen_data_for_other_pc.angle);
	assert_int_equal(8,
	    got->pc_regen_data_for_other_pc.condition_bit_flag);
	assert_int_equal(6, got->pc_regen_data_for_other_pc.nano.id);
	RIG_EXPECT(viewer, fe2cl_pc_exit);
	rig_expect_nothing(viewer);
	assert_int_equal(2,
	    RIG_EXPECT(self, fe2cl_rep_pc_regen_succ)->
	    pc_regen_data.active_nano_slot_num);
}

/* Types that the client does not have, and its Phoenix item, rise so, too. */
static void
other_types_are_plain(void **state)
{
	static const int32_t types[] = { 0, 2, 6, 7, -1, INT32_MAX, INT32_MIN };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		self->combatant.hp = 0;
		regen(types[i]);
		expect_stamina(expect_regen(500, 5000, 6000, 700), 75, 75);
		rig_forget();
	}
}

/* DEFECT: the living were healed and moved for nothing. */
static void
the_living_do_not_rise(void **state)
{
	UNUSED(state);
	self->combatant.hp = 1;
	self->combatant.condition_flags = 0x10;
	for (int32_t type = -1; type < 9; type++)
		if (type != REGEN_UNSTICK)
			regen(type);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
	assert_int_equal(1, self->combatant.hp);
	assert_int_equal(10, self->nanos.bank[4].stamina);
	assert_int_equal(0, revived);
}

static void
without_a_machine_one_rises_where_one_lies(void **state)
{
	struct instance *zone = instance_get(&rig.w, 27);

	UNUSED(state);
	view_warp(&rig.w, &self->e, 400, 500, 6, zone);
	rig_forget();
	regen(REGEN_NORMAL);
	assert_int_equal(27, expect_regen(500, 400, 500, 6)->map_num);
}

static void
in_a_lair_one_rises_at_its_entrance(void **state)
{
	struct instance *lair = instance_get(&rig.w, UINT64_C(1) << 32 | 37);

	UNUSED(state);
	warp_set_entrance(self, 70, 80, 490);
	view_warp(&rig.w, &self->e, 400, 500, 6, lair);
	rig_forget();
	regen(REGEN_NORMAL);
	assert_int_equal(37, expect_regen(500, 70, 80, 490)->map_num);
	assert_ptr_equal(lair, self->e.instance);
}

static void
a_lair_with_a_machine_uses_it(void **state)
{
	struct instance *lair = instance_get(&rig.w, UINT64_C(1) << 32 | 33);

	UNUSED(state);
	view_warp(&rig.w, &self->e, 400, 500, 6, lair);
	rig_forget();
	regen(REGEN_NORMAL);
	expect_regen(500, 8000, 9000, 100);
}

/* --- in place --- */

static void
phoenix_needs_its_buff(void **state)
{
	UNUSED(state);
	regen(REGEN_PHOENIX);
	rig_expect_nothing(self);
	self->combatant.condition_flags = 0x10;
	self->nanos.active = 6;
	regen(REGEN_PHOENIX);
	expect_stamina(expect_regen(500, 100, 200, 9), 10, 0);
	RIG_EXPECT(viewer, fe2cl_pc_regen);
	/* DEFECT: an exhausted nano stayed until the next tick. */
	assert_int_equal(0, RIG_EXPECT(viewer, fe2cl_nano_active)->nano.id);
	rig_expect_nothing(viewer);	/* it never left */
	rig_expect_nothing(self);
	assert_int_equal(0, self->nanos.active);
}

/* DEFECT: a lair's entrance was told though nobody was moved there. */
static void
phoenix_in_a_lair_tells_the_place(void **state)
{
	struct instance *lair = instance_get(&rig.w, UINT64_C(1) << 32 | 37);

	UNUSED(state);
	warp_set_entrance(self, 70, 80, 490);
	view_warp(&rig.w, &self->e, 400, 500, 6, lair);
	self->combatant.condition_flags = 0x10;
	rig_forget();
	regen(REGEN_PHOENIX);
	expect_regen(500, 400, 500, 6);
}

/* DEFECT: a group's Phoenix could be claimed without one. */
static void
group_phoenix_needs_an_offer(void **state)
{
	UNUSED(state);
	regen(REGEN_GROUP);
	rig_expect_nothing(self);
	revive_on_offered(&rig.w, self);
	rig_pass(30000);
	regen(REGEN_GROUP);
	rig_expect_nothing(self);
	revive_on_offered(&rig.w, self);
	rig_pass(29999);
	regen(REGEN_GROUP);
	expect_stamina(expect_regen(500, 100, 200, 9), 10, 150);
	self->combatant.hp = 0;
	regen(REGEN_GROUP);	/* it was good for once */
	rig_expect_nothing(self);
}

static void
the_living_are_offered_nothing(void **state)
{
	UNUSED(state);
	self->combatant.hp = 1;
	revive_on_offered(&rig.w, self);
	self->combatant.hp = 0;
	regen(REGEN_GROUP);
	rig_expect_nothing(self);
}

/* --- unstuck --- */

/* DEFECT: unsticking was a free warp at any time. */
static void
unstick_moves_and_waits(void **state)
{
	UNUSED(state);
	self->combatant.hp = 321;
	regen(REGEN_UNSTICK);
	expect_stamina(expect_regen(321, 5000, 6000, 700), 10, 150);
	assert_int_equal(0, revived);
	rig_forget();
	regen(REGEN_UNSTICK);
	rig_expect_nothing(self);
	rig_pass(10000);
	regen(REGEN_UNSTICK);
	RIG_EXPECT(self, fe2cl_rep_pc_regen_succ);
}

/* DEFECT: it was a way out of any fight. */
static void
unstick_waits_for_the_end_of_a_fight(void **state)
{
	UNUSED(state);
	self->combatant.hp = 321;
	self->combat.fought_at_ms = rig.w.now_ms;
	regen(REGEN_UNSTICK);
	rig_expect_nothing(self);
	self->combat.in_combat = true;
	rig_pass(10000);
	regen(REGEN_UNSTICK);
	rig_expect_nothing(self);
	self->combat.in_combat = false;
	regen(REGEN_UNSTICK);
	RIG_EXPECT(self, fe2cl_rep_pc_regen_succ);
}

/* --- buffs --- */

static void
give_buff(void)
{
	const struct buff_grant grant = { .buff = BUFF_FREEDOM,
		.class = BUFF_CLASS_ITEM, .duration_ms = 60000 };

	self->combatant.hp = 1;
	(void)buff_add(&rig.w, &self->e, &grant);
	self->combatant.hp = 0;
	rig_forget();
}

static void
buffs_end_at_the_machine(void **state)
{
	const struct fe2cl_pc_buff_update *got;

	UNUSED(state);
	give_buff();
	regen(REGEN_NORMAL);
	got = RIG_EXPECT(self, fe2cl_pc_buff_update);
	assert_int_equal(BUFF_FREEDOM, got->cstb);
	assert_int_equal(2, got->tbu);
	RIG_EXPECT(self, fe2cl_rep_pc_regen_succ);
	assert_int_equal(0, self->combatant.condition_flags);
	/* But not where a friend has helped. */
	give_buff();
	revive_on_offered(&rig.w, self);
	regen(REGEN_GROUP);
	RIG_EXPECT(self, fe2cl_rep_pc_regen_succ);
	assert_true(combatant_has(&self->combatant, BUFF_FREEDOM));
}

static void
rides_end(void **state)
{
	UNUSED(state);
	self->travel.on_monkey = true;
	regen(REGEN_NORMAL);
	assert_false(self->travel.on_monkey);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_dead_rise_at_the_machine),
		T(others_see_it_rise),
		T(other_types_are_plain),
		T(the_living_do_not_rise),
		T(without_a_machine_one_rises_where_one_lies),
		T(in_a_lair_one_rises_at_its_entrance),
		T(a_lair_with_a_machine_uses_it),
		T(phoenix_needs_its_buff),
		T(phoenix_in_a_lair_tells_the_place),
		T(group_phoenix_needs_an_offer),
		T(the_living_are_offered_nothing),
		T(unstick_moves_and_waits),
		T(unstick_waits_for_the_end_of_a_fight),
		T(buffs_end_at_the_machine),
		T(rides_end),
	};
#undef T
	return cmocka_run_group_tests_name("revive", tests, NULL, NULL);
}
