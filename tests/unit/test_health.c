/* test_health.c - losing, healing, dying (spec/combat.md 5, 7, 12). */
#include "world_rig.h"

#include "game/health.h"
#include "world/entity_class.h"

static const struct handler *const tables[] = { NULL };

static struct player *self;
static struct npc *mob;
static int hurts, kills;
static int32_t hurt_by, allowed;

static void
on_hurt(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	UNUSED(w);
	UNUSED(target);
	UNUSED(source);
	hurts++;
	hurt_by = amount;
}

static int32_t
on_attacked(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	UNUSED(w);
	UNUSED(target);
	UNUSED(source);
	return amount < allowed ? amount : allowed;
}

static void
on_killed(struct world *w, struct entity *target, struct entity *source)
{
	UNUSED(w);
	assert_ptr_equal(target, &mob->e);
	assert_ptr_equal(source, &self->e);
	assert_int_equal(1, hurts);
	kills++;
}

static const struct entity_class mob_like = {
	.on_attacked = on_attacked, .on_killed = on_killed,
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
	rig.events.hurt[0] = on_hurt;
	hurts = kills = 0;
	hurt_by = -1;
	allowed = INT32_MAX;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	mob = world_add_npc(&rig.w, ENTITY_MOB, 50);
	mob->combatant.hp = mob->combatant.max_hp = 300;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* DEFECT, spec/combat.md 5 and 7: health fell below nothing. */
static void
health_stops_at_nothing(void **state)
{
	UNUSED(state);
	assert_int_equal(700, health_damage(&rig.w, &self->e, NULL, 700));
	assert_int_equal(300, health_damage(&rig.w, &self->e, NULL, 700));
	assert_int_equal(0, self->combatant.hp);
	assert_int_equal(0, health_damage(&rig.w, &self->e, NULL, 700));
	assert_int_equal(2, hurts);
	assert_true(self->dirty != 0);
	assert_int_equal(0, health_set(&rig.w, self, -5));
	assert_int_equal(1000, health_set(&rig.w, self, 5000));
}

/* A negative amount is nobody's healing. */
static void
damage_is_never_negative(void **state)
{
	UNUSED(state);
	self->combatant.hp = 10;
	assert_int_equal(0, health_damage(&rig.w, &self->e, NULL, -500));
	assert_int_equal(10, self->combatant.hp);
	assert_int_equal(0, health_heal(&rig.w, &self->e, -500));
	assert_int_equal(10, self->combatant.hp);
}

/* DEFECT, spec/combat.md 7: healing was a way to rise. */
static void
the_dead_are_not_healed(void **state)
{
	UNUSED(state);
	self->combatant.hp = 990;
	assert_int_equal(10, health_heal(&rig.w, &self->e, 50));
	assert_int_equal(0, health_heal(&rig.w, &self->e, 50));
	self->combatant.hp = 0;
	assert_int_equal(0, health_heal(&rig.w, &self->e, 50));
	assert_int_equal(0, self->combatant.hp);
}

/* DEFECT, spec/abilities.md 6 and 10: buff 20 protected from nothing. */
static void
the_invulnerable_lose_nothing(void **state)
{
	UNUSED(state);
	self->profile.special_state = SPECIAL_INVULNERABLE;
	assert_int_equal(0, health_damage(&rig.w, &self->e, NULL, 50));
	self->profile.special_state = 0;
	self->combatant.condition_flags = 1 << (BUFF_INVULNERABLE - 1);
	assert_int_equal(0, health_damage(&rig.w, &self->e, NULL, 50));
	assert_int_equal(0, hurt_by);
	assert_int_equal(2, hurts);
	mob->combatant.condition_flags = 1 << (BUFF_INVULNERABLE - 1);
	assert_int_equal(0, health_damage(&rig.w, &mob->e, &self->e, 50));
	assert_int_equal(1000, self->combatant.hp);
	assert_int_equal(300, mob->combatant.hp);
}

static void
a_mobs_class_has_its_say(void **state)
{
	UNUSED(state);
	allowed = 0;
	assert_int_equal(0, health_damage(&rig.w, &mob->e, &self->e, 400));
	assert_int_equal(300, mob->combatant.hp);
	allowed = INT32_MAX;
	hurts = 0;
	assert_int_equal(300, health_damage(&rig.w, &mob->e, &self->e, 400));
	assert_int_equal(1, kills);
	assert_int_equal(0, health_damage(&rig.w, &mob->e, &self->e, 400));
	assert_int_equal(1, kills);
}

static void
what_is_no_combatant_is_not_hurt(void **state)
{
	struct npc *n = world_add_npc(&rig.w, ENTITY_EGG, 51);

	UNUSED(state);
	n->combatant.hp = 400;
	assert_int_equal(0, health_damage(&rig.w, &n->e, &self->e, 400));
	assert_int_equal(400, n->combatant.hp);
	assert_false(health_is_alive(&n->e));
	assert_int_equal(0, health_max(&n->e));
}

static void
the_maximum_follows_the_level(void **state)
{
	UNUSED(state);
	self->combatant.level = 10;
	assert_int_equal(1675, health_max(&self->e));
	assert_int_equal(300, health_max(&mob->e));
	assert_int_equal(3625, health_max_hp(36));
	assert_int_equal(3625, health_max_hp(99));
	assert_int_equal(925, health_max_hp(-1));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(health_stops_at_nothing),
		TEST(damage_is_never_negative),
		TEST(the_dead_are_not_healed),
		TEST(the_invulnerable_lose_nothing),
		TEST(a_mobs_class_has_its_say),
		TEST(what_is_no_combatant_is_not_hurt),
		TEST(the_maximum_follows_the_level),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
