/*
 * database_foreign.c - the database of another server: OpenFusion's is played
 * on and stays what it was, one that is not ours to use is left alone
 * (spec/database.md 1 and 2).
 *
 * Called: by tests/run, in the top of the tree: it reads sql/tables.sql.
 * Thread: main.
 */
#include "bot/e2e.h"

#include <sqlite3.h>

/* What OpenFusion has made, and what ofapi has put in: its way of hashing. */
static const char foreign_rows[] =
    "CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE, Value INTEGER NOT NULL);"
    "INSERT INTO Meta VALUES ('ProtocolVersion', 104),"
    " ('DatabaseVersion', 6);"
    /* password1 and hunter2hunter2, spec/database.md 4 */
    "INSERT INTO Accounts (AccountID, Login, Password, AccountLevel) VALUES"
    " (7, 'Old_Hand', '$2a$12$abcdefghijklmnopqrstuuvOu6AhjtdEmjV/tWcu8NQa"
    "EdqQSKYoG', 99),"
    " (8, 'web_user', '$2b$12$abcdefghijklmnopqrstuu.iD8hF.gUWj3miz48QbfwK"
    "tmkR/9WaC', 99);"
    "INSERT INTO Players (PlayerID, AccountID, FirstName, LastName,"
    " NameCheck, Slot, Level, AppearanceFlag, TutorialFlag, XCoordinate,"
    " YCoordinate, ZCoordinate, Angle, HP, Taros, SkywayLocationFlag,"
    " FirstUseFlag, Quests) VALUES (41, 7, 'Old', 'Hand', 1, 2, 12, 1, 1,"
    " 109260, 322580, 0, 90, 1825, 4321, zeroblob(16), zeroblob(16),"
    " zeroblob(128));"
    "INSERT INTO Appearances (PlayerID, Body, Height) VALUES (41, 2, 3);"
    /* worn, carried, and in the bank of a 104 database */
    "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt) VALUES"
    " (41, 1, 217, 1, 1), (41, 9, 204, 3, 1), (41, 59, 203, 2, 1);"
    "INSERT INTO Nanos (PlayerID, ID, Skill, Stamina) VALUES"
    " (41, 1, 1, 150);";

static char foreign_path[SERVER_PATH_BYTES + 32];

static void
run_sql(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		die("foreign database: %s", why);
}

/* As OpenFusion leaves it: rollback journal, no index but the keys'. */
static void
make_foreign(const char *dir)
{
	char *schema = files_take("sql/tables.sql", NULL);
	sqlite3 *db;

	if (schema == NULL)
		die("sql/tables.sql is not here");
	path_format(foreign_path, sizeof(foreign_path), "%s/db/database.db",
	    dir);
	if (sqlite3_open(foreign_path, &db) != SQLITE_OK)
		die("%s: %s", foreign_path, sqlite3_errmsg(db));
	run_sql(db, "PRAGMA journal_mode = DELETE");
	run_sql(db, schema);
	run_sql(db, foreign_rows);
	sqlite3_close(db);
	free(schema);
}

