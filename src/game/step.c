/*
 * step.c - is a player's step possible? (spec/movement.md)
 *
 * A client says where it is. How far it can have come since the last step
 * depends on what moves it, so the allowance is kept in milliseconds: time
 * refills it, and a step costs as long as the fastest honest player would
 * need. The limits are generous; whoever is over them a little stays where the
 * server has it until the steps fit again, and only a jump across the map is
 * corrected, because the client loads the place anew then.
 *
 * Owns:   player->motion, and the angle of players that move themselves.
 * Called: by movement.c; step_settle() by whoever puts a player elsewhere.
 * Thread: world.
 */
#include "game/step.h"

#include <math.h>

#include "base/log.h"
#include "base/metric.h"
#include "config/config.h"
#include "db/db.h"
#include "net/outbox.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
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
step_set_speed(struct player *p, int32_t units_per_s)
{
	p->motion.set_speed_units_per_s = units_per_s;
}

void
step_set_jump(struct player *p, int32_t units_per_s)
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
step_settle(struct world *w, struct player *p)
{
	struct player_motion *m = &p->motion;

	refill(w, p);
	m->allowance_ms = BURST_MS;
	m->carried_until_ms = 0;
	m->settle_until_ms = w->now_ms + SETTLE_MS;
}

/* DEFECT, spec/movement.md: a packet floods all who look on. */
bool
step_may_relay(struct world *w, struct player *p)
{
	refill(w, p);
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
	step_settle(w, p);
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
		log_warn("step: impossible player='%s' times=%u "
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

bool
step_take(struct world *w, struct player *p, enum step_kind kind, int32_t x,
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
	if (!step_may_relay(w, p)) {
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
