/*
 * entity_class.h - what differs between kinds of entities in a fight: one
 * const row a kind, joined in shard/wiring.c.
 */
#ifndef WORLD_ENTITY_CLASS_H
#define WORLD_ENTITY_CLASS_H

#include <stdbool.h>
#include <stdint.h>

struct entity;
struct world;

struct entity_class {
	/*
	 * Before amount (>= 0, after all reductions) is taken from a living
	 * target's health: what it may lose of that, and whatever follows from
	 * being attacked (a roaming mob's aggro, also for amount 0).
	 */
	int32_t (*on_attacked)(struct world *w, struct entity *target,
	    struct entity *source, int32_t amount);
	/* Its health has come to 0 by source (NULL: by nobody). */
	void (*on_killed)(struct world *w, struct entity *target,
	    struct entity *source);
	/* Whether buffs may be put on it now. */
	bool (*may_take_buff)(const struct entity *e);
};

#endif
