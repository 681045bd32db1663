/*
 * bench_fanout.c - what one copy of a published packet costs, without the
 * system call: topic, cache line of the listener, cipher, output queue.
 *
 * Prints; asserts nothing. Usage: bench_fanout [listeners [bytes]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "net/ioloop.h"
#include "net/outbox.h"
#include "net/outflow.h"
#include "net/outmsg.h"

enum {
	ROUNDS = 60,
	PACKETS_A_BATCH = 40,	/* moves between two turns in a crowd */
	TOPIC = 7
};

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static enum io_verdict
no_frame(const struct io_gate *gate, enum io_role role, conn_id conn,
    const uint8_t *frame, size_t n, struct batch **out)
{
	UNUSED(gate);
	UNUSED(role);
	UNUSED(conn);
	UNUSED(frame);
	UNUSED(n);
	UNUSED(out);
	return IO_TAKE;
}

/* What outflow_flush_dirty() does, but for the system call. */
static void
pretend_to_send(struct ioloop *l)
{
	for (size_t i = 0; i < l->dirty.count; i++) {
		struct conn_hot *hot = &l->conns.hot[l->dirty.items[i]];

		hot->flags &= (uint8_t)~CONN_IS_DIRTY;
		sendbuf_drop(&l->sendbufs, hot);
	}
	vec_clear(&l->dirty);
}

static void
measure(uint32_t listeners, size_t bytes)
{
	struct io_options opt = {
		.shard_count = 1,
		.max_frame_bytes = 4096,
		.max_conns = listeners,
		.out_limit_bytes = 1024 * 1024,
		.gate = { .frame = no_frame },
	};
	struct io *io = io_open(&opt);
	struct outbox *o;
	struct ioloop *l;
	uint8_t frame[CIPHER_MAX_BYTES];
	int64_t best_ns = INT64_MAX;
	int64_t best_cipher_ns = INT64_MAX;
	double copies = (double)listeners * PACKETS_A_BATCH;

	if (io == NULL)
		exit(1);
	l = io->loops[0];
	o = outbox_new(io);
	for (size_t i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)i;
	for (uint32_t i = 0; i < listeners; i++) {
		uint32_t slot = conn_add(&l->conns, IO_SHARD, -1);

		l->conns.hot[slot].send_key =
		    slot * UINT64_C(0x9e3779b97f4a7c15);
		topic_add(&l->topics, TOPIC, slot);
	}

	for (int round = 0; round < ROUNDS; round++) {
		int64_t start_ns;
		int64_t spent_ns;

		for (int i = 0; i < PACKETS_A_BATCH; i++)
			outbox_publish(o, TOPIC, 0, frame, bytes);
		outbox_flush(o);
		start_ns = now_ns();
		outflow_take_messages(l);
		spent_ns = now_ns() - start_ns;
		pretend_to_send(l);
		if (spent_ns < best_ns)
			best_ns = spent_ns;

		cipher_fan_init(&l->fan, frame, bytes);
		start_ns = now_ns();
		for (uint32_t i = 0; i < listeners * PACKETS_A_BATCH; i++) {
			cipher_fan_out(&l->fan, i, frame);
			__asm__ volatile("" : : "r"(frame) : "memory");
		}
		spent_ns = now_ns() - start_ns;
		if (spent_ns < best_cipher_ns)
			best_cipher_ns = spent_ns;
	}
	printf("fan-out of %zu bytes to %u listeners: %.1f ns a delivery"
	    " (cipher alone %.1f ns)\n", bytes, listeners,
	    (double)best_ns / copies, (double)best_cipher_ns / copies);

	for (uint32_t slot = 1; slot <= listeners; slot++)
		conn_remove(&l->conns, slot);
	outbox_free(o);
	io_close(io);
}

int
main(int argc, char **argv)
{
	if (argc > 1) {
		measure((uint32_t)strtoul(argv[1], NULL, 10),
		    argc > 2 ? strtoul(argv[2], NULL, 10) : 60);
		return 0;
	}
	measure(16, 60);
	measure(150, 60);
	measure(2000, 16);
	measure(2000, 58);
	measure(2000, 60);
	measure(2000, 200);
	measure(10000, 60);
	return 0;
}
