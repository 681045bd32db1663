/*
 * movement.c - eleven ways of moving: is the step possible (step.c)? then it
 * is done, and shown to whoever sees the player (spec/movement.md).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/movement.h"

#include <math.h>

#include "game/step.h"
#include "world/event.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/* No NaN and no infinity reaches another client. */
static float
sane(float v)
{
	return isfinite(v) ? v : 0;
}

/* --- packets --- */

static void
movement_on_move(struct world *w, struct player *p,
    const struct cl2fe_req_pc_move *req)
{
	if (!step_take(w, p, STEP_MOVE, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_move,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
	EVENT(w, player_ran, p);
}

static void
movement_on_stop(struct world *w, struct player *p,
    const struct cl2fe_req_pc_stop *req)
{
	if (!step_take(w, p, STEP_STOP, req->x, req->y, req->z, p->e.angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_stop,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_jump(struct world *w, struct player *p,
    const struct cl2fe_req_pc_jump *req)
{
	if (!step_take(w, p, STEP_JUMP, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_jump,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = req->vx,
	    .vy = req->vy,
	    .vz = req->vz,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_jumppad(struct world *w, struct player *p,
    const struct cl2fe_req_pc_jumppad *req)
{
	if (!step_take(w, p, STEP_JUMPPAD, req->x, req->y, req->z,
	    req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_jumppad,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = req->vx,
	    .vy = req->vy,
	    .vz = req->vz,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_launcher(struct world *w, struct player *p,
    const struct cl2fe_req_pc_launcher *req)
{
	if (!step_take(w, p, STEP_LAUNCHER, req->x, req->y, req->z,
	    req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_launcher,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = req->vx,
	    .vy = req->vy,
	    .vz = req->vz,
	    .speed = req->speed,
	    .angle = req->angle,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_zipline(struct world *w, struct player *p,
    const struct cl2fe_req_pc_zipline *req)
{
	if (!step_take(w, p, STEP_ZIPLINE, req->x, req->y, req->z,
	    req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_zipline,
	    .cli_time = req->cli_time,
	    .st_x = req->st_x,
	    .st_y = req->st_y,
	    .st_z = req->st_z,
	    .mov_distance = sane(req->mov_distance),
	    .max_distance = sane(req->max_distance),
	    .dummy = sane(req->dummy),
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .down = req->down,
	    .roll_max = req->roll_max,
	    .roll = req->roll,
	    .angle = req->angle,
	    .speed = req->speed,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_platform(struct world *w, struct player *p,
    const struct cl2fe_req_pc_moveplatform *req)
{
	if (!step_take(w, p, STEP_PLATFORM, req->x, req->y, req->z,
	    req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_moveplatform,
	    .cli_time = req->cli_time,
	    .lc_x = req->lc_x,
	    .lc_y = req->lc_y,
	    .lc_z = req->lc_z,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .down = req->down,
	    .platform_id = req->platform_id,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_bus(struct world *w, struct player *p,
    const struct cl2fe_req_pc_movetransportation *req)
{
	if (!step_take(w, p, STEP_BUS, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_movetransportation,
	    .cli_time = req->cli_time,
	    .lc_x = req->lc_x,
	    .lc_y = req->lc_y,
	    .lc_z = req->lc_z,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .t_id = req->t_id,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_slope(struct world *w, struct player *p,
    const struct cl2fe_req_pc_slope *req)
{
	if (!step_take(w, p, STEP_SLOPE, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_slope,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .angle = req->angle,
	    .speed = req->speed,
	    .key_value = req->key_value,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .slope_id = req->slope_id);
	EVENT(w, player_walked, p);
}

static void
movement_on_rope(struct world *w, struct player *p,
    const struct cl2fe_req_pc_rope *req)
{
	if (!step_take(w, p, STEP_ROPE, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_rope,
	    .cli_time = req->cli_time,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .rope_id = req->rope_id,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

static void
movement_on_belt(struct world *w, struct player *p,
    const struct cl2fe_req_pc_belt *req)
{
	if (!step_take(w, p, STEP_BELT, req->x, req->y, req->z, req->angle))
		return;
	PUBLISH(w, &p->e, p, fe2cl_pc_belt,
	    .cli_time = req->cli_time,
	    .lc_x = req->lc_x,
	    .lc_y = req->lc_y,
	    .lc_z = req->lc_z,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z,
	    .vx = sane(req->vx),
	    .vy = sane(req->vy),
	    .vz = sane(req->vz),
	    .down = req->down,
	    .belt_id = req->belt_id,
	    .angle = req->angle,
	    .key_value = req->key_value,
	    .speed = req->speed,
	    .pc_id = p->e.id,
	    .svr_time = (uint64_t)w->now_ms);
	EVENT(w, player_walked, p);
}

/* The vehicle bit is ours alone; the others are shown, and not kept. */
static void
movement_on_state_change(struct world *w, struct player *p,
    const struct cl2fe_req_pc_state_change *req)
{
	uint32_t state = (uint32_t)req->state & ~(uint32_t)PC_STATE_VEHICLE;

	if (!step_may_relay(w, p))
		return;
	state |= (uint32_t)p->profile.pc_state & PC_STATE_VEHICLE;
	PUBLISH(w, &p->e, p, fe2cl_pc_state_change,
	    .pc_id = p->e.id,
	    .state = (int8_t)(state & 0x7f));
}

/* A body may still come to rest: STOP is for the dead, too. */
const struct handler movement_handlers[] = {
	ON_CL2FE_REQ_PC_MOVE(NEED_WORLD | NEED_ALIVE, movement_on_move),
	ON_CL2FE_REQ_PC_STOP(NEED_WORLD, movement_on_stop),
	ON_CL2FE_REQ_PC_JUMP(NEED_WORLD | NEED_ALIVE, movement_on_jump),
	ON_CL2FE_REQ_PC_JUMPPAD(NEED_WORLD | NEED_ALIVE, movement_on_jumppad),
	ON_CL2FE_REQ_PC_LAUNCHER(NEED_WORLD | NEED_ALIVE,
	    movement_on_launcher),
	ON_CL2FE_REQ_PC_ZIPLINE(NEED_WORLD | NEED_ALIVE, movement_on_zipline),
	ON_CL2FE_REQ_PC_MOVEPLATFORM(NEED_WORLD | NEED_ALIVE,
	    movement_on_platform),
	ON_CL2FE_REQ_PC_MOVETRANSPORTATION(NEED_WORLD | NEED_ALIVE,
	    movement_on_bus),
	ON_CL2FE_REQ_PC_SLOPE(NEED_WORLD | NEED_ALIVE, movement_on_slope),
	ON_CL2FE_REQ_PC_ROPE(NEED_WORLD | NEED_ALIVE, movement_on_rope),
	ON_CL2FE_REQ_PC_BELT(NEED_WORLD | NEED_ALIVE, movement_on_belt),
	ON_CL2FE_REQ_PC_STATE_CHANGE(NEED_WORLD | NEED_ALIVE,
	    movement_on_state_change),
	HANDLERS_END
};
