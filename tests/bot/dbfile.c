/*
 * dbfile.c - the test's or an external tool's view of the database file.
 *
 * Owns:   its SQLite handle and prepared statements.
 * Called: by e2e tests and fusionload.
 * Thread: the caller's, one at a time.
 */
#include "bot/dbfile.h"

#include <crypt.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bot/die.h"

enum {
	DBFILE_BUSY_MS = 10000,
	DBFILE_COLUMNS_MAX = 8,
	DBFILE_QUEST_BYTES = 128,
	DBFILE_ORDINARY_LEVEL = 99
};

enum dbfile_statement {
	DBFILE_ADD_ACCOUNT,
	DBFILE_ADD_PLAYER,
	DBFILE_ADD_LOOKS,
	DBFILE_ADD_ITEM,
	DBFILE_ADD_NANO,
	DBFILE_STATEMENT_COUNT
};

/* The rows that a finished character has (spec/database.md 4.1 to 4.3). */
static const char *const dbfile_sql[DBFILE_STATEMENT_COUNT] = {
	[DBFILE_ADD_ACCOUNT] =
	    "INSERT INTO Accounts (Login, Password, AccountLevel)"
	    " VALUES (?, ?, ?)",
	[DBFILE_ADD_PLAYER] =
	    "INSERT INTO Players (AccountID, FirstName, LastName, NameCheck,"
	    " Slot, AppearanceFlag, TutorialFlag, XCoordinate, YCoordinate,"
	    " ZCoordinate, Angle, HP, Nano1, SkywayLocationFlag, FirstUseFlag,"
	    " Quests) VALUES (?, ?, ?, 1, 1, 1, 1, ?, ?, ?, 130, 1000, ?,"
	    " zeroblob(16), zeroblob(16), ?)",
	[DBFILE_ADD_LOOKS] = "INSERT INTO Appearances (PlayerID) VALUES (?)",
	[DBFILE_ADD_ITEM] =
	    "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt)"
	    " VALUES (?, ?, ?, ?, 1)",
	[DBFILE_ADD_NANO] =
	    "INSERT INTO Nanos (PlayerID, ID, Skill) VALUES (?, 1, 1)",
};

struct dbfile {
	sqlite3 *db;
	sqlite3_stmt *statements[DBFILE_STATEMENT_COUNT];
};

const char dbfile_password[] = "password1";

const char *
dbfile_hash(void)
{
	static char hash[CRYPT_OUTPUT_SIZE];
	/* any salt does; the least cost spares the server's processor */
	static const char salt[] = "$2a$04$abcdefghijklmnopqrstuu";
	struct crypt_data *data;

	if (hash[0] != '\0')
		return hash;
	data = calloc(1, sizeof(*data));
	if (data == NULL || crypt_r(dbfile_password, salt, data) == NULL)
		die("dbfile: no bcrypt in this libcrypt");
	memcpy(hash, data->output, strlen(data->output) + 1);
	free(data);
	return hash;
}

static void
dbfile_fail(const struct dbfile *db, const char *what)
{
	die("dbfile: %s: %s", what, sqlite3_errmsg(db->db));
}

