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
write_and_sync(int fd, const char *text, size_t bytes)
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
	return fdatasync(fd) == 0;
}

/*
 * Emptied first: what a crash leaves is the beginning of a text, which is
 * seen to be broken, never a mixture of two.
 */
static bool
replace(int fd, const char *text, size_t bytes)
{
	return ftruncate(fd, 0) == 0 && write_and_sync(fd, text, bytes);
}

static bool
replace_itself(struct side_file *f, const char *text, size_t bytes)
{
	if (ftruncate(f->fd, 0) != 0)
		return false;
	f->is_broken = true;
	if (!write_and_sync(f->fd, text, bytes))
		return false;
	f->is_broken = false;
	f->is_behind = false;
	return true;
}

int
side_file_write(struct side_file *f, const void *text, size_t bytes)
{
	bool was_broken = f->is_broken;

	f->is_behind = true;
	if (f->fd <= 0)
		return EROFS;
	/* The second one is not touched while it is all there is. */
	if (was_broken && !replace_itself(f, text, bytes))
		return errno;
	if (f->backup_fd > 0 && !replace(f->backup_fd, text, bytes))
		return errno;
	if (!was_broken && !replace_itself(f, text, bytes))
		return errno;
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
