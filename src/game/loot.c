/*
 * loot.c - what a dead mob gives (spec/items.md 9, spec/combat.md 8).
 *
 * All who share a kill share its chance: one set of numbers is drawn for what
 * the mob has, one for what the season adds.
 *
 * Owns:   nothing.
 * Called: by event, before missions look at the same kill.
 * Thread: world.
 */
#include "game/loot.h"

#include <stdbool.h>

#include "base/log.h"
#include "base/rng.h"
#include "config/config.h"
#include "game/booster.h"
#include "game/inventory.h"
#include "game/reward.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

struct rolls {
	int32_t boosts, potions, taros, fm, crate, crate_type;
};

/* One reward: of whom, by what, and how it is shared. */
struct drop {
	const struct tdata_drop *row;
	const struct rolls *rolls;
	int32_t mob_level;
	uint32_t shares;		/* 1..EVENT_KILL_PLAYERS_MAX */
};

enum {
	LEVEL_GAP_LEAST = -3,		/* player's less the mob's */
	LEVEL_GAP_MOST = 6
};

/* spec/items.md 9; the first for a gap of -3. */
static const double by_level_gap[] = { 1.2, 1.1, 1, 1, 1, 0.899, 0.75, 0.5,
	0.25, 0 };

/* By the number of those who share. */
static const double fm_share[EVENT_KILL_PLAYERS_MAX + 1] = { 1, 1, 0.875,
	0.75, 0.688 };

/* --- chance --- */

static void
draw(struct world *w, struct rolls *out)
{
	int32_t *each[] = { &out->boosts, &out->potions, &out->taros,
		&out->fm, &out->crate, &out->crate_type };

	for (size_t i = 0; i < COUNT_OF(each); i++)
		*each[i] = rng_range(&w->rng, 0, INT32_MAX);
}

/* DEFECT: a total of 0 ended the server (the tables refuse it by now). */
static bool
is_hit(struct tdata_chance c, int32_t roll)
{
	return c.total > 0 && roll % c.total < c.chance;
}

static int32_t
weighted(const struct tdata_drop *row, int32_t roll)
{
	uint64_t sum = 0, at;
	uint32_t i;

	for (i = 0; i < row->crate_count; i++)
		sum += row->crate_weights[i];
	if (sum == 0)
		return 0;
	at = (uint64_t)roll % sum;
	for (i = 0; i + 1 < row->crate_count; i++) {
		if (at < row->crate_weights[i])
			break;
		at -= row->crate_weights[i];
	}
	return row->crate_ids[i];
}

/* --- money --- */

static double
by_gap(int32_t gap)
{
	if (gap < LEVEL_GAP_LEAST)
		gap = LEVEL_GAP_LEAST;
	if (gap > LEVEL_GAP_MOST)
		gap = LEVEL_GAP_MOST;
	return by_level_gap[gap - LEVEL_GAP_LEAST];
}

static bool
is_divided(const struct world *w)
{
	return !w->cfg->shard.less_taro_fm_in_group_disabled;
}

/* Factors in this order: each truncation depends on it. */
static int64_t
taros_of(const struct world *w, const struct player *p,
    const struct drop *d)
{
	double amount = d->row->taros *
	    p->wallet.taro_rate[PLAYER_RATE_COMBAT] *
	    booster_buff_factor(p, BUFF_REWARD_CASH);

	return (int64_t)(is_divided(w) ? amount / d->shares : amount);
}

static int64_t
fusion_matter_of(const struct world *w, const struct player *p,
    const struct drop *d)
{
	double amount = d->row->fm *
	    p->wallet.fusion_matter_rate[PLAYER_RATE_COMBAT] *
	    booster_buff_factor(p, BUFF_REWARD_BLOB) *
	    by_gap(p->combatant.level - d->mob_level);

	if (is_divided(w))
		amount *= fm_share[d->shares];
	amount = (double)(int64_t)amount * booster_factor(p, BOOSTER_MOBS);
	return (int64_t)amount;
}

static void
give_money(struct world *w, struct player *p, const struct drop *d)
{
	const struct tdata_drop *row = d->row;

	if (is_hit(row->taro, d->rolls->taros))
		(void)wallet_add(w, p, WALLET_TAROS, taros_of(w, p, d));
	if (is_hit(row->fusion_matter, d->rolls->fm)) {
		(void)wallet_add(w, p, WALLET_FUSION_MATTER,
		    fusion_matter_of(w, p, d));
		/* Also for nothing: the limit may have moved meanwhile. */
		EVENT(w, fusion_matter_changed, p);
	}
	if (is_hit(row->potion, d->rolls->potions))
		(void)wallet_add(w, p, WALLET_BATTERY_N, row->potions);
	if (is_hit(row->boost, d->rolls->boosts))
		(void)wallet_add(w, p, WALLET_BATTERY_W, row->boosts);
}

/* --- one reward --- */

/* False: there was a crate, and no room for it. */
static bool
give_drop(struct world *w, struct player *p, const struct drop *d)
{
	struct reward_item got = { .place = INVENTORY_BAG };
	bool has_crate = is_hit(d->row->crate, d->rolls->crate);

	give_money(w, p, d);
	if (has_crate)
		got.item = (struct item){ .type = TDATA_ITEM_CHEST,
			.id = (int16_t)weighted(d->row, d->rolls->crate_type),
			.opt = 1 };
	if (!has_crate || item_is_none(&got.item)) {
		reward_send(p, NULL, 0, 0, 0);
		return true;
	}
	got.slot = inventory_add(w, p, &got.item);
	reward_send(p, &got, got.slot == INVENTORY_NO_SLOT ? 0 : 1, 0, 0);
	return got.slot != INVENTORY_NO_SLOT;
}

void
loot_on_mob_killed(struct world *w, const struct event_kill *kill)
{
	const struct npc *mob = kill->mob;
	struct rolls own, seasonal;
	const struct drop normal = {
		.row = tdata_find_drop(w->td, mob->type),
		.rolls = &own,
		.mob_level = mob->row->level,
		.shares = kill->player_count,
	};
	struct drop extra = normal;

	draw(w, &own);
	draw(w, &seasonal);
	if (normal.row == NULL) {
		log_debug("loot: no drop for type=%d", mob->type);
		return;
	}
	extra.rolls = &seasonal;
	extra.row = w->cfg->shard.event_mode == 0 ? NULL :
	    tdata_find_event_drop(w->td, w->cfg->shard.event_mode);
	for (uint32_t i = 0; i < kill->player_count; i++) {
		struct player *p = kill->players[i];
		bool has_room = give_drop(w, p, &normal);

		if (extra.row != NULL)
			has_room = give_drop(w, p, &extra) && has_room;
		/*
		 * DEFECT: crates were lost without a word. GUESS: type and
		 * error 0; OpenFusion never sent it.
		 */
		if (!has_room)
			SEND(p, fe2cl_pc_inven_full_msg, .type = 0);
	}
}
