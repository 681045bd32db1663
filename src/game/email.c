/*
 * email.c - a player's mailbox: listing, reading, taking out, deleting
 * (spec/email.md 2).
 *
 * Owns:   player->email, but for what email_send.c sets in it.
 * Called: by packet; the email_on_...() by the shard with the store's answers.
 * Thread: world.
 *
 * Mails live in the store alone. Whoever asks for one is held until it answers.
 * Taking something out is a deal: out of the mail and into the bag at once.
 */
#include "game/email.h"

#include <string.h>
#include <time.h>

#include "base/str.h"
#include "game/audit.h"
#include "game/deal.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/wallet.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { SLOT_FIRST = 1 };	/* of the attachments 1..4 */

/* --- waiting for the store --- */

static void
wait_for(struct player *p, enum email_wait what)
{
	p->email.wait = (uint8_t)what;
	hold_begin(p);
}

/* Whose answer it is; NULL: gone, or it waits for nothing like this. */
static struct player *
waiting(const struct world *w, conn_id conn, enum email_wait what)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL || p->email.wait != (uint8_t)what ||
	    p->state == PLAYER_DEPARTING)
		return NULL;
	return p;
}

static void
go_on(struct player *p)
{
	p->email.wait = EMAIL_WAIT_NONE;
	hold_end(p);
}

/* DEFECT, spec/email.md 2: 64-bit numbers were cut to 32. */
static bool
is_index(int64_t i)
{
	return i > 0 && i <= INT32_MAX;
}

/* --- how many are unread --- */

void
email_tell_unread(struct world *w, struct player *p)
{
	db_add_count_unread(&w->to_db, DB_ROOM_WORLD, p->conn)->player_id =
	    p->e.id;
}

static void
email_on_update_check(struct world *w, struct player *p,
    const struct cl2fe_req_pc_email_update_check *req)
{
	UNUSED(req);
	email_tell_unread(w, p);
	wait_for(p, EMAIL_WAIT_COUNT);
}

void
email_on_counted(struct world *w, conn_id conn,
    const struct db_rep_count_unread *rep)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL)
		return;
	if (rep->result == DB_OK)
		SEND(p, fe2cl_rep_pc_new_email, .new_email_cnt = rep->count);
	if (waiting(w, conn, EMAIL_WAIT_COUNT) != NULL)
		go_on(p);
}

/* --- the list --- */

/*
 * The server's own time zone, as the peer has it. DEFECT, spec/wire.md: by a
 * routine that may fail and is shared by threads.
 */
static void
fill_time(int64_t unix_s, struct wire_systemtime *out)
{
	time_t t = (time_t)unix_s;
	struct tm tm;

	*out = (struct wire_systemtime){ 0 };
	if (localtime_r(&t, &tm) == NULL)
		return;
	out->year = (uint32_t)tm.tm_year + 1900;
	out->month = (uint32_t)tm.tm_mon + 1;
	out->day_of_week = (uint32_t)tm.tm_wday + 1;
	out->day = (uint32_t)tm.tm_mday;
	out->hour = (uint32_t)tm.tm_hour;
	out->minute = (uint32_t)tm.tm_min;
	out->second = (uint32_t)tm.tm_sec;
}

static void
fill_info(const struct email_head_row *row, struct wire_email_info *out)
{
	out->email_index = row->msg_index;
	out->from_pcuid = row->sender_id;
	out->read_flag = row->is_read;
	out->item_candy_flag = row->has_attachment;
	str_copy(out->first_name, sizeof(out->first_name),
	    row->sender_first_name);
	str_copy(out->last_name, sizeof(out->last_name),
	    row->sender_last_name);
	str_copy(out->subject, sizeof(out->subject), row->subject);
	fill_time(row->send_time_s, &out->send_time);
	fill_time(row->delete_time_s, &out->delete_time);
}

