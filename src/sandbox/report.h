/*
 * report.h - what the backend achieved and what it had to do without: the
 * summary line, and in strict mode the reason to refuse.
 */
#ifndef SANDBOX_REPORT_H
#define SANDBOX_REPORT_H

#include <stdbool.h>
#include <stddef.h>

enum { REPORT_MISSING_BYTES = 192 };

/* -1 (or NULL) stands for "not there" and is written as "-". */
struct sandbox_report {
	int nnp;			/* no_new_privs is set */
	int uid;			/* the effective one at the end */
	int caps;			/* capabilities left */
	int mdwe;			/* no memory becomes executable */
	int landlock_abi;
	int net;			/* Landlock confines TCP */
	int scope;			/* and signals and abstract sockets */
	int netns;			/* a network with nothing in it */
	const char *root;		/* "empty" */
	int calls;			/* ALLOW and CHECK rows of the filter */
	int tsync;			/* threads that the filter reached */
	int roles;			/* threads that have a role filter */
	char missing[REPORT_MISSING_BYTES];	/* "mdwe,netns" */
};

void report_init(struct sandbox_report *r);

/*
 * Notes that something asked for could not be had, and warns once:
 * "sandbox: no <thing>: <strerror(err)>" (err a positive errno, 0: none).
 */
void report_missing(struct sandbox_report *r, const char *thing, int err);

/* "nnp=1 uid=65534 ... missing=none", as spec/sandbox.md 4 orders it. */
void report_format(const struct sandbox_report *r, char *out, size_t cap);

#endif
