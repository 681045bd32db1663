/* email_wait.h - what the mailbox's requests share. */
#ifndef GAME_EMAIL_WAIT_H
#define GAME_EMAIL_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "game/audit.h"
#include "net/io.h"
#include "world/item.h"

struct item_row;
struct player;
struct world;

/*
 * What player->email.wait may be: the store is asked, the player is held. The
 * second half is email_send.c's.
 */
enum email_wait {
	EMAIL_WAIT_NONE,
	EMAIL_WAIT_COUNT,
	EMAIL_WAIT_LIST,
	EMAIL_WAIT_READ,
	EMAIL_WAIT_LOOK_TAROS,	/* what is in it, before it is taken out */
	EMAIL_WAIT_LOOK_ITEM,
	EMAIL_WAIT_LOOK_ITEMS,
	EMAIL_WAIT_DELETE,
	EMAIL_WAIT_RECIPIENT,
	EMAIL_WAIT_COUNT_OF
};

/* Holds the player until email_wait_end(). */
void email_wait_begin(struct player *p, enum email_wait what);
void email_wait_end(struct player *p);

/* Whose answer it is; NULL: gone, or it waits for nothing like this. */
struct player *email_waiting(const struct world *w, conn_id conn,
    enum email_wait what);

/* Asks the store for one mail; email_on_read() goes on from there. */
void email_look_into(struct world *w, struct player *p, int64_t msg_index,
    enum email_wait why);

bool email_is_index(int64_t i);
struct item email_item_of(const struct item_row *row);

enum { EMAIL_SLOT_FIRST = 1 };	/* of the attachments 1..4 */

/* slot: 1..4; its taros have no place of their own. */
struct audit_spot email_spot(int32_t player_id, int32_t slot);

#endif
