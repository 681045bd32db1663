/*
 * op_save.c - writing a player's sections: only the rows that differ
 * (spec/database.md 6).
 *
 * Owns:   the rows of a player that play changes.
 * Called: by db.c, in a transaction.
 * Thread: db.
 */
#include "db/op.h"

#include <string.h>

#include "db/stmt.h"
#include "db/store.h"

/* An UPDATE that changed nothing: nothing new, or nobody there? */
static enum db_result
after_update(struct store *s, int32_t player_id)
{
	if (store_changes(s) > 0)
		return DB_OK;
	return op_player_exists(s, player_id);
}

static enum db_result
save_place(struct store *s, int32_t player_id, const struct place_row *p)
{
	struct query q;

	query_open(&q, s, STMT_PLAYER_SAVE_PLACE, player_id);
	query_bind_int(&q, p->x);
	query_bind_int(&q, p->y);
	query_bind_int(&q, p->z);
	query_bind_int(&q, p->angle);
	query_bind_int(&q, player_id);
	if (!query_run(&q))
		return DB_ERROR;
	return after_update(s, player_id);
}

static enum db_result
save_state(struct store *s, int32_t player_id, const struct state_row *st)
{
	const int32_t columns[] = { st->level, st->hp, st->taros,
	    st->fusion_matter, st->battery_w, st->battery_n,
	    st->equipped_nanos[0], st->equipped_nanos[1],
	    st->equipped_nanos[2], st->mentor, st->current_mission_id,
	    st->pay_zone_flag, st->warp_location_flag };
	uint8_t skyway[sizeof(st->skyway_flags)];
	uint8_t first_use[sizeof(st->first_use_flags)];
	uint8_t quests[sizeof(st->quest_flags)];
	struct query q;

	op_words_to_bytes(skyway, (const uint64_t *)st->skyway_flags,
	    COUNT_OF(st->skyway_flags));
	op_words_to_bytes(first_use, st->first_use_flags,
	    COUNT_OF(st->first_use_flags));
	op_words_to_bytes(quests, (const uint64_t *)st->quest_flags,
	    COUNT_OF(st->quest_flags));
	query_open(&q, s, STMT_PLAYER_SAVE_STATE, player_id);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		query_bind_int(&q, columns[i]);
	query_bind_blob(&q, skyway, sizeof(skyway));
	query_bind_blob(&q, first_use, sizeof(first_use));
	query_bind_blob(&q, quests, sizeof(quests));
	query_bind_int(&q, player_id);
	if (!query_run(&q))
		return DB_ERROR;
	return after_update(s, player_id);
}

/* Deletes the row of one slot, task place or nano. */
static bool
delete_row(struct store *s, enum stmt_id id, int32_t player_id, int32_t key)
{
	struct query q;

	query_open(&q, s, id, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, key);
	return query_run(&q);
}

static bool
put_item(struct store *s, int32_t player_id, int32_t slot,
    const struct item_row *it)
{
	struct query q;

	query_open(&q, s, STMT_ITEM_PUT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, slot);
	query_bind_int(&q, it->type);
	query_bind_int(&q, it->id);
	query_bind_int(&q, it->opt);
	query_bind_int(&q, it->time_limit_s);
	return query_run(&q);
}

/*
 * Rows that could not be loaded (a slot of another protocol, an impossible
 * id) are invisible here too, so they stay as they are.
 */
static bool
save_items(struct store *s, int32_t player_id,
    const struct item_row items[ROW_ITEMS_MAX])
{
	struct item_row old[ROW_ITEMS_MAX] = { 0 };
	int32_t slots = s->rules->equip_slots + s->rules->inventory_slots +
	    s->rules->bank_slots;

	if (!op_read_inventory(s, player_id, OP_QUIET, old))
		return false;
	for (int32_t i = 0; i < slots; i++) {
		const struct item_row *it = &items[i];

		if (it->id == 0 && old[i].id == 0)
			continue;
		if (it->id == 0) {
			if (!delete_row(s, STMT_ITEM_DELETE, player_id, i))
				return false;
		} else if (memcmp(it, &old[i], sizeof(*it)) != 0) {
			if (!put_item(s, player_id, i, it))
				return false;
		}
	}
	return true;
}

