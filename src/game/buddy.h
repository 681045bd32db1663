/* buddy.h - the buddy list: what is loaded, shown, and who of it is online. */
#ifndef GAME_BUDDY_H
#define GAME_BUDDY_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct player_row;
struct world;

extern const struct handler buddy_handlers[];

/*
 * Buddies, then blocks, into their slots; names are kept until they are sent.
 */
void buddy_fill(struct world *w, struct player *p,
    const struct player_row *row);

/* Listener: the first LOADING_COMPLETE sends the list (spec/buddies.md 2). */
void buddy_on_player_loaded(struct world *w, struct player *p);

/* Listener: gives back what was never sent. */
void buddy_on_player_left(struct world *w, struct player *p);

/* Whether `by` has this id in its list, and not blocked / blocked. */
bool buddy_is_friend(const struct player *by, int32_t player_id);
bool buddy_is_blocked(const struct player *by, int32_t player_id);

#endif
