/*
 * shot.h - whom a weapon may hit, and what the hit does; for shots, blows and
 * whatever is thrown.
 */
#ifndef GAME_SHOT_H
#define GAME_SHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/packets.h"

struct npc;
struct player;
struct tdata_item;
struct world;

enum { SHOT_TARGETS_MAX = 10 };

/* Where targets may be: so far around a spot, and so many. */
struct shot_area {
	int32_t x, y;
	int32_t units;
	uint32_t most;			/* at most SHOT_TARGETS_MAX */
};

struct shot_targets {
	struct npc *mobs[SHOT_TARGETS_MAX];
	uint32_t count;
};

/* What it has in its hand; NULL: nothing, or nothing known. */
const struct tdata_item *shot_weapon(const struct player *p);

/* How far that reaches, with an allowance for what is on its way. */
int32_t shot_range_units(const struct tdata_item *weapon);

/*
 * Takes up the mob of that id if the player sees it, it stands in the area, and
 * was not named before. Whoever is not taken up is left out, without a word.
 */
void shot_add_target(struct world *w, const struct player *p,
    const struct shot_area *area, int32_t npc_id, struct shot_targets *out);

/* One hit on a mob, with all that follows from it (spec/combat.md 2). */
struct wire_attack_result shot_hit_mob(struct world *w, struct player *p,
    struct npc *mob, int32_t attack, bool is_boosted);

#endif
