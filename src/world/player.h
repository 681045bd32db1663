/*
 * player.h - a character in the world: sub-structs, each written only by the
 * module of its name.
 */
#ifndef WORLD_PLAYER_H
#define WORLD_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db_result.h"
#include "db/row.h"
#include "net/io.h"
#include "tdata/ruleset.h"
#include "world/combatant.h"
#include "world/entity.h"
#include "world/item.h"
#include "world/way.h"

struct player;
struct world;

/* Reward rates, as a GM's packet numbers them; the first is a fifth slot. */
enum player_rate {
	PLAYER_RATE_ALL,
	PLAYER_RATE_COMBAT,
	PLAYER_RATE_MISSION,
	PLAYER_RATE_EGG,
	PLAYER_RATE_RACING
};

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
	PLAYER_DEPARTING,	/* out of sight; the store must answer first */
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

struct player_wallet {			/* wallet.c */
	int32_t taros, fusion_matter, battery_w, battery_n;
	double taro_rate[PLAYER_RATES], fusion_matter_rate[PLAYER_RATES];
};

struct player_inventory {		/* inventory.c */
	struct item equip[PLAYER_EQUIP_MAX];
	struct item bag[PLAYER_INVENTORY_MAX];
	struct item quest[PLAYER_QUEST_ITEMS_MAX];
	struct item bank[PLAYER_BANK_MAX];
	uint64_t locked;	/* item_plan.c: slots of the bag, a bit each */
};

struct player_nano {
	int16_t id, skill, stamina;
};

struct player_nanos {		/* nano.c, nano_tune.c, nano_state.c */
	struct player_nano bank[PLAYER_NANOS_MAX];	/* by id */
	int16_t equipped[PLAYER_NANO_SLOTS];
	int16_t active;			/* nano id, 0 none */
	int16_t last_equipped[PLAYER_NANO_SLOTS];	/* before that */
	int64_t ready_at_ms[PLAYER_NANOS_MAX];	/* its power has cooled */
};

struct player_quest {
	int32_t task_id;		/* 0: free */
	int32_t remaining[3];		/* kills */
	int64_t ends_at_ms;		/* 0: not timed */
	struct entity_ref escort;	/* who walks because of it */
};

/* Memory of the last few tasks that were left; not kept over a relog. */
struct player_task_notes {
	int32_t task_ids[PLAYER_QUESTS_MAX];	/* 0: free */
	uint32_t next;				/* to be overwritten */
};

struct player_missions {		/* journal.c */
	int64_t done[PLAYER_QUEST_FLAGS];	/* bit m-1: mission m */
	struct player_quest running[PLAYER_QUESTS_MAX];
	int32_t current_mission;
	struct player_task_notes allowed; /* may be begun: they come next */
	struct player_task_notes ended;	/* by us, before the client asked */
};

struct player_travel {		/* transport.c, ride.c, warp.c, recall.c */
	int32_t scamper_flags;
	int64_t skyway_flags[2];
	int32_t last_x, last_y, last_z, last_angle;	/* in the overworld */
	int32_t entrance_x, entrance_y, entrance_z;	/* of its lair */
	bool has_recall;		/* there is a point to recall to: */
	int32_t recall_x, recall_y, recall_z;
	int32_t recall_instance;	/* a map; nobody's own */
	struct entity_ref recall_from;	/* who offers it a recall */
	int64_t recall_until_ms;	/* the offer's end */
	bool on_monkey;			/* ride.c: it rides the skyway */
	bool is_unwarpable;
};

/* What one rides, as the client numbers it (eRT). */
enum { RIDING_NOTHING = 0, RIDING_SKYWAY = 1 };

