/*
 * operator_tools.c - what an operator does to the database beside a running
 * server: accounts, characters that are stuck, a backup that can be played on.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"
#include "bot/errand.h"

enum { LOGIN_WRONG_PASSWORD = 2 };

static struct e2e e2e;
static struct errand errand;

static const char first_password[] = "first_secret1";
static const char second_password[] = "second_secret2";

#define RUN(in, ...) ERRAND(&e2e.server, (in), &errand, __VA_ARGS__)

#define EXPECT_SAYS(part) do { \
	if (strstr(errand.said, (part)) == NULL) \
		fail_msg("'%s' is not in '%s'", (part), errand.said); \
} while (0)

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "flushinterval", "50" },
		{ "login", "autocreateaccounts", "false" },
		{ "shard", "missionnpccheck", "false" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

/* --- accounts --- */

static void
test_account(void **state)
{
	const struct fe2cl_gm_rep_pc_announce *m;
	struct bot *b;

	UNUSED(state);
	RUN("first_secret1\n", "account", "add", "Newcomer", "--level", "42");
	assert_int_equal(errand.status, 0);
	b = bot_new(e2e.team, "newcomer");
	flow_login(b, "newcomer", first_password);
	bot_free(b);

	RUN("second_secret2\n", "account", "passwd", "Newcomer");
	assert_int_equal(errand.status, 0);
	b = bot_new(e2e.team, "again");
	assert_int_equal(flow_login_refused(b, "newcomer", first_password),
	    LOGIN_WRONG_PASSWORD);
	bot_free(b);
	b = bot_new(e2e.team, "at last");
	flow_login(b, "newcomer", second_password);
	bot_free(b);

	RUN("", "account", "ban", "Newcomer", "--for", "2d", "--reason",
	    "being rude");
	assert_int_equal(errand.status, 0);
	b = bot_new(e2e.team, "banned");
	flow_send_login(b, "newcomer", second_password);
	m = BOT_EXPECT(b, fe2cl_gm_rep_pc_announce);
	assert_non_null(strstr(m->announce_msg, "being rude"));
	bot_free(b);

	RUN("", "account", "unban", "Newcomer");
	assert_int_equal(errand.status, 0);
	b = bot_new(e2e.team, "back");
	flow_login(b, "newcomer", second_password);
	bot_free(b);
}

