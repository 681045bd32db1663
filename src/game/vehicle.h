/* vehicle.h - getting on and off what stands in equipment slot 8. */
#ifndef GAME_VEHICLE_H
#define GAME_VEHICLE_H

#include <stdbool.h>

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler vehicle_handlers[];

bool vehicle_is_riding(const struct player *p);

/* Off it, and tells everyone; nothing if on foot. */
void vehicle_dismount(struct world *w, struct player *p);

#endif
