/*
 * load_eggs.c - types of eggs, and where they lie.
 *
 * Owns:   nothing.
 * Called: by tdata_load(), after skills and crates; by gruntwork.c.
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

enum { EGG_TIME_MAX_S = 7 * 24 * 3600 };

static const struct row_field egg_type_fields[] = {
#define EGG(member, key) \
	ROW_FIELD(tdata_egg_type, member, key, ROW_I32, ROW_MUST)
	EGG(id, "Id"),
	EGG(crate_id, "DropCrateId"),
	EGG(skill, "EffectId"),
	EGG(duration_s, "Duration"),
	EGG(regen_s, "Regen"),
#undef EGG
};

struct egg_row {
	int32_t type, x, y, z, map;
};

static const struct row_field egg_fields[] = {
#define EGG(member, key, need) ROW_FIELD(egg_row, member, key, ROW_I32, need)
	EGG(type, "iType", ROW_MUST),
	EGG(x, "iX", ROW_MUST),
	EGG(y, "iY", ROW_MUST),
	EGG(z, "iZ", ROW_MUST),
	EGG(map, "iMapNum", ROW_MAY),
#undef EGG
};

static int32_t
clamp_time(struct load *ld, int32_t id, const char *key, int32_t time_s)
{
	int32_t fit = time_s < 0 ? 0 :
	    time_s > EGG_TIME_MAX_S ? EGG_TIME_MAX_S : time_s;

	if (fit != time_s)
		load_warn(ld, NULL, "EggTypes: Id %d: %s: %d s is not in "
		    "0..%d, %d taken", id, key, time_s, EGG_TIME_MAX_S, fit);
	return fit;
}

static void
check_type(struct load *ld, struct tdata_egg_type *e)
{
	e->duration_s = clamp_time(ld, e->id, "Duration", e->duration_s);
	e->regen_s = clamp_time(ld, e->id, "Regen", e->regen_s);
	if (e->skill != 0 && tdata_find_skill(ld->t, e->skill) == NULL) {
		load_warn(ld, NULL, "EggTypes: Id %d: EffectId %d is no "
		    "skill, the egg has no effect", e->id, e->skill);
		e->skill = 0;
	}
	if (e->crate_id != 0 && tdata_find_item(ld->t, TDATA_ITEM_CHEST,
	    e->crate_id) == NULL) {
		load_warn(ld, NULL, "EggTypes: Id %d: DropCrateId %d is no "
		    "item of type 9, the egg holds nothing", e->id,
		    e->crate_id);
		e->crate_id = 0;
	}
}

bool
load_egg_rows(struct load *ld, struct jtree_node *list, const char *table,
    bool is_gruntwork)
{
	struct jtree_node *n = list == NULL ? NULL : jtree_sorted_first(list);
	struct row_reader r;
	uint32_t index = 0;

	ROW_READER(&r, ld, table, egg_fields);
	for (; n != NULL; n = n->next, index++) {
		struct egg_row row = { 0 };
		struct tdata_spawn s;

		if (!row_read(&r, n, index, &row))
			return false;
		if (tdata_find_egg_type(ld->t, row.type) == NULL)
			load_warn(ld, n, "%s: iType %d is not in EggTypes, "
			    "the egg cannot be opened", table, row.type);
		s = (struct tdata_spawn){
			.id = load_take_dynamic_id(ld),
			.kind = TDATA_SPAWN_EGG,
			.type = row.type,
			.x = row.x, .y = row.y, .z = row.z,
			.instance = (uint32_t)row.map,
			.is_gruntwork = is_gruntwork,
		};
		load_add_spawn(ld, &s, n);
	}
	return !ld->has_failed;
}

bool
load_eggs(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_egg_type *types;
	struct row_reader r;
	struct jtree_node *list;

	ROW_READER(&r, ld, "EggTypes", egg_type_fields);
	if (!row_read_table(&r, load_list(ld, root, "", "EggTypes"),
	    sizeof(*types), &types, &t->egg_type_count))
		return false;
	t->egg_type_count = load_sort_rows(types, t->egg_type_count,
	    sizeof(*types), load_id_key);
	for (uint32_t i = 0; i < t->egg_type_count; i++)
		check_type(ld, &types[i]);
	t->egg_types = types;

	list = load_list(ld, root, "", "Eggs");
	if (!load_egg_rows(ld, list, "Eggs", false))
		return false;
	load_info(ld, "Loaded %u eggs", list == NULL ? 0 : list->size);
	return true;
}
