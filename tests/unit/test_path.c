/* test_path.c - NPCs that walk (spec/mobs.md 13, spec/transport.md 6, 8). */
#include "mob_rig.h"

#include "world/instance.h"

enum { BUS_TYPE = 1 };

static const struct tdata_point corners[] = {
	{ 1000, 100, 0 }, { 1000, 100, 0 }, { 1300, 100, 40 },
	{ 1300, 400, 0 },
};

static const struct tdata_walk loop = { corners, COUNT_OF(corners), true };
static const struct tdata_walk once = { corners, COUNT_OF(corners), false };

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	self = rig_player(1, "Self", 4000, 100, rig.w.overworld);
	self->profile.special_state = SPECIAL_INVISIBLE;
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
walk(void)
{
	rig_pass(1000);
	path_tick(&rig.w);
}

static void
expect_move(int32_t id, int32_t x, int32_t y, int32_t z, int32_t speed)
{
	const struct fe2cl_npc_move *got = RIG_EXPECT(self, fe2cl_npc_move);

	assert_int_equal(id, got->npc_id);
	assert_int_equal(x, got->to_x);
	assert_int_equal(y, got->to_y);
	assert_int_equal(z, got->to_z);
	assert_int_equal(speed, got->speed);
	assert_int_equal(0, got->move_style);
}

/* --- fixed walks --- */

static void
a_loop_goes_round(void **state)
{
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 100, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, n, &loop, 0);
	for (int i = 0; i < 2; i++) {
		walk();
		expect_move(50, 1000, 100, 0, i == 0 ? 0 : 424);
		walk();
		expect_move(50, 1000, 100, 0, 0);	/* it waits */
		walk();
		expect_move(50, 1300, 100, 40, 302);
		walk();
		expect_move(50, 1300, 400, 0, 302);
	}
	rig_expect_nothing(self);
}

static void
another_walk_ends(void **state)
{
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 100, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, n, &once, 2);
	walk();
	expect_move(50, 1300, 100, 40, 302);
	walk();
	expect_move(50, 1300, 400, 0, 302);
	assert_true(path_is_walking(n));
	walk();
	rig_expect_nothing(self);
	assert_false(path_is_walking(n));
	assert_true(path_is_fixed(n));
	assert_null(rig.w.walkers);
}

static void
a_bus_says_so(void **state)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_BUS, BUS_TYPE, 60);
	const struct fe2cl_transportation_move *got;

	UNUSED(state);
	view_move(&rig.w, &n->e, 1000, 100, 0, rig.w.overworld);
	path_follow(&rig.w, n, &loop, 2);
	rig_forget();
	walk();
	got = RIG_EXPECT(self, fe2cl_transportation_move);
	assert_int_equal(NPC_BUS_TRANSPORT_TYPE, got->tt);
	assert_int_equal(60, got->t_id);
	assert_int_equal(1300, got->to_x);
	assert_int_equal(302, got->speed);
	rig_expect_nothing(self);
}

/* They stay in phase; only the packets have no reader. */
static void
who_is_not_seen_walks_too(void **state)
{
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 100, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, n, &loop, 0);
	view_move(&rig.w, &self->e, 40000, 100, 0, rig.w.overworld);
	rig_forget();
	walk();
	walk();
	walk();
	rig_expect_nothing(self);
	assert_int_equal(1300, n->e.x);
}

static void
a_walk_takes_it_into_sight(void **state)
{
	static const struct tdata_point far[] = { { 30000, 0, 0 },
	    { 1000, 0, 0 } };
	static const struct tdata_walk there = { far, COUNT_OF(far), true };
	struct npc *n = rig_npc(50, TYPE_FRIEND, 30000, 0, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, n, &there, 1);
	walk();
	assert_int_equal(50,
	    RIG_EXPECT(self, fe2cl_npc_enter)->npc_appearance_data.npc_id);
	expect_move(50, 1000, 0, 0, 29000);
	walk();
	assert_int_equal(50, RIG_EXPECT(self, fe2cl_npc_exit)->npc_id);
	rig_expect_nothing(self);
}

