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
 * The reply carries the same msg.ref. The pointer lives until the next
 * db_add_*(). Requests of one room are done in the order they were posted.
 */
#ifndef DB_DB_MSG_H
#define DB_DB_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mailbox.h"
#include "db/row.h"

/* Who asks, and gets the reply in the mailbox given to db_set_room(). */
enum db_room { DB_ROOM_LOGIN, DB_ROOM_WORLD, DB_ROOM_COUNT };

enum db_result {
	DB_OK,
	DB_NONE,	/* no such row */
	DB_TAKEN,	/* exists already: login, name, code, buddy ... */
	DB_REFUSED, /* a rule says no: see the struct; or a key of the schema */
	DB_UNDONE, /* was fine, but another part of its transaction was not */
	DB_ERROR,	/* the database could not; logged */
	DB_RESULT_COUNT
};

const char *db_result_name(enum db_result res);

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
	X(BAN_PLAYER, ban_player) \
	X(UNBAN_PLAYER, unban_player) \
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
	DB_REQ_BEGIN = MSG_RANGE_DB_REQUEST + DB_OP_BEGIN,
	DB_REQ_COMMIT = MSG_RANGE_DB_REQUEST + DB_OP_COMMIT,
	DB_REQ_STOP = MSG_RANGE_DB_REQUEST + DB_OP_STOP
};

enum db_reply_type {
#define X(upper, lower) DB_REP_##upper = MSG_RANGE_DB_REPLY + DB_OP_##upper,
	DB_OPERATIONS(X)
#undef X
	DB_REP_SAVE = MSG_RANGE_DB_REPLY + DB_OP_SAVE,
	DB_REP_COMMIT = MSG_RANGE_DB_REPLY + DB_OP_COMMIT
};

/* The replies that say nothing but their result. */
struct db_rep_plain {
	enum db_result result;
};

/* ---- accounts ---------------------------------------------------------- */

/* By login, in any case. NONE. */
struct db_req_find_account {
	enum db_room room;
	char login[ROW_LOGIN_BYTES];
};
struct db_rep_find_account {
	enum db_result result;
	struct account_row account;
};

/* TAKEN: somebody has the login. The hash is made by auth. */
struct db_req_create_account {
	enum db_room room;
	int32_t account_level;
	char login[ROW_LOGIN_BYTES];
	char password_hash[ROW_HASH_BYTES];
};
struct db_rep_create_account {
	enum db_result result;
	int32_t account_id;
};

struct db_req_set_account_level {
	enum db_room room;
	int32_t account_id;
	int32_t account_level;
};
struct db_rep_set_account_level {
	enum db_result result;
};

/*
 * OK: it is this account's cookie and still valid; it stays so until
 * consume_cookie. REFUSED: another text. NONE: no cookie, or expired.
 */
struct db_req_check_cookie {
	enum db_room room;
	int32_t account_id;
	char cookie[ROW_COOKIE_BYTES];
};
struct db_rep_check_cookie {
	enum db_result result;
};

/* Tests again and makes it useless in one step; results as check_cookie. */
struct db_req_consume_cookie {
	enum db_room room;
	int32_t account_id;
	char cookie[ROW_COOKIE_BYTES];
};
struct db_rep_consume_cookie {
	enum db_result result;
};

/*
 * For a session that was opened by a cookie: the consumed cookie works again
 * for valid_s seconds. NONE if there is none, or it was never consumed: an
 * expired cookie is not revived, and a fresh one keeps its own time.
 */
struct db_req_refresh_cookie {
	enum db_room room;
	int32_t account_id;
	int32_t valid_s;
};
struct db_rep_refresh_cookie {
	enum db_result result;
};

/* Stamps LastLogin too. REFUSED, and nothing done: slot outside 1..4. */
struct db_req_select_slot {
	enum db_room room;
	int32_t account_id;
	int32_t slot;
};
struct db_rep_select_slot {
	enum db_result result;
};

/* The slot of one of the account's characters. NONE: not its character. */
struct db_req_select_player {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
};
struct db_rep_select_player {
	enum db_result result;
};

/* For 30 years. NONE; REFUSED: account level 30 or stronger. */
struct db_req_ban_player {
	enum db_room room;
	int32_t player_id;
	char reason[ROW_REASON_BYTES];
};
struct db_rep_ban_player {
	enum db_result result;
	int32_t player_id;
	int32_t account_id;
};

