/*
 * email_send.c - sending mail, with taros and items in it (spec/email.md 3).
 *
 * Owns:   w->email_drafts; player->email.draft and sent_at_ms.
 * Called: by packet; email_send_on_found() by the shard.
 * Thread: world.
 *
 * Everything is checked before anything moves. Then taros, items and the mail
 * are one deal: what the store refuses is given back to where it was.
 */
#include "game/email_send.h"

#include "base/log.h"
#include "base/str.h"
#include "config/config.h"
#include "db/row.h"
#include "game/audit.h"
#include "game/buddy.h"
#include "game/chat.h"
#include "game/deal.h"
#include "game/email.h"
#include "game/email_wait.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/email_draft.h"
#include "world/event.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	POSTAGE = 50,
	POSTAGE_AN_ITEM = 20,
	PAUSE_MS = 60000,	/* the client's EMAILSEND_TIME_DELAY */
	MAILBOX_LIMIT = 1000,	/* GUESS: no honest mailbox has so many */
	NAME_BYTES = 160,
	SET_TAROS = 5		/* iSetValueType */
};

/* iErrorCode */
enum fail { FAIL_NONE = 0, FAIL_PLAIN = 1, FAIL_OTHER_TIME = 9 };

/* --- the draft --- */

static struct email_draft *
draft_of(const struct world *w, const struct player *p)
{
	return pool_get(&w->email_drafts, p->email.draft.slot,
	    p->email.draft.gen);
}

static void
free_draft(struct world *w, struct player *p)
{
	if (draft_of(w, p) != NULL)
		pool_remove(&w->email_drafts, p->email.draft.slot);
	p->email.draft = (struct entity_ref){ 0 };
}

static void
refuse(struct world *w, struct player *p, int64_t to, enum fail why)
{
	SEND(p, fe2cl_rep_pc_send_email_fail,
	    .to_pcuid = to,
	    .error_code = why);
	free_draft(w, p);
}

/* --- is it sound? --- */

static bool
is_listed_before(const struct email_draft *d, int n)
{
	for (int i = 0; i < n; i++)
		if (d->items[i].count > 0 && d->items[i].slot ==
		    d->items[n].slot)
			return true;
	return false;
}

/*
 * DEFECTs, spec/email.md 3: what may not be traded, is past its time or
 * promised elsewhere was sent; expiry and look were the client's to choose.
 */
static bool
may_send(const struct world *w, const struct player *p,
    const struct email_draft_item *it)
{
	const struct item *have = &p->inventory.bag[it->slot];
	const struct tdata_item *row = tdata_find_item(w->td, have->type,
	    have->id);

	if (have->type != it->item.type || have->id != it->item.id ||
	    item_is_none(have) || row == NULL || !row->is_tradeable)
		return false;
	if (have->time_limit_s != 0 &&
	    (int64_t)(uint32_t)have->time_limit_s < w->unix_s)
		return false;
	return it->count <= have->opt && !item_plan_is_locked(p, it->slot);
}

static bool
take_items_from(const struct world *w, const struct player *p,
    const struct cl2fe_req_pc_send_email *req, struct email_draft *d)
{
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		const struct wire_email_item_info_from_cl *in = &req->item[i];
		struct email_draft_item *it = &d->items[i];

		if (in->slot_num < 0 || in->slot_num >= PLAYER_INVENTORY_MAX)
			return false;
		it->slot = in->slot_num;
		if (in->item_inven.id == 0)
			continue;
		it->item.type = in->item_inven.type;
		it->item.id = in->item_inven.id;
		it->count = in->item_inven.opt;
		if (it->count < 1 || is_listed_before(d, i) ||
		    !may_send(w, p, it))
			return false;
		d->cost += POSTAGE_AN_ITEM;
	}
	return true;
}

/* DEFECT: postage raised what one could send instead of what it cost. */
static bool
can_pay(const struct player *p, struct email_draft *d, int32_t taros)
{
	if (taros < 0 || (int64_t)taros + d->cost >
	    wallet_get(p, WALLET_TAROS))
		return false;
	d->taros = taros;
	d->cost += taros;
	return true;
}

static bool
has_contents(const struct email_draft *d)
{
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		if (d->items[i].count > 0)
			return true;
	return d->taros > 0;
}

/* --- posting it --- */

/* DEFECT: names that no moderator has seen yet went out by mail. */
static void
put_sender(const struct player *p, struct email_head_row *out)
{
	out->sender_id = p->e.id;
	if (p->identity.name_check == 1) {
		str_copy(out->sender_first_name,
		    sizeof(out->sender_first_name), p->identity.first_name);
		str_copy(out->sender_last_name,
		    sizeof(out->sender_last_name), p->identity.last_name);
		return;
	}
	str_copy(out->sender_first_name, sizeof(out->sender_first_name),
	    "Player");
	str_format(out->sender_last_name, sizeof(out->sender_last_name), "%d",
	    p->e.id);
}

