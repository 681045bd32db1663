/*
 * buddy_warp.c - going to where a buddy is (spec/buddies.md 5).
 *
 * Owns:   player->buddy_warp.
 * Called: by packet; by event when a player has joined.
 * Thread: world.
 */
#include "game/buddy_warp.h"

#include "config/config.h"
#include "game/buddy.h"
#include "game/warp.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { PAUSE_MS = 60000 };	/* iBuddyWarpTime of PC_ENTER_SUCC */

/* iErrorCode, as the client's readers found out (spec/buddies.md 5). */
enum fail { FAIL_NONE = -1, FAIL_PLAIN = 0, FAIL_NOT_THERE = 3,
	FAIL_NOT_YET = 6 };

static bool
is_waiting(const struct world *w, const struct player *p)
{
	return w->cfg->limits.is_enabled &&
	    w->now_ms - p->buddy_warp.warped_at_ms < PAUSE_MS;
}

static bool
may_leave(const struct player *p)
{
	return p->combatant.hp > 0 && !p->travel.on_monkey;
}

static bool
can_be_reached(const struct world *w, const struct player *p,
    const struct player *buddy)
{
	return buddy != NULL && buddy->state == PLAYER_IN_WORLD &&
	    buddy->e.instance == w->overworld &&
	    buddy->profile.left_the_future == p->profile.left_the_future &&
	    !buddy->travel.on_monkey && !buddy->travel.is_unwarpable &&
	    !buddy_is_blocked(buddy, p->e.id);
}

/* DEFECTs: one could go to anybody, at any time, in any state. */
static enum fail
why_not(const struct world *w, const struct player *p,
    const struct cl2fe_req_pc_buddy_warp *req)
{
	if (!buddy_is_at(p, req->slot_num, req->buddy_pcuid) ||
	    !buddy_is_friend(p, (int32_t)req->buddy_pcuid))
		return FAIL_NOT_THERE;
	if (is_waiting(w, p))
		return FAIL_NOT_YET;
	if (!may_leave(p) ||
	    !can_be_reached(w, p, buddy_online(w, req->buddy_pcuid)))
		return FAIL_PLAIN;
	return FAIL_NONE;
}

static void
buddy_warp_on_warp(struct world *w, struct player *p,
    const struct cl2fe_req_pc_buddy_warp *req)
{
	const struct player *buddy = buddy_online(w, req->buddy_pcuid);
	enum fail fail = why_not(w, p, req);

	if (req->slot_num < 0 || req->slot_num >= PLAYER_BUDDIES_MAX)
		return;
	if (fail == FAIL_NONE && !warp_send_to(w, p, buddy->e.x, buddy->e.y,
	    buddy->e.z, w->overworld->id))
		fail = FAIL_PLAIN;
	if (fail == FAIL_NONE)
		p->buddy_warp.warped_at_ms = w->now_ms;
	else
		SEND(p, fe2cl_rep_pc_buddy_warp_fail,
		    .buddy_pcuid = req->buddy_pcuid,
		    .error_code = fail);
}

void
buddy_warp_on_player_joined(struct world *w, struct player *p)
{
	p->buddy_warp.warped_at_ms = w->now_ms;
}

const struct handler buddy_warp_handlers[] = {
	ON_CL2FE_REQ_PC_BUDDY_WARP(NEED_WORLD, buddy_warp_on_warp),
	HANDLERS_END
};
