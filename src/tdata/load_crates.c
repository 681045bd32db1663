/*
 * load_crates.c - crates, the sets of items they hold, codes, nano capsules.
 *
 * Owns:   nothing.
 * Called: by tdata_load(), after the items.
 * Thread: the one that loads.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tdata/load.h"
#include "tdata/row.h"

enum { CODE_BYTES_MAX = 256 };	/* what /redeem takes, spec/items.md 12 */

struct ref_row {
	int32_t id, item, type;
};

static const struct row_field ref_fields[] = {
	ROW_FIELD(ref_row, id, "ItemReferenceID", ROW_I32, ROW_MUST),
	ROW_FIELD(ref_row, item, "ItemID", ROW_I32, ROW_MUST),
	ROW_FIELD(ref_row, type, "Type", ROW_I32, ROW_MUST),
};

struct weights_row {
	int32_t id;
	struct jtree_node *list;
	const uint32_t *weights;	/* filled from list */
	uint32_t count;
};

static const struct row_field weights_fields[] = {
	ROW_FIELD(weights_row, id, "RarityWeightID", ROW_I32, ROW_MUST),
	ROW_FIELD(weights_row, list, "Weights", ROW_NODE, ROW_MUST),
};

struct set_row {
	int32_t id;
	int32_t default_weight;
	bool ignores_rarity, ignores_gender;
	struct jtree_node *rarities, *genders, *weights, *refs;
};

