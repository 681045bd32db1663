/* metrics.h - all numbers of the server as one text. */
#ifndef CONTROL_METRICS_H
#define CONTROL_METRICS_H

#include <stdint.h>

struct db;
struct io;
struct mailbox;
struct metric_text;

/* What is looked at; set before the thread starts, NULL: there is none. */
struct metrics_sources {
	const char *version;
	int32_t protocol;
	const char *sandbox;	/* sandbox_summary(); NULL until it is known */
	int64_t up_since_ms;		/* 0: not up yet */
	const struct io *io;
	struct mailbox *world, *login, *control;
	const struct db *db;
};

/* Appends everything. Locks nothing for longer than a look takes. */
void metrics_write(const struct metrics_sources *m, struct metric_text *t);

#endif
