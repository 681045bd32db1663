/* timer.h - recurring work of the world as rows { period, function }. */
#ifndef WORLD_TIMER_H
#define WORLD_TIMER_H

#include <stddef.h>
#include <stdint.h>

struct stopwatch;
struct world;

struct timer_row {
	const char *name;
	int64_t period_ms;
	/* Overrides period_ms at start, from the config; may be NULL. */
	int64_t (*period)(const struct world *w);
	void (*fn)(struct world *w);
};

enum { TIMER_ROWS_MAX = 32 };

/* The rows live as long as the timers; row with fn NULL ends the table. */
struct timers {
	const struct timer_row *rows;
	struct stopwatch *watch;	/* NULL: nobody wants to know */
	size_t count;
	int64_t period_ms[TIMER_ROWS_MAX];
	int64_t due_at_ms[TIMER_ROWS_MAX];
};

/* First run of each one period after now. */
void timers_init(struct timers *t, const struct timer_row *rows,
    const struct world *w);

/*
 * Runs what is due at w->now_ms, each at most once, on a fixed schedule:
 * missed runs are not caught up (spec/server-core.md 4, DEFECT).
 */
void timers_run(struct timers *t, struct world *w);

/* Milliseconds until the next is due, 0 if one is. */
int64_t timers_next_ms(const struct timers *t, int64_t now_ms);

#endif
