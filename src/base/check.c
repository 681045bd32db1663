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

#include "base/log.h"

void
check_failed(const char *cond, const char *file, int line)
{
	char text[512];

	snprintf(text, sizeof(text), "%s:%d: CHECK(%s) failed", file, line,
	    cond);
	log_put_to(STDERR_FILENO, LOG_FATAL, text);
	abort();
}
