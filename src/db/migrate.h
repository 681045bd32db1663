/* migrate.h - whose database it is, and bringing it to the newest schema. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct store;

enum { MIGRATE_VERSION = 6 };	/* spec/database.md 2 */

/*
 * Writes nothing. False (logged): another protocol's, a newer or unknown one.
 */
bool migrate_check(struct store *s, int32_t protocol) MUST_USE;

/*
 * After it: whether there is nothing for migrate_run() to do. False: logged.
 */
bool migrate_is_done(struct store *s) MUST_USE;

/*
 * Makes what is missing in a new file; copies an older one to
 * PATH.old.VERSION and migrates it. All or nothing; false is logged.
 */
bool migrate_run(struct store *s, int32_t protocol) MUST_USE;

#endif
