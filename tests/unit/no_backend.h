/*
 * no_backend.h - the whole of a test program of the Linux sandbox where that is
 * not built: one test that says it was left out.
 */
#ifndef UNIT_NO_BACKEND_H
#define UNIT_NO_BACKEND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
there_is_no_backend(void **state)
{
	(void)state;
	skip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_no_backend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
