/*
 * path.h - NPCs that walk: a point a second (spec/mobs.md 13,
 * spec/transport.md 6, 8). One path an NPC: a new one replaces it.
 */
#ifndef WORLD_PATH_H
#define WORLD_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "tdata/tdata.h"

struct npc;
struct world;

/* Follows a walk that outlives it, from its point `first` on. */
void path_follow(struct world *w, struct npc *n, const struct tdata_walk *walk,
    uint32_t first);

/* What leads through corners: each once, points between them gap_units apart;
 * the last corner closes a loop and is left out. */
struct path_corners {
	const struct tdata_point *points;
	uint32_t count;
	int32_t gap_units;
	bool is_loop;
};

/*
 * Follows a walk of its own, made of corners (escorts, edits of paths). False,
 * and its path is as before: fewer than two, or too many points.
 */
bool path_follow_corners(struct world *w, struct npc *n,
    const struct path_corners *corners) MUST_USE;

/*
 * Walks once from where it stands to a point, gap_units a step (at least 1),
 * the end itself left out: what roaming does.
 */
void path_walk_to(struct world *w, struct npc *n, struct tdata_point to,
    int32_t gap_units);

bool path_is_walking(const struct npc *n);

/* It has a fixed walk, also one that has come to its end: it never roams. */
bool path_is_fixed(const struct npc *n);

/*
 * A mob that died goes on from where it appears again: a fixed walk that has
 * not ended yet continues at the spawn point, another path is gone.
 */
void path_rewind(struct npc *n);

/* Stands still for so long, then goes on; 0: goes on now. */
void path_pause(struct world *w, struct npc *n, int64_t ms);

/* Stands still from now on; world.c calls it for who is removed. */
void path_stop(struct npc *n);

/* How long a mob stands before it roams on, drawn anew each time. */
int64_t path_rest_ms(struct world *w, const struct npc *n);

/* Timer row, 1 s. */
void path_tick(struct world *w);

#endif
