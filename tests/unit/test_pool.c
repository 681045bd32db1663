/*
 * test_pool.c - names, bounds, and addresses that stay.
 *
 * Owns:   its pools.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"

struct thing {
	uint64_t value;
	char filling[5000];	/* several blocks */
};

static void
test_names_go_stale(void **state)
{
	struct pool p;
	uint32_t slot, gen, slot2, gen2;
	struct thing *t;

	(void)state;
	pool_init(&p, sizeof(struct thing), 3);
	assert_null(pool_at(&p, 0));
	assert_null(pool_at(&p, 1));
	assert_null(pool_get(&p, 1, 1));
	t = pool_add(&p, &slot, &gen);
	assert_int_equal(slot, 1);
	assert_int_not_equal(gen, 0);
	assert_int_equal(t->value, 0);
	t->value = 7;
	assert_ptr_equal(pool_get(&p, slot, gen), t);
	assert_ptr_equal(pool_at(&p, slot), t);
	assert_null(pool_get(&p, slot, gen + 1));
	assert_null(pool_get(&p, slot + 1, gen));
	assert_null(pool_get(&p, 4000000000u, gen));

	pool_remove(&p, slot);
	assert_null(pool_get(&p, slot, gen));
	assert_null(pool_get(&p, slot, gen + 1));	/* the free state */
	assert_int_equal(pool_gen(&p, slot), 0);
	t = pool_add(&p, &slot2, &gen2);
	assert_int_equal(slot2, slot);
	assert_int_not_equal(gen2, gen);
	assert_int_equal(t->value, 0);
	assert_null(pool_get(&p, slot, gen));
	pool_fini(&p);
}

static void
test_full_pool_refuses(void **state)
{
	struct pool p;
	uint32_t slot, gen;

	(void)state;
	pool_init(&p, sizeof(uint64_t), 2);
	assert_non_null(pool_add(&p, &slot, &gen));
	assert_non_null(pool_add(&p, &slot, &gen));
	assert_null(pool_add(&p, &slot, &gen));
	assert_int_equal(pool_count(&p), 2);
	pool_remove(&p, 1);
	assert_non_null(pool_add(&p, &slot, &gen));
	assert_int_equal(slot, 1);
	pool_fini(&p);
}

static void
test_addresses_stay_while_it_grows(void **state)
{
	enum { THINGS = 1000 };
	struct thing *things[THINGS + 1];
	struct pool p;
	uint32_t seen = 0;

	(void)state;
	pool_init(&p, sizeof(struct thing), THINGS);
	for (uint32_t i = 1; i <= THINGS; i++) {
		uint32_t slot, gen;

		things[i] = pool_add(&p, &slot, &gen);
		assert_int_equal(slot, i);
		things[i]->value = i;
	}
	for (uint32_t i = 1; i <= THINGS; i++) {
		assert_ptr_equal(pool_at(&p, i), things[i]);
		assert_int_equal(things[i]->value, i);
	}
	for (uint32_t i = 2; i <= THINGS; i += 2)
		pool_remove(&p, i);
	for (uint32_t s = pool_next(&p, 0); s != 0; s = pool_next(&p, s)) {
		assert_int_equal(s % 2, 1);
		seen++;
		if (s % 3 == 0)
			pool_remove(&p, s);
	}
	assert_int_equal(seen, THINGS / 2);
	pool_fini(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_go_stale),
		cmocka_unit_test(test_full_pool_refuses),
		cmocka_unit_test(test_addresses_stay_while_it_grows),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
