/*
 * operator_ctl.c - the operator's hand on a running server: the real `fusiond
 * ctl`, players who see what comes of it, and callers that mean ill.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/thread.h"
#include "bot/e2e.h"
#include "control/socket_file.h"

enum {
	STOP_MS = 5000,
	HANG_UP_MS = 8000,
	WORDS_MAX = 16,
	SAID_BYTES = 65536,
	NOBODY = 65534,
	SOMEBODY = 12345
};

static struct e2e e2e;
static char said[SAID_BYTES];

/* --- the server, started by root or by a user --- */

/* Only what the operator asks for is saved, and every line is in the log. */
static const struct server_key keys[] = {
	{ "db", "flushinterval", "60000" }, { 0 }
};

static uid_t
user_of(void **state)
{
	return (uid_t)(uintptr_t)*state;
}

static void
start(void **state)
{
	struct server_options opt = { .keys = keys, .uid = user_of(state) };

	/* what wraps a server, as strace does, does not change its user */
	if (opt.uid != 0 && (geteuid() != 0 || getenv("FUSIOND_WRAP") != NULL))
		skip();
	e2e_start(&e2e, &opt);
}

static const char *
socket_path(const struct server *s)
{
	static char path[SERVER_PATH_BYTES + 32];

	path_format(path, sizeof(path), "%s/control/socket", s->dir);
	return path;
}

/* --- the tool --- */

static void
exec_ctl(int out, const char *const *words, size_t count)
{
	const char *binary = getenv("FUSIOND");
	char *argv[WORDS_MAX + 5] = { "fusiond", "ctl", "-s",
		(char *)socket_path(&e2e.server) };

	for (size_t i = 0; i < count; i++)
		argv[4 + i] = (char *)words[i];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(binary != NULL ? binary : "build/fusiond", argv);
	_exit(127);
}

/* Its exit status; what it printed is in said. The bots live on meanwhile. */
static int
run_ctl(const char *const *words, size_t count)
{
	size_t used = 0;
	ssize_t n = 1;
	int fds[2], status;
	pid_t child;

	assert_true(count <= WORDS_MAX);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		exec_ctl(fds[1], words, count);
	close(fds[1]);
	while (n > 0) {
		struct pollfd p = { .fd = fds[0], .events = POLLIN };

		bot_team_pump(e2e.team, 100, fds[0]);
		if (poll(&p, 1, 0) == 0)
			continue;
		assert_true(used < sizeof(said) - 1);
		n = read(fds[0], said + used, sizeof(said) - 1 - used);
		used += n > 0 ? (size_t)n : 0;
	}
	said[used] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define CTL(...) \
	run_ctl((const char *const[]){ __VA_ARGS__ }, \
	    COUNT_OF(((const char *const[]){ __VA_ARGS__ })))

static void
expect(int status, int wanted, const char *text)
{
	if (status != wanted || strcmp(said, text) != 0)
		fail_msg("ctl: %d '%s', not %d '%s'", status, said, wanted,
		    text);
}

static void
expect_part(int status, const char *text)
{
	if (status != 0 || strstr(said, text) == NULL)
		fail_msg("ctl: %d '%s' without '%s'", status, said, text);
}

static void
expect_announced(struct bot *b, const char *text)
{
	const struct fe2cl_gm_rep_pc_announce *got =
	    BOT_EXPECT(b, fe2cl_gm_rep_pc_announce);

	assert_string_equal(got->announce_msg, text);
}

/* --- looking --- */

static void
expect_mode(const char *path, unsigned kind, unsigned mode, uid_t uid)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & S_IFMT, kind);
	assert_int_equal(st.st_mode & 0777, mode);
	assert_int_equal(st.st_uid, uid);
}

