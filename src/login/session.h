/* session.h - connections to the login port: who each is, what it waits for. */
#ifndef LOGIN_SESSION_H
#define LOGIN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/mailbox.h"
#include "base/map.h"
#include "base/pool.h"
#include "db/row.h"
#include "login/names.h"
#include "net/io.h"
#include "proto/gate.h"

struct login;
struct session;
struct signin;

enum {
	SESSION_QUEUE_BYTES = 32 * 1024, /* packets that wait for an answer */
	SESSION_CHECK_MS = 16000,	/* spec/login.md 1: asked this often */
	SESSION_SILENT_MS = 32000,	/* and dropped after so long */
	SESSION_BANNED_MS = 60000	/* time to read the box that says so */
};

enum session_state {
	SESSION_GUEST,		/* has not logged in */
	SESSION_BANNED,		/* a guest who may read why, then is closed */
	SESSION_IN,		/* logged in: account_id is its own */
	SESSION_CLOSING		/* told to go; waits for IO_MSG_CLOSED */
};

/* Continues a request when the database or auth has answered. */
typedef void session_resume_fn(struct login *l, struct session *s,
    const struct msg *reply);

/* A packet that waits, or the one that is being dealt with. */
struct session_packet {
	struct session_packet *next;
	uint32_t bytes;
	_Alignas(8) uint8_t payload[];	/* struct packet_msg and its body */
};

struct session {
	conn_id conn;
	uint32_t slot;			/* in the pool */
	enum session_state state;
	bool is_loopback;
	bool is_127_0_0_1;
	char address[46];

	int32_t account_id;		/* claimed or logged in; 0: none */
	int32_t account_level;		/* of that account */
	char account_name[ROW_LOGIN_BYTES];
	char *cookie;			/* the one that opened it, or NULL */
	uint8_t fe_key[8];
	int64_t heard_at_ms;		/* the heartbeat of spec/login.md 1 */

	/* LOGIN_FAIL 3 was the answer: it may put this account out, once. */
	int32_t refused_account_id;
	char refused_name[ROW_LOGIN_BYTES];

	/* The request under way. */
	session_resume_fn *resume;	/* NULL: none waits for an answer */
	struct session_packet *current;
	struct session_packet *queue_head, *queue_tail;
	uint32_t queue_bytes;
	struct signin *signin;		/* REQ_LOGIN's, signin.c */
	struct name_pair names;		/* SAVE_ and CHANGE_CHAR_NAME's */
	int32_t wanted_player_id; /* is about to be handed over, handover.c */
	int32_t chosen_player_id;	/* was; 0: none yet */

	/* In the list of its state, by deadline. */
	struct session *list_next, *list_prev;
	int64_t deadline_ms;
	bool is_listed;
};

/* Sessions by a deadline that all share the same delay: first in, first due. */
struct session_list {
	struct session *head, *tail;
};

struct session_table {
	struct pool pool;
	struct map by_conn;
	struct map by_account;
	struct session_list checks;	/* SESSION_IN: the next live check */
	struct session_list banned;	/* SESSION_BANNED: when to close */
};

void session_table_init(struct session_table *t, uint32_t max_sessions);
void session_table_fini(struct session_table *t);

/* NULL: the table is full. */
struct session *session_add(struct session_table *t, conn_id conn) MUST_USE;
void session_remove(struct session_table *t, struct session *s);

struct session *session_find(const struct session_table *t, conn_id conn);
struct session *session_find_by_account(const struct session_table *t,
    int32_t account_id);

/* The account is this session's from now on; nobody else may have it. */
void session_claim(struct session_table *t, struct session *s,
    int32_t account_id, const char *name);

/* Gives the account back, if the session has one. */
void session_release(struct session_table *t, struct session *s);

/* Alone writes s->state: moves it between the lists, sets its deadline. */
void session_set_state(struct session_table *t, struct session *s,
    enum session_state state, int64_t now_ms);

/* Puts a session that was checked back behind all the others. */
void session_check_again(struct session_table *t, struct session *s,
    int64_t now_ms);

/* The session that is due first, NULL if the list is empty. */
struct session *session_list_first(const struct session_list *list);

/* Keeps a copy of the packet. False: it would exceed SESSION_QUEUE_BYTES. */
bool session_queue(struct session *s, const struct packet_msg *m,
    size_t bytes) MUST_USE;

/* The next packet becomes s->current; NULL if there is none. */
const struct packet_msg *session_next_packet(struct session *s);

/* The body of the packet that is being dealt with. */
const void *session_request(const struct session *s);

/* Wipes and frees it. */
void session_end_packet(struct session *s);

#endif
