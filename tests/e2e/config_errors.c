/*
 * config_errors.c - a start with something wrong says what, where, and what
 * would be right, and ends with status 1 (spec/config.md 1 and 6,
 * spec/database.md 1 and 2, spec/tabledata.md 1).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include <unistd.h>

/* One directory for all: what a case breaks it mends. */
static struct server server;

static int
start(void **state)
{
	UNUSED(state);
	server_prepare(&server, NULL);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	server_end(&server);
	return 0;
}

static const char *
path_of(const char *name)
{
	static char path[SERVER_PATH_BYTES + 64];

	path_format(path, sizeof(path), "%s/%s", server.dir, name);
	return path;
}

/* Runs; the log has only this run's words. */
static void
expect_run(const char *arg, int status, const char *text)
{
	int got;

	unlink(server.log_path);
	got = server_run(&server, arg);
	server_check_log(&server);
	if (!server_log_has(&server, text)) {
		char *log = server_take_log(&server);

		fail_msg("not in the log: %s\n%.900s", text, log);
	}
	assert_int_equal(got, status);
}

/* ---- config.ini ---- */

static void
with_whole_config(const char *text)
{
	files_write(path_of("config.ini"), text, strlen(text));
}

/*
 * On free ports and in the test's directory; the rest begins in line 9, in
 * [shard].
 */
static void
with_config(const char *rest)
{
	char text[2048];

	path_format(text, sizeof(text), "sandbox=false\n"
	    "[login]\nport=%u\nlistenip=127.0.0.1\n"
	    "[shard]\nport=%u\nlistenip=127.0.0.1\n"
	    "dbpath=db/database.db\n%s", server.login_port,
	    server.shard_port, rest);
	with_whole_config(text);
}

static void
test_bad_lines(void **state)
{
	static const struct {
		const char *rest;
		const char *message;
	} cases[] = {
		{ "viewdistance=many\n",
		    "config.ini:9: shard.viewdistance: 'many' is not possible,"
		    " allowed is 300..1000000" },
		{ "timeout=2\n",
		    "config.ini:9: shard.timeout: '2' is not possible, "
		    "allowed is 5000..3600000" },
		{ "tarorate=99999999999999999999\n",
		    "config.ini:9: shard.tarorate: " },
		{ "simulatemobs=perhaps\n",
		    "config.ini:9: shard.simulatemobs: 'perhaps' is not "
		    "possible, allowed is true or false" },
		{ "\n# twice\nmotd=a\nmotd=b\n",
		    "config.ini:12: shard.motd: set twice, first in line 11" },
		{ "[LOGIN]\nPORT=3\n",
		    "config.ini:10: LOGIN.PORT: set twice, first in line 3" },
		{ "what is this\n", "config.ini:9: neither 'key=value'" },
		{ "[net\n", "config.ini:9: a section without" },
		{ "dbpath2\n=x\n", "config.ini:9: neither" },
		{ "[login]\nauthmethods=magic\n",
		    "config.ini:10: login.authmethods: 'magic' is not "
		    "possible, allowed is password or cookie" },
		{ "[db]\njournalmode=memory\n",
		    "config.ini:10: db.journalmode: 'memory'" },
		{ "motd=\xff\xfe\n", "config.ini:9: shard.motd: " },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		with_config(cases[i].rest);
		expect_run(i % 2 == 0 ? NULL : "--check", 1,
		    cases[i].message);
		assert_false(files_exist(server.db_path));
	}
}

static void
test_bad_whole_files(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
		{ "protocol=105\n", "config.ini:1: protocol: '105' is "
		    "not possible, allowed is 104, 728 or 1013" },
		{ "[login]\nport=7\n[shard]\nport=7\n",
		    "config.ini:4: shard.port: 7 is login.port already" },
		{ "[shard]\ndbpath=\n", "config.ini:2: shard.dbpath: ''" },
		{ "\xef\xbb\xbf" "sandbox=maybe\n",
		    "config.ini:1: sandbox: 'maybe'" },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		with_whole_config(cases[i].text);
		expect_run("--check", 1, cases[i].message);
	}
}

static void
test_all_mistakes_at_once(void **state)
{
	UNUSED(state);
	with_config("viewdistance=many\nsimulatemobs=perhaps\nwhat\n");
	expect_run(NULL, 1, "config.ini:9: shard.viewdistance");
	assert_true(server_log_has(&server,
	    "config.ini:10: shard.simulatemobs"));
	assert_true(server_log_has(&server, "config.ini:11: neither"));
}

static void
test_long_line(void **state)
{
	char text[1024] = "motd=";

	UNUSED(state);
	memset(text + strlen(text), 'x', 600);
	with_config(text);
	expect_run(NULL, 1, "config.ini:9: the line has 605 bytes, allowed");
}

/* OpenFusion's config.ini and one of the future just work. */
static void
test_unknown_key_is_a_warning(void **state)
{
	UNUSED(state);
	with_config("veiwdistance=16000\n[future]\nkey=1\n");
	expect_run("--check", 0, "config.ini:9: warning: shard.veiwdistance: "
	    "unknown key, ignored; the nearest known one is "
	    "shard.viewdistance");
	assert_true(server_log_has(&server,
	    "config.ini:11: warning: future.key: unknown"));
}

