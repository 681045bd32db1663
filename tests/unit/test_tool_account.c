/*
 * test_tool_account.c - fusiond account, on a database of its own.
 *
 * Called: by tests/run.
 * Thread: main; children are the tool, and a server beside it.
 */
#include "tool_rig.h"

#include <termios.h>

#include "login/auth.h"

static const char bad[] = "secret-less1";	/* no minus is allowed */
static const char good[] = "correct_horse1";

static void
stored_hash(const struct tool_rig *rig, const char *login, char *out)
{
	char sql[128];

	str_format(sql, sizeof(sql),
	    "SELECT Password FROM Accounts WHERE Login = '%s'", login);
	sql_text(rig->fx->path, sql, out, ROW_HASH_BYTES);
}

static void
check_password(const struct tool_rig *rig, const char *login, const char *pw)
{
	char hash[ROW_HASH_BYTES];

	stored_hash(rig, login, hash);
	assert_memory_equal(hash, "$2a$12$", 7);
	assert_int_equal(auth_verify(pw, hash), AUTH_OK);
}

static void
test_add(void **state)
{
	struct tool_rig *rig = *state;
	const char *path = rig->fx->path;

	rig_write_config(rig, "accountlevel=77\n");
	assert_int_equal(RIG_RUN(rig, "correct_horse1\n", "account", "add",
	    "Jane_1"), 0);
	assert_says(rig->out, "Jane_1: added, id 1, level 77");
	check_password(rig, "Jane_1", good);
	assert_int_equal(RIG_RUN(rig, "correct_horse1\n", "account", "add",
	    "Bob-2", "--level", "30"), 0);
	assert_int_equal(sql_int(path, "SELECT AccountLevel FROM Accounts "
	    "WHERE Login = 'Bob-2'"), 30);
	/* another case is the same name */
	assert_int_equal(RIG_RUN(rig, "correct_horse1\n", "account", "add",
	    "jane_1"), 1);
	assert_says(rig->err, "jane_1: somebody has that name");
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Accounts"), 2);
}

static void
test_add_refused(void **state)
{
	struct tool_rig *rig = *state;
	static const char *const names[] = { "abc", "with space", "a;b;c",
	    "123456789012345678901234567890123" };
	static const char *const passwords[] = { "", "\n", "short1\n",
	    "with spaces in it\n", "123456789012345678901234567890123\n" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_int_equal(RIG_RUN(rig, "correct_horse1\n", "account",
		    "add", names[i]), 1);
		assert_says(rig->err, "a name has 4 to 32");
	}
	for (size_t i = 0; i < COUNT_OF(passwords); i++)
		assert_int_equal(RIG_RUN(rig, passwords[i], "account", "add",
		    "Jane"), 1);
	assert_int_equal(RIG_RUN(rig, bad, "account", "add", "Jane"), 1);
	assert_says(rig->err, "a password has 8 to 32");
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT count(*) FROM Accounts"), 0);
}

static void
test_passwd(void **state)
{
	struct tool_rig *rig = *state;
	const char *path = rig->fx->path;

	(void)make_account(rig->fx, "Jane");
	sql_exec(path, "INSERT INTO Auth (AccountID, Cookie, Expires) VALUES "
	    "(1, 'old', 9999999999)");
	assert_int_equal(RIG_RUN(rig, "correct_horse1\nrest", "account",
	    "passwd", "JANE"), 0);
	check_password(rig, "Jane", good);
	/* whoever had an old cookie is not let in by it */
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Auth"), 0);
	assert_int_equal(RIG_RUN(rig, "correct_horse1\n", "account", "passwd",
	    "Nobody"), 1);
	assert_says(rig->err, "Nobody: there is no such account");
}

static void
test_level(void **state)
{
	struct tool_rig *rig = *state;

	(void)make_account(rig->fx, "Jane");
	assert_int_equal(RIG_RUN(rig, "", "account", "level", "Jane", "1"), 0);
	assert_says(rig->out, "Jane: level 1, was 99");
	assert_int_equal(RIG_RUN(rig, "", "account", "level", "Jane", "0"), 2);
	assert_int_equal(RIG_RUN(rig, "", "account", "level", "Jane", "2x"),
	    2);
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT AccountLevel FROM Accounts"), 1);
}

/* From about now. */
static void
check_ban_lasts(const struct tool_rig *rig, int64_t wanted_s)
{
	int64_t lasts_s = sql_int(rig->fx->path,
	    "SELECT BannedUntil - BannedSince FROM Accounts");

	assert_in_range(lasts_s, wanted_s - 1, wanted_s);
	assert_true(sql_int(rig->fx->path, "SELECT abs(BannedSince - "
	    "strftime('%s', 'now')) FROM Accounts") < 60);
}

