/*
 * op_email.c - mail and its attachments (spec/database.md 7, spec/email.md).
 *
 * Owns:   the tables EmailData and EmailItems.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include <string.h>

#include "db/stmt.h"
#include "db/store.h"

enum { FIRST_ATTACHMENT = 1 };

enum db_result
op_count_unread(struct store *s, const struct db_req_count_unread *req,
    struct db_rep_count_unread *rep)
{
	struct query q;

	query_open(&q, s, STMT_EMAIL_UNREAD, req->player_id);
	query_bind_int(&q, req->player_id);
	if (query_next(&q))
		rep->count = query_int32(&q);
	return query_close(&q) ? DB_OK : DB_ERROR;
}

static void
read_head(struct query *q, struct email_head_row *h)
{
	h->msg_index = query_int64(q);
	h->sender_id = query_int32(q);
	h->is_read = query_int64(q) != 0;
	h->has_attachment = query_int64(q) != 0;
	h->send_time_s = query_int64(q);
	h->delete_time_s = query_int64(q);
	query_text(q, h->sender_first_name, sizeof(h->sender_first_name));
	query_text(q, h->sender_last_name, sizeof(h->sender_last_name));
	query_text(q, h->subject, sizeof(h->subject));
}

enum db_result
op_list_emails(struct store *s, const struct db_req_list_emails *req,
    struct db_rep_list_emails *rep)
{
	int64_t page = req->page < 1 ? 1 : req->page;
	struct query q;

	rep->page = req->page;
	query_open(&q, s, STMT_EMAIL_LIST, req->player_id);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, ROW_EMAILS_PER_PAGE);
	query_bind_int(&q, (page - 1) * ROW_EMAILS_PER_PAGE);
	while (rep->count < ROW_EMAILS_PER_PAGE && query_next(&q))
		read_head(&q, &rep->emails[rep->count++]);
	return query_close(&q) ? DB_OK : DB_ERROR;
}

static enum db_result
read_email(struct store *s, int32_t player_id, int64_t msg_index,
    struct email_row *e)
{
	struct query q;
	bool found;

	query_open(&q, s, STMT_EMAIL_FIND, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, msg_index);
	found = query_next(&q);
	if (found) {
		e->player_id = player_id;
		read_head(&q, &e->head);
		e->taros = query_clamped(&q, 0, RULESET_TAROS_MAX);
		query_text(&q, e->body, sizeof(e->body));
	}
	if (!query_close(&q))
		return DB_ERROR;
	if (!found)
		return DB_NONE;
	query_open(&q, s, STMT_EMAIL_ITEMS, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, msg_index);
	if (!op_read_items(&q, e->items, FIRST_ATTACHMENT, ROW_EMAIL_ITEMS))
		return DB_ERROR;
	return DB_OK;
}

/* For the statements whose values are a mail's name only. */
static bool
run_for_email(struct store *s, enum stmt_id id, int32_t player_id,
    int64_t msg_index)
{
	struct query q;

	query_open(&q, s, id, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, msg_index);
	return query_run(&q);
}

enum db_result
op_read_email(struct store *s, const struct db_req_read_email *req,
    struct db_rep_read_email *rep)
{
	if (req->marks_read && (!run_for_email(s, STMT_EMAIL_MARK_READ,
	    req->player_id, req->msg_index) ||
	    !run_for_email(s, STMT_EMAIL_SET_FLAG, req->player_id,
	    req->msg_index)))
		return DB_ERROR;
	return read_email(s, req->player_id, req->msg_index, &rep->email);
}

static enum db_result
email_exists(struct store *s, int32_t player_id, int64_t msg_index)
{
	struct query q;

	query_open(&q, s, STMT_EMAIL_FIND, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, msg_index);
	return op_exists(&q);
}

/* Nothing matched: the mail is gone, or is not what the asker saw. */
static enum db_result
refuse_or_none(struct store *s, int32_t player_id, int64_t msg_index)
{
	enum db_result res = email_exists(s, player_id, msg_index);

	return res == DB_OK ? DB_REFUSED : res;
}

enum db_result
op_take_email_taros(struct store *s,
    const struct db_req_take_email_taros *req,
    struct db_rep_take_email_taros *rep)
{
	struct query q;

	(void)rep;
	query_open(&q, s, STMT_EMAIL_SET_TAROS, req->player_id);
	query_bind_int(&q, req->left);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->msg_index);
	query_bind_int(&q, req->expected);
	if (!query_run(&q))
		return DB_ERROR;
	if (store_changes(s) == 0)
		return refuse_or_none(s, req->player_id, req->msg_index);
	return run_for_email(s, STMT_EMAIL_SET_FLAG, req->player_id,
	    req->msg_index) ? DB_OK : DB_ERROR;
}

enum db_result
op_take_email_item(struct store *s, const struct db_req_take_email_item *req,
    struct db_rep_take_email_item *rep)
{
	struct query q;

	(void)rep;
	query_open(&q, s, STMT_EMAIL_ITEM_DELETE, req->player_id);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->msg_index);
	query_bind_int(&q, req->slot);
	query_bind_int(&q, req->expected.type);
	query_bind_int(&q, req->expected.id);
	query_bind_int(&q, req->expected.opt);
	query_bind_int(&q, req->expected.time_limit_s);
	if (!query_run(&q))
		return DB_ERROR;
	if (store_changes(s) == 0)
		return refuse_or_none(s, req->player_id, req->msg_index);
	return run_for_email(s, STMT_EMAIL_SET_FLAG, req->player_id,
	    req->msg_index) ? DB_OK : DB_ERROR;
}

