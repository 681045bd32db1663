/* egg.h - coco eggs: picking them up, their return (spec/eggs.md). */
#ifndef GAME_EGG_H
#define GAME_EGG_H

#include "proto/handlers.h"

struct world;

extern const struct handler egg_handlers[];

/* Timer row, 1 s: eggs whose time has come and that somebody sees. */
void egg_tick(struct world *w);

#endif
