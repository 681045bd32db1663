/*
 * op_player.c - loading a character for the world, and what is asked about
 * those who are not in it (spec/database.md 5).
 *
 * Owns:   nothing; it only reads.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/stmt.h"
#include "db/store.h"

enum { LEVEL_USER = 99, MENTORS = 5 };

/* A bitmap of 32 bits, which some tools write as an unsigned number. */
static int32_t
read_bitmap(struct query *q)
{
	int64_t value = query_int64(q);

	if (value > INT32_MAX && value <= (int64_t)UINT32_MAX)
		return (int32_t)(uint32_t)value;
	q->column--;
	return query_int32(q);
}

static void
read_words(struct query *q, uint64_t *out, size_t n)
{
	uint8_t bytes[8 * ROW_QUEST_FLAGS];

	CHECK(n <= ROW_QUEST_FLAGS);
	query_blob(q, bytes, 8 * n);
	op_words_from_bytes(out, bytes, n);
}

static void
read_state(struct query *q, const struct ruleset *rules, struct state_row *st)
{
	st->level = query_clamped(q, 1, RULESET_LEVEL_MAX);
	st->hp = query_int32(q);
	st->taros = query_clamped(q, 0, RULESET_TAROS_MAX);
	st->fusion_matter = query_clamped(q, 0, RULESET_FUSION_MATTER_MAX);
	st->battery_w = query_clamped(q, 0, RULESET_BATTERY_MAX);
	st->battery_n = query_clamped(q, 0, RULESET_BATTERY_MAX);
	for (size_t i = 0; i < RULESET_EQUIPPED_NANOS; i++)
		st->equipped_nanos[i] = query_int_or(q, 0,
		    rules->nano_count - 1, 0);
	st->mentor = query_int_or(q, 1, MENTORS, MENTORS);
	st->current_mission_id = query_int_or(q, 0, INT32_MAX, 0);
	st->pay_zone_flag = query_clamped(q, 0, 1);
	st->warp_location_flag = read_bitmap(q);
	read_words(q, (uint64_t *)st->skyway_flags, COUNT_OF(st->skyway_flags));
	read_words(q, st->first_use_flags, COUNT_OF(st->first_use_flags));
	read_words(q, (uint64_t *)st->quest_flags, COUNT_OF(st->quest_flags));
}

