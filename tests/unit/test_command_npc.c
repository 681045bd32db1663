/* test_command_npc.c - summoning by command (spec/commands.md 2). */
#include "mob_rig.h"

#include "game/command.h"
#include "world/chunk.h"
#include "world/instance.h"

enum { EGG_TYPE = 60, FIRST_ID = INT32_MAX };

static const struct tdata_egg_type eggs[] = { { .id = EGG_TYPE } };

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	rig.egg_types = eggs;
	rig.egg_type_count = COUNT_OF(eggs);
	self = rig_player(1, "Self", 1000, 1000, rig.w.overworld);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	self->e.angle = 45;
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
say(const char *line)
{
	command_run(&rig.w, self, line);
}

static void
expect_enter(int32_t id, int32_t type, int32_t x, int32_t y)
{
	const struct wire_npc_appearance_data *got =
	    &RIG_EXPECT(self, fe2cl_npc_enter)->npc_appearance_data;

	assert_int_equal(id, got->npc_id);
	assert_int_equal(type, got->npc_type);
	assert_int_equal(x, got->x);
	assert_int_equal(y, got->y);
	assert_int_equal(225, got->angle);
}

/* --- one --- */

static void
one_is_summoned_for_good(void **state)
{
	struct npc *n;

	UNUSED(state);
	say("/summonW 10");
	expect_enter(FIRST_ID, TYPE_MOB, 1000, 1000);
	rig_expect_message(self,
	    "/summonW: placed mob with type: 10, id: 2147483647");
	n = world_npc_by_id(&rig.w, FIRST_ID);
	assert_false(n->is_summoned);
	assert_true(n->is_gruntwork);
	say("/summonW");
	rig_expect_message(self, "/summonW: no mob type specified");
	say("/summonW ten");
	rig_expect_message(self, "Invalid NPC number: ten");
	say("/summonW 12345");
	say("/summonW -1");
	rig_expect_nothing(self);
	say("/unsummonW");
	rig_expect_message(self,
	    "/unsummonW: removed mob with type: 10, id: 2147483647");
	assert_int_equal(FIRST_ID, RIG_EXPECT(self, fe2cl_npc_exit)->npc_id);
	say("/unsummonW");
	rig_expect_message(self, "/unsummonW: No NPCs found nearby");
}

static void
what_tables_place_stays(void **state)
{
	UNUSED(state);
	rig_npc(50, TYPE_FRIEND, 1000, 1000, rig.w.overworld);
	say("/unsummonW");
	rig_expect_message(self,
	    "/unsummonW: Closest NPC is not a gruntwork mob.");
	assert_non_null(world_npc_by_id(&rig.w, 50));
}

static void
an_egg_is_called_so(void **state)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_EGG, EGG_TYPE, 70);

	UNUSED(state);
	n->is_gruntwork = true;
	view_move(&rig.w, &n->e, 1000, 1000, 0, rig.w.overworld);
	rig_forget();
	say("/unsummonW");
	rig_expect_message(self,
	    "/unsummonW: removed egg with type: 60, id: 70");
	RIG_EXPECT(self, fe2cl_shiny_exit);
}

/* Once for those who are there, once for the copies to come. */
static void
a_private_instance_gets_two(void **state)
{
	struct instance *lair = instance_get(&rig.w,
	    UINT64_C(1) << 32 | 44);
	const struct npc *n;

	UNUSED(state);
	view_move(&rig.w, &self->e, 1000, 1000, 0, lair);
	rig_forget();
	say("/summonW 10");
	expect_enter(FIRST_ID, TYPE_MOB, 1000, 1000);
	rig_expect_message(self,
	    "/summonW: placed mob with type: 10, id: 2147483646");
	n = world_npc_by_id(&rig.w, FIRST_ID);
	assert_ptr_equal(lair, n->e.instance);
	assert_false(n->is_gruntwork);
	n = world_npc_by_id(&rig.w, FIRST_ID - 1);
	assert_int_equal(44, n->e.instance->id);
	assert_true(n->is_gruntwork);
}

/* --- groups --- */

static void
three_stand_in_a_triangle(void **state)
{
	struct npc *leader, *m;

	UNUSED(state);
	self->e.angle = 130;
	say("/summonGroup 10 11 3 200");
	assert_int_equal(310, RIG_EXPECT(self,
	    fe2cl_npc_enter)->npc_appearance_data.angle);
	rig_expect_message(self, "/summonGroup(W): placed mob with type: 10, "
	    "id: 2147483647");
	rig_forget();
	leader = world_npc_by_id(&rig.w, FIRST_ID);
	assert_true(leader->is_summoned);
	assert_false(leader->is_gruntwork);
	m = world_npc_by_id(&rig.w, FIRST_ID - 1);
	assert_int_equal(TYPE_ROAMER, m->type);
	/* As recorded from the game, at another place. */
	assert_int_equal(803, m->e.x);
	assert_int_equal(1034, m->e.y);
	assert_int_equal(803 - 1000, m->offset_x);
	assert_ptr_equal(leader, mob_leader(&rig.w, m));
	assert_ptr_equal(m, mob_member(&rig.w, leader, 0));
	m = world_npc_by_id(&rig.w, FIRST_ID - 2);
	assert_int_equal(931, m->e.x);
	assert_int_equal(1187, m->e.y);
	assert_ptr_equal(m, mob_member(&rig.w, leader, 1));
	say("/unsummonW");
	rig_expect_message(self,
	    "/unsummonW: Closest NPC is not a gruntwork mob.");
}

