/* recall.h - the place a nano takes its owner, or its group, back to. */
#ifndef GAME_RECALL_H
#define GAME_RECALL_H

#include <stdbool.h>

#include "base/check.h"
#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler recall_handlers[];

/*
 * To its own point of recall. False, and nothing done: it has none, or may not
 * go there.
 */
bool recall_go(struct world *w, struct player *p) MUST_USE;

/* `to` may follow `from` once, for a while (spec/nanos.md 10, defect). */
void recall_offer(struct world *w, const struct player *from,
    struct player *to);

#endif
