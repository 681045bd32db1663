/* lifecycle.h - a player's way through the world: enter, load, stay, leave. */
#ifndef GAME_LIFECYCLE_H
#define GAME_LIFECYCLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"
#include "world/player.h"

struct world;

extern const struct handler lifecycle_handlers[];

/* What a hand-over ticket says about who comes in. */
struct lifecycle_entry {
	uint64_t serial;
	int32_t account_id, player_id;
	uint8_t fe_key[8];
	bool is_cookie_login;
};

/*
 * A connection has shown a valid ticket: whoever plays on that account leaves
 * and is saved, and the store is asked for the character. False: full, or the
 * connection has a player already; the caller refuses it.
 */
bool lifecycle_begin(struct world *w, conn_id conn,
    const struct lifecycle_entry *entry) MUST_USE;

/* PC_ENTER_FAIL under the default key, and the connection is closed. */
void lifecycle_refuse(struct world *w, conn_id conn);

/* The store's answer; ref is the one given to the request (the conn_id). */
void lifecycle_on_row(struct world *w, conn_id conn,
    const struct db_rep_load_player *rep);

/* A save that did not go well, see struct db_rep_save. */
void lifecycle_on_saved(struct world *w, const struct db_rep_save *rep);

/* The connection is gone. */
void lifecycle_on_closed(struct world *w, conn_id conn);

/*
 * Removes a player: events, save, out of sight. With PLAYER_EXIT_BY_* the
 * client is told and its connection closed after that.
 */
void lifecycle_remove(struct world *w, struct player *p,
    enum player_exit why);

/* Listener: told why, and removed. */
void lifecycle_on_cheat_seen(struct world *w, struct player *p);

/* Listener: who had left meanwhile is saved and gone now. */
void lifecycle_on_deal_closed(struct world *w, struct player *p);

/* The server stops: everybody is told, saved in one transaction, removed. */
void lifecycle_stop(struct world *w);

/* Timer row, every 4 s: asks who is silent, drops who stays so. */
void lifecycle_keep_alive(struct world *w);

#endif
