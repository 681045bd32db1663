/*
 * ctl.c - `fusiond ctl`: the operator's hand on a running server.
 *
 * Owns:   the table of verbs; what -c gave.
 * Called: by tool.c.
 * Thread: main; there is no other.
 */
#include "tool/ctl.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/filename.h"
#include "base/str.h"
#include "config/config.h"
#include "tool/ctl_reload.h"
#include "tool/ctl_top.h"
#include "tool/desk.h"
#include "tool/tool.h"

enum {
	PATH_BYTES = 512,
	TEXT_BYTES = 2048,
	FIGURE_BYTES = 32,
	DEFAULT_SHUTDOWN_S = 60
};

static const char *config_path;	/* of this run */

/* --- what verbs share --- */

const char *
ctl_config_path(void)
{
	return config_path;
}

int
ctl_bad_usage(const char *what)
{
	fprintf(stderr, "ctl: %s (see fusiond ctl help)\n", what);
	return TOOL_EXIT_USAGE;
}

int
ctl_complain(const struct ctl_answer *a)
{
	fprintf(stderr, "ctl: %s\n", a->text);
	return a->status;
}

int
ctl_ask_and_print(struct ctl_client *c, int argc, const char *const *argv)
{
	struct ctl_answer a = { 0 };
	int status = ctl_client_ask(c, argc, argv, NULL, 0, &a);

	if (status != 0)
		ctl_complain(&a);
	else if (a.text != NULL)
		fputs(a.text, stdout);
	ctl_answer_fini(&a);
	return status;
}

int64_t
ctl_parse_time(const char *text)
{
	static const struct { char unit; int32_t seconds; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 7 * 86400 },
	};
	enum { DIGITS_MAX = 9 };
	size_t digits = strspn(text, "0123456789");
	int64_t n;

	if (digits == 0 || digits > DIGITS_MAX)
		return -1;
	n = strtoll(text, NULL, 10);
	if (text[digits] == '\0')
		return n;
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (text[digits] == units[i].unit && text[digits + 1] == '\0')
			return n * units[i].seconds;
	return -1;
}

/* The words from argv[first] on with a space between; "" for none. */
static const char *
join(int argc, char **argv, int first, char out[TEXT_BYTES])
{
	size_t used = 0;

	out[0] = '\0';
	for (int i = first; i < argc; i++)
		used += str_format(out + used, TEXT_BYTES - used, "%s%s",
		    i > first ? " " : "", argv[i]);
	return out;
}

int64_t
ctl_server_memory_kib(const struct ctl_client *c)
{
	char path[64], line[128];
	int64_t kib = -1;
	FILE *f;

	/* The sealed server cannot look at itself; we can. */
	str_format(path, sizeof(path), "/proc/%ld/status",
	    (long)ctl_client_server(c));
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtoll(line + 6, NULL, 10);
	fclose(f);
	return kib;
}

/* --- the verbs --- */

static int
run_plain(struct ctl_client *c, int argc, char **argv)
{
	const char *const args[] = { argv[0] };

	if (argc != 1)
		return ctl_bad_usage("this verb takes no arguments");
	return ctl_ask_and_print(c, 1, args);
}

static int
run_status(struct ctl_client *c, int argc, char **argv)
{
	int status = run_plain(c, argc, argv);

	if (status == 0)
		printf("memory_kib=%" PRId64 "\n", ctl_server_memory_kib(c));
	return status;
}

/* All words together are one argument: a name, a text. */
static int
run_words(struct ctl_client *c, int argc, char **argv)
{
	char words[TEXT_BYTES];
	const char *const args[] = { argv[0], join(argc, argv, 1, words) };

	if (argc < 2)
		return ctl_bad_usage("it says too little");
	return ctl_ask_and_print(c, 2, args);
}

