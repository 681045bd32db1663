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
#include "game/group.h"
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
	/* The Future, spec/tabledata.md: x and y beyond and below these. */
	FUTURE_X_UNITS = 512000,
	FUTURE_Y_UNITS = 256000,
	REACH_UNITS = 5000,	/* GUESS: "a few thousand", same place */
	GROUP_REACH_UNITS = 1000,	/* spec/npcs.md 4, the client's own */
	RISE_HEIGHT_UNITS = RULESET_RESURRECT_HEIGHT_UNITS
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
 * GUESS: the client calls the machine from all over its hall, which is larger
 * than any reach; who is in the Future at all may leave it.
 */
static bool
is_in_future(const struct world *w, const struct player *p)
{
	return p->e.instance == w->overworld && p->e.x > FUTURE_X_UNITS &&
	    p->e.y < FUTURE_Y_UNITS;
}

/* Where a task is asked for, the leader's is as good as one's own. */
static bool
may_pass(struct world *w, struct player *p, const struct tdata_warp *row)
{
	if (p->combatant.hp <= 0 || p->travel.on_monkey)
		return false;
	if (!stands_at(w, p, row->npc_type) &&
	    (row->id != TIME_MACHINE_WARP || !is_in_future(w, p)))
		return false;
	if (p->combatant.level < row->limit_level)
		return false;
	return row->limit_task == 0 || has_task(p, row->limit_task) ||
	    has_task(group_leader(w, p), row->limit_task);
}

/*
 * DEFECT, spec/npcs.md 4: the group was taken along from wherever and in
 * whatever state it was.
 */
static bool
comes_along(const struct player *p, const struct player *with)
{
	if (p->combatant.hp <= 0 || p->travel.on_monkey)
		return false;
	return p->e.chunk != NULL && p->e.instance == with->e.instance &&
	    llabs((int64_t)p->e.x - with->e.x) <= GROUP_REACH_UNITS &&
	    llabs((int64_t)p->e.y - with->e.y) <= GROUP_REACH_UNITS;
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

static bool
enter_instance(struct world *w, struct player *p, const struct tdata_warp *row,
    uint64_t id)
{
	vehicle_dismount(w, p);
	if (instance_owner_id(id) != 0)
		warp_set_entrance(p, row->x, row->y,
		    row->z + RISE_HEIGHT_UNITS);
	return warp_send_to(w, p, row->x, row->y, row->z, id);
}

/* Alone, or with those of the group who stand near: into the leader's copy. */
static void
enter_with_group(struct world *w, struct player *p,
    const struct tdata_warp *row)
{
	uint64_t id = target_instance(group_leader(w, p), row);
	struct player *members[GROUP_PLAYERS_MAX], *coming[GROUP_PLAYERS_MAX];
	uint32_t n = group_members(w, p, members), count = 0;

	/* Before anybody has moved. */
	for (uint32_t i = 0; i < n; i++)
		if (members[i] == p || comes_along(members[i], p))
			coming[count++] = members[i];
	for (uint32_t i = 0; i < count; i++)
		if (!enter_instance(w, coming[i], row, id))
			refuse(coming[i]);
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
		enter_with_group(w, p, row);
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
