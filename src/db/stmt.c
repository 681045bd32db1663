/*
 * stmt.c - the table of statements, and running them.
 *
 * Owns:   store->stmts.
 * Called: by store.c and the op_*.c files.
 * Thread: db (start-up: main).
 */
#include "db/stmt.h"

#include <sqlite3.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/store.h"

/*
 * The columns that make a struct char_row, in the order op_character.c reads.
 */
#define CHARACTER_COLUMNS \
	"SELECT p.PlayerID, p.AccountID, p.Slot, p.Level, p.NameCheck," \
	" p.AppearanceFlag, p.TutorialFlag, p.PayZoneFlag," \
	" p.FirstName, p.LastName," \
	" p.XCoordinate, p.YCoordinate, p.ZCoordinate, p.Angle," \
	LOOK_COLUMNS \
	" FROM Players p LEFT JOIN Appearances a ON a.PlayerID = p.PlayerID"

/* A character without a row of looks has those of a new one. */
#define LOOK_COLUMNS \
	" coalesce(a.Body, 0) AS Body, coalesce(a.EyeColor, 1) AS EyeColor," \
	" coalesce(a.FaceStyle, 1) AS FaceStyle," \
	" coalesce(a.Gender, 1) AS Gender," \
	" coalesce(a.HairColor, 1) AS HairColor," \
	" coalesce(a.HairStyle, 1) AS HairStyle," \
	" coalesce(a.Height, 0) AS Height," \
	" coalesce(a.SkinColor, 1) AS SkinColor"

#define BRIEF_COLUMNS \
	"SELECT p.PlayerID, p.AccountID, c.AccountLevel, p.Slot, p.Level," \
	" p.NameCheck, coalesce(a.Gender, 1) AS Gender," \
	" p.PayZoneFlag," \
	" p.FirstName, p.LastName" \
	" FROM Players p JOIN Accounts c ON c.AccountID = p.AccountID" \
	" LEFT JOIN Appearances a ON a.PlayerID = p.PlayerID"

#define EMAIL_HEAD_COLUMNS \
	"SELECT MsgIndex, SenderID, ReadFlag, ItemFlag, SendTime," \
	" DeleteTime, SenderFirstName, SenderLastName, SubjectLine"

#define RACE_COLUMNS \
	"SELECT EPID, PlayerID, Score, RingCount, Time, Timestamp" \
	" FROM RaceResults"

