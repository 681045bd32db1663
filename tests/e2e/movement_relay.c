/*
 * movement_relay.c - every way of moving reaches the onlookers as it was sent
 * (spec/movement.md), in the oldest and the newest version.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include <math.h>

static struct e2e e2e;
static struct bot *mover, *onlooker;

static void
start_in(int protocol)
{
	struct server_options opt = { .protocol = protocol };

	e2e_start(&e2e, &opt);
	mover = e2e_player(&e2e, "Mover", E2E_X, E2E_Y, E2E_Z);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X + 200, E2E_Y, E2E_Z);
}

static int
start_104(void **state)
{
	UNUSED(state);
	start_in(104);
	return 0;
}

static int
start_1013(void **state)
{
	UNUSED(state);
	start_in(1013);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

/* Values that no two fields share. */
#define PLACE	.cli_time = 0x0123456789abcdefu, .x = E2E_X + 11, \
	.y = E2E_Y + 12, .z = E2E_Z + 13
#define FLOATS	.vx = 1.5f, .vy = -2.5f, .vz = 3.25f
#define INTS	.vx = 21, .vy = -22, .vz = 23
#define LOCAL	.lc_x = 31, .lc_y = -32, .lc_z = 33
#define ANGLE	.angle = 123
#define KEYS	.key_value = 0x5a
#define SPEED	.speed = 440

#define CHECK_PLACE(m) do { \
	assert_int_equal((m)->cli_time, 0x0123456789abcdefu); \
	assert_int_equal((m)->x, E2E_X + 11); \
	assert_int_equal((m)->y, E2E_Y + 12); \
	assert_int_equal((m)->z, E2E_Z + 13); \
	assert_int_not_equal((m)->svr_time, 0); \
} while (0)
#define CHECK_FLOATS(m) do { \
	assert_true((m)->vx == 1.5f); \
	assert_true((m)->vy == -2.5f); \
	assert_true((m)->vz == 3.25f); \
} while (0)
#define CHECK_INTS(m) do { \
	assert_int_equal((m)->vx, 21); \
	assert_int_equal((m)->vy, -22); \
	assert_int_equal((m)->vz, 23); \
} while (0)
#define CHECK_LOCAL(m) do { \
	assert_int_equal((m)->lc_x, 31); \
	assert_int_equal((m)->lc_y, -32); \
	assert_int_equal((m)->lc_z, 33); \
} while (0)
#define CHECK_ANGLE(m)	assert_int_equal((m)->angle, 123)
#define CHECK_KEYS(m)	assert_int_equal((m)->key_value, 0x5a)
#define CHECK_SPEED(m)	assert_int_equal((m)->speed, 440)

static void
test_move(void **state)
{
	const struct fe2cl_pc_move *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_move, PLACE, FLOATS, ANGLE, KEYS, SPEED);
	m = BOT_EXPECT(onlooker, fe2cl_pc_move);
	assert_int_equal(m->id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	bot_expect_none(mover, PKT_FE2CL_PC_MOVE);
}

static void
test_stop(void **state)
{
	const struct fe2cl_pc_stop *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_stop, PLACE);
	m = BOT_EXPECT(onlooker, fe2cl_pc_stop);
	assert_int_equal(m->id, bot_id(mover));
	CHECK_PLACE(m);
	bot_expect_none(mover, PKT_FE2CL_PC_STOP);
}

static void
test_jump(void **state)
{
	const struct fe2cl_pc_jump *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_jump, PLACE, INTS, ANGLE, KEYS, SPEED);
	m = BOT_EXPECT(onlooker, fe2cl_pc_jump);
	assert_int_equal(m->id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_INTS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
}

static void
test_jumppad(void **state)
{
	const struct fe2cl_pc_jumppad *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_jumppad, PLACE, INTS, ANGLE, KEYS);
	m = BOT_EXPECT(onlooker, fe2cl_pc_jumppad);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_INTS(m);
	CHECK_KEYS(m);
	CHECK_ANGLE(m);		/* DEFECT of movement.md: it was 0 */
}

static void
test_launcher(void **state)
{
	const struct fe2cl_pc_launcher *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_launcher, PLACE, INTS, ANGLE, SPEED);
	m = BOT_EXPECT(onlooker, fe2cl_pc_launcher);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_INTS(m);
	CHECK_ANGLE(m);
	CHECK_SPEED(m);
}