/* Takes "--name value" out of the arguments; NULL: it is not there. */
static const char *
take_option(int *argc, char **argv, const char *name)
{
	for (int i = 1; i < *argc; i++) {
		const char *value = argv[i + 1];

		if (strcmp(argv[i], name) != 0)
			continue;
		/* The last one's value is the NULL behind all arguments. */
		for (int k = i; k + 2 <= *argc; k++)
			argv[k] = argv[k + 2];
		*argc -= value != NULL ? 2 : 1;
		return value != NULL ? value : "";
	}
	return NULL;
}

/* ban and mute: TARGET [--for TIME] [--reason TEXT] */
static int
run_sentence(struct ctl_client *c, int argc, char **argv)
{
	const char *span = take_option(&argc, argv, "--for");
	const char *reason = take_option(&argc, argv, "--reason");
	bool is_ban = strcmp(argv[0], "ban") == 0;
	char target[TEXT_BYTES], seconds[FIGURE_BYTES];
	const char *args[] = { argv[0], target, seconds, reason };
	int64_t n = span != NULL ? ctl_parse_time(span) : 0;

	if (n < 0 || (span != NULL && n == 0))
		return ctl_bad_usage("a time is like 90s, 15m, 12h, 7d, 2w");
	if (reason != NULL && !is_ban)
		return ctl_bad_usage("nobody reads a mute's reason");
	join(argc, argv, 1, target);
	if (target[0] == '\0')
		return ctl_bad_usage("whom?");
	str_format(seconds, sizeof(seconds), "%" PRId64, n);
	return ctl_ask_and_print(c, reason != NULL ? 4 : 3, args);
}

static int
run_shutdown(struct ctl_client *c, int argc, char **argv)
{
	bool is_cancel = argc > 1 && strcmp(argv[1], "cancel") == 0;
	int64_t n = argc > 1 ? ctl_parse_time(argv[1]) : DEFAULT_SHUTDOWN_S;
	char when[FIGURE_BYTES] = "cancel", reason[TEXT_BYTES];
	const char *const args[] = { argv[0], when, reason };

	if (is_cancel && argc > 2)
		return ctl_bad_usage("a cancellation has no reason");
	if (!is_cancel && n < 0)
		return ctl_bad_usage("a time is like 90, 15m or 12h");
	if (!is_cancel)
		str_format(when, sizeof(when), "%" PRId64, n);
	join(argc, argv, 2, reason);
	return ctl_ask_and_print(c, reason[0] != '\0' ? 3 : 2, args);
}

static int
run_maintenance(struct ctl_client *c, int argc, char **argv)
{
	char reason[TEXT_BYTES];
	const char *const args[] = { argv[0], argc > 1 ? argv[1] : "",
		join(argc, argv, 2, reason) };

	return ctl_ask_and_print(c, reason[0] != '\0' ? 3 : 2, args);
}

static const struct ctl_verb ctl_verbs[] = {
	{ "status", "", "how the server is, as key=value", run_status },
	{ "players", "", "everybody inside, a line each", run_plain },
	{ "zones", "", "how many are in which zone", run_plain },
	{ "top", "", "both of it, refreshed each second", ctl_top },
	{ "kick", "WHO", "put a character or account out", run_words },
	{ "ban", "WHO [--for TIME] [--reason TEXT]",
	    "and keep it out; without a time for ever", run_sentence },
	{ "unban", "WHO", "let it in again", run_words },
	{ "mute", "WHO [--for TIME]", "it is not heard", run_sentence },
	{ "unmute", "WHO", "it is heard again", run_words },
	{ "broadcast", "TEXT", "tell everybody", run_words },
	{ "save", "", "write all that has changed; returns when it is on "
	    "disk", run_plain },
	{ "shutdown", "[TIME [REASON]]", "count down, then stop; in a minute "
	    "if no time is given", run_shutdown },
	{ "shutdown", "cancel", "not after all", run_shutdown },
	{ "maintenance", "on|off [REASON]",
	    "only game masters may log in", run_maintenance },
	{ "reload", "[-d TABLES]",
	    "read config.ini and the tables again; says what the server has\n"
	    "        taken, and what needs a restart", ctl_reload },
	{ "loglevel", "0|1|2|3", "verbosity, until the next start",
	    run_words },
	{ NULL, NULL, NULL, NULL }
};