static enum db_result
read_player(struct store *s, int32_t player_id, struct player_row *p)
{
	struct query q;
	bool found;

	query_open(&q, s, STMT_PLAYER_LOAD, player_id);
	query_bind_int(&q, player_id);
	found = query_next(&q);
	if (found) {
		p->player_id = query_int32(&q);
		p->account_id = query_int32(&q);
		p->account_level = query_int_or(&q, 0, LEVEL_USER, LEVEL_USER);
		p->banned_until_s = query_int64(&q);
		p->slot = query_int_or(&q, 1, ROW_CHARACTERS_MAX, 1);
		p->name_check = query_int_or(&q, 0, 2, 0);
		p->appearance_done = query_int64(&q) != 0;
		p->tutorial_done = query_int64(&q) != 0;
		query_text(&q, p->first_name, sizeof(p->first_name));
		query_text(&q, p->last_name, sizeof(p->last_name));
		op_read_look(&q, &p->look);
		op_read_place(&q, &p->place);
		read_state(&q, s->rules, &p->state);
	}
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

static bool
has_task(const struct quest_row *quests, size_t count, int32_t task_id)
{
	for (size_t i = 0; i < count; i++) {
		if (quests[i].task_id == task_id)
			return true;
	}
	return false;
}

static bool
read_quests(struct store *s, int32_t player_id,
    struct quest_row out[ROW_QUESTS_MAX])
{
	struct query q;
	size_t count = 0;

	query_open(&q, s, STMT_QUEST_LIST, player_id);
	query_bind_int(&q, player_id);
	while (query_next(&q)) {
		struct quest_row r;

		query_skip(&q);
		r.task_id = query_int_or(&q, 1, INT32_MAX, 0);
		for (size_t i = 0; i < COUNT_OF(r.remaining); i++)
			r.remaining[i] = query_clamped(&q, 0, INT32_MAX);
		if (r.task_id == 0 || count == ROW_QUESTS_MAX ||
		    has_task(out, count, r.task_id)) {
			log_warn("db: task left out player=%" PRId32
			    " task=%" PRId32, player_id, r.task_id);
			continue;
		}
		out[count++] = r;
	}
	return query_close(&q);
}

enum db_result
op_load_player(struct store *s, const struct db_req_load_player *req,
    struct db_rep_load_player *rep)
{
	struct player_row *p = &rep->player;
	int32_t id = req->player_id;
	enum db_result res = read_player(s, id, p);

	if (res != DB_OK)
		return res;
	if (!op_read_inventory(s, id, OP_LOGS, p->items) ||
	    !op_read_quest_items(s, id, OP_LOGS, p->quest_items) ||
	    !op_read_nanos(s, id, OP_LOGS, p->nanos) ||
	    !read_quests(s, id, p->quests) ||
	    !op_read_buddies(s, id, p->buddies, &p->buddy_count))
		return DB_ERROR;
	return DB_OK;
}

/* ---- briefs ------------------------------------------------------------ */

static enum db_result
read_brief(struct query *q, struct brief_row *b)
{
	bool found = query_next(q);

	if (found) {
		b->player_id = query_int32(q);
		q->about_id = b->player_id;
		b->account_id = query_int32(q);
		b->account_level = query_int_or(q, 0, LEVEL_USER, LEVEL_USER);
		b->slot = query_int32(q);
		b->level = query_clamped(q, 1, RULESET_LEVEL_MAX);
		b->name_check = query_int_or(q, 0, 2, 0);
		b->gender = query_int_or(q, 1, 2, 1);
		b->pay_zone_flag = query_clamped(q, 0, 1);
		query_text(q, b->first_name, sizeof(b->first_name));
		query_text(q, b->last_name, sizeof(b->last_name));
	}
	if (!query_close(q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

/* How player_id stands to the one who asks. */
static enum db_result
read_relation(struct store *s, int32_t player_id, int32_t asker_id,
    bool *blocks, bool *is_buddy)
{
	enum db_result res;

	if (asker_id == 0)
		return DB_OK;
	res = op_has_blocked(s, player_id, asker_id);
	if (res == DB_ERROR)
		return DB_ERROR;
	*blocks = res == DB_OK;
	res = op_are_buddies(s, player_id, asker_id);
	if (res == DB_ERROR)
		return DB_ERROR;
	*is_buddy = res == DB_OK;
	return DB_OK;
}

enum db_result
op_find_player(struct store *s, const struct db_req_find_player *req,
    struct db_rep_find_player *rep)
{
	struct query q;
	enum db_result res;

	query_open(&q, s, STMT_PLAYER_BRIEF, req->player_id);
	query_bind_int(&q, req->player_id);
	res = read_brief(&q, &rep->player);
	if (res != DB_OK)
		return res;
	return read_relation(s, req->player_id, req->asker_id,
	    &rep->blocks_asker, &rep->is_buddy_of_asker);
}

enum db_result
op_find_player_by_name(struct store *s,
    const struct db_req_find_player_by_name *req,
    struct db_rep_find_player_by_name *rep)
{
	struct query q;
	enum db_result res;

	query_open(&q, s, STMT_PLAYER_BRIEF_BY_NAME, 0);
	query_bind_text(&q, req->first_name);
	query_bind_text(&q, req->last_name);
	res = read_brief(&q, &rep->player);
	if (res != DB_OK)
		return res;
	return read_relation(s, rep->player.player_id, req->asker_id,
	    &rep->blocks_asker, &rep->is_buddy_of_asker);
}
