/*
 * vehicle.c - getting on and off what stands in equipment slot 8
 * (spec/world.md 9).
 *
 * Owns:   the vehicle bit of player->profile.pc_state.
 * Called: by packet; vehicle_dismount() by warp.c and portal.c.
 * Thread: world.
 */
#include "game/vehicle.h"

#include "base/check.h"
#include "game/combat.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

bool
vehicle_is_riding(const struct player *p)
{
	return (p->profile.pc_state & PC_STATE_VEHICLE) != 0;
}

static void
show_state(struct world *w, struct player *p)
{
	PUBLISH(w, &p->e, p, fe2cl_pc_state_change,
	    .pc_id = p->e.id,
	    .state = p->profile.pc_state);
}

void
vehicle_dismount(struct world *w, struct player *p)
{
	if (!vehicle_is_riding(p))
		return;
	p->profile.pc_state &= (int8_t)~PC_STATE_VEHICLE;
	SEND(p, fe2cl_pc_vehicle_off_succ, 0);
	show_state(w, p);
}

/*
 * Not dead, not while a monkey carries it, and not out of a fight (DEFECT,
 * spec/world.md 9).
 */
static bool
may_mount(const struct world *w, const struct player *p)
{
	if (p->combatant.hp <= 0 || p->travel.on_monkey)
		return false;
	if (combat_is_fighting(w, p))
		return false;
	return !item_is_none(&p->inventory.equip[PLAYER_VEHICLE_SLOT]);
}

static void
vehicle_on_on(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vehicle_on *req)
{
	UNUSED(req);
	if (p->e.instance->id != 0)
		return;
	if (!may_mount(w, p)) {
		SEND(p, fe2cl_pc_vehicle_on_fail, .error_code = 0);
		return;
	}
	p->profile.pc_state |= PC_STATE_VEHICLE;
	SEND(p, fe2cl_pc_vehicle_on_succ, 0);
	show_state(w, p);
}

static void
vehicle_on_off(struct world *w, struct player *p,
    const struct cl2fe_req_pc_vehicle_off *req)
{
	UNUSED(req);
	vehicle_dismount(w, p);
}

const struct handler vehicle_handlers[] = {
	ON_CL2FE_REQ_PC_VEHICLE_ON(NEED_WORLD, vehicle_on_on),
	ON_CL2FE_REQ_PC_VEHICLE_OFF(NEED_WORLD, vehicle_on_off),
	HANDLERS_END
};
