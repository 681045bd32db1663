/*
 * recall.c - the place a nano takes its owner, or its group, back to
 * (spec/nanos.md 10).
 *
 * Owns:   player->travel's point of recall, and the offers of others.
 * Called: by packet; by skill.c for the powers.
 * Thread: world.
 */
#include "game/recall.h"

#include <stdint.h>
#include <stdlib.h>

#include "game/group.h"
#include "game/warp.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	/* A Resurrect 'Em is the only station there is (spec/combat.md 12). */
	STATION_TYPE_FIRST = 641,
	STATION_TYPE_LAST = 642,
	REACH_UNITS = 800,
	OFFER_MS = 30000
};

/* --- the point --- */

/* DEFECT: any NPC's number took the point anywhere. */
static bool
is_at_station(const struct player *p, const struct npc *n)
{
	if (n->type < STATION_TYPE_FIRST || n->type > STATION_TYPE_LAST)
		return false;
	/* A private place is gone when its owner is. */
	if (instance_owner_id(p->e.instance->id) != 0)
		return false;
	return view_can_see(p, &n->e) &&
	    llabs((int64_t)n->e.x - p->e.x) <= REACH_UNITS &&
	    llabs((int64_t)n->e.y - p->e.y) <= REACH_UNITS;
}

static void
recall_on_regist(struct world *w, struct player *p,
    const struct cl2fe_req_regist_rxcom *req)
{
	struct player_travel *t = &p->travel;
	const struct npc *n = world_npc_by_id(w, req->npcid);

	if (n == NULL)
		return;
	if (!is_at_station(p, n)) {
		SEND(p, fe2cl_rep_regist_rxcom_fail, .error_code = 0);
		return;
	}
	t->has_recall = true;
	t->recall_x = n->e.x;
	t->recall_y = n->e.y;
	t->recall_z = n->e.z;
	t->recall_instance = instance_map_number(n->e.instance->id);
	SEND(p, fe2cl_rep_regist_rxcom,
	    .map_num = t->recall_instance,
	    .x = t->recall_x,
	    .y = t->recall_y,
	    .z = t->recall_z);
}

static bool
send_to_point_of(struct world *w, struct player *p,
    const struct player_travel *t)
{
	return warp_send_to(w, p, t->recall_x, t->recall_y, t->recall_z,
	    (uint32_t)t->recall_instance);
}

bool
recall_go(struct world *w, struct player *p)
{
	const struct player_travel point = p->travel;

	if (!point.has_recall)
		return false;
	return send_to_point_of(w, p, &point);
}

/* --- following a friend --- */

void
recall_offer(struct world *w, const struct player *from, struct player *to)
{
	to->travel.recall_from = from->e.ref;
	to->travel.recall_until_ms = w->now_ms + OFFER_MS;
}

/* DEFECT: everybody could go to everybody's point at will. */
static bool
may_follow(const struct world *w, const struct player *p,
    const struct player *to)
{
	const struct player_travel *t = &p->travel;

	if (p->combatant.hp <= 0 || !to->travel.has_recall)
		return false;
	if (!group_is_same(p, to))
		return false;
	if (!entity_ref_equal(t->recall_from, to->e.ref) ||
	    w->now_ms > t->recall_until_ms)
		return false;
	return instance_map_number(p->e.instance->id) ==
	    to->travel.recall_instance;
}

static void
recall_on_use(struct world *w, struct player *p,
    const struct cl2fe_req_warp_use_recall *req)
{
	struct player *to = world_player_by_id(w, req->group_member_id);

	if (to == NULL || to->state != PLAYER_IN_WORLD)
		return;
	if (to->e.instance != p->e.instance)
		return;
	if (instance_owner_id(p->e.instance->id) != 0)
		return;
	if (!may_follow(w, p, to)) {
		SEND(p, fe2cl_rep_warp_use_recall_fail, .error_code = 0);
		return;
	}
	p->travel.recall_from = (struct entity_ref){ 0 };
	if (!send_to_point_of(w, p, &to->travel))
		SEND(p, fe2cl_rep_warp_use_recall_fail, .error_code = 0);
}

const struct handler recall_handlers[] = {
	ON_CL2FE_REQ_REGIST_RXCOM(NEED_WORLD | NEED_ALIVE, recall_on_regist),
	ON_CL2FE_REQ_WARP_USE_RECALL(NEED_WORLD, recall_on_use),
	HANDLERS_END
};
