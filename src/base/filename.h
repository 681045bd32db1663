/* filename.h - parts of file names; no file is looked at. */
#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"

/* The directory that holds it: "." if it has none. Cut if it does not fit. */
void filename_directory(const char *path, char *out, size_t cap);

/*
 * A relative name as seen from the directory of `file`. False, and nothing in
 * out: the name is absolute, or that directory is the one we are in.
 */
bool filename_beside(const char *file, const char *name, char *out,
    size_t cap) MUST_USE;

#endif
