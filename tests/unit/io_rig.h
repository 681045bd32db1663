/*
 * io_rig.h - packet shards with a pretended gate and room, and clients on
 * loopback sockets: what the tests of src/net share.
 *
 * The gate passes each frame on as it is, after its type: RIG_TAKE, RIG_IGNORE
 * and RIG_DROP are the verdicts. Waiting is for events; RIG_PATIENCE_MS only
 * says when to give up.
 */
#ifndef TESTS_UNIT_IO_RIG_H
#define TESTS_UNIT_IO_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/thread.h"
#include "net/cipher.h"
#include "net/frame.h"
#include "net/io.h"
#include "net/outbox.h"

enum {
	RIG_PATIENCE_MS = 20000,
	RIG_TAKE = 1,
	RIG_IGNORE = 2,
	RIG_DROP = 3,
	RIG_MAX_FRAME = 4096
};

struct rig {
	struct io_options opt;
	struct mailbox *inbox;
	struct io *io;
	struct outbox *out;
	struct batch *chain;		/* taken, not looked at */
	struct batch *batch;
	const struct msg *next;
};

static inline uint32_t
rig_type(const uint8_t *frame)
{
	uint32_t type;

	memcpy(&type, frame, sizeof(type));
	return type;
}

static inline enum io_verdict
rig_frame(const struct io_gate *gate, enum io_role role, conn_id conn,
    const uint8_t *frame, size_t n, struct batch **out)
{
	/* Not assert_...(): those may only fail in the test's own thread. */
	CHECK(gate->context == (const void *)&rig_frame);
	CHECK(role < IO_ROLE_COUNT);
	switch (rig_type(frame)) {
	case RIG_IGNORE:
		return IO_IGNORE;
	case RIG_DROP:
		return IO_DROP;
	default:
		memcpy(batch_add(out, IO_MSG_PACKET, conn, n), frame, n);
		return IO_TAKE;
	}
}

static inline struct io_options
rig_options(void)
{
	struct io_options opt = {
		.shard_count = 2,
		.max_frame_bytes = RIG_MAX_FRAME,
		.max_conns = 100,
		.max_monitors = 4,
		.out_limit_bytes = 256 * 1024,
		.gate = { .frame = rig_frame, .context = (void *)&rig_frame },
	};

	for (int role = 0; role < IO_ROLE_COUNT; role++)
		opt.listen[role] = (struct io_listen){
			.ip = "127.0.0.1", .is_enabled = true
		};
	return opt;
}

/* inbox_bytes: when the room is full. */
static inline void
rig_open_with_inbox(struct rig *r, struct io_options opt, size_t inbox_bytes)
{
	*r = (struct rig){ .opt = opt };
	r->inbox = mailbox_new(MAILBOX_WAKE_COND, inbox_bytes);
	assert_non_null(r->inbox);
	for (int role = 0; role < IO_ROLE_COUNT; role++)
		r->opt.listen[role].inbox = r->inbox;
	r->io = io_open(&r->opt);
	assert_non_null(r->io);
	r->out = outbox_new(r->io);
	assert_true(io_start(r->io));
	thread_gate_open();
}

static inline void
rig_open(struct rig *r, struct io_options opt)
{
	rig_open_with_inbox(r, opt, 1024 * 1024);
}

/* NULL if nothing comes for timeout_ms. Lives until the next call. */
static inline const struct msg *
rig_poll(struct rig *r, int64_t timeout_ms)
{
	while (r->next == NULL) {
		batch_free(r->batch);
		r->batch = batch_chain_pop(&r->chain);
		if (r->batch == NULL)
			r->chain = mailbox_wait(r->inbox, timeout_ms);
		if (r->batch == NULL && r->chain == NULL)
			return NULL;
		if (r->batch == NULL)
			r->batch = batch_chain_pop(&r->chain);
		r->next = batch_first(r->batch);
	}
	{
		const struct msg *m = r->next;

		r->next = batch_next(r->batch, m);
		return m;
	}
}

static inline const struct msg *
rig_wait(struct rig *r, uint16_t type)
{
	const struct msg *m = rig_poll(r, RIG_PATIENCE_MS);

	assert_non_null(m);
	assert_int_equal(m->type, type);
	return m;
}

static inline conn_id
rig_wait_opened(struct rig *r, enum io_role role)
{
	const struct msg *m = rig_wait(r, IO_MSG_OPENED);
	const struct io_opened *o = msg_payload(m);

	assert_int_equal(o->role, role);
	assert_int_not_equal(m->ref, 0);
	return m->ref;
}

