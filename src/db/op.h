/*
 * op.h - the operations of db_msg.h as functions: op_find_account() does
 * struct db_req_find_account. db.c puts a transaction around each.
 */
#ifndef DB_OP_H
#define DB_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db_msg.h"

struct query;
struct store;

/* rep is zeroed; DB_ERROR means: see the store's error. */
#define X(upper, lower) \
	enum db_result op_##lower(struct store *s, \
	    const struct db_req_##lower *req, struct db_rep_##lower *rep) \
	    MUST_USE;
DB_OPERATIONS(X)
#undef X

/*
 * Writes what differs from the database. In a transaction. NONE: no such
 * player. A failure leaves nothing of this player written, unless
 * store_error_is_global(): then the transaction must be given up.
 */
enum db_result op_save(struct store *s, struct db_req_save *save) MUST_USE;

/*
 * The same for parts that lie anywhere; those outside `sections` do not count.
 */
enum db_result op_save_parts(struct store *s, int32_t player_id,
    uint32_t sections, const struct db_save_parts *parts) MUST_USE;

/* ---- shared by them ---------------------------------------------------- */

/* The eight columns of Appearances, and four of a place. */
void op_read_look(struct query *q, struct look_row *out);
void op_read_place(struct query *q, struct place_row *out);

/*
 * Slot, Type, ID, Opt, TimeLimit of every row of an opened query, into
 * out[slot - first_slot]; rows out of range are logged and left out. Closes.
 */
bool op_read_items(struct query *q, struct item_row *out, int32_t first_slot,
    int32_t slot_count) MUST_USE;

/* Whether an opened query has a row. Closes; NONE, OK or ERROR. */
enum db_result op_exists(struct query *q) MUST_USE;

enum db_result op_player_exists(struct store *s, int32_t player_id) MUST_USE;
enum db_result op_has_blocked(struct store *s, int32_t player_id,
    int32_t blocked_id) MUST_USE;
enum db_result op_are_buddies(struct store *s, int32_t a, int32_t b) MUST_USE;

/* The three lists of a player that op_player.c loads and op_save.c compares. */
enum op_logging { OP_LOGS, OP_QUIET };
bool op_read_inventory(struct store *s, int32_t player_id,
    enum op_logging logging, struct item_row out[ROW_ITEMS_MAX]) MUST_USE;
bool op_read_quest_items(struct store *s, int32_t player_id,
    enum op_logging logging, struct quest_item_row out[ROW_QUEST_ITEMS_MAX])
    MUST_USE;
bool op_read_nanos(struct store *s, int32_t player_id,
    enum op_logging logging, struct nano_row out[ROW_NANOS_MAX]) MUST_USE;

/* Buddies, then blocks; each id once. */
bool op_read_buddies(struct store *s, int32_t player_id,
    struct buddy_row out[ROW_BUDDIES_MAX], int32_t *count) MUST_USE;

/* Whether a character is finished is asked by op_character.c only. */
enum db_result op_read_character(struct store *s, int32_t player_id,
    struct char_row *out) MUST_USE;

/* 64-bit numbers as OpenFusion keeps them in blobs: little-endian. */
void op_words_to_bytes(uint8_t *out, const uint64_t *words, size_t n);
void op_words_from_bytes(uint64_t *out, const uint8_t *bytes, size_t n);

#endif
