/* db_fixture.h - a database in a directory of its own, without a thread. */
#ifndef UNIT_DB_FIXTURE_H
#define UNIT_DB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "db/db.h"
#include "db/store.h"

struct fixture {
	char dir[64];
	char path[96];
	struct db_options opt;
	struct db *db;
	struct mailbox *world, *login;
};

enum { FIXTURE_REF = 4711 };

/* ---- another program that has the file open ---------------------------- */

static inline sqlite3 *
sql_open(const char *path)
{
	sqlite3 *h;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	sqlite3_busy_timeout(h, 2000);
	return h;
}

static inline void
sql_exec(const char *path, const char *sql)
{
	sqlite3 *h = sql_open(path);
	char *err = NULL;

	if (sqlite3_exec(h, sql, NULL, NULL, &err) != SQLITE_OK)
		fail_msg("%s: %s", sql, err);
	sqlite3_close(h);
}

/* The first column of the first row; -1 without a row. */
static inline int64_t
sql_int(const char *path, const char *sql)
{
	sqlite3 *h = sql_open(path);
	sqlite3_stmt *st = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	if (sqlite3_step(st) == SQLITE_ROW)
		value = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
	return value;
}

static inline void
sql_text(const char *path, const char *sql, char *out, size_t cap)
{
	sqlite3 *h = sql_open(path);
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	str_copy(out, cap, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(h);
}

/* ---- the database under test ------------------------------------------- */

static inline void
fixture_open(struct fixture *fx)
{
	fx->db = db_open(&fx->opt);
	assert_non_null(fx->db);
	db_set_room(fx->db, DB_ROOM_WORLD, fx->world);
	db_set_room(fx->db, DB_ROOM_LOGIN, fx->login);
}

static inline void
fixture_close(struct fixture *fx)
{
	db_close(fx->db);
	fx->db = NULL;
}

/* A fresh directory; nothing is opened yet. */
static inline struct fixture *
fixture_new(int32_t protocol)
{
	struct fixture *fx = calloc(1, sizeof(*fx));

	log_init(STDERR_FILENO, 0);
	str_copy(fx->dir, sizeof(fx->dir), "/tmp/fusiond-db-XXXXXX");
	assert_non_null(mkdtemp(fx->dir));
	str_format(fx->path, sizeof(fx->path), "%s/database.db", fx->dir);
	fx->opt = (struct db_options){ .path = fx->path, .protocol = protocol,
	    .busy_timeout_ms = 20, .retry_ms = 1 };
	fx->world = mailbox_new(MAILBOX_WAKE_COND, 1 << 30);
	fx->login = mailbox_new(MAILBOX_WAKE_COND, 1 << 30);
	return fx;
}

static inline void
fixture_free(struct fixture *fx)
{
	static const char *const tails[] = { "", "-wal", "-shm", "-journal",
	    ".old.1", ".old.2", ".old.3", ".old.4", ".old.5",
	    ".old.1.part" };
	char path[160];

	fixture_close(fx);
	mailbox_free(fx->world);
	mailbox_free(fx->login);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		str_format(path, sizeof(path), "%s%s", fx->path, tails[i]);
		if (unlink(path) != 0)
			(void)rmdir(path);
	}
	assert_int_equal(rmdir(fx->dir), 0);
	free(fx);
}

static inline int
setup_open(void **state)
{
	enum { PROTOCOL = 104 };
	struct fixture *fx = fixture_new(PROTOCOL);

	fixture_open(fx);
	*state = fx;
	return 0;
}

static inline int
setup_closed(void **state)
{
	enum { PROTOCOL = 104 };

	*state = fixture_new(PROTOCOL);
	return 0;
}

static inline int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* Posts, lets the database work, and takes all replies as one list. */
static inline struct batch *
fixture_do(struct fixture *fx, struct batch **b)
{
	assert_true(db_post(fx->db, b));
	db_step(fx->db, 0);
	return mailbox_take(fx->world);
}

/* The one reply to one request. */
static inline void
fixture_ask(struct fixture *fx, struct batch **b, uint16_t type, void *rep,
    size_t rep_bytes)
{
	struct batch *chain = fixture_do(fx, b);
	struct batch *first = batch_chain_pop(&chain);
	const struct msg *m;

	assert_non_null(first);
	assert_null(chain);
	m = batch_first(first);
	assert_non_null(m);
	assert_int_equal(m->type, type);
	assert_int_equal(m->ref, FIXTURE_REF);
	assert_int_equal(msg_payload_bytes(m), rep_bytes);
	memcpy(rep, msg_payload(m), rep_bytes);
	assert_null(batch_next(first, m));
	batch_free(first);
}

