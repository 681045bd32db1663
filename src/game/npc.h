/* npc.h - NPCs that stand about: their talk, summoning them, finding one. */
#ifndef GAME_NPC_H
#define GAME_NPC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "proto/handlers.h"

struct entity;
struct instance;
struct npc;
struct player;
struct world;

extern const struct handler npc_handlers[];

/* Who is to appear, and where. */
struct npc_summons {
	int32_t type;
	int32_t x, y, z, angle;
	struct instance *in;
	bool respawns;		/* else a mob is gone for good once killed */
};

/*
 * A new one with a dynamic id, a mob if its type is one, seen at once
 * (spec/npcs.md 4, summon rule). NULL: no such type, or the world is full.
 */
struct npc *npc_summon(struct world *w, const struct npc_summons *s);

/* The angle of one that looks p in the face, whom it looks at. */
int32_t npc_angle_facing(const struct player *p);

/* The nearest NPC, mob, egg or bus around e (spec/npcs.md 3); NULL: none. */
struct npc *npc_find_nearest(struct world *w, const struct entity *e);

/* The nearest of those that `is_it` says yes to. */
typedef bool npc_question(const struct world *w, const struct npc *n);
struct npc *npc_find_nearest_such(struct world *w, const struct entity *e,
    npc_question *is_it);

#endif
