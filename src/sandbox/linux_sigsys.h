/*
 * linux_sigsys.h - names a refused call in the log and lets its caller go on
 * with EPERM. Nobody's but linux_seccomp.c's.
 */
#ifndef SANDBOX_LINUX_SIGSYS_H
#define SANDBOX_LINUX_SIGSYS_H

#include <stdbool.h>

#include "base/check.h"

/* False (logged): no handler. Strict: the process ends after the line. */
bool sigsys_install(bool is_strict) MUST_USE;

/*
 * While true, a refused call gets EPERM and nothing else: no line, no count, no
 * end. For the self-test; main, before the gate opens.
 */
void sigsys_expect(bool is_expected);

/* Refused calls since the start. Any thread. */
unsigned sigsys_count(void);

#endif
