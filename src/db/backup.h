/* backup.h - a sound copy of a database that may be in use. */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct store;

/* What a finished copy holds. */
struct backup_info {
	int64_t bytes;
	int32_t account_count, player_count, email_count;
};

enum backup_over { BACKUP_NEW_FILE, BACKUP_REPLACE };

/*
 * Copies to PATH.part, checks the copy, and gives it its name when it is on
 * the disk: at `path` there is a whole copy or what was there before. False:
 * logged.
 */
bool backup_write(struct store *s, const char *path, enum backup_over over,
    struct backup_info *out) MUST_USE;

#endif
