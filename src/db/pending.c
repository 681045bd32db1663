/*
 * pending.c - keeping saves while the file cannot be written.
 *
 * Owns:   the copies of the saves.
 * Called: by db.c.
 * Thread: db.
 */
#include "db/pending.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/op.h"
#include "db/store.h"

void
pending_clear(struct pending *p)
{
	size_t cursor = 0;
	uint64_t value;

	while (map_next(&p->saves, &cursor, NULL, &value))
		free((void *)(uintptr_t)value);
	map_clear(&p->saves);
}

void
pending_fini(struct pending *p)
{
	pending_clear(p);
	map_fini(&p->saves);
}

/* A save with room for every section, none of them valid yet. */
static struct db_req_save *
new_save(int32_t player_id)
{
	struct db_req_save *save = calloc(1, db_save_bytes(DB_SECTION_ALL));

	CHECK(save != NULL);
	save->player_id = player_id;
	return save;
}

/* The sections of a kept save lie where they lie if it has all of them. */
static struct db_save_parts
full_parts(struct db_req_save *save)
{
	struct db_save_parts parts;
	uint32_t sections = save->sections;

	save->sections = DB_SECTION_ALL;
	parts = db_save_parts(save);
	save->sections = sections;
	return parts;
}

void
pending_put(struct pending *p, struct db_req_save *save)
{
	struct db_req_save *kept = map_get_ptr(&p->saves,
	    (uint32_t)save->player_id);
	struct db_save_parts from = db_save_parts(save), to;

	if (kept == NULL) {
		kept = new_save(save->player_id);
		map_put_ptr(&p->saves, (uint32_t)save->player_id, kept);
	}
	to = full_parts(kept);
	kept->sections |= save->sections;
	if (from.place != NULL)
		*to.place = *from.place;
	if (from.state != NULL)
		*to.state = *from.state;
	if (from.items != NULL)
		memcpy(to.items, from.items,
		    sizeof(*to.items) * ROW_ITEMS_MAX);
	if (from.quest_items != NULL)
		memcpy(to.quest_items, from.quest_items,
		    sizeof(*to.quest_items) * ROW_QUEST_ITEMS_MAX);
	if (from.nanos != NULL)
		memcpy(to.nanos, from.nanos, sizeof(*to.nanos) * ROW_NANOS_MAX);
	if (from.quests != NULL)
		memcpy(to.quests, from.quests,
		    sizeof(*to.quests) * ROW_QUESTS_MAX);
}

bool
pending_has(const struct pending *p, int32_t player_id)
{
	return map_get_ptr(&p->saves, (uint32_t)player_id) != NULL;
}

size_t
pending_count(const struct pending *p)
{
	return map_count(&p->saves);
}

bool
pending_write(struct pending *p, struct store *s)
{
	size_t cursor = 0;
	uint64_t value;

	while (map_next(&p->saves, &cursor, NULL, &value)) {
		struct db_req_save *save = (void *)(uintptr_t)value;
		struct db_save_parts parts = full_parts(save);
		enum db_result res = op_save_parts(s, save->player_id,
		    save->sections, &parts);

		if (res == DB_ERROR && store_error_is_global(s))
			return false;
		if (res != DB_OK)
			log_error("db: kept save given up player=%" PRId32
			    " result=%s: %s", save->player_id,
			    db_result_name(res), s->message);
	}
	return true;
}
