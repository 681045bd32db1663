/*
 * barter.c - bots that do with their belongings whatever the client can.
 *
 * Owns:   nothing.
 * Called: by tests of what must not get lost.
 * Thread: the test's.
 *
 * What they have is known from the audit log, a little late: some of what they
 * ask is refused, as in life.
 */
#include "bot/barter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/str.h"
#include "bot/dbfile.h"
#include "game/inventory.h"
#include "tdata/tdata.h"

enum {
	BAG_SLOTS = 24,		/* few, so that things meet */
	BANK_SLOTS = 4,
	TRIES = 12,
	TAROS_MAX = 300,
	SQL_BYTES = 256
};

static int32_t
below(struct barter *b, int32_t n)
{
	return n <= 0 ? 0 : rng_range(&b->rng, 0, n);
}

static struct ledger_owner *
owner(const struct barter *b, size_t who)
{
	return ledger_owner(b->now, b->ids[who]);
}

/* A slot of the bag with something in it, of that type if it is not -1. */
static int32_t
find_slot(struct barter *b, size_t who, int32_t type, struct item *out)
{
	for (int i = 0; i < TRIES; i++) {
		int32_t slot = below(b, BAG_SLOTS);
		const struct item *it = ledger_slot(owner(b, who), AUDIT_BAG,
		    slot);

		if (item_is_none(it) || (type >= 0 && it->type != type))
			continue;
		*out = *it;
		return slot;
	}
	*out = (struct item){ 0 };
	return below(b, BAG_SLOTS);
}

/* Some of a stack, or the thing with its look. */
static int32_t
some_of(struct barter *b, const struct item *it)
{
	return it->opt > 1 && it->opt < 65536 ? 1 + below(b, it->opt) :
	    it->opt;
}

static struct wire_item_base
wire_of(const struct item *it, int32_t opt)
{
	return (struct wire_item_base){ .type = it->type, .id = it->id,
		.opt = opt };
}

/* --- alone --- */

static void
move(struct barter *b, size_t who)
{
	static const int32_t places[] = { INVENTORY_BAG, INVENTORY_BAG,
		INVENTORY_BAG, INVENTORY_BANK, INVENTORY_EQUIP };
	int32_t from = places[below(b, COUNT_OF(places))];
	int32_t to = places[below(b, COUNT_OF(places))];
	struct item it;

	BOT_SEND(b->bots[who], cl2fe_req_item_move,
	    .from = from,
	    .from_slot_num = from == INVENTORY_BAG ? find_slot(b, who, -1,
		&it) : below(b, BANK_SLOTS),
	    .to = to,
	    .to_slot_num = to == INVENTORY_BAG ? below(b, BAG_SLOTS) :
		below(b, BANK_SLOTS));
}

static void
buy(struct barter *b, size_t who)
{
	uint32_t n;
	const struct tdata_listing *rows = tdata_vendor_listings(b->td,
	    b->vendor_type, &n);
	const struct tdata_listing *row = &rows[below(b, (int32_t)n)];
	const struct item it = { (int16_t)row->item.type,
		(int16_t)row->item.id, 0, 0 };

	BOT_SEND(b->bots[who], cl2fe_req_pc_vendor_item_buy,
	    .npc_id = b->vendor_type, .vendor_id = b->vendor_type,
	    .item = wire_of(&it, 1 + below(b, 9)));
}

static void
sell(struct barter *b, size_t who)
{
	struct item it;
	int32_t slot = find_slot(b, who, -1, &it);

	BOT_SEND(b->bots[who], cl2fe_req_pc_vendor_item_sell,
	    .inven_slot_num = slot, .item_cnt = some_of(b, &it));
}

static void
buy_back(struct barter *b, size_t who)
{
	BOT_SEND(b->bots[who], cl2fe_req_pc_vendor_item_restore_buy,
	    .npc_id = b->vendor_type, .vendor_id = b->vendor_type,
	    .list_id = (int8_t)(1 + below(b, 5)));
}

static void
charge(struct barter *b, size_t who)
{
	const struct item it = { 7, (int16_t)(3 + below(b, 2)), 0, 0 };

	BOT_SEND(b->bots[who], cl2fe_req_pc_vendor_battery_buy,
	    .npc_id = b->vendor_type, .vendor_id = b->vendor_type,
	    .item = wire_of(&it, 1));
}

static void
open_crate(struct barter *b, size_t who)
{
	struct item it;
	int32_t slot = find_slot(b, who, TDATA_ITEM_CHEST, &it);

	BOT_SEND(b->bots[who], cl2fe_req_item_chest_open,
	    .il = INVENTORY_BAG, .slot_num = slot,
	    .chest_item = wire_of(&it, it.opt));
}

static void
mix(struct barter *b, size_t who)
{
	struct item looks, stats;
	int32_t slot = find_slot(b, who, -1, &looks);

	BOT_SEND(b->bots[who], cl2fe_req_pc_item_combination,
	    .costume_item_slot = slot,
	    .stat_item_slot = find_slot(b, who, looks.type, &stats));
}

static void
throw_away(struct barter *b, size_t who)
{
	struct item it;

	BOT_SEND(b->bots[who], cl2fe_req_pc_item_delete,
	    .il = INVENTORY_BAG, .slot_num = find_slot(b, who, -1, &it));
}

