/* ioloop.h - one packet shard from the inside: its state, its loop. */
#ifndef NET_IOLOOP_H
#define NET_IOLOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/counter.h"
#include "base/mailbox.h"
#include "base/vec.h"
#include "net/acceptor.h"
#include "net/cipher.h"
#include "net/conn.h"
#include "net/deadline.h"
#include "net/io.h"
#include "net/poller.h"
#include "net/sendbuf.h"
#include "net/topic.h"

struct listener_peer;
struct thread;

enum {
	IOLOOP_READ_BYTES = 16 * 1024,	/* most of one recv(2) */
	IOLOOP_STAT_COUNT = sizeof(struct io_stats) / sizeof(uint64_t)
};

struct slot_vec VEC_OF(uint32_t);

struct ioloop {
	struct io *io;
	const struct io_options *opt;
	uint32_t index;
	struct mailbox *mailbox;	/* from the rooms, main and io/0 */
	struct poller *poller;
	struct conn_table conns;
	struct topics topics;
	struct deadlines deadlines;
	struct sendbuf_cache sendbufs;
	int64_t trim_at_ms;		/* the next sendbuf_cache_trim() */
	int64_t now_ms;			/* read once a turn */

	struct slot_vec ready[IO_ROLE_COUNT];	/* may have something to read */
	struct slot_vec dirty;			/* have something to send */
	struct slot_vec ended;			/* to be buried this turn */
	struct batch *inbound[IO_ROLE_COUNT];	/* for the rooms */
	bool is_stalled[IO_ROLE_COUNT];	/* that room's mailbox is full */
	struct batch *gone;			/* for io/0 */

	bool is_reading_stopped;
	int64_t stop_at_ms;		/* 0: not stopping */
	uint32_t lingering;		/* connections in that state */

	struct io_stats stats;
	struct counter shared_stats[IOLOOP_STAT_COUNT];
	struct cipher_fan fan;
	uint8_t scratch[IOLOOP_READ_BYTES];
};

/* What io_open() makes. */
struct io {
	struct io_options opt;
	struct ioloop **loops;		/* [opt.shard_count] */
	struct thread **threads;
	struct acceptor acceptor;	/* used by io/0 only, once started */
	bool is_started;
};

/* NULL: logged. */
struct ioloop *ioloop_new(struct io *io, uint32_t index) MUST_USE;

/* After its thread has ended, or before it was started. */
void ioloop_free(struct ioloop *l);

/* The thread: runs until OUTMSG_STOP. */
void ioloop_run(void *loop);

/* Makes a socket one of this shard's connections, or closes it. */
void ioloop_adopt(struct ioloop *l, enum io_role role,
    const struct listener_peer *peer, bool is_address_counted);

/* Ends it now, whatever is queued. */
void ioloop_end(struct ioloop *l, uint32_t slot, enum io_end reason);

/* Takes nothing more from it or for it, sends what is queued, ends it. */
void ioloop_close(struct ioloop *l, uint32_t slot, enum io_end reason);

/* Sends what is queued and goes on from there. */
void ioloop_flush(struct ioloop *l, uint32_t slot);

/* It has something to send this turn. */
static inline void
ioloop_mark_dirty(struct ioloop *l, uint32_t slot)
{
	if ((l->conns.hot[slot].flags & CONN_IS_DIRTY) != 0)
		return;
	l->conns.hot[slot].flags |= CONN_IS_DIRTY;
	vec_push(&l->dirty, slot);
}

/* May packets of this role be read, or is its room behind? */
static inline bool
ioloop_may_read(const struct ioloop *l, enum io_role role)
{
	return !l->is_reading_stopped && !l->is_stalled[role];
}

#endif
