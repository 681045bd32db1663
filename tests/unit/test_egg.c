/* test_egg.c - coco eggs (spec/eggs.md). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/egg.h"
#include "tdata/tdata.h"

enum {
	EGG_CRATE = 17, EGG_JUMP = 61, EGG_HURT = 66, EGG_HEAL = 67,
	EGG_BOTH = 70,
	SKILL_JUMP = 155, SKILL_HURT = 183, SKILL_HEAL = 150, SKILL_ODD = 9,
	EGG_ID = 500, CRATE_ID = 1280
};

static const struct handler *const tables[] = { egg_handlers, NULL };

static const struct tdata_egg_type egg_types[] = {
	{ .id = EGG_CRATE, .crate_id = CRATE_ID, .regen_s = 1800 },
	{ .id = EGG_JUMP, .skill = SKILL_JUMP, .duration_s = 30,
	    .regen_s = 60 },
	{ .id = EGG_HURT, .skill = SKILL_HURT, .regen_s = 2 },
	{ .id = EGG_HEAL, .skill = SKILL_HEAL, .regen_s = 2 },
	{ .id = EGG_BOTH, .skill = SKILL_ODD, .crate_id = CRATE_ID },
};

static const struct tdata_skill skills[] = {
	{ .id = SKILL_JUMP, .type = 10, .target_type = 2, .drain_type = 2,
	    .values = { { 350 } } },
	{ .id = SKILL_HURT, .type = 1, .target_type = 2, .drain_type = 1,
	    .values = { { 150 } } },
	{ .id = SKILL_HEAL, .type = 2, .target_type = 2, .drain_type = 1,
	    .values = { { 400 } } },
	{ .id = SKILL_ODD, .type = 8, .target_type = 2, .drain_type = 1 },
};

static const struct tdata_npc_type npc_types[] = { { .number = 4 } };

static struct player *self, *viewer;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.egg_types = egg_types;
	rig.egg_type_count = COUNT_OF(egg_types);
	rig.skills = skills;
	rig.skill_count = COUNT_OF(skills);
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	self->wallet.taros = 77;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static struct npc *
lay(int32_t id, int32_t type, int32_t x, int32_t y)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_EGG, type, id);

	assert_non_null(n);
	n->e.is_shown = true;
	view_move(&rig.w, &n->e, x, y, 0, rig.w.overworld);
	rig_forget();
	return n;
}

static void
pick(struct player *p, int32_t id)
{
	RIG_DO(p, cl2fe_req_shiny_pickup, .shiny_id = id);
}

static void
expect_exit(const struct player *p, int32_t id)
{
	assert_int_equal(id, RIG_EXPECT(p, fe2cl_shiny_exit)->shiny_id);
}

static const struct fe2cl_npc_skill_hit *
expect_hit(const struct player *p, int32_t skill, int32_t type)
{
	const struct fe2cl_npc_skill_hit *got =
	    RIG_EXPECT(p, fe2cl_npc_skill_hit);

	assert_int_equal(EGG_ID, got->npc_id);
	assert_int_equal(skill, got->skill_id);
	assert_int_equal(type, got->st);
	assert_int_equal(1, got->target_cnt);
	return got;
}

static void
expect_succ(int32_t skill, int32_t icon)
{
	const struct fe2cl_rep_shiny_pickup_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_shiny_pickup_succ);

	assert_int_equal(skill, got->skill_id);
	assert_int_equal(icon, got->cstb);
}

/* --- what is in them --- */

static void
an_egg_that_makes_jump(void **state)
{
	const struct fe2cl_pc_buff_update *update;
	const struct wire_skill_result_buff *result;

	UNUSED(state);
	lay(EGG_ID, EGG_JUMP, 300, 100);
	pick(self, EGG_ID);
	update = RIG_EXPECT(self, fe2cl_pc_buff_update);
	assert_int_equal(BUFF_UP_JUMP, update->cstb);
	assert_int_equal(1, update->tbu);
	assert_int_equal(BUFF_CLASS_EGG, update->tbt);
	assert_int_equal(350, update->time_buff.value);
	result = fe2cl_npc_skill_hit_items(expect_hit(self, SKILL_JUMP, 10));
	assert_int_equal(1, result->id);
	assert_int_equal(4, result->condition_bit_flag);
	expect_succ(SKILL_JUMP, 0);
	expect_exit(self, EGG_ID);
	expect_hit(viewer, SKILL_JUMP, 10);
	expect_exit(viewer, EGG_ID);
	rig_pass(30000);
	buff_expire(&rig.w, &self->e);
	assert_int_equal(2, RIG_EXPECT(self, fe2cl_pc_buff_update)->tbu);
	RIG_EXPECT(self, fe2cl_char_time_buff_time_out);
	RIG_EXPECT(viewer, fe2cl_char_time_buff_time_out);
	rig_expect_nothing(self);
}

