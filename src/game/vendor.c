/*
 * vendor.c - shops: what they have, buying, selling, buying back, batteries
 * (spec/vendors.md).
 *
 * Owns:   player->vendor, what was sold and may be bought back.
 * Called: by packet.
 * Thread: world.
 *
 * Prices and items are the tables'; of what a client names only the choice
 * counts (DEFECTs: counts, expiry and prices were the client's).
 */
#include "game/vendor.h"

#include <stdlib.h>
#include <string.h>

#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	REACH_UNITS = 800,	/* spec/vendors.md 1: of an interaction */
	RENTAL_S = 7 * 24 * 3600,	/* of a vehicle */
	CROC_POTTED = 65536,	/* opt from here on: its looks are mixed */
	BATTERY_LOT = 100,
	BATTERY_LOTS_MAX = 100,
	BATTERY_W_ITEM = 3,
	BATTERY_N_ITEM = 4
};

static const struct audit_spot at_vendor = { .place = AUDIT_SHOP };

/* --- is there one? --- */

struct near_search {
	const struct player *p;
	struct world *w;
	int32_t type;		/* 0: whoever sells something */
	bool is_found;
};

static bool
sells(const struct world *w, const struct npc *n)
{
	uint32_t count;

	return n->e.kind == ENTITY_SIMPLE_NPC &&
	    tdata_vendor_listings(w->td, n->type, &count) != NULL;
}

static bool
note_vendor(struct entity *e, void *arg)
{
	const struct npc *n = (const struct npc *)e;
	struct near_search *s = arg;

	if (llabs((int64_t)e->x - s->p->e.x) > REACH_UNITS ||
	    llabs((int64_t)e->y - s->p->e.y) > REACH_UNITS)
		return true;
	s->is_found = s->type != 0 ? n->type == s->type : sells(s->w, n);
	return !s->is_found;
}

/* DEFECT: shops were open to everybody everywhere. */
static bool
is_beside(struct world *w, const struct player *p, int32_t vendor_type)
{
	struct near_search s = { .p = p, .w = w, .type = vendor_type };

	view_each_around(w, &p->e, ENTITY_GROUP_NPCS, note_vendor, &s);
	return s.is_found;
}

/* The client names the vendor's type twice; its id would be right, too. */
static bool
is_vendor(struct world *w, const struct player *p, int32_t npc_id,
    int32_t vendor_type)
{
	const struct npc *n;

	if (vendor_type == 0)
		return false;
	if (npc_id != vendor_type) {
		n = world_npc_by_id(w, npc_id);
		if (n == NULL || n->type != vendor_type)
			return false;
	}
	return is_beside(w, p, vendor_type);
}

static void
vendor_on_start(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_start *req)
{
	if (!is_vendor(w, p, req->npc_id, req->vendor_id)) {
		SEND(p, fe2cl_rep_pc_vendor_start_fail, .error_code = 0);
		return;
	}
	SEND(p, fe2cl_rep_pc_vendor_start_succ,
	    .npc_id = req->npc_id,
	    .vendor_id = req->vendor_id);
}

/* --- what it has --- */

/* Only what is shown is sold (DEFECT: more than 20 could be bought blindly). */
static const struct tdata_listing *
listings(const struct world *w, int32_t vendor_type, uint32_t *count)
{
	const struct tdata_listing *rows = tdata_vendor_listings(w->td,
	    vendor_type, count);

	if (*count > TDATA_VENDOR_LISTINGS_MAX)
		*count = TDATA_VENDOR_LISTINGS_MAX;
	return rows;
}

static void
vendor_on_table(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_table_update *req)
{
	struct fe2cl_rep_pc_vendor_table_update_succ out = { 0 };
	const struct tdata_listing *rows;
	uint32_t n;

	rows = listings(w, req->vendor_id, &n);
	if (rows == NULL || !is_vendor(w, p, req->npc_id, req->vendor_id)) {
		SEND(p, fe2cl_rep_pc_vendor_table_update_fail,
		    .error_code = 0);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct tdata_item *row = tdata_find_item(w->td,
		    rows[i].item.type, rows[i].item.id);
		struct wire_item_vendor *it = &out.item[i];

		it->vendor_id = req->vendor_id;
		it->sort_num = rows[i].sort;
		it->item.type = (int16_t)rows[i].item.type;
		it->item.id = (int16_t)rows[i].item.id;
		/* Here it is how long it lasts, not until when. */
		if (rows[i].item.type == TDATA_ITEM_VEHICLE)
			it->item.time_limit = RENTAL_S;
		if (row != NULL)
			it->buy_cost = (float)row->buy_price;
	}
	send_packet(p, PKT_FE2CL_REP_PC_VENDOR_TABLE_UPDATE_SUCC, &out);
}

