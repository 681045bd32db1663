/* files.h - temporary directories of the fixture: made, copied, removed. */
#ifndef BOT_FILES_H
#define BOT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/check.h"

/* snprintf that dies instead of cutting off. */
void path_format(char *out, size_t cap, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/*
 * Copies a directory with all below it. Files are linked where the file system
 * allows it: who wants to change one removes it first. Files whose name begins
 * with `except` stay behind.
 */
void files_copy_tree(const char *from, const char *to, const char *except);

/* Gives the directories to a user; the files in them may be links. */
void files_give_tree(const char *path, uid_t uid);

void files_remove_tree(const char *path);

/* Writes a new file, taking the place of an old one. */
void files_write(const char *path, const char *text, size_t n);

/* The whole file, NUL-terminated; NULL if there is none. Caller frees. */
char *files_take(const char *path, size_t *n);

bool files_exist(const char *path);

/* How many entries a directory has whose name begins with `prefix`. */
int files_count(const char *dir, const char *prefix);

#endif
