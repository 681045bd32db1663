/*
 * test_ctl.c - `fusiond ctl`: how words become requests, what becomes of
 * answers, and how it finds the server.
 *
 * Owns:   the files that stand in for the terminal.
 * Called: by make test.
 * Thread: main, where the tool runs; control in the rig answers.
 */
#include "control_rig.h"

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "tool/ctl.h"
#include "tool/ctl_top.h"
#include "tool/tool.h"

enum { ARGS_MAX = 24, SAID_BYTES = 65536 };

static char said[SAID_BYTES], complained[SAID_BYTES];
static atomic_int zones_left = INT_MAX;	/* answers to that verb */

/* --- the server: says what it was asked --- */

static void
verb_echo(struct request *rq, void *context)
{
	char text[REQUEST_LINE_MAX];
	size_t n = str_format(text, sizeof(text), "%s", rq->verb);

	UNUSED(context);
	for (uint32_t i = 0; i < rq->argc; i++)
		n += str_format(text + n, sizeof(text) - n, "|%s",
		    rq->argv[i]);
	request_answer(rq, CONTROL_OK, text);
}

static void
verb_refuse(struct request *rq, void *context)
{
	UNUSED(context);
	request_answer(rq, CONTROL_FAILED, "not today");
}

static void
verb_status(struct request *rq, void *context)
{
	UNUSED(context);
	request_answer(rq, CONTROL_OK, "version=1.2\nprotocol=728\n"
	    "uptime_s=93784\nconnections=12\npackets_in=1000\n"
	    "deliveries=5000\nsessions=2\nlogins=77\nplayers=9\n"
	    "tick_p50_ms=1\ntick_p99_ms=22\ntick_longest_ms=333\n"
	    "maintenance=on\nshutdown_in_s=61\nshutdown_reason=tea\n");
}

static void
verb_zones(struct request *rq, void *context)
{
	UNUSED(context);
	if (atomic_fetch_sub(&zones_left, 1) <= 0) {
		request_answer(rq, CONTROL_FAILED, "no more");
		return;
	}
	request_answer(rq, CONTROL_OK, "map=0 zone=3,4 players=2\n"
	    "map=13 zone=0,1 players=6\nmap=0 zone=1,1 players=1\n");
}

static void
verb_measure(struct request *rq, void *context)
{
	char text[64];

	UNUSED(context);
	str_format(text, sizeof(text), "%zu %s", rq->body_bytes, rq->argv[0]);
	request_answer(rq, CONTROL_OK, text);
}

static const struct request_verb verbs[] = {
	{ .name = "players", .fn = verb_echo },
	{ .name = "kick", .fn = verb_echo },
	{ .name = "ban", .fn = verb_echo },
	{ .name = "mute", .fn = verb_echo },
	{ .name = "unmute", .fn = verb_echo },
	{ .name = "unban", .fn = verb_echo },
	{ .name = "broadcast", .fn = verb_echo },
	{ .name = "shutdown", .fn = verb_echo },
	{ .name = "maintenance", .fn = verb_echo },
	{ .name = "loglevel", .fn = verb_echo },
	{ .name = "save", .fn = verb_refuse },
	{ .name = "status", .fn = verb_status },
	{ .name = "zones", .fn = verb_zones },
	{ .name = "measure", .has_body = true, .fn = verb_measure },
	{ .name = NULL }
};

