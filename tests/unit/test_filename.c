/* test_filename.c - parts of file names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/filename.h"

static void
directories(void **state)
{
	static const struct { const char *path, *directory; } rows[] = {
		{ "file", "." }, { "/file", "/" }, { "a/file", "a" },
		{ "/a/b/file", "/a/b" }, { "a/", "a" }, { "", "." },
	};
	char out[32];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		filename_directory(rows[i].path, out, sizeof(out));
		assert_string_equal(out, rows[i].directory);
	}
}

static void
what_lies_beside(void **state)
{
	char out[32] = "untouched";

	UNUSED(state);
	assert_false(filename_beside("file", "name", out, sizeof(out)));
	assert_false(filename_beside("a/file", "/name", out, sizeof(out)));
	assert_string_equal(out, "untouched");
	assert_true(filename_beside("a/file", "b/name", out, sizeof(out)));
	assert_string_equal(out, "a/b/name");
	assert_true(filename_beside("/file", "name", out, sizeof(out)));
	assert_string_equal(out, "/name");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories),
		cmocka_unit_test(what_lies_beside),
	};

	return cmocka_run_group_tests_name("filename", tests, NULL, NULL);
}