/* ASK(fx, check_slot, CHECK_SLOT, &rep, .account_id = 1, .slot = 2) */
#define ASK(fx, lower, upper, rep, ...) do { \
	struct batch *ask_b = NULL; \
	struct db_req_##lower *ask_req = db_add_##lower(&ask_b, \
	    DB_ROOM_WORLD, FIXTURE_REF); \
	*ask_req = (struct db_req_##lower){ .room = DB_ROOM_WORLD, \
	    __VA_ARGS__ }; \
	fixture_ask((fx), &ask_b, DB_REP_##upper, (rep), sizeof(*(rep))); \
} while (0)

/* The result only. */
#define ASK_RESULT(fx, expected, lower, upper, ...) do { \
	struct db_rep_##lower ask_rep; \
	ASK(fx, lower, upper, &ask_rep, __VA_ARGS__); \
	assert_int_equal(ask_rep.result, (expected)); \
} while (0)

/* ---- people ------------------------------------------------------------ */

static inline int32_t
make_account(struct fixture *fx, const char *login)
{
	struct batch *b = NULL;
	struct db_req_create_account *req = db_add_create_account(&b,
	    DB_ROOM_WORLD, FIXTURE_REF);
	struct db_rep_create_account rep;

	str_copy(req->login, sizeof(req->login), login);
	str_copy(req->password_hash, sizeof(req->password_hash), "$2a$12$x");
	req->account_level = 99;
	fixture_ask(fx, &b, DB_REP_CREATE_ACCOUNT, &rep, sizeof(rep));
	assert_int_equal(rep.result, DB_OK);
	return rep.account_id;
}

static inline struct db_rep_create_character
try_character(struct fixture *fx, int32_t account_id, int32_t slot,
    const char *first, const char *last)
{
	struct batch *b = NULL;
	struct db_req_create_character *req = db_add_create_character(&b,
	    DB_ROOM_WORLD, FIXTURE_REF);
	struct db_rep_create_character rep;

	req->account_id = account_id;
	req->slot = slot;
	req->name_check = 1;
	req->hp = 1000;
	req->place = (struct place_row){ 632032, 187177, -5500, 130 };
	str_copy(req->first_name, sizeof(req->first_name), first);
	str_copy(req->last_name, sizeof(req->last_name), last);
	fixture_ask(fx, &b, DB_REP_CREATE_CHARACTER, &rep, sizeof(rep));
	return rep;
}

/* An account and a character, both called `name`. */
static inline int32_t
make_player(struct fixture *fx, const char *name)
{
	int32_t account_id = make_account(fx, name);
	struct db_rep_create_character rep = try_character(fx, account_id, 1,
	    name, "Tester");

	assert_int_equal(rep.result, DB_OK);
	return rep.player_id;
}

static inline struct player_row
load_player(struct fixture *fx, int32_t player_id)
{
	struct db_rep_load_player rep;

	ASK(fx, load_player, LOAD_PLAYER, &rep, .player_id = player_id);
	assert_int_equal(rep.result, DB_OK);
	return rep.player;
}

/* Fills the sections of a save from a row. */
static inline void
fill_save(const struct db_save_parts *parts, const struct player_row *p)
{
	if (parts->place != NULL)
		*parts->place = p->place;
	if (parts->state != NULL)
		*parts->state = p->state;
	if (parts->items != NULL)
		memcpy(parts->items, p->items, sizeof(p->items));
	if (parts->quest_items != NULL)
		memcpy(parts->quest_items, p->quest_items,
		    sizeof(p->quest_items));
	if (parts->nanos != NULL)
		memcpy(parts->nanos, p->nanos, sizeof(p->nanos));
	if (parts->quests != NULL)
		memcpy(parts->quests, p->quests, sizeof(p->quests));
}

static inline void
add_save(struct batch **b, const struct player_row *p, uint32_t sections)
{
	struct db_save_parts parts;
	struct db_req_save *save = db_add_save(b, DB_ROOM_WORLD, FIXTURE_REF,
	    p->player_id, sections, &parts);

	save->flags = DB_SAVE_REPLY;
	fill_save(&parts, p);
}

/* Saves and returns the reply's result. */
static inline enum db_result
save_player(struct fixture *fx, const struct player_row *p, uint32_t sections)
{
	struct batch *b = NULL;
	struct db_rep_save rep;

	add_save(&b, p, sections);
	fixture_ask(fx, &b, DB_REP_SAVE, &rep, sizeof(rep));
	assert_int_equal(rep.player_id, p->player_id);
	assert_int_equal(rep.sections, sections);
	return rep.result;
}

static inline int64_t
changed_rows(const struct fixture *fx)
{
	struct db_stats stats;

	db_get_stats(fx->db, &stats);
	return stats.changed_rows;
}

#endif