struct db_req_unban_player {
	enum db_room room;
	int32_t player_id;
};
struct db_rep_unban_player {
	enum db_result result;
	int32_t player_id;
	int32_t account_id;
};

/* ---- characters, for the login server ---------------------------------- */

/* Never NONE: an account without characters has count 0. */
struct db_req_list_characters {
	enum db_room room;
	int32_t account_id;
};
struct db_rep_list_characters {
	enum db_result result;
	int32_t count;
	struct char_row characters[ROW_CHARACTERS_MAX];
};

/* OK: nobody has it (in any case of its letters). TAKEN. */
struct db_req_check_name {
	enum db_room room;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};
struct db_rep_check_name {
	enum db_result result;
};

/* OK: free. TAKEN. REFUSED: outside 1..4. */
struct db_req_check_slot {
	enum db_room room;
	int32_t account_id;
	int32_t slot;
};
struct db_rep_check_slot {
	enum db_result result;
};

/* OK: the character is the account's. NONE. */
struct db_req_check_owner {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
};
struct db_rep_check_owner {
	enum db_result result;
	int32_t slot;
};

/* TAKEN: the name. REFUSED: the slot is used or outside 1..4, or no account. */
struct db_req_create_character {
	enum db_room room;
	int32_t account_id;
	int32_t slot;
	int32_t name_check;
	int32_t hp;
	struct place_row place;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};
struct db_rep_create_character {
	enum db_result result;
	int32_t player_id;
};

/*
 * The appearance and the first clothes (ids, types 1..3 by slot). REFUSED
 * unless the character is the account's and was never finished.
 */
struct db_req_finish_character {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
	int32_t upper_body_id, lower_body_id, foot_id;
	struct look_row look;
};
struct db_rep_finish_character {
	enum db_result result;
	struct char_row character;	/* as it is now */
};

/*
 * NONE: not the account's character. An already finished tutorial is OK with
 * was_done, and changes nothing. What is given is the caller's rule.
 */
struct db_req_finish_tutorial {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
	struct item_row weapon;		/* into slot 0; id 0: none */
	struct nano_row nano;	/* also equipped as the first; id 0: none */
	int64_t quest_flags[ROW_QUEST_FLAGS];
};
struct db_rep_finish_tutorial {
	enum db_result result;
	bool was_done;
};

/* With everything it has. NONE: not the account's. */
struct db_req_delete_character {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
};
struct db_rep_delete_character {
	enum db_result result;
	int32_t slot;
	int32_t player_id;
};

/*
 * TAKEN: the name. NONE: not the account's. REFUSED: needs_denied is set and
 * the present name was not denied (NameCheck 2).
 */
struct db_req_rename_character {
	enum db_room room;
	int32_t account_id;
	int32_t player_id;
	int32_t name_check;
	bool needs_denied;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};
struct db_rep_rename_character {
	enum db_result result;
};

/* ---- players, for the world -------------------------------------------- */

/* NONE. ERROR also while an earlier save of it waits to be retried. */
struct db_req_load_player {
	enum db_room room;
	int32_t player_id;
};
struct db_rep_load_player {
	enum db_result result;
	struct player_row player;
};

/* NONE. asker_id (0: nobody) is whom the last fields of the reply are about. */
struct db_req_find_player {
	enum db_room room;
	int32_t player_id;
	int32_t asker_id;
};
struct db_rep_find_player {
	enum db_result result;
	bool blocks_asker;
	bool is_buddy_of_asker;
	struct brief_row player;
};

struct db_req_find_player_by_name {
	enum db_room room;
	int32_t asker_id;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};
struct db_rep_find_player_by_name {
	enum db_result result;
	bool blocks_asker;
	bool is_buddy_of_asker;
	struct brief_row player;
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
	DB_SAVE_REPLY = 1 << 0	/* answer also when it went well */
};

/*
 * One player's sections, which follow the struct. Only rows that differ from
 * what the database holds are written. A save outside begin and commit is a
 * flush of its own.
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

/* ---- email ------------------------------------------------------------- */

struct db_req_count_unread {
	enum db_room room;
	int32_t player_id;
};
struct db_rep_count_unread {
	enum db_result result;
	int32_t count;
};

/* Newest first; page 1 is the first, anything below counts as 1. */
struct db_req_list_emails {
	enum db_room room;
	int32_t player_id;
	int32_t page;
};
struct db_rep_list_emails {
	enum db_result result;
	int32_t page;
	int32_t count;
	struct email_head_row emails[ROW_EMAILS_PER_PAGE];
};