/* Somebody else on the machine does not get in. */
static void
expect_no_entry(void)
{
	char why[256];
	int status;
	pid_t child;

	if (geteuid() != 0)
		return;
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(setuid(SOMEBODY) == 0 && socket_file_connect(
		    socket_path(&e2e.server), why, sizeof(why)) < 0 &&
		    errno == EACCES ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
test_looking(void **state)
{
	char dir[SERVER_PATH_BYTES + 32], line[128];
	uid_t uid = user_of(state) != 0 ? user_of(state) : geteuid();
	struct bot *alice, *bob;

	start(state);
	path_format(dir, sizeof(dir), "%s/control", e2e.server.dir);
	expect_mode(dir, S_IFDIR, 0700, uid);
	expect_mode(socket_path(&e2e.server), S_IFSOCK, 0600, uid);
	expect_no_entry();
	expect(CTL("players"), 0, "");
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X, E2E_Y, E2E_Z);
	expect_part(CTL("players"), " name=Alice Tester1\n");
	snprintf(line, sizeof(line), "player=%lld ",
	    (long long)bot_uid(bob));
	assert_non_null(strstr(said, line));
	expect(CTL("zones"), 0, "map=0 zone=2,6 players=2\n");
	expect_part(CTL("status"), "\nplayers=2\n");
	expect_part(0, "\nlogins=2\n");
	expect_part(0, "\nmaintenance=off\nshutdown_in_s=-1\n");
	expect_part(0, "protocol=104\n");
	assert_null(strstr(said, "memory_kib=-1"));
	expect_part(CTL("top"), "players 2  ");
	expect_part(0, "         0       2,6        2 ####");
	expect(CTL("dance"), 2,
	    "ctl: there is no such verb (see fusiond ctl help)\n");
	expect(CTL("kick", "nobody"), 1, "ctl: there is no such account\n");
	bot_expect_none(alice, PKT_FE2CL_GM_REP_PC_ANNOUNCE);
	e2e_end(&e2e);
}

/* --- moderation --- */

static void
expect_put_out(struct bot *b)
{
	const struct fe2cl_rep_pc_exit_succ *exit_succ =
	    BOT_EXPECT(b, fe2cl_rep_pc_exit_succ);

	assert_int_equal(exit_succ->exit_code, 3);	/* by a GM */
	bot_expect_closed(b, BOT_SHARD);
}

static void
expect_heard(struct bot *speaker, struct bot *hearer, const char *text)
{
	const struct fe2cl_rep_send_freechat_message_succ *got;

	flow_say(speaker, text);
	got = BOT_EXPECT(hearer, fe2cl_rep_send_freechat_message_succ);
	assert_string_equal(got->free_chat, text);
}

static void
test_moderation(void **state)
{
	struct bot *alice, *bob;
	char login[40], number[24];

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	e2e_settle(alice, bob);

	expect(CTL("broadcast", "tea", "is", "ready"), 0, "");
	expect_announced(alice, "tea is ready");
	expect_announced(bob, "tea is ready");

	expect_heard(bob, alice, "hello");
	expect_part(CTL("mute", login, "--for", "1h"), "muted account ");
	flow_say(bob, "hello?");
	e2e_settle(bob, alice);
	bot_expect_none(alice, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
	expect_part(CTL("unmute", "Bob", "Tester2"), "unmuted account ");
	expect_heard(bob, alice, "hello!");

	snprintf(number, sizeof(number), "%lld", (long long)bot_uid(bob));
	expect_part(CTL("kick", number), "kicked Bob Tester2 [");
	expect_put_out(bob);
	expect(CTL("kick", number), 1, "ctl: nobody like that is online\n");

	flow_join(bob, login);
	expect_part(CTL("ban", "Bob", "Tester2", "--for", "3d", "--reason",
	    "bad manners"), ", kicked Bob Tester2 [");
	expect_put_out(bob);
	flow_send_login(bob, login, dbfile_password);
	assert_non_null(strstr(BOT_EXPECT(bob,
	    fe2cl_gm_rep_pc_announce)->announce_msg,
	    "Reason: bad manners\nBan expires in 3 days"));
	expect_part(CTL("unban", login), "unbanned account ");
	bot_hang_up(bob, BOT_LOGIN);
	flow_join(bob, login);
	e2e_end(&e2e);
}

/* --- saving --- */

static void
test_save(void **state)
{
	char sql[96];
	struct bot *alice;

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	flow_move(alice, E2E_X + 321, E2E_Y, E2E_Z);
	bot_fence(alice);
	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players WHERE "
	    "PlayerID = %lld", (long long)bot_uid(alice));
	assert_int_equal(dbfile_get(e2e.db, sql), E2E_X);
	expect(CTL("save"), 0, "written saved=1\n");
	/* it is there when the tool returns */
	assert_int_equal(dbfile_get(e2e.db, sql), E2E_X + 321);
	expect(CTL("save"), 0, "written saved=0\n");
	assert_false(server_log_has(&e2e.server, "[DEBUG]"));
	expect(CTL("loglevel", "2"), 0, "");
	e2e_player(&e2e, "Bob", E2E_X, E2E_Y, E2E_Z);
	assert_true(server_log_has(&e2e.server, "[DEBUG]"));
	expect(CTL("loglevel", "1"), 0, "");
	expect(CTL("loglevel", "4"), 2, "ctl: a level is 0, 1, 2 or 3\n");
	e2e_end(&e2e);
}

/* --- the end --- */

static void
test_shutdown(void **state)
{
	struct bot *alice, *newcomer;

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	newcomer = e2e_outsider(&e2e, "Bob", 0, E2E_X, E2E_Y, E2E_Z);
	expect(CTL("shutdown", "cancel"), 1, "ctl: no shutdown is due\n");
	expect(CTL("shutdown", "2m", "new", "tables"), 0,
	    "shutdown in 120 s\n");
	expect_announced(alice,
	    "The server shuts down in 2 minutes: new tables");
	expect_part(CTL("status"), "\nshutdown_reason=new tables\n");
	expect(CTL("shutdown", "cancel"), 0, "cancelled\n");
	expect_announced(alice, "The server does not shut down.");

	expect(CTL("shutdown", "3"), 0, "shutdown in 3 s\n");
	expect_announced(alice, "The server shuts down in 3 seconds.");
	/* nobody comes in only to be thrown out again */
	assert_int_equal(flow_login_refused(newcomer, e2e_last_login(),
	    dbfile_password), 4);
	expect_announced(alice, "The server shuts down in 2 seconds.");
	expect_announced(alice, "The server shuts down in 1 second.");
	assert_int_equal(BOT_EXPECT(alice, fe2cl_rep_pc_exit_succ)->exit_code,
	    2);
	bot_expect_closed(alice, BOT_SHARD);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 0);
	assert_true(server_log_has(&e2e.server,
	    "main: stopping by the operator"));
	assert_true(server_log_has(&e2e.server, "main: stopped"));
	assert_int_equal(CTL("status"), 1);
	assert_int_equal(strncmp(said, "ctl: the server is not running (", 32),
	    0);
	e2e_end(&e2e);
}

