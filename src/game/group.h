/* group.h - up to four players who play together (spec/groups.md). */
#ifndef GAME_GROUP_H
#define GAME_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"
#include "world/player.h"

struct world;

extern const struct handler group_handlers[];

/*
 * The player's group in its order, or the player alone; out has room for
 * GROUP_PLAYERS_MAX. Returns how many. Borrowed until the handler returns.
 */
uint32_t group_members(struct world *w, struct player *p,
    struct player **out);

/* False for who is alone. */
bool group_is_same(const struct player *a, const struct player *b);

/* Itself, if it is alone. */
struct player *group_leader(struct world *w, struct player *p);

/*
 * PC_GROUP_MEMBER_INFO to one member, once a second at most; nothing for who
 * is alone.
 */
void group_send_info(struct world *w, struct player *p);

/* Listener: leaves before the character is saved. */
void group_on_player_left(struct world *w, struct player *p);

#endif
