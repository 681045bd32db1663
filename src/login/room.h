/* room.h - the login room's state and what its handlers share; login/ only. */
#ifndef LOGIN_ROOM_H
#define LOGIN_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/counter.h"
#include "base/stopwatch.h"
#include "login/login.h"
#include "login/presence.h"
#include "login/session.h"
#include "login/ticket.h"
#include "proto/handlers.h"
#include "proto/packets.h"

struct attempts;

/* The column `need` of the handler tables. */
enum {
	ROOM_NEED_NOTHING = 0,
	ROOM_NEED_LOGIN = 1 << 0	/* else the packet is out of sequence */
};

/* SHARD_SELECT_FAIL 2: any refusal about a character, spec/login.md 2. */
enum { ROOM_INVALID_CHARACTER = 2 };

struct login {
	struct login_options opt;
	struct session_table sessions;
	struct presence presence;
	struct attempts *logins;	/* by address, a minute */
	struct attempts *new_accounts;	/* by address, an hour */
	const struct login_handler *handlers[PKT_KIND_COUNT];
	struct stopwatch watch;
	struct counter session_count, login_count;	/* see login.h */
	struct room_lock lock;		/* closed to players? */
	struct batch *to_db;
	struct batch *to_world;
	int64_t now_ms;			/* of this turn */
	int64_t unix_s;
	int64_t prune_at_ms;
	bool is_stopping;
};

/* ROOM_SEND(l, s, ls2cl_rep_login_fail, .error_code = 2) */
#define ROOM_SEND(l, s, packet, ...) \
	room_send((l), (s), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

void room_send(struct login *l, const struct session *s,
    enum packet_kind kind, const void *packet);

/* The box in the middle of the client's screen: "title\ndetails". */
void room_announce(struct login *l, const struct session *s,
    int32_t seconds, const char *text);

void room_send_invalid_character(struct login *l, const struct session *s);

/* A client's 64-bit number as one of our ids; 0, which nobody has, if not. */
int32_t room_player_id(int64_t uid);

/*
 * The request under way goes on in fn when the reply comes; the session's
 * further packets wait until then. Ask the database with ref s->conn.
 */
void room_wait(struct session *s, session_resume_fn *fn);

/* Sends what is queued and closes; the account is free at once. */
void room_close(struct login *l, struct session *s);

#endif
