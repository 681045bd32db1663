/*
 * load_spawns.c - who stands where: NPCs.json and mobs.json, with final ids.
 *
 * Owns:   nothing.
 * Called: by tdata_load() and gruntwork.c.
 * Thread: the one that loads.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tdata/load.h"
#include "tdata/row.h"

enum {
	SPAWN_RESPAWN_TYPE_A = 641,	/* resurrect 'em stations */
	SPAWN_RESPAWN_TYPE_B = 642,
	SPAWN_FUTURE_MIN_X = 512000,	/* spec/tabledata.md 4 */
	SPAWN_FUTURE_MAX_Y = 256000
};

struct place_row {
	int32_t type, x, y, z, angle_deg, map;
};

static const struct row_field place_fields[] = {
	ROW_FIELD(place_row, type, "iNPCType", ROW_I32, ROW_MUST),
	ROW_FIELD(place_row, x, "iX", ROW_I32, ROW_MUST),
	ROW_FIELD(place_row, y, "iY", ROW_I32, ROW_MUST),
	ROW_FIELD(place_row, z, "iZ", ROW_I32, ROW_MUST),
	ROW_FIELD(place_row, angle_deg, "iAngle", ROW_I32, ROW_MUST),
	ROW_FIELD(place_row, map, "iMapNum", ROW_I32, ROW_MAY),
};

struct follower_row {
	int32_t type, offset_x, offset_y;
};

static const struct row_field follower_fields[] = {
	ROW_FIELD(follower_row, type, "iNPCType", ROW_I32, ROW_MUST),
	ROW_FIELD(follower_row, offset_x, "iOffsetX", ROW_I32, ROW_MAY),
	ROW_FIELD(follower_row, offset_y, "iOffsetY", ROW_I32, ROW_MAY),
};

int32_t
load_take_dynamic_id(struct load *ld)
{
	return ld->next_dynamic_id--;
}

bool
load_add_spawn(struct load *ld, const struct tdata_spawn *s,
    const struct jtree_node *node)
{
	if (map_get(&ld->spawn_ids, (uint32_t)s->id, NULL)) {
		load_warn(ld, node, "id %d (type %d) is already taken by "
		    "another entity; this one is left out", s->id, s->type);
		return false;
	}
	vec_push(&ld->spawns, *s);
	map_put(&ld->spawn_ids, (uint32_t)s->id, ld->spawns.count);
	return true;
}

/*
 * The key of a placement plus its table's offset. OpenFusion takes what strtol
 * makes of the key; so do we, but say so.
 */
static bool
key_to_id(struct load *ld, const struct jtree_node *n, const char *table,
    int32_t offset, int32_t *id)
{
	char text[16], *end;
	long k;

	if (n->key == NULL) {
		load_fail(ld, n, "%s: is an array, must be an object: the "
		    "keys are the ids", table);
		return false;
	}
	str_format(text, sizeof(text), "%.*s",
	    n->key_bytes > 15 ? 15 : (int)n->key_bytes, n->key);
	k = strtol(text, &end, 10);
	if (*end != '\0' || end == text || n->key_bytes > 15)
		load_warn(ld, n, "%s[\"%.*s\"]: the key is no number, %ld "
		    "taken", table, n->key_bytes > 40 ? 40 :
		    (int)n->key_bytes, n->key, k);
	if (k < 0 || k > INT32_MAX / 2) {
		load_fail(ld, n, "%s[\"%s\"]: the key must be a number from 0 "
		    "to %d", table, text, INT32_MAX / 2);
		return false;
	}
	*id = (int32_t)k + offset;
	return true;
}

static bool
is_left_out(const struct load *ld, const struct place_row *row)
{
	return !ld->rules->has_future && row->x > SPAWN_FUTURE_MIN_X &&
	    row->y < SPAWN_FUTURE_MAX_Y;
}

static struct tdata_spawn
spawn_at(const struct place_row *row, int32_t id, enum tdata_spawn_kind kind)
{
	return (struct tdata_spawn){
		.id = id,
		.kind = kind,
		.type = row->type,
		.x = row->x, .y = row->y, .z = row->z,
		.angle_deg = row->angle_deg,
		.instance = (uint32_t)row->map,
	};
}

static bool
check_type(struct load *ld, const struct jtree_node *n, const char *table,
    uint32_t index, int32_t type)
{
	char path[120];

	if (load_is_npc_type(ld, type))
		return true;
	row_path(path, sizeof(path), table, n, index);
	return load_check_npc_type(ld, n, path, type);
}

static void
add_respawn(struct load *ld, const struct place_row *row)
{
	struct tdata_respawn_point p = {
		.x = row->x, .y = row->y,
		.z = (int32_t)((uint32_t)row->z +
		    RULESET_RESURRECT_HEIGHT_UNITS),
		.map = row->map,
	};

	if (row->type == SPAWN_RESPAWN_TYPE_A ||
	    row->type == SPAWN_RESPAWN_TYPE_B)
		vec_push(&ld->respawns, p);
}

bool
load_npc_spawns(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "NPCs"), *n;
	struct row_reader r;
	uint32_t index = 0;

	if (list == NULL)
		return !ld->has_failed;
	ROW_READER(&r, ld, "NPCs", place_fields);
	for (n = jtree_sorted_first(list); n != NULL; n = n->next, index++) {
		struct place_row row = { 0 };
		struct tdata_spawn s;
		int32_t id;

		if (!key_to_id(ld, n, "NPCs", TDATA_NPC_ID_OFFSET, &id) ||
		    !row_read(&r, n, index, &row))
			return false;
		if (is_left_out(ld, &row))
			continue;
		if (!check_type(ld, n, "NPCs", index, row.type))
			return false;
		s = spawn_at(&row, id, TDATA_SPAWN_NPC);
		load_attach_path(ld, &s, n);
		if (load_add_spawn(ld, &s, n))
			add_respawn(ld, &row);
	}
	return true;
}