/* NONE. marks_read also sets ReadFlag and mends ItemFlag. */
struct db_req_read_email {
	enum db_room room;
	int32_t player_id;
	int64_t msg_index;
	bool marks_read;
};
struct db_rep_read_email {
	enum db_result result;
	struct email_row email;
};

/*
 * The mail's taros go from expected to left, if expected is still what it
 * holds: REFUSED otherwise. NONE. Belongs into one DB_TX_ALL with the save.
 */
struct db_req_take_email_taros {
	enum db_room room;
	int32_t player_id;
	int64_t msg_index;
	int32_t expected;
	int32_t left;
};
struct db_rep_take_email_taros {
	enum db_result result;
};

/*
 * Removes one attachment (slot 1..4) if it still is `expected`: else REFUSED.
 */
struct db_req_take_email_item {
	enum db_room room;
	int32_t player_id;
	int64_t msg_index;
	int32_t slot;
	struct item_row expected;
};
struct db_rep_take_email_item {
	enum db_result result;
};

/* With their attachments; 0 and unknown indices do nothing. */
struct db_req_delete_emails {
	enum db_room room;
	int32_t player_id;
	int64_t msg_index[ROW_EMAILS_PER_PAGE];
};
struct db_rep_delete_emails {
	enum db_result result;
	int32_t deleted_count;
};

/*
 * Puts the mail under the recipient's next index: email.head.msg_index,
 * is_read and has_attachment are ignored. NONE: no such recipient. REFUSED:
 * the recipient blocks the sender, or has mailbox_limit (0: no limit) mails.
 */
struct db_req_send_email {
	enum db_room room;
	int32_t mailbox_limit;
	struct email_row email;
};
struct db_rep_send_email {
	enum db_result result;
	int32_t player_id;		/* the recipient */
	int64_t msg_index;
};

/* ---- buddies and blocks ------------------------------------------------ */

/* As load_player has it: buddies, then blocked players, at most 50. */
struct db_req_list_buddies {
	enum db_room room;
	int32_t player_id;
};
struct db_rep_list_buddies {
	enum db_result result;
	int32_t count;
	struct buddy_row buddies[ROW_BUDDIES_MAX];
};

/* a accepted, b had asked. TAKEN: already, in either order. NONE: no such
 * player. REFUSED: a is b, or one blocks the other. */
struct db_req_add_buddy {
	enum db_room room;
	int32_t player_a_id;
	int32_t player_b_id;
};
struct db_rep_add_buddy {
	enum db_result result;
};

/* In either order. NONE. */
struct db_req_remove_buddy {
	enum db_room room;
	int32_t player_a_id;
	int32_t player_b_id;
};
struct db_rep_remove_buddy {
	enum db_result result;
};

/*
 * Ends a buddyship of the two in the same step. TAKEN, NONE, REFUSED: oneself.
 */
struct db_req_add_block {
	enum db_room room;
	int32_t player_id;
	int32_t blocked_id;
};
struct db_rep_add_block {
	enum db_result result;
	bool was_buddy;
};

struct db_req_remove_block {
	enum db_room room;
	int32_t player_id;
	int32_t blocked_id;
};
struct db_rep_remove_block {
	enum db_result result;
};

/* ---- races, codes, counts ---------------------------------------------- */

/* Adds the result; best is the player's best on that course, this included. */
struct db_req_post_race {
	enum db_room room;
	struct race_row race;
};
struct db_rep_post_race {
	enum db_result result;
	struct race_row best;
};

/* player_id -1: of anybody. NONE. */
struct db_req_top_race {
	enum db_room room;
	int32_t ep_id;
	int32_t player_id;
};
struct db_rep_top_race {
	enum db_result result;
	struct race_row best;
};

/* OK: the player has redeemed it. NONE. Codes come in lower case. */
struct db_req_find_code {
	enum db_room room;
	int32_t player_id;
	char code[ROW_CODE_BYTES];
};
struct db_rep_find_code {
	enum db_result result;
};

/*
 * TAKEN: redeemed before. NONE: no such player. In one DB_TX_ALL with the
 * save.
 */
struct db_req_redeem_code {
	enum db_room room;
	int32_t player_id;
	char code[ROW_CODE_BYTES];
};
struct db_rep_redeem_code {
	enum db_result result;
};

struct db_req_count_rows {
	enum db_room room;
};
struct db_rep_count_rows {
	enum db_result result;
	int32_t account_count;
	int32_t player_count;
};

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