/* slot: 1..4; its taros have no place of their own. */
static struct audit_spot
in_mail(const struct email_draft *d, int32_t slot)
{
	return (struct audit_spot){ AUDIT_MAIL, slot, d->to_id };
}

/* Out of the bag; the slots are locked, so that all can go back. */
static void
take_out(struct world *w, struct player *p, struct email_draft *d)
{
	struct item_plan pl;
	int32_t n = 0;

	item_plan_begin(&pl);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		struct email_draft_item *it = &d->items[i];
		struct item_moving m;

		if (it->count == 0)
			continue;
		CHECK(item_plan_take(&pl, p, it->slot, it->count,
		    ITEM_PLAN_HEED_LOCKS, &m));
		it->item = m.item;
		item_plan_drop(&pl, &m, in_mail(d, ++n));
	}
	item_plan_commit(w, &pl);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		if (d->items[i].count > 0)
			item_plan_lock(p, d->items[i].slot);
}

/* The rest of a stack lies where it lay: what was taken joins it again. */
static void
put_back(struct world *w, struct player *p, const struct email_draft *d)
{
	int32_t n = 0;

	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		const struct email_draft_item *it = &d->items[i];
		struct item whole = it->item;

		if (it->count == 0)
			continue;
		whole.opt += p->inventory.bag[it->slot].opt;
		inventory_put(w, p, it->slot, &whole);
		audit_item_out(w, &it->item, in_mail(d, ++n));
	}
}

static void
unlock(struct player *p, const struct email_draft *d)
{
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		if (d->items[i].count > 0)
			item_plan_unlock(p, d->items[i].slot);
}

static void
tell_sent(struct player *p, const struct email_draft *d)
{
	struct fe2cl_rep_pc_send_email_succ out = {
		.to_pcuid = d->to_id,
		.candy = wallet_get(p, WALLET_TAROS),
	};

	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		const struct email_draft_item *it = &d->items[i];
		struct wire_item_base left;

		if (it->count == 0)
			continue;
		out.item[i].slot_num = it->slot;
		out.item[i].item_inven = item_to_wire(&it->item);
		left = item_to_wire(&p->inventory.bag[it->slot]);
		/* The client shows the slot anew for this. */
		SEND(p, fe2cl_pc_item_move_succ,
		    .from = INVENTORY_BAG,
		    .to = INVENTORY_BAG,
		    .from_slot_num = it->slot,
		    .to_slot_num = it->slot,
		    .from_slot_item = left,
		    .to_slot_item = left);
	}
	SEND(p, fe2cl_gm_rep_pc_set_value,
	    .pc_id = p->e.id,
	    .set_value_type = SET_TAROS,
	    .set_value = out.candy);
	send_packet(p, PKT_FE2CL_REP_PC_SEND_EMAIL_SUCC, &out);
}

static void
on_posted(struct world *w, struct player *p, enum db_result result)
{
	struct email_draft *d = draft_of(w, p);
	char from[NAME_BYTES];

	CHECK(d != NULL);
	unlock(p, d);
	if (result != DB_OK) {
		put_back(w, p, d);
		audit_money_out(w, AUDIT_TAROS, d->taros, in_mail(d, 0));
		/* As if it had never been gone: the cap holds for the sum. */
		(void)wallet_add(w, p, WALLET_TAROS, d->cost);
		refuse(w, p, d->to_id, FAIL_PLAIN);
		return;
	}
	tell_sent(p, d);
	player_full_name(p, from, sizeof(from));
	log_info("email: %s (to %s): <%s>", from, d->to_name, d->subject);
	EVENT(w, mailed, from, d->to_name, d->subject, d->body);
	free_draft(w, p);
}

static void
post(struct world *w, struct player *p, struct email_draft *d)
{
	struct db_req_send_email *req;
	struct email_row *row;
	struct player *to;
	int n = 0;

	deal_begin(w, p);
	CHECK(wallet_spend(w, p, WALLET_TAROS, d->cost));
	audit_money_in(w, AUDIT_TAROS, d->taros, in_mail(d, 0));
	take_out(w, p, d);
	req = db_add_send_email(&w->to_db, DB_ROOM_WORLD, p->conn);
	req->mailbox_limit = MAILBOX_LIMIT;
	row = &req->email;
	row->player_id = d->to_id;
	row->taros = d->taros;
	row->head.send_time_s = w->unix_s;
	put_sender(p, &row->head);
	str_copy(row->head.subject, sizeof(row->head.subject), d->subject);
	str_copy(row->body, sizeof(row->body), d->body);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		const struct item *it = &d->items[i].item;

		if (d->items[i].count > 0)
			row->items[n++] = (struct item_row){ it->type, it->id,
				it->opt, it->time_limit_s };
	}
	/* Counted behind it, so that the recipient hears of it at once. */
	to = buddy_online(w, d->to_id);
	if (to != NULL)
		email_tell_unread(w, to);
	p->email.sent_at_ms = w->now_ms;
	deal_commit(w, p, on_posted);
}

