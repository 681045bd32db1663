/*
 * jobs.c - requests: the table of operations, transactions around them,
 * flushes that are kept when the file cannot be written.
 *
 * Owns:   struct jobs: saves that wait to be retried, answers not yet posted.
 * Called: by db.c with each batch of requests.
 * Thread: db.
 */
#include "db/jobs.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/progress.h"
#include "db/db_msg.h"
#include "db/op.h"
#include "db/store.h"

/* How a request is run. */
enum op_access { OP_READS, OP_WRITES };
enum op_secrecy { OP_OPEN, OP_SECRET };

struct op {
	const char *name;
	uint32_t req_bytes, rep_bytes;
	enum db_result (*fn)(struct store *s, const void *req, void *rep);
	enum op_access access;
	enum op_secrecy secrecy;	/* the request is wiped after use */
};

/* ---- the table --------------------------------------------------------- */

#define X(upper, lower) \
	static enum db_result \
	call_##lower(struct store *s, const void *req, void *rep) \
	{ \
		return op_##lower(s, req, rep); \
	}
DB_OPERATIONS(X)
#undef X

#define OP(upper, lower, access_, secrecy_) \
	[DB_OP_##upper] = { #lower, sizeof(struct db_req_##lower), \
	    sizeof(struct db_rep_##lower), call_##lower, access_, secrecy_ }

static const struct op ops[DB_OP_TABLE_COUNT] = {
	OP(FIND_ACCOUNT, find_account, OP_READS, OP_OPEN),
	OP(CREATE_ACCOUNT, create_account, OP_WRITES, OP_SECRET),
	OP(SET_ACCOUNT_LEVEL, set_account_level, OP_WRITES, OP_OPEN),
	OP(CHECK_COOKIE, check_cookie, OP_READS, OP_SECRET),
	OP(CONSUME_COOKIE, consume_cookie, OP_WRITES, OP_SECRET),
	OP(REFRESH_COOKIE, refresh_cookie, OP_WRITES, OP_OPEN),
	OP(SELECT_SLOT, select_slot, OP_WRITES, OP_OPEN),
	OP(SELECT_PLAYER, select_player, OP_WRITES, OP_OPEN),
	OP(BAN, ban, OP_WRITES, OP_OPEN),
	OP(UNBAN, unban, OP_WRITES, OP_OPEN),
	OP(LIST_CHARACTERS, list_characters, OP_READS, OP_OPEN),
	OP(CHECK_NAME, check_name, OP_READS, OP_OPEN),
	OP(CHECK_SLOT, check_slot, OP_READS, OP_OPEN),
	OP(CHECK_OWNER, check_owner, OP_READS, OP_OPEN),
	OP(CREATE_CHARACTER, create_character, OP_WRITES, OP_OPEN),
	OP(FINISH_CHARACTER, finish_character, OP_WRITES, OP_OPEN),
	OP(FINISH_TUTORIAL, finish_tutorial, OP_WRITES, OP_OPEN),
	OP(DELETE_CHARACTER, delete_character, OP_WRITES, OP_OPEN),
	OP(RENAME_CHARACTER, rename_character, OP_WRITES, OP_OPEN),
	OP(LOAD_PLAYER, load_player, OP_READS, OP_OPEN),
	OP(FIND_PLAYER, find_player, OP_READS, OP_OPEN),
	OP(FIND_PLAYER_BY_NAME, find_player_by_name, OP_READS, OP_OPEN),
	OP(COUNT_UNREAD, count_unread, OP_READS, OP_OPEN),
	OP(LIST_EMAILS, list_emails, OP_READS, OP_OPEN),
	OP(READ_EMAIL, read_email, OP_WRITES, OP_OPEN),
	OP(TAKE_EMAIL_TAROS, take_email_taros, OP_WRITES, OP_OPEN),
	OP(TAKE_EMAIL_ITEM, take_email_item, OP_WRITES, OP_OPEN),
	OP(DELETE_EMAILS, delete_emails, OP_WRITES, OP_OPEN),
	OP(SEND_EMAIL, send_email, OP_WRITES, OP_OPEN),
	OP(LIST_BUDDIES, list_buddies, OP_READS, OP_OPEN),
	OP(ADD_BUDDY, add_buddy, OP_WRITES, OP_OPEN),
	OP(REMOVE_BUDDY, remove_buddy, OP_WRITES, OP_OPEN),
	OP(ADD_BLOCK, add_block, OP_WRITES, OP_OPEN),
	OP(REMOVE_BLOCK, remove_block, OP_WRITES, OP_OPEN),
	OP(POST_RACE, post_race, OP_WRITES, OP_OPEN),
	OP(TOP_RACE, top_race, OP_READS, OP_OPEN),
	OP(FIND_CODE, find_code, OP_READS, OP_OPEN),
	OP(REDEEM_CODE, redeem_code, OP_WRITES, OP_OPEN),
	OP(COUNT_ROWS, count_rows, OP_READS, OP_OPEN)
};

static const struct op *
op_of(const struct msg *m)
{
	unsigned n = m->type - MSG_RANGE_DB_REQUEST;

	return n < DB_OP_TABLE_COUNT ? &ops[n] : NULL;
}

/* Every request begins with its room. */
static enum db_room
room_of(const struct msg *m)
{
	const enum db_room *room = msg_payload(m);

	CHECK(*room < DB_ROOM_COUNT);
	return *room;
}

/* One request, or the saves and others that are one transaction, is done. */
static void
lap(struct jobs *j, const char *what, uint32_t saves)
{
	const struct stopwatch_work work = { what, "saves", saves };

	stopwatch_lap_for(&j->watch, &work, clock_now_us());
	progress_note(THREAD_DB, clock_now_ms());
}

/* ---- errors ------------------------------------------------------------ */

static void
log_failure(const struct jobs *j, const char *what)
{
	static struct log_limit limit;
	uint32_t dropped;

	if (log_limit_ok(&limit, 10, 10000, &dropped))
		log_error("db: %s failed: %s (%s) unlogged=%u", what,
		    store_error_text(j->store), j->store->message, dropped);
}

/* A key of the schema is a "no" to the asker, not a failing database. */
static enum db_result
settle_result(struct jobs *j, const char *name, enum db_result res)
{
	if (res != DB_ERROR)
		return res;
	if (store_error_is_constraint(j->store)) {
		log_debug("db: %s refused: %s", name, j->store->message);
		return DB_REFUSED;
	}
	log_failure(j, name);
	return DB_ERROR;
}

/* ---- replies ----------------------------------------------------------- */

static void *
add_reply(struct batch **b, const struct msg *m, size_t bytes,
    enum db_result res)
{
	unsigned n = m->type - MSG_RANGE_DB_REQUEST;
	enum db_result *rep = batch_add(b, (uint16_t)(MSG_RANGE_DB_REPLY + n),
	    m->ref, bytes);

	*rep = res;
	return rep;
}

static void
add_save_reply(struct batch **b, const struct msg *m, enum db_result res,
    bool is_kept)
{
	const struct db_req_save *save = msg_payload(m);
	struct db_rep_save *rep = add_reply(b, m, sizeof(*rep), res);

	rep->player_id = save->player_id;
	rep->sections = save->sections;
	rep->is_kept = is_kept;
}

/* Moves what a transaction answered behind the earlier replies. */
static void
append_replies(struct batch **to, struct batch *from)
{
	const struct msg *m = from == NULL ? NULL : batch_first(from);

	for (; m != NULL; m = batch_next(from, m))
		memcpy(batch_add(to, m->type, m->ref, msg_payload_bytes(m)),
		    msg_payload(m), msg_payload_bytes(m));
	batch_free(from);
}

/* ---- kept saves -------------------------------------------------------- */

static bool
write_pending(struct jobs *j)
{
	size_t count = pending_count(&j->pending);

	if (!store_begin(j->store))
		return false;
	if (!pending_write(&j->pending, j->store)) {
		store_rollback(j->store);
		return false;
	}
	if (!store_commit(j->store))
		return false;
	pending_clear(&j->pending);
	log_info("db: kept saves written count=%zu", count);
	return true;
}

bool
jobs_retry(struct jobs *j)
{
	if (pending_count(&j->pending) == 0)
		return true;
	if (write_pending(j)) {
		claims_settle(&j->claims, &j->pending);
		return true;
	}
	j->retry_at_ms = clock_now_ms() + j->retry_ms;
	log_failure(j, "writing kept saves");
	return false;
}

/* ---- single requests --------------------------------------------------- */

static enum db_result
run_alone(struct jobs *j, const struct op *op, const void *req, void *rep)
{
	struct store *s = j->store;
	enum db_result res;

	if (!(op->access == OP_WRITES ? store_begin(s) : store_begin_read(s)))
		return DB_ERROR;
	res = op->fn(s, req, rep);
	if (res == DB_OK)
		return store_commit(s) ? DB_OK : DB_ERROR;
	store_rollback(s);
	return res;
}

/*
 * An older state must never be handed out while a newer one waits, nor one
 * that a tool is about to change.
 */
static enum db_result
may_load(struct jobs *j, const struct msg *m)
{
	const struct db_req_load_player *req = msg_payload(m);

	if (m->type != DB_REQ_LOAD_PLAYER)
		return DB_OK;
	if (pending_has(&j->pending, req->player_id) && !jobs_retry(j))
		return DB_ERROR;
	if (req->is_to_play && !claims_take(&j->claims, req->player_id))
		return DB_TAKEN;
	return DB_OK;
}

static void
wipe_request(const struct op *op, const struct msg *m)
{
	/* The batch is ours to free, so its bytes are ours to write. */
	if (op->secrecy == OP_SECRET)
		explicit_bzero((char *)(uintptr_t)msg_payload(m) +
		    sizeof(enum db_room), op->req_bytes - sizeof(enum db_room));
}

static void
handle_request(struct jobs *j, const struct msg *m)
{
	const struct op *op = op_of(m);
	enum db_result *rep;
	enum db_result res = may_load(j, m);

	CHECK(op != NULL && msg_payload_bytes(m) == op->req_bytes);
	rep = add_reply(&j->replies[room_of(m)], m, op->rep_bytes, DB_OK);
	if (res == DB_OK)
		res = settle_result(j, op->name,
		    run_alone(j, op, msg_payload(m), rep));
	if (res == DB_ERROR)
		memset(rep, 0, op->rep_bytes);
	*rep = res;
	wipe_request(op, m);
	lap(j, op->name, 0);
}

/* ---- flushes ----------------------------------------------------------- */

/* The messages [first, end) of one batch. */
struct span {
	const struct batch *batch;
	const struct msg *first, *end;
};

static struct db_req_save *
save_of(const struct msg *m)
{
	/* Ours, as in wipe_request(); the sections are only read. */
	struct db_req_save *save = (void *)(uintptr_t)msg_payload(m);

	CHECK(m->type == DB_REQ_SAVE);
	CHECK(msg_payload_bytes(m) == db_save_bytes(save->sections));
	return save;
}

struct flush_count {
	uint32_t saves, failed;
};

/* False: the store could not, and nothing of it is written. */
static bool
write_flush(struct jobs *j, const struct span *span, struct batch **answers,
    struct flush_count *count)
{
	struct store *s = j->store;

	if (!store_begin(s))
		return false;
	if (!pending_write(&j->pending, s))
		goto undo;
	for (const struct msg *m = span->first; m != span->end;
	    m = batch_next(span->batch, m)) {
		struct db_req_save *save = save_of(m);
		enum db_result res = op_save(s, save);

		if (res == DB_ERROR && store_error_is_global(s))
			goto undo;
		if (res == DB_ERROR)
			log_failure(j, "save");
		count->saves++;
		count->failed += res != DB_OK;
		if (res != DB_OK || (save->flags & DB_SAVE_REPLY) != 0)
			add_save_reply(answers, m, res, false);
	}
	if (!store_commit(s))
		return false;
	pending_clear(&j->pending);
	return true;
undo:
	store_rollback(s);
	return false;
}

/* All saves wait for the next flush or the next try, whichever is sooner. */
static void
keep_flush(struct jobs *j, const struct span *span, struct batch **answers,
    struct flush_count *count)
{
	*count = (struct flush_count){ 0 };
	for (const struct msg *m = span->first; m != span->end;
	    m = batch_next(span->batch, m)) {
		pending_put(&j->pending, save_of(m));
		add_save_reply(answers, m, DB_ERROR, true);
		count->saves++;
		count->failed++;
	}
	j->retry_at_ms = clock_now_ms() + j->retry_ms;
}

static bool
run_flush(struct jobs *j, const struct span *span, struct batch **replies,
    struct flush_count *count)
{
	struct batch *answers = NULL;
	int64_t began_us = clock_now_us();
	bool ok;

	j->flushes++;
	ok = write_flush(j, span, &answers, count);
	metric_observe(METRIC_DB_FLUSH, clock_now_us() - began_us);
	if (!ok) {
		j->failed_flushes++;
		metric_add(METRIC_DB_FAILED_FLUSHES, 1);
		log_failure(j, "flush");
		batch_free(answers);
		answers = NULL;
		keep_flush(j, span, &answers, count);
	}
	metric_add(METRIC_DB_SAVES, count->saves);
	lap(j, "flush", count->saves);
	append_replies(replies, answers);
	return ok;
}

/*
 * Saves that follow each other are one flush: when a crowd drops out at once
 * it costs one transaction, not one a head. Returns the last of them.
 */
static const struct msg *
handle_saves(struct jobs *j, const struct batch *b, const struct msg *first)
{
	struct span span = { b, first, batch_next(b, first) };
	struct flush_count count = { 0 };
	const struct msg *last = first;

	while (span.end != NULL && span.end->type == DB_REQ_SAVE &&
	    room_of(span.end) == room_of(first)) {
		last = span.end;
		span.end = batch_next(b, last);
	}
	(void)run_flush(j, &span, &j->replies[room_of(first)], &count);
	return last;
}

/* ---- all or nothing ---------------------------------------------------- */

static enum db_result
run_part(struct jobs *j, const struct msg *m, struct batch **answers)
{
	const struct op *op = op_of(m);
	enum db_result res;
	void *rep;

	if (m->type == DB_REQ_SAVE) {
		struct db_req_save *save = save_of(m);

		res = settle_result(j, "save", op_save(j->store, save));
		if (res == DB_OK && (save->flags & DB_SAVE_REPLY) != 0)
			add_save_reply(answers, m, DB_OK, false);
		return res;
	}
	CHECK(op != NULL && msg_payload_bytes(m) == op->req_bytes);
	rep = add_reply(answers, m, op->rep_bytes, DB_OK);
	res = settle_result(j, op->name,
	    op->fn(j->store, msg_payload(m), rep));
	wipe_request(op, m);
	return res;
}

/* What all in an undone transaction are told; `bad` is whose fault it was. */
static void
answer_undone(const struct span *span, const struct msg *bad,
    enum db_result res, struct batch **answers)
{
	for (const struct msg *m = span->first; m != span->end;
	    m = batch_next(span->batch, m)) {
		const struct op *op = op_of(m);
		enum db_result its = m == bad ? res : DB_UNDONE;

		if (m->type == DB_REQ_SAVE)
			add_save_reply(answers, m, its, false);
		else
			add_reply(answers, m, op->rep_bytes, its);
	}
}

static enum db_result
write_all(struct jobs *j, const struct span *span, struct batch **answers,
    const struct msg **bad)
{
	struct store *s = j->store;

	if (!store_begin(s))
		return settle_result(j, "begin", DB_ERROR);
	/* Older states of the same players come first, or not at all. */
	if (!pending_write(&j->pending, s)) {
		store_rollback(s);
		return settle_result(j, "writing kept saves", DB_ERROR);
	}
	for (const struct msg *m = span->first; m != span->end;
	    m = batch_next(span->batch, m)) {
		enum db_result res = run_part(j, m, answers);

		if (res != DB_OK) {
			*bad = m;
			store_rollback(s);
			return res;
		}
	}
	if (!store_commit(s))
		return settle_result(j, "commit", DB_ERROR);
	pending_clear(&j->pending);
	return DB_OK;
}

static enum db_result
run_all(struct jobs *j, const struct span *span, struct batch **replies,
    struct flush_count *count)
{
	struct batch *answers = NULL;
	const struct msg *bad = NULL;
	enum db_result res = write_all(j, span, &answers, &bad);

	for (const struct msg *m = span->first; m != span->end;
	    m = batch_next(span->batch, m))
		count->saves += m->type == DB_REQ_SAVE;
	metric_add(METRIC_DB_SAVES, count->saves);
	lap(j, "transaction", count->saves);
	if (res != DB_OK) {
		count->failed = count->saves;
		batch_free(answers);
		answers = NULL;
		answer_undone(span, bad, res, &answers);
	}
	append_replies(replies, answers);
	return res;
}

/* Does everything up to the commit, and returns that. */
static const struct msg *
handle_transaction(struct jobs *j, const struct batch *b, const struct msg *m)
{
	const struct db_req_begin *begin = msg_payload(m);
	struct batch **replies = &j->replies[room_of(m)];
	struct span span = { b, batch_next(b, m), NULL };
	struct flush_count count = { 0 };
	struct db_rep_commit *rep;
	enum db_result res = DB_OK;

	span.end = span.first;
	while (span.end != NULL && span.end->type != DB_REQ_COMMIT)
		span.end = batch_next(b, span.end);
	CHECK(span.end != NULL);	/* begin and commit share a batch */
	if (begin->tx == DB_TX_ALL)
		res = run_all(j, &span, replies, &count);
	else if (!run_flush(j, &span, replies, &count))
		res = DB_ERROR;
	rep = add_reply(replies, span.end, sizeof(*rep), res);
	rep->save_count = count.saves;
	rep->failed_count = count.failed;
	rep->is_kept = begin->tx == DB_TX_FLUSH && res != DB_OK;
	return span.end;
}

/* ---- the side file ----------------------------------------------------- */

static void
handle_write_side(struct jobs *j, const struct msg *m)
{
	const struct db_req_write_side *req = msg_payload(m);
	size_t bytes = msg_payload_bytes(m) - sizeof(*req);
	int error = side_file_write(&j->side, req + 1, bytes);
	struct db_rep_write_side *rep;

	if (error != 0)
		log_error("db: side file: %zu bytes cannot be written: %s",
		    bytes, strerror(error));
	rep = add_reply(&j->replies[room_of(m)], m, sizeof(*rep),
	    error == 0 ? DB_OK : DB_ERROR);
	rep->tag = req->tag;
	rep->error = error;
}

/* Who has left in this batch and not come back behind it. */
static void
give_up_claims(struct jobs *j, const struct batch *b)
{
	for (const struct msg *m = batch_first(b); m != NULL;
	    m = batch_next(b, m)) {
		const struct db_req_save *save = msg_payload(m);
		const struct db_req_load_player *load = msg_payload(m);

		if (m->type == DB_REQ_SAVE &&
		    (save->flags & DB_SAVE_LAST) != 0)
			claims_leave(&j->claims, save->player_id);
		else if (m->type == DB_REQ_LOAD_PLAYER && load->is_to_play)
			claims_return(&j->claims, load->player_id);
	}
	claims_settle(&j->claims, &j->pending);
}

void
jobs_handle(struct jobs *j, const struct batch *b)
{
	for (const struct msg *m = batch_first(b); m != NULL;
	    m = batch_next(b, m)) {
		metric_add(METRIC_DB_REQUESTS, 1);
		if (m->type == DB_REQ_BEGIN)
			m = handle_transaction(j, b, m);
		else if (m->type == DB_REQ_SAVE)
			m = handle_saves(j, b, m);
		else if (m->type == DB_REQ_WRITE_SIDE)
			handle_write_side(j, m);
		else if (m->type == DB_REQ_STOP)
			j->wants_stop = true;
		else
			handle_request(j, m);
	}	give_up_claims(j, b);
}
