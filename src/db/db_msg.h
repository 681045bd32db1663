/*
 * db_msg.h - what may be asked of the database thread, and what it answers.
 *
 * For each operation there is a request type DB_REQ_X, a reply type DB_REP_X,
 * their payloads struct db_req_x and struct db_rep_x, and a function that puts
 * a request into a batch and returns its zeroed payload to fill in:
 *
 *	struct db_req_load_player *r = db_add_load_player(&batch,
 *	    DB_ROOM_WORLD, ref);
 *	r->player_id = id;
 *	...
 *	if (!db_post(db, &batch)) ...
 *
 * The structs stand in db_msg_login.h (accounts, characters) and
 * db_msg_world.h (players, mail, buddies, races); saves and transactions here.
 *
 * The reply carries the same msg.ref. The pointer lives until the next
 * db_add_*(). Requests of one room are done in the order they were posted.
 */
#ifndef DB_DB_MSG_H
#define DB_DB_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mailbox.h"
#include "db/db_msg_login.h"
#include "db/db_msg_world.h"
#include "db/db_result.h"
#include "db/row.h"

/*
 * Every operation with a request and a reply of its own. The first member of a
 * request is `room`, of a reply `result`; both are set by the machinery.
 */
#define DB_OPERATIONS(X) \
	X(FIND_ACCOUNT, find_account) \
	X(CREATE_ACCOUNT, create_account) \
	X(SET_ACCOUNT_LEVEL, set_account_level) \
	X(CHECK_COOKIE, check_cookie) \
	X(CONSUME_COOKIE, consume_cookie) \
	X(REFRESH_COOKIE, refresh_cookie) \
	X(SELECT_SLOT, select_slot) \
	X(SELECT_PLAYER, select_player) \
	X(BAN, ban) \
	X(UNBAN, unban) \
	X(LIST_CHARACTERS, list_characters) \
	X(CHECK_NAME, check_name) \
	X(CHECK_SLOT, check_slot) \
	X(CHECK_OWNER, check_owner) \
	X(CREATE_CHARACTER, create_character) \
	X(FINISH_CHARACTER, finish_character) \
	X(FINISH_TUTORIAL, finish_tutorial) \
	X(DELETE_CHARACTER, delete_character) \
	X(RENAME_CHARACTER, rename_character) \
	X(LOAD_PLAYER, load_player) \
	X(FIND_PLAYER, find_player) \
	X(FIND_PLAYER_BY_NAME, find_player_by_name) \
	X(COUNT_UNREAD, count_unread) \
	X(LIST_EMAILS, list_emails) \
	X(READ_EMAIL, read_email) \
	X(TAKE_EMAIL_TAROS, take_email_taros) \
	X(TAKE_EMAIL_ITEM, take_email_item) \
	X(DELETE_EMAILS, delete_emails) \
	X(SEND_EMAIL, send_email) \
	X(LIST_BUDDIES, list_buddies) \
	X(ADD_BUDDY, add_buddy) \
	X(REMOVE_BUDDY, remove_buddy) \
	X(ADD_BLOCK, add_block) \
	X(REMOVE_BLOCK, remove_block) \
	X(POST_RACE, post_race) \
	X(TOP_RACE, top_race) \
	X(FIND_CODE, find_code) \
	X(REDEEM_CODE, redeem_code) \
	X(COUNT_ROWS, count_rows)

/* Operation numbers; the last ones are no rows of the table above. */
enum db_op {
#define X(upper, lower) DB_OP_##upper,
	DB_OPERATIONS(X)
#undef X
	DB_OP_TABLE_COUNT,
	DB_OP_SAVE = DB_OP_TABLE_COUNT,
	DB_OP_WRITE_SIDE,
	DB_OP_BEGIN,
	DB_OP_COMMIT,
	DB_OP_STOP,
	DB_OP_COUNT
};

enum db_request_type {
#define X(upper, lower) DB_REQ_##upper = MSG_RANGE_DB_REQUEST + DB_OP_##upper,
	DB_OPERATIONS(X)
#undef X
	DB_REQ_SAVE = MSG_RANGE_DB_REQUEST + DB_OP_SAVE,
	DB_REQ_WRITE_SIDE = MSG_RANGE_DB_REQUEST + DB_OP_WRITE_SIDE,
	DB_REQ_BEGIN = MSG_RANGE_DB_REQUEST + DB_OP_BEGIN,
	DB_REQ_COMMIT = MSG_RANGE_DB_REQUEST + DB_OP_COMMIT,
	DB_REQ_STOP = MSG_RANGE_DB_REQUEST + DB_OP_STOP
};

