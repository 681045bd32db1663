/*
 * buddy_block.c - blocking, and taking somebody off the list (spec/buddies.md
 * 4).
 *
 * Owns:   player->buddy_block.
 * Called: by packet; buddy_block_on_added() by the shard.
 * Thread: world.
 *
 * A block is first written, then it holds: one that is lost with the server
 * would protect nobody. Who is blocked is enforced where people meet (chat,
 * mail, trade, groups, requests) by buddy_is_blocked().
 */
#include "game/buddy_block.h"

#include "game/buddy.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

static void
refuse(struct player *p, int64_t uid)
{
	SEND(p, fe2cl_rep_set_pc_block_fail, .block_pcuid = uid);
}

static void
send_blocked(struct player *p, int32_t id, int slot, bool was_buddy)
{
	if (was_buddy)
		SEND(p, fe2cl_rep_set_buddy_block_succ,
		    .buddy_pcuid = id,
		    .buddy_slot = (int8_t)slot);
	else
		SEND(p, fe2cl_rep_set_pc_block_succ,
		    .block_id = id,
		    .block_pcuid = id,
		    .buddy_slot = (int8_t)slot);
}

static void
ask_store(struct world *w, struct player *p, int32_t id, int slot,
    bool is_buddy)
{
	struct db_req_add_block *req = db_add_add_block(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	req->player_id = p->e.id;
	req->blocked_id = id;
	p->buddy_block = (struct player_buddy_block){ id, (int8_t)slot,
		is_buddy };
	hold_begin(p);		/* until buddy_block_on_added() */
}

static void
buddy_block_on_buddy(struct world *w, struct player *p,
    const struct cl2fe_req_set_buddy_block *req)
{
	if (!buddy_is_at(p, req->buddy_slot, req->buddy_pcuid))
		return;
	/* DEFECT: a second block made a second row. */
	if (p->buddies.list[req->buddy_slot].is_blocked)
		send_blocked(p, (int32_t)req->buddy_pcuid, req->buddy_slot,
		    true);
	else
		ask_store(w, p, (int32_t)req->buddy_pcuid, req->buddy_slot,
		    true);
}

/*
 * DEFECTs: nobody, oneself and one already blocked were blocked, and a buddy
 * stayed one.
 */
static void
buddy_block_on_stranger(struct world *w, struct player *p,
    const struct cl2fe_req_set_pc_block *req)
{
	int64_t uid = req->block_pcuid;
	int slot;

	if (uid <= 0 || uid > INT32_MAX || uid == p->e.id) {
		refuse(p, uid);
		return;
	}
	slot = buddy_slot_of(p, (int32_t)uid);
	if (buddy_is_blocked(p, (int32_t)uid)) {
		send_blocked(p, (int32_t)uid, slot, false);
		return;
	}
	if (slot != BUDDY_SLOT_NONE) {
		ask_store(w, p, (int32_t)uid, slot, true);
		return;
	}
	slot = buddy_free_slot(p);
	if (slot == BUDDY_SLOT_NONE)
		return;
	ask_store(w, p, (int32_t)uid, slot, false);
}

/* Its slot may have been taken by a buddy that was made meanwhile. */
static int
place_for(const struct player *p, const struct player_buddy_block *b)
{
	int slot = buddy_slot_of(p, b->id);

	if (slot != BUDDY_SLOT_NONE)
		return slot;
	if (p->buddies.list[b->slot].player_id == 0)
		return b->slot;
	return buddy_free_slot(p);
}

void
buddy_block_on_added(struct world *w, conn_id conn,
    const struct db_rep_add_block *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	struct player_buddy_block b;
	int slot;

	if (p == NULL || p->buddy_block.id == 0)
		return;
	b = p->buddy_block;
	p->buddy_block = (struct player_buddy_block){ 0 };
	slot = place_for(p, &b);
	if ((rep->result != DB_OK && rep->result != DB_TAKEN) ||
	    slot == BUDDY_SLOT_NONE) {
		refuse(p, b.id);
	} else {
		buddy_set(w, p, slot, b.id, true);
		send_blocked(p, b.id, slot, b.is_buddy);
		buddy_forget_by_other(w, p, b.id);
	}
	hold_end(p);
}

/* --- off the list, buddy or block --- */

static void
buddy_block_on_remove(struct world *w, struct player *p,
    const struct cl2fe_req_remove_buddy *req)
{
	int32_t id = (int32_t)req->buddy_pcuid;
	struct db_req_remove_block *unblock;
	struct db_req_remove_buddy *part;
	bool was_blocked;

	if (!buddy_is_at(p, req->buddy_slot, req->buddy_pcuid))
		return;
	was_blocked = p->buddies.list[req->buddy_slot].is_blocked;
	buddy_set(w, p, req->buddy_slot, 0, false);
	SEND(p, fe2cl_rep_remove_buddy_succ,
	    .buddy_pcuid = req->buddy_pcuid,
	    .buddy_slot = req->buddy_slot);
	if (was_blocked) {
		unblock = db_add_remove_block(&w->to_db, DB_ROOM_WORLD, 0);
		unblock->player_id = p->e.id;
		unblock->blocked_id = id;
		return;
	}
	part = db_add_remove_buddy(&w->to_db, DB_ROOM_WORLD, 0);
	part->player_a_id = p->e.id;
	part->player_b_id = id;
	buddy_forget_by_other(w, p, id);
}

const struct handler buddy_block_handlers[] = {
	ON_CL2FE_REQ_SET_BUDDY_BLOCK(NEED_WORLD, buddy_block_on_buddy),
	ON_CL2FE_REQ_SET_PC_BLOCK(NEED_WORLD, buddy_block_on_stranger),
	ON_CL2FE_REQ_REMOVE_BUDDY(NEED_WORLD, buddy_block_on_remove),
	HANDLERS_END
};
