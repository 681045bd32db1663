/*
 * player.h - a character in the world: sub-structs, each written only by the
 * module of its name.
 */
#ifndef WORLD_PLAYER_H
#define WORLD_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/row.h"
#include "net/io.h"
#include "tdata/ruleset.h"
#include "world/entity.h"
#include "world/item.h"

struct world;

/* The largest of all versions; struct ruleset says how many count. */
enum {
	PLAYER_EQUIP_MAX = RULESET_EQUIP_MAX,
	PLAYER_INVENTORY_MAX = RULESET_INVENTORY_SLOTS,
	PLAYER_QUEST_ITEMS_MAX = RULESET_QUEST_ITEM_SLOTS,
	PLAYER_BANK_MAX = RULESET_BANK_MAX,
	PLAYER_NANOS_MAX = RULESET_NANO_MAX,
	PLAYER_NANO_SLOTS = RULESET_EQUIPPED_NANOS,
	PLAYER_QUESTS_MAX = RULESET_RUNNING_TASKS,
	PLAYER_QUEST_FLAGS = ROW_QUEST_FLAGS,
	PLAYER_RATES = 5,
	PLAYER_BUDDIES_MAX = ROW_BUDDIES_MAX,
	PLAYER_FIRST_NAME_BYTES = 25,	/* 8 UTF-16 units as UTF-8 */
	PLAYER_LAST_NAME_BYTES = 49,	/* 16 of them */
	PLAYER_VEHICLE_SLOT = RULESET_VEHICLE_SLOT
};

/* Special state bits (spec/world.md 1). */
enum {
	SPECIAL_PRINT_GM = 1,
	SPECIAL_INVISIBLE = 2,
	SPECIAL_INVULNERABLE = 4,
	SPECIAL_FULL_UI = 16,
	SPECIAL_COMBAT = 32,
	SPECIAL_MUTE_FREECHAT = 64
};

/* iPCState bit: rides a vehicle. */
enum { PC_STATE_VEHICLE = 8 };

/* Account levels; lower is stronger. */
enum {
	ACCOUNT_LEVEL_MASTER = 1,
	ACCOUNT_LEVEL_GM = 30,
	ACCOUNT_LEVEL_USER = 99
};

enum player_state {
	PLAYER_LOADING,		/* asked the database for it */
	PLAYER_JOINED,		/* PC_ENTER_SUCC is out, not in any chunk yet */
	PLAYER_IN_WORLD,	/* LOADING_COMPLETE came */
	PLAYER_LEAVING		/* gone at the end of the tick */
};

/*
 * Why it leaves: the exit code that the client may be told (spec/world.md 8).
 */
enum player_exit {
	PLAYER_EXIT_DISCONNECT = 0,
	PLAYER_EXIT_BY_PC = 1,
	PLAYER_EXIT_BY_SERVER = 2,
	PLAYER_EXIT_BY_GM = 3,
	PLAYER_EXIT_HACK = 4,
	PLAYER_EXIT_ERROR = 5,
	PLAYER_EXIT_LIVE_CHECK = 6,
	PLAYER_EXIT_DUPLICATE = 7,
	PLAYER_EXIT_SERVER_ERROR = 99
};

struct player_identity {		/* lifecycle.c */
	int32_t account_id;
	int32_t account_level;
	int32_t name_check;		/* 0 pending, 1 approved, 2 denied */
	int8_t slot;
	bool is_cookie_login;
	char first_name[PLAYER_FIRST_NAME_BYTES];
	char last_name[PLAYER_LAST_NAME_BYTES];
};

struct player_look {			/* lifecycle.c */
	int8_t body, eye_color, face_style, gender;
	int8_t hair_color, hair_style, height, skin_color;
	bool appearance_done, tutorial_done;
};

struct player_stats {			/* stats.c: level; health.c: hp */
	int16_t level;
	int32_t hp;
};

struct player_wallet {			/* wallet.c */
	int32_t taros, fusion_matter, battery_w, battery_n;
	float taro_rate[PLAYER_RATES], fusion_matter_rate[PLAYER_RATES];
};

struct player_inventory {		/* inventory.c */
	struct item equip[PLAYER_EQUIP_MAX];
	struct item bag[PLAYER_INVENTORY_MAX];
	struct item quest[PLAYER_QUEST_ITEMS_MAX];
	struct item bank[PLAYER_BANK_MAX];
};

struct player_nano {
	int16_t id, skill, stamina;
};

struct player_nanos {			/* nano.c */
	struct player_nano bank[PLAYER_NANOS_MAX];	/* by id */
	int16_t equipped[PLAYER_NANO_SLOTS];
	int16_t active;			/* nano id, 0 none */
};

struct player_quest {
	int32_t task_id;		/* 0: free */
	int32_t remaining[3];
};

