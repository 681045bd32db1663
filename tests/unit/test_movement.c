/* test_movement.c - steps: taken, shown, refused (spec/movement.md). */
#include "world_rig.h"

#include <math.h>

#include "db/db_msg.h"
#include "game/movement.h"
#include "game/step.h"

static const struct handler *const tables[] = { movement_handlers, NULL };

static const struct tdata_item vehicles[] = {
	{ .type = TDATA_ITEM_VEHICLE, .id = 5, .run_speed = 900 },
};

static struct player *mover, *viewer, *stranger;
static int walked;

static void
on_walked(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	walked++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.cfg.shard.movement_check = true;
	rig.events.player_walked[0] = on_walked;
	rig.items = vehicles;
	rig.item_count = COUNT_OF(vehicles);
	walked = 0;
	mover = rig_player(1, "Mover", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	stranger = rig_player(3, "Stranger", 90000, 100, rig.w.overworld);
	step_settle(&rig.w, mover);
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
walk_to(int32_t x, int32_t y, int32_t z)
{
	RIG_DO(mover, cl2fe_req_pc_move, .x = x, .y = y, .z = z, .angle = 7);
}

static void
assert_at(int32_t x, int32_t y, int32_t z)
{
	assert_int_equal(x, mover->e.x);
	assert_int_equal(y, mover->e.y);
	assert_int_equal(z, mover->e.z);
}

/* --- shown to others --- */

static void
move_is_shown_as_it_came(void **state)
{
	const struct fe2cl_pc_move *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_move, .cli_time = 99, .x = 110, .y = 120,
	    .z = 30, .vx = 1.5f, .vy = -2.5f, .vz = 3.5f, .angle = -45,
	    .key_value = 9, .speed = 400);
	got = RIG_EXPECT(viewer, fe2cl_pc_move);
	assert_int_equal(99, got->cli_time);
	assert_int_equal(110, got->x);
	assert_int_equal(120, got->y);
	assert_int_equal(30, got->z);
	assert_true(got->vx == 1.5f && got->vy == -2.5f && got->vz == 3.5f);
	assert_int_equal(-45, got->angle);
	assert_int_equal(9, got->key_value);
	assert_int_equal(400, got->speed);
	assert_int_equal(1, got->id);
	assert_int_equal(RIG_START_MS, got->svr_time);
	rig_expect_nothing(mover);
	rig_expect_nothing(stranger);
	assert_at(110, 120, 30);
	assert_int_equal(-45, mover->e.angle);
	assert_int_equal(1, walked);
	assert_true((mover->dirty & DB_SECTION_PLACE) != 0);
}

static void
stop_keeps_the_angle(void **state)
{
	const struct fe2cl_pc_stop *got;

	UNUSED(state);
	walk_to(110, 110, 0);
	RIG_DO(mover, cl2fe_req_pc_stop, .cli_time = 5, .x = 111, .y = 112,
	    .z = 1);
	RIG_EXPECT(viewer, fe2cl_pc_move);
	got = RIG_EXPECT(viewer, fe2cl_pc_stop);
	assert_int_equal(111, got->x);
	assert_int_equal(5, got->cli_time);
	assert_int_equal(1, got->id);
	assert_int_equal(7, mover->e.angle);
}

static void
jump_is_shown(void **state)
{
	const struct fe2cl_pc_jump *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_jump, .x = 110, .y = 100, .z = 5, .vx = 1,
	    .vy = -2, .vz = 3, .angle = 4, .key_value = 5, .speed = 6);
	got = RIG_EXPECT(viewer, fe2cl_pc_jump);
	assert_int_equal(1, got->vx);
	assert_int_equal(-2, got->vy);
	assert_int_equal(3, got->vz);
	assert_int_equal(4, got->angle);
	assert_int_equal(5, got->key_value);
	assert_int_equal(6, got->speed);
	assert_int_equal(1, got->id);
}

/* DEFECT: others saw the angle snap to 0. */
static void
jump_pad_shows_the_angle(void **state)
{
	const struct fe2cl_pc_jumppad *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_jumppad, .x = 110, .y = 100, .z = 5,
	    .vx = 1, .vy = -2, .vz = 3, .angle = 44, .key_value = 9);
	got = RIG_EXPECT(viewer, fe2cl_pc_jumppad);
	assert_int_equal(44, got->angle);
	assert_int_equal(-2, got->vy);
	assert_int_equal(9, got->key_value);
	assert_int_equal(1, got->pc_id);
}

