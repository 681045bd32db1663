/*
 * char.c - fusiond char: which characters there are, what one is and has, and
 * mending it.
 *
 * Owns:   nothing.
 * Called: through tools[].
 * Thread: main; there is no other.
 */
#include "tool/char.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/op.h"
#include "db/op_operator.h"
#include "db/raw.h"
#include "tdata/tdata.h"
#include "tool/char_repair.h"
#include "tool/char_show.h"
#include "tool/desk.h"
#include "tool/tool.h"

enum { TAKES_DRY_RUN = 1, TAKES_DROP_TASK = 2, TAKES_ASIDE = 4 };

struct char_args {
	struct desk_file config;
	unsigned given;			/* TAKES_... */
	const char *who;		/* or NULL */
	struct char_repair repair;
};

/* --- who? --- */

static enum db_result
find_by_names(struct desk *d, const char *first, size_t first_bytes,
    const char *last, int32_t *player_id)
{
	struct db_req_find_player_by_name req = { 0 };
	struct db_rep_find_player_by_name rep = { 0 };
	enum db_result res;

	if (first_bytes >= sizeof(req.first_name) ||
	    strlen(last) >= sizeof(req.last_name))
		return DB_NONE;
	str_format(req.first_name, sizeof(req.first_name), "%.*s",
	    (int)first_bytes, first);
	str_copy(req.last_name, sizeof(req.last_name), last);
	res = op_find_player_by_name(&d->db.store, &req, &rep);
	*player_id = rep.player.player_id;
	return res;
}

/* An id, or both names; either may have blanks in it. False: said. */
static bool
find(struct desk *d, const char *who, int32_t *player_id)
{
	enum db_result res = DB_NONE;

	if (desk_parse_int(who, 1, INT32_MAX, player_id))
		return true;
	for (const char *c = strchr(who, ' '); c != NULL && res == DB_NONE;
	    c = strchr(c + 1, ' '))
		res = find_by_names(d, who, (size_t)(c - who), c + 1,
		    player_id);
	if (res == DB_NONE)
		desk_fail(d, "%s: there is no such character", who);
	else if (res != DB_OK)
		desk_fail_db(d);
	return res == DB_OK;
}

/* 0: of all. False: said. */
static bool
find_account(struct desk *d, const char *login, int32_t *account_id)
{
	struct db_req_find_account req = { 0 };
	struct db_rep_find_account rep = { 0 };
	enum db_result res = DB_NONE;

	*account_id = 0;
	if (login == NULL)
		return true;
	if (str_copy(req.login, sizeof(req.login), login) == strlen(login))
		res = op_find_account(&d->db.store, &req, &rep);
	*account_id = rep.account.account_id;
	if (res == DB_NONE)
		desk_fail(d, "%s: there is no such account", login);
	else if (res != DB_OK)
		desk_fail_db(d);
	return res == DB_OK;
}

/* --- the words --- */

static const char *
state_of(const struct desk *d, int32_t player_id)
{
	switch (beside_look(&d->db, player_id)) {
	case BESIDE_FREE:
		return "";
	case BESIDE_PLAYED:
		return "in the world";
	case BESIDE_UNKNOWN:
		return "?";
	}
	return "";
}

static void
print_character(const struct desk *d, struct operator_character *c)
{
	static const char *const checks[] = { "name to be checked", "",
		"name refused" };
	char name[ROW_FIRST_NAME_BYTES + ROW_LAST_NAME_BYTES];
	bool is_check = c->name_check >= 0 && c->name_check <= 2;

	str_format(name, sizeof(name), "%s %s", desk_clean(c->first_name),
	    desk_clean(c->last_name));
	printf("%8" PRId32 "  %-26s %5" PRId32 "  %-32s %4" PRId32 "  %s%s%s\n",
	    c->player_id, name, c->level, desk_clean(c->login), c->slot,
	    state_of(d, c->player_id), is_check && c->name_check != 1 ? " " :
	    "", is_check ? checks[c->name_check] : "");
}

static int
list(struct desk *d, const struct char_args *a)
{
	struct operator_characters all = { 0 };
	int32_t account_id;
	int status = EXIT_SUCCESS;

	if (!find_account(d, a->who, &account_id))
		return EXIT_FAILURE;
	if (op_all_characters(&d->db.store, account_id, &all) != DB_OK)
		status = desk_fail_db(d);
	else
		printf("%8s  %-26s %5s  %-32s %4s\n", "id", "name", "level",
		    "account", "slot");
	for (size_t i = 0; i < all.count && status == EXIT_SUCCESS; i++)
		print_character(d, &all.items[i]);
	vec_fini(&all);
	return status;
}