static const char *const stmt_sql[STMT_COUNT] = {
	[STMT_BEGIN] = "BEGIN IMMEDIATE",
	[STMT_BEGIN_READ] = "BEGIN",
	[STMT_COMMIT] = "COMMIT",
	[STMT_ROLLBACK] = "ROLLBACK",
	[STMT_SAVEPOINT] = "SAVEPOINT one",
	[STMT_SAVEPOINT_UNDO] = "ROLLBACK TO one",
	[STMT_SAVEPOINT_RELEASE] = "RELEASE one",

	[STMT_ACCOUNT_FIND] =
	    "SELECT AccountID, Selected, AccountLevel, BannedSince,"
	    " BannedUntil, Login, Password, BanReason"
	    " FROM Accounts WHERE Login = ?",
	[STMT_ACCOUNT_ID] = "SELECT AccountID FROM Accounts WHERE Login = ?",
	[STMT_ACCOUNT_INSERT] =
	    "INSERT INTO Accounts (Login, Password, AccountLevel)"
	    " VALUES (?, ?, ?)",
	[STMT_ACCOUNT_SET_LEVEL] =
	    "UPDATE Accounts SET AccountLevel = ? WHERE AccountID = ?",
	[STMT_ACCOUNT_SELECT_SLOT] =
	    "UPDATE Accounts SET Selected = ?, LastLogin = ?"
	    " WHERE AccountID = ?",
	[STMT_ACCOUNT_SELECT_PLAYER] =
	    "UPDATE Accounts SET Selected = p.Slot, LastLogin = ?"
	    " FROM (SELECT AccountID, Slot FROM Players WHERE PlayerID = ?) p"
	    " WHERE Accounts.AccountID = ?"
	    " AND p.AccountID = Accounts.AccountID",
	[STMT_ACCOUNT_OF_PLAYER] =
	    "SELECT c.AccountID, c.AccountLevel FROM Players p"
	    " JOIN Accounts c ON c.AccountID = p.AccountID"
	    " WHERE p.PlayerID = ?",
	[STMT_ACCOUNT_LEVEL] =
	    "SELECT AccountID, AccountLevel FROM Accounts WHERE AccountID = ?",
	[STMT_ACCOUNT_BAN] =
	    "UPDATE Accounts SET BannedSince = ?, BannedUntil = ?,"
	    " BanReason = ? WHERE AccountID = ?",
	[STMT_ACCOUNT_COUNT] = "SELECT count(*) FROM Accounts",
	[STMT_ACCOUNT_LIST] =
	    "SELECT c.AccountID, c.AccountLevel, c.LastLogin, c.BannedUntil,"
	    " (SELECT count(*) FROM Players p"
	    " WHERE p.AccountID = c.AccountID), c.Login, c.BanReason"
	    " FROM Accounts c ORDER BY c.Login",
	[STMT_ACCOUNT_SET_PASSWORD] =
	    "UPDATE Accounts SET Password = ? WHERE AccountID = ?",
	[STMT_ACCOUNT_DELETE] = "DELETE FROM Accounts WHERE AccountID = ?",
	[STMT_COOKIE_FIND] =
	    "SELECT Cookie FROM Auth WHERE AccountID = ? AND Expires > ?",
	[STMT_COOKIE_CONSUME] =
	    "UPDATE Auth SET Expires = 0 WHERE AccountID = ?",
	/* 0 is what consuming leaves: an expired cookie has its time still. */
	[STMT_COOKIE_REFRESH] =
	    "UPDATE Auth SET Expires = ? WHERE AccountID = ? AND Expires = 0",
	[STMT_COOKIE_FORGET] = "DELETE FROM Auth WHERE AccountID = ?",

	[STMT_CHARACTER_LIST] =
	    CHARACTER_COLUMNS " WHERE p.AccountID = ? ORDER BY p.PlayerID",
	/* ?1: of that account, 0 of all. */
	[STMT_CHARACTER_LIST_ALL] =
	    "SELECT p.PlayerID, p.AccountID, p.Slot, p.Level, p.NameCheck,"
	    " p.FirstName, p.LastName, c.Login"
	    " FROM Players p JOIN Accounts c ON c.AccountID = p.AccountID"
	    " WHERE ?1 = 0 OR p.AccountID = ?1 ORDER BY p.PlayerID",
	[STMT_CHARACTER_FIND] = CHARACTER_COLUMNS " WHERE p.PlayerID = ?",
	[STMT_CHARACTER_EQUIP] =
	    "SELECT Slot, Type, ID, Opt, TimeLimit FROM Inventory"
	    " WHERE PlayerID = ? AND Slot < ? ORDER BY Slot",
	[STMT_CHARACTER_OWNED] =
	    "SELECT Slot, NameCheck, AppearanceFlag, TutorialFlag"
	    " FROM Players WHERE PlayerID = ? AND AccountID = ?",
	[STMT_CHARACTER_NAME] =
	    "SELECT PlayerID FROM Players"
	    " WHERE FirstName = ? AND LastName = ?",
	[STMT_CHARACTER_SLOT] =
	    "SELECT PlayerID FROM Players WHERE AccountID = ? AND Slot = ?",
	[STMT_CHARACTER_INSERT] =
	    "INSERT INTO Players (AccountID, Slot, FirstName, LastName,"
	    " NameCheck, XCoordinate, YCoordinate, ZCoordinate, Angle, HP,"
	    " SkywayLocationFlag, FirstUseFlag, Quests)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " zeroblob(16), zeroblob(16), zeroblob(128))",
	[STMT_CHARACTER_FINISH] =
	    "UPDATE Players SET AppearanceFlag = 1 WHERE PlayerID = ?"
	    " AND AccountID = ? AND AppearanceFlag = 0",
	[STMT_CHARACTER_TUTORIAL] =
	    "UPDATE Players SET TutorialFlag = 1, Nano1 = ?, Quests = ?"
	    " WHERE PlayerID = ? AND AccountID = ? AND TutorialFlag = 0",
	[STMT_CHARACTER_DELETE] =
	    "DELETE FROM Players WHERE PlayerID = ? AND AccountID = ?",
	[STMT_CHARACTER_RENAME] =
	    "UPDATE Players SET FirstName = ?, LastName = ?, NameCheck = ?"
	    " WHERE PlayerID = ? AND AccountID = ?",
	[STMT_LOOK_INSERT] = "INSERT INTO Appearances (PlayerID) VALUES (?)",
	[STMT_LOOK_UPDATE] =
	    "INSERT INTO Appearances (PlayerID, Body, EyeColor, FaceStyle,"
	    " Gender, HairColor, HairStyle, Height, SkinColor)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (PlayerID) DO UPDATE SET Body = excluded.Body,"
	    " EyeColor = excluded.EyeColor, FaceStyle = excluded.FaceStyle,"
	    " Gender = excluded.Gender, HairColor = excluded.HairColor,"
	    " HairStyle = excluded.HairStyle, Height = excluded.Height,"
	    " SkinColor = excluded.SkinColor",

	[STMT_PLAYER_LOAD] =
	    "SELECT p.PlayerID, p.AccountID, c.AccountLevel,"
	    " c.BannedUntil, p.Slot,"
	    " p.NameCheck, p.AppearanceFlag, p.TutorialFlag,"
	    " p.FirstName, p.LastName," LOOK_COLUMNS ","
	    " p.XCoordinate, p.YCoordinate, p.ZCoordinate, p.Angle,"
	    " p.Level, p.HP, p.Taros, p.FusionMatter, p.BatteryW, p.BatteryN,"
	    " p.Nano1, p.Nano2, p.Nano3, p.Mentor, p.CurrentMissionID,"
	    " p.PayZoneFlag, p.WarpLocationFlag, p.SkywayLocationFlag,"
	    " p.FirstUseFlag, p.Quests"
	    " FROM Players p JOIN Accounts c ON c.AccountID = p.AccountID"
	    " LEFT JOIN Appearances a ON a.PlayerID = p.PlayerID"
	    " WHERE p.PlayerID = ?",
	[STMT_PLAYER_EXISTS] = "SELECT 1 FROM Players WHERE PlayerID = ?",
	[STMT_PLAYER_COUNT] = "SELECT count(*) FROM Players",
	[STMT_PLAYER_BRIEF] = BRIEF_COLUMNS " WHERE p.PlayerID = ?",
	[STMT_PLAYER_BRIEF_BY_NAME] =
	    BRIEF_COLUMNS " WHERE p.FirstName = ? AND p.LastName = ?",
	[STMT_PLAYER_SAVE_PLACE] =
	    "UPDATE Players SET XCoordinate = ?1, YCoordinate = ?2,"
	    " ZCoordinate = ?3, Angle = ?4 WHERE PlayerID = ?5"
	    " AND (XCoordinate, YCoordinate, ZCoordinate, Angle)"
	    " IS NOT (?1, ?2, ?3, ?4)",
	[STMT_PLAYER_SAVE_STATE] =
	    "UPDATE Players SET Level = ?1, HP = ?2, Taros = ?3,"
	    " FusionMatter = ?4, BatteryW = ?5, BatteryN = ?6, Nano1 = ?7,"
	    " Nano2 = ?8, Nano3 = ?9, Mentor = ?10, CurrentMissionID = ?11,"
	    " PayZoneFlag = ?12, WarpLocationFlag = ?13,"
	    " SkywayLocationFlag = ?14, FirstUseFlag = ?15, Quests = ?16"
	    " WHERE PlayerID = ?17 AND (Level, HP, Taros, FusionMatter,"
	    " BatteryW, BatteryN, Nano1, Nano2, Nano3, Mentor,"
	    " CurrentMissionID, PayZoneFlag, WarpLocationFlag,"
	    " SkywayLocationFlag, FirstUseFlag, Quests) IS NOT"
	    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	    " ?14, ?15, ?16)",
	[STMT_ITEM_LIST] =
	    "SELECT Slot, Type, ID, Opt, TimeLimit FROM Inventory"
	    " WHERE PlayerID = ? ORDER BY Slot",
	[STMT_ITEM_INSERT] =
	    "INSERT INTO Inventory (PlayerID, Slot, Type, ID, Opt, TimeLimit)"
	    " VALUES (?, ?, ?, ?, ?, ?)",
	[STMT_ITEM_PUT] =
	    "INSERT INTO Inventory (PlayerID, Slot, Type, ID, Opt, TimeLimit)"
	    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (PlayerID, Slot)"
	    " DO UPDATE SET Type = excluded.Type, ID = excluded.ID,"
	    " Opt = excluded.Opt, TimeLimit = excluded.TimeLimit",
	[STMT_ITEM_DELETE] =
	    "DELETE FROM Inventory WHERE PlayerID = ? AND Slot = ?",
	[STMT_QUEST_ITEM_LIST] =
	    "SELECT Slot, ID, Opt FROM QuestItems WHERE PlayerID = ?"
	    " ORDER BY Slot",
	[STMT_QUEST_ITEM_PUT] =
	    "INSERT INTO QuestItems (PlayerID, Slot, ID, Opt)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT (PlayerID, Slot)"
	    " DO UPDATE SET ID = excluded.ID, Opt = excluded.Opt",
	[STMT_QUEST_ITEM_DELETE] =
	    "DELETE FROM QuestItems WHERE PlayerID = ? AND Slot = ?",
	[STMT_NANO_LIST] =
	    "SELECT ID, Skill, Stamina FROM Nanos WHERE PlayerID = ?"
	    " ORDER BY ID",
	[STMT_NANO_INSERT] =
	    "INSERT INTO Nanos (PlayerID, ID, Skill, Stamina)"
	    " VALUES (?, ?, ?, ?)",
	[STMT_NANO_PUT] =
	    "INSERT INTO Nanos (PlayerID, ID, Skill, Stamina)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT (PlayerID, ID)"
	    " DO UPDATE SET Skill = excluded.Skill,"
	    " Stamina = excluded.Stamina",
	[STMT_NANO_DELETE] = "DELETE FROM Nanos WHERE PlayerID = ? AND ID = ?",
	[STMT_QUEST_LIST] =
	    "SELECT rowid, TaskID, RemainingNPCCount1, RemainingNPCCount2,"
	    " RemainingNPCCount3 FROM RunningQuests WHERE PlayerID = ?"
	    " ORDER BY rowid",
	[STMT_QUEST_INSERT] =
	    "INSERT INTO RunningQuests (PlayerID, TaskID, RemainingNPCCount1,"
	    " RemainingNPCCount2, RemainingNPCCount3) VALUES (?, ?, ?, ?, ?)",
	[STMT_QUEST_UPDATE] =
	    "UPDATE RunningQuests SET RemainingNPCCount1 = ?,"
	    " RemainingNPCCount2 = ?, RemainingNPCCount3 = ?"
	    " WHERE rowid = ?",
	[STMT_QUEST_DELETE] = "DELETE FROM RunningQuests WHERE rowid = ?",

	[STMT_RAW_PLAYER] =
	    "SELECT p.PlayerID, p.AccountID, p.Slot, p.FirstName, p.LastName,"
	    " c.Login, c.AccountLevel, p.Level, p.HP, p.Taros,"
	    " p.FusionMatter, p.BatteryW, p.BatteryN, p.Mentor,"
	    " p.PayZoneFlag, p.CurrentMissionID, p.XCoordinate,"
	    " p.YCoordinate, p.ZCoordinate, p.Angle, p.Nano1, p.Nano2,"
	    " p.Nano3, p.Quests"
	    " FROM Players p JOIN Accounts c ON c.AccountID = p.AccountID"
	    " WHERE p.PlayerID = ?",
	[STMT_RAW_SET_MISSION] =
	    "UPDATE Players SET CurrentMissionID = ? WHERE PlayerID = ?",
	[STMT_RAW_SET_NANOS] =
	    "UPDATE Players SET Nano1 = ?, Nano2 = ?, Nano3 = ?"
	    " WHERE PlayerID = ?",
	[STMT_RAW_MOVE_ITEM] =
	    "UPDATE Inventory SET Slot = ? WHERE PlayerID = ? AND Slot = ?",

	[STMT_EMAIL_UNREAD] =
	    "SELECT count(*) FROM EmailData"
	    " WHERE PlayerID = ? AND ReadFlag = 0",
	[STMT_EMAIL_LIST] =
	    EMAIL_HEAD_COLUMNS " FROM EmailData WHERE PlayerID = ?"
	    " ORDER BY MsgIndex DESC LIMIT ? OFFSET ?",
	[STMT_EMAIL_FIND] =
	    EMAIL_HEAD_COLUMNS ", Taros, MsgBody FROM EmailData"
	    " WHERE PlayerID = ? AND MsgIndex = ?",
	[STMT_EMAIL_ITEMS] =
	    "SELECT Slot, Type, ID, Opt, TimeLimit FROM EmailItems"
	    " WHERE PlayerID = ? AND MsgIndex = ? ORDER BY Slot",
	[STMT_EMAIL_MARK_READ] =
	    "UPDATE EmailData SET ReadFlag = 1"
	    " WHERE PlayerID = ? AND MsgIndex = ? AND ReadFlag <> 1",
	[STMT_EMAIL_SET_FLAG] =
	    "UPDATE EmailData SET ItemFlag = f.value FROM (SELECT Taros > 0"
	    " OR EXISTS (SELECT 1 FROM EmailItems i WHERE i.PlayerID = ?1"
	    " AND i.MsgIndex = ?2) AS value FROM EmailData"
	    " WHERE PlayerID = ?1 AND MsgIndex = ?2) f"
	    " WHERE EmailData.PlayerID = ?1 AND EmailData.MsgIndex = ?2"
	    " AND EmailData.ItemFlag <> f.value",
	[STMT_EMAIL_SET_TAROS] =
	    "UPDATE EmailData SET Taros = ?"
	    " WHERE PlayerID = ? AND MsgIndex = ? AND Taros = ?",
	[STMT_EMAIL_DELETE] =
	    "DELETE FROM EmailData WHERE PlayerID = ? AND MsgIndex = ?",
	[STMT_EMAIL_ITEMS_DELETE] =
	    "DELETE FROM EmailItems WHERE PlayerID = ? AND MsgIndex = ?",
	[STMT_EMAIL_ITEM_DELETE] =
	    "DELETE FROM EmailItems WHERE PlayerID = ? AND MsgIndex = ?"
	    " AND Slot = ? AND Type = ? AND ID = ? AND Opt = ?"
	    " AND TimeLimit = ?",
	[STMT_EMAIL_SUMMARY] =
	    "SELECT count(*), coalesce(max(MsgIndex), 0) FROM EmailData"
	    " WHERE PlayerID = ?",
	[STMT_EMAIL_INSERT] =
	    "INSERT INTO EmailData (PlayerID, MsgIndex, ReadFlag, ItemFlag,"
	    " SenderID, SenderFirstName, SenderLastName, SubjectLine, MsgBody,"
	    " Taros, SendTime, DeleteTime)"
	    " VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_EMAIL_ITEM_INSERT] =
	    "INSERT INTO EmailItems (PlayerID, MsgIndex, Slot, Type, ID, Opt,"
	    " TimeLimit) VALUES (?, ?, ?, ?, ?, ?, ?)",

	[STMT_BUDDY_LIST] =
	    "SELECT p.PlayerID, p.NameCheck,"
	    " coalesce(a.Gender, 1) AS Gender, p.FirstName, p.LastName"
	    " FROM (SELECT rowid AS place,"
	    " CASE WHEN PlayerAID = ?1 THEN PlayerBID ELSE PlayerAID END"
	    " AS other FROM Buddyships"
	    " WHERE PlayerAID = ?1 OR PlayerBID = ?1) b"
	    " JOIN Players p ON p.PlayerID = b.other"
	    " LEFT JOIN Appearances a ON a.PlayerID = p.PlayerID"
	    " ORDER BY b.place",
	[STMT_BUDDY_FIND] =
	    "SELECT 1 FROM Buddyships"
	    " WHERE (PlayerAID = ?1 AND PlayerBID = ?2)"
	    " OR (PlayerAID = ?2 AND PlayerBID = ?1)",
	[STMT_BUDDY_INSERT] =
	    "INSERT INTO Buddyships (PlayerAID, PlayerBID) VALUES (?, ?)",
	[STMT_BUDDY_DELETE] =
	    "DELETE FROM Buddyships"
	    " WHERE (PlayerAID = ?1 AND PlayerBID = ?2)"
	    " OR (PlayerAID = ?2 AND PlayerBID = ?1)",
	[STMT_BLOCK_LIST] =
	    "SELECT p.PlayerID, p.NameCheck,"
	    " coalesce(a.Gender, 1) AS Gender, p.FirstName, p.LastName"
	    " FROM Blocks b"
	    " JOIN Players p ON p.PlayerID = b.BlockedPlayerID"
	    " LEFT JOIN Appearances a ON a.PlayerID = p.PlayerID"
	    " WHERE b.PlayerID = ?1 ORDER BY b.rowid",
	[STMT_BLOCK_FIND] =
	    "SELECT 1 FROM Blocks WHERE PlayerID = ? AND BlockedPlayerID = ?",
	[STMT_BLOCK_INSERT] =
	    "INSERT INTO Blocks (PlayerID, BlockedPlayerID) VALUES (?, ?)",
	[STMT_BLOCK_DELETE] =
	    "DELETE FROM Blocks WHERE PlayerID = ? AND BlockedPlayerID = ?",

	[STMT_RACE_INSERT] =
	    "INSERT INTO RaceResults (EPID, PlayerID, Score, RingCount, Time,"
	    " Timestamp) VALUES (?, ?, ?, ?, ?, ?)",
	/* Equal scores: the shorter time, then the one who had it first. */
	[STMT_RACE_BEST] =
	    RACE_COLUMNS " WHERE EPID = ? AND PlayerID = ?"
	    " ORDER BY Score DESC, Time, rowid LIMIT 1",
	[STMT_RACE_BEST_OF_ALL] =
	    RACE_COLUMNS " WHERE EPID = ?"
	    " ORDER BY Score DESC, Time, rowid LIMIT 1",
	[STMT_CODE_FIND] =
	    "SELECT 1 FROM RedeemedCodes r"
	    " JOIN Players p ON p.PlayerID = r.PlayerID"
	    " WHERE p.AccountID ="
	    " (SELECT AccountID FROM Players WHERE PlayerID = ?)"
	    " AND r.Code = ?",
	[STMT_CODE_INSERT] =
	    "INSERT INTO RedeemedCodes (PlayerID, Code) VALUES (?, ?)"
};