static void
test_zipline(void **state)
{
	const struct fe2cl_pc_zipline *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_zipline, PLACE, FLOATS, ANGLE, SPEED,
	    .st_x = 41, .st_y = 42, .st_z = 43, .mov_distance = 4.5f,
	    .max_distance = 5.5f, .dummy = 6.5f, .down = 1, .roll_max = 7,
	    .roll = 8);
	m = BOT_EXPECT(onlooker, fe2cl_pc_zipline);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_SPEED(m);
	assert_int_equal(m->st_x, 41);
	assert_int_equal(m->st_y, 42);
	assert_int_equal(m->st_z, 43);
	assert_true(m->mov_distance == 4.5f);
	assert_true(m->max_distance == 5.5f);
	assert_true(m->dummy == 6.5f);
	assert_int_equal(m->down, 1);
	assert_int_equal(m->roll_max, 7);
	assert_int_equal(m->roll, 8);
}

static void
test_platform(void **state)
{
	const struct fe2cl_pc_moveplatform *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_moveplatform, PLACE, FLOATS, ANGLE, KEYS,
	    SPEED, LOCAL, .down = 1, .platform_id = 51);
	m = BOT_EXPECT(onlooker, fe2cl_pc_moveplatform);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	CHECK_LOCAL(m);
	assert_int_equal(m->down, 1);
	assert_int_equal(m->platform_id, 51);
}

static void
test_transportation(void **state)
{
	const struct fe2cl_pc_movetransportation *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_movetransportation, PLACE, FLOATS, ANGLE,
	    KEYS, SPEED, LOCAL, .t_id = 52);
	m = BOT_EXPECT(onlooker, fe2cl_pc_movetransportation);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	CHECK_LOCAL(m);
	assert_int_equal(m->t_id, 52);
}

static void
test_slope(void **state)
{
	const struct fe2cl_pc_slope *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_slope, PLACE, FLOATS, ANGLE, KEYS, SPEED,
	    .slope_id = 53);
	m = BOT_EXPECT(onlooker, fe2cl_pc_slope);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	assert_int_equal(m->slope_id, 53);
}

/* DEFECT of movement.md: ropes and belts were not relayed. */
static void
test_rope(void **state)
{
	const struct fe2cl_pc_rope *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_rope, PLACE, FLOATS, ANGLE, KEYS, SPEED,
	    .rope_id = 54);
	m = BOT_EXPECT(onlooker, fe2cl_pc_rope);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	assert_int_equal(m->rope_id, 54);
}

static void
test_belt(void **state)
{
	const struct fe2cl_pc_belt *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_belt, PLACE, FLOATS, ANGLE, KEYS, SPEED,
	    LOCAL, .down = 1, .belt_id = 55);
	m = BOT_EXPECT(onlooker, fe2cl_pc_belt);
	assert_int_equal(m->pc_id, bot_id(mover));
	CHECK_PLACE(m);
	CHECK_FLOATS(m);
	CHECK_ANGLE(m);
	CHECK_KEYS(m);
	CHECK_SPEED(m);
	CHECK_LOCAL(m);
	assert_int_equal(m->down, 1);
	assert_int_equal(m->belt_id, 55);
}

/* DEFECT of movement.md: NaN and infinity reached other clients. */
static void
test_floats_are_numbers(void **state)
{
	const struct fe2cl_pc_move *m;

	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_move, PLACE, .vx = NAN, .vy = INFINITY,
	    .vz = -INFINITY);
	m = BOT_EXPECT(onlooker, fe2cl_pc_move);
	assert_true(m->vx == 0.0f);
	assert_true(m->vy == 0.0f);
	assert_true(m->vz == 0.0f);
}

/* Two who move at the same time see each other, in order. */
static void
test_both_ways_in_order(void **state)
{
	enum { STEPS = 100 };

	UNUSED(state);
	for (int i = 0; i < STEPS; i++) {
		flow_move(mover, E2E_X + i, E2E_Y, E2E_Z);
		flow_move(onlooker, E2E_X - i, E2E_Y, E2E_Z);
	}
	for (int i = 0; i < STEPS; i++) {
		assert_int_equal(flow_see_move(onlooker, mover)->x, E2E_X + i);
		assert_int_equal(flow_see_move(mover, onlooker)->x, E2E_X - i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_move),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_jump),
		cmocka_unit_test(test_jumppad),
		cmocka_unit_test(test_launcher),
		cmocka_unit_test(test_zipline),
		cmocka_unit_test(test_platform),
		cmocka_unit_test(test_transportation),
		cmocka_unit_test(test_slope),
		cmocka_unit_test(test_rope),
		cmocka_unit_test(test_belt),
		cmocka_unit_test(test_floats_are_numbers),
		cmocka_unit_test(test_both_ways_in_order),
	};
	int failed = E2E_RUN("movement_relay 104", tests, start_104, end);

	return failed + E2E_RUN("movement_relay 1013", tests, start_1013, end);
}
