/*
 * account.c - fusiond account: what an operator does with accounts.
 *
 * All of it lives in columns that the server reads when somebody logs in and
 * never writes from memory (spec/DECISIONS.md), so it works beside it; who is
 * in already stays what he was until he comes again.
 *
 * Owns:   nothing.
 * Called: through tools[].
 * Thread: main; there is no other.
 */
#include "tool/account.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "config/config.h"
#include "db/op.h"
#include "db/op_operator.h"
#include "login/auth.h"
#include "login/names.h"
#include "tool/ctl.h"
#include "tool/desk.h"
#include "tool/password.h"
#include "tool/tool.h"

enum { LEVEL_ALL = 1, LEVEL_NONE = 99, TIME_BYTES = 32 };

/* Which options the words after `account` understand. */
enum {
	TAKES_LEVEL = 1,
	TAKES_FOR = 2,
	TAKES_REASON = 4,
	TAKES_BANNED = 8,
	TAKES_YES = 16
};

struct account_args {
	struct desk_file config;
	unsigned given;			/* TAKES_... */
	int32_t level;
	int64_t for_s;
	const char *reason;
	const char *login;
	const char *value;
};

/* --- what they share --- */

/* False: it has been said. */
static bool
find(struct desk *d, const struct account_args *a, struct account_row *out)
{
	struct db_req_find_account req = { 0 };
	struct db_rep_find_account rep = { 0 };
	enum db_result res;

	if (str_copy(req.login, sizeof(req.login), a->login) !=
	    strlen(a->login)) {
		desk_fail(d, "%s: there is no such account", a->login);
		return false;
	}
	res = op_find_account(&d->db.store, &req, &rep);
	if (res == DB_NONE)
		desk_fail(d, "%s: there is no such account", a->login);
	else if (res != DB_OK)
		desk_fail_db(d);
	*out = rep.account;
	return res == DB_OK;
}

/* Whether one of its characters is in a world now. */
static enum beside_player
look_for_players(struct desk *d, int32_t account_id)
{
	struct operator_characters all = { 0 };
	enum beside_player state = BESIDE_FREE;

	if (op_all_characters(&d->db.store, account_id, &all) != DB_OK)
		state = BESIDE_UNKNOWN;
	for (size_t i = 0; i < all.count && state == BESIDE_FREE; i++)
		state = beside_look(&d->db, all.items[i].player_id);
	vec_fini(&all);
	return state;
}

static void
say_when_it_counts(struct desk *d, const struct account_row *a)
{
	switch (look_for_players(d, a->account_id)) {
	case BESIDE_FREE:
		break;
	case BESIDE_PLAYED:
		printf("%s plays just now: it counts from the next login "
		    "(fusiond ctl kick @%s ends this one)\n", a->login,
		    a->login);
		break;
	case BESIDE_UNKNOWN:
		printf("if %s plays just now: it counts from the next login\n",
		    a->login);
		break;
	}
}

/* A hash of what is typed; false: it has been said. */
static bool
make_hash(struct desk *d, char *hash)
{
	char password[AUTH_PASSWORD_BYTES];
	bool ok = false;

	switch (password_read(password, sizeof(password))) {
	case PASSWORD_CANCELLED:
		desk_fail(d, "no password was given, nothing is changed");
		break;
	case PASSWORD_DIFFER:
		desk_fail(d, "the two are not the same, nothing is changed");
		break;
	case PASSWORD_OK:
		if (!names_password_is_valid(password))
			desk_fail(d, "a password has 8 to 32 of the "
			    "characters A-Z a-z 0-9 !@#$%%^&*()_+");
		else if (auth_make(password, AUTH_COST, hash) != AUTH_OK)
			desk_fail(d, "the password cannot be hashed");
		else
			ok = true;
		break;
	}
	explicit_bzero(password, sizeof(password));
	return ok;
}

/* --- the words --- */

