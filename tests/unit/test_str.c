/*
 * test_str.c - text: UTF-16 and back, broken, over-long, cut.
 *
 * Owns:   nothing.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"
#include "base/str.h"

#define EURO	"\xe2\x82\xac"		/* U+20AC */
#define E_ACUTE	"\xc3\xa9"		/* U+00E9 */
#define SMILE	"\xf0\x9f\x98\x80"	/* U+1F600, a pair: d83d de00 */
#define NO_CHAR	"\xef\xbf\xbd"		/* U+FFFD */

enum { FIELD_UNITS = 9 };	/* as a first name */

/* A field of FIELD_UNITS from units given up to the first 0. */
static const char *
from_units(const uint16_t *units)
{
	static char out[3 * FIELD_UNITS];
	uint8_t field[2 * FIELD_UNITS] = { 0 };
	size_t n;

	for (size_t i = 0; i < FIELD_UNITS && units[i] != 0; i++) {
		field[2 * i] = (uint8_t)units[i];
		field[2 * i + 1] = (uint8_t)(units[i] >> 8);
	}
	n = str_from_utf16(out, sizeof(out), field, FIELD_UNITS);
	assert_int_equal(strlen(out), n);
	assert_true(str_utf8_is_valid(out));
	return out;
}

#define UNITS(...) (const uint16_t[FIELD_UNITS]){ __VA_ARGS__ }

static void
test_units_become_utf8(void **state)
{
	UNUSED(state);
	assert_string_equal("", from_units(UNITS(0)));
	assert_string_equal("Neo", from_units(UNITS('N', 'e', 'o')));
	assert_string_equal("a" E_ACUTE EURO,
	    from_units(UNITS('a', 0xe9, 0x20ac)));
	assert_string_equal(SMILE, from_units(UNITS(0xd83d, 0xde00)));
	assert_string_equal("\xef\xbf\xbf", from_units(UNITS(0xffff)));
}

static void
test_the_last_unit_never_counts(void **state)
{
	UNUSED(state);
	assert_string_equal("abcdefgh", from_units(UNITS('a', 'b', 'c', 'd',
	    'e', 'f', 'g', 'h', 'i')));
}

static void
test_a_broken_surrogate_inside_empties_the_text(void **state)
{
	UNUSED(state);
	assert_string_equal("", from_units(UNITS('a', 0xd800, 'b')));
	assert_string_equal("", from_units(UNITS('a', 0xdc00, 'b')));
	assert_string_equal("", from_units(UNITS('a', 0xde00, 0xd83d, 'b')));
	assert_string_equal("", from_units(UNITS('a', 0xd83d, 0xd83d, 0xde00)));
	assert_string_equal("", from_units(UNITS('a', 0xdc00)));
}

static void
test_a_high_surrogate_at_the_end_is_left_out(void **state)
{
	UNUSED(state);
	assert_string_equal("ab", from_units(UNITS('a', 'b', 0xd83d)));
	/* its other half would stand in the unit that never counts */
	assert_string_equal("abcdefg", from_units(UNITS('a', 'b', 'c', 'd',
	    'e', 'f', 'g', 0xd83d, 0xde00)));
	assert_string_equal("", from_units(UNITS('a', 0xd83d, 0xd83d)));
}

static void
test_what_has_too_many_bytes_is_cut_between_characters(void **state)
{
	UNUSED(state);
	/* 8 bytes fit under 9, so they stay; 9 and more become at most 7 */
	assert_string_equal(E_ACUTE E_ACUTE E_ACUTE E_ACUTE,
	    from_units(UNITS(0xe9, 0xe9, 0xe9, 0xe9)));
	assert_string_equal(EURO EURO,
	    from_units(UNITS(0x20ac, 0x20ac, 0x20ac)));
	assert_string_equal(E_ACUTE E_ACUTE E_ACUTE,
	    from_units(UNITS(0xe9, 0xe9, 0xe9, 0xe9, 0xe9)));
	assert_string_equal(SMILE,
	    from_units(UNITS(0xd83d, 0xde00, 0xd83d, 0xde00, 'a')));
	assert_string_equal("abc" SMILE,
	    from_units(UNITS('a', 'b', 'c', 0xd83d, 0xde00, 'x', 'y')));
}

