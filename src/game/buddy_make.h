/* buddy_make.h - asking somebody to be a buddy, and the answer. */
#ifndef GAME_BUDDY_MAKE_H
#define GAME_BUDDY_MAKE_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct world;

extern const struct handler buddy_make_handlers[];

/* The store's answer; conn is that of the one who had accepted. */
void buddy_make_on_added(struct world *w, conn_id conn,
    const struct db_rep_add_buddy *rep);

#endif
