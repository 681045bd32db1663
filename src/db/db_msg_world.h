/*
 * db_msg_world.h - requests and replies about players, mail, buddies, races
 * and codes; see db_msg.h. Each struct's comment names the results it has
 * besides OK and ERROR.
 */
#ifndef DB_DB_MSG_WORLD_H
#define DB_DB_MSG_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db_result.h"
#include "db/row.h"

/* ---- players, for the world -------------------------------------------- */

/*
 * NONE. ERROR also while an earlier save of it waits to be retried. is_to_play
 * claims the character (db/claim.h) until a save with DB_SAVE_LAST; TAKEN: a
 * tool mends it just now.
 */
struct db_req_load_player {
	enum db_room room;
	int32_t player_id;
	bool is_to_play;
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

/*
 * With their attachments; 0 and unknown indices do nothing. The reply has what
 * was still in them.
 */
struct db_req_delete_emails {
	enum db_room room;
	int32_t player_id;
	int64_t msg_index[ROW_EMAILS_PER_PAGE];
};
struct db_email_contents {
	int32_t taros;
	struct item_row items[ROW_EMAIL_ITEMS];
};
struct db_rep_delete_emails {
	enum db_result result;
	int32_t player_id;
	int32_t deleted_count;
	struct db_email_contents lost[ROW_EMAILS_PER_PAGE];
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

#endif
