/* test_mob_skill.c - powers, corruption, eruption (spec/mobs.md 8). */
#include "mob_rig.h"

#include "game/health.h"
#include "game/mob_skill.h"
#include "game/nano_state.h"

enum {
	SKILL_NOTHING = 0,	/* the real table has such a row, too */
	SKILL_SNARE = 20, SKILL_HEAL, SKILL_CORRUPT, SKILL_ERUPT,
	SKILL_SHIELD, SKILL_MISSING,
	ALWAYS = 2000000,
	MUCH_HP = 1000000,
	NANO = 4, NANO_OTHER, NANO_THIRD	/* of styles 0, 1, 2 */
};

static const struct tdata_skill skills[] = {
	{ .id = SKILL_NOTHING },
	{ .id = SKILL_SNARE, .type = 5, .duration_ds = { 100 },
	    .drain_type = 1, .values = { { 50 } } },
	{ .id = SKILL_HEAL, .type = 2, .values = { { 500 } } },
	{ .id = SKILL_CORRUPT, .type = 22, .values = { { 150 } } },
	{ .id = SKILL_ERUPT, .type = 1, .values = { { 300 } },
	    .effect_area = 600 },
	{ .id = SKILL_SHIELD, .type = 25, .drain_type = 2 },
};

static struct player *self;
static struct npc *mob;

static int
setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	rig.skills = skills;
	rig.skill_count = COUNT_OF(skills);
	self = rig_player(1, "Self", 200, 100, rig.w.overworld);
	self->combatant.level = MOB_RIG_LEVEL;
	self->combatant.hp = self->combatant.max_hp = MUCH_HP;
	mob = mob_at(50, TYPE_MOB, 100, 100);
	mob_types[1].delay_ds = 100;	/* it seldom strikes */
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
fight(void)
{
	mob_engage(&rig.w, mob, self);
	rig_forget();
}

/* That nano is out, equipped in the middle, with so much stamina. */
static void
summon(int16_t nano, int16_t stamina)
{
	self->nanos.bank[nano] = (struct player_nano){ nano, 1, stamina };
	self->nanos.equipped[1] = nano;
	self->nanos.active = nano;
}

/* --- its power --- */

static void
a_power_is_used_once(void **state)
{
	const struct fe2cl_npc_skill_hit *got;

	UNUSED(state);
	mob_types[1].active_skill = SKILL_SNARE;
	mob_types[1].active_skill_prob = ALWAYS;
	fight();
	mob_steps(1);
	RIG_EXPECT(self, fe2cl_pc_buff_update);
	got = RIG_EXPECT(self, fe2cl_npc_skill_hit);
	assert_int_equal(SKILL_SNARE, got->skill_id);
	assert_int_equal(1, got->target_cnt);
	assert_true(combatant_has(&self->combatant, BUFF_DOWN_MOVE_SPEED));
	assert_int_equal(rig.w.now_ms + 10000, mob->mob.next_attack_at_ms);
	rig_expect_nothing(self);
	/* While it lasts, it strikes. */
	mob->mob.next_attack_at_ms = 0;
	mob_steps(1);
	RIG_EXPECT(self, fe2cl_npc_attack_pcs);
	rig_expect_nothing(self);
}

/* DEFECT, spec/mobs.md 8: it healed its enemy. */
static void
help_is_for_its_own(void **state)
{
	struct npc *leader = mob_at(51, TYPE_ROCK, 300, 100);
	struct npc *far = mob_at(52, TYPE_ROCK, 30000, 100);

	UNUSED(state);
	mob_types[1].active_skill = SKILL_HEAL;
	mob_types[1].active_skill_prob = ALWAYS;
	npc_place_follower(leader, mob);
	npc_place_follower(leader, far);
	self->combatant.hp = MUCH_HP / 2;
	fight();
	leader->combatant.hp = 100;
	mob->combatant.hp = 200;
	far->combatant.hp = 1;
	mob_skill_act(&rig.w, mob, self);
	assert_int_equal(350, leader->combatant.hp);
	mob_skill_act(&rig.w, mob, self);
	assert_int_equal(450, mob->combatant.hp);
	assert_int_equal(350, leader->combatant.hp);
	assert_int_equal(1, far->combatant.hp);
	assert_int_equal(MUCH_HP / 2, self->combatant.hp);
	/* Who is dead is past it. */
	mob_set_state(&rig.w, leader, MOB_DEAD, NULL);
	leader->combatant.hp = 0;
	mob->combatant.hp = 200;
	mob_skill_act(&rig.w, mob, self);
	assert_int_equal(450, mob->combatant.hp);
}

