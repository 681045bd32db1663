/*
 * mob_state.h - what a mob is up to: its states and what begins with each,
 * its group, its reward (spec/mobs.md 2, 3, 5).
 */
#ifndef GAME_MOB_STATE_H
#define GAME_MOB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "world/npc.h"

struct entity;
struct player;
struct world;

/* The moment has come; 0: at once. Mobs act at the nearest of their ticks. */
bool mob_is_due(const struct world *w, int64_t at_ms);

/* Some player sees it: the others' packets have no reader. */
bool mob_is_seen(const struct npc *n);

/*
 * The one way into a state; raises mob_state_entered. source is who caused it:
 * the killer, or NULL.
 */
void mob_set_state(struct world *w, struct npc *n, enum mob_state state,
    struct entity *source);

/* It fights p, and so does its group; in combat: p is its target now. */
void mob_engage(struct world *w, struct npc *n, struct player *p);

/* The player it fights, alive or not; NULL: gone, or in another instance. */
struct player *mob_target(const struct world *w, const struct npc *n);

/*
 * NULL: it is alone, or its leader is gone for good (DEFECT, spec/mobs.md 5:
 * whose leader was removed never roamed again). A leader leads itself.
 */
struct npc *mob_leader(const struct world *w, const struct npc *n);

/* The leader's i-th follower, below NPC_GROUP_MEMBERS; NULL: none, or gone. */
struct npc *mob_member(const struct world *w, const struct npc *leader, int i);

/* /toggleai: to where it belongs, by itself and without what else begins. */
void mob_send_home(struct world *w, struct npc *n);

#endif