static bool
put_quest_item(struct store *s, int32_t player_id, int32_t slot,
    const struct quest_item_row *it)
{
	struct query q;

	query_open(&q, s, STMT_QUEST_ITEM_PUT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, slot);
	query_bind_int(&q, it->id);
	query_bind_int(&q, it->opt);
	return query_run(&q);
}

static bool
save_quest_items(struct store *s, int32_t player_id,
    const struct quest_item_row items[ROW_QUEST_ITEMS_MAX])
{
	struct quest_item_row old[ROW_QUEST_ITEMS_MAX] = { 0 };

	if (!op_read_quest_items(s, player_id, OP_QUIET, old))
		return false;
	for (int32_t i = 0; i < ROW_QUEST_ITEMS_MAX; i++) {
		const struct quest_item_row *it = &items[i];

		if (it->id == 0 && old[i].id == 0)
			continue;
		if (it->id == 0) {
			if (!delete_row(s, STMT_QUEST_ITEM_DELETE, player_id,
			    i))
				return false;
		} else if (memcmp(it, &old[i], sizeof(*it)) != 0) {
			if (!put_quest_item(s, player_id, i, it))
				return false;
		}
	}
	return true;
}

static bool
put_nano(struct store *s, int32_t player_id, const struct nano_row *nano)
{
	struct query q;

	query_open(&q, s, STMT_NANO_PUT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, nano->id);
	query_bind_int(&q, nano->skill);
	query_bind_int(&q, nano->stamina);
	return query_run(&q);
}

static bool
save_nanos(struct store *s, int32_t player_id,
    const struct nano_row nanos[ROW_NANOS_MAX])
{
	struct nano_row old[ROW_NANOS_MAX] = { 0 };

	if (!op_read_nanos(s, player_id, OP_QUIET, old))
		return false;
	for (int32_t id = 1; id < s->rules->nano_count; id++) {
		struct nano_row nano = nanos[id];

		if (nano.id == 0 && old[id].id == 0)
			continue;
		if (nano.id == 0) {
			if (!delete_row(s, STMT_NANO_DELETE, player_id, id))
				return false;
			continue;
		}
		nano.id = id;	/* the place is the id, whatever stands there */
		if (memcmp(&nano, &old[id], sizeof(nano)) != 0 &&
		    !put_nano(s, player_id, &nano))
			return false;
	}
	return true;
}

/* ---- running tasks: rows without a key of their own -------------------- */

static bool
delete_quest(struct store *s, int64_t rowid)
{
	struct query q;

	query_open(&q, s, STMT_QUEST_DELETE, 0);
	query_bind_int(&q, rowid);
	return query_run(&q);
}

static bool
update_quest(struct store *s, int64_t rowid, const struct quest_row *r)
{
	struct query q;

	query_open(&q, s, STMT_QUEST_UPDATE, 0);
	for (size_t i = 0; i < COUNT_OF(r->remaining); i++)
		query_bind_int(&q, r->remaining[i]);
	query_bind_int(&q, rowid);
	return query_run(&q);
}

static bool
insert_quest(struct store *s, int32_t player_id, const struct quest_row *r)
{
	struct query q;

	query_open(&q, s, STMT_QUEST_INSERT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, r->task_id);
	for (size_t i = 0; i < COUNT_OF(r->remaining); i++)
		query_bind_int(&q, r->remaining[i]);
	return query_run(&q);
}

/* More rows than a player can have come from other hands; a few at a time. */
enum { STORED_QUESTS_MAX = 64 };

struct stored_quest {
	int64_t rowid;
	struct quest_row row;
};

static bool
read_stored_quests(struct store *s, int32_t player_id,
    struct stored_quest out[STORED_QUESTS_MAX], size_t *count)
{
	struct query q;
	size_t n = 0;

	query_open(&q, s, STMT_QUEST_LIST, player_id);
	q.is_quiet = true;
	query_bind_int(&q, player_id);
	while (n < STORED_QUESTS_MAX && query_next(&q)) {
		struct stored_quest *sq = &out[n++];

		sq->rowid = query_int64(&q);
		sq->row.task_id = query_int32(&q);
		for (size_t i = 0; i < COUNT_OF(sq->row.remaining); i++)
			sq->row.remaining[i] = query_int32(&q);
	}
	*count = n;
	return query_close(&q);
}

