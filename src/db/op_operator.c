/*
 * op_operator.c - accounts and characters as operators look at them.
 *
 * Owns:   nothing more than op_account.c does.
 * Called: by src/tool.
 * Thread: main of a tool.
 */
#include "db/op_operator.h"

#include "db/stmt.h"
#include "db/store.h"

enum db_result
op_all_accounts(struct store *s, struct operator_accounts *out)
{
	struct query q;

	query_open(&q, s, STMT_ACCOUNT_LIST, 0);
	while (query_next(&q)) {
		struct operator_account *a = vec_add(out);

		a->account_id = query_int32(&q);
		q.about_id = a->account_id;
		a->account_level = query_int32(&q);
		a->last_login_s = query_int64(&q);
		a->banned_until_s = query_int64(&q);
		a->character_count = query_int32(&q);
		query_text(&q, a->login, sizeof(a->login));
		query_text(&q, a->ban_reason, sizeof(a->ban_reason));
	}
	return query_close(&q) ? DB_OK : DB_ERROR;
}

enum db_result
op_all_characters(struct store *s, int32_t account_id,
    struct operator_characters *out)
{
	struct query q;

	query_open(&q, s, STMT_CHARACTER_LIST_ALL, 0);
	query_bind_int(&q, account_id);
	while (query_next(&q)) {
		struct operator_character *c = vec_add(out);

		c->player_id = query_int32(&q);
		q.about_id = c->player_id;
		c->account_id = query_int32(&q);
		c->slot = query_int32(&q);
		c->level = query_int32(&q);
		c->name_check = query_int32(&q);
		query_text(&q, c->first_name, sizeof(c->first_name));
		query_text(&q, c->last_name, sizeof(c->last_name));
		query_text(&q, c->login, sizeof(c->login));
	}
	return query_close(&q) ? DB_OK : DB_ERROR;
}

/* Runs and closes a statement that must have changed a row. */
static enum db_result
run_update(struct query *q)
{
	struct store *s = q->store;

	if (!query_run(q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

enum db_result
op_set_password(struct store *s, int32_t account_id, const char *hash)
{
	struct query q;

	query_open(&q, s, STMT_COOKIE_FORGET, account_id);
	query_bind_int(&q, account_id);
	if (!query_run(&q))
		return DB_ERROR;
	query_open(&q, s, STMT_ACCOUNT_SET_PASSWORD, account_id);
	query_bind_text(&q, hash);
	query_bind_int(&q, account_id);
	return run_update(&q);
}

enum db_result
op_delete_account(struct store *s, int32_t account_id)
{
	struct query q;

	query_open(&q, s, STMT_ACCOUNT_DELETE, account_id);
	query_bind_int(&q, account_id);
	return run_update(&q);
}