/* DEFECT, spec/mobs.md 8: who cannot be hurt was. */
static void
masters_are_spared(void **state)
{
	UNUSED(state);
	mob_types[1].active_skill = SKILL_SNARE;
	mob_types[1].active_skill_prob = ALWAYS;
	fight();
	self->profile.special_state = SPECIAL_INVISIBLE;
	mob_skill_act(&rig.w, mob, self);
	rig_expect_nothing(self);
	assert_false(combatant_has(&self->combatant, BUFF_DOWN_MOVE_SPEED));
}

/* DEFECT, spec/mobs.md 8: skills that do not exist were used. */
static void
what_does_not_exist_is_not_used(void **state)
{
	UNUSED(state);
	mob_types[1].active_skill = SKILL_MISSING;
	mob_types[1].corruption_skill = SKILL_MISSING;
	mob_types[1].eruption_skill = SKILL_NOTHING;
	mob_types[1].passive_skill = SKILL_NOTHING;
	mob_types[1].active_skill_prob = mob_types[1].corruption_prob =
	    mob_types[1].eruption_prob = ALWAYS;
	mob_engage(&rig.w, mob, self);
	for (int i = 0; i < 20; i++)
		mob_skill_act(&rig.w, mob, self);
	rig_expect_nothing(self);
	assert_int_equal(MOB_SKILL_IDLE, mob->mob.skill_style);
}

static void
chances_add_up(void **state)
{
	int counts[4] = { 0 };

	UNUSED(state);
	mob_types[1].active_skill = SKILL_HEAL;
	mob_types[1].active_skill_prob = ALWAYS / 2;
	mob_types[1].corruption_skill = SKILL_CORRUPT;
	mob_types[1].corruption_prob = ALWAYS / 4;
	mob_types[1].eruption_skill = SKILL_ERUPT;
	mob_types[1].eruption_prob = ALWAYS / 8;
	fight();
	for (int i = 0; i < 800; i++) {
		struct rig_sent *s;

		mob->mob.skill_style = MOB_SKILL_IDLE;
		mob_skill_act(&rig.w, mob, self);
		s = rig_next(self);
		counts[s == NULL ? 0 : s->kind == PKT_FE2CL_NPC_SKILL_HIT ? 1 :
		    s->kind == PKT_FE2CL_NPC_SKILL_CORRUPTION_READY ? 2 : 3]++;
		rig_forget();
	}
	assert_in_range(counts[0], 60, 140);
	assert_in_range(counts[1], 340, 460);
	assert_in_range(counts[2], 150, 250);
	assert_in_range(counts[3], 60, 140);
}

/* --- its passive --- */

/* DEFECT, spec/mobs.md 3.2: without a duration it was gone in a moment. */
static void
a_passive_lasts_as_long_as_the_fight(void **state)
{
	UNUSED(state);
	mob_types[1].passive_skill = SKILL_SHIELD;
	mob_engage(&rig.w, mob, self);
	assert_int_equal(SKILL_SHIELD,
	    RIG_EXPECT(self, fe2cl_npc_skill_hit)->skill_id);
	mob_seconds(60);
	assert_int_equal(MOB_COMBAT, mob->mob.state);
	assert_true(combatant_has(&mob->combatant, BUFF_FREEDOM));
	assert_int_equal(1, pool_count(&rig.w.buff_stacks));
	mob_set_state(&rig.w, mob, MOB_RETREAT, NULL);
	assert_false(combatant_has(&mob->combatant, BUFF_FREEDOM));
}

/* --- corruption --- */

/* From the announcement to the blow. */
static const struct wire_c_attack_result *
corrupted_by(int8_t style)
{
	const struct fe2cl_npc_skill_corruption_hit *hit;

	mob_types[1].corruption_skill = SKILL_CORRUPT;
	fight();
	mob->mob.skill_style = style;
	mob_steps(1);
	while (rig_next(self) != NULL &&
	    rig_next(self)->kind != PKT_FE2CL_NPC_SKILL_CORRUPTION_HIT)
		rig_next(self)->is_read = true;
	hit = RIG_EXPECT(self, fe2cl_npc_skill_corruption_hit);
	assert_int_equal(50, hit->npc_id);
	assert_int_equal(SKILL_CORRUPT, hit->skill_id);
	assert_int_equal(style, hit->style);
	assert_int_equal(self->e.x, hit->value1);
	assert_int_equal(1, hit->target_cnt);
	return fe2cl_npc_skill_corruption_hit_items(hit);
}

/* 150 of 1500 of what a player of level 10 has. */
enum { CORRUPTION = 150 * (925 + 75 * MOB_RIG_LEVEL) / 1500 };

