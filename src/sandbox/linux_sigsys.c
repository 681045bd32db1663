/*
 * linux_sigsys.c - names a refused call in the log and lets its caller go on.
 *
 * Owns:   SIGSYS, the count of refused calls.
 * Called: by the kernel, in the middle of anything.
 * Thread: any.
 *
 * From on_sigsys() down everything is async-signal-safe: no stdio, no memory,
 * no locks. The calls it makes itself are among those that always pass.
 */
#include "sandbox/linux_sigsys.h"

#if defined(__linux__) && !defined(SANDBOX_NONE)

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "base/thread.h"
#include "sandbox/calls.h"

enum {
	CODE_SECCOMP = 1,	/* si_code SYS_SECCOMP; old headers lack it */
	FREE_LINES = 100	/* after so many, one a second */
};

/* The handler has no argument of ours. Written before there are threads. */
static struct {
	bool is_strict;
	volatile sig_atomic_t is_expected;	/* the self-test asks */
	enum calls_arch arch;
} sigsys;

static struct counter refused;
static struct counter last_line_s;

/* --- a line of text, without stdio --- */

struct line {
	char text[320];
	size_t used;
};

static void
put_text(struct line *l, const char *s)
{
	while (*s != '\0' && l->used < sizeof(l->text) - 1)
		l->text[l->used++] = *s++;
}

static void
put_number(struct line *l, uint64_t n, unsigned base)
{
	char digits[24];
	size_t i = sizeof(digits) - 1;

	digits[i] = '\0';
	do {
		digits[--i] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n != 0);
	put_text(l, digits + i);
}

/* --- the handler --- */

/* Every line up to a hundred, then one a second, whichever thread is first. */
static bool
may_write(uint64_t count_before)
{
	struct timespec now;
	uint64_t last;

	if (count_before < FREE_LINES || sigsys.is_strict)
		return true;
	last = counter_get(&last_line_s);
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec != last &&
	    counter_swap(&last_line_s, last, (uint64_t)now.tv_sec);
}

static void
write_line(const siginfo_t *info, uint64_t count_before)
{
	struct line l = { .text = "" };
	uint32_t number = (uint32_t)info->si_syscall;

	put_text(&l, "sandbox: refused ");
	put_text(&l, calls_name(calls_find(sigsys.arch, number)));
	put_text(&l, " (");
	put_number(&l, number, 10);
	put_text(&l, ") at 0x");
	put_number(&l, (uintptr_t)info->si_call_addr, 16);
	put_text(&l, " thread ");
	put_number(&l, (uint64_t)syscall(SYS_gettid), 10);
	put_text(&l, " (");
	put_text(&l, thread_role_name(thread_role()));
	put_text(&l, ")");
	if (count_before >= FREE_LINES) {
		put_text(&l, ", ");
		put_number(&l, count_before + 1, 10);
		put_text(&l, " so far");
	}
	log_put(LOG_WARN, l.text);
	if (sigsys.is_strict)
		log_put(LOG_ERROR, "sandbox: sandbox=strict ends the server "
		    "here; docs/sandbox.md says what to do");
	else if (count_before == 0)
		log_put(LOG_WARN, "sandbox: docs/sandbox.md says what to do "
		    "about a refused call");
}

/* What the refused call returns, in the place where the kernel puts it. */
static void
set_result(void *context, long result)
{
	ucontext_t *uc = context;

#if defined(__x86_64__)
	uc->uc_mcontext.gregs[REG_RAX] = result;
#elif defined(__i386__)
	uc->uc_mcontext.gregs[REG_EAX] = result;
#elif defined(__arm__)
	uc->uc_mcontext.arm_r0 = (unsigned long)result;
#elif defined(__aarch64__)
	uc->uc_mcontext.regs[0] = (unsigned long long)result;
#elif defined(__riscv)
	enum { A0 = 10 };

	uc->uc_mcontext.__gregs[A0] = (unsigned long)result;
#else
	/* Never reached: there is no filter for this machine. */
	UNUSED(uc);
	UNUSED(result);
#endif
}

static void
on_sigsys(int sig, siginfo_t *info, void *context)
{
	int saved_errno = errno;
	uint64_t count_before;

	UNUSED(sig);
	if (info->si_code != CODE_SECCOMP)
		return;		/* somebody's kill(2): not our business */
	if (sigsys.is_expected) {
		set_result(context, -EPERM);
		return;
	}
	count_before = counter_next(&refused);
	if (may_write(count_before))
		write_line(info, count_before);
	if (sigsys.is_strict)
		_exit(EXIT_FAILURE);
	set_result(context, -EPERM);
	errno = saved_errno;
}

bool
sigsys_install(bool is_strict)
{
	/* Restarted: a SIGSYS of somebody must not disturb what waits. */
	struct sigaction act = { .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t set;

	sigsys.is_strict = is_strict;
	if (!calls_native_arch(&sigsys.arch)) {
		log_error("sandbox: no system call filter for this machine");
		return false;
	}
	act.sa_sigaction = on_sigsys;
	sigfillset(&act.sa_mask);
	if (sigaction(SIGSYS, &act, NULL) != 0) {
		log_error("sandbox: no SIGSYS handler: %s", strerror(errno));
		return false;
	}
	/* Blocked, it would end the process. Threads to come inherit this. */
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return true;
}

void
sigsys_expect(bool is_expected)
{
	sigsys.is_expected = is_expected;
}

unsigned
sigsys_count(void)
{
	return (unsigned)counter_get(&refused);
}

#endif
