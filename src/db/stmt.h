/*
 * stmt.h - all statements in one table, prepared once; queries that bind and
 * read in order and keep their first error.
 */
#ifndef DB_STMT_H
#define DB_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct sqlite3_stmt;
struct store;

enum stmt_id {
	STMT_BEGIN,
	STMT_BEGIN_READ,
	STMT_COMMIT,
	STMT_ROLLBACK,
	STMT_SAVEPOINT,
	STMT_SAVEPOINT_UNDO,
	STMT_SAVEPOINT_RELEASE,

	STMT_ACCOUNT_FIND,
	STMT_ACCOUNT_ID,
	STMT_ACCOUNT_INSERT,
	STMT_ACCOUNT_SET_LEVEL,
	STMT_ACCOUNT_SELECT_SLOT,
	STMT_ACCOUNT_SELECT_PLAYER,
	STMT_ACCOUNT_OF_PLAYER,
	STMT_ACCOUNT_LEVEL,
	STMT_ACCOUNT_BAN,
	STMT_ACCOUNT_COUNT,
	STMT_ACCOUNT_LIST,
	STMT_ACCOUNT_SET_PASSWORD,
	STMT_ACCOUNT_DELETE,
	STMT_COOKIE_FIND,
	STMT_COOKIE_CONSUME,
	STMT_COOKIE_REFRESH,
	STMT_COOKIE_FORGET,

	STMT_CHARACTER_LIST,
	STMT_CHARACTER_LIST_ALL,
	STMT_CHARACTER_FIND,
	STMT_CHARACTER_EQUIP,
	STMT_CHARACTER_OWNED,
	STMT_CHARACTER_NAME,
	STMT_CHARACTER_SLOT,
	STMT_CHARACTER_INSERT,
	STMT_CHARACTER_FINISH,
	STMT_CHARACTER_TUTORIAL,
	STMT_CHARACTER_DELETE,
	STMT_CHARACTER_RENAME,
	STMT_LOOK_INSERT,
	STMT_LOOK_UPDATE,

	STMT_PLAYER_LOAD,
	STMT_PLAYER_EXISTS,
	STMT_PLAYER_COUNT,
	STMT_PLAYER_BRIEF,
	STMT_PLAYER_BRIEF_BY_NAME,
	STMT_PLAYER_SAVE_PLACE,
	STMT_PLAYER_SAVE_STATE,
	STMT_ITEM_LIST,
	STMT_ITEM_INSERT,
	STMT_ITEM_PUT,
	STMT_ITEM_DELETE,
	STMT_QUEST_ITEM_LIST,
	STMT_QUEST_ITEM_PUT,
	STMT_QUEST_ITEM_DELETE,
	STMT_NANO_LIST,
	STMT_NANO_INSERT,
	STMT_NANO_PUT,
	STMT_NANO_DELETE,
	STMT_QUEST_LIST,
	STMT_QUEST_INSERT,
	STMT_QUEST_UPDATE,
	STMT_QUEST_DELETE,

	STMT_RAW_PLAYER,
	STMT_RAW_SET_MISSION,
	STMT_RAW_SET_NANOS,
	STMT_RAW_MOVE_ITEM,

	STMT_EMAIL_UNREAD,
	STMT_EMAIL_LIST,
	STMT_EMAIL_FIND,
	STMT_EMAIL_ITEMS,
	STMT_EMAIL_MARK_READ,
	STMT_EMAIL_SET_FLAG,
	STMT_EMAIL_SET_TAROS,
	STMT_EMAIL_DELETE,
	STMT_EMAIL_ITEMS_DELETE,
	STMT_EMAIL_ITEM_DELETE,
	STMT_EMAIL_SUMMARY,
	STMT_EMAIL_INSERT,
	STMT_EMAIL_ITEM_INSERT,

	STMT_BUDDY_LIST,
	STMT_BUDDY_FIND,
	STMT_BUDDY_INSERT,
	STMT_BUDDY_DELETE,
	STMT_BLOCK_LIST,
	STMT_BLOCK_FIND,
	STMT_BLOCK_INSERT,
	STMT_BLOCK_DELETE,

	STMT_RACE_INSERT,
	STMT_RACE_BEST,
	STMT_RACE_BEST_OF_ALL,
	STMT_CODE_FIND,
	STMT_CODE_INSERT,

	STMT_COUNT
};

/* Prepares all; false (store's error set) if the schema does not fit. */
bool stmt_prepare_all(struct store *s) MUST_USE;
void stmt_finalize_all(struct store *s);

/*
 * One run of a statement. Values are bound and columns read in the order of
 * the calls. What is bound must live until query_close(). After an error all
 * further calls do nothing; query_close() tells.
 */
struct query {
	struct store *store;
	struct sqlite3_stmt *stmt;
	int bound;
	int column;
	int result;
	int32_t about_id;		/* for warnings about bad columns */
	bool is_quiet;			/* no such warnings */
};

void query_open(struct query *q, struct store *s, enum stmt_id id,
    int32_t about_id);
void query_bind_int(struct query *q, int64_t value);
void query_bind_text(struct query *q, const char *text);
void query_bind_blob(struct query *q, const void *bytes, size_t n);

/* Steps to the next row; false at the end or on an error. */
bool query_next(struct query *q);

/* Ends it. False, with the store's error set, if anything went wrong. */
bool query_close(struct query *q) MUST_USE;

/* For statements without rows: runs and closes. */
bool query_run(struct query *q) MUST_USE;

/* Columns of the present row. */
int64_t query_int64(struct query *q);
void query_skip(struct query *q);

/* Brought into [lo, hi]; a value outside is logged with its column. */
int32_t query_clamped(struct query *q, int32_t lo, int32_t hi);

/* The same, but `instead` takes the place of a value outside. */
int32_t query_int_or(struct query *q, int32_t lo, int32_t hi, int32_t instead);

/* Any 32-bit value. */
int32_t query_int32(struct query *q);

/* Sound UTF-8 that fits, always terminated. */
void query_text(struct query *q, char *out, size_t cap);

/* n bytes; a shorter or longer blob is logged, what is missing is 0. */
void query_blob(struct query *q, void *out, size_t n);

#endif
