/*
 * sandbox_modes.c - the server in every mode of its sandbox, as root and as a
 * user: it says what it achieved, plays, saves, and refuses what cannot be
 * kept (spec/sandbox.md 4, 5, 11, 12 and 16.8).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <dirent.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/e2e.h"
#include "support/old_database.h"

enum { STOP_MS = 5000, SOMEBODY = 12345, NOBODY = 65534 };

#define QUICK_FLUSH	{ "db", "flushinterval", "50" }

static const struct server_key quick_keys[] = { QUICK_FLUSH, { 0 } };
static const struct server_options quick = { .keys = quick_keys };

/* Sanitizers and ports without a backend have no sandbox to be tested. */
static bool has_sandbox;

static int
look_for_a_sandbox(void **state)
{
	struct server s;

	UNUSED(state);
	server_start(&s, NULL);
	has_sandbox = !server_log_has(&s, "sandbox off:") &&
	    !server_log_has(&s, "missing=all");
	server_end(&s);
	return 0;
}

static void
need_sandbox(void)
{
	if (!has_sandbox)
		skip();
}

static void
need_root(void)
{
	need_sandbox();
	if (geteuid() != 0)
		skip();
}

/* What wraps a server, as strace does, does not change its user. */
static void
need_other_user(void)
{
	need_root();
	if (getenv("FUSIOND_WRAP") != NULL)
		skip();
}

/* The value of a key in the line "sandbox: mode=..."; static. */
static const char *
summary_get(const struct server *s, const char *key)
{
	static char value[256];
	char name[32];
	char *log = server_take_log(s);
	const char *line = strstr(log, "[INFO] sandbox: mode=");
	size_t n;

	assert_non_null(line);
	snprintf(name, sizeof(name), " %s=", key);
	line = strstr(line, name);
	assert_non_null(line);
	line += strlen(name);
	n = strcspn(line, " \n");
	snprintf(value, sizeof(value), "%.*s", (int)n, line);
	free(log);
	return value;
}

static void
check_value(const struct server *s, const char *key, const char *wanted)
{
	assert_string_equal(summary_get(s, key), wanted);
}

/* Tools read it, so its keys have one order. */
static void
expect_summary_line(const struct server *s)
{
	static const char *const keys[] = { " mode=", " nnp=", " uid=",
		" caps=", " mdwe=", " landlock=", " net=", " scope=",
		" netns=", " root=", " calls=", " tsync=", " roles=",
		" missing=" };
	char *log = server_take_log(s);
	const char *at = strstr(log, "[INFO] sandbox:");
	const char *end;

	assert_non_null(at);
	end = strchr(at, '\n');
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		at = strstr(at, keys[i]);
		assert_non_null(at);
		assert_true(at < end);
	}
	/* whole before anybody is told to come */
	assert_true(strstr(log, "Starting shard server at") > end);
	free(log);
}

/* Every thread has the filter, and its own besides. */
static void
expect_all_threads(const struct server *s)
{
	char tsync[16];

	snprintf(tsync, sizeof(tsync), "%s", summary_get(s, "tsync"));
	assert_true(strtol(tsync, NULL, 10) >= 7);
	check_value(s, "roles", tsync);
	assert_true(strtol(summary_get(s, "calls"), NULL, 10) > 30);
}

/* Walks in, is saved while it lives, leaves, comes back to where it was. */
static void
play(struct e2e *e)
{
	struct bot *b = e2e_player(e, "Player", E2E_X, E2E_Y, E2E_Z);
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players WHERE "
	    "PlayerID = %lld", (long long)bot_uid(b));
	flow_move(b, E2E_X + 77, E2E_Y, E2E_Z);
	bot_fence(b);
	e2e_await_value(e, sql, E2E_X + 77);
	flow_leave(b);
}

/* Plays twice with a stop between: what the first left is no obstacle. */
static void
play_and_restart(struct e2e *e)
{
	play(e);
	dbfile_close(e->db);
	server_stop(&e->server);
	server_restart(&e->server);
	e->db = dbfile_open(e->server.db_path);
	e2e_new_team(e);
	play(e);
}

