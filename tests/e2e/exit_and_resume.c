/*
 * exit_and_resume.c - who leaves comes back where he was, however he left
 * (spec/world.md 3 and 8, spec/database.md 6).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct e2e e2e;

static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, NULL);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static void
move_with_angle(struct bot *b, int32_t x, int32_t y, int32_t z, int32_t angle)
{
	BOT_SEND(b, cl2fe_req_pc_move, .x = x, .y = y, .z = z,
	    .angle = angle);
	bot_fence(b);
}

/* Comes back with another connection; returns what the server loaded. */
static const struct wire_pc_load_data2cl *
come_back(const char *login)
{
	struct bot *b = bot_new(e2e.team, "returner");
	const struct fe2cl_rep_pc_enter_succ *in;

	flow_login(b, login, dbfile_password);
	in = flow_enter(b, flow_select(b));
	flow_load(b);
	bot_fence(b);
	return &in->pc_load_data2cl;
}

static void
expect_place(const struct wire_pc_load_data2cl *d, int32_t x, int32_t y,
    int32_t z, int32_t angle)
{
	assert_int_equal(d->x, x);
	assert_int_equal(d->y, y);
	assert_int_equal(d->z, z);
	assert_int_equal(d->angle, angle);
}

static void
test_polite(void **state)
{
	struct bot *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Polite", E2E_X, E2E_Y, E2E_Z);
	move_with_angle(b, E2E_X + 1234, E2E_Y - 4321, E2E_Z + 77, 200);
	BOT_SEND(b, cl2fe_req_pc_exit, .id = bot_id(b));
	assert_int_equal(BOT_EXPECT(b, fe2cl_rep_pc_exit_succ)->exit_code, 1);
	bot_expect_closed(b, BOT_SHARD);
	expect_place(come_back(e2e_last_login()), E2E_X + 1234, E2E_Y - 4321,
	    E2E_Z + 77, 200);
}

static void
test_vanished(void **state)
{
	struct bot *b;
	char sql[128];

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Vanished", E2E_X, E2E_Y, E2E_Z);
	move_with_angle(b, E2E_X + 500, E2E_Y, E2E_Z, 90);
	bot_hang_up(b, BOT_SHARD);
	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	e2e_await_value(&e2e, sql, E2E_X + 500);
	expect_place(come_back(e2e_last_login()), E2E_X + 500, E2E_Y, E2E_Z,
	    90);
}

/* movement.md: a stop keeps the angle. */
static void
test_stop_keeps_the_angle(void **state)
{
	struct bot *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Stopper", E2E_X, E2E_Y, E2E_Z);
	move_with_angle(b, E2E_X + 50, E2E_Y, E2E_Z, 33);
	BOT_SEND(b, cl2fe_req_pc_stop, .x = E2E_X + 60, .y = E2E_Y,
	    .z = E2E_Z);
	flow_leave(b);
	expect_place(come_back(e2e_last_login()), E2E_X + 60, E2E_Y, E2E_Z,
	    33);
}

/* Nobody has to leave for that: the flush writes what has changed. */
static void
test_saved_while_playing(void **state)
{
	struct bot *b;
	char sql[128];

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Player", E2E_X, E2E_Y, E2E_Z);
	move_with_angle(b, E2E_X + 700, E2E_Y, E2E_Z, 0);
	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	e2e_await_value(&e2e, sql, E2E_X + 700);
	bot_fence(b);
}

/* Columns that others own are never written back from memory. */
static void
test_columns_of_others_are_kept(void **state)
{
	struct bot *b;
	char sql[160];

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Checked", E2E_X, E2E_Y, E2E_Z);
	snprintf(sql, sizeof(sql), "UPDATE Players SET NameCheck = 2 "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	dbfile_exec(e2e.db, sql);
	move_with_angle(b, E2E_X + 800, E2E_Y, E2E_Z, 0);
	flow_leave(b);
	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	e2e_await_value(&e2e, sql, E2E_X + 800);
	snprintf(sql, sizeof(sql), "SELECT NameCheck FROM Players "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	assert_int_equal(dbfile_get(e2e.db, sql), 2);
}

/* The same after the whole server went away in an orderly way. */
static void
test_server_restart(void **state)
{
	struct bot *b;
	char login[40];

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Patient", E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	move_with_angle(b, E2E_X + 900, E2E_Y + 9, E2E_Z, 12);
	dbfile_close(e2e.db);
	e2e.db = NULL;
	server_stop(&e2e.server);
	bot_expect_closed(b, BOT_SHARD);
	server_restart(&e2e.server);
	e2e.db = dbfile_open(e2e.server.db_path);
	e2e_new_team(&e2e);
	expect_place(come_back(login), E2E_X + 900, E2E_Y + 9, E2E_Z, 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_polite),
		cmocka_unit_test(test_vanished),
		cmocka_unit_test(test_stop_keeps_the_angle),
		cmocka_unit_test(test_saved_while_playing),
		cmocka_unit_test(test_columns_of_others_are_kept),
		cmocka_unit_test(test_server_restart),
	};

	return E2E_RUN("exit_and_resume", tests, start, end);
}
