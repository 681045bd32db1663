/* buddy_warp.h - going to where a buddy is (spec/buddies.md 5). */
#ifndef GAME_BUDDY_WARP_H
#define GAME_BUDDY_WARP_H

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler buddy_warp_handlers[];

/* Listener: the first warp takes a minute from here, as the client says. */
void buddy_warp_on_player_joined(struct world *w, struct player *p);

#endif
