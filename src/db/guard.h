/* guard.h - one fusiond a database: a second one must not start on it. */
#ifndef DB_GUARD_H
#define DB_GUARD_H

#include <stdbool.h>

#include "base/check.h"

/* {0} guards nothing. */
struct guard {
	int fd;
	bool is_held;
};

/*
 * Makes the file if it does not exist. False: another process guards it. Where
 * files cannot be locked, nothing is guarded and that is true.
 */
bool guard_take(struct guard *g, const char *path) MUST_USE;

/*
 * Again, once only one connection of this process to the file is left: where
 * locks belong to processes, closing any other has dropped ours.
 */
bool guard_renew(struct guard *g) MUST_USE;

/*
 * Whether another process guards the file that fd is open on, for reading and
 * writing.
 */
bool guard_is_taken(int fd);

/* After SQLite has closed the file, for the same reason. */
void guard_release(struct guard *g);

#endif
