/* chunk.h - the grid: who stands in which square of which instance. */
#ifndef WORLD_CHUNK_H
#define WORLD_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "world/entity.h"

struct world;

/* Where a chunk is; the grid's edge is viewdistance / 3 (spec/world.md 5). */
struct chunk_place {
	int32_t cx, cy;
	struct instance *instance;
};

struct chunk_list VEC_OF(struct entity *);

/* The squares around one and itself, row by row. */
enum { CHUNK_VIEW_SIDE = 3, CHUNK_VIEW_COUNT = 9 };

/* Exists while somebody is in it. */
struct chunk {
	struct chunk_place place;
	uint64_t key;
	uint32_t entity_count;
	uint32_t watchers;	/* players in the nine squares around it */
	struct chunk *awake_next, **awake_prev;	/* w->awake_chunks */
	struct chunk *around[CHUNK_VIEW_COUNT];	/* NULL: does not exist */
	struct chunk_list groups[ENTITY_GROUP_COUNT];
	struct chunk *next, **prev;	/* the instance's list */
};

/*
 * The world's box: coordinates are clamped to it. Stock content lies within
 * 0..820000 (spec/movement.md); the rest is room for operators' own maps.
 */
enum { CHUNK_MIN_UNITS = -1000000, CHUNK_MAX_UNITS = 3000000 };
int32_t chunk_clamp_units(int32_t v);

/* Names a square in tables and topics: 22 bits instance, 20 bits each axis. */
uint64_t chunk_key(struct chunk_place at);

/* Floor division: the squares at 0 are as wide as the others (DEFECT, 5). */
struct chunk_place chunk_place_of(const struct world *w, int32_t x, int32_t y,
    struct instance *in);
bool chunk_place_equal(struct chunk_place a, struct chunk_place b);

struct chunk *chunk_find(const struct world *w, struct chunk_place at);

/* Puts e into the chunk there (made if missing); e must be in none. */
void chunk_add(struct world *w, struct entity *e, struct chunk_place at);

/* Takes e out; an empty chunk goes away. */
void chunk_remove(struct world *w, struct entity *e);

/* The up to nine squares around a place, whether chunks exist or not. */
void chunk_view(struct chunk_place at,
    struct chunk_place out[CHUNK_VIEW_COUNT]);

/* True if b is one of the nine squares around a. */
bool chunk_sees(struct chunk_place a, struct chunk_place b);

#endif
