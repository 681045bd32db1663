/*
 * warp.c - the server moves a player: teleports, recall, other instances.
 *
 * Owns:   where a player comes back to: player->travel's last place and lair's
 *         entrance; recall.c owns the point of recall.
 * Called: by portal.c, revive.c, recall.c, gm.c, command.c.
 * Thread: world.
 */
#include "game/warp.h"

#include "db/db.h"
#include "game/ride.h"
#include "game/step.h"
#include "game/vehicle.h"
#include "world/chunk.h"
#include "world/event.h"
#include "world/instance.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum { TAKE_NOTHING = 4 };	/* eIL of WARP_USE_NPC_SUCC, spec/world.md 7 */

struct place {
	int32_t x, y, z;
};

static struct place
place_clamped(int32_t x, int32_t y, int32_t z)
{
	return (struct place){
		chunk_clamp_units(x), chunk_clamp_units(y),
		chunk_clamp_units(z),
	};
}

/* Where the store puts it if it leaves from inside an instance. */
static void
remember_outside(struct player *p)
{
	if (p->e.instance->id != 0 || p->travel.on_monkey)
		return;
	p->travel.last_x = p->e.x;
	p->travel.last_y = p->e.y;
	p->travel.last_z = p->e.z;
	p->travel.last_angle = p->e.angle;
}

static void
go(struct world *w, struct player *p, struct place to, struct instance *in)
{
	view_warp(w, &p->e, to.x, to.y, to.z, in);
	step_settle(w, p);
	world_mark_dirty(w, p, DB_SECTION_PLACE);
}

/* Tells the client that it is out of its instance, and takes nothing. */
static void
send_portal_succ(struct player *p, struct place to)
{
	SEND(p, fe2cl_rep_pc_warp_use_npc_succ,
	    .x = to.x,
	    .y = to.y,
	    .z = to.z,
	    .il = TAKE_NOTHING,
	    .candy = p->wallet.taros);
}

bool
warp_send_to(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z, uint64_t instance_id)
{
	struct place to = place_clamped(x, y, z);
	struct instance *from = p->e.instance;
	struct instance *in = instance_get(w, instance_id);

	if (in == NULL)
		return false;
	if (instance_owner_id(instance_id) != 0)
		instance_populate(w, in);
	if (instance_id != 0)		/* vehicles stay in the overworld */
		vehicle_dismount(w, p);
	EVENT(w, player_warped, p, instance_id);
	remember_outside(p);
	ride_end(w, p);
	if (in != from)
		p->travel.recall_instance = 0;
	if (instance_id == 0 || (in != from && from->id != 0))
		send_portal_succ(p, to);
	SEND(p, fe2cl_rep_pc_goto_succ,
	    .x = to.x,
	    .y = to.y,
	    .z = to.z);
	go(w, p, to, in);
	return true;
}

void
warp_leave_to(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z)
{
	struct place to = place_clamped(x, y, z);

	EVENT(w, player_warped, p, w->overworld->id);
	ride_end(w, p);
	send_portal_succ(p, to);
	go(w, p, to, w->overworld);
}

void
warp_within(struct world *w, struct player *p, int32_t x, int32_t y,
    int32_t z)
{
	ride_end(w, p);
	go(w, p, place_clamped(x, y, z), p->e.instance);
}

void
warp_refresh(struct world *w, struct player *p)
{
	view_warp(w, &p->e, p->e.x, p->e.y, p->e.z, p->e.instance);
}

void
warp_set_entrance(struct player *p, int32_t x, int32_t y, int32_t z)
{
	p->travel.entrance_x = x;
	p->travel.entrance_y = y;
	p->travel.entrance_z = z;
}
