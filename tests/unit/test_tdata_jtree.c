/*
 * test_tdata_jtree.c - the JSON reader: values, refusals, order of keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tdata/jtree.h"

static struct jtree tree;

static struct jtree_node *
parse_bytes(const char *text, size_t size)
{
	char *copy;

	jtree_fini(&tree);
	copy = jtree_text_new(&tree, size);
	assert_non_null(copy);
	memcpy(copy, text, size);
	return jtree_parse(&tree, "t.json", copy, size);
}

static struct jtree_node *
parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static int
teardown(void **state)
{
	UNUSED(state);
	jtree_fini(&tree);
	return 0;
}

static void
test_scalars(void **state)
{
	static const struct {
		const char *text;
		enum jtree_type type;
		double value;
	} rows[] = {
		{ "0", JTREE_INT, 0 }, { "-7", JTREE_INT, -7 },
		{ "2147483648", JTREE_INT, 2147483648.0 },
		{ "999999999999999999", JTREE_INT, 1e18 },
		{ "9000000000000000000", JTREE_INT, 9e18 },
		{ "18446744073709551615", JTREE_FLOAT, 18446744073709551615.0 },
		{ "1.5", JTREE_FLOAT, 1.5 }, { "-2e3", JTREE_FLOAT, -2000 },
		{ "1E+2", JTREE_FLOAT, 100 }, { "-0", JTREE_INT, 0 },
		{ "0.25e-1", JTREE_FLOAT, 0.025 },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct jtree_node *n = parse(rows[i].text);

		assert_non_null(n);
		assert_int_equal(n->type, rows[i].type);
		if (n->type == JTREE_INT)
			assert_true((double)n->u.integer == rows[i].value);
		else
			assert_true(n->u.real == rows[i].value);
	}
	assert_int_equal(parse("true")->u.boolean, true);
	assert_int_equal(parse(" \t\r\n false ")->u.boolean, false);
	assert_int_equal(parse("null")->type, JTREE_NULL);
}

static void
test_strings(void **state)
{
	static const char *const rows[][2] = {
		{ "\"\"", "" }, { "\"plain\"", "plain" },
		{ "\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d" },
		{ "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
		{ "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac" },
		{ "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!" },
		{ "\"caf\xc3\xa9\"", "caf\xc3\xa9" },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct jtree_node *n = parse(rows[i][0]);

		assert_non_null(n);
		assert_int_equal(n->type, JTREE_STRING);
		assert_string_equal(n->u.text, rows[i][1]);
		assert_int_equal(n->size, strlen(rows[i][1]));
	}
}

static void
test_refusals(void **state)
{
	static const char *const rows[] = {
		"", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{,}", "{1:2}",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
		"{\"a\" 1}", "[1 2]", "\"", "\"a", "\"\\", "\"\\x\"",
		"\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
		"\"\\udc00\"", "\"\\u0000\"", "\"\n\"", "\"\x01\"", "\"\xff\"",
		"\"\xc3\"", "\"\xed\xa0\x80\"", "-", "+1", ".5", "1.", "01",
		"1e", "1e+", "tru", "nul", "falsy", "NaN", "Infinity", "'a'",
		"// x", "1e999", "]", "}", ":",
	};
	char deep[400];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (parse(rows[i]) != NULL)
			fail_msg("taken: %s", rows[i]);
		assert_string_not_equal(tree.error, "");
		assert_true(tree.error_line >= 1);
	}
	memset(deep, '[', sizeof(deep));
	assert_null(parse_bytes(deep, sizeof(deep)));
	assert_string_equal(tree.error, "nested too deeply");
	assert_null(parse_bytes("[1,\0 2]", 7));
}

/* spec/tabledata.md 1: one value is read, trailing bytes are ignored. */
static void
test_trailing_bytes_are_ignored(void **state)
{
	UNUSED(state);
	assert_int_equal(parse("[1,2] and more {")->size, 2);
	assert_int_equal(parse("\xef\xbb\xbf{}")->type, JTREE_OBJECT);
}

static void
test_lines_are_known(void **state)
{
	const struct jtree_node *n;

	UNUSED(state);
	n = parse("{\n \"a\": 1,\n \"b\": [\n  2,\n\n  3]}");
	assert_int_equal(n->line, 1);
	assert_int_equal(jtree_get(n, "a")->line, 2);
	n = jtree_get(n, "b");
	assert_int_equal(n->line, 3);
	assert_int_equal(n->u.first->next->line, 6);
	assert_string_equal(jtree_file_name(&tree, n), "t.json");
	assert_null(parse("{\"a\": 1,\n\n\"b\": x}"));
	assert_int_equal(tree.error_line, 3);
}

static void
test_last_key_wins(void **state)
{
	struct jtree_node *n;

	UNUSED(state);
	n = parse("{\"a\": 1, \"b\": 2, \"a\": 3}");
	assert_int_equal(jtree_get(n, "a")->u.integer, 3);
	assert_null(jtree_get(n, "c"));
	jtree_sorted_first(n);
	assert_int_equal(n->size, 2);
	assert_int_equal(n->u.first->u.integer, 3);
}

/* spec/tabledata.md 2: ascending byte order, so "10" comes before "2". */
static void
test_keys_in_byte_order(void **state)
{
	static const char *const order[] = {
		"!z", "0", "1", "10", "100", "2", "A", "a", "aa", "\xc3\xa9",
	};
	struct jtree_node *n;
	size_t i = 0;

	UNUSED(state);
	n = parse("{\"2\":0,\"a\":0,\"\xc3\xa9\":0,\"10\":0,\"0\":0,\"A\":0,"
	    "\"aa\":0,\"1\":0,\"!z\":0,\"100\":0}");
	for (n = jtree_sorted_first(n); n != NULL; n = n->next, i++) {
		assert_int_equal(n->key_bytes, strlen(order[i]));
		assert_memory_equal(n->key, order[i], n->key_bytes);
	}
	assert_int_equal(i, COUNT_OF(order));
}

/* Many nodes: more than one block of pages. */
static void
test_many_nodes(void **state)
{
	enum { COUNT = 60000 };
	static char text[COUNT * 2 + 2];
	struct jtree_node *n;

	UNUSED(state);
	text[0] = '[';
	for (int i = 0; i < COUNT; i++) {
		text[1 + 2 * i] = (char)('0' + i % 10);
		text[2 + 2 * i] = ',';
	}
	text[2 * COUNT] = ']';
	n = parse(text);
	assert_non_null(n);
	assert_int_equal(n->size, COUNT);
	n = n->u.first;
	for (int i = 0; i < COUNT; i++, n = n->next)
		assert_int_equal(n->u.integer, i % 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_scalars, teardown),
		cmocka_unit_test_teardown(test_strings, teardown),
		cmocka_unit_test_teardown(test_refusals, teardown),
		cmocka_unit_test_teardown(test_trailing_bytes_are_ignored,
		    teardown),
		cmocka_unit_test_teardown(test_lines_are_known, teardown),
		cmocka_unit_test_teardown(test_last_key_wins, teardown),
		cmocka_unit_test_teardown(test_keys_in_byte_order, teardown),
		cmocka_unit_test_teardown(test_many_nodes, teardown),
	};

	return cmocka_run_group_tests_name("tdata_jtree", tests, NULL, NULL);
}
