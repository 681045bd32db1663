/*
 * timer.c - recurring work of the world.
 *
 * Owns:   struct timers of its caller.
 * Called: by world.c at start, by the world thread's loop every tick.
 * Thread: world.
 */
#include "world/timer.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/stopwatch.h"
#include "world/world.h"

void
timers_init(struct timers *t, const struct timer_row *rows,
    const struct world *w)
{
	*t = (struct timers){ .rows = rows };
	if (rows == NULL)
		return;
	for (; rows[t->count].fn != NULL; t->count++) {
		const struct timer_row *row = &rows[t->count];
		int64_t period = row->period_ms;

		CHECK(t->count < TIMER_ROWS_MAX);
		if (row->period != NULL)
			period = row->period(w);
		CHECK(period > 0);
		t->period_ms[t->count] = period;
		t->due_at_ms[t->count] = w->now_ms + period;
	}
}

void
timers_run(struct timers *t, struct world *w)
{
	for (size_t i = 0; i < t->count; i++) {
		int64_t late = w->now_ms - t->due_at_ms[i];

		if (late < 0)
			continue;
		/* The next point of the fixed schedule that lies ahead. */
		t->due_at_ms[i] += (late / t->period_ms[i] + 1) *
		    t->period_ms[i];
		w->cause = t->rows[i].name;
		t->rows[i].fn(w);
		w->cause = NULL;
		if (t->watch != NULL)
			stopwatch_lap(t->watch, t->rows[i].name,
			    clock_now_us());
	}
}

int64_t
timers_next_ms(const struct timers *t, int64_t now_ms)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < t->count; i++)
		if (t->due_at_ms[i] < next)
			next = t->due_at_ms[i];
	if (next <= now_ms)
		return 0;
	return next == INT64_MAX ? next : next - now_ms;
}
