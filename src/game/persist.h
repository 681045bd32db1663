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

/* Timer row: all dirty players in one transaction ([db] flushinterval). */
void persist_flush(struct world *w);
int64_t persist_period_ms(const struct world *w);

#endif
