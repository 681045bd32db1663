/*
 * stop.c - a stop says goodbye to everybody, saves the last step and leaves
 * one file (spec/server-core.md 5, spec/database.md 1).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <signal.h>

#include "bot/e2e.h"

enum { PLAYERS = 12, STEPS = 20, STOP_MS = 5000, EXIT_BY_SERVER = 2 };

static struct e2e e2e;
static struct bot *players[PLAYERS];

/* No flush in between: only the stop can have saved what is found. */
static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "flushinterval", "60000" }, { 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	for (int i = 0; i < PLAYERS; i++)
		players[i] = e2e_player(&e2e, "Walker", E2E_X, E2E_Y + i,
		    E2E_Z);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static int32_t
saved_x(const struct bot *b)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players WHERE "
	    "PlayerID = %lld", (long long)bot_uid(b));
	return (int32_t)dbfile_get(e2e.db, sql);
}

static void
walk_everybody(void)
{
	for (int step = 1; step <= STEPS; step++)
		for (int i = 0; i < PLAYERS; i++)
			flow_move(players[i], E2E_X + step, E2E_Y + i, E2E_Z);
	for (int i = 0; i < PLAYERS; i++)
		bot_fence(players[i]);
	for (int i = 0; i < PLAYERS; i++)
		assert_int_equal(saved_x(players[i]), E2E_X);
}

static void
expect_goodbyes(void)
{
	for (int i = 0; i < PLAYERS; i++) {
		const struct fe2cl_rep_pc_exit_succ *bye =
		    BOT_EXPECT(players[i], fe2cl_rep_pc_exit_succ);

		assert_int_equal(bye->id, bot_id(players[i]));
		assert_int_equal(bye->exit_code, EXIT_BY_SERVER);
		bot_expect_closed(players[i], BOT_SHARD);
	}
}

/* A copy of that one file is what somebody else would take away. */
static void
expect_one_whole_file(void)
{
	char path[SERVER_PATH_BYTES + 32];
	char *mode, *bytes;
	size_t n;

	server_check_database(&e2e.server);
	bytes = files_take(e2e.server.db_path, &n);
	path_format(path, sizeof(path), "%s/alone.db", e2e.server.dir);
	files_write(path, bytes, n);
	free(bytes);
	e2e.db = dbfile_open(path);
	mode = dbfile_take_text(e2e.db, "PRAGMA journal_mode");
	assert_string_equal(mode, "delete");
	free(mode);
	assert_true(dbfile_is_sound(e2e.db));
	for (int i = 0; i < PLAYERS; i++)
		assert_int_equal(saved_x(players[i]), E2E_X + STEPS);
}

/* DEFECT of server-core.md 5: SIGTERM was not handled at all. */
static void
stops_by(int sig)
{
	walk_everybody();
	dbfile_close(e2e.db);
	e2e.db = NULL;
	server_signal(&e2e.server, sig);
	expect_goodbyes();
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 0);
	server_check_log(&e2e.server);
	expect_one_whole_file();
}

static void
test_sigterm(void **state)
{
	UNUSED(state);
	stops_by(SIGTERM);
}

static void
test_sigint(void **state)
{
	UNUSED(state);
	stops_by(SIGINT);
}

/* Those who are on their way in or at the login server are no obstacle. */
static void
test_everywhere_on_the_way(void **state)
{
	struct bot *choosing = e2e_outsider(&e2e, "Choosing", 0, E2E_X,
	    E2E_Y, E2E_Z);
	struct bot *loading, *silent, *half;

	UNUSED(state);
	flow_login(choosing, e2e_last_login(), dbfile_password);
	loading = e2e_outsider(&e2e, "Loading", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(loading, e2e_last_login(), dbfile_password);
	flow_enter(loading, flow_select(loading));
	silent = bot_new(e2e.team, "silent");
	bot_connect(silent, BOT_LOGIN);
	half = bot_new(e2e.team, "half");
	bot_connect_to(half, BOT_SHARD, e2e.server.shard_port);
	bot_send_bytes(half, BOT_SHARD, (const uint8_t[]){ 99, 0, 0 }, 3);

	stops_by(SIGTERM);
	assert_int_equal(BOT_EXPECT(loading,
	    fe2cl_rep_pc_exit_succ)->exit_code, EXIT_BY_SERVER);
	bot_expect_closed(choosing, BOT_LOGIN);
	bot_expect_closed(silent, BOT_LOGIN);
	bot_expect_closed(half, BOT_SHARD);
}

/* A client that does not read its goodbye is not waited for. */
static void
test_somebody_does_not_read(void **state)
{
	UNUSED(state);
	walk_everybody();
	dbfile_close(e2e.db);
	e2e.db = NULL;
	bot_set_reading(players[0], false);
	server_signal(&e2e.server, SIGTERM);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 0);
	bot_set_reading(players[0], true);
	expect_goodbyes();
	expect_one_whole_file();
}

/* Somebody else's write keeps the server from saving. */
static void
lock_database(void)
{
	walk_everybody();
	dbfile_exec(e2e.db, "BEGIN IMMEDIATE");
	server_signal(&e2e.server, SIGTERM);
	expect_goodbyes();
}

/* It does not wait for ever, and does not claim that all is well. */
static void
test_database_is_locked(void **state)
{
	UNUSED(state);
	lock_database();
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 1);
	assert_true(server_log_has(&e2e.server,
	    "the last saves of 12 players are lost"));
	dbfile_exec(e2e.db, "ROLLBACK");
	assert_true(dbfile_is_sound(e2e.db));
}

/* Who signals again has no patience: that very moment it is over. */
static void
test_second_signal(void **state)
{
	UNUSED(state);
	lock_database();
	server_signal(&e2e.server, SIGTERM);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 128 + SIGTERM);
	assert_false(server_log_has(&e2e.server, "are lost"));
	dbfile_exec(e2e.db, "ROLLBACK");
	assert_true(dbfile_is_sound(e2e.db));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
		T(test_sigterm),
		T(test_sigint),
		T(test_everywhere_on_the_way),
		T(test_somebody_does_not_read),
		T(test_database_is_locked),
		T(test_second_signal),
	};

	return E2E_RUN("stop", tests, NULL, NULL);
}
