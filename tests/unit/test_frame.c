/*
 * test_frame.c - frames out of a stream, however it is split.
 *
 * Owns:   its readers.
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
#include "net/frame.h"

enum { MAX = 4096, FRAMES = 60 };

struct sink {
	uint32_t expected[FRAMES];	/* lengths */
	uint32_t seen;
	uint32_t stop_at;		/* frame that returns false; 0: none */
};

static bool
on_frame(void *context, uint8_t *frame, size_t n)
{
	struct sink *s = context;

	assert_true(s->seen < FRAMES);
	assert_int_equal(n, s->expected[s->seen]);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(frame[i], (uint8_t)(s->seen + i));
		frame[i] = 0;		/* it may be changed in place */
	}
	s->seen++;
	return s->seen != s->stop_at;
}

static size_t
make_stream(struct sink *s, uint8_t *out, uint64_t seed)
{
	struct rng r;
	size_t used = 0;

	rng_seed(&r, seed);
	for (uint32_t f = 0; f < FRAMES; f++) {
		uint32_t n = (uint32_t)rng_range(&r, FRAME_MIN_BYTES,
		    f % 9 == 0 ? MAX + 1 : 40);

		s->expected[f] = n;
		frame_put_length(out + used, n);
		used += FRAME_LENGTH_BYTES;
		for (uint32_t i = 0; i < n; i++)
			out[used++] = (uint8_t)(f + i);
	}
	return used;
}

static void
test_every_split_gives_the_same_frames(void **state)
{
	static uint8_t stream[FRAMES * (MAX + 4)];
	struct rng r;

	(void)state;
	rng_seed(&r, 3);
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct frame_reader reader = { 0 };
		struct sink s = { 0 };
		size_t n = make_stream(&s, stream, seed);
		int32_t most = seed == 0 ? 1 : (int32_t)(1u << seed % 14);

		for (size_t at = 0; at < n;) {
			size_t part = (size_t)rng_range(&r, 1, most + 1);

			if (part > n - at)
				part = n - at;
			assert_int_equal(frame_reader_feed(&reader, MAX,
			    stream + at, part, on_frame, &s), FRAME_OK);
			at += part;
		}
		assert_int_equal(s.seen, FRAMES);
		assert_false(frame_reader_is_waiting(&reader));
		assert_null(reader.held);
	}
}

static void
test_length_field_byte_by_byte(void **state)
{
	uint8_t bytes[] = { 4, 0, 0, 0, 0, 1, 2, 3 };
	struct frame_reader reader = { 0 };
	struct sink s = { .expected = { 4 } };

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++) {
		assert_int_equal(s.seen, 0);
		assert_int_equal(frame_reader_feed(&reader, MAX, bytes + i, 1,
		    on_frame, &s), FRAME_OK);
		assert_int_equal(frame_reader_is_waiting(&reader),
		    i < sizeof(bytes) - 1);
	}
	assert_int_equal(s.seen, 1);
}

static void
test_impossible_lengths_are_refused(void **state)
{
	static const uint32_t lengths[] = {
		0, 1, 2, 3, MAX + 1, 0x7fffffff, 0x80000000, 0xffffffff
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		for (size_t split = 1; split <= 4; split++) {
			struct frame_reader reader = { 0 };
			struct sink s = { 0 };
			uint8_t bytes[8] = { 0 };
			enum frame_result got;

			frame_put_length(bytes, lengths[i]);
			got = frame_reader_feed(&reader, MAX, bytes, split,
			    on_frame, &s);
			if (got == FRAME_OK)
				got = frame_reader_feed(&reader, MAX,
				    bytes + split, 8 - split, on_frame, &s);
			assert_int_equal(got, FRAME_BAD);
			assert_int_equal(s.seen, 0);
			frame_reader_fini(&reader);
		}
	}
}

static void
test_longest_and_shortest_are_taken(void **state)
{
	static uint8_t bytes[MAX + 4 + 8];
	struct frame_reader reader = { 0 };
	struct sink s = { .expected = { MAX, 4 } };

	(void)state;
	frame_put_length(bytes, MAX);
	for (size_t i = 0; i < MAX; i++)
		bytes[4 + i] = (uint8_t)i;
	frame_put_length(bytes + 4 + MAX, 4);
	for (size_t i = 0; i < 4; i++)
		bytes[8 + MAX + i] = (uint8_t)(1 + i);
	assert_int_equal(frame_reader_feed(&reader, MAX, bytes, sizeof(bytes),
	    on_frame, &s), FRAME_OK);
	assert_int_equal(s.seen, 2);
}

static void
test_a_stopped_reader_leaves_nothing(void **state)
{
	static uint8_t stream[FRAMES * (MAX + 4)];
	struct sink s = { 0 };
	size_t n = make_stream(&s, stream, 9);

	(void)state;
	for (size_t part = 1; part <= n; part += 4000) {
		struct frame_reader reader = { 0 };
		enum frame_result got = FRAME_OK;
		size_t at = 0;

		make_stream(&s, stream, 9);
		s.seen = 0;
		s.stop_at = 5;
		while (got == FRAME_OK && at < n) {
			size_t now = part < n - at ? part : n - at;

			got = frame_reader_feed(&reader, MAX, stream + at, now,
			    on_frame, &s);
			at += now;
		}
		assert_int_equal(got, FRAME_STOPPED);
		assert_int_equal(s.seen, 5);
		frame_reader_fini(&reader);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_split_gives_the_same_frames),
		cmocka_unit_test(test_length_field_byte_by_byte),
		cmocka_unit_test(test_impossible_lengths_are_refused),
		cmocka_unit_test(test_longest_and_shortest_are_taken),
		cmocka_unit_test(test_a_stopped_reader_leaves_nothing),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
