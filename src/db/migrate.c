/*
 * migrate.c - Meta, the schema's versions, the backup before a migration.
 *
 * Owns:   the table Meta and the file PATH.old.VERSION.
 * Called: by store_open().
 * Thread: main, at start-up.
 */
#include "db/migrate.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/sql_files.h"
#include "db/store.h"

/* One number from one row; false on an error; *is_null if there was no row. */
static bool
read_number(struct store *s, const char *sql, int64_t *out, bool *is_null)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->handle, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		store_set_error(s, rc);
		sqlite3_finalize(stmt);
		return false;
	}
	*is_null = rc == SQLITE_DONE ||
	    sqlite3_column_type(stmt, 0) == SQLITE_NULL;
	*out = *is_null ? 0 : sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return true;
}

static bool
fail(struct store *s, const char *what)
{
	log_error("db: %s: %s: %s", s->path, what, store_error_text(s));
	return false;
}

static const char *
find_sql(const char *name)
{
	for (const struct sql_file *f = sql_files; f->name != NULL; f++) {
		if (strcmp(f->name, name) == 0)
			return f->text;
	}
	CHECK(!"an SQL file is missing in the binary");
	return NULL;
}

/* What the file says of itself. */
struct meta {
	bool exists;
	bool has_tables;		/* other than Meta */
	int64_t protocol;		/* 0: no such row */
	int64_t version;
};

