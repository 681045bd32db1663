/*
 * damage.c - what a hit does: the one formula for all weapons
 * (spec/combat.md 2).
 *
 * Owns:   nothing.
 * Called: by combat.c and bullet.c.
 * Thread: any; the caller's chance.
 */
#include "game/damage.h"

#include "base/rng.h"

enum {
	FLOOR_BASE = 10,	/* the least that a hit does, before chance, */
	FLOOR_DIVISOR = 10,	/* and a tenth of the attack */
	SPREAD_FROM_PCT = 80,
	SPREAD_TO_PCT = 120,	/* exclusive */
	CRITICAL_ONE_IN = 20,
	STYLES = 3
};

/* Each step truncates, so their order is part of the rule. */
static int64_t
by_style(int64_t amount, const struct damage_terms *t)
{
	if (t->attacker_style == DAMAGE_STYLE_NONE ||
	    t->defender_style == DAMAGE_STYLE_NONE ||
	    t->attacker_style == t->defender_style)
		return amount;
	if (t->defender_style == (t->attacker_style + 1) % STYLES)
		return amount * 5 / 4;
	return amount * 4 / 5;
}

/* DEFECT: D = -A divided by zero, and a large A overflowed 32 bits. */
struct damage
damage_roll(struct rng *rng, const struct damage_terms *t)
{
	struct damage out = { .flag = DAMAGE_NORMAL };
	int64_t a = t->attack, d = t->defense, amount, least;

	if (a + d <= 0 || a + 2 * d == 0)
		return out;
	least = FLOOR_BASE + a / FLOOR_DIVISOR;
	amount = a * a / (a + d) - (d - a / 6) * t->difficulty / 100;
	if (amount < least)
		amount = least;
	if (amount > INT32_MAX)
		amount = INT32_MAX;
	amount = amount * rng_range(rng, SPREAD_FROM_PCT, SPREAD_TO_PCT) / 100;
	amount = by_style(amount, t);
	if (t->is_boosted)
		amount = amount * 5 / 4;
	if (t->may_be_critical && rng_range(rng, 0, CRITICAL_ONE_IN) == 0) {
		amount *= 2;
		out.flag = DAMAGE_CRITICAL;
	}
	if (amount > INT32_MAX)
		amount = INT32_MAX;
	out.amount = amount > 0 ? (int32_t)amount : 0;
	return out;
}
