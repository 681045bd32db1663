/* combat.h - weapons: players hit mobs and each other (spec/combat.md). */
#ifndef GAME_COMBAT_H
#define GAME_COMBAT_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

struct entity;
struct npc;
struct player;
struct world;

extern const struct handler combat_handlers[];

/* A mob's basic attack (spec/combat.md 5). */
void combat_mob_attacks(struct world *w, struct npc *mob, struct player *p);

/* Says so, or has dealt or taken damage lately (spec/combat.md 4.7). */
bool combat_is_fighting(const struct world *w, const struct player *p);

/* Listener: remembers who fights. */
void combat_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount);

/* Listener: a fight is over for who has risen. */
void combat_on_player_revived(struct world *w, struct player *p);

#endif
