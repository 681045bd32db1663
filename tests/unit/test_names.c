/*
 * test_names.c - names: the character rule against a grammar, and the wheel.
 *
 * Owns:   a small name wheel of its own.
 * Called: by make test.
 * Thread: main.
 */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/clock.h"
#include "login/names.h"
#include "tdata/tdata.h"

static const char *const firsts[] = { "", " ", "Neo", "Max", "O.J" };
static const char *const middles[] = {
	"", "x", "Mac ", "Von", "", "Le. ", "!"
};
static const char *const lasts[] = { "", "x", "Donald", "FIRE", "" };

static const struct tdata wheel = {
	.first_names = firsts,
	.middle_names = middles,
	.last_names = lasts,
	.first_name_count = COUNT_OF(firsts),
	.middle_name_count = COUNT_OF(middles),
	.last_name_count = COUNT_OF(lasts),
};

static bool
check(int32_t fn, int32_t mn, int32_t ln, const char *first, const char *last)
{
	struct name_codes codes = { .first = fn, .middle = mn, .last = ln };
	struct name_pair pair;

	return names_check(&wheel, &codes, first, last, &pair);
}

static void
test_every_short_string_is_judged_as_the_grammar_says(void **state)
{
	static const char alphabet[] = "aZ7. !";
	enum { LONGEST = 6 };
	regex_t grammar;
	char s[LONGEST + 1];

	UNUSED(state);
	/* what a well-formed name is made of, written down another way */
	assert_int_equal(0, regcomp(&grammar, "^([A-Za-z0-9]+[.]?[ ]?)*$",
	    REG_EXTENDED | REG_NOSUB));
	for (size_t n = 0; n <= LONGEST; n++) {
		size_t total = 1;

		for (size_t i = 0; i < n; i++)
			total *= sizeof(alphabet) - 1;
		for (size_t code = 0; code < total; code++) {
			size_t rest = code;

			for (size_t i = 0; i < n; i++) {
				s[i] = alphabet[rest % (sizeof(alphabet) - 1)];
				rest /= sizeof(alphabet) - 1;
			}
			s[n] = '\0';
			if (names_is_well_formed(s) !=
			    (regexec(&grammar, s, 0, NULL, 0) == 0))
				fail_msg("\"%s\" is judged wrongly", s);
		}
	}
	regfree(&grammar);
}

static void
test_every_single_byte_but_the_allowed_is_refused(void **state)
{
	UNUSED(state);
	for (int c = 1; c < 256; c++) {
		char s[4] = { 'a', (char)c, 'a', '\0' };
		bool allowed = (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '.' || c == ' ';

		assert_int_equal(allowed, names_is_well_formed(s));
	}
}

static void
test_a_long_bad_name_takes_no_time(void **state)
{
	char s[100001];
	int64_t start = clock_now_ms();

	UNUSED(state);
	memset(s, 'a', sizeof(s) - 2);
	s[sizeof(s) - 2] = '!';
	s[sizeof(s) - 1] = '\0';
	assert_false(names_is_well_formed(s));
	/* a second is forever: OpenFusion's pattern needs 20 s for 11 bytes */
	assert_true(clock_now_ms() - start < 1000);
}

static void
test_typed_names_need_a_character_and_lose_trailing_blanks(void **state)
{
	struct name_codes typed = { 0, 99, 99 };
	struct name_pair pair;

	UNUSED(state);
	assert_true(names_check(&wheel, &typed, "Ann ", "Example. ", &pair));
	assert_string_equal("Ann", pair.first);
	assert_string_equal("Example.", pair.last);
	assert_false(pair.is_wheel);

	assert_false(check(0, 0, 0, "", "Example"));
	assert_false(check(0, 0, 0, "Ann", ""));
	assert_false(check(0, 0, 0, " ", "Example"));
	assert_false(check(0, 0, 0, "Ann", " "));
	assert_false(check(0, 0, 0, " Ann", "Example"));
	assert_false(check(0, 0, 0, "Ann", "B@d"));
}

static void
test_a_failed_check_leaves_the_result_alone(void **state)
{
	struct name_codes typed = { 0 };
	struct name_pair pair = { .first = "untouched" };

	UNUSED(state);
	assert_false(names_check(&wheel, &typed, "B@d", "Name", &pair));
	assert_string_equal("untouched", pair.first);
}

static void
test_wheel_joins_middle_and_last(void **state)
{
	UNUSED(state);
	assert_true(check(2, 2, 2, "Neo", "Mac Donald"));
	assert_true(check(2, 3, 2, "Neo", "Vondonald"));
	assert_true(check(3, 3, 3, "Max", "Vonfire"));
	assert_false(check(2, 3, 2, "Neo", "VonDonald"));
	assert_false(check(2, 2, 2, "Neo", "Mac donald"));
}

static void
test_wheel_code_one_means_not_chosen(void **state)
{
	UNUSED(state);
	assert_true(check(2, 1, 2, "Neo", "Donald"));
	assert_true(check(2, 0, 2, "Neo", "Donald"));
	assert_true(check(2, 3, 1, "Neo", "Von"));
	assert_true(check(2, 3, 0, "Neo", "Von"));
	assert_false(check(2, 1, 1, "Neo", ""));
	assert_false(check(1, 2, 2, " ", "Mac Donald"));
}

static void
test_wheel_codes_out_of_the_tables_are_refused(void **state)
{
	static const int32_t bad[] = { -1, 5, 7, 9999, INT32_MAX, INT32_MIN };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(check(bad[i], 2, 2, "Neo", "Mac Donald"));
		if (bad[i] != 5)
			assert_false(check(2, bad[i], 2, "Neo", "Mac Donald"));
		assert_false(check(2, 2, bad[i], "Neo", "Mac Donald"));
	}
}

static void
test_wheel_with_an_empty_middle_entry(void **state)
{
	UNUSED(state);
	/* entry 4 is empty: nothing to look at before its end */
	assert_true(check(2, 4, 2, "Neo", "Donald"));
	assert_false(check(2, 4, 4, "Neo", ""));
}

static void
test_wheel_names_keep_to_the_character_rule(void **state)
{
	UNUSED(state);
	assert_false(check(2, 6, 2, "Neo", "!donald"));
	assert_true(check(4, 5, 2, "O.J", "Le. Donald"));
	assert_false(check(2, 2, 2, "Neo", "Mac Donald "));
}

static void
test_wheel_names_are_marked(void **state)
{
	struct name_codes codes = { 2, 2, 2 };
	struct name_pair pair;

	UNUSED(state);
	assert_true(names_check(&wheel, &codes, "Neo", "Mac Donald", &pair));
	assert_true(pair.is_wheel);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_every_short_string_is_judged_as_the_grammar_says),
		cmocka_unit_test(
		    test_every_single_byte_but_the_allowed_is_refused),
		cmocka_unit_test(test_a_long_bad_name_takes_no_time),
		cmocka_unit_test(
		    test_typed_names_need_a_character_and_lose_trailing_blanks),
		cmocka_unit_test(test_a_failed_check_leaves_the_result_alone),
		cmocka_unit_test(test_wheel_joins_middle_and_last),
		cmocka_unit_test(test_wheel_code_one_means_not_chosen),
		cmocka_unit_test(
		    test_wheel_codes_out_of_the_tables_are_refused),
		cmocka_unit_test(test_wheel_with_an_empty_middle_entry),
		cmocka_unit_test(test_wheel_names_keep_to_the_character_rule),
		cmocka_unit_test(test_wheel_names_are_marked),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
