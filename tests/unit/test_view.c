/* test_view.c - who sees what when somebody moves (spec/world.md 5, 7, 10). */
#include "world_rig.h"

enum { TYPE_NPC = 7, TYPE_MOB = 8, TYPE_FOLLOWER = 9 };

static const struct tdata_npc_type npc_types[] = {
	{ .number = TYPE_NPC, .hp = 100 },
	{ .number = TYPE_MOB, .team = TDATA_TEAM_MOB, .hp = 250 },
	{ .number = TYPE_FOLLOWER, .team = TDATA_TEAM_MOB, .hp = 90 },
};

static const struct handler *const no_tables[] = { NULL };

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(no_tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
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
go(struct player *p, int32_t x, int32_t y)
{
	view_move(&rig.w, &p->e, x, y, 0, p->e.instance);
}

/* One list packet with exactly this id in it. */
static void
expect_gone(const struct player *p, int32_t id)
{
	const struct fe2cl_around_del_pc *got =
	    RIG_EXPECT(p, fe2cl_around_del_pc);

	assert_int_equal(1, got->pc_cnt);
	assert_int_equal(id, fe2cl_around_del_pc_items(got)[0]);
}

static void
expect_there(const struct player *p, int32_t id)
{
	const struct fe2cl_pc_around *got = RIG_EXPECT(p, fe2cl_pc_around);

	assert_int_equal(1, got->pc_cnt);
	assert_int_equal(id, fe2cl_pc_around_items(got)[0].id);
}

static void
test_two_meet_and_part(void **state)
{
	struct player *a, *b;

	UNUSED(state);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 9500, 500, rig.w.overworld);
	go(b, 1500, 500);
	assert_int_equal(2,
	    RIG_EXPECT(a, fe2cl_pc_new)->pc_appearance_data.id);
	expect_there(b, 1);
	go(b, 2500, 500);
	assert_int_equal(2, RIG_EXPECT(a, fe2cl_pc_exit)->id);
	expect_gone(b, 1);
	rig_expect_nothing(a);
	rig_expect_nothing(b);
}

static void
test_within_a_square_nothing_is_said(void **state)
{
	struct player *a, *b;

	UNUSED(state);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	rig_forget();
	go(b, 999, 0);
	go(b, 0, 999);
	rig_expect_nothing(a);
	rig_expect_nothing(b);
	assert_int_equal(999, b->e.y);
}

/* spec/world.md 5, DEFECT: the squares at 0 are no wider than the others. */
static void
test_squares_below_zero_are_as_wide(void **state)
{
	struct chunk_place below, above;

	UNUSED(state);
	below = chunk_place_of(&rig.w, -1, -1000, rig.w.overworld);
	above = chunk_place_of(&rig.w, 0, 0, rig.w.overworld);
	assert_int_equal(-1, below.cx);
	assert_int_equal(-1, below.cy);
	assert_int_equal(0, above.cx);
	assert_int_equal(-2,
	    chunk_place_of(&rig.w, -1001, 0, rig.w.overworld).cx);
}

/* spec/movement.md, DEFECT: absurd coordinates make no squares far out. */
static void
test_coordinates_stay_in_the_box(void **state)
{
	struct player *a;

	UNUSED(state);
	a = rig_player(1, "Alice", 0, 0, rig.w.overworld);
	go(a, INT32_MAX, INT32_MIN);
	assert_int_equal(CHUNK_MAX_UNITS, a->e.x);
	assert_int_equal(CHUNK_MIN_UNITS, a->e.y);
	view_move(&rig.w, &a->e, 0, 0, INT32_MIN, rig.w.overworld);
	assert_int_equal(CHUNK_MIN_UNITS, a->e.z);
}

/* spec/world.md 5, DEFECT: no empty packet after an exact multiple. */
static void
test_full_batches_are_not_followed_by_an_empty_one(void **state)
{
	enum { FIT_104 = 113 };
	struct player *a;

	UNUSED(state);
	for (int i = 0; i < FIT_104; i++)
		rig_npc(100 + i, TYPE_NPC, 500, 500, rig.w.overworld);
	a = rig_player(1, "Alice", 9500, 500, rig.w.overworld);
	go(a, 500, 500);
	assert_int_equal(FIT_104,
	    RIG_EXPECT(a, fe2cl_npc_around)->npc_cnt);
	rig_expect_nothing(a);
	rig_npc(99, TYPE_NPC, 500, 500, rig.w.overworld);
	go(a, 9500, 500);
	rig_forget();
	go(a, 500, 500);
	assert_int_equal(FIT_104,
	    RIG_EXPECT(a, fe2cl_npc_around)->npc_cnt);
	assert_int_equal(1, RIG_EXPECT(a, fe2cl_npc_around)->npc_cnt);
	rig_expect_nothing(a);
}

