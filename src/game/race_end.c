/*
 * race_end.c - the end of a race: the score, its record, the reward
 * (spec/racing.md).
 *
 * Owns:   player->race.result.
 * Called: by packet; by the shard with the store's answers.
 * Thread: world.
 *
 * The record, the fusion matter and the crate are one deal (DEFECT: two
 * statements on the world's thread, and a crash in between).
 */
#include "game/race_end.h"

#include <math.h>

#include "base/str.h"
#include "config/config.h"
#include "game/booster.h"
#include "game/deal.h"
#include "game/email.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/race.h"
#include "game/race_course.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/event.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	MODE_PRACTICE = 0,		/* iEPRaceMode; 1 is for the record */
	MS_PER_S = 1000,
	FATIGUE = 50,			/* as PC_ENTER_SUCC has it */
	FATIGUE_LEVEL = 1
};

/* --- the reward --- */

static int64_t
fusion_matter_of(const struct player *p, int32_t reward_fm)
{
	double amount = trunc(reward_fm *
	    p->wallet.fusion_matter_rate[PLAYER_RATE_RACING] *
	    booster_buff_factor(p, BUFF_REWARD_BLOB));

	return (int64_t)(amount * booster_factor(p, BOOSTER_RACES));
}

static struct audit_spot
in_mail(const struct player *p)
{
	enum { FIRST_PLACE = 1 };

	return (struct audit_spot){ AUDIT_MAIL, FIRST_PLACE, p->e.id };
}

/* DEFECT: whose bag was full got nothing. Part of the deal, as the rest. */
static void
mail_item(struct world *w, struct player *p, const struct item *it)
{
	struct db_req_send_email *req = db_add_send_email(&w->to_db,
	    DB_ROOM_WORLD, p->conn);
	struct email_row *row = &req->email;

	row->player_id = p->e.id;
	row->head.send_time_s = w->unix_s;
	str_copy(row->head.sender_first_name,
	    sizeof(row->head.sender_first_name), "Infected");
	str_copy(row->head.sender_last_name,
	    sizeof(row->head.sender_last_name), "Zone");
	str_copy(row->head.subject, sizeof(row->head.subject),
	    "Your race");
	str_copy(row->body, sizeof(row->body), "You had no room for what you "
	    "won. Here it is.");
	row->items[0] = (struct item_row){ it->type, it->id, it->opt,
		it->time_limit_s };
	audit_item_in(w, it, in_mail(p));
	email_tell_unread(w, p);
}

/* Locked in its slot until the store has agreed; without room, mailed. */
static void
give_item(struct world *w, struct player *p, int32_t crate_id)
{
	struct race_result *res = &p->race.result;
	struct item_moving m = {
		.item = { TDATA_ITEM_CHEST, (int16_t)crate_id, 1, 0 },
	};
	struct item_plan pl;

	res->slot = INVENTORY_NO_SLOT;
	if (crate_id == 0)
		return;
	res->item = m.item;
	item_plan_begin(&pl);
	res->slot = item_plan_put(&pl, p, &m);
	if (res->slot == INVENTORY_NO_SLOT) {
		mail_item(w, p, &m.item);
		return;
	}
	item_plan_commit(w, &pl);
	item_plan_lock(p, res->slot);
}

static bool
is_mailed(const struct race_result *res)
{
	return !item_is_none(&res->item) && res->slot == INVENTORY_NO_SLOT;
}

static void
take_back(struct world *w, struct player *p)
{
	struct race_result *res = &p->race.result;
	struct item_moving m;
	struct item_plan pl;

	wallet_take(w, p, WALLET_FUSION_MATTER, res->given_fm);
	if (is_mailed(res))
		audit_item_out(w, &res->item, in_mail(p));
	if (res->slot == INVENTORY_NO_SLOT)
		return;
	item_plan_begin(&pl);
	CHECK(item_plan_take(&pl, p, res->slot, 0, ITEM_PLAN_HEED_LOCKS, &m));
	item_plan_drop(&pl, &m, (struct audit_spot){ 0 });
	item_plan_commit(w, &pl);
}

static void
tell_result(struct player *p)
{
	const struct race_result *res = &p->race.result;
	const struct race_best *best = &p->race.best;
	struct fe2cl_rep_ep_race_end_succ out = {
		.ep_race_mode = res->mode,
		.ep_race_time = res->time_s,
		.ep_ring_cnt = res->ring_count,
		.ep_score = res->score,
		.ep_rank = res->rank,
		.ep_reward_fm = res->reward_fm,
		.ep_top_score = best->score,
		.ep_top_rank = best->rank,
		.ep_top_time = best->time_s,
		.ep_top_ring_count = best->ring_count,
		.fusion_matter = wallet_get(p, WALLET_FUSION_MATTER),
		.fatigue = FATIGUE,
		.fatigue_level = FATIGUE_LEVEL,
	};

	if (!item_is_none(&res->item) && !is_mailed(res)) {
		out.reward_item.item = item_to_wire(&res->item);
		out.reward_item.il = INVENTORY_BAG;
		out.reward_item.slot_num = res->slot;
	}
	send_packet(p, PKT_FE2CL_REP_EP_RACE_END_SUCC, &out);
	if (is_mailed(res))
		send_message(p, "Your bag is full. Your reward is in your "
		    "mailbox.");
}

