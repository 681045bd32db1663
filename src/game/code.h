/* code.h - codes that give items, once to each character. */
#ifndef GAME_CODE_H
#define GAME_CODE_H

#include "db/db_msg.h"
#include "net/io.h"

struct player;
struct world;

/* What /redeem does; text NULL: no code was given. The outcome is told. */
void code_redeem(struct world *w, struct player *p, const char *text);

/* Whether it had been redeemed before. */
void code_on_found(struct world *w, conn_id conn,
    const struct db_rep_find_code *rep);

#endif
