/* log_line.h - the bytes of one line of the log, as text or as JSON. */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"

/* No line is longer, its end included: a pipe takes so much in one piece. */
enum { LOG_LINE_BYTES = 4096, LOG_LINE_TEXT_BYTES = 2048 };

struct log_line {
	enum log_level level;
	bool is_json;
	int64_t unix_ms;		/* 0: the line gets no time */
	const char *thread;	/* and the subsystem of those that name none */
	const char *message;		/* "subsystem: what" or anything */
};

/*
 * Writes one line with its end; returns its length. out has LOG_LINE_BYTES.
 * Whatever the message holds, the line is one line of valid UTF-8: control
 * characters, what turns the direction of writing, and bytes that are no text
 * become '?'. A long message is cut between characters. Signal-safe.
 */
size_t log_line_make(const struct log_line *l, char *out);

#endif
