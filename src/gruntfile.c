/*
 * gruntfile.c - the file of what is edited in the game: opened once, since
 * behind the seal nothing has a name (spec/DECISIONS.md, gruntwork.json).
 *
 * Owns:   nothing; the descriptors are the caller's.
 * Called: by main.c; gruntfile_path() by confine.c.
 * Thread: main.
 */
#include "gruntfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "config/config.h"

enum { PATH_BYTES = 4096 };

void
gruntfile_path(const struct config *cfg, enum gruntfile_which which,
    char *out, size_t cap)
{
	str_format(out, cap, "%s/%s%s", cfg->shard.tdata_dir,
	    cfg->shard.gruntwork, which == GRUNTFILE_BACKUP ? ".bak" : "");
}

/*
 * The sandbox has made it already; without one it is made here. Empty, it
 * would look like one that a crash has broken.
 */
static int
make(const char *path)
{
	static const char nothing[] = { '{', '}' };
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
	    0600);

	if (fd >= 0 && write(fd, nothing, sizeof(nothing)) !=
	    (ssize_t)sizeof(nothing)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* 0: it cannot be written, which is said. */
static int
open_to_write(const char *path, const char *consequence)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 && errno == ENOENT)
		fd = make(path);
	if (fd >= 0)
		return fd;
	log_warn("gruntwork: %s cannot be written: %s: %s", path,
	    strerror(errno), consequence);
	return 0;
}

void
gruntfile_open(const struct config *cfg, struct gruntfile *out)
{
	char path[PATH_BYTES];

	*out = (struct gruntfile){ 0 };
	gruntfile_path(cfg, GRUNTFILE_ITSELF, path, sizeof(path));
	out->fd = out->read_fd = open_to_write(path,
	    "what is edited in the game will be lost when the server stops");
	if (out->fd == 0) {
		out->read_fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (out->read_fd < 0)
			out->read_fd = 0;
		return;
	}
	gruntfile_path(cfg, GRUNTFILE_BACKUP, path, sizeof(path));
	out->backup_fd = open_to_write(path,
	    "a crash while edits are saved can lose them all");
}
