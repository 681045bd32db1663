/* db.h - the database thread: the one owner of the SQLite file. */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db_msg.h"

struct batch;
struct db;
struct mailbox;

enum db_journal { DB_JOURNAL_WAL, DB_JOURNAL_DELETE };

struct db_options {
	const char *path;		/* made if it does not exist */
	int32_t protocol;		/* 104, 728, 1013: must be the file's */
	enum db_journal journal;
	const char *synchronous; /* "normal" (also NULL), "full", "off" */
	/* how long another writer is waited for; 0: 2000 */
	int32_t busy_timeout_ms;
	int32_t retry_ms;	/* between tries of a kept flush; 0: 1000 */
	size_t queue_bytes;		/* limit of the mailbox; 0: 64 MiB */
};

/* Facts about an opened database, for --check and the log. */
struct db_info {
	int32_t account_count;
	int32_t player_count;
	int32_t schema_version;		/* always the newest */
	int32_t migrated_from;		/* 0 if it was not */
};

/*
 * Configures SQLite and seeds its randomness. main() calls it before the
 * sandbox (spec/sandbox.md 5.1); db_open() does too, which then does nothing.
 */
bool db_library_init(void) MUST_USE;

/*
 * Opens, migrates and warms the file; logs what it did, or why it cannot and
 * returns NULL. Every file it will ever need is open afterwards.
 */
struct db *db_open(const struct db_options *opt) MUST_USE;

/*
 * Looks at the file read-only, without making or migrating it. A file that
 * does not exist is fine and has schema_version 0; migrated_from is the version
 * from which opening would migrate it. False (logged): it could not be opened.
 */
bool db_check(const struct db_options *opt, struct db_info *out) MUST_USE;

void db_get_info(const struct db *db, struct db_info *out);

/* Between db_open() and db_start(): where a room's replies go. */
void db_set_room(struct db *db, enum db_room room, struct mailbox *replies);

/*
 * Between the two as well: the descriptors that DB_REQ_WRITE_SIDE writes to
 * (db/side_file.h; 0: none). They are the database's from now on.
 */
void db_set_side_file(struct db *db, int fd, int backup_fd);

/* Behind that: fd was found broken, what backup_fd has is all there is. */
void db_distrust_side_file(struct db *db);

/*
 * Before db_start(), one thread: the store stops using names (store_seal of
 * spec/sandbox.md 11). Does nothing with DB_JOURNAL_DELETE, which needs them.
 */
bool db_seal(struct db *db) MUST_USE;

/*
 * Its open files, for the sandbox: as seal_find_fds() of db/seal.h, then those
 * of the side file.
 */
size_t db_get_fds(const struct db *db, int *out, size_t cap);

/* Starts the thread "db", which waits at the gate. */
bool db_start(struct db *db) MUST_USE;

/*
 * After db_start() and the gate: waits until the thread has written once from
 * where it is confined. False (logged): it cannot, nothing would be saved.
 */
bool db_await_ready(struct db *db) MUST_USE;

/* Any thread. False, and *b untouched, if too much is waiting already. */
bool db_post(struct db *db, struct batch **b) MUST_USE;

/* The same without the limit: what must not be lost when a player leaves. */
void db_post_always(struct db *db, struct batch **b);

/*
 * After the rooms have ended: does what is still in the mailbox, writes what
 * was kept, leaves one self-contained file, ends the thread. False (logged)
 * if something could not be written.
 */
bool db_stop(struct db *db) MUST_USE;

/* What it has done so far; for the thread itself, or tests without one. */
struct db_stats {
	int64_t changed_rows;
	int64_t flushes;
	int64_t failed_flushes;
	int64_t kept_saves;		/* waiting now */
};
void db_get_stats(const struct db *db, struct db_stats *out);

/* Any thread: what waits in its mailbox. */
size_t db_waiting_bytes(const struct db *db);

/*
 * One turn of the thread's loop: waits for requests (-1: as long as it takes),
 * does them, answers. Tests without a thread call it themselves.
 */
void db_step(struct db *db, int64_t timeout_ms);

/* The store below, for tests that break it on purpose. */
struct store;
struct store *db_get_store(struct db *db);

/* Frees it. Closes the file as db_stop() does if that was not called. */
void db_close(struct db *db);

#endif
