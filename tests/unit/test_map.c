/*
 * test_map.c - the map against a plain array, over many random changes.
 *
 * Owns:   its maps.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/rng.h"

enum { KEYS = 700, STEPS = 200000 };

static void
test_any_key_can_be_put_and_removed(void **state)
{
	const uint64_t keys[] = { 0, 1, UINT64_MAX, UINT64_C(1) << 63 };
	struct map m = { 0 };
	uint64_t value = 99;

	(void)state;
	assert_false(map_get(&m, 0, &value));
	assert_false(map_remove(&m, 5));
	assert_null(map_get_ptr(&m, 5));
	for (size_t i = 0; i < 4; i++)
		map_put(&m, keys[i], i + 10);
	assert_int_equal(map_count(&m), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(map_get(&m, keys[i], &value));
		assert_int_equal(value, i + 10);
		assert_true(map_get(&m, keys[i], NULL));
	}
	map_put(&m, 0, 77);
	assert_true(map_get(&m, 0, &value));
	assert_int_equal(value, 77);
	assert_int_equal(map_count(&m), 4);
	assert_true(map_remove(&m, 0));
	assert_false(map_remove(&m, 0));
	value = 5;
	assert_false(map_get(&m, 0, &value));
	assert_int_equal(value, 5);
	map_put_ptr(&m, 3, &m);
	assert_ptr_equal(map_get_ptr(&m, 3), &m);
	map_clear(&m);
	assert_int_equal(map_count(&m), 0);
	assert_null(map_get_ptr(&m, 3));
	map_fini(&m);
}

static void
check_walk(const struct map *m, const uint64_t *expected)
{
	size_t cursor = 0;
	size_t seen = 0;
	uint64_t key, value;

	while (map_next(m, &cursor, &key, &value)) {
		assert_true(key % 64 == 0 && key / 64 < KEYS);
		assert_int_equal(value, expected[key / 64]);
		seen++;
	}
	assert_int_equal(seen, map_count(m));
}

static void
test_random_changes_match_an_array(void **state)
{
	static uint64_t expected[KEYS];		/* 0: absent */
	struct map m = { 0 };
	struct rng r;
	size_t count = 0;

	(void)state;
	rng_seed(&r, 1);
	for (int step = 0; step < STEPS; step++) {
		uint32_t i = (uint32_t)rng_range(&r, 0, KEYS);
		uint64_t key = (uint64_t)i * 64;
		uint64_t value = 0;

		/* Long stretches of growing, then of shrinking. */
		if (rng_range(&r, 0, 100) < (step / 20000 % 2 ? 30 : 70)) {
			count += expected[i] == 0;
			expected[i] = rng_u64(&r) | 1;
			map_put(&m, key, expected[i]);
		} else {
			assert_int_equal(map_remove(&m, key),
			    expected[i] != 0);
			count -= expected[i] != 0;
			expected[i] = 0;
		}
		i = (uint32_t)rng_range(&r, 0, KEYS);
		assert_int_equal(map_get(&m, (uint64_t)i * 64, &value),
		    expected[i] != 0);
		assert_int_equal(value, expected[i]);
		assert_int_equal(map_count(&m), count);
		if (step % 5000 == 0)
			check_walk(&m, expected);
	}
	map_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_key_can_be_put_and_removed),
		cmocka_unit_test(test_random_changes_match_an_array),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