/* --- buying --- */

static bool
is_listed(const struct world *w, int32_t vendor_type, int32_t type,
    int32_t id)
{
	uint32_t n;
	const struct tdata_listing *rows = listings(w, vendor_type, &n);

	for (uint32_t i = 0; i < n; i++)
		if (rows[i].item.type == type && rows[i].item.id == id)
			return true;
	return false;
}

/* What does not stack is one thing, whatever its opt says. */
static int64_t
price_of(int32_t each, const struct tdata_item *row, int32_t opt)
{
	return row->stack_size > 1 ? (int64_t)each * opt : each;
}

/*
 * Into the first free slot for that price: which, or INVENTORY_NO_SLOT and
 * nothing is done.
 */
static int32_t
hand_over(struct world *w, struct player *p, const struct item *it,
    int64_t price)
{
	struct item_moving m = { .item = *it, .from = at_vendor };
	struct item_plan pl;
	int32_t slot;

	item_plan_begin(&pl);
	slot = item_plan_put(&pl, p, &m);
	if (slot == INVENTORY_NO_SLOT ||
	    !wallet_spend(w, p, WALLET_TAROS, price))
		return INVENTORY_NO_SLOT;
	item_plan_commit(w, &pl);
	return slot;
}

/* False: there is no such thing to buy, or not so many at once. */
static bool
make_item(const struct world *w, const struct cl2fe_req_pc_vendor_item_buy
    *req, struct item *it, int64_t *price)
{
	const struct tdata_item *row = tdata_find_item(w->td, req->item.type,
	    req->item.id);

	if (row == NULL || !is_listed(w, req->vendor_id, req->item.type,
	    req->item.id))
		return false;
	*it = (struct item){ req->item.type, req->item.id, 1, 0 };
	if (row->stack_size > 1)
		it->opt = req->item.opt;
	if (it->opt < 1 || (row->stack_size > 1 && it->opt > row->stack_size))
		return false;
	if (it->type == TDATA_ITEM_VEHICLE)
		it->time_limit_s = (int32_t)(w->unix_s + RENTAL_S);
	*price = price_of(row->buy_price, row, it->opt);
	return true;
}

static void
vendor_on_buy(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_item_buy *req)
{
	int32_t slot = INVENTORY_NO_SLOT;
	int64_t price;
	struct item it;

	if (is_vendor(w, p, req->npc_id, req->vendor_id) &&
	    make_item(w, req, &it, &price))
		slot = hand_over(w, p, &it, price);
	if (slot == INVENTORY_NO_SLOT) {
		SEND(p, fe2cl_rep_pc_vendor_item_buy_fail, .error_code = 0);
		return;
	}
	SEND(p, fe2cl_rep_pc_vendor_item_buy_succ,
	    .candy = wallet_get(p, WALLET_TAROS),
	    .inven_slot_num = slot,
	    .item = item_to_wire(&it));
}

/* --- selling --- */

static void
remember_sold(struct player *p, const struct item *it)
{
	struct player_vendor *v = &p->vendor;

	if (v->count == PLAYER_BUYBACK_MAX)
		memmove(v->sold, v->sold + 1,
		    sizeof(v->sold[0]) * --v->count);
	v->sold[v->count++] = *it;
}

/*
 * What it brings; -1: it cannot be sold. DEFECTs: none, or more than one has,
 * could be sold, and what the purse could not hold was lost.
 */
static int64_t
sale_price(struct world *w, const struct player *p,
    const struct cl2fe_req_pc_vendor_item_sell *req)
{
	const struct item *it;
	const struct tdata_item *row;
	int64_t sum;

	if (req->inven_slot_num < 0 ||
	    req->inven_slot_num >= PLAYER_INVENTORY_MAX)
		return -1;
	it = &p->inventory.bag[req->inven_slot_num];
	row = tdata_find_item(w->td, it->type, it->id);
	if (item_is_none(it) || row == NULL || !row->is_sellable)
		return -1;
	if (it->opt >= CROC_POTTED || req->item_cnt < 1 ||
	    req->item_cnt > it->opt || !is_beside(w, p, 0))
		return -1;
	sum = price_of(row->sell_price, row, req->item_cnt);
	return sum + wallet_get(p, WALLET_TAROS) <= RULESET_TAROS_MAX ? sum :
	    -1;
}