/* --- to whom? --- */

struct recipient {
	bool blocks_sender;
	bool left_the_future;
};

/*
 * Meanwhile a trade may have been concluded by the other side, and things may
 * have passed their time.
 */
static bool
is_still_sound(const struct world *w, const struct player *p,
    const struct email_draft *d)
{
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		if (d->items[i].count > 0 && !may_send(w, p, &d->items[i]))
			return false;
	return d->cost <= wallet_get(p, WALLET_TAROS);
}

static void
post_to(struct world *w, struct player *p, struct email_draft *d,
    const struct recipient *to)
{
	if (to->blocks_sender || !is_still_sound(w, p, d))
		refuse(w, p, d->to_id, FAIL_PLAIN);
	else if (has_contents(d) && to->left_the_future !=
	    p->profile.left_the_future)
		refuse(w, p, d->to_id, FAIL_OTHER_TIME);
	else
		post(w, p, d);
}

/* As player_full_name() would have it. */
static void
put_name(const struct brief_row *row, char *out, size_t cap)
{
	if (row->name_check != 1)
		str_format(out, cap, "Player %d", row->player_id);
	else
		str_format(out, cap, "%s%s %s [%d]", row->account_level <=
		    ACCOUNT_LEVEL_GM ? "(GM) " : "", row->first_name,
		    row->last_name, row->player_id);
}

void
email_send_on_found(struct world *w, conn_id conn,
    const struct db_rep_find_player *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	struct email_draft *d;

	if (p == NULL || p->email.wait != EMAIL_WAIT_RECIPIENT)
		return;
	p->email.wait = EMAIL_WAIT_NONE;
	d = draft_of(w, p);
	CHECK(d != NULL);
	if (rep->result != DB_OK) {
		refuse(w, p, d->to_id, FAIL_PLAIN);
	} else {
		put_name(&rep->player, d->to_name, sizeof(d->to_name));
		post_to(w, p, d, &(const struct recipient){
		    rep->blocks_asker, rep->player.pay_zone_flag != 0 });
	}
	hold_end(p);
}

static void
look_up(struct world *w, struct player *p, const struct email_draft *d)
{
	struct db_req_find_player *req = db_add_find_player(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	req->player_id = d->to_id;
	req->asker_id = p->e.id;
	p->email.wait = EMAIL_WAIT_RECIPIENT;
	hold_begin(p);		/* until email_send_on_found() */
}

static bool
is_too_soon(const struct world *w, const struct player *p)
{
	return w->cfg->limits.is_enabled && p->email.sent_at_ms != 0 &&
	    w->now_ms - p->email.sent_at_ms < PAUSE_MS;
}

static void
email_send_on_send(struct world *w, struct player *p,
    const struct cl2fe_req_pc_send_email *req)
{
	struct player *to = buddy_online(w, req->to_pcuid);
	struct email_draft *d;

	if (!deal_may_begin(p) || draft_of(w, p) != NULL)
		return;
	d = pool_add(&w->email_drafts, &p->email.draft.slot,
	    &p->email.draft.gen);
	if (d == NULL || req->to_pcuid <= 0 || req->to_pcuid > INT32_MAX ||
	    is_too_soon(w, p)) {
		refuse(w, p, req->to_pcuid, FAIL_PLAIN);
		return;
	}
	d->to_id = (int32_t)req->to_pcuid;
	d->cost = POSTAGE;
	if (!take_items_from(w, p, req, d) || !can_pay(p, d, req->cash)) {
		refuse(w, p, req->to_pcuid, FAIL_PLAIN);
		return;
	}
	chat_sanitise(d->subject, sizeof(d->subject), req->subject,
	    CHAT_ONE_LINE);
	chat_sanitise(d->body, sizeof(d->body), req->content, CHAT_LINES);
	if (to == NULL) {
		look_up(w, p, d);
		return;
	}
	player_full_name(to, d->to_name, sizeof(d->to_name));
	post_to(w, p, d, &(const struct recipient){
	    buddy_is_blocked(to, p->e.id), to->profile.left_the_future });
}

void
email_send_on_player_left(struct world *w, struct player *p)
{
	if (deal_may_begin(p))
		free_draft(w, p);	/* else on_posted() does */
}

const struct handler email_send_handlers[] = {
	ON_CL2FE_REQ_PC_SEND_EMAIL(NEED_WORLD, email_send_on_send),
	HANDLERS_END
};