static void
test_what_is_hidden_is_not_shown(void **state)
{
	struct player *a;
	struct npc *n;

	UNUSED(state);
	n = rig_npc(5, TYPE_NPC, 500, 500, rig.w.overworld);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	view_set_shown(&rig.w, &n->e, false);
	assert_int_equal(5, RIG_EXPECT(a, fe2cl_npc_exit)->npc_id);
	go(a, 9500, 500);
	go(a, 500, 500);
	rig_expect_nothing(a);
	view_set_shown(&rig.w, &n->e, true);
	assert_int_equal(5,
	    RIG_EXPECT(a, fe2cl_npc_enter)->npc_appearance_data.npc_id);
}

static void
test_instances_are_worlds_apart(void **state)
{
	struct instance *zone;
	struct player *a, *b;

	UNUSED(state);
	zone = instance_get(&rig.w, 26);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 500, 500, rig.w.overworld);
	rig_forget();
	view_warp(&rig.w, &b->e, 500, 500, 0, zone);
	assert_int_equal(2, RIG_EXPECT(a, fe2cl_pc_exit)->id);
	expect_gone(b, 1);
	rig_expect_nothing(b);
	assert_false(view_can_see(a, &b->e));
	assert_ptr_equal(zone, b->e.instance);
}

static struct npc *
place_mob(int32_t id, int32_t type, int32_t x, struct instance *in)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_MOB, type, id);

	n->spawn_x = x;
	n->spawn_y = 500;
	view_move(&rig.w, &n->e, x, 500, 0, in);
	return n;
}

static void
test_private_copy_has_its_own_inhabitants(void **state)
{
	struct instance *map, *lair;
	struct npc *leader, *follower, *egg;
	struct player *a;

	UNUSED(state);
	map = instance_get(&rig.w, 30);
	leader = place_mob(30001, TYPE_MOB, 500, map);
	follower = place_mob(INT32_MAX - 5, TYPE_FOLLOWER, 550, map);
	leader->group_leader = follower->group_leader = leader->e.ref;
	leader->members[0] = follower->e.ref;
	egg = npc_place_add(&rig.w, ENTITY_EGG, 3, 77);
	egg->spawn_x = egg->spawn_y = 600;
	view_move(&rig.w, &egg->e, 600, 600, 0, map);
	/* Spec world.md 10, DEFECT: copies stand where they spawn. */
	view_move(&rig.w, &leader->e, 900, 900, 0, map);

	lair = instance_get(&rig.w, 30 | 9ull << 32);
	instance_populate(&rig.w, lair);
	instance_populate(&rig.w, lair);	/* once is enough */
	a = rig_player(9, "Alice", 9500, 500, rig.w.overworld);
	view_warp(&rig.w, &a->e, 500, 500, 0, lair);

	const struct fe2cl_npc_around *npcs = RIG_EXPECT(a, fe2cl_npc_around);
	const struct wire_npc_appearance_data *it =
	    fe2cl_npc_around_items(npcs);
	const struct fe2cl_shiny_around *eggs =
	    RIG_EXPECT(a, fe2cl_shiny_around);

	assert_int_equal(2, npcs->npc_cnt);
	for (int i = 0; i < 2; i++) {
		const struct npc *n = world_npc_by_id(&rig.w, it[i].npc_id);

		assert_int_equal(it[i].npc_type == TYPE_MOB ? 500 : 550,
		    it[i].x);
		assert_int_equal(it[i].npc_type == TYPE_MOB ? 250 : 90,
		    it[i].hp);
		assert_true(n != leader && n != follower);
	}
	/* Spec world.md 10, DEFECT: an egg is copied as an egg. */
	assert_int_equal(1, eggs->shiny_cnt);
	assert_int_equal(3, fe2cl_shiny_around_items(eggs)[0].shiny_type);
}

