/*
 * pool.c - things in blocks that never move, named by slot and generation.
 *
 * Owns:   the blocks and names of each pool.
 * Called: by whoever keeps entities, sessions or requests.
 * Thread: that of the pool's owner.
 */
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

enum {
	POOL_BLOCK_BYTES = 64 * 1024,
	POOL_FIRST_SLOTS = 64
};

struct pool_slot {
	uint32_t gen;		/* odd: in use */
	uint32_t next_free;	/* 0: the last */
};

void
pool_init(struct pool *p, size_t item_bytes, uint32_t limit)
{
	CHECK(item_bytes > 0 && limit > 0 && limit < UINT32_MAX / 4);
	*p = (struct pool){ .item_bytes = item_bytes, .limit = limit };
	while (item_bytes << (p->block_shift + 1) <= POOL_BLOCK_BYTES)
		p->block_shift++;
}

static size_t
block_count(const struct pool *p)
{
	return ((size_t)p->room_slots >> p->block_shift) + 1;
}

void
pool_fini(struct pool *p)
{
	if (p->blocks != NULL) {
		for (size_t i = 0; i < block_count(p); i++)
			free(p->blocks[i]);
	}
	free(p->blocks);
	free(p->slots);
	*p = (struct pool){ 0 };
}

static void
grow(struct pool *p)
{
	size_t before = p->blocks != NULL ? block_count(p) : 0;
	uint32_t room = p->room_slots != 0 ? p->room_slots * 2 :
	    POOL_FIRST_SLOTS;
	struct pool_slot *slots;
	void **blocks;

	if (room > p->limit + 1)
		room = p->limit + 1;
	slots = realloc(p->slots, room * sizeof(*slots));
	CHECK(slots != NULL);
	memset(slots + p->room_slots, 0,
	    (room - p->room_slots) * sizeof(*slots));
	p->slots = slots;
	p->room_slots = room;

	blocks = realloc(p->blocks, block_count(p) * sizeof(*blocks));
	CHECK(blocks != NULL);
	for (size_t i = before; i < block_count(p); i++)
		blocks[i] = NULL;
	p->blocks = blocks;
}

static void *
item(const struct pool *p, uint32_t slot)
{
	unsigned char *block = p->blocks[slot >> p->block_shift];
	uint32_t mask = ((uint32_t)1 << p->block_shift) - 1;

	return block + (slot & mask) * p->item_bytes;
}

void *
pool_add(struct pool *p, uint32_t *slot, uint32_t *gen)
{
	uint32_t s = p->free_head;
	void *thing;

	if (p->count >= p->limit)
		return NULL;
	if (s != 0) {
		p->free_head = p->slots[s].next_free;
	} else {
		s = p->used_slots + 1;
		if (s >= p->room_slots)
			grow(p);
		p->used_slots = s;
	}
	if (p->blocks[s >> p->block_shift] == NULL) {
		p->blocks[s >> p->block_shift] =
		    malloc(p->item_bytes << p->block_shift);
		CHECK(p->blocks[s >> p->block_shift] != NULL);
	}

	p->slots[s].gen++;
	p->count++;
	thing = item(p, s);
	memset(thing, 0, p->item_bytes);
	*slot = s;
	*gen = p->slots[s].gen;
	return thing;
}

uint32_t
pool_gen(const struct pool *p, uint32_t slot)
{
	if (slot == 0 || slot > p->used_slots)
		return 0;
	return (p->slots[slot].gen & 1) != 0 ? p->slots[slot].gen : 0;
}

void *
pool_at(const struct pool *p, uint32_t slot)
{
	return pool_gen(p, slot) != 0 ? item(p, slot) : NULL;
}

void *
pool_get(const struct pool *p, uint32_t slot, uint32_t gen)
{
	if (gen == 0 || pool_gen(p, slot) != gen)
		return NULL;
	return item(p, slot);
}

void
pool_remove(struct pool *p, uint32_t slot)
{
	CHECK(pool_gen(p, slot) != 0);
	p->slots[slot].gen++;
	p->slots[slot].next_free = p->free_head;
	p->free_head = slot;
	p->count--;
}

uint32_t
pool_next(const struct pool *p, uint32_t slot)
{
	while (slot < p->used_slots) {
		slot++;
		if (pool_gen(p, slot) != 0)
			return slot;
	}
	return 0;
}