static bool
note_contents(struct store *s, int32_t player_id, int64_t msg_index,
    struct db_email_contents *out)
{
	struct email_row e = { 0 };
	enum db_result res = read_email(s, player_id, msg_index, &e);

	out->taros = e.taros;
	memcpy(out->items, e.items, sizeof(out->items));
	return res == DB_OK || res == DB_NONE;
}

enum db_result
op_delete_emails(struct store *s, const struct db_req_delete_emails *req,
    struct db_rep_delete_emails *rep)
{
	rep->player_id = req->player_id;
	for (size_t i = 0; i < COUNT_OF(req->msg_index); i++) {
		if (req->msg_index[i] == 0)
			continue;
		if (!note_contents(s, req->player_id, req->msg_index[i],
		    &rep->lost[i]))
			return DB_ERROR;
		if (!run_for_email(s, STMT_EMAIL_DELETE, req->player_id,
		    req->msg_index[i]))
			return DB_ERROR;
		rep->deleted_count += store_changes(s);
		if (!run_for_email(s, STMT_EMAIL_ITEMS_DELETE, req->player_id,
		    req->msg_index[i]))
			return DB_ERROR;
	}
	return DB_OK;
}

/* ---- sending ----------------------------------------------------------- */

/* May this mail come in, and as which number? */
static enum db_result
check_mailbox(struct store *s, const struct db_req_send_email *req,
    int64_t *msg_index)
{
	const struct email_row *e = &req->email;
	int64_t count = 0, highest = 0;
	struct query q;
	enum db_result res = op_player_exists(s, e->player_id);

	if (res != DB_OK)
		return res;
	res = op_has_blocked(s, e->player_id, e->head.sender_id);
	if (res != DB_NONE)
		return res == DB_OK ? DB_REFUSED : res;
	query_open(&q, s, STMT_EMAIL_SUMMARY, e->player_id);
	query_bind_int(&q, e->player_id);
	if (query_next(&q)) {
		count = query_int64(&q);
		highest = query_int64(&q);
	}
	if (!query_close(&q))
		return DB_ERROR;
	if (req->mailbox_limit > 0 && count >= req->mailbox_limit)
		return DB_REFUSED;
	if (highest < 0)
		highest = 0;
	if (highest == INT64_MAX)
		return DB_REFUSED;
	*msg_index = highest + 1;
	return DB_OK;
}

static bool
has_items(const struct email_row *e)
{
	for (size_t i = 0; i < ROW_EMAIL_ITEMS; i++) {
		if (e->items[i].id != 0)
			return true;
	}
	return false;
}

static bool
insert_email(struct store *s, const struct email_row *e, int64_t msg_index)
{
	const struct email_head_row *h = &e->head;
	struct query q;

	query_open(&q, s, STMT_EMAIL_INSERT, e->player_id);
	query_bind_int(&q, e->player_id);
	query_bind_int(&q, msg_index);
	query_bind_int(&q, e->taros > 0 || has_items(e));
	query_bind_int(&q, h->sender_id);
	query_bind_text(&q, h->sender_first_name);
	query_bind_text(&q, h->sender_last_name);
	query_bind_text(&q, h->subject);
	query_bind_text(&q, e->body);
	query_bind_int(&q, e->taros);
	query_bind_int(&q, h->send_time_s);
	query_bind_int(&q, h->delete_time_s);
	return query_run(&q);
}

static bool
insert_attachment(struct store *s, const struct email_row *e,
    int64_t msg_index, int32_t slot, const struct item_row *it)
{
	struct query q;

	query_open(&q, s, STMT_EMAIL_ITEM_INSERT, e->player_id);
	query_bind_int(&q, e->player_id);
	query_bind_int(&q, msg_index);
	query_bind_int(&q, slot);
	query_bind_int(&q, it->type);
	query_bind_int(&q, it->id);
	query_bind_int(&q, it->opt);
	query_bind_int(&q, it->time_limit_s);
	return query_run(&q);
}

enum db_result
op_send_email(struct store *s, const struct db_req_send_email *req,
    struct db_rep_send_email *rep)
{
	const struct email_row *e = &req->email;
	int64_t msg_index = 0;
	int32_t slot = FIRST_ATTACHMENT;
	enum db_result res = check_mailbox(s, req, &msg_index);

	if (res != DB_OK)
		return res;
	/* OpenFusion may have left items of an index that is free again. */
	if (!run_for_email(s, STMT_EMAIL_ITEMS_DELETE, e->player_id,
	    msg_index) || !insert_email(s, e, msg_index))
		return DB_ERROR;
	for (size_t i = 0; i < ROW_EMAIL_ITEMS; i++) {
		if (e->items[i].id == 0)
			continue;
		if (!insert_attachment(s, e, msg_index, slot++, &e->items[i]))
			return DB_ERROR;
	}
	rep->player_id = e->player_id;
	rep->msg_index = msg_index;
	return DB_OK;
}
