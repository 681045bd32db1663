/* npc_place.h - NPCs, mobs, eggs and buses with the numbers of their tables. */
#ifndef WORLD_NPC_PLACE_H
#define WORLD_NPC_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "world/entity.h"

struct npc;
struct world;

/*
 * A new one in limbo, with health and names of its type's row; place it with
 * view_move(). NULL: the pool is full, or no NPC has that type.
 */
struct npc *npc_place_add(struct world *w, enum entity_kind kind, int32_t type,
    int32_t id);

/* Everything that the tables place, groups joined (spec/tabledata.md 7, 8). */
void npc_place_all(struct world *w);

#endif
