/* email.h - a player's mailbox: listing, reading, deleting. */
#ifndef GAME_EMAIL_H
#define GAME_EMAIL_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct msg;
struct player;
struct world;

extern const struct handler email_handlers[];

/* The store's answers, by the message's type; the shard's switch knows them. */
void email_on_counted(struct world *w, conn_id conn,
    const struct db_rep_count_unread *rep);
void email_on_listed(struct world *w, conn_id conn,
    const struct db_rep_list_emails *rep);
void email_on_read(struct world *w, conn_id conn,
    const struct db_rep_read_email *rep);
void email_on_deleted(struct world *w, conn_id conn,
    const struct db_rep_delete_emails *rep);

/* PC_NEW_EMAIL with the number of unread mails, once the store has counted. */
void email_tell_unread(struct world *w, struct player *p);

#endif
