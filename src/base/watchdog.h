/* watchdog.h - main's round through the house: is everybody at work? */
#ifndef BASE_WATCHDOG_H
#define BASE_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"

struct watchdog {
	int notify_fd;			/* to the service manager; -1: none */
	int memory_fd;			/* memory_open(); -1: none */
	int64_t period_ms;		/* between two rounds */
	bool is_awaited;		/* the manager wants signs of life */
	int64_t players_told;
	struct log_limit limit;
};

/* Reads the environment, so before the sandbox. The descriptors are lent. */
void watchdog_init(struct watchdog *w, int notify_fd, int memory_fd);

/*
 * A round: measures memory; tells the manager how many play, and that all is
 * well, but only if it is; else logs who stands still.
 */
void watchdog_round(struct watchdog *w, int64_t now_ms);

#endif
