/*
 * test_log.c - one line an event, levels, and the limit on lines.
 *
 * Owns:   a pipe that plays the log.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/thread.h"

static int fds[2];

static int
setup(void **state)
{
	(void)state;
	if (pipe(fds) != 0)
		return -1;
	return fcntl(fds[0], F_SETFL, O_NONBLOCK);
}

static int
teardown(void **state)
{
	(void)state;
	log_init(STDERR_FILENO, 1);
	close(fds[0]);
	close(fds[1]);
	return 0;
}

/* What was written since the last call. */
static const char *
written(void)
{
	static char text[8192];
	ssize_t n = read(fds[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
test_levels_follow_verbosity(void **state)
{
	static const char *const expected[] = {
		"[ERROR] a: e 1\n[WARN] a: w\n",
		"[ERROR] a: e 1\n[WARN] a: w\n[INFO] a: i\n",
		"[ERROR] a: e 1\n[WARN] a: w\n[INFO] a: i\n[DEBUG] a: d\n",
		"[ERROR] a: e 1\n[WARN] a: w\n[INFO] a: i\n[DEBUG] a: d\n",
	};

	(void)state;
	for (int verbosity = 0; verbosity < 4; verbosity++) {
		log_init(fds[1], verbosity);
		log_error("a: e %d", 1);
		log_warn("a: w");
		log_info("a: i");
		log_debug("a: d");
		assert_string_equal(written(), expected[verbosity]);
		assert_int_equal(log_wants(LOG_DEBUG), verbosity >= 2);
	}
}

/* What `fusiond ctl` does: from the next line on. */
static void
test_verbosity_changes_at_run_time(void **state)
{
	(void)state;
	log_init(fds[1], 1);
	log_debug("a: no");
	log_set_verbosity(2);
	log_debug("a: yes");
	log_set_verbosity(0);
	log_info("a: no");
	assert_string_equal(written(), "[DEBUG] a: yes\n");
}

static void
test_form_and_time_are_chosen(void **state)
{
	const char *got;

	(void)state;
	log_init(fds[1], 1);
	log_set_form(LOG_TEXT, true);
	log_info("a: b");
	got = written();
	/* 2026-01-02T03:04:05.678Z */
	assert_int_equal(strcspn(got, "Z"), 23);
	assert_string_equal(got + 24, " [INFO] a: b\n");
	log_set_form(LOG_JSON, false);
	thread_set_role(THREAD_WORLD);
	log_put(LOG_ERROR, "Starting");
	thread_set_role(THREAD_NONE);
	assert_string_equal(written(), "{\"level\":\"error\","
	    "\"subsystem\":\"world\",\"thread\":\"world\","
	    "\"message\":\"Starting\"}\n");
	log_set_form(LOG_TEXT, false);
}

static void
test_a_line_cannot_be_forged(void **state)
{
	(void)state;
	log_init(fds[1], 1);
	log_info("chat: %s", "hi\n[INFO] login: admin\r\x1b[2J\x7f\t\xc3\xa9");
	assert_string_equal(written(),
	    "[INFO] chat: hi?[INFO] login: admin??[2J??\xc3\xa9\n");
}

static void
test_a_long_line_is_cut(void **state)
{
	char longer[5000];
	const char *got;

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	log_init(fds[1], 1);
	log_warn("%s", longer);
	got = written();
	assert_in_range(strlen(got), 1000, 2048);
	assert_int_equal(got[strlen(got) - 1], '\n');
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
}

static void
test_limit_counts_what_it_drops(void **state)
{
	struct log_limit l = { 0 };
	uint32_t dropped = 99;

	(void)state;
	assert_true(log_limit_ok(&l, 2, 1000000, &dropped));
	assert_int_equal(dropped, 0);
	assert_true(log_limit_ok(&l, 2, 1000000, &dropped));
	for (int i = 0; i < 5; i++)
		assert_false(log_limit_ok(&l, 2, 1000000, &dropped));
	l.since_ms -= 1000000;		/* the period is over */
	assert_true(log_limit_ok(&l, 2, 1000000, &dropped));
	assert_int_equal(dropped, 5);
	assert_true(log_limit_ok(&l, 2, 1000000, &dropped));
	assert_int_equal(dropped, 0);
}

static void
test_check_says_where_and_aborts(void **state)
{
	const char *got;
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		CHECK(1 + 1 == 3);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	got = written();
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
	assert_non_null(strstr(got, "test_log.c"));
	assert_non_null(strstr(got, "CHECK(1 + 1 == 3) failed"));
	CHECK(true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels_follow_verbosity),
		cmocka_unit_test(test_verbosity_changes_at_run_time),
		cmocka_unit_test(test_form_and_time_are_chosen),
		cmocka_unit_test(test_a_line_cannot_be_forged),
		cmocka_unit_test(test_a_long_line_is_cut),
		cmocka_unit_test(test_limit_counts_what_it_drops),
		cmocka_unit_test(test_check_says_where_and_aborts),
	};

	return cmocka_run_group_tests_name("log", tests, setup, teardown);
}
