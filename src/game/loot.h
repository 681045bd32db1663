/* loot.h - what a dead mob gives (spec/items.md 9, spec/combat.md 8). */
#ifndef GAME_LOOT_H
#define GAME_LOOT_H

#include "world/event.h"

struct world;

/* Listener: taros, fusion matter, batteries and crates. */
void loot_on_mob_killed(struct world *w, const struct event_kill *kill);

#endif
