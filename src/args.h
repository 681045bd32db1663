/* args.h - the command line. */
#ifndef ARGS_H
#define ARGS_H

#include <stdbool.h>

#include "base/check.h"

enum { ARGS_PATH_BYTES = 4096 };

struct args {
	const char *config_path;
	bool has_path;			/* given: the file must exist */
	const char *data_dir;		/* instead of tdatadir; NULL: that */
	char patch_dir[ARGS_PATH_BYTES];	/* DIR/patch/, with it */
	bool is_check;
	bool is_verbose;
};

/*
 * Fills *a. Returns the exit status if the process has nothing more to do
 * (--help, or what is wrong stands on stderr), else -1.
 */
int args_parse(int argc, char **argv, struct args *a) MUST_USE;

#endif
