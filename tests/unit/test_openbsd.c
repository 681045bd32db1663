/*
 * test_openbsd.c - the sandbox of OpenBSD on any system: what it asks the
 * pretended system, in which order, and that the real server needs no more.
 *
 * Owns:   a log of calls; the child process that plays the server.
 * Called: by make test.
 * Thread: main; the server's own in the child.
 */
#include "support/openbsd_shim.h"

#include "sandbox/openbsd.c"

/* The real order of the start, with everything in it. */
int fusiond_main(int argc, char **argv);
#define main fusiond_main
#include "main.c"
#undef main

#include <sched.h>
#include <sqlite3.h>

#include "bot/e2e.h"

enum { SERVICE_UID = 77, STOP_MS = 5000 };

static char log_path[] = "/tmp/fusiond-openbsd.XXXXXX";

static int
open_shim_log(void **state)
{
	int fd = mkstemp(log_path);

	UNUSED(state);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static int
remove_shim_log(void **state)
{
	UNUSED(state);
	return unlink(log_path);
}

/* A new log for a new system. */
static void
pretend(struct shim_options opt)
{
	int fd = open(log_path, O_WRONLY | O_APPEND | O_TRUNC | O_CLOEXEC);

	assert_true(fd >= 0);
	opt.log_fd = fd;
	shim_reset(&opt);
}

/* The pretended system is over; what it was asked is this. */
static void
expect_calls(const char *wanted)
{
	char *got;

	close(shim.opt.log_fd);
	shim_reset(&(struct shim_options){ .log_fd = -1 });
	got = files_take(log_path, NULL);
	assert_string_equal(got, wanted);
	free(got);
}

/* --- the four steps --- */

#define PHASE_1	"stdio rpath wpath cpath fattr flock inet"
#define UNVEILED \
	"unveil db \"rwc\"\n" \
	"unveil tdata \"r\"\n" \
	"unveil sql \"r\"\n"
#define VEILED \
	"unveil db \"\"\n" \
	"unveil tdata \"\"\n" \
	"unveil sql \"\"\n" \
	"unveil NULL NULL\n"
#define LEFT_ROOT \
	"setgroups 0 0 0\n" \
	"setresgid 77 77 77\n" \
	"setresuid 77 77 77\n" \
	"setuid 0 0 0\n"

static const struct sandbox_path paths[] = {
	{ "db", SANDBOX_STORE_DIR },
	{ "tdata", SANDBOX_READ_DIR },
	{ "sql", SANDBOX_READ_DIR },
};

static bool
take_all_steps(const struct sandbox_options *opt)
{
	return sandbox_backend_init(opt) && sandbox_backend_seal() &&
	    sandbox_backend_start() &&
	    sandbox_backend_thread_start(SANDBOX_ROLE_DB);
}

static bool
take_steps_in(enum sandbox_mode mode, const char *user)
{
	const struct sandbox_options opt = {
		.mode = mode,
		.paths = paths,
		.path_count = COUNT_OF(paths),
		.user = user,
	};

	return take_all_steps(&opt);
}

static void
strict_and_true_ask_the_same(void **state)
{
	static const enum sandbox_mode modes[] = { SANDBOX_ON, SANDBOX_STRICT };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		pretend((struct shim_options){ .euid = 1000 });
		assert_true(take_steps_in(modes[i], NULL));
		assert_true(sandbox_backend_takes_names());
		expect_calls(UNVEILED
		    "pledge " PHASE_1 " unveil\n"
		    VEILED
		    "pledge stdio flock inet\n");
	}
}

static void
audit_lets_errors_be(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 0, .user = "nobody",
	    .user_uid = SERVICE_UID });
	assert_true(take_steps_in(SANDBOX_AUDIT, NULL));
	assert_false(sandbox_backend_takes_names());
	expect_calls("pledge " PHASE_1 " unveil error\n"
	    "pledge " PHASE_1 " error\n");
}

static void
root_becomes_the_named_user_first(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 0, .user = "jane",
	    .user_uid = SERVICE_UID });
	assert_true(take_steps_in(SANDBOX_STRICT, "jane"));
	assert_non_null(strstr(sandbox_backend_summary(), "uid=77 "));
	expect_calls(LEFT_ROOT UNVEILED
	    "pledge " PHASE_1 " unveil\n"
	    VEILED
	    "pledge stdio flock inet\n");
}

static void
root_without_a_name_leaves_at_the_seal(void **state)
{
	static const char *const users[] = { "_fusiond", "fusiond", "nobody" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(users); i++) {
		pretend((struct shim_options){ .euid = 0, .user = users[i],
		    .user_uid = SERVICE_UID });
		assert_true(take_steps_in(SANDBOX_STRICT, ""));
		expect_calls(UNVEILED
		    "pledge " PHASE_1 " unveil id\n"
		    LEFT_ROOT VEILED
		    "pledge stdio flock inet\n");
	}
}

