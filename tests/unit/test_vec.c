/*
 * test_vec.c - growable arrays and the tick arena.
 *
 * Owns:   its arrays.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/vec.h"

struct int_vec VEC_OF(int);

static void
test_vec_grows_and_removes(void **state)
{
	struct int_vec v = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		vec_push(&v, i);
	assert_int_equal(v.count, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(v.items[i], i);
	vec_remove(&v, 10);
	assert_int_equal(v.count, 99);
	assert_int_equal(v.items[9], 9);
	assert_int_equal(v.items[10], 11);
	assert_int_equal(v.items[98], 99);
	vec_remove_swap(&v, 0);
	assert_int_equal(v.count, 98);
	assert_int_equal(v.items[0], 99);
	vec_remove(&v, 97);
	assert_int_equal(v.count, 97);
	*vec_add(&v) = 5;
	assert_int_equal(v.items[97], 5);
	assert_int_equal(*vec_add(&v), 0);
	vec_clear(&v);
	assert_int_equal(v.count, 0);
	assert_true(v.room >= 100);
	vec_reserve(&v, 1000);
	assert_true(v.room >= 1000);
	vec_fini(&v);
	assert_null(v.items);
	assert_int_equal(v.room, 0);
}

static void
test_arena_is_zeroed_and_reused(void **state)
{
	struct arena a;
	void *first;

	(void)state;
	arena_init(&a, 256);
	first = arena_new(&a, 1);
	for (int round = 0; round < 3; round++) {
		arena_reset(&a);
		assert_ptr_equal(arena_new(&a, 1), first);
		for (size_t n = 0; n < 600; n++) {
			unsigned char *p = arena_new(&a, n);

			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xff, n);
		}
	}
	arena_fini(&a);

	a = (struct arena){ 0 };
	memset(arena_new(&a, 200000), 1, 200000);
	memset(arena_new(&a, 20), 1, 20);
	arena_reset(&a);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vec_grows_and_removes),
		cmocka_unit_test(test_arena_is_zeroed_and_reused),
	};

	return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}
