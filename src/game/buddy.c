/*
 * buddy.c - the buddy list: what is loaded, shown, and who of it is online.
 *
 * Owns:   player->buddies, w->buddy_books.
 * Called: by packet through buddy_handlers[]; by events; chat asks who blocks.
 * Thread: world.
 */
#include "game/buddy.h"

#include "base/str.h"
#include "db/row.h"
#include "world/event.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { BUDDY_ONLINE = 1 };	/* spec/buddies.md 2 */

void
buddy_fill(struct world *w, struct player *p, const struct player_row *row)
{
	struct player_buddies *b = &p->buddies;
	struct player_buddy_book *book;

	for (int32_t i = 0; i < row->buddy_count; i++)
		b->list[i] = (struct player_buddy){
			.player_id = row->buddies[i].player_id,
			.is_blocked = row->buddies[i].is_blocked,
		};
	book = pool_add(&w->buddy_books, &b->book.slot, &b->book.gen);
	if (book == NULL)
		return;
	book->count = row->buddy_count;
	for (int32_t i = 0; i < row->buddy_count; i++)
		book->rows[i] = row->buddies[i];
}

static const struct player_buddy *
find(const struct player *p, int32_t player_id)
{
	for (int i = 0; i < PLAYER_BUDDIES_MAX; i++)
		if (p->buddies.list[i].player_id == player_id)
			return &p->buddies.list[i];
	return NULL;
}

bool
buddy_is_friend(const struct player *by, int32_t player_id)
{
	const struct player_buddy *b = find(by, player_id);

	return player_id != 0 && b != NULL && !b->is_blocked;
}

bool
buddy_is_blocked(const struct player *by, int32_t player_id)
{
	const struct player_buddy *b = find(by, player_id);

	return player_id != 0 && b != NULL && b->is_blocked;
}

int
buddy_slot_of(const struct player *p, int32_t player_id)
{
	const struct player_buddy *b = find(p, player_id);

	if (player_id == 0 || b == NULL)
		return BUDDY_SLOT_NONE;
	return (int)(b - p->buddies.list);
}

int
buddy_free_slot(const struct player *p)
{
	const struct player_buddy *b = find(p, 0);

	return b == NULL ? BUDDY_SLOT_NONE : (int)(b - p->buddies.list);
}

/* DEFECT, spec/buddies.md 4: an empty slot and nobody's id passed. */
bool
buddy_is_at(const struct player *p, int slot, int64_t uid)
{
	return slot >= 0 && slot < PLAYER_BUDDIES_MAX && uid > 0 &&
	    p->buddies.list[slot].player_id == uid;
}

void
buddy_set(struct world *w, struct player *p, int slot, int32_t player_id,
    bool is_blocked)
{
	struct player_buddy *b = &p->buddies.list[slot];

	if (b->is_blocked)
		EVENT(w, block_changed, b->player_id, false);
	*b = (struct player_buddy){ player_id, is_blocked };
	if (is_blocked)
		EVENT(w, block_changed, player_id, true);
}

struct player *
buddy_online(const struct world *w, int64_t uid)
{
	struct player *p;

	/* DEFECT, spec/buddies.md 3: longer numbers were cut off. */
	if (uid <= 0 || uid > INT32_MAX)
		return NULL;
	p = world_player_by_id(w, (int32_t)uid);
	if (p == NULL || (p->state != PLAYER_JOINED &&
	    p->state != PLAYER_IN_WORLD))
		return NULL;
	return p;
}

void
buddy_forget_by_other(struct world *w, const struct player *p,
    int32_t other_id)
{
	struct player *other = buddy_online(w, other_id);
	int slot;

	if (other == NULL || !buddy_is_friend(other, p->e.id))
		return;
	slot = buddy_slot_of(other, p->e.id);
	buddy_set(w, other, slot, 0, false);
	SEND(other, fe2cl_rep_remove_buddy_succ,
	    .buddy_pcuid = p->e.id,
	    .buddy_slot = (int8_t)slot);
}

/*
 * Online, unless one of the two blocks the other (DEFECT, spec/buddies.md 2).
 */
static bool
shows_online(const struct world *w, const struct player *p,
    const struct player_buddy *b)
{
	const struct player *other;

	if (b->player_id == 0 || b->is_blocked)
		return false;
	other = world_player_by_id(w, b->player_id);
	return other != NULL && other->state != PLAYER_LOADING &&
	    !buddy_is_blocked(other, p->e.id);
}

static void
release_book(struct world *w, struct player *p)
{
	if (!entity_ref_is_none(p->buddies.book))
		pool_remove(&w->buddy_books, p->buddies.book.slot);
	p->buddies.book = (struct entity_ref){ 0 };
}

void
buddy_on_player_loaded(struct world *w, struct player *p)
{
	struct wire_buddy_base_info items[PLAYER_BUDDIES_MAX];
	struct player_buddies *b = &p->buddies;
	const struct player_buddy_book *book;
	struct packet_run run = { .type = WIRE_BUDDY_BASE_INFO };
	struct fe2cl_rep_pc_buddylist_info_succ out = {
		.id = p->e.id, .pcuid = p->e.id,
	};

	book = pool_get(&w->buddy_books, b->book.slot, b->book.gen);
	for (int32_t i = 0; book != NULL && i < book->count; i++) {
		const struct buddy_row *row = &book->rows[i];
		struct wire_buddy_base_info *it = &items[run.count++];

		*it = (struct wire_buddy_base_info){
			.id = row->player_id,
			.pcuid = row->player_id,
			.blocked = row->is_blocked,
			.free_chat = 1,
			.pc_state = shows_online(w, p, &b->list[i]) ?
			    BUDDY_ONLINE : 0,
			.gender = (int8_t)row->gender,
			.name_check_flag = (int8_t)row->name_check,
		};
		str_copy(it->first_name, sizeof(it->first_name),
		    row->first_name);
		str_copy(it->last_name, sizeof(it->last_name),
		    row->last_name);
	}
	run.items = items;
	send_packet_runs(p, PKT_FE2CL_REP_PC_BUDDYLIST_INFO_SUCC, &out, &run,
	    1);
	release_book(w, p);
}

void
buddy_on_player_left(struct world *w, struct player *p)
{
	release_book(w, p);
}

static void
buddy_on_get_buddy_state(struct world *w, struct player *p,
    const struct cl2fe_req_get_buddy_state *req)
{
	struct fe2cl_rep_get_buddy_state_succ out = { 0 };

	UNUSED(req);
	for (int i = 0; i < PLAYER_BUDDIES_MAX; i++) {
		out.buddy_id[i] = p->buddies.list[i].player_id;
		out.buddy_state[i] =
		    shows_online(w, p, &p->buddies.list[i]) ? BUDDY_ONLINE : 0;
	}
	send_packet(p, PKT_FE2CL_REP_GET_BUDDY_STATE_SUCC, &out);
}

const struct handler buddy_handlers[] = {
	ON_CL2FE_REQ_GET_BUDDY_STATE(NEED_JOINED, buddy_on_get_buddy_state),
	HANDLERS_END
};
