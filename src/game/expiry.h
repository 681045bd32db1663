/* expiry.h - what is past its time goes (spec/items.md 8). */
#ifndef GAME_EXPIRY_H
#define GAME_EXPIRY_H

#include <stdint.h>

struct player;
struct world;

/*
 * Takes away what is past its time and tells the player, and others of what it
 * wore. What is promised in a trade waits. Returns how many items went.
 */
uint32_t expiry_run(struct world *w, struct player *p);

/* Listener: once a session, when it has loaded. */
void expiry_on_player_loaded(struct world *w, struct player *p);

/* Timer row, 1 s: a sixtieth of the players, so each once a minute. */
void expiry_tick(struct world *w);

#endif
