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

#include "base/str.h"

enum { LINES_A_PERIOD = 3, PERIOD_MS = 60000, US_PER_MS = 1000 };

void
stopwatch_start(struct stopwatch *s, int64_t now_us)
{
	s->started_at_us = s->lap_at_us = now_us;
	s->longest_us = 0;
	s->longest = (struct stopwatch_work){ 0 };
}

void
stopwatch_lap_for(struct stopwatch *s, const struct stopwatch_work *work,
    int64_t now_us)
{
	int64_t took_us = now_us - s->lap_at_us;

	s->lap_at_us = now_us;
	if (took_us <= s->longest_us)
		return;
	s->longest_us = took_us;
	s->longest = *work;
}

void
stopwatch_lap(struct stopwatch *s, const char *what, int64_t now_us)
{
	stopwatch_lap_for(s, &(struct stopwatch_work){ .what = what }, now_us);
}

static void
log_slow(const struct stopwatch *s, int64_t took_us, uint32_t unlogged)
{
	const struct stopwatch_work *l = &s->longest;
	char whose[48] = "";

	if (l->about != NULL && l->id != 0)
		str_format(whose, sizeof(whose), " %s=%" PRId64, l->about,
		    l->id);
	log_warn("%s: slow turn ms=%" PRId64 " longest=%s ms=%" PRId64
	    "%s unlogged=%" PRIu32, s->room, took_us / US_PER_MS,
	    l->what == NULL ? "none" : l->what, s->longest_us / US_PER_MS,
	    whose, unlogged);
}

void
stopwatch_stop(struct stopwatch *s, int64_t now_us)
{
	int64_t took_us = now_us - s->started_at_us;
	int64_t took_ms = took_us / US_PER_MS;
	uint32_t unlogged;

	s->turn_count++;
	s->turns[took_ms < 0 ? 0 : took_ms > STOPWATCH_MS_MAX ?
	    STOPWATCH_MS_MAX : took_ms]++;
	metric_observe(s->histogram, took_us);

	if (took_ms >= s->limit_ms &&
	    log_limit_ok(&s->limit, LINES_A_PERIOD, PERIOD_MS, &unlogged))
		log_slow(s, took_us, unlogged);
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
