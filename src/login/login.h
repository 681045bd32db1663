/*
 * login.h - the login room: everything a client does before the game world,
 * and the tickets that take it there.
 */
#ifndef LOGIN_LOGIN_H
#define LOGIN_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "db/row.h"
#include "proto/version.h"

struct auth;
struct batch;
struct config;
struct db;
struct login;
struct mailbox;
struct outbox;
struct tdata;

struct login_options {
	enum proto_version version;
	uint32_t max_sessions;
	const struct tdata *tdata;
	struct mailbox *inbox;		/* MAILBOX_WAKE_COND */
	struct mailbox *world;		/* gets tickets, see login/ticket.h */
	struct outbox *outbox;		/* the room's own */
	struct db *db;			/* its DB_ROOM_LOGIN replies to inbox */
	struct auth *auth;		/* its reply_to is inbox */

	/* Below: what login_options_from_config() fills in. */
	bool accepts_wheel_names;
	bool accepts_custom_names;
	bool creates_accounts;
	bool renames_any_time;
	bool has_localhost_workaround;
	bool has_audit_log;
	uint32_t auth_methods;		/* CONFIG_AUTH_* */
	int32_t expected_client_version; /* -1: any */
	uint32_t attempts_per_minute;	/* an address; 0: no limit */
	int32_t account_level;		/* of accounts it makes */
	struct place_row spawn;
	const char *shard_ip;		/* dotted, at most 15 characters */
	uint16_t shard_port;
};

/* The values that are the operator's; cfg must outlive the room. */
void login_options_from_config(struct login_options *opt,
    const struct config *cfg);

/* Copies opt. What it points to stays the caller's and must outlive it. */
struct login *login_new(const struct login_options *opt) MUST_USE;
void login_free(struct login *l);	/* NULL is allowed */

/* Any thread: who chooses a character just now; logins since the start. */
uint64_t login_session_count(const struct login *l);
uint64_t login_count(const struct login *l);

/* The thread's function (arg is the struct login): until ROOM_MSG_STOP. */
void login_run(void *arg);

/*
 * One turn of login_run(): handles and frees the batches (NULL: only what is
 * due), then sends what came of it. False: told to stop.
 */
bool login_turn(struct login *l, struct batch *chain, int64_t now_ms,
    int64_t unix_s) MUST_USE;

/* How long there is nothing to do unless something arrives; -1: for ever. */
int64_t login_idle_ms(const struct login *l, int64_t now_ms);

#endif
