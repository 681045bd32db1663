/* movement.h - the ways of moving: checked, carried out, shown to others. */
#ifndef GAME_MOVEMENT_H
#define GAME_MOVEMENT_H

#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler movement_handlers[];

/*
 * The server has put the player elsewhere. Steps from the old place may still
 * be on their way: until one fits the new place they are refused without
 * blame. Called by warp.c, and by lifecycle.c for a player that enters.
 */
void movement_settle(struct world *w, struct player *p);

/* A GM's own speed and jump (GM_REQ_PC_SET_VALUE 6, 7) raise its limits. */
void movement_set_speed(struct player *p, int32_t units_per_s);
void movement_set_jump(struct player *p, int32_t units_per_s);

#endif
