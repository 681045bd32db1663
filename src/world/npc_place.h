/* npc_place.h - NPCs, mobs, eggs and buses with the numbers of their tables. */
#ifndef WORLD_NPC_PLACE_H
#define WORLD_NPC_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "world/entity.h"

struct instance;
struct npc;
struct world;

/*
 * A new one in limbo, with the health of its type's row; place it with
 * npc_place_home(). NULL: the pool is full, or no NPC has that type.
 */
struct npc *npc_place_add(struct world *w, enum entity_kind kind, int32_t type,
    int32_t id);

/* Where an NPC belongs, and where a mob returns to. */
struct npc_home {
	int32_t x, y, z, angle;
	struct instance *in;
};

/* Puts it there, seen at once. */
void npc_place_home(struct world *w, struct npc *n,
    const struct npc_home *home);

/* m follows leader, which leads itself from now on; a fifth one stays alone. */
void npc_place_follower(struct npc *leader, struct npc *m);

/* Everything that the tables place, groups joined (spec/tabledata.md 7, 8). */
void npc_place_all(struct world *w);

#endif
