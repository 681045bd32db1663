/* health.h - hit points of players: their maximum, and setting them. */
#ifndef GAME_HEALTH_H
#define GAME_HEALTH_H

#include <stdint.h>

struct player;
struct world;

/* 925 + 75 a level (spec/world.md 1). */
int32_t health_max_hp(int32_t level);

/* Clamps into 0..maximum; returns what is stored. Tells nobody. */
int32_t health_set(struct world *w, struct player *p, int32_t hp);

#endif
