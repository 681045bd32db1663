/* race.h - races through infected zones: starting, rings, giving up. */
#ifndef GAME_RACE_H
#define GAME_RACE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct race_row;
struct world;

extern const struct handler race_handlers[];

/*
 * Listener: who leaves a zone races there no more; who comes into one waits
 * until its best run there is known (lifecycle.c tells it).
 */
void race_on_player_warped(struct world *w, struct player *p,
    uint64_t to_instance);

bool race_is_on(const struct player *p);

/* The number of the map on which it is, a private copy's too. */
int32_t race_map_of(const struct player *p);

/*
 * Stands beside that NPC, and it is an agent of that kind (TDATA_KIND_*), if
 * the tables know such kinds.
 */
bool race_is_at_agent(const struct world *w, const struct player *p,
    int32_t npc_id, int32_t kind);

/* No race is on any more. */
void race_forget(struct player *p);

/*
 * The same, and it is taken to where the fallen of its map return: the client
 * lets nobody move who is out of time. A body lies where it lies.
 */
void race_call_off(struct world *w, struct player *p);

/* Asks the store, and holds the player until race_end_on_best(). */
void race_ask_for_best(struct world *w, struct player *p, int32_t ep_id);

/* That is its best run there. */
void race_note_best(const struct world *w, struct player *p,
    const struct race_row *row);

#endif
