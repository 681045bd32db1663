/*
 * race.c - races through infected zones: starting, rings, giving up
 * (spec/racing.md). How they end is race_end.c's.
 *
 * Owns:   player->race, but for its result.
 * Called: by packet; by event; by race_end.c.
 * Thread: world.
 *
 * DEFECTs, spec/racing.md: anybody anywhere started, any number was a ring, no
 * time was too long, and what was refused was not answered. Where the rings
 * hang no table says: they are counted, and not touched faster than one runs.
 */
#include "game/race.h"

#include <stdlib.h>

#include "base/log.h"
#include "config/config.h"
#include "db/db_msg.h"
#include "game/race_course.h"
#include "game/warp.h"
#include "tdata/tdata.h"
#include "world/hold.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	REACH_UNITS = 2000,	/* GUESS: talking, and what a lag adds */
	SLACK_MS = 5000,	/* over what the client counts down */
	RING_MS = 250,		/* GUESS: nobody runs from one to the next */
	RINGS_AT_ONCE = 4,
	WORD_BITS = 64,
	MS_PER_S = 1000
};

/* --- where one can race --- */

int32_t
race_map_of(const struct player *p)
{
	return instance_map_number(p->e.instance->id);
}

bool
race_is_at_agent(const struct world *w, const struct player *p,
    int32_t npc_id, int32_t kind)
{
	const struct npc *n = world_npc_by_id(w, npc_id);

	if (n == NULL || !view_can_see(p, &n->e))
		return false;
	if (llabs((int64_t)p->e.x - n->e.x) > REACH_UNITS ||
	    llabs((int64_t)p->e.y - n->e.y) > REACH_UNITS)
		return false;
	return !w->td->has_race_agents ||
	    (n->row != NULL && n->row->kind == kind);
}

/* --- the run --- */

bool
race_is_on(const struct player *p)
{
	return p->race.map != 0;
}

void
race_forget(struct player *p)
{
	struct player_race *r = &p->race;

	r->map = 0;
	r->ends_at_ms = 0;
	r->ring_count = 0;
	for (int i = 0; i < RACE_RING_WORDS; i++)
		r->rings[i] = 0;
}

static void
race_on_start(struct world *w, struct player *p,
    const struct cl2fe_req_ep_race_start *req)
{
	struct player_race *r = &p->race;
	struct race_course c;

	if (p->combatant.hp <= 0 ||
	    !race_course_find(w->td, race_map_of(p), &c) ||
	    !race_is_at_agent(w, p, req->start_ecom_id,
	    TDATA_KIND_RACE_START)) {
		SEND(p, fe2cl_rep_ep_race_start_fail, .error_code = 0);
		return;
	}
	race_forget(p);
	r->map = c.map->id;
	r->mode = req->ep_race_mode;
	r->started_at_ms = w->now_ms;
	r->ends_at_ms = w->now_ms + (int64_t)c.map->max_time_s * MS_PER_S +
	    SLACK_MS;
	SEND(p, fe2cl_rep_ep_race_start_succ, .limit_time = c.map->max_time_s);
}

/* Faster than on foot from ring to ring, even with a jump or two. */
static bool
is_too_fast(const struct world *w, const struct player_race *r)
{
	return w->cfg->limits.is_enabled && r->ring_count >= RINGS_AT_ONCE +
	    (w->now_ms - r->started_at_ms) / RING_MS;
}

static bool
is_ring(int32_t id)
{
	return id >= 0 && id < RACE_RINGS_MAX;
}

static bool
has_ring(const struct player_race *r, int32_t id)
{
	return is_ring(id) &&
	    (r->rings[id / WORD_BITS] >> id % WORD_BITS & 1) != 0;
}

static bool
may_get_ring(const struct world *w, const struct player *p, int32_t id)
{
	const struct player_race *r = &p->race;
	struct race_course c;

	return race_is_on(p) && is_ring(id) && p->combatant.hp > 0 &&
	    w->now_ms <= r->ends_at_ms &&
	    race_course_find(w->td, r->map, &c) &&
	    r->ring_count < c.map->max_pods && !is_too_fast(w, r);
}

static void
race_on_ring(struct world *w, struct player *p,
    const struct cl2fe_req_ep_get_ring *req)
{
	struct player_race *r = &p->race;
	int32_t id = req->ring_lid;

	if (has_ring(r, id))
		return;
	if (!may_get_ring(w, p, id)) {
		SEND(p, fe2cl_rep_ep_get_ring_fail, .error_code = 0);
		return;
	}
	r->rings[id / WORD_BITS] |= UINT64_C(1) << id % WORD_BITS;
	r->ring_count++;
	SEND(p, fe2cl_rep_ep_get_ring_succ,
	    .ring_lid = id,
	    .ring_count_get = r->ring_count);
}

void
race_call_off(struct world *w, struct player *p)
{
	int32_t i = tdata_nearest_respawn(w->td, p->e.x, p->e.y,
	    race_map_of(p));
	struct tdata_point to = { p->e.x, p->e.y, p->e.z };

	race_forget(p);
	if (p->combatant.hp <= 0 || p->state != PLAYER_IN_WORLD)
		return;
	if (i >= 0)
		to = (struct tdata_point){ w->td->respawns[i].x,
			w->td->respawns[i].y, w->td->respawns[i].z };
	if (!warp_send_to(w, p, to.x, to.y, to.z, p->e.instance->id))
		log_debug("race: no way back player=%d", p->e.id);
}

static void
race_on_cancel(struct world *w, struct player *p,
    const struct cl2fe_req_ep_race_cancel *req)
{
	UNUSED(req);
	if (!race_is_on(p)) {
		SEND(p, fe2cl_rep_ep_race_cancel_fail, .error_code = 0);
		return;
	}
	SEND(p, fe2cl_rep_ep_race_cancel_succ, .temp = 0);
	race_call_off(w, p);
}

/* --- the best run --- */

void
race_note_best(const struct world *w, struct player *p,
    const struct race_row *row)
{
	const struct tdata_race *race = tdata_find_race(w->td, row->ep_id);

	if (race == NULL)
		return;
	p->race.best = (struct race_best){
		.ep_id = row->ep_id,
		.score = row->score,
		.rank = race_course_rank(race, row->score),
		.time_s = row->time_s,
		.ring_count = row->ring_count,
	};
}

void
race_ask_for_best(struct world *w, struct player *p, int32_t ep_id)
{
	struct db_req_top_race *req = db_add_top_race(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	req->ep_id = ep_id;
	req->player_id = p->e.id;
	p->race.asked_ep_id = ep_id;
	hold_begin(p);		/* until race_end_on_best() */
}

void
race_on_player_warped(struct world *w, struct player *p, uint64_t to_instance)
{
	struct race_course c;

	if (to_instance == p->e.instance->id)
		return;
	race_forget(p);
	p->race.best = (struct race_best){ 0 };
	if (race_course_find(w->td, instance_map_number(to_instance), &c))
		race_ask_for_best(w, p, c.map->ep_id);
}

/* EP_RANK_*: nobody knows how their answers look (spec/DECISIONS.md). */
const struct handler race_handlers[] = {
	ON_CL2FE_REQ_EP_RACE_START(NEED_WORLD, race_on_start),
	ON_CL2FE_REQ_EP_GET_RING(NEED_WORLD, race_on_ring),
	ON_CL2FE_REQ_EP_RACE_CANCEL(NEED_WORLD, race_on_cancel),
	HANDLERS_END
};
