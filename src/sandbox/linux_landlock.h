/*
 * linux_landlock.h - the two layers of Landlock: start-up's few paths, then
 * none. Nobody's but the Linux backend's.
 */
#ifndef SANDBOX_LINUX_LANDLOCK_H
#define SANDBOX_LINUX_LANDLOCK_H

#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/*
 * Layer A and layer B of spec/sandbox.md 6. What the kernel lacks is noted in
 * the report; a path that does not exist is left out.
 */
void landlock_init(const struct sandbox_options *opt,
    struct sandbox_report *r);
void landlock_seal(const struct sandbox_options *opt,
    struct sandbox_report *r);

#endif
