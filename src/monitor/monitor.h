/* monitor.h - the text feed for maps and moderation tools (spec/monitor.md). */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include <stdint.h>

#include "base/check.h"
#include "net/io.h"

struct event_announcement;
struct event_talk;
struct monitor;
struct world;

/* Never NULL; world->monitor is NULL when the port is off. */
struct monitor *monitor_new(void) MUST_USE;
void monitor_free(struct monitor *m);		/* NULL is allowed */

/* IO_MSG_OPENED and IO_MSG_CLOSED of role IO_MONITOR. */
void monitor_on_opened(struct world *w, conn_id conn);
void monitor_on_closed(struct world *w, conn_id conn);

/* Listeners; nothing is kept unless somebody is connected. */
void monitor_on_talked(struct world *w, const struct event_talk *talk);
void monitor_on_announced(struct world *w, const struct event_announcement *a);
void monitor_on_name_requested(struct world *w, int32_t player_id,
    const char *first, const char *last);

/* A mail was sent; names as player_full_name() writes them. */
void monitor_note_email(struct world *w, const char *from, const char *to,
    const char *subject, const char *body);

/* Timer row: publishes one block; its period is [monitor] interval. */
void monitor_tick(struct world *w);
int64_t monitor_period_ms(const struct world *w);

#endif
