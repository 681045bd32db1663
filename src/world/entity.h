/* entity.h - what players, NPCs, mobs, eggs and buses have in common. */
#ifndef WORLD_ENTITY_H
#define WORLD_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world/ref.h"

struct chunk;
struct instance;

/* spec/world.md 2; the numbers are what /whois prints. */
enum entity_kind {
	ENTITY_NONE,
	ENTITY_PLAYER,
	ENTITY_SIMPLE_NPC,
	ENTITY_COMBAT_NPC,
	ENTITY_MOB,
	ENTITY_EGG,
	ENTITY_BUS,
	ENTITY_KIND_COUNT
};

/* A chunk keeps its entities in one list a group: one kind of AROUND packet. */
enum entity_group {
	ENTITY_GROUP_PLAYERS,
	ENTITY_GROUP_NPCS,
	ENTITY_GROUP_EGGS,
	ENTITY_GROUP_BUSES,
	ENTITY_GROUP_COUNT
};

/*
 * First member of struct player and struct npc. Position is written by view.c
 * alone, so that the chunk always agrees with it.
 */
struct entity {
	struct entity_ref ref;	/* slot in the pool of its kind */
	enum entity_kind kind;
	int32_t id;		/* on the wire: player id, or NPC id */
	int32_t x, y, z;	/* world units; z is up */
	int32_t angle;		/* degrees, as the client sends it */
	bool is_shown;	/* clients are told about it (alive, not eaten) */
	uint32_t chunk_index;	/* its place in the chunk's list */
	struct chunk *chunk;	/* NULL: in limbo, seen by nobody */
	struct instance *instance;
};

enum entity_group entity_group(const struct entity *e);

/* A reference that also says in which pool to look: for lasting fields. */
struct entity_name {
	enum entity_kind kind;		/* ENTITY_NONE: nobody */
	struct entity_ref ref;
};

static inline struct entity_name
entity_name(const struct entity *e)
{
	return e == NULL ? (struct entity_name){ ENTITY_NONE, { 0, 0 } } :
	    (struct entity_name){ e->kind, e->ref };
}

static inline bool
entity_ref_is_none(struct entity_ref r)
{
	return r.slot == 0;
}

static inline bool
entity_ref_equal(struct entity_ref a, struct entity_ref b)
{
	return a.slot == b.slot && a.gen == b.gen;
}

#endif
