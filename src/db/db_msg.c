/*
 * db_msg.c - laying out saves, transactions and texts in batches.
 *
 * Owns:   nothing.
 * Called: by rooms that fill batches; db.c and pending.c read saves with it.
 * Thread: any.
 */
#include "db/db_msg.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"

/* The sections' sizes, in the order of their bits and in the message. */
static const uint32_t section_bytes[] = {
	sizeof(struct place_row),
	sizeof(struct state_row),
	sizeof(struct item_row) * ROW_ITEMS_MAX,
	sizeof(struct quest_item_row) * ROW_QUEST_ITEMS_MAX,
	sizeof(struct nano_row) * ROW_NANOS_MAX,
	sizeof(struct quest_row) * ROW_QUESTS_MAX
};

_Static_assert(sizeof(struct db_req_save) % 8 == 0, "sections stay aligned");
_Static_assert(sizeof(struct place_row) % 8 == 0, "the state is aligned");

size_t
db_save_bytes(uint32_t sections)
{
	size_t bytes = sizeof(struct db_req_save);

	for (size_t i = 0; i < COUNT_OF(section_bytes); i++) {
		if ((sections & 1u << i) != 0)
			bytes += section_bytes[i];
	}
	return bytes;
}

struct db_save_parts
db_save_parts(struct db_req_save *save)
{
	void *part[COUNT_OF(section_bytes)] = { NULL };
	unsigned char *at = (unsigned char *)(save + 1);

	for (size_t i = 0; i < COUNT_OF(section_bytes); i++) {
		if ((save->sections & 1u << i) == 0)
			continue;
		part[i] = at;
		at += section_bytes[i];
	}
	return (struct db_save_parts){
		.place = part[0],
		.state = part[1],
		.items = part[2],
		.quest_items = part[3],
		.nanos = part[4],
		.quests = part[5]
	};
}

struct db_req_save *
db_add_save(struct batch **b, enum db_room room, uint64_t ref,
    int32_t player_id, uint32_t sections, struct db_save_parts *parts)
{
	struct db_req_save *save;

	CHECK((sections & ~(uint32_t)DB_SECTION_ALL) == 0);
	save = batch_add(b, DB_REQ_SAVE, ref, db_save_bytes(sections));
	save->room = room;
	save->player_id = player_id;
	save->sections = sections;
	*parts = db_save_parts(save);
	return save;
}

struct db_req_begin *
db_add_begin(struct batch **b, enum db_room room, uint64_t ref, enum db_tx tx)
{
	struct db_req_begin *req = batch_add(b, DB_REQ_BEGIN, ref,
	    sizeof(*req));

	req->room = room;
	req->tx = tx;
	return req;
}

struct db_req_commit *
db_add_commit(struct batch **b, enum db_room room, uint64_t ref)
{
	struct db_req_commit *req = batch_add(b, DB_REQ_COMMIT, ref,
	    sizeof(*req));

	req->room = room;
	return req;
}

struct db_req_write_side *
db_add_write_side(struct batch **b, enum db_room room, uint64_t ref,
    const void *text, size_t bytes)
{
	struct db_req_write_side *req = batch_add(b, DB_REQ_WRITE_SIDE, ref,
	    sizeof(*req) + bytes);

	req->room = room;
	if (bytes > 0)
		memcpy(req + 1, text, bytes);
	return req;
}
