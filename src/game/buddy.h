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

enum { BUDDY_SLOT_NONE = -1 };

/* 0..49; BUDDY_SLOT_NONE: no room, nobody of that id (0 is nobody). */
int buddy_free_slot(const struct player *p);
int buddy_slot_of(const struct player *p, int32_t player_id);

/* Whether the client means what the list has there. Takes any numbers. */
bool buddy_is_at(const struct player *p, int slot, int64_t uid);

/*
 * Puts somebody into a slot, or with id 0 empties it; who counts blocks hears
 * of it. Neither tells a client nor the store.
 */
void buddy_set(struct world *w, struct player *p, int slot, int32_t player_id,
    bool is_blocked);

/*
 * An online friend that the list has lost: it forgets this player, too, and is
 * told. Blocks stay (DEFECT, spec/buddies.md 4).
 */
void buddy_forget_by_other(struct world *w, const struct player *p,
    int32_t other_id);

/* Somebody who is in the world or on the way in; NULL: offline. */
struct player *buddy_online(const struct world *w, int64_t uid);

/* Whether `by` has this id in its list, and not blocked / blocked. */
bool buddy_is_friend(const struct player *by, int32_t player_id);
bool buddy_is_blocked(const struct player *by, int32_t player_id);

#endif
