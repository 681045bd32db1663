/*
 * deal.h - belongings that change together with the store: a mail, a code.
 *
 * Between deal_begin() and deal_commit() a feature takes or gives in memory and
 * adds its requests to w->to_db. They and the player's save are one transaction
 * (DB_TX_ALL): on disk it all happens or nothing. Until the answer is there the
 * player's packets wait (hold.h), its belongings are not flushed, and if its
 * connection ends it stays, unseen, until the outcome is known. So neither a
 * crash nor a refusal nor a hang-up can lose or double anything.
 */
#ifndef GAME_DEAL_H
#define GAME_DEAL_H

#include <stdbool.h>

#include "db/db_msg.h"
#include "net/io.h"

struct player;
struct world;

/*
 * How it went. DB_OK: it is on disk. Anything else: nothing of it is, and the
 * feature gives back in memory what it had taken. The client may be gone.
 */
typedef void deal_done_fn(struct world *w, struct player *p,
    enum db_result result);

/* One at a time: false while the last one is not answered. */
bool deal_may_begin(const struct player *p);

void deal_begin(struct world *w, struct player *p);
void deal_commit(struct world *w, struct player *p, deal_done_fn *done);

/* The store's answer; conn as in the request's ref. */
void deal_on_committed(struct world *w, conn_id conn,
    const struct db_rep_commit *rep);

#endif
