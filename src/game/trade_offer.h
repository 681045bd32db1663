/* trade_offer.h - what TRADE_CONFIRM_SUCC shows of one side. */
#ifndef GAME_TRADE_OFFER_H
#define GAME_TRADE_OFFER_H

#include "proto/packets.h"

enum { TRADE_OFFER_ITEMS = 12 };	/* on the wire; five are in use */

struct trade_offer {
	/* inven_num: where each lies now, in the receiver's bag */
	struct wire_item_trade items[TRADE_OFFER_ITEMS];
};

#endif
