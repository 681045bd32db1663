/* damage.h - what a hit does: the one formula for all weapons. */
#ifndef GAME_DAMAGE_H
#define GAME_DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

struct rng;

enum { DAMAGE_STYLE_NONE = -1 };	/* or 0..2, each beats the next */

/* iHitFlag; the others belong to corruption (spec/mobs.md 8). */
enum damage_flag { DAMAGE_NORMAL = 1, DAMAGE_CRITICAL = 2 };

struct damage_terms {
	int32_t attack, defense;
	bool may_be_critical, is_boosted;
	int32_t attacker_style, defender_style;
	int32_t difficulty;		/* the mob's level, 0 for players */
};

struct damage {
	int32_t amount;			/* never negative */
	enum damage_flag flag;
};

/* spec/combat.md 2 */
struct damage damage_roll(struct rng *rng, const struct damage_terms *t);

#endif
