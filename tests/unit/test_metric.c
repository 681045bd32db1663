/*
 * test_metric.c - counters from several threads, and their text as the format
 * 0.0.4 of Prometheus wants it.
 *
 * Owns:   nothing; the counters are the process's.
 * Called: by make test.
 * Thread: main, and some that count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "base/log.h"
#include "base/metric.h"
#include "base/metric_text.h"
#include "base/str.h"
#include "support/exposition.h"

enum { TEXT_BYTES = 64 * 1024, COUNTING = 4, TIMES = 100000 };

static char text[TEXT_BYTES + 1];

static void
write_all(size_t cap, struct metric_text *t)
{
	*t = (struct metric_text){ .bytes = text, .cap = cap };
	metric_write(t);
	text[t->used] = '\0';
}

static double
value_of(const char *sample)
{
	struct metric_text t;

	write_all(TEXT_BYTES, &t);
	return exposition_value(text, sample);
}

static void *
count(void *arg)
{
	for (int i = 0; i < TIMES; i++) {
		metric_add(METRIC_REFUSED_STEP, 1);
		metric_observe(METRIC_DB_FLUSH, 3);
	}
	return arg;
}

static void
test_no_thread_loses_a_count(void **state)
{
	double before = value_of("fusiond_refusals_total"
	    "{reason=\"impossible_step\"}");
	uint64_t observed = metric_observed(METRIC_DB_FLUSH);
	pthread_t threads[COUNTING];

	(void)state;
	for (int i = 0; i < COUNTING; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count,
		    NULL), 0);
	for (int i = 0; i < COUNTING; i++)
		pthread_join(threads[i], NULL);
	assert_true(value_of("fusiond_refusals_total"
	    "{reason=\"impossible_step\"}") == before + COUNTING * TIMES);
	assert_int_equal(metric_observed(METRIC_DB_FLUSH) - observed,
	    COUNTING * TIMES);
}

static void
test_what_is_set_is_told(void **state)
{
	(void)state;
	metric_set(METRIC_PLAYERS, 12);
	assert_true(value_of("fusiond_players") == 12);
	assert_int_equal(metric_get(METRIC_PLAYERS), 12);
	metric_set(METRIC_PLAYERS, 0);
	assert_true(value_of("fusiond_players") == 0);
}

static void
test_lines_of_the_log_are_counted(void **state)
{
	double before = value_of("fusiond_log_lines_total{level=\"error\"}");

	(void)state;
	log_error("metric: a line");
	log_debug("metric: none");
	assert_true(value_of("fusiond_log_lines_total{level=\"error\"}") ==
	    before + 1);
	assert_true(value_of("fusiond_log_lines_total{level=\"debug\"}") == 0);
}

static void
test_buckets_are_cumulative(void **state)
{
	static const struct {
		int64_t us;
		const char *first;	/* of the buckets that it is in */
		const char *before;	/* the last that it is not in */
	} cases[] = {
		{ -5, "le=\"0.0001\"", NULL },
		{ 0, "le=\"0.0001\"", NULL },
		{ 100, "le=\"0.0001\"", NULL },
		{ 101, "le=\"0.00025\"", "le=\"0.0001\"" },
		{ 99999, "le=\"0.1\"", "le=\"0.05\"" },
		{ 10000000, "le=\"10\"", "le=\"2.5\"" },
		{ 10000001, "le=\"+Inf\"", "le=\"10\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char first[80], before[80];
		double was, was_before = 0;

		str_format(first, sizeof(first),
		    "fusiond_tick_seconds_bucket{%s}", cases[i].first);
		str_format(before, sizeof(before),
		    "fusiond_tick_seconds_bucket{%s}", cases[i].before != NULL ?
		    cases[i].before : cases[i].first);
		was = value_of(first);
		if (cases[i].before != NULL)
			was_before = value_of(before);
		metric_observe(METRIC_TICK, cases[i].us);
		assert_true(value_of(first) == was + 1);
		if (cases[i].before != NULL)
			assert_true(value_of(before) == was_before);
		assert_true(value_of("fusiond_tick_seconds_count") ==
		    (double)i + 1);
		assert_true(value_of("fusiond_tick_seconds_bucket"
		    "{le=\"+Inf\"}") == (double)i + 1);
	}
	/* 0.0001 + 0.000101 + 0.099999 + 10 + 10.000001 */
	assert_non_null(strstr(text, "\nfusiond_tick_seconds_sum 20.100201\n"));
}

static void
test_the_text_is_what_gatherers_read(void **state)
{
	struct metric_text t;

	(void)state;
	write_all(TEXT_BYTES, &t);
	assert_false(t.is_cut);
	assert_true(exposition_check(text) >= 10);
}

/* Too little room costs whole lines, and is noticed. */
static void
test_lines_are_never_halved(void **state)
{
	struct metric_text t;

	(void)state;
	for (size_t cap = 0; cap < 2000; cap += 7) {
		write_all(cap, &t);
		assert_true(t.is_cut);
		assert_in_range(t.used, 0, cap);
		assert_true(t.used == 0 || text[t.used - 1] == '\n');
	}
}

static void
test_labels_are_escaped(void **state)
{
	char labels[64] = "", little[20] = "";

	(void)state;
	metric_text_label(labels, sizeof(labels), "mode", "true");
	metric_text_label(labels, sizeof(labels), "odd", "a\"b\\c\nd");
	assert_string_equal(labels, "mode=\"true\",odd=\"a\\\"b\\\\c\\nd\"");
	metric_text_label(little, sizeof(little), "mode", "true");
	metric_text_label(little, sizeof(little), "mode", "false");
	assert_string_equal(little, "mode=\"true\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_thread_loses_a_count),
		cmocka_unit_test(test_what_is_set_is_told),
		cmocka_unit_test(test_lines_of_the_log_are_counted),
		cmocka_unit_test(test_buckets_are_cumulative),
		cmocka_unit_test(test_the_text_is_what_gatherers_read),
		cmocka_unit_test(test_lines_are_never_halved),
		cmocka_unit_test(test_labels_are_escaped),
	};

	return cmocka_run_group_tests_name("metric", tests, NULL, NULL);
}
