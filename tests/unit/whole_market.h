/*
 * whole_market.h - on whole_world.h: players who do sensible things with what
 * they own. They name what there is, at times a little more than that.
 *
 * Include it in one file of a program.
 */
#ifndef TESTS_WHOLE_MARKET_H
#define TESTS_WHOLE_MARKET_H

#include "whole_world.h"

#include "game/inventory.h"

enum { MARKET_MIXED = 65536 };	/* item.opt from here on: its looks */

/* Players have the connections 1 to count. */
static struct {
	int32_t ids[WHOLE_CONNS_MAX];
	int32_t count;
	const struct tdata_spawn *shop;	/* where they meet, or NULL */
	bool is_shut;		/* nobody buys or sells, wherever it strays */
} market;

static int32_t
filled_slot(const struct player *p, struct rng *rng)
{
	for (int i = 0; i < 10; i++) {
		int32_t slot = rng_range(rng, 0, PLAYER_INVENTORY_MAX);

		if (!item_is_none(&p->inventory.bag[slot]))
			return slot;
	}
	return 0;
}

/* At times more than there is. */
static int32_t
some_of(const struct item *it, struct rng *rng)
{
	if (it->opt >= MARKET_MIXED || rng_range(rng, 0, 20) == 0)
		return rng_range(rng, -1, 2 * MARKET_MIXED);
	return rng_range(rng, 1, it->opt + 2);
}

static void
move_something(conn_id c, struct rng *rng)
{
	static const int32_t places[] = { INVENTORY_BAG, INVENTORY_BAG,
		INVENTORY_EQUIP, INVENTORY_BANK };

	WHOLE_SEND(c, cl2fe_req_item_move,
	    .from = places[rng_range(rng, 0, COUNT_OF(places))],
	    .from_slot_num = rng_range(rng, 0, 2) == 0 ? rng_range(rng, 0,
		12) : filled_slot(whole_player(c), rng),
	    .to = places[rng_range(rng, 0, COUNT_OF(places))],
	    .to_slot_num = rng_range(rng, 0, 12));
}

static void
mail_something(conn_id c, struct rng *rng)
{
	const struct player *p = whole_player(c);
	struct cl2fe_req_pc_send_email m = {
		.to_pcuid = market.ids[rng_range(rng, 1, market.count + 1)],
		.cash = rng_range(rng, 0, 60) - 3,
	};

	for (int i = 0; i < 4; i++) {
		const struct item *it;

		if (rng_range(rng, 0, 3) != 0)
			continue;
		m.item[i].slot_num = filled_slot(p, rng);
		it = &p->inventory.bag[m.item[i].slot_num];
		m.item[i].item_inven = item_to_wire(it);
		m.item[i].item_inven.opt = some_of(it, rng);
	}
	whole_send_runs(c, PKT_CL2FE_REQ_PC_SEND_EMAIL, &m, NULL, 0);
}

static void
take_from_mail(conn_id c, struct rng *rng)
{
	int64_t index = rng_range(rng, 0, 12);

	switch (rng_range(rng, 0, 4)) {
	case 0:
		WHOLE_SEND(c, cl2fe_req_pc_recv_email_candy,
		    .email_index = index);
		break;
	case 1:
		WHOLE_SEND(c, cl2fe_req_pc_recv_email_item,
		    .email_index = index,
		    .slot_num = rng_range(rng, 0, PLAYER_INVENTORY_MAX),
		    .email_item_slot = rng_range(rng, 0, 6));
		break;
	case 2:
		WHOLE_SEND(c, cl2fe_req_pc_recv_email_item_all,
		    .email_index = index);
		break;
	default:
		WHOLE_SEND(c, cl2fe_req_pc_delete_email,
		    .email_index_array = { 0, index, 0, index });
	}
}

/* The type of some shop, whether they stand beside it or not. */
static int32_t
shop_type(struct rng *rng)
{
	return whole.td->listing_count == 0 ? 0 :
	    whole.td->listings[rng_range(rng, 0,
	    (int32_t)whole.td->listing_count)].vendor_type;
}

/* Back from wherever it has strayed; not out of a lair. */
static void
go_to_shop(conn_id c)
{
	const struct tdata_spawn *s = market.shop;

	if (s != NULL)
		WHOLE_SEND(c, cl2fe_req_pc_move, .x = s->x + (int32_t)c * 9,
		    .y = s->y, .z = s->z);
}

