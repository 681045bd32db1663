/*
 * croc_pot.c - one thing's looks on another one's stats (spec/vendors.md 2,
 * ITEM_COMBINATION).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/croc_pot.h"

#include <stdlib.h>

#include "base/rng.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	LOOK_SHIFT = 16,		/* of item.opt */
	RARITY_GAPS = 4,
	PERCENT = 100
};

struct mix {
	int32_t looks_slot, stats_slot;
	struct item looks, stats;	/* as they lie in the bag */
	int64_t cost;
	float chance_pct;
};

/* DEFECT: vehicles, gumballs, crates and what expires were mixed, too. */
static bool
is_clothing(const struct item *it)
{
	return !item_is_none(it) && it->type <= TDATA_ITEM_BACK &&
	    it->time_limit_s == 0;
}

static bool
find_items(const struct player *p,
    const struct cl2fe_req_pc_item_combination *req, struct mix *m)
{
	m->looks_slot = req->costume_item_slot;
	m->stats_slot = req->stat_item_slot;
	if (m->looks_slot < 0 || m->looks_slot >= PLAYER_INVENTORY_MAX ||
	    m->stats_slot < 0 || m->stats_slot >= PLAYER_INVENTORY_MAX)
		return false;
	/* DEFECTs: one thing with itself was destroyed; offered ones mixed. */
	if (m->looks_slot == m->stats_slot ||
	    item_plan_is_locked(p, m->looks_slot) ||
	    item_plan_is_locked(p, m->stats_slot))
		return false;
	m->looks = p->inventory.bag[m->looks_slot];
	m->stats = p->inventory.bag[m->stats_slot];
	return is_clothing(&m->looks) && is_clothing(&m->stats) &&
	    m->looks.type == m->stats.type;
}

/* DEFECT: what is more than three rarities apart mixed as if it were alike. */
static bool
rate(const struct world *w, struct mix *m)
{
	const struct tdata_item *looks = tdata_find_item(w->td, m->looks.type,
	    m->looks.id);
	const struct tdata_item *stats = tdata_find_item(w->td, m->stats.type,
	    m->stats.id);
	const struct tdata_croc_pot *row;
	int32_t gap;

	if (looks == NULL || stats == NULL)
		return false;
	if (m->looks.type == TDATA_ITEM_WEAPON &&
	    looks->weapon_type != stats->weapon_type)
		return false;
	row = tdata_find_croc_pot(w->td, abs(stats->level_min -
	    looks->level_min));
	gap = abs(stats->rarity - looks->rarity);
	if (row == NULL || gap >= RARITY_GAPS)
		return false;
	m->cost = (int64_t)stats->buy_price * row->stat_factor +
	    (int64_t)looks->buy_price * row->look_factor;
	m->chance_pct = row->base_pct / PERCENT * row->rarity_factor[gap];
	return m->cost >= 0;
}

/* The looks stay where they are; the other thing's looks are gone for good. */
static void
combine(struct world *w, struct player *p, struct mix *m)
{
	const struct item none = { 0 };
	struct item mixed = m->looks;
	int32_t look = m->looks.opt >> LOOK_SHIFT;

	mixed.opt = (look > 0 ? look : m->looks.id) << LOOK_SHIFT;
	mixed.id = m->stats.id;
	inventory_put(w, p, m->looks_slot, &mixed);
	inventory_put(w, p, m->stats_slot, &none);
	m->looks = mixed;
}

static void
refuse(struct player *p, const struct cl2fe_req_pc_item_combination *req)
{
	/* DEFECT: without their numbers the client's slots stayed filled. */
	SEND(p, fe2cl_rep_pc_item_combination_fail,
	    .costume_item_slot = req->costume_item_slot,
	    .stat_item_slot = req->stat_item_slot,
	    .cash_item_slot1 = req->cash_item_slot1,
	    .cash_item_slot2 = req->cash_item_slot2);
}

static void
croc_pot_on_combine(struct world *w, struct player *p,
    const struct cl2fe_req_pc_item_combination *req)
{
	struct mix m;
	bool is_good;

	/* DEFECT: who could not pay combined for nothing. */
	if (!find_items(p, req, &m) || !rate(w, &m) ||
	    !wallet_spend(w, p, WALLET_TAROS, m.cost)) {
		refuse(p, req);
		return;
	}
	is_good = (float)(rng_unit(&w->rng) * PERCENT) < m.chance_pct;
	if (is_good)
		combine(w, p, &m);
	SEND(p, fe2cl_rep_pc_item_combination_succ,
	    .new_item_slot = m.looks_slot,
	    .new_item = item_to_wire(&m.looks),
	    .stat_item_slot = m.stats_slot,
	    .cash_item_slot1 = req->cash_item_slot1,
	    .cash_item_slot2 = req->cash_item_slot2,
	    .candy = wallet_get(p, WALLET_TAROS),
	    .success_flag = is_good);
}

const struct handler croc_pot_handlers[] = {
	ON_CL2FE_REQ_PC_ITEM_COMBINATION(NEED_WORLD | NEED_ALIVE,
	    croc_pot_on_combine),
	HANDLERS_END
};