/* --- the end --- */

static void
refuse_end(struct world *w, struct player *p)
{
	SEND(p, fe2cl_rep_ep_race_end_fail, .error_code = 0);
	race_call_off(w, p);
}

/* The client may be gone by now. */
static void
on_stored(struct world *w, struct player *p, enum db_result result)
{
	struct race_result *res = &p->race.result;

	if (res->slot != INVENTORY_NO_SLOT)
		item_plan_unlock(p, res->slot);
	res->is_pending = false;
	if (result != DB_OK) {
		take_back(w, p);
		refuse_end(w, p);
		return;
	}
	if (p->state == PLAYER_IN_WORLD)
		EVENT(w, fusion_matter_changed, p);
	tell_result(p);
}

void
race_end_on_posted(struct world *w, conn_id conn,
    const struct db_rep_post_race *rep)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p != NULL && p->race.result.is_pending && rep->result == DB_OK)
		race_note_best(w, p, &rep->best);
}

void
race_end_on_best(struct world *w, conn_id conn,
    const struct db_rep_top_race *rep)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL)
		return;
	if (rep->result == DB_OK && rep->best.ep_id == p->race.asked_ep_id)
		race_note_best(w, p, &rep->best);
	if (p->race.result.is_pending && deal_may_begin(p)) {
		p->race.result.is_pending = false;	/* a practice run */
		tell_result(p);
	}
	hold_end(p);
}

/* The run and what it earns are on disk together, or neither is. */
static void
store(struct world *w, struct player *p, const struct race_course *c)
{
	struct race_result *res = &p->race.result;
	struct db_req_post_race *req;

	deal_begin(w, p);
	req = db_add_post_race(&w->to_db, DB_ROOM_WORLD, p->conn);
	req->race = (struct race_row){
		.ep_id = c->map->ep_id,
		.player_id = p->e.id,
		.score = res->score,
		.ring_count = res->ring_count,
		.time_s = res->time_s,
		.timestamp_s = w->unix_s,
	};
	res->given_fm = wallet_add(w, p, WALLET_FUSION_MATTER,
	    fusion_matter_of(p, res->reward_fm));
	give_item(w, p, race_course_reward(c, res->rank));
	deal_commit(w, p, on_stored);
}

static bool
counts(const struct world *w, int32_t mode)
{
	return mode != MODE_PRACTICE || w->cfg->shard.iz_practice_counts;
}

static void
finish(struct world *w, struct player *p, const struct race_course *c)
{
	const struct player_race *r = &p->race;
	int32_t time_s = (int32_t)(w->now_ms / MS_PER_S -
	    r->started_at_ms / MS_PER_S);
	struct race_result res = {
		.mode = r->mode,
		.time_s = time_s,
		.ring_count = r->ring_count,
		.score = race_course_score(c, r->ring_count, time_s,
		    w->cfg->shard.iz_race_score_capped),
		.slot = INVENTORY_NO_SLOT,
		.is_pending = true,
	};

	res.rank = race_course_rank(c->race, res.score);
	if (counts(w, r->mode))
		res.reward_fm = race_course_fm(c, r->ring_count);
	p->race.result = res;
	race_forget(p);
	if (counts(w, res.mode))
		store(w, p, c);
	else
		race_ask_for_best(w, p, c->map->ep_id);
}

/* DEFECTs: started in one zone and ended in another, long after its time. */
static bool
may_end(const struct world *w, const struct player *p, int32_t npc_id,
    struct race_course *c)
{
	return p->combatant.hp > 0 && w->now_ms <= p->race.ends_at_ms &&
	    race_map_of(p) == p->race.map &&
	    race_course_find(w->td, p->race.map, c) &&
	    race_is_at_agent(w, p, npc_id, TDATA_KIND_RACE_END);
}

static void
race_end_on_end(struct world *w, struct player *p,
    const struct cl2fe_req_ep_race_end *req)
{
	struct race_course c;

	if (!race_is_on(p) || !deal_may_begin(p))
		SEND(p, fe2cl_rep_ep_race_end_fail, .error_code = 0);
	else if (!may_end(w, p, req->end_ecom_id, &c))
		refuse_end(w, p);
	else
		finish(w, p, &c);
}

const struct handler race_end_handlers[] = {
	ON_CL2FE_REQ_EP_RACE_END(NEED_WORLD, race_end_on_end),
	HANDLERS_END
};
