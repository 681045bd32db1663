/*
 * control_conn.h - the control thread from the inside: its state, and one
 * connection of it. For control.c and control_conn.c; kinds see control.h.
 */
#ifndef CONTROL_CONTROL_CONN_H
#define CONTROL_CONTROL_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/vec.h"
#include "control/control.h"

struct mailbox;
struct poller;
struct thread;

enum {
	CONTROL_SLOTS = CONTROL_LISTENERS_MAX * CONTROL_CONNS_MAX,
	CONTROL_SLOT_BITS = 8		/* of a reference and of a token */
};

struct control_listener {
	struct control *control;
	int fd;
	const struct control_kind *kind;
	void *arg;
	uint32_t conns;
	int64_t resume_at_ms;		/* 0: not paused */
};

struct control_bytes VEC_OF(char);

struct control_conn {
	struct control_listener *listener;	/* NULL: free */
	int fd;
	uint32_t slot;
	uint64_t gen;
	uint64_t ref;			/* 0: waits for no answer */
	void *state;
	char *in;
	size_t in_bytes;
	struct control_bytes out;
	size_t out_sent;
	int64_t deadline_ms;
	int64_t born_at_ms;
	bool is_readable;		/* until recv() says otherwise */
	bool is_writable;
	bool is_held;
	bool is_finishing;		/* nothing more is taken in */
	bool is_at_end;			/* its peer says no more */
	bool is_lingering;	/* we have said all, and wait for its end */
	bool is_ended;			/* to be closed */
};

struct control {
	struct mailbox *mailbox;
	struct poller *poller;
	struct thread *thread;
	struct control_listener listeners[CONTROL_LISTENERS_MAX];
	uint32_t listener_count;
	struct control_conn conns[CONTROL_SLOTS];
	uint64_t next_gen, next_ref;
	int64_t now_ms;
	int64_t stop_at_ms;		/* 0: not stopping */
};

/* Its event token in the poller: a generation and the slot. */
static inline uint64_t
control_conn_token(const struct control_conn *c)
{
	return c->gen << CONTROL_SLOT_BITS | c->slot;
}

/* Makes the socket one of its listener's connections. False: no room. */
bool control_conn_open(struct control_listener *l, int fd) MUST_USE;

/* The slot is free then. */
void control_conn_close(struct control_conn *c);

/* Does for it all that can be done now, but not for ever. */
void control_conn_serve(struct control_conn *c);

/* Whether there is input that it takes in its next turn. */
bool control_conn_may_read(const struct control_conn *c);

#endif
