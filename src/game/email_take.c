/*
 * email_take.c - taking taros and items out of a mail (spec/email.md 2).
 *
 * Owns:   player->email.slot and mail_slot.
 * Called: by packet; email_take_...() by email.c with what is in the mail.
 * Thread: world.
 *
 * Each is a deal: out of the mail and into the bag at once.
 */
#include "game/email_take.h"

#include "game/audit.h"
#include "game/deal.h"
#include "game/email_wait.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/wallet.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/* --- taking its taros --- */

static void
refuse_taros(struct player *p, int64_t msg_index)
{
	SEND(p, fe2cl_rep_pc_recv_email_candy_fail, .email_index = msg_index);
}

static void
email_on_taros_request(struct world *w, struct player *p,
    const struct cl2fe_req_pc_recv_email_candy *req)
{
	if (email_is_index(req->email_index))
		email_look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_TAROS);
	else
		refuse_taros(p, req->email_index);
}

static void
on_taros_taken(struct world *w, struct player *p, enum db_result result)
{
	int32_t sum = p->email.slot;

	if (result != DB_OK) {
		audit_money_in(w, AUDIT_TAROS, sum, email_spot(p->e.id, 0));
		wallet_take(w, p, WALLET_TAROS, sum);
		refuse_taros(p, p->email.msg_index);
		return;
	}
	SEND(p, fe2cl_rep_pc_recv_email_candy_succ,
	    .email_index = p->email.msg_index,
	    .candy = wallet_get(p, WALLET_TAROS));
}

/* What the purse cannot hold stays in the mail (DEFECT: it was destroyed). */
void
email_take_taros(struct world *w, struct player *p,
    const struct db_rep_read_email *rep)
{
	struct db_req_take_email_taros *take;
	int32_t sum;

	if (rep->result != DB_OK || !deal_may_begin(p)) {
		refuse_taros(p, p->email.msg_index);
		return;
	}
	deal_begin(w, p);
	sum = wallet_add(w, p, WALLET_TAROS, rep->email.taros);
	audit_money_out(w, AUDIT_TAROS, sum, email_spot(p->e.id, 0));
	take = db_add_take_email_taros(&w->to_db, DB_ROOM_WORLD, p->conn);
	take->player_id = p->e.id;
	take->msg_index = p->email.msg_index;
	take->expected = rep->email.taros;
	take->left = rep->email.taros - sum;
	p->email.slot = sum;
	deal_commit(w, p, on_taros_taken);
}

/* --- taking what is attached --- */

static void
refuse_item(struct player *p)
{
	SEND(p, fe2cl_rep_pc_recv_email_item_fail,
	    .email_index = p->email.msg_index,
	    .slot_num = p->email.slot,
	    .email_item_slot = p->email.mail_slot);
}

static void
email_on_item_request(struct world *w, struct player *p,
    const struct cl2fe_req_pc_recv_email_item *req)
{
	if (req->slot_num < 0 || req->slot_num >= PLAYER_INVENTORY_MAX ||
	    req->email_item_slot < EMAIL_SLOT_FIRST ||
	    req->email_item_slot > ROW_EMAIL_ITEMS)
		return;
	p->email.slot = req->slot_num;
	p->email.mail_slot = req->email_item_slot;
	p->email.msg_index = req->email_index;
	if (email_is_index(req->email_index))
		email_look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_ITEM);
	else
		refuse_item(p);
}

/*
 * Moves one attachment into the bag and asks the store for it; the slot stays
 * locked until the answer. -1: no room, and nothing was done.
 */
static int32_t
take_out(struct world *w, struct player *p, const struct item_row *row,
    int32_t wanted_slot, int32_t mail_slot)
{
	struct db_req_take_email_item *take;
	struct item_moving m = {
		.item = email_item_of(row),
		.from = email_spot(p->e.id, mail_slot),
	};
	struct item_plan pl;
	int32_t slot = INVENTORY_NO_SLOT;

	item_plan_begin(&pl);
	if (!item_plan_is_locked(p, wanted_slot))
		slot = item_plan_put_at(&pl, p, wanted_slot, &m);
	/* DEFECT: what lay in the wanted slot was destroyed. */
	if (slot == INVENTORY_NO_SLOT)
		slot = item_plan_put(&pl, p, &m);
	if (slot == INVENTORY_NO_SLOT)
		return slot;
	item_plan_commit(w, &pl);
	item_plan_lock(p, slot);
	take = db_add_take_email_item(&w->to_db, DB_ROOM_WORLD, p->conn);
	take->player_id = p->e.id;
	take->msg_index = p->email.msg_index;
	take->slot = mail_slot;
	take->expected = *row;
	return slot;
}

