/*
 * email.c - a player's mailbox: listing, reading, deleting (spec/email.md 2).
 *
 * Owns:   player->email, with its three neighbours.
 * Called: by packet; the email_on_...() by the shard with the store's answers.
 * Thread: world.
 *
 * Mails live in the store alone. Whoever asks for one is held until it answers.
 */
#include "game/email.h"

#include <string.h>
#include <time.h>

#include "base/str.h"
#include "game/audit.h"
#include "game/email_take.h"
#include "game/email_wait.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

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
	email_wait_begin(p, EMAIL_WAIT_COUNT);
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
	if (email_waiting(w, conn, EMAIL_WAIT_COUNT) != NULL)
		email_wait_end(p);
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
	email_wait_begin(p, EMAIL_WAIT_LIST);
}

void
email_on_listed(struct world *w, conn_id conn,
    const struct db_rep_list_emails *rep)
{
	struct player *p = email_waiting(w, conn, EMAIL_WAIT_LIST);
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
	email_wait_end(p);
}

/* --- one mail --- */

static void
refuse_reading(struct player *p, int64_t msg_index)
{
	SEND(p, fe2cl_rep_pc_read_email_fail, .email_index = msg_index);
}

static void
email_on_read_request(struct world *w, struct player *p,
    const struct cl2fe_req_pc_read_email *req)
{
	if (email_is_index(req->email_index))
		email_look_into(w, p, req->email_index, EMAIL_WAIT_READ);
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
		struct item it = email_item_of(&rep->email.items[i]);

		out.item[i] = item_to_wire(&it);
	}
	send_packet(p, PKT_FE2CL_REP_PC_READ_EMAIL_SUCC, &out);
}

void
email_on_read(struct world *w, conn_id conn,
    const struct db_rep_read_email *rep)
{
	static void (*const what[EMAIL_WAIT_COUNT_OF])(struct world *,
	    struct player *, const struct db_rep_read_email *) = {
		[EMAIL_WAIT_READ] = show,
		[EMAIL_WAIT_LOOK_TAROS] = email_take_taros,
		[EMAIL_WAIT_LOOK_ITEM] = email_take_item,
		[EMAIL_WAIT_LOOK_ITEMS] = email_take_items,
	};
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL || p->state == PLAYER_DEPARTING ||
	    what[p->email.wait] == NULL)
		return;
	what[p->email.wait](w, p, rep);
	email_wait_end(p);
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
		ask->msg_index[i] = email_is_index(index) ? index : 0;
	}
	email_wait_begin(p, EMAIL_WAIT_DELETE);
}

/* For the audit log: what was in those mails is gone. */
static void
note_lost(struct world *w, const struct db_rep_delete_emails *rep)
{
	for (int i = 0; i < ROW_EMAILS_PER_PAGE; i++) {
		const struct db_email_contents *lost = &rep->lost[i];

		audit_money_out(w, AUDIT_TAROS, lost->taros,
		    email_spot(rep->player_id, 0));
		for (int k = 0; k < ROW_EMAIL_ITEMS; k++) {
			struct item it = email_item_of(&lost->items[k]);

			audit_item_out(w, &it, email_spot(rep->player_id,
			    k + EMAIL_SLOT_FIRST));
		}
	}
}

void
email_on_deleted(struct world *w, conn_id conn,
    const struct db_rep_delete_emails *rep)
{
	struct player *p = email_waiting(w, conn, EMAIL_WAIT_DELETE);
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
	email_wait_end(p);
}

const struct handler email_handlers[] = {
	ON_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK(NEED_WORLD, email_on_update_check),
	ON_CL2FE_REQ_PC_RECV_EMAIL_PAGE_LIST(NEED_WORLD, email_on_page),
	ON_CL2FE_REQ_PC_READ_EMAIL(NEED_WORLD, email_on_read_request),
	ON_CL2FE_REQ_PC_DELETE_EMAIL(NEED_WORLD, email_on_delete),
	HANDLERS_END
};
