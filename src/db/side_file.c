/*
 * side_file.c - a text beside the database that is replaced as a whole.
 *
 * Owns:   the two descriptors, once db_set_side_file() has handed them over.
 * Called: by jobs.c and db.c.
 * Thread: db.
 */
#include "db/side_file.h"

#include <errno.h>
#include <unistd.h>

static bool
write_all(int fd, const char *text, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		ssize_t n = pwrite(fd, text + done, bytes - done,
		    (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? EIO : errno;
			return false;
		}
		done += (size_t)n;
	}
	return true;
}

/*
 * Emptied first: what a crash leaves is the beginning of a text, which is
 * seen to be broken, never a mixture of two.
 */
static bool
replace(int fd, const char *text, size_t bytes)
{
	return ftruncate(fd, 0) == 0 && write_all(fd, text, bytes) &&
	    fdatasync(fd) == 0;
}

int
side_file_write(struct side_file *f, const void *text, size_t bytes)
{
	f->is_behind = true;
	if (f->fd <= 0)
		return EROFS;
	if (f->backup_fd > 0 && !replace(f->backup_fd, text, bytes))
		return errno;
	if (!replace(f->fd, text, bytes))
		return errno;
	f->is_behind = false;
	return 0;
}

void
side_file_close(struct side_file *f)
{
	if (f->fd > 0)
		close(f->fd);
	if (f->backup_fd > 0)
		close(f->backup_fd);
	f->fd = f->backup_fd = 0;
}
