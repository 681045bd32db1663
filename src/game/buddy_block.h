/* buddy_block.h - blocking, and taking somebody off the list. */
#ifndef GAME_BUDDY_BLOCK_H
#define GAME_BUDDY_BLOCK_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct world;

extern const struct handler buddy_block_handlers[];

/* The store's answer to a block; conn is the blocker's. */
void buddy_block_on_added(struct world *w, conn_id conn,
    const struct db_rep_add_block *rep);

#endif