static void
an_egg_that_hurts(void **state)
{
	const struct wire_skill_result_damage *result;

	UNUSED(state);
	self->combatant.level = 11;	/* 1750 at most */
	lay(EGG_ID, EGG_HURT, 300, 100);
	pick(self, EGG_ID);
	assert_int_equal(1000 - 262, self->combatant.hp);
	result = fe2cl_npc_skill_hit_items(expect_hit(self, SKILL_HURT, 1));
	assert_int_equal(1, result->ct);
	assert_int_equal(262, result->damage);
	assert_int_equal(0, result->protected);
	assert_int_equal(738, result->hp);
	expect_succ(SKILL_HURT, 17);
	self->combatant.hp = 5;
	lay(501, EGG_HURT, 300, 100);
	pick(self, 501);
	assert_int_equal(0, self->combatant.hp);
}

static void
an_egg_that_heals(void **state)
{
	const struct wire_skill_result_heal_hp *result;

	UNUSED(state);
	self->combatant.hp = 700;
	lay(EGG_ID, EGG_HEAL, 300, 100);
	pick(self, EGG_ID);
	result = fe2cl_npc_skill_hit_items(expect_hit(self, SKILL_HEAL, 2));
	assert_int_equal(300, result->heal_hp);
	assert_int_equal(1000, result->hp);
}

static void
an_egg_with_a_crate(void **state)
{
	const struct fe2cl_rep_reward_item *got;

	UNUSED(state);
	lay(EGG_ID, EGG_CRATE, 300, 100);
	self->inventory.bag[0].id = 5;
	pick(self, EGG_ID);
	got = RIG_EXPECT(self, fe2cl_rep_reward_item);
	assert_int_equal(77, got->candy);
	assert_int_equal(1, got->item_cnt);
	assert_int_equal(9, self->inventory.bag[1].type);
	assert_int_equal(CRATE_ID, self->inventory.bag[1].id);
	assert_int_equal(1, self->inventory.bag[1].opt);
	expect_exit(self, EGG_ID);
	rig_expect_nothing(self);
	assert_true(self->dirty != 0);
}

/* DEFECT, spec/eggs.md: it was gone, and so was what was in it. */
static void
a_full_bag_leaves_the_egg(void **state)
{
	UNUSED(state);
	lay(EGG_ID, EGG_BOTH, 300, 100);
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		self->inventory.bag[i].id = 5;
	pick(self, EGG_ID);
	RIG_EXPECT(self, fe2cl_rep_shiny_pickup_fail);
	rig_expect_nothing(viewer);
	self->inventory.bag[49].id = 0;
	pick(self, EGG_ID);
	expect_succ(SKILL_ODD, 0);	/* a power that eggs cannot have */
	RIG_EXPECT(self, fe2cl_rep_reward_item);
	expect_exit(viewer, EGG_ID);
}

/* --- who may --- */

/* DEFECT, spec/eggs.md: from anywhere, by anybody. */
static void
an_egg_must_be_in_reach(void **state)
{
	struct npc *n = lay(EGG_ID, EGG_JUMP, 2100, 100);

	UNUSED(state);
	lay(501, EGG_JUMP, 2200, 100);
	pick(self, 501);
	rig_expect_nothing(self);
	view_warp(&rig.w, &self->e, 2000, 100, 0, instance_get(&rig.w, 7));
	rig_forget();
	pick(self, EGG_ID);
	rig_expect_nothing(self);
	assert_true(n->e.is_shown);
	view_warp(&rig.w, &self->e, 100, 100, 0, rig.w.overworld);
	rig_forget();
	pick(self, EGG_ID);
	assert_false(n->e.is_shown);
}

/* DEFECT, spec/abilities.md 12: an egg healed the dead. */
static void
the_dead_eat_nothing(void **state)
{
	struct npc *n = lay(EGG_ID, EGG_HEAL, 300, 100);

	UNUSED(state);
	self->combatant.hp = 0;
	pick(self, EGG_ID);
	rig_expect_nothing(self);
	assert_true(n->e.is_shown);
	assert_int_equal(0, self->combatant.hp);
}