static const struct row_field set_fields[] = {
	ROW_FIELD(set_row, id, "ItemSetID", ROW_I32, ROW_MUST),
	ROW_FIELD(set_row, ignores_rarity, "IgnoreRarity", ROW_BOOL,
	    ROW_MUST),
	ROW_FIELD(set_row, ignores_gender, "IgnoreGender", ROW_BOOL,
	    ROW_MUST),
	ROW_FIELD(set_row, default_weight, "DefaultItemWeight", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(set_row, rarities, "AlterRarityMap", ROW_NODE, ROW_MUST),
	ROW_FIELD(set_row, genders, "AlterGenderMap", ROW_NODE, ROW_MUST),
	ROW_FIELD(set_row, weights, "AlterItemWeightMap", ROW_NODE, ROW_MUST),
	ROW_FIELD(set_row, refs, "ItemReferenceIDs", ROW_NODE, ROW_MUST),
};

struct crate_row {
	int32_t id, set, weights;
};

static const struct row_field crate_fields[] = {
	ROW_FIELD(crate_row, id, "CrateID", ROW_I32, ROW_MUST),
	ROW_FIELD(crate_row, set, "ItemSetID", ROW_I32, ROW_MUST),
	ROW_FIELD(crate_row, weights, "RarityWeightID", ROW_I32, ROW_MUST),
};

struct capsule_row {
	int32_t crate, nano;
};

static const struct row_field capsule_fields[] = {
	ROW_FIELD(capsule_row, crate, "CrateID", ROW_I32, ROW_MUST),
	ROW_FIELD(capsule_row, nano, "Nano", ROW_I32, ROW_MUST),
};

struct code_row {
	const char *code;
	struct jtree_node *refs;
};

static const struct row_field code_fields[] = {
	ROW_FIELD(code_row, code, "Code", ROW_TEXT, ROW_MUST),
	ROW_FIELD(code_row, refs, "ItemReferenceIDs", ROW_NODE, ROW_MUST),
};

#define SECTION(ld, root, name, fields, rows, count) \
	load_section((ld), (root), (name), (fields), COUNT_OF(fields), \
	    sizeof(**(rows)), (rows), (count))

static bool
read_refs(struct load *ld, struct jtree_node *root)
{
	struct ref_row *rows;
	struct load_ref *refs;
	uint32_t count;

	if (!SECTION(ld, root, "ItemReferences", ref_fields, &rows, &count))
		return false;
	refs = arena_new(&ld->scratch, (count + 1) * sizeof(*refs));
	for (uint32_t i = 0; i < count; i++) {
		const struct tdata_item *item = tdata_find_item(ld->t,
		    rows[i].type, rows[i].item);

		if (item == NULL) {
			load_warn(ld, NULL, "ItemReferences: Item-Type pair "
			    "(%d, %d) specified by item reference %d was not "
			    "found, skipping...", rows[i].item, rows[i].type,
			    rows[i].id);
			continue;
		}
		refs[i].item.type = item->type;
		refs[i].item.id = item->id;
		refs[i].rarity = item->rarity;
		refs[i].gender = item->gender;
		map_put_ptr(&ld->item_refs, (uint32_t)rows[i].id, &refs[i]);
		ld->item_ref_count++;
	}
	return true;
}

/* {"<item reference>": number} into a map of the set in hand. */
static bool
read_alterations(struct load *ld, struct jtree_node *list, int32_t set,
    const char *key, struct map *out)
{
	struct jtree_node *n;
	char path[80], text[16];
	int32_t value;

	map_clear(out);
	if (list->type != JTREE_OBJECT) {
		if (list->size == 0)
			return true;
		load_fail(ld, list, "ItemSets: %d: %s: is an array, must be "
		    "an object", set, key);
		return false;
	}
	str_format(path, sizeof(path), "ItemSets: %d: %s", set, key);
	for (n = jtree_sorted_first(list); n != NULL; n = n->next) {
		str_format(text, sizeof(text), "%.*s",
		    n->key_bytes > 15 ? 15 : (int)n->key_bytes, n->key);
		if (!row_int(ld, n, path, &value))
			return false;
		map_put(out, (uint32_t)strtol(text, NULL, 10),
		    (uint32_t)value);
	}
	return true;
}

static int32_t
altered(const struct map *m, int32_t ref, int32_t value)
{
	uint64_t v;

	return map_get(m, (uint32_t)ref, &v) ? (int32_t)(uint32_t)v : value;
}

static bool
fill_set(struct load *ld, const struct set_row *row,
    struct tdata_item_set *set, struct map alter[3])
{
	struct tdata_crate_item *items;
	const int32_t *refs;
	uint32_t count;
	char path[80];

	str_format(path, sizeof(path), "ItemSets: %d: ItemReferenceIDs",
	    row->id);
	if (!read_alterations(ld, row->rarities, row->id, "AlterRarityMap",
	    &alter[0]) ||
	    !read_alterations(ld, row->genders, row->id, "AlterGenderMap",
	    &alter[1]) ||
	    !read_alterations(ld, row->weights, row->id,
	    "AlterItemWeightMap", &alter[2]) ||
	    !row_int_list(ld, row->refs, path, &refs, &count))
		return false;
	items = load_new(ld, count, sizeof(*items));
	for (uint32_t i = 0; i < count; i++) {
		const struct load_ref *ref = load_find_ref(ld, refs[i]);
		int32_t weight = altered(&alter[2], refs[i], -1);

		if (ref == NULL) {
			load_warn(ld, row->refs, "%s: %d does not exist, left "
			    "out", path, refs[i]);
			continue;
		}
		/* An altered weight counts if it is above -1 (items.md 10) */
		if (weight < 0)
			weight = row->default_weight;
		items[set->item_count++] = (struct tdata_crate_item){
			.item = ref->item,
			.rarity = altered(&alter[0], refs[i], ref->rarity),
			.gender = altered(&alter[1], refs[i], ref->gender),
			.weight = weight < 0 ? 0 : (uint32_t)weight,
		};
	}
	set->id = row->id;
	set->ignores_rarity = row->ignores_rarity;
	set->ignores_gender = row->ignores_gender;
	set->items = items;
	return true;
}

static bool
read_sets(struct load *ld, struct jtree_node *root,
    struct tdata_item_set **out, uint32_t *count)
{
	struct map alter[3] = { { 0 }, { 0 }, { 0 } };
	struct set_row *rows;
	bool ok = true;

	if (!SECTION(ld, root, "ItemSets", set_fields, &rows, count))
		return false;
	*out = load_new(ld, *count, sizeof(**out));
	for (uint32_t i = 0; i < *count && ok; i++)
		ok = fill_set(ld, &rows[i], &(*out)[i], alter);
	for (size_t i = 0; i < COUNT_OF(alter); i++)
		map_fini(&alter[i]);
	return ok;
}

static bool
read_rarity_weights(struct load *ld, struct jtree_node *root,
    struct weights_row **rows, uint32_t *count)
{
	char path[80];

	if (!SECTION(ld, root, "RarityWeights", weights_fields, rows, count))
		return false;
	for (uint32_t i = 0; i < *count; i++) {
		struct weights_row *row = &(*rows)[i];

		str_format(path, sizeof(path), "RarityWeights: %d: Weights",
		    row->id);
		if (!load_weights(ld, row->list, path, &row->weights,
		    &row->count))
			return false;
	}
	return true;
}

static bool
read_crates(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_item_set *sets;
	struct tdata_crate *crates;
	struct weights_row *weights;
	struct crate_row *rows;
	uint32_t set_count, weights_count, count;

	if (!read_rarity_weights(ld, root, &weights, &weights_count) ||
	    !read_sets(ld, root, &sets, &set_count) ||
	    !SECTION(ld, root, "Crates", crate_fields, &rows, &count))
		return false;
	crates = load_new(ld, count, sizeof(*crates));
	for (uint32_t i = 0; i < count; i++) {
		const struct tdata_item_set *set = load_find_row(sets,
		    set_count, sizeof(*sets), rows[i].set);
		const struct weights_row *w = load_find_row(weights,
		    weights_count, sizeof(*weights), rows[i].weights);

		if (set == NULL || w == NULL) {
			load_warn(ld, NULL, "Crates: CrateID %d: %s %d does "
			    "not exist, left out", rows[i].id, set == NULL ?
			    "ItemSetID" : "RarityWeightID", set == NULL ?
			    rows[i].set : rows[i].weights);
			continue;
		}
		crates[t->crate_count++] = (struct tdata_crate){
			.id = rows[i].id, .set = set,
			.rarity_weights = w->weights,
			.rarity_count = w->count,
		};
	}
	t->crates = crates;
	load_info(ld, "Loaded %u Crates containing %u unique items",
	    t->crate_count, ld->item_ref_count);
	return true;
}

static bool
read_capsules(struct load *ld, struct jtree_node *root)
{
	struct tdata_private *p = ld->t->private;
	struct load_links links = { 0 };
	struct capsule_row *rows;
	uint32_t count;

	if (!ld->rules->has_nano_capsules)
		return true;
	if (!SECTION(ld, root, "NanoCapsules", capsule_fields, &rows, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].nano < 1 ||
		    rows[i].nano >= ld->rules->nano_count) {
			load_warn(ld, NULL, "NanoCapsules: CrateID %d: there "
			    "is no nano %d, left out", rows[i].crate,
			    rows[i].nano);
			continue;
		}
		vec_push(&links, ((struct load_link){ rows[i].crate,
		    (uint32_t)rows[i].nano }));
	}
	p->capsule_count = (uint32_t)links.count;
	p->capsules = load_take(ld, &links);
	vec_fini(&links);
	return true;
}

