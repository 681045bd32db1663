/* test_npc.c - barkers, summoning, the nearest NPC (spec/npcs.md 3, 4). */
#include "world_rig.h"

#include "game/gruntwork.h"
#include "game/npc.h"
#include "world/chunk.h"
#include "world/path.h"

enum {
	TYPE_DUMB = 7, TYPE_MOB = 8, TYPE_BARKER_1 = 9, TYPE_BARKER_2 = 10,
	TYPE_ODD_BARKER = 11, EGG_TYPE = 60, TASK = 1000
};

static const struct tdata_npc_type npc_types[] = {
	{ .number = TYPE_DUMB },
	{ .number = TYPE_MOB, .team = TDATA_TEAM_MOB, .hp = 250,
	    .barker_type = 1 },
	{ .number = TYPE_BARKER_1, .barker_type = 1 },
	{ .number = TYPE_BARKER_2, .barker_type = 2 },
	{ .number = TYPE_ODD_BARKER, .barker_type = 5 },
};

static const struct tdata_task tasks[] = {
	{ .id = TASK, .barker_text = { 501, 502, 0, 0 } },
	{ .id = TASK + 1, .barker_text = { 0, 502, 0, 0 } },
};

static const struct tdata_egg_type eggs[] = { { .id = EGG_TYPE } };

static const struct handler *const tables[] = { npc_handlers, NULL };

static struct player *self, *viewer;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.tasks = tasks;
	rig.task_count = COUNT_OF(tasks);
	rig.egg_types = eggs;
	rig.egg_type_count = COUNT_OF(eggs);
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
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

/* --- barkers --- */

static void
bark(int32_t task)
{
	RIG_DO(self, cl2fe_req_barker, .mission_task_id = task,
	    .npc_id = 12345);
}

static void
a_barker_says_its_text(void **state)
{
	const struct fe2cl_rep_barker *got;

	UNUSED(state);
	rig_npc(50, TYPE_DUMB, 100, 100, rig.w.overworld);
	rig_npc(51, TYPE_BARKER_2, 100, 100, rig.w.overworld);
	rig_npc(52, TYPE_ODD_BARKER, 100, 100, rig.w.overworld);
	rig_npc(53, TYPE_BARKER_1, 9000, 100, rig.w.overworld);
	bark(TASK);
	got = RIG_EXPECT(self, fe2cl_rep_barker);
	assert_int_equal(51, got->npc_id);
	assert_int_equal(502, got->mission_string_id);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
}

static void
nobody_near_says_nothing(void **state)
{
	struct npc *mob;

	UNUSED(state);
	rig_npc(53, TYPE_BARKER_1, 9000, 100, rig.w.overworld);
	/* A text of 0, an unknown task, and mobs, which do not bark. */
	rig_npc(54, TYPE_BARKER_1, 100, 100, rig.w.overworld);
	bark(TASK + 1);
	bark(77777);
	bark(0);
	bark(-1);
	world_remove_npc(&rig.w, world_npc_by_id(&rig.w, 54));
	mob = npc_place_add(&rig.w, ENTITY_MOB, TYPE_MOB, 55);
	view_move(&rig.w, &mob->e, 100, 100, 0, rig.w.overworld);
	rig_forget();
	bark(TASK);
	rig_expect_nothing(self);
}

static void
all_barkers_get_their_turn(void **state)
{
	int said[3] = { 0 };

	UNUSED(state);
	for (int i = 0; i < 3; i++)
		rig_npc(60 + i, TYPE_BARKER_1, 100, 100, rig.w.overworld);
	for (int i = 0; i < 300; i++) {
		bark(TASK);
		said[RIG_EXPECT(self, fe2cl_rep_barker)->npc_id - 60]++;
	}
	for (int i = 0; i < 3; i++)
		assert_in_range(said[i], 60, 140);
}

/* DEFECT, spec/npcs.md 4: the rate was not limited. */
static void
barkers_are_not_pestered(void **state)
{
	UNUSED(state);
	rig.cfg.limits.is_enabled = true;
	rig_npc(51, TYPE_BARKER_1, 100, 100, rig.w.overworld);
	bark(TASK);
	bark(TASK);
	RIG_EXPECT(self, fe2cl_rep_barker);
	rig_expect_nothing(self);
	rig_pass(1000);
	bark(TASK);
	RIG_EXPECT(self, fe2cl_rep_barker);
}

static void
a_dialogue_is_not_answered(void **state)
{
	UNUSED(state);
	rig_npc(51, TYPE_DUMB, 100, 100, rig.w.overworld);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 1);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 0);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = -7, .flag = 1);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
}

