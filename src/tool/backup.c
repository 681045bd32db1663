/*
 * backup.c - fusiond backup FILE.
 *
 * Owns:   nothing.
 * Called: through tools[].
 * Thread: main; there is no other.
 */
#include "tool/backup.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "db/backup.h"
#include "tool/desk.h"
#include "tool/tool.h"

enum { OPT_FORCE = 256 };

static int
print_usage(FILE *out, int status)
{
	fputs("usage: fusiond backup [-c config.ini] [--force] FILE\n"
	    "\n"
	    "  --force   replace FILE if it is there already\n"
	    "\n"
	    "Copies the database while the server runs, checks the copy and\n"
	    "only then gives it the name FILE. A server, OpenFusion too, can\n"
	    "start on it: stop yours, put the copy in the place of dbpath,\n"
	    "and remove what lies beside that (-wal, -shm, -journal).\n", out);
	return status;
}

static int
write_backup(struct desk *d, const char *path, enum backup_over over)
{
	struct backup_info info;

	if (!backup_write(&d->db.store, path, over, &info))
		return EXIT_FAILURE;
	printf("%s: %" PRId64 " KiB, accounts %" PRId32 ", characters %" PRId32
	    ", mails %" PRId32 "\n", path, (info.bytes + 1023) / 1024,
	    info.account_count, info.player_count, info.email_count);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
backup_run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "force", no_argument, NULL, OPT_FORCE },
		{ NULL, 0, NULL, 0 }
	};
	struct desk_file config = { "config.ini", false };
	enum backup_over over = BACKUP_NEW_FILE;
	struct desk d;
	int c, status = EXIT_FAILURE;

	while ((c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1) {
		if (c == 'h')
			return print_usage(stdout, EXIT_SUCCESS);
		if (c == 'c')
			config = (struct desk_file){ optarg, true };
		else if (c == OPT_FORCE)
			over = BACKUP_REPLACE;
		else
			return print_usage(stderr, TOOL_EXIT_USAGE);
	}
	if (argc - optind != 1)
		return print_usage(stderr, TOOL_EXIT_USAGE);
	if (desk_open(&d, "backup", config) && desk_open_db(&d))
		status = write_backup(&d, argv[optind], over);
	desk_close(&d);
	return status;
}