static int
add(struct desk *d, const struct account_args *a)
{
	struct db_req_create_account req = {
		.account_level = a->given & TAKES_LEVEL ? a->level :
		    d->cfg->shard.account_level,
	};
	struct db_rep_create_account rep;
	enum db_result res;

	if (!names_login_is_valid(a->login))
		return desk_fail(d, "%s: a name has 4 to 32 of the characters "
		    "A-Z a-z 0-9 _ -", a->login);
	str_copy(req.login, sizeof(req.login), a->login);
	if (!make_hash(d, req.password_hash) || !desk_begin(d))
		return EXIT_FAILURE;
	res = op_create_account(&d->db.store, &req, &rep);
	explicit_bzero(req.password_hash, sizeof(req.password_hash));
	if (res == DB_TAKEN) {
		store_rollback(&d->db.store);
		return desk_fail(d, "%s: somebody has that name already",
		    a->login);
	}
	if (!desk_finish(d, res))
		return EXIT_FAILURE;
	printf("%s: added, id %" PRId32 ", level %" PRId32 "\n", a->login,
	    rep.account_id, req.account_level);
	return EXIT_SUCCESS;
}

static int
set_password(struct desk *d, const struct account_args *a)
{
	struct account_row row;
	char hash[AUTH_HASH_BYTES];
	bool ok;

	if (!find(d, a, &row) || !make_hash(d, hash))
		return EXIT_FAILURE;
	ok = desk_begin(d) && desk_finish(d, op_set_password(&d->db.store,
	    row.account_id, hash));
	explicit_bzero(hash, sizeof(hash));
	if (!ok)
		return EXIT_FAILURE;
	printf("%s: has a new password\n", row.login);
	say_when_it_counts(d, &row);
	return EXIT_SUCCESS;
}

static int
set_level(struct desk *d, const struct account_args *a)
{
	struct db_req_set_account_level req = { 0 };
	struct db_rep_set_account_level rep;
	struct account_row row;

	if (!desk_parse_int(a->value, LEVEL_ALL, LEVEL_NONE,
	    &req.account_level)) {
		desk_fail(d, "%s: a level is a number from 1 (every command) "
		    "to 99 (a normal player)", a->value);
		return TOOL_EXIT_USAGE;
	}
	if (!find(d, a, &row))
		return EXIT_FAILURE;
	req.account_id = row.account_id;
	if (!desk_begin(d) ||
	    !desk_finish(d, op_set_account_level(&d->db.store, &req, &rep)))
		return EXIT_FAILURE;
	printf("%s: level %" PRId32 ", was %" PRId32 "\n", row.login,
	    req.account_level, row.account_level);
	say_when_it_counts(d, &row);
	return EXIT_SUCCESS;
}

static int
ban(struct desk *d, const struct account_args *a)
{
	struct db_req_ban req = { .has_every_right = true };
	struct db_rep_ban rep = { 0 };
	struct account_row row;
	char until[TIME_BYTES];

	if (!find(d, a, &row) || !desk_begin(d))
		return EXIT_FAILURE;
	req.account_id = row.account_id;
	req.until_s = clock_unix_s() + (a->given & TAKES_FOR ? a->for_s :
	    DB_BAN_S);
	if (a->given & TAKES_REASON)
		str_copy(req.reason, sizeof(req.reason), a->reason);
	if (!desk_finish(d, op_ban(&d->db.store, &req, &rep)))
		return EXIT_FAILURE;
	desk_format_time(req.until_s, until, sizeof(until));
	printf("%s: banned until %s\n", row.login, until);
	say_when_it_counts(d, &row);
	return EXIT_SUCCESS;
}

static int
unban(struct desk *d, const struct account_args *a)
{
	struct db_req_unban req = { 0 };
	struct db_rep_unban rep = { 0 };
	struct account_row row;

	if (!find(d, a, &row) || !desk_begin(d))
		return EXIT_FAILURE;
	req.account_id = row.account_id;
	if (!desk_finish(d, op_unban(&d->db.store, &req, &rep)))
		return EXIT_FAILURE;
	printf("%s: %s\n", row.login, row.banned_until_s > clock_unix_s() ?
	    "banned no longer" : "was not banned");
	return EXIT_SUCCESS;
}

