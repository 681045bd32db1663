/* test_buff.c - buffs: stacks, ends, and what they do (spec/abilities.md). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/health.h"
#include "world/entity_class.h"

enum { SKILL_A = 11, SKILL_B = 12, STUN_BIT = 0x200, SLEEP_BIT = 0x400 };

static const struct handler *const tables[] = { NULL };

static struct player *self, *friend, *viewer;
static struct npc *mob;
static bool mob_takes_buffs;
static int exhausted;

static bool
may_take_buff(const struct entity *e)
{
	UNUSED(e);
	return mob_takes_buffs;
}

/* As a mob that dies does. */
static void
on_killed(struct world *w, struct entity *target, struct entity *source)
{
	UNUSED(source);
	buff_drop_all(w, target);
}

static void
on_exhausted(struct world *w, struct player *p)
{
	UNUSED(w);
	assert_ptr_equal(self, p);
	p->nanos.active = 0;
	exhausted++;
}

static const struct entity_class mob_like = {
	.may_take_buff = may_take_buff, .on_killed = on_killed,
};
static const struct entity_class *const classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_like,
};

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.w.classes = classes;
	rig.events.hurt[0] = buff_on_hurt;
	rig.events.player_left[0] = buff_on_player_left;
	rig.events.nano_exhausted[0] = on_exhausted;
	mob_takes_buffs = true;
	exhausted = 0;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	friend = rig_player(2, "Friend", 100, 100, rig.w.overworld);
	viewer = rig_player(3, "Viewer", 100, 100, rig.w.overworld);
	mob = world_add_npc(&rig.w, ENTITY_MOB, 50);
	mob->combatant.hp = mob->combatant.max_hp = 1000;
	view_move(&rig.w, &mob->e, 100, 100, 0, rig.w.overworld);
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

static enum buff_result
add(struct entity *target, enum buff_id buff, int32_t skill, int32_t value,
    int64_t duration_ms, struct entity *source)
{
	const struct buff_grant grant = {
		.buff = buff, .class = BUFF_CLASS_NANO, .skill = skill,
		.value = value, .duration_ms = duration_ms, .source = source,
		.is_passive = duration_ms == BUFF_PASSIVE_MS,
		.says_timeout = duration_ms != BUFF_PASSIVE_MS,
	};

	return buff_add(&rig.w, target, &grant);
}

static void
expect_update(const struct player *p, int32_t tbu, enum buff_id buff,
    int32_t value, int32_t flags)
{
	const struct fe2cl_pc_buff_update *got =
	    RIG_EXPECT(p, fe2cl_pc_buff_update);

	assert_int_equal(tbu, got->tbu);
	assert_int_equal(buff, got->cstb);
	assert_int_equal(BUFF_CLASS_NANO, got->tbt);
	assert_int_equal(value, got->time_buff.value);
	assert_int_equal(0, got->time_buff.time_limit);
	assert_int_equal(flags, got->condition_bit_flag);
}

static void
expect_timeout(const struct player *p, int32_t ct, int32_t id, int32_t flags)
{
	const struct fe2cl_char_time_buff_time_out *got =
	    RIG_EXPECT(p, fe2cl_char_time_buff_time_out);

	assert_int_equal(ct, got->ct);
	assert_int_equal(id, got->id);
	assert_int_equal(flags, got->condition_bit_flag);
}

/* --- stacks --- */

static void
a_buff_comes_and_goes(void **state)
{
	UNUSED(state);
	assert_int_equal(BUFF_NEW, add(&self->e, BUFF_UP_MOVE_SPEED, SKILL_A,
	    300, 2000, NULL));
	expect_update(self, 1, BUFF_UP_MOVE_SPEED, 300, 1);
	assert_int_equal(300, buff_value(&self->e, BUFF_UP_MOVE_SPEED));
	rig_pass(1999);
	buff_expire(&rig.w, &self->e);
	rig_expect_nothing(self);
	rig_pass(1);
	buff_expire(&rig.w, &self->e);
	expect_update(self, 2, BUFF_UP_MOVE_SPEED, 0, 0);
	expect_timeout(self, 1, 1, 0);
	expect_timeout(viewer, 1, 1, 0);
	rig_expect_nothing(viewer);
	assert_int_equal(0, self->combatant.condition_flags);
	assert_int_equal(0, pool_count(&rig.w.buff_stacks));
}

