/*
 * old_database.c - databases as OpenFusion made them, of every schema version.
 *
 * Written out here from spec/database.md, so that it does not follow sql/.
 *
 * Owns:   nothing.
 * Called: by tests of migrations and of moving in.
 * Thread: the test's.
 */
#include "support/old_database.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void
sql_exec(const char *path, const char *sql)
{
	sqlite3 *h = NULL;
	char *error = NULL;

	if (sqlite3_open(path, &h) == SQLITE_OK &&
	    sqlite3_exec(h, sql, NULL, NULL, &error) == SQLITE_OK) {
		sqlite3_close(h);
		return;
	}
	fprintf(stderr, "old_database: %s: %s\n", path,
	    error != NULL ? error : sqlite3_errmsg(h));
	abort();
}

void
old_database_make(const char *path, int v)
{
	char sql[8192];

	snprintf(sql, sizeof(sql),
	    "CREATE TABLE Meta (Key TEXT NOT NULL UNIQUE,"
	    " Value INTEGER NOT NULL%s);"
	    "INSERT INTO Meta (Key, Value) VALUES ('ProtocolVersion', 104),"
	    " ('DatabaseVersion', %d);"
	    "CREATE TABLE Accounts (AccountID INTEGER NOT NULL,"
	    " Login TEXT NOT NULL UNIQUE%s, Password TEXT NOT NULL,"
	    " Selected INTEGER NOT NULL DEFAULT 1,"
	    " AccountLevel INTEGER NOT NULL,"
	    " Created INTEGER NOT NULL DEFAULT (strftime('%%s', 'now')),"
	    " LastLogin INTEGER NOT NULL DEFAULT (strftime('%%s', 'now')),"
	    " BannedUntil INTEGER NOT NULL DEFAULT 0,"
	    " BannedSince INTEGER NOT NULL DEFAULT 0%s%s,"
	    " PRIMARY KEY (AccountID AUTOINCREMENT));",
	    v == 1 ? ", Created INTEGER NOT NULL DEFAULT 1600000000" : "", v,
	    v >= 4 ? " COLLATE NOCASE" : "",
	    v >= 2 ? ", BanReason TEXT NOT NULL DEFAULT ''" : "",
	    v >= 6 ? ", Email TEXT NOT NULL DEFAULT '',"
	    " LastPasswordReset INTEGER NOT NULL DEFAULT 0" : "");
	sql_exec(path, sql);
	if (v >= 2)
		sql_exec(path, "INSERT INTO Meta (Key, Value) VALUES"
		    " ('Created', 1600000000), ('LastMigration', 1600000001)");
	snprintf(sql, sizeof(sql),
	    "CREATE TABLE Players (PlayerID INTEGER NOT NULL,"
	    " AccountID INTEGER NOT NULL, FirstName TEXT NOT NULL COLLATE"
	    " NOCASE, LastName TEXT NOT NULL COLLATE NOCASE,"
	    " NameCheck INTEGER NOT NULL, Slot INTEGER NOT NULL,"
	    " Created INTEGER NOT NULL DEFAULT (strftime('%%s', 'now')),"
	    " LastLogin INTEGER NOT NULL DEFAULT (strftime('%%s', 'now')),"
	    " Level INTEGER NOT NULL DEFAULT 1,"
	    " Nano1 INTEGER NOT NULL DEFAULT 0,"
	    " Nano2 INTEGER NOT NULL DEFAULT 0,"
	    " Nano3 INTEGER NOT NULL DEFAULT 0,"
	    " AppearanceFlag INTEGER NOT NULL DEFAULT 0,"
	    " TutorialFlag INTEGER NOT NULL DEFAULT 0,"
	    " PayZoneFlag INTEGER NOT NULL DEFAULT 0,"
	    " XCoordinate%s INTEGER NOT NULL, YCoordinate%s INTEGER NOT NULL,"
	    " ZCoordinate%s INTEGER NOT NULL, Angle INTEGER NOT NULL,"
	    " HP INTEGER NOT NULL, FusionMatter INTEGER NOT NULL DEFAULT 0,"
	    " Taros INTEGER NOT NULL DEFAULT 0,"
	    " BatteryW INTEGER NOT NULL DEFAULT 0,"
	    " BatteryN INTEGER NOT NULL DEFAULT 0,"
	    " Mentor INTEGER NOT NULL DEFAULT 5,"
	    " CurrentMissionID INTEGER NOT NULL DEFAULT 0,"
	    " WarpLocationFlag INTEGER NOT NULL DEFAULT 0,"
	    " SkywayLocationFlag BLOB NOT NULL, FirstUseFlag BLOB NOT NULL,"
	    " Quests BLOB NOT NULL, PRIMARY KEY (PlayerID AUTOINCREMENT),"
	    " FOREIGN KEY (AccountID) REFERENCES Accounts (AccountID) ON"
	    " DELETE CASCADE, UNIQUE (AccountID, Slot),"
	    " UNIQUE (FirstName, LastName));", v < 3 ? "s" : "",
	    v < 3 ? "s" : "", v < 3 ? "s" : "");
	sql_exec(path, sql);
#define OF_PLAYER " REFERENCES Players (PlayerID) ON DELETE CASCADE"
	sql_exec(path,
	    "CREATE TABLE Appearances (PlayerID INTEGER UNIQUE NOT NULL"
	    OF_PLAYER ", Body INTEGER NOT NULL DEFAULT 0,"
	    " EyeColor INTEGER NOT NULL DEFAULT 1,"
	    " FaceStyle INTEGER NOT NULL DEFAULT 1,"
	    " Gender INTEGER NOT NULL DEFAULT 1,"
	    " HairColor INTEGER NOT NULL DEFAULT 1,"
	    " HairStyle INTEGER NOT NULL DEFAULT 1,"
	    " Height INTEGER NOT NULL DEFAULT 0,"
	    " SkinColor INTEGER NOT NULL DEFAULT 1);"
	    "CREATE TABLE Inventory (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", Slot INTEGER NOT NULL, ID INTEGER NOT NULL,"
	    " Type INTEGER NOT NULL, Opt INTEGER NOT NULL,"
	    " TimeLimit INTEGER NOT NULL DEFAULT 0, UNIQUE (PlayerID, Slot));"
	    "CREATE TABLE QuestItems (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", Slot INTEGER NOT NULL, ID INTEGER NOT NULL,"
	    " Opt INTEGER NOT NULL, UNIQUE (PlayerID, Slot));"
	    "CREATE TABLE Nanos (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", ID INTEGER NOT NULL, Skill INTEGER NOT NULL,"
	    " Stamina INTEGER NOT NULL DEFAULT 150, UNIQUE (PlayerID, ID));"
	    "CREATE TABLE RunningQuests (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", TaskID INTEGER NOT NULL, RemainingNPCCount1 INTEGER NOT NULL,"
	    " RemainingNPCCount2 INTEGER NOT NULL,"
	    " RemainingNPCCount3 INTEGER NOT NULL);"
	    "CREATE TABLE Buddyships (PlayerAID INTEGER NOT NULL" OF_PLAYER
	    ", PlayerBID INTEGER NOT NULL" OF_PLAYER ");"
	    "CREATE TABLE Blocks (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", BlockedPlayerID INTEGER NOT NULL" OF_PLAYER ");"
	    "CREATE TABLE EmailData (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", MsgIndex INTEGER NOT NULL, ReadFlag INTEGER NOT NULL,"
	    " ItemFlag INTEGER NOT NULL, SenderID INTEGER NOT NULL,"
	    " SenderFirstName TEXT NOT NULL COLLATE NOCASE,"
	    " SenderLastName TEXT NOT NULL COLLATE NOCASE,"
	    " SubjectLine TEXT NOT NULL, MsgBody TEXT NOT NULL,"
	    " Taros INTEGER NOT NULL, SendTime INTEGER NOT NULL,"
	    " DeleteTime INTEGER NOT NULL, UNIQUE (PlayerID, MsgIndex));");
	snprintf(sql, sizeof(sql),
	    "CREATE TABLE EmailItems (PlayerID INTEGER NOT NULL" OF_PLAYER
	    ", MsgIndex INTEGER NOT NULL, Slot INTEGER NOT NULL,"
	    " ID INTEGER NOT NULL, Type INTEGER NOT NULL,"
	    " Opt INTEGER NOT NULL, TimeLimit INTEGER NOT NULL,"
	    " UNIQUE (%sMsgIndex, Slot));"
	    "CREATE TABLE RaceResults (EPID INTEGER NOT NULL,"
	    " PlayerID INTEGER NOT NULL" OF_PLAYER ", Score INTEGER NOT NULL,"
	    " Timestamp INTEGER NOT NULL%s);", v >= 3 ? "PlayerID, " : "",
	    v >= 2 ? ", RingCount INTEGER NOT NULL DEFAULT 0,"
	    " Time INTEGER NOT NULL DEFAULT 0" : "");
	sql_exec(path, sql);
	if (v >= 3)
		sql_exec(path, "CREATE TABLE RedeemedCodes (PlayerID INTEGER"
		    " NOT NULL" OF_PLAYER ", Code TEXT NOT NULL,"
		    " UNIQUE (PlayerID, Code))");
	if (v >= 5)
		sql_exec(path, "CREATE TABLE Auth (AccountID INTEGER NOT NULL"
		    " UNIQUE REFERENCES Accounts (AccountID) ON DELETE CASCADE,"
		    " Cookie TEXT NOT NULL,"
		    " Expires INTEGER NOT NULL DEFAULT 0)");
