/*
 * tool.h - what the program does instead of serving: `fusiond VERB ...`.
 *
 * A tool runs outside the sandbox, in the operator's hands, and ends.
 */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include <stdbool.h>

#include "base/check.h"

enum { TOOL_EXIT_USAGE = 2 };

struct tool {
	const char *verb;
	const char *usage;		/* what follows the verb */
	const char *help;		/* half a line */
	/* argv[0] is the verb; returns the exit status. */
	int (*run)(int argc, char **argv);
};

/* Ended by a row whose verb is NULL. */
extern const struct tool tools[];

/* NULL: no such verb. */
const struct tool *tool_find(const char *verb);

#endif
