/* pending.h - saves that could not be written yet, at most one a player. */
#ifndef DB_PENDING_H
#define DB_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"
#include "db/db_msg.h"

struct store;

/* {0} is empty. */
struct pending {
	struct map saves; /* player id -> struct db_req_save, all sections */
};

void pending_clear(struct pending *p);
void pending_fini(struct pending *p);

/* Keeps a copy; its sections take the place of older ones of that player. */
void pending_put(struct pending *p, struct db_req_save *save);

bool pending_has(const struct pending *p, int32_t player_id);
size_t pending_count(const struct pending *p);

/*
 * Writes all, within a transaction. False if the transaction must be given
 * up; characters that are gone do not matter. Keeps them either way.
 */
bool pending_write(struct pending *p, struct store *s) MUST_USE;

#endif
