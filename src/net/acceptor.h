/*
 * acceptor.h - io/0's second job: takes connections off all listeners, keeps
 * the caps, and deals them out to the shards.
 */
#ifndef NET_ACCEPTOR_H
#define NET_ACCEPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "net/io.h"
#include "net/limits.h"

struct io;
struct ioloop;
struct outmsg_gone;

struct acceptor {
	struct io *io;
	int fds[IO_ROLE_COUNT];		/* -1: disabled */
	uint16_t ports[IO_ROLE_COUNT];	/* as bound; 0: disabled */
	int64_t resume_at_ms;		/* 0: not paused */
	bool is_stopped;
	uint32_t conns;			/* of all shards, but monitors */
	uint32_t monitors;
	uint32_t next_shard;
	struct limits_table addresses;
	struct batch **adopted;		/* [shard], this turn's */
};

/* Binds the ports. False: logged; acceptor_fini() is still due. */
bool acceptor_init(struct acceptor *a, struct io *io) MUST_USE;
void acceptor_fini(struct acceptor *a);

/* Starts and stops being told of newcomers by io/0's poller. */
bool acceptor_start(struct acceptor *a, struct ioloop *l) MUST_USE;
void acceptor_stop(struct acceptor *a, struct ioloop *l);

/* The role's listener is readable: takes what waits, but not for ever. */
void acceptor_accept(struct acceptor *a, struct ioloop *l, enum io_role role);

/* Once a turn: hands newcomers over, ends a pause when its time has come. */
void acceptor_turn(struct acceptor *a, struct ioloop *l);

/* A connection has ended. */
void acceptor_gone(struct acceptor *a, const struct outmsg_gone *gone);

#endif