struct dbfile *
dbfile_open(const char *path)
{
	struct dbfile *db = calloc(1, sizeof(*db));

	if (db == NULL)
		die("out of memory");
	if (sqlite3_open_v2(path, &db->db, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		die("dbfile: %s: %s (start the server once to make it)", path,
		    db->db != NULL ? sqlite3_errmsg(db->db) : "out of memory");
	sqlite3_busy_timeout(db->db, (int)patience_ms(DBFILE_BUSY_MS));
	dbfile_exec(db, "PRAGMA foreign_keys=ON");
	return db;
}

void
dbfile_close(struct dbfile *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < DBFILE_STATEMENT_COUNT; i++)
		sqlite3_finalize(db->statements[i]);
	sqlite3_close(db->db);
	free(db);
}

void
dbfile_exec(struct dbfile *db, const char *sql)
{
	if (sqlite3_exec(db->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		dbfile_fail(db, sql);
}

static sqlite3_stmt *
dbfile_get_statement(struct dbfile *db, enum dbfile_statement which)
{
	sqlite3_stmt **stmt = &db->statements[which];

	if (*stmt == NULL && sqlite3_prepare_v2(db->db, dbfile_sql[which], -1,
	    stmt, NULL) != SQLITE_OK)
		dbfile_fail(db, dbfile_sql[which]);
	return *stmt;
}

static int64_t
dbfile_insert(struct dbfile *db, sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE)
		dbfile_fail(db, sqlite3_sql(stmt));
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return sqlite3_last_insert_rowid(db->db);
}

int64_t
dbfile_add_account(struct dbfile *db, const char *login, int level)
{
	sqlite3_stmt *stmt = dbfile_get_statement(db, DBFILE_ADD_ACCOUNT);

	sqlite3_bind_text(stmt, 1, login, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, dbfile_hash(), -1, SQLITE_STATIC);
	sqlite3_bind_int(stmt, 3, level != 0 ? level : DBFILE_ORDINARY_LEVEL);
	return dbfile_insert(db, stmt);
}

static void
dbfile_add_item(struct dbfile *db, int64_t player, int slot, int id)
{
	sqlite3_stmt *stmt = dbfile_get_statement(db, DBFILE_ADD_ITEM);

	sqlite3_bind_int64(stmt, 1, player);
	sqlite3_bind_int(stmt, 2, slot);
	sqlite3_bind_int(stmt, 3, id);
	sqlite3_bind_int(stmt, 4, slot);	/* worn: the type is the slot */
	dbfile_insert(db, stmt);
}

int64_t
dbfile_add_character(struct dbfile *db, const struct dbfile_character *c)
{
	/* what the character wears: slots 1 to 3, any looks will do */
	static const int clothes[] = { 217, 203, 204 };
	uint8_t quests[DBFILE_QUEST_BYTES] = { 0 };
	bool has_tutorial_gifts = c->protocol != 1013;
	int64_t account = dbfile_add_account(db, c->login, c->account_level);
	sqlite3_stmt *stmt = dbfile_get_statement(db, DBFILE_ADD_PLAYER);
	int64_t player;

	quests[0] = has_tutorial_gifts ? 3 : 0;
	sqlite3_bind_int64(stmt, 1, account);
	sqlite3_bind_text(stmt, 2, c->first_name, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 3, c->last_name, -1, SQLITE_STATIC);
	sqlite3_bind_int(stmt, 4, c->x);
	sqlite3_bind_int(stmt, 5, c->y);
	sqlite3_bind_int(stmt, 6, c->z);
	sqlite3_bind_int(stmt, 7, has_tutorial_gifts ? 1 : 0);
	sqlite3_bind_blob(stmt, 8, quests, sizeof(quests), SQLITE_STATIC);
	player = dbfile_insert(db, stmt);

	stmt = dbfile_get_statement(db, DBFILE_ADD_LOOKS);
	sqlite3_bind_int64(stmt, 1, player);
	dbfile_insert(db, stmt);
	for (int i = 0; i < (int)COUNT_OF(clothes); i++)
		dbfile_add_item(db, player, i + 1, clothes[i]);
	if (!has_tutorial_gifts)
		return player;
	dbfile_add_item(db, player, 0, 328);	/* the lightning gun */
	stmt = dbfile_get_statement(db, DBFILE_ADD_NANO);
	sqlite3_bind_int64(stmt, 1, player);
	dbfile_insert(db, stmt);
	return player;
}

/* Prepares and steps to the first row; false if there is none. */
static bool
dbfile_first_row(struct dbfile *db, const char *sql, sqlite3_stmt **stmt)
{
	int rc;

	if (sqlite3_prepare_v2(db->db, sql, -1, stmt, NULL) != SQLITE_OK)
		dbfile_fail(db, sql);
	rc = sqlite3_step(*stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		dbfile_fail(db, sql);
	return rc == SQLITE_ROW;
}

int64_t
dbfile_get_or(struct dbfile *db, const char *sql, int64_t fallback)
{
	sqlite3_stmt *stmt;
	int64_t value = fallback;

	if (dbfile_first_row(db, sql, &stmt))
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

int64_t
dbfile_get(struct dbfile *db, const char *sql)
{
	int64_t value = dbfile_get_or(db, sql, INT64_MIN);

	if (value == INT64_MIN)
		die("dbfile: no row: %s", sql);
	return value;
}

char *
dbfile_take_text(struct dbfile *db, const char *sql)
{
	sqlite3_stmt *stmt;
	const unsigned char *text = NULL;
	char *copy;

	if (dbfile_first_row(db, sql, &stmt))
		text = sqlite3_column_text(stmt, 0);
	copy = strdup(text != NULL ? (const char *)text : "");
	sqlite3_finalize(stmt);
	if (copy == NULL)
		die("out of memory");
	return copy;
}

void
dbfile_each(struct dbfile *db, const char *sql, dbfile_row_fn *fn, void *arg)
{
	int64_t columns[DBFILE_COLUMNS_MAX] = { 0 };
	sqlite3_stmt *stmt;
	int rc;

	if (sqlite3_prepare_v2(db->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		dbfile_fail(db, sql);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt) &&
		    i < DBFILE_COLUMNS_MAX; i++)
			columns[i] = sqlite3_column_int64(stmt, i);
		fn(arg, columns);
	}
	if (rc != SQLITE_DONE)
		dbfile_fail(db, sql);
	sqlite3_finalize(stmt);
}

bool
dbfile_is_sound(struct dbfile *db)
{
	char *verdict = dbfile_take_text(db, "PRAGMA integrity_check");
	sqlite3_stmt *stmt;
	bool is_sound = strcmp(verdict, "ok") == 0;

	free(verdict);
	if (dbfile_first_row(db, "PRAGMA foreign_key_check", &stmt))
		is_sound = false;
	sqlite3_finalize(stmt);
	return is_sound;
}