static bool
read_meta(struct store *s, struct meta *out)
{
	struct meta m = { 0 };
	int64_t n;
	bool is_null;

	if (!read_number(s, "SELECT count(*) FROM sqlite_master"
	    " WHERE type = 'table' AND name = 'Meta'", &n, &is_null))
		return false;
	m.exists = n > 0;
	if (!read_number(s, "SELECT count(*) FROM sqlite_master"
	    " WHERE type = 'table' AND name <> 'Meta'"
	    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", &n, &is_null))
		return false;
	m.has_tables = n > 0;
	if (m.exists && (!read_number(s, "SELECT Value FROM Meta"
	    " WHERE Key = 'ProtocolVersion'", &m.protocol, &is_null) ||
	    !read_number(s, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'", &m.version, &is_null)))
		return false;
	*out = m;
	return true;
}

bool
migrate_check(struct store *s, int32_t protocol)
{
	struct meta m;

	if (!read_meta(s, &m))
		return fail(s, "cannot be read");
	if (!m.exists) {
		if (!m.has_tables)
			return true;
		log_error("db: %s: has tables but no Meta: made by a server "
		    "older than any known schema, or by another program",
		    s->path);
		return false;
	}
	if (m.protocol == 0 || m.version == 0) {
		log_error("db: %s: Meta does not say the protocol and the "
		    "version of the schema", s->path);
		return false;
	}
	if (m.protocol != protocol) {
		log_error("db: %s: made for protocol %lld, but protocol=%"
		    PRId32 " is configured: another dbpath or another protocol "
		    "is needed", s->path, (long long)m.protocol, protocol);
		return false;
	}
	if (m.version < 1 || m.version > MIGRATE_VERSION) {
		log_error("db: %s: schema version %lld is unknown, this server "
		    "knows 1 to %d: a newer server has used it", s->path,
		    (long long)m.version, MIGRATE_VERSION);
		return false;
	}
	return true;
}

bool
migrate_is_done(struct store *s)
{
	struct meta m;

	if (!read_meta(s, &m))
		return fail(s, "cannot be read");
	if (m.exists && m.version == MIGRATE_VERSION)
		return true;
	log_error("db: %s: %s: start the server on it once", s->path,
	    m.exists ? "has an older schema" : "has no tables yet");
	return false;
}

/* ---- backup ------------------------------------------------------------ */

/* A second connection reads, since the store's own holds the write lock. */
static int
write_copy(const char *from_path, const char *to_path)
{
	sqlite3 *from = NULL;
	int rc;

	rc = sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = copy_write(from, to_path, COPY_IN_STEPS);
	sqlite3_close(from);
	return rc;
}

/*
 * Under another name first: a copy that fails must not destroy a good one of
 * an earlier attempt.
 */
static bool
back_up(struct store *s, int64_t version)
{
	char path[STORE_PATH_BYTES + 32], part[STORE_PATH_BYTES + 32];
	int rc;

	str_format(path, sizeof(path), "%s.old.%lld", s->path,
	    (long long)version);
	str_format(part, sizeof(part), "%s.part", path);
	unlink(part);
	rc = write_copy(s->path, part);
	if (rc != SQLITE_OK) {
		s->error = rc;
		str_copy(s->message, sizeof(s->message), sqlite3_errstr(rc));
		unlink(part);
		log_error("db: %s: no backup, so no migration: %s", path,
		    store_error_text(s));
		return false;
	}
	if (!copy_sync(part) || rename(part, path) != 0 ||
	    !copy_sync_directory_of(path)) {
		log_error("db: %s: no backup, so no migration: %s", path,
		    strerror(errno));
		unlink(part);
		return false;
	}
	log_info("db: wrote backup file=%s", path);
	return true;
}

/* ---- migrating --------------------------------------------------------- */

/* 3 -> 4 makes logins equal in any case: who would be left out? */
static bool
check_duplicate_logins(struct store *s)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = true;
	int rc;

	rc = sqlite3_prepare_v2(s->handle, "SELECT min(Login), count(*)"
	    " FROM Accounts GROUP BY lower(Login) HAVING count(*) > 1", -1,
	    &stmt, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc != SQLITE_ROW)
			break;
		ok = false;
		log_error("db: %s: %d accounts differ only in the case of "
		    "their login %s: rename or delete all but one", s->path,
		    sqlite3_column_int(stmt, 1),
		    (const char *)sqlite3_column_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
	if (rc != SQLITE_DONE) {
		store_set_error(s, rc);
		return fail(s, "cannot be read");
	}
	return ok;
}

static bool
count_bad_references(struct store *s, int64_t *out)
{
	bool is_null;

	return read_number(s, "SELECT count(*) FROM pragma_foreign_key_check",
	    out, &is_null);
}

static bool
migrate_step(struct store *s, int64_t version)
{
	char name[32], sql[256];

	if (version == 3 && !check_duplicate_logins(s))
		return false;
	str_format(name, sizeof(name), "migration%lld", (long long)version);
	if (!store_exec(s, find_sql(name)))
		return fail(s, name);
	str_format(sql, sizeof(sql),
	    "UPDATE Meta SET Value = %lld WHERE Key = 'DatabaseVersion';"
	    "UPDATE Meta SET Value = strftime('%%s', 'now')"
	    " WHERE Key = 'LastMigration';", (long long)version + 1);
	if (!store_exec(s, sql))
		return fail(s, name);
	return true;
}

/* Within the transaction that also keeps other writers from the backup. */
static bool
migrate_all(struct store *s, int64_t version)
{
	int64_t bad_before, bad_after;

	if (!back_up(s, version))
		return false;
	if (!count_bad_references(s, &bad_before))
		return fail(s, "cannot be checked");
	for (int64_t v = version; v < MIGRATE_VERSION; v++) {
		if (!migrate_step(s, v))
			return false;
	}
	if (!count_bad_references(s, &bad_after))
		return fail(s, "cannot be checked");
	if (bad_after > bad_before) {
		log_error("db: %s: migrating would leave %lld rows without "
		    "their owner", s->path,
		    (long long)(bad_after - bad_before));
		return false;
	}
	if (bad_after > 0)
		log_warn("db: %s: %lld rows have no owner", s->path,
		    (long long)bad_after);
	return true;
}

static bool
migrate_old(struct store *s, int64_t version)
{
	bool ok;

	/* Tables are rebuilt: their rows' children must not go with them. */
	if (!store_exec(s, "PRAGMA foreign_keys = off") ||
	    !store_exec(s, "BEGIN IMMEDIATE"))
		return fail(s, "cannot be migrated");
	ok = migrate_all(s, version);
	if (ok && !store_exec(s, "COMMIT"))
		ok = fail(s, "cannot be migrated");
	if (!ok && !sqlite3_get_autocommit(s->handle))
		(void)!store_exec(s, "ROLLBACK");
	if (!ok)
		return false;
	log_info("db: migrated schema from=%lld to=%d", (long long)version,
	    MIGRATE_VERSION);
	s->migrated_from = (int32_t)version;
	return true;
}

static bool
create_meta(struct store *s, int32_t protocol)
{
	char sql[256];

	str_format(sql, sizeof(sql),
	    "CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE,"
	    " Value INTEGER NOT NULL);"
	    "INSERT INTO Meta (Key, Value) VALUES"
	    " ('ProtocolVersion', %" PRId32 "), ('DatabaseVersion', %d);",
	    protocol, MIGRATE_VERSION);
	return store_exec(s, sql);
}

/* New tables and our indexes; in an existing file usually nothing. */
static bool
complete_schema(struct store *s, int32_t protocol, bool is_new)
{
	if (!store_exec(s, "BEGIN IMMEDIATE"))
		return fail(s, "cannot be written");
	if ((!is_new || create_meta(s, protocol)) &&
	    store_exec(s, find_sql("tables")) &&
	    store_exec(s, find_sql("indexes")) && store_exec(s, "COMMIT"))
		return true;
	fail(s, "tables cannot be made");
	if (!sqlite3_get_autocommit(s->handle))
		(void)!store_exec(s, "ROLLBACK");
	return false;
}

bool
migrate_run(struct store *s, int32_t protocol)
{
	struct meta m;

	if (!read_meta(s, &m))
		return fail(s, "cannot be read");
	if (m.exists && m.version < MIGRATE_VERSION &&
	    !migrate_old(s, m.version))
		return false;
	if (!store_exec(s, "PRAGMA foreign_keys = on"))
		return fail(s, "cannot be used");
	if (!complete_schema(s, protocol, !m.exists))
		return false;
	if (!m.exists)
		log_info("db: made new database file=%s", s->path);
	return true;
}