static void
root_that_cannot_leave_is_told(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 0 });
	assert_false(take_steps_in(SANDBOX_STRICT, NULL));
	expect_calls("");

	pretend((struct shim_options){ .euid = 0 });
	assert_true(take_steps_in(SANDBOX_ON, NULL));
	assert_non_null(strstr(sandbox_backend_summary(), "uid=0 "));
	assert_non_null(strstr(sandbox_backend_summary(), "missing=user"));
	expect_calls(UNVEILED "pledge " PHASE_1 " unveil\n" VEILED
	    "pledge stdio flock inet\n");
}

/* A user that does not exist, or is root itself, is a bad start. */
static void
wrong_users_are_refused(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 0, .user = "jane",
	    .user_uid = SERVICE_UID });
	assert_false(take_steps_in(SANDBOX_ON, "jim"));
	expect_calls("");

	pretend((struct shim_options){ .euid = 0, .user = "toor" });
	assert_false(take_steps_in(SANDBOX_ON, "toor"));
	expect_calls("");
}

static void
journals_keep_the_stores_directory(void **state)
{
	const struct sandbox_options opt = {
		.mode = SANDBOX_ON,
		.paths = paths,
		.path_count = COUNT_OF(paths),
		.store_names_files = true,
	};

	UNUSED(state);
	pretend((struct shim_options){ .euid = 1000 });
	assert_true(take_all_steps(&opt));
	assert_false(sandbox_backend_takes_names());
	expect_calls(UNVEILED
	    "pledge " PHASE_1 " unveil\n"
	    "unveil tdata \"\"\n"
	    "unveil sql \"\"\n"
	    "unveil NULL NULL\n"
	    "pledge " PHASE_1 "\n");
}

static void
failures_refuse_to_start(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 1000, .pledge_errno = EPERM });
	assert_false(take_steps_in(SANDBOX_ON, NULL));
	expect_calls(UNVEILED "pledge " PHASE_1 " unveil\n");

	pretend((struct shim_options){ .euid = 1000, .unveil_errno = E2BIG,
	    .unveil_fails_at = "tdata" });
	assert_false(take_steps_in(SANDBOX_ON, NULL));
	expect_calls("unveil db \"rwc\"\n");

	pretend((struct shim_options){ .euid = 1000, .unveil_errno = ENOENT,
	    .unveil_fails_at = "db" });
	assert_false(take_steps_in(SANDBOX_ON, NULL));
	expect_calls("");
}

/* Who needs those tables will say that they are not there. */
static void
absent_tables_are_not_unveiled(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 1000, .unveil_errno = ENOENT,
	    .unveil_fails_at = "tdata" });
	assert_true(take_steps_in(SANDBOX_ON, NULL));
	expect_calls("unveil db \"rwc\"\n" "unveil sql \"r\"\n"
	    "pledge " PHASE_1 " unveil\n"
	    "unveil db \"\"\n" "unveil sql \"\"\n" "unveil NULL NULL\n"
	    "pledge stdio flock inet\n");
}

static void
summary_says_what_is_left(void **state)
{
	UNUSED(state);
	pretend((struct shim_options){ .euid = 1000 });
	assert_true(take_steps_in(SANDBOX_ON, NULL));
	assert_string_equal(sandbox_backend_summary(),
	    "nnp=- uid=1000 caps=- mdwe=- landlock=- net=- scope=- netns=- "
	    "root=- calls=- tsync=- roles=- missing=none "
	    "pledge=stdio,flock,inet leaves=socket,connect");
	expect_calls(UNVEILED "pledge " PHASE_1 " unveil\n" VEILED
	    "pledge stdio flock inet\n");
}

/* --- the pretended system itself --- */