#undef OF_PLAYER
}

void
old_database_fill(const char *path)
{
	sql_exec(path, "PRAGMA foreign_keys = on;"
	    "INSERT INTO Accounts (AccountID, Login, Password, AccountLevel,"
	    " BannedUntil) VALUES (3, 'Alice', 'hash-a', 30, 77),"
	    " (5, 'bob', 'hash-b', 99, 0), (9, 'gone', 'x', 99, 0);"
	    "DELETE FROM Accounts WHERE AccountID = 9");
	sql_exec(path, "INSERT INTO Players VALUES (7, 3, 'Al', 'Ice', 1, 2,"
	    " 100, 200, 12, 1, 2, 3, 1, 1, 1, 11, -22, 33, 44, 555, 666, 777,"
	    " 88, 99, 4, 12, 13, zeroblob(16), zeroblob(16), zeroblob(128));"
	    "INSERT INTO Players VALUES (8, 5, 'Bo', 'Bby', 0, 1,"
	    " 100, 200, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7,"
	    " 8, 9, 5, 0, 0, zeroblob(16), zeroblob(16), zeroblob(128));");
	sql_exec(path,
	    "INSERT INTO Appearances VALUES (7, 1, 2, 3, 1, 4, 5, 2, 6);"
	    "INSERT INTO Appearances (PlayerID) VALUES (8);"
	    "INSERT INTO Inventory VALUES (7, 20, 119, 7, 12, 0);"
	    "INSERT INTO QuestItems VALUES (7, 3, 55, 4);"
	    "INSERT INTO Nanos VALUES (7, 4, 2, 120);"
	    "INSERT INTO RunningQuests VALUES (7, 300, 1, 2, 3);"
	    "INSERT INTO Buddyships VALUES (7, 8);"
	    "INSERT INTO Blocks VALUES (8, 7);"
	    "INSERT INTO EmailData VALUES (7, 1, 0, 1, 8, 'Bo', 'Bby', 'Hi',"
	    " 'text', 50, 1700000000, 0);"
	    "INSERT INTO EmailItems VALUES (7, 1, 1, 10, 0, 1, 0);"
	    "INSERT INTO RaceResults (EPID, PlayerID, Score, Timestamp)"
	    " VALUES (2, 7, 321, 1700000000)");
}