static void
test_broken_text_behind_the_cut_still_empties(void **state)
{
	UNUSED(state);
	assert_string_equal("", from_units(UNITS(0x20ac, 0x20ac, 0x20ac,
	    0xdc00)));
}

static void
test_tiny_fields_hold_nothing(void **state)
{
	const uint8_t units[4] = { 'a', 0, 'b', 0 };
	char out[4];

	UNUSED(state);
	assert_int_equal(0, str_from_utf16(out, sizeof(out), units, 0));
	assert_string_equal("", out);
	assert_int_equal(0, str_from_utf16(out, sizeof(out), units, 1));
	assert_string_equal("", out);
	assert_int_equal(1, str_from_utf16(out, sizeof(out), units, 2));
	assert_string_equal("a", out);
}

static void
test_a_small_output_is_not_left(void **state)
{
	const uint8_t units[8] = { 'a', 0, 0xac, 0x20, 'b', 0, 0, 0 };
	char out[5] = "....";

	UNUSED(state);
	assert_int_equal(1, str_from_utf16_whole(out, 4, units, 4));
	assert_string_equal("a", out);
	assert_int_equal('.', out[2]);
	assert_int_equal(4, str_from_utf16_whole(out, 5, units, 4));
	assert_string_equal("a" EURO, out);
}

/* --- UTF-8 to units ------------------------------------------------------- */

static void
expect_units(const char *utf8, size_t unit_cap, const uint16_t *want,
    size_t want_count)
{
	/* its own block, so that ASan sees a byte too much */
	uint8_t *out = malloc(2 * unit_cap);

	assert_non_null(out);
	memset(out, 0xee, 2 * unit_cap);
	assert_int_equal(want_count, str_to_utf16(out, unit_cap, utf8));
	for (size_t i = 0; i < unit_cap; i++)
		assert_int_equal(i < want_count ? want[i] : 0,
		    out[2 * i] | out[2 * i + 1] << 8);
	free(out);
}

#define EXPECT_UNITS(utf8, cap, ...) do { \
	const uint16_t want_[] = { __VA_ARGS__ }; \
	expect_units(utf8, cap, want_, COUNT_OF(want_)); \
} while (0)

static void
test_utf8_becomes_units(void **state)
{
	UNUSED(state);
	expect_units("", 4, NULL, 0);
	EXPECT_UNITS("Neo", 8, 'N', 'e', 'o');
	EXPECT_UNITS("a" E_ACUTE EURO SMILE, 9, 'a', 0xe9, 0x20ac, 0xd83d,
	    0xde00);
}

/* spec/wire.md 9: OpenFusion wrote past the end here */
static void
test_a_text_that_does_not_fit_is_cut_and_ended(void **state)
{
	char id[65];

	UNUSED(state);
	expect_units("", 1, NULL, 0);
	expect_units("abc", 1, NULL, 0);
	EXPECT_UNITS("abc", 4, 'a', 'b', 'c');
	EXPECT_UNITS("abcd", 4, 'a', 'b', 'c');
	EXPECT_UNITS("abcde", 4, 'a', 'b', 'c');
	for (size_t n = 1; n < sizeof(id); n++) {
		uint16_t want[32];

		memset(id, 'x', n);
		id[n] = '\0';
		for (size_t i = 0; i < COUNT_OF(want); i++)
			want[i] = 'x';
		expect_units(id, 33, want, n < 32 ? n : 32);
	}
}

