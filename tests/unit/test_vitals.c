/* test_vitals.c - what time does to a player (spec/combat.md 9, 10). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/combat.h"
#include "game/vitals.h"

enum { TURN_MS = 50, ROUND_MS = 500, HEAL_ROUNDS = 8 };

static const struct handler *const tables[] = { combat_handlers, NULL };

static struct player *alice, *bob;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.player_left[0] = vitals_on_player_left;
	rig.events.hurt[0] = combat_on_hurt;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	vitals_on_player_loaded(&rig.w, alice);
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
pass_turns(int n)
{
	for (int i = 0; i < n; i++) {
		rig_pass(TURN_MS);
		vitals_tick(&rig.w);
	}
}

/* Each player has one turn in each. */
static void
pass_rounds(int n)
{
	pass_turns(n * ROUND_MS / TURN_MS);
}

static size_t
count_ticks(const struct player *p)
{
	size_t n = rig_count(p, PKT_FE2CL_REP_PC_TICK);

	rig_forget();
	return n;
}

/* --- whose turn it is --- */

/* All players in one tick would make everybody wait. */
static void
players_take_turns(void **state)
{
	struct player *crowd[40];
	uint32_t most = 0;

	UNUSED(state);
	for (int i = 0; i < 40; i++) {
		crowd[i] = rig_player(10 + i, "One", 500, 500,
		    rig.w.overworld);
		vitals_on_player_loaded(&rig.w, crowd[i]);
	}
	for (int t = 0; t < 10; t++) {
		uint32_t had = 0;

		pass_turns(1);
		for (int i = 0; i < 40; i++) {
			had += crowd[i]->vitals.turn_count;
			crowd[i]->vitals.turn_count = 0;
		}
		most = had > most ? had : most;
	}
	assert_in_range(most, 4, 5);
	pass_rounds(1);
	for (int i = 0; i < 40; i++)
		assert_int_equal(1, crowd[i]->vitals.turn_count);
}

static void
who_leaves_has_no_turn(void **state)
{
	UNUSED(state);
	vitals_on_player_loaded(&rig.w, bob);
	vitals_on_player_left(&rig.w, alice);
	pass_rounds(8);
	assert_int_equal(0, count_ticks(alice));
	assert_int_equal(8, bob->vitals.turn_count);
	vitals_on_player_left(&rig.w, bob);
	vitals_on_player_left(&rig.w, bob);	/* it had left before */
	pass_rounds(8);
	assert_int_equal(8, bob->vitals.turn_count);
}

/* --- REP_PC_TICK --- */

/* DEFECT: empty slots had the stamina of the null nano. */
static void
a_tick_tells_how_one_is(void **state)
{
	const struct fe2cl_rep_pc_tick *got;

	UNUSED(state);
	alice->wallet.battery_n = 7;
	alice->nanos.equipped[1] = 4;
	alice->nanos.bank[4] = (struct player_nano){ 4, 40, 150 };
	alice->nanos.bank[0].stamina = 99;
	pass_rounds(3);
	assert_int_equal(0, rig_count(alice, PKT_FE2CL_REP_PC_TICK));
	pass_rounds(1);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_tick);
	assert_int_equal(1000, got->hp);
	assert_int_equal(7, got->battery_n);
	assert_int_equal(0, got->nano[0].id);
	assert_int_equal(0, got->nano[0].stamina);
	assert_int_equal(4, got->nano[1].id);
	assert_int_equal(40, got->nano[1].skill_id);
	assert_int_equal(150, got->nano[1].stamina);
	rig_expect_nothing(alice);
	rig_expect_nothing(bob);
}

static void
the_same_is_told_for_a_while(void **state)
{
	UNUSED(state);
	/* Every 2 s: the first, and 15 times the same. */
	pass_rounds(4 * 16);
	assert_int_equal(16, count_ticks(alice));
	/* After that twice a minute. */
	pass_rounds(4 * 60);
	assert_int_equal(4, count_ticks(alice));
	alice->wallet.battery_n = 1;
	pass_rounds(4 * 16);
	assert_int_equal(16, count_ticks(alice));
}

static void
the_dead_have_no_ticks(void **state)
{
	UNUSED(state);
	alice->combatant.hp = 0;
	pass_rounds(16);
	assert_int_equal(0, count_ticks(alice));
	assert_int_equal(0, alice->combatant.hp);
}

/* --- healing --- */

static void
health_comes_back_by_fifths(void **state)
{
	UNUSED(state);
	alice->combatant.hp = 100;
	pass_rounds(HEAL_ROUNDS - 1);
	assert_int_equal(100, alice->combatant.hp);
	pass_rounds(1);
	assert_int_equal(300, alice->combatant.hp);
	pass_rounds(HEAL_ROUNDS);
	assert_int_equal(500, alice->combatant.hp);
	alice->combatant.hp = 950;
	pass_rounds(HEAL_ROUNDS);
	assert_int_equal(1000, alice->combatant.hp);
}

