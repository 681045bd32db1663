/* nano.h - nanos: equipping, summoning, using them (spec/nanos.md). */
#ifndef GAME_NANO_H
#define GAME_NANO_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler nano_handlers[];

/*
 * The active nano goes, if there is one; quietly: the owner's client concludes
 * it by itself, others are told.
 */
void nano_unsummon(struct world *w, struct player *p, bool is_quiet);

/*
 * The same on boarding the skyway: everybody is told, also if none was out, as
 * the game did (spec/transport.md 4).
 */
void nano_put_away(struct world *w, struct player *p);

enum { NANO_NO_QUEST_SLOT = -1 };

/*
 * A new nano, or the same rested if it is owned (spec/nanos.md 12). In versions
 * where a nano makes its owner's level, it does.
 */
void nano_create(struct world *w, struct player *p, int32_t nano_id,
    int16_t quest_item_slot, bool spends_fusion_matter);

/* Every 2 s of a living player: drain and recovery (spec/nanos.md 7). */
void nano_stamina_tick(struct world *w, struct player *p);

/* Every 500 ms of a living player: the active nano's passive power. */
void nano_passive_tick(struct world *w, struct player *p);

/* The plain respawn's: every equipped nano at stamina 75. */
void nano_refresh_equipped(struct world *w, struct player *p);

/*
 * What was loaded must not be trusted: equipped are only nanos that the player
 * has, each once.
 */
void nano_check_loaded(struct player *p);

#endif
