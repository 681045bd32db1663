/*
 * db.c - the database thread: its loop, its mailbox, opening and closing.
 *
 * Owns:   struct db: the store, the mailbox, the jobs in it.
 * Called: by main (open, start, stop) and by rooms through messages.
 * Thread: db; what opens and stops it: main.
 */
#include "db/db.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/progress.h"
#include "base/thread.h"
#include "db/jobs.h"
#include "db/migrate.h"
#include "db/op.h"
#include "db/seal.h"
#include "db/store.h"

enum {
	QUEUE_BYTES = 64 << 20,
	RETRY_MS = 1000,
	SLOW_BATCH_MS = 500		/* half of what a crash may cost */
};

struct db {
	struct store store;
	struct mailbox *inbox;
	struct mailbox *ready;		/* woken by the thread, once */
	struct mailbox *rooms[DB_ROOM_COUNT];
	struct jobs jobs;
	struct thread *thread;
	struct db_info info;
	bool can_write;			/* valid when ready is woken */
	bool is_finished;
	bool is_all_written;		/* valid when finished */
};

static void
post_replies(struct db *db)
{
	for (int room = 0; room < DB_ROOM_COUNT; room++) {
		struct batch **b = &db->jobs.replies[room];

		if (*b == NULL)
			continue;
		/* As many as were asked for, so no limit is needed here. */
		if (db->rooms[room] != NULL)
			mailbox_post_always(db->rooms[room], b);
		batch_free(*b);
		*b = NULL;
	}
}

/* ---- the loop ---------------------------------------------------------- */

static void
handle_chain(struct db *db, struct batch *chain)
{
	struct batch *b;

	if (chain == NULL)
		return;
	stopwatch_start(&db->jobs.watch, clock_now_us());
	while ((b = batch_chain_pop(&chain)) != NULL) {
		jobs_handle(&db->jobs, b);
		post_replies(db);
		batch_free(b);
	}
	stopwatch_stop(&db->jobs.watch, clock_now_us());
	metric_set(METRIC_DB_CHANGED_ROWS,
	    (uint64_t)store_total_changes(&db->store));
}

void
db_step(struct db *db, int64_t timeout_ms)
{
	struct batch *chain;

	if (pending_count(&db->jobs.pending) > 0 &&
	    (timeout_ms < 0 || timeout_ms > db->jobs.retry_ms))
		timeout_ms = db->jobs.retry_ms;
	progress_rest(THREAD_DB);
	chain = mailbox_wait(db->inbox, timeout_ms);
	progress_note(THREAD_DB, clock_now_ms());
	handle_chain(db, chain);
	if (pending_count(&db->jobs.pending) > 0 &&
	    clock_now_ms() >= db->jobs.retry_at_ms)
		(void)jobs_retry(&db->jobs);
	metric_set(METRIC_DB_KEPT_SAVES, pending_count(&db->jobs.pending));
}

/* What was asked for before the end is done; then the file is closed. */
static void
finish(struct db *db)
{
	handle_chain(db, mailbox_take(db->inbox));
	/* Once: it and the try before may wait 2 s each, a stop has 5 s. */
	db->is_all_written = jobs_retry(&db->jobs);
	if (!db->is_all_written)
		log_error("db: %s: the last saves of %zu players are lost",
		    db->store.path, pending_count(&db->jobs.pending));
	/* What is wrong with it has been logged when it was written. */
	if (db->jobs.side.fd > 0 && db->jobs.side.is_behind)
		db->is_all_written = false;
	side_file_close(&db->jobs.side);
	/* A write-ahead log that has to stay is logged there, and no loss. */
	store_close(&db->store);
	db->is_finished = true;
}

static void
run_thread(void *arg)
{
	struct db *db = arg;

	ON_THREAD(THREAD_DB);
	db->can_write = store_try_write(&db->store);
	mailbox_wake(db->ready);
	while (!db->jobs.wants_stop)
		db_step(db, -1);
	finish(db);
	progress_rest(THREAD_DB);
}

/* ---- the outside ------------------------------------------------------- */

bool
db_library_init(void)
{
	return store_library_init();
}

