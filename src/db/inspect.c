/*
 * inspect.c - a look at a database that changes nothing: fusiond --check.
 *
 * Owns:   nothing; its own read-only connection while it looks.
 * Called: by main.
 * Thread: main.
 */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/store.h"

static bool
read_one(struct store *s, const char *sql, int32_t *out)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->handle, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int(stmt, 0);
	else
		store_set_error(s, rc);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW;
}

static bool
is_sound(struct store *s)
{
	sqlite3_stmt *stmt = NULL;
	const char *verdict;
	bool ok = false;
	int rc = sqlite3_prepare_v2(s->handle, "PRAGMA quick_check(1)", -1,
	    &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		verdict = (const char *)sqlite3_column_text(stmt, 0);
		ok = strcmp(verdict, "ok") == 0;
	} else {
		store_set_error(s, rc);
		verdict = store_error_text(s);
	}
	if (!ok)
		log_error("db: %s: %s", s->path, verdict);
	sqlite3_finalize(stmt);
	return ok;
}

static bool
look(struct store *s, const struct db_options *opt, struct db_info *out)
{
	struct db_info info = { 0 };

	if (sqlite3_open_v2(s->path, &s->handle, SQLITE_OPEN_READONLY, NULL) !=
	    SQLITE_OK) {
		store_set_error(s, sqlite3_errcode(s->handle));
		log_error("db: %s: %s", s->path, store_error_text(s));
		return false;
	}
	if (!is_sound(s) || !migrate_check(s, opt->protocol))
		return false;
	if (!read_one(s, "SELECT count(*) FROM sqlite_master WHERE name = "
	    "'Meta'", &info.schema_version))
		return false;
	if (info.schema_version != 0 && (!read_one(s, "SELECT Value FROM Meta "
	    "WHERE Key = 'DatabaseVersion'", &info.schema_version) ||
	    !read_one(s, "SELECT count(*) FROM Accounts",
	    &info.account_count) || !read_one(s,
	    "SELECT count(*) FROM Players", &info.player_count))) {
		log_error("db: %s: %s", s->path, store_error_text(s));
		return false;
	}
	if (info.schema_version < MIGRATE_VERSION)
		info.migrated_from = info.schema_version;
	*out = info;
	return true;
}

bool
db_check(const struct db_options *opt, struct db_info *out)
{
	struct store s = { 0 };
	bool ok;

	str_copy(s.path, sizeof(s.path), opt->path);
	if (access(s.path, F_OK) != 0) {
		*out = (struct db_info){ 0 };	/* it will be made */
		return true;
	}
	ok = look(&s, opt, out);
	sqlite3_close(s.handle);
	return ok;
}
