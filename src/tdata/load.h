/*
 * load.h - what the loaders of single tables share; nobody outside src/tdata
 * includes it. One header serves them all, because each has one function.
 */
#ifndef TDATA_LOAD_H
#define TDATA_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "tdata/jtree.h"
#include "tdata/refresh.h"
#include "tdata/tdata.h"

enum {
	LOAD_MODULES_MAX = 32,
	LOAD_WARNINGS_MAX = 40,
	LOAD_NO_NPC_TYPE = -1		/* number of a row that is no type */
};

/* A number and the row that it leads to; sorted by both. */
struct load_link {
	int32_t from;
	uint32_t to;
};

/* What the look-up functions need beside the public tables. */
struct tdata_private {
	struct arena arena;		/* the home of all tables */
	struct load_link *mob_drops;	/* NPC type -> drops[] */
	uint32_t mob_drop_count;
	struct load_link *event_drops;	/* event mode -> drops[] */
	uint32_t event_drop_count;
	struct load_link *capsules;	/* crate -> nano */
	uint32_t capsule_count;
	struct load_link *vendors;	/* NPC type -> first listing */
	uint32_t vendor_count;
	struct tdata_section *sections;	/* refresh.c */
	uint32_t section_count;
	struct map labels;		/* load_labels.c */
	struct tdata *fresh;	/* whose rows are among them, or NULL */
};

struct load_spawns VEC_OF(struct tdata_spawn);
struct load_points VEC_OF(struct tdata_point);
struct load_paths VEC_OF(struct tdata_path);
struct load_skyways VEC_OF(struct tdata_skyway);
struct load_links VEC_OF(struct load_link);
struct load_respawns VEC_OF(struct tdata_respawn_point);
struct load_sections VEC_OF(struct tdata_section);

/* Everything that lives only while tables are loaded. */
struct load {
	const struct tdata_options *opt;
	const struct ruleset *rules;
	struct tdata *t;
	struct arena *arena;
	struct arena scratch;		/* emptied by load_close() */
	const char *modules[LOAD_MODULES_MAX];
	uint32_t module_count;

	/* The file in hand. */
	struct jtree tree;
	const char *file;
	uint32_t warnings;		/* of this file, also those not shown */
	bool has_failed;
	bool has_told_backup;		/* gruntwork is read twice */

	/* Gathered over several files. */
	int32_t next_dynamic_id;
	struct load_spawns spawns;
	struct map spawn_ids;		/* id -> index + 1 */
	struct load_respawns respawns;
	struct load_sections sections;
	struct load_paths paths;
	struct load_skyways skyways;
	struct load_links paths_by_id;	/* those without a task */
	struct load_links paths_by_type;
	const struct tdata_walk **path_walks; /* of paths[], as they are used */
	struct tdata_npc_type *npc_types; /* t's, while they may change */
	struct tdata_task *tasks;
	struct tdata_reward *rewards;
	uint32_t reward_count;
	struct tdata_map *maps;
	struct map item_refs;		/* ItemReferenceID -> struct load_ref */
	uint32_t item_ref_count;
};

/* An item reference of drops.json, found in the item tables. */
struct load_ref {
	struct tdata_item_ref item;
	int32_t rarity;
	int32_t gender;
};

/* NULL if there is no such reference. */
static inline const struct load_ref *
load_find_ref(const struct load *ld, int32_t id)
{
	return map_get_ptr(&ld->item_refs, (uint32_t)id);
}

/* --- messages --- */

/* The line that stops the start; later ones are not shown. node may be NULL. */
void load_fail(struct load *ld, const struct jtree_node *node, const char *fmt,
    ...) PRINTF_LIKE(3, 4);
void load_warn(struct load *ld, const struct jtree_node *node, const char *fmt,
    ...) PRINTF_LIKE(3, 4);
