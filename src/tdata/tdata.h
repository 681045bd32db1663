/*
 * tdata.h - the game's static tables as plain C structs: read and checked
 * once at start, const ever after.
 *
 * Positions are client units (z is height), angles degrees. An id of 0 in a
 * reference field means none, unless the field says otherwise. Every pointer
 * belongs to the struct tdata and is never NULL where its count is not 0.
 */
#ifndef TDATA_TDATA_H
#define TDATA_TDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/log.h"
#include "tdata/ruleset.h"

enum {
	TDATA_GROUP_FOLLOWERS = 4,
	TDATA_LEVELS = RULESET_LEVEL_MAX + 1,
	TDATA_RACE_RANKS = 5,
	TDATA_TASK_ANY = -1,		/* a path that no mission starts */
	TDATA_TEAM_MOB = 2,	/* npc_type.team of what can be fought */
	TDATA_KIND_RACE_START = 13,	/* npc_type.kind, spec/racing.md */
	TDATA_KIND_RACE_END = 14,
	TDATA_NPC_ID_OFFSET = 1,	/* spec/world.md 2 */
	TDATA_MOB_ID_OFFSET = 10000,
	TDATA_GROUP_ID_OFFSET = 30000,
	/* Those above count down from INT32_MAX and last until the stop. */
	TDATA_STATIC_ID_MAX = INT32_MAX / 2 + TDATA_GROUP_ID_OFFSET,
	TDATA_VENDOR_LISTINGS_MAX = 20
};

enum tdata_item_type {			/* the item tables' positions */
	TDATA_ITEM_WEAPON,
	TDATA_ITEM_SHIRT,
	TDATA_ITEM_PANTS,
	TDATA_ITEM_SHOES,
	TDATA_ITEM_HAT,
	TDATA_ITEM_GLASS,
	TDATA_ITEM_BACK,
	TDATA_ITEM_GENERAL,
	TDATA_ITEM_QUEST,		/* no table */
	TDATA_ITEM_CHEST,
	TDATA_ITEM_VEHICLE,
	TDATA_ITEM_TYPE_COUNT
};

struct tdata_point {
	int32_t x, y, z;
};

/* --- NPC types: xdt m_pNpcTable, row i is type i --- */

struct tdata_npc_type {
	int32_t number;			/* the position; -1: no type */
	int32_t team;			/* 2: a mob */
	int32_t role;			/* m_iHNpc, 0 if the table lacks it */
	int32_t kind;			/* m_iNpcType, likewise */
	int32_t barker_type;		/* 1..4, 0 none */
	int32_t hp;
	int32_t level;
	int32_t style;			/* 0..2 */
	int32_t power;
	int32_t protection;
	int32_t run_speed;		/* units a second */
	int32_t sight_range;
	int32_t idle_range;
	int32_t combat_range;
	int32_t attack_range;
	int32_t radius;
	int32_t delay_ds;		/* m_iDelayTime, tenths of a second */
	int32_t regen_ds;		/* m_iRegenTime, likewise */
	int32_t passive_skill;
	int32_t active_skill;
	int32_t active_skill_prob;	/* thousands of 2,000,000 */
	int32_t corruption_skill;
	int32_t corruption_prob;
	int32_t eruption_skill;		/* m_iMegaType */
	int32_t eruption_prob;
};

/* --- placements --- */

enum tdata_spawn_kind {
	TDATA_SPAWN_NPC,
	TDATA_SPAWN_MOB,
	TDATA_SPAWN_BUS,
	TDATA_SPAWN_EGG
};

/* The points a mover visits, one a second; shared, so keep a cursor. */
struct tdata_walk {
	const struct tdata_point *points;
	uint32_t count;
	bool is_loop;
};

/* One entity to place at start, with its final id (spec/world.md 2). */
struct tdata_spawn {
	int32_t id;
	enum tdata_spawn_kind kind;
	int32_t type;			/* NPC type; egg type; bus: 1 */
	int32_t x, y, z, angle_deg;
	uint64_t instance;		/* low 32 bits: the map */
	int32_t leader_id;	/* 0: no group; its own id: the leader */
	int32_t follower_ids[TDATA_GROUP_FOLLOWERS]; /* dense, 0 ends */
	int32_t offset_x, offset_y;	/* a follower's, from its leader */
	const struct tdata_walk *walk;	/* NULL: stands, or roams */
	uint32_t walk_start;		/* index of the first point to take */
	bool is_gruntwork;		/* saved with gruntwork.json */
};