static int
show(struct desk *d, const struct char_args *a)
{
	struct raw_character c = { 0 };
	struct tdata *td = NULL;
	int32_t id;
	int status = EXIT_FAILURE;
	enum db_result res;

	if (!find(d, a->who, &id))
		return status;
	res = raw_read(&d->db.store, id, &c);
	if (res == DB_NONE) {
		desk_fail(d, "%s: there is no such character", a->who);
	} else if (res != DB_OK) {
		desk_fail_db(d);
	} else {
		td = desk_take_tables(d);
		char_show(stdout, &c, d->db.store.rules, td);
		if (beside_look(&d->db, id) == BESIDE_PLAYED)
			puts("in the world now: this is up to a second old");
		status = EXIT_SUCCESS;
	}
	tdata_free(td);
	raw_fini(&c);
	return status;
}

static int
repair(struct desk *d, const struct char_args *a)
{
	struct char_repair r = a->repair;

	if (!find(d, a->who, &r.player_id))
		return EXIT_FAILURE;
	return char_repair(d, &r);
}

/* --- the command line --- */

static const struct word {
	const char *name;
	int least_args, most_args;
	unsigned takes;
	int (*run)(struct desk *d, const struct char_args *a);
	const char *usage;
} words[] = {
	{ "list", 0, 1, 0, list, "list [ACCOUNT]" },
	{ "show", 1, 1, 0, show, "show ID | 'First Last'" },
	{ "repair", 1, 1, TAKES_DRY_RUN | TAKES_DROP_TASK | TAKES_ASIDE,
	    repair, "repair ID | 'First Last' [--dry-run] [--drop-task N]\n"
	    "              [--aside FILE]" },
};

static int
print_usage(FILE *out, int status)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		fprintf(out, "%s fusiond char [-c config.ini] %s\n",
		    i == 0 ? "usage:" : "      ", words[i].usage);
	fputs("\n"
	    "  --dry-run      tell what is wrong, change nothing\n"
	    "  --drop-task N  also drop this running task\n"
	    "  --aside FILE   take out items that no table knows, too, and\n"
	    "                 write all that is taken away to the new FILE, "
	    "as SQL\n"
	    "\n"
	    "repair mends running tasks that no table knows, that are of a\n"
	    "mission already done, there twice or too many; impossible kill\n"
	    "counts; a current mission that does not run; quest items of no\n"
	    "running mission; nanos that do not exist or are not owned; a "
	    "place\n"
	    "outside of the world; items where they cannot be. All or "
	    "nothing, and\n"
	    "never while the character is in the world.\n", out);
	return status;
}

/* False: it has been said. */
static bool
take_option(struct char_args *a, int c)
{
	int32_t task;

	switch (c) {
	case 'c':
		a->config = (struct desk_file){ optarg, true };
		return true;
	case TAKES_DRY_RUN:
		a->repair.is_dry = true;
		break;
	case TAKES_DROP_TASK:
		if (!desk_parse_int(optarg, 1, INT32_MAX, &task)) {
			fprintf(stderr, "fusiond char: --drop-task takes the "
			    "number of a task\n");
			return false;
		}
		a->repair.drop_task = task;
		break;
	case TAKES_ASIDE:
		a->repair.aside = optarg;
		break;
	default:
		return false;
	}
	a->given |= (unsigned)c;
	return true;
}

static int
run_word(const struct word *w, const struct char_args *a)
{
	struct desk d;
	int status = EXIT_FAILURE;

	if (desk_open(&d, "char", a->config) && desk_open_db(&d))
		status = w->run(&d, a);
	desk_close(&d);
	if (fflush(stdout) != 0)
		status = EXIT_FAILURE;
	return status;
}

int
char_run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "dry-run", no_argument, NULL, TAKES_DRY_RUN },
		{ "drop-task", required_argument, NULL, TAKES_DROP_TASK },
		{ "aside", required_argument, NULL, TAKES_ASIDE },
		{ NULL, 0, NULL, 0 }
	};
	struct char_args a = { .config = { "config.ini", false } };
	int c;

	while ((c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1) {
		if (c == 'h')
			return print_usage(stdout, EXIT_SUCCESS);
		if (!take_option(&a, c))
			return print_usage(stderr, TOOL_EXIT_USAGE);
	}
	for (size_t i = 0; i < COUNT_OF(words) && optind < argc; i++) {
		const struct word *w = &words[i];
		int args = argc - optind - 1;

		if (strcmp(argv[optind], w->name) != 0)
			continue;
		if (args < w->least_args || args > w->most_args ||
		    (a.given & ~w->takes) != 0)
			break;
		a.who = args > 0 ? argv[optind + 1] : NULL;
		return run_word(w, &a);
	}
	return print_usage(stderr, TOOL_EXIT_USAGE);
}
