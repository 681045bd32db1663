/* stopwatch.h - tells which piece of work held up a room's turn. */
#ifndef BASE_STOPWATCH_H
#define BASE_STOPWATCH_H

#include <stdint.h>

#include "base/log.h"
#include "base/metric.h"

enum { STOPWATCH_MS_MAX = 255 };	/* longer turns count as this long */

/* What was done in a lap. */
struct stopwatch_work {
	const char *what;		/* lives as long as the watch */
	const char *about;		/* "player", ...; NULL: nobody's */
	int64_t id;			/* of that; 0: nobody's */
};

/*
 * Of one thread. Set room, limit_ms and histogram; the rest is {0}. A turn is
 * start, any number of laps, stop (spec/server-core.md 3).
 */
struct stopwatch {
	const char *room;		/* begins the line of the log */
	int64_t limit_ms;		/* a turn this long is worth a line */
	enum metric_histogram histogram;	/* gets every turn */
	int64_t started_at_us;
	int64_t lap_at_us;
	int64_t longest_us;
	struct stopwatch_work longest;	/* of that lap; what NULL: nothing */
	struct log_limit limit;
	uint64_t turn_count;
	uint32_t turns[STOPWATCH_MS_MAX + 1];	/* by how long they took */
};

/* Times: clock_now_us(). */
void stopwatch_start(struct stopwatch *s, int64_t now_us);

/* What has been done since the last lap; the text must live as long as s. */
void stopwatch_lap(struct stopwatch *s, const char *what, int64_t now_us);

/* The same, and for whom. */
void stopwatch_lap_for(struct stopwatch *s,
    const struct stopwatch_work *work, int64_t now_us);

/*
 * A turn over the limit is logged with its longest lap, rate-limited; who sent
 * what it was is named.
 */
void stopwatch_stop(struct stopwatch *s, int64_t now_us);

/* How long pct percent of all turns took at most; 0 if there was none. */
int64_t stopwatch_percentile_ms(const struct stopwatch *s, double pct);

#endif
