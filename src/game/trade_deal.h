/* trade_deal.h - what two players have put on the table, and the exchange. */
#ifndef GAME_TRADE_DEAL_H
#define GAME_TRADE_DEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct wire_item_trade;
struct world;

/* Clears the table of one side and unlocks what lay there. */
void trade_deal_clear(struct player *p);

/*
 * Offers what the client names in one of five places. False, and no change:
 * it does not own that, not so much of it, or may not give it away. In *what
 * its opt is set right, for both to be shown; *left is what stays in the bag's
 * slot, as the client wants it.
 */
bool trade_deal_put(struct world *w, struct player *p,
    struct wire_item_trade *what, struct wire_item_trade *left) MUST_USE;

/* Takes an offer back; false: there is none. */
bool trade_deal_take(struct player *p, int32_t place,
    struct wire_item_trade *left) MUST_USE;

/*
 * Everything changes hands, or nothing does (false): somebody has less than
 * was promised, or no room. *_offer: what a client is shown of each side.
 */
struct trade_offer;
bool trade_deal_exchange(struct world *w, struct player *a, struct player *b,
    struct trade_offer *a_offer, struct trade_offer *b_offer) MUST_USE;

#endif
