/* jobs.h - doing what a batch of requests asks for. */
#ifndef DB_JOBS_H
#define DB_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/stopwatch.h"
#include "db/claim.h"
#include "db/db_msg.h"
#include "db/pending.h"
#include "db/side_file.h"

struct batch;
struct store;

struct jobs {
	struct store *store;			/* db.c's */
	struct batch *replies[DB_ROOM_COUNT];	/* for db.c to post */
	struct pending pending;
	struct side_file side;
	struct claims claims;		/* the characters that are played */
	int64_t retry_ms;		/* between tries of kept saves */
	int64_t retry_at_ms;
	int64_t flushes, failed_flushes;
	bool wants_stop;			/* DB_REQ_STOP came */
	struct stopwatch watch;		/* started and stopped by db.c */
};

/*
 * Does all requests of a batch, each a lap of the watch, and adds the answers
 * to j->replies.
 */
void jobs_handle(struct jobs *j, const struct batch *b);

/* Tries to write what was kept. True if nothing is left. */
bool jobs_retry(struct jobs *j);

#endif
