/*
 * buddy_info.c - what one may ask about a buddy: its looks, its whereabouts
 * (spec/unhandled-packets.md, spec/buddies.md 4).
 *
 * Owns:   player->buddy_info.
 * Called: by packet; by shard.c with rows.
 * Thread: world.
 */
#include "game/buddy_info.h"

#include <stdbool.h>

#include "game/buddy.h"
#include "game/persist.h"
#include "world/appearance.h"
#include "world/hold.h"
#include "world/item.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { SHARD_NUMBER = 1 };	/* GUESS: as login/handover.c counts them */

/* The buddy's id, 0 if it is none: ids of 64 bits are not cut off (DEFECT). */
static int32_t
buddy_id(const struct player *p, int64_t uid)
{
	if (uid <= 0 || uid > INT32_MAX || !buddy_is_friend(p, (int32_t)uid))
		return 0;
	return (int32_t)uid;
}

/* NULL: not online, or it blocks p, which must look the same. */
static const struct player *
online_buddy(const struct world *w, const struct player *p, int32_t id)
{
	const struct player *other = world_player_by_id(w, id);

	if (other == NULL || other->state == PLAYER_LOADING ||
	    buddy_is_blocked(other, p->e.id))
		return NULL;
	return other;
}

/* --- looks --- */

static void
send_style(struct player *p, const struct player *buddy)
{
	struct fe2cl_rep_get_buddy_style_succ out = {
		.buddy_pcuid = buddy->e.id,
		.buddy_slot = p->buddy_info.asked_slot,
	};

	appearance_style(buddy, &out.buddy_style.buddy_style);
	for (int i = 0; i < p->world->rules->equip_slots; i++)
		out.buddy_style.equip[i] =
		    item_to_wire(&buddy->inventory.equip[i]);
	send_packet(p, PKT_FE2CL_REP_GET_BUDDY_STYLE_SUCC, &out);
}

static void
refuse_style(struct player *p, int64_t uid)
{
	SEND(p, fe2cl_rep_get_buddy_style_fail, .buddy_pcuid = uid);
}

static void
buddy_info_on_style(struct world *w, struct player *p,
    const struct cl2fe_req_get_buddy_style *req)
{
	int32_t id = buddy_id(p, req->buddy_pcuid);
	const struct player *buddy;

	if (id == 0) {
		refuse_style(p, req->buddy_pcuid);
		return;
	}
	p->buddy_info.asked_slot = req->buddy_slot;
	buddy = online_buddy(w, p, id);
	if (buddy != NULL) {
		send_style(p, buddy);
		return;
	}
	p->buddy_info.asked_id = id;
	db_add_load_player(&w->to_db, DB_ROOM_WORLD, p->conn)->player_id = id;
	hold_begin(p);		/* until buddy_info_on_row() */
}

static bool
row_blocks(const struct player_row *row, int32_t player_id)
{
	for (int32_t i = 0; i < row->buddy_count; i++)
		if (row->buddies[i].player_id == player_id &&
		    row->buddies[i].is_blocked)
			return true;
	return false;
}

/* Filled like one that enters, so that both look the same. */
static const struct player *
shadow_of(struct world *w, const struct player_row *row)
{
	struct player *shadow = arena_new(&w->scratch, sizeof(*shadow));

	shadow->world = w;
	shadow->e.id = row->player_id;
	persist_fill(shadow, row);
	return shadow;
}

void
buddy_info_on_row(struct world *w, conn_id conn,
    const struct db_rep_load_player *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	int32_t id;

	if (p == NULL || p->buddy_info.asked_id == 0)
		return;
	id = p->buddy_info.asked_id;
	p->buddy_info.asked_id = 0;
	if (rep->result == DB_OK && rep->player.player_id == id &&
	    !row_blocks(&rep->player, p->e.id))
		send_style(p, shadow_of(w, &rep->player));
	else
		refuse_style(p, id);
	hold_end(p);
}

/* --- whereabouts --- */

static void
buddy_info_on_location(struct world *w, struct player *p,
    const struct cl2fe_req_get_buddy_location *req)
{
	int32_t id = buddy_id(p, req->buddy_pcuid);
	const struct player *buddy = online_buddy(w, p, id);

	if (id == 0 || buddy == NULL || buddy->profile.is_hidden) {
		SEND(p, fe2cl_rep_get_buddy_location_fail,
		    .buddy_pcuid = req->buddy_pcuid,
		    .slot_num = req->slot_num);
		return;
	}
	SEND(p, fe2cl_rep_get_buddy_location_succ,
	    .buddy_pcuid = id,
	    .slot_num = req->slot_num,
	    .x = buddy->e.x, .y = buddy->e.y, .z = buddy->e.z,
	    .shard_num = SHARD_NUMBER);
}

const struct handler buddy_info_handlers[] = {
	ON_CL2FE_REQ_GET_BUDDY_STYLE(NEED_WORLD, buddy_info_on_style),
	ON_CL2FE_REQ_GET_BUDDY_LOCATION(NEED_WORLD, buddy_info_on_location),
	HANDLERS_END
};