static void
vendor_on_sell(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_item_sell *req)
{
	int64_t sum = sale_price(w, p, req);
	struct item_moving m;
	struct item_plan pl;

	item_plan_begin(&pl);
	if (sum < 0 || !item_plan_take(&pl, p, req->inven_slot_num,
	    req->item_cnt, ITEM_PLAN_HEED_LOCKS, &m)) {
		SEND(p, fe2cl_rep_pc_vendor_item_sell_fail, .error_code = 0);
		return;
	}
	item_plan_drop(&pl, &m, at_vendor);
	item_plan_commit(w, &pl);
	wallet_add(w, p, WALLET_TAROS, sum);
	remember_sold(p, &m.item);
	SEND(p, fe2cl_rep_pc_vendor_item_sell_succ,
	    .candy = wallet_get(p, WALLET_TAROS),
	    .inven_slot_num = req->inven_slot_num,
	    .item = item_to_wire(&m.item),
	    .item_stay =
		item_to_wire(&p->inventory.bag[req->inven_slot_num]));
}

/* --- buying back --- */

/* The first that looks like it, as the client has it: both lists stay equal. */
static void
forget_sold(struct player *p, const struct item *it)
{
	struct player_vendor *v = &p->vendor;

	for (int32_t i = 0; i < v->count; i++) {
		if (!item_is_equal(&v->sold[i], it))
			continue;
		memmove(v->sold + i, v->sold + i + 1,
		    sizeof(v->sold[0]) * (size_t)(v->count - i - 1));
		v->count--;
		return;
	}
}

/* DEFECT: a refusal destroyed the item. */
static void
vendor_on_restore(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_item_restore_buy *req)
{
	int32_t index = req->list_id - 1, slot = INVENTORY_NO_SLOT;
	const struct tdata_item *row;
	struct item it = { 0 };

	if (index >= 0 && index < p->vendor.count)
		it = p->vendor.sold[index];
	row = tdata_find_item(w->td, it.type, it.id);
	if (!item_is_none(&it) && row != NULL && is_beside(w, p, 0))
		slot = hand_over(w, p, &it, price_of(row->sell_price, row,
		    it.opt));
	if (slot == INVENTORY_NO_SLOT) {
		SEND(p, fe2cl_rep_pc_vendor_item_restore_buy_fail,
		    .error_code = 0);
		return;
	}
	forget_sold(p, &it);
	SEND(p, fe2cl_rep_pc_vendor_item_restore_buy_succ,
	    .candy = wallet_get(p, WALLET_TAROS),
	    .inven_slot_num = slot,
	    .item = item_to_wire(&it));
}

/* --- batteries --- */

static bool
buy_battery(struct world *w, struct player *p,
    const struct wire_item_base *what)
{
	enum wallet_kind kind = what->id == BATTERY_W_ITEM ? WALLET_BATTERY_W :
	    WALLET_BATTERY_N;
	int32_t room = RULESET_BATTERY_MAX - wallet_get(p, kind);
	int32_t n = what->opt * BATTERY_LOT;

	if (n > room)
		n = room;
	if (n == 0 || !wallet_spend(w, p, WALLET_TAROS, n))
		return false;
	wallet_add(w, p, kind, n);
	return true;
}

/* DEFECT: other things, none and any number were "bought". */
static void
vendor_on_battery(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vendor_battery_buy *req)
{
	const struct wire_item_base *what = &req->item;

	if ((what->id != BATTERY_W_ITEM && what->id != BATTERY_N_ITEM) ||
	    what->opt < 1 || what->opt > BATTERY_LOTS_MAX ||
	    !is_vendor(w, p, req->npc_id, req->vendor_id) ||
	    !buy_battery(w, p, what)) {
		SEND(p, fe2cl_rep_pc_vendor_battery_buy_fail,
		    .error_code = 0);
		return;
	}
	SEND(p, fe2cl_rep_pc_vendor_battery_buy_succ,
	    .candy = wallet_get(p, WALLET_TAROS),
	    .battery_w = wallet_get(p, WALLET_BATTERY_W),
	    .battery_n = wallet_get(p, WALLET_BATTERY_N));
}

const struct handler vendor_handlers[] = {
	ON_CL2FE_REQ_PC_VENDOR_START(NEED_WORLD, vendor_on_start),
	ON_CL2FE_REQ_PC_VENDOR_TABLE_UPDATE(NEED_WORLD, vendor_on_table),
	ON_CL2FE_REQ_PC_VENDOR_ITEM_BUY(NEED_WORLD | NEED_ALIVE,
	    vendor_on_buy),
	ON_CL2FE_REQ_PC_VENDOR_ITEM_SELL(NEED_WORLD | NEED_ALIVE,
	    vendor_on_sell),
	ON_CL2FE_REQ_PC_VENDOR_ITEM_RESTORE_BUY(NEED_WORLD | NEED_ALIVE,
	    vendor_on_restore),
	ON_CL2FE_REQ_PC_VENDOR_BATTERY_BUY(NEED_WORLD | NEED_ALIVE,
	    vendor_on_battery),
	HANDLERS_END
};
