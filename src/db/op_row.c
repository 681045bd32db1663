/*
 * op_row.c - reading the columns that several operations share, and what
 * makes an item, a nano or a look sound (spec/database.md 5).
 *
 * Owns:   nothing.
 * Called: by the op_*.c files.
 * Thread: db.
 */
#include "db/op.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/stmt.h"
#include "db/store.h"

/* What the packets can carry: iType and iID are 16 bits. */
enum { ITEM_TYPE_MAX = 32767, ITEM_ID_MAX = 32767 };

void
op_read_place(struct query *q, struct place_row *out)
{
	out->x = query_int32(q);
	out->y = query_int32(q);
	out->z = query_int32(q);
	out->angle = query_int32(q);
}

void
op_read_look(struct query *q, struct look_row *out)
{
	/* spec/login.md 8; outside of it, the look of a new character */
	out->body = query_int_or(q, 0, 2, 0);
	out->eye_color = query_int_or(q, 1, 5, 1);
	out->face_style = query_int_or(q, 1, 10, 1);
	out->gender = query_int_or(q, 1, 2, 1);
	out->hair_color = query_int_or(q, 1, 18, 1);
	out->hair_style = query_int_or(q, 1, 45, 1);
	out->height = query_int_or(q, 0, 4, 0);
	out->skin_color = query_int_or(q, 1, 12, 1);
}

static void
warn_row(const struct query *q, const char *what, int64_t slot, int64_t id)
{
	static struct log_limit limit;
	uint32_t dropped;

	if (q->is_quiet || !log_limit_ok(&limit, 50, 60000, &dropped))
		return;
	log_warn("db: row left out player=%" PRId32 " %s slot=%lld id=%lld "
	    "unlogged=%u", q->about_id, what, (long long)slot, (long long)id,
	    dropped);
}

bool
op_read_items(struct query *q, struct item_row *out, int32_t first_slot,
    int32_t slot_count)
{
	while (query_next(q)) {
		int64_t slot = query_int64(q);
		int64_t type = query_int64(q);
		int64_t id = query_int64(q);
		struct item_row it = {
			.opt = query_int32(q),
			.time_limit_s = query_clamped(q, 0, INT32_MAX)
		};

		if (slot < first_slot || slot - first_slot >= slot_count ||
		    type < 0 || type > ITEM_TYPE_MAX || id < 1 ||
		    id > ITEM_ID_MAX) {
			warn_row(q, "item", slot, id);
			continue;
		}
		it.type = (int32_t)type;
		it.id = (int32_t)id;
		out[slot - first_slot] = it;
	}
	return query_close(q);
}

bool
op_read_inventory(struct store *s, int32_t player_id,
    enum op_logging logging, struct item_row out[ROW_ITEMS_MAX])
{
	struct query q;

	query_open(&q, s, STMT_ITEM_LIST, player_id);
	q.is_quiet = logging == OP_QUIET;
	query_bind_int(&q, player_id);
	return op_read_items(&q, out, 0, s->rules->equip_slots +
	    s->rules->inventory_slots + s->rules->bank_slots);
}

bool
op_read_quest_items(struct store *s, int32_t player_id,
    enum op_logging logging, struct quest_item_row out[ROW_QUEST_ITEMS_MAX])
{
	struct query q;

	query_open(&q, s, STMT_QUEST_ITEM_LIST, player_id);
	q.is_quiet = logging == OP_QUIET;
	query_bind_int(&q, player_id);
	while (query_next(&q)) {
		int64_t slot = query_int64(&q);
		int64_t id = query_int64(&q);
		int32_t opt = query_int32(&q);

		if (slot < 0 || slot >= ROW_QUEST_ITEMS_MAX || id < 1 ||
		    id > ITEM_ID_MAX) {
			warn_row(&q, "quest item", slot, id);
			continue;
		}
		out[slot] = (struct quest_item_row){ (int32_t)id, opt };
	}
	return query_close(&q);
}

bool
op_read_nanos(struct store *s, int32_t player_id, enum op_logging logging,
    struct nano_row out[ROW_NANOS_MAX])
{
	struct query q;

	query_open(&q, s, STMT_NANO_LIST, player_id);
	q.is_quiet = logging == OP_QUIET;
	query_bind_int(&q, player_id);
	while (query_next(&q)) {
		int64_t id = query_int64(&q);
		int32_t skill = query_clamped(&q, 0, INT16_MAX);
		int32_t stamina = query_clamped(&q, 0,
		    RULESET_NANO_STAMINA_MAX);

		if (id < 1 || id >= s->rules->nano_count) {
			warn_row(&q, "nano", id, id);
			continue;
		}
		out[id] = (struct nano_row){ (int32_t)id, skill, stamina };
	}
	return query_close(&q);
}

enum db_result
op_exists(struct query *q)
{
	bool found = query_next(q);

	if (!query_close(q))
		return DB_ERROR;
	return found ? DB_OK : DB_NONE;
}

enum db_result
op_player_exists(struct store *s, int32_t player_id)
{
	struct query q;

	query_open(&q, s, STMT_PLAYER_EXISTS, player_id);
	query_bind_int(&q, player_id);
	return op_exists(&q);
}

void
op_words_to_bytes(uint8_t *out, const uint64_t *words, size_t n)
{
	for (size_t i = 0; i < 8 * n; i++)
		out[i] = (uint8_t)(words[i / 8] >> 8 * (i % 8));
}

void
op_words_from_bytes(uint64_t *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = 0;
	for (size_t i = 0; i < 8 * n; i++)
		out[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
}
