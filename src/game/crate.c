/*
 * crate.c - C.R.A.T.E.s and nano capsules: what is in them, opening them
 * (spec/items.md 7, 10).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/crate.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/rng.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/nano.h"
#include "game/reward.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	GUMBALL_FIRST = 119,		/* three, one a style */
	GUMBALL_COUNT = 3,
	ANNOUNCEMENT_S = 4,
	NO_QUEST_SLOT = -1
};

/* --- what is in it --- */

static bool
is_for(const struct player *p, const struct tdata_item_set *set,
    const struct tdata_crate_item *it)
{
	return set->ignores_gender || it->gender == 0 ||
	    it->gender == p->look.gender;
}

/*
 * Only rarities that the set has for this player count. DEFECTs: items of any
 * rarity hid the last one, and the draw could end at the other sex's things.
 */
static int32_t
draw_rarity(struct world *w, const struct player *p,
    const struct tdata_crate *crate)
{
	const struct tdata_item_set *set = crate->set;
	uint32_t *weights = arena_new(&w->scratch,
	    (crate->rarity_count + 1) * sizeof(*weights));

	for (uint32_t i = 0; i < set->item_count; i++) {
		const struct tdata_crate_item *it = &set->items[i];
		uint32_t at = (uint32_t)it->rarity - 1;

		if (at < crate->rarity_count && is_for(p, set, it))
			weights[at] = crate->rarity_weights[at];
	}
	return 1 + (int32_t)rng_weighted(&w->rng, weights,
	    crate->rarity_count);
}

/* NULL: nothing for this player. */
static const struct tdata_crate_item *
draw_item(struct world *w, const struct player *p,
    const struct tdata_crate *crate)
{
	const struct tdata_item_set *set = crate->set;
	int32_t rarity = draw_rarity(w, p, crate);
	uint32_t *weights, *found, count = 0;

	weights = arena_new(&w->scratch,
	    (set->item_count + 1) * sizeof(*weights));
	found = arena_new(&w->scratch,
	    (set->item_count + 1) * sizeof(*found));
	for (uint32_t i = 0; i < set->item_count; i++) {
		const struct tdata_crate_item *it = &set->items[i];

		if (!set->ignores_rarity && it->rarity != 0 &&
		    it->rarity != rarity)
			continue;
		if (!is_for(p, set, it))
			continue;
		weights[count] = it->weight;
		found[count++] = i;
	}
	if (count == 0)
		return NULL;
	return &set->items[found[rng_weighted(&w->rng, weights, count)]];
}

struct item
crate_roll(struct world *w, const struct player *p, int32_t crate_id)
{
	const struct tdata_crate *crate = tdata_find_crate(w->td, crate_id);
	const struct tdata_crate_item *it = NULL;
	struct item out = { .type = TDATA_ITEM_GENERAL, .opt = 1 };

	if (crate != NULL)
		it = draw_item(w, p, crate);
	if (it == NULL) {
		log_debug("crate: nothing in it id=%d player=%d", crate_id,
		    p->e.id);
		out.id = (int16_t)(GUMBALL_FIRST + rng_range(&w->rng, 0,
		    GUMBALL_COUNT));
		return out;
	}
	out.type = (int16_t)it->item.type;
	out.id = (int16_t)it->item.id;
	return out;
}

/* --- opening --- */

static void
refuse(struct player *p, int32_t slot)
{
	SEND(p, fe2cl_rep_item_chest_open_fail, .slot_num = slot);
}

/* What is left in the slot after one was taken out of it. */
static struct item
less_one(const struct item *it)
{
	struct item left = *it;

	left.opt--;
	return left.opt > 0 ? left : (struct item){ 0 };
}

/* DEFECT: a stack of crates was used up for one item. */
static void
open_crate(struct world *w, struct player *p, int32_t slot)
{
	const struct item crate = p->inventory.bag[slot];
	struct reward_item got[] = {
		{ crate_roll(w, p, crate.id), INVENTORY_BAG, slot },
		{ less_one(&crate), INVENTORY_BAG, slot },
	};
	bool has_more = !item_is_none(&got[1].item);

	if (has_more)
		got[0].slot = inventory_free_slot(p);
	if (got[0].slot == INVENTORY_NO_SLOT) {
		refuse(p, slot);
		return;
	}
	inventory_put(w, p, slot, &got[1].item);
	inventory_put(w, p, got[0].slot, &got[0].item);
	reward_send(p, got, has_more ? 2 : 1, 0, 0);
	SEND(p, fe2cl_rep_item_chest_open_succ, .slot_num = slot);
}

/* DEFECT: it was used up also by who has the nano. */
static void
open_capsule(struct world *w, struct player *p, int32_t slot, int32_t nano)
{
	const struct reward_item left = {
		less_one(&p->inventory.bag[slot]), INVENTORY_BAG, slot
	};

	if (p->nanos.bank[nano].id == nano) {
		refuse(p, slot);
		SEND(p, fe2cl_gm_rep_pc_announce,
		    .during_time = ANNOUNCEMENT_S,
		    .announce_msg = "You have already acquired this nano!");
		return;
	}
	inventory_put(w, p, slot, &left.item);
	/* The client takes the capsule away by this alone. */
	reward_send(p, &left, 1, 0, 0);
	SEND(p, fe2cl_rep_item_chest_open_succ, .slot_num = slot);
	nano_create(w, p, nano, NO_QUEST_SLOT, false);
}

static void
crate_on_open(struct world *w, struct player *p,
    const struct cl2fe_req_item_chest_open *req)
{
	const struct item *it;
	int32_t nano = 0;

	if (req->il != INVENTORY_BAG || req->slot_num < 0 ||
	    req->slot_num >= w->rules->inventory_slots)
		return;
	it = &p->inventory.bag[req->slot_num];
	/* DEFECTs: the client waited for an answer; it was open to trade. */
	if (item_is_none(it) || it->type != TDATA_ITEM_CHEST ||
	    item_plan_is_locked(p, req->slot_num)) {
		refuse(p, req->slot_num);
		return;
	}
	if (w->rules->has_nano_capsules)
		nano = tdata_capsule_nano(w->td, it->id);
	if (nano > 0 && nano < w->rules->nano_count)
		open_capsule(w, p, req->slot_num, nano);
	else
		open_crate(w, p, req->slot_num);
}

const struct handler crate_handlers[] = {
	ON_CL2FE_REQ_ITEM_CHEST_OPEN(NEED_WORLD, crate_on_open),
	HANDLERS_END
};