static void
do_business(conn_id c, struct rng *rng)
{
	const struct player *p = whole_player(c);
	int32_t shop = shop_type(rng), slot = filled_slot(p, rng);
	const struct tdata_listing *row;
	uint32_t n;

	if (market.is_shut)
		return;
	go_to_shop(c);
	if (market.shop != NULL)
		shop = market.shop->type;
	row = tdata_vendor_listings(whole.td, shop, &n);
	switch (rng_range(rng, 0, 5)) {
	case 0:
		if (row == NULL)
			break;
		row += rng_range(rng, 0, (int32_t)n);
		WHOLE_SEND(c, cl2fe_req_pc_vendor_item_buy, .npc_id = shop,
		    .vendor_id = shop, .item = {
		    .type = (int16_t)row->item.type,
		    .id = (int16_t)row->item.id,
		    .opt = rng_range(rng, -1, 9) });
		break;
	case 1:
		WHOLE_SEND(c, cl2fe_req_pc_vendor_item_sell,
		    .inven_slot_num = slot,
		    .item_cnt = some_of(&p->inventory.bag[slot], rng));
		break;
	case 2:
		WHOLE_SEND(c, cl2fe_req_pc_vendor_item_restore_buy,
		    .list_id = (int8_t)rng_range(rng, 0, 7));
		break;
	case 3:
		WHOLE_SEND(c, cl2fe_req_pc_vendor_battery_buy, .npc_id = shop,
		    .vendor_id = shop, .item = {
		    .id = (int16_t)rng_range(rng, 2, 6),
		    .opt = rng_range(rng, -1, 4) });
		break;
	default:
		WHOLE_SEND(c, cl2fe_req_pc_item_combination,
		    .costume_item_slot = slot,
		    .stat_item_slot = filled_slot(p, rng));
	}
}

static void
use_something(conn_id c, struct rng *rng)
{
	const struct player *p = whole_player(c);
	int32_t slot = filled_slot(p, rng);

	switch (rng_range(rng, 0, 4)) {
	case 0:
		WHOLE_SEND(c, cl2fe_req_item_chest_open, .il = INVENTORY_BAG,
		    .slot_num = slot);
		break;
	case 1:
		WHOLE_SEND(c, cl2fe_req_pc_item_delete, .il = INVENTORY_BAG,
		    .slot_num = slot);
		break;
	default:
		WHOLE_SEND(c, cl2fe_req_item_use, .il = INVENTORY_BAG,
		    .slot_num = slot, .nano_slot = (int16_t)rng_range(rng,
		    -1, 4));
	}
}

/* By the book, but for a step left out here and there. */
static void
trade(conn_id c, struct rng *rng)
{
	conn_id d = (conn_id)rng_range(rng, 1, market.count + 1);
	conn_id both[] = { c, d };
	int32_t from = market.ids[c], to = market.ids[d];

	if (whole_player(d) == NULL)
		return;
	go_to_shop(c);
	go_to_shop(d);
#define TRADE(conn, packet, ...) \
	(rng_range(rng, 0, 12) == 0 ? (void)0 : WHOLE_SEND((conn), packet, \
	    .id_request = market.ids[conn], .id_from = from, .id_to = to, \
	    ##__VA_ARGS__))
	TRADE(c, cl2fe_req_pc_trade_confirm_cancel);
	TRADE(c, cl2fe_req_pc_trade_offer);
	TRADE(d, cl2fe_req_pc_trade_offer_accept);
	for (int i = 0; i < 6; i++) {
		conn_id who = both[i % 2];
		const struct player *p = whole_player(who);
		int32_t slot = filled_slot(p, rng);
		const struct item *it = &p->inventory.bag[slot];

		TRADE(who, cl2fe_req_pc_trade_item_register, .item = {
		    .type = it->type, .id = it->id,
		    .opt = some_of(it, rng), .inven_num = slot,
		    .slot_num = i / 2 });
	}
	TRADE(c, cl2fe_req_pc_trade_cash_register,
	    .candy = rng_range(rng, 0, 90));
	TRADE(d, cl2fe_req_pc_trade_cash_register,
	    .candy = rng_range(rng, 0, 90));
	TRADE(c, cl2fe_req_pc_trade_confirm);
	TRADE(d, cl2fe_req_pc_trade_confirm);
#undef TRADE
}

static void
do_something_sensible(conn_id c, struct rng *rng)
{
	static void (*const acts[])(conn_id, struct rng *) = {
		move_something, move_something, mail_something,
		take_from_mail, take_from_mail, do_business, do_business,
		use_something, trade, trade
	};

	acts[rng_range(rng, 0, COUNT_OF(acts))](c, rng);
}

#endif