/* DEFECT, spec/abilities.md 8: identical casts heaped up without limit. */
static void
the_same_again_only_moves_its_end(void **state)
{
	UNUSED(state);
	add(&self->e, BUFF_STEALTH, SKILL_A, 5, 2000, NULL);
	rig_pass(1500);
	assert_int_equal(BUFF_REFRESHED, add(&self->e, BUFF_STEALTH, SKILL_A,
	    5, 2000, NULL));
	assert_int_equal(1, pool_count(&rig.w.buff_stacks));
	rig_forget();
	rig_pass(1500);
	buff_expire(&rig.w, &self->e);
	rig_expect_nothing(self);
	rig_pass(500);
	buff_expire(&rig.w, &self->e);
	expect_update(self, 2, BUFF_STEALTH, 0, 0);
}

static void
stacks_of_several_sources(void **state)
{
	UNUSED(state);
	add(&self->e, BUFF_STEALTH, SKILL_A, 5, 2000, NULL);
	add(&self->e, BUFF_STEALTH, SKILL_A, -9, 1500, &friend->e);
	add(&self->e, BUFF_STEALTH, SKILL_B, 9, 3000, &friend->e);
	expect_update(self, 1, BUFF_STEALTH, 5, 8);
	expect_update(self, 1, BUFF_STEALTH, -9, 8);
	expect_update(self, 1, BUFF_STEALTH, -9, 8); /* first of equals */
	assert_int_equal(3, pool_count(&rig.w.buff_stacks));
	rig_pass(1500);
	buff_expire(&rig.w, &self->e);
	expect_update(self, 3, BUFF_STEALTH, 9, 8);
	expect_timeout(self, 1, 1, 8);
	rig_pass(500);
	buff_expire(&rig.w, &self->e);
	expect_timeout(self, 1, 1, 8);
	rig_pass(1000);
	buff_expire(&rig.w, &self->e);
	expect_update(self, 2, BUFF_STEALTH, 0, 0);
	expect_timeout(self, 1, 1, 0);
	rig_expect_nothing(self);
}

/* DEFECT, spec/abilities.md 4: told of each passive every half second. */
static void
passives_are_refreshed_without_a_word(void **state)
{
	UNUSED(state);
	add(&self->e, BUFF_UP_JUMP, SKILL_A, 5, BUFF_PASSIVE_MS, NULL);
	expect_update(self, 1, BUFF_UP_JUMP, 5, 4);
	for (int i = 0; i < 10; i++) {
		rig_pass(500);
		assert_int_equal(BUFF_REFRESHED, add(&self->e, BUFF_UP_JUMP,
		    SKILL_A, 5, BUFF_PASSIVE_MS, NULL));
		buff_expire(&rig.w, &self->e);
	}
	rig_expect_nothing(self);
	/* The boost changes its power. */
	add(&self->e, BUFF_UP_JUMP, SKILL_A, 7, BUFF_PASSIVE_MS, NULL);
	expect_update(self, 3, BUFF_UP_JUMP, 7, 4);
	rig_pass(1000);
	buff_expire(&rig.w, &self->e);
	expect_update(self, 2, BUFF_UP_JUMP, 0, 0);
	rig_expect_nothing(viewer);
}

static void
the_dead_and_the_unwilling_refuse(void **state)
{
	UNUSED(state);
	self->combatant.hp = 0;
	assert_int_equal(BUFF_REFUSED, add(&self->e, BUFF_STUN, SKILL_A, 1,
	    1000, NULL));
	mob_takes_buffs = false;
	assert_int_equal(BUFF_REFUSED, add(&mob->e, BUFF_STUN, SKILL_A, 1,
	    1000, &self->e));
	mob_takes_buffs = true;
	assert_int_equal(BUFF_REFUSED, add(&mob->e, BUFF_NONE, SKILL_A, 1,
	    1000, &self->e));
	assert_int_equal(BUFF_REFUSED, add(&mob->e, BUFF_ID_COUNT, SKILL_A, 1,
	    1000, &self->e));
	rig_expect_nothing(viewer);
}