/* All of them are ours, so that none comes in. False: it has been said. */
static bool
claim_all(struct desk *d, const struct operator_characters *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct operator_character *c = &all->items[i];

		if (beside_claim(&d->db, c->player_id) == BESIDE_FREE)
			continue;
		desk_fail(d, "%s %s (%" PRId32 ") may be in the world: put it "
		    "out first (fusiond ctl kick %" PRId32 "), or stop the "
		    "server", desk_clean(c->first_name),
		    desk_clean(c->last_name), c->player_id, c->player_id);
		return false;
	}
	return true;
}

static int
delete_with(struct desk *d, const struct account_args *a,
    const struct account_row *row, const struct operator_characters *all)
{
	bool is_sure = (a->given & TAKES_YES) != 0;

	if (!claim_all(d, all)) {
		store_rollback(&d->db.store);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < all->count; i++)
		printf("%s %s, id %" PRId32 ", level %" PRId32 "\n",
		    desk_clean(all->items[i].first_name),
		    desk_clean(all->items[i].last_name),
		    all->items[i].player_id, all->items[i].level);
	if (!is_sure) {
		store_rollback(&d->db.store);
		return desk_fail(d, "%s: with --yes it is deleted, with its "
		    "characters, for good; nothing is changed", row->login);
	}
	if (!desk_finish(d, op_delete_account(&d->db.store,
	    row->account_id)))
		return EXIT_FAILURE;
	printf("%s: deleted, characters %zu\n", row->login, all->count);
	return EXIT_SUCCESS;
}

static int
delete(struct desk *d, const struct account_args *a)
{
	struct operator_characters all = { 0 };
	struct account_row row;
	int status = EXIT_FAILURE;

	if (!find(d, a, &row) || !desk_begin(d))
		return status;
	if (op_all_characters(&d->db.store, row.account_id, &all) != DB_OK) {
		desk_fail_db(d);
		store_rollback(&d->db.store);
	} else {
		status = delete_with(d, a, &row, &all);
	}
	vec_fini(&all);
	return status;
}

static void
print_account(struct operator_account *a, int64_t now_s)
{
	char seen[TIME_BYTES], until[TIME_BYTES];

	desk_format_time(a->last_login_s, seen, sizeof(seen));
	printf("%8" PRId32 "  %-32s %5" PRId32 " %5" PRId32 "  %-16s",
	    a->account_id, desk_clean(a->login), a->account_level,
	    a->character_count, seen);
	if (a->banned_until_s > now_s) {
		desk_format_time(a->banned_until_s, until, sizeof(until));
		printf("  banned until %s%s%s", until,
		    a->ban_reason[0] != '\0' ? ": " : "",
		    desk_clean(a->ban_reason));
	}
	putchar('\n');
}

static int
list(struct desk *d, const struct account_args *a)
{
	struct operator_accounts all = { 0 };
	int64_t now_s = clock_unix_s();
	int status = EXIT_SUCCESS;

	if (op_all_accounts(&d->db.store, &all) != DB_OK)
		status = desk_fail_db(d);
	else
		printf("%8s  %-32s %5s %5s  %-16s\n", "id", "account", "level",
		    "chars", "last login");
	for (size_t i = 0; i < all.count && status == EXIT_SUCCESS; i++)
		if ((a->given & TAKES_BANNED) == 0 ||
		    all.items[i].banned_until_s > now_s)
			print_account(&all.items[i], now_s);
	vec_fini(&all);
	return status;
}

/* --- the command line --- */

static const struct word {
	const char *name;
	int args;
	unsigned takes;
	int (*run)(struct desk *d, const struct account_args *a);
	const char *usage;
} words[] = {
	{ "add", 1, TAKES_LEVEL, add, "add NAME [--level N]" },
	{ "passwd", 1, 0, set_password, "passwd NAME" },
	{ "level", 2, 0, set_level, "level NAME N" },
	{ "ban", 1, TAKES_FOR | TAKES_REASON, ban,
	    "ban NAME [--for 7d] [--reason TEXT]" },
	{ "unban", 1, 0, unban, "unban NAME" },
	{ "list", 0, TAKES_BANNED, list, "list [--banned]" },
	{ "delete", 1, TAKES_YES, delete, "delete NAME --yes" },
};

