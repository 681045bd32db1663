/*
 * ride.c - who is carried along the Monkey Skyway, a point a second
 * (spec/transport.md 5).
 *
 * Owns:   player->ride, player->travel.on_monkey, w->riders.
 * Called: ride_begin() by transport.c, ride_end() by warp.c; by a timer.
 * Thread: world.
 */
#include "game/ride.h"

#include "base/check.h"
#include "db/db.h"
#include "game/step.h"
#include "game/vehicle.h"
#include "world/instance.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

/* --- the list --- */

static void
take_in(struct world *w, struct player *p)
{
	p->ride.next = w->riders;
	p->ride.prev = &w->riders;
	if (p->ride.next != NULL)
		p->ride.next->ride.prev = &p->ride.next;
	w->riders = p;
}

static void
let_go(struct player *p)
{
	if (p->ride.prev != NULL) {
		*p->ride.prev = p->ride.next;
		if (p->ride.next != NULL)
			p->ride.next->ride.prev = p->ride.prev;
	}
	vec_fini(&p->ride.way);
	p->ride = (struct player_ride){ 0 };
}

/* --- boarding and getting off --- */

static void
show(struct world *w, struct player *p, int32_t what)
{
	PUBLISH(w, &p->e, p, fe2cl_pc_riding,
	    .pc_id = p->e.id,
	    .rt = what);
}

/* DEFECT, spec/transport.md 5: boarding did not keep the angle. */
static void
remember_boarding(struct player *p)
{
	if (p->e.instance->id != 0)
		return;
	p->travel.last_x = p->e.x;
	p->travel.last_y = p->e.y;
	p->travel.last_z = p->e.z;
	p->travel.last_angle = p->e.angle;
}

void
ride_begin(struct world *w, struct player *p, struct way *way,
    enum ride_start start)
{
	CHECK(!p->travel.on_monkey);
	p->ride.way = *way;
	*way = (struct way){ 0 };
	take_in(w, p);
	vehicle_dismount(w, p);
	remember_boarding(p);
	p->travel.on_monkey = true;
	world_mark_dirty(w, p, DB_SECTION_PLACE);
	/* DEFECT, spec/transport.md 4: nobody was told that it rides. */
	if (start == RIDE_SHOWN)
		show(w, p, RIDING_SKYWAY);
}

void
ride_end(struct world *w, struct player *p)
{
	if (!p->travel.on_monkey)
		return;
	let_go(p);
	p->travel.on_monkey = false;
	step_settle(w, p);
	world_mark_dirty(w, p, DB_SECTION_PLACE);
	SEND(p, fe2cl_rep_pc_riding_succ,
	    .pc_id = p->e.id,
	    .rt = RIDING_NOTHING);
	show(w, p, RIDING_NOTHING);
}

/* --- on the way --- */

/* The client flies to each point by itself, in the second that it has. */
static void
carry(struct world *w, struct player *p)
{
	const struct tdata_point to = p->ride.way.items[p->ride.cursor++];
	const struct fe2cl_pc_broomstick_move out = {
		.pc_id = p->e.id,
		.to_x = to.x, .to_y = to.y, .to_z = to.z,
	};

	send_packet(p, PKT_FE2CL_PC_BROOMSTICK_MOVE, &out);
	view_move(w, &p->e, to.x, to.y, to.z, p->e.instance);
	send_around(w, &p->e, p, PKT_FE2CL_PC_BROOMSTICK_MOVE, &out);
}

void
ride_tick(struct world *w)
{
	struct player *next;

	for (struct player *p = w->riders; p != NULL; p = next) {
		next = p->ride.next;
		if (p->combatant.hp <= 0 || p->ride.cursor == p->ride.way.count)
			ride_end(w, p);
		else
			carry(w, p);
	}
}

void
ride_on_hurt(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	UNUSED(source);
	UNUSED(amount);
	if (target->kind == ENTITY_PLAYER &&
	    ((struct player *)target)->combatant.hp <= 0)
		ride_end(w, (struct player *)target);
}

/* It stays "on the monkey": persist.c saves it where it boarded. */
void
ride_on_player_left(struct world *w, struct player *p)
{
	UNUSED(w);
	let_go(p);
}