static void
a_kept_group_goes_together(void **state)
{
	UNUSED(state);
	say("/summonGroupW 10 11 5");
	assert_int_equal(5, mob_heard(self, PKT_FE2CL_NPC_ENTER));
	assert_true(world_npc_by_id(&rig.w, FIRST_ID)->is_gruntwork);
	assert_false(world_npc_by_id(&rig.w, FIRST_ID - 1)->is_gruntwork);
	assert_false(world_npc_by_id(&rig.w, FIRST_ID - 1)->is_summoned);
	say("/unsummonW");
	for (int i = 0; i < 5; i++)
		RIG_EXPECT(self, fe2cl_npc_exit);
	rig_expect_message(self, "/unsummonW: Mob group destroyed.");
	rig_pass(10);
	assert_int_equal(0, pool_count(&rig.w.npcs));
}

/* DEFECT, spec/commands.md 2: who does not fight left a hole in the group. */
static void
who_does_not_fight_is_no_member(void **state)
{
	struct npc *n;

	UNUSED(state);
	say("/summonGroupW 10 5 3");
	n = world_npc_by_id(&rig.w, FIRST_ID);
	assert_null(mob_member(&rig.w, n, 0));
	assert_int_equal(ENTITY_SIMPLE_NPC,
	    world_npc_by_id(&rig.w, FIRST_ID - 1)->e.kind);
	/* And does not lead: all are of its type, none is kept. */
	say("/summonGroupW 5 10 2");
	n = world_npc_by_id(&rig.w, FIRST_ID - 3);
	assert_int_equal(TYPE_FRIEND, n->type);
	assert_false(n->is_gruntwork);
	assert_int_equal(TYPE_FRIEND,
	    world_npc_by_id(&rig.w, FIRST_ID - 4)->type);
}

/* DEFECT, spec/commands.md 2: both groups stood in the private instance. */
static void
a_private_instance_gets_two_groups(void **state)
{
	struct instance *lair = instance_get(&rig.w,
	    UINT64_C(1) << 32 | 44);
	struct npc *here, *there;

	UNUSED(state);
	view_move(&rig.w, &self->e, 1000, 1000, 0, lair);
	say("/summonGroupW 10 11 2");
	here = world_npc_by_id(&rig.w, FIRST_ID);
	there = world_npc_by_id(&rig.w, FIRST_ID - 1);
	assert_ptr_equal(lair, here->e.instance);
	assert_int_equal(44, there->e.instance->id);
	assert_int_equal(FIRST_ID - 2, mob_member(&rig.w, here, 0)->e.id);
	assert_int_equal(FIRST_ID - 3, mob_member(&rig.w, there, 0)->e.id);
	assert_false(here->is_gruntwork);
	assert_true(there->is_gruntwork);
}

static void
wrong_groups_are_refused(void **state)
{
	static const char *const bad[] = { "/summonGroup 10 11 6",
	    "/summonGroup 10 1234 2", "/summonGroup -1 11 2" };

	UNUSED(state);
	say("/summonGroup 10 11");
	rig_expect_message(self,
	    "/summonGroup(W) <leadermob> <mob> <number> [distance]");
	say("/summonGroupW 10 11 x");
	rig_expect_message(self, "Invalid NPC number: 10");
	say("/summonGroupW 10 11 2 far");
	rig_expect_message(self, "Invalid NPC number: 10");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		say(bad[i]);
		rig_expect_message(self, "Invalid parameters; double check "
		    "types and count");
	}
	say("/summonGroup 10 11 0");
	say("/summonGroup 10 11 -2147483648");
	rig_expect_nothing(self);
	say("/summonGroup 10 11 2 2147483647");
	assert_int_equal(CHUNK_MAX_UNITS,
	    world_npc_by_id(&rig.w, FIRST_ID - 1)->e.x);
}

/* DEFECT, spec/commands.md 2: a leader that was gone was a crash. */
static void
followers_without_a_leader_are_not_kept(void **state)
{
	UNUSED(state);
	say("/summonGroupW 10 11 2");
	world_remove_npc(&rig.w, world_npc_by_id(&rig.w, FIRST_ID));
	rig_pass(10);
	rig_forget();
	say("/unsummonW");
	rig_expect_message(self,
	    "/unsummonW: Closest NPC is not a gruntwork mob.");
}

static void
the_ai_is_toggled(void **state)
{
	UNUSED(state);
	say("/toggleai");
	assert_false(rig.w.ai_is_on);
	say("/toggleai");
	assert_true(rig.w.ai_is_on);
	rig_expect_nothing(self);
	self->identity.account_level = ACCOUNT_LEVEL_GM + 1;
	say("/toggleai");
	assert_true(rig.w.ai_is_on);
	rig_expect_message(self, "You don't have access to that command!");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(one_is_summoned_for_good),
		T(what_tables_place_stays),
		T(an_egg_is_called_so),
		T(a_private_instance_gets_two),
		T(three_stand_in_a_triangle),
		T(a_kept_group_goes_together),
		T(who_does_not_fight_is_no_member),
		T(a_private_instance_gets_two_groups),
		T(wrong_groups_are_refused),
		T(followers_without_a_leader_are_not_kept),
		T(the_ai_is_toggled),
	};
#undef T
	return cmocka_run_group_tests_name("command_npc", tests, NULL, NULL);
}