bool
load_mob_rows(struct load *ld, struct jtree_node *list, bool is_gruntwork)
{
	struct jtree_node *n = list == NULL ? NULL : jtree_sorted_first(list);
	struct row_reader r;
	uint32_t index = 0;

	ROW_READER(&r, ld, "mobs", place_fields);
	for (; n != NULL; n = n->next, index++) {
		enum tdata_spawn_kind kind = TDATA_SPAWN_MOB;
		struct place_row row = { 0 };
		struct tdata_spawn s;
		int32_t id = 0;

		if (!is_gruntwork && !key_to_id(ld, n, "mobs",
		    TDATA_MOB_ID_OFFSET, &id))
			return false;
		if (!row_read(&r, n, index, &row))
			return false;
		if (!is_gruntwork && is_left_out(ld, &row))
			continue;
		if (!check_type(ld, n, "mobs", index, row.type))
			return false;
		if (is_gruntwork) {
			id = load_take_dynamic_id(ld);
			if (ld->npc_types[row.type].team != TDATA_TEAM_MOB)
				kind = TDATA_SPAWN_NPC;
		}
		s = spawn_at(&row, id, kind);
		s.is_gruntwork = is_gruntwork;
		load_attach_path(ld, &s, n);
		load_add_spawn(ld, &s, n);
	}
	return !ld->has_failed;
}

/* False: reported. Too many followers are none, as OpenFusion has it. */
static bool
read_followers(struct load *ld, struct jtree_node *node, const char *where,
    int32_t leader_id, struct follower_row *out, uint32_t *count)
{
	struct jtree_node *list = load_list(ld, node, where, "aFollowers");
	struct follower_row *rows;
	struct row_reader r;
	char path[120];

	*count = 0;
	if (list == NULL)
		return !ld->has_failed;
	str_format(path, sizeof(path), "%s.aFollowers", where);
	ROW_READER(&r, ld, path, follower_fields);
	r.home = &ld->scratch;
	if (!row_read_table(&r, list, sizeof(*rows), &rows, count))
		return false;
	if (*count > TDATA_GROUP_FOLLOWERS) {
		load_warn(ld, list, "Mob group leader with ID %d has too many "
		    "followers (%u); none is placed", leader_id, *count);
		*count = 0;
	}
	for (uint32_t i = 0; i < *count; i++) {
		if (!check_type(ld, list->u.first, path, i, rows[i].type))
			return false;
		out[i] = rows[i];
	}
	return true;
}

static void
add_group(struct load *ld, const struct jtree_node *node,
    struct tdata_spawn leader, const struct follower_row *rows,
    uint32_t count)
{
	int32_t first_id = ld->next_dynamic_id;

	leader.leader_id = leader.id;
	for (uint32_t i = 0; i < count; i++)
		leader.follower_ids[i] = first_id - (int32_t)i;
	load_attach_path(ld, &leader, node);
	if (!load_add_spawn(ld, &leader, node))
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct tdata_spawn s = leader;

		s.id = load_take_dynamic_id(ld);
		s.type = rows[i].type;
		s.x = (int32_t)((uint32_t)s.x + (uint32_t)rows[i].offset_x);
		s.y = (int32_t)((uint32_t)s.y + (uint32_t)rows[i].offset_y);
		s.offset_x = rows[i].offset_x;
		s.offset_y = rows[i].offset_y;
		s.walk = NULL;
		memset(s.follower_ids, 0, sizeof(s.follower_ids));
		load_add_spawn(ld, &s, node);
	}
}

bool
load_group_rows(struct load *ld, struct jtree_node *list, bool is_gruntwork)
{
	struct jtree_node *n = list == NULL ? NULL : jtree_sorted_first(list);
	struct row_reader r;
	uint32_t index = 0;

	ROW_READER(&r, ld, "groups", place_fields);
	for (; n != NULL; n = n->next, index++) {
		struct follower_row followers[TDATA_GROUP_FOLLOWERS];
		struct place_row row = { 0 };
		struct tdata_spawn leader;
		char where[80];
		uint32_t count;
		int32_t id = 0;

		if (!is_gruntwork && !key_to_id(ld, n, "groups",
		    TDATA_GROUP_ID_OFFSET, &id))
			return false;
		if (!row_read(&r, n, index, &row))
			return false;
		if (!is_gruntwork && is_left_out(ld, &row))
			continue;
		if (!check_type(ld, n, "groups", index, row.type))
			return false;
		if (is_gruntwork)
			id = load_take_dynamic_id(ld);
		row_path(where, sizeof(where), "groups", n, index);
		if (!read_followers(ld, n, where, id, followers, &count))
			return false;
		leader = spawn_at(&row, id, TDATA_SPAWN_MOB);
		leader.is_gruntwork = is_gruntwork;
		add_group(ld, n, leader, followers, count);
	}
	return !ld->has_failed;
}

bool
load_mob_spawns(struct load *ld, struct jtree_node *root)
{
	if (!load_mob_rows(ld, load_list(ld, root, "", "mobs"), false) ||
	    !load_group_rows(ld, load_list(ld, root, "", "groups"), false))
		return false;
	load_info(ld, "Loaded %zu NPCs", ld->spawns.count);
	return true;
}
