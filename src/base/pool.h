/*
 * pool.h - a bounded set of equal things that never move, named by slot and
 * generation.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct pool_slot;

struct pool {
	void **blocks;			/* each holds 1 << block_shift things */
	struct pool_slot *slots;	/* [0] is unused: slots begin at 1 */
	size_t item_bytes;
	uint32_t block_shift;
	uint32_t limit;			/* most things at a time */
	uint32_t used_slots;		/* highest slot ever given out */
	uint32_t room_slots;		/* what `slots` has room for */
	uint32_t free_head;
	uint32_t count;
};

/* Takes no memory for things before they are added. */
void pool_init(struct pool *p, size_t item_bytes, uint32_t limit);
void pool_fini(struct pool *p);

/*
 * Adds a zeroed thing; its slot (from 1) and generation (never 0) name it.
 * Its address stays the same until it is removed. NULL if the pool is full.
 */
void *pool_add(struct pool *p, uint32_t *slot, uint32_t *gen) MUST_USE;

/* The thing of that name; NULL if it is gone or never was. */
void *pool_get(const struct pool *p, uint32_t slot, uint32_t gen);

/* Whatever lives in the slot now; NULL if nothing does. */
void *pool_at(const struct pool *p, uint32_t slot);

/* The generation of the thing that lives in the slot; 0 if none does. */
uint32_t pool_gen(const struct pool *p, uint32_t slot);

/* Ends the thing in a used slot; its name is stale from now on. */
void pool_remove(struct pool *p, uint32_t slot);

/*
 * Walks the used slots: start with 0, ends with 0. Things may be added and
 * removed in between.
 */
uint32_t pool_next(const struct pool *p, uint32_t slot);

static inline uint32_t
pool_count(const struct pool *p)
{
	return p->count;
}

#endif