static int
leftovers(const struct server *s)
{
	char dir[SERVER_PATH_BYTES + 32];

	path_format(dir, sizeof(dir), "%s/db", s->dir);
	return files_count(dir, "database.db-");
}

/* A start that must not be: status 1 and one line that says why. */
static void
expect_refusal(const struct server_options *opt, const char *why)
{
	struct server s;
	char *log;
	int errors = 0;

	server_prepare(&s, opt);
	assert_int_equal(server_run(&s, NULL), 1);
	log = server_take_log(&s);
	if (strstr(log, why) == NULL)
		fail_msg("the log does not say \"%s\":\n%s", why, log);
	for (char *at = log; (at = strstr(at, "[ERROR]")) != NULL; at++)
		errors++;
	assert_int_equal(errors, 1);
	assert_null(strstr(log, "Starting shard server"));
	free(log);
	server_end(&s);
}

/* --- modes --- */

static void
test_true(void **state)
{
	char path[SERVER_PATH_BYTES + 64];
	char *world;
	struct e2e e;

	UNUSED(state);
	need_sandbox();
	e2e_start(&e, &quick);
	expect_summary_line(&e.server);
	check_value(&e.server, "nnp", "1");
	check_value(&e.server, "caps", "0");
	assert_string_not_equal(summary_get(&e.server, "uid"), "0");
	expect_all_threads(&e.server);
	path_format(path, sizeof(path), "%s/gruntwork.json",
	    e.server.tdata_dir);
	world = files_take(path, NULL);
	assert_non_null(world);
	assert_string_equal(world, "{}");
	free(world);
	play_and_restart(&e);
	e2e_end(&e);
}

/* On a machine that lacks something, it says what and does not start. */
static void
test_strict(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "strict" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct server s;
	struct e2e e;
	bool is_whole;

	UNUSED(state);
	need_sandbox();
	server_start(&s, NULL);
	is_whole = strcmp(summary_get(&s, "missing"), "none") == 0;
	server_end(&s);
	if (!is_whole) {
		expect_refusal(&opt, "sandbox=strict cannot be kept, "
		    "missing: ");
		return;
	}
	e2e_start(&e, &opt);
	expect_summary_line(&e.server);
	assert_true(server_log_has(&e.server, "sandbox: mode=strict nnp=1 "));
	check_value(&e.server, "missing", "none");
	check_value(&e.server, "root", "empty");
	check_value(&e.server, "netns", "1");
	expect_all_threads(&e.server);
	play_and_restart(&e);
	e2e_end(&e);
}

static void
test_audit(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "audit" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e;

	UNUSED(state);
	need_sandbox();
	e2e_start(&e, &opt);
	assert_true(server_log_has(&e.server,
	    "sandbox=audit protects nothing"));
	assert_true(server_log_has(&e.server, "sandbox: mode=audit "));
	check_value(&e.server, "landlock", "-");
	check_value(&e.server, "root", "-");
	play_and_restart(&e);
	e2e_end(&e);
}

static void
test_false(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "off" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e;

	UNUSED(state);
	e2e_start(&e, &opt);
	assert_true(server_log_has(&e.server,
	    "[WARN] main: Running without a sandbox"));
	assert_true(server_log_has(&e.server,
	    "sandbox: mode=false missing=all"));
	play(&e);
	dbfile_close(e.db);
	e.db = NULL;
	server_stop(&e.server);
	assert_int_equal(leftovers(&e.server), 0);
	e2e_end(&e);
}

/* --- settings that cost something --- */

static void
test_journals_with_names(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "journalmode", "delete" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e;

	UNUSED(state);
	e2e_start(&e, &opt);
	if (has_sandbox) {
		assert_true(server_log_has(&e.server, "[WARN] sandbox: "
		    "journalmode=delete leaves the database's directory "
		    "open"));
		check_value(&e.server, "root", "-");
		check_value(&e.server, "caps", "0");
		expect_all_threads(&e.server);
	}
	play_and_restart(&e);
	dbfile_close(e.db);
	e.db = NULL;
	server_stop(&e.server);
	assert_int_equal(leftovers(&e.server), 0);
	e2e_end(&e);
}

