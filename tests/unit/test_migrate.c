/*
 * test_migrate.c - opening databases of every age, and refusing those that
 * are not ours.
 */
#include "db_fixture.h"

#include "base/clock.h"
#include "support/old_database.h"

/* What spec/database.md 3 says: table, its columns in order. */
static const struct { const char *table, *columns; } schema[] = {
	{ "Accounts", "AccountID,Login,Password,Selected,AccountLevel,Created,"
	    "LastLogin,BannedUntil,BannedSince,BanReason,Email,"
	    "LastPasswordReset" },
	{ "Players", "PlayerID,AccountID,FirstName,LastName,NameCheck,Slot,"
	    "Created,LastLogin,Level,Nano1,Nano2,Nano3,AppearanceFlag,"
	    "TutorialFlag,PayZoneFlag,XCoordinate,YCoordinate,ZCoordinate,"
	    "Angle,HP,FusionMatter,Taros,BatteryW,BatteryN,Mentor,"
	    "CurrentMissionID,WarpLocationFlag,SkywayLocationFlag,"
	    "FirstUseFlag,Quests" },
	{ "Appearances", "PlayerID,Body,EyeColor,FaceStyle,Gender,HairColor,"
	    "HairStyle,Height,SkinColor" },
	{ "Inventory", "PlayerID,Slot,ID,Type,Opt,TimeLimit" },
	{ "QuestItems", "PlayerID,Slot,ID,Opt" },
	{ "Nanos", "PlayerID,ID,Skill,Stamina" },
	{ "RunningQuests", "PlayerID,TaskID,RemainingNPCCount1,"
	    "RemainingNPCCount2,RemainingNPCCount3" },
	{ "Buddyships", "PlayerAID,PlayerBID" },
	{ "Blocks", "PlayerID,BlockedPlayerID" },
	{ "EmailData", "PlayerID,MsgIndex,ReadFlag,ItemFlag,SenderID,"
	    "SenderFirstName,SenderLastName,SubjectLine,MsgBody,Taros,"
	    "SendTime,DeleteTime" },
	{ "EmailItems", "PlayerID,MsgIndex,Slot,ID,Type,Opt,TimeLimit" },
	{ "RaceResults", "EPID,PlayerID,Score,RingCount,Time,Timestamp" },
	{ "RedeemedCodes", "PlayerID,Code" },
	{ "Auth", "AccountID,Cookie,Expires" },
	{ "Meta", "Key,Value" }
};

/* Defaults of the spec that a row leaves to the schema: table.column=value. */
static const char *const defaults[] = {
	"Accounts.Selected=1", "Accounts.BannedUntil=0",
	"Accounts.BannedSince=0", "Accounts.BanReason=''",
	"Accounts.Email=''", "Accounts.LastPasswordReset=0",
	"Players.Level=1", "Players.Nano1=0", "Players.Nano2=0",
	"Players.Nano3=0", "Players.AppearanceFlag=0",
	"Players.TutorialFlag=0", "Players.PayZoneFlag=0",
	"Players.FusionMatter=0", "Players.Taros=0", "Players.BatteryW=0",
	"Players.BatteryN=0", "Players.Mentor=5",
	"Players.CurrentMissionID=0", "Players.WarpLocationFlag=0",
	"Appearances.Body=0", "Appearances.EyeColor=1",
	"Appearances.FaceStyle=1", "Appearances.Gender=1",
	"Appearances.HairColor=1", "Appearances.HairStyle=1",
	"Appearances.Height=0", "Appearances.SkinColor=1",
	"Inventory.TimeLimit=0", "Nanos.Stamina=150", "Auth.Expires=0"
};

static void
check_schema(const char *path)
{
	char sql[256], columns[1024];

	for (size_t i = 0; i < COUNT_OF(schema); i++) {
		str_format(sql, sizeof(sql), "SELECT group_concat(name) FROM"
		    " (SELECT name FROM pragma_table_info('%s') ORDER BY cid)",
		    schema[i].table);
		sql_text(path, sql, columns, sizeof(columns));
		assert_string_equal(columns, schema[i].columns);
		str_format(sql, sizeof(sql), "SELECT count(*) FROM"
		    " pragma_table_info('%s') WHERE \"notnull\" = 0",
		    schema[i].table);
		assert_int_equal(sql_int(path, sql), 0);
	}
	for (size_t i = 0; i < COUNT_OF(defaults); i++) {
		const char *dot = strchr(defaults[i], '.');
		const char *eq = strchr(defaults[i], '=');

		str_format(sql, sizeof(sql), "SELECT dflt_value FROM"
		    " pragma_table_info('%.*s') WHERE name = '%.*s'",
		    (int)(dot - defaults[i]), defaults[i], (int)(eq - dot - 1),
		    dot + 1);
		sql_text(path, sql, columns, sizeof(columns));
		assert_string_equal(columns, eq + 1);
	}
}

/* ---- tests ------------------------------------------------------------- */

