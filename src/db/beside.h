/*
 * beside.h - an operator's tool at the database, whether a server runs or not.
 */
#ifndef DB_BESIDE_H
#define DB_BESIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db.h"
#include "db/store.h"

struct beside {
	struct store store;
	int fd;				/* for claims; -1: none */
};

/*
 * The file must exist, of opt->protocol and with the newest schema: nothing is
 * made, migrated or set. False: logged. beside_close() after both.
 */
bool beside_open(struct beside *b, const struct db_options *opt) MUST_USE;
void beside_close(struct beside *b);

enum beside_player {
	BESIDE_FREE,			/* nobody plays it */
	BESIDE_PLAYED,
	BESIDE_UNKNOWN	/* a server runs and cannot say (db/claim.c) */
};

/* Now; a moment later it may be otherwise. */
enum beside_player beside_look(const struct beside *b, int32_t player_id);

/*
 * FREE: the character is the caller's until beside_release() or the end; a
 * server that is asked for it refuses.
 */
enum beside_player beside_claim(struct beside *b, int32_t player_id) MUST_USE;
void beside_release(struct beside *b, int32_t player_id);

#endif
