/*
 * linux_selftest.h - asks for a handful of forbidden things at start-up, to
 * see that they are refused. Nobody's but the Linux backend's.
 */
#ifndef SANDBOX_LINUX_SELFTEST_H
#define SANDBOX_LINUX_SELFTEST_H

#include <stdbool.h>

#include "base/check.h"
#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/*
 * Under the base filter, before anything of a stranger is read. What was not
 * refused is noted as missing; false (logged) if the filter refuses nothing.
 */
bool selftest_run(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

#endif