static void
test_extra_path(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandboxextrapath", "/tmp" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e;

	UNUSED(state);
	need_sandbox();
	e2e_start(&e, &opt);
	assert_true(server_log_has(&e.server,
	    "[WARN] sandbox: sandboxextrapath=/tmp stays open"));
	check_value(&e.server, "root", "-");
	expect_all_threads(&e.server);
	play(&e);
	e2e_end(&e);
}

static void
test_strict_takes_no_less(void **state)
{
	static const struct server_key with_names[] = {
		{ "", "sandbox", "strict" },
		{ "db", "journalmode", "delete" }, QUICK_FLUSH, { 0 }
	};
	static const struct server_key with_path[] = {
		{ "", "sandbox", "strict" },
		{ "", "sandboxextrapath", "/tmp" }, { 0 }
	};
	static const struct server_key plain[] = {
		{ "", "sandbox", "strict" }, { 0 }
	};
	struct server_options opt = { .keys = with_names };

	UNUSED(state);
	if (!has_sandbox) {
		opt.keys = plain;
		expect_refusal(&opt, "sandbox=strict cannot be kept: ");
		return;
	}
	expect_refusal(&opt,
	    "sandbox=strict cannot be kept: journalmode=delete");
	opt.keys = with_path;
	expect_refusal(&opt,
	    "sandbox=strict cannot be kept: sandboxextrapath is set");
}

/* --- users --- */

static uid_t
owner_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_uid;
}

static void
test_plain_user(void **state)
{
	struct server_options opt = { .uid = SOMEBODY, .keys = quick_keys };
	struct e2e e;

	UNUSED(state);
	need_other_user();
	e2e_start(&e, &opt);
	check_value(&e.server, "uid", "12345");
	check_value(&e.server, "caps", "0");
	expect_all_threads(&e.server);
	assert_int_equal(owner_of(e.server.db_path), SOMEBODY);
	play_and_restart(&e);
	e2e_end(&e);
}

static void
test_plain_user_with_names(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "journalmode", "delete" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .uid = SOMEBODY, .keys = keys };
	struct e2e e;

	UNUSED(state);
	need_other_user();
	e2e_start(&e, &opt);
	check_value(&e.server, "uid", "12345");
	play_and_restart(&e);
	e2e_end(&e);
}

static void
test_named_user(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandboxuser", "nobody" }, QUICK_FLUSH, { 0 }
	};
	struct server_options opt = { .keys = keys };
	const struct passwd *pw;
	char uid[16];
	struct e2e e;

	UNUSED(state);
	need_root();
	pw = getpwnam("nobody");
	if (pw == NULL)
		skip();
	opt.owner = pw->pw_uid;
	snprintf(uid, sizeof(uid), "%u", (unsigned)pw->pw_uid);
	e2e_start(&e, &opt);
	check_value(&e.server, "uid", uid);
	expect_all_threads(&e.server);
	/* what it makes belongs to that user from the first file on */
	assert_int_equal(owner_of(e.server.db_path), opt.owner);
	play_and_restart(&e);
	e2e_end(&e);
}

static void
test_named_users_that_cannot_be(void **state)
{
	static const struct server_key keys[][2] = {
		{ { "", "sandboxuser", "no-such-user" }, { 0 } },
		{ { "", "sandboxuser", "root" }, { 0 } },
	};
	static const char *const why[] = {
		"sandboxuser=no-such-user: no such user",
		"sandboxuser=root: that is root",
	};
	struct server_options opt = { 0 };

	UNUSED(state);
	need_root();
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		opt.keys = keys[i];
		expect_refusal(&opt, why[i]);
	}
}

/* Root's directory is closed to the user it becomes; it says whose fault. */
static void
test_named_user_without_a_directory(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandboxuser", "nobody" }, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct server s;

	UNUSED(state);
	need_root();
	if (getpwnam("nobody") == NULL)
		skip();
	server_prepare(&s, &opt);
	assert_int_equal(server_run(&s, NULL), 1);
	assert_true(server_log_has(&s, "the file cannot be opened: "
	    "Permission denied"));
	assert_true(server_log_has(&s,
	    "sandboxuser=nobody must own the database and its directory"));
	server_end(&s);
}

