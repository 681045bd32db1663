/* test_timer.c - recurring work keeps to its schedule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "world/timer.h"
#include "world/world.h"

static int runs[2];

static void
first(struct world *w)
{
	(void)w;
	runs[0]++;
}

static void
second(struct world *w)
{
	(void)w;
	runs[1]++;
}

static int64_t
period_from_config(const struct world *w)
{
	(void)w;
	return 500;
}

static const struct timer_row rows[] = {
	{ "first", 200, NULL, first },
	{ "second", 0, period_from_config, second },
	{ NULL, 0, NULL, NULL }
};

static struct world w;
static struct timers t;

static int
setup(void **state)
{
	(void)state;
	w.now_ms = 1000;
	runs[0] = runs[1] = 0;
	timers_init(&t, rows, &w);
	return 0;
}

static void
run_at(int64_t now_ms)
{
	w.now_ms = now_ms;
	timers_run(&t, &w);
}

static void
test_first_run_is_one_period_later(void **state)
{
	(void)state;
	run_at(1000);
	run_at(1199);
	assert_int_equal(0, runs[0]);
	run_at(1200);
	assert_int_equal(1, runs[0]);
	assert_int_equal(0, runs[1]);
}

static void
test_period_may_come_from_config(void **state)
{
	(void)state;
	run_at(1499);
	assert_int_equal(0, runs[1]);
	run_at(1500);
	assert_int_equal(1, runs[1]);
}

/* spec/server-core.md 4, DEFECT: late runs must not shift the schedule. */
static void
test_schedule_does_not_drift(void **state)
{
	(void)state;
	run_at(1250);
	run_at(1399);
	assert_int_equal(1, runs[0]);
	run_at(1400);
	assert_int_equal(2, runs[0]);
}

static void
test_missed_runs_are_not_caught_up(void **state)
{
	(void)state;
	run_at(2050);
	assert_int_equal(1, runs[0]);
	run_at(2199);
	assert_int_equal(1, runs[0]);
	run_at(2200);
	assert_int_equal(2, runs[0]);
}

static void
test_next_is_the_nearest(void **state)
{
	struct timers none;

	(void)state;
	assert_int_equal(200, timers_next_ms(&t, 1000));
	assert_int_equal(0, timers_next_ms(&t, 1300));
	run_at(1400);
	assert_int_equal(100, timers_next_ms(&t, 1400));
	timers_init(&none, NULL, &w);
	assert_true(timers_next_ms(&none, 0) == INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_first_run_is_one_period_later,
		    setup),
		cmocka_unit_test_setup(test_period_may_come_from_config,
		    setup),
		cmocka_unit_test_setup(test_schedule_does_not_drift, setup),
		cmocka_unit_test_setup(test_missed_runs_are_not_caught_up,
		    setup),
		cmocka_unit_test_setup(test_next_is_the_nearest, setup),
	};

	return cmocka_run_group_tests_name("timer", tests, NULL, NULL);
}