static void
test_private_copy_goes_with_its_last_player(void **state)
{
	const uint64_t id = 30 | 9ull << 32;
	struct instance *lair;
	struct player *a;
	uint32_t before;

	UNUSED(state);
	place_mob(30001, TYPE_MOB, 500, instance_get(&rig.w, 30));
	before = pool_count(&rig.w.npcs);
	lair = instance_get(&rig.w, id);
	instance_populate(&rig.w, lair);
	assert_int_equal(before + 1, pool_count(&rig.w.npcs));
	a = rig_player(9, "Alice", 9500, 500, rig.w.overworld);
	view_warp(&rig.w, &a->e, 500, 500, 0, lair);
	rig_pass(10);
	assert_non_null(instance_find(&rig.w, id));
	view_warp(&rig.w, &a->e, 500, 500, 0, rig.w.overworld);
	rig_pass(10);
	assert_null(instance_find(&rig.w, id));
	assert_int_equal(before, pool_count(&rig.w.npcs));
	assert_non_null(instance_find(&rig.w, 30));
}

/* spec/world.md 10, DEFECT: a member that was unsummoned leaves no hole. */
static void
test_missing_member_is_skipped(void **state)
{
	struct instance *map, *lair;
	struct npc *leader, *gone;

	UNUSED(state);
	map = instance_get(&rig.w, 30);
	leader = place_mob(30001, TYPE_MOB, 500, map);
	gone = place_mob(30002, TYPE_FOLLOWER, 500, map);
	leader->group_leader = gone->group_leader = leader->e.ref;
	leader->members[0] = gone->e.ref;
	world_remove_npc(&rig.w, gone);
	rig_pass(10);
	lair = instance_get(&rig.w, 30 | 9ull << 32);
	instance_populate(&rig.w, lair);
	assert_int_equal(2, pool_count(&rig.w.npcs));
}

/* Nobody who leaves is sent what it no longer sees. */
static void
test_leaver_is_told_nothing(void **state)
{
	struct player *a, *b;

	UNUSED(state);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 500, 500, rig.w.overworld);
	rig_forget();
	world_remove_player(&rig.w, b);
	assert_int_equal(2, RIG_EXPECT(a, fe2cl_pc_exit)->id);
	rig_expect_nothing(b);
	assert_null(world_player_by_id(&rig.w, 2));
	rig_pass(10);
	assert_int_equal(1, pool_count(&rig.w.players));
}

/* spec/world.md 5, DEFECT: who left before the corpse did kept a ghost. */
static void
test_the_dead_are_not_shown_but_taken_away(void **state)
{
	struct npc *mob = npc_place_add(&rig.w, ENTITY_MOB, TYPE_MOB, 90);
	struct player *a, *b;

	UNUSED(state);
	view_move(&rig.w, &mob->e, 500, 500, 0, rig.w.overworld);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	mob->combatant.hp = 0;
	/* A newcomer does not see the corpse ... */
	b = rig_player(2, "Bob", 60000, 500, rig.w.overworld);
	go(b, 1500, 500);
	assert_int_equal(0, rig_count(b, PKT_FE2CL_NPC_AROUND));
	/* ... who saw it die is told that it is gone. */
	rig_forget();
	go(a, 60000, 500);
	assert_int_equal(1, rig_count(a, PKT_FE2CL_AROUND_DEL_NPC));
	/* A corpse that is put elsewhere appears to nobody. */
	rig_forget();
	view_move(&rig.w, &mob->e, 60000, 500, 0, rig.w.overworld);
	rig_expect_nothing(a);
	RIG_EXPECT(b, fe2cl_npc_exit);
	mob->combatant.hp = 250;
	view_set_shown(&rig.w, &mob->e, false);
	RIG_EXPECT(a, fe2cl_npc_exit);
	view_set_shown(&rig.w, &mob->e, true);
	RIG_EXPECT(a, fe2cl_npc_enter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		T(test_two_meet_and_part),
		T(test_within_a_square_nothing_is_said),
		T(test_squares_below_zero_are_as_wide),
		T(test_coordinates_stay_in_the_box),
		T(test_full_batches_are_not_followed_by_an_empty_one),
		T(test_what_is_hidden_is_not_shown),
		T(test_instances_are_worlds_apart),
		T(test_private_copy_has_its_own_inhabitants),
		T(test_private_copy_goes_with_its_last_player),
		T(test_missing_member_is_skipped),
		T(test_leaver_is_told_nothing),
		T(test_the_dead_are_not_shown_but_taken_away),
#undef T
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
