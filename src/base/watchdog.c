/*
 * watchdog.c - main's round through the house: is everybody at work?
 *
 * Owns:   nothing; struct watchdog is main's.
 * Called: by main while it waits for signals.
 * Thread: main.
 *
 * A room that stands still cannot say so itself. A service manager that hears
 * nothing for WatchdogSec starts the server anew.
 */
#include "base/watchdog.h"

#include "base/memory.h"
#include "base/metric.h"
#include "base/notify_socket.h"
#include "base/progress.h"
#include "base/str.h"

enum {
	ROUND_MS = 5000,
	ROUND_LEAST_MS = 10,
	LOG_PERIOD_MS = 60000,
	TEXT_BYTES = 128
};

void
watchdog_init(struct watchdog *w, int notify_fd, int memory_fd)
{
	int64_t awaited_ms = notify_socket_watchdog_ms();

	*w = (struct watchdog){
		.notify_fd = notify_fd,
		.memory_fd = memory_fd,
		.period_ms = ROUND_MS,
		.is_awaited = awaited_ms > 0,
		.players_told = -1,
	};
	/* Twice as often, as sd_watchdog_enabled(3) advises. */
	if (w->is_awaited && awaited_ms / 2 < w->period_ms)
		w->period_ms = awaited_ms / 2;
	if (w->period_ms < ROUND_LEAST_MS)
		w->period_ms = ROUND_LEAST_MS;
}

static void
tell_players(struct watchdog *w)
{
	int64_t players = (int64_t)metric_get(METRIC_PLAYERS);
	char text[TEXT_BYTES];

	if (players == w->players_told)
		return;
	w->players_told = players;
	str_format(text, sizeof(text), "STATUS=%lld player%s",
	    (long long)players, players == 1 ? "" : "s");
	notify_socket_tell(w->notify_fd, text);
}

void
watchdog_round(struct watchdog *w, int64_t now_ms)
{
	char stuck[TEXT_BYTES];

	metric_set(METRIC_MEMORY, memory_resident_bytes(w->memory_fd));
	tell_players(w);
	if (!progress_is_well(now_ms, stuck, sizeof(stuck))) {
		if (log_limit_ok(&w->limit, 1, LOG_PERIOD_MS, NULL))
			log_error("main: standing still: %s", stuck);
		return;
	}
	if (w->is_awaited)
		notify_socket_tell(w->notify_fd, "WATCHDOG=1");
}
