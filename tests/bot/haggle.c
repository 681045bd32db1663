/*
 * haggle.c - two bots trade, each step answered before the next.
 *
 * Owns:   nothing.
 * Called: by e2e tests.
 * Thread: the test's.
 */
#include "bot/haggle.h"

static struct bot *
partner(const struct haggle *h, const struct bot *who)
{
	return who == h->asker ? h->other : h->asker;
}

void
haggle_begin(struct haggle *h, struct bot *asker, struct bot *other)
{
	*h = (struct haggle){ asker, other };
	HAGGLE_SEND(h, asker, cl2fe_req_pc_trade_offer);
	BOT_EXPECT(other, fe2cl_rep_pc_trade_offer);
	HAGGLE_SEND(h, other, cl2fe_req_pc_trade_offer_accept);
	BOT_EXPECT(other, fe2cl_rep_pc_trade_offer_succ);
	BOT_EXPECT(asker, fe2cl_rep_pc_trade_offer_succ);
}

void
haggle_offer(struct haggle *h, struct bot *who, int32_t place, int32_t slot,
    struct wire_item_base item)
{
	HAGGLE_SEND(h, who, cl2fe_req_pc_trade_item_register, .item = {
	    .type = item.type, .id = item.id, .opt = item.opt,
	    .inven_num = slot, .slot_num = place });
	BOT_EXPECT(who, fe2cl_rep_pc_trade_item_register_succ);
	BOT_EXPECT(partner(h, who), fe2cl_rep_pc_trade_item_register_succ);
}

void
haggle_pay(struct haggle *h, struct bot *who, int32_t taros)
{
	HAGGLE_SEND(h, who, cl2fe_req_pc_trade_cash_register,
	    .candy = taros);
	BOT_EXPECT(who, fe2cl_rep_pc_trade_cash_register_succ);
	BOT_EXPECT(partner(h, who), fe2cl_rep_pc_trade_cash_register_succ);
}

void
haggle_conclude(struct haggle *h)
{
	HAGGLE_SEND(h, h->asker, cl2fe_req_pc_trade_confirm);
	BOT_EXPECT(h->other, fe2cl_rep_pc_trade_confirm);
	HAGGLE_SEND(h, h->other, cl2fe_req_pc_trade_confirm);
	BOT_EXPECT(h->other, fe2cl_rep_pc_trade_confirm_succ);
	BOT_EXPECT(h->asker, fe2cl_rep_pc_trade_confirm_succ);
}
