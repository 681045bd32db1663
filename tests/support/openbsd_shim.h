/*
 * openbsd_shim.h - OpenBSD's calls, pretended: include it before
 * sandbox/openbsd.c, in one program only. They write down what they were asked.
 *
 * What OpenBSD would punish is written down, too: "abort: open x" for a path
 * used after the promise for it is gone, "hidden: open x" for one that was not
 * unveiled, "abort: unveil x" without the promise. Functions that take a path
 * are caught wherever they are called from, SQLite included: those here stand
 * before libc's.
 */
#ifndef SUPPORT_OPENBSD_SHIM_H
#define SUPPORT_OPENBSD_SHIM_H

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/check.h"
#include "support/sanitizer.h"

#define SANDBOX_OPENBSD_SHIM 1

/* What the pretended system is like. */
struct shim_options {
	int log_fd;			/* where to write, in append mode */
	uid_t euid;
	const char *user;		/* whom getpwnam() knows, or NULL */
	uid_t user_uid;			/* that one's uid and gid */
	int unveil_errno;		/* != 0: unveil() fails with it, */
	const char *unveil_fails_at;	/* for this path */
	int pledge_errno;		/* != 0: pledge() fails with it */
};

enum { SHIM_VEILS = 16 };

static struct {
	struct shim_options opt;
	bool is_pledged;
	char promises[256];
	bool is_locked;			/* unveil(NULL, NULL) was called */
	struct {
		char path[PATH_MAX];
		char permissions[8];
	} veils[SHIM_VEILS];
	size_t veil_count;
} shim = { .opt.log_fd = -1 };

static inline void PRINTF_LIKE(1, 2)
say(const char *fmt, ...)
{
	char line[2 * PATH_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line) - 1)
		abort();
	line[n++] = '\n';
	if (write(shim.opt.log_fd, line, (size_t)n) != n)
		abort();
}

/* Back to the start, with nothing promised. */
static inline void
shim_reset(const struct shim_options *opt)
{
	memset(&shim, 0, sizeof(shim));
	shim.opt = *opt;
}

/* --- what is promised --- */

