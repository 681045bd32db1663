/*
 * store.c - one SQLite file: opening, transactions, errors, closing.
 *
 * Owns:   the connection and its transaction.
 * Called: by db.c; transactions by op_save.c, errors by stmt.c.
 * Thread: one at a time: main at start-up, then db.
 */
#include "db/store.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/str.h"
#include "db/guard.h"
#include "db/migrate.h"
#include "db/seal.h"

enum {
	SQLITE_VERSION_NEEDED = 3033000,	/* UPDATE ... FROM */
	COMMIT_TRIES = 5,
	CLOSE_BUSY_MS = 200,	/* then the log stays for the next start */
	JOURNAL_BYTES_MAX = 4 << 20
};

bool
store_library_init(void)
{
	static bool is_done;
	uint64_t seed;

	if (is_done)
		return true;
	if (sqlite3_libversion_number() < SQLITE_VERSION_NEEDED) {
		log_error("db: SQLite %s is too old, 3.33.0 is needed",
		    sqlite3_libversion());
		return false;
	}
	/* No statement journals in /var/tmp (spec/sandbox.md 11). */
	if (sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_MULTITHREAD) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK ||
	    sqlite3_initialize() != SQLITE_OK) {
		log_error("db: SQLite cannot be configured");
		return false;
	}
	/* The first random byte opens /dev/urandom: now, not later. */
	sqlite3_randomness(sizeof(seed), &seed);
	is_done = true;
	return true;
}

void
store_set_error(struct store *s, int code)
{
	s->error = code;
	str_copy(s->message, sizeof(s->message),
	    s->handle == NULL ? sqlite3_errstr(code) :
	    sqlite3_errmsg(s->handle));
}

void
store_clear_error(struct store *s)
{
	s->error = SQLITE_OK;
	s->message[0] = '\0';
}

bool
store_error_is_global(const struct store *s)
{
	static const int codes[] = { SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL,
	    SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM,
	    SQLITE_PROTOCOL, SQLITE_NOTADB, SQLITE_INTERRUPT, SQLITE_PERM,
	    SQLITE_AUTH };

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		if ((s->error & 0xff) == codes[i])
			return true;
	}
	return false;
}

bool
store_error_is_constraint(const struct store *s)
{
	return (s->error & 0xff) == SQLITE_CONSTRAINT;
}

const char *
store_error_text(const struct store *s)
{
	static const struct { int code; const char *text; } texts[] = {
		{ SQLITE_BUSY, "another program keeps the database locked" },
		{ SQLITE_LOCKED, "another program keeps the database locked" },
		{ SQLITE_FULL, "the disk is full" },
		{ SQLITE_READONLY, "the database may not be written "
		    "(rights of the file and of its directory)" },
		{ SQLITE_CORRUPT, "the database file is damaged" },
		{ SQLITE_NOTADB, "the file is no SQLite database" },
		{ SQLITE_CANTOPEN, "the file cannot be opened" },
		{ SQLITE_PERM, "the file may not be opened" },
		{ SQLITE_IOERR, "reading or writing the file failed" }
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if ((s->error & 0xff) == texts[i].code)
			return texts[i].text;
	}
	return s->message;
}

