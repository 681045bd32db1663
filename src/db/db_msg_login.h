/*
 * db_msg_login.h - requests and replies about accounts and characters; see
 * db_msg.h. Each struct's comment names the results it has besides OK and
 * ERROR.
 */
#ifndef DB_DB_MSG_LOGIN_H
#define DB_DB_MSG_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db_result.h"
#include "db/row.h"

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

enum { DB_BAN_S = 10957 * 86400 };	/* spec/database.md 4: 30 years */

/*
 * The account of a character, or the account itself: the other id is 0.
 * until_s 0: for DB_BAN_S. NONE; REFUSED: account level 30 or stronger, unless
 * has_every_right. The reply names the account that was found.
 */
struct db_req_ban {
	enum db_room room;
	int32_t player_id;
	int32_t account_id;
	bool has_every_right;
	int64_t until_s;		/* Unix time */
	char reason[ROW_REASON_BYTES];
};
struct db_rep_ban {
	enum db_result result;
	int32_t account_id;
};

/* Named as for a ban. NONE. OK also if it was not banned. */
struct db_req_unban {
	enum db_room room;
	int32_t player_id;
	int32_t account_id;
};
struct db_rep_unban {
	enum db_result result;
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
	bool appearance_done, tutorial_done;
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

#endif
