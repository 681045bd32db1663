/*
 * privdrop.h - gives up what a process inherits: descriptors, environment,
 * limits, user (user.h), executable memory, network, root directory.
 * Nobody's but the Linux backend's.
 */
#ifndef SANDBOX_PRIVDROP_H
#define SANDBOX_PRIVDROP_H

#include <stdbool.h>

#include "base/check.h"
#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/* spec/sandbox.md 5.2, rows 1 to 10. False (logged): refuse to start. */
bool privdrop_init(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

/* spec/sandbox.md 7.1, rows 3 to 6. One thread. */
bool privdrop_seal(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

/* No thread and no child from here on; after all threads exist. */
void privdrop_start(const struct sandbox_options *opt,
    struct sandbox_report *r);

#endif
