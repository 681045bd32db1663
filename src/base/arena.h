/* arena.h - scratch memory that is given back all at once (once a tick). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *first;	/* kept from tick to tick */
	struct arena_block *current;
	size_t block_bytes;
};

/* {0} is an empty arena too, with blocks of 64 KiB. */
void arena_init(struct arena *a, size_t block_bytes);
void arena_fini(struct arena *a);

/* Zeroed, aligned for anything; lives until arena_reset(). Never NULL. */
void *arena_new(struct arena *a, size_t bytes);

/* Ends everything made so far; keeps the blocks for the next round. */
void arena_reset(struct arena *a);

#endif