static void
email_on_page(struct world *w, struct player *p,
    const struct cl2fe_req_pc_recv_email_page_list *req)
{
	struct db_req_list_emails *ask = db_add_list_emails(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	ask->player_id = p->e.id;
	ask->page = req->page_num;
	p->email.msg_index = req->page_num;
	wait_for(p, EMAIL_WAIT_LIST);
}

void
email_on_listed(struct world *w, conn_id conn,
    const struct db_rep_list_emails *rep)
{
	struct player *p = waiting(w, conn, EMAIL_WAIT_LIST);
	struct fe2cl_rep_pc_recv_email_page_list_succ out = { 0 };

	if (p == NULL)
		return;
	out.page_num = (int8_t)p->email.msg_index;
	for (int32_t i = 0; i < rep->count && rep->result == DB_OK; i++)
		fill_info(&rep->emails[i], &out.email_info[i]);
	if (rep->result == DB_OK)
		send_packet(p, PKT_FE2CL_REP_PC_RECV_EMAIL_PAGE_LIST_SUCC,
		    &out);
	else
		SEND(p, fe2cl_rep_pc_recv_email_page_list_fail,
		    .page_num = out.page_num);
	go_on(p);
}

/* --- one mail --- */

static struct item
item_of(const struct item_row *row)
{
	return (struct item){ (int16_t)row->type, (int16_t)row->id, row->opt,
		row->time_limit_s };
}

static void
look_into(struct world *w, struct player *p, int64_t msg_index,
    enum email_wait why)
{
	struct db_req_read_email *ask = db_add_read_email(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	ask->player_id = p->e.id;
	ask->msg_index = msg_index;
	ask->marks_read = why == EMAIL_WAIT_READ;
	p->email.msg_index = msg_index;
	wait_for(p, why);
}

static void
refuse_reading(struct player *p, int64_t msg_index)
{
	SEND(p, fe2cl_rep_pc_read_email_fail, .email_index = msg_index);
}

static void
email_on_read_request(struct world *w, struct player *p,
    const struct cl2fe_req_pc_read_email *req)
{
	if (is_index(req->email_index))
		look_into(w, p, req->email_index, EMAIL_WAIT_READ);
	else
		refuse_reading(p, req->email_index);
}

static void
show(struct world *w, struct player *p, const struct db_rep_read_email *rep)
{
	struct fe2cl_rep_pc_read_email_succ out = {
		.email_index = p->email.msg_index,
		.cash = rep->email.taros,
	};

	UNUSED(w);
	/* DEFECT, spec/email.md 2: what is not there was shown as garbage. */
	if (rep->result != DB_OK) {
		refuse_reading(p, p->email.msg_index);
		return;
	}
	str_copy(out.content, sizeof(out.content), rep->email.body);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++) {
		struct item it = item_of(&rep->email.items[i]);

		out.item[i] = item_to_wire(&it);
	}
	send_packet(p, PKT_FE2CL_REP_PC_READ_EMAIL_SUCC, &out);
}

/* slot: 1..4; its taros have no place of their own. */
static struct audit_spot
in_mail(int32_t player_id, int32_t slot)
{
	return (struct audit_spot){ AUDIT_MAIL, slot, player_id };
}

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
	if (is_index(req->email_index))
		look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_TAROS);
	else
		refuse_taros(p, req->email_index);
}

static void
on_taros_taken(struct world *w, struct player *p, enum db_result result)
{
	int32_t sum = p->email.slot;

	if (result != DB_OK) {
		audit_money_in(w, AUDIT_TAROS, sum, in_mail(p->e.id, 0));
		wallet_take(w, p, WALLET_TAROS, sum);
		refuse_taros(p, p->email.msg_index);
		return;
	}
	SEND(p, fe2cl_rep_pc_recv_email_candy_succ,
	    .email_index = p->email.msg_index,
	    .candy = wallet_get(p, WALLET_TAROS));
}

/* What the purse cannot hold stays in the mail (DEFECT: it was destroyed). */
static void
take_taros(struct world *w, struct player *p,
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
	audit_money_out(w, AUDIT_TAROS, sum, in_mail(p->e.id, 0));
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
	    req->email_item_slot < SLOT_FIRST ||
	    req->email_item_slot > ROW_EMAIL_ITEMS)
		return;
	p->email.slot = req->slot_num;
	p->email.mail_slot = req->email_item_slot;
	p->email.msg_index = req->email_index;
	if (is_index(req->email_index))
		look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_ITEM);
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
		.item = item_of(row),
		.from = in_mail(p->e.id, mail_slot),
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
	item_plan_drop(&pl, &m, in_mail(p->e.id, mail_slot));
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

