/*
 * store.c - the test's or an external tool's view of the database file.
 *
 * Owns:   its SQLite handle and prepared statements.
 * Called: by e2e tests and fusionload.
 * Thread: the caller's, one at a time.
 */
#include "bot/store.h"

#include <crypt.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bot/die.h"

enum {
	STORE_BUSY_MS = 10000,
	STORE_QUEST_BYTES = 128,
	STORE_ORDINARY_LEVEL = 99
};

enum store_statement {
	STORE_ADD_ACCOUNT,
	STORE_ADD_PLAYER,
	STORE_ADD_LOOKS,
	STORE_ADD_ITEM,
	STORE_ADD_NANO,
	STORE_STATEMENT_COUNT
};

/* The rows that a finished character has (spec/database.md 4.1 to 4.3). */
static const char *const store_sql[STORE_STATEMENT_COUNT] = {
	[STORE_ADD_ACCOUNT] =
	    "INSERT INTO Accounts (Login, Password, AccountLevel)"
	    " VALUES (?, ?, ?)",
	[STORE_ADD_PLAYER] =
	    "INSERT INTO Players (AccountID, FirstName, LastName, NameCheck,"
	    " Slot, AppearanceFlag, TutorialFlag, XCoordinate, YCoordinate,"
	    " ZCoordinate, Angle, HP, Nano1, SkywayLocationFlag, FirstUseFlag,"
	    " Quests) VALUES (?, ?, ?, 1, 1, 1, 1, ?, ?, ?, 130, 1000, ?,"
	    " zeroblob(16), zeroblob(16), ?)",
	[STORE_ADD_LOOKS] = "INSERT INTO Appearances (PlayerID) VALUES (?)",
	[STORE_ADD_ITEM] =
	    "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt)"
	    " VALUES (?, ?, ?, ?, 1)",
	[STORE_ADD_NANO] =
	    "INSERT INTO Nanos (PlayerID, ID, Skill) VALUES (?, 1, 1)",
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *statements[STORE_STATEMENT_COUNT];
};

const char store_password[] = "password1";

const char *
store_hash(void)
{
	static char hash[CRYPT_OUTPUT_SIZE];
	/* any salt does; the least cost spares the server's processor */
	static const char salt[] = "$2a$04$abcdefghijklmnopqrstuu";
	struct crypt_data *data;

	if (hash[0] != '\0')
		return hash;
	data = calloc(1, sizeof(*data));
	if (data == NULL || crypt_r(store_password, salt, data) == NULL)
		die("store: no bcrypt in this libcrypt");
	memcpy(hash, data->output, strlen(data->output) + 1);
	free(data);
	return hash;
}

static void
store_fail(const struct store *db, const char *what)
{
	die("store: %s: %s", what, sqlite3_errmsg(db->db));
}