/* DEFECT, spec/npcs.md 4: who walks walked out of the dialogue. */
static void
who_talks_stands(void **state)
{
	static const struct tdata_point points[] = { { 100, 100, 0 },
	    { 200, 100, 0 } };
	static const struct tdata_walk walk = { points, COUNT_OF(points),
	    true };
	struct npc *n = rig_npc(51, TYPE_DUMB, 100, 100, rig.w.overworld);

	UNUSED(state);
	path_follow(&rig.w, n, &walk, 1);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 1);
	rig_pass(1000);
	path_tick(&rig.w);
	rig_expect_nothing(self);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 0);
	path_tick(&rig.w);
	RIG_EXPECT(self, fe2cl_npc_move);
	/* Not by somebody far away, and not for ever. */
	view_move(&rig.w, &self->e, 90000, 100, 0, rig.w.overworld);
	RIG_DO(self, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 1);
	path_tick(&rig.w);
	assert_int_equal(100, n->e.x);
	RIG_DO(viewer, cl2fe_req_npc_interaction, .npc_id = 51, .flag = 1);
	path_tick(&rig.w);
	assert_int_equal(100, n->e.x);
	rig_pass(60000);
	path_tick(&rig.w);
	assert_int_equal(200, n->e.x);
}

/* --- GMs --- */

static void
summon(int32_t type, int16_t count)
{
	RIG_DO(self, cl2fe_req_npc_summon, .npc_type = type,
	    .npc_cnt = count);
}

static void
gms_summon(void **state)
{
	const struct fe2cl_npc_enter *got;
	const struct npc *n;

	UNUSED(state);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	self->e.angle = 77;
	summon(TYPE_MOB, 2);
	for (int i = 0; i < 2; i++) {
		got = RIG_EXPECT(self, fe2cl_npc_enter);
		assert_int_equal(INT32_MAX - i,
		    got->npc_appearance_data.npc_id);
		assert_int_equal(TYPE_MOB, got->npc_appearance_data.npc_type);
		assert_int_equal(100, got->npc_appearance_data.x);
		assert_int_equal(0, got->npc_appearance_data.angle);
		assert_int_equal(250, got->npc_appearance_data.hp);
		RIG_EXPECT(viewer, fe2cl_npc_enter);
	}
	rig_expect_nothing(self);
	n = world_npc_by_id(&rig.w, INT32_MAX);
	assert_int_equal(ENTITY_MOB, n->e.kind);
	assert_true(n->is_summoned);
	assert_int_equal(100, n->spawn_x);
	summon(TYPE_DUMB, 1);
	n = world_npc_by_id(&rig.w, INT32_MAX - 2);
	assert_int_equal(ENTITY_SIMPLE_NPC, n->e.kind);
	assert_int_equal(400, n->combatant.hp);
}

/* DEFECT, spec/npcs.md 4: negative types crashed, holes in the table threw. */
static void
what_is_no_type_is_not_summoned(void **state)
{
	static const int32_t bad[] = { 0, -1, INT32_MIN, INT32_MAX, 12 };

	UNUSED(state);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		summon(bad[i], 1);
	summon(TYPE_DUMB, 101);
	summon(TYPE_DUMB, 0);
	summon(TYPE_DUMB, -5);
	rig_expect_nothing(self);
	summon(TYPE_DUMB, 100);
	assert_int_equal(100, rig_count(self, PKT_FE2CL_NPC_ENTER));
}

static void
users_do_not_summon(void **state)
{
	UNUSED(state);
	rig_npc(51, TYPE_DUMB, 100, 100, rig.w.overworld);
	self->identity.account_level = ACCOUNT_LEVEL_GM + 1;
	summon(TYPE_DUMB, 1);
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 51);
	RIG_DO(self, cl2fe_req_shiny_summon, .shiny_type = EGG_TYPE);
	rig_expect_nothing(self);
	assert_non_null(world_npc_by_id(&rig.w, 51));
}

static void
gms_unsummon(void **state)
{
	UNUSED(state);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	rig_npc(51, TYPE_DUMB, 100, 100, rig.w.overworld);
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 51);
	assert_int_equal(51, RIG_EXPECT(viewer, fe2cl_npc_exit)->npc_id);
	assert_int_equal(51, RIG_EXPECT(self, fe2cl_npc_exit)->npc_id);
	assert_null(world_npc_by_id(&rig.w, 51));
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 51);
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 0);
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 1); /* a player's */
	rig_expect_nothing(self);
}

/* DEFECT, spec/npcs.md 4: gruntwork kept the number of who was gone. */
static void
who_was_placed_for_good_is_forgotten(void **state)
{
	struct npc *n = rig_npc(51, TYPE_DUMB, 100, 100, rig.w.overworld);

	UNUSED(state);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	gruntwork_keep(&rig.w, n);
	rig.w.gruntwork.is_dirty = false;
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 51);
	assert_int_equal(0, rig.w.gruntwork.kept.count);
	assert_true(rig.w.gruntwork.is_dirty);
	/* What the tables place is no edit. */
	rig_npc(52, TYPE_DUMB, 100, 100, rig.w.overworld);
	rig.w.gruntwork.is_dirty = false;
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 52);
	assert_false(rig.w.gruntwork.is_dirty);
}

