/*
 * log_rig.h - what the log says, for tests: between log_rig_begin() and
 * log_rig_end() its lines go into a file without a name.
 */
#ifndef TESTS_LOG_RIG_H
#define TESTS_LOG_RIG_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"

static int log_rig_fd = -1;

static inline void
log_rig_begin(void)
{
	char path[] = "/tmp/fusiond-log-XXXXXX";

	log_rig_fd = mkstemp(path);
	CHECK(log_rig_fd >= 0);
	unlink(path);
	log_init(log_rig_fd, 1);
}

static inline void
log_rig_end(void)
{
	log_init(STDERR_FILENO, 1);
	close(log_rig_fd);
	log_rig_fd = -1;
}

/* All lines since the last call; until the next one. */
static inline const char *
log_rig_take(void)
{
	static char text[65536];
	ssize_t n = pread(log_rig_fd, text, sizeof(text) - 1, 0);

	CHECK(n >= 0);
	text[n] = '\0';
	CHECK(ftruncate(log_rig_fd, 0) == 0);
	CHECK(lseek(log_rig_fd, 0, SEEK_SET) == 0);
	return text;
}

/* The lines since the last take have this one, from its "gm: " on. */
static inline bool
log_rig_has(const char *line)
{
	return strstr(log_rig_take(), line) != NULL;
}

#endif