/* The level of who plays stays until the next login. */
static void
test_level(void **state)
{
	const struct fe2cl_pc_motd_login *m;
	char login[40];
	struct bot *b;

	UNUSED(state);
	b = e2e_player(&e2e, "Riser", E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	RUN("", "account", "level", login, "1");
	assert_int_equal(errand.status, 0);
	EXPECT_SAYS("plays just now");
	flow_leave(b);
	bot_free(b);
	b = bot_new(e2e.team, "risen");
	flow_join(b, login);
	bot_fence(b);
	bot_forget(b);
	flow_say(b, "/access .");
	m = BOT_EXPECT(b, fe2cl_pc_motd_login);
	assert_non_null(strstr(m->system_msg, "has access level 1"));
	flow_leave(b);
	bot_free(b);
}

/* --- characters --- */

static void
repair(int64_t uid, const char *option)
{
	char id[16];

	snprintf(id, sizeof(id), "%lld", (long long)uid);
	RUN("", "char", "repair", id, option);
}

/*
 * All six places of the journal are held by what is done already, so nothing
 * can be begun any more.
 */
static void
test_stuck(void **state)
{
	enum { NEW_TASK = 6 };
	const struct bot_packet *p;
	char sql[768], login[40];
	struct bot *b;
	int64_t uid;

	UNUSED(state);
	b = e2e_outsider(&e2e, "Stuck", 0, E2E_X, E2E_Y, E2E_Z);
	uid = bot_uid(b);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	/* all of these are of missions that are done; 6 is of none */
	snprintf(sql, sizeof(sql), "UPDATE Players SET Quests = x'ef10%0252d' "
	    "WHERE PlayerID = %lld; INSERT INTO RunningQuests "
	    "SELECT %lld, column1, 0, 0, 0 FROM (VALUES (3), (4), (7), (8), "
	    "(9), (19))", 0, (long long)uid, (long long)uid);
	dbfile_exec(e2e.db, sql);

	flow_join(b, login);
	BOT_SEND(b, cl2fe_req_pc_task_start, .task_num = NEW_TASK);
	p = bot_expect_either(b, PKT_FE2CL_REP_PC_TASK_START_SUCC,
	    PKT_FE2CL_REP_PC_TASK_START_FAIL);
	assert_int_equal(p->kind, PKT_FE2CL_REP_PC_TASK_START_FAIL);

	/* whoever is in the world is the server's */
	repair(uid, NULL);
	assert_int_equal(errand.status, 1);
	EXPECT_SAYS("is in the world");
	repair(uid, "--dry-run");
	EXPECT_SAYS("task 3 (mission 3");
	flow_leave(b);
	bot_free(b);

	/* free when its last save is written, which nobody announces */
	do
		repair(uid, NULL);
	while (errand.status != 0 &&
	    strstr(errand.said, "is in the world") != NULL);
	assert_int_equal(errand.status, 0);
	EXPECT_SAYS("found 6, mended 6");

	b = bot_new(e2e.team, "mended");
	flow_join(b, login);
	BOT_SEND(b, cl2fe_req_pc_task_start, .task_num = NEW_TASK);
	p = bot_expect_either(b, PKT_FE2CL_REP_PC_TASK_START_SUCC,
	    PKT_FE2CL_REP_PC_TASK_START_FAIL);
	assert_int_equal(p->kind, PKT_FE2CL_REP_PC_TASK_START_SUCC);
	flow_leave(b);
	bot_free(b);
}

/* --- backup --- */

enum { CROWD = 6, BACKUPS = 5 };

/* Everybody walks, so that each flush writes while it is copied. */
static void
walk(struct bot **crowd, int step)
{
	for (int i = 0; i < CROWD; i++)
		flow_move(crowd[i], E2E_X + 10 * step, E2E_Y + i, E2E_Z);
}

static void
back_up_under_load(struct bot **crowd)
{
	for (int i = 0; i < BACKUPS; i++) {
		walk(crowd, i);
		RUN("", "backup", "copy.db", i == 0 ? NULL : "--force");
		assert_int_equal(errand.status, 0);
		EXPECT_SAYS("copy.db: ");
		walk(crowd, -i);
		bot_fence(crowd[0]);
	}
	RUN("", "backup", "copy.db");
	assert_int_equal(errand.status, 1);
	EXPECT_SAYS("is there already");
}

/* Another server, with the copy as its database. */
static void
play_on_copy(const char *login)
{
	char from[SERVER_PATH_BYTES + 32];
	struct server_options opt = { 0 };
	struct e2e other = { 0 };
	char *bytes;
	size_t n;
	struct bot *b;

	path_format(from, sizeof(from), "%s/copy.db", e2e.server.dir);
	bytes = files_take(from, &n);
	assert_non_null(bytes);
	server_prepare(&other.server, &opt);
	files_write(other.server.db_path, bytes, n);
	free(bytes);
	other.db = dbfile_open(other.server.db_path);
	bytes = dbfile_take_text(other.db, "PRAGMA journal_mode");
	assert_string_equal(bytes, "delete");
	free(bytes);
	assert_true(dbfile_is_sound(other.db));
	server_restart(&other.server);
	e2e_new_team(&other);
	b = bot_new(other.team, "on the copy");
	flow_join(b, login);
	flow_leave(b);
	e2e_end(&other);
}

static void
test_backup(void **state)
{
	struct bot *crowd[CROWD];
	char login[40];

	UNUSED(state);
	for (int i = 0; i < CROWD; i++)
		crowd[i] = e2e_player(&e2e, "Walker", E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	back_up_under_load(crowd);
	play_on_copy(login);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_backup),
	};

	return E2E_RUN("operator_tools", tests, start, end);
}