static bool
read_info(struct db *db)
{
	struct db_req_count_rows req = { 0 };
	struct db_rep_count_rows rep = { 0 };

	if (op_count_rows(&db->store, &req, &rep) != DB_OK) {
		log_error("db: %s: %s", db->store.path,
		    store_error_text(&db->store));
		return false;
	}
	db->info.account_count = rep.account_count;
	db->info.player_count = rep.player_count;
	db->info.schema_version = MIGRATE_VERSION;
	db->info.migrated_from = db->store.migrated_from;
	log_info("db: opened file=%s accounts=%" PRId32 " players=%" PRId32,
	    db->store.path, rep.account_count, rep.player_count);
	return true;
}

struct db *
db_open(const struct db_options *opt)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db == NULL) {
		log_error("db: out of memory");
		return NULL;
	}
	db->jobs.store = &db->store;
	db->jobs.claims.guard = &db->store.guard;
	db->jobs.watch.room = "db";
	db->jobs.watch.limit_ms = SLOW_BATCH_MS;
	db->jobs.watch.histogram = METRIC_DB_BATCH;
	db->jobs.retry_ms = opt->retry_ms > 0 ? opt->retry_ms : RETRY_MS;
	if (!store_open(&db->store, opt) || !read_info(db))
		goto fail;
	db->inbox = mailbox_new(MAILBOX_WAKE_COND,
	    opt->queue_bytes > 0 ? opt->queue_bytes : QUEUE_BYTES);
	db->ready = mailbox_new(MAILBOX_WAKE_COND, 0);
	if (db->inbox == NULL || db->ready == NULL)
		goto fail;
	return db;
fail:
	mailbox_free(db->inbox);
	mailbox_free(db->ready);
	store_close(&db->store);
	free(db);
	return NULL;
}

void
db_get_info(const struct db *db, struct db_info *out)
{
	*out = db->info;
}

void
db_set_room(struct db *db, enum db_room room, struct mailbox *replies)
{
	CHECK(db->thread == NULL);
	db->rooms[room] = replies;
}

bool
db_seal(struct db *db)
{
	CHECK(db->thread == NULL);
	return store_seal(&db->store);
}

void
db_set_side_file(struct db *db, int fd, int backup_fd)
{
	CHECK(db->thread == NULL);
	db->jobs.side = (struct side_file){ .fd = fd, .backup_fd = backup_fd };
}

void
db_distrust_side_file(struct db *db)
{
	CHECK(db->thread == NULL);
	db->jobs.side.is_broken = true;
}

size_t
db_get_fds(const struct db *db, int *out, size_t cap)
{
	const int side[] = { db->jobs.side.fd, db->jobs.side.backup_fd };
	size_t n = seal_find_fds(db->store.path, out, cap);

	for (size_t i = 0; i < COUNT_OF(side); i++)
		if (side[i] > 0 && n < cap)
			out[n++] = side[i];
	return n;
}

bool
db_start(struct db *db)
{
	CHECK(db->thread == NULL && !db->is_finished);
	db->thread = thread_new(THREAD_DB, 0, run_thread, db);
	return db->thread != NULL;
}

bool
db_await_ready(struct db *db)
{
	CHECK(db->thread != NULL);
	batch_free(mailbox_wait(db->ready, -1));
	return db->can_write;
}

bool
db_post(struct db *db, struct batch **b)
{
	return mailbox_post(db->inbox, b);
}

void
db_post_always(struct db *db, struct batch **b)
{
	mailbox_post_always(db->inbox, b);
}

bool
db_stop(struct db *db)
{
	struct batch *b = NULL;

	if (db->thread != NULL) {
		batch_add(&b, DB_REQ_STOP, 0, 0);
		mailbox_post_always(db->inbox, &b);
		thread_join(db->thread);
		db->thread = NULL;
	}
	if (!db->is_finished)
		finish(db);
	return db->is_all_written;
}

void
db_get_stats(const struct db *db, struct db_stats *out)
{
	*out = (struct db_stats){
		.changed_rows = store_total_changes(&db->store),
		.flushes = db->jobs.flushes,
		.failed_flushes = db->jobs.failed_flushes,
		.kept_saves = (int64_t)pending_count(&db->jobs.pending)
	};
}

size_t
db_waiting_bytes(const struct db *db)
{
	return mailbox_bytes(db->inbox);
}

struct store *
db_get_store(struct db *db)
{
	return &db->store;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (!db->is_finished)
		(void)!db_stop(db);
	pending_fini(&db->jobs.pending);
	claims_fini(&db->jobs.claims);
	mailbox_free(db->inbox);
	mailbox_free(db->ready);
	free(db);
}
