/*
 * log.h - one line an event, "TIME [LEVEL] module: what key=value" or the same
 * as JSON, one write(2) each.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

enum log_level {
	LOG_FATAL,		/* check.c's last words */
	LOG_ERROR,
	LOG_WARN,
	LOG_INFO,
	LOG_DEBUG,
	LOG_LEVEL_COUNT
};

enum log_form { LOG_TEXT, LOG_JSON };

/*
 * Until log_init() lines go to stderr. verbosity is config.ini's: 0 errors and
 * warnings, 1 info, 2 and 3 debug. fd stays the caller's (1, or an open file).
 */
void log_init(int fd, int verbosity);

/* How lines look from now on; until then text without a time. */
void log_set_form(enum log_form form, bool has_time);

/* Any thread, at any time: as if config.ini had said so. */
void log_set_verbosity(int verbosity);

/*
 * Any thread. One write a line; what could forge another one becomes '?'
 * (log_line.h). "module: " at its start is its subsystem; without it that is
 * the thread's name.
 */
void log_write(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_error(...)	log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)	log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...)	log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...)	log_write(LOG_DEBUG, __VA_ARGS__)

/* A ready message at any verbosity; for signal handlers: it is signal-safe. */
void log_put(enum log_level level, const char *message);

/* The same to another descriptor. */
void log_put_to(int fd, enum log_level level, const char *message);

/* Where lines go. Signal-safe. */
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