static void
take_item(struct world *w, struct player *p,
    const struct db_rep_read_email *rep)
{
	const struct item_row *row =
	    &rep->email.items[p->email.mail_slot - SLOT_FIRST];

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
	if (is_index(req->email_index))
		look_into(w, p, req->email_index, EMAIL_WAIT_LOOK_ITEMS);
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
static void
take_items(struct world *w, struct player *p,
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
		    inventory_free_slot(p), i + SLOT_FIRST);
		CHECK(slot != INVENTORY_NO_SLOT);
		remember(p, n++, slot, i + SLOT_FIRST);
	}
	deal_commit(w, p, on_items_taken);
}

void
email_on_read(struct world *w, conn_id conn,
    const struct db_rep_read_email *rep)
{
	static void (*const what[EMAIL_WAIT_COUNT_OF])(struct world *,
	    struct player *, const struct db_rep_read_email *) = {
		[EMAIL_WAIT_READ] = show,
		[EMAIL_WAIT_LOOK_TAROS] = take_taros,
		[EMAIL_WAIT_LOOK_ITEM] = take_item,
		[EMAIL_WAIT_LOOK_ITEMS] = take_items,
	};
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL || p->state == PLAYER_DEPARTING ||
	    what[p->email.wait] == NULL)
		return;
	what[p->email.wait](w, p, rep);
	go_on(p);
}

/* --- deleting --- */

static void
email_on_delete(struct world *w, struct player *p,
    const struct cl2fe_req_pc_delete_email *req)
{
	struct db_req_delete_emails *ask = db_add_delete_emails(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	ask->player_id = p->e.id;
	for (int i = 0; i < ROW_EMAILS_PER_PAGE; i++) {
		int64_t index = req->email_index_array[i];

		p->email.deleting[i] = index;
		ask->msg_index[i] = is_index(index) ? index : 0;
	}
	wait_for(p, EMAIL_WAIT_DELETE);
}

/* For the audit log: what was in those mails is gone. */
static void
note_lost(struct world *w, const struct db_rep_delete_emails *rep)
{
	for (int i = 0; i < ROW_EMAILS_PER_PAGE; i++) {
		const struct db_email_contents *lost = &rep->lost[i];

		audit_money_out(w, AUDIT_TAROS, lost->taros,
		    in_mail(rep->player_id, 0));
		for (int k = 0; k < ROW_EMAIL_ITEMS; k++) {
			struct item it = item_of(&lost->items[k]);

			audit_item_out(w, &it, in_mail(rep->player_id,
			    k + SLOT_FIRST));
		}
	}
}

void
email_on_deleted(struct world *w, conn_id conn,
    const struct db_rep_delete_emails *rep)
{
	struct player *p = waiting(w, conn, EMAIL_WAIT_DELETE);
	struct fe2cl_rep_pc_delete_email_succ out;
	struct fe2cl_rep_pc_delete_email_fail fail = { 0 };

	if (rep->result == DB_OK)
		note_lost(w, rep);
	if (p == NULL)
		return;
	memcpy(out.email_index_array, p->email.deleting,
	    sizeof(out.email_index_array));
	memcpy(fail.email_index_array, p->email.deleting,
	    sizeof(fail.email_index_array));
	if (rep->result != DB_ERROR)
		send_packet(p, PKT_FE2CL_REP_PC_DELETE_EMAIL_SUCC, &out);
	else
		send_packet(p, PKT_FE2CL_REP_PC_DELETE_EMAIL_FAIL, &fail);
	go_on(p);
}

const struct handler email_handlers[] = {
	ON_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK(NEED_WORLD, email_on_update_check),
	ON_CL2FE_REQ_PC_RECV_EMAIL_PAGE_LIST(NEED_WORLD, email_on_page),
	ON_CL2FE_REQ_PC_READ_EMAIL(NEED_WORLD, email_on_read_request),
	ON_CL2FE_REQ_PC_RECV_EMAIL_CANDY(NEED_WORLD, email_on_taros_request),
	ON_CL2FE_REQ_PC_RECV_EMAIL_ITEM(NEED_WORLD, email_on_item_request),
	ON_CL2FE_REQ_PC_RECV_EMAIL_ITEM_ALL(NEED_WORLD,
	    email_on_items_request),
	ON_CL2FE_REQ_PC_DELETE_EMAIL(NEED_WORLD, email_on_delete),
	HANDLERS_END
};
