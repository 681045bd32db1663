/*
 * claim.h - one writer a character: the server that plays it, or an operator's
 * tool that mends it.
 */
#ifndef DB_CLAIM_H
#define DB_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"
#include "base/vec.h"

struct guard;
struct pending;

/* The characters that this server plays; db thread. {0} claims nothing. */
struct claims {
	const struct guard *guard;	/* the store's: the file to lock in */
	struct map held;		/* by player id: does it leave? */
	struct VEC_OF(int32_t) leaving;
};

/* False: a tool has it just now, so it must not be loaded for play. */
bool claims_take(struct claims *c, int32_t player_id) MUST_USE;

/* Its last save came: the claim ends with the next claims_settle() ... */
void claims_leave(struct claims *c, int32_t player_id);

/* unless it comes back before that; */
void claims_return(struct claims *c, int32_t player_id);

/* ... that finds none of its saves waiting to be written. */
void claims_settle(struct claims *c, const struct pending *waiting);

void claims_fini(struct claims *c);

/*
 * A tool's side, on a descriptor of the database file that may be written. The
 * claim ends with claim_release() or the descriptor. False: it is played.
 */
bool claim_take(int fd, int32_t player_id) MUST_USE;
void claim_release(int fd, int32_t player_id);

/* Whether a server plays it now. */
bool claim_is_played(int fd, int32_t player_id);

#endif
