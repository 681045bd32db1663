/* stats.h - what a player can do by its level. */
#ifndef GAME_STATS_H
#define GAME_STATS_H

#include <stdint.h>

struct player;
struct world;

/* Clamped into 1..36; tells nobody. */
void stats_set_level(struct world *w, struct player *p, int32_t level);

#endif
