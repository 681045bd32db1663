/* confine.h - what main tells the sandbox about this server. */
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>

#include "base/check.h"
#include "base/thread.h"

struct config;

/* Makes sure that 0, 1 and 2 are open, before anything else could become so. */
bool confine_open_std_fds(void) MUST_USE;

/* Descriptors that stay open although they are older than the sandbox. */
struct confine_fds {
	int log;
	int notify, control, memory;	/* -1: none */
};

/* sandbox_init() with all of this server's paths, ports and limits. */
bool confine_begin(const struct config *cfg, unsigned shard_count,
    const struct confine_fds *keep) MUST_USE;

/* The thread's sandbox role, for thread_set_start_hook(). */
bool confine_thread(enum thread_role role) MUST_USE;

#endif