struct store *
store_open(const char *path)
{
	struct store *db = calloc(1, sizeof(*db));

	if (db == NULL)
		die("out of memory");
	if (sqlite3_open_v2(path, &db->db, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		die("store: %s: %s (start the server once to make it)", path,
		    db->db != NULL ? sqlite3_errmsg(db->db) : "out of memory");
	sqlite3_busy_timeout(db->db, (int)patience_ms(STORE_BUSY_MS));
	store_exec(db, "PRAGMA foreign_keys=ON");
	return db;
}

void
store_close(struct store *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < STORE_STATEMENT_COUNT; i++)
		sqlite3_finalize(db->statements[i]);
	sqlite3_close(db->db);
	free(db);
}

void
store_exec(struct store *db, const char *sql)
{
	if (sqlite3_exec(db->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		store_fail(db, sql);
}

static sqlite3_stmt *
store_get_statement(struct store *db, enum store_statement which)
{
	sqlite3_stmt **stmt = &db->statements[which];

	if (*stmt == NULL && sqlite3_prepare_v2(db->db, store_sql[which], -1,
	    stmt, NULL) != SQLITE_OK)
		store_fail(db, store_sql[which]);
	return *stmt;
}

static int64_t
store_insert(struct store *db, sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE)
		store_fail(db, sqlite3_sql(stmt));
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return sqlite3_last_insert_rowid(db->db);
}

int64_t
store_add_account(struct store *db, const char *login, int level)
{
	sqlite3_stmt *stmt = store_get_statement(db, STORE_ADD_ACCOUNT);

	sqlite3_bind_text(stmt, 1, login, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, store_hash(), -1, SQLITE_STATIC);
	sqlite3_bind_int(stmt, 3, level != 0 ? level : STORE_ORDINARY_LEVEL);
	return store_insert(db, stmt);
}

static void
store_add_item(struct store *db, int64_t player, int slot, int id)
{
	sqlite3_stmt *stmt = store_get_statement(db, STORE_ADD_ITEM);

	sqlite3_bind_int64(stmt, 1, player);
	sqlite3_bind_int(stmt, 2, slot);
	sqlite3_bind_int(stmt, 3, id);
	sqlite3_bind_int(stmt, 4, slot);	/* worn: the type is the slot */
	store_insert(db, stmt);
}

int64_t
store_add_character(struct store *db, const struct store_character *c)
{
	/* what the character wears: slots 1 to 3, any looks will do */
	static const int clothes[] = { 217, 203, 204 };
	uint8_t quests[STORE_QUEST_BYTES] = { 0 };
	bool has_tutorial_gifts = c->protocol != 1013;
	int64_t account = store_add_account(db, c->login, c->account_level);
	sqlite3_stmt *stmt = store_get_statement(db, STORE_ADD_PLAYER);
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
	player = store_insert(db, stmt);

	stmt = store_get_statement(db, STORE_ADD_LOOKS);
	sqlite3_bind_int64(stmt, 1, player);
	store_insert(db, stmt);
	for (int i = 0; i < (int)COUNT_OF(clothes); i++)
		store_add_item(db, player, i + 1, clothes[i]);
	if (!has_tutorial_gifts)
		return player;
	store_add_item(db, player, 0, 328);	/* the lightning gun */
	stmt = store_get_statement(db, STORE_ADD_NANO);
	sqlite3_bind_int64(stmt, 1, player);
	store_insert(db, stmt);
	return player;
}

/* Prepares and steps to the first row; false if there is none. */
static bool
store_first_row(struct store *db, const char *sql, sqlite3_stmt **stmt)
{
	int rc;

	if (sqlite3_prepare_v2(db->db, sql, -1, stmt, NULL) != SQLITE_OK)
		store_fail(db, sql);
	rc = sqlite3_step(*stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		store_fail(db, sql);
	return rc == SQLITE_ROW;
}

int64_t
store_get_or(struct store *db, const char *sql, int64_t fallback)
{
	sqlite3_stmt *stmt;
	int64_t value = fallback;

	if (store_first_row(db, sql, &stmt))
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

int64_t
store_get(struct store *db, const char *sql)
{
	int64_t value = store_get_or(db, sql, INT64_MIN);

	if (value == INT64_MIN)
		die("store: no row: %s", sql);
	return value;
}

char *
store_take_text(struct store *db, const char *sql)
{
	sqlite3_stmt *stmt;
	const unsigned char *text = NULL;
	char *copy;

	if (store_first_row(db, sql, &stmt))
		text = sqlite3_column_text(stmt, 0);
	copy = strdup(text != NULL ? (const char *)text : "");
	sqlite3_finalize(stmt);
	if (copy == NULL)
		die("out of memory");
	return copy;
}

bool
store_is_sound(struct store *db)
{
	char *verdict = store_take_text(db, "PRAGMA integrity_check");
	sqlite3_stmt *stmt;
	bool is_sound = strcmp(verdict, "ok") == 0;

	free(verdict);
	if (store_first_row(db, "PRAGMA foreign_key_check", &stmt))
		is_sound = false;
	sqlite3_finalize(stmt);
	return is_sound;
}
