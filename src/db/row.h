/* row.h - what the database holds, as plain structs without pointers. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "tdata/ruleset.h"

/* Sizes of text with its NUL: 3 bytes of UTF-8 for each unit a client has. */
enum {
	ROW_LOGIN_BYTES = 33,		/* 4..32 ASCII characters */
	ROW_HASH_BYTES = 128,		/* a bcrypt hash has 60 */
	ROW_COOKIE_BYTES = 256,
	ROW_REASON_BYTES = 512,
	ROW_FIRST_NAME_BYTES = 25,	/* 8 units */
	ROW_LAST_NAME_BYTES = 49,	/* 16 */
	ROW_SUBJECT_BYTES = 94,		/* 31 */
	ROW_BODY_BYTES = 1534,		/* 511 */
	ROW_CODE_BYTES = 257
};

enum {
	ROW_CHARACTERS_MAX = 4,
	ROW_ITEMS_MAX = RULESET_EQUIP_MAX + RULESET_INVENTORY_SLOTS +
	    RULESET_BANK_MAX,
	ROW_QUEST_ITEMS_MAX = RULESET_QUEST_ITEM_SLOTS,
	ROW_NANOS_MAX = RULESET_NANO_MAX,
	ROW_QUESTS_MAX = RULESET_RUNNING_TASKS,
	ROW_QUEST_FLAGS = 16,
	ROW_BUDDIES_MAX = 50,
	ROW_EMAIL_ITEMS = 4,
	ROW_EMAILS_PER_PAGE = 5
};

struct account_row {
	int32_t account_id;
	int32_t selected;	/* last used slot; 1..4 unless corrupt */
	int32_t account_level;		/* 1 may do everything .. 99 a player */
	int64_t banned_since_s;
	int64_t banned_until_s;	/* Unix time; banned while it lies ahead */
	char login[ROW_LOGIN_BYTES];	/* spelt as it was created */
	char password_hash[ROW_HASH_BYTES];
	char ban_reason[ROW_REASON_BYTES];
};

/* id 0: the slot is empty. */
struct item_row {
	int32_t type;
	int32_t id;
	int32_t opt;
	int32_t time_limit_s;		/* Unix time of expiry, 0 never */
};

struct look_row {			/* table Appearances */
	int32_t body, eye_color, face_style, gender;
	int32_t hair_color, hair_style, height, skin_color;
};

/* Where to come back: the last position in the overworld. */
struct place_row {
	int32_t x, y, z, angle;
};

/* The columns of Players that play changes, but for the place. */
struct state_row {
	int32_t level;				/* 1..36 */
	int32_t hp;
	int32_t taros, fusion_matter;		/* 0..999999999 */
	int32_t battery_w, battery_n;		/* 0..9999 */
	int32_t equipped_nanos[RULESET_EQUIPPED_NANOS];	/* ids, 0 none */
	int32_t mentor;
	int32_t current_mission_id;
	int32_t pay_zone_flag;			/* 1: left the Future */
	int32_t warp_location_flag;		/* 32 bits */
	int64_t skyway_flags[2];
	uint64_t first_use_flags[2];
	int64_t quest_flags[ROW_QUEST_FLAGS];	/* bit m-1: mission m done */
};

struct quest_item_row {			/* the type is always 8; id 0: empty */
	int32_t id;
	int32_t opt;
};

struct nano_row {			/* id 0: not owned */
	int32_t id;
	int32_t skill;
	int32_t stamina;
};

struct quest_row {			/* task_id 0: free */
	int32_t task_id;
	int32_t remaining[3];
};

struct buddy_row {
	int32_t player_id;
	int32_t name_check;
	int32_t gender;
	bool is_blocked;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};

/* What others may need of somebody who is not in the world. */
struct brief_row {
	int32_t player_id;
	int32_t account_id;
	int32_t account_level;
	int32_t slot;
	int32_t level;
	int32_t name_check;		/* 0 pending, 1 approved, 2 denied */
	int32_t gender;
	int32_t pay_zone_flag;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
};

/* One line of the character list at login. */
struct char_row {
	int32_t player_id;
	int32_t account_id;
	int32_t slot;			/* 1..4 */
	int32_t level;
	int32_t name_check;
	bool appearance_done, tutorial_done;
	int32_t pay_zone_flag;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
	struct look_row look;
	struct place_row place;
	struct item_row equip[RULESET_EQUIP_MAX];
};

/*
 * A whole character. Everything in it has been validated: what the file had
 * out of range was logged and clamped or left out.
 */
struct player_row {
	int32_t player_id;
	int32_t account_id;
	int32_t account_level;
	int64_t banned_until_s;		/* of the account */
	int32_t slot;
	int32_t name_check;
	bool appearance_done, tutorial_done;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
	struct look_row look;
	struct place_row place;
	struct state_row state;
	/* By database slot: equipment from 0, then inventory, then bank, as
	 * many of each as the protocol's struct ruleset says. */
	struct item_row items[ROW_ITEMS_MAX];
	struct quest_item_row quest_items[ROW_QUEST_ITEMS_MAX];
	struct nano_row nanos[ROW_NANOS_MAX];	/* by nano id */
	struct quest_row quests[ROW_QUESTS_MAX];	/* no gaps */
	int32_t buddy_count;
	struct buddy_row buddies[ROW_BUDDIES_MAX]; /* buddies, then blocks */
};

struct email_head_row {
	int64_t msg_index;
	int32_t sender_id;
	bool is_read;
	bool has_attachment;		/* taros or items */
	int64_t send_time_s;
	int64_t delete_time_s;		/* 0 */
	char sender_first_name[ROW_FIRST_NAME_BYTES];
	char sender_last_name[ROW_LAST_NAME_BYTES];
	char subject[ROW_SUBJECT_BYTES];
};

struct email_row {
	int32_t player_id;		/* the recipient */
	int32_t taros;
	struct email_head_row head;
	char body[ROW_BODY_BYTES];
	struct item_row items[ROW_EMAIL_ITEMS];	/* slot i + 1 of EmailItems */
};

struct race_row {
	int32_t ep_id;
	int32_t player_id;
	int32_t score;
	int32_t ring_count;
	int32_t time_s;
	int64_t timestamp_s;
};

#endif