/* What the tests below rely on: mistakes would be written down. */
static void
shim_sees_mistakes(void **state)
{
	UNUSED(state);
	if (IS_UNDER_SANITIZER)
		skip();
	pretend((struct shim_options){ .euid = 0 });
	assert_int_equal(unveil("/tmp", "r"), 0);
	assert_true(open("/tmp", O_RDONLY | O_CLOEXEC) >= 0);
	assert_int_equal(open("/etc/passwd", O_RDONLY), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(open("/tmp/x", O_RDWR), -1);
	assert_int_equal(errno, EACCES);
	assert_int_equal(pledge("stdio rpath", NULL), 0);
	assert_int_equal(unveil("/etc", "r"), 0);
	assert_int_equal(setuid(1), 0);
	assert_int_equal(pledge("stdio", NULL), 0);
	assert_null(fopen("/tmp/x", "r"));
	assert_int_equal(access("/tmp/x", F_OK), -1);
	assert_int_equal(unlink("/tmp/x"), -1);
	expect_calls("unveil /tmp \"r\"\n"
	    "hidden: open /etc/passwd\n"
	    "hidden: open /tmp/x\n"
	    "pledge stdio rpath\n"
	    "abort: unveil /etc\n"
	    "unveil /etc \"r\"\n"
	    "abort: setuid\n"
	    "setuid 1 1 1\n"
	    "pledge stdio\n"
	    "abort: fopen /tmp/x\n"
	    "abort: access /tmp/x\n"
	    "abort: unlink /tmp/x\n");
}

/* --- the real server --- */

/* In the child. Never returns. */
NO_RETURN static void
be_server(const struct server *s)
{
	static char *argv[] = { "fusiond", "-c", "config.ini", NULL };
	int fd = open(s->log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (fd < 0 || chdir(s->dir) != 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(126);
	close(fd);
	/* The library as it is in a new process: not seeded, not set up. */
	sqlite3_randomness(0, NULL);
	if (sqlite3_shutdown() != SQLITE_OK)
		_exit(126);
	pretend((struct shim_options){ .euid = 1000 });
	_exit(fusiond_main(3, argv));
}

static void
start_server(struct e2e *e, const struct server_options *opt)
{
	struct server *s = &e->server;

	server_prepare(s, opt);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0)
		be_server(s);
	while (!server_log_has(s, "Starting shard server at")) {
		if (!server_is_alive(s))
			die("server: did not start, see %s", s->log_path);
		sched_yield();
	}
	e->db = dbfile_open(s->db_path);
	e2e_new_team(e);
}

/* Everything that makes the store work, and a clean stop. */
static void
play_and_stop(struct e2e *e)
{
	struct bot *b = e2e_player(e, "Player", E2E_X, E2E_Y, E2E_Z);

	flow_move(b, E2E_X + 50, E2E_Y, E2E_Z);
	bot_fence(b);
	server_signal(&e->server, SIGTERM);
	BOT_EXPECT(b, fe2cl_rep_pc_exit_succ);
	assert_int_equal(server_wait(&e->server, STOP_MS), 0);
	server_check_log(&e->server);
	assert_int_equal(dbfile_get(e->db,
	    "SELECT XCoordinate FROM Players"), E2E_X + 50);
	assert_true(dbfile_is_sound(e->db));
	e2e_end(e);
}

static void
server_keeps_its_promises(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "strict" }, { "net", "packetshards", "0" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e = { 0 };

	UNUSED(state);
	if (IS_UNDER_SANITIZER)
		skip();
	start_server(&e, &opt);
	assert_true(server_log_has(&e.server, "missing=none"));
	play_and_stop(&e);
	expect_calls("unveil db \"rwc\"\n"
	    "unveil tdata//gruntwork.json \"rw\"\n"
	    "unveil tdata//gruntwork.json.bak \"rw\"\n"
	    "unveil tdata/ \"r\"\n"
	    "unveil tdata/patch/ \"r\"\n"
	    "pledge " PHASE_1 " unveil\n"
	    "unveil db \"\"\n"
	    "unveil tdata//gruntwork.json \"\"\n"
	    "unveil tdata//gruntwork.json.bak \"\"\n"
	    "unveil tdata/ \"\"\n"
	    "unveil tdata/patch/ \"\"\n"
	    "unveil NULL NULL\n"
	    "pledge stdio flock inet\n");
}

static void
server_with_journals_keeps_its_promises(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "true" }, { "db", "journalmode", "delete" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };
	struct e2e e = { 0 };

	UNUSED(state);
	if (IS_UNDER_SANITIZER)
		skip();
	start_server(&e, &opt);
	play_and_stop(&e);
	expect_calls("unveil db \"rwc\"\n"
	    "unveil tdata//gruntwork.json \"rw\"\n"
	    "unveil tdata//gruntwork.json.bak \"rw\"\n"
	    "unveil tdata/ \"r\"\n"
	    "unveil tdata/patch/ \"r\"\n"
	    "pledge " PHASE_1 " unveil\n"
	    "unveil tdata//gruntwork.json \"\"\n"
	    "unveil tdata//gruntwork.json.bak \"\"\n"
	    "unveil tdata/ \"\"\n"
	    "unveil tdata/patch/ \"\"\n"
	    "unveil NULL NULL\n"
	    "pledge " PHASE_1 "\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_and_true_ask_the_same),
		cmocka_unit_test(audit_lets_errors_be),
		cmocka_unit_test(root_becomes_the_named_user_first),
		cmocka_unit_test(root_without_a_name_leaves_at_the_seal),
		cmocka_unit_test(root_that_cannot_leave_is_told),
		cmocka_unit_test(wrong_users_are_refused),
		cmocka_unit_test(journals_keep_the_stores_directory),
		cmocka_unit_test(failures_refuse_to_start),
		cmocka_unit_test(absent_tables_are_not_unveiled),
		cmocka_unit_test(summary_says_what_is_left),
		cmocka_unit_test(shim_sees_mistakes),
		cmocka_unit_test(server_keeps_its_promises),
		cmocka_unit_test(server_with_journals_keeps_its_promises),
	};

	return E2E_RUN("openbsd", tests, open_shim_log, remove_shim_log);
}
