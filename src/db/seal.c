/*
 * seal.c - what the sealed store does where SQLite would name a file.
 *
 * Owns:   the kept journal descriptor and what stat() said of the database.
 * Called: by store_seal(); the replacements by SQLite.
 * Thread: main applies it while it is alone; then db.
 *
 * spec/sandbox.md 11 has the table. The VFS's calls have no context argument,
 * hence the one static struct; one process has one sealed store.
 */
#define _FILE_OFFSET_BITS 64	/* as SQLite is built: the same struct stat */

#include "db/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

#include "base/log.h"
#include "base/str.h"

enum { SEAL_PATH_BYTES = 4096, SEAL_FDS = 1024 };

static struct {
	char db_path[SEAL_PATH_BYTES];		/* as SQLite spells it */
	char journal_path[SEAL_PATH_BYTES];
	struct stat db_stat;
	int journal_fd;				/* -1: handed out */
} seal = { .journal_fd = -1 };

static int
sealed_open(const char *path, int flags, int mode)
{
	int fd = seal.journal_fd;

	(void)flags;
	(void)mode;
	if (fd < 0 || strcmp(path, seal.journal_path) != 0) {
		errno = EACCES;
		return -1;
	}
	seal.journal_fd = -1;
	return fd;
}

/*
 * Without an answer for the database itself SQLite believes that the file was
 * moved and refuses to write (measured, spec/sandbox.md 11).
 */
static int
sealed_stat(const char *path, struct stat *out)
{
	if (strcmp(path, seal.db_path) != 0) {
		errno = ENOENT;
		return -1;
	}
	*out = seal.db_stat;
	return 0;
}

/* glibc 2.33 to 2.38 makes of fstat() a call that takes a path. */
static int
sealed_fstat(int fd, struct stat *out)
{
#if defined(__linux__) && defined(SYS_fstat) && UINTPTR_MAX > 0xffffffffu
	return (int)syscall(SYS_fstat, fd, out);
#else
	return fstat(fd, out);
#endif
}

static int
sealed_access(const char *path, int mode)
{
	(void)path;
	(void)mode;
	errno = EACCES;
	return -1;
}

static int
sealed_unlink(const char *path)
{
	(void)path;
	errno = EACCES;
	return -1;
}

static int
sealed_mkdir(const char *path, mode_t mode)
{
	(void)path;
	(void)mode;
	errno = EACCES;
	return -1;
}

static ssize_t
sealed_readlink(const char *path, char *out, size_t cap)
{
	(void)path;
	(void)out;
	(void)cap;
	errno = EACCES;
	return -1;
}

static int
sealed_lstat(const char *path, struct stat *out)
{
	(void)path;
	(void)out;
	errno = EACCES;
	return -1;
}

static int
sealed_open_directory(const char *path, int *fd)
{
	(void)path;
	*fd = -1;
	return SQLITE_CANTOPEN;
}

static int
sealed_fchown(int fd, uid_t uid, gid_t gid)
{
	(void)fd;
	(void)uid;
	(void)gid;
	return 0;
}

/* seal_apply() has given the one file it could be for the right mode. */
static int
sealed_fchmod(int fd, mode_t mode)
{
	(void)fd;
	(void)mode;
	return 0;
}

static uid_t
sealed_geteuid(void)
{
	return 1;
}

/* may_lack: SQLite was built without it and never calls it. */
static const struct {
	const char *name;
	sqlite3_syscall_ptr fn;
	bool may_lack;
} replacements[] = {
	{ "open", (sqlite3_syscall_ptr)sealed_open, false },
	{ "stat", (sqlite3_syscall_ptr)sealed_stat, false },
	{ "fstat", (sqlite3_syscall_ptr)sealed_fstat, false },
	{ "access", (sqlite3_syscall_ptr)sealed_access, false },
	{ "unlink", (sqlite3_syscall_ptr)sealed_unlink, false },
	{ "mkdir", (sqlite3_syscall_ptr)sealed_mkdir, true },
	{ "rmdir", (sqlite3_syscall_ptr)sealed_unlink, true },
	{ "readlink", (sqlite3_syscall_ptr)sealed_readlink, true },
	{ "lstat", (sqlite3_syscall_ptr)sealed_lstat, true },
	{ "openDirectory", (sqlite3_syscall_ptr)sealed_open_directory, false },
	{ "fchmod", (sqlite3_syscall_ptr)sealed_fchmod, true },
	{ "fchown", (sqlite3_syscall_ptr)sealed_fchown, true },
	{ "geteuid", (sqlite3_syscall_ptr)sealed_geteuid, true }
};

/* SQLite asks with the full name that it made when it opened the file. */
static bool
remember_paths(const char *db_path)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
	size_t n;

	if (vfs == NULL || vfs->xFullPathname(vfs, db_path, SEAL_PATH_BYTES,
	    seal.db_path) & 0xff)
		return false;
	n = str_format(seal.journal_path, sizeof(seal.journal_path),
	    "%s-journal", seal.db_path);
	return n == strlen(seal.db_path) + strlen("-journal") &&
	    stat(seal.db_path, &seal.db_stat) == 0;
}

bool
seal_apply(const char *db_path)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

	if (!remember_paths(db_path)) {
		log_error("db: %s: cannot be sealed: no such name", db_path);
		return false;
	}
	seal.journal_fd = open(seal.journal_path,
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    seal.db_stat.st_mode & 0777);
	if (seal.journal_fd < 0) {
		log_error("db: %s: %s", seal.journal_path, strerror(errno));
		return false;
	}
	/* As SQLite does: whoever may read the database may read this. */
	(void)fchmod(seal.journal_fd, seal.db_stat.st_mode & 0777);
	for (size_t i = 0; i < COUNT_OF(replacements); i++) {
		int rc = vfs->xSetSystemCall(vfs, replacements[i].name,
		    replacements[i].fn);

		if (rc != SQLITE_OK && !replacements[i].may_lack) {
			log_error("db: SQLite lets no one replace %s",
			    replacements[i].name);
			return false;
		}
	}
	return true;
}

enum { SEAL_FILES = 4 };

/* Files that are not there have no inode number. */
static void
stat_files(const char *db_path, struct stat out[SEAL_FILES])
{
	static const char *const ends[SEAL_FILES] = {
		"", "-journal", "-wal", "-shm"
	};
	char path[SEAL_PATH_BYTES];

	for (size_t i = 0; i < SEAL_FILES; i++) {
		str_format(path, sizeof(path), "%s%s", db_path, ends[i]);
		if (stat(path, &out[i]) != 0)
			out[i] = (struct stat){ 0 };
	}
}

/* No library tells their numbers, so all small ones are looked at. */
size_t
seal_find_fds(const char *db_path, int *out, size_t cap)
{
	struct stat files[SEAL_FILES], st;
	size_t n = 0;

	stat_files(db_path, files);
	for (int fd = 0; fd < SEAL_FDS; fd++) {
		if (fstat(fd, &st) != 0)
			continue;
		for (size_t i = 0; i < SEAL_FILES && n < cap; i++) {
			if (st.st_ino == files[i].st_ino &&
			    st.st_dev == files[i].st_dev)
				out[n++] = fd;
		}
	}
	return n;
}
