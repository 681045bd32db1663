/* shard.h - the world thread: its loop, and what it is given. */
#ifndef SHARD_SHARD_H
#define SHARD_SHARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "proto/version.h"

struct batch;
struct config;
struct db;
struct io;
struct mailbox;
struct shard;
struct tdata;
struct world;

struct shard_options {
	const struct config *cfg;
	const struct tdata *td;
	enum proto_version version;
	struct mailbox *inbox;		/* MAILBOX_WAKE_COND; not owned */
	struct mailbox *login;		/* NULL in tests */
	struct mailbox *control;	/* NULL: no operator's socket */
	void (*stop_server)(void);	/* lets main stop it; NULL in tests */
	struct db *db;			/* NULL in tests */
	struct io *io;			/* NULL in tests without a thread */
	bool saves_edits;		/* db has a file for gruntwork */
	uint64_t seed;			/* of chance; 0: from the system */
	int64_t now_ms;			/* timers count from here; 0: now */
};

/* Builds the world with its inhabitants; starts nothing. NULL: logged. */
struct shard *shard_new(const struct shard_options *opt) MUST_USE;

/* Starts the thread "world", which waits at the gate. */
bool shard_start(struct shard *s) MUST_USE;

/*
 * One turn of the thread's loop: takes a chain of batches (mailbox_take(), may
 * be NULL), runs timers, sends. The same seed and the same turns make the same
 * world. Tests without a thread call it themselves.
 */
void shard_turn(struct shard *s, struct batch *chain, int64_t now_ms,
    int64_t unix_s);

/* Its world, for tests without a thread. */
struct world *shard_world(struct shard *s);

/*
 * main: waits for the thread's end. It ends on ROOM_MSG_STOP, after everybody
 * was told, saved and removed.
 */
void shard_join(struct shard *s);
void shard_free(struct shard *s);

#endif
