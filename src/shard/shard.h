/* shard.h - the world thread: its loop, and what it is given. */
#ifndef SHARD_SHARD_H
#define SHARD_SHARD_H

#include <stdbool.h>

#include "base/check.h"
#include "proto/version.h"

struct config;
struct db;
struct io;
struct mailbox;
struct shard;
struct tdata;

struct shard_options {
	const struct config *cfg;
	const struct tdata *td;
	enum proto_version version;
	struct mailbox *inbox;		/* MAILBOX_WAKE_COND; not owned */
	struct mailbox *login;		/* NULL in tests */
	struct db *db;			/* NULL in tests */
	struct io *io;
};

/* Builds the world with its inhabitants; starts nothing. NULL: logged. */
struct shard *shard_new(const struct shard_options *opt) MUST_USE;

/* Starts the thread "world", which waits at the gate. */
bool shard_start(struct shard *s) MUST_USE;

/*
 * main: waits for the thread's end. It ends on ROOM_MSG_STOP, after everybody
 * was told, saved and removed.
 */
void shard_join(struct shard *s);
void shard_free(struct shard *s);

#endif