void load_info(struct load *ld, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* --- files (source.c) --- */

enum load_need { LOAD_REQUIRED, LOAD_OPTIONAL };

/* Splits the options' module names; false: reported. */
bool load_init_modules(struct load *ld) MUST_USE;

/*
 * Reads and patches one file. NULL: has_failed, or an optional one is absent.
 * Ends with load_close(), also after NULL.
 */
struct jtree_node *load_open(struct load *ld, const char *name,
    enum load_need need);
void load_close(struct load *ld);

/*
 * Remembers the sections of a file, as they are before anything is read;
 * `file` is the place of its name in struct tdata_options (refresh.c).
 */
void load_note_sections(struct load *ld, size_t file, const char *name,
    const struct jtree_node *root);

/* Merges patch into base (spec/tabledata.md 3) and returns the result. */
struct jtree_node *patch_merge(struct load *ld, struct jtree_node *base,
    struct jtree_node *patch);

/* --- tables --- */

/* Zeroed memory that lives as long as the tables. */
void *load_new(struct load *ld, size_t count, size_t bytes);

/* Copies a vector's items to the tables' home and empties it. */
#define load_take(ld, v) \
	((__typeof__((v)->items))load_keep((ld), (v)->items, (v)->count, \
	    sizeof(*(v)->items)))
void *load_keep(struct load *ld, const void *items, size_t count,
    size_t bytes);

/*
 * object[name]: an object or array, or NULL if it is absent or null, or if it
 * is something else (that has failed).
 */
struct jtree_node *load_list(struct load *ld, const struct jtree_node *object,
    const char *path, const char *name);

/* xdt's root[group][name]; warns if it is absent, which counts as empty. */
struct jtree_node *load_table(struct load *ld, const struct jtree_node *root,
    const char *group, const char *name);

/*
 * Sorts rows by key() and keeps the last of those with equal keys; returns how
 * many are left.
 */
uint32_t load_sort_rows(void *rows, uint32_t count, size_t bytes,
    int64_t (*key)(const void *row));

/* For rows that begin with their int32_t id. */
int64_t load_id_key(const void *row);

/* By from, then to. */
void load_sort_links(struct load_links *links);

/* The first link with that number, NULL if there is none. */
const struct load_link *load_find_link(const struct load_link *links,
    size_t count, int32_t from);

/* True if t is the number of a row of the NPC table. */
bool load_is_npc_type(const struct load *ld, int32_t type);

/* The same, but wrong types are fatal. */
bool load_check_npc_type(struct load *ld, const struct jtree_node *node,
    const char *key_path, int32_t type) MUST_USE;

/* --- the loaders, in the order of spec/tabledata.md 4; false: reported --- */

bool load_npc_types(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_names(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_transport(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_missions(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_items(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_growth(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_skills(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_labels(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_gruntwork_paths(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_paths(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_npc_spawns(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_mob_spawns(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_drops(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_crates(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_races(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_codes(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_eggs(struct load *ld, struct jtree_node *root) MUST_USE;
bool load_gruntwork_spawns(struct load *ld, struct jtree_node *root) MUST_USE;

/* References that lead from one xdt table to another (load_check.c). */
void load_cross_check(struct load *ld);

/* --- parts of loaders that others use --- */

struct row_field;

/*
 * A section of drops.json as rows in scratch memory that begin with their id,
 * sorted by it (load_drops.c).
 */
bool load_section(struct load *ld, struct jtree_node *root, const char *name,
    const struct row_field *fields, size_t field_count, size_t row_bytes,
    void *rows, uint32_t *count) MUST_USE;

/* The row with that id among rows sorted by it, NULL if there is none. */
const void *load_find_row(const void *rows, uint32_t count, size_t row_bytes,
    int32_t id);

/* An array of weights; negative ones are warned about and 0 (load_drops.c). */
bool load_weights(struct load *ld, struct jtree_node *list, const char *path,
    const uint32_t **out, uint32_t *count) MUST_USE;

/* One record of paths.json "npc" (load_paths.c). */
bool load_path_record(struct load *ld, struct jtree_node *node,
    const char *table, uint32_t index, bool is_gruntwork) MUST_USE;

/* A skyway route from its corners (load_paths.c). */
void load_add_skyway(struct load *ld, int32_t route, int32_t speed,
    const struct tdata_point *points, uint32_t count, bool is_gruntwork);

/* Brings the gathered paths and skyways to their places (load_paths.c). */
void load_finish_paths(struct load *ld);

/*
 * Gives the spawn its path, if there is one for it. Gruntwork's dynamic ids
 * are only found by id (load_paths.c).
 */
void load_attach_path(struct load *ld, struct tdata_spawn *s,
    const struct jtree_node *node);

/* The next dynamic id, counting down (load_spawns.c). */
int32_t load_take_dynamic_id(struct load *ld);

/* Adds it under its id; false: warned, the id is taken (load_spawns.c). */
bool load_add_spawn(struct load *ld, const struct tdata_spawn *s,
    const struct jtree_node *node);

/*
 * The rows of "mobs" or "groups" of mobs.json, or of gruntwork.json, where ids
 * are dynamic (load_spawns.c).
 */
bool load_mob_rows(struct load *ld, struct jtree_node *list,
    bool is_gruntwork) MUST_USE;
bool load_group_rows(struct load *ld, struct jtree_node *list,
    bool is_gruntwork) MUST_USE;

/* The rows of "Eggs" of eggs.json or "eggs" of gruntwork (load_eggs.c). */
bool load_egg_rows(struct load *ld, struct jtree_node *list,
    const char *table, bool is_gruntwork) MUST_USE;

#endif
