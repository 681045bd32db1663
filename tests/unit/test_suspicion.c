/* test_suspicion.c - who shoots faster than a weapon can (spec/combat.md 3). */
#include "world_rig.h"

#include "game/lifecycle.h"
#include "game/suspicion.h"

enum { DELAY_DS = 10, DELAY_MS = 1000 };

static const struct handler *const tables[] = { NULL };

static struct player *alice;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.cfg.shard.anticheat = true;
	rig.events.cheat_seen[0] = lifecycle_on_cheat_seen;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	alice->combatant.fire_delay_ds = DELAY_DS;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static bool
shoot_after(int64_t ms)
{
	rig_pass(ms);
	return suspicion_rate(&rig.w, alice, 1);
}

static void
an_honest_pace_is_no_suspicion(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 1000; i++)
		assert_true(shoot_after(DELAY_MS));
	assert_int_equal(0, alice->combat.suspicion);
	/* A little early, as the network has it, without a bad record. */
	for (int i = 0; i < 1000; i++)
		assert_true(shoot_after(DELAY_MS * 85 / 100));
	assert_int_equal(0, alice->combat.suspicion);
}

static void
each_early_shot_counts(void **state)
{
	UNUSED(state);
	assert_true(shoot_after(0));
	assert_true(shoot_after(799));
	assert_int_equal(201, alice->combat.suspicion);
	/* Between 80 and 100 % it still grows, up to 180 % it shrinks. */
	assert_true(shoot_after(900));
	assert_int_equal(301, alice->combat.suspicion);
	assert_true(shoot_after(1250));
	assert_int_equal(51, alice->combat.suspicion);
	assert_true(shoot_after(1800));
	assert_int_equal(51, alice->combat.suspicion);
	assert_true(shoot_after(1700));
	assert_int_equal(-649, alice->combat.suspicion);
	/* No deeper than by one pause. */
	assert_true(shoot_after(1700));
	assert_int_equal(-649, alice->combat.suspicion);
}

/* DEFECTs: nothing was said; the player was destroyed at once. */
static void
rapid_fire_ends_it(void **state)
{
	const struct fe2cl_rep_pc_exit_succ *got;
	int shots = 0;

	UNUSED(state);
	assert_true(shoot_after(0));
	while (shoot_after(100))
		assert_true(++shots < 100);
	assert_int_equal(11, shots);	/* 900 each, over 10000 */
	got = RIG_EXPECT(alice, fe2cl_rep_pc_exit_succ);
	assert_int_equal(1, got->id);
	assert_int_equal(PLAYER_EXIT_HACK, got->exit_code);
	assert_true(rig.is_closed[1]);
	assert_int_equal(PLAYER_LEAVING, alice->state);
	assert_int_equal(PLAYER_EXIT_HACK, alice->left_by);
}

static void
four_targets_end_it(void **state)
{
	UNUSED(state);
	assert_true(suspicion_rate(&rig.w, alice, 3));
	rig_pass(10000);
	assert_false(suspicion_rate(&rig.w, alice, 4));
	assert_true(rig.is_closed[1]);
}

/* DEFECT: without a weapon all was allowed. */
static void
bare_hands_have_a_pace(void **state)
{
	int shots = 0;

	UNUSED(state);
	alice->combatant.fire_delay_ds = 0;
	assert_true(shoot_after(0));
	for (int i = 0; i < 100; i++)
		assert_true(shoot_after(500));
	while (shoot_after(10))
		assert_true(++shots < 100);
}

static void
it_can_be_switched_off(void **state)
{
	UNUSED(state);
	rig.cfg.shard.anticheat = false;
	for (int i = 0; i < 1000; i++)
		assert_true(shoot_after(1));
	assert_true(suspicion_rate(&rig.w, alice, 100));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(an_honest_pace_is_no_suspicion),
		T(each_early_shot_counts),
		T(rapid_fire_ends_it),
		T(four_targets_end_it),
		T(bare_hands_have_a_pace),
		T(it_can_be_switched_off),
	};
#undef T
	return cmocka_run_group_tests_name("suspicion", tests, NULL, NULL);
}
