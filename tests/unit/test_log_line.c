/*
 * test_log_line.c - the bytes of a line: time, level, subsystem, and that no
 * message can be more than one line of valid text.
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
#include <time.h>

#include <cmocka.h>

#include "base/log_line.h"
#include "base/rng.h"
#include "base/str.h"
#include "tdata/jtree.h"

static char line[LOG_LINE_BYTES + 1];

static size_t
make(bool is_json, int64_t unix_ms, const char *message)
{
	const struct log_line l = {
		.level = LOG_WARN, .is_json = is_json, .unix_ms = unix_ms,
		.thread = "world", .message = message,
	};
	size_t n = log_line_make(&l, line);

	assert_in_range(n, 1, LOG_LINE_BYTES);
	line[n] = '\0';
	assert_int_equal(strlen(line), n);
	return n;
}

static void
expect(bool is_json, int64_t unix_ms, const char *message, const char *wanted)
{
	make(is_json, unix_ms, message);
	assert_string_equal(line, wanted);
}

/* A field as a reader of JSON lines has it; the line must be an object. */
static const char *
field(struct jtree *j, const char *name)
{
	size_t n = strlen(line);
	char *text;
	struct jtree_node *root, *value;

	jtree_fini(j);
	*j = (struct jtree){ 0 };
	text = jtree_text_new(j, n);
	assert_non_null(text);
	memcpy(text, line, n);
	root = jtree_parse(j, "line", text, n);
	if (root == NULL)
		print_error("%s: %s", j->error, line);
	assert_non_null(root);
	assert_int_equal(root->type, JTREE_OBJECT);
	assert_int_equal(root->size, 5);
	value = jtree_get(root, name);
	assert_non_null(value);
	assert_int_equal(value->type, JTREE_STRING);
	return value->u.text;
}

static void
test_text(void **state)
{
	(void)state;
	expect(false, 0, "gm: kick player=7", "[WARN] gm: kick player=7\n");
	expect(false, 1, "gm: kick player=7",
	    "1970-01-01T00:00:00.001Z [WARN] gm: kick player=7\n");
	expect(false, 0, "", "[WARN] world: \n");
}

/* Lines that OpenFusion's tools know name no subsystem. */
static void
test_who_names_no_subsystem_has_its_threads(void **state)
{
	(void)state;
	expect(false, 0, "Starting shard server at 1.2.3.4:23001",
	    "[WARN] world: Starting shard server at 1.2.3.4:23001\n");
	expect(false, 0, "sandbox off: x", "[WARN] world: sandbox off: x\n");
	expect(false, 0, "tdata:x", "[WARN] world: tdata:x\n");
	expect(false, 0, ": x", "[WARN] world: : x\n");
	expect(false, 0, "a_name_that_no_module_would_have: x",
	    "[WARN] world: a_name_that_no_module_would_have: x\n");
}

static void
test_json(void **state)
{
	(void)state;
	expect(true, 0, "gm: kick player=7", "{\"level\":\"warn\","
	    "\"subsystem\":\"gm\",\"thread\":\"world\","
	    "\"message\":\"kick player=7\"}\n");
	expect(true, 1700000000123, "Starting", "{\"time\":"
	    "\"2023-11-14T22:13:20.123Z\",\"level\":\"warn\","
	    "\"subsystem\":\"world\",\"thread\":\"world\","
	    "\"message\":\"Starting\"}\n");
	expect(true, 0, "db: \"a\\b\"\n", "{\"level\":\"warn\","
	    "\"subsystem\":\"db\",\"thread\":\"world\","
	    "\"message\":\"\\\"a\\\\b\\\"?\"}\n");
}