/* Edits of static NPCs kept in gruntwork.json, already applied to spawns. */
struct tdata_rotation {
	int32_t npc_id;
	int32_t angle_deg;
};

struct tdata_relocation {
	int32_t npc_id;
	uint64_t instance;
};

struct tdata_respawn_point {
	int32_t x, y, z;		/* z already raised by 400 */
	int32_t map;
};

/* --- paths.json --- */

struct tdata_path {
	const struct tdata_point *points; /* stops already repeated */
	uint32_t point_count;
	const int32_t *npc_ids;		/* runtime ids */
	uint32_t npc_id_count;
	const int32_t *npc_types;
	uint32_t npc_type_count;
	int32_t speed;			/* units a second */
	int32_t task_id;		/* TDATA_TASK_ANY: always */
	bool is_relative;
	bool is_loop;
	bool is_gruntwork;
	/* Of a gruntwork NPC, which has another id after each start. */
	bool has_home;
	int32_t home_type, home_map;
	struct tdata_point home;
};

struct tdata_skyway {
	int32_t route;
	int32_t speed;
	struct tdata_walk ride;		/* never loops; empty: unpathed */
	bool is_gruntwork;
	const struct tdata_point *points; /* the corners, for gruntwork */
	uint32_t point_count;
};

/* --- warps and transport --- */

struct tdata_warp {
	int32_t id;
	int32_t x, y, z, map;
	int32_t npc_type;		/* of the portal */
	int32_t limit_task;
	int32_t limit_level;
	int32_t mission;
	int32_t item_type, item_id;	/* needed */
	int32_t use_item_type, use_item_id; /* used up */
	int32_t cost;
	int32_t group_type;		/* not 0: takes the group along */
	bool is_instance;	/* into a map, not back to the overworld */
};

struct tdata_location {			/* S.C.A.M.P.E.R. or skyway station */
	int32_t id;
	int32_t npc_type;
	int32_t x, y, z;
};

struct tdata_trip {			/* m_pTransportationData */
	int32_t id;
	int32_t move_type;	/* 1 S.C.A.M.P.E.R., 2 skyway, 3 slider */
	int32_t start_location, end_location;
	int32_t cost;
	int32_t speed;
	int32_t route;
	int32_t npc_type;
};

/* --- maps and infected zones --- */

/* max_pods 0 means: no race, whatever ep_id says (spec/racing.md, defects). */
struct tdata_map {
	int32_t id;			/* map number */
	int32_t zone_x, zone_y;
	int32_t ep_id;			/* 0: no infected zone */
	int32_t max_score;
	int32_t max_time_s;
	int32_t max_pods;
	double scale_factor, pod_factor, time_factor;
};

struct tdata_race {			/* per EP */
	int32_t ep_id;
	int32_t rank_scores[TDATA_RACE_RANKS];	/* descending */
	int32_t rewards[TDATA_RACE_RANKS];	/* crate ids, 0 none */
};

/* --- missions --- */

struct tdata_quest_item {
	int32_t id;
	int32_t count;	/* may be negative where it is a delta */
};

struct tdata_item_ref {
	int32_t type;
	int32_t id;
};

struct tdata_reward {
	int32_t id;
	struct tdata_item_ref items[4];	/* id 0: none; holes are possible */
	int32_t taros;
	int32_t fusion_matter;
	int32_t box_choice;		/* m_iBox1Choice; 0 if absent */
};