static void
test_ban(void **state)
{
	struct tool_rig *rig = *state;
	const char *path = rig->fx->path;
	char reason[64];

	(void)make_account(rig->fx, "Jane");
	assert_int_equal(RIG_RUN(rig, "", "account", "ban", "Jane", "--for",
	    "2h", "--reason", "foul play"), 0);
	check_ban_lasts(rig, 7200);
	sql_text(path, "SELECT BanReason FROM Accounts", reason,
	    sizeof(reason));
	assert_string_equal(reason, "foul play");
	assert_int_equal(RIG_RUN(rig, "", "account", "list", "--banned"), 0);
	assert_says(rig->out, "foul play");
	assert_int_equal(RIG_RUN(rig, "", "account", "ban", "Jane", "--for",
	    "7d"), 0);
	check_ban_lasts(rig, 7 * 86400);
	assert_int_equal(RIG_RUN(rig, "", "account", "ban", "Jane"), 0);
	check_ban_lasts(rig, INT64_C(10957) * 86400);
	assert_int_equal(RIG_RUN(rig, "", "account", "unban", "Jane"), 0);
	assert_says(rig->out, "banned no longer");
	assert_int_equal(sql_int(path, "SELECT BannedUntil + BannedSince FROM "
	    "Accounts WHERE BanReason = ''"), 0);
	assert_int_equal(RIG_RUN(rig, "", "account", "list", "--banned"), 0);
	assert_null(strstr(rig->out, "Jane"));
}

static void
test_usage(void **state)
{
	struct tool_rig *rig = *state;
	static const char *const wrong[][5] = {
		{ "account" },
		{ "account", "shout", "Jane" },
		{ "account", "add" },
		{ "account", "add", "Jane", "secret123" },
		{ "account", "list", "--level", "3" },
		{ "account", "ban", "Jane", "--for", "soon" },
		{ "account", "ban", "Jane", "--for", "0d" },
		{ "account", "ban", "Jane", "--for", "99999d" },
		{ "account", "ban", "Jane", "--reason", "\x1b[2J" },
		{ "account", "--nonsense" },
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *words[6] = { 0 };

		memcpy(words, wrong[i], sizeof(wrong[i]));
		assert_int_equal(rig_run_with(rig, "", words), 2);
		assert_says(rig->err, "usage: fusiond account");
	}
	assert_int_equal(RIG_RUN(rig, "", "account", "--help"), 0);
	assert_says(rig->out, "--reason TEXT");
}

static void
test_list_is_harmless(void **state)
{
	struct tool_rig *rig = *state;

	(void)make_account(rig->fx, "Jane");
	sql_exec(rig->fx->path, "UPDATE Accounts SET Login = 'Ev' || char(27) "
	    "|| '[2Jil'");
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 0);
	assert_says(rig->out, "Ev?[2Jil");
}

