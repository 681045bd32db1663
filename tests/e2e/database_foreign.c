/*
 * database_foreign.c - an operator of OpenFusion moves in with his database,
 * plays, and could move out again (spec/database.md 2 and 3).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "support/old_database.h"

static struct e2e e2e;

static void
database_path(const char *dir, char *out, size_t cap)
{
	path_format(out, cap, "%s/db/database.db", dir);
}

/* With one character, who has been somewhere and owns something. */
static void
make_database(const char *dir, int version)
{
	char path[SERVER_PATH_BYTES + 32];
	struct dbfile *db;

	database_path(dir, path, sizeof(path));
	old_database_make(path, version);
	old_database_fill(path);
	db = dbfile_open(path);
	dbfile_add_character(db, &(struct dbfile_character){
	    .login = "Moves_In", .first_name = "Old", .last_name = "Hand",
	    .protocol = 104, .x = E2E_X, .y = E2E_Y, .z = E2E_Z });
	dbfile_exec(db, "UPDATE Players SET Taros = 1234, Level = 7, "
	    "FusionMatter = 77 WHERE FirstName = 'Old'");
	dbfile_exec(db, "INSERT INTO Inventory (PlayerID, Slot, ID, Type, "
	    "Opt) SELECT PlayerID, 12, 1, 1, 1 FROM Players WHERE "
	    "FirstName = 'Old'");
	dbfile_close(db);
}

static void
prepare_version_5(const char *dir)
{
	make_database(dir, 5);
}

static void
prepare_version_6(const char *dir)
{
	make_database(dir, 6);
}

static void
check_what_was_there(void)
{
	/* the rows of others, some in tables that nobody played with */
	assert_int_equal(dbfile_get(e2e.db, "SELECT XCoordinate FROM Players "
	    "WHERE PlayerID = 7"), 11);
	assert_int_equal(dbfile_get(e2e.db, "SELECT count(*) FROM EmailData "
	    "JOIN EmailItems USING (PlayerID, MsgIndex)"), 1);
	assert_int_equal(dbfile_get(e2e.db, "SELECT Score FROM RaceResults "
	    "WHERE PlayerID = 7"), 321);
	assert_int_equal(dbfile_get(e2e.db, "SELECT count(*) FROM Inventory "
	    "WHERE PlayerID = 7 AND Slot = 20 AND ID = 119 AND Opt = 12"), 1);
	assert_int_equal(dbfile_get(e2e.db, "SELECT Value FROM Meta WHERE "
	    "Key = 'DatabaseVersion'"), 6);
	assert_int_equal(dbfile_get(e2e.db, "SELECT Value FROM Meta WHERE "
	    "Key = 'ProtocolVersion'"), 104);
	assert_int_equal(dbfile_get(e2e.db, "SELECT count(*) FROM Accounts "
	    "WHERE Email = '' AND LastPasswordReset = 0"), 3);
}

/* Under a name in other letters, which OpenFusion allows since version 4. */
static void
play(void)
{
	const struct ls2cl_rep_char_info *info;
	const struct fe2cl_rep_pc_enter_succ *in;
	const struct bot_packet *p;
	struct bot *b = bot_new(e2e.team, "mover");

	flow_send_login(b, "moves_in", dbfile_password);
	p = bot_expect_either(b, PKT_LS2CL_REP_LOGIN_SUCC,
	    PKT_LS2CL_REP_LOGIN_FAIL);
	assert_int_equal(p->kind, PKT_LS2CL_REP_LOGIN_SUCC);
	info = BOT_EXPECT(b, ls2cl_rep_char_info);
	assert_string_equal(info->pc_style.first_name, "Old");
	assert_int_equal(info->level, 7);
	bot_set_uid(b, info->pc_style.pc_uid);
	in = flow_enter(b, flow_select(b));
	assert_int_equal(in->pc_load_data2cl.candy, 1234);
	assert_int_equal(in->pc_load_data2cl.fusion_matter, 77);
	assert_int_equal(in->pc_load_data2cl.x, E2E_X);
	/* 9 places for what is worn come first in 104 */
	assert_int_equal(in->pc_load_data2cl.inven[12 - 9].id, 1);
	flow_load(b);
	flow_move(b, E2E_X + 321, E2E_Y - 123, E2E_Z);
	flow_leave(b);
}

