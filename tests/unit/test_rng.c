/*
 * test_rng.c - seeded chance, and its guarded edges.
 *
 * Owns:   nothing.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"

static void
test_same_seed_same_numbers(void **state)
{
	struct rng a, b, c;

	(void)state;
	rng_seed(&a, 42);
	rng_seed(&b, 42);
	rng_seed(&c, 43);
	for (int i = 0; i < 100; i++) {
		uint64_t x = rng_u64(&a);

		assert_int_equal(x, rng_u64(&b));
		assert_int_not_equal(x, rng_u64(&c));
	}
}

/* The reference generator's first numbers for the state 1, 2, 3, 4. */
static void
test_known_numbers(void **state)
{
	const uint64_t expected[] = {
		11520, 0, 1509978240, 1215971899390074240u
	};
	struct rng r = { { 1, 2, 3, 4 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		assert_int_equal(rng_u64(&r), expected[i]);
}

static void
test_os_seeds_differ(void **state)
{
	struct rng a, b;
	uint8_t bytes[1000] = { 0 };
	size_t zeros = 0;

	(void)state;
	rng_seed_from_os(&a);
	rng_seed_from_os(&b);
	assert_memory_not_equal(&a, &b, sizeof(a));
	rng_os_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		zeros += bytes[i] == 0;
	assert_true(zeros < 100);
}

static void
test_range_stays_inside_and_reaches_all(void **state)
{
	struct rng r;
	unsigned seen[10] = { 0 };

	(void)state;
	rng_seed(&r, 7);
	for (int i = 0; i < 10000; i++) {
		int32_t x = rng_range(&r, -5, 5);

		assert_in_range(x + 5, 0, 9);
		seen[x + 5]++;
	}
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		assert_in_range(seen[i], 800, 1200);
	for (int i = 0; i < 1000; i++) {
		double u = rng_unit(&r);

		assert_true(u >= 0 && u < 1);
		assert_true(rng_range(&r, INT32_MIN, INT32_MAX) < INT32_MAX);
	}
}

static void
test_empty_range_is_its_low_end(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	assert_int_equal(rng_range(&r, 3, 3), 3);
	assert_int_equal(rng_range(&r, 3, -9), 3);
	assert_int_equal(rng_range(&r, 3, 4), 3);
}

static void
test_zero_weights_are_index_0(void **state)
{
	const uint32_t none[] = { 0, 0, 0 };
	const uint32_t some[] = { 0, 3, 0, 1 };
	unsigned seen[4] = { 0 };
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	assert_int_equal(rng_weighted(&r, none, 3), 0);
	assert_int_equal(rng_weighted(&r, NULL, 0), 0);
	for (int i = 0; i < 4000; i++)
		seen[rng_weighted(&r, some, 4)]++;
	assert_int_equal(seen[0], 0);
	assert_int_equal(seen[2], 0);
	assert_in_range(seen[1], 2800, 3200);
}

static void
test_clock_goes_on_and_is_never_0(void **state)
{
	int64_t before_ms = clock_now_ms();

	(void)state;
	assert_true(before_ms > 0);
	assert_true(clock_now_ms() >= before_ms);
	assert_true(clock_unix_s() > 1600000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_seed_same_numbers),
		cmocka_unit_test(test_known_numbers),
		cmocka_unit_test(test_os_seeds_differ),
		cmocka_unit_test(test_range_stays_inside_and_reaches_all),
		cmocka_unit_test(test_empty_range_is_its_low_end),
		cmocka_unit_test(test_zero_weights_are_index_0),
		cmocka_unit_test(test_clock_goes_on_and_is_never_0),
	};

	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