static void
classes_are_removed_apart(void **state)
{
	struct buff_grant egg = {
		.buff = BUFF_PHOENIX, .class = BUFF_CLASS_EGG,
		.duration_ms = BUFF_FOREVER_MS,
	};

	UNUSED(state);
	assert_int_equal(BUFF_CLASS_NONE,
	    buff_highest_class(&self->e, BUFF_PHOENIX));
	add(&self->e, BUFF_PHOENIX, SKILL_A, 5, 9000, NULL);
	buff_add(&rig.w, &self->e, &egg);
	assert_int_equal(BUFF_CLASS_EGG,
	    buff_highest_class(&self->e, BUFF_PHOENIX));
	buff_remove_class(&rig.w, &self->e, BUFF_PHOENIX, BUFF_CLASS_EGG);
	assert_int_equal(BUFF_CLASS_NANO,
	    buff_highest_class(&self->e, BUFF_PHOENIX));
	buff_remove_all(&rig.w, &self->e);
	assert_int_equal(0, self->combatant.condition_flags);
}

/* DEFECT, spec/abilities.md 8: a source that has left. */
static void
sources_may_leave(void **state)
{
	UNUSED(state);
	add(&mob->e, BUFF_BOUNDING_BALL, SKILL_A, 5, 9000, &friend->e);
	world_remove_player(&rig.w, friend);
	rig_pass(400);
	buff_combat_tick(&rig.w, &mob->e);
	assert_int_equal(980, mob->combatant.hp);
}

static void
stacks_go_with_whom_they_were_on(void **state)
{
	UNUSED(state);
	add(&self->e, BUFF_STUN, SKILL_A, 5, 9000, NULL);
	add(&mob->e, BUFF_STUN, SKILL_A, 5, 9000, NULL);
	add(&friend->e, BUFF_STUN, SKILL_A, 5, 9000, NULL);
	assert_int_equal(3, pool_count(&rig.w.buff_stacks));
	EVENT(&rig.w, player_left, self);
	assert_int_equal(2, pool_count(&rig.w.buff_stacks));
	world_remove_player(&rig.w, friend);
	world_remove_npc(&rig.w, mob);
	rig_pass(1);
	assert_int_equal(0, pool_count(&rig.w.buff_stacks));
}

/* DEFECT, spec/combat.md 9: the dead kept all they had. */
static void
the_dead_keep_their_own_passive_alone(void **state)
{
	UNUSED(state);
	self->nanos.active = 4;
	self->nanos.bank[4] = (struct player_nano){ 4, SKILL_A, 100 };
	add(&self->e, BUFF_PHOENIX, SKILL_A, 5, BUFF_PASSIVE_MS, NULL);
	add(&self->e, BUFF_UP_JUMP, SKILL_B, 5, BUFF_PASSIVE_MS, &friend->e);
	self->combatant.hp = 0;
	rig_pass(60000);
	buff_expire(&rig.w, &self->e);
	assert_int_equal(0x10, self->combatant.condition_flags);
	self->combatant.hp = 500;
	buff_expire(&rig.w, &self->e);
	assert_int_equal(0, self->combatant.condition_flags);
}

/* DEFECT, spec/abilities.md 9: newcomers were told of no buffs. */
static void
newcomers_see_the_flags(void **state)
{
	const struct wire_pc_appearance_data *got;

	UNUSED(state);
	add(&self->e, BUFF_STEALTH, SKILL_A, 5, 9000, NULL);
	view_leave(&rig.w, &viewer->e);
	rig_forget();
	view_move(&rig.w, &viewer->e, 100, 100, 0, rig.w.overworld);
	got = fe2cl_pc_around_items(RIG_EXPECT(viewer, fe2cl_pc_around));
	if (got->id != 1)
		got++;
	assert_int_equal(1, got->id);
	assert_int_equal(8, got->condition_bit_flag);
	view_leave(&rig.w, &self->e);
	rig_forget();
	view_move(&rig.w, &self->e, 100, 100, 0, rig.w.overworld);
	assert_int_equal(8, RIG_EXPECT(viewer, fe2cl_pc_new)->
	    pc_appearance_data.condition_bit_flag);
}

/* --- who cannot act --- */

static void
the_stunned_have_a_moment_of_grace(void **state)
{
	const struct combatant *c = &self->combatant;

	UNUSED(state);
	assert_true(combatant_can_act(c, rig.w.now_ms));
	add(&self->e, BUFF_STUN, SKILL_A, 5, 2000, &mob->e);
	assert_true(combatant_can_act(c, rig.w.now_ms + 299));
	assert_false(combatant_can_act(c, rig.w.now_ms + 300));
	rig_pass(1000);
	/* Another while the first lasts gives no new grace. */
	add(&self->e, BUFF_KNOCKDOWN, SKILL_A, 5, 2000, &mob->e);
	assert_false(combatant_can_act(c, rig.w.now_ms));
	rig_pass(2000);
	buff_expire(&rig.w, &self->e);
	assert_true(combatant_can_act(c, rig.w.now_ms));
}