static void
play_and_stop(void (*prepare)(const char *dir))
{
	struct server_options opt = { .prepare = prepare };
	char *mode;

	e2e_start(&e2e, &opt);
	play();
	dbfile_close(e2e.db);
	e2e.db = NULL;
	server_stop(&e2e.server);

	/* as another server or a tool would open it */
	e2e.db = dbfile_open(e2e.server.db_path);
	mode = dbfile_take_text(e2e.db, "PRAGMA journal_mode");
	assert_string_equal(mode, "delete");
	free(mode);
	assert_true(dbfile_is_sound(e2e.db));
	assert_int_equal(dbfile_get(e2e.db, "SELECT XCoordinate FROM Players "
	    "WHERE FirstName = 'Old'"), E2E_X + 321);
	assert_int_equal(dbfile_get(e2e.db, "SELECT YCoordinate FROM Players "
	    "WHERE FirstName = 'Old'"), E2E_Y - 123);
	assert_int_equal(dbfile_get(e2e.db, "SELECT Taros FROM Players WHERE "
	    "FirstName = 'Old'"), 1234);
	check_what_was_there();
}

static void
test_version_6(void **state)
{
	UNUSED(state);
	play_and_stop(prepare_version_6);
	e2e_end(&e2e);
}

/* Migrated, and kept as it was beside. */
static void
test_version_5(void **state)
{
	char path[SERVER_PATH_BYTES + 64];
	struct dbfile *old;

	UNUSED(state);
	play_and_stop(prepare_version_5);
	path_format(path, sizeof(path), "%s.old.5", e2e.server.db_path);
	old = dbfile_open(path);
	assert_true(dbfile_is_sound(old));
	assert_int_equal(dbfile_get(old, "SELECT Value FROM Meta WHERE "
	    "Key = 'DatabaseVersion'"), 5);
	assert_int_equal(dbfile_get(old, "SELECT XCoordinate FROM Players "
	    "WHERE FirstName = 'Old'"), E2E_X);
	dbfile_close(old);
	e2e_end(&e2e);
}

static void
test_another_protocol(void **state)
{
	struct server_options opt = {
		.protocol = 1013,
		.prepare = prepare_version_5,
	};
	struct server s;
	struct dbfile *db;
	char dir[SERVER_PATH_BYTES + 32];

	UNUSED(state);
	server_prepare(&s, &opt);
	assert_int_equal(server_run(&s, NULL), 1);
	assert_true(server_log_has(&s, "made for protocol 104, but "
	    "protocol=1013 is configured"));
	/* nothing has been migrated, no copy was made */
	db = dbfile_open(s.db_path);
	assert_int_equal(dbfile_get(db, "SELECT Value FROM Meta WHERE "
	    "Key = 'DatabaseVersion'"), 5);
	dbfile_close(db);
	path_format(dir, sizeof(dir), "%s/db", s.dir);
	assert_int_equal(files_count(dir, "database.db"), 1);
	server_end(&s);
}

/* What tools write while the server runs is seen at once (ofapi). */
static void
test_others_write_beside_us(void **state)
{
	struct bot *b;
	int64_t id;
	char sql[200];

	UNUSED(state);
	e2e_start(&e2e, NULL);
	id = dbfile_add_account(e2e.db, "by_a_tool", 0);
	b = bot_new(e2e.team, "tool");
	flow_login(b, "by_a_tool", dbfile_password);
	snprintf(sql, sizeof(sql), "UPDATE Accounts SET BannedUntil = "
	    "strftime('%%s', 'now') + 90000, BanReason = 'spam' WHERE "
	    "AccountID = %lld", (long long)id);
	dbfile_exec(e2e.db, sql);
	bot_free(b);
	b = bot_new(e2e.team, "banned");
	do {
		flow_send_login(b, "by_a_tool", dbfile_password);
	} while (bot_expect_either(b, PKT_FE2CL_GM_REP_PC_ANNOUNCE,
	    PKT_LS2CL_REP_LOGIN_FAIL)->kind == PKT_LS2CL_REP_LOGIN_FAIL);
	e2e_end(&e2e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_6),
		cmocka_unit_test(test_version_5),
		cmocka_unit_test(test_another_protocol),
		cmocka_unit_test(test_others_write_beside_us),
	};

	return E2E_RUN("database_foreign", tests, NULL, NULL);
}