static void
who_talks_stands(void **state)
{
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 100, rig.w.overworld);

	UNUSED(state);
	path_pause(&rig.w, n, 5000);	/* has no path */
	path_follow(&rig.w, n, &loop, 0);
	path_pause(&rig.w, n, 2500);
	walk();
	walk();
	rig_expect_nothing(self);
	walk();
	expect_move(50, 1000, 100, 0, 0);
	path_pause(&rig.w, n, 60000);
	walk();
	rig_expect_nothing(self);
	path_pause(&rig.w, n, 0);
	walk();
	expect_move(50, 1000, 100, 0, 0);
}

static void
who_is_removed_walks_no_more(void **state)
{
	struct npc *a = rig_npc(50, TYPE_FRIEND, 1000, 100, rig.w.overworld);
	struct npc *b = rig_npc(51, TYPE_FRIEND, 1000, 100, rig.w.overworld);
	struct npc *c = rig_npc(52, TYPE_FRIEND, 1000, 100, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, a, &loop, 0);
	path_follow(&rig.w, b, &loop, 0);
	path_follow(&rig.w, c, &loop, 0);
	world_remove_npc(&rig.w, b);
	rig_forget();
	walk();
	assert_int_equal(2, mob_heard(self, PKT_FE2CL_NPC_MOVE));
	path_stop(a);
	path_stop(c);
	assert_null(rig.w.walkers);
}

/* --- walks through corners --- */

static void
corners_are_joined(void **state)
{
	static const struct tdata_point square[] = {
		{ 1000, 0, 0 }, { 1700, 0, 0 }, { 1700, 300, 0 },
		{ 1000, 0, 0 },
	};
	const struct path_corners c = { square, COUNT_OF(square), 300, true };
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 0, rig.w.overworld);

	UNUSED(state);
	assert_true(path_follow_corners(&rig.w, n, &c));
	walk();
	expect_move(50, 1000, 0, 0, 0);
	walk();
	expect_move(50, 1233, 0, 0, 233);
	walk();
	expect_move(50, 1466, 0, 0, 233);
	walk();
	expect_move(50, 1700, 0, 0, 234);
	walk();
	expect_move(50, 1700, 150, 0, 150);
	walk();
	expect_move(50, 1700, 300, 0, 150);
	walk();
	walk();
	walk();
	assert_int_equal(1000, n->e.x);
	assert_int_equal(0, n->e.y);
}

/* DEFECT, spec/transport.md 2 and 8, spec/mobs.md 13: speed 0, no points. */
static void
odd_corners_are_no_walk(void **state)
{
	static const struct tdata_point two[] = { { 0, 0, 0 },
	    { 200000, 0, 0 } };
	struct path_corners c = { two, 1, 300, true };
	struct npc *n = rig_npc(50, TYPE_FRIEND, 1000, 0, rig.w.overworld);

	UNUSED(state);
	assert_false(path_follow_corners(&rig.w, n, &c));
	c.count = 0;
	assert_false(path_follow_corners(&rig.w, n, &c));
	c.count = 2;
	c.gap_units = 1;	/* 200,000 seconds */
	assert_false(path_follow_corners(&rig.w, n, &c));
	assert_false(path_is_walking(n));
	for (c.gap_units = 0; c.gap_units > -2; c.gap_units--) {
		assert_true(path_follow_corners(&rig.w, n, &c));
		walk();
		expect_move(50, 0, 0, 0, c.gap_units == 0 ? 1000 : 0);
	}
	/* One that ends is nobody's afterwards. */
	c.is_loop = false;
	assert_true(path_follow_corners(&rig.w, n, &c));
	walk();
	walk();
	assert_false(path_is_fixed(n));
}

/* --- mobs --- */

static void
a_line_leaves_its_end_out(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 1000, 100);

	UNUSED(state);
	path_walk_to(&rig.w, n, (struct tdata_point){ 1900, 100, 0 }, 300);
	walk();
	expect_move(50, 1225, 100, 0, 225);
	walk();
	walk();
	assert_int_equal(1675, n->e.x);
	walk();
	assert_int_equal(1675, n->e.x);
	assert_false(path_is_walking(n));
	/* Nearer than a step: it stays, and stops. */
	path_walk_to(&rig.w, n, (struct tdata_point){ 1900, 100, 0 }, 300);
	assert_false(path_is_walking(n));
	/* DEFECT, spec/mobs.md 13: 0 units a step. */
	path_walk_to(&rig.w, n, (struct tdata_point){ 1900, 100, 0 }, 0);
	rig_forget();
	walk();
	expect_move(50, 1675, 100, 0, 0);
}