static void
corruption_is_announced(void **state)
{
	const struct fe2cl_npc_skill_corruption_ready *got;

	UNUSED(state);
	mob_types[1].corruption_skill = SKILL_CORRUPT;
	mob_types[1].corruption_prob = ALWAYS;
	for (int16_t i = 0; i < 3; i++) {
		summon((int16_t)(NANO + i), 100);
		mob->mob.skill_style = MOB_SKILL_IDLE;
		fight();
		mob_steps(1);
		got = RIG_EXPECT(self, fe2cl_npc_skill_corruption_ready);
		assert_int_equal(SKILL_CORRUPT, got->skill_id);
		assert_int_equal((i + 2) % 3, got->style);
		assert_int_equal(200, got->value1);
		assert_int_equal(got->style, mob->mob.skill_style);
		assert_int_equal(rig.w.now_ms + 1800,
		    mob->mob.next_attack_at_ms);
		/* It stands, and nothing hurts it. */
		assert_int_equal(0, health_damage(&rig.w, &mob->e, &self->e,
		    10));
		mob_steps(8);
		rig_expect_nothing(self);
		mob_steps(1);
		RIG_EXPECT(self, fe2cl_npc_skill_corruption_hit);
		rig_forget();
	}
}

/* DEFECT, spec/mobs.md 8: an empty slot was the active one. */
static void
without_a_nano_it_is_a_tie_that_hurts(void **state)
{
	const struct wire_c_attack_result *r;

	UNUSED(state);
	r = corrupted_by(1);
	assert_int_equal(1, r->ct);
	assert_int_equal(1, r->id);
	assert_int_equal(MOB_SKILL_COOLDOWN, mob->mob.skill_style);
	assert_int_equal(8, r->hit_flag);
	assert_int_equal(CORRUPTION, r->damage);
	assert_int_equal(MUCH_HP - CORRUPTION, r->hp);
	assert_int_equal(-1, r->active_nano_slot_num);
	assert_int_equal(0, r->nano_id);
	assert_int_equal(0, r->nano_stamina);
}

static void
the_same_style_is_a_tie(void **state)
{
	const struct wire_c_attack_result *r;

	UNUSED(state);
	summon(NANO, 100);
	r = corrupted_by(0);
	assert_int_equal(8, r->hit_flag);
	assert_int_equal(0, r->damage);
	assert_int_equal(1, r->active_nano_slot_num);
	assert_int_equal(NANO, r->nano_id);
	assert_int_equal(100, r->nano_stamina);
	assert_int_equal(MUCH_HP, self->combatant.hp);
}

static void
the_winner_strikes_back(void **state)
{
	const struct wire_c_attack_result *r;
	int32_t hp;

	UNUSED(state);
	mob->combatant.max_hp = mob->combatant.hp = 10 * MUCH_HP;
	hp = mob->combatant.hp;
	summon(NANO, 120);
	r = corrupted_by(1);	/* 0 beats 1 */
	assert_int_equal(4, r->hit_flag);
	assert_int_equal(0, r->damage);
	assert_int_equal(150, r->nano_stamina);
	assert_true(mob->combatant.hp < hp);
	summon(NANO_THIRD, 20);
	r = corrupted_by(0);	/* 2 beats 0 */
	assert_int_equal(4, r->hit_flag);
	assert_int_equal(65, r->nano_stamina);
}

/* It dies of it, and the result is told all the same, last. */
static void
the_winner_may_kill(void **state)
{
	UNUSED(state);
	summon(NANO, 120);
	mob_types[1].corruption_skill = SKILL_CORRUPT;
	fight();
	mob->combatant.hp = 1;
	mob->mob.skill_style = 1;
	mob_steps(1);
	assert_int_equal(MOB_DEAD, mob->mob.state);
	assert_int_equal(1, heard.kills);
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	RIG_EXPECT(self, fe2cl_npc_skill_corruption_hit);
	rig_expect_nothing(self);
	assert_int_equal(MOB_SKILL_IDLE, mob->mob.skill_style);
}

/* DEFECT, spec/mobs.md 8: the exhausted nano stayed until the next tick. */
static void
the_loser_pays(void **state)
{
	const struct wire_c_attack_result *r;

	UNUSED(state);
	summon(NANO_OTHER, 100);
	r = corrupted_by(0);	/* 0 beats 1 */
	assert_int_equal(16, r->hit_flag);
	assert_int_equal(CORRUPTION, r->damage);
	assert_int_equal(10, r->nano_stamina);
	assert_int_equal(0, r->nano_deactive);
	assert_int_equal(NANO_OTHER, self->nanos.active);
	r = corrupted_by(0);
	assert_int_equal(0, r->nano_stamina);
	assert_int_equal(1, r->nano_deactive);
	assert_int_equal(NANO_OTHER, r->nano_id);
	assert_int_equal(1, r->active_nano_slot_num);
	assert_int_equal(0, self->nanos.active);
}

