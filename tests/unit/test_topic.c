/*
 * test_topic.c - subscriptions against a plain table; deadlines too.
 *
 * Owns:   its topics and deadlines.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "net/deadline.h"
#include "net/topic.h"

enum { SLOTS = 40, TOPICS = 25, STEPS = 100000 };

static bool expected[TOPICS][SLOTS + 1];

static void
check_topic(const struct topics *t, uint64_t id)
{
	const struct topic *topic = topic_find(t, id);
	bool seen[SLOTS + 1] = { false };
	size_t count = 0;

	for (uint32_t slot = 1; slot <= SLOTS; slot++)
		count += expected[id][slot];
	if (topic == NULL) {
		assert_int_equal(count, 0);
		return;
	}
	assert_int_equal(topic->listeners.count, count);
	for (size_t i = 0; i < count; i++) {
		uint32_t slot = topic->listeners.items[i].slot;

		assert_false(seen[slot]);
		seen[slot] = true;
		assert_true(expected[id][slot]);
	}
}

static void
test_random_subscriptions_match_a_table(void **state)
{
	struct topics t;
	struct rng r;

	(void)state;
	topics_init(&t, SLOTS);
	rng_seed(&r, 11);
	for (int step = 0; step < STEPS; step++) {
		uint64_t id = (uint64_t)rng_range(&r, 0, TOPICS);
		uint32_t slot = (uint32_t)rng_range(&r, 1, SLOTS + 1);
		int32_t what = rng_range(&r, 0, 100);

		if (what < 50) {
			topic_add(&t, id, slot);
			expected[id][slot] = true;
		} else if (what < 98) {
			topic_remove(&t, id, slot);
			expected[id][slot] = false;
		} else {
			topic_remove_all(&t, slot);
			for (int i = 0; i < TOPICS; i++)
				expected[i][slot] = false;
		}
		check_topic(&t, id);
		if (step % 1000 == 0) {
			for (uint64_t i = 0; i < TOPICS; i++)
				check_topic(&t, i);
		}
	}
	/* Empty topics are used again: no more than ever lived at a time. */
	assert_true(t.all.count <= TOPICS);
	topics_fini(&t);
}

static void
test_deadlines_come_in_order(void **state)
{
	struct deadlines d;
	struct rng r;
	int64_t before_ms = 0;
	uint32_t count = 0;
	uint32_t slot;

	(void)state;
	deadlines_init(&d, SLOTS);
	assert_int_equal(deadline_earliest_ms(&d), 0);
	assert_int_equal(deadline_take(&d, DEADLINE_CLOSE, 1000), 0);
	rng_seed(&r, 2);
	for (int i = 0; i < 1000; i++) {
		slot = (uint32_t)rng_range(&r, 1, SLOTS + 1);
		deadline_set(&d, DEADLINE_CLOSE, slot,
		    rng_range(&r, 1, 500));
	}
	deadline_clear(&d, DEADLINE_CLOSE, 7);
	deadline_clear(&d, DEADLINE_CLOSE, 7);
	assert_false(deadline_is_set(&d, DEADLINE_CLOSE, 7));
	assert_true(deadline_is_set(&d, DEADLINE_CLOSE, 8));
	for (int64_t now_ms = 1; now_ms <= 500; now_ms++) {
		int64_t earliest_ms = deadline_earliest_ms(&d);

		while ((slot = deadline_take(&d, DEADLINE_CLOSE, now_ms)) !=
		    0) {
			assert_int_equal(earliest_ms, now_ms);
			assert_true(now_ms >= before_ms);
			assert_int_not_equal(slot, 7);
			before_ms = now_ms;
			count++;
		}
	}
	assert_int_equal(count, SLOTS - 1);
	assert_int_equal(deadline_earliest_ms(&d), 0);
	deadlines_fini(&d);
}

static void
test_kinds_do_not_disturb_each_other(void **state)
{
	struct deadlines d;

	(void)state;
	deadlines_init(&d, 3);
	deadline_set(&d, DEADLINE_HANDSHAKE, 1, 30);
	deadline_set(&d, DEADLINE_HALF_FRAME, 1, 20);
	deadline_set(&d, DEADLINE_STALL, 3, 10);
	assert_int_equal(deadline_earliest_ms(&d), 10);
	assert_int_equal(deadline_take(&d, DEADLINE_HALF_FRAME, 19), 0);
	assert_int_equal(deadline_take(&d, DEADLINE_HALF_FRAME, 20), 1);
	deadline_clear_all(&d, 3);
	assert_int_equal(deadline_earliest_ms(&d), 30);
	deadline_set(&d, DEADLINE_HANDSHAKE, 1, 50);
	assert_int_equal(deadline_earliest_ms(&d), 50);
	deadlines_fini(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_subscriptions_match_a_table),
		cmocka_unit_test(test_deadlines_come_in_order),
		cmocka_unit_test(test_kinds_do_not_disturb_each_other),
	};

	return cmocka_run_group_tests_name("topic", tests, NULL, NULL);
}
