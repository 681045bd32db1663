/* transport.h - S.C.A.M.P.E.R. and Monkey Skyway: stations, fares, routes. */
#ifndef GAME_TRANSPORT_H
#define GAME_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "proto/handlers.h"
#include "tdata/tdata.h"

struct player;
struct world;

extern const struct handler transport_handlers[];

/*
 * Carries it from the first corner (where it is expected to be) along the
 * others, speed_units a second: free of charge, with its nano, and onlookers
 * are told only that it is over (spec/commands.md 2, /mss test). The corners
 * are copied; of a single one the ride is over with the next second. False, and
 * nothing done: none of them or a way of more than a day, or it is dead or
 * rides already.
 */
bool transport_ride(struct world *w, struct player *p,
    const struct tdata_point *corners, uint32_t count, int32_t speed_units)
    MUST_USE;

/*
 * From now on that is the gruntwork route of this number, whatever the tables
 * had as such; it is copied. Fewer than two corners: there is none any more. A
 * route that paths.json has still goes before it (spec/transport.md 4).
 */
void transport_set_route(struct world *w, int32_t route,
    const struct tdata_point *corners, uint32_t count);

/* What gruntwork's routes are ridden at, units a second. */
enum { TRANSPORT_GRUNTWORK_SPEED_UNITS = 1500 };

#endif
