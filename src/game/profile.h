/* profile.h - the player's own switches: guide, tips seen, special state. */
#ifndef GAME_PROFILE_H
#define GAME_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler profile_handlers[];

/* Toggles the bits and tells everyone; the caller has checked the right. */
void profile_switch_special(struct world *w, struct player *p, int8_t bits);

/* Sets or clears them and tells nobody: mutes, and the like. */
void profile_set_special(struct player *p, int8_t bits, bool is_on);

#endif
