/* email_take.h - taking taros and items out of a mail. */
#ifndef GAME_EMAIL_TAKE_H
#define GAME_EMAIL_TAKE_H

#include "proto/handlers.h"

struct db_rep_read_email;
struct player;
struct world;

extern const struct handler email_take_handlers[];

/* The store has said what is in the mail that the player wants emptied. */
void email_take_taros(struct world *w, struct player *p,
    const struct db_rep_read_email *rep);
void email_take_item(struct world *w, struct player *p,
    const struct db_rep_read_email *rep);
void email_take_items(struct world *w, struct player *p,
    const struct db_rep_read_email *rep);

#endif
