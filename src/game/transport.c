/*
 * transport.c - S.C.A.M.P.E.R. and Monkey Skyway: registering stations, fares,
 * routes (spec/transport.md 3, 4, 5). What happens in the air is ride.c's.
 *
 * Owns:   the station flags of player->travel, w->skyway_edits.
 * Called: by packet; transport_ride(), transport_set_route() by commands.
 * Thread: world.
 *
 * DEFECT, spec/transport.md 3, 4: nothing was asked of a passenger but the
 * fare. Now it is alive, at the station, outside, in no trade, not on its way
 * already, and has registered both ends; who is refused has paid nothing.
 */
#include "game/transport.h"

#include <stdlib.h>

#include "base/str.h"
#include "db/db.h"
#include "game/nano.h"
#include "game/ride.h"
#include "game/trade.h"
#include "game/wallet.h"
#include "game/warp.h"
#include "tdata/lerp.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

/* eTT, spec/transport.md 1 */
enum { TRANSPORT_SCAMPER = 1, TRANSPORT_SKYWAY = 2 };

enum {
	SCAMPERS_MAX = 32,	/* bits that there are */
	STATIONS_MAX = 128,
	WORD_BITS = 64,
	LAST_SCAMPER = 31,	/* that the client may ask for, as it did */
	LAST_STATION = 127,
	REACH_UNITS = 5000,	/* GUESS: as far as portals reach */
	NOTICE_S = 3,
	RIDE_POINTS_MAX = 100000	/* a day and more */
};

/* --- which stations it knows --- */

/* The word with the bit of station 1..128. */
static uint64_t *
skyway_word(struct player *p, int32_t id)
{
	return (uint64_t *)&p->travel.skyway_flags[(id - 1) / WORD_BITS];
}

static bool
has_registered(struct player *p, int32_t kind, int32_t id)
{
	if (id < 1)
		return true;		/* the trip names none */
	if (kind == TRANSPORT_SCAMPER)
		return id <= SCAMPERS_MAX &&
		    ((uint32_t)p->travel.scamper_flags >> (id - 1) & 1) != 0;
	return id <= STATIONS_MAX &&
	    (*skyway_word(p, id) >> (id - 1) % WORD_BITS & 1) != 0;
}

