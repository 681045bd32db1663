/*
 * downtime.h - the server closes: a countdown to its end, and a lock that lets
 * only game masters log in.
 */
#ifndef GAME_DOWNTIME_H
#define GAME_DOWNTIME_H

#include <stdbool.h>
#include <stdint.h>

struct world;

enum { DOWNTIME_SECONDS_MAX = 7 * 24 * 3600 };

/*
 * Counts down from so many seconds (0: at once), in front of everybody, then
 * lets the server stop as by a signal. Replaces a countdown under way. The
 * reason may be empty.
 */
void downtime_shut_down(struct world *w, int64_t seconds, const char *reason);

/* False: no shutdown was due. */
bool downtime_cancel(struct world *w);

/* Seconds until it stops, rounded up; -1: no shutdown is due. */
int64_t downtime_left_s(const struct world *w);

/* Who is inside stays; others are told the reason, which may be empty. */
void downtime_set_maintenance(struct world *w, bool is_on,
    const char *reason);

/* Timer row. */
void downtime_tick(struct world *w);

#endif
