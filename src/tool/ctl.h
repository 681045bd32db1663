/*
 * ctl.h - `fusiond ctl VERB ...`: the operator's hand on a running server.
 *
 * Each verb is a row of ctl_verbs[]. One that only asks and prints needs no
 * more than ctl_ask_and_print(); others have a file of their own.
 */
#ifndef TOOL_CTL_H
#define TOOL_CTL_H

#include "base/check.h"
#include "tool/ctl_client.h"

struct ctl_verb {
	const char *name;		/* NULL ends a table */
	const char *usage;		/* what follows the name */
	const char *help;		/* one line */
	/* argv[0] is the verb; returns the exit status. */
	int (*run)(struct ctl_client *c, int argc, char **argv);
};

/* The row of `fusiond`'s own table. */
int ctl_run(int argc, char **argv);

/* Prints the answer, or the error to stderr; returns the exit status. */
int ctl_ask_and_print(struct ctl_client *c, int argc,
    const char *const *argv);

/* What -c gave, or "config.ini". */
const char *ctl_config_path(void);

/* "ctl: what"; returns 2. */
int ctl_bad_usage(const char *what);

/* What ctl_answer_fini() frees, said on stderr; returns its status. */
int ctl_complain(const struct ctl_answer *a);

/* 90, 90s, 15m, 12h, 7d, 2w in seconds; -1: it is no time. */
int64_t ctl_parse_time(const char *text);

/* KiB of memory that the server uses; -1: not to be had. */
int64_t ctl_server_memory_kib(const struct ctl_client *c);

#endif
