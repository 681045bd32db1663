/* revive.h - how the dead rise, and getting unstuck (spec/combat.md 12). */
#ifndef GAME_REVIVE_H
#define GAME_REVIVE_H

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler revive_handlers[];

/*
 * Listener of revival_offered: somebody of its group has cast Phoenix on a
 * dead player, which may rise where it lies within the next half minute.
 */
void revive_on_offered(struct world *w, struct player *p);

#endif
