/* capability.h - sets of Linux capabilities; nobody's but the backend's. */
#ifndef SANDBOX_CAPABILITY_H
#define SANDBOX_CAPABILITY_H

#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

#define CAPABILITY_BIT(cap)	(UINT64_C(1) << (cap))

/* Whether the calling thread may use it now. */
bool capability_has(int cap);

/* Those that the calling thread could use; -1 if that cannot be found out. */
int capability_count(void);

/*
 * What a program started from here could get at most. Needs CAP_SETPCAP; where
 * that is lacking, no_new_privs does the same.
 */
void capability_bound(uint64_t kept);

/* Keeps at most these in all other sets. A positive errno, 0: done. */
int capability_keep(uint64_t kept);

/* What root implies is off, and no bit of that can be changed back. */
void capability_lock(void);

#endif