static void
test_a_pair_is_never_halved(void **state)
{
	UNUSED(state);
	EXPECT_UNITS("ab" SMILE, 5, 'a', 'b', 0xd83d, 0xde00);
	EXPECT_UNITS("ab" SMILE, 4, 'a', 'b');
	EXPECT_UNITS("ab" SMILE "c", 4, 'a', 'b');
}

/* spec/wire.md 9: a byte 0xff stopped OpenFusion */
static void
test_bytes_that_are_no_text_are_replaced(void **state)
{
	UNUSED(state);
	EXPECT_UNITS("a\xff" "b", 8, 'a', 0xfffd, 'b');
	EXPECT_UNITS("\x80\xbf", 8, 0xfffd, 0xfffd);
	EXPECT_UNITS("\xc0\xaf", 8, 0xfffd, 0xfffd);	/* overlong */
	EXPECT_UNITS("\xe0\x80\x80", 8, 0xfffd, 0xfffd, 0xfffd);
	EXPECT_UNITS("\xed\xa0\x80", 8, 0xfffd, 0xfffd, 0xfffd); /* d800 */
	EXPECT_UNITS("\xf4\x90\x80\x80", 8, 0xfffd, 0xfffd, 0xfffd, 0xfffd);
	EXPECT_UNITS("\xe2\x82" "a", 8, 0xfffd, 'a');
	EXPECT_UNITS("\xf0\x9f\x98" "a", 8, 0xfffd, 'a');
	EXPECT_UNITS("\xff\xff\xff\xff", 4, 0xfffd, 0xfffd, 0xfffd);
}

static void
test_half_a_character_at_the_end_is_left_out(void **state)
{
	UNUSED(state);
	EXPECT_UNITS("a\xe2\x82", 8, 'a');
	EXPECT_UNITS("a\xf0", 8, 'a');
	EXPECT_UNITS("a\xf0\x9f\x98", 8, 'a');
}

/* Any bytes both ways: always ended, always valid, never out of bounds. */
static void
test_random_bytes_do_no_harm(void **state)
{
	struct rng rng;

	UNUSED(state);
	rng_seed(&rng, 9);
	for (int i = 0; i < 20000; i++) {
		size_t units = 1 + rng_u64(&rng) % 40;
		size_t n = rng_u64(&rng) % 80;
		uint8_t *field = malloc(2 * units);
		char *text = malloc(n + 1);
		char *back = malloc(3 * units);

		assert_non_null(field);
		assert_non_null(text);
		assert_non_null(back);
		for (size_t k = 0; k < n; k++)
			text[k] = (char)(rng_u64(&rng) % 3 == 0 ? 'a' :
			    1 + rng_u64(&rng) % 255);
		text[n] = '\0';
		assert_true(str_to_utf16(field, units, text) < units);
		assert_int_equal(0, field[2 * units - 1]);
		str_from_utf16_whole(back, 3 * units, field, units);
		assert_true(str_utf8_is_valid(back));
		for (size_t k = 0; k < 2 * units; k++)
			field[k] = (uint8_t)rng_u64(&rng);
		assert_true(str_from_utf16(back, 3 * units, field, units) <
		    units);
		assert_true(str_utf8_is_valid(back));
		free(field);
		free(text);
		free(back);
	}
}

/* --- the rest ------------------------------------------------------------- */

static void
test_terminals_get_no_orders(void **state)
{
	static const struct { const char *was, *is; } texts[] = {
		{ "", "" }, { "Jos" E_ACUTE EURO SMILE, "Jos" E_ACUTE EURO
		SMILE }, { "a\033[2J\r\n\tb\x7f", "a?[2J???b?" },
		{ "\xc2\x9b" "2J\xc2\x80\xc2\x9f", "??2J????" },
		{ "\xc2\xa0\xc2", "\xc2\xa0\xc2" },
		{ "\xc2\xc2\x9b", "\xc2??" },
	};
	char text[64];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		str_copy(text, sizeof(text), texts[i].was);
		str_disarm(text, strlen(text));
		assert_string_equal(text, texts[i].is);
	}
}

