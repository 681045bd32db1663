/* trade.h - two players exchange items and taros: both sides or neither. */
#ifndef GAME_TRADE_H
#define GAME_TRADE_H

#include <stdint.h>

#include "proto/handlers.h"

struct entity;
struct player;
struct world;

extern const struct handler trade_handlers[];

/* With whom p trades; NULL: with nobody. */
struct player *trade_partner(const struct world *w, const struct player *p);

/* Listeners: whoever goes elsewhere, out, or dies, ends the trade. */
void trade_on_player_left(struct world *w, struct player *p);
void trade_on_player_warped(struct world *w, struct player *p,
    uint64_t to_instance);
void trade_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount);

#endif
