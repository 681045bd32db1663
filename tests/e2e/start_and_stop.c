/*
 * start_and_stop.c - starts that must not happen say why and fail; a stop
 * saves everybody (spec/server-core.md 1 to 3 and 5).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <signal.h>

#include "bot/e2e.h"

enum { STOP_MS = 5000 };

/* A start that fails: status 1, and the log has the text. */
static void
expect_refusal(struct server *s, const char *arg, const char *text)
{
	assert_int_equal(server_run(s, arg), 1);
	if (!server_log_has(s, text))
		fail_msg("the log does not say \"%s\", see %s", text,
		    s->log_path);
	server_check_log(s);
	server_end(s);
}

static void
test_bad_config(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "viewdistance", "2" }, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct server s;

	UNUSED(state);
	server_prepare(&s, &opt);
	expect_refusal(&s, NULL, "shard.viewdistance: '2' is not possible");
}

static void
test_unknown_address(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "ip", "no-such-host.invalid" }, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct server s;

	UNUSED(state);
	server_prepare(&s, &opt);
	expect_refusal(&s, NULL, "shard.ip: 'no-such-host.invalid'");
}

static void
break_tables(const char *dir)
{
	char path[SERVER_PATH_BYTES + 32];

	path_format(path, sizeof(path), "%s/tdata/NPCs.json", dir);
	files_write(path, "{\"NPCs\": {", strlen("{\"NPCs\": {"));
}

static void
test_broken_tables(void **state)
{
	struct server_options opt = { .prepare = break_tables };
	struct server s;

	UNUSED(state);
	server_prepare(&s, &opt);
	expect_refusal(&s, NULL, "NPCs.json: 1: a key in quotes");
	server_prepare(&s, &opt);
	expect_refusal(&s, "--check", "NPCs.json: 1: a key in quotes");
}

/* DEFECT of server-core.md 1: ports came last, after a migration. */
static void
test_taken_port(void **state)
{
	char port[16];
	struct server_key keys[] = { { "login", "port", port }, { 0 } };
	struct server_options opt = { .keys = keys };
	struct server first, second;

	UNUSED(state);
	server_start(&first, NULL);
	snprintf(port, sizeof(port), "%u", first.login_port);
	server_prepare(&second, &opt);
	assert_int_equal(server_run(&second, NULL), 1);
	assert_true(server_log_has(&second, "in use"));
	assert_false(files_exist(second.db_path));
	server_end(&second);
	server_end(&first);
}

/* Other ports, the same database: each would undo what the other saves. */
static void
test_one_database(void **state)
{
	char path[SERVER_PATH_BYTES + 32];
	struct server_key keys[] = { { "shard", "dbpath", path }, { 0 } };
	struct server_options opt = { .keys = keys };
	struct server first, second;

	UNUSED(state);
	server_start(&first, NULL);
	path_format(path, sizeof(path), "%s", first.db_path);
	server_prepare(&second, &opt);
	expect_refusal(&second, NULL, "another fusiond has it open");
	server_end(&first);
}

static void
test_command_line(void **state)
{
	static const struct {
		const char *arg;
		int status;
		const char *text;
	} cases[] = {
		{ "--help", 0, "usage: fusiond" },
		{ "--version", 0, "fusiond " },
		{ "--help-config", 0, "viewdistance" },
		{ "--check", 0, "config and tables are good" },
		{ "-dnowhere", 1, "nowhere/" },
		{ "--no-such-option", 2, "usage: fusiond" },
		{ "too-much", 2, "what is 'too-much'?" },
	};
	struct server s;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		server_prepare(&s, NULL);
		assert_int_equal(server_run(&s, cases[i].arg),
		    cases[i].status);
		assert_true(server_log_has(&s, cases[i].text));
		if (cases[i].status != 1)
			assert_false(files_exist(s.db_path));
		server_end(&s);
	}
}

/* Readiness is said once, when clients can come. */
static void
test_ready_is_said_once(void **state)
{
	struct server s;
	char *log, *at;

	UNUSED(state);
	server_start(&s, NULL);
	log = server_take_log(&s);
	at = strstr(log, "Starting shard server at");
	assert_non_null(at);
	assert_null(strstr(at + 1, "Starting shard server at"));
	free(log);
	server_end(&s);
}

/* DEFECT of server-core.md 5: SIGTERM lost what was not saved yet. */
static void
test_signals_save(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "flushinterval", "60000" }, { 0 }
	};
	static const int signals[] = { SIGINT, SIGTERM };
	struct server_options opt = { .keys = keys };
	struct e2e e = { 0 };
	struct bot *b;
	char sql[96];

	UNUSED(state);
	e2e_start(&e, &opt);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		int32_t x = E2E_X + 100 + (int32_t)i;

		b = e2e_player(&e, "Saved", E2E_X, E2E_Y, E2E_Z);
		snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players "
		    "WHERE PlayerID = %lld", (long long)bot_uid(b));
		flow_move(b, x, E2E_Y, E2E_Z);
		bot_fence(b);
		server_signal(&e.server, signals[i]);
		assert_int_equal(BOT_EXPECT(b,
		    fe2cl_rep_pc_exit_succ)->exit_code, 2);
		bot_expect_closed(b, BOT_SHARD);
		assert_int_equal(server_wait(&e.server, STOP_MS), 0);
		assert_int_equal(dbfile_get(e.db, sql), x);
		assert_true(dbfile_is_sound(e.db));
		dbfile_close(e.db);
		server_restart(&e.server);
		e.db = dbfile_open(e.server.db_path);
		e2e_new_team(&e);
	}
	e2e_end(&e);
}

/* DEFECT of wire.md 6, world.md 8: one such packet ended the whole server. */
static void
test_strangers_packets(void **state)
{
	struct e2e e = { 0 };
	struct bot *stranger, *player;

	UNUSED(state);
	e2e_start(&e, NULL);
	player = e2e_player(&e, "Player", E2E_X, E2E_Y, E2E_Z);
	stranger = e2e_outsider(&e, "Stranger", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(stranger, e2e_last_login(), dbfile_password);
	flow_select(stranger);
	bot_connect(stranger, BOT_SHARD);
	BOT_SEND(stranger, cl2fe_rep_live_check, .temp_value = 1);
	BOT_SEND(stranger, cl2fe_req_pc_move, .x = 1);
	BOT_SEND(stranger, cl2fe_req_pc_loading_complete, .pc_id = 1);
	BOT_SEND(stranger, cl2fe_req_pc_exit, .id = bot_id(player));
	BOT_SEND(stranger, cl2fe_req_send_freechat_message,
	    .free_chat = "boo");
	/* Each got its turn before this was refused. */
	flow_send_enter(stranger, 12345);
	BOT_EXPECT(stranger, fe2cl_rep_pc_enter_fail);
	bot_expect_closed(stranger, BOT_SHARD);
	bot_fence(player);
	assert_int_equal(bot_count(player,
	    PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC), 0);
	e2e_end(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_config),
		cmocka_unit_test(test_unknown_address),
		cmocka_unit_test(test_broken_tables),
		cmocka_unit_test(test_taken_port),
		cmocka_unit_test(test_one_database),
		cmocka_unit_test(test_command_line),
		cmocka_unit_test(test_ready_is_said_once),
		cmocka_unit_test(test_signals_save),
		cmocka_unit_test(test_strangers_packets),
	};

	return E2E_RUN("start_and_stop", tests, NULL, NULL);
}