/*
 * DEFECT, spec/npcs.md 2: who is destroyed leaves stale references. A leader's
 * followers go on, and are copied on their own.
 */
static void
groups_live_without_their_leader(void **state)
{
	struct instance *zone = instance_get(&rig.w, 44), *lair;
	struct npc *leader = npc_place_add(&rig.w, ENTITY_MOB, TYPE_MOB, 70);
	struct npc *mate = npc_place_add(&rig.w, ENTITY_MOB, TYPE_MOB, 71);

	UNUSED(state);
	leader->group_leader = mate->group_leader = leader->e.ref;
	leader->members[0] = mate->e.ref;
	mate->spawn_x = 150;
	view_move(&rig.w, &leader->e, 100, 100, 0, zone);
	view_move(&rig.w, &mate->e, 150, 100, 0, zone);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	RIG_DO(self, cl2fe_req_npc_unsummon, .npc_id = 70);
	rig_pass(10);
	assert_null(world_npc(&rig.w, mate->group_leader));
	lair = instance_get(&rig.w, UINT64_C(1) << 32 | 44);
	instance_populate(&rig.w, lair);
	assert_non_null(lair->chunks);
	assert_int_equal(1, lair->chunks->groups[ENTITY_GROUP_NPCS].count);
	assert_int_equal(150,
	    lair->chunks->groups[ENTITY_GROUP_NPCS].items[0]->x);
}

/* DEFECT, spec/npcs.md 4 and eggs.md: SHINY_SUMMON was not implemented. */
static void
gms_lay_eggs(void **state)
{
	const struct fe2cl_shiny_enter *got;

	UNUSED(state);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	RIG_DO(self, cl2fe_req_shiny_summon, .shiny_type = EGG_TYPE,
	    .x = 300, .y = 400, .z = 5);
	got = RIG_EXPECT(viewer, fe2cl_shiny_enter);
	assert_int_equal(EGG_TYPE, got->shiny_appearance_data.shiny_type);
	assert_int_equal(300, got->shiny_appearance_data.x);
	assert_true(world_npc_by_id(&rig.w,
	    got->shiny_appearance_data.shiny_id)->is_summoned);
	RIG_EXPECT(self, fe2cl_shiny_enter);
	RIG_DO(self, cl2fe_req_shiny_summon, .shiny_type = 1);
	RIG_DO(self, cl2fe_req_shiny_summon, .shiny_type = INT32_MIN);
	rig_expect_nothing(self);
	RIG_DO(self, cl2fe_req_shiny_summon, .shiny_type = EGG_TYPE,
	    .x = INT32_MAX, .y = INT32_MIN);
	assert_int_equal(CHUNK_MAX_UNITS,
	    world_npc_by_id(&rig.w, INT32_MAX - 1)->e.x);
}

/* --- nearest --- */

static void
the_nearest_counts_whole_units(void **state)
{
	struct npc *egg = npc_place_add(&rig.w, ENTITY_EGG, EGG_TYPE, 80);

	UNUSED(state);
	assert_null(npc_find_nearest(&rig.w, &self->e));
	rig_npc(51, TYPE_DUMB, 900, 100, rig.w.overworld);
	rig_npc(52, TYPE_DUMB, 9000, 100, rig.w.overworld);
	assert_int_equal(51, npc_find_nearest(&rig.w, &self->e)->e.id);
	view_move(&rig.w, &egg->e, 100, 101, 3, rig.w.overworld);
	assert_int_equal(80, npc_find_nearest(&rig.w, &self->e)->e.id);
	/* 3.16 is 3, too; NPCs come before eggs. */
	rig_npc(53, TYPE_DUMB, 103, 100, rig.w.overworld);
	assert_int_equal(53, npc_find_nearest(&rig.w, &self->e)->e.id);
}

/* DEFECT, spec/npcs.md 2: simulatemobs=false had no effect. */
static void
mobs_are_simulated_as_configured(void **state)
{
	static struct world w;
	struct world_options opt = {
		.cfg = &rig.cfg, .td = &rig.td, .events = &rig.events,
		.timers = rig.timers,
	};

	UNUSED(state);
	assert_true(rig.w.ai_is_on);
	rig.cfg.shard.simulate_mobs = false;
	assert_true(world_init(&w, &opt));
	assert_false(w.ai_is_on);
	world_fini(&w);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_barker_says_its_text),
		T(nobody_near_says_nothing),
		T(all_barkers_get_their_turn),
		T(barkers_are_not_pestered),
		T(a_dialogue_is_not_answered),
		T(who_talks_stands),
		T(gms_summon),
		T(what_is_no_type_is_not_summoned),
		T(users_do_not_summon),
		T(gms_unsummon),
		T(who_was_placed_for_good_is_forgotten),
		T(groups_live_without_their_leader),
		T(gms_lay_eggs),
		T(the_nearest_counts_whole_units),
		T(mobs_are_simulated_as_configured),
	};
#undef T
	return cmocka_run_group_tests_name("npc", tests, NULL, NULL);
}
