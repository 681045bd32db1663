/* seal.h - SQLite without names: its file system calls replaced. */
#ifndef DB_SEAL_H
#define DB_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"

/*
 * For the whole process and for good: from here on SQLite works with the
 * descriptors it has and with one kept for db_path's rollback journal, which
 * it needs once, when the file goes back to its old format at the end.
 * False (logged) if something cannot be replaced.
 */
bool seal_apply(const char *db_path) MUST_USE;

/*
 * Descriptors that this process has open on the database and on what SQLite
 * keeps beside it; at most `cap`, returns how many. Before names are gone.
 */
size_t seal_find_fds(const char *db_path, int *out, size_t cap);

#endif
