/* persist.h - a player and its rows: loading, and handing over what changed. */
#ifndef GAME_PERSIST_H
#define GAME_PERSIST_H

#include "db/db_msg.h"

struct player;
struct world;

/* Fills everything that lasts from what was loaded. */
void persist_fill(struct player *p, const struct player_row *row);

/* Asks the store to write a player's dirty sections; they are clean after. */
void persist_save(struct world *w, struct player *p);

/* The same as it leaves, also if nothing is: it is the store's again. */
void persist_save_last(struct world *w, struct player *p);

/* Timer row: all dirty players in one transaction ([db] flushinterval). */
void persist_flush(struct world *w);

/*
 * The same, answered by DB_REP_COMMIT with ref when it, and all that was asked
 * of the store before, is done; also if nobody is dirty.
 */
void persist_flush_for(struct world *w, uint64_t ref);

int64_t persist_period_ms(const struct world *w);

#endif
