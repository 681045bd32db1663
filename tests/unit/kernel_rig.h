/*
 * kernel_rig.h - a pretended kernel for the Linux sandbox: does to itself what
 * it is asked to, fails where a test says so, and writes down every call.
 *
 * All static: each test program that includes it has its own.
 */
#ifndef TESTS_KERNEL_RIG_H
#define TESTS_KERNEL_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "sandbox/kernel.h"

enum { RIG_LAST_CAP = 41, RIG_MDWE = 65, RIG_AMBIENT = 47 };

#define RIG_ALL_CAPS	((UINT64_C(1) << (RIG_LAST_CAP + 1)) - 1)

struct rig_kernel {
	uid_t uid;
	gid_t gid;
	uint64_t caps, bounding;
	int abi;		/* of Landlock */
	/* Positive errnos, 0: works. */
	int no_mdwe, no_nnp, no_dumpable, no_landlock, no_rule, no_restrict;
	int no_unshare, no_chroot, no_setgroups, no_setresuid, no_capset;
	int no_limits, no_close_range;
	int no_lesser_namespaces;
	bool is_setuid_open;		/* root comes back */
	bool is_uid_stuck;		/* says yes, changes nothing */
	/* Of filters. */
	int no_seccomp;
	long tsync;			/* what installing for all returns */
	bool is_filtered;
	bool is_filter_idle;		/* on, but refuses nothing */
	long allowed_call;		/* wrongly; 0: none */
	char calls[16384];
};

static struct rig_kernel rig;

static void rig_note(const char *fmt, ...) PRINTF_LIKE(1, 2);

static void
rig_note(const char *fmt, ...)
{
	size_t n = strlen(rig.calls);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(rig.calls + n, sizeof(rig.calls) - n, fmt, ap);
	va_end(ap);
}

static long
rig_prctl(int op, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d)
{
	UNUSED(c);
	UNUSED(d);
	switch (op) {
	case PR_SET_NO_NEW_PRIVS:
		rig_note("nnp %lu\n", a);
		return -rig.no_nnp;
	case PR_SET_DUMPABLE:
		rig_note("dumpable %lu\n", a);
		return -rig.no_dumpable;
	case RIG_MDWE:
		rig_note("mdwe %lu\n", a);
		return -rig.no_mdwe;
	case RIG_AMBIENT:
		rig_note("ambient %lu\n", a);
		CHECK(b == 0);
		return 0;
	case PR_SET_SECUREBITS:
		rig_note("securebits %#lx\n", a);
		return 0;
	case PR_CAPBSET_DROP:
		if ((rig.caps >> CAP_SETPCAP & 1) == 0) {
			rig_note("bound EPERM\n");
			return -EPERM;
		}
		if (a > RIG_LAST_CAP) {
			rig_note("bound EINVAL\n");
			return -EINVAL;
		}
		rig.bounding &= ~(UINT64_C(1) << a);
		return 0;
	}
	rig_note("prctl %d\n", op);
	return -EINVAL;
}

