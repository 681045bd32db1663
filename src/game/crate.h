/* crate.h - C.R.A.T.E.s and nano capsules: what is in them, opening them. */
#ifndef GAME_CRATE_H
#define GAME_CRATE_H

#include "proto/handlers.h"

struct item;
struct player;
struct world;

extern const struct handler crate_handlers[];

/*
 * What this player finds in the crate (spec/items.md 10); in one that nobody
 * knows, or that has nothing for it, a gumball.
 */
struct item crate_roll(struct world *w, const struct player *p,
    int32_t crate_id);

#endif
