/*
 * movement.c - eleven ways of moving: is the step possible? then it is done,
 * and shown to whoever sees the player (spec/movement.md).
 *
 * A client says where it is. How far it can have come since the last step
 * depends on what moves it, so the allowance is kept in milliseconds: time
 * refills it, and a step costs as long as the fastest honest player would
 * need. The limits are generous; whoever is over them a little stays where the
 * server has it until the steps fit again, and only a jump across the map is
 * corrected, because the client loads the place anew then.
 *
 * Owns:   player->motion, and the angle of players that move themselves.
 * Called: by packet; movement_settle() by warp.c and lifecycle.c.
 * Thread: world.
 */
#include "game/movement.h"

#include <math.h>
#include <stdbool.h>

#include "base/log.h"
#include "base/metric.h"
#include "config/config.h"
#include "db/db.h"
#include "net/outbox.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/event.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	/* GUESS: what the 0104 client does on foot; the tables do not say. */
	RUN_UNITS_PER_S = 400,
	JUMP_UNITS_PER_S = 1000,
	SLACK = 2,			/* bad clocks, buffs that make faster */

	BURST_MS = 6000,		/* of moving at once, after standing */
	GROSS_MS = 10000,		/* this much beyond what is allowed */
	SETTLE_MS = 20000,		/* the client loads, at most */
	CORRECT_MS = 5000,		/* between two corrections */
	FORGET_MS = 300000,		/* a violation that stays alone */
	LOG_MS = 60000,
	GROSS_MAX = 5,			/* then it goes */

	/* Relayed steps: three times what a busy client sends. */
	RELAYS_PER_S = 30,
	RELAYS_BURST = 60
};

enum step_kind {
	STEP_MOVE,
	STEP_STOP,
	STEP_JUMP,
	STEP_JUMPPAD,
	STEP_LAUNCHER,
	STEP_ZIPLINE,
	STEP_PLATFORM,
	STEP_BUS,
	STEP_SLOPE,
	STEP_ROPE,
	STEP_BELT,
	STEP_KIND_COUNT
};

/*
 * What carries the player beyond its own legs, and how long it still may after
 * the last such packet. GUESS: all of them, but the bus (1200 units a second,
 * spec/transport.md); a player that is flung far may need more.
 */
static const struct step_row {
	int32_t carried_units_per_s;
	int32_t carried_ms;
} step_rows[STEP_KIND_COUNT] = {
	[STEP_MOVE]	= { 0, 0 },
	[STEP_STOP]	= { 0, 0 },
	[STEP_JUMP]	= { 0, 0 },
	[STEP_JUMPPAD]	= { 3000, 10000 },
	[STEP_LAUNCHER]	= { 6000, 15000 },
	[STEP_ZIPLINE]	= { 3000, 5000 },
	[STEP_PLATFORM]	= { 2000, 3000 },
	[STEP_BUS]	= { 2400, 3000 },
	[STEP_SLOPE]	= { 2000, 3000 },
	[STEP_ROPE]	= { 0, 0 },
	[STEP_BELT]	= { 1000, 2000 },
};

struct step {
	enum step_kind kind;
	int32_t x, y, z;
	int32_t angle;
};

void
movement_set_speed(struct player *p, int32_t units_per_s)
{
	p->motion.set_speed_units_per_s = units_per_s;
}

void
movement_set_jump(struct player *p, int32_t units_per_s)
{
	p->motion.set_jump_units_per_s = units_per_s;
}

/* --- limits --- */

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

/* What this player can do by itself, in units a second. */
static double
own_speed(const struct world *w, const struct player *p)
{
	const struct item *it = &p->inventory.equip[PLAYER_VEHICLE_SLOT];
	const struct tdata_item *row;
	double speed = RUN_UNITS_PER_S;

	if ((p->profile.pc_state & PC_STATE_VEHICLE) != 0) {
		row = tdata_find_item(w->td, it->type, it->id);
		if (row != NULL)	/* tdata: m_iUp_runSpeed, on top */
			speed += row->run_speed;
	}
	return larger(speed, p->motion.set_speed_units_per_s);
}

/* How long the fastest honest player needs for it; falling takes no time. */
static double
step_cost_ms(const struct world *w, const struct player *p,
    const struct step *s)
{
	double dx = (double)s->x - p->e.x, dy = (double)s->y - p->e.y;
	double up = (double)s->z - p->e.z;
	double carried = step_rows[s->kind].carried_units_per_s;
	double along, upward;

	if (w->now_ms < p->motion.carried_until_ms)
		carried = larger(carried, p->motion.carried_units_per_s);
	along = SLACK * own_speed(w, p) + carried;
	upward = SLACK * larger(JUMP_UNITS_PER_S,
	    p->motion.set_jump_units_per_s) + carried;
	upward = larger(upward, along);		/* a steep road */
	return larger(hypot(dx, dy) / along, up / upward) * 1000;
}

static int64_t
refilled(int64_t have, int64_t gain, int64_t most)
{
	return have + gain < most ? have + gain : most;
}

