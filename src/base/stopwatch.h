/* stopwatch.h - tells which piece of work held up a room's turn. */
#ifndef BASE_STOPWATCH_H
#define BASE_STOPWATCH_H

#include <stdint.h>

#include "base/log.h"

enum { STOPWATCH_MS_MAX = 255 };	/* longer turns count as this long */

/*
 * Of one thread. Set room and limit_ms; the rest is {0}. A turn is start,
 * any number of laps, stop (spec/server-core.md 3).
 */
struct stopwatch {
	const char *room;		/* begins the line of the log */
	int64_t limit_ms;		/* a turn this long is worth a line */
	int64_t started_at_ms;
	int64_t lap_at_ms;
	int64_t longest_ms;
	const char *longest;		/* what that lap did; NULL: nothing */
	struct log_limit limit;
	uint64_t turn_count;
	uint32_t turns[STOPWATCH_MS_MAX + 1];	/* by how long they took */
};

void stopwatch_start(struct stopwatch *s, int64_t now_ms);

/* What has been done since the last lap; the text must live as long as s. */
void stopwatch_lap(struct stopwatch *s, const char *what, int64_t now_ms);

/* A turn over the limit is logged with its longest lap, rate-limited. */
void stopwatch_stop(struct stopwatch *s, int64_t now_ms);

/* How long pct percent of all turns took at most; 0 if there was none. */
int64_t stopwatch_percentile_ms(const struct stopwatch *s, double pct);

#endif
