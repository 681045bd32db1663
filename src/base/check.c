/*
 * check.c - the end of the server when its own code is wrong.
 *
 * Owns:   nothing.
 * Called: by CHECK().
 * Thread: any.
 */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void
check_failed(const char *cond, const char *file, int line)
{
	char text[512];
	int n;

	n = snprintf(text, sizeof(text), "[FATAL] %s:%d: CHECK(%s) failed\n",
	    file, line, cond);
	if (n > (int)sizeof(text) - 1)
		n = sizeof(text) - 1;
	/* Nobody is left to tell if this cannot be written. */
	if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
		abort();
	abort();
}