bool
store_exec(struct store *s, const char *sql)
{
	int rc = sqlite3_exec(s->handle, sql, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		store_set_error(s, rc);
	return rc == SQLITE_OK;
}

static bool
run_plain(struct store *s, enum stmt_id id)
{
	struct query q;

	query_open(&q, s, id, 0);
	return query_run(&q);
}

bool
store_begin(struct store *s)
{
	CHECK(sqlite3_get_autocommit(s->handle));
	return run_plain(s, STMT_BEGIN);
}

bool
store_begin_read(struct store *s)
{
	CHECK(sqlite3_get_autocommit(s->handle));
	return run_plain(s, STMT_BEGIN_READ);
}

bool
store_commit(struct store *s)
{
	/*
	 * With a rollback journal a reader outside may make even COMMIT busy,
	 * and leaves the transaction open: try again, then give it up.
	 */
	for (int i = 0; i < COMMIT_TRIES; i++) {
		if (run_plain(s, STMT_COMMIT))
			return true;
		if ((s->error & 0xff) != SQLITE_BUSY)
			break;
	}
	store_rollback(s);
	return false;
}

/* What led to an undoing is what the caller will want to tell. */
static bool
run_keeping_error(struct store *s, enum stmt_id id)
{
	int error = s->error;
	char message[STORE_MESSAGE_BYTES];

	str_copy(message, sizeof(message), s->message);
	if (!run_plain(s, id))
		return false;
	s->error = error;
	str_copy(s->message, sizeof(s->message), message);
	return true;
}

void
store_rollback(struct store *s)
{
	if (sqlite3_get_autocommit(s->handle))
		return;		/* SQLite has rolled back by itself */
	if (!run_keeping_error(s, STMT_ROLLBACK))
		log_error("db: rollback failed: %s", s->message);
	CHECK(sqlite3_get_autocommit(s->handle));
}

bool
store_mark(struct store *s)
{
	return run_plain(s, STMT_SAVEPOINT);
}

bool
store_keep_since_mark(struct store *s)
{
	return run_plain(s, STMT_SAVEPOINT_RELEASE);
}

bool
store_undo_since_mark(struct store *s)
{
	return run_keeping_error(s, STMT_SAVEPOINT_UNDO) &&
	    run_keeping_error(s, STMT_SAVEPOINT_RELEASE);
}

int32_t
store_changes(const struct store *s)
{
	return sqlite3_changes(s->handle);
}

int64_t
store_total_changes(const struct store *s)
{
	return sqlite3_total_changes(s->handle);
}

int64_t
store_last_id(const struct store *s)
{
	return sqlite3_last_insert_rowid(s->handle);
}

bool
store_seal(struct store *s)
{
	/* spec/sandbox.md 12: rollback journals are made by name each time. */
	if (s->journal == DB_JOURNAL_DELETE)
		return true;
	if (!seal_apply(s->path))
		return false;
	s->is_sealed = true;
	return true;
}

/* ---- opening ----------------------------------------------------------- */

static bool
is_synchronous(const char *word)
{
	return str_equal_nocase(word, "normal") ||
	    str_equal_nocase(word, "full") || str_equal_nocase(word, "off");
}

/* Nothing here writes: the file may turn out to be somebody else's. */
static bool
configure_connection(struct store *s, const struct db_options *opt)
{
	sqlite3_extended_result_codes(s->handle, 1);
	sqlite3_busy_timeout(s->handle, opt->busy_timeout_ms > 0 ?
	    opt->busy_timeout_ms : 2000);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0,
	    NULL);
	sqlite3_limit(s->handle, SQLITE_LIMIT_ATTACHED, 0);
	return store_exec(s,
	    "PRAGMA temp_store = memory; PRAGMA mmap_size = 0;"
	    "PRAGMA cell_size_check = on; PRAGMA foreign_keys = on;");
}

/* journal_mode answers with the mode it now has, not with an error. */
static bool
set_journal(struct store *s, const char *mode)
{
	char sql[64];
	sqlite3_stmt *stmt = NULL;
	bool ok = false;
	int rc;

	str_format(sql, sizeof(sql), "PRAGMA journal_mode = %s", mode);
	rc = sqlite3_prepare_v2(s->handle, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		ok = str_equal_nocase(
		    (const char *)sqlite3_column_text(stmt, 0), mode);
	if (rc != SQLITE_ROW)
		store_set_error(s, rc);
	else if (!ok)
		store_set_error(s, SQLITE_BUSY);
	sqlite3_finalize(stmt);
	return ok;
}

static bool
prepare_journal(struct store *s, const struct db_options *opt)
{
	char sql[128];
	int on = 1;

	str_format(sql, sizeof(sql), "PRAGMA synchronous = %s;"
	    "PRAGMA journal_size_limit = %d;", opt->synchronous == NULL ?
	    "normal" : opt->synchronous, JOURNAL_BYTES_MAX);
	if (!store_exec(s, sql))
		return false;
	if (s->journal == DB_JOURNAL_DELETE)
		return set_journal(s, "delete");
	if (!set_journal(s, "wal"))
		return false;
	/*
	 * Else closing would remove files by name, which a sealed store can't.
	 */
	sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	s->is_wal = true;
	return true;
}

/*
 * Opens -wal and -shm and takes every page path once, while that may fail.
 * There and back: what is the same already SQLite does not write.
 */
static bool
warm(struct store *s)
{
	if (!store_begin(s))
		return false;
	if (!store_exec(s, "UPDATE Meta SET Value = Value + 1"
	    " WHERE Key = 'DatabaseVersion';"
	    "UPDATE Meta SET Value = Value - 1"
	    " WHERE Key = 'DatabaseVersion'")) {
		store_rollback(s);
		return false;
	}
	return store_commit(s) &&
	    store_exec(s, "SELECT count(*) FROM Inventory");
}

static bool
refuse(struct store *s, const char *what)
{
	log_error("db: %s: %s: %s", s->path, what, store_error_text(s));
	return false;
}

static bool
open_file(struct store *s, const char *path)
{
	struct stat st;
	int rc;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		log_error("db: %s: not a regular file", path);
		return false;
	}
	if (!guard_take(&s->guard, path))
		return false;
	rc = sqlite3_open_v2(path, &s->handle, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		store_set_error(s, rc);
		log_error("db: %s: %s: %s", path, store_error_text(s),
		    strerror(sqlite3_system_errno(s->handle)));
		return false;
	}
	return true;
}