static void
what_is_no_egg_is_ignored(void **state)
{
	UNUSED(state);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig_npc(600, 4, 100, 100, rig.w.overworld);
	lay(EGG_ID, 999, 100, 100);	/* of no type */
	pick(self, 600);
	pick(self, 12345);
	pick(self, EGG_ID);
	rig_expect_nothing(self);
}

/* --- their return --- */

static void
an_eaten_egg_comes_back_in_its_time(void **state)
{
	struct npc *slow = lay(EGG_ID, EGG_JUMP, 300, 100);
	struct npc *fast = lay(501, EGG_HURT, 300, 100);
	struct npc *same = lay(502, EGG_JUMP, 300, 100);

	UNUSED(state);
	pick(self, EGG_ID);
	pick(self, 501);
	pick(self, 502);
	assert_ptr_equal(fast, rig.w.eaten_eggs);
	assert_ptr_equal(slow, fast->egg.next);
	assert_ptr_equal(same, slow->egg.next);
	rig_forget();
	pick(self, EGG_ID);	/* not twice */
	rig_expect_nothing(self);
	rig_pass(1999);
	egg_tick(&rig.w);
	rig_expect_nothing(self);
	rig_pass(1);
	egg_tick(&rig.w);
	assert_int_equal(501, RIG_EXPECT(viewer, fe2cl_shiny_enter)->
	    shiny_appearance_data.shiny_id);
	rig_pass(58000);
	egg_tick(&rig.w);
	assert_int_equal(EGG_ID, RIG_EXPECT(viewer, fe2cl_shiny_enter)->
	    shiny_appearance_data.shiny_id);
	RIG_EXPECT(viewer, fe2cl_shiny_enter);
	rig_expect_nothing(viewer);
	assert_null(rig.w.eaten_eggs);
	pick(self, EGG_ID);
	assert_false(slow->e.is_shown);
}

static void
it_comes_back_before_somebodys_eyes(void **state)
{
	struct npc *n = lay(EGG_ID, EGG_HURT, 300, 100);

	UNUSED(state);
	pick(self, EGG_ID);
	view_warp(&rig.w, &self->e, 90000, 0, 0, rig.w.overworld);
	view_warp(&rig.w, &viewer->e, 90000, 0, 0, rig.w.overworld);
	rig_pass(60000);
	egg_tick(&rig.w);
	assert_false(n->e.is_shown);
	rig_forget();
	view_warp(&rig.w, &self->e, 300, 100, 0, rig.w.overworld);
	assert_int_equal(0, rig_count(self, PKT_FE2CL_SHINY_AROUND));
	rig_forget();
	egg_tick(&rig.w);
	RIG_EXPECT(self, fe2cl_shiny_enter);
}

/* DEFECT, spec/eggs.md: SHINY_SUMMON; a GM's egg is there once. */
static void
a_summoned_egg_is_gone_for_good(void **state)
{
	struct npc *n = lay(EGG_ID, EGG_HURT, 300, 100);

	UNUSED(state);
	n->is_summoned = true;
	pick(self, EGG_ID);
	expect_hit(viewer, SKILL_HURT, 1);
	expect_exit(viewer, EGG_ID);
	assert_null(world_npc_by_id(&rig.w, EGG_ID));
	assert_null(rig.w.eaten_eggs);
}

static void
an_eaten_egg_may_be_taken_away(void **state)
{
	struct npc *n = lay(EGG_ID, EGG_HURT, 300, 100);
	struct npc *other = lay(501, EGG_HURT, 300, 100);

	UNUSED(state);
	pick(self, EGG_ID);
	pick(self, 501);
	world_remove_npc(&rig.w, n);
	rig_pass(5000);
	egg_tick(&rig.w);
	assert_true(other->e.is_shown);
	assert_null(rig.w.eaten_eggs);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(an_egg_that_makes_jump),
		T(an_egg_that_hurts),
		T(an_egg_that_heals),
		T(an_egg_with_a_crate),
		T(a_full_bag_leaves_the_egg),
		T(an_egg_must_be_in_reach),
		T(the_dead_eat_nothing),
		T(what_is_no_egg_is_ignored),
		T(an_eaten_egg_comes_back_in_its_time),
		T(it_comes_back_before_somebodys_eyes),
		T(a_summoned_egg_is_gone_for_good),
		T(an_eaten_egg_may_be_taken_away),
	};
#undef T
	return cmocka_run_group_tests_name("egg", tests, NULL, NULL);
}
