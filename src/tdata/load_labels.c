/*
 * load_labels.c - names of things, for people. No rule needs them, and the
 * server does without: only tools ask for them (tdata_options.has_labels).
 *
 * xdt has the texts of a table in a list beside its rows, and in each row the
 * place of its name there. Tables of our own may lack both; that is no fault.
 *
 * Owns:   the labels of a struct tdata.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include <string.h>

#include "tdata/label.h"
#include "tdata/load.h"

struct source {
	int kind;
	const char *table;
	const char *rows, *row_id, *row_name;
	const char *texts, *text_name;
};

#define ITEM(type, table) \
	{ TDATA_LABEL_ITEM + (type), table, "m_pItemData", "m_iItemNumber", \
	    "m_iItemName", "m_pItemStringData", "m_strName" }

static const struct source sources[] = {
	{ TDATA_LABEL_NPC, "m_pNpcTable", "m_pNpcData", "m_iNpcNumber",
	    "m_iNpcName", "m_pNpcStringData", "m_strName" },
	{ TDATA_LABEL_TASK, "m_pMissionTable", "m_pMissionData", "m_iHTaskID",
	    "m_iHMissionName", "m_pMissionStringData", "m_pstrNameString" },
	ITEM(TDATA_ITEM_WEAPON, "m_pWeaponItemTable"),
	ITEM(TDATA_ITEM_SHIRT, "m_pShirtsItemTable"),
	ITEM(TDATA_ITEM_PANTS, "m_pPantsItemTable"),
	ITEM(TDATA_ITEM_SHOES, "m_pShoesItemTable"),
	ITEM(TDATA_ITEM_HAT, "m_pHatItemTable"),
	ITEM(TDATA_ITEM_GLASS, "m_pGlassItemTable"),
	ITEM(TDATA_ITEM_BACK, "m_pBackItemTable"),
	ITEM(TDATA_ITEM_GENERAL, "m_pGeneralItemTable"),
	ITEM(TDATA_ITEM_QUEST, "m_pQuestItemTable"),
	ITEM(TDATA_ITEM_CHEST, "m_pChestItemTable"),
	ITEM(TDATA_ITEM_VEHICLE, "m_pVehicleItemTable"),
};

static uint64_t
key_of(int kind, int32_t id)
{
	return (uint64_t)kind << 32 | (uint32_t)id;
}

static bool
is_list(const struct jtree_node *n)
{
	return n != NULL &&
	    (n->type == JTREE_ARRAY || n->type == JTREE_OBJECT);
}

static int64_t
number(const struct jtree_node *row, const char *key)
{
	const struct jtree_node *n = row->type == JTREE_OBJECT ?
	    jtree_get(row, key) : NULL;

	return n != NULL && n->type == JTREE_INT ? n->u.integer : -1;
}

/* The texts by their place; NULL: that one is no text. */
static const char **
list_texts(struct load *ld, const struct jtree_node *list, const char *name)
{
	const char **out = arena_new(&ld->scratch,
	    ((size_t)list->size + 1) * sizeof(*out));
	size_t i = 0;

	for (const struct jtree_node *n = list->u.first; n != NULL;
	    n = n->next, i++) {
		const struct jtree_node *s = n->type == JTREE_OBJECT ?
		    jtree_get(n, name) : NULL;

		if (s != NULL && s->type == JTREE_STRING && s->size > 0)
			out[i] = s->u.text;
	}
	return out;
}

static void
load_source(struct load *ld, const struct jtree_node *root,
    const struct source *src)
{
	const struct jtree_node *table = jtree_get(root, src->table), *rows;
	const struct jtree_node *list;
	const char **texts;

	if (table == NULL || table->type != JTREE_OBJECT)
		return;
	rows = jtree_get(table, src->rows);
	list = jtree_get(table, src->texts);
	if (!is_list(rows) || !is_list(list))
		return;
	texts = list_texts(ld, list, src->text_name);
	for (const struct jtree_node *r = rows->u.first; r != NULL;
	    r = r->next) {
		int64_t id = number(r, src->row_id);
		int64_t at = number(r, src->row_name);

		if (id < 1 || id > INT32_MAX || at < 0 || at >= list->size ||
		    texts[at] == NULL)
			continue;
		map_put_ptr(&ld->t->private->labels,
		    key_of(src->kind, (int32_t)id),
		    load_keep(ld, texts[at], strlen(texts[at]) + 1, 1));
	}
}

bool
load_labels(struct load *ld, struct jtree_node *root)
{
	for (size_t i = 0; ld->opt->has_labels && i < COUNT_OF(sources); i++)
		load_source(ld, root, &sources[i]);
	return true;
}

const char *
tdata_find_label(const struct tdata *t, int kind, int32_t id)
{
	return map_get_ptr(&t->private->labels, key_of(kind, id));
}