bool
stmt_prepare_all(struct store *s)
{
	for (size_t i = 0; i < STMT_COUNT; i++) {
		int rc;

		CHECK(stmt_sql[i] != NULL);
		rc = sqlite3_prepare_v3(s->handle, stmt_sql[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->stmts[i], NULL);
		if (rc != SQLITE_OK) {
			store_set_error(s, rc);
			return false;
		}
	}
	return true;
}

void
stmt_finalize_all(struct store *s)
{
	for (size_t i = 0; i < STMT_COUNT; i++) {
		sqlite3_finalize(s->stmts[i]);
		s->stmts[i] = NULL;
	}
}

void
query_open(struct query *q, struct store *s, enum stmt_id id, int32_t about_id)
{
	*q = (struct query){ .store = s, .stmt = s->stmts[id],
	    .about_id = about_id, .result = SQLITE_OK };
	CHECK(q->stmt != NULL);
	CHECK(!sqlite3_stmt_busy(q->stmt));
}

void
query_bind_int(struct query *q, int64_t value)
{
	if (q->result == SQLITE_OK)
		q->result = sqlite3_bind_int64(q->stmt, ++q->bound, value);
}

void
query_bind_text(struct query *q, const char *text)
{
	if (q->result == SQLITE_OK)
		q->result = sqlite3_bind_text(q->stmt, ++q->bound, text, -1,
		    SQLITE_STATIC);
}

void
query_bind_blob(struct query *q, const void *bytes, size_t n)
{
	if (q->result == SQLITE_OK)
		q->result = sqlite3_bind_blob64(q->stmt, ++q->bound, bytes, n,
		    SQLITE_STATIC);
}

bool
query_next(struct query *q)
{
	if (q->result != SQLITE_OK && q->result != SQLITE_ROW)
		return false;
	q->result = sqlite3_step(q->stmt);
	q->column = 0;
	return q->result == SQLITE_ROW;
}

bool
query_close(struct query *q)
{
	bool ok = q->result == SQLITE_OK || q->result == SQLITE_ROW ||
	    q->result == SQLITE_DONE;

	if (!ok)
		store_set_error(q->store, q->result);
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	q->stmt = NULL;
	return ok;
}

bool
query_run(struct query *q)
{
	while (query_next(q))
		continue;
	return query_close(q);
}

int64_t
query_int64(struct query *q)
{
	return sqlite3_column_int64(q->stmt, q->column++);
}

void
query_skip(struct query *q)
{
	q->column++;
}

static void
warn_column(const struct query *q, int column, int64_t value, int64_t used)
{
	static struct log_limit limit;
	uint32_t dropped;

	if (q->is_quiet || !log_limit_ok(&limit, 50, 60000, &dropped))
		return;
	log_warn("db: bad value id=%d column=%s value=%lld used=%lld "
	    "unlogged=%u", q->about_id, sqlite3_column_name(q->stmt, column),
	    (long long)value, (long long)used, dropped);
}

int32_t
query_clamped(struct query *q, int32_t lo, int32_t hi)
{
	int64_t value = query_int64(q);

	if (value < lo) {
		warn_column(q, q->column - 1, value, lo);
		return lo;
	}
	if (value > hi) {
		warn_column(q, q->column - 1, value, hi);
		return hi;
	}
	return (int32_t)value;
}

int32_t
query_int_or(struct query *q, int32_t lo, int32_t hi, int32_t instead)
{
	int64_t value = query_int64(q);

	if (value < lo || value > hi) {
		warn_column(q, q->column - 1, value, instead);
		return instead;
	}
	return (int32_t)value;
}

int32_t
query_int32(struct query *q)
{
	return query_clamped(q, INT32_MIN, INT32_MAX);
}

void
query_text(struct query *q, char *out, size_t cap)
{
	const char *text = (const char *)sqlite3_column_text(q->stmt,
	    q->column++);

	str_copy(out, cap, text == NULL ? "" : text);
	if (str_utf8_is_valid(out))
		return;
	warn_column(q, q->column - 1, 0, 0);
	for (char *c = out; *c != '\0'; c++) {
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	}
}

void
query_blob(struct query *q, void *out, size_t n)
{
	const void *bytes = sqlite3_column_blob(q->stmt, q->column);
	size_t have = (size_t)sqlite3_column_bytes(q->stmt, q->column);

	if (have != n)
		warn_column(q, q->column, (int64_t)have, (int64_t)n);
	if (have > n)
		have = n;
	memset(out, 0, n);
	if (have > 0)
		memcpy(out, bytes, have);
	q->column++;
}
