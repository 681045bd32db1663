/*
 * movement_checks.c - what a client claims about its place is checked
 * (spec/movement.md, Defects; [shard] movementcheck).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct e2e e2e;
static struct bot *mover, *onlooker;

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "movementcheck", "true" }, { 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static int
enter(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	mover = e2e_player(&e2e, "Mover", E2E_X, E2E_Y, E2E_Z);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X + 200, E2E_Y, E2E_Z);
	e2e_settle(mover, onlooker);
	return 0;
}

static void
test_walking_is_fine(void **state)
{
	UNUSED(state);
	flow_move(mover, E2E_X + 100, E2E_Y, E2E_Z);
	assert_int_equal(flow_see_move(onlooker, mover)->x, E2E_X + 100);
	flow_move(mover, E2E_X + 180, E2E_Y + 30, E2E_Z + 20);
	assert_int_equal(flow_see_move(onlooker, mover)->x, E2E_X + 180);
	bot_expect_none(mover, PKT_FE2CL_REP_PC_GOTO_SUCC);
}

static void
test_teleport_is_refused(void **state)
{
	const struct fe2cl_rep_pc_goto_succ *back;

	UNUSED(state);
	flow_move(mover, E2E_X + 100, E2E_Y, E2E_Z);
	flow_see_move(onlooker, mover);
	flow_move(mover, E2E_X + 60000, E2E_Y, E2E_Z);
	/* the client is put back where it was */
	back = BOT_EXPECT(mover, fe2cl_rep_pc_goto_succ);
	assert_int_equal(back->x, E2E_X + 100);
	assert_int_equal(back->y, E2E_Y);
	e2e_settle(mover, onlooker);
	bot_expect_none(onlooker, PKT_FE2CL_PC_MOVE);
	bot_expect_none(onlooker, PKT_FE2CL_PC_EXIT);
}

static void
test_other_ways_are_checked_too(void **state)
{
	UNUSED(state);
	BOT_SEND(mover, cl2fe_req_pc_stop, .x = E2E_X, .y = E2E_Y + 90000,
	    .z = E2E_Z);
	BOT_SEND(mover, cl2fe_req_pc_jump, .x = E2E_X + 90000, .y = E2E_Y,
	    .z = E2E_Z);
	BOT_SEND(mover, cl2fe_req_pc_slope, .x = E2E_X - 90000, .y = E2E_Y,
	    .z = E2E_Z);
	BOT_SEND(mover, cl2fe_req_pc_launcher, .x = E2E_X + 400000,
	    .y = E2E_Y, .z = E2E_Z);
	e2e_settle(mover, onlooker);
	bot_expect_none(onlooker, PKT_FE2CL_PC_STOP);
	bot_expect_none(onlooker, PKT_FE2CL_PC_JUMP);
	bot_expect_none(onlooker, PKT_FE2CL_PC_SLOPE);
	bot_expect_none(onlooker, PKT_FE2CL_PC_LAUNCHER);
	bot_expect_none(onlooker, PKT_FE2CL_PC_EXIT);
}

static void
test_coordinates_out_of_the_world(void **state)
{
	static const int32_t far[] = { INT32_MAX, INT32_MIN, 2000000,
		-2000000 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(far); i++) {
		flow_move(mover, far[i], far[i], far[i]);
		flow_move(mover, E2E_X, far[i], E2E_Z);
	}
	e2e_settle(onlooker, onlooker);
	bot_expect_none(onlooker, PKT_FE2CL_PC_MOVE);
	/* for so much of it the mover may have been thrown out, no other */
	assert_true(bot_is_open(onlooker, BOT_SHARD));
}

static void
test_the_dead_do_not_walk(void **state)
{
	struct bot *dead;
	char sql[128];

	UNUSED(state);
	dead = e2e_outsider(&e2e, "Dead", 0, E2E_X + 50, E2E_Y, E2E_Z);
	snprintf(sql, sizeof(sql), "UPDATE Players SET HP = 0 "
	    "WHERE PlayerID = %lld", (long long)bot_uid(dead));
	dbfile_exec(e2e.db, sql);
	flow_join(dead, e2e_last_login());
	e2e_settle(dead, onlooker);
	bot_forget(onlooker);
	flow_move(dead, E2E_X + 60, E2E_Y, E2E_Z);
	e2e_settle(dead, onlooker);
	bot_expect_none(onlooker, PKT_FE2CL_PC_MOVE);
	/* falling to the ground ends with a stop */
	BOT_SEND(dead, cl2fe_req_pc_stop, .x = E2E_X + 50, .y = E2E_Y,
	    .z = E2E_Z);
	assert_int_equal(BOT_EXPECT(onlooker, fe2cl_pc_stop)->id,
	    bot_id(dead));
}

/*
 * A client that loads the place anew sends old steps meanwhile: it is told
 * once. Who goes on for minutes is thrown out (tests/unit/test_movement.c has
 * the clock for that).
 */
static void
test_one_correction_at_a_time(void **state)
{
	UNUSED(state);
	/* an honest step: it has loaded */
	flow_move(mover, E2E_X + 10, E2E_Y, E2E_Z);
	flow_see_move(onlooker, mover);
	for (int i = 0; i < 200; i++)
		flow_move(mover, i % 2 == 0 ? 500000 : 300000, 500000, 0);
	e2e_settle(mover, onlooker);
	BOT_EXPECT(mover, fe2cl_rep_pc_goto_succ);
	bot_expect_none(mover, PKT_FE2CL_REP_PC_GOTO_SUCC);
	assert_int_equal(bot_count(onlooker, PKT_FE2CL_PC_MOVE), 0);
	/* and walks on from where it was */
	flow_move(mover, E2E_X + 50, E2E_Y, E2E_Z);
	assert_int_equal(flow_see_move(onlooker, mover)->x, E2E_X + 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_walking_is_fine, enter),
		cmocka_unit_test_setup(test_teleport_is_refused, enter),
		cmocka_unit_test_setup(test_other_ways_are_checked_too,
		    enter),
		cmocka_unit_test_setup(test_coordinates_out_of_the_world,
		    enter),
		cmocka_unit_test_setup(test_the_dead_do_not_walk, enter),
		cmocka_unit_test_setup(test_one_correction_at_a_time, enter),
	};

	return E2E_RUN("movement_checks", tests, start, end);
}
