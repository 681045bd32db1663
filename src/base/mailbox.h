/*
 * mailbox.h - bounded queues of message batches: the only place where threads
 * meet.
 *
 * A producer gathers messages into a batch that it owns, without any lock, and
 * posts the batch: one lock and at most one wake-up a batch. Messages hold
 * values, never pointers, so a batch that nobody reads can simply be freed.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

/*
 * Ranges of struct msg.type, one for each module that defines messages; the
 * module's header lists its types and their payload structs.
 */
enum {
	MSG_RANGE_IO_IN = 0x0100,	/* net/io.h: io -> login, world */
	MSG_RANGE_IO_OUT = 0x0200,	/* net/io.h: login, world -> io */
	MSG_RANGE_DB_REQUEST = 0x0300,	/* db/db.h */
	MSG_RANGE_DB_REPLY = 0x0400,
	MSG_RANGE_AUTH = 0x0500,	/* login/auth.h */
	MSG_RANGE_ROOM = 0x0600, /* login/ticket.h: login <-> world, stop */
	MSG_RANGE_CONTROL = 0x0700,	/* control/control_msg.h */
	MSG_RANGE_MASK = 0xff00
};

/* Header of every message. The payload follows it, aligned to 8 bytes. */
struct msg {
	uint32_t size;		/* header and payload, in bytes, as asked for */
	uint16_t type;
	uint16_t reserved;
	uint64_t ref;	/* whom it is about: connection, session, player */
};

struct batch;

/*
 * Appends a message with a zeroed payload of the given size to *b (made if
 * NULL) and returns the payload. The pointer lives until the next batch_add().
 */
void *batch_add(struct batch **b, uint16_t type, uint64_t ref,
    size_t payload_bytes);

/* Walks the messages of one batch; NULL after the last. */
const struct msg *batch_first(const struct batch *b);
const struct msg *batch_next(const struct batch *b, const struct msg *m);

static inline const void *
msg_payload(const struct msg *m)
{
	return m + 1;
}

static inline size_t
msg_payload_bytes(const struct msg *m)
{
	return m->size - sizeof(*m);
}

size_t batch_bytes(const struct batch *b);	/* 0 for NULL */
void batch_free(struct batch *b);		/* NULL is allowed */

enum mailbox_wake {
	MAILBOX_WAKE_COND,	/* the reader sleeps in mailbox_wait() */
	MAILBOX_WAKE_FD	/* the reader polls mailbox_fd() (eventfd, or a pipe) */
};

struct mailbox;

/* NULL (logged) if the kernel refuses a descriptor. */
struct mailbox *mailbox_new(enum mailbox_wake wake, size_t limit_bytes)
    MUST_USE;

/* Frees it and whatever is still in it. No thread may use it any more. */
void mailbox_free(struct mailbox *mb);

/*
 * Any thread. Hands *b over and sets it to NULL; an empty or NULL batch is
 * fine. False, with *b untouched, if the mailbox already holds its limit.
 */
bool mailbox_post(struct mailbox *mb, struct batch **b) MUST_USE;

/* The same without the limit: for control messages that must arrive. */
void mailbox_post_always(struct mailbox *mb, struct batch **b);

/* Any thread: wakes the reader without a message. */
void mailbox_wake(struct mailbox *mb);

/*
 * Reader only. Takes everything that has been posted, oldest first, as a list
 * to walk with batch_chain_pop(). NULL if there is nothing.
 */
struct batch *mailbox_take(struct mailbox *mb);

/*
 * Reader only, MAILBOX_WAKE_COND. Like mailbox_take(), but sleeps until
 * something arrives, a wake-up, or timeout_ms (-1: no limit).
 */
struct batch *mailbox_wait(struct mailbox *mb, int64_t timeout_ms);

/* Takes the first batch off a list; the caller frees it. NULL at the end. */
struct batch *batch_chain_pop(struct batch **chain);

/* Reader only, MAILBOX_WAKE_FD: readable when mailbox_take() has something. */
int mailbox_fd(const struct mailbox *mb);

/* Bytes waiting, for tests and statistics. */
size_t mailbox_bytes(struct mailbox *mb);

#endif
