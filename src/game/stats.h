/* stats.h - what a player can do by its level and what it wears. */
#ifndef GAME_STATS_H
#define GAME_STATS_H

#include <stdbool.h>
#include <stdint.h>

struct item;
struct player;
struct world;

enum { STATS_EQUIP_SLOTS = 4 };	/* weapon, shirt, pants, shoes count */

/*
 * Clamped into 1..36, with all that follows from it: the limits of health and
 * fusion matter, the equipment's figures, and the event. Tells no client.
 */
void stats_set_level(struct world *w, struct player *p, int32_t level);

/* Figures anew; for whoever has changed the first four slots. */
void stats_refresh(struct player *p);

/* Old enough for it, and of the sex it is made for (spec/items.md 4). */
bool stats_may_wear(const struct player *p, const struct item *it);

/* Listener: once the character is known. */
void stats_on_player_joined(struct world *w, struct player *p);

#endif
