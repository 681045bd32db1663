/*
 * vitals.h - what time does to a player: regeneration, buffs, nano stamina,
 * falls; and REP_PC_TICK (spec/combat.md 9, 10).
 */
#ifndef GAME_VITALS_H
#define GAME_VITALS_H

#include <stdint.h>

struct player;
struct world;

/* Timer row: each player has its turn every 500 ms. */
void vitals_tick(struct world *w);

/* Listeners: has turns from now on; has none any more. */
void vitals_on_player_loaded(struct world *w, struct player *p);
void vitals_on_player_left(struct world *w, struct player *p);

#endif
