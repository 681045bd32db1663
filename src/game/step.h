/* step.h - whether a player can have come so far, and who cannot. */
#ifndef GAME_STEP_H
#define GAME_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct world;

enum step_kind {
	STEP_MOVE,
	STEP_STOP,
	STEP_JUMP,
	STEP_JUMPPAD,
	STEP_LAUNCHER,
	STEP_ZIPLINE,
	STEP_PLATFORM,
	STEP_BUS,
	STEP_SLOPE,
	STEP_ROPE,
	STEP_BELT,
	STEP_KIND_COUNT
};

/*
 * True if the step was taken: the player is there, and it is to be shown to
 * whoever sees it. Coordinates in units, angle in degrees.
 */
bool step_take(struct world *w, struct player *p, enum step_kind kind,
    int32_t x, int32_t y, int32_t z, int32_t angle) MUST_USE;

/* Whether one more packet of this player may be shown to others now. */
bool step_may_relay(struct world *w, struct player *p) MUST_USE;

/*
 * The server has put the player elsewhere. Steps from the old place may still
 * be on their way: until one fits the new place they are refused without
 * blame. Called by warp.c, and by lifecycle.c for a player that enters.
 */
void step_settle(struct world *w, struct player *p);

/* A GM's own speed and jump (GM_REQ_PC_SET_VALUE 6, 7) raise its limits. */
void step_set_speed(struct player *p, int32_t units_per_s);
void step_set_jump(struct player *p, int32_t units_per_s);

#endif
