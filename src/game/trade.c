/*
 * trade.c - two players exchange items and taros (spec/trading.md 2 to 4).
 *
 * Owns:   player->trade, but for the offers (trade_deal.c).
 * Called: by packet, and by event when somebody leaves.
 * Thread: world.
 *
 * Who trades with whom is the server's knowledge: an offer names one player and
 * lapses, and the ids in packets are compared, never believed (DEFECTs: anyone
 * could be drawn into a trade, and a confirmed one be concluded by a third).
 */
#include "game/trade.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "game/buddy.h"
#include "game/persist.h"
#include "game/trade_deal.h"
#include "game/trade_offer.h"
#include "game/wallet.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	REACH_UNITS = 800,	/* spec/trading.md 2 */
	OFFER_MS = 60000,	/* GUESS: as other questions to a player */
	FAILED_S = 3
};

/* The three numbers that each of these packets begins with. */
struct ids {
	int32_t request, from, to;
};

#define IDS(req)	((struct ids){ (req)->id_request, (req)->id_from, \
	(req)->id_to })

/* TELL(p, ids, fe2cl_rep_pc_trade_confirm, .more = 1); */
#define TELL(p, ids, packet, ...) \
	SEND((p), packet, .id_request = (ids).request, .id_from = (ids).from, \
	    .id_to = (ids).to, ##__VA_ARGS__)

/* --- who with whom --- */

struct player *
trade_partner(const struct world *w, const struct player *p)
{
	struct player *other = world_player(w, p->trade.partner);

	return other != NULL && other->state == PLAYER_IN_WORLD ? other :
	    NULL;
}

/* The partner, if the packet means the same one; NULL: it is not believed. */
static struct player *
meant_partner(const struct world *w, const struct player *p, struct ids ids)
{
	struct player *other = trade_partner(w, p);
	int32_t meant = ids.request == ids.from ? ids.to : ids.from;

	return other != NULL && other->e.id == meant ? other : NULL;
}

static void
end_side(struct player *p)
{
	trade_deal_clear(p);
	p->trade.partner = (struct entity_ref){ 0 };
	p->trade.is_confirmed = false;
}

static void
begin_side(struct player *p, const struct player *other)
{
	end_side(p);
	p->trade.asked = (struct entity_ref){ 0 };
	p->trade.partner = other->e.ref;
}

/* --- the question --- */

static struct player *
find(const struct world *w, int32_t id)
{
	struct player *p = world_player_by_id(w, id);

	return p != NULL && p->state == PLAYER_IN_WORLD ? p : NULL;
}

/* DEFECTs: oneself, and people in other places and instances. */
static bool
may_meet(const struct player *p, const struct player *other)
{
	return p != other && p->e.instance == other->e.instance &&
	    llabs((int64_t)p->e.x - other->e.x) <= REACH_UNITS &&
	    llabs((int64_t)p->e.y - other->e.y) <= REACH_UNITS &&
	    p->combatant.hp > 0 && other->combatant.hp > 0;
}

static bool
is_trading(const struct world *w, const struct player *p)
{
	return trade_partner(w, p) != NULL;
}

static void
trade_on_offer(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_offer *req)
{
	struct player *other = find(w, req->id_to);
	struct ids ids = IDS(req);

	if (other == NULL)
		return;
	ids.request = ids.from = p->e.id;
	if (is_trading(w, p) || is_trading(w, other) || !may_meet(p, other) ||
	    buddy_is_blocked(other, p->e.id)) {
		ids.request = req->id_to;
		TELL(p, ids, fe2cl_rep_pc_trade_offer_refusal);
		return;
	}
	p->trade.asked = other->e.ref;
	p->trade.asked_until_ms = w->now_ms + OFFER_MS;
	TELL(other, ids, fe2cl_rep_pc_trade_offer);
}

/* The question of `asker` to p, which is over now; false: there is none. */
static bool
take_question(const struct world *w, struct player *asker,
    const struct player *p)
{
	bool is_asked = asker != NULL &&
	    entity_ref_equal(asker->trade.asked, p->e.ref) &&
	    w->now_ms < asker->trade.asked_until_ms;

	if (is_asked)
		asker->trade.asked = (struct entity_ref){ 0 };
	return is_asked;
}

static void
trade_on_accept(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_offer_accept *req)
{
	struct player *asker = find(w, req->id_from);
	struct ids ids = { p->e.id, req->id_from, p->e.id };

	if (!take_question(w, asker, p))
		return;
	if (is_trading(w, p) || is_trading(w, asker) || !may_meet(p, asker)) {
		ids.request = req->id_from;
		TELL(p, ids, fe2cl_rep_pc_trade_offer_refusal);
		return;
	}
	begin_side(p, asker);
	begin_side(asker, p);
	TELL(p, ids, fe2cl_rep_pc_trade_offer_succ);
	TELL(asker, ids, fe2cl_rep_pc_trade_offer_succ);
}

static void
trade_on_refusal(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_offer_refusal *req)
{
	struct player *asker = find(w, req->id_from);
	struct ids ids = { p->e.id, req->id_from, p->e.id };

	if (take_question(w, asker, p))
		TELL(asker, ids, fe2cl_rep_pc_trade_offer_refusal);
}

/* DEFECT: the one who cancelled was told, and not the other. */
static void
trade_on_cancel(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_offer_cancel *req)
{
	struct player *other = find(w, req->id_to);
	struct ids ids = { p->e.id, p->e.id, req->id_to };

	if (other != NULL && take_question(w, p, other))
		TELL(other, ids, fe2cl_rep_pc_trade_offer_cancel);
}

/* Either side's window would not open. DEFECT: the reason was not passed on. */
static void
trade_on_abort(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_offer_abort *req)
{
	struct player *from = find(w, req->id_from);
	struct player *to = find(w, req->id_to);
	struct player *other = p == from ? to : from;
	struct ids ids = IDS(req);

	if (from == NULL || to == NULL || (p != from && p != to) ||
	    !take_question(w, from, to))
		return;
	ids.request = p->e.id;
	TELL(other, ids, fe2cl_rep_pc_trade_offer_abort,
	    .error_code = req->error_code);
}

/* --- the table --- */

/* Whatever changes, both have to agree once more. */
static void
reopen(struct player *p, struct player *other)
{
	p->trade.is_confirmed = false;
	other->trade.is_confirmed = false;
}

static void
trade_on_put(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_item_register *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);
	struct wire_item_trade item = req->item, left;

	if (other == NULL || !trade_deal_put(w, p, &item, &left)) {
		TELL(p, ids, fe2cl_rep_pc_trade_item_register_fail);
		return;
	}
	reopen(p, other);
	/* DEFECT: one could show a look that the thing does not have. */
	TELL(p, ids, fe2cl_rep_pc_trade_item_register_succ,
	    .trade_item = item, .inven_item = left);
	TELL(other, ids, fe2cl_rep_pc_trade_item_register_succ,
	    .trade_item = item, .inven_item = left);
}

