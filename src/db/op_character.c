/*
 * op_character.c - what the login server does with characters
 * (spec/database.md 4, spec/login.md 7 to 12).
 *
 * Owns:   Players' columns that play does not change; Appearances.
 * Called: by db.c's table.
 * Thread: db.
 */
#include "db/op.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/stmt.h"
#include "db/store.h"

enum { NAME_DENIED = 2 };

static void
read_character(struct query *q, struct char_row *c)
{
	c->player_id = query_int32(q);
	q->about_id = c->player_id;
	c->account_id = query_int32(q);
	c->slot = query_int32(q);
	c->level = query_clamped(q, 1, RULESET_LEVEL_MAX);
	c->name_check = query_int_or(q, 0, NAME_DENIED, 0);
	c->appearance_done = query_int64(q) != 0;
	c->tutorial_done = query_int64(q) != 0;
	c->pay_zone_flag = query_clamped(q, 0, 1);
	query_text(q, c->first_name, sizeof(c->first_name));
	query_text(q, c->last_name, sizeof(c->last_name));
	op_read_place(q, &c->place);
	op_read_look(q, &c->look);
}

static bool
read_equipment(struct store *s, struct char_row *c)
{
	struct query q;

	query_open(&q, s, STMT_CHARACTER_EQUIP, c->player_id);
	query_bind_int(&q, c->player_id);
	query_bind_int(&q, s->rules->equip_slots);
	return op_read_items(&q, c->equip, 0, s->rules->equip_slots);
}

enum db_result
op_read_character(struct store *s, int32_t player_id, struct char_row *out)
{
	struct char_row c = { 0 };
	struct query q;
	bool found;

	query_open(&q, s, STMT_CHARACTER_FIND, player_id);
	query_bind_int(&q, player_id);
	found = query_next(&q);
	if (found)
		read_character(&q, &c);
	if (!query_close(&q))
		return DB_ERROR;
	if (!found)
		return DB_NONE;
	if (!read_equipment(s, &c))
		return DB_ERROR;
	*out = c;
	return DB_OK;
}

/* The client has four places; rows of other hands may claim more. */
static bool
is_listable(const struct char_row *c, int32_t count)
{
	if (c->slot >= 1 && c->slot <= ROW_CHARACTERS_MAX &&
	    count < ROW_CHARACTERS_MAX)
		return true;
	log_warn("db: character not listed player=%" PRId32 " slot=%" PRId32,
	    c->player_id, c->slot);
	return false;
}

enum db_result
op_list_characters(struct store *s, const struct db_req_list_characters *req,
    struct db_rep_list_characters *rep)
{
	struct query q;

	query_open(&q, s, STMT_CHARACTER_LIST, req->account_id);
	query_bind_int(&q, req->account_id);
	while (query_next(&q)) {
		struct char_row c = { 0 };

		read_character(&q, &c);
		if (is_listable(&c, rep->count))
			rep->characters[rep->count++] = c;
	}
	if (!query_close(&q))
		return DB_ERROR;
	for (int32_t i = 0; i < rep->count; i++) {
		if (!read_equipment(s, &rep->characters[i]))
			return DB_ERROR;
	}
	return DB_OK;
}

/* Whose the name is; 0 in *player_id if nobody's. */
static enum db_result
find_name(struct store *s, const char *first, const char *last,
    int32_t *player_id)
{
	struct query q;

	*player_id = 0;
	query_open(&q, s, STMT_CHARACTER_NAME, 0);
	query_bind_text(&q, first);
	query_bind_text(&q, last);
	if (query_next(&q))
		*player_id = query_int32(&q);
	return query_close(&q) ? DB_OK : DB_ERROR;
}

enum db_result
op_check_name(struct store *s, const struct db_req_check_name *req,
    struct db_rep_check_name *rep)
{
	int32_t owner_id;
	enum db_result res = find_name(s, req->first_name, req->last_name,
	    &owner_id);

	(void)rep;
	if (res != DB_OK)
		return res;
	return owner_id == 0 ? DB_OK : DB_TAKEN;
}

