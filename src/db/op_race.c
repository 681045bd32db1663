/*
 * op_race.c - race results, redeemed codes, counts (spec/database.md 8).
 *
 * Owns:   the tables RaceResults and RedeemedCodes.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include "db/stmt.h"
#include "db/store.h"

enum { OF_ANYBODY = -1 };

static enum db_result
read_best(struct store *s, int32_t ep_id, int32_t player_id,
    struct race_row *out)
{
	bool of_all = player_id <= OF_ANYBODY;
	struct query q;
	bool found;

	query_open(&q, s, of_all ? STMT_RACE_BEST_OF_ALL : STMT_RACE_BEST,
	    player_id);
	query_bind_int(&q, ep_id);
	if (!of_all)
		query_bind_int(&q, player_id);
	found = query_next(&q);
	if (found) {
		out->ep_id = query_int32(&q);
		out->player_id = query_int32(&q);
		out->score = query_int32(&q);
		out->ring_count = query_int32(&q);
		out->time_s = query_int32(&q);
		out->timestamp_s = query_int64(&q);
	}
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

enum db_result
op_post_race(struct store *s, const struct db_req_post_race *req,
    struct db_rep_post_race *rep)
{
	const struct race_row *r = &req->race;
	struct query q;
	enum db_result res = op_player_exists(s, r->player_id);

	if (res != DB_OK)
		return res;
	query_open(&q, s, STMT_RACE_INSERT, r->player_id);
	query_bind_int(&q, r->ep_id);
	query_bind_int(&q, r->player_id);
	query_bind_int(&q, r->score);
	query_bind_int(&q, r->ring_count);
	query_bind_int(&q, r->time_s);
	query_bind_int(&q, r->timestamp_s);
	if (!query_run(&q))
		return DB_ERROR;
	return read_best(s, r->ep_id, r->player_id, &rep->best);
}

enum db_result
op_top_race(struct store *s, const struct db_req_top_race *req,
    struct db_rep_top_race *rep)
{
	return read_best(s, req->ep_id, req->player_id, &rep->best);
}

/* By any character of the account (DEFECT, spec/commands.md: by this one). */
static enum db_result
find_code(struct store *s, int32_t player_id, const char *code)
{
	struct query q;

	query_open(&q, s, STMT_CODE_FIND, player_id);
	query_bind_int(&q, player_id);
	query_bind_text(&q, code);
	return op_exists(&q);
}

enum db_result
op_find_code(struct store *s, const struct db_req_find_code *req,
    struct db_rep_find_code *rep)
{
	(void)rep;
	return find_code(s, req->player_id, req->code);
}

enum db_result
op_redeem_code(struct store *s, const struct db_req_redeem_code *req,
    struct db_rep_redeem_code *rep)
{
	struct query q;
	enum db_result res = op_player_exists(s, req->player_id);

	(void)rep;
	if (res != DB_OK)
		return res;
	res = find_code(s, req->player_id, req->code);
	if (res != DB_NONE)
		return res == DB_OK ? DB_TAKEN : res;
	query_open(&q, s, STMT_CODE_INSERT, req->player_id);
	query_bind_int(&q, req->player_id);
	query_bind_text(&q, req->code);
	return query_run(&q) ? DB_OK : DB_ERROR;
}

static bool
read_count(struct store *s, enum stmt_id id, int32_t *out)
{
	struct query q;

	query_open(&q, s, id, 0);
	if (query_next(&q))
		*out = query_int32(&q);
	return query_close(&q);
}

enum db_result
op_count_rows(struct store *s, const struct db_req_count_rows *req,
    struct db_rep_count_rows *rep)
{
	(void)req;
	return read_count(s, STMT_ACCOUNT_COUNT, &rep->account_count) &&
	    read_count(s, STMT_PLAYER_COUNT, &rep->player_count) ? DB_OK :
	    DB_ERROR;
}
