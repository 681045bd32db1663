/*
 * tool.c - the table of verbs.
 *
 * Owns:   nothing.
 * Called: by args.c for --help, by main() to run one.
 * Thread: main; there is no other.
 */
#include "tool/tool.h"

#include <stddef.h>
#include <string.h>

#include "tool/account.h"
#include "tool/backup.h"
#include "tool/char.h"
#include "tool/ctl.h"

const struct tool tools[] = {
	{ "account", "[-c config.ini] add|passwd|level|ban|unban|list|delete",
	    "accounts: passwords, levels, bans; --help says more",
	    account_run },
	{ "backup", "[-c config.ini] [--force] FILE",
	    "copies the database, also while the server runs",
	    backup_run },
	{ "char", "[-c config.ini] list|show|repair ...",
	    "characters: listed, shown, mended; --help says more",
	    char_run },
	{ "ctl", "[-c config.ini | -s socket] VERB ...",
	    "direct a running server; fusiond ctl help lists the verbs",
	    ctl_run },
	{ NULL, NULL, NULL, NULL }
};

const struct tool *
tool_find(const char *verb)
{
	for (const struct tool *t = tools; t->verb != NULL; t++)
		if (strcmp(t->verb, verb) == 0)
			return t;
	return NULL;
}
