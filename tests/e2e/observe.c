/*
 * observe.c - what an operator sees of a sealed server: numbers that move with
 * the players, health, and a log that programs can read.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/e2e.h"
#include "net/listener.h"
#include "support/exposition.h"
#include "support/freeze.h"
#include "support/scrape.h"
#include "tdata/jtree.h"

enum { PATIENCE_MS = 20000 };

static struct e2e e2e;

static void
start_with(const struct server_key *keys)
{
	struct server_options opt = { .keys = keys };

	e2e_start(&e2e, &opt);
}

static int
end(void **state)
{
	UNUSED(state);
	assert_false(server_log_has(&e2e.server, "refused"));
	e2e_end(&e2e);
	return 0;
}

/* --- numbers --- */

static int
start_metrics(void **state)
{
	static const struct server_key keys[] = {
		{ "metrics", "enabled", "true" },
		{ "db", "flushinterval", "50" },
		{ 0 }
	};

	UNUSED(state);
	start_with(keys);
	return 0;
}

static double
value_of(const char *sample)
{
	char *text = scrape_get(e2e.server.metrics_port, "/metrics", 200);
	double value = exposition_value(text, sample);

	free(text);
	return value;
}

/* Until it is at least so much. */
static void
await_value(const char *sample, double wanted)
{
	int64_t deadline = server_now_ms() + patience_ms(PATIENCE_MS);
	double value;

	while ((value = value_of(sample)) < wanted)
		if (server_now_ms() > deadline)
			die("%s is still %g, not %g", sample, value, wanted);
}

static void
await_below(const char *sample, double limit)
{
	int64_t deadline = server_now_ms() + patience_ms(PATIENCE_MS);
	double value;

	while ((value = value_of(sample)) >= limit)
		if (server_now_ms() > deadline)
			die("%s is still %g, not below %g", sample, value,
			    limit);
}

static void
test_numbers_move_with_the_players(void **state)
{
	static const char ticks[] = "fusiond_tick_seconds_count";
	struct bot *a, *b;
	char *text;

	UNUSED(state);
	text = scrape_get(e2e.server.metrics_port, "/metrics", 200);
	assert_true(exposition_check(text) > 20);
	assert_true(exposition_value(text, "fusiond_players") == 0);
	assert_true(exposition_value(text, "fusiond_threads") >= 8);
	/* From inside the sandbox, where there is no /proc. */
	assert_true(exposition_value(text, "fusiond_resident_memory_bytes") >
	    1 << 20);
	(void)exposition_value(text, "fusiond_mailbox_bytes{thread=\"io\"}");
	(void)exposition_value(text, "fusiond_mailbox_bytes{thread=\"db\"}");
	(void)exposition_value(text,
	    "fusiond_mailbox_bytes{thread=\"login\"}");
	free(text);
	await_value(ticks, value_of(ticks) + 1);

	a = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	b = e2e_player(&e2e, "Bob", E2E_X + 100, E2E_Y, E2E_Z);
	await_value("fusiond_players", 2);
	await_value("fusiond_logins_total{result=\"ok\"}", 2);
	await_value("fusiond_connections", 2);
	await_value("fusiond_connections_accepted_total", 4);
	await_value("fusiond_connections_ended_total{reason=\"peer\"}", 2);

	for (int i = 1; i <= 10; i++) {
		flow_move(a, E2E_X + i, E2E_Y, E2E_Z);
		flow_see_move(b, a);
	}
	await_value("fusiond_deliveries_total", 10);
	await_value("fusiond_packets_received_total", 10);
	await_value("fusiond_packets_sent_total", 4);
	await_value("fusiond_received_bytes_total", 500);
	await_value("fusiond_sent_bytes_total", 1000);
	await_value("fusiond_db_saves_total", 1);
	await_value("fusiond_db_changed_rows_total", 1);
	await_value("fusiond_db_flush_seconds_count", 1);
	await_value("fusiond_db_batch_seconds_count", 1);

	flow_leave(b);
	await_below("fusiond_players", 2);
	assert_true(value_of("fusiond_players") == 1);
	assert_true(value_of("fusiond_log_lines_total{level=\"error\"}") == 0);
}