static int
print_usage(FILE *out, int status)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		fprintf(out, "%s fusiond account [-c config.ini] %s\n",
		    i == 0 ? "usage:" : "      ", words[i].usage);
	fputs("\n"
	    "  --level N      rights: 1 every command .. 99 a normal player;\n"
	    "                 without it accountlevel of config.ini\n"
	    "  --for TIME     how long: 30m, 2h, 7d; without it 30 years\n"
	    "  --reason TEXT  what the banned one is told\n"
	    "  --banned       only those that are banned now\n"
	    "  --yes          delete: without it only shows what would go\n"
	    "\n"
	    "Passwords are asked for, or read as one line from standard "
	    "input.\n"
	    "All of it may be done while the server runs; it counts from the\n"
	    "next login.\n", out);
	return status;
}

static bool
is_reason(const char *text)
{
	char copy[ROW_REASON_BYTES];

	return str_copy(copy, sizeof(copy), text) == strlen(text) &&
	    str_utf8_is_valid(text) && strcmp(desk_clean(copy), text) == 0;
}

/* False: it has been said. */
static bool
take_option(struct account_args *a, int c)
{
	const char *wrong = NULL;

	switch (c) {
	case 'c':
		a->config = (struct desk_file){ optarg, true };
		return true;
	case TAKES_LEVEL:
		if (!desk_parse_int(optarg, LEVEL_ALL, LEVEL_NONE, &a->level))
			wrong = "--level takes a number from 1 to 99";
		break;
	case TAKES_FOR:
		a->for_s = ctl_parse_time(optarg);
		if (a->for_s < 1 || a->for_s > DB_BAN_S)
			wrong = "--for takes a time like 30m, 2h, 7d";
		break;
	case TAKES_REASON:
		a->reason = optarg;
		if (!is_reason(optarg))
			wrong = "--reason takes up to 511 bytes of UTF-8";
		break;
	case TAKES_BANNED:
	case TAKES_YES:
		break;
	default:
		return false;
	}
	a->given |= (unsigned)c;
	if (wrong != NULL)
		fprintf(stderr, "fusiond account: %s\n", wrong);
	return wrong == NULL;
}

static int
run_word(const struct word *w, const struct account_args *a)
{
	struct desk d;
	int status = EXIT_FAILURE;

	if (desk_open(&d, "account", a->config) && desk_open_db(&d))
		status = w->run(&d, a);
	desk_close(&d);
	if (fflush(stdout) != 0)
		status = EXIT_FAILURE;
	return status;
}

int
account_run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "level", required_argument, NULL, TAKES_LEVEL },
		{ "for", required_argument, NULL, TAKES_FOR },
		{ "reason", required_argument, NULL, TAKES_REASON },
		{ "banned", no_argument, NULL, TAKES_BANNED },
		{ "yes", no_argument, NULL, TAKES_YES },
		{ NULL, 0, NULL, 0 }
	};
	struct account_args a = { .config = { "config.ini", false } };
	int c;

	while ((c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1) {
		if (c == 'h')
			return print_usage(stdout, EXIT_SUCCESS);
		if (!take_option(&a, c))
			return print_usage(stderr, TOOL_EXIT_USAGE);
	}
	for (size_t i = 0; i < COUNT_OF(words) && optind < argc; i++) {
		const struct word *w = &words[i];

		if (strcmp(argv[optind], w->name) != 0)
			continue;
		if (argc - optind - 1 != w->args || (a.given & ~w->takes) != 0)
			break;
		a.login = w->args > 0 ? argv[optind + 1] : NULL;
		a.value = w->args > 1 ? argv[optind + 2] : NULL;
		return run_word(w, &a);
	}
	return print_usage(stderr, TOOL_EXIT_USAGE);
}
