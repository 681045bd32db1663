/*
 * args.c - the command line.
 *
 * Owns:   nothing.
 * Called: by main(), before anything else.
 * Thread: main.
 */
#include "args.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "config/config.h"
#include "tool/tool.h"
#include "version.h"

enum { EXIT_USAGE = 2 };

static void
print_usage(FILE *out)
{
	fputs("usage: fusiond [-c config.ini] [-d DIR] [--check] [-v]\n"
	    "       fusiond --help | --help-config | --version\n"
	    "\n"
	    "  -c FILE        read this config.ini (default: ./config.ini)\n"
	    "  -d DIR         read the tables there, and patches in DIR/patch\n"
	    "  --check        test config, tables and database, then exit\n"
	    "  -v             log more than the config asks for\n"
	    "  --help-config  list every key of config.ini\n"
	    "  --version      print the version\n", out);
	for (const struct tool *t = tools; t->verb != NULL; t++)
		fprintf(out, "\n       fusiond %s %s\n           %s\n",
		    t->verb, t->usage, t->help);
}

int
args_parse(int argc, char **argv, struct args *a)
{
	enum { OPT_CHECK = 256, OPT_HELP, OPT_HELP_CONFIG, OPT_VERSION };
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "data", required_argument, NULL, 'd' },
		{ "check", no_argument, NULL, OPT_CHECK },
		{ "help", no_argument, NULL, OPT_HELP },
		{ "help-config", no_argument, NULL, OPT_HELP_CONFIG },
		{ "version", no_argument, NULL, OPT_VERSION },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	*a = (struct args){ .config_path = "config.ini" };
	while ((c = getopt_long(argc, argv, "c:d:vh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			a->config_path = optarg;
			a->has_path = true;
			break;
		case 'd':
			a->data_dir = optarg;
			str_format(a->patch_dir, sizeof(a->patch_dir),
			    "%s/patch/", optarg);
			break;
		case 'v':
			a->is_verbose = true;
			break;
		case OPT_CHECK:
			a->is_check = true;
			break;
		case 'h':
		case OPT_HELP:
			print_usage(stdout);
			return EXIT_SUCCESS;
		case OPT_HELP_CONFIG:
			config_print_keys(stdout);
			return EXIT_SUCCESS;
		case OPT_VERSION:
			puts("fusiond " FUSIOND_VERSION);
			return EXIT_SUCCESS;
		default:
			print_usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "fusiond: what is '%s'?\n", argv[optind]);
		print_usage(stderr);
		return EXIT_USAGE;
	}
	return -1;
}
