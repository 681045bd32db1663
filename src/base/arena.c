/*
 * arena.c - scratch memory that is given back all at once.
 *
 * Owns:   the blocks of each arena until arena_fini().
 * Called: by rooms, for what lives no longer than a tick.
 * Thread: that of the arena's owner.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { ARENA_BLOCK_BYTES = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t room;
	alignas(max_align_t) unsigned char bytes[];
};

void
arena_init(struct arena *a, size_t block_bytes)
{
	*a = (struct arena){ .block_bytes = block_bytes };
}

void
arena_fini(struct arena *a)
{
	struct arena_block *b = a->first;

	while (b != NULL) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
	*a = (struct arena){ .block_bytes = a->block_bytes };
}

static struct arena_block *
block_new(const struct arena *a, size_t bytes)
{
	size_t room = a->block_bytes != 0 ? a->block_bytes : ARENA_BLOCK_BYTES;
	struct arena_block *b;

	if (room < bytes)
		room = bytes;
	b = malloc(sizeof(*b) + room);
	CHECK(b != NULL);
	b->next = NULL;
	b->used = 0;
	b->room = room;
	return b;
}

/* Blocks behind the current one are empty: kept from an earlier tick. */
static struct arena_block *
block_with_room(struct arena *a, size_t bytes)
{
	struct arena_block *b = a->current;
	struct arena_block *made;

	if (b != NULL && b->room - b->used >= bytes)
		return b;
	while (b != NULL && b->next != NULL) {
		b = b->next;
		if (b->room >= bytes) {
			a->current = b;
			return b;
		}
	}

	made = block_new(a, bytes);
	if (b == NULL)
		a->first = made;
	else
		b->next = made;
	a->current = made;
	return made;
}

void *
arena_new(struct arena *a, size_t bytes)
{
	size_t align = alignof(max_align_t);
	size_t need = (bytes + align - 1) & ~(align - 1);
	struct arena_block *b;
	void *p;

	CHECK(need >= bytes);
	b = block_with_room(a, need);
	p = b->bytes + b->used;
	b->used += need;
	memset(p, 0, bytes);
	return p;
}

void
arena_reset(struct arena *a)
{
	for (struct arena_block *b = a->first; b != NULL; b = b->next)
		b->used = 0;
	a->current = a->first;
}