/* --- mail --- */

static void
send_mail(struct barter *b, size_t who)
{
	struct cl2fe_req_pc_send_email m = {
		.to_pcuid = b->ids[below(b, (int32_t)b->count)],
		.cash = below(b, 2) == 0 ? 0 : below(b, TAROS_MAX),
	};
	int attached = 0;

	for (int i = 0; i < 4; i++) {
		struct item it;

		if (below(b, 2) == 0)
			continue;
		m.item[i].slot_num = find_slot(b, who, -1, &it);
		m.item[i].item_inven = wire_of(&it, some_of(b, &it));
		attached += !item_is_none(&it);
	}
	/* So much postage was paid, whatever becomes of the attachments. */
	snprintf(m.subject, sizeof(m.subject), "%d", attached);
	str_copy(m.content, sizeof(m.content), "Look after it.");
	bot_send(b->bots[who], PKT_CL2FE_REQ_PC_SEND_EMAIL, &m);
}

/* Of a mail that has something in it, or 0. */
static int64_t
find_mail(struct barter *b, size_t who)
{
	char sql[SQL_BYTES];

	snprintf(sql, sizeof(sql), "SELECT MsgIndex FROM EmailData AS d WHERE "
	    "PlayerID = %d AND (Taros > 0 OR EXISTS (SELECT 1 FROM EmailItems "
	    "AS i WHERE i.PlayerID = d.PlayerID AND i.MsgIndex = d.MsgIndex)) "
	    "ORDER BY MsgIndex LIMIT 1 OFFSET %d", b->ids[who], below(b, 3));
	return dbfile_get_or(b->db, sql, 0);
}

static void
take_mail(struct barter *b, size_t who)
{
	struct bot *bot = b->bots[who];
	int64_t index = find_mail(b, who);

	switch (below(b, 3)) {
	case 0:
		BOT_SEND(bot, cl2fe_req_pc_recv_email_candy,
		    .email_index = index);
		break;
	case 1:
		BOT_SEND(bot, cl2fe_req_pc_recv_email_item,
		    .email_index = index, .slot_num = below(b, BAG_SLOTS),
		    .email_item_slot = 1 + below(b, 4));
		break;
	default:
		BOT_SEND(bot, cl2fe_req_pc_recv_email_item_all,
		    .email_index = index);
	}
}

/* --- trades --- */

struct deal {
	struct bot *asker, *other;
	int32_t from, to;
};

#define TRADE_SEND(d, bot, packet, ...) \
	BOT_SEND((bot), packet, .id_request = bot_id(bot), \
	    .id_from = (d)->from, .id_to = (d)->to, ##__VA_ARGS__)

static void
offer_things(struct barter *b, const struct deal *d, size_t who)
{
	struct bot *bot = b->bots[who];
	int n = below(b, 4);

	for (int i = 0; i < n; i++) {
		struct item it;
		int32_t slot = find_slot(b, who, -1, &it);

		TRADE_SEND(d, bot, cl2fe_req_pc_trade_item_register,
		    .item = { .type = it.type, .id = it.id,
		    .opt = some_of(b, &it), .inven_num = slot,
		    .slot_num = i });
	}
	if (below(b, 2) == 0)
		TRADE_SEND(d, bot, cl2fe_req_pc_trade_cash_register,
		    .candy = below(b, TAROS_MAX));
}

/* What the two send on two connections must arrive in this order. */
static void
trade(struct barter *b, size_t who, size_t with)
{
	struct deal d = { b->bots[who], b->bots[with], b->ids[who],
		b->ids[with] };

	/* Whatever either had begun. */
	TRADE_SEND(&d, d.asker, cl2fe_req_pc_trade_confirm_cancel);
	TRADE_SEND(&d, d.other, cl2fe_req_pc_trade_confirm_cancel);
	TRADE_SEND(&d, d.asker, cl2fe_req_pc_trade_offer);
	bot_fence(d.asker);
	TRADE_SEND(&d, d.other, cl2fe_req_pc_trade_offer_accept);
	bot_fence(d.other);
	offer_things(b, &d, who);
	offer_things(b, &d, with);
	if (below(b, 8) == 0)
		return;			/* they cannot agree */
	TRADE_SEND(&d, d.asker, cl2fe_req_pc_trade_confirm);
	bot_fence(d.other);
	bot_fence(d.asker);
	TRADE_SEND(&d, d.other, cl2fe_req_pc_trade_confirm);
}

static void
trade_with_somebody(struct barter *b, size_t who)
{
	size_t with = (size_t)below(b, (int32_t)b->count);

	if (with != who && b->bots[with] != NULL)
		trade(b, who, with);
}

/* --- anything --- */

void
barter_act(struct barter *b, size_t who)
{
	static void (*const acts[])(struct barter *, size_t) = {
		move, move, move, trade_with_somebody, trade_with_somebody,
		send_mail, send_mail, take_mail, take_mail, take_mail,
		/* from here on not in a closed market */
		buy, buy, buy, sell, sell, sell, buy_back, charge,
		open_crate, open_crate, mix, throw_away
	};
	enum { CLOSED_ACTS = 10 };

	if (b->bots[who] != NULL)
		acts[below(b, b->mode == BARTER_CLOSED ? CLOSED_ACTS :
		    (int32_t)COUNT_OF(acts))](b, who);
}