static long
rig_create_ruleset(const void *attr, size_t size, uint32_t flags)
{
	uint64_t words[3] = { 0 };

	if (rig.no_landlock != 0)
		return -rig.no_landlock;
	if (flags == 1) {
		CHECK(attr == NULL && size == 0);
		return rig.abi;
	}
	CHECK(flags == 0 && size <= sizeof(words));
	memcpy(words, attr, size);
	rig_note("ruleset bytes=%zu fs=%#llx net=%#llx scoped=%#llx\n", size,
	    (unsigned long long)words[0], (unsigned long long)words[1],
	    (unsigned long long)words[2]);
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Shows a path by its last name, a port by its number. */
static long
rig_add_rule(int ruleset_fd, int type, const void *attr, uint32_t flags)
{
	uint64_t allowed, port;
	int32_t fd;
	char link[64], path[4096];
	ssize_t n;

	CHECK(ruleset_fd >= 0 && flags == 0);
	memcpy(&allowed, attr, sizeof(allowed));
	if (type == 2) {
		memcpy(&port, (const char *)attr + 8, sizeof(port));
		rig_note("port %llu %#llx\n", (unsigned long long)port,
		    (unsigned long long)allowed);
		return -rig.no_rule;
	}
	CHECK(type == 1);
	memcpy(&fd, (const char *)attr + 8, sizeof(fd));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	CHECK(n > 0);
	path[n] = '\0';
	rig_note("path %s %#llx\n", strrchr(path, '/') + 1,
	    (unsigned long long)allowed);
	return -rig.no_rule;
}

static long
rig_restrict_self(int ruleset_fd, uint32_t flags)
{
	CHECK(ruleset_fd >= 0);
	rig_note("restrict %#x\n", flags);
	return -rig.no_restrict;
}

static long
rig_unshare(int flags)
{
	rig_note("unshare %#x\n", (unsigned)flags);
	if (rig.no_unshare == 0 && rig.no_lesser_namespaces != 0 &&
	    (flags & 0x08000000) != 0)	/* CLONE_NEWIPC */
		return -rig.no_lesser_namespaces;
	if (rig.no_unshare == 0 && (flags & 0x10000000) != 0) {
		/* CLONE_NEWUSER: all rights again, inside */
		rig.caps = RIG_ALL_CAPS;
		rig.bounding = RIG_ALL_CAPS;
		rig.uid = rig.gid = 65534;
	}
	return -rig.no_unshare;
}

static long
rig_chroot(const char *path)
{
	rig_note("chroot %s\n", path);
	if (rig.no_chroot != 0)
		return -rig.no_chroot;
	return (rig.caps >> CAP_SYS_CHROOT & 1) != 0 ? 0 : -EPERM;
}

static long
rig_chdir(const char *path)
{
	rig_note("chdir %s\n", path);
	return 0;
}

static long
rig_fchdir(int fd)
{
	struct stat st;

	/* it must be the directory that has no name any more */
	CHECK(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && st.st_nlink == 0);
	rig_note("fchdir nameless\n");
	return 0;
}

static long
rig_setgroups(size_t n, const gid_t *groups)
{
	UNUSED(groups);
	rig_note("setgroups %zu\n", n);
	return -rig.no_setgroups;
}

static long
rig_setresgid(gid_t r, gid_t e, gid_t s)
{
	CHECK(r == e && e == s);
	rig_note("setresgid %u\n", (unsigned)r);
	rig.gid = r;
	return 0;
}

static long
rig_setresuid(uid_t r, uid_t e, uid_t s)
{
	CHECK(r == e && e == s);
	rig_note("setresuid %u\n", (unsigned)r);
	if (rig.no_setresuid != 0)
		return -rig.no_setresuid;
	if (!rig.is_uid_stuck)
		rig.uid = r;
	return 0;
}

static long
rig_setuid(uid_t uid)
{
	rig_note("setuid %u\n", (unsigned)uid);
	return rig.is_setuid_open ? 0 : -EPERM;
}

static long
rig_getresuid(uid_t *r, uid_t *e, uid_t *s)
{
	*r = *e = *s = rig.uid;
	return 0;
}

static long
rig_getresgid(gid_t *r, gid_t *e, gid_t *s)
{
	*r = *e = *s = rig.gid;
	return 0;
}

static long
rig_capget(void *header, void *data)
{
	struct __user_cap_data_struct *d = data;

	UNUSED(header);
	for (int i = 0; i < 2; i++) {
		d[i].permitted = (uint32_t)(rig.caps >> (32 * i));
		d[i].effective = d[i].permitted;
	}
	return 0;
}

static long
rig_capset(void *header, const void *data)
{
	const struct __user_cap_data_struct *d = data;

	UNUSED(header);
	CHECK(d[0].inheritable == 0 && d[1].inheritable == 0);
	CHECK(d[0].effective == d[0].permitted);
	CHECK(d[1].effective == d[1].permitted);
	rig_note("capset %#llx\n", (unsigned long long)d[1].permitted << 32 |
	    d[0].permitted);
	if (rig.no_capset != 0)
		return -rig.no_capset;
	rig.caps = (uint64_t)d[1].permitted << 32 | d[0].permitted;
	return 0;
}

static long
rig_setrlimit(int what, uint64_t limit)
{
	rig_note("limit %d %llu\n", what, (unsigned long long)limit);
	return -rig.no_limits;
}

static long
rig_close_range(unsigned first, unsigned last, unsigned flags)
{
	CHECK(flags == 0);
	rig_note("close %u %u\n", first, last);
	return -rig.no_close_range;
}

/* Flags: 1 is TSYNC; a role has none. Without a program it asks for one. */
static long
rig_seccomp(unsigned op, unsigned flags, void *args)
{
	if (rig.no_seccomp != 0)
		return -rig.no_seccomp;
	if (op == 2)
		return 0;		/* every action is known */
	CHECK(op == 1);
	if (args == NULL)
		return -EFAULT;
	rig_note("filter %#x\n", flags);
	if ((flags & 1) == 0)
		return 0;
	if (rig.tsync == 0)
		rig.is_filtered = true;
	return rig.tsync;
}

/* Unfiltered, a call that opens gives a descriptor and others give 0. */
static long
rig_probe(long call, const long args[KERNEL_PROBE_ARGS])
{
	UNUSED(args);
	if (rig.is_filtered && !rig.is_filter_idle &&
	    call != rig.allowed_call)
		return call == SYS_openat ? -EACCES : -EPERM;
	return call == SYS_openat || call == SYS_socket ?
	    open("/dev/null", O_RDONLY | O_CLOEXEC) : 0;
}

static const struct sandbox_kernel rig_table = {
	.prctl = rig_prctl,
	.seccomp = rig_seccomp,
	.landlock_create_ruleset = rig_create_ruleset,
	.landlock_add_rule = rig_add_rule,
	.landlock_restrict_self = rig_restrict_self,
	.unshare = rig_unshare,
	.chroot = rig_chroot,
	.chdir = rig_chdir,
	.fchdir = rig_fchdir,
	.setgroups = rig_setgroups,
	.setresgid = rig_setresgid,
	.setresuid = rig_setresuid,
	.setuid = rig_setuid,
	.getresuid = rig_getresuid,
	.getresgid = rig_getresgid,
	.capget = rig_capget,
	.capset = rig_capset,
	.setrlimit = rig_setrlimit,
	.close_range = rig_close_range,
	.probe = rig_probe,
};

/* --- the world around it: a directory, the environment, a log --- */

static char rig_dir[64], rig_log_path[80];
static char **rig_environ;
static mode_t rig_umask;
static int rig_log_fd;

/* cmocka's setup: a kernel of today that has just started us as root. */
static int
rig_begin(void **state)
{
	UNUSED(state);
	rig = (struct rig_kernel){
		.caps = RIG_ALL_CAPS, .bounding = RIG_ALL_CAPS, .abi = 7,
	};
	snprintf(rig_dir, sizeof(rig_dir), "/tmp/fusiond-rig.XXXXXX");
	CHECK(mkdtemp(rig_dir) != NULL);
	snprintf(rig_log_path, sizeof(rig_log_path), "%s.log", rig_dir);
	rig_log_fd = open(rig_log_path, O_RDWR | O_CREAT | O_APPEND, 0600);
	CHECK(rig_log_fd >= 0);
	log_init(rig_log_fd, 1);
	rig_environ = environ;
	rig_umask = umask(022);
	sandbox_kernel_set(&rig_table);
	return 0;
}

static int
rig_end(void **state)
{
	char command[128];

	UNUSED(state);
	sandbox_kernel_set(NULL);
	environ = rig_environ;
	umask(rig_umask);
	log_init(STDERR_FILENO, 1);
	close(rig_log_fd);
	unlink(rig_log_path);
	snprintf(command, sizeof(command), "%s/gruntwork.json", rig_dir);
	unlink(command);
	snprintf(command, sizeof(command), "%s/gruntwork.json.bak", rig_dir);
	unlink(command);
	return rmdir(rig_dir);
}

static bool
rig_has_logged(const char *text)
{
	static char log[16384];
	ssize_t n = pread(rig_log_fd, log, sizeof(log) - 1, 0);

	CHECK(n >= 0);
	log[n] = '\0';
	return strstr(log, text) != NULL;
}

#endif