struct tdata_task {
	int32_t id;
	int32_t mission;	/* 1..1024; 0: never counts as done */
	int32_t type;			/* 1 talk .. 5 defeat, 6 escort */
	int32_t mission_type;		/* 1 guide, 2 nano, 3 normal */
	int32_t giver_npc_type;
	int32_t terminator_npc_type;
	int32_t escort_npc_type;
	int32_t barker_text[4];
	int32_t level_min, level_max;
	int32_t required_map;
	int32_t required_guide;
	int32_t required_missions[2];
	int32_t required_nanos[5];
	int32_t repeat_flag;
	int32_t waypoint_npc_type;
	int32_t timer_s;		/* 0: not timed */
	int32_t nano;			/* not 0: a nano mission */
	struct tdata_quest_item start_items[3];
	int32_t drop_rate_pct[3];
	int32_t enemy_types[3];
	int32_t kills_needed[3];
	struct tdata_quest_item needed_items[3];
	struct tdata_quest_item success_items[3]; /* deltas */
	struct tdata_quest_item fail_items[3];	/* deltas */
	int32_t delete_items[4];
	int32_t success_task, success_mission;
	int32_t fail_task;
	int32_t mentor_emails[5];
	const struct tdata_reward *reward;	/* NULL: none */
	bool is_first;			/* no task of its mission leads here */
	bool is_warp_limit;		/* some warp asks for it */
};

/* --- items --- */

struct tdata_item {
	int32_t type, id;
	int32_t buy_price, sell_price;
	int32_t stack_size;		/* 0 for crates */
	int32_t rarity;			/* 1 for general items and crates */
	int32_t level_min;
	int32_t point_damage, group_damage;
	int32_t delay_ds;		/* fire rate, tenths of a second */
	int32_t defense;
	int32_t gender;			/* 0 any, 1 boy, 2 girl */
	int32_t weapon_type;
	int32_t attack_range, attack_angle_deg;
	int32_t effect_area;
	int32_t target_count;
	int32_t run_speed;		/* m_iUp_runSpeed, vehicles */
	bool is_tradeable;
	bool is_sellable;
};

struct tdata_listing {			/* in the vendor's order */
	int32_t vendor_type;		/* NPC type */
	int32_t sort;
	struct tdata_item_ref item;
};

struct tdata_croc_pot {			/* per level gap */
	int32_t level_gap;
	int32_t stat_factor, look_factor;
	float base_pct;
	float rarity_factor[4];		/* gap of 0..3 rarities */
};

struct tdata_growth {			/* per level */
	int32_t fm_limit;
	int32_t fm_nano_create;		/* m_iReqBlob_NanoCreate */
	int32_t fm_nano_tune;
	int32_t nano_task;		/* m_iNanoQuestTaskID */
};

/* --- skills and nanos --- */

enum { TDATA_SKILL_POWERS = 4, TDATA_SKILL_VALUES = 3 };

struct tdata_skill {
	int32_t id;
	int32_t type;			/* eST, spec/abilities.md 2 */
	int32_t effect_target;		/* 2: self */
	int32_t effect_type;
	int32_t target_type;		/* 1 mobs, 2 players, 3 group */
	int32_t drain_type;		/* 1 active, 2 passive */
	int32_t effect_area;
	int32_t effect_range;
	int32_t target_count;
	int32_t cool_time_ds;		/* tenths of a second */
	int32_t cost[TDATA_SKILL_POWERS];
	int32_t duration_ds[TDATA_SKILL_POWERS];
	int32_t value_types[TDATA_SKILL_VALUES];
	int32_t values[TDATA_SKILL_VALUES][TDATA_SKILL_POWERS];
};

struct tdata_nano {			/* array position is the nano's id */
	int32_t style;			/* 0..2 */
	int32_t tunes[3];	/* skills; 0 where the table lacks them */
};

struct tdata_tuning {
	int32_t skill;
	int32_t tune_number;
	int32_t item_id, item_count;	/* of type 7 */
};

/* --- drops --- */

struct tdata_chance {
	int32_t chance, total;		/* total > 0 always */
};

/* What a mob type drops, references resolved (spec/items.md 9). */
struct tdata_drop {
	int32_t id;			/* MobDropID */
	struct tdata_chance crate, potion, boost, taro, fusion_matter;
	int32_t potions, boosts, taros, fm;
	const int32_t *crate_ids;
	const uint32_t *crate_weights;	/* sum > 0 if crate.chance > 0 */
	uint32_t crate_count;
};