enum db_reply_type {
#define X(upper, lower) DB_REP_##upper = MSG_RANGE_DB_REPLY + DB_OP_##upper,
	DB_OPERATIONS(X)
#undef X
	DB_REP_SAVE = MSG_RANGE_DB_REPLY + DB_OP_SAVE,
	DB_REP_WRITE_SIDE = MSG_RANGE_DB_REPLY + DB_OP_WRITE_SIDE,
	DB_REP_COMMIT = MSG_RANGE_DB_REPLY + DB_OP_COMMIT
};

/* ---- saving ------------------------------------------------------------ */

/* What a save carries; also the bits of a player's dirt. */
enum {
	DB_SECTION_PLACE = 1 << 0,
	DB_SECTION_STATE = 1 << 1,
	DB_SECTION_INVENTORY = 1 << 2,
	DB_SECTION_QUEST_ITEMS = 1 << 3,
	DB_SECTION_NANOS = 1 << 4,
	DB_SECTION_QUESTS = 1 << 5,
	DB_SECTION_ALL = (1 << 6) - 1
};

/* flags of a save */
enum {
	DB_SAVE_REPLY = 1 << 0,	/* answer also when it went well */
	DB_SAVE_LAST = 1 << 1	/* it is played no longer; may be empty */
};

/*
 * One player's sections, which follow the struct. Only rows that differ from
 * what the database holds are written. Saves outside begin and commit that
 * follow each other in a batch are one flush.
 */
struct db_req_save {
	enum db_room room;
	int32_t player_id;
	uint32_t sections;
	uint32_t flags;
};

/* Where the sections lie; NULL for those the save does not have. */
struct db_save_parts {
	struct place_row *place;
	struct state_row *state;
	struct item_row *items;			/* [ROW_ITEMS_MAX] */
	struct quest_item_row *quest_items;	/* [ROW_QUEST_ITEMS_MAX] */
	struct nano_row *nanos;			/* [ROW_NANOS_MAX] */
	struct quest_row *quests;		/* [ROW_QUESTS_MAX] */
};

/*
 * Sent for saves that failed or ask for it by DB_SAVE_REPLY. NONE: the
 * character does not exist any more; nothing was written. ERROR with is_kept:
 * the database thread keeps the save and tries again until it is written or a
 * newer one takes its place; the asker may forget it. ERROR without: lost
 * unless the asker marks its sections dirty again.
 */
struct db_rep_save {
	enum db_result result;
	int32_t player_id;
	uint32_t sections;
	bool is_kept;
};

/* Adds a save with room for the sections, and says where they lie. */
struct db_req_save *db_add_save(struct batch **b, enum db_room room,
    uint64_t ref, int32_t player_id, uint32_t sections,
    struct db_save_parts *parts);

/* The sections of a save that already exists. */
struct db_save_parts db_save_parts(struct db_req_save *save);

/* Bytes of a save with its sections. */
size_t db_save_bytes(uint32_t sections);

/*
 * Requests between begin and commit, in one batch and of one room, are one
 * transaction. Their replies come after it, the commit's last.
 *
 * DB_TX_FLUSH: only saves; a character that is gone does not stop the others.
 * If the database cannot write, everything is kept and retried.
 * DB_TX_ALL: everything or nothing (a trade, a mail, a redeemed code). Any
 * result but OK undoes it all; nothing is kept and nothing retried.
 */
enum db_tx { DB_TX_FLUSH, DB_TX_ALL };

struct db_req_begin {
	enum db_room room;
	enum db_tx tx;
};

struct db_req_commit {
	enum db_room room;
};

/*
 * result of DB_TX_ALL: the first that was not OK. Of DB_TX_FLUSH: OK or ERROR.
 */
struct db_rep_commit {
	enum db_result result;
	uint32_t save_count;
	uint32_t failed_count;	/* saves that got a reply other than OK */
	bool is_kept;			/* a flush that will be retried */
};

struct db_req_begin *db_add_begin(struct batch **b, enum db_room room,
    uint64_t ref, enum db_tx tx);
struct db_req_commit *db_add_commit(struct batch **b, enum db_room room,
    uint64_t ref);

/*
 * The text that replaces the side file (db/side_file.h) follows the struct. No
 * part of any transaction. tag comes back; error is an errno, 0 if it is OK.
 */
struct db_req_write_side {
	enum db_room room;
	int32_t tag;
};
struct db_rep_write_side {
	enum db_result result;
	int32_t tag;
	int32_t error;
};

/* Copies the text. */
struct db_req_write_side *db_add_write_side(struct batch **b,
    enum db_room room, uint64_t ref, const void *text, size_t bytes);

/* ---- filling batches --------------------------------------------------- */

#define X(upper, lower) \
	static inline struct db_req_##lower * \
	db_add_##lower(struct batch **b, enum db_room room, uint64_t ref) \
	{ \
		struct db_req_##lower *req = batch_add(b, DB_REQ_##upper, ref, \
		    sizeof(*req)); \
		req->room = room; \
		return req; \
	}
DB_OPERATIONS(X)
#undef X

#endif
