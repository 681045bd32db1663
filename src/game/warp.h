/* warp.h - the server moves a player: teleports, recall, other instances. */
#ifndef GAME_WARP_H
#define GAME_WARP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct instance;
struct player;
struct world;

/*
 * sendPlayerTo of spec/world.md 7: off the vehicle and the skyway, the place
 * outside remembered, the client told, seen there at once. A private instance
 * gets its inhabitants first. Coordinates are clamped to the world's box.
 * False, and nothing done: that many instances do not fit.
 */
bool warp_send_to(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z, uint64_t instance_id) MUST_USE;

/*
 * Back to the overworld by a portal: told by WARP_USE_NPC_SUCC alone, without
 * a reload (spec/npcs.md 4).
 */
void warp_leave_to(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z);

/*
 * Elsewhere in the same instance, by a packet that the caller has sent: it
 * leaves everybody's sight and comes back into it. Ends a ride.
 */
void warp_within(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z);

/* Everything around is sent anew, and the player to everybody. */
void warp_refresh(struct world *w, struct player *p);

/* Where a player that dies in a private instance comes back to. */
void warp_set_entrance(struct player *p, int32_t x, int32_t y, int32_t z);

#endif