/* DEFECT, spec/abilities.md 10: players slept on under blows. */
static void
pain_wakes_a_player(void **state)
{
	UNUSED(state);
	add(&self->e, BUFF_SLEEP, SKILL_A, 5, 9000, &mob->e);
	expect_update(self, 1, BUFF_SLEEP, 5, SLEEP_BIT);
	(void)health_damage(&rig.w, &self->e, &mob->e, 0);
	rig_expect_nothing(self);
	(void)health_damage(&rig.w, &self->e, &mob->e, 1);
	expect_update(self, 2, BUFF_SLEEP, 0, 0);
	expect_timeout(self, 1, 1, 0);
	expect_timeout(viewer, 1, 1, 0);
}

/* DEFECT, spec/mobs.md 11: two time-outs for one. */
static void
the_attempt_wakes_a_mob(void **state)
{
	UNUSED(state);
	add(&mob->e, BUFF_SLEEP, SKILL_A, 5, 9000, &self->e);
	(void)health_damage(&rig.w, &mob->e, &self->e, 0);
	expect_timeout(viewer, 2, 50, 0);
	rig_expect_nothing(viewer);
}

/* --- what they do --- */

static const struct wire_skill_result_dot_damage *
expect_goo(const struct player *p)
{
	const struct fe2cl_char_time_buff_time_tick *got =
	    RIG_EXPECT(p, fe2cl_char_time_buff_time_tick);

	assert_int_equal(1, got->ct);
	assert_int_equal(1, got->id);
	assert_int_equal(BUFF_INFECTION, got->tb_id);
	return fe2cl_char_time_buff_time_tick_items(got);
}

static void
goo(void)
{
	add(&self->e, BUFF_INFECTION, 0, 0, BUFF_FOREVER_MS, NULL);
	rig_forget();
	buff_combat_tick(&rig.w, &self->e);
}

static void
goo_hurts(void **state)
{
	const struct wire_skill_result_dot_damage *got;

	UNUSED(state);
	goo();
	got = expect_goo(self);
	assert_int_equal(150, got->damage);
	assert_int_equal(850, got->hp);
	assert_int_equal(0, got->protected);
	assert_int_equal(0, got->nano_deactive);
	assert_int_equal(0x10000, got->condition_bit_flag);
	assert_int_equal(850, expect_goo(viewer)->hp);
	/* DEFECT, spec/combat.md 4.8: below nothing. */
	self->combatant.hp = 20;
	buff_combat_tick(&rig.w, &self->e);
	assert_int_equal(0, expect_goo(self)->hp);
	buff_combat_tick(&rig.w, &self->e);
	rig_expect_nothing(self);
}

static void
ones_own_nano_pays_for_protection(void **state)
{
	const struct wire_skill_result_dot_damage *got;

	UNUSED(state);
	self->nanos.active = 4;
	self->nanos.bank[4] = (struct player_nano){ 4, SKILL_A, 5 };
	add(&self->e, BUFF_PROTECT_INFECTION, SKILL_A, 1, 60000, NULL);
	goo();
	got = expect_goo(self);
	assert_int_equal(-2, got->damage);
	assert_int_equal(1, got->protected);
	assert_int_equal(1000, got->hp);
	assert_int_equal(2, got->stamina);
	assert_int_equal(0, got->nano_deactive);
	buff_combat_tick(&rig.w, &self->e);
	got = expect_goo(self);
	assert_int_equal(0, got->stamina);
	assert_int_equal(1, got->nano_deactive);
	assert_int_equal(1, exhausted);
	/* DEFECT, spec/combat.md 4.8: without one, nobody pays. */
	buff_combat_tick(&rig.w, &self->e);
	assert_int_equal(0, expect_goo(self)->nano_deactive);
	assert_int_equal(0, self->nanos.bank[0].stamina);
	assert_int_equal(1, exhausted);
}

static void
others_protection_is_free(void **state)
{
	const struct buff_grant group = {
		.buff = BUFF_PROTECT_INFECTION,
		.class = BUFF_CLASS_GROUP_NANO, .skill = SKILL_B,
		.duration_ms = 60000, .source = &friend->e,
	};

	UNUSED(state);
	self->nanos.active = 4;
	self->nanos.bank[4] = (struct player_nano){ 4, SKILL_A, 5 };
	buff_add(&rig.w, &self->e, &group);
	goo();
	assert_int_equal(5, expect_goo(self)->stamina);
}

