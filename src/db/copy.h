/* copy.h - a database copied as a whole, and made to last. */
#ifndef DB_COPY_H
#define DB_COPY_H

#include <stdbool.h>

#include "base/check.h"

struct sqlite3;

/*
 * At once reads one state from beginning to end; in steps lets others write in
 * between and begins again if they do.
 */
enum copy_pace { COPY_IN_STEPS, COPY_AT_ONCE };

/*
 * Through SQLite, so that a write-ahead log is part of the copy, into a file
 * that does not exist or is empty; leaves one file in the format of old.
 * Returns SQLite's result.
 */
int copy_write(struct sqlite3 *from, const char *to_path, enum copy_pace pace);

/* The file's contents, and the names in its directory, are on the disk. */
bool copy_sync(const char *path) MUST_USE;
bool copy_sync_directory_of(const char *path) MUST_USE;

#endif
