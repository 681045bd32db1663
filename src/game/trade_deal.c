/*
 * trade_deal.c - what two players have put on the table, and the exchange
 * (spec/trading.md 3, 4).
 *
 * Owns:   the offers in player->trade.
 * Called: by trade.c.
 * Thread: world.
 *
 * What is offered is locked in the bag until the trade ends: nothing else can
 * move, use or change it (DEFECT: it could be sold or mailed meanwhile).
 */
#include "game/trade_deal.h"

#include "game/deal.h"
#include "game/item_plan.h"
#include "game/trade_offer.h"
#include "game/wallet.h"
#include "proto/packets.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

static bool
is_place(int32_t place)
{
	return place >= 0 && place < PLAYER_TRADE_PLACES;
}

/* How much of a slot is on the table. */
static int32_t
offered(const struct player *p, int32_t slot)
{
	int32_t n = 0;

	for (int i = 0; i < PLAYER_TRADE_PLACES; i++)
		if (p->trade.offers[i].slot == slot)
			n += p->trade.offers[i].item.opt;
	return n;
}

void
trade_deal_clear(struct player *p)
{
	for (int i = 0; i < PLAYER_TRADE_PLACES; i++) {
		if (!item_is_none(&p->trade.offers[i].item))
			item_plan_unlock(p, p->trade.offers[i].slot);
		p->trade.offers[i] = (struct player_trade_offer){ 0 };
	}
	p->trade.taros = 0;
}

/*
 * DEFECTs: no slot too high, nothing to be had, and what must stay with its
 * owner or is past its time could be offered.
 */
static bool
may_offer(const struct world *w, const struct player *p,
    const struct wire_item_trade *what)
{
	const struct item *it;
	const struct tdata_item *row;

	if (what->inven_num < 0 || what->inven_num >= PLAYER_INVENTORY_MAX)
		return false;
	it = &p->inventory.bag[what->inven_num];
	row = tdata_find_item(w->td, it->type, it->id);
	if (item_is_none(it) || it->type != what->type || it->id != what->id ||
	    row == NULL || !row->is_tradeable)
		return false;
	if (it->time_limit_s != 0 &&
	    (int64_t)(uint32_t)it->time_limit_s < w->unix_s)
		return false;
	/* Locked by an offer of ours is fine: stacks may be split. */
	return !item_plan_is_locked(p, what->inven_num) ||
	    offered(p, what->inven_num) > 0;
}

bool
trade_deal_put(struct world *w, struct player *p,
    struct wire_item_trade *what, struct wire_item_trade *left)
{
	struct player_trade_offer *offer;
	const struct tdata_item *row;
	const struct item *it;
	int32_t count, room;

	if (!is_place(what->slot_num) ||
	    !item_is_none(&p->trade.offers[what->slot_num].item) ||
	    !may_offer(w, p, what))
		return false;
	it = &p->inventory.bag[what->inven_num];
	row = tdata_find_item(w->td, it->type, it->id);
	room = it->opt - offered(p, what->inven_num);
	/* One thing is one thing, whatever its opt says (DEFECT: doubled). */
	count = row->stack_size > 1 ? what->opt : it->opt;
	if (count < 1 || count > room)
		return false;
	offer = &p->trade.offers[what->slot_num];
	offer->slot = (int8_t)what->inven_num;
	offer->item = *it;
	offer->item.opt = count;
	item_plan_lock(p, what->inven_num);
	what->opt = count;
	*left = *what;
	left->opt = room - count;
	return true;
}

bool
trade_deal_take(struct player *p, int32_t place, struct wire_item_trade *left)
{
	struct player_trade_offer *o;
	int32_t slot;

	if (!is_place(place) || item_is_none(&p->trade.offers[place].item))
		return false;
	o = &p->trade.offers[place];
	slot = o->slot;
	*o = (struct player_trade_offer){ 0 };
	if (offered(p, slot) == 0)
		item_plan_unlock(p, slot);
	*left = (struct wire_item_trade){
		.type = p->inventory.bag[slot].type,
		.id = p->inventory.bag[slot].id,
		.opt = p->inventory.bag[slot].opt - offered(p, slot),
		.inven_num = slot,
		.slot_num = place,
	};
	return true;
}

/* --- the exchange --- */

/* DEFECT: taros were spent elsewhere meanwhile, and made out of nothing. */
static bool
can_pay(const struct player *a, const struct player *b)
{
	int64_t after = (int64_t)wallet_get(a, WALLET_TAROS) - a->trade.taros +
	    b->trade.taros;

	return wallet_get(a, WALLET_TAROS) >= a->trade.taros &&
	    after <= RULESET_TAROS_MAX;
}

struct side {
	struct player *p;
	struct item_moving given;
	bool gives;
};

static bool
take_from(struct item_plan *pl, struct side *s, int place)
{
	const struct player_trade_offer *o = &s->p->trade.offers[place];

	s->gives = !item_is_none(&o->item);
	if (!s->gives)
		return true;
	/* What the other one was shown, and nothing else. */
	return item_plan_take(pl, s->p, o->slot, o->item.opt,
	    ITEM_PLAN_PAST_LOCKS, &s->given) &&
	    item_is_equal(&s->given.item, &o->item);
}

static bool
give_to(struct item_plan *pl, struct player *to, const struct side *from,
    int place, struct trade_offer *shown)
{
	struct wire_item_trade *out = &shown->items[place];
	int32_t slot;

	if (!from->gives)
		return true;
	slot = item_plan_put(pl, to, &from->given);
	*out = (struct wire_item_trade){
		.type = from->given.item.type,
		.id = from->given.item.id,
		.opt = from->given.item.opt,
		.inven_num = slot,
		.slot_num = place,
	};
	return slot >= 0;
}

/* Place by place, so that two full bags can swap one for one. */
static bool
plan(struct item_plan *pl, struct player *a, struct player *b,
    struct trade_offer *a_offer, struct trade_offer *b_offer)
{
	struct side sa = { .p = a }, sb = { .p = b };

	item_plan_begin(pl);
	for (int i = 0; i < PLAYER_TRADE_PLACES; i++)
		if (!take_from(pl, &sa, i) || !take_from(pl, &sb, i) ||
		    !give_to(pl, a, &sb, i, b_offer) ||
		    !give_to(pl, b, &sa, i, a_offer))
			return false;
	return true;
}

static void
pay(struct world *w, struct player *a, struct player *b)
{
	int32_t from_a = a->trade.taros, from_b = b->trade.taros;

	CHECK(wallet_spend(w, a, WALLET_TAROS, from_a));
	CHECK(wallet_spend(w, b, WALLET_TAROS, from_b));
	CHECK(wallet_add(w, a, WALLET_TAROS, from_b) == from_b);
	CHECK(wallet_add(w, b, WALLET_TAROS, from_a) == from_a);
}

bool
trade_deal_exchange(struct world *w, struct player *a, struct player *b,
    struct trade_offer *a_offer, struct trade_offer *b_offer)
{
	struct item_plan pl;

	/* What the store is asked about must not change hands meanwhile. */
	if (!deal_may_begin(a) || !deal_may_begin(b) || !can_pay(a, b) ||
	    !can_pay(b, a) || !plan(&pl, a, b, a_offer, b_offer))
		return false;
	item_plan_commit(w, &pl);
	pay(w, a, b);
	return true;
}