static void
a_new_file_has_the_schema_of_the_spec(void **state)
{
	struct fixture *fx = *state;

	fixture_open(fx);
	fixture_close(fx);
	check_schema(fx->path);
	assert_int_equal(sql_int(fx->path, "SELECT Value FROM Meta"
	    " WHERE Key = 'ProtocolVersion'"), 104);
	assert_int_equal(sql_int(fx->path, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'"), 6);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Meta"), 2);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM sqlite_master"
	    " WHERE type = 'index' AND name LIKE 'Fusiond%'"), 7);
	/* Login, names and sender names are the same in any case. */
	sql_exec(fx->path, "INSERT INTO Accounts (Login, Password,"
	    " AccountLevel) VALUES ('Abcd', 'x', 99)");
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"
	    " WHERE Login = 'aBCD' AND Created > 1700000000"
	    " AND typeof(Created) = 'integer'"), 1);
}

static void
check_migrated(const char *path, int from)
{
	assert_int_equal(sql_int(path, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'"), 6);
	assert_int_equal(sql_int(path, "SELECT Value FROM Meta"
	    " WHERE Key = 'Created'"), 1600000000);
	assert_true(sql_int(path, "SELECT Value FROM Meta"
	    " WHERE Key = 'LastMigration'") >= clock_unix_s() - 60);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Accounts"
	    " WHERE AccountID = 3 AND Login = 'aLICE' AND BannedUntil = 77"
	    " AND BanReason = '' AND Email = '' AND Password = 'hash-a'"), 1);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Players"
	    " WHERE PlayerID = 7 AND XCoordinate = 11 AND YCoordinate = -22"
	    " AND ZCoordinate = 33 AND Taros = 777 AND Created = 100"), 1);
	assert_int_equal(sql_int(path, "SELECT Score * 10 + RingCount + Time"
	    " FROM RaceResults"), 3210);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM EmailItems"
	    " WHERE PlayerID = 7 AND ID = 10"), 1);
	/* Two players' attachments may have the same index and slot. */
	sql_exec(path, "INSERT INTO EmailItems VALUES (8, 1, 1, 10, 0, 1, 0);"
	    "INSERT INTO RedeemedCodes VALUES (8, 'code');"
	    "INSERT INTO Auth (AccountID, Cookie) VALUES (3, 'c')");
	/* A deleted account's number never comes back. */
	sql_exec(path, "INSERT INTO Accounts (Login, Password, AccountLevel)"
	    " VALUES ('newer', 'x', 99)");
	assert_int_equal(sql_int(path, "SELECT AccountID FROM Accounts"
	    " WHERE Login = 'newer'"), 10);
	assert_int_equal(sql_int(path,
	    "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	/* Children still hang on their parents. */
	sql_exec(path, "PRAGMA foreign_keys = on;"
	    "DELETE FROM Accounts WHERE AccountID = 3");
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Inventory"), 0);
	assert_true(from >= 1);
}

static void
check_backup(const struct fixture *fx, int version)
{
	char path[160];
	struct stat st;

	str_format(path, sizeof(path), "%s.old.%d", fx->path, version);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(sql_int(path, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'"), version);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Players"), 2);
	str_format(path, sizeof(path), "%s.old.%d.part", fx->path, version);
	assert_int_not_equal(stat(path, &st), 0);
}

static void
migrate_from(struct fixture *fx, int version)
{
	struct player_row p;
	struct db_info info;

	old_database_make(fx->path, version);
	old_database_fill(fx->path);
	fixture_open(fx);
	db_get_info(fx->db, &info);
	assert_int_equal(info.migrated_from, version);
	assert_int_equal(info.account_count, 2);
	assert_int_equal(info.player_count, 2);
	p = load_player(fx, 7);
	assert_int_equal(p.state.level, 12);
	assert_int_equal(p.items[20].id, 119);
	assert_int_equal(p.buddies[0].player_id, 8);
	fixture_close(fx);
	check_backup(fx, version);
	check_migrated(fx->path, version);
}

static void
version_1_is_migrated(void **state)
{
	migrate_from(*state, 1);
}

static void
version_2_is_migrated(void **state)
{
	migrate_from(*state, 2);
}

static void
version_3_is_migrated(void **state)
{
	migrate_from(*state, 3);
}

static void
version_4_is_migrated(void **state)
{
	migrate_from(*state, 4);
}

static void
version_5_is_migrated(void **state)
{
	migrate_from(*state, 5);
}

/* The rows are in the log only: a plain copy of the file would lack them. */
static void
a_backup_has_what_is_in_the_write_ahead_log(void **state)
{
	struct fixture *fx = *state;
	sqlite3 *other;

	old_database_make(fx->path, 4);
	sql_exec(fx->path, "PRAGMA journal_mode = wal");
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "PRAGMA wal_autocheckpoint = 0",
	    NULL, NULL, NULL), SQLITE_OK);
	old_database_fill(fx->path);
	fixture_open(fx);
	sqlite3_close(other);
	check_backup(fx, 4);
}

static void
without_a_backup_nothing_is_migrated(void **state)
{
	struct fixture *fx = *state;
	char path[160];

	old_database_make(fx->path, 1);
	old_database_fill(fx->path);
	/* Something stands where the copy would go. */
	str_format(path, sizeof(path), "%s.old.1.part", fx->path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(db_open(&fx->opt));
	assert_int_equal(sql_int(fx->path, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'"), 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"
	    " WHERE XCoordinates = 11"), 1);
	rmdir(path);
	fixture_open(fx);
}

static void
a_failing_migration_changes_nothing(void **state)
{
	struct fixture *fx = *state;

	old_database_make(fx->path, 1);
	old_database_fill(fx->path);
	/* Step 4 -> 5 will stumble over this. */
	sql_exec(fx->path, "CREATE TABLE Auth (Something TEXT)");
	assert_null(db_open(&fx->opt));
	assert_int_equal(sql_int(fx->path, "SELECT Value FROM Meta"
	    " WHERE Key = 'DatabaseVersion'"), 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"
	    " WHERE XCoordinates = 11"), 1);
	check_backup(fx, 1);
	sql_exec(fx->path, "DROP TABLE Auth");
	fixture_open(fx);
}

static void
logins_that_differ_in_case_stop_the_start(void **state)
{
	struct fixture *fx = *state;

	old_database_make(fx->path, 3);
	old_database_fill(fx->path);
	sql_exec(fx->path, "INSERT INTO Accounts (Login, Password,"
	    " AccountLevel) VALUES ('ALICE', 'x', 99)");
	assert_null(db_open(&fx->opt));
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"),
	    3);
	sql_exec(fx->path, "UPDATE Accounts SET Login = 'Alice2'"
	    " WHERE Login = 'ALICE'");
	fixture_open(fx);
}