static inline bool
has_promise(const char *name)
{
	size_t n = strlen(name);
	const char *at = shim.promises;

	if (!shim.is_pledged)
		return true;
	while ((at = strstr(at, name)) != NULL) {
		if ((at == shim.promises || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
		at += n;
	}
	return false;
}

static inline int
shim_pledge(const char *promises, const char *exec_promises)
{
	say("pledge %s%s", promises, exec_promises == NULL ? "" : " EXEC");
	if (shim.opt.pledge_errno != 0) {
		errno = shim.opt.pledge_errno;
		return -1;
	}
	snprintf(shim.promises, sizeof(shim.promises), "%s", promises);
	shim.is_pledged = true;
	return 0;
}

/* --- what is visible --- */

static inline void
make_absolute(const char *path, char out[PATH_MAX])
{
	char cwd[PATH_MAX] = "";
	size_t n = 0;

	if (path[0] != '/' && getcwd(cwd, sizeof(cwd)) == NULL)
		abort();
	/* Without "//", "/./" and a slash at the end. */
	for (int part = 0; part < 2; part++) {
		const char *p = part == 0 ? cwd : path;

		while (*p != '\0') {
			size_t len = strcspn(p, "/");

			if (len > 0 && !(len == 1 && p[0] == '.')) {
				if (n + len + 2 > PATH_MAX)
					abort();
				out[n++] = '/';
				memcpy(out + n, p, len);
				n += len;
			}
			p += len + strspn(p + len, "/");
		}
	}
	out[n] = '\0';
}

/* The permissions of the nearest unveiled path above; NULL: hidden. */
static inline const char *
find_veil(const char *path)
{
	char full[PATH_MAX];
	const char *found = NULL;
	size_t longest = 0;

	make_absolute(path, full);
	for (size_t i = 0; i < shim.veil_count; i++) {
		const char *v = shim.veils[i].path;
		size_t n = strlen(v);

		if (strncmp(full, v, n) == 0 && n >= longest &&
		    (full[n] == '/' || full[n] == '\0')) {
			found = shim.veils[i].permissions;
			longest = n;
		}
	}
	return found != NULL && found[0] == '\0' ? NULL : found;
}

static inline int
shim_unveil(const char *path, const char *permissions)
{
	char full[PATH_MAX];
	size_t i;

	if (path == NULL && permissions == NULL) {
		say("unveil NULL NULL");
		shim.is_locked = true;
		return 0;
	}
	if (shim.is_locked || !has_promise("unveil"))
		say("abort: unveil %s", path);
	if (shim.opt.unveil_errno != 0 &&
	    strcmp(path, shim.opt.unveil_fails_at) == 0) {
		errno = shim.opt.unveil_errno;
		return -1;
	}
	say("unveil %s \"%s\"", path, permissions);
	make_absolute(path, full);
	for (i = 0; i < shim.veil_count; i++)
		if (strcmp(shim.veils[i].path, full) == 0)
			break;
	if (i == SHIM_VEILS)
		abort();
	if (i == shim.veil_count)
		shim.veil_count++;
	snprintf(shim.veils[i].path, PATH_MAX, "%s", full);
	snprintf(shim.veils[i].permissions, sizeof(shim.veils[i].permissions),
	    "%s", permissions);
	return 0;
}

/* --- who we are --- */

static inline int
change_user(const char *what, unsigned a, unsigned b, unsigned c)
{
	if (!has_promise("id"))
		say("abort: %s", what);
	say("%s %u %u %u", what, a, b, c);
	return 0;
}

static inline int
shim_setgroups(int n, const gid_t *groups)
{
	UNUSED(groups);
	return change_user("setgroups", (unsigned)n, 0, 0);
}

static inline int
shim_setresgid(gid_t r, gid_t e, gid_t s)
{
	return change_user("setresgid", r, e, s);
}

static inline int
shim_setresuid(uid_t r, uid_t e, uid_t s)
{
	shim.opt.euid = e;
	return change_user("setresuid", r, e, s);
}

static inline int
shim_setuid(uid_t uid)
{
	(void)change_user("setuid", uid, uid, uid);
	if (shim.opt.euid == 0)
		return 0;
	errno = EPERM;
	return -1;
}

static inline uid_t
shim_geteuid(void)
{
	return shim.opt.euid;
}

static inline struct passwd *
shim_getpwnam(const char *name)
{
	static struct passwd pw;

	if (shim.is_pledged && !has_promise("getpw"))
		say("abort: getpwnam %s", name);
	if (shim.opt.user == NULL || strcmp(name, shim.opt.user) != 0)
		return NULL;
	pw.pw_uid = shim.opt.user_uid;
	pw.pw_gid = shim.opt.user_uid;
	return &pw;
}

/* --- functions that take a path, whoever calls them --- */

/* A sanitizer has put its own before libc's, and needs them early. */
#if !IS_UNDER_SANITIZER

/* False: the call fails, with errno set. `needs`: letters of unveil(2). */
static inline bool
path_is_ok(const char *what, const char *path, const char *needs)
{
	const char *permissions;

	if (shim.opt.log_fd < 0)
		return true;
	if (!has_promise("rpath") || (strchr(needs, 'w') != NULL &&
	    !has_promise("wpath")) || (strchr(needs, 'c') != NULL &&
	    !has_promise("cpath"))) {
		say("abort: %s %s", what, path);
		errno = EPERM;
		return false;
	}
	if (shim.veil_count == 0)
		return true;
	permissions = find_veil(path);
	if (permissions == NULL) {
		/* Who only looks finds nothing, and that is an answer. */
		if (needs[0] != '\0')
			say("hidden: %s %s", what, path);
		errno = ENOENT;
		return false;
	}
	for (; *needs != '\0'; needs++) {
		if (strchr(permissions, *needs) == NULL) {
			say("hidden: %s %s", what, path);
			errno = EACCES;
			return false;
		}
	}
	return true;
}

static inline void *
next_function(const char *name)
{
	void *f = dlsym(RTLD_NEXT, name);

	if (f == NULL)
		abort();
	return f;
}

/* dlsym()'s answer cannot be cast to a function pointer in ISO C. */
#define NEXT(f, name) \
	do { \
		void *next_ = next_function(name); \
		memcpy(&(f), &next_, sizeof(f)); \
	} while (0)

static inline const char *
open_needs(const char *path, int flags)
{
	static const char *const needs[2][2] = {
		{ "r", "rc" }, { "rw", "rwc" }
	};
	/* Creating what is there already is opening it. */
	bool creates = (flags & O_CREAT) != 0 && (find_veil(path) == NULL ||
	    faccessat(AT_FDCWD, path, F_OK, 0) != 0);

	return needs[(flags & O_ACCMODE) != O_RDONLY][creates];
}

/*
 * The linker's name is the real function's, ours is another: the headers have
 * inline versions under the real one. The third argument is passed on whether
 * it was given or not, as the calling conventions allow.
 */
#define OPEN_FUNCTION(name) \
	int shim_##name(const char *path, int flags, mode_t mode) \
	    __asm__(#name); \
	int \
	shim_##name(const char *path, int flags, mode_t mode) \
	{ \
		int (*next)(const char *path, int flags, mode_t mode); \
\
		if (!path_is_ok("open", path, open_needs(path, flags))) \
			return -1; \
		NEXT(next, #name); \
		return next(path, flags, mode); \
	}

#define FOPEN_FUNCTION(name) \
	FILE *shim_##name(const char *path, const char *mode) \
	    __asm__(#name); \
	FILE * \
	shim_##name(const char *path, const char *mode) \
	{ \
		FILE *(*next)(const char *path, const char *mode); \
\
		if (!path_is_ok("fopen", path, mode[0] == 'r' ? "r" : "rwc")) \
			return NULL; \
		NEXT(next, #name); \
		return next(path, mode); \
	}

#define PATH_FUNCTION(name, needs) \
	int shim_##name(const char *path, void *more) __asm__(#name); \
	int \
	shim_##name(const char *path, void *more) \
	{ \
		int (*next)(const char *path, void *more); \
\
		if (!path_is_ok(#name, path, (needs))) \
			return -1; \
		NEXT(next, #name); \
		return next(path, more); \
	}

OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)
OPEN_FUNCTION(__open_2)
OPEN_FUNCTION(__open64_2)
FOPEN_FUNCTION(fopen)
FOPEN_FUNCTION(fopen64)
PATH_FUNCTION(stat, "")
PATH_FUNCTION(stat64, "")
PATH_FUNCTION(lstat, "")
PATH_FUNCTION(lstat64, "")
PATH_FUNCTION(access, "")
PATH_FUNCTION(unlink, "c")
PATH_FUNCTION(rmdir, "c")
PATH_FUNCTION(mkdir, "c")
PATH_FUNCTION(rename, "c")
PATH_FUNCTION(chmod, "w")
PATH_FUNCTION(chdir, "r")

/* Takes three arguments. */
ssize_t shim_readlink(const char *path, char *out, size_t cap)
    __asm__("readlink");

ssize_t
shim_readlink(const char *path, char *out, size_t cap)
{
	ssize_t (*next)(const char *path, char *out, size_t cap);

	if (!path_is_ok("readlink", path, ""))
		return -1;
	NEXT(next, "readlink");
	return next(path, out, cap);
}

/* Older versions end a process that counts processors without "vminfo". */
long shim_sysconf(int name) __asm__("sysconf");

long
shim_sysconf(int name)
{
	long (*next)(int name);

	if (shim.is_pledged && name == _SC_NPROCESSORS_ONLN)
		say("abort: sysconf processors");
	NEXT(next, "sysconf");
	return next(name);
}

#endif

#define pledge		shim_pledge
#define unveil		shim_unveil
#define setgroups	shim_setgroups
#define setresgid	shim_setresgid
#define setresuid	shim_setresuid
#define setuid		shim_setuid
#define geteuid		shim_geteuid
#define getpwnam	shim_getpwnam

#endif
