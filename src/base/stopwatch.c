/*
 * stopwatch.c - tells which piece of work held up a room's turn.
 *
 * Owns:   nothing; a struct stopwatch belongs to its room.
 * Called: by the loops of the rooms, and by timer.c for its rows.
 * Thread: the room's.
 */
#include "base/stopwatch.h"

#include <inttypes.h>
#include <stddef.h>

enum { LINES_A_PERIOD = 3, PERIOD_MS = 60000 };

void
stopwatch_start(struct stopwatch *s, int64_t now_ms)
{
	s->started_at_ms = s->lap_at_ms = now_ms;
	s->longest_ms = 0;
	s->longest = NULL;
}

void
stopwatch_lap(struct stopwatch *s, const char *what, int64_t now_ms)
{
	int64_t took_ms = now_ms - s->lap_at_ms;

	s->lap_at_ms = now_ms;
	if (took_ms <= s->longest_ms)
		return;
	s->longest_ms = took_ms;
	s->longest = what;
}

void
stopwatch_stop(struct stopwatch *s, int64_t now_ms)
{
	int64_t took_ms = now_ms - s->started_at_ms;
	uint32_t unlogged;

	s->turn_count++;
	s->turns[took_ms < 0 ? 0 : took_ms > STOPWATCH_MS_MAX ?
	    STOPWATCH_MS_MAX : took_ms]++;

	if (took_ms < s->limit_ms ||
	    !log_limit_ok(&s->limit, LINES_A_PERIOD, PERIOD_MS, &unlogged))
		return;
	log_warn("%s: slow turn ms=%" PRId64 " longest=%s ms=%" PRId64
	    " unlogged=%" PRIu32, s->room, took_ms,
	    s->longest == NULL ? "none" : s->longest, s->longest_ms, unlogged);
}

int64_t
stopwatch_percentile_ms(const struct stopwatch *s, double pct)
{
	double wanted = pct / 100 * (double)s->turn_count;
	uint64_t seen = 0;

	for (int64_t ms = 0; ms < STOPWATCH_MS_MAX; ms++) {
		seen += s->turns[ms];
		if ((double)seen >= wanted)
			return ms;
	}
	return s->turn_count > 0 ? STOPWATCH_MS_MAX : 0;
}
