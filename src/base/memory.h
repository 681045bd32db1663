/* memory.h - how much memory the process has. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdint.h>

#include "base/check.h"

/*
 * Opens what tells it, before the sandbox takes names away; the descriptor has
 * to be kept then. -1: this system has no such thing.
 */
int memory_open(void) MUST_USE;

/* Resident bytes; 0: unknown. Main's: only it may seek, see policy.def. */
uint64_t memory_resident_bytes(int fd);

void memory_close(int fd);		/* -1 is allowed */

#endif
