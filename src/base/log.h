/*
 * log.h - one line an event, "[LEVEL] module: what key=value", one write(2)
 * each.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_LEVEL_COUNT };

/*
 * Until log_init() lines go to stderr. verbosity is config.ini's: 0 errors and
 * warnings, 1 info, 2 and 3 debug. fd stays the caller's (1, or an open file).
 */
void log_init(int fd, int verbosity);

/* Any thread, at any time: what is written from now on. */
void log_set_verbosity(int verbosity);

/* Any thread. One write a line; control characters in it become '?'. */
void log_write(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_error(...)	log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)	log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...)	log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...)	log_write(LOG_DEBUG, __VA_ARGS__)

/* Where lines go, for a signal handler that writes its own. Signal-safe. */
int log_descriptor(void);

/* For callers that would have to do work to build a line nobody reads. */
bool log_wants(enum log_level level);

/*
 * Lets at most `burst` lines through in `period_ms`; one static per call site.
 * Says how many were left out when it opens again: pass that to the line.
 */
struct log_limit {
	int64_t since_ms;
	uint32_t seen;
	uint32_t dropped;
};
bool log_limit_ok(struct log_limit *l, uint32_t burst, int64_t period_ms,
    uint32_t *dropped_before);

#endif