static void
corruption_may_kill(void **state)
{
	const struct wire_c_attack_result *r;

	UNUSED(state);
	self->combatant.hp = 10;
	r = corrupted_by(2);
	assert_int_equal(0, r->hp);
	assert_int_equal(MOB_RETREAT, mob->mob.state);
	assert_null(mob_target(&rig.w, mob));
}

/* --- eruption --- */

static void
an_eruption_hits_the_place(void **state)
{
	struct player *near = rig_player(2, "Near", 790, 100,
	    rig.w.overworld);
	struct player *edge = rig_player(3, "Edge", 800, 100,
	    rig.w.overworld);
	const struct fe2cl_npc_skill_ready *ready;
	const struct fe2cl_npc_skill_hit *hit;

	UNUSED(state);
	near->combatant.hp = edge->combatant.hp = MUCH_HP;
	mob_types[1].eruption_skill = SKILL_ERUPT;
	mob_types[1].eruption_prob = ALWAYS;
	fight();
	mob_steps(1);
	ready = RIG_EXPECT(self, fe2cl_npc_skill_ready);
	assert_int_equal(SKILL_ERUPT, ready->skill_id);
	assert_int_equal(200, ready->value1);
	assert_int_equal(MOB_SKILL_ERUPTION, mob->mob.skill_style);
	view_move(&rig.w, &self->e, 900, 100, 0, rig.w.overworld);
	mob_steps(9);
	hit = RIG_EXPECT(near, fe2cl_npc_skill_ready) != NULL ?
	    RIG_EXPECT(near, fe2cl_npc_skill_hit) : NULL;
	assert_int_equal(SKILL_ERUPT, hit->skill_id);
	assert_int_equal(200, hit->value1);
	assert_int_equal(1, hit->target_cnt);
	assert_true(near->combatant.hp < MUCH_HP);
	assert_int_equal(MUCH_HP, edge->combatant.hp);
	assert_int_equal(MUCH_HP, self->combatant.hp);
	assert_int_equal(100, mob->e.x);
}

/* DEFECT, spec/mobs.md 8: more than four were hit, and who is spared. */
static void
an_eruption_hits_four(void **state)
{
	struct player *p[6];
	int hurt = 0;

	UNUSED(state);
	for (int i = 0; i < 6; i++) {
		p[i] = rig_player(2 + i, "Crowd", 200, 100 + i,
		    rig.w.overworld);
		p[i]->combatant.hp = MUCH_HP;
	}
	p[0]->profile.special_state = SPECIAL_INVISIBLE;
	p[1]->profile.special_state = SPECIAL_INVULNERABLE;
	p[2]->combatant.hp = 0;
	mob_types[1].eruption_skill = SKILL_ERUPT;
	fight();
	mob->mob.hit_x = 200;
	mob->mob.hit_y = 100;
	mob->mob.skill_style = MOB_SKILL_ERUPTION;
	mob_skill_act(&rig.w, mob, self);
	assert_int_equal(4,
	    RIG_EXPECT(self, fe2cl_npc_skill_hit)->target_cnt);
	for (int i = 0; i < 6; i++)
		hurt += p[i]->combatant.hp != (i == 2 ? 0 : MUCH_HP);
	assert_int_equal(3, hurt);	/* and self */
	/* Nobody there: told all the same. */
	mob->mob.hit_x = -5000;
	mob->mob.skill_style = MOB_SKILL_ERUPTION;
	rig_forget();
	mob_skill_act(&rig.w, mob, self);
	assert_int_equal(0,
	    RIG_EXPECT(self, fe2cl_npc_skill_hit)->target_cnt);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_power_is_used_once),
		T(help_is_for_its_own),
		T(masters_are_spared),
		T(what_does_not_exist_is_not_used),
		T(chances_add_up),
		T(a_passive_lasts_as_long_as_the_fight),
		T(corruption_is_announced),
		T(without_a_nano_it_is_a_tie_that_hurts),
		T(the_same_style_is_a_tie),
		T(the_winner_strikes_back),
		T(the_winner_may_kill),
		T(the_loser_pays),
		T(corruption_may_kill),
		T(an_eruption_hits_the_place),
		T(an_eruption_hits_four),
	};
#undef T
	return cmocka_run_group_tests_name("mob_skill", tests, NULL, NULL);
}