static inline void
rig_wait_closed(struct rig *r, conn_id conn, enum io_end reason)
{
	const struct msg *m = rig_wait(r, IO_MSG_CLOSED);
	const struct io_closed *c = msg_payload(m);

	assert_int_equal(m->ref, conn);
	assert_int_equal(c->reason, reason);
}

static inline void
rig_close(struct rig *r)
{
	io_stop(r->io, 0);
	outbox_free(r->out);
	io_close(r->io);
	batch_free(r->batch);
	while ((r->batch = batch_chain_pop(&r->chain)) != NULL)
		batch_free(r->batch);
	mailbox_free(r->inbox);
}

/* --- clients --- */

static inline int
client_connect(const struct rig *r, enum io_role role)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(io_port(r->io, role)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

/* Connects and waits until the room knows it. */
static inline int
client_open(struct rig *r, enum io_role role, conn_id *conn)
{
	int fd = client_connect(r, role);

	*conn = rig_wait_opened(r, role);
	return fd;
}

static inline void
client_write(int fd, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		assert_true(done > 0);
		p += done;
		n -= (size_t)done;
	}
}

/* A frame of n >= 8 bytes: type, number, then filling. */
static inline void
frame_fill(uint8_t *frame, size_t n, uint32_t type, uint32_t number)
{
	assert_true(n >= 8);
	memset(frame, (int)(number & 0xff), n);
	memcpy(frame, &type, sizeof(type));
	memcpy(frame + 4, &number, sizeof(number));
}

/* As it stands on the wire; returns its length there. */
static inline size_t
frame_on_wire(uint8_t *out, size_t n, uint32_t type, uint32_t number,
    const uint8_t key[8])
{
	frame_put_length(out, (uint32_t)n);
	frame_fill(out + FRAME_LENGTH_BYTES, n, type, number);
	cipher_encrypt(out + FRAME_LENGTH_BYTES, n, key);
	return n + FRAME_LENGTH_BYTES;
}

static inline void
client_send(int fd, size_t n, uint32_t type, uint32_t number)
{
	uint8_t bytes[RIG_MAX_FRAME + FRAME_LENGTH_BYTES];

	client_write(fd, bytes,
	    frame_on_wire(bytes, n, type, number, cipher_default_key));
}

/* False at the end of the stream. */
static inline bool
client_read(int fd, void *out, size_t n)
{
	uint8_t *p = out;

	while (n > 0) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		ssize_t got;

		assert_int_equal(poll(&pfd, 1, RIG_PATIENCE_MS), 1);
		got = recv(fd, p, n, 0);
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* Reads one frame and checks that it is this one, under this key. */
static inline void
client_expect(int fd, size_t n, uint32_t type, uint32_t number,
    const uint8_t key[8])
{
	uint8_t wanted[RIG_MAX_FRAME + FRAME_LENGTH_BYTES];
	uint8_t got[RIG_MAX_FRAME + FRAME_LENGTH_BYTES];
	size_t bytes = frame_on_wire(wanted, n, type, number, key);

	assert_true(client_read(fd, got, bytes));
	assert_memory_equal(got, wanted, bytes);
}

static inline void
client_expect_end(int fd)
{
	uint8_t byte;

	assert_false(client_read(fd, &byte, 1));
	close(fd);
}

/* --- the room --- */

static inline void
room_send(struct rig *r, conn_id conn, size_t n, uint32_t number)
{
	uint8_t frame[RIG_MAX_FRAME];

	frame_fill(frame, n, RIG_TAKE, number);
	outbox_send(r->out, conn, frame, n);
}

static inline void
room_publish(struct rig *r, uint64_t topic, conn_id except, size_t n,
    uint32_t number)
{
	uint8_t frame[RIG_MAX_FRAME];

	frame_fill(frame, n, RIG_TAKE, number);
	outbox_publish(r->out, topic, except, frame, n);
}

static inline void
room_expect_packet(struct rig *r, conn_id conn, size_t n, uint32_t number)
{
	const struct msg *m = rig_wait(r, IO_MSG_PACKET);
	uint8_t wanted[RIG_MAX_FRAME];

	assert_int_equal(m->ref, conn);
	assert_int_equal(msg_payload_bytes(m), n);
	frame_fill(wanted, n, RIG_TAKE, number);
	assert_memory_equal(msg_payload(m), wanted, n);
}

#endif
