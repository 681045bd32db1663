/*
 * store.h - the SQLite file itself: opening with every precaution,
 * transactions, closing into one self-contained file.
 */
#ifndef DB_STORE_H
#define DB_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db.h"
#include "db/guard.h"
#include "db/stmt.h"

struct ruleset;
struct sqlite3;
struct sqlite3_stmt;

enum { STORE_PATH_BYTES = 4096, STORE_MESSAGE_BYTES = 256 };

struct store {
	struct sqlite3 *handle;
	struct sqlite3_stmt *stmts[STMT_COUNT];
	const struct ruleset *rules;	/* the protocol's counts of slots */
	enum db_journal journal;
	struct guard guard;
	bool is_wal;
	bool is_sealed;
	int32_t migrated_from;
	int error;	/* the last SQLite result that was bad */
	char message[STORE_MESSAGE_BYTES];	/* and what it said */
	char path[STORE_PATH_BYTES];
};

/* Once a process; later calls do nothing. */
bool store_library_init(void) MUST_USE;

/*
 * Fills *s; false (logged) if the file cannot be used. store_close() after
 * both.
 */
bool store_open(struct store *s, const struct db_options *opt) MUST_USE;

/*
 * Beside a server that may run: an existing file as it is, nothing about it is
 * changed. False (logged) if that is not one to work with.
 */
bool store_open_beside(struct store *s, const struct db_options *opt) MUST_USE;

/* Whether the file now has a write-ahead log. */
bool store_is_wal(const struct store *s);

/*
 * Moves everything into the one file, in the format OpenFusion makes, and
 * closes it. False (logged) if the write-ahead log had to stay.
 */
bool store_close(struct store *s);

/* No names from here on (spec/sandbox.md 11). */
bool store_seal(struct store *s) MUST_USE;

/*
 * One write transaction that changes nothing. False (logged) if that cannot be
 * done, though another program that is writing just now is no obstacle.
 */
bool store_try_write(struct store *s) MUST_USE;

/* Runs statements without results. False: see s->error. */
bool store_exec(struct store *s, const char *sql) MUST_USE;

/* BEGIN IMMEDIATE, so that no later statement can be refused as busy. */
bool store_begin(struct store *s) MUST_USE;

/* One unchanging view for several reads. */
bool store_begin_read(struct store *s) MUST_USE;

/* False: rolled back. Afterwards the store is in autocommit either way. */
bool store_commit(struct store *s) MUST_USE;
void store_rollback(struct store *s);

/* A point within a transaction, and going on or going back to it. */
bool store_mark(struct store *s) MUST_USE;
bool store_keep_since_mark(struct store *s) MUST_USE;
bool store_undo_since_mark(struct store *s) MUST_USE;

/* Rows that the last statement changed, and all since the file was opened. */
int32_t store_changes(const struct store *s);
int64_t store_total_changes(const struct store *s);
int64_t store_last_id(const struct store *s);

/* Remembers a bad SQLite result with its message. */
void store_set_error(struct store *s, int code);
void store_clear_error(struct store *s);

/*
 * Whether the last error concerns the file as a whole (busy, disk full, I/O),
 * so that trying again may help, or only what was being written.
 */
bool store_error_is_global(const struct store *s);

/* A rule of the schema said no: a unique or a foreign key. */
bool store_error_is_constraint(const struct store *s);

/* What an operator should read: "the disk is full". */
const char *store_error_text(const struct store *s);

#endif
