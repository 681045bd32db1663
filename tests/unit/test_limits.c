/*
 * test_limits.c - token buckets and counts by address, with a set clock.
 *
 * Owns:   its tables.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/limits.h"

static void
test_bucket_lets_burst_then_rate_through(void **state)
{
	struct limits_bucket b;
	unsigned taken = 0;

	(void)state;
	limits_bucket_init(&b, 10, 1000);
	for (int i = 0; i < 10; i++)
		assert_true(limits_bucket_take(&b, 5, 10, 1000));
	assert_false(limits_bucket_take(&b, 5, 10, 1000));
	assert_false(limits_bucket_take(&b, 5, 10, 1199));
	assert_true(limits_bucket_take(&b, 5, 10, 1200));
	assert_false(limits_bucket_take(&b, 5, 10, 1200));
	/* A minute later it holds no more than its burst. */
	for (int i = 0; i < 100; i++)
		taken += limits_bucket_take(&b, 5, 10, 61000);
	assert_int_equal(taken, 10);
	/* Ten seconds of trying every millisecond give five a second. */
	taken = 0;
	for (int64_t ms = 61001; ms <= 71000; ms++)
		taken += limits_bucket_take(&b, 5, 10, ms);
	assert_int_equal(taken, 50);
}

static void
test_bucket_survives_the_clock_and_big_limits(void **state)
{
	struct limits_bucket b;
	unsigned taken = 0;

	(void)state;
	limits_bucket_init(&b, 4, INT64_C(0xfffffff0));
	for (int i = 0; i < 4; i++)
		assert_true(limits_bucket_take(&b, 1000, 4,
		    INT64_C(0xfffffff0)));
	assert_true(limits_bucket_take(&b, 1000, 4, INT64_C(0x100000010)));

	limits_bucket_init(&b, UINT32_MAX, 1);
	for (int i = 0; i < 100; i++)
		taken += limits_bucket_take(&b, UINT32_MAX, UINT32_MAX, 1 + i);
	assert_int_equal(taken, 100);
}

static void
test_connections_by_address(void **state)
{
	struct limits_table t;

	(void)state;
	limits_table_init(&t, 2, 0);
	assert_int_equal(limits_address_add(&t, 1, 1000), LIMITS_OK);
	assert_int_equal(limits_address_add(&t, 1, 1000), LIMITS_OK);
	assert_int_equal(limits_address_add(&t, 1, 1000), LIMITS_TOO_MANY);
	assert_int_equal(limits_address_add(&t, 2, 1000), LIMITS_OK);
	assert_int_equal(limits_address_conns(&t, 1), 2);
	limits_address_remove(&t, 1);
	assert_int_equal(limits_address_add(&t, 1, 1000), LIMITS_OK);
	limits_table_fini(&t);
}

static void
test_connections_a_minute(void **state)
{
	struct limits_table t;

	(void)state;
	limits_table_init(&t, 0, 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(limits_address_add(&t, 1, 70000), LIMITS_OK);
		limits_address_remove(&t, 1);
	}
	assert_int_equal(limits_address_add(&t, 1, 80000), LIMITS_TOO_OFTEN);
	assert_int_equal(limits_address_conns(&t, 1), 0);
	assert_int_equal(limits_address_add(&t, 2, 80000), LIMITS_OK);
	assert_int_equal(limits_address_add(&t, 1, 130000), LIMITS_OK);
	limits_table_fini(&t);
}

static void
test_idle_addresses_are_forgotten(void **state)
{
	struct limits_table t;

	(void)state;
	limits_table_init(&t, 0, 0);
	for (uint64_t a = 0; a < 300000; a++) {
		assert_int_equal(limits_address_add(&t, a, 1000 + (int64_t)a),
		    LIMITS_OK);
		if (a % 1000 != 0)
			limits_address_remove(&t, a);
	}
	assert_true(limits_address_count(&t) <= 65536);
	for (uint64_t a = 0; a < 300000; a += 1000) {
		assert_int_equal(limits_address_conns(&t, a), 1);
		limits_address_remove(&t, a);
	}
	limits_table_fini(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bucket_lets_burst_then_rate_through),
		cmocka_unit_test(test_bucket_survives_the_clock_and_big_limits),
		cmocka_unit_test(test_connections_by_address),
		cmocka_unit_test(test_connections_a_minute),
		cmocka_unit_test(test_idle_addresses_are_forgotten),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