static void
launcher_is_shown(void **state)
{
	const struct fe2cl_pc_launcher *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_launcher, .x = 110, .y = 100, .z = 5,
	    .vx = -1, .vy = 2, .vz = -3, .angle = -44, .speed = 777);
	got = RIG_EXPECT(viewer, fe2cl_pc_launcher);
	assert_int_equal(-44, got->angle);
	assert_int_equal(777, got->speed);
	assert_int_equal(-3, got->vz);
	assert_int_equal(1, got->pc_id);
}

static void
zipline_is_shown(void **state)
{
	const struct fe2cl_pc_zipline *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_zipline, .st_x = 1, .st_y = 2, .st_z = 3,
	    .mov_distance = 4.5f, .max_distance = 5.5f, .dummy = 6.5f,
	    .x = 110, .y = 100, .z = 5, .vx = 7.5f, .down = 1, .roll_max = 8,
	    .roll = 9, .angle = 10, .speed = 11);
	got = RIG_EXPECT(viewer, fe2cl_pc_zipline);
	assert_int_equal(1, got->st_x);
	assert_int_equal(3, got->st_z);
	assert_true(got->mov_distance == 4.5f && got->max_distance == 5.5f);
	assert_true(got->dummy == 6.5f && got->vx == 7.5f);
	assert_int_equal(1, got->down);
	assert_int_equal(8, got->roll_max);
	assert_int_equal(9, got->roll);
	assert_int_equal(10, got->angle);
	assert_int_equal(11, got->speed);
}

static void
platform_and_bus_are_shown(void **state)
{
	const struct fe2cl_pc_moveplatform *platform;
	const struct fe2cl_pc_movetransportation *bus;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_moveplatform, .lc_x = 1, .lc_y = 2,
	    .lc_z = 3, .x = 110, .y = 100, .z = 5, .vx = 4.5f, .down = 1,
	    .platform_id = 42, .angle = 5, .key_value = 6, .speed = 7);
	platform = RIG_EXPECT(viewer, fe2cl_pc_moveplatform);
	assert_int_equal(1, platform->lc_x);
	assert_int_equal(110, platform->x);
	assert_int_equal(42, platform->platform_id);
	assert_int_equal(1, platform->down);
	assert_at(110, 100, 5);
	RIG_DO(mover, cl2fe_req_pc_movetransportation, .lc_x = -1,
	    .x = 111, .y = 100, .z = 5, .vz = -6.5f, .t_id = 43, .angle = 15,
	    .key_value = 16, .speed = 17);
	bus = RIG_EXPECT(viewer, fe2cl_pc_movetransportation);
	assert_int_equal(-1, bus->lc_x);
	assert_int_equal(43, bus->t_id);
	assert_true(bus->vz == -6.5f);
	assert_int_equal(17, bus->speed);
}

static void
slope_is_shown(void **state)
{
	const struct fe2cl_pc_slope *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_slope, .x = 110, .y = 100, .z = 5,
	    .angle = 25, .speed = 27, .key_value = 26, .vx = 1, .vy = 2,
	    .vz = 3, .slope_id = 44);
	got = RIG_EXPECT(viewer, fe2cl_pc_slope);
	assert_int_equal(44, got->slope_id);
	assert_int_equal(27, got->speed);
	assert_true(got->vz == 3);
}

/* DEFECT: they were not implemented; the player froze for others. */
static void
rope_and_belt_are_shown(void **state)
{
	const struct fe2cl_pc_rope *rope;
	const struct fe2cl_pc_belt *belt;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_rope, .x = 110, .y = 100, .z = 5,
	    .vx = 1.5f, .rope_id = 45, .angle = 1, .key_value = 2,
	    .speed = 3);
	rope = RIG_EXPECT(viewer, fe2cl_pc_rope);
	assert_int_equal(45, rope->rope_id);
	assert_int_equal(1, rope->pc_id);
	assert_true(rope->vx == 1.5f);
	RIG_DO(mover, cl2fe_req_pc_belt, .lc_x = 9, .x = 111, .y = 100,
	    .z = 5, .down = 1, .belt_id = 46, .angle = 1, .key_value = 2,
	    .speed = 3);
	belt = RIG_EXPECT(viewer, fe2cl_pc_belt);
	assert_int_equal(46, belt->belt_id);
	assert_int_equal(9, belt->lc_x);
	assert_int_equal(1, belt->down);
	assert_at(111, 100, 5);
}