/* An item that a crate may hold; rarity and gender as altered by the set. */
struct tdata_crate_item {
	struct tdata_item_ref item;
	int32_t rarity;			/* 0: any */
	int32_t gender;			/* 0: any */
	uint32_t weight;
};

struct tdata_item_set {
	int32_t id;
	bool ignores_rarity, ignores_gender;
	const struct tdata_crate_item *items;
	uint32_t item_count;
};

struct tdata_crate {
	int32_t id;
	const struct tdata_item_set *set;	/* never NULL */
	const uint32_t *rarity_weights;		/* index 0 is rarity 1 */
	uint32_t rarity_count;
};

struct tdata_code {
	const char *code;		/* lower case */
	const struct tdata_item_ref *items;
	uint32_t item_count;
};

/* --- eggs --- */

struct tdata_egg_type {
	int32_t id;
	int32_t crate_id;
	int32_t skill;			/* 0: none; else it exists */
	int32_t duration_s;
	int32_t regen_s;
};

/* --- loading --- */

/*
 * Reads a whole file: malloc()ed bytes that the loader frees. ENOENT-like
 * absence is TDATA_READ_NONE, anything else that fails TDATA_READ_ERROR.
 */
enum tdata_read { TDATA_READ_OK, TDATA_READ_NONE, TDATA_READ_ERROR };
typedef enum tdata_read tdata_read_fn(void *arg, const char *path,
    char **bytes, size_t *size);

/* Gets every line that the loader would log; for tests and --check. */
typedef void tdata_report_fn(void *arg, enum log_level level,
    const char *line);

struct tdata_options {
	int32_t protocol;		/* 104, 728, 1013 */
	const char *dir;		/* files are dir + "/" + name */
	const char *patch_dir;	/* patches: patch_dir + module + "/" + name */
	const char *patches;		/* modules; NULL: the version's */
	bool has_drop_fixes;		/* appends the -fixes modules */
	bool has_labels;		/* for tools: names, too (label.h) */
	bool skips_gruntwork;	/* for reloads: it is the server's to write */
	const char *xdt_file;		/* NULL: the defaults */
	const char *npc_file;
	const char *mob_file;
	const char *path_file;
	const char *drop_file;
	const char *egg_file;
	const char *gruntwork_file;
	int gruntwork_fd;	/* > 0: read from it, from its beginning */
	int gruntwork_backup_fd;	/* likewise, if the first is broken */
	tdata_read_fn *read;		/* NULL: the file system */
	void *read_arg;
	tdata_report_fn *report;	/* NULL: log_write() */
	void *report_arg;
};

struct tdata {
	const struct ruleset *rules;

	const struct tdata_npc_type *npc_types;
	uint32_t npc_type_count;
	bool has_race_agents;	/* some are of a kind that starts races */

	/* In this order: buses, NPCs, mobs, groups, eggs, gruntwork. */
	const struct tdata_spawn *spawns;
	uint32_t spawn_count;
	int32_t next_dynamic_id; /* the first one that the world gives out */

	bool has_gruntwork_backup;	/* taken, since the file is broken */
	const struct tdata_rotation *rotations;	/* gruntwork.json */
	uint32_t rotation_count;
	const struct tdata_relocation *relocations;
	uint32_t relocation_count;

	const struct tdata_respawn_point *respawns; /* in list order */
	uint32_t respawn_count;

	const struct tdata_path *paths;	/* gruntwork's first */
	uint32_t path_count;
	const struct tdata_skyway *skyways;
	uint32_t skyway_count;
	struct tdata_walk slider;	/* one lap of the buses */

	const struct tdata_warp *warps;
	uint32_t warp_count;
	const struct tdata_location *scampers;	/* eTT 1 */
	uint32_t scamper_count;
	const struct tdata_location *stations;	/* eTT 2; may be empty */
	uint32_t station_count;
	const struct tdata_trip *trips;
	uint32_t trip_count;

	const struct tdata_map *maps;
	uint32_t map_count;
	const struct tdata_race *races;
	uint32_t race_count;

	const struct tdata_task *tasks;
	uint32_t task_count;

	const struct tdata_item *items;
	uint32_t item_count;
	const struct tdata_listing *listings;	/* a vendor's stand together */
	uint32_t listing_count;
	const struct tdata_croc_pot *croc_pots;
	uint32_t croc_pot_count;
	const struct tdata_growth *growth;	/* TDATA_LEVELS rows */