static void
register_at(struct world *w, struct player *p, int32_t kind, int32_t id)
{
	if (kind == TRANSPORT_SCAMPER)
		p->travel.scamper_flags = (int32_t)
		    ((uint32_t)p->travel.scamper_flags |
		    UINT32_C(1) << (id - 1));
	else
		*skyway_word(p, id) |= UINT64_C(1) << (id - 1) % WORD_BITS;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

/* --- where it stands --- */

static bool
is_near(const struct entity *e, int32_t x, int32_t y)
{
	return llabs((int64_t)e->x - x) <= REACH_UNITS &&
	    llabs((int64_t)e->y - y) <= REACH_UNITS;
}

static const struct tdata_location *
find_location(const struct world *w, int32_t kind, int32_t id)
{
	return kind == TRANSPORT_SCAMPER ? tdata_find_scamper(w->td, id) :
	    tdata_find_station(w->td, id);
}

/*
 * Whom it talks to is beside it, and is that station's: by its type, or by the
 * place. Of a station that no table knows the place is not asked.
 */
static bool
is_at(struct world *w, const struct player *p, int32_t npc_id,
    const struct tdata_location *at)
{
	const struct npc *n = world_npc_by_id(w, npc_id);

	if (p->e.instance != w->overworld || n == NULL ||
	    !view_can_see(p, &n->e) || !is_near(&p->e, n->e.x, n->e.y))
		return false;
	return at == NULL || n->type == at->npc_type ||
	    is_near(&p->e, at->x, at->y);
}

/* --- registering --- */

static bool
is_station(int32_t kind, int32_t id)
{
	if (kind == TRANSPORT_SCAMPER)
		return id >= 1 && id <= LAST_SCAMPER;
	return kind == TRANSPORT_SKYWAY && id >= 1 && id <= LAST_STATION;
}

static void
transport_on_regist(struct world *w, struct player *p,
    const struct cl2fe_req_regist_transportation_location *req)
{
	int32_t kind = req->tt, id = req->location_id;

	if (is_station(kind, id) && has_registered(p, kind, id))
		return;
	if (!is_station(kind, id) || p->combatant.hp <= 0 ||
	    p->travel.on_monkey ||
	    !is_at(w, p, req->npc_id, find_location(w, kind, id))) {
		SEND(p, fe2cl_rep_pc_regist_transportation_location_fail,
		    .tt = kind,
		    .location_id = id,
		    .error_code = 0);
		return;
	}
	register_at(w, p, kind, id);
	SEND(p, fe2cl_rep_pc_regist_transportation_location_succ,
	    .tt = kind,
	    .location_id = id,
	    .warp_location_flag = p->travel.scamper_flags,
	    .wyvern_location_flag = { p->travel.skyway_flags[0],
		p->travel.skyway_flags[1] });
}

/* --- routes --- */

/* False: more than fit into a ride. A single corner makes no point. */
static bool
fill_in(struct way *out, const struct tdata_point *corners, uint32_t count,
    int32_t speed_units)
{
	for (uint32_t i = 1; i < count; i++) {
		struct tdata_point a = corners[i - 1], b = corners[i];
		uint32_t between = lerp_count(a, b, speed_units);

		if (out->count + (size_t)between >= RIDE_POINTS_MAX)
			return false;
		for (uint32_t k = 1; k <= between; k++)
			vec_push(out, lerp_point(a, b, k, between));
		vec_push(out, b);
	}
	return true;
}

bool
transport_ride(struct world *w, struct player *p,
    const struct tdata_point *corners, uint32_t count, int32_t speed_units)
{
	struct way way = { 0 };
	bool ok = p->combatant.hp > 0 && !p->travel.on_monkey && count > 0 &&
	    fill_in(&way, corners, count, speed_units);

	if (ok)
		ride_begin(w, p, &way, RIDE_UNSHOWN);
	vec_fini(&way);
	return ok;
}

/* NULL: nobody has edited it. Game masters edit a few. */
static struct way_edit *
find_edit(const struct world *w, int32_t route)
{
	for (size_t i = 0; i < w->skyway_edits.count; i++)
		if (w->skyway_edits.items[i].route == route)
			return &w->skyway_edits.items[i];
	return NULL;
}

void
transport_set_route(struct world *w, int32_t route,
    const struct tdata_point *corners, uint32_t count)
{
	struct way_edit *e = find_edit(w, route);

	if (e == NULL) {
		e = vec_add(&w->skyway_edits);
		e->route = route;
	}
	vec_clear(&e->corners);
	for (uint32_t i = 0; i < count; i++)
		vec_push(&e->corners, corners[i]);
}

/* False: nobody has pathed it. */
static bool
find_route(const struct world *w, int32_t route, struct way *way)
{
	const struct tdata_skyway *row = tdata_find_skyway(w->td, route);
	const struct way_edit *e = find_edit(w, route);

	/* DEFECT, spec/transport.md 4: one without points ended the server. */
	if (e != NULL && (row == NULL || row->is_gruntwork))
		return fill_in(way, e->corners.items,
		    (uint32_t)e->corners.count,
		    TRANSPORT_GRUNTWORK_SPEED_UNITS) && way->count > 0;
	if (row == NULL || row->ride.count == 0)
		return false;
	for (uint32_t i = 0; i < row->ride.count; i++)
		vec_push(way, row->ride.points[i]);
	return true;
}

/* --- travelling --- */

/* DEFECTs, spec/transport.md 4: none of these was a reason. */
static bool
may_travel(struct world *w, struct player *p, const struct tdata_trip *trip,
    int32_t npc_id)
{
	int32_t kind = trip->move_type;

	if (kind != TRANSPORT_SCAMPER && kind != TRANSPORT_SKYWAY)
		return false;
	if (p->combatant.hp <= 0 || p->travel.on_monkey ||
	    trade_partner(w, p) != NULL)
		return false;
	if (trip->cost > wallet_get(p, WALLET_TAROS))
		return false;
	return has_registered(p, kind, trip->start_location) &&
	    has_registered(p, kind, trip->end_location) &&
	    is_at(w, p, npc_id, find_location(w, kind, trip->start_location));
}

static void
send_succ(struct player *p, int32_t kind, struct tdata_point at)
{
	SEND(p, fe2cl_rep_pc_warp_use_transportation_succ,
	    .tt = kind,
	    .x = at.x, .y = at.y, .z = at.z,
	    .candy = p->wallet.taros);
}

/* DEFECT, spec/transport.md 4: without a place to go to it was 0, 0, 0. */
static bool
go_by_scamper(struct world *w, struct player *p,
    const struct tdata_trip *trip)
{
	const struct tdata_location *to = tdata_find_scamper(w->td,
	    trip->end_location);

	if (to == NULL || !wallet_spend(w, p, WALLET_TAROS, trip->cost))
		return false;
	send_succ(p, TRANSPORT_SCAMPER,
	    (struct tdata_point){ to->x, to->y, to->z });
	warp_within(w, p, to->x, to->y, to->z);
	return true;
}

static void
announce_unpathed(struct player *p, int32_t route)
{
	struct fe2cl_announce_msg out = { .during_time = NOTICE_S };

	str_format(out.announce_msg, sizeof(out.announce_msg), "Skyway route "
	    "%d isn't pathed yet. You will not be charged any taros.", route);
	send_packet(p, PKT_FE2CL_ANNOUNCE_MSG, &out);
}

/* DEFECT, spec/transport.md 4: without a way the client was told it flies. */
static bool
go_by_skyway(struct world *w, struct player *p, const struct tdata_trip *trip)
{
	struct tdata_point at = { p->e.x, p->e.y, p->e.z };
	struct way way = { 0 };
	bool ok = find_route(w, trip->route, &way);

	if (!ok) {
		announce_unpathed(p, trip->route);
	} else if (wallet_spend(w, p, WALLET_TAROS, trip->cost)) {
		nano_put_away(w, p);
		ride_begin(w, p, &way, RIDE_SHOWN);
		send_succ(p, TRANSPORT_SKYWAY, at);
	} else {
		ok = false;
	}
	vec_fini(&way);
	return ok;
}

static bool
travel(struct world *w, struct player *p, const struct tdata_trip *trip,
    int32_t npc_id)
{
	if (trip == NULL || !may_travel(w, p, trip, npc_id))
		return false;
	return trip->move_type == TRANSPORT_SCAMPER ?
	    go_by_scamper(w, p, trip) : go_by_skyway(w, p, trip);
}

static void
transport_on_use(struct world *w, struct player *p,
    const struct cl2fe_req_pc_warp_use_transportation *req)
{
	const struct tdata_trip *trip = tdata_find_trip(w->td,
	    req->transporation_id);

	if (!travel(w, p, trip, req->npc_id))
		SEND(p, fe2cl_rep_pc_warp_use_transportation_fail,
		    .transportation_id = req->transporation_id,
		    .error_code = 0);
}

const struct handler transport_handlers[] = {
	ON_CL2FE_REQ_REGIST_TRANSPORTATION_LOCATION(NEED_WORLD,
	    transport_on_regist),
	ON_CL2FE_REQ_PC_WARP_USE_TRANSPORTATION(NEED_WORLD,
	    transport_on_use),
	HANDLERS_END
};
