/*
 * op_buddy.c - buddyships and blocks (spec/database.md 8, spec/buddies.md 1).
 *
 * Owns:   the tables Buddyships and Blocks.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include "db/stmt.h"
#include "db/store.h"

static void
read_buddy(struct query *q, struct buddy_row *b)
{
	b->player_id = query_int32(q);
	b->name_check = query_int_or(q, 0, 2, 0);
	b->gender = query_int_or(q, 1, 2, 1);
	query_text(q, b->first_name, sizeof(b->first_name));
	query_text(q, b->last_name, sizeof(b->last_name));
}

/* Rows may repeat (the tables have no unique keys): one entry an id. */
static struct buddy_row *
find_buddy(struct buddy_row *list, int32_t count, int32_t player_id)
{
	for (int32_t i = 0; i < count; i++) {
		if (list[i].player_id == player_id)
			return &list[i];
	}
	return NULL;
}

static bool
read_list(struct store *s, enum stmt_id id, int32_t player_id,
    struct buddy_row *out, int32_t *count)
{
	bool is_blocked = id == STMT_BLOCK_LIST;
	struct query q;

	query_open(&q, s, id, player_id);
	query_bind_int(&q, player_id);
	while (query_next(&q)) {
		struct buddy_row b = { .is_blocked = is_blocked };
		struct buddy_row *known;

		read_buddy(&q, &b);
		known = find_buddy(out, *count, b.player_id);
		/* Someone who is both is blocked: that is the later wish. */
		if (known != NULL)
			known->is_blocked = is_blocked;
		else if (b.player_id != player_id && *count < ROW_BUDDIES_MAX)
			out[(*count)++] = b;
	}
	return query_close(&q);
}

bool
op_read_buddies(struct store *s, int32_t player_id,
    struct buddy_row out[ROW_BUDDIES_MAX], int32_t *count)
{
	*count = 0;
	return read_list(s, STMT_BUDDY_LIST, player_id, out, count) &&
	    read_list(s, STMT_BLOCK_LIST, player_id, out, count);
}

enum db_result
op_list_buddies(struct store *s, const struct db_req_list_buddies *req,
    struct db_rep_list_buddies *rep)
{
	return op_read_buddies(s, req->player_id, rep->buddies, &rep->count) ?
	    DB_OK : DB_ERROR;
}

/* For the statements whose values are two players. */
static void
open_pair(struct query *q, struct store *s, enum stmt_id id, int32_t a,
    int32_t b)
{
	query_open(q, s, id, a);
	query_bind_int(q, a);
	query_bind_int(q, b);
}

enum db_result
op_has_blocked(struct store *s, int32_t player_id, int32_t blocked_id)
{
	struct query q;

	open_pair(&q, s, STMT_BLOCK_FIND, player_id, blocked_id);
	return op_exists(&q);
}

enum db_result
op_are_buddies(struct store *s, int32_t a, int32_t b)
{
	struct query q;

	open_pair(&q, s, STMT_BUDDY_FIND, a, b);
	return op_exists(&q);
}

static enum db_result
both_exist(struct store *s, int32_t a, int32_t b)
{
	enum db_result res = op_player_exists(s, a);

	return res == DB_OK ? op_player_exists(s, b) : res;
}

/* NONE if neither blocks the other. */
static enum db_result
either_blocked(struct store *s, int32_t a, int32_t b)
{
	enum db_result res = op_has_blocked(s, a, b);

	return res == DB_NONE ? op_has_blocked(s, b, a) : res;
}

static enum db_result
run_pair(struct store *s, enum stmt_id id, int32_t a, int32_t b)
{
	struct query q;

	open_pair(&q, s, id, a, b);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

enum db_result
op_add_buddy(struct store *s, const struct db_req_add_buddy *req,
    struct db_rep_add_buddy *rep)
{
	int32_t a = req->player_a_id, b = req->player_b_id;
	enum db_result res;

	(void)rep;
	if (a == b)
		return DB_REFUSED;
	res = both_exist(s, a, b);
	if (res != DB_OK)
		return res;
	res = either_blocked(s, a, b);
	if (res != DB_NONE)
		return res == DB_OK ? DB_REFUSED : res;
	res = op_are_buddies(s, a, b);
	if (res != DB_NONE)
		return res == DB_OK ? DB_TAKEN : res;
	return run_pair(s, STMT_BUDDY_INSERT, a, b);
}

enum db_result
op_remove_buddy(struct store *s, const struct db_req_remove_buddy *req,
    struct db_rep_remove_buddy *rep)
{
	(void)rep;
	return run_pair(s, STMT_BUDDY_DELETE, req->player_a_id,
	    req->player_b_id);
}

enum db_result
op_add_block(struct store *s, const struct db_req_add_block *req,
    struct db_rep_add_block *rep)
{
	int32_t a = req->player_id, b = req->blocked_id;
	enum db_result res;

	if (a == b)
		return DB_REFUSED;
	res = both_exist(s, a, b);
	if (res != DB_OK)
		return res;
	res = op_has_blocked(s, a, b);
	if (res != DB_NONE)
		return res == DB_OK ? DB_TAKEN : res;
	res = run_pair(s, STMT_BUDDY_DELETE, a, b);
	if (res == DB_ERROR)
		return res;
	rep->was_buddy = res == DB_OK;
	return run_pair(s, STMT_BLOCK_INSERT, a, b);
}

enum db_result
op_remove_block(struct store *s, const struct db_req_remove_block *req,
    struct db_rep_remove_block *rep)
{
	(void)rep;
	return run_pair(s, STMT_BLOCK_DELETE, req->player_id, req->blocked_id);
}
