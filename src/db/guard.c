/*
 * guard.c - one fusiond a database: a second one must not start on it.
 *
 * The ports keep two servers of one config.ini apart; this is for two with
 * different ports and one dbpath, each of which would write its own memory
 * over the other's. SQLite's own means would shut out the web tools that
 * share the file (locking_mode=exclusive), so this locks one byte that SQLite
 * leaves alone: it lies on the page of its lock bytes, behind them. OpenFusion
 * and tools neither see nor need that lock.
 *
 * Owns:   the descriptor that holds the lock.
 * Called: by store.c; guard_is_taken() by tools.
 * Thread: main at start-up, then db.
 */
#include "db/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

enum { GUARD_BYTE = 0x40000000 + 1024 };

/* Locks of the open file, where there are any, survive other descriptors. */
#ifdef F_OFD_SETLK
enum { GUARD_SETLK = F_OFD_SETLK };
#else
enum { GUARD_SETLK = F_SETLK };
#endif

static struct flock
guard_lock(void)
{
	return (struct flock){
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = GUARD_BYTE,
		.l_len = 1,
	};
}

/* False: somebody else has it. */
static bool
lock_byte(int fd)
{
	struct flock lock = guard_lock();

	return fcntl(fd, GUARD_SETLK, &lock) == 0 ||
	    (errno != EAGAIN && errno != EACCES);
}

bool
guard_take(struct guard *g, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);

	if (fd < 0)
		return true;	/* SQLite will say why it cannot be opened */
	if (!lock_byte(fd)) {
		close(fd);
		log_error("db: %s: another fusiond has it open", path);
		return false;
	}
	*g = (struct guard){ fd, true };
	return true;
}

bool
guard_is_taken(int fd)
{
	struct flock lock = guard_lock();

	return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool
guard_renew(struct guard *g)
{
	return !g->is_held || lock_byte(g->fd);
}

void
guard_release(struct guard *g)
{
	if (g->is_held)
		close(g->fd);
	*g = (struct guard){ 0 };
}