static enum db_result
check_slot(struct store *s, int32_t account_id, int32_t slot)
{
	struct query q;
	enum db_result res;

	if (slot < 1 || slot > ROW_CHARACTERS_MAX)
		return DB_REFUSED;
	query_open(&q, s, STMT_CHARACTER_SLOT, account_id);
	query_bind_int(&q, account_id);
	query_bind_int(&q, slot);
	res = op_exists(&q);
	if (res == DB_OK)
		return DB_TAKEN;
	return res == DB_NONE ? DB_OK : res;
}

enum db_result
op_check_slot(struct store *s, const struct db_req_check_slot *req,
    struct db_rep_check_slot *rep)
{
	(void)rep;
	return check_slot(s, req->account_id, req->slot);
}

/* What decides about a character before anything is changed. */
struct owned {
	int32_t slot;
	int32_t name_check;
	bool appearance_done, tutorial_done;
};

/* NONE: there is no such character of that account. */
static enum db_result
find_owned(struct store *s, int32_t account_id, int32_t player_id,
    struct owned *out)
{
	struct query q;
	bool found;

	query_open(&q, s, STMT_CHARACTER_OWNED, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, account_id);
	found = query_next(&q);
	if (found) {
		out->slot = query_int32(&q);
		out->name_check = query_int32(&q);
		out->appearance_done = query_int64(&q) != 0;
		out->tutorial_done = query_int64(&q) != 0;
	}
	if (!query_close(&q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

enum db_result
op_check_owner(struct store *s, const struct db_req_check_owner *req,
    struct db_rep_check_owner *rep)
{
	struct owned owned = { 0 };
	enum db_result res = find_owned(s, req->account_id, req->player_id,
	    &owned);

	rep->slot = owned.slot;
	rep->appearance_done = owned.appearance_done;
	rep->tutorial_done = owned.tutorial_done;
	return res;
}

static enum db_result
insert_character(struct store *s, const struct db_req_create_character *req,
    int32_t *player_id)
{
	struct query q;

	query_open(&q, s, STMT_CHARACTER_INSERT, 0);
	query_bind_int(&q, req->account_id);
	query_bind_int(&q, req->slot);
	query_bind_text(&q, req->first_name);
	query_bind_text(&q, req->last_name);
	query_bind_int(&q, req->name_check);
	query_bind_int(&q, req->place.x);
	query_bind_int(&q, req->place.y);
	query_bind_int(&q, req->place.z);
	query_bind_int(&q, req->place.angle);
	query_bind_int(&q, req->hp);
	if (!query_run(&q))
		return DB_ERROR;
	*player_id = (int32_t)store_last_id(s);
	query_open(&q, s, STMT_LOOK_INSERT, *player_id);
	query_bind_int(&q, *player_id);
	return query_run(&q) ? DB_OK : DB_ERROR;
}

/*
 * The name and the slot are asked for in the same transaction, so two clients
 * that want the same name at once get one OK and one TAKEN.
 */
enum db_result
op_create_character(struct store *s,
    const struct db_req_create_character *req,
    struct db_rep_create_character *rep)
{
	int32_t owner_id;
	enum db_result res = find_name(s, req->first_name, req->last_name,
	    &owner_id);

	if (res != DB_OK)
		return res;
	if (owner_id != 0)
		return DB_TAKEN;
	res = check_slot(s, req->account_id, req->slot);
	if (res == DB_TAKEN)
		return DB_REFUSED;
	if (res != DB_OK)
		return res;
	return insert_character(s, req, &rep->player_id);
}

static bool
insert_item(struct store *s, int32_t player_id, int32_t slot,
    const struct item_row *it)
{
	struct query q;

	query_open(&q, s, STMT_ITEM_INSERT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, slot);
	query_bind_int(&q, it->type);
	query_bind_int(&q, it->id);
	query_bind_int(&q, it->opt);
	query_bind_int(&q, it->time_limit_s);
	return query_run(&q);
}

static bool
put_look(struct store *s, int32_t player_id, const struct look_row *look)
{
	const int32_t columns[] = { look->body, look->eye_color,
	    look->face_style, look->gender, look->hair_color,
	    look->hair_style, look->height, look->skin_color };
	struct query q;

	query_open(&q, s, STMT_LOOK_UPDATE, player_id);
	query_bind_int(&q, player_id);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		query_bind_int(&q, columns[i]);
	return query_run(&q);
}

enum db_result
op_finish_character(struct store *s,
    const struct db_req_finish_character *req,
    struct db_rep_finish_character *rep)
{
	/* Slot and type of the first clothes are the same number. */
	const int32_t clothes[] = { req->upper_body_id, req->lower_body_id,
	    req->foot_id };
	struct query q;

	query_open(&q, s, STMT_CHARACTER_FINISH, req->player_id);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	/* Not this account's, or finished before (spec/login.md 8). */
	if (store_changes(s) != 1)
		return DB_REFUSED;
	if (!put_look(s, req->player_id, &req->look))
		return DB_ERROR;
	for (size_t i = 0; i < COUNT_OF(clothes); i++) {
		const struct item_row it = { .type = (int32_t)i + 1,
		    .id = clothes[i], .opt = 1 };

		if (!insert_item(s, req->player_id, (int32_t)i + 1, &it))
			return DB_ERROR;
	}
	return op_read_character(s, req->player_id, &rep->character);
}

static bool
insert_nano(struct store *s, int32_t player_id, const struct nano_row *nano)
{
	struct query q;

	query_open(&q, s, STMT_NANO_INSERT, player_id);
	query_bind_int(&q, player_id);
	query_bind_int(&q, nano->id);
	query_bind_int(&q, nano->skill);
	query_bind_int(&q, nano->stamina);
	return query_run(&q);
}

enum db_result
op_finish_tutorial(struct store *s, const struct db_req_finish_tutorial *req,
    struct db_rep_finish_tutorial *rep)
{
	uint8_t quests[8 * ROW_QUEST_FLAGS];
	struct owned owned;
	struct query q;
	enum db_result res = find_owned(s, req->account_id, req->player_id,
	    &owned);

	if (res != DB_OK)
		return res;
	if (owned.tutorial_done) {
		rep->was_done = true;
		return DB_OK;
	}
	op_words_to_bytes(quests, (const uint64_t *)req->quest_flags,
	    ROW_QUEST_FLAGS);
	query_open(&q, s, STMT_CHARACTER_TUTORIAL, req->player_id);
	query_bind_int(&q, req->nano.id);
	query_bind_blob(&q, quests, sizeof(quests));
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	if (req->weapon.id != 0 &&
	    !insert_item(s, req->player_id, 0, &req->weapon))
		return DB_ERROR;
	if (req->nano.id != 0 && !insert_nano(s, req->player_id, &req->nano))
		return DB_ERROR;
	return DB_OK;
}

enum db_result
op_delete_character(struct store *s,
    const struct db_req_delete_character *req,
    struct db_rep_delete_character *rep)
{
	struct owned owned;
	struct query q;
	enum db_result res = find_owned(s, req->account_id, req->player_id,
	    &owned);

	if (res != DB_OK)
		return res;
	query_open(&q, s, STMT_CHARACTER_DELETE, req->player_id);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	rep->slot = owned.slot;
	rep->player_id = req->player_id;
	return DB_OK;
}

enum db_result
op_rename_character(struct store *s,
    const struct db_req_rename_character *req,
    struct db_rep_rename_character *rep)
{
	struct owned owned;
	struct query q;
	int32_t owner_id;
	enum db_result res = find_owned(s, req->account_id, req->player_id,
	    &owned);

	(void)rep;
	if (res != DB_OK)
		return res;
	if (req->needs_denied && owned.name_check != NAME_DENIED)
		return DB_REFUSED;
	res = find_name(s, req->first_name, req->last_name, &owner_id);
	if (res != DB_OK)
		return res;
	/* Its own name in another case is no collision. */
	if (owner_id != 0 && owner_id != req->player_id)
		return DB_TAKEN;
	query_open(&q, s, STMT_CHARACTER_RENAME, req->player_id);
	query_bind_text(&q, req->first_name);
	query_bind_text(&q, req->last_name);
	query_bind_int(&q, req->name_check);
	query_bind_int(&q, req->player_id);
	query_bind_int(&q, req->account_id);
	if (!query_run(&q))
		return DB_ERROR;
	return store_changes(s) == 1 ? DB_OK : DB_NONE;
}
