/*
 * revive.c - how the dead rise, and getting unstuck (spec/world.md 9,
 * spec/combat.md 12).
 *
 * Owns:   player->revival.
 * Called: by packet; by the event of a group's Phoenix.
 * Thread: world.
 */
#include "game/revive.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "game/buff.h"
#include "game/combat.h"
#include "game/health.h"
#include "game/nano.h"
#include "game/nano_state.h"
#include "game/warp.h"
#include "tdata/tdata.h"
#include "world/event.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/* iRegenType: what the client's menu of the dead, or its settings, ask for. */
enum regen_type {
	REGEN_PHOENIX = 3,		/* its own nano's power */
	REGEN_GROUP_PHOENIX = 4,	/* somebody else's */
	REGEN_UNSTICK = 5
	/* All others rise at the next Resurrect 'Em, as OpenFusion has it. */
};

enum {
	OFFER_MS = 30000,		/* spec/combat.md 12: "about 30 s" */
	UNSTICK_PAUSE_MS = 10000	/* GUESS: "rate-limit", same place */
};

struct place {
	int32_t x, y, z;
};

/* --- may it? --- */

/* DEFECT, spec/combat.md 12: it was a way out of any fight, at any time. */
static bool
may_unstick(const struct world *w, const struct player *p)
{
	if (combat_is_fighting(w, p))
		return false;
	return p->revival.unstuck_at_ms == 0 ||
	    w->now_ms - p->revival.unstuck_at_ms >= UNSTICK_PAUSE_MS;
}

/* DEFECT, spec/combat.md 12: the living healed and travelled for nothing. */
static bool
may_rise(const struct world *w, const struct player *p, int32_t type)
{
	if (type == REGEN_UNSTICK)
		return may_unstick(w, p);
	if (p->combatant.hp > 0)
		return false;
	if (type == REGEN_PHOENIX)
		return combatant_has(&p->combatant, BUFF_PHOENIX);
	if (type == REGEN_GROUP_PHOENIX)
		return w->now_ms < p->revival.offered_until_ms;
	return true;
}

static bool
is_in_place(int32_t type)
{
	return type == REGEN_PHOENIX || type == REGEN_GROUP_PHOENIX;
}

/* --- where to --- */

/* DEFECT, spec/world.md 9: who rises in place was told the lair's entrance. */
static struct place
destination(const struct world *w, const struct player *p, int32_t type)
{
	const struct player_travel *t = &p->travel;
	uint64_t id = p->e.instance->id;
	int32_t found;

	if (is_in_place(type))
		return (struct place){ p->e.x, p->e.y, p->e.z };
	found = tdata_nearest_respawn(w->td, p->e.x, p->e.y,
	    instance_map_number(id));
	if (found >= 0)
		return (struct place){ w->td->respawns[found].x,
			w->td->respawns[found].y, w->td->respawns[found].z };
	if (instance_owner_id(id) != 0)
		return (struct place){ t->entrance_x, t->entrance_y,
			t->entrance_z };
	return (struct place){ p->e.x, p->e.y, p->e.z };
}

/* --- rising --- */

static void
tell(struct world *w, struct player *p, struct place to)
{
	struct wire_pc_regen_data mine = {
		.hp = p->combatant.hp,
		.map_num = instance_map_number(p->e.instance->id),
		.x = to.x, .y = to.y, .z = to.z,
		.active_nano_slot_num = (int16_t)nano_state_active_slot(p),
	};
	const struct wire_pc_regen_data_for_other_pc others = {
		.pc_id = p->e.id,
		.hp = p->combatant.hp,
		.x = to.x, .y = to.y, .z = to.z,
		.angle = p->e.angle,
		.condition_bit_flag = p->combatant.condition_flags,
		.pc_state = p->profile.pc_state,
		.special_state = (int8_t)p->profile.special_state,
		.nano = nano_state_to_wire(p, p->nanos.active),
	};

	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		mine.nanos[i] = nano_state_to_wire(p,
		    p->nanos.equipped[i]);
	SEND(p, fe2cl_rep_pc_regen_succ,
	    .pc_regen_data = mine,
	    .fusion_matter = p->wallet.fusion_matter);
	/* DEFECT, spec/world.md 9: only the grouped were seen to rise. */
	PUBLISH(w, &p->e, p, fe2cl_pc_regen,
	    .pc_regen_data_for_other_pc = others);
}

/* What a Phoenix leaves as it is, a Resurrect 'Em does not. */
static void
restore(struct world *w, struct player *p, int32_t type)
{
	if (type == REGEN_UNSTICK) {
		p->revival.unstuck_at_ms = w->now_ms;
		return;
	}
	(void)health_set(w, p, health_max(&p->e) / 2);
	if (type == REGEN_PHOENIX)
		(void)nano_state_set_stamina(w, p, p->nanos.active, 0);
	if (is_in_place(type))
		return;
	buff_remove_all(w, &p->e);
	nano_refresh_equipped(w, p);
}

static void
rise(struct world *w, struct player *p, int32_t type)
{
	struct place to = destination(w, p, type);

	restore(w, p, type);
	p->revival.offered_until_ms = 0;
	tell(w, p, to);
	/* DEFECT: a nano without stamina stayed until the next tick. */
	if (type == REGEN_PHOENIX)
		nano_unsummon(w, p, true);
	if (!is_in_place(type))
		warp_within(w, p, to.x, to.y, to.z);
	if (type != REGEN_UNSTICK)
		EVENT(w, player_revived, p);
}

static void
revive_on_regen(struct world *w, struct player *p,
    const struct cl2fe_req_pc_regen *req)
{
	if (!may_rise(w, p, req->regen_type)) {
		log_debug("revive: refused type=%d player=%d",
		    req->regen_type, p->e.id);
		return;
	}
	rise(w, p, req->regen_type);
}

void
revive_on_offered(struct world *w, struct player *p)
{
	if (p->combatant.hp <= 0)
		p->revival.offered_until_ms = w->now_ms + OFFER_MS;
}

const struct handler revive_handlers[] = {
	ON_CL2FE_REQ_PC_REGEN(NEED_WORLD, revive_on_regen),
	HANDLERS_END
};