static void
prepare_old_database(const char *dir)
{
	char path[SERVER_PATH_BYTES + 32];

	path_format(path, sizeof(path), "%s/db/database.db", dir);
	old_database_make(path, 5);
	old_database_fill(path);
	if (geteuid() == 0)
		assert_int_equal(chown(path, SOMEBODY, SOMEBODY), 0);
}

/* The copy is made, the file migrated, by one who may little. */
static void
test_migration_as_a_user(void **state)
{
	struct server_options opt = {
		.prepare = prepare_old_database, .keys = quick_keys
	};
	char path[SERVER_PATH_BYTES + 64];
	struct e2e e;

	UNUSED(state);
	if (geteuid() == 0 && getenv("FUSIOND_WRAP") == NULL)
		opt.uid = SOMEBODY;
	e2e_start(&e, &opt);
	assert_int_equal(dbfile_get(e.db, "SELECT Value FROM Meta WHERE "
	    "Key = 'DatabaseVersion'"), 6);
	path_format(path, sizeof(path), "%s.old.5", e.server.db_path);
	assert_true(files_exist(path));
	play(&e);
	e2e_end(&e);
}

/* --- the running process, from outside --- */

/* A line of /proc/PID/.../status, after its name; static. */
static const char *
status_get(const char *path, const char *name)
{
	static char value[256];
	char *text = files_take(path, NULL);
	const char *at;

	assert_non_null(text);
	at = strstr(text, name);
	assert_non_null(at);
	at += strlen(name);
	at += strspn(at, ": \t");
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\n"), at);
	free(text);
	return value;
}

static void
check_thread(const char *path)
{
	static const char *const caps[] = { "\nCapInh", "\nCapPrm",
		"\nCapEff", "\nCapBnd", "\nCapAmb" };

	assert_string_equal(status_get(path, "\nNoNewPrivs"), "1");
	assert_string_equal(status_get(path, "\nSeccomp"), "2");
	assert_string_equal(status_get(path, "\nUmask"), "0077");
	assert_int_not_equal(strtol(status_get(path, "\nUid"), NULL, 10), 0);
	assert_int_not_equal(strtol(status_get(path, "\nGid"), NULL, 10), 0);
	assert_int_equal(strspn(status_get(path, "\nGroups"), " "),
	    strlen(status_get(path, "\nGroups")));
	for (size_t i = 0; i < COUNT_OF(caps); i++)
		assert_string_equal(status_get(path, caps[i]),
		    "0000000000000000");
}

static void
check_descriptors(pid_t pid)
{
	char dir[64], path[384], link[512];
	struct dirent *entry;
	DIR *d;

	snprintf(dir, sizeof(dir), "/proc/%d/fd", (int)pid);
	d = opendir(dir);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		struct stat st;
		ssize_t n;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		n = readlink(path, link, sizeof(link) - 1);
		assert_true(n > 0);
		link[n] = '\0';
		assert_int_equal(stat(path, &st), 0);
		if (S_ISDIR(st.st_mode))
			fail_msg("a directory is open: %s", link);
		if (strcmp(entry->d_name, "0") == 0)
			assert_string_equal(link, "/dev/null");
		else if (strstr(link, "database.db") == NULL &&
		    strstr(link, "fusiond.log") == NULL &&
		    strstr(link, "tdata/gruntwork.json") == NULL &&
		    strncmp(link, "socket:", 7) != 0 &&
		    strncmp(link, "anon_inode:", 11) != 0)
			fail_msg("descriptor %s is %s", entry->d_name, link);
	}
	closedir(d);
}