static struct stored_quest *
find_stored_quest(struct stored_quest *stored, size_t count, int32_t task_id)
{
	for (size_t i = 0; i < count; i++) {
		if (stored[i].rowid != 0 && stored[i].row.task_id == task_id)
			return &stored[i];
	}
	return NULL;
}

static bool
save_quests(struct store *s, int32_t player_id,
    const struct quest_row quests[ROW_QUESTS_MAX])
{
	struct stored_quest stored[STORED_QUESTS_MAX];
	size_t count;

	if (!read_stored_quests(s, player_id, stored, &count))
		return false;
	for (size_t i = 0; i < ROW_QUESTS_MAX; i++) {
		const struct quest_row *r = &quests[i];
		struct stored_quest *sq;

		if (r->task_id == 0)
			continue;
		sq = find_stored_quest(stored, count, r->task_id);
		if (sq == NULL) {
			if (!insert_quest(s, player_id, r))
				return false;
			continue;
		}
		if (memcmp(r, &sq->row, sizeof(*r)) != 0 &&
		    !update_quest(s, sq->rowid, r))
			return false;
		sq->rowid = 0;		/* taken */
	}
	for (size_t i = 0; i < count; i++) {
		if (stored[i].rowid != 0 && !delete_quest(s, stored[i].rowid))
			return false;
	}
	return true;
}

/* ---- a player ---------------------------------------------------------- */

static struct db_save_parts
only_sections(const struct db_save_parts *all, uint32_t sections)
{
	struct db_save_parts p = *all;

	if ((sections & DB_SECTION_PLACE) == 0)
		p.place = NULL;
	if ((sections & DB_SECTION_STATE) == 0)
		p.state = NULL;
	if ((sections & DB_SECTION_INVENTORY) == 0)
		p.items = NULL;
	if ((sections & DB_SECTION_QUEST_ITEMS) == 0)
		p.quest_items = NULL;
	if ((sections & DB_SECTION_NANOS) == 0)
		p.nanos = NULL;
	if ((sections & DB_SECTION_QUESTS) == 0)
		p.quests = NULL;
	return p;
}

static enum db_result
save_columns(struct store *s, int32_t player_id,
    const struct db_save_parts *parts)
{
	enum db_result res = DB_OK;

	if (parts->place != NULL)
		res = save_place(s, player_id, parts->place);
	if (res == DB_OK && parts->state != NULL)
		res = save_state(s, player_id, parts->state);
	/* The lists' rows would only fail on their foreign key. */
	if (parts->place == NULL && parts->state == NULL)
		res = op_player_exists(s, player_id);
	return res;
}

static enum db_result
save_parts(struct store *s, int32_t player_id,
    const struct db_save_parts *parts)
{
	enum db_result res = save_columns(s, player_id, parts);

	if (res != DB_OK)
		return res;
	if (parts->items != NULL && !save_items(s, player_id, parts->items))
		return DB_ERROR;
	if (parts->quest_items != NULL &&
	    !save_quest_items(s, player_id, parts->quest_items))
		return DB_ERROR;
	if (parts->nanos != NULL && !save_nanos(s, player_id, parts->nanos))
		return DB_ERROR;
	if (parts->quests != NULL && !save_quests(s, player_id, parts->quests))
		return DB_ERROR;
	return DB_OK;
}

enum db_result
op_save_parts(struct store *s, int32_t player_id, uint32_t sections,
    const struct db_save_parts *all)
{
	struct db_save_parts parts = only_sections(all, sections);
	enum db_result res;

	/* One statement undoes itself; several need a point to go back to. */
	if (sections == DB_SECTION_PLACE || sections == DB_SECTION_STATE)
		return save_columns(s, player_id, &parts);
	if (!store_mark(s))
		return DB_ERROR;
	res = save_parts(s, player_id, &parts);
	if (res == DB_ERROR && store_error_is_global(s))
		return res;
	if (res == DB_OK)
		return store_keep_since_mark(s) ? DB_OK : DB_ERROR;
	return store_undo_since_mark(s) ? res : DB_ERROR;
}

enum db_result
op_save(struct store *s, struct db_req_save *save)
{
	struct db_save_parts parts = db_save_parts(save);

	return op_save_parts(s, save->player_id, save->sections, &parts);
}