static void
trade_on_take(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_item_unregister *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);
	struct wire_item_trade left;

	if (other == NULL || !trade_deal_take(p, req->item.slot_num, &left)) {
		TELL(p, ids, fe2cl_rep_pc_trade_item_unregister_fail);
		return;
	}
	reopen(p, other);
	TELL(p, ids, fe2cl_rep_pc_trade_item_unregister_succ,
	    .trade_item = req->item, .inven_item = left);
	TELL(other, ids, fe2cl_rep_pc_trade_item_unregister_succ,
	    .trade_item = req->item, .inven_item = left);
}

static void
trade_on_cash(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_cash_register *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);

	if (other == NULL || req->candy < 0 ||
	    req->candy > wallet_get(p, WALLET_TAROS))
		return;
	reopen(p, other);
	p->trade.taros = req->candy;
	TELL(p, ids, fe2cl_rep_pc_trade_cash_register_succ,
	    .candy = req->candy);
	TELL(other, ids, fe2cl_rep_pc_trade_cash_register_succ,
	    .candy = req->candy);
}

/* --- the end --- */

static void
send_done(struct player *p, struct ids ids, const struct trade_offer *got,
    const struct trade_offer *gave)
{
	struct fe2cl_rep_pc_trade_confirm_succ out = {
		.id_request = ids.request,
		.id_from = ids.from,
		.id_to = ids.to,
		.candy = wallet_get(p, WALLET_TAROS),
	};

	memcpy(out.item, got->items, sizeof(out.item));
	memcpy(out.item_stay, gave->items, sizeof(out.item_stay));
	send_packet(p, PKT_FE2CL_REP_PC_TRADE_CONFIRM_SUCC, &out);
}

static void
send_failed(struct player *p, struct ids ids)
{
	struct fe2cl_gm_rep_pc_announce out = { .during_time = FAILED_S };

	ids.request = p->e.id;
	TELL(p, ids, fe2cl_rep_pc_trade_confirm_abort);
	str_copy(out.announce_msg, sizeof(out.announce_msg), "Trade Failed");
	send_packet(p, PKT_FE2CL_GM_REP_PC_ANNOUNCE, &out);
}

