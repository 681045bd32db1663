/*
 * raw.h - a character as it stands in the file, sound or not, and single
 * strokes at it. op_player.c loads what is sound; this is for who mends.
 */
#ifndef DB_RAW_H
#define DB_RAW_H

#include <stdint.h>

#include "base/check.h"
#include "base/vec.h"
#include "db/db_result.h"
#include "db/row.h"

struct store;

/* Numbers of the file; nothing is clamped. */
struct raw_item {
	int64_t slot, type, id, opt, time_limit_s;
};
struct raw_quest_item {
	int64_t slot, id, opt;
};
struct raw_nano {
	int64_t id, skill, stamina;
};
struct raw_task {
	int64_t rowid, task_id, remaining[3];
};

struct raw_character {
	int32_t player_id, account_id, slot;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
	char login[ROW_LOGIN_BYTES];
	int64_t account_level, level, hp, taros, fusion_matter;
	int64_t battery_w, battery_n, mentor, pay_zone_flag;
	int64_t current_mission, x, y, z, angle;
	int64_t equipped_nanos[RULESET_EQUIPPED_NANOS];
	uint64_t missions_done[ROW_QUEST_FLAGS]; /* bit m-1: mission m */
	struct VEC_OF(struct raw_item) items;
	struct VEC_OF(struct raw_quest_item) quest_items;
	struct VEC_OF(struct raw_nano) nanos;
	struct VEC_OF(struct raw_task) tasks;	/* in the order of the file */
};

/* NONE. raw_fini() after any result. */
enum db_result raw_read(struct store *s, int32_t player_id,
    struct raw_character *out) MUST_USE;
void raw_fini(struct raw_character *c);

/*
 * Each in the caller's transaction. NONE: there was nothing to change, though
 * the caller has just seen it.
 */
enum db_result raw_delete_task(struct store *s, int64_t rowid) MUST_USE;
enum db_result raw_set_counts(struct store *s, int64_t rowid,
    const int64_t remaining[3]) MUST_USE;
enum db_result raw_set_mission(struct store *s, int32_t player_id,
    int64_t mission) MUST_USE;
enum db_result raw_delete_quest_item(struct store *s, int32_t player_id,
    int64_t slot) MUST_USE;
enum db_result raw_delete_nano(struct store *s, int32_t player_id, int64_t id)
    MUST_USE;
enum db_result raw_set_nanos(struct store *s, int32_t player_id,
    const int64_t equipped[RULESET_EQUIPPED_NANOS]) MUST_USE;
enum db_result raw_set_place(struct store *s, int32_t player_id,
    const struct place_row *place) MUST_USE;
enum db_result raw_move_item(struct store *s, int32_t player_id, int64_t from,
    int64_t to) MUST_USE;
enum db_result raw_delete_item(struct store *s, int32_t player_id,
    int64_t slot) MUST_USE;

#endif