static void
test_posture(void **state)
{
	static const struct { const char *name, *soft; } limits[] = {
		{ "Max core file size", "0 " }, { "Max processes", "0 " },
		{ "Max locked memory", "0 " },
		{ "Max file size", "17179869184 " },
	};
	char dir[64], path[384], link[384];
	struct dirent *entry;
	struct e2e e;
	struct stat st;
	ssize_t n;
	DIR *d;

	UNUSED(state);
	need_root();
	e2e_start(&e, &quick);
	play(&e);
	snprintf(dir, sizeof(dir), "/proc/%d/task", (int)e.server.pid);
	d = opendir(dir);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/status", dir,
		    entry->d_name);
		check_thread(path);
	}
	closedir(d);
	check_descriptors(e.server.pid);
	snprintf(path, sizeof(path), "/proc/%d/limits", (int)e.server.pid);
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		assert_memory_equal(status_get(path, limits[i].name),
		    limits[i].soft, strlen(limits[i].soft));
	/* not dumpable: what it has in /proc is root's */
	snprintf(path, sizeof(path), "/proc/%d/environ", (int)e.server.pid);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_uid, 0);
	snprintf(path, sizeof(path), "/proc/%d/root", (int)e.server.pid);
	n = readlink(path, link, sizeof(link) - 1);
	assert_true(n > 0);
	link[n] = '\0';
	if (strcmp(summary_get(&e.server, "root"), "empty") == 0)
		assert_non_null(strstr(link, "deleted"));
	e2e_end(&e);
}

/* --- what an operator does to it --- */

static void
await_log(const struct server *s, const char *path, const char *text)
{
	int64_t deadline = server_now_ms() + patience_ms(STOP_MS);
	bool is_there = false;

	while (!is_there) {
		char *log = files_take(path, NULL);

		is_there = log != NULL && strstr(log, text) != NULL;
		free(log);
		if (server_now_ms() > deadline)
			die("%s never said \"%s\"", s->dir, text);
	}
}

/* Its descriptor is from before; SIGHUP cannot open another. */
static void
test_log_file(void **state)
{
	static const struct server_key keys[] = {
		{ "", "logfile", "own.log" }, { 0 }
	};
	char path[SERVER_PATH_BYTES + 32];
	struct server_options opt = { .keys = keys };
	struct server s;

	UNUSED(state);
	server_prepare(&s, &opt);
	path_format(path, sizeof(path), "%s/own.log", s.dir);
	/* the fixture looks for the ready line in the other one */
	snprintf(s.log_path, sizeof(s.log_path), "%s", path);
	server_restart(&s);
	server_signal(&s, SIGHUP);
	await_log(&s, path, "main: SIGHUP: no file is opened");
	server_signal(&s, SIGTERM);
	assert_int_equal(server_wait(&s, STOP_MS), 0);
	assert_true(server_log_has(&s, "main: stopped"));
	server_end(&s);
}

/* Stopped and continued, the kernel finishes the calls with one of its own. */
static void
test_stopped_and_continued(void **state)
{
	struct e2e e;
	struct bot *b;

	UNUSED(state);
	e2e_start(&e, NULL);
	b = e2e_player(&e, "Player", E2E_X, E2E_Y, E2E_Z);
	for (int i = 0; i < 10; i++) {
		server_signal(&e.server, SIGSTOP);
		flow_say(b, "still there?");
		server_signal(&e.server, SIGCONT);
		bot_fence(b);
	}
	e2e_end(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_true),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_audit),
		cmocka_unit_test(test_false),
		cmocka_unit_test(test_journals_with_names),
		cmocka_unit_test(test_extra_path),
		cmocka_unit_test(test_strict_takes_no_less),
		cmocka_unit_test(test_plain_user),
		cmocka_unit_test(test_plain_user_with_names),
		cmocka_unit_test(test_named_user),
		cmocka_unit_test(test_named_users_that_cannot_be),
		cmocka_unit_test(test_named_user_without_a_directory),
		cmocka_unit_test(test_migration_as_a_user),
		cmocka_unit_test(test_posture),
		cmocka_unit_test(test_log_file),
		cmocka_unit_test(test_stopped_and_continued),
	};

	return E2E_RUN("sandbox_modes", tests, look_for_a_sandbox, NULL);
}
