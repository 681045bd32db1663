/*
 * user.h - leaving root, in all the ways in which one may start as it
 * (spec/sandbox.md 5.3). Nobody's but privdrop.c's.
 */
#ifndef SANDBOX_USER_H
#define SANDBOX_USER_H

#include <stdbool.h>

#include "base/check.h"
#include "sandbox/report.h"
#include "sandbox/sandbox.h"

/*
 * Looks up who to become: name, or if it is NULL or "", "fusiond" or nobody.
 * Reads the system's files, so it comes first. False (logged): no such user.
 */
bool user_find(const char *name) MUST_USE;

/*
 * Whether the process is root and has not left that yet. After user_find().
 */
bool user_is_root(void);

/*
 * Before any data is touched: becomes the user that was asked for; if none
 * was, keeps of root's rights those that start-up needs. False (logged): it
 * could not, or root did not go.
 */
bool user_init(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

/* Nothing is left of root, and no capability. False as above. */
bool user_seal(const struct sandbox_options *opt,
    struct sandbox_report *r) MUST_USE;

#endif