/* The database and config.ini that it needs. */
static void
test_nothing_there(void **state)
{
	struct tool_rig *rig = *state;
	struct stat st;

	rig_write_config(rig, "port=none\n");
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);
	assert_says(rig->err, "shard.port: 'none'");
	unlink(rig->config);
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);
	assert_says(rig->err, rig->config);
	rig_write_config(rig, "dbpath=/tmp/fusiond-nowhere/x.db\n");
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);

	/* nothing is made, nothing is migrated */
	fixture_close(rig->fx);
	rig_write_config(rig, "");
	assert_int_equal(truncate(rig->fx->path, 0), 0);
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);
	assert_says(rig->err, "has no tables yet");
	assert_int_equal(stat(rig->fx->path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

/* The server works there, the operator is somewhere else. */
static void
test_beside_the_config(void **state)
{
	struct tool_rig *rig = *state;
	FILE *f = fopen(rig->config, "w");

	(void)make_account(rig->fx, "Jane");
	assert_non_null(f);
	fprintf(f, "protocol=104\n[shard]\ndbpath=%s\n",
	    strrchr(rig->fx->path, '/') + 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 0);
	assert_says(rig->out, "Jane");
}

static void
test_older_schema(void **state)
{
	struct tool_rig *rig = *state;

	sql_exec(rig->fx->path,
	    "UPDATE Meta SET Value = 5 WHERE Key = 'DatabaseVersion'");
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);
	assert_says(rig->err, "older schema");
	sql_exec(rig->fx->path,
	    "UPDATE Meta SET Value = 1013 WHERE Key = 'ProtocolVersion'");
	assert_int_equal(RIG_RUN(rig, "", "account", "list"), 1);
	assert_says(rig->err, "made for protocol 1013");
}

static void
test_while_one_plays(void **state)
{
	struct tool_rig *rig = *state;
	int32_t ann = make_player(rig->fx, "Anna");
	struct rig_server server;

	(void)make_player(rig->fx, "Bert");
	server = rig_serve(rig, ann);
	assert_int_equal(RIG_RUN(rig, "", "account", "level", "Anna", "1"), 0);
	assert_says(rig->out, "Anna plays just now");
	assert_int_equal(RIG_RUN(rig, "", "account", "level", "Bert", "1"), 0);
	assert_null(strstr(rig->out, "plays"));
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT sum(AccountLevel) FROM Accounts"), 2);
	rig_server_end(&server);
}

/* With all that is theirs, and only when one is sure, and nobody plays. */
static void
test_delete(void **state)
{
	struct tool_rig *rig = *state;
	const char *path = rig->fx->path;
	int32_t ann = make_player(rig->fx, "Anna");
	struct rig_server server;

	(void)make_player(rig->fx, "Bert");
	sql_exec(path, "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt) "
	    "VALUES (1, 0, 328, 0, 1), (2, 0, 328, 0, 1)");
	assert_int_equal(RIG_RUN(rig, "", "account", "delete", "Anna"), 1);
	assert_says(rig->out, "Anna Tester, id 1, level 1");
	assert_says(rig->err, "nothing is changed");
	server = rig_serve(rig, ann);
	assert_int_equal(RIG_RUN(rig, "", "account", "delete", "Anna",
	    "--yes"), 1);
	assert_says(rig->err, "may be in the world");
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Accounts"), 2);
	rig_server_end(&server);
	assert_int_equal(RIG_RUN(rig, "", "account", "delete", "Anna",
	    "--yes"), 0);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Accounts"), 1);
	assert_int_equal(sql_int(path, "SELECT sum(PlayerID) FROM Players"),
	    2);
	assert_int_equal(sql_int(path, "SELECT sum(PlayerID) FROM Inventory"),
	    2);
	assert_int_equal(sql_int(path, "SELECT sum(PlayerID) FROM "
	    "Appearances"), 2);
}

/* ---- at a terminal ----------------------------------------------------- */

/* Types `keys`, as prompts come; returns the exit status. */
static int
type_at_terminal(struct tool_rig *rig, const char *keys)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, status;
	struct termios t;

	assert_true(master >= 0);
	assert_int_equal(grantpt(master) | unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	/* the flush before the first question must not eat what we type */
	assert_int_equal(tcgetattr(slave, &t), 0);
	fflush(NULL);
	status = fork();
	assert_true(status >= 0);
	if (status == 0) {
		/* a hand that waits until nothing is echoed any more */
		do
			tcgetattr(slave, &t);
		while ((t.c_lflag & ECHO) != 0);
		_exit(write(master, keys, strlen(keys)) < 0);
	}
	status = RIG_RUN_AT(rig, slave, "account", "passwd", "Jane");
	assert_int_equal(tcgetattr(slave, &t), 0);
	assert_true((t.c_lflag & (ECHO | ICANON | ISIG)) ==
	    (ECHO | ICANON | ISIG));
	assert_true(wait(NULL) > 0);
	close(master);
	close(slave);
	return status;
}

static void
test_terminal(void **state)
{
	struct tool_rig *rig = *state;

	(void)make_account(rig->fx, "Jane");
	assert_int_equal(type_at_terminal(rig,
	    "correct_horse1\ncorrect_horseX\1771\n"), 0);
	assert_says(rig->err, "New password: \nOnce more: \n");
	check_password(rig, "Jane", good);
	assert_int_equal(type_at_terminal(rig,
	    "correct_horse1\ncorrect_horse2\n"), 1);
	assert_says(rig->err, "not the same");
	assert_int_equal(type_at_terminal(rig, "corr\x03"), 1);
	assert_says(rig->err, "no password was given");
	check_password(rig, "Jane", good);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_add),
		T(test_add_refused),
		T(test_passwd),
		T(test_level),
		T(test_ban),
		T(test_usage),
		T(test_list_is_harmless),
		T(test_nothing_there),
		T(test_beside_the_config),
		T(test_older_schema),
		T(test_while_one_plays),
		T(test_delete),
		T(test_terminal),
	};

	return cmocka_run_group_tests_name("tool_account", tests, NULL, NULL);
}