static void
test_refusals_are_counted(void **state)
{
	static const uint8_t body[8];
	struct bot *b, *p;

	UNUSED(state);
	e2e_new_team(&e2e);
	dbfile_add_account(e2e.db, "has_password", 0);
	b = bot_new(e2e.team, "wrong");
	(void)flow_login_refused(b, "has_password", "password2");
	await_value("fusiond_logins_total{result=\"wrong_password\"}", 1);
	flow_login(b, "has_password", dbfile_password);

	p = e2e_player(&e2e, "Carol", E2E_X, E2E_Y, E2E_Z);
	assert_true(bot_send_raw(p, BOT_SHARD, 0x12345678, body,
	    sizeof(body)));
	await_value("fusiond_bad_packets_total{reason=\"unknown\"}", 1);
	assert_true(bot_send_raw(p, BOT_SHARD,
	    packet_info(PKT_CL2FE_REQ_PC_MOVE)->id, body, sizeof(body)));
	await_value("fusiond_bad_packets_total{reason=\"size\"}", 1);
	bot_fence(p);
}

/* The world stands still: that is told by a thread that does not need it. */
static void
test_health(void **state)
{
	pid_t world;
	char *text;

	UNUSED(state);
	text = scrape_get(e2e.server.metrics_port, "/healthz", 200);
	assert_string_equal(text, "ok\n");
	free(text);
	world = freeze_thread(e2e.server.pid, "world/0");
	if (world == 0) {
		print_message("nobody may trace here\n");
		skip();
	}
	server_await_log(&e2e.server,
	    "[ERROR] main: standing still: world ms=");
	text = scrape_get(e2e.server.metrics_port, "/healthz", 503);
	assert_non_null(strstr(text, "standing still: world ms="));
	free(text);
	assert_true(value_of("fusiond_busy_seconds{thread=\"world\"}") >= 5);
	thaw_thread(world);
	await_below("fusiond_busy_seconds{thread=\"world\"}", 5);
	free(scrape_get(e2e.server.metrics_port, "/healthz", 200));
}

/* --- the log --- */

static int
start_json(void **state)
{
	static const struct server_key keys[] = {
		{ "", "logformat", "json" },
		{ "", "verbosity", "2" },
		{ "shard", "auditlog", "true" },
		{ 0 }
	};

	UNUSED(state);
	start_with(keys);
	return 0;
}

static const char *
text_of(const struct jtree_node *object, const char *key)
{
	const struct jtree_node *n = jtree_get(object, key);

	assert_non_null(n);
	assert_int_equal(n->type, JTREE_STRING);
	return n->u.text;
}

/* 2026-01-02T03:04:05.678Z */
static void
check_time(const char *t)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd.dddZ";

	for (size_t i = 0; shape[i] != '\0'; i++)
		assert_true(shape[i] == 'd' ? isdigit((unsigned char)t[i]) :
		    t[i] == shape[i]);
}

static void
check_json_line(const char *line, bool *is_ready)
{
	struct jtree j = { 0 };
	size_t n = strlen(line);
	char *copy = jtree_text_new(&j, n);
	struct jtree_node *root;

	memcpy(copy, line, n);
	root = jtree_parse(&j, "log", copy, n);
	if (root == NULL || root->type != JTREE_OBJECT || root->size != 5)
		die("no JSON: %s", line);
	check_time(text_of(root, "time"));
	assert_true(strlen(text_of(root, "subsystem")) > 1);
	assert_true(strlen(text_of(root, "level")) >= 4);
	assert_true(strlen(text_of(root, "thread")) >= 2);
	if (strstr(text_of(root, "message"), "Starting shard server at") !=
	    NULL)
		*is_ready = true;
	jtree_fini(&j);
}

