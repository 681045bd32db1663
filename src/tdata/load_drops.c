/*
 * load_drops.c - what mobs drop and what crates hold, references resolved.
 *
 * Owns:   nothing.
 * Called: by tdata_load(), after the items and NPC types.
 * Thread: the one that loads.
 */
#include <string.h>

#include "base/str.h"
#include "tdata/load.h"
#include "tdata/row.h"

/* All rows here begin with their int32_t id; keys of tables say nothing. */

struct crate_chance_row {
	int32_t id;
	struct tdata_chance chance;
	struct jtree_node *weights;
};

static const struct row_field crate_chance_fields[] = {
	ROW_FIELD(crate_chance_row, id, "CrateDropChanceID", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(crate_chance_row, chance.chance, "DropChance", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(crate_chance_row, chance.total, "DropChanceTotal", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(crate_chance_row, weights, "CrateTypeDropWeights", ROW_NODE,
	    ROW_MUST),
};

struct crate_type_row {
	int32_t id;
	struct jtree_node *crates;
};

static const struct row_field crate_type_fields[] = {
	ROW_FIELD(crate_type_row, id, "CrateDropTypeID", ROW_I32, ROW_MUST),
	ROW_FIELD(crate_type_row, crates, "CrateIDs", ROW_NODE, ROW_MUST),
};

struct misc_chance_row {
	int32_t id;
	struct tdata_chance potion, boost, taro, fm;
};

static const struct row_field misc_chance_fields[] = {
#define MISC(member, key) \
	ROW_FIELD(misc_chance_row, member, key, ROW_I32, ROW_MUST)
	MISC(id, "MiscDropChanceID"),
	MISC(potion.chance, "PotionDropChance"),
	MISC(potion.total, "PotionDropChanceTotal"),
	MISC(boost.chance, "BoostDropChance"),
	MISC(boost.total, "BoostDropChanceTotal"),
	MISC(taro.chance, "TaroDropChance"),
	MISC(taro.total, "TaroDropChanceTotal"),
	MISC(fm.chance, "FMDropChance"),
	MISC(fm.total, "FMDropChanceTotal"),
#undef MISC
};

struct misc_type_row {
	int32_t id, potions, boosts, taros, fm;
};

static const struct row_field misc_type_fields[] = {
#define MISC(member, key) \
	ROW_FIELD(misc_type_row, member, key, ROW_I32, ROW_MUST)
	MISC(id, "MiscDropTypeID"),
	MISC(potions, "PotionAmount"),
	MISC(boosts, "BoostAmount"),
	MISC(taros, "TaroAmount"),
	MISC(fm, "FMAmount"),
#undef MISC
};

struct drop_row {
	int32_t id, crate_chance, crate_type, misc_chance, misc_type;
};

static const struct row_field drop_fields[] = {
#define DROP(member, key) ROW_FIELD(drop_row, member, key, ROW_I32, ROW_MUST)
	DROP(id, "MobDropID"),
	DROP(crate_chance, "CrateDropChanceID"),
	DROP(crate_type, "CrateDropTypeID"),
	DROP(misc_chance, "MiscDropChanceID"),
	DROP(misc_type, "MiscDropTypeID"),
#undef DROP
};

/* "Events" and "Mobs": a number and what it drops. */
struct owner_row {
	int32_t id, drop;
};

static const struct row_field event_fields[] = {
	ROW_FIELD(owner_row, id, "EventID", ROW_I32, ROW_MUST),
	ROW_FIELD(owner_row, drop, "MobDropID", ROW_I32, ROW_MUST),
};

static const struct row_field mob_fields[] = {
	ROW_FIELD(owner_row, id, "MobID", ROW_I32, ROW_MUST),
	ROW_FIELD(owner_row, drop, "MobDropID", ROW_I32, ROW_MUST),
};

/* The sections that a mob's drop is put together from. */
struct drop_parts {
	struct crate_chance_row *crate_chances;
	struct crate_type_row *crate_types;
	struct misc_chance_row *misc_chances;
	struct misc_type_row *misc_types;
	struct drop_row *drops;
	uint32_t crate_chance_count, crate_type_count, misc_chance_count,
	    misc_type_count, drop_count;
};

bool
load_section(struct load *ld, struct jtree_node *root, const char *name,
    const struct row_field *fields, size_t field_count, size_t row_bytes,
    void *rows, uint32_t *count)
{
	struct row_reader r;

	row_reader_init(&r, ld, name, fields, field_count);
	r.home = &ld->scratch;
	if (!row_read_table(&r, load_list(ld, root, "", name), row_bytes,
	    rows, count))
		return false;
	if (*count > 0)
		*count = load_sort_rows(*(void **)rows, *count, row_bytes,
		    load_id_key);
	return true;
}

const void *
load_find_row(const void *rows, uint32_t count, size_t row_bytes, int32_t id)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *row = (const char *)rows + middle * row_bytes;
		int64_t key = load_id_key(row);

		if (key == id)
			return row;
		if (key < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool
load_weights(struct load *ld, struct jtree_node *list, const char *path,
    const uint32_t **out, uint32_t *count)
{
	const int32_t *items;
	uint32_t *weights;

	if (!row_int_list(ld, list, path, &items, count))
		return false;
	weights = load_new(ld, *count, sizeof(*weights));
	for (uint32_t i = 0; i < *count; i++) {
		if (items[i] < 0)
			load_warn(ld, list, "%s: weight %d is negative, 0 "
			    "taken", path, items[i]);
		weights[i] = items[i] < 0 ? 0 : (uint32_t)items[i];
	}
	*out = weights;
	return true;
}

/* OpenFusion divides by the total when the dice fall. */
static struct tdata_chance
check_chance(struct load *ld, struct tdata_chance c, const char *section,
    int32_t id, const char *what)
{
	if (c.total > 0 && c.chance >= 0)
		return c;
	if (c.chance > 0 || c.total < 0 || c.chance < 0)
		load_warn(ld, NULL, "%s: %d: %s %d of %d can never fall, "
		    "taken as 0 of 1", section, id, what, c.chance, c.total);
	return (struct tdata_chance){ 0, 1 };
}

static bool
link_crates(struct load *ld, struct tdata_drop *drop,
    const struct crate_chance_row *chance, const struct crate_type_row *type)
{
	uint32_t weight_count, id_count;
	uint64_t sum = 0;
	char path[80];

	str_format(path, sizeof(path), "CrateDropChances: %d: "
	    "CrateTypeDropWeights", chance->id);
	if (!load_weights(ld, chance->weights, path, &drop->crate_weights,
	    &weight_count))
		return false;
	str_format(path, sizeof(path), "CrateDropTypes: %d: CrateIDs",
	    type->id);
	if (!row_int_list(ld, type->crates, path, &drop->crate_ids,
	    &id_count))
		return false;
	drop->crate = chance->chance;
	drop->crate_count = weight_count < id_count ? weight_count : id_count;
	for (uint32_t i = 0; i < drop->crate_count; i++)
		sum += drop->crate_weights[i];
	if (weight_count > id_count && drop->crate.chance > 0)
		load_warn(ld, type->crates, "MobDrops: %d: "
		    "CrateTypeDropWeights has %u weights for %u CrateIDs, the "
		    "rest never falls", drop->id, weight_count, id_count);
	if (sum == 0 && drop->crate.chance > 0) {
		load_warn(ld, chance->weights, "MobDrops: %d: all "
		    "CrateTypeDropWeights are 0, no crate falls", drop->id);
		drop->crate = (struct tdata_chance){ 0, 1 };
	}
	return true;
}

/* NULL: the reference dangles, and that has been said. */
#define FIND_PART(ld, row, rows, count, member, key) \
	find_part((ld), (row)->id, (rows), (count), sizeof(*(rows)), \
	    (row)->member, (key))

static const void *
find_part(struct load *ld, int32_t drop, const void *rows, uint32_t count,
    size_t row_bytes, int32_t id, const char *key)
{
	const void *row = load_find_row(rows, count, row_bytes, id);

	if (row == NULL)
		load_warn(ld, NULL, "MobDrops: MobDropID %d: %s %d does not "
		    "exist, left out", drop, key, id);
	return row;
}

static bool
resolve_drops(struct load *ld, const struct drop_parts *p,
    struct tdata_drop *drops)
{
	struct tdata *t = ld->t;

	for (uint32_t i = 0; i < p->drop_count; i++) {
		const struct drop_row *row = &p->drops[i];
		struct tdata_drop *d = &drops[t->drop_count];
		const struct crate_chance_row *cc = FIND_PART(ld, row,
		    p->crate_chances, p->crate_chance_count, crate_chance,
		    "CrateDropChanceID");
		const struct crate_type_row *ct = FIND_PART(ld, row,
		    p->crate_types, p->crate_type_count, crate_type,
		    "CrateDropTypeID");
		const struct misc_chance_row *mc = FIND_PART(ld, row,
		    p->misc_chances, p->misc_chance_count, misc_chance,
		    "MiscDropChanceID");
		const struct misc_type_row *mt = FIND_PART(ld, row,
		    p->misc_types, p->misc_type_count, misc_type,
		    "MiscDropTypeID");

		if (cc == NULL || ct == NULL || mc == NULL || mt == NULL)
			continue;
		*d = (struct tdata_drop){
			.id = row->id,
			.potion = mc->potion, .boost = mc->boost,
			.taro = mc->taro, .fusion_matter = mc->fm,
			.potions = mt->potions, .boosts = mt->boosts,
			.taros = mt->taros, .fm = mt->fm,
		};
		if (!link_crates(ld, d, cc, ct))
			return false;
		t->drop_count++;
	}
	t->drops = drops;
	return true;
}

static void
check_chances(struct load *ld, struct drop_parts *p)
{
	for (uint32_t i = 0; i < p->crate_chance_count; i++) {
		struct crate_chance_row *row = &p->crate_chances[i];

		row->chance = check_chance(ld, row->chance,
		    "CrateDropChances", row->id, "DropChance");
	}
	for (uint32_t i = 0; i < p->misc_chance_count; i++) {
		struct misc_chance_row *row = &p->misc_chances[i];

		row->potion = check_chance(ld, row->potion, "MiscDropChances",
		    row->id, "PotionDropChance");
		row->boost = check_chance(ld, row->boost, "MiscDropChances",
		    row->id, "BoostDropChance");
		row->taro = check_chance(ld, row->taro, "MiscDropChances",
		    row->id, "TaroDropChance");
		row->fm = check_chance(ld, row->fm, "MiscDropChances",
		    row->id, "FMDropChance");
	}
	for (uint32_t i = 0; i < p->misc_type_count; i++) {
		struct misc_type_row *row = &p->misc_types[i];

		if (row->potions >= 0 && row->boosts >= 0 &&
		    row->taros >= 0 && row->fm >= 0)
			continue;
		load_warn(ld, NULL, "MiscDropTypes: %d: an amount is "
		    "negative, nothing falls", row->id);
		*row = (struct misc_type_row){ .id = row->id };
	}
}

/* "Events" or "Mobs" as links to drops. */
static bool
read_owners(struct load *ld, struct jtree_node *root, const char *name,
    const struct row_field *fields, size_t field_count, bool is_mob,
    struct load_link **out, uint32_t *out_count)
{
	const struct tdata *t = ld->t;
	struct load_links links = { 0 };
	struct owner_row *rows;
	uint32_t count;

	if (!load_section(ld, root, name, fields, field_count, sizeof(*rows),
	    &rows, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct tdata_drop *d = load_find_row(t->drops,
		    t->drop_count, sizeof(*t->drops), rows[i].drop);

		if (d == NULL)
			load_warn(ld, NULL, "%s: %s %d: MobDropID %d does not "
			    "exist, left out", name, fields[0].key,
			    rows[i].id, rows[i].drop);
		else if (is_mob && !load_is_npc_type(ld, rows[i].id))
			load_warn(ld, NULL, "Mobs: MobID %d is no NPC type, "
			    "left out", rows[i].id);
		else
			vec_push(&links, ((struct load_link){ rows[i].id,
			    (uint32_t)(d - t->drops) }));
	}
	*out_count = (uint32_t)links.count;
	*out = load_take(ld, &links);
	vec_fini(&links);
	return true;
}

#define SECTION(ld, root, name, fields, rows, count) \
	load_section((ld), (root), (name), (fields), COUNT_OF(fields), \
	    sizeof(**(rows)), (rows), (count))

bool
load_drops(struct load *ld, struct jtree_node *root)
{
	struct tdata_private *priv = ld->t->private;
	struct drop_parts p = { 0 };

	if (!SECTION(ld, root, "CrateDropChances", crate_chance_fields,
	    &p.crate_chances, &p.crate_chance_count) ||
	    !SECTION(ld, root, "CrateDropTypes", crate_type_fields,
	    &p.crate_types, &p.crate_type_count) ||
	    !SECTION(ld, root, "MiscDropChances", misc_chance_fields,
	    &p.misc_chances, &p.misc_chance_count) ||
	    !SECTION(ld, root, "MiscDropTypes", misc_type_fields,
	    &p.misc_types, &p.misc_type_count) ||
	    !SECTION(ld, root, "MobDrops", drop_fields, &p.drops,
	    &p.drop_count))
		return false;
	check_chances(ld, &p);
	return resolve_drops(ld, &p, load_new(ld, p.drop_count,
	    sizeof(struct tdata_drop))) &&
	    read_owners(ld, root, "Events", event_fields,
	    COUNT_OF(event_fields), false, &priv->event_drops,
	    &priv->event_drop_count) &&
	    read_owners(ld, root, "Mobs", mob_fields, COUNT_OF(mob_fields),
	    true, &priv->mob_drops, &priv->mob_drop_count);
}