/* Back into the mail: the store has not given it. */
static void
put_back(struct world *w, struct player *p, int32_t slot, int32_t mail_slot)
{
	struct item_plan pl;
	struct item_moving m;

	item_plan_unlock(p, slot);
	item_plan_begin(&pl);
	CHECK(item_plan_take(&pl, p, slot, 0, ITEM_PLAN_HEED_LOCKS, &m));
	item_plan_drop(&pl, &m, email_spot(p->e.id, mail_slot));
	item_plan_commit(w, &pl);
}

static void
send_given(struct player *p, int32_t slot)
{
	SEND(p, fe2cl_rep_pc_give_item_succ,
	    .il = INVENTORY_BAG,
	    .slot_num = slot,
	    .item = item_to_wire(&p->inventory.bag[slot]));
}

static void
on_item_taken(struct world *w, struct player *p, enum db_result result)
{
	int32_t slot = p->email.slot;

	if (result != DB_OK) {
		put_back(w, p, slot, p->email.mail_slot);
		refuse_item(p);
		return;
	}
	item_plan_unlock(p, slot);
	SEND(p, fe2cl_rep_pc_recv_email_item_succ,
	    .email_index = p->email.msg_index,
	    .slot_num = slot,
	    .email_item_slot = p->email.mail_slot);
	send_given(p, slot);
}

void
email_take_item(struct world *w, struct player *p,
    const struct db_rep_read_email *rep)
{
	const struct item_row *row =
	    &rep->email.items[p->email.mail_slot - EMAIL_SLOT_FIRST];

	/* DEFECT: nothing attached emptied the slot of the bag. */
	if (rep->result != DB_OK || row->id == 0 || !deal_may_begin(p) ||
	    inventory_free_slot(p) == INVENTORY_NO_SLOT) {
		refuse_item(p);
		return;
	}
	deal_begin(w, p);
	p->email.slot = take_out(w, p, row, p->email.slot,
	    p->email.mail_slot);
	CHECK(p->email.slot != INVENTORY_NO_SLOT);
	deal_commit(w, p, on_item_taken);
}

/* --- taking all of it --- */

static void
refuse_items(struct player *p, int64_t msg_index)
{
	SEND(p, fe2cl_rep_pc_recv_email_item_all_fail,
	    .email_index = msg_index);
}

static void
email_on_items_request(struct world *w, struct player *p,
    const struct cl2fe_req_pc_recv_email_item_all *req)
{
	if (email_is_index(req->email_index))
		email_look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_ITEMS);
	else
		refuse_items(p, req->email_index);
}

/*
 * While the deal is open the slots are a byte each of these two numbers: there
 * is nothing else to remember, and the player is held.
 */
static void
remember(struct player *p, int n, int32_t slot, int32_t mail_slot)
{
	p->email.slot |= (slot + 1) << (8 * n);
	p->email.mail_slot |= mail_slot << (8 * n);
}

static void
on_items_taken(struct world *w, struct player *p, enum db_result result)
{
	uint32_t slots = (uint32_t)p->email.slot;
	uint32_t mail_slots = (uint32_t)p->email.mail_slot;

	for (; slots != 0; slots >>= 8, mail_slots >>= 8) {
		int32_t slot = (int32_t)(slots & 0xff) - 1;

		if (result != DB_OK) {
			put_back(w, p, slot, (int32_t)(mail_slots & 0xff));
			continue;
		}
		item_plan_unlock(p, slot);
		send_given(p, slot);
	}
	if (result == DB_OK)
		SEND(p, fe2cl_rep_pc_recv_email_item_all_succ,
		    .email_index = p->email.msg_index);
	else
		refuse_items(p, p->email.msg_index);
}

static int
count_items(const struct email_row *e)
{
	int n = 0;

	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		n += e->items[i].id != 0;
	return n;
}

/* DEFECT: what did not fit was destroyed. */
void
email_take_items(struct world *w, struct player *p,
    const struct db_rep_read_email *rep)
{
	int n = 0;

	if (rep->result != DB_OK || !deal_may_begin(p) ||
	    inventory_free_count(p) < count_items(&rep->email)) {
		refuse_items(p, p->email.msg_index);
		return;
	}
	p->email.slot = p->email.mail_slot = 0;
	deal_begin(w, p);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		int32_t slot;

		if (rep->email.items[i].id == 0)
			continue;
		slot = take_out(w, p, &rep->email.items[i],
		    inventory_free_slot(p), i + EMAIL_SLOT_FIRST);
		CHECK(slot != INVENTORY_NO_SLOT);
		remember(p, n++, slot, i + EMAIL_SLOT_FIRST);
	}
	deal_commit(w, p, on_items_taken);
}

const struct handler email_take_handlers[] = {
	ON_CL2FE_REQ_PC_RECV_EMAIL_CANDY(NEED_WORLD, email_on_taros_request),
	ON_CL2FE_REQ_PC_RECV_EMAIL_ITEM(NEED_WORLD, email_on_item_request),
	ON_CL2FE_REQ_PC_RECV_EMAIL_ITEM_ALL(NEED_WORLD,
	    email_on_items_request),
	HANDLERS_END
};