/* The end of a countdown is no second signal to a server that stops. */
static void
test_shutdown_while_stopping(void **state)
{
	struct bot *alice;

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	server_signal(&e2e.server, SIGTERM);
	BOT_EXPECT(alice, fe2cl_rep_pc_exit_succ);
	for (int i = 0; i < 5; i++)
		server_signal(&e2e.server, THREAD_STOP_SIGNAL);
	bot_expect_closed(alice, BOT_SHARD);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 0);
	e2e_end(&e2e);
}

static void
test_shutdown_at_once(void **state)
{
	start(state);
	expect(CTL("shutdown", "0"), 0, "shutdown in 0 s\n");
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 0);
	server_check_database(&e2e.server);
	/* what it left behind does not hinder the next one */
	server_restart(&e2e.server);
	expect_part(CTL("status"), "players=0\n");
	server_kill(&e2e.server);
	server_restart(&e2e.server);
	expect_part(CTL("status"), "players=0\n");
	e2e_end(&e2e);
}

static void
test_maintenance(void **state)
{
	struct bot *alice, *bob, *carol, *master;
	char login[40];

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	carol = e2e_outsider(&e2e, "Carol", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(carol, e2e_last_login(), dbfile_password);
	bob = e2e_outsider(&e2e, "Bob", 0, E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());

	expect(CTL("maintenance", "on", "new", "tables"), 0,
	    "maintenance is on\n");
	assert_int_equal(flow_login_refused(bob, login, dbfile_password), 4);
	expect_announced(bob, "Maintenance\nnew tables");
	/* who was choosing already does not get on */
	BOT_SEND(carol, cl2ls_req_char_select, .pc_uid = bot_uid(carol));
	assert_int_equal(BOT_EXPECT(carol,
	    ls2cl_rep_shard_select_fail)->error_code, 2);
	/* no account is made on the way either: those are players' */
	assert_int_equal(dbfile_get(e2e.db, "SELECT COUNT(*) FROM Accounts"),
	    3);
	expect_heard(alice, alice, "still here");
	master = e2e_game_master(&e2e, "Master", E2E_X, E2E_Y, E2E_Z);
	expect_heard(alice, master, "welcome");
	expect_part(CTL("status"), "\nmaintenance=on\n");
	expect_part(0, "\nmaintenance_reason=new tables\n");
	expect(CTL("maintenance", "off"), 0, "maintenance is off\n");
	bot_hang_up(bob, BOT_LOGIN);
	flow_join(bob, login);
	flow_enter_world(carol);
	e2e_end(&e2e);
}

/* --- callers that mean ill --- */

static int
call(void)
{
	struct timeval patience = { .tv_sec = HANG_UP_MS / 1000 };
	char why[256];
	int fd = socket_file_connect(socket_path(&e2e.server), why,
	    sizeof(why));

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static void
say(int fd, const void *bytes, size_t n)
{
	/* it may hang up in the middle: that is its right */
	(void)!send(fd, bytes, n, MSG_NOSIGNAL);
}

static void
expect_hung_up(int fd)
{
	char bytes[4096];
	ssize_t n;

	do
		n = recv(fd, bytes, sizeof(bytes), 0);
	while (n > 0);
	assert_true(n == 0 || errno == ECONNRESET);
	close(fd);
}

static void
test_hostile(void **state)
{
	static char garbage[65536];
	enum { CROWD = 100 };
	int half, huge, crowd[CROWD];
	struct bot *alice;

	start(state);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	half = call();
	say(half, "kick\t", 5);
	huge = call();
	/* a body to a verb that takes none is just another request */
	say(huge, "save\t99999999\n", 14);
	expect_part(CTL("status"), "players=1\n");

	for (size_t i = 0; i < sizeof(garbage); i++)
		garbage[i] = (char)(i * 7 + i / 256);
	for (int i = 0; i < 20; i++) {
		int fd = call();

		say(fd, garbage + i, sizeof(garbage) - 20);
		expect_hung_up(fd);
	}
	close(half);
	close(huge);
	for (int i = 0; i < CROWD; i++)
		crowd[i] = call();
	/* a place for the operator is free as soon as they have gone */
	for (int i = 0; i < CROWD; i++)
		close(crowd[i]);
	while (CTL("status") != 0)
		assert_non_null(strstr(said, "hung up"));
	/* players have noticed nothing */
	expect_heard(alice, alice, "all quiet");
	assert_true(server_log_has(&e2e.server, "control: bad request"));
	e2e_end(&e2e);
}

/* --- starts --- */

static void
run_to_its_end(const char *path, void (*prepare)(const char *dir),
    const char *text)
{
	struct server_key more[] = { { "control", "path", path }, { 0 } };
	struct server_options opt = { .keys = more, .prepare = prepare };
	struct server s;

	server_prepare(&s, &opt);
	assert_int_equal(server_run(&s, NULL), 1);
	if (!server_log_has(&s, text))
		fail_msg("no '%s' in %s", text, s.log_path);
	/* nothing was touched before */
	assert_false(files_exist(s.db_path));
	server_end(&s);
}

static void
open_to_all(const char *dir)
{
	char path[SERVER_PATH_BYTES + 32];

	path_format(path, sizeof(path), "%s/control", dir);
	if (mkdir(path, 0755) != 0)
		die("%s: %s", path, strerror(errno));
}

/* Nothing can be made there, as in a directory that is read-only. */
static void
lead_nowhere(const char *dir)
{
	char path[SERVER_PATH_BYTES + 32];

	path_format(path, sizeof(path), "%s/control", dir);
	if (symlink("nowhere/at/all", path) != 0)
		die("%s: %s", path, strerror(errno));
}

static void
test_bad_places(void **state)
{
	struct server_options opt = { .prepare = open_to_all };
	struct server s;

	UNUSED(state);
	e2e_start(&e2e, NULL);
	run_to_its_end(socket_path(&e2e.server), NULL, "a server that runs "
	    "listens there; another one takes another [control] path");
	run_to_its_end("no/such/directory/socket", NULL, "no/such/directory: "
	    "cannot make it: No such file or directory");
	run_to_its_end("control/a-very-long-name-that-does-not-fit-into-the-"
	    "address-of-a-socket-because-it-goes-on-and-on-and-on-and-on-and-"
	    "on", NULL, "the path of a socket has 1 to 107 bytes");
	run_to_its_end("control/here", open_to_all, "chmod 700 control");
	server_prepare(&s, &opt);
	/* looking does not make, nor mind */
	assert_int_equal(server_run(&s, "--check"), 0);
	server_end(&s);
	e2e_end(&e2e);
}

/* Nobody has asked for the default place: it is done without. */
static void
test_no_place(void **state)
{
	void (*const unfit[])(const char *) = { lead_nowhere, open_to_all };
	struct server_options opt = { 0 };
	struct server_key none[] = { { "control", "path", "" }, { 0 } };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(unfit); i++) {
		opt.prepare = unfit[i];
		e2e_start(&e2e, &opt);
		assert_true(server_log_has(&e2e.server, "[WARN] control: no "
		    "socket for the operator: control: "));
		assert_int_equal(CTL("status"), 1);
		e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
		e2e_end(&e2e);
	}

	opt = (struct server_options){ .keys = none };
	e2e_start(&e2e, &opt);
	assert_false(files_exist(socket_path(&e2e.server)));
	assert_false(server_log_has(&e2e.server, "control"));
	e2e_end(&e2e);
}

/* As who runs the tests, root as a rule, and as an ordinary user. */
#define BOTH(f) \
	{ #f, (f), NULL, NULL, NULL }, \
	{ #f " as a user", (f), NULL, NULL, (void *)(uintptr_t)NOBODY }

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_looking),
		BOTH(test_moderation),
		BOTH(test_save),
		BOTH(test_shutdown),
		cmocka_unit_test(test_shutdown_while_stopping),
		BOTH(test_shutdown_at_once),
		BOTH(test_maintenance),
		BOTH(test_hostile),
		cmocka_unit_test(test_bad_places),
		cmocka_unit_test(test_no_place),
	};

	return E2E_RUN("operator_ctl", tests, NULL, NULL);
}
