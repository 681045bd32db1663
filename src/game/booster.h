/* booster.h - what makes rewards larger: nanocom boosters and buffs. */
#ifndef GAME_BOOSTER_H
#define GAME_BOOSTER_H

#include "world/combatant.h"

struct player;

/* What is rewarded. */
enum booster_kind {
	BOOSTER_MOBS,
	BOOSTER_MISSIONS,
	BOOSTER_RACES,
	BOOSTER_KIND_COUNT
};

/*
 * What fusion matter of that kind is multiplied by: 1, 1.5, or 1.75 with all
 * three (spec/items.md 6.2). An expired booster counts for nothing.
 */
double booster_factor(const struct player *p, enum booster_kind kind);

/*
 * The same for a reward buff, a nano's power: 1, 1.2, or 1.23 while the nano
 * has its stimpak (spec/items.md 9).
 */
double booster_buff_factor(const struct player *p, enum buff_id buff);

#endif