struct player_missions {		/* mission.c */
	int64_t done[PLAYER_QUEST_FLAGS];	/* bit m-1: mission m */
	struct player_quest running[PLAYER_QUESTS_MAX];
	int32_t current_mission;
};

struct player_travel {			/* transport.c, warp.c */
	int32_t scamper_flags;
	int64_t skyway_flags[2];
	int32_t last_x, last_y, last_z, last_angle;	/* in the overworld */
	int32_t recall_x, recall_y, recall_z;
	int32_t recall_instance;
	bool on_monkey;
	bool is_unwarpable;
};

struct player_profile {			/* profile.c */
	int32_t mentor;
	bool left_the_future;		/* PayZoneFlag */
	uint64_t first_use[2];
	int8_t pc_state;		/* PC_STATE_* */
	int32_t special_state;		/* SPECIAL_* */
	bool wants_notify;
	bool is_hidden;			/* from the monitor and /players */
};

struct player_buddy {
	int32_t player_id;		/* 0: free */
	bool is_blocked;
};

/* Names as loaded, kept until the client has its list. */
struct player_buddy_book {
	int32_t count;
	struct buddy_row rows[PLAYER_BUDDIES_MAX];
};

struct player_buddies {			/* buddy.c */
	struct player_buddy list[PLAYER_BUDDIES_MAX];
	struct entity_ref book;		/* in w->buddy_books; {0} once sent */
};

struct player_buddy_info {		/* buddy_info.c */
	int32_t asked_id;	/* the store is asked about it, 0 nobody */
	int8_t asked_slot;
};

struct player_motion {			/* movement.c */
	int64_t checked_at_ms;	/* when the allowances were last filled */
	int32_t allowance_ms;	/* of moving that may still be done at once */
	int32_t relay_millis;		/* steps left, in thousandths */
	int64_t carried_until_ms;	/* flung by a launcher and the like, */
	int32_t carried_units_per_s;	/* as fast as this */
	int32_t set_speed_units_per_s;	/* a GM's own, 0 none */
	int32_t set_jump_units_per_s;
	uint16_t gross;			/* recent gross violations */
	int64_t gross_at_ms;		/* the last one */
	int64_t told_at_ms;		/* the client was last corrected */
	int64_t logged_at_ms;
	int64_t settle_until_ms; /* put elsewhere by us; see movement.h */
};

struct player_chat {			/* chat.c */
	int64_t bucket_at_ms;
	int32_t bucket_millis;		/* messages left, in thousandths */
};

struct player_buffs {			/* buff.c */
	int32_t condition_flags;	/* composite of all of them */
};

struct player_revival {			/* revive.c */
	int64_t offered_until_ms;	/* a group's Phoenix lasts so long */
	int64_t unstuck_at_ms;		/* the last time, 0 never */
};

struct player_npcs {			/* npc.c */
	int64_t bark_at_ms;		/* last asked what they say */
};

struct hold_packet;

struct player_hold {			/* world/hold.c */
	uint32_t depth;			/* answers that are waited for */
	uint32_t count;			/* packets that wait for them */
	struct hold_packet *first, **last_link;
	struct player *released_next, **released_prev;
};

struct player {
	struct entity e;		/* first: an entity is the player */
	struct world *world;
	conn_id conn;
	enum player_state state;
	enum player_exit left_by;	/* in player_left and player_gone */
	bool is_first_load_done;
	uint32_t dirty;			/* DB_SECTION_* bits not on disk yet */
	int64_t heard_at_ms;		/* last packet (keep-alive) */
	uint64_t serial;		/* of the hand-over ticket */
	uint8_t fe_key[8];

	/* Lists that the world walks instead of all players. */
	struct player *dirty_next, **dirty_prev;
	struct player *heard_prev, *heard_next;
	struct player *leaving_next;
	struct player *name_next;	/* another with the same name_key */
	uint64_t name_key;		/* 0: its name is not known yet */

	struct player_hold hold;

	struct player_identity identity;
	struct player_look look;
	struct player_stats stats;
	struct player_wallet wallet;
	struct player_inventory inventory;
	struct player_nanos nanos;
	struct player_missions missions;
	struct player_travel travel;
	struct player_profile profile;
	struct player_buddies buddies;
	struct player_buddy_info buddy_info;
	struct player_motion motion;
	struct player_chat chat;
	struct player_buffs buffs;
	struct player_revival revival;
	struct player_npcs npcs;
};

/*
 * "First Last", or "Player <id>" unless the name is approved (spec/world.md
 * 3).
 */
void player_plain_name(const struct player *p, char *out, size_t cap);

/* The same with "(GM) " before and " [id]" behind: logs, monitor, notices. */
void player_full_name(const struct player *p, char *out, size_t cap);

#endif
