/* buddy_info.h - what one may ask about a buddy: its looks, its whereabouts. */
#ifndef GAME_BUDDY_INFO_H
#define GAME_BUDDY_INFO_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct world;

extern const struct handler buddy_info_handlers[];

/*
 * The store's answer about a buddy that is not online; ref is the conn_id of
 * who asked. Answers about others are left alone.
 */
void buddy_info_on_row(struct world *w, conn_id conn,
    const struct db_rep_load_player *rep);

#endif