/* DEFECT: not implemented; the vehicle bit is the server's. */
static void
state_change_hides_the_vehicle_bit(void **state)
{
	const struct fe2cl_pc_state_change *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_state_change, .state = 8 | 4);
	got = RIG_EXPECT(viewer, fe2cl_pc_state_change);
	assert_int_equal(4, got->state);
	assert_int_equal(1, got->pc_id);
	mover->profile.pc_state = PC_STATE_VEHICLE;
	RIG_DO(mover, cl2fe_req_pc_state_change, .state = 4);
	got = RIG_EXPECT(viewer, fe2cl_pc_state_change);
	assert_int_equal(4 | 8, got->state);
}

/* DEFECT: NaN and infinity reached other clients. */
static void
odd_floats_become_zero(void **state)
{
	const struct fe2cl_pc_move *got;

	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_move, .x = 110, .y = 100, .vx = NAN,
	    .vy = INFINITY, .vz = -INFINITY);
	got = RIG_EXPECT(viewer, fe2cl_pc_move);
	assert_true(got->vx == 0 && got->vy == 0 && got->vz == 0);
}

/* --- refused --- */

/* DEFECT: coordinates near INT_MIN and INT_MAX made chunks at will. */
static void
places_outside_the_world_are_clamped(void **state)
{
	UNUSED(state);
	rig.cfg.shard.movement_check = false;
	walk_to(INT32_MAX, INT32_MIN, INT32_MAX);
	assert_at(CHUNK_MAX_UNITS, CHUNK_MIN_UNITS, CHUNK_MAX_UNITS);
}

/* DEFECT: a step before LOADING_COMPLETE put the player into the world. */
static void
nobody_moves_before_loading(void **state)
{
	struct player *early = rig_player(4, "Early", 150, 100, NULL);

	UNUSED(state);
	RIG_DO(early, cl2fe_req_pc_move, .x = 160, .y = 100);
	assert_null(early->e.chunk);
	assert_int_equal(150, early->e.x);
	rig_expect_nothing(viewer);
}

/* DEFECT: a dead player could walk. */
static void
the_dead_only_stop(void **state)
{
	UNUSED(state);
	mover->combatant.hp = 0;
	walk_to(110, 100, 0);
	assert_at(100, 100, 0);
	rig_expect_nothing(viewer);
	RIG_DO(mover, cl2fe_req_pc_stop, .x = 105, .y = 100);
	assert_at(105, 100, 0);
	RIG_EXPECT(viewer, fe2cl_pc_stop);
}

/* DEFECT: a rider on the skyway could also walk. */
static void
riders_on_the_skyway_do_not_walk(void **state)
{
	UNUSED(state);
	mover->travel.on_monkey = true;
	walk_to(110, 100, 0);
	RIG_DO(mover, cl2fe_req_pc_stop, .x = 105, .y = 100);
	assert_at(100, 100, 0);
	rig_expect_nothing(viewer);
}

/* DEFECT: the relay rate was unbounded. */
static void
a_flood_is_not_relayed(void **state)
{
	size_t seen;

	UNUSED(state);
	rig.cfg.limits.is_enabled = true;
	for (int i = 0; i < 1000; i++)
		walk_to(100 + i % 2, 100, 0);
	seen = rig_count(viewer, PKT_FE2CL_PC_MOVE);
	assert_in_range(seen, 20, 100);
	rig_forget();
	rig_pass(1000);
	for (int i = 0; i < 1000; i++)
		walk_to(100 + i % 2, 100, 0);
	seen = rig_count(viewer, PKT_FE2CL_PC_MOVE);
	assert_in_range(seen, 10, 40);
}

/* --- the check --- */

static void
running_for_a_minute_is_fine(void **state)
{
	UNUSED(state);
	for (int i = 1; i <= 300; i++) {
		rig_pass(200);
		walk_to(100 + i * 80, 100, 0);	/* 400 a second */
		assert_int_equal(100 + i * 80, mover->e.x);
	}
	assert_int_equal(0, rig_count(mover, PKT_FE2CL_REP_PC_GOTO_SUCC));
}

static void
a_stalled_line_is_forgiven(void **state)
{
	UNUSED(state);
	rig_pass(10000);
	for (int i = 1; i <= 50; i++)		/* ten seconds at once */
		walk_to(100 + i * 80, 100, 0);
	assert_at(100 + 50 * 80, 100, 0);
}

static void
twice_too_fast_falls_behind(void **state)
{
	UNUSED(state);
	for (int i = 1; i <= 100; i++) {
		rig_pass(200);
		walk_to(100 + i * 400, 100, 0);	/* 2000 a second */
	}
	/* 20 s at twice 400, and what was saved up: not 40,000. */
	assert_in_range(mover->e.x, 100, 100 + 26 * 800);
}