static void
an_open_write_elsewhere_delays_or_stops_the_migration(void **state)
{
	struct fixture *fx = *state;
	sqlite3 *other;

	old_database_make(fx->path, 5);
	old_database_fill(fx->path);
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_null(db_open(&fx->opt));
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(other);
	fixture_open(fx);
}

static void
strange_files_are_refused_untouched(void **state)
{
	static const char *const makers[] = {
		/* tables, but no Meta: "outdated" */
		"CREATE TABLE Accounts (AccountID INTEGER)",
		/* another protocol */
		"CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE, Value INTEGER"
		" NOT NULL); INSERT INTO Meta VALUES ('ProtocolVersion', 1013),"
		" ('DatabaseVersion', 6)",
		/* no protocol, no version */
		"CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE, Value INTEGER"
		" NOT NULL); INSERT INTO Meta VALUES ('DatabaseVersion', 6)",
		"CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE, Value INTEGER"
		" NOT NULL); INSERT INTO Meta VALUES ('ProtocolVersion', 104)",
		/* a newer schema */
		"CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE, Value INTEGER"
		" NOT NULL); INSERT INTO Meta VALUES ('ProtocolVersion', 104),"
		" ('DatabaseVersion', 7)"
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < COUNT_OF(makers); i++) {
		int64_t tables;

		unlink(fx->path);
		sql_exec(fx->path, makers[i]);
		tables = sql_int(fx->path,
		    "SELECT count(*) FROM sqlite_master");
		assert_null(db_open(&fx->opt));
		assert_int_equal(sql_int(fx->path,
		    "SELECT count(*) FROM sqlite_master"), tables);
	}
}

static void
a_table_with_a_missing_column_is_refused(void **state)
{
	struct fixture *fx = *state;

	fixture_open(fx);
	fixture_close(fx);
	sql_exec(fx->path, "ALTER TABLE Players DROP COLUMN Mentor");
	assert_null(db_open(&fx->opt));
}

static void
opening_again_changes_nothing(void **state)
{
	struct fixture *fx = *state;

	fixture_open(fx);
	make_player(fx, "alice");
	fixture_close(fx);
	fixture_open(fx);
	load_player(fx, 1);
	fixture_close(fx);
	check_schema(fx->path);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_closed, teardown)
	const struct CMUnitTest tests[] = {
		T(a_new_file_has_the_schema_of_the_spec),
		T(version_1_is_migrated),
		T(version_2_is_migrated),
		T(version_3_is_migrated),
		T(version_4_is_migrated),
		T(version_5_is_migrated),
		T(a_backup_has_what_is_in_the_write_ahead_log),
		T(without_a_backup_nothing_is_migrated),
		T(a_failing_migration_changes_nothing),
		T(logins_that_differ_in_case_stop_the_start),
		T(an_open_write_elsewhere_delays_or_stops_the_migration),
		T(strange_files_are_refused_untouched),
		T(a_table_with_a_missing_column_is_refused),
		T(opening_again_changes_nothing)
	};
#undef T

	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
