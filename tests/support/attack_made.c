/*
 * attack_made.c - arguments of attacks that have pointers inside.
 *
 * Owns:   nothing; functions only.
 * Called: by attack_run.c, through the tables.
 * Thread: the test's.
 */
#include "support/attack_made.h"

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>

#include "support/attack.h"

enum { STACK_BYTES = 4096 };

static uint64_t
put(struct attack_target *t, const void *bytes, size_t n)
{
	return inject_put(t->in, t->thread, bytes, n);
}

/* Its top; the thread that would get it is never let run. */
uint64_t
make_stack(struct attack_target *t)
{
	return put(t, NULL, STACK_BYTES) + STACK_BYTES - 64;
}

uint64_t
make_arguments(struct attack_target *t)
{
	uint64_t words[2] = { put(t, "/bin/true", sizeof("/bin/true")) };

	return put(t, words, sizeof(words));
}

uint64_t
make_clone3_process(struct attack_target *t)
{
	struct clone_args args = { .exit_signal = SIGCHLD };

	return put(t, &args, sizeof(args));
}

uint64_t
make_clone3_thread(struct attack_target *t)
{
	struct clone_args args = {
		.flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
		    CLONE_THREAD | CLONE_SYSVSEM,
		.stack_size = STACK_BYTES,
	};

	args.stack = put(t, NULL, STACK_BYTES);
	return put(t, &args, sizeof(args));
}

/* SI_QUEUE: what a process may claim about itself. */
uint64_t
make_siginfo(struct attack_target *t)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_code = SI_QUEUE;
	return put(t, &info, sizeof(info));
}

uint64_t
make_vector(struct attack_target *t)
{
	struct iovec v = { .iov_len = 16 };

	v.iov_base = (void *)(uintptr_t)put(t, NULL, 16);
	return put(t, &v, sizeof(v));
}

/* The victim is a copy of this program: what it has is where we have it. */
uint64_t
make_victim_vector(struct attack_target *t)
{
	static const char secret[16] = "a victim's own";
	struct iovec v = { (void *)(uintptr_t)secret, sizeof(secret) };

	return put(t, &v, sizeof(v));
}

uint64_t
make_allow_all(struct attack_target *t)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K,
	    SECCOMP_RET_ALLOW);
	struct sock_fprog prog = { .len = 1 };

	prog.filter = (void *)(uintptr_t)put(t, &allow, sizeof(allow));
	return put(t, &prog, sizeof(prog));
}