static int
begin(void **state)
{
	UNUSED(state);
	rig_prepare(verbs);
	rig_start();
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* --- running it --- */

/* Puts a file without a name in the place of a descriptor. */
static int
redirect(int fd, int *kept)
{
	char path[] = "/tmp/fusiond-ctl.XXXXXX";
	int file = mkstemp(path);

	assert_true(file >= 0);
	unlink(path);
	*kept = dup(fd);
	assert_true(*kept >= 0 && dup2(file, fd) == fd);
	return file;
}

static void
restore(int fd, int kept, int file, char out[SAID_BYTES])
{
	ssize_t n = pread(file, out, SAID_BYTES - 1, 0);

	assert_true(n >= 0);
	out[n] = '\0';
	assert_int_equal(dup2(kept, fd), fd);
	close(kept);
	close(file);
}

/* The exit status; what it printed is in said and complained. */
static int
run_all(int argc, const char *const *words)
{
	char *kept[ARGS_MAX] = { NULL }, *argv[ARGS_MAX + 1] = { NULL };
	int out, err, kept_out, kept_err, status;

	assert_true(argc < ARGS_MAX);
	for (int i = 0; i < argc; i++)
		argv[i] = kept[i] = strdup(words[i]);
	optind = 0;	/* getopt() begins anew */
	fflush(stdout);
	fflush(stderr);
	out = redirect(STDOUT_FILENO, &kept_out);
	err = redirect(STDERR_FILENO, &kept_err);
	status = ctl_run(argc, argv);
	fflush(stdout);
	fflush(stderr);
	restore(STDOUT_FILENO, kept_out, out, said);
	restore(STDERR_FILENO, kept_err, err, complained);
	for (int i = 0; i < argc; i++)
		free(kept[i]);	/* a verb may move the others about */
	return status;
}

#define RUN(...) \
	run_all(COUNT_OF(((const char *const[]){ "ctl", __VA_ARGS__ })), \
	    (const char *const[]){ "ctl", __VA_ARGS__ })

static void
expect(int status, int wanted, const char *wanted_said,
    const char *wanted_complained)
{
	assert_string_equal(said, wanted_said);
	assert_string_equal(complained, wanted_complained);
	assert_int_equal(status, wanted);
}

/* What the server was asked. */
#define ASKED(text, ...) \
	expect(RUN("-s", rig.path, __VA_ARGS__), 0, text "\n", "")

#define REFUSED(text, ...) \
	expect(RUN("-s", rig.path, __VA_ARGS__), TOOL_EXIT_USAGE, "", \
	    "ctl: " text " (see fusiond ctl help)\n")

/* --- words --- */

static void
words_become_requests(void **state)
{
	UNUSED(state);
	ASKED("players", "players");
	ASKED("kick|7", "kick", "7");
	ASKED("kick|Jane Smith", "kick", "Jane", "Smith");
	ASKED("kick|Jane Smith", "kick", "Jane Smith");
	ASKED("unban|#7", "unban", "#7");
	ASKED("unmute|@123", "unmute", "@123");
	ASKED("ban|jane|0", "ban", "jane");
	ASKED("ban|jane|604800|so bad", "ban", "jane", "--for", "7d",
	    "--reason", "so bad");
	ASKED("ban|Jane Smith|90|", "ban", "--reason", "", "Jane", "--for",
	    "90", "Smith");
	ASKED("mute|jane|900", "mute", "jane", "--for", "15m");
	ASKED("mute|jane|0", "mute", "jane");
	ASKED("broadcast|to you all", "broadcast", "to", "you", "all");
	ASKED("broadcast|-x --for", "broadcast", "-x", "--for");
	ASKED("shutdown|60", "shutdown");
	ASKED("shutdown|0", "shutdown", "0");
	ASKED("shutdown|7200|new tables", "shutdown", "2h", "new", "tables");
	ASKED("shutdown|cancel", "shutdown", "cancel");
	ASKED("maintenance|on", "maintenance", "on");
	ASKED("maintenance|on|for a while", "maintenance", "on", "for", "a",
	    "while");
	ASKED("maintenance|", "maintenance");
	ASKED("loglevel|2", "loglevel", "2");
}

static void
nonsense_is_not_sent(void **state)
{
	UNUSED(state);
	REFUSED("there is no such verb", "dance");
	REFUSED("this verb takes no arguments", "players", "now");
	REFUSED("this verb takes no arguments", "save", "now");
	REFUSED("it says too little", "kick");
	REFUSED("it says too little", "broadcast");
	REFUSED("whom?", "ban", "--for", "7d");
	REFUSED("a time is like 90s, 15m, 12h, 7d, 2w", "ban", "x", "--for",
	    "soon");
	REFUSED("a time is like 90s, 15m, 12h, 7d, 2w", "ban", "x", "--for",
	    "0");
	REFUSED("a time is like 90s, 15m, 12h, 7d, 2w", "ban", "x", "--for");
	REFUSED("nobody reads a mute's reason", "mute", "x", "--reason", "y");
	REFUSED("a time is like 90, 15m or 12h", "shutdown", "soon");
	REFUSED("a cancellation has no reason", "shutdown", "cancel", "it");
	REFUSED("top takes no arguments", "top", "1");
	expect(RUN("-s", rig.path, "kick", "a\tb"), TOOL_EXIT_USAGE, "",
	    "ctl: no control characters, please\n");
}

static void
times_have_units(void **state)
{
	static const struct { const char *text; int64_t seconds; } times[] = {
		{ "0", 0 }, { "90", 90 }, { "90s", 90 }, { "15m", 900 },
		{ "12h", 43200 }, { "7d", 604800 }, { "2w", 1209600 },
		{ "999999999w", 999999999LL * 604800 },
		{ "", -1 }, { "m", -1 }, { "-1", -1 }, { "+1", -1 },
		{ "1 m", -1 }, { "1x", -1 }, { "1mm", -1 }, { " 1", -1 },
		{ "1.5h", -1 }, { "0x10", -1 }, { "9999999999", -1 },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(times); i++)
		if (ctl_parse_time(times[i].text) != times[i].seconds)
			fail_msg("'%s' is %lld", times[i].text,
			    (long long)ctl_parse_time(times[i].text));
}

static void
refusals_are_told_apart(void **state)
{
	UNUSED(state);
	expect(RUN("-s", rig.path, "save"), 1, "", "ctl: not today\n");
	assert_int_equal(RUN("-s", rig.path, "help"), 0);
	assert_non_null(strstr(said, "maintenance on|off [REASON]"));
	assert_non_null(strstr(said, "  players\n"));
	assert_int_equal(RUN("--help"), 0);
	assert_non_null(strstr(said, "usage: fusiond ctl"));
	assert_string_equal(complained, "");
	assert_int_equal(RUN("--socket", rig.path, "players"), 0);
	assert_string_equal(said, "players\n");
	assert_int_equal(RUN("-x"), TOOL_EXIT_USAGE);
	assert_string_equal(said, "");
	assert_int_equal(RUN("-s", rig.path), TOOL_EXIT_USAGE);
	assert_non_null(strstr(complained, "usage: fusiond ctl"));
	assert_non_null(tool_find("ctl"));
}

/* --- pictures --- */

static void
status_has_the_memory_too(void **state)
{
	UNUSED(state);
	assert_int_equal(RUN("-s", rig.path, "status"), 0);
	assert_int_equal(strncmp(said, "version=1.2\nprotocol=728\n", 25), 0);
	/* the server is this process */
	assert_true(strtol(strstr(said, "\nmemory_kib=") + 12, NULL, 10) >
	    100);
}

/* To a file it is one picture, without escapes, busiest zone first. */
static void
top_is_one_picture_in_a_file(void **state)
{
	static const char wanted[] = "MiB\n"
	    "players 9  connections 12  choosing 2  logins 77\n"
	    "tick p50 1 ms  p99 22 ms  longest 333 ms  packets/s 0  "
	    "deliveries/s 0\n"
	    "maintenance on   SHUTDOWN in 00:01:01 tea\n"
	    "\n"
	    "       map      zone  players\n"
	    "        13       0,1        6 "
	    "########################################\n"
	    "         0       3,4        2 #############\n"
	    "         0       1,1        1 ######\n";

	UNUSED(state);
	assert_int_equal(RUN("-s", rig.path, "top"), 0);
	assert_int_equal(strncmp(said,
	    "fusiond 1.2  protocol 728  up 1d 02:03:04  memory ", 50), 0);
	assert_non_null(strstr(said, wanted));
	assert_int_equal(strlen(strstr(said, wanted)), strlen(wanted));
}

/* In a narrow terminal lines are cut: broken, they would scroll. */
static void
top_fits_into_a_terminal(void **state)
{
	const struct winsize size = { .ws_row = 10, .ws_col = 30 };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, kept;
	char *argv[] = { (char[]){ "top" }, NULL }, drawn[4096];
	char why[CTL_WHY_BYTES];
	struct ctl_client *c = ctl_client_open(rig.path, why);
	unsigned lines = 0;
	ssize_t n;

	UNUSED(state);
	assert_non_null(c);
	assert_true(master >= 0 && grantpt(master) == 0 &&
	    unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0 && ioctl(slave, TIOCSWINSZ, &size) == 0);
	assert_int_equal(setenv("TERM", "xterm", 1), 0);
	atomic_store(&zones_left, 1);
	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	assert_true(kept >= 0 && dup2(slave, STDOUT_FILENO) >= 0);
	assert_int_equal(ctl_top(c, 1, argv), 1);
	fflush(stdout);
	assert_true(dup2(kept, STDOUT_FILENO) >= 0);
	atomic_store(&zones_left, INT_MAX);
	n = read(master, drawn, sizeof(drawn) - 1);
	assert_true(n > 0);
	drawn[n] = '\0';
	assert_non_null(strstr(drawn, "\033[?7l\033[Hfusiond 1.2"));
	assert_non_null(strstr(drawn, "and 1 more\033[K\r\n"
	    "\033[J\033[?7h"));
	for (const char *lf = drawn; (lf = strchr(lf, '\n')) != NULL; lf++)
		lines++;
	assert_int_equal(lines, size.ws_row - 1);
	close(kept);
	close(slave);
	close(master);
	ctl_client_close(c);
}

/* --- the client --- */

static void
large_bodies_go_with_a_request(void **state)
{
	enum { BYTES = 5000000 };
	const char *const argv[] = { "measure", "drops.json" };
	char why[CTL_WHY_BYTES];
	struct ctl_client *c = ctl_client_open(rig.path, why);
	struct ctl_answer a = { 0 };
	char *body = calloc(1, BYTES);

	UNUSED(state);
	assert_non_null(c);
	assert_non_null(body);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ctl_client_ask(c, 2, argv, body, BYTES, &a),
		    0);
		assert_string_equal(a.text, "5000000 drops.json\n");
	}
	assert_int_equal(ctl_client_ask(c, 2, argv, "", 0, &a), 0);
	assert_string_equal(a.text, "0 drops.json\n");
	ctl_answer_fini(&a);
	free(body);
	ctl_client_close(c);
	ctl_client_close(NULL);
}