bool
store_try_write(struct store *s)
{
	if (warm(s))
		return true;
	if ((s->error & 0xff) != SQLITE_BUSY)
		return refuse(s, "cannot be written any more");
	store_clear_error(s);
	return true;
}

/* What needs no file. */
static bool
begin_open(struct store *s, const struct db_options *opt)
{
	*s = (struct store){ .journal = opt->journal };
	s->rules = ruleset_find(opt->protocol);
	if (s->rules == NULL) {
		log_error("db: unknown protocol %" PRId32, opt->protocol);
		return false;
	}
	if (opt->synchronous != NULL && !is_synchronous(opt->synchronous)) {
		log_error("db: synchronous=%s: must be normal, full or off",
		    opt->synchronous);
		return false;
	}
	if (opt->path[0] == '\0' || strlen(opt->path) >=
	    sizeof(s->path) - sizeof("-journal")) {
		log_error("db: the database path is empty or too long");
		return false;
	}
	str_copy(s->path, sizeof(s->path), opt->path);
	return store_library_init();
}

static bool
is_writable(struct store *s)
{
	if (sqlite3_db_readonly(s->handle, "main") != 1)
		return true;
	store_set_error(s, SQLITE_READONLY);
	return refuse(s, "cannot be used");
}

static bool
prepare_statements(struct store *s)
{
	if (stmt_prepare_all(s))
		return true;
	log_error("db: %s: the tables are not as they should be: %s", s->path,
	    s->message);
	return false;
}

bool
store_open(struct store *s, const struct db_options *opt)
{
	if (!begin_open(s, opt) || !open_file(s, opt->path))
		return false;
	if (!configure_connection(s, opt))
		return refuse(s, "cannot be used");
	if (!is_writable(s))
		return false;
	/* migrate.c logs its own reasons. */
	if (!migrate_check(s, opt->protocol) || !migrate_run(s, opt->protocol))
		return false;
	if (!guard_renew(&s->guard)) {
		log_error("db: %s: another fusiond has taken it", s->path);
		return false;
	}
	if (!prepare_journal(s, opt))
		return refuse(s, "journal mode cannot be set");
	if (!prepare_statements(s))
		return false;
	if (!warm(s))
		return refuse(s, "cannot be written");
	return true;
}

bool
store_open_beside(struct store *s, const struct db_options *opt)
{
	if (!begin_open(s, opt))
		return false;
	if (sqlite3_open_v2(opt->path, &s->handle, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		store_set_error(s, sqlite3_errcode(s->handle));
		log_error("db: %s: %s: %s", opt->path, store_error_text(s),
		    strerror(sqlite3_system_errno(s->handle)));
		return false;
	}
	if (!configure_connection(s, opt))
		return refuse(s, "cannot be used");
	return is_writable(s) && migrate_check(s, opt->protocol) &&
	    migrate_is_done(s) && prepare_statements(s);
}

bool
store_is_wal(const struct store *s)
{
	sqlite3_stmt *stmt = NULL;
	bool is_wal = false;

	if (sqlite3_prepare_v2(s->handle, "PRAGMA journal_mode", -1, &stmt,
	    NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		is_wal = str_equal_nocase(
		    (const char *)sqlite3_column_text(stmt, 0), "wal");
	sqlite3_finalize(stmt);
	return is_wal;
}

/* ---- closing ----------------------------------------------------------- */

/*
 * The write-ahead log goes into the file, and the file back to its old format.
 */
static bool
settle_journal(struct store *s)
{
	int off = 0;

	if (!s->is_wal)
		return true;
	if (!store_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)"))
		return false;
	if (s->is_sealed)
		return set_journal(s, "truncate");
	sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &off);
	return set_journal(s, "delete");
}

bool
store_close(struct store *s)
{
	bool ok;

	if (s->handle == NULL) {
		guard_release(&s->guard);
		return true;
	}
	stmt_finalize_all(s);
	sqlite3_busy_timeout(s->handle, CLOSE_BUSY_MS);
	ok = settle_journal(s);
	if (!ok)
		log_warn("db: %s: stays in write-ahead mode, which is safe but "
		    "two files more: %s", s->path, store_error_text(s));
	if (sqlite3_close(s->handle) != SQLITE_OK) {
		log_error("db: %s: could not be closed: %s", s->path,
		    sqlite3_errmsg(s->handle));
		sqlite3_close_v2(s->handle);
		ok = false;
	}
	s->handle = NULL;
	guard_release(&s->guard);
	return ok;
}
