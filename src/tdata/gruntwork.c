/*
 * gruntwork.c - reads what was edited in the game (spec/tabledata.md 9).
 *
 * Owns:   nothing; what it reads stands in struct tdata, marked as gruntwork.
 * Called: by tdata_load(), before the paths and after the eggs.
 * Thread: the one that loads.
 */
#include <string.h>

#include "tdata/load.h"
#include "tdata/row.h"

enum { GRUNTWORK_SKYWAY_SPEED = 1500 };	/* the file's value is ignored */

struct skyway_row {
	int32_t route;
	struct jtree_node *points;
};

static const struct row_field skyway_fields[] = {
	ROW_FIELD(skyway_row, route, "iRouteID", ROW_I32, ROW_MUST),
	ROW_FIELD(skyway_row, points, "points", ROW_NODE, ROW_MAY),
};

static const struct row_field point_fields[] = {
	ROW_FIELD(tdata_point, x, "x", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_point, y, "y", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_point, z, "z", ROW_I32, ROW_MUST),
};

static const struct row_field rotation_fields[] = {
	ROW_FIELD(tdata_rotation, npc_id, "iNPCID", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_rotation, angle_deg, "iAngle", ROW_I32, ROW_MUST),
};

static const struct row_field relocation_fields[] = {
	ROW_FIELD(tdata_relocation, npc_id, "iNPCID", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_relocation, instance, "iMapNum", ROW_I64, ROW_MUST),
};

static const char *const known[] = {
	"eggs", "groups", "instances", "mobs", "paths", "rotations", "skyway"
};

/* The file is written anew when something is edited in the game. */
static void
warn_unknown(struct load *ld, const struct jtree_node *root)
{
	for (const struct jtree_node *n = root->u.first; n != NULL;
	    n = n->next) {
		bool is_known = false;

		for (size_t i = 0; i < COUNT_OF(known); i++)
			is_known = is_known ||
			    (strlen(known[i]) == n->key_bytes &&
			    memcmp(known[i], n->key, n->key_bytes) == 0);
		if (!is_known)
			load_warn(ld, n, "%.*s: is not known, and will be "
			    "gone when edits are saved",
			    n->key_bytes > 40 ? 40 : (int)n->key_bytes,
			    n->key);
	}
}

bool
load_gruntwork_paths(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "paths"), *n;
	uint32_t index = 0;

	warn_unknown(ld, root);
	if (list == NULL)
		return !ld->has_failed;
	for (n = jtree_sorted_first(list); n != NULL; n = n->next, index++) {
		if (!load_path_record(ld, n, "paths", index, true))
			return false;
	}
	load_info(ld, "Loaded %s (pre)", ld->file);
	return true;
}

static bool
read_skyway(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "skyway"), *n;
	struct row_reader r, points;
	uint32_t index = 0;

	if (list == NULL)
		return !ld->has_failed;
	ROW_READER(&r, ld, "skyway", skyway_fields);
	ROW_READER(&points, ld, "skyway: points", point_fields);
	for (n = jtree_sorted_first(list); n != NULL; n = n->next, index++) {
		struct skyway_row row = { 0 };
		struct tdata_point *corners;
		uint32_t count;

		if (!row_read(&r, n, index, &row) ||
		    !row_read_table(&points, row.points, sizeof(*corners),
		    &corners, &count))
			return false;
		load_add_skyway(ld, row.route, GRUNTWORK_SKYWAY_SPEED,
		    corners, count, true);
	}
	return true;
}

static struct tdata_spawn *
find_spawn(struct load *ld, int32_t id)
{
	uint64_t index;

	if (!map_get(&ld->spawn_ids, (uint32_t)id, &index))
		return NULL;
	return &ld->spawns.items[index - 1];
}

/* Edits of NPCs that are gone are dropped, as OpenFusion does. */
static bool
read_rotations(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_rotation *rows;
	struct row_reader r;
	uint32_t count;

	ROW_READER(&r, ld, "rotations", rotation_fields);
	if (!row_read_table(&r, load_list(ld, root, "", "rotations"),
	    sizeof(*rows), &rows, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct tdata_spawn *s = find_spawn(ld, rows[i].npc_id);

		if (s == NULL) {
			load_warn(ld, NULL, "rotations: iNPCID %d does not "
			    "exist, dropped", rows[i].npc_id);
			continue;
		}
		s->angle_deg = rows[i].angle_deg;
		rows[t->rotation_count++] = rows[i];
	}
	t->rotation_count = load_sort_rows(rows, t->rotation_count,
	    sizeof(*rows), load_id_key);
	t->rotations = rows;
	return true;
}

static bool
read_relocations(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_relocation *rows;
	struct row_reader r;
	uint32_t count;

	ROW_READER(&r, ld, "instances", relocation_fields);
	if (!row_read_table(&r, load_list(ld, root, "", "instances"),
	    sizeof(*rows), &rows, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct tdata_spawn *s = find_spawn(ld, rows[i].npc_id);

		if (s == NULL) {
			load_warn(ld, NULL, "instances: iNPCID %d does not "
			    "exist, dropped", rows[i].npc_id);
			continue;
		}
		s->instance = rows[i].instance;
		rows[t->relocation_count++] = rows[i];
	}
	t->relocation_count = load_sort_rows(rows, t->relocation_count,
	    sizeof(*rows), load_id_key);
	t->relocations = rows;
	return true;
}

bool
load_gruntwork_spawns(struct load *ld, struct jtree_node *root)
{
	if (!read_skyway(ld, root) || !read_rotations(ld, root) ||
	    !read_relocations(ld, root) ||
	    !load_mob_rows(ld, load_list(ld, root, "", "mobs"), true) ||
	    !load_group_rows(ld, load_list(ld, root, "", "groups"), true) ||
	    !load_egg_rows(ld, load_list(ld, root, "", "eggs"), "eggs", true))
		return false;
	load_info(ld, "Loaded %s (post)", ld->file);
	return true;
}