static void
values_are_found_by_their_keys(void **state)
{
	char text[] = "a=1\nabc=two words\n\nb=\nlast=x";
	const struct ctl_answer a = { .text = text };
	const struct ctl_answer none = { 0 };

	UNUSED(state);
	assert_string_equal(ctl_answer_get(&a, "a"), "1");
	assert_string_equal(ctl_answer_get(&a, "abc"), "two words");
	assert_string_equal(ctl_answer_get(&a, "b"), "");
	assert_string_equal(ctl_answer_get(&a, "last"), "x");
	assert_string_equal(ctl_answer_get(&a, "ab"), "");
	assert_string_equal(ctl_answer_get(&a, "1"), "");
	assert_string_equal(ctl_answer_get(&none, "a"), "");
}

/* A child in the server's place says one thing and hangs up. */
static void
expect_after(const char *answer, const char *complaint)
{
	char why[256], path[160];
	int fd, status;
	pid_t child;

	path_format(path, sizeof(path), "%s/fake/socket", rig.dir);
	assert_int_equal(socket_file_listen(path, &fd, why, sizeof(why)),
	    SOCKET_FILE_OK);
	assert_int_equal(fcntl(fd, F_SETFL, 0), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char request[256];
		int peer;

		/* it does not outlive a test that fails meanwhile */
		alarm(RIG_PATIENCE_MS / 1000);
		peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		_exit(peer >= 0 &&
		    recv(peer, request, sizeof(request), 0) > 0 &&
		    send(peer, answer, strlen(answer), MSG_NOSIGNAL) ==
		    (ssize_t)strlen(answer) ? 0 : 1);
	}
	expect(RUN("-s", path, "players"), 1, "", complaint);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(fd);
}