static void
refill(struct world *w, struct player *p)
{
	struct player_motion *m = &p->motion;
	int64_t passed_ms = w->now_ms - m->checked_at_ms;

	if (passed_ms <= 0)
		return;
	if (passed_ms > LOG_MS)
		passed_ms = LOG_MS;	/* more than fills either */
	m->checked_at_ms = w->now_ms;
	m->allowance_ms = (int32_t)refilled(m->allowance_ms, passed_ms,
	    BURST_MS);
	m->relay_millis = (int32_t)refilled(m->relay_millis,
	    passed_ms * RELAYS_PER_S, RELAYS_BURST * 1000);
}

void
movement_settle(struct world *w, struct player *p)
{
	struct player_motion *m = &p->motion;

	refill(w, p);
	m->allowance_ms = BURST_MS;
	m->carried_until_ms = 0;
	m->settle_until_ms = w->now_ms + SETTLE_MS;
}

/* A packet floods all who look on: DEFECT, spec/movement.md. */
static bool
relay_take(struct world *w, struct player *p)
{
	if (!w->cfg->limits.is_enabled)
		return true;
	if (p->motion.relay_millis < 1000)
		return false;
	p->motion.relay_millis -= 1000;
	return true;
}

/* --- who is over them --- */

static void
correct(struct world *w, struct player *p)
{
	p->motion.told_at_ms = w->now_ms;
	movement_settle(w, p);
	SEND(p, fe2cl_rep_pc_goto_succ,
	    .x = p->e.x,
	    .y = p->e.y,
	    .z = p->e.z);
}

static void
note_gross(struct world *w, struct player *p, const struct step *s)
{
	struct player_motion *m = &p->motion;
	char name[128];

	if (w->now_ms < m->settle_until_ms)
		return;
	if (m->told_at_ms != 0 && w->now_ms - m->told_at_ms < CORRECT_MS)
		return;
	if (w->now_ms - m->gross_at_ms > FORGET_MS)
		m->gross = 0;
	m->gross++;
	m->gross_at_ms = w->now_ms;
	if (m->logged_at_ms == 0 || w->now_ms - m->logged_at_ms >= LOG_MS ||
	    m->gross >= GROSS_MAX) {
		m->logged_at_ms = w->now_ms;
		player_full_name(p, name, sizeof(name));
		log_warn("movement: impossible step player='%s' times=%u "
		    "from=%d,%d,%d to=%d,%d,%d", name, m->gross, p->e.x,
		    p->e.y, p->e.z, s->x, s->y, s->z);
	}
	if (m->gross >= GROSS_MAX) {
		outbox_close(w->out, p->conn);
		return;
	}
	correct(w, p);
}

static bool
is_possible(struct world *w, struct player *p, const struct step *s)
{
	struct player_motion *m = &p->motion;
	const struct step_row *row = &step_rows[s->kind];
	double cost_ms;

	if (!w->cfg->shard.movement_check)
		return true;
	cost_ms = step_cost_ms(w, p, s);
	if (cost_ms > m->allowance_ms) {
		if (cost_ms > (double)m->allowance_ms + GROSS_MS)
			note_gross(w, p, s);
		return false;
	}
	m->allowance_ms -= (int32_t)larger(cost_ms, 0);
	m->settle_until_ms = 0;
	if (row->carried_ms > 0) {
		m->carried_until_ms = w->now_ms + row->carried_ms;
		m->carried_units_per_s = row->carried_units_per_s;
	}
	return true;
}

/* True if the step was taken, and is to be shown. */
static bool
take_step(struct world *w, struct player *p, enum step_kind kind, int32_t x,
    int32_t y, int32_t z, int32_t angle)
{
	struct step s = {
		.kind = kind,
		.x = chunk_clamp_units(x),
		.y = chunk_clamp_units(y),
		.z = chunk_clamp_units(z),
		.angle = angle,
	};

	if (p->travel.on_monkey)
		return false;
	refill(w, p);
	if (!relay_take(w, p)) {
		metric_add(METRIC_REFUSED_STEP_FLOOD, 1);
		return false;
	}
	if (!is_possible(w, p, &s)) {
		metric_add(METRIC_REFUSED_STEP, 1);
		return false;
	}
	p->e.angle = s.angle;
	view_move(w, &p->e, s.x, s.y, s.z, p->e.instance);
	world_mark_dirty(w, p, DB_SECTION_PLACE);
	return true;
}

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
	if (!take_step(w, p, STEP_MOVE, req->x, req->y, req->z, req->angle))
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
	if (!take_step(w, p, STEP_STOP, req->x, req->y, req->z, p->e.angle))
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
	if (!take_step(w, p, STEP_JUMP, req->x, req->y, req->z, req->angle))
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
	if (!take_step(w, p, STEP_JUMPPAD, req->x, req->y, req->z,
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
	if (!take_step(w, p, STEP_LAUNCHER, req->x, req->y, req->z,
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
	if (!take_step(w, p, STEP_ZIPLINE, req->x, req->y, req->z,
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
	if (!take_step(w, p, STEP_PLATFORM, req->x, req->y, req->z,
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
	if (!take_step(w, p, STEP_BUS, req->x, req->y, req->z, req->angle))
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
	if (!take_step(w, p, STEP_SLOPE, req->x, req->y, req->z, req->angle))
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
	if (!take_step(w, p, STEP_ROPE, req->x, req->y, req->z, req->angle))
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
	if (!take_step(w, p, STEP_BELT, req->x, req->y, req->z, req->angle))
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

	refill(w, p);
	if (!relay_take(w, p))
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
