/*
 * op_account.c - accounts, cookies, bans (spec/database.md 4).
 *
 * Owns:   the tables Accounts and Auth, as far as we write them.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/stmt.h"
#include "db/store.h"

enum { LEVEL_GM = 30, LEVEL_USER = 99 };

enum db_result
op_find_account(struct store *s, const struct db_req_find_account *req,
    struct db_rep_find_account *rep)
{
	struct account_row *a = &rep->account;
	struct query q;
	bool found;

	query_open(&q, s, STMT_ACCOUNT_FIND, 0);
	query_bind_text(&q, req->login);
	found = query_next(&q);
	if (found) {
		a->account_id = query_int32(&q);
		q.about_id = a->account_id;
		a->selected = query_int32(&q);
		/* Nonsense must not make a game master. */
		a->account_level = query_int_or(&q, 0, LEVEL_USER, LEVEL_USER);
		a->banned_since_s = query_int64(&q);
		a->banned_until_s = query_int64(&q);
		query_text(&q, a->login, sizeof(a->login));
		query_text(&q, a->password_hash, sizeof(a->password_hash));
		query_text(&q, a->ban_reason, sizeof(a->ban_reason));
	}
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

enum db_result
op_create_account(struct store *s, const struct db_req_create_account *req,
    struct db_rep_create_account *rep)
{
	struct query q;
	enum db_result res;

	query_open(&q, s, STMT_ACCOUNT_ID, 0);
	query_bind_text(&q, req->login);
	res = op_exists(&q);
	if (res == DB_OK)
		return DB_TAKEN;
	if (res != DB_NONE)
		return res;
	query_open(&q, s, STMT_ACCOUNT_INSERT, 0);
	query_bind_text(&q, req->login);
	query_bind_text(&q, req->password_hash);
	query_bind_int(&q, req->account_level);
	if (!query_run(&q))
		return DB_ERROR;
	rep->account_id = (int32_t)store_last_id(s);
	return DB_OK;
}

enum db_result
op_set_account_level(struct store *s,
    const struct db_req_set_account_level *req,
    struct db_rep_set_account_level *rep)
{
	struct query q;

	(void)rep;
	query_open(&q, s, STMT_ACCOUNT_SET_LEVEL, req->account_id);
	query_bind_int(&q, req->account_level);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

/* Takes the same time wherever the two differ. */
static bool
secret_is_equal(const char *a, const char *b)
{
	size_t n = strlen(a);
	unsigned char diff = 0;

	if (n != strlen(b))
		return false;
	for (size_t i = 0; i < n; i++)
		diff |= (unsigned char)(a[i] ^ b[i]);
	return diff == 0;
}

static enum db_result
check_cookie(struct store *s, int32_t account_id, const char *cookie)
{
	char stored[ROW_COOKIE_BYTES];
	struct query q;
	bool found, is_equal = false;

	query_open(&q, s, STMT_COOKIE_FIND, account_id);
	query_bind_int(&q, account_id);
	query_bind_int(&q, clock_unix_s());
	found = query_next(&q);
	if (found) {
		query_text(&q, stored, sizeof(stored));
		is_equal = stored[0] != '\0' && secret_is_equal(stored, cookie);
		explicit_bzero(stored, sizeof(stored));
	}
	if (!query_close(&q))
		return DB_ERROR;
	if (!found)
		return DB_NONE;
	return is_equal ? DB_OK : DB_REFUSED;
}

enum db_result
op_check_cookie(struct store *s, const struct db_req_check_cookie *req,
    struct db_rep_check_cookie *rep)
{
	(void)rep;
	return check_cookie(s, req->account_id, req->cookie);
}

enum db_result
op_consume_cookie(struct store *s, const struct db_req_consume_cookie *req,
    struct db_rep_consume_cookie *rep)
{
	enum db_result res = check_cookie(s, req->account_id, req->cookie);
	struct query q;

	(void)rep;
	if (res != DB_OK)
		return res;
	query_open(&q, s, STMT_COOKIE_CONSUME, req->account_id);
	query_bind_int(&q, req->account_id);
	return query_run(&q) ? DB_OK : DB_ERROR;
}

enum db_result
op_refresh_cookie(struct store *s, const struct db_req_refresh_cookie *req,
    struct db_rep_refresh_cookie *rep)
{
	struct query q;

	(void)rep;
	query_open(&q, s, STMT_COOKIE_REFRESH, req->account_id);
	query_bind_int(&q, clock_unix_s() + req->valid_s);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

enum db_result
op_select_slot(struct store *s, const struct db_req_select_slot *req,
    struct db_rep_select_slot *rep)
{
	struct query q;

	(void)rep;
	if (req->slot < 1 || req->slot > ROW_CHARACTERS_MAX)
		return DB_REFUSED;
	query_open(&q, s, STMT_ACCOUNT_SELECT_SLOT, req->account_id);
	query_bind_int(&q, req->slot);
	query_bind_int(&q, clock_unix_s());
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

enum db_result
op_select_player(struct store *s, const struct db_req_select_player *req,
    struct db_rep_select_player *rep)
{
	struct query q;

	(void)rep;
	query_open(&q, s, STMT_ACCOUNT_SELECT_PLAYER, req->account_id);
	query_bind_int(&q, clock_unix_s());
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

/* The account of the character, or else the account of that id. */
static enum db_result
find_owner(struct store *s, int32_t player_id, int32_t *account_id,
    int32_t *account_level)
{
	struct query q;
	bool found;

	if (player_id != 0) {
		query_open(&q, s, STMT_ACCOUNT_OF_PLAYER, player_id);
		query_bind_int(&q, player_id);
	} else {
		query_open(&q, s, STMT_ACCOUNT_LEVEL, *account_id);
		query_bind_int(&q, *account_id);
	}
	found = query_next(&q);
	if (found) {
		*account_id = query_int32(&q);
		*account_level = query_int32(&q);
	}
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

static enum db_result
set_ban(struct store *s, int32_t account_id, int64_t since_s, int64_t until_s,
    const char *reason)
{
	struct query q;

	query_open(&q, s, STMT_ACCOUNT_BAN, account_id);
	query_bind_int(&q, since_s);
	query_bind_int(&q, until_s);
	query_bind_text(&q, reason);
	query_bind_int(&q, account_id);
	return query_run(&q) ? DB_OK : DB_ERROR;
}

enum db_result
op_ban(struct store *s, const struct db_req_ban *req, struct db_rep_ban *rep)
{
	int64_t now_s = clock_unix_s(), until_s = req->until_s;
	int32_t level = 0;
	enum db_result res;

	rep->account_id = req->account_id;
	res = find_owner(s, req->player_id, &rep->account_id, &level);
	if (res != DB_OK)
		return res;
	if (level <= LEVEL_GM && !req->has_every_right)
		return DB_REFUSED;
	if (until_s == 0)
		until_s = now_s + DB_BAN_S;
	return set_ban(s, rep->account_id, now_s, until_s, req->reason);
}

enum db_result
op_unban(struct store *s, const struct db_req_unban *req,
    struct db_rep_unban *rep)
{
	enum { NEVER_S = 0 };
	int32_t level = 0;
	enum db_result res;

	rep->account_id = req->account_id;
	res = find_owner(s, req->player_id, &rep->account_id, &level);
	if (res != DB_OK)
		return res;
	return set_ban(s, rep->account_id, NEVER_S, NEVER_S, "");
}
