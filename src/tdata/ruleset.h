/*
 * ruleset.h - what differs between the protocol versions, as one const row
 * each.
 */
#ifndef TDATA_RULESET_H
#define TDATA_RULESET_H

#include <stdbool.h>
#include <stdint.h>

/* The largest counts over all versions, for arrays that serve all of them. */
enum {
	RULESET_EQUIP_MAX = 12,
	RULESET_BANK_MAX = 200,
	RULESET_NANO_MAX = 58
};

/* The same in every version (spec/world.md 1, spec/items.md 1). */
enum {
	RULESET_INVENTORY_SLOTS = 50,
	RULESET_QUEST_ITEM_SLOTS = 50,
	RULESET_RUNNING_TASKS = 6,
	RULESET_EQUIPPED_NANOS = 3,
	RULESET_VEHICLE_SLOT = 8,
	RULESET_LEVEL_MAX = 36,
	RULESET_MISSION_ID_MAX = 1024,
	RULESET_NANO_STAMINA_MAX = 150,
	RULESET_TAROS_MAX = 999999999,
	RULESET_FUSION_MATTER_MAX = 999999999,
	RULESET_BATTERY_MAX = 9999,
	RULESET_RESURRECT_HEIGHT_UNITS = 400,
	RULESET_ZONE_UNITS = 51200,
	RULESET_NPC_HP = 400,
	RULESET_TIME_LAB_MAP = 14	/* always private, spec/world.md 4 */
};

/* spec/wire.md 10, spec/world.md 1 */
struct ruleset {
	int32_t protocol;		/* 104, 728, 1013 */
	int32_t frame_max_bytes;	/* 4096, 8192 */
	int32_t body_max_bytes;		/* 4088, 8184 */
	int32_t equip_slots;		/* 9; 12 with three booster slots */
	int32_t inventory_slots;
	int32_t quest_item_slots;
	int32_t bank_slots;		/* 119, 200 */
	int32_t nano_count;		/* array size with the null nano 0 */
	int32_t spawn_x, spawn_y, spawn_z;
	const char *xdt_file;		/* default of config.ini xdtdata */
	const char *patches;	/* default of config.ini enabledpatches */
	bool has_booster_slots;		/* equip slots 9..11 */
	bool has_future;		/* NPCs with x > 512000, y < 256000 */
	bool has_nano_capsules;		/* crates that hold a nano */
	bool has_nano_book;		/* NANO_BOOK_SUBSET on entering */
	bool levels_by_fusion_matter;	/* the FM threshold levels up */
	bool levels_by_nano;		/* a nano sets the level and costs FM */
	bool tuning_needs_fusion_matter; /* tuning checks the FM */
	bool tutorial_grants_start;	/* weapon, nano 1, missions 1 and 2 */
};

/* NULL if there is no such version. */
const struct ruleset *ruleset_find(int32_t protocol);

#endif