struct player_ride {			/* ride.c */
	struct way way;			/* a point a second */
	size_t cursor;			/* the next one */
	struct player *next, **prev;	/* w->riders */
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

/* Its own request to be somebody's buddy, until that one answers. */
struct player_buddy_make {		/* buddy_make.c */
	int32_t asked_id;		/* 0: nobody is asked */
	int64_t until_ms;
	int32_t accepted_id; /* whose request the store hears of; 0: none */
};

struct player_buddy_warp {		/* buddy_warp.c */
	int64_t warped_at_ms;		/* the last time, or the login */
};

struct player_buddy_block {		/* buddy_block.c */
	int32_t id;			/* the store is asked to block it */
	int8_t slot;
	bool is_buddy;			/* it stands in that slot */
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

/* A grenade or rocket on its way; it exists until its hit is reported. */
struct player_bullet {
	bool is_flying;
	bool is_boosted;
	int32_t point_damage, group_damage;
	int32_t type;			/* 1 grenade; else the weapon's id */
	int32_t weapon;			/* item id when it was fired */
	int64_t fired_at_ms;
};

enum { PLAYER_BULLETS_MAX = 3 };	/* the client's own constant */

struct player_combat {		/* combat.c, suspicion.c, bullet.c */
	bool in_combat;			/* as the client says */
	int64_t fought_at_ms;		/* last dealt or took damage, 0 never */
	int64_t shot_at_ms;		/* last shot that was rated */
	int32_t suspicion;		/* rapid fire; may be negative */
	struct player_bullet bullets[PLAYER_BULLETS_MAX];
};

/* What REP_PC_TICK has told last; the null nano is all zero. */
struct vitals_told {
	int32_t hp, battery_n;
	struct player_nano nanos[PLAYER_NANO_SLOTS];
};

struct player_vitals {			/* vitals.c */
	int32_t heal_cooldown_ms;	/* combat.c: after a fight */
	uint32_t turn;			/* which of w->turns it is in */
	uint32_t turn_count;		/* that it has had */
	struct player *next, **prev;
	bool is_told;
	uint32_t same_count;		/* ticks that had no news */
	struct vitals_told told;
};

enum { GROUP_PLAYERS_MAX = 4 };	/* the client's own constant */

struct group {				/* group.c; in w->groups */
	uint32_t slot;
	uint32_t count;
	struct entity_ref members[GROUP_PLAYERS_MAX];	/* [0] leads */
};

/* Somebody was asked to join by it. */
struct player_group_invite {
	struct entity_ref to;
	int64_t until_ms;
};

struct player_group {			/* group.c */
	struct group *group;		/* NULL: alone */
	struct player_group_invite invites[GROUP_PLAYERS_MAX];
	int64_t told_at_ms;		/* how the others are */
};

struct tdata_code;

struct player_code {			/* code.c */
	const struct tdata_code *asked;	/* the store is asked; NULL: none */
	uint64_t slots;			/* where its items lie, a bit each */
};

enum { PLAYER_TRADE_PLACES = 5 };	/* spec/trading.md 1 */

struct player_trade_offer {
	int8_t slot;			/* of the bag */
	struct item item;		/* opt: so much of it; or none */
};

struct player_trade {			/* trade.c; offers: trade_deal.c */
	struct entity_ref asked;	/* whom it has asked, {0} nobody */
	int64_t asked_until_ms;
	struct entity_ref partner;	/* {0}: it does not trade */
	bool is_confirmed;
	int32_t taros;
	struct player_trade_offer offers[PLAYER_TRADE_PLACES];
};

enum { PLAYER_BUYBACK_MAX = 5 };	/* spec/items.md 14 */

struct player_vendor {			/* vendor.c */
	struct item sold[PLAYER_BUYBACK_MAX];	/* oldest first */
	int32_t count;
};

/* What email.c waits for from the store, and what it took meanwhile. */
struct player_email {			/* email.c, email_send.c */
	uint8_t wait;			/* enum email_wait */
	int32_t slot, mail_slot;	/* of the one item that is wanted */
	int64_t msg_index;
	int64_t deleting[ROW_EMAILS_PER_PAGE];
	int64_t sent_at_ms;		/* the last one, 0 never */
	struct entity_ref draft;	/* in w->email_drafts */
};

struct player_deal {			/* deal.c */
	/* Called with the store's answer; NULL: nothing is under way. */
	void (*done)(struct world *w, struct player *p,
	    enum db_result result);
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
	uint32_t bytes;			/* of the packets that wait for them */
	struct hold_packet *first, **last_link;
	struct player *released_next, **released_prev;
};

enum {
	RACE_RINGS_MAX = 999,		/* the client's own constant */
	RACE_RING_WORDS = (RACE_RINGS_MAX + 63) / 64
};

/* The player's best run on a course; ep_id 0: nothing is known. */
struct race_best {
	int32_t ep_id, score, rank, time_s, ring_count;
};

/* A run that is over, until the store has it and the player its reward. */
struct race_result {
	int32_t mode, time_s, ring_count, score, rank;
	int32_t reward_fm;		/* before rates and boosts */
	int32_t given_fm;
	struct item item;		/* or none */
	int32_t slot;			/* of the bag; -1: mailed, or none */
	bool is_pending;		/* the store is asked */
};

struct player_race {			/* race.c */
	int32_t map;			/* where it runs; 0: nowhere */
	int32_t mode;
	int64_t started_at_ms, ends_at_ms;	/* 0: nowhere */
	int32_t ring_count;
	uint64_t rings[RACE_RING_WORDS];	/* that were touched */
	int32_t asked_ep_id;		/* whose best was last asked for */
	struct race_best best;
	struct race_result result;
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
	struct combatant combatant;
	struct player_wallet wallet;
	struct player_inventory inventory;
	struct player_nanos nanos;
	struct player_missions missions;
	struct player_travel travel;
	struct player_profile profile;
	struct player_buddies buddies;
	struct player_buddy_info buddy_info;
	struct player_buddy_make buddy_make;
	struct player_buddy_block buddy_block;
	struct player_buddy_warp buddy_warp;
	struct player_motion motion;
	struct player_chat chat;
	struct player_combat combat;
	struct player_vitals vitals;
	struct player_group group;
	struct player_deal deal;
	struct player_code code;
	struct player_vendor vendor;
	struct player_trade trade;
	struct player_email email;
	struct player_revival revival;
	struct player_npcs npcs;
	struct player_ride ride;
	struct player_race race;
};

/*
 * "First Last", or "Player <id>" unless the name is approved (spec/world.md
 * 3).
 */
void player_plain_name(const struct player *p, char *out, size_t cap);

/* The same with "(GM) " before and " [id]" behind: logs, monitor, notices. */
void player_full_name(const struct player *p, char *out, size_t cap);

#endif
