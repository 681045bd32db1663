/*
 * linux_landlock.h - the two layers of Landlock: start-up's few paths, then
 * none. Nobody's but the Linux backend's.
 */
#ifndef SANDBOX_LINUX_LANDLOCK_H
#define SANDBOX_LINUX_LANDLOCK_H

#include <stdbool.h>

#include "base/check.h"
#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/*
 * Layer A and layer B of spec/sandbox.md 6. What the kernel lacks is noted in
 * the report; false (logged) if a path that has to exist does not.
 */
bool landlock_init(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;
bool landlock_seal(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

#endif
