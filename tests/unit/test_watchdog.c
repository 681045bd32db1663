/*
 * test_watchdog.c - the service manager hears that all is well as long as it
 * is, who stands still is logged, and the process knows its size.
 *
 * Owns:   a directory with the manager's socket; a pipe that plays the log.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/metric.h"
#include "base/notify_socket.h"
#include "base/progress.h"
#include "base/str.h"
#include "base/watchdog.h"
#include "bot/files.h"
#include "support/manager.h"

enum { NOW_MS = 1000000 };

static char dir[] = "/tmp/fusiond-watchdog.XXXXXX";
static int manager, notify_fd, log_fds[2];
static struct watchdog w;

static int
setup_group(void **state)
{
	char name[64];

	UNUSED(state);
	if (mkdtemp(dir) == NULL || pipe(log_fds) != 0)
		return -1;
	path_format(name, sizeof(name), "%s/socket", dir);
	manager = manager_open(name);
	setenv("NOTIFY_SOCKET", name, 1);
	notify_fd = notify_socket_open();
	log_init(log_fds[1], 0);
	return fcntl(log_fds[0], F_SETFL, O_NONBLOCK);
}

static int
teardown_group(void **state)
{
	UNUSED(state);
	log_init(STDERR_FILENO, 1);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	notify_socket_close(notify_fd);
	close(manager);
	files_remove_tree(dir);
	return 0;
}

/* Everything that the manager has been told since, in one line. */
static const char *
heard(void)
{
	static char text[512];
	size_t n = 0;
	ssize_t got;

	while ((got = recv(manager, text + n, sizeof(text) - n - 2,
	    MSG_DONTWAIT)) > 0) {
		n += (size_t)got;
		text[n++] = ';';
	}
	text[n] = '\0';
	return text;
}

static const char *
logged(void)
{
	static char text[4096];
	ssize_t n = read(log_fds[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
begin(const char *usec)
{
	if (usec != NULL)
		setenv("WATCHDOG_USEC", usec, 1);
	else
		unsetenv("WATCHDOG_USEC");
	watchdog_init(&w, notify_fd, -1);
}

static void
test_the_variables(void **state)
{
	static const struct {
		const char *usec;
		int64_t ms, period_ms;
	} cases[] = {
		{ NULL, 0, 5000 }, { "", 0, 5000 }, { "x", 0, 5000 },
		{ "-1", 0, 5000 }, { "5000000x", 0, 5000 }, { "0", 0, 5000 },
		{ "99999999999999999999", 0, 5000 },
		{ "60000000", 60000, 5000 }, { "3000000", 3000, 1500 },
		{ "1000", 1, 10 },
	};
	char pid[24];

	UNUSED(state);
	unsetenv("WATCHDOG_PID");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin(cases[i].usec);
		assert_int_equal(notify_socket_watchdog_ms(), cases[i].ms);
		assert_int_equal(w.period_ms, cases[i].period_ms);
		assert_int_equal(w.is_awaited, cases[i].ms > 0);
	}
	/* It may be meant for whoever started us. */
	begin("3000000");
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(notify_socket_watchdog_ms(), 0);
	str_format(pid, sizeof(pid), "%ld", (long)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_socket_watchdog_ms(), 3000);
	unsetenv("WATCHDOG_PID");
}

static void
test_all_is_well(void **state)
{
	UNUSED(state);
	begin("60000000");
	metric_set(METRIC_PLAYERS, 0);
	watchdog_round(&w, NOW_MS);
	assert_string_equal(heard(), "STATUS=0 players;WATCHDOG=1;");
	progress_note(THREAD_WORLD, NOW_MS - 100);
	watchdog_round(&w, NOW_MS);
	assert_string_equal(heard(), "WATCHDOG=1;");
	metric_set(METRIC_PLAYERS, 1);
	watchdog_round(&w, NOW_MS);
	assert_string_equal(heard(), "STATUS=1 player;WATCHDOG=1;");
	assert_string_equal(logged(), "");

	/* Who does not ask for signs of life gets none. */
	begin(NULL);
	watchdog_round(&w, NOW_MS);
	assert_string_equal(heard(), "STATUS=1 player;");
	progress_rest(THREAD_WORLD);
}

/* Each room on its own, up to the time that it may take. */
static void
test_who_stands_still_is_not_covered_up(void **state)
{
	UNUSED(state);
	for (size_t i = 0; i < PROGRESS_ROOM_COUNT; i++) {
		const struct progress_room *r = &progress_rooms[i];
		char wanted[80];

		begin("60000000");
		w.players_told = 1;
		progress_note(r->role, NOW_MS);
		watchdog_round(&w, NOW_MS + r->most_ms - 1);
		assert_string_equal(heard(), "WATCHDOG=1;");
		watchdog_round(&w, NOW_MS + r->most_ms);
		assert_string_equal(heard(), "");
		str_format(wanted, sizeof(wanted), "[ERROR] main: standing "
		    "still: %s ms=%d\n", thread_role_name(r->role),
		    (int)r->most_ms);
		assert_string_equal(logged(), wanted);
		/* One line, however long it lasts. */
		watchdog_round(&w, NOW_MS + r->most_ms + 5000);
		assert_string_equal(heard(), "");
		assert_string_equal(logged(), "");
		progress_rest(r->role);
		watchdog_round(&w, NOW_MS + r->most_ms + 10000);
		assert_string_equal(heard(), "WATCHDOG=1;");
	}
}

static void
test_progress(void **state)
{
	char text[80];

	UNUSED(state);
	assert_int_equal(progress_stuck_ms(THREAD_WORLD, NOW_MS), 0);
	progress_note(THREAD_WORLD, NOW_MS);
	assert_int_equal(progress_stuck_ms(THREAD_WORLD, NOW_MS + 7), 7);
	/* Noted after the asker had looked at the clock. */
	assert_int_equal(progress_stuck_ms(THREAD_WORLD, NOW_MS - 1), 0);
	progress_note(THREAD_DB, NOW_MS);
	assert_false(progress_is_well(NOW_MS + 60000, text, sizeof(text)));
	assert_string_equal(text, "world ms=60000 db ms=60000");
	progress_rest(THREAD_WORLD);
	progress_rest(THREAD_DB);
	assert_true(progress_is_well(NOW_MS + 60000, text, sizeof(text)));
	assert_string_equal(text, "");
}

/* The same descriptor tells it again and again. */
static void
test_the_size_of_the_process(void **state)
{
	enum { MORE = 16 << 20 };
	int fd = memory_open();
	uint64_t before, after;
	char *more;

	UNUSED(state);
	assert_int_equal(memory_resident_bytes(-1), 0);
	if (fd < 0)
		skip();		/* not on Linux */
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	before = memory_resident_bytes(fd);
	assert_in_range(before, 1 << 18, (uint64_t)1 << 40);
	more = malloc(MORE);
	assert_non_null(more);
	for (size_t i = 0; i < MORE; i += 512)
		((volatile char *)more)[i] = 1;
	after = memory_resident_bytes(fd);
	free(more);
	assert_true(after >= before + MORE / 2);
	watchdog_init(&w, -1, fd);
	watchdog_round(&w, NOW_MS);
	assert_true(metric_get(METRIC_MEMORY) >= 1 << 18);
	memory_close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_variables),
		cmocka_unit_test(test_all_is_well),
		cmocka_unit_test(test_who_stands_still_is_not_covered_up),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_the_size_of_the_process),
	};

	return cmocka_run_group_tests_name("watchdog", tests, setup_group,
	    teardown_group);
}