static void
test_it_is_played_on(void **state)
{
	struct server_options opt = { .prepare = make_foreign };
	const struct wire_pc_load_data2cl *d;
	const struct ls2cl_rep_char_info *info;
	struct dbfile *db;
	struct bot *b;
	struct e2e e;

	UNUSED(state);
	e2e_start(&e, &opt);
	b = bot_new(e.team, "old_hand");
	flow_send_login(b, "old_hand", "password1");
	BOT_EXPECT(b, ls2cl_rep_login_succ);
	info = BOT_EXPECT(b, ls2cl_rep_char_info);
	assert_int_equal(info->slot, 2);
	assert_int_equal(info->level, 12);
	bot_set_uid(b, info->pc_style.pc_uid);
	d = &flow_enter(b, flow_select(b))->pc_load_data2cl;
	assert_int_equal(d->level, 12);
	assert_int_equal(d->candy, 4321);
	assert_int_equal(d->pc_style.height, 3);
	assert_int_equal(d->equip[1].id, 217);
	assert_int_equal(d->inven[0].id, 204);
	flow_load(b);
	flow_move(b, E2E_X + 321, E2E_Y, E2E_Z);
	flow_leave(b);

	/* the hash that a web tool wrote */
	b = bot_new(e.team, "web_user");
	flow_login(b, "web_user", "hunter2hunter2");
	e2e_await_value(&e, "SELECT XCoordinate FROM Players", E2E_X + 321);
	e2e_new_team(&e);
	dbfile_close(e.db);
	e.db = NULL;
	server_stop(&e.server);

	/* what OpenFusion looks at when it starts again */
	db = dbfile_open(e.server.db_path);
	assert_true(dbfile_is_sound(db));
	assert_int_equal(dbfile_get(db,
	    "SELECT Value FROM Meta WHERE Key = 'DatabaseVersion'"), 6);
	assert_int_equal(dbfile_get(db,
	    "SELECT Value FROM Meta WHERE Key = 'ProtocolVersion'"), 104);
	assert_int_equal(dbfile_get(db, "SELECT count(*) FROM Accounts"), 2);
	assert_int_equal(dbfile_get(db,
	    "SELECT ID FROM Inventory WHERE Slot = 59"), 203);
	assert_int_equal(dbfile_get(db, "SELECT Taros FROM Players"), 4321);
	assert_int_equal(dbfile_get(db,
	    "SELECT length(Quests) FROM Players"), 128);
	dbfile_close(db);
	server_end(&e.server);
}

/* A start that must fail, say why, and leave the file as it is. */
static void
expect_refusal(const char *sql, int protocol, const char *why)
{
	struct server_options opt = { .prepare = make_foreign,
		.protocol = protocol };
	struct server s;
	char *before, *after;
	size_t n, m;

	server_prepare(&s, &opt);
	if (sql != NULL) {
		struct dbfile *db = dbfile_open(s.db_path);

		dbfile_exec(db, sql);
		dbfile_close(db);
	}
	before = files_take(s.db_path, &n);
	assert_int_equal(server_run(&s, NULL), 1);
	if (!server_log_has(&s, why))
		die("the log does not say \"%s\", see %s", why, s.log_path);
	after = files_take(s.db_path, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	free(before);
	free(after);
	server_end(&s);
}

static void
test_another_protocol(void **state)
{
	UNUSED(state);
	expect_refusal(NULL, 1013, "protocol");
	expect_refusal(NULL, 728, "protocol");
	expect_refusal("DELETE FROM Meta WHERE Key = 'ProtocolVersion'", 104,
	    "rotocol");
}

static void
test_another_schema(void **state)
{
	UNUSED(state);
	expect_refusal("UPDATE Meta SET Value = 7 "
	    "WHERE Key = 'DatabaseVersion'", 104, "7");
	expect_refusal("DROP TABLE Meta", 104, "Meta");
}

static void
make_garbage(const char *dir)
{
	static const char text[] = "this is a letter to my grandmother, and "
	    "it is longer than the head of a database would be, by far";

	path_format(foreign_path, sizeof(foreign_path), "%s/db/database.db",
	    dir);
	files_write(foreign_path, text, sizeof(text) - 1);
}

static void
test_no_database(void **state)
{
	struct server_options opt = { .prepare = make_garbage };
	struct server s;
	char *text;

	UNUSED(state);
	server_prepare(&s, &opt);
	assert_int_equal(server_run(&s, NULL), 1);
	assert_true(server_log_has(&s, "database.db"));
	text = files_take(s.db_path, NULL);
	assert_non_null(strstr(text, "grandmother"));
	free(text);
	server_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_is_played_on),
		cmocka_unit_test(test_another_protocol),
		cmocka_unit_test(test_another_schema),
		cmocka_unit_test(test_no_database),
	};

	return E2E_RUN("database_foreign", tests, NULL, NULL);
}
