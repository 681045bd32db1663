/*
 * egg.c - coco eggs: picking them up, and their return (spec/eggs.md).
 *
 * An eaten egg waits in a queue, the soonest back first, so that nobody has to
 * look at those that lie there. It comes back only before somebody's eyes.
 *
 * Owns:   npc->egg, w->eaten_eggs.
 * Called: by packet; by a timer.
 * Thread: world.
 */
#include "game/egg.h"

#include <stdlib.h>

#include "base/log.h"
#include "game/inventory.h"
#include "game/reward.h"
#include "game/skill.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	/* DEFECT, spec/eggs.md: from anywhere. With what one runs meanwhile. */
	REACH_UNITS = 2000,
	MS_PER_S = 1000,
	/* The client shows an icon for what this skill does: infected. */
	DAMAGE_SKILL = 183,
	DAMAGE_ICON = 17
};

/* --- coming back --- */

static void
queue_add(struct world *w, struct npc *n)
{
	struct npc **link = &w->eaten_eggs, *later;

	while (*link != NULL &&
	    (*link)->egg.back_at_ms <= n->egg.back_at_ms)
		link = &(*link)->egg.next;
	later = *link;
	n->egg.next = later;
	n->egg.prev = link;
	if (later != NULL)
		later->egg.prev = &n->egg.next;
	*link = n;
}

static void
queue_remove(struct npc *n)
{
	*n->egg.prev = n->egg.next;
	if (n->egg.next != NULL)
		n->egg.next->egg.prev = n->egg.prev;
	n->egg.next = NULL;
	n->egg.prev = NULL;
}

void
egg_tick(struct world *w)
{
	enum { SHOWN = true };
	struct npc *n, *next;

	for (n = w->eaten_eggs; n != NULL; n = next) {
		next = n->egg.next;
		if (n->egg.back_at_ms > w->now_ms)
			break;
		if (n->e.chunk == NULL || n->e.chunk->watchers == 0)
			continue;
		queue_remove(n);
		n->combatant.hp = n->combatant.max_hp;
		view_set_shown(w, &n->e, SHOWN);
	}
}

/* --- picking up --- */

static bool
is_in_reach(const struct player *p, const struct npc *n)
{
	if (n->e.chunk == NULL || n->e.instance != p->e.instance)
		return false;
	return llabs((int64_t)n->e.x - p->e.x) <= REACH_UNITS &&
	    llabs((int64_t)n->e.y - p->e.y) <= REACH_UNITS &&
	    llabs((int64_t)n->e.z - p->e.z) <= REACH_UNITS;
}

static void
take_effect(struct world *w, struct player *p, struct npc *n,
    const struct tdata_egg_type *type)
{
	const struct tdata_skill *skill = tdata_find_skill(w->td, type->skill);

	if (skill == NULL ||
	    !skill_use_by_egg(w, p, n, skill, type->duration_s))
		log_debug("egg: no effect type=%d skill=%d", type->id,
		    type->skill);
	SEND(p, fe2cl_rep_shiny_pickup_succ,
	    .skill_id = (int16_t)type->skill,
	    .cstb = type->skill == DAMAGE_SKILL ? DAMAGE_ICON : 0);
}

static void
take_crate(struct world *w, struct player *p,
    const struct tdata_egg_type *type)
{
	struct reward_item got = {
		.item = { .type = TDATA_ITEM_CHEST,
		    .id = (int16_t)type->crate_id, .opt = 1 },
		.place = INVENTORY_BAG,
	};
	enum { NO_TASK = 0, NO_NPC = 0 };

	got.slot = inventory_add(w, p, &got.item);
	if (got.slot != INVENTORY_NO_SLOT)
		reward_send(p, &got, 1, NO_TASK, NO_NPC);
}

static void
take_away(struct world *w, struct npc *n, const struct tdata_egg_type *type)
{
	enum { HIDDEN = false };

	if (n->is_summoned) {
		world_remove_npc(w, n);
		return;
	}
	n->combatant.hp = 0;
	n->egg.back_at_ms = w->now_ms + (int64_t)type->regen_s * MS_PER_S;
	queue_add(w, n);
	view_set_shown(w, &n->e, HIDDEN);
}

static void
egg_on_pickup(struct world *w, struct player *p,
    const struct cl2fe_req_shiny_pickup *req)
{
	struct npc *n = world_npc_by_id(w, req->shiny_id);
	const struct tdata_egg_type *type;

	if (n == NULL || n->e.kind != ENTITY_EGG || !n->e.is_shown)
		return;
	type = tdata_find_egg_type(w->td, n->type);
	if (type == NULL || !is_in_reach(p, n)) {
		log_debug("egg: out of reach id=%d player=%d", n->e.id,
		    p->e.id);
		return;
	}
	/* DEFECT, spec/eggs.md: with a full bag it was gone for nothing. */
	if (type->crate_id != 0 &&
	    inventory_free_slot(p) == INVENTORY_NO_SLOT) {
		SEND(p, fe2cl_rep_shiny_pickup_fail);
		return;
	}
	if (type->skill != 0)
		take_effect(w, p, n, type);
	if (type->crate_id != 0)
		take_crate(w, p, type);
	take_away(w, n, type);
}

const struct handler egg_handlers[] = {
	/* DEFECT, spec/eggs.md: the dead took them, too. */
	ON_CL2FE_REQ_SHINY_PICKUP(NEED_WORLD | NEED_ALIVE, egg_on_pickup),
	HANDLERS_END
};