	const struct tdata_skill *skills;
	uint32_t skill_count;
	const struct tdata_nano *nanos;
	uint32_t nano_count;
	const struct tdata_tuning *tunings;
	uint32_t tuning_count;

	const struct tdata_drop *drops;
	uint32_t drop_count;
	const struct tdata_crate *crates;
	uint32_t crate_count;
	const struct tdata_code *codes;
	uint32_t code_count;

	const struct tdata_egg_type *egg_types;
	uint32_t egg_type_count;

	/* The name wheel, index is the client's code; UTF-8. */
	const char *const *first_names;
	const char *const *middle_names;
	const char *const *last_names;
	uint32_t first_name_count;
	uint32_t middle_name_count;
	uint32_t last_name_count;

	struct tdata_private *private;
};

/*
 * Reads, patches and checks everything. True: *out is the caller's until
 * tdata_free(). False: one line that names file, key and reason was reported.
 */
bool tdata_load(const struct tdata_options *opt, struct tdata **out) MUST_USE;
void tdata_free(struct tdata *t);	/* NULL is allowed */

/* --- looking up: NULL if there is none --- */

const struct tdata_npc_type *tdata_find_npc_type(const struct tdata *t,
    int32_t type);
const struct tdata_item *tdata_find_item(const struct tdata *t, int32_t type,
    int32_t id);
const struct tdata_task *tdata_find_task(const struct tdata *t, int32_t id);
const struct tdata_warp *tdata_find_warp(const struct tdata *t, int32_t id);
const struct tdata_location *tdata_find_scamper(const struct tdata *t,
    int32_t id);
const struct tdata_location *tdata_find_station(const struct tdata *t,
    int32_t id);
const struct tdata_trip *tdata_find_trip(const struct tdata *t, int32_t id);
const struct tdata_skyway *tdata_find_skyway(const struct tdata *t,
    int32_t route);
const struct tdata_map *tdata_find_map(const struct tdata *t, int32_t map);
const struct tdata_race *tdata_find_race(const struct tdata *t, int32_t ep_id);
const struct tdata_croc_pot *tdata_find_croc_pot(const struct tdata *t,
    int32_t level_gap);
const struct tdata_skill *tdata_find_skill(const struct tdata *t, int32_t id);

/* By skill id first, then by tune number (spec/DECISIONS.md). */
const struct tdata_tuning *tdata_find_tuning(const struct tdata *t,
    int32_t tune);
const struct tdata_crate *tdata_find_crate(const struct tdata *t, int32_t id);
const struct tdata_egg_type *tdata_find_egg_type(const struct tdata *t,
    int32_t id);

/* What a mob of this type drops; what every mob drops in an event mode. */
const struct tdata_drop *tdata_find_drop(const struct tdata *t,
    int32_t npc_type);
const struct tdata_drop *tdata_find_event_drop(const struct tdata *t,
    int32_t event_mode);

/* code must be lower case. */
const struct tdata_code *tdata_find_code(const struct tdata *t,
    const char *code);

/* The nano in this crate (1013), 0 if it is no capsule. */
int32_t tdata_capsule_nano(const struct tdata *t, int32_t crate_id);

/* 0..2; -1 if there is no such nano. */
int32_t tdata_nano_style(const struct tdata *t, int32_t nano);

/* Level clamped to 0..36; never NULL. */
const struct tdata_growth *tdata_growth(const struct tdata *t, int32_t level);

/* The vendor's listings, all of them; count 0 and NULL if it is no vendor. */
const struct tdata_listing *tdata_vendor_listings(const struct tdata *t,
    int32_t vendor_type, uint32_t *count);

/* The first path for this NPC and task, as spec/transport.md 8 chooses it. */
const struct tdata_path *tdata_find_path(const struct tdata *t, int32_t npc_id,
    int32_t npc_type, int32_t task_id);

/* Index into respawns of the nearest on that map, -1 if it has none. */
int32_t tdata_nearest_respawn(const struct tdata *t, int32_t x, int32_t y,
    int32_t map);

#endif