static void
test_valid_utf8_is_told_from_other_bytes(void **state)
{
	static const char *const good[] = {
		"", "a", E_ACUTE, EURO, SMILE, NO_CHAR, "\xed\x9f\xbf",
		"\xee\x80\x80", "\xf4\x8f\xbf\xbf", "\xe0\xa0\x80"
	};
	static const char *const bad[] = {
		"\x80", "\xc1\x80", "\xc3", "\xc3" "a", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "a" "\xe2\x82"
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(str_utf8_is_valid(good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(str_utf8_is_valid(bad[i]));
}

static void
test_a_copy_is_cut_between_characters(void **state)
{
	char out[8];

	UNUSED(state);
	assert_int_equal(3, str_copy(out, sizeof(out), "abc"));
	assert_string_equal("abc", out);
	assert_int_equal(7, str_copy(out, sizeof(out), "abcdefgh"));
	assert_string_equal("abcdefg", out);
	assert_int_equal(6, str_copy(out, sizeof(out), EURO EURO EURO));
	assert_string_equal(EURO EURO, out);
	assert_int_equal(7, str_copy(out, sizeof(out), "abcd" EURO "x"));
	assert_int_equal(0, str_copy(out, 1, "abc"));
	assert_string_equal("", out);
	assert_int_equal(0, str_copy(out, 3, EURO));
	assert_string_equal("", out);
}

static void
test_a_format_is_cut_and_ended(void **state)
{
	char out[6];

	UNUSED(state);
	assert_int_equal(4, str_format(out, sizeof(out), "%d-%s", 12, "x"));
	assert_string_equal("12-x", out);
	assert_int_equal(5, str_format(out, sizeof(out), "%s", "abcdefgh"));
	assert_string_equal("abcde", out);
	assert_int_equal(3, str_format(out, sizeof(out), "%s", EURO EURO));
	assert_string_equal(EURO, out);
}

static void
test_case_of_ascii_letters_does_not_matter(void **state)
{
	UNUSED(state);
	assert_true(str_equal_nocase("", ""));
	assert_true(str_equal_nocase("aZ9_", "Az9_"));
	assert_false(str_equal_nocase("a", "ab"));
	assert_false(str_equal_nocase("ab", "a"));
	assert_false(str_equal_nocase("[", "{"));
	assert_false(str_equal_nocase(E_ACUTE, "\xc3\x89"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_become_utf8),
		cmocka_unit_test(test_the_last_unit_never_counts),
		cmocka_unit_test(
		    test_a_broken_surrogate_inside_empties_the_text),
		cmocka_unit_test(test_a_high_surrogate_at_the_end_is_left_out),
		cmocka_unit_test(
		    test_what_has_too_many_bytes_is_cut_between_characters),
		cmocka_unit_test(test_broken_text_behind_the_cut_still_empties),
		cmocka_unit_test(test_tiny_fields_hold_nothing),
		cmocka_unit_test(test_a_small_output_is_not_left),
		cmocka_unit_test(test_utf8_becomes_units),
		cmocka_unit_test(
		    test_a_text_that_does_not_fit_is_cut_and_ended),
		cmocka_unit_test(test_a_pair_is_never_halved),
		cmocka_unit_test(test_bytes_that_are_no_text_are_replaced),
		cmocka_unit_test(test_half_a_character_at_the_end_is_left_out),
		cmocka_unit_test(test_random_bytes_do_no_harm),
		cmocka_unit_test(test_terminals_get_no_orders),
		cmocka_unit_test(test_valid_utf8_is_told_from_other_bytes),
		cmocka_unit_test(test_a_copy_is_cut_between_characters),
		cmocka_unit_test(test_a_format_is_cut_and_ended),
		cmocka_unit_test(test_case_of_ascii_letters_does_not_matter)
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
