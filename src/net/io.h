/*
 * io.h - the packet shards: threads that own every client connection.
 *
 * A connection lives on one shard for life: socket, buffers, keys, topics. The
 * shard frames and deciphers what arrives, lets the gate turn it into typed
 * messages, and posts those inward in batches. Outward it takes messages (see
 * outbox.h), enciphers for each recipient, and makes one write a connection a
 * batch.
 */
#ifndef NET_IO_H
#define NET_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/mailbox.h"

/* What a connection is for: the port that it came in by. */
enum io_role { IO_LOGIN, IO_SHARD, IO_MONITOR, IO_ROLE_COUNT };

/* Why a connection ended (io_closed.reason, and statistics). */
enum io_end {
	IO_END_BY_PEER,		/* end of file or reset */
	IO_END_BY_US,		/* outbox_close() */
	IO_END_BAD_FRAME,	/* a length that no packet can have */
	IO_END_FLOOD,	/* over the rate limit, or too many bad packets */
	IO_END_SLOW,		/* its output buffer overflowed */
	IO_END_TIMEOUT,		/* half a frame, or no login, for too long */
	IO_END_STOP,		/* the server stops */
	IO_END_COUNT
};

const char *io_end_name(enum io_end reason);

/*
 * Names a connection across threads; 0 names none. Shard in bits 56..63,
 * slot in 32..55, generation in 0..31. Stale ids are harmless: dropped.
 */
typedef uint64_t conn_id;

/* Messages io -> room; msg.ref is the conn_id. */
enum {
	IO_MSG_OPENED = MSG_RANGE_IO_IN,	/* struct io_opened */
	IO_MSG_PACKET,	/* made by the gate, see proto/gate.h */
	IO_MSG_CLOSED	/* struct io_closed; always the last one */
};

struct io_opened {
	enum io_role role;
	bool is_loopback;	/* 127.0.0.0/8, ::1 */
	bool is_127_0_0_1;	/* exactly, also as ::ffff:127.0.0.1 */
	char address[46];	/* text, for the log */
};

struct io_closed {
	enum io_role role;
	enum io_end reason;
};

enum io_verdict {
	IO_TAKE,		/* fine, messages may have been added */
	IO_IGNORE,	/* not understood: counted, connection goes on */
	IO_DROP			/* close it */
};

/*
 * The layer above, which knows packets. frame() runs on io threads, several at
 * once: it may touch nothing shared but const data. It gets one deciphered
 * frame (u32 type, then body; n >= 4) and adds messages to *out.
 */
struct io_gate {
	enum io_verdict (*frame)(const struct io_gate *gate, enum io_role role,
	    conn_id conn, const uint8_t *frame, size_t n, struct batch **out);
	const void *context;
};

struct io_listen {
	const char *ip;	/* "" or "0.0.0.0": every address, IPv4 and IPv6 */
	uint16_t port;		/* 0: any free one (tests); see io_port() */
	bool is_enabled;
	struct mailbox *inbox;	/* the room that gets this role's messages */
};

struct io_limits {
	bool is_enabled;		/* false: none of the ones below */
	uint32_t packets_per_s;		/* a connection, sustained */
	uint32_t packet_burst;
	uint32_t bad_packets;	/* ignored ones before the connection ends */
	uint32_t conns_per_address;	/* not for loopback */
	uint32_t accepts_per_address_per_min;	/* not for loopback */
};

struct io_options {
	uint32_t shard_count;		/* 1..64 */
	uint32_t max_frame_bytes;	/* 4096 or 8192 (spec/wire.md 2) */
	uint32_t max_conns;
	uint32_t max_monitors;
	uint32_t out_limit_bytes;	/* a connection's output buffer */
	uint64_t out_total_bytes;	/* of all of them; 0: no limit */
	uint32_t half_frame_timeout_ms;	/* until a begun frame is complete */
	uint32_t handshake_timeout_ms; /* until the room calls outbox_trust() */
	struct io_limits limits;
	struct io_listen listen[IO_ROLE_COUNT];
	struct io_gate gate;
};

struct io;

/* Binds and makes all descriptors; starts nothing. NULL: logged, with port. */
struct io *io_open(const struct io_options *opt) MUST_USE;

/* The port a role is bound to, 0 if disabled. */
uint16_t io_port(const struct io *io, enum io_role role);

/* Starts the shard threads (they wait at the gate). */
bool io_start(struct io *io) MUST_USE;

/* Any thread: no more accepts, no more reads; output goes on. */
void io_stop_reading(struct io *io);

/*
 * main: flushes what it can for up to linger_ms, ends and joins the threads.
 * What the rooms posted before is done first. Each connection still gets its
 * IO_MSG_CLOSED, so the inboxes must live until then.
 */
void io_stop(struct io *io, int64_t linger_ms);

/* Closes everything and frees. After io_stop(), or if never started. */
void io_close(struct io *io);

/* Counters for the status line and load tests; any thread, not exact. */
struct io_stats {
	uint64_t conns;			/* open now */
	uint64_t accepted, refused;
	uint64_t packets_in, packets_bad;
	uint64_t bytes_in, bytes_out;
	uint64_t sends, deliveries;	/* single packets, fanned-out copies */
	uint64_t writes;		/* system calls */
	uint64_t ended[IO_END_COUNT];
};
void io_get_stats(const struct io *io, struct io_stats *out);

/* Any thread: what the rooms have posted and no shard has taken yet. */
size_t io_waiting_bytes(const struct io *io);

#endif