static void
goo_and_the_invulnerable(void **state)
{
	UNUSED(state);
	self->profile.special_state = SPECIAL_INVULNERABLE;
	goo();
	rig_expect_nothing(self);
	self->profile.special_state = 0;
	add(&self->e, BUFF_INVULNERABLE, SKILL_A, 1, 60000, NULL);
	rig_forget();
	buff_combat_tick(&rig.w, &self->e);
	assert_int_equal(1, expect_goo(self)->protected);
	assert_int_equal(0, expect_goo(viewer)->damage);
	assert_int_equal(1000, self->combatant.hp);
}

/* DEFECT, spec/abilities.md 10: buff 24 healed nobody. */
static void
the_healing_buff_heals(void **state)
{
	UNUSED(state);
	self->combatant.hp = 900;
	add(&self->e, BUFF_HEAL, SKILL_A, 25, 60000, NULL);
	buff_combat_tick(&rig.w, &self->e);
	assert_int_equal(925, self->combatant.hp);
}

/* DEFECT, spec/abilities.md 9: a tick five times a second. */
static void
debuffs_show_once_a_second(void **state)
{
	const struct fe2cl_char_time_buff_time_tick *got;

	UNUSED(state);
	add(&mob->e, BUFF_STUN, SKILL_A, 5, 9000, &self->e);
	for (int i = 0; i < 10; i++) {
		buff_combat_tick(&rig.w, &mob->e);
		rig_pass(200);
	}
	for (int i = 0; i < 2; i++) {
		got = RIG_EXPECT(viewer, fe2cl_char_time_buff_time_tick);
		assert_int_equal(4, got->ct);
		assert_int_equal(50, got->id);
		assert_int_equal(BUFF_STUN, got->tb_id);
	}
	rig_expect_nothing(viewer);
}

static void
a_drain_takes_its_part(void **state)
{
	const struct fe2cl_char_time_buff_time_tick *got;
	const struct wire_skill_result_damage *result;

	UNUSED(state);
	add(&mob->e, BUFF_BOUNDING_BALL, SKILL_A, 5, 9000, &self->e);
	for (int i = 0; i < 4; i++) {
		buff_combat_tick(&rig.w, &mob->e);
		rig_pass(200);
	}
	assert_int_equal(960, mob->combatant.hp);
	got = RIG_EXPECT(viewer, fe2cl_char_time_buff_time_tick);
	assert_int_equal(4, got->ct);
	assert_int_equal(BUFF_BOUNDING_BALL, got->tb_id);
	result = fe2cl_char_time_buff_time_tick_items(got);
	assert_int_equal(4, result->ct);
	assert_int_equal(50, result->id);
	assert_int_equal(20, result->damage);
	assert_int_equal(980, result->hp);
	/* And may be its death: the stacks are gone under us. */
	mob->combatant.hp = 7;
	RIG_EXPECT(viewer, fe2cl_char_time_buff_time_tick);
	buff_combat_tick(&rig.w, &mob->e);
	got = RIG_EXPECT(viewer, fe2cl_char_time_buff_time_tick);
	result = fe2cl_char_time_buff_time_tick_items(got);
	assert_int_equal(7, result->damage);
	assert_int_equal(0, result->hp);
	assert_int_equal(0, pool_count(&rig.w.buff_stacks));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_buff_comes_and_goes),
		TEST(the_same_again_only_moves_its_end),
		TEST(stacks_of_several_sources),
		TEST(passives_are_refreshed_without_a_word),
		TEST(the_dead_and_the_unwilling_refuse),
		TEST(classes_are_removed_apart),
		TEST(sources_may_leave),
		TEST(stacks_go_with_whom_they_were_on),
		TEST(the_dead_keep_their_own_passive_alone),
		TEST(newcomers_see_the_flags),
		TEST(the_stunned_have_a_moment_of_grace),
		TEST(pain_wakes_a_player),
		TEST(the_attempt_wakes_a_mob),
		TEST(goo_hurts),
		TEST(ones_own_nano_pays_for_protection),
		TEST(others_protection_is_free),
		TEST(goo_and_the_invulnerable),
		TEST(the_healing_buff_heals),
		TEST(debuffs_show_once_a_second),
		TEST(a_drain_takes_its_part),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