/* Names and words that would break out of a string, and a whole evening. */
static void
test_every_line_is_an_object(void **state)
{
	struct bot *gm, *p;
	bool is_ready = false;
	char *log, *rest, *line;
	int lines = 0;

	UNUSED(state);
	gm = e2e_game_master(&e2e, "Gm", E2E_X, E2E_Y, E2E_Z);
	p = e2e_player(&e2e, "Dora", E2E_X, E2E_Y, E2E_Z);
	flow_say(p, "\"},{\"level\":\"error\"}\\ \x1b[2J \xe2\x80\xae tfel");
	flow_say(gm, "/level 5");
	flow_say(gm, "/\"\\\"");
	bot_fence(gm);
	flow_leave(p);
	server_await_log(&e2e.server, "has left");

	log = server_take_log(&e2e.server);
	for (rest = log; (line = strsep(&rest, "\n")) != NULL;) {
		/* What is said of config.ini comes before it has been read. */
		if (line[0] == '\0' || strncmp(line, "config.ini: ", 12) == 0)
			continue;
		check_json_line(line, &is_ready);
		lines++;
	}
	assert_true(is_ready);
	assert_true(lines > 30);
	free(log);
}

static int
start_text(void **state)
{
	UNUSED(state);
	start_with(NULL);
	return 0;
}

static void
test_every_line_has_time_level_and_subsystem(void **state)
{
	static const char *const levels[] = { "[INFO] ", "[WARN] " };
	char *log = server_take_log(&e2e.server), *rest, *line;

	UNUSED(state);
	for (rest = log; (line = strsep(&rest, "\n")) != NULL;) {
		bool is_known = false;
		size_t n;

		if (line[0] == '\0' || strncmp(line, "config.ini: ", 12) == 0)
			continue;
		check_time(line);
		assert_int_equal(line[24], ' ');
		for (size_t i = 0; i < COUNT_OF(levels); i++)
			is_known |= strncmp(line + 25, levels[i], 7) == 0;
		assert_true(is_known);
		n = strspn(line + 32, "abcdefghijklmnopqrstuvwxyz_");
		assert_true(n > 1);
		assert_memory_equal(line + 32 + n, ": ", 2);
	}
	assert_non_null(log);
	free(log);
	/* As tools of OpenFusion look for it. */
	assert_true(server_log_has(&e2e.server,
	    "Starting shard server at 127.0.0.1:"));
}

/* As systemd does it: the very file of our output is named. */
static void
be_journal(const char *dir)
{
	char path[SERVER_PATH_BYTES + 32], name[64];
	struct stat st;

	path_format(path, sizeof(path), "%s/fusiond.log", dir);
	files_write(path, "", 0);
	if (stat(path, &st) != 0)
		die("%s is not there", path);
	snprintf(name, sizeof(name), "%llu:%llu",
	    (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
}

static int
start_journal(void **state)
{
	struct server_options opt = { .prepare = be_journal };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	unsetenv("JOURNAL_STREAM");
	return 0;
}

/* It notes the time of each line itself. */
static void
test_the_journal_gets_no_times(void **state)
{
	char *log = server_take_log(&e2e.server);

	UNUSED(state);
	assert_non_null(strstr(log, "\n[INFO] main: Starting shard server at"));
	assert_null(strstr(log, "Z [INFO]"));
	free(log);
}

/* Before the database is touched, and with the reason. */
static void
test_a_taken_port_is_named(void **state)
{
	char port[16];
	struct server_key keys[] = { { "metrics", "enabled", "true" },
		{ "metrics", "port", port }, { 0 } };
	struct server_options opt = { .keys = keys };
	int fd = listener_open("test", "127.0.0.1", 0);
	struct server s;

	UNUSED(state);
	assert_true(fd >= 0);
	snprintf(port, sizeof(port), "%u", listener_port(fd));
	server_prepare(&s, &opt);
	assert_int_equal(server_run(&s, NULL), 1);
	assert_true(server_log_has(&s, "[ERROR] listener: metrics: cannot "
	    "listen ip=127.0.0.1 port="));
	assert_true(server_log_has(&s, "in use"));
	assert_false(files_exist(s.db_path));
	server_end(&s);
	close(fd);
}

int
main(void)
{
#define WITH(f, start) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
		WITH(test_numbers_move_with_the_players, start_metrics),
		WITH(test_refusals_are_counted, start_metrics),
		WITH(test_health, start_metrics),
		WITH(test_every_line_is_an_object, start_json),
		WITH(test_every_line_has_time_level_and_subsystem, start_text),
		WITH(test_the_journal_gets_no_times, start_journal),
		cmocka_unit_test(test_a_taken_port_is_named),
	};
#undef WITH

	return E2E_RUN("observe", tests, NULL, NULL);
}
