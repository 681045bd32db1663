/*
 * test_wire.c - the reader and the writer, and their sticky errors.
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

#include "base/check.h"
#include "proto/wire.h"

static const uint8_t sample[15] = {
	0x01, 0x03, 0x02, 0x07, 0x06, 0x05, 0x04, 0x0f, 0x0e, 0x0d, 0x0c, 0x0b,
	0x0a, 0x09, 0x88
};

static void
test_reads_little_endian(void **state)
{
	struct wire_reader r;

	UNUSED(state);
	wire_reader_init(&r, sample, sizeof(sample));
	assert_int_equal(0x01, wire_read_u8(&r));
	assert_int_equal(0x0203, wire_read_u16(&r));
	assert_int_equal(0x04050607, wire_read_u32(&r));
	assert_int_equal(8, wire_reader_left(&r));
	assert_true(wire_read_u64(&r) == 0x88090a0b0c0d0e0fu);
	assert_int_equal(0, wire_reader_left(&r));
	assert_false(r.is_bad);
}

static void
test_writes_little_endian(void **state)
{
	uint8_t out[17];
	struct wire_writer w;

	UNUSED(state);
	memset(out, 0xee, sizeof(out));
	wire_writer_init(&w, out, 16);
	wire_write_u8(&w, 0x01);
	wire_write_u16(&w, 0x0203);
	wire_write_u32(&w, 0x04050607);
	wire_write_u64(&w, 0x88090a0b0c0d0e0fu);
	wire_write_zeros(&w, 1);
	assert_int_equal(16, wire_writer_bytes(&w));
	assert_memory_equal(sample, out, sizeof(sample));
	assert_int_equal(0, out[15]);
	assert_int_equal(0xee, out[16]);
}

static void
test_a_read_past_the_end_sticks(void **state)
{
	struct wire_reader r;

	UNUSED(state);
	wire_reader_init(&r, sample, 5);
	assert_int_equal(0x07020301, wire_read_u32(&r));
	assert_int_equal(0, wire_read_u16(&r));
	assert_true(r.is_bad);
	assert_int_equal(0, wire_reader_left(&r));
	/* one byte would be there, but the order is lost */
	assert_int_equal(0, wire_read_u8(&r));
	assert_int_equal(0, wire_read_u32(&r));
	assert_true(wire_read_u64(&r) == 0);
	assert_null(wire_read(&r, 0));
}

static void
test_a_write_past_the_end_sticks(void **state)
{
	uint8_t out[8];
	struct wire_writer w;

	UNUSED(state);
	memset(out, 0xee, sizeof(out));
	wire_writer_init(&w, out, 5);
	wire_write_u32(&w, 1);
	wire_write_u16(&w, 2);
	assert_true(w.is_bad);
	assert_int_equal(0, wire_writer_bytes(&w));
	wire_write_u8(&w, 3);
	wire_write_u64(&w, 4);
	wire_write_zeros(&w, 1);
	assert_null(wire_write(&w, 0));
	for (size_t i = 4; i < sizeof(out); i++)
		assert_int_equal(0xee, out[i]);
}

static void
test_a_huge_size_does_not_wrap(void **state)
{
	struct wire_reader r;
	struct wire_writer w;
	uint8_t out[4];

	UNUSED(state);
	wire_reader_init(&r, sample, 4);
	assert_null(wire_read(&r, SIZE_MAX));
	wire_writer_init(&w, out, 4);
	assert_null(wire_write(&w, SIZE_MAX - 1));
}

static void
test_nothing_can_be_read_of_nothing(void **state)
{
	struct wire_reader r;

	UNUSED(state);
	wire_reader_init(&r, sample, 0);
	assert_non_null(wire_read(&r, 0));
	assert_int_equal(0, wire_read_u8(&r));
	assert_true(r.is_bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_little_endian),
		cmocka_unit_test(test_writes_little_endian),
		cmocka_unit_test(test_a_read_past_the_end_sticks),
		cmocka_unit_test(test_a_write_past_the_end_sticks),
		cmocka_unit_test(test_a_huge_size_does_not_wrap),
		cmocka_unit_test(test_nothing_can_be_read_of_nothing)
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