bool
load_crates(struct load *ld, struct jtree_node *root)
{
	return read_refs(ld, root) && read_crates(ld, root) &&
	    read_capsules(ld, root);
}

/* /redeem lowers what is typed, so a code with capitals would never match. */
static const char *
lower_code(struct load *ld, const char *code)
{
	size_t bytes = strlen(code);
	char *copy = load_keep(ld, code, bytes + 1, 1);

	for (size_t i = 0; i < bytes; i++) {
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] - 'A' + 'a');
	}
	return copy;
}

static bool
read_code(struct load *ld, struct jtree_node *node,
    const struct code_row *row, struct tdata_code *out)
{
	struct tdata_item_ref *items;
	const int32_t *refs;
	uint32_t count;

	if (!row_int_list(ld, row->refs, "CodeItems: ItemReferenceIDs", &refs,
	    &count))
		return false;
	items = load_new(ld, count, sizeof(*items));
	*out = (struct tdata_code){
		.code = lower_code(ld, row->code), .items = items,
	};
	for (uint32_t i = 0; i < count; i++) {
		const struct load_ref *ref = load_find_ref(ld, refs[i]);

		if (ref == NULL)
			load_warn(ld, node, "CodeItems: Item reference %d for "
			    "code %s was not found, skipping...", refs[i],
			    row->code);
		else
			items[out->item_count++] = ref->item;
	}
	return true;
}

/* Of codes that are equal the last counts, as in OpenFusion's map. */
static void
keep_code(struct tdata *t, struct tdata_code *codes,
    const struct tdata_code *code)
{
	for (uint32_t i = 0; i < t->code_count; i++) {
		if (strcmp(codes[i].code, code->code) == 0) {
			codes[i] = *code;
			return;
		}
	}
	codes[t->code_count++] = *code;
}

bool
load_codes(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "CodeItems"), *n;
	struct tdata_code *codes, code;
	struct row_reader r;
	uint32_t index = 0;

	if (list == NULL)
		return !ld->has_failed;
	codes = load_new(ld, list->size, sizeof(*codes));
	ld->t->codes = codes;
	ROW_READER(&r, ld, "CodeItems", code_fields);
	for (n = jtree_sorted_first(list); n != NULL; n = n->next, index++) {
		struct code_row row;

		if (!row_read(&r, n, index, &row))
			return false;
		if (!read_code(ld, n, &row, &code))
			return false;
		if (code.code[0] == '\0' ||
		    strlen(code.code) > CODE_BYTES_MAX)
			load_warn(ld, n, "CodeItems: a code needs 1 to %d "
			    "characters, left out", CODE_BYTES_MAX);
		else
			keep_code(ld->t, codes, &code);
	}
	return true;
}