/* DEFECT: teleport hacks were free. */
static void
a_jump_across_the_map_is_corrected(void **state)
{
	const struct fe2cl_rep_pc_goto_succ *got;

	UNUSED(state);
	rig_pass(60000);
	walk_to(500000, 100, 0);
	assert_at(100, 100, 0);
	got = RIG_EXPECT(mover, fe2cl_rep_pc_goto_succ);
	assert_int_equal(100, got->x);
	rig_expect_nothing(viewer);
	/* What is still on its way from there is neither blamed nor told. */
	for (int i = 0; i < 10; i++) {
		rig_pass(100);
		walk_to(500000 + i, 100, 0);
	}
	rig_expect_nothing(mover);
	walk_to(110, 100, 0);
	assert_at(110, 100, 0);
}

static void
flying_up_is_checked_and_falling_is_not(void **state)
{
	UNUSED(state);
	rig_pass(60000);
	walk_to(100, 100, 100000);
	assert_at(100, 100, 0);
	RIG_EXPECT(mover, fe2cl_rep_pc_goto_succ);
	rig_pass(1000);
	walk_to(100, 100, -20000);
	assert_at(100, 100, -20000);
}

static void
who_goes_on_cheating_is_put_out(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 20 && !rig.is_closed[1]; i++) {
		rig_pass(30000);
		walk_to(500000, 100, 0);
		assert_at(100, 100, 0);
	}
	assert_true(rig.is_closed[1]);
	assert_int_equal(4, rig_count(mover, PKT_FE2CL_REP_PC_GOTO_SUCC));
}

static void
rare_violations_are_forgotten(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 20; i++) {
		rig_pass(400000);
		walk_to(500000, 100, 0);
	}
	assert_false(rig.is_closed[1]);
}

static void
vehicles_are_faster(void **state)
{
	UNUSED(state);
	mover->inventory.equip[PLAYER_VEHICLE_SLOT] =
	    (struct item){ .type = TDATA_ITEM_VEHICLE, .id = 5, .opt = 1 };
	mover->profile.pc_state = PC_STATE_VEHICLE;
	for (int i = 1; i <= 100; i++) {
		rig_pass(200);
		walk_to(100 + i * 260, 100, 0);	/* 1300 a second */
		assert_int_equal(100 + i * 260, mover->e.x);
	}
	assert_int_equal(0, rig_count(mover, PKT_FE2CL_REP_PC_GOTO_SUCC));
}

static void
launchers_fling_far(void **state)
{
	UNUSED(state);
	RIG_DO(mover, cl2fe_req_pc_launcher, .x = 100, .y = 100, .vx = 5000);
	rig_pass(3000);
	walk_to(15000, 100, 4000);
	assert_at(15000, 100, 4000);
	rig_pass(60000);		/* long landed */
	walk_to(30000, 100, 4000);
	assert_at(15000, 100, 4000);
}

static void
a_gms_speed_counts(void **state)
{
	UNUSED(state);
	step_set_speed(mover, 5000);
	rig_pass(2000);
	walk_to(10000, 100, 0);
	assert_at(10000, 100, 0);
	step_set_jump(mover, 20000);
	rig_pass(2000);
	walk_to(10000, 100, 40000);
	assert_at(10000, 100, 40000);
}

static void
the_check_can_be_switched_off(void **state)
{
	UNUSED(state);
	rig.cfg.shard.movement_check = false;
	walk_to(500000, 100, 100000);
	assert_at(500000, 100, 100000);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(move_is_shown_as_it_came),
		T(stop_keeps_the_angle),
		T(jump_is_shown),
		T(jump_pad_shows_the_angle),
		T(launcher_is_shown),
		T(zipline_is_shown),
		T(platform_and_bus_are_shown),
		T(slope_is_shown),
		T(rope_and_belt_are_shown),
		T(state_change_hides_the_vehicle_bit),
		T(odd_floats_become_zero),
		T(places_outside_the_world_are_clamped),
		T(nobody_moves_before_loading),
		T(the_dead_only_stop),
		T(riders_on_the_skyway_do_not_walk),
		T(a_flood_is_not_relayed),
		T(running_for_a_minute_is_fine),
		T(a_stalled_line_is_forgiven),
		T(twice_too_fast_falls_behind),
		T(a_jump_across_the_map_is_corrected),
		T(flying_up_is_checked_and_falling_is_not),
		T(who_goes_on_cheating_is_put_out),
		T(rare_violations_are_forgotten),
		T(vehicles_are_faster),
		T(launchers_fling_far),
		T(a_gms_speed_counts),
		T(the_check_can_be_switched_off),
	};
#undef T
	return cmocka_run_group_tests_name("movement", tests, NULL, NULL);
}
