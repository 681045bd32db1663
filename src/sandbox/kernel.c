/*
 * kernel.c - the system calls of the Linux backend, as they are.
 *
 * Owns:   which table is in use.
 * Called: by the Linux backend; by tests that pretend to be a kernel.
 * Thread: main sets it; any calls through it.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/kernel.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on every architecture, and newer than some headers. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

/* Where the plain names still mean users of 16 bits. */
#ifdef SYS_setresuid32
enum {
	CALL_SETGROUPS = SYS_setgroups32,
	CALL_SETRESGID = SYS_setresgid32,
	CALL_SETRESUID = SYS_setresuid32,
	CALL_SETUID = SYS_setuid32,
	CALL_GETRESUID = SYS_getresuid32,
	CALL_GETRESGID = SYS_getresgid32
};
#else
enum {
	CALL_SETGROUPS = SYS_setgroups,
	CALL_SETRESGID = SYS_setresgid,
	CALL_SETRESUID = SYS_setresuid,
	CALL_SETUID = SYS_setuid,
	CALL_GETRESUID = SYS_getresuid,
	CALL_GETRESGID = SYS_getresgid
};
#endif

static long
result(long got)
{
	return got == -1 ? -errno : got;
}

static long
do_prctl(int op, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d)
{
	return result(syscall(SYS_prctl, op, a, b, c, d));
}

static long
do_seccomp(unsigned op, unsigned flags, void *args)
{
	return result(syscall(SYS_seccomp, op, flags, args));
}

static long
do_create_ruleset(const void *attr, size_t size, uint32_t flags)
{
	return result(syscall(SYS_landlock_create_ruleset, attr, size, flags));
}

static long
do_add_rule(int ruleset_fd, int type, const void *attr, uint32_t flags)
{
	return result(syscall(SYS_landlock_add_rule, ruleset_fd, type, attr,
	    flags));
}

static long
do_restrict_self(int ruleset_fd, uint32_t flags)
{
	return result(syscall(SYS_landlock_restrict_self, ruleset_fd, flags));
}

static long
do_unshare(int flags)
{
	return result(syscall(SYS_unshare, flags));
}

static long
do_chroot(const char *path)
{
	return result(syscall(SYS_chroot, path));
}

static long
do_chdir(const char *path)
{
	return result(syscall(SYS_chdir, path));
}

static long
do_fchdir(int fd)
{
	return result(syscall(SYS_fchdir, fd));
}

static long
do_setgroups(size_t n, const gid_t *groups)
{
	return result(syscall(CALL_SETGROUPS, n, groups));
}

static long
do_setresgid(gid_t r, gid_t e, gid_t s)
{
	return result(syscall(CALL_SETRESGID, r, e, s));
}

static long
do_setresuid(uid_t r, uid_t e, uid_t s)
{
	return result(syscall(CALL_SETRESUID, r, e, s));
}

static long
do_setuid(uid_t uid)
{
	return result(syscall(CALL_SETUID, uid));
}

static long
do_getresuid(uid_t *r, uid_t *e, uid_t *s)
{
	return result(syscall(CALL_GETRESUID, r, e, s));
}

static long
do_getresgid(gid_t *r, gid_t *e, gid_t *s)
{
	return result(syscall(CALL_GETRESGID, r, e, s));
}

static long
do_capget(void *header, void *data)
{
	return result(syscall(SYS_capget, header, data));
}

static long
do_capset(void *header, const void *data)
{
	return result(syscall(SYS_capset, header, data));
}

static long
do_setrlimit(int what, uint64_t limit)
{
	const uint64_t both[2] = { limit, limit };

	return result(syscall(SYS_prlimit64, 0, what, both, NULL));
}

static long
do_close_range(unsigned first, unsigned last, unsigned flags)
{
	return result(syscall(SYS_close_range, first, last, flags));
}

static long
do_probe(long call, const long args[KERNEL_PROBE_ARGS])
{
	return result(syscall(call, args[0], args[1], args[2], args[3],
	    args[4], args[5]));
}

const struct sandbox_kernel sandbox_kernel_linux = {
	.prctl = do_prctl,
	.seccomp = do_seccomp,
	.landlock_create_ruleset = do_create_ruleset,
	.landlock_add_rule = do_add_rule,
	.landlock_restrict_self = do_restrict_self,
	.unshare = do_unshare,
	.chroot = do_chroot,
	.chdir = do_chdir,
	.fchdir = do_fchdir,
	.setgroups = do_setgroups,
	.setresgid = do_setresgid,
	.setresuid = do_setresuid,
	.setuid = do_setuid,
	.getresuid = do_getresuid,
	.getresgid = do_getresgid,
	.capget = do_capget,
	.capset = do_capset,
	.setrlimit = do_setrlimit,
	.close_range = do_close_range,
	.probe = do_probe,
};

static const struct sandbox_kernel *in_use = &sandbox_kernel_linux;

const struct sandbox_kernel *
sandbox_kernel(void)
{
	return in_use;
}

void
sandbox_kernel_set(const struct sandbox_kernel *k)
{
	in_use = k != NULL ? k : &sandbox_kernel_linux;
}

#endif
