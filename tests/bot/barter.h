/*
 * barter.h - a crowd of bots that do with their belongings whatever the client
 * can: rearrange, trade, mail, buy, sell, mix, open, throw away; at random, and
 * without waiting for answers unless the next step needs one.
 */
#ifndef BOT_BARTER_H
#define BOT_BARTER_H

#include "base/rng.h"
#include "bot/bot.h"
#include "bot/ledger.h"

struct dbfile;
struct tdata;

enum { BARTER_BOTS_MAX = 8 };

enum barter_mode {
	BARTER_CLOSED,	/* only what makes nothing and destroys nothing */
	BARTER_OPEN	/* shops, crates, the croc pot, the bin, too */
};

struct barter {
	struct bot *bots[BARTER_BOTS_MAX];	/* NULL: has hung up */
	int32_t ids[BARTER_BOTS_MAX];
	size_t count;
	const struct tdata *td;
	int32_t vendor_type;	/* they stand beside one of these */
	struct dbfile *db;		/* for the numbers of mails */
	struct ledger_state *now;	/* about what everybody has */
	enum barter_mode mode;
	struct rng rng;
};

/* Something of one bot, if it is there; of two if it wants to trade. */
void barter_act(struct barter *b, size_t who);

#endif
