/*
 * linux_audit.h - sandbox=audit: the thread that is asked about every call the
 * filter would refuse, notes it and lets it happen. Nobody's but
 * linux_seccomp.c's.
 */
#ifndef SANDBOX_LINUX_AUDIT_H
#define SANDBOX_LINUX_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "sandbox/sandbox.h"

enum { AUDIT_WARN_PERIOD_MS = 60 * 60 * 1000 };

/*
 * Starts the thread, which warns now and once in a period that nothing is
 * protected. False (logged) if it cannot start.
 */
bool audit_start(int64_t warn_period_ms) MUST_USE;

/*
 * Whether the thread runs and the kernel can ask it. Only then is a listener
 * of any use: without somebody who answers, a call waits for ever.
 */
bool audit_can_listen(void);

/*
 * The filter is on, and this is its listener, from now on the thread's; -1:
 * there is none, refused calls are in the kernel's log. From here on nothing
 * the caller does may wait for the gate.
 */
void audit_listen(int listener_fd);

/* The calling thread's role, for the report. Any thread. */
void audit_note_role(enum sandbox_role role);

/* Calls that would have been refused. Any thread. */
unsigned audit_count(void);

/* One line for each distinct call and role with how often: at the end. */
void audit_print(void);

#endif