static void
a_server_that_talks_nonsense_is_not_believed(void **state)
{
	static const char gone[] =
	    "ctl: the server has hung up without an answer\n";
	static const char nonsense[] =
	    "ctl: the server says what nobody understands\n";

	UNUSED(state);
	expect_after("", gone);
	expect_after("> half an answer\n", gone);
	expect_after("ok", gone);
	expect_after("fine\n", nonsense);
	expect_after("error 0 what\n", nonsense);
	expect_after("error x what\n", nonsense);
	expect_after("error 126 what\n", nonsense);
	expect_after("error 1 what\n", "ctl: what\n");
}

/* --- where the server is --- */

static void
write_config(const char *text)
{
	char path[160];
	FILE *f;

	path_format(path, sizeof(path), "%s/config.ini", rig.dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
config_names_the_socket(void **state)
{
	char config[160], text[256];
	char *before = getcwd(NULL, 0);

	UNUSED(state);
	assert_non_null(before);
	path_format(config, sizeof(config), "%s/config.ini", rig.dir);
	/* the default, seen from where the server works and from elsewhere */
	write_config("[shard]\naccountlevel=1\n");
	expect(RUN("-c", config, "kick", "7"), 0, "kick|7\n", "");
	assert_int_equal(chdir(rig.dir), 0);
	expect(RUN("kick", "7"), 0, "kick|7\n", "");
	expect(RUN("-c", "config.ini", "kick", "7"), 0, "kick|7\n", "");
	assert_int_equal(chdir("/"), 0);
	path_format(text, sizeof(text), "[control]\npath=%s\n", rig.path);
	write_config(text);
	expect(RUN("-c", config, "kick", "7"), 0, "kick|7\n", "");
	write_config("[control]\npath=\n");
	path_format(text, sizeof(text), "ctl: %s: [control] path is empty: "
	    "this server has no socket\n", config);
	expect(RUN("-c", config, "kick", "7"), 1, "", text);
	write_config("[control]\npath=other/socket\n");
	expect(RUN("-c", config, "kick", "7"), 1, "", "ctl: other/socket is "
	    "not there: no server was started here, or its [control] path is "
	    "another\n");
	write_config("[login]\nport=x\n");
	assert_int_equal(RUN("-c", config, "kick", "7"), 1);
	assert_non_null(strstr(complained, "login.port"));
	assert_int_equal(chdir(before), 0);
	free(before);
}

static void
a_server_that_has_ended_is_named(void **state)
{
	char path[96], text[256];

	UNUSED(state);
	path_format(path, sizeof(path), "%s", rig.path);
	control_stop(rig.control);
	control_free(rig.control);
	rig.control = NULL;
	path_format(text, sizeof(text), "ctl: the server is not running "
	    "(nobody listens at %s)\n", path);
	expect(RUN("-s", path, "players"), 1, "", text);
	assert_int_equal(unlink(path), 0);
	path_format(text, sizeof(text), "ctl: %s is not there: no server was "
	    "started here, or its [control] path is another\n", path);
	expect(RUN("-s", path, "players"), 1, "", text);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(words_become_requests),
		WITH_SERVER(nonsense_is_not_sent),
		cmocka_unit_test(times_have_units),
		WITH_SERVER(refusals_are_told_apart),
		WITH_SERVER(status_has_the_memory_too),
		WITH_SERVER(top_is_one_picture_in_a_file),
		WITH_SERVER(top_fits_into_a_terminal),
		WITH_SERVER(large_bodies_go_with_a_request),
		cmocka_unit_test(values_are_found_by_their_keys),
		WITH_SERVER(a_server_that_talks_nonsense_is_not_believed),
		WITH_SERVER(config_names_the_socket),
		WITH_SERVER(a_server_that_has_ended_is_named),
	};

	return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
