/*
 * control.h - the thread "control": what operators and their tools connect to,
 * kept apart from what players connect to.
 *
 * It owns a few listeners, each with a kind: what is spoken there, and the
 * limits. The operator's socket (request.h) is one kind, the port of the
 * metrics another. Connections are few, buffers are bounded, whoever dawdles
 * is put out: a peer can harm nobody but others of its own kind.
 *
 * A kind is a const struct control_kind, its functions run on this thread:
 *
 *	static size_t
 *	hello_on_input(struct control_conn *c, const char *bytes, size_t n)
 *	{
 *		if (memchr(bytes, '\n', n) == NULL)
 *			return 0;		// not a whole line yet
 *		control_send(c, "hello\n", 6);
 *		control_finish(c);		// sends it, then hangs up
 *		return n;
 *	}
 *
 * All descriptors are made before the sandbox is sealed: control_new(), then
 * control_listen() for each listener, then control_start().
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct control;
struct control_conn;
struct mailbox;
struct msg;

enum {
	CONTROL_LISTENERS_MAX = 2,
	CONTROL_CONNS_MAX = 16	/* a kind's conns_max is no more */
};

struct control_kind {
	const char *name;	/* for the log */
	uint32_t conns_max;	/* at a time; who comes then is hung up on */
	uint32_t in_max_bytes;	/* input that on_input() may leave unused */
	uint32_t out_max_bytes;	/* output that may wait to be sent */
	int64_t idle_ms;	/* no byte in or out for so long: closed */
	int64_t answer_ms;	/* the same while it is held */
	int64_t life_ms;	/* closed then, whatever it does; 0: never */
	size_t state_bytes;	/* of control_state() */

	/*
	 * Input has come; bytes are all that was not used before. Returns how
	 * many are used now; called again while it uses some and is not held.
	 * Nothing used, and in_max_bytes of it: the connection is closed.
	 */
	size_t (*on_input)(struct control_conn *c, const char *bytes,
	    size_t n);

	/* A message whose ref is the connection's last control_new_ref(). */
	void (*on_message)(struct control_conn *c, const struct msg *m);

	/* Frees what its state holds. May be NULL. */
	void (*on_closed)(struct control_conn *c);
};

/* --- for main --- */

/* Makes its descriptors. NULL: logged. */
struct control *control_new(void) MUST_USE;

/*
 * Takes a listening, non-blocking socket (closes it in the end, and on
 * failure). arg is what control_arg() gives and must outlive the thread.
 */
bool control_listen(struct control *k, int fd, const struct control_kind *kind,
    void *arg) MUST_USE;

/* Descriptors that it may need for connections. */
uint32_t control_max_fds(const struct control *k);

/* Where rooms send answers. MAILBOX_WAKE_FD. */
struct mailbox *control_mailbox(struct control *k);

/* Starts the thread, which waits at the gate. */
bool control_start(struct control *k) MUST_USE;

/* main: the server is up. Until then callers wait in the kernel's queue. */
void control_open(struct control *k);

/* main: sends what is queued, hangs up on all, ends the thread. */
void control_stop(struct control *k);
void control_free(struct control *k);		/* NULL is allowed */

/* --- for kinds, on the thread --- */

/* The connection's own zeroed memory, kind->state_bytes of it. */
void *control_state(struct control_conn *c);
void *control_arg(struct control_conn *c);
struct control *control_of(struct control_conn *c);

/* Queues bytes; too many, and the connection is closed. */
void control_send(struct control_conn *c, const char *bytes, size_t n);

/* Takes nothing more in; hangs up when all is sent. */
void control_finish(struct control_conn *c);

/* on_input() is not called until control_release(): an answer is awaited. */
void control_hold(struct control_conn *c);
void control_release(struct control_conn *c);

/*
 * A number that names this connection until the next one is asked for, or it
 * is closed: for msg.ref of what is posted to a room. Never 0, nor what names a
 * player's connection.
 */
uint64_t control_new_ref(struct control_conn *c);

#endif
