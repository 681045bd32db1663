/*
 * downtime.c - the server closes: a countdown to its end, and a lock that lets
 * only game masters log in.
 *
 * In the last LOCKED_S seconds of a countdown the lock is on, too: nobody
 * should choose a character only to be thrown out.
 *
 * Owns:   w->downtime.
 * Called: by operator.c; downtime_tick() by timer.
 * Thread: world.
 */
#include "game/downtime.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "game/announce.h"
#include "game/chat.h"
#include "login/ticket.h"
#include "world/world.h"

enum {
	MINUTE_S = 60,
	LOCKED_S = 30,
	SHOWN_S = 10,		/* an announcement stays so long, */
	SHOWN_LAST_S = 3	/* or so long when the next one is near */
};

/* When the players are reminded, after the first time. */
static const int64_t reminders_s[] = {
	3600, 1800, 600, 300, 120, 60, 30, 10, 5, 4, 3, 2, 1
};

/* --- the lock --- */

static void
settle_lock(struct world *w)
{
	struct downtime *d = &w->downtime;
	int64_t left_s = downtime_left_s(w);
	bool is_closing = left_s >= 0 && left_s <= LOCKED_S;
	bool is_locked = d->is_maintenance || is_closing;
	struct room_lock *lock;

	if (is_locked == d->is_locked)
		return;
	d->is_locked = is_locked;
	lock = batch_add(&w->to_login, ROOM_MSG_LOCK, 0, sizeof(*lock));
	lock->is_locked = is_locked;
	str_copy(lock->reason, sizeof(lock->reason), d->is_maintenance ?
	    d->maintenance_reason : d->stop_reason);
}

void
downtime_set_maintenance(struct world *w, bool is_on, const char *reason)
{
	struct downtime *d = &w->downtime;

	d->is_maintenance = is_on;
	chat_sanitise(d->maintenance_reason, sizeof(d->maintenance_reason),
	    reason, CHAT_ONE_LINE);
	/* The login room is told again, if only of another reason. */
	d->is_locked = !is_on;
	settle_lock(w);
	log_info("operator: maintenance=%s reason='%s'", is_on ? "on" : "off",
	    d->maintenance_reason);
}

/* --- the countdown --- */

int64_t
downtime_left_s(const struct world *w)
{
	int64_t left_ms = w->downtime.stop_at_ms - w->now_ms;

	if (w->downtime.stop_at_ms == 0)
		return -1;
	return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

static void
tell_left(struct world *w, int64_t left_s)
{
	struct downtime *d = &w->downtime;
	bool has_reason = d->stop_reason[0] != '\0';
	int64_t n = left_s >= 2 * MINUTE_S ? left_s / MINUTE_S : left_s;
	const char *unit = left_s >= 2 * MINUTE_S ? "minute" : "second";
	char text[OPERATOR_REASON_BYTES + 64];

	d->told_s = left_s;
	str_format(text, sizeof(text), "The server shuts down in %" PRId64
	    " %s%s%s%s", n, unit, n == 1 ? "" : "s",
	    has_reason ? ": " : ".", d->stop_reason);
	announce_to_all(w, left_s > 5 ? SHOWN_S : SHOWN_LAST_S, text);
}

void
downtime_shut_down(struct world *w, int64_t seconds, const char *reason)
{
	struct downtime *d = &w->downtime;

	d->stop_at_ms = w->now_ms + seconds * 1000;
	if (d->stop_at_ms == 0)
		d->stop_at_ms = 1;	/* 0 says that there is none */
	chat_sanitise(d->stop_reason, sizeof(d->stop_reason), reason,
	    CHAT_ONE_LINE);
	log_info("operator: shutdown in_s=%" PRId64 " reason='%s'", seconds,
	    d->stop_reason);
	if (seconds > 0)
		tell_left(w, seconds);
	settle_lock(w);
}

bool
downtime_cancel(struct world *w)
{
	struct downtime *d = &w->downtime;

	if (d->stop_at_ms == 0)
		return false;
	d->stop_at_ms = 0;
	log_info("operator: shutdown cancelled");
	announce_to_all(w, SHOWN_S, "The server does not shut down.");
	settle_lock(w);
	return true;
}

/* The smallest reminder that is due, if it was not given: none is repeated. */
static void
remind(struct world *w, int64_t left_s)
{
	int64_t due_s = 0;

	for (size_t i = 0; i < COUNT_OF(reminders_s); i++)
		if (left_s <= reminders_s[i])
			due_s = reminders_s[i];
	if (due_s != 0 && due_s < w->downtime.told_s) {
		tell_left(w, left_s);
		/* It counts as that one, if it comes late. */
		w->downtime.told_s = due_s;
	}
}

void
downtime_tick(struct world *w)
{
	struct downtime *d = &w->downtime;
	int64_t left_s = downtime_left_s(w);

	if (left_s < 0)
		return;
	settle_lock(w);
	if (left_s > 0) {
		remind(w, left_s);
		return;
	}
	d->stop_at_ms = 0;
	log_info("operator: shutdown reason='%s'", d->stop_reason);
	if (w->stop_server != NULL)
		w->stop_server();
}
