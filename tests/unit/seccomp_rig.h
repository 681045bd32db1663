/*
 * seccomp_rig.h - children that put on the real filter, and what became of
 * them: their end, and every line that they logged.
 *
 * All static inline: each test program that includes it has its own.
 */
#ifndef TESTS_SECCOMP_RIG_H
#define TESTS_SECCOMP_RIG_H

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/log.h"
#include "base/thread.h"
#include "sandbox/linux_seccomp.h"
#include "sandbox/report.h"

/* Nothing here can be done where sandbox.c switches itself off. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RIG_NO_FILTER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define RIG_NO_FILTER 1
#endif
#endif
#ifndef RIG_NO_FILTER
#define RIG_NO_FILTER 0
#endif

enum { RIG_LOG_BYTES = 1 << 17, RIG_CHILD_FAILED = 99 };

struct rig_child {
	pid_t pid;
	int log_fd;
	int status;
	size_t used;
	char log[RIG_LOG_BYTES];
};

/* In a child, where cmocka cannot be used. */
#define CHILD_CHECK(cond) \
	do { \
		if (!(cond)) { \
			log_error("child: line %d: %s errno=%d", __LINE__, \
			    #cond, errno); \
			_exit(RIG_CHILD_FAILED); \
		} \
	} while (0)

/* Valgrind makes calls of its own: sandbox.c would be off, too. */
static inline bool
rig_can_filter(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return !RIG_NO_FILTER &&
	    (preload == NULL || strstr(preload, "vgpreload") == NULL);
}

/* cmocka's handlers are for its own crashes. */
static inline void
rig_default_signals(void)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGILL,
		SIGFPE, SIGSYS };

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		signal(signals[i], SIG_DFL);
}

/* Only in the parent: begins fn() in a child that logs to us. */
static inline void
rig_fork(struct rig_child *c, void (*fn)(void))
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (c->pid == 0) {
		close(fds[0]);
		dup2(fds[1], STDERR_FILENO);
		close(fds[1]);
		rig_default_signals();
		log_init(STDERR_FILENO, 2);
		thread_set_role(THREAD_MAIN);
		fn();
		_exit(0);
	}
	close(fds[1]);
	c->log_fd = fds[0];
	c->used = 0;
	c->log[0] = '\0';
}

/* Reads on; false at the end. */
static inline bool
rig_read(struct rig_child *c)
{
	ssize_t n = read(c->log_fd, c->log + c->used,
	    sizeof(c->log) - c->used - 1);

	assert_true(n >= 0);
	c->used += (size_t)n;
	c->log[c->used] = '\0';
	return n > 0;
}

static inline bool
rig_says(const struct rig_child *c, const char *what)
{
	return strstr(c->log, what) != NULL;
}

/* Waits until the child has logged this. */
static inline void
rig_wait_for(struct rig_child *c, const char *what)
{
	while (!rig_says(c, what)) {
		if (!rig_read(c))
			fail_msg("the child never said '%s':\n%s", what,
			    c->log);
	}
}

static inline void
rig_wait(struct rig_child *c)
{
	while (rig_read(c))
		continue;
	close(c->log_fd);
	assert_int_equal(waitpid(c->pid, &c->status, 0), c->pid);
}

static inline void
rig_run(struct rig_child *c, void (*fn)(void))
{
	rig_fork(c, fn);
	rig_wait(c);
}

static inline void
rig_assert_exit(const struct rig_child *c, int status)
{
	if (!WIFEXITED(c->status) || WEXITSTATUS(c->status) != status)
		fail_msg("status 0x%x:\n%s", (unsigned)c->status, c->log);
}

static inline void
rig_assert_signal(const struct rig_child *c, int sig)
{
	if (!WIFSIGNALED(c->status) || WTERMSIG(c->status) != sig)
		fail_msg("status 0x%x:\n%s", (unsigned)c->status, c->log);
}

static inline void
rig_assert_says(const struct rig_child *c, const char *what)
{
	if (!rig_says(c, what))
		fail_msg("'%s' is not in:\n%s", what, c->log);
}

/* How often it was said. */
static inline int
rig_count(const struct rig_child *c, const char *what)
{
	int n = 0;

	for (const char *at = c->log; (at = strstr(at, what)) != NULL; at++)
		n++;
	return n;
}

/* --- in the child --- */

static struct sandbox_report rig_report;

/* Everything before the threads. */
static inline void
rig_init(const struct sandbox_options *opt)
{
	report_init(&rig_report);
	CHILD_CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHILD_CHECK(seccomp_init(opt, &rig_report));
}

/* The base filter on all threads; the roles come with the gate. */
static inline void
rig_start(void)
{
	CHILD_CHECK(seccomp_start(&rig_report));
}

/* Alone and without a role. */
static inline void
rig_filter(enum sandbox_mode mode)
{
	const struct sandbox_options opt = { .mode = mode };

	rig_init(&opt);
	rig_start();
}

/* A call that no row lets pass and that harms nobody. */
static inline long
rig_refused_call(void)
{
	return syscall(SYS_getppid);
}

#endif