static void
print_help(FILE *out)
{
	fputs("usage: fusiond ctl [-c config.ini | -s socket] VERB ...\n\n",
	    out);
	for (const struct ctl_verb *v = ctl_verbs; v->name != NULL; v++)
		fprintf(out, "  %s%s%s\n        %s\n", v->name,
		    v->usage[0] != '\0' ? " " : "", v->usage, v->help);
	fputs("\nWHO is a character's number (123) or name (Jane Smith), an\n"
	    "account's login (jane; @123 if it is a number) or number (#7).\n"
	    "TIME is in seconds, or 90s, 15m, 12h, 7d, 2w.\n"
	    "The exit status is 0: done, 1: not done, 2: not understood.\n",
	    out);
}

/* --- finding the server --- */

/*
 * config.ini's path is relative to where the server works; that is here, or
 * where config.ini lies.
 */
static struct ctl_client *
open_from_config(const char *config, const char *path,
    char why[CTL_WHY_BYTES])
{
	struct ctl_client *c = ctl_client_open(path, why);
	char beside[PATH_BYTES], why_not[CTL_WHY_BYTES];

	if (c != NULL ||
	    !filename_beside(config, path, beside, sizeof(beside)))
		return c;
	c = ctl_client_open(beside, why_not);
	/* Which of the two is meant is known if one of them is there. */
	if (c == NULL && errno != ENOENT)
		str_copy(why, CTL_WHY_BYTES, why_not);
	return c;
}

/* NULL: it has been said. */
static struct ctl_client *
find_server(const char *config, bool has_config)
{
	struct config *cfg = desk_load_config((struct desk_file){ config,
	    has_config });
	struct ctl_client *c = NULL;
	char why[CTL_WHY_BYTES];

	if (cfg == NULL)
		return NULL;
	if (cfg->control.path[0] == '\0')
		str_format(why, sizeof(why), "%s: [control] path is empty: "
		    "this server has no socket", config);
	else
		c = open_from_config(config, cfg->control.path, why);
	if (c == NULL)
		fprintf(stderr, "ctl: %s\n", why);
	config_free(cfg);
	return c;
}

static const struct ctl_verb *
find_verb(const char *name)
{
	for (const struct ctl_verb *v = ctl_verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

int
ctl_run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *socket = NULL;
	const struct ctl_verb *verb;
	struct ctl_client *client;
	char why[CTL_WHY_BYTES];
	bool has_config = false;
	int status, option;

	config_path = "config.ini";
	/* "+": what follows the verb is the verb's. */
	while ((option = getopt_long(argc, argv, "+c:s:h", longs, NULL)) !=
	    -1) {
		if (option == 'c') {
			config_path = optarg;
			has_config = true;
		} else if (option == 's') {
			socket = optarg;
		} else {
			print_help(option == 'h' ? stdout : stderr);
			return option == 'h' ? EXIT_SUCCESS : TOOL_EXIT_USAGE;
		}
	}
	argc -= optind;
	argv += optind;
	if (argc == 0 || strcmp(argv[0], "help") == 0) {
		print_help(argc == 0 ? stderr : stdout);
		return argc == 0 ? TOOL_EXIT_USAGE : EXIT_SUCCESS;
	}
	verb = find_verb(argv[0]);
	if (verb == NULL)
		return ctl_bad_usage("there is no such verb");
	if (socket == NULL) {
		client = find_server(config_path, has_config);
	} else {
		client = ctl_client_open(socket, why);
		if (client == NULL)
			fprintf(stderr, "ctl: %s\n", why);
	}
	if (client == NULL)
		return EXIT_FAILURE;
	status = verb->run(client, argc, argv);
	ctl_client_close(client);
	return status;
}
