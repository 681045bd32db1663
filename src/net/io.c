/*
 * io.c - the packet shards as a whole: open, start, stop, count.
 *
 * Owns:   struct io and its shards; the threads that run them.
 * Called: by main, and by tests.
 * Thread: main; io_stop_reading() and io_get_stats() any.
 */
#include "net/io.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/thread.h"
#include "net/ioloop.h"
#include "net/outmsg.h"

enum { IO_MOST_SHARDS = 64 };

struct io *
io_open(const struct io_options *opt)
{
	struct io *io = calloc(1, sizeof(*io));

	CHECK(io != NULL);
	CHECK(opt->shard_count >= 1 && opt->shard_count <= IO_MOST_SHARDS);
	CHECK(opt->max_frame_bytes > FRAME_LENGTH_BYTES &&
	    opt->max_frame_bytes <= FRAME_MAX_BYTES);
	CHECK(opt->gate.frame != NULL);
	io->opt = *opt;
	io->loops = calloc(opt->shard_count, sizeof(struct ioloop *));
	io->threads = calloc(opt->shard_count, sizeof(struct thread *));
	CHECK(io->loops != NULL && io->threads != NULL);

	if (!acceptor_init(&io->acceptor, io))
		goto fail;
	for (uint32_t i = 0; i < opt->shard_count; i++) {
		io->loops[i] = ioloop_new(io, i);
		if (io->loops[i] == NULL)
			goto fail;
	}
	if (!acceptor_start(&io->acceptor, io->loops[0])) {
		log_error("io: cannot wait for the listeners");
		goto fail;
	}
	return io;
fail:
	io_close(io);
	return NULL;
}

uint16_t
io_port(const struct io *io, enum io_role role)
{
	return io->acceptor.ports[role];
}

bool
io_start(struct io *io)
{
	for (uint32_t i = 0; i < io->opt.shard_count; i++) {
		io->threads[i] = thread_new(THREAD_IO, i, ioloop_run,
		    io->loops[i]);
		if (io->threads[i] == NULL)
			return false;
	}
	io->is_started = true;
	return true;
}

void
io_stop_reading(struct io *io)
{
	for (uint32_t i = 0; i < io->opt.shard_count; i++) {
		struct batch *b = NULL;

		(void)batch_add(&b, OUTMSG_STOP_READING, 0, 0);
		mailbox_post_always(io->loops[i]->mailbox, &b);
	}
}

void
io_stop(struct io *io, int64_t linger_ms)
{
	if (!io->is_started)
		return;
	for (uint32_t i = 0; i < io->opt.shard_count; i++) {
		struct batch *b = NULL;
		struct outmsg_stop *stop = batch_add(&b, OUTMSG_STOP, 0,
		    sizeof(*stop));

		stop->linger_ms = linger_ms;
		mailbox_post_always(io->loops[i]->mailbox, &b);
	}
	for (uint32_t i = 0; i < io->opt.shard_count; i++)
		thread_join(io->threads[i]);
	io->is_started = false;
}

void
io_close(struct io *io)
{
	if (io == NULL)
		return;
	CHECK(!io->is_started);
	for (uint32_t i = 0; i < io->opt.shard_count; i++)
		ioloop_free(io->loops[i]);
	acceptor_fini(&io->acceptor);
	free(io->loops);
	free(io->threads);
	free(io);
}

void
io_get_stats(const struct io *io, struct io_stats *out)
{
	uint64_t sums[IOLOOP_STAT_COUNT] = { 0 };

	for (uint32_t i = 0; i < io->opt.shard_count; i++) {
		for (size_t s = 0; s < IOLOOP_STAT_COUNT; s++)
			sums[s] += counter_get(&io->loops[i]->shared_stats[s]);
	}
	memcpy(out, sums, sizeof(*out));
}

size_t
io_waiting_bytes(const struct io *io)
{
	size_t n = 0;

	for (uint32_t i = 0; i < io->opt.shard_count; i++)
		n += mailbox_bytes(io->loops[i]->mailbox);
	return n;
}
