/* suspicion.h - who shoots faster than a weapon can. */
#ifndef GAME_SUSPICION_H
#define GAME_SUSPICION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct world;

/*
 * A shot at so many targets, at w->now_ms. False: that was too much; the player
 * has been logged and removed, and the handler must end (spec/combat.md 3).
 */
bool suspicion_rate(struct world *w, struct player *p, int32_t targets)
    MUST_USE;

#endif
