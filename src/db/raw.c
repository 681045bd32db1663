/*
 * raw.c - a character as it stands in the file, and single strokes at it.
 *
 * Owns:   nothing; the rows of a character that its caller has claimed.
 * Called: by src/tool.
 * Thread: main of a tool.
 */
#include "db/raw.h"

#include "db/op.h"
#include "db/stmt.h"
#include "db/store.h"

/* --- reading --- */

static void
read_columns(struct query *q, struct raw_character *c)
{
	int64_t *const numbers[] = { &c->account_level, &c->level, &c->hp,
	    &c->taros, &c->fusion_matter, &c->battery_w, &c->battery_n,
	    &c->mentor, &c->pay_zone_flag, &c->current_mission, &c->x, &c->y,
	    &c->z, &c->angle, &c->equipped_nanos[0], &c->equipped_nanos[1],
	    &c->equipped_nanos[2] };
	uint8_t done[8 * ROW_QUEST_FLAGS];

	c->player_id = query_int32(q);
	c->account_id = query_int32(q);
	c->slot = query_int32(q);
	query_text(q, c->first_name, sizeof(c->first_name));
	query_text(q, c->last_name, sizeof(c->last_name));
	query_text(q, c->login, sizeof(c->login));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		*numbers[i] = query_int64(q);
	query_blob(q, done, sizeof(done));
	op_words_from_bytes(c->missions_done, done, ROW_QUEST_FLAGS);
}

static enum db_result
read_player(struct store *s, int32_t player_id, struct raw_character *c)
{
	struct query q;
	bool found;

	query_open(&q, s, STMT_RAW_PLAYER, player_id);
	query_bind_int(&q, player_id);
	found = query_next(&q);
	if (found)
		read_columns(&q, c);
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

static void
open_list(struct query *q, struct store *s, enum stmt_id id, int32_t player_id)
{
	query_open(q, s, id, player_id);
	query_bind_int(q, player_id);
}

static bool
read_items(struct store *s, struct raw_character *c)
{
	struct query q;

	open_list(&q, s, STMT_ITEM_LIST, c->player_id);
	while (query_next(&q)) {
		struct raw_item *it = vec_add(&c->items);

		it->slot = query_int64(&q);
		it->type = query_int64(&q);
		it->id = query_int64(&q);
		it->opt = query_int64(&q);
		it->time_limit_s = query_int64(&q);
	}
	return query_close(&q);
}

static bool
read_quest_items(struct store *s, struct raw_character *c)
{
	struct query q;

	open_list(&q, s, STMT_QUEST_ITEM_LIST, c->player_id);
	while (query_next(&q)) {
		struct raw_quest_item *it = vec_add(&c->quest_items);

		it->slot = query_int64(&q);
		it->id = query_int64(&q);
		it->opt = query_int64(&q);
	}
	return query_close(&q);
}

static bool
read_nanos(struct store *s, struct raw_character *c)
{
	struct query q;

	open_list(&q, s, STMT_NANO_LIST, c->player_id);
	while (query_next(&q)) {
		struct raw_nano *n = vec_add(&c->nanos);

		n->id = query_int64(&q);
		n->skill = query_int64(&q);
		n->stamina = query_int64(&q);
	}
	return query_close(&q);
}

static bool
read_tasks(struct store *s, struct raw_character *c)
{
	struct query q;

	open_list(&q, s, STMT_QUEST_LIST, c->player_id);
	while (query_next(&q)) {
		struct raw_task *t = vec_add(&c->tasks);

		t->rowid = query_int64(&q);
		t->task_id = query_int64(&q);
		for (size_t i = 0; i < COUNT_OF(t->remaining); i++)
			t->remaining[i] = query_int64(&q);
	}
	return query_close(&q);
}

enum db_result
raw_read(struct store *s, int32_t player_id, struct raw_character *out)
{
	enum db_result res;

	*out = (struct raw_character){ 0 };
	res = read_player(s, player_id, out);
	if (res != DB_OK)
		return res;
	return read_items(s, out) && read_quest_items(s, out) &&
	    read_nanos(s, out) && read_tasks(s, out) ? DB_OK : DB_ERROR;
}

void
raw_fini(struct raw_character *c)
{
	vec_fini(&c->items);
	vec_fini(&c->quest_items);
	vec_fini(&c->nanos);
	vec_fini(&c->tasks);
}

/* --- writing --- */

static enum db_result
run(struct query *q)
{
	struct store *s = q->store;

	if (!query_run(q))
		return DB_ERROR;
	return store_changes(s) > 0 ? DB_OK : DB_NONE;
}

enum db_result
raw_delete_task(struct store *s, int64_t rowid)
{
	struct query q;

	query_open(&q, s, STMT_QUEST_DELETE, 0);
	query_bind_int(&q, rowid);
	return run(&q);
}

enum db_result
raw_set_counts(struct store *s, int64_t rowid, const int64_t remaining[3])
{
	struct query q;

	query_open(&q, s, STMT_QUEST_UPDATE, 0);
	for (size_t i = 0; i < 3; i++)
		query_bind_int(&q, remaining[i]);
	query_bind_int(&q, rowid);
	return run(&q);
}

enum db_result
raw_set_mission(struct store *s, int32_t player_id, int64_t mission)
{
	struct query q;

	query_open(&q, s, STMT_RAW_SET_MISSION, player_id);
	query_bind_int(&q, mission);
	query_bind_int(&q, player_id);
	return run(&q);
}

static enum db_result
delete_of(struct store *s, enum stmt_id id, int32_t player_id, int64_t key)
{
	struct query q;

	query_open(&q, s, id, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, key);
	return run(&q);
}

enum db_result
raw_delete_quest_item(struct store *s, int32_t player_id, int64_t slot)
{
	return delete_of(s, STMT_QUEST_ITEM_DELETE, player_id, slot);
}

enum db_result
raw_delete_nano(struct store *s, int32_t player_id, int64_t id)
{
	return delete_of(s, STMT_NANO_DELETE, player_id, id);
}

enum db_result
raw_delete_item(struct store *s, int32_t player_id, int64_t slot)
{
	return delete_of(s, STMT_ITEM_DELETE, player_id, slot);
}

enum db_result
raw_set_nanos(struct store *s, int32_t player_id,
    const int64_t equipped[RULESET_EQUIPPED_NANOS])
{
	struct query q;

	query_open(&q, s, STMT_RAW_SET_NANOS, player_id);
	for (size_t i = 0; i < RULESET_EQUIPPED_NANOS; i++)
		query_bind_int(&q, equipped[i]);
	query_bind_int(&q, player_id);
	return run(&q);
}

enum db_result
raw_set_place(struct store *s, int32_t player_id,
    const struct place_row *place)
{
	struct query q;

	query_open(&q, s, STMT_PLAYER_SAVE_PLACE, player_id);
	query_bind_int(&q, place->x);
	query_bind_int(&q, place->y);
	query_bind_int(&q, place->z);
	query_bind_int(&q, place->angle);
	query_bind_int(&q, player_id);
	return run(&q);
}

enum db_result
raw_move_item(struct store *s, int32_t player_id, int64_t from, int64_t to)
{
	struct query q;

	query_open(&q, s, STMT_RAW_MOVE_ITEM, player_id);
	query_bind_int(&q, to);
	query_bind_int(&q, player_id);
	query_bind_int(&q, from);
	return run(&q);
}