static void
mobs_walk_only_while_they_roam(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 1000, 100);

	UNUSED(state);
	path_follow(&rig.w, n, &loop, 2);
	mob_set_state(&rig.w, n, MOB_COMBAT, &self->e);
	rig_forget();
	walk();
	rig_expect_nothing(self);
	n->mob.state = MOB_ROAMING;
	rig.w.ai_is_on = false;
	walk();
	rig_expect_nothing(self);
	rig.w.ai_is_on = true;
	walk();
	expect_move(50, 1300, 100, 40, 302);
	assert_in_range(n->mob.next_move_at_ms - rig.w.now_ms, 10000, 19999);
}

/* DEFECT, spec/mobs.md 3.4: the search for the spawn point never ended. */
static void
the_dead_begin_their_walk_anew(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 1000, 100);
	struct npc *odd = mob_at(51, TYPE_MOB, 7, 7);

	UNUSED(state);
	path_follow(&rig.w, n, &loop, 0);
	for (int i = 0; i < 3; i++)
		walk();
	path_rewind(n);
	assert_int_equal(0, n->path.cursor);
	walk();
	path_rewind(n);
	assert_int_equal(1, n->path.cursor);	/* of its stay there */
	path_follow(&rig.w, n, &once, 0);
	for (int i = 0; i < 3; i++)
		walk();
	path_rewind(n);
	assert_int_equal(0, n->path.cursor);
	for (int i = 0; i < 5; i++)
		walk();
	path_rewind(n);		/* it had ended: it stays where it is */
	assert_false(path_is_walking(n));
	path_follow(&rig.w, odd, &loop, 2);
	walk();
	path_rewind(odd);
	assert_int_equal(2, odd->path.cursor);
	path_walk_to(&rig.w, odd, (struct tdata_point){ 9000, 0, 0 }, 100);
	path_rewind(odd);
	assert_false(path_is_walking(odd));
	assert_false(path_is_fixed(odd));
}

/* --- copies --- */

/* DEFECT, spec/mobs.md 14 and spec/world.md 10 */
static void
copies_walk_and_stand_where_they_belong(void **state)
{
	struct instance *zone = instance_get(&rig.w, 44), *lair;
	const struct npc_home home = { 1000, 100, 0, 30, zone };
	struct npc *n = npc_place_add(&rig.w, ENTITY_MOB, TYPE_MOB, 50);
	struct npc *copy;

	UNUSED(state);
	npc_place_home(&rig.w, n, &home);
	path_follow(&rig.w, n, &loop, 0);
	for (int i = 0; i < 3; i++)
		walk();
	assert_int_equal(1300, n->e.x);
	n->combatant.hp = 1;
	lair = instance_get(&rig.w, UINT64_C(1) << 32 | 44);
	instance_populate(&rig.w, lair);
	copy = (struct npc *)
	    lair->chunks->groups[ENTITY_GROUP_NPCS].items[0];
	assert_int_equal(1000, copy->e.x);
	assert_int_equal(1000, copy->spawn_x);
	assert_int_equal(1000, copy->mob.roam_x);
	assert_int_equal(30, copy->e.angle);
	assert_int_equal(MOB_RIG_HP, copy->combatant.hp);
	assert_int_equal(MOB_ROAMING, copy->mob.state);
	assert_false(copy->is_summoned);
	for (int i = 0; i < 3; i++)
		walk();
	assert_int_equal(1300, copy->e.x);
	assert_ptr_equal(lair, copy->e.instance);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_loop_goes_round),
		T(another_walk_ends),
		T(a_bus_says_so),
		T(who_is_not_seen_walks_too),
		T(a_walk_takes_it_into_sight),
		T(who_talks_stands),
		T(who_is_removed_walks_no_more),
		T(corners_are_joined),
		T(odd_corners_are_no_walk),
		T(a_line_leaves_its_end_out),
		T(mobs_walk_only_while_they_roam),
		T(the_dead_begin_their_walk_anew),
		T(copies_walk_and_stand_where_they_belong),
	};
#undef T
	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