static void
the_end_of_a_fight_costs_a_round(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_combat_begin, .pc_id = 1);
	alice->combatant.hp = 100;
	pass_rounds(4 * HEAL_ROUNDS);
	assert_int_equal(100, alice->combatant.hp);
	RIG_DO(alice, cl2fe_req_pc_combat_end, .pc_id = 1);
	pass_rounds(HEAL_ROUNDS);
	assert_int_equal(100, alice->combatant.hp);
	pass_rounds(HEAL_ROUNDS);
	assert_int_equal(300, alice->combatant.hp);
}

static void
the_round_is_not_lost_at_full_health(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_combat_end, .pc_id = 1);
	pass_rounds(3 * HEAL_ROUNDS);
	assert_int_equal(4000, alice->vitals.heal_cooldown_ms);
}

/* DEFECT: a client that says nothing healed in the middle of a fight. */
static void
deeds_keep_from_healing(void **state)
{
	UNUSED(state);
	alice->combatant.hp = 100;
	for (int i = 0; i < 10; i++) {
		alice->combat.fought_at_ms = rig.w.now_ms;
		pass_rounds(HEAL_ROUNDS / 2);
	}
	assert_int_equal(100, alice->combatant.hp);
	pass_rounds(2 * HEAL_ROUNDS);
	assert_true(alice->combatant.hp > 100);
}

/* --- buffs --- */

static void
give_buff(enum buff_id buff, int64_t ms)
{
	const struct buff_grant grant = { .buff = buff,
		.class = BUFF_CLASS_ITEM, .duration_ms = ms };

	(void)buff_add(&rig.w, &alice->e, &grant);
	rig_forget();
}

static void
buffs_end_in_time(void **state)
{
	UNUSED(state);
	give_buff(BUFF_FREEDOM, 3000);
	pass_rounds(6);
	assert_true(combatant_has(&alice->combatant, BUFF_FREEDOM));
	pass_rounds(1);
	assert_false(combatant_has(&alice->combatant, BUFF_FREEDOM));
}

/* DEFECT: they never ended while one was dead. */
static void
buffs_of_the_dead_end_too(void **state)
{
	UNUSED(state);
	give_buff(BUFF_FREEDOM, 3000);
	alice->combatant.hp = 0;
	pass_rounds(7);
	assert_false(combatant_has(&alice->combatant, BUFF_FREEDOM));
	assert_int_equal(1, rig_count(alice, PKT_FE2CL_PC_BUFF_UPDATE));
}

static void
goo_kills_and_is_told(void **state)
{
	const struct fe2cl_rep_pc_tick *got;

	UNUSED(state);
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 1);
	RIG_DO(alice, cl2fe_req_pc_combat_begin, .pc_id = 1);
	rig_forget();
	pass_rounds(4);
	assert_int_equal(850, alice->combatant.hp);
	assert_int_equal(1, rig_count(bob, PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK));
	alice->combatant.hp = 10;
	rig_forget();
	pass_rounds(4);
	/* DEFECT: it was -140. */
	assert_int_equal(0, alice->combatant.hp);
	RIG_EXPECT(alice, fe2cl_char_time_buff_time_tick);
	got = RIG_EXPECT(alice, fe2cl_rep_pc_tick);
	assert_int_equal(0, got->hp);
	rig_forget();
	pass_rounds(8);
	rig_expect_nothing(alice);
}

/* --- falling --- */

static void
below_the_world_is_death(void **state)
{
	const struct fe2cl_pc_sudden_dead *got;

	UNUSED(state);
	alice->combatant.hp = 900;
	alice->e.z = -30000;
	pass_rounds(1);
	rig_expect_nothing(alice);
	alice->e.z = -30001;
	alice->profile.special_state = SPECIAL_INVULNERABLE;
	pass_rounds(1);
	assert_int_equal(0, alice->combatant.hp);
	got = RIG_EXPECT(alice, fe2cl_pc_sudden_dead);
	assert_int_equal(1, got->pc_id);
	assert_int_equal(900, got->damage);
	assert_int_equal(0, got->hp);
	assert_int_equal(0, got->sudden_dead_reason);
	RIG_EXPECT(bob, fe2cl_pc_sudden_dead);
	pass_rounds(8);
	rig_expect_nothing(alice);
	rig_expect_nothing(bob);
}

/* DEFECT: the nano stayed. */
static void
a_fall_ends_the_nano(void **state)
{
	UNUSED(state);
	alice->nanos.equipped[1] = alice->nanos.active = 4;
	alice->nanos.bank[4] = (struct player_nano){ 4, 40, 150 };
	alice->e.z = -30001;
	pass_rounds(1);
	assert_int_equal(0, alice->nanos.active);
	assert_int_equal(1, rig_count(bob, PKT_FE2CL_NANO_ACTIVE));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(players_take_turns),
		T(who_leaves_has_no_turn),
		T(a_tick_tells_how_one_is),
		T(the_same_is_told_for_a_while),
		T(the_dead_have_no_ticks),
		T(health_comes_back_by_fifths),
		T(the_end_of_a_fight_costs_a_round),
		T(the_round_is_not_lost_at_full_health),
		T(deeds_keep_from_healing),
		T(buffs_end_in_time),
		T(buffs_of_the_dead_end_too),
		T(goo_kills_and_is_told),
		T(below_the_world_is_death),
		T(a_fall_ends_the_nano),
	};
#undef T
	return cmocka_run_group_tests_name("vitals", tests, NULL, NULL);
}
