/*
 * claim.c - one writer a character.
 *
 * What the world has in memory it writes over what it once loaded: a tool that
 * mends a character in the file meanwhile would do it in vain, or worse, by
 * halves. So each holds, as long as it needs the character for itself, a lock
 * on one byte far behind the end of the file that stands for it. Locks cost no
 * file, no question to a server that may be busy, and end with the process.
 *
 * The server's are the kind that SQLite takes too, which the sandbox knows.
 * SQLite lets go of all of those when it gives back its last lock on the file:
 * never with a write-ahead log, after every transaction with rollback
 * journals. There the tools must treat all characters as played (beside.c).
 *
 * Owns:   the locks.
 * Called: by jobs.c; by tools through beside.c.
 * Thread: db; of a tool: main.
 */
#define _FILE_OFFSET_BITS 64

#include "db/claim.h"

#include <errno.h>
#include <fcntl.h>

#include "db/guard.h"
#include "db/pending.h"

/* SQLite's and the guard's bytes lie near 1 GiB, the file ends long before. */
static const int64_t claim_first_byte = INT64_C(1) << 62;

enum { CLAIM_PLAYS, CLAIM_LEAVES };

/* A tool's own survive SQLite's unlocking, where there are such locks. */
#ifdef F_OFD_SETLK
enum { CLAIM_TOOL_SETLK = F_OFD_SETLK };
#else
enum { CLAIM_TOOL_SETLK = F_SETLK };
#endif

static struct flock
lock_of(int32_t player_id, short type)
{
	return (struct flock){
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)(claim_first_byte + player_id),
		.l_len = 1,
	};
}

/* False: somebody else has it. Files that cannot be locked are nobody's. */
static bool
lock(int fd, int cmd, int32_t player_id)
{
	struct flock l = lock_of(player_id, F_WRLCK);

	return fcntl(fd, cmd, &l) == 0 ||
	    (errno != EAGAIN && errno != EACCES);
}

static void
unlock(int fd, int cmd, int32_t player_id)
{
	struct flock l = lock_of(player_id, F_UNLCK);

	(void)fcntl(fd, cmd, &l);
}

/* ---- the server's ------------------------------------------------------ */

bool
claims_take(struct claims *c, int32_t player_id)
{
	if (c->guard->is_held && !lock(c->guard->fd, F_SETLK, player_id))
		return false;
	map_put(&c->held, (uint32_t)player_id, CLAIM_PLAYS);
	return true;
}

void
claims_leave(struct claims *c, int32_t player_id)
{
	uint64_t how;

	if (!map_get(&c->held, (uint32_t)player_id, &how) ||
	    how == CLAIM_LEAVES)
		return;
	map_put(&c->held, (uint32_t)player_id, CLAIM_LEAVES);
	vec_push(&c->leaving, player_id);
}

void
claims_return(struct claims *c, int32_t player_id)
{
	if (map_get(&c->held, (uint32_t)player_id, NULL))
		map_put(&c->held, (uint32_t)player_id, CLAIM_PLAYS);
}

/* False: it has to be asked for again later. */
static bool
settle(struct claims *c, int32_t player_id, const struct pending *waiting)
{
	uint64_t how;

	if (!map_get(&c->held, (uint32_t)player_id, &how) ||
	    how == CLAIM_PLAYS)
		return true;		/* it is back */
	if (pending_has(waiting, player_id))
		return false;
	if (c->guard->is_held)
		unlock(c->guard->fd, F_SETLK, player_id);
	map_remove(&c->held, (uint32_t)player_id);
	return true;
}

void
claims_settle(struct claims *c, const struct pending *waiting)
{
	for (size_t i = c->leaving.count; i > 0; i--)
		if (settle(c, c->leaving.items[i - 1], waiting))
			vec_remove_swap(&c->leaving, i - 1);
}

void
claims_fini(struct claims *c)
{
	map_fini(&c->held);
	vec_fini(&c->leaving);
}

/* ---- a tool's ---------------------------------------------------------- */

bool
claim_take(int fd, int32_t player_id)
{
	return lock(fd, CLAIM_TOOL_SETLK, player_id);
}

void
claim_release(int fd, int32_t player_id)
{
	unlock(fd, CLAIM_TOOL_SETLK, player_id);
}

bool
claim_is_played(int fd, int32_t player_id)
{
	struct flock l = lock_of(player_id, F_WRLCK);

	return fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK;
}