static void
conclude(struct world *w, struct player *p, struct player *other,
    struct ids ids)
{
	struct trade_offer mine = { 0 }, theirs = { 0 };
	bool is_done = trade_deal_exchange(w, p, other, &mine, &theirs);

	end_side(p);
	end_side(other);
	if (!is_done) {
		send_failed(p, ids);
		send_failed(other, ids);
		return;
	}
	send_done(p, ids, &theirs, &mine);
	send_done(other, ids, &mine, &theirs);
	persist_flush(w);	/* both sides in one transaction, now */
}

static void
trade_on_confirm(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_confirm *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);

	if (other == NULL) {
		if (is_trading(w, p))
			return;
		ids.request = ids.request == ids.from ? ids.to : ids.from;
		TELL(p, ids, fe2cl_rep_pc_trade_confirm_abort);
		return;
	}
	TELL(p, ids, fe2cl_rep_pc_trade_confirm);
	if (other->trade.is_confirmed) {
		conclude(w, p, other, ids);
		return;
	}
	p->trade.is_confirmed = true;
	TELL(other, ids, fe2cl_rep_pc_trade_confirm);
}

static void
cancel(struct player *p, struct player *other, struct ids ids)
{
	end_side(p);
	end_side(other);
	TELL(other, ids, fe2cl_rep_pc_trade_confirm_cancel);
}

static void
trade_on_confirm_cancel(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_confirm_cancel *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);

	if (other != NULL)
		cancel(p, other, ids);
}

/* spec/unhandled-packets.md: as a cancel, but told as an abort. */
static void
trade_on_confirm_abort(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_confirm_abort *req)
{
	struct ids ids = IDS(req);
	struct player *other = meant_partner(w, p, ids);

	if (other == NULL)
		return;
	end_side(p);
	end_side(other);
	TELL(other, ids, fe2cl_rep_pc_trade_confirm_abort);
}

/* DEFECT: who was left behind could move no item until the next login. */
void
trade_on_player_left(struct world *w, struct player *p)
{
	struct player *other = trade_partner(w, p);

	if (other != NULL)
		cancel(p, other, (struct ids){ p->e.id, p->e.id,
		    other->e.id });
	end_side(p);
}

void
trade_on_player_warped(struct world *w, struct player *p, uint64_t to_instance)
{
	struct player *other = trade_partner(w, p);
	struct ids ids = { .request = p->e.id, .from = p->e.id };

	UNUSED(to_instance);
	if (other == NULL)
		return;
	ids.to = other->e.id;
	cancel(p, other, ids);
	TELL(p, ids, fe2cl_rep_pc_trade_confirm_cancel);
}

/* The dead hold on to what they have; neither client could go on. */
void
trade_on_hurt(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	struct player *p = (struct player *)target;

	UNUSED(source);
	UNUSED(amount);
	if (target->kind == ENTITY_PLAYER && p->combatant.hp <= 0)
		trade_on_player_warped(w, p, p->e.instance->id);
}

const struct handler trade_handlers[] = {
	ON_CL2FE_REQ_PC_TRADE_OFFER(NEED_WORLD | NEED_ALIVE, trade_on_offer),
	ON_CL2FE_REQ_PC_TRADE_OFFER_ACCEPT(NEED_WORLD | NEED_ALIVE,
	    trade_on_accept),
	ON_CL2FE_REQ_PC_TRADE_OFFER_REFUSAL(NEED_WORLD, trade_on_refusal),
	ON_CL2FE_REQ_PC_TRADE_OFFER_CANCEL(NEED_WORLD, trade_on_cancel),
	ON_CL2FE_REQ_PC_TRADE_OFFER_ABORT(NEED_WORLD, trade_on_abort),
	ON_CL2FE_REQ_PC_TRADE_ITEM_REGISTER(NEED_WORLD | NEED_ALIVE,
	    trade_on_put),
	ON_CL2FE_REQ_PC_TRADE_ITEM_UNREGISTER(NEED_WORLD, trade_on_take),
	ON_CL2FE_REQ_PC_TRADE_CASH_REGISTER(NEED_WORLD | NEED_ALIVE,
	    trade_on_cash),
	ON_CL2FE_REQ_PC_TRADE_CONFIRM(NEED_WORLD | NEED_ALIVE,
	    trade_on_confirm),
	ON_CL2FE_REQ_PC_TRADE_CONFIRM_CANCEL(NEED_WORLD,
	    trade_on_confirm_cancel),
	ON_CL2FE_REQ_PC_TRADE_CONFIRM_ABORT(NEED_WORLD,
	    trade_on_confirm_abort),
	HANDLERS_END
};
