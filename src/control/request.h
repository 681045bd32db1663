/*
 * request.h - what is spoken on the operator's socket.
 *
 * Lines of UTF-8 that end with LF. A request is one line: a verb, then its
 * arguments, each behind one TAB. A connection may make several, one after the
 * other; each is answered before the next is looked at.
 *
 *	kick<TAB>Jane Smith
 *
 * A verb with a body has the body's length in bytes as its first argument, a
 * decimal number up to REQUEST_BODY_MAX; the bytes follow the line's LF.
 *
 *	reload<TAB>3<TAB>drops.json
 *	{}
 *	(and a LF as third byte)
 *
 * An answer is any number of lines "> text", and then one that ends it:
 *
 *	ok
 *	error 1 why not
 *
 * The number is what the tool exits with: 1 understood but not to be done, 2
 * no such verb, or not with these arguments. What cannot be understood at all
 * (a line too long, control characters in it, a bad length) is answered with
 * an error, and the connection is closed.
 *
 * Who may connect may do everything: the socket's directory keeps others out.
 */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/control.h"
#include "control/control_msg.h"

enum {
	REQUEST_LINE_MAX = 4096,	/* with its LF */
	REQUEST_BODY_MAX = 64 << 20	/* of all requests together */
};

/* A whole request; lives until the verb's function returns. */
struct request {
	struct control_conn *conn;
	uint64_t ref;			/* for an answer from elsewhere */
	const char *verb;
	uint32_t argc;			/* without the body's length */
	const char *argv[CONTROL_ARGS_MAX];
	const uint8_t *body;		/* NULL: none */
	size_t body_bytes;
};

/*
 * A verb that this thread deals with itself. Its function answers at once with
 * request_answer(), or lets a room do so later (control_answer_add() with
 * rq->ref, posted to control_mailbox()): either, once. The body's memory is
 * given back when the function returns, unless it takes it.
 */
struct request_verb {
	const char *name;		/* NULL ends a table */
	bool has_body;
	void (*fn)(struct request *rq, void *context);
};

/* Given to control_listen() as arg; lives as long as the thread. */
struct request_desk {
	const struct request_verb *verbs;
	void *context;			/* of the verbs' functions */
	struct mailbox *world;		/* gets all other verbs */
	size_t body_bytes;		/* {0}: of bodies held just now */
};

extern const struct control_kind request_kind;

/* Ends the request; text as in struct control_answer. */
void request_answer(struct request *rq, enum control_status status,
    const char *text);

/*
 * The body becomes the caller's, who frees it; rq->body is NULL then. It counts
 * against REQUEST_BODY_MAX until the request is answered.
 */
uint8_t *request_take_body(struct request *rq) MUST_USE;

#endif
