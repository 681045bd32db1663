/*
 * linux_seccomp.h - puts the system call filter on all threads, and a role's
 * smaller one on each; nobody's but the Linux backend's.
 */
#ifndef SANDBOX_LINUX_SECCOMP_H
#define SANDBOX_LINUX_SECCOMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/*
 * While there is one thread (sandbox_init): the SIGSYS handler, and whether
 * the kernel has filters at all. False (logged): refuse to start.
 */
bool seccomp_init(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

/*
 * Descriptors of the database and its kin, known once the store is open: only
 * the database thread may read, write, map or close them. At most eight;
 * copied. Between seccomp_init() and seccomp_start(), or not at all.
 */
void seccomp_set_store_fds(const int *fds, size_t count);

/*
 * Only in audit mode, at the end of sandbox_seal(): starts the thread that
 * will own the listener. It waits for that and not for the gate, since main
 * may need its answers before the gate is open.
 */
bool seccomp_start_logger(void) MUST_USE;

/*
 * Builds the base filter and puts it on every thread at once (TSYNC); fills
 * r->calls and r->tsync. False (logged) if any thread stayed without.
 */
bool seccomp_start(struct sandbox_report *r) MUST_USE;

/*
 * While true, refused calls get EPERM and nothing else: the self-test makes
 * them on purpose. Main, between seccomp_start() and the gate.
 */
void seccomp_expect_refusals(bool is_expected);

/*
 * The calling thread's role filter, and the proof that the base filter is on
 * it. Any thread, once, past the gate. Counts itself for the summary.
 */
bool seccomp_thread_start(enum sandbox_role role) MUST_USE;

/* Threads that have put on a role so far. Any thread. */
int seccomp_role_count(void);

/* Refused calls since the start. Any thread. */
unsigned seccomp_refused_count(void);

#endif
