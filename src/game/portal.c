/*
 * portal.c - NPCs that lead into infected zones, lairs, and out again
 * (spec/npcs.md 4).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/portal.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/check.h"
#include "game/vehicle.h"
#include "game/warp.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	TIME_MACHINE_WARP = 28,		/* spec/npcs.md 4 */
	REACH_UNITS = 5000,	/* GUESS: "a few thousand", same place */
	RECALL_HEIGHT_UNITS = RULESET_RESURRECT_HEIGHT_UNITS
};

/* --- may it? --- */

struct portal_search {
	const struct player *p;
	int32_t npc_type;
	bool is_found;
};

static bool
note_portal(struct entity *e, void *arg)
{
	const struct npc *n = (const struct npc *)e;
	struct portal_search *s = arg;
	const struct entity *me = &s->p->e;

	s->is_found = n->type == s->npc_type &&
	    llabs((int64_t)e->x - me->x) <= REACH_UNITS &&
	    llabs((int64_t)e->y - me->y) <= REACH_UNITS;
	return !s->is_found;
}

static bool
stands_at(struct world *w, const struct player *p, int32_t npc_type)
{
	struct portal_search s = { .p = p, .npc_type = npc_type };

	view_each_around(w, &p->e, ENTITY_GROUP_NPCS, note_portal, &s);
	return s.is_found;
}

static bool
has_task(const struct player *p, int32_t task)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		if (p->missions.running[i].task_id == task)
			return true;
	return false;
}

/*
 * TODO: with groups, the leader's task and its private copy count for all, and
 * members within 1000 units come along (spec/npcs.md 4). Until then everybody
 * goes alone.
 */
static bool
may_pass(struct world *w, const struct player *p, const struct tdata_warp *row)
{
	if (p->stats.hp <= 0 || p->travel.on_monkey)
		return false;
	if (!stands_at(w, p, row->npc_type))
		return false;
	return row->limit_task == 0 || has_task(p, row->limit_task);
}

/* --- through it --- */

/* A lair is its visitor's own; so is the Time Lab (spec/world.md 4). */
static uint64_t
target_instance(const struct player *leader, const struct tdata_warp *row)
{
	uint64_t id = (uint32_t)row->map;

	if (row->limit_task != 0 || row->map == RULESET_TIME_LAB_MAP)
		id |= (uint64_t)(uint32_t)leader->e.id << 32;
	return id;
}

static void
refuse(struct player *p)
{
	SEND(p, fe2cl_rep_pc_warp_use_npc_fail, .error_code = 0);
}

static void
enter_instance(struct world *w, struct player *p, const struct tdata_warp *row)
{
	uint64_t id = target_instance(p, row);

	if (instance_owner_id(id) != 0)
		warp_set_recall(p, row->x, row->y,
		    row->z + RECALL_HEIGHT_UNITS, id);
	if (!warp_send_to(w, p, row->x, row->y, row->z, id))
		refuse(p);
}

static void
use(struct world *w, struct player *p, int32_t warp_id)
{
	const struct tdata_warp *row = tdata_find_warp(w->td, warp_id);

	if (row == NULL)
		return;
	if (!may_pass(w, p, row)) {
		refuse(p);
		return;
	}
	vehicle_dismount(w, p);
	if (row->is_instance)
		enter_instance(w, p, row);
	else
		warp_leave_to(w, p, row->x, row->y, row->z);
}

static void
portal_on_use(struct world *w, struct player *p,
    const struct cl2fe_req_pc_warp_use_npc *req)
{
	use(w, p, req->warp_id);
}

static void
portal_on_time_machine(struct world *w, struct player *p,
    const struct cl2fe_req_pc_time_to_go_warp *req)
{
	UNUSED(req);
	use(w, p, TIME_MACHINE_WARP);
}

const struct handler portal_handlers[] = {
	ON_CL2FE_REQ_PC_WARP_USE_NPC(NEED_WORLD, portal_on_use),
	ON_CL2FE_REQ_PC_TIME_TO_GO_WARP(NEED_WORLD, portal_on_time_machine),
	HANDLERS_END
};
