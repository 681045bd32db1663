/*
 * test_thread.c - names, the gate, the hook, and shared counters.
 *
 * Owns:   its threads.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <signal.h>

#include "base/counter.h"
#include "base/thread.h"

static struct counter runs, hooks;

struct seen {
	enum thread_role role;
	char name[16];
	bool is_signal_blocked;
};

static void
look(void *arg)
{
	struct seen *seen = arg;
	sigset_t set;

	ON_THREAD(THREAD_WORLD);
	seen->role = thread_role();
	pthread_getname_np(pthread_self(), seen->name, sizeof(seen->name));
	pthread_sigmask(SIG_BLOCK, NULL, &set);
	seen->is_signal_blocked = sigismember(&set, SIGINT) == 1;
	for (int i = 0; i < 1000; i++)
		counter_add(&runs, 1);
}

static bool
hook(enum thread_role role)
{
	CHECK(role == THREAD_WORLD);
	counter_add(&hooks, 1);
	return true;
}

static void
test_threads_wait_at_the_gate(void **state)
{
	struct seen seen[3] = { 0 };
	struct thread *t[3];

	(void)state;
	thread_set_start_hook(hook);
	for (unsigned i = 0; i < 3; i++) {
		t[i] = thread_new(THREAD_WORLD, i, look, &seen[i]);
		assert_non_null(t[i]);
	}
	/* thread_new() returned: they are at the gate, and none is past it. */
	assert_int_equal(counter_get(&runs), 0);
	assert_int_equal(counter_get(&hooks), 0);
	thread_gate_open();
	for (unsigned i = 0; i < 3; i++)
		thread_join(t[i]);
	assert_int_equal(counter_get(&runs), 3000);
	assert_int_equal(counter_get(&hooks), 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(seen[i].role, THREAD_WORLD);
		assert_true(seen[i].is_signal_blocked);
	}
	assert_string_equal(seen[1].name, "world/1");
	counter_sub(&runs, 1);
	assert_int_equal(counter_get(&runs), 2999);
	counter_set(&runs, 5);
	assert_int_equal(counter_get(&runs), 5);
	thread_join(NULL);
}

static void
stop_main(void *arg)
{
	(void)arg;
	thread_stop_main();
}

/* A thread has main get the signal that it waits for, and none of its own. */
static void
test_a_thread_stops_main(void **state)
{
	struct thread *t;
	sigset_t stop;
	int sig = 0;

	(void)state;
	sigemptyset(&stop);
	sigaddset(&stop, THREAD_STOP_SIGNAL);
	assert_int_equal(sigprocmask(SIG_BLOCK, &stop, NULL), 0);
	thread_set_start_hook(NULL);
	t = thread_new(THREAD_WORLD, 0, stop_main, NULL);
	assert_non_null(t);
	assert_int_equal(sigwait(&stop, &sig), 0);
	assert_int_equal(sig, THREAD_STOP_SIGNAL);
	thread_join(t);
}

static void
test_roles_have_names(void **state)
{
	(void)state;
	assert_int_equal(thread_role(), THREAD_NONE);
	for (int role = 0; role < THREAD_ROLE_COUNT; role++)
		assert_non_null(thread_role_name((enum thread_role)role));
	thread_set_role(THREAD_MAIN);
	ON_THREAD(THREAD_MAIN);
	thread_set_role(THREAD_NONE);
	ON_THREAD(THREAD_DB);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads_wait_at_the_gate),
		cmocka_unit_test(test_a_thread_stops_main),
		cmocka_unit_test(test_roles_have_names),
	};

	return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
