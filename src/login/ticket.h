/*
 * ticket.h - what login and world tell each other, and the tickets that carry
 * a player from one to the other.
 *
 * No message holds a pointer; all of them are small. Both rooms also take
 * ROOM_MSG_STOP from main.
 */
#ifndef LOGIN_TICKET_H
#define LOGIN_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/mailbox.h"

enum {
	/* main -> a room: no payload. Its loop returns. */
	ROOM_MSG_STOP = MSG_RANGE_ROOM,

	/* login -> world */
	ROOM_MSG_TICKET,		/* struct ticket */
	ROOM_MSG_KICK_ACCOUNT,		/* struct room_account */
	ROOM_MSG_NAME_REQUEST,		/* struct room_name_request */

	/* world -> login */
	ROOM_MSG_ACCOUNT_IN_WORLD,	/* struct room_account */
	ROOM_MSG_ACCOUNT_LEFT,		/* struct room_account */
	ROOM_MSG_ACCOUNT_BANNED,	/* struct room_account */
	ROOM_MSG_LOCK			/* struct room_lock */
};

enum { TICKET_LIFE_MS = 300000 };	/* spec/login.md 12, hand-off store */

/*
 * Login has chosen a character for this client. Posted before the client is
 * told the serial. The newest ticket of an account is the only one that holds.
 */
struct ticket {
	uint64_t serial;	/* from the OS; the client brings it back */
	int32_t account_id;
	int32_t player_id;
	int64_t made_at_ms;
	uint8_t fe_key[8];	/* newkey(K, iClientVerC, 1), in memory order */
	bool is_cookie;		/* the login session was opened with a cookie */
};

/*
 * IN_WORLD: the world has taken the ticket `serial` and is about to load the
 * player; say it before the load is asked for. LEFT: that player is gone and
 * its last save is posted (or the load failed): once for each IN_WORLD, with
 * the same serial. KICK_ACCOUNT and BANNED fill account_id alone.
 */
struct room_account {
	uint64_t serial;
	int32_t account_id;
	int32_t player_id;
	bool may_return;	/* LEFT: by REQ_PC_EXIT, spec/login.md 14 */
};

/* While it is on only game masters may log in or choose a character. */
struct room_lock {
	bool is_locked;
	char reason[200];		/* "": none was given */
};

/* A name that waits for a moderator: "namereq" of spec/monitor.md. */
struct room_name_request {
	int32_t player_id;
	char first_name[25];	/* UTF-8; 8 and 16 units in the protocol */
	char last_name[49];
};

/*
 * The world's side: tickets that wait for their PC_ENTER. Bounded; when it is
 * full the oldest ticket gives way. Not locked: one thread owns a store.
 */
struct ticket_store;

struct ticket_store *ticket_store_new(size_t capacity) MUST_USE;
void ticket_store_free(struct ticket_store *s);

/* Replaces any other ticket of the same account. */
void ticket_store_add(struct ticket_store *s, const struct ticket *t);

/* One use only: fills *out and forgets it. False: unknown, or too old. */
bool ticket_store_take(struct ticket_store *s, uint64_t serial, int64_t now_ms,
    struct ticket *out) MUST_USE;

/* Drops what is older than TICKET_LIFE_MS; returns how many. Every 30 s. */
size_t ticket_store_prune(struct ticket_store *s, int64_t now_ms);

size_t ticket_store_count(const struct ticket_store *s);

#endif
