/* email_send.h - sending mail, with taros and items in it. */
#ifndef GAME_EMAIL_SEND_H
#define GAME_EMAIL_SEND_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler email_send_handlers[];

/* The store knows the recipient, who is not online. */
void email_send_on_found(struct world *w, conn_id conn,
    const struct db_rep_find_player *rep);

/* Listener: a draft that waits is thrown away. */
void email_send_on_player_left(struct world *w, struct player *p);

#endif
