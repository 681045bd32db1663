/* haggle.h - two bots trade, each step answered before the next. */
#ifndef BOT_HAGGLE_H
#define BOT_HAGGLE_H

#include "bot/bot.h"

struct haggle {
	struct bot *asker, *other;
};

/* As a packet of the trade by one of the two: its ids, then the rest. */
#define HAGGLE_SEND(h, bot, packet, ...) \
	BOT_SEND((bot), packet, .id_request = bot_id(bot), \
	    .id_from = bot_id((h)->asker), .id_to = bot_id((h)->other), \
	    ##__VA_ARGS__)

/* The question, and that the other one agrees. */
void haggle_begin(struct haggle *h, struct bot *asker, struct bot *other);

/* Into a place of the table; both have seen it. */
void haggle_offer(struct haggle *h, struct bot *who, int32_t place,
    int32_t slot, struct wire_item_base item);
void haggle_pay(struct haggle *h, struct bot *who, int32_t taros);

/* First the asker, then the other one; both have their things. */
void haggle_conclude(struct haggle *h);

#endif
