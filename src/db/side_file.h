/*
 * side_file.h - a text beside the database that is replaced as a whole: what
 * was edited in the game.
 *
 * No file may be renamed once the names are gone, so a second one takes the
 * place of that: it is written first, then the file itself; or the other way
 * round while the file itself is broken. Whatever breaks off, and however often
 * it is tried again, one of the two holds a whole text (spec/DECISIONS.md,
 * gruntwork.json).
 */
#ifndef DB_SIDE_FILE_H
#define DB_SIDE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"

/* Descriptors open for writing, 0: there is none. {0}: nothing to write to. */
struct side_file {
	int fd;
	int backup_fd;
	bool is_behind;		/* the last text is not in the file */
	bool is_broken;		/* half a text: only the second is whole */
};

/* Returns 0, or errno: EROFS if there is no file. Both are synced. */
int side_file_write(struct side_file *f, const void *text, size_t bytes)
    MUST_USE;

void side_file_close(struct side_file *f);

#endif
