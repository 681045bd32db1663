/*
 * test_sandbox.c - the order of the sandbox's phases and its modes, with
 * whatever backend this build has left switched off.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/config.h"
#include "sandbox/sandbox.h"

/* Steps of a start, one letter each, as main() would take them. */
static bool
take_steps(const char *steps, enum sandbox_mode mode)
{
	const struct sandbox_options opt = { .mode = mode };

	for (const char *s = steps; *s != '\0'; s++) {
		bool ok = false;

		switch (*s) {
		case 'i':
			ok = sandbox_init(&opt);
			break;
		case 'l':
			ok = sandbox_seal();
			break;
		case 's':
			ok = sandbox_start();
			break;
		case 't':
			ok = sandbox_thread_start(SANDBOX_ROLE_MAIN);
			break;
		}
		if (!ok)
			return false;
	}
	return true;
}

/* A CHECK() ends the process, so it is tried in another one. */
static bool
steps_abort(const char *steps)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		/* The message is not for the reader of this test. */
		close(STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		sandbox_reset();
		_exit(take_steps(steps, SANDBOX_OFF) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
right_order_is_taken(void **state)
{
	UNUSED(state);
	assert_false(steps_abort("ilst"));
	sandbox_reset();
	assert_true(take_steps("ilst", SANDBOX_OFF));
}

static void
wrong_order_is_our_own_bug(void **state)
{
	static const char *const orders[] = { "l", "s", "t", "ii", "is", "it",
		"ill", "ilt", "ilss", "ilstt", "ilsti" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		if (!steps_abort(orders[i]))
			print_error("not refused: %s\n", orders[i]);
		assert_true(steps_abort(orders[i]));
	}
}

static void
off_says_so_in_the_summary(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_true(take_steps("ils", SANDBOX_OFF));
	assert_string_equal(sandbox_summary(),
	    "sandbox: mode=false missing=all");
}

static void
config_has_the_same_modes(void **state)
{
	UNUSED(state);
	assert_int_equal(CONFIG_SANDBOX_FALSE, SANDBOX_OFF);
	assert_int_equal(CONFIG_SANDBOX_TRUE, SANDBOX_ON);
	assert_int_equal(CONFIG_SANDBOX_STRICT, SANDBOX_STRICT);
	assert_int_equal(CONFIG_SANDBOX_AUDIT, SANDBOX_AUDIT);
}

/* True of no backend, and of a sanitizer build, too. */
static void
strict_refuses_what_cannot_be_kept(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_false(take_steps("i", SANDBOX_STRICT));
}

static void
without_a_backend_true_goes_on(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_true(take_steps("ilst", SANDBOX_ON));
	assert_non_null(strstr(sandbox_summary(), "missing=all"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_order_is_taken),
		cmocka_unit_test(wrong_order_is_our_own_bug),
		cmocka_unit_test(off_says_so_in_the_summary),
		cmocka_unit_test(config_has_the_same_modes),
		cmocka_unit_test(strict_refuses_what_cannot_be_kept),
		cmocka_unit_test(without_a_backend_true_goes_on),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
