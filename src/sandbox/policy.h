/*
 * policy.h - what becomes of each system call: policy.def, and the checks of
 * arguments that it names. Knows no kernel; filter.c makes programs of it.
 */
#ifndef SANDBOX_POLICY_H
#define SANDBOX_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/calls.h"
#include "sandbox/sandbox.h"

enum policy_action {
	POLICY_REFUSE,		/* EPERM, and its name in the log */
	POLICY_ALLOW,
	POLICY_ERRNO,		/* quietly, with the errno callers expect */
	POLICY_KILL
};

/* Linux's; the tables are built on systems that number them differently. */
enum {
	POLICY_EPERM = 1,
	POLICY_EAGAIN = 11,
	POLICY_EACCES = 13,
	POLICY_EINVAL = 22,
	POLICY_ENOTTY = 25,
	POLICY_ENOSYS = 38
};

struct policy_verdict {
	enum policy_action action;
	uint16_t error;		/* of POLICY_ERRNO */
};

enum policy_test {
	POLICY_WITHIN,		/* no bit outside mask */
	POLICY_ONE_OF,		/* without the bits of mask: one of values */
	POLICY_OUR_PID,
	POLICY_HAS		/* a bit of mask; looks at the low half only */
};

enum { POLICY_TERMS = 2, POLICY_VALUES = 5 };

struct policy_term {
	enum policy_test test;
	uint8_t arg;
	uint8_t value_count;
	uint32_t mask;
	uint32_t values[POLICY_VALUES];
};

/* All terms hold: `then`. */
struct policy_check {
	struct policy_verdict then, otherwise;
	uint8_t term_count;
	struct policy_term terms[POLICY_TERMS];
};

struct policy_rule {
	struct policy_verdict verdict;
	const struct policy_check *check;	/* NULL: always the verdict */
};

/* What changes some rows: spec/sandbox.md 10 and 12. */
enum policy_extra {
	POLICY_PLAIN = 0,
	POLICY_STORE_NAMES = 1,
	POLICY_AUDIT = 2
};

/* Fills out[] for every call that the architecture has. */
void policy_get(enum calls_arch arch, unsigned extras,
    struct policy_rule out[CALLS_COUNT]);

/* The verdict for a number that no call has. */
struct policy_verdict policy_default(enum calls_arch arch, uint32_t number);

/* Calls that may pass, always or by their arguments. */
int policy_count(enum calls_arch arch, unsigned extras);

/* Whether the role does without a call that the base filter lets pass. */
bool policy_role_traps(enum sandbox_role role, enum calls_call call,
    unsigned extras);

#endif
