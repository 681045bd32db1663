/*
 * kernel.h - every system call that the Linux backend makes, in one table, so
 * that a test can put a pretended kernel underneath.
 *
 * Each is the call of its name with the errno negated in the result. They are
 * the raw calls: libc would spread a change of user over threads that do not
 * exist yet, and knows none of the newer ones.
 */
#ifndef SANDBOX_KERNEL_H
#define SANDBOX_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { KERNEL_PROBE_ARGS = 6 };

struct sandbox_kernel {
	long (*prctl)(int op, unsigned long a, unsigned long b,
	    unsigned long c, unsigned long d);
	/* args: a struct sock_fprog, an action, sizes, by op */
	long (*seccomp)(unsigned op, unsigned flags, void *args);

	/* attr NULL, flags 1: the ABI's number */
	long (*landlock_create_ruleset)(const void *attr, size_t size,
	    uint32_t flags);
	long (*landlock_add_rule)(int ruleset_fd, int type, const void *attr,
	    uint32_t flags);
	long (*landlock_restrict_self)(int ruleset_fd, uint32_t flags);

	long (*unshare)(int flags);
	long (*chroot)(const char *path);
	long (*chdir)(const char *path);
	long (*fchdir)(int fd);
	long (*setgroups)(size_t n, const gid_t *groups);
	long (*setresgid)(gid_t r, gid_t e, gid_t s);
	long (*setresuid)(uid_t r, uid_t e, uid_t s);
	long (*setuid)(uid_t uid);
	long (*getresuid)(uid_t *r, uid_t *e, uid_t *s);
	long (*getresgid)(gid_t *r, gid_t *e, gid_t *s);
	/* header and data: the structs of version 3 */
	long (*capget)(void *header, void *data);
	long (*capset)(void *header, const void *data);
	/* soft = hard = limit */
	long (*setrlimit)(int what, uint64_t limit);
	long (*close_range)(unsigned first, unsigned last, unsigned flags);
	/* Any call, by its number: what the self-test expects to be refused. */
	long (*probe)(long call, const long args[KERNEL_PROBE_ARGS]);
};

/* The real one. */
extern const struct sandbox_kernel sandbox_kernel_linux;

/* What the backend calls; tests replace it before sandbox_init() (NULL: back
 * to the real one). */
const struct sandbox_kernel *sandbox_kernel(void);
void sandbox_kernel_set(const struct sandbox_kernel *k);

#endif
