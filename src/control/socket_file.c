/*
 * socket_file.c - the operator's socket in the file system: made so that only
 * who started the server can reach it.
 *
 * The directory is what protects it: some systems do not look at a socket's
 * own mode. The server does not either, once sealed: it has no more names, and
 * if it was started as root it is somebody else by then. So the file outlives
 * the server, and the next start replaces it.
 *
 * Owns:   nothing; descriptors are the caller's.
 * Called: by operate.c at start-up; socket_file_connect() by the tool.
 * Thread: main, before there are others.
 */
#include "control/socket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/str.h"

enum { BACKLOG = 16, OTHERS = 077, DIR_MODE = 0700, FILE_MODE = 0600 };

static bool
make_address(const char *path, struct sockaddr_un *out, char *why,
    unsigned why_bytes)
{
	size_t n = strlen(path);

	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (n > 0 && n < sizeof(out->sun_path)) {
		memcpy(out->sun_path, path, n);
		return true;
	}
	errno = ENAMETOOLONG;
	str_format(why, why_bytes, "%s: the path of a socket has 1 to %zu "
	    "bytes, this one %zu", path, sizeof(out->sun_path) - 1, n);
	return false;
}

static enum socket_file_result
fail(const char *path, const char *what, char *why, unsigned why_bytes)
{
	str_format(why, why_bytes, "%s: %s: %s", path, what, strerror(errno));
	return SOCKET_FILE_UNFIT;
}

static enum socket_file_result
make_directory(const char *dir, char *why, unsigned why_bytes)
{
	struct stat st;

	if (mkdir(dir, DIR_MODE) != 0 && errno != EEXIST)
		return fail(dir, "cannot make it", why, why_bytes);
	if (stat(dir, &st) != 0)
		return fail(dir, "cannot look at it", why, why_bytes);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
		str_format(why, why_bytes, "%s: must be a directory of the "
		    "user who starts the server: remove it or chown it", dir);
		return SOCKET_FILE_UNFIT;
	}
	if ((st.st_mode & OTHERS) != 0) {
		str_format(why, why_bytes, "%s: others can enter it, mode "
		    "%03o; it must be 700, the socket's alone: chmod 700 %s",
		    dir, (unsigned)st.st_mode & 0777, dir);
		return SOCKET_FILE_UNFIT;
	}
	return SOCKET_FILE_OK;
}

/* Whether somebody listens there. */
static bool
is_alive(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	bool is_there;

	if (fd < 0)
		return false;
	/* EAGAIN: it has more callers than it takes just now. */
	is_there = connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 ||
	    errno == EAGAIN || errno == EINPROGRESS;
	close(fd);
	return is_there;
}

/* Removes what a server that has ended left behind. */
static enum socket_file_result
make_room(const struct sockaddr_un *a, char *why, unsigned why_bytes)
{
	const char *path = a->sun_path;
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? SOCKET_FILE_OK :
		    fail(path, "cannot look at it", why, why_bytes);
	if (!S_ISSOCK(st.st_mode)) {
		str_format(why, why_bytes, "%s: is there and no socket", path);
		return SOCKET_FILE_UNFIT;
	}
	if (is_alive(a)) {
		str_format(why, why_bytes, "%s: a server that runs listens "
		    "there; another one takes another [control] path", path);
		return SOCKET_FILE_TAKEN;
	}
	if (unlink(path) != 0)
		return fail(path, "cannot remove it", why, why_bytes);
	return SOCKET_FILE_OK;
}

static int
listen_at(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	mode_t before = umask(0777 & ~FILE_MODE);
	int err;

	if (fd >= 0 &&
	    (bind(fd, (const struct sockaddr *)a, sizeof(*a)) != 0 ||
	    chmod(a->sun_path, FILE_MODE) != 0 || listen(fd, BACKLOG) != 0)) {
		err = errno;
		close(fd);
		errno = err;
		fd = -1;
	}
	err = errno;
	umask(before);
	errno = err;
	return fd;
}

static enum socket_file_result
replace(const struct sockaddr_un *a, int *fd, char *why, unsigned why_bytes)
{
	enum socket_file_result res = make_room(a, why, why_bytes);
	int got;

	if (res != SOCKET_FILE_OK)
		return res;
	got = listen_at(a);
	if (got < 0)
		return fail(a->sun_path, "cannot listen", why, why_bytes);
	*fd = got;
	return SOCKET_FILE_OK;
}

/*
 * One server at a time: a socket that is bound and does not listen yet looks
 * like one that was left behind. -1: no such locks there, it goes on without.
 */
static int
lock_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)flock(fd, LOCK_EX);
	return fd;
}

enum socket_file_result
socket_file_listen(const char *path, int *fd, char *why, unsigned why_bytes)
{
	enum socket_file_result res;
	struct sockaddr_un a;
	char dir[sizeof(a.sun_path)];
	int lock;

	if (!make_address(path, &a, why, why_bytes))
		return SOCKET_FILE_UNFIT;
	filename_directory(path, dir, sizeof(dir));
	res = make_directory(dir, why, why_bytes);
	if (res != SOCKET_FILE_OK)
		return res;
	lock = lock_directory(dir);
	res = replace(&a, fd, why, why_bytes);
	if (lock >= 0)
		close(lock);
	return res;
}

int
socket_file_connect(const char *path, char *why, unsigned why_bytes)
{
	struct sockaddr_un a;
	int fd, err;

	if (!make_address(path, &a, why, why_bytes))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	err = errno;
	if (fd >= 0)
		close(fd);
	str_format(why, why_bytes, "%s: %s", path, strerror(err));
	errno = err;
	return -1;
}