static void
test_no_such_file(void **state)
{
	UNUSED(state);
	with_config("");
	expect_run("-cnowhere.ini", 1,
	    "nowhere.ini: cannot be opened: No such file or directory");
}

/* ---- tables ---- */

static void
test_missing_tables(void **state)
{
	static const char *const names[] = {
		"xdt.json", "NPCs.json", "mobs.json", "paths.json",
		"drops.json", "eggs.json"
	};
	char name[40], text[80], *kept;
	size_t n;

	UNUSED(state);
	with_config("");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(name, sizeof(name), "tdata/%s", names[i]);
		kept = files_take(path_of(name), &n);
		unlink(path_of(name));
		snprintf(text, sizeof(text), "%s: Critical tdata file "
		    "missing", names[i]);
		expect_run("--check", 1, text);
		files_write(path_of(name), kept, n);
		free(kept);
	}
	expect_run("--check", 0, "config and tables are good");
	with_config("tdatadir=elsewhere\n");
	expect_run(NULL, 1, "elsewhere/xdt.json");
}

/* Cut anywhere, or with a byte that is wrong: never a crash. */
static void
test_broken_tables(void **state)
{
	static const char *const names[] = {
		"tdata/xdt.json", "tdata/NPCs.json", "tdata/mobs.json",
		"tdata/drops.json"
	};
	char *kept, *broken;
	size_t n;

	UNUSED(state);
	with_config("");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *file = strchr(names[i], '/') + 1;

		kept = files_take(path_of(names[i]), &n);
		for (size_t cut = 0; cut < 4; cut++) {
			files_write(path_of(names[i]), kept,
			    n * cut / 4 + cut);
			expect_run("--check", 1, file);
		}
		broken = malloc(n);
		memcpy(broken, kept, n);
		broken[n / 2] = '\x01';
		files_write(path_of(names[i]), broken, n);
		expect_run("--check", 1, file);
		free(broken);
		files_write(path_of(names[i]), kept, n);
		free(kept);
	}
}

/* ---- the database ---- */

static void
with_database(const void *bytes, size_t n)
{
	files_write(server.db_path, bytes, n);
}

/* As a start, and as --check sees it; the file stays as it was. */
static void
expect_refused(const char *text, const void *bytes, size_t n)
{
	static const char *const args[] = { NULL, "--check" };
	char *after;
	size_t left;

	for (size_t i = 0; i < COUNT_OF(args); i++) {
		expect_run(args[i], 1, text);
		after = files_take(server.db_path, &left);
		assert_int_equal(left, n);
		assert_memory_equal(after, bytes, n);
		free(after);
	}
}

/* A database as the server makes it; the caller frees it. */
static char *
take_good_database(size_t *n)
{
	struct server s;
	char *bytes;

	server_start(&s, NULL);
	server_stop(&s);
	bytes = files_take(s.db_path, n);
	server_end(&s);
	return bytes;
}

static void
test_damaged_database(void **state)
{
	static const char text[] = "this is the diary of a mad cat, no "
	    "database at all; a hundred bytes are needed to be taken for one.";
	size_t n;
	char *good = take_good_database(&n);

	UNUSED(state);
	with_config("");
	with_database(text, sizeof(text));
	expect_refused("the file is no SQLite database", text, sizeof(text));
	with_database(good, n / 2);
	expect_refused("the database file is damaged", good, n / 2);
	unlink(server.db_path);
	free(good);
}

static void
test_database_of_another_protocol(void **state)
{
	size_t n;
	char *good = take_good_database(&n);

	UNUSED(state);
	with_database(good, n);
	with_config("[]\nprotocol=728\n");
	expect_refused("made for protocol 104, but protocol=728 is "
	    "configured", good, n);
	with_config("");
	expect_run("--check", 0, "accounts=0 players=0 schema=6");
	unlink(server.db_path);
	free(good);
}

static void
test_no_place_for_a_database(void **state)
{
	static const struct {
		const char *path;
		const char *message;
	} cases[] = {
		{ "nowhere/database.db",
		    "db: nowhere/database.db: the file cannot be opened" },
		{ "db", "db: db: not a regular file" },
	};
	char text[256];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		path_format(text, sizeof(text), "[login]\nport=%u\n"
		    "[shard]\nport=%u\ndbpath=%s\n", server.login_port,
		    server.shard_port, cases[i].path);
		with_whole_config(text);
		expect_run(NULL, 1, cases[i].message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_bad_whole_files),
		cmocka_unit_test(test_all_mistakes_at_once),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_unknown_key_is_a_warning),
		cmocka_unit_test(test_no_such_file),
		cmocka_unit_test(test_missing_tables),
		cmocka_unit_test(test_broken_tables),
		cmocka_unit_test(test_damaged_database),
		cmocka_unit_test(test_database_of_another_protocol),
		cmocka_unit_test(test_no_place_for_a_database),
	};

	return E2E_RUN("config_errors", tests, start, end);
}
