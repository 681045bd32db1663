/* instance.h - maps and private copies of maps; each with its own chunks. */
#ifndef WORLD_INSTANCE_H
#define WORLD_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct world;
struct chunk;

/*
 * Low 32 bits: map number; high 32 bits: the owner's player id, 0 for public
 * space. The overworld is 0 (spec/world.md 4).
 */
struct instance {
	uint64_t id;
	uint32_t slot;	/* small number for topics and chunk keys */
	uint32_t player_count;
	struct chunk *chunks;		/* list of those that exist */
	struct instance *next_empty;	/* private ones to be taken down */
	bool is_marked_empty;
	bool is_populated;
};

static inline int32_t
instance_map_number(uint64_t id)
{
	return (int32_t)(uint32_t)id;
}

static inline int32_t
instance_owner_id(uint64_t id)
{
	return (int32_t)(uint32_t)(id >> 32);
}

/* Made on first use; NULL if there are too many (65,535). */
struct instance *instance_get(struct world *w, uint64_t id) MUST_USE;

/* The public map of which a private one is a copy; NULL for a public one. */
struct instance *instance_pattern(struct world *w, const struct instance *in)
    MUST_USE;

/* NULL if nothing was ever there, or it was taken down. */
struct instance *instance_find(const struct world *w, uint64_t id);

/* Fills a private instance with copies of its map's inhabitants, once. */
void instance_populate(struct world *w, struct instance *in);

/* view.c: an entity left; a private one without players will be reaped. */
void instance_note_left(struct world *w, struct instance *in);

/* Tick end: removes private instances whose last player has gone. */
void instance_reap(struct world *w);

#endif