static void
test_times_are_those_of_the_c_library(void **state)
{
	(void)state;
	for (int64_t s = 1; s < INT64_C(253402300800); s += 86399 * 37 + 11) {
		char wanted[40];
		time_t t = (time_t)s;
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(strftime(wanted, sizeof(wanted),
		    "%Y-%m-%dT%H:%M:%S.007Z ", &tm), 25);
		make(false, s * 1000 + 7, "x: y");
		assert_memory_equal(line, wanted, 25);
	}
	expect(false, 951782400000, "x: leap day",
	    "2000-02-29T00:00:00.000Z [WARN] x: leap day\n");
	expect(false, 4107542399999, "x: none in 2100",
	    "2100-02-28T23:59:59.999Z [WARN] x: none in 2100\n");
	expect(false, 4107542400000, "x: none in 2100",
	    "2100-03-01T00:00:00.000Z [WARN] x: none in 2100\n");
}

static void
test_what_could_forge_becomes_a_question_mark(void **state)
{
	static const char *const bad[] = {
		"\n", "\r", "\t", "\x1b", "\x7f", "\x01",
		"\xc2\x85", "\xc2\x9b",		/* NEL, CSI */
		"\xe2\x80\xa8", "\xe2\x80\xa9",	/* line, paragraph */
		"\xe2\x80\xae", "\xe2\x81\xa6",	/* direction */
		"\x80", "\xff", "\xc3", "\xe2\x82", "\xc0\x8a", "\xe0\x80\x8a",
		"\xed\xa0\x80", "\xf4\x90\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		for (int is_json = 0; is_json < 2; is_json++) {
			struct jtree j = { 0 };
			char message[16];
			const char *rest;

			str_format(message, sizeof(message), "m: <%s>", bad[i]);
			make(is_json != 0, 1, message);
			rest = is_json != 0 ? field(&j, "message") :
			    strchr(line, '<');
			assert_int_equal(rest[0], '<');
			assert_int_equal(rest[1], '?');
			/* Broken bytes are so many broken characters. */
			rest += 1 + strspn(rest + 1, "?");
			assert_string_equal(rest, is_json != 0 ? ">" : ">\n");
			jtree_fini(&j);
		}
	expect(false, 0, "chat: na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80",
	    "[WARN] chat: na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80\n");
}

static void
test_long_messages_are_cut_between_characters(void **state)
{
	static const char *const what[] = { "x", "\"", "\xe2\x82\xac" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(what); i++)
		for (int is_json = 0; is_json < 2; is_json++) {
			static char message[8000];
			size_t n = 3, part = strlen(what[i]);

			memcpy(message, "m: ", 4);
			for (; n + part < sizeof(message); n += part)
				memcpy(message + n, what[i], part + 1);
			n = make(is_json != 0, 1, message);
			assert_in_range(n, is_json != 0 ? LOG_LINE_BYTES - 8 :
			    LOG_LINE_TEXT_BYTES - 8, LOG_LINE_BYTES);
			assert_ptr_equal(strchr(line, '\n'), line + n - 1);
			assert_true(str_utf8_is_valid(line));
			if (is_json != 0) {
				struct jtree j = { 0 };

				assert_true(strlen(field(&j,
				    "message")) > 1000);
				jtree_fini(&j);
			}
		}
}

/* Bytes by chance: each is one object with what we said, or one line. */
static void
test_any_bytes_make_one_valid_line(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 4711);
	for (int i = 0; i < 20000; i++) {
		struct jtree j = { 0 };
		char message[64];
		size_t n = (size_t)rng_range(&r, 1, 62);

		for (size_t k = 0; k < n; k++)
			message[k] = (char)rng_range(&r, 1, 256);
		message[n] = '\0';
		make(true, 1, message);
		assert_non_null(field(&j, "message"));
		assert_string_equal(field(&j, "thread"), "world");
		jtree_fini(&j);
		n = make(false, 1, message);
		assert_ptr_equal(strchr(line, '\n'), line + n - 1);
		assert_true(str_utf8_is_valid(line));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_who_names_no_subsystem_has_its_threads),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_times_are_those_of_the_c_library),
		cmocka_unit_test(test_what_could_forge_becomes_a_question_mark),
		cmocka_unit_test(test_long_messages_are_cut_between_characters),
		cmocka_unit_test(test_any_bytes_make_one_valid_line),
	};

	return cmocka_run_group_tests_name("log_line", tests, NULL, NULL);
}
