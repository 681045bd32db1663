/*
 * refresh.c - new tables in the place of old ones while the world runs.
 *
 * What the world looks up each time may be exchanged between two turns. What
 * it was built of may not: entities keep rows of the NPC table and points of
 * paths, other threads read names and items. Live tables name items, skills
 * and nanos, and those who use them rely on these being there: so they can be
 * exchanged only if the tables that they lean on are the same.
 *
 * Sections are compared by a digest of what they say, taken when they are
 * read: rows have holes in them and pointers, a text has white space.
 *
 * Owns:   what makes a section live; the digests.
 * Called: by tdata_load(); by the control thread for a reload.
 * Thread: any; the tables are const.
 */
#include "tdata/refresh.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "tdata/load.h"

#define XDT	offsetof(struct tdata_options, xdt_file)
#define DROPS	offsetof(struct tdata_options, drop_file)
#define EGGS	offsetof(struct tdata_options, egg_file)

/* Whatever is not here is fixed. key NULL: all of the file. */
static const struct {
	size_t file;			/* as in tdata.c's steps */
	const char *key;
	enum tdata_hold hold;
} holds[] = {
	{ DROPS, NULL, TDATA_HOLD_LIVE },
	{ EGGS, "EggTypes", TDATA_HOLD_LIVE },
	{ XDT, "m_pVendorTable", TDATA_HOLD_LIVE },
	{ XDT, "m_pCombiningTable", TDATA_HOLD_LIVE },
	{ XDT, "m_pWeaponItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pShirtsItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pPantsItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pShoesItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pHatItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pGlassItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pBackItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pGeneralItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pChestItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pVehicleItemTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pSkillTable", TDATA_HOLD_LEANT_ON },
	{ XDT, "m_pNanoTable", TDATA_HOLD_LEANT_ON },
	/* its maps have the limits of races, which drops.json sets */
	{ XDT, "m_pInstanceTable", TDATA_HOLD_LEANT_ON },
};

/* --- digests --- */

static uint64_t
mix(uint64_t h, uint64_t v)
{
	return map_hash(h ^ v) + UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t
mix_bytes(uint64_t h, const char *bytes, size_t n)
{
	h = mix(h, n);
	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		uint64_t v = 0;

		memcpy(&v, bytes + i,
		    n - i < sizeof(v) ? n - i : sizeof(v));
		h = mix(h, v);
	}
	return h;
}

/* As deep as the parser allows. */
static uint64_t
mix_node(uint64_t h, const struct jtree_node *n)
{
	uint64_t bits;

	h = mix(h, n->type);
	switch ((enum jtree_type)n->type) {
	case JTREE_NULL:
		break;
	case JTREE_BOOL:
		h = mix(h, n->u.boolean);
		break;
	case JTREE_INT:
		h = mix(h, (uint64_t)n->u.integer);
		break;
	case JTREE_FLOAT:
		memcpy(&bits, &n->u.real, sizeof(bits));
		h = mix(h, bits);
		break;
	case JTREE_STRING:
		h = mix_bytes(h, n->u.text, n->size);
		break;
	case JTREE_ARRAY:
	case JTREE_OBJECT:
		h = mix(h, n->size);
		for (const struct jtree_node *c = n->u.first; c != NULL;
		    c = c->next) {
			if (n->type == JTREE_OBJECT)
				h = mix_bytes(h, c->key, c->key_bytes);
			h = mix_node(h, c);
		}
		break;
	}
	return h;
}

static enum tdata_hold
hold_of(size_t file, const char *key)
{
	for (size_t i = 0; i < COUNT_OF(holds); i++)
		if (holds[i].file == file && (holds[i].key == NULL ||
		    strcmp(holds[i].key, key) == 0))
			return holds[i].hold;
	return TDATA_HOLD_FIXED;
}

void
load_note_sections(struct load *ld, size_t file, const char *name,
    const struct jtree_node *root)
{
	const char *kept = load_keep(ld, name, strlen(name) + 1, 1);

	for (const struct jtree_node *n = root->u.first; n != NULL;
	    n = n->next) {
		char *key = load_new(ld, n->key_bytes + 1, 1);

		memcpy(key, n->key, n->key_bytes);
		vec_push(&ld->sections, ((struct tdata_section){
		    .file = kept,
		    .key = key,
		    .hold = hold_of(file, key),
		    .digest = mix_node(0, n),
		}));
	}
}

/* --- comparing --- */

static const struct tdata_section *
find(const struct tdata *t, const struct tdata_section *like)
{
	const struct tdata_private *p = t->private;

	for (uint32_t i = 0; i < p->section_count; i++)
		if (strcmp(p->sections[i].file, like->file) == 0 &&
		    strcmp(p->sections[i].key, like->key) == 0)
			return &p->sections[i];
	return NULL;
}

void
tdata_each_change(const struct tdata *was, const struct tdata *is,
    tdata_change_fn *fn, void *arg)
{
	const struct tdata_private *p = is->private;

	for (uint32_t i = 0; i < p->section_count; i++) {
		const struct tdata_section *s = &p->sections[i];
		const struct tdata_section *old = find(was, s);

		if (old == NULL || old->digest != s->digest)
			fn(arg, s);
	}
	p = was->private;
	for (uint32_t i = 0; i < p->section_count; i++)
		if (find(is, &p->sections[i]) == NULL)
			fn(arg, &p->sections[i]);
}

/* --- exchanging --- */

/* The rows of a live table; all of them stand here. */
#define TAKE(to, from, rows, count) \
	((to)->rows = (from)->rows, (to)->count = (from)->count)

struct tdata *
tdata_refresh(const struct tdata *base, struct tdata *fresh)
{
	struct tdata *t = calloc(1, sizeof(*t));
	struct tdata_private *p = calloc(1, sizeof(*p));

	CHECK(t != NULL && p != NULL);
	*t = *base;
	t->private = p;
	TAKE(t, fresh, drops, drop_count);
	TAKE(t, fresh, crates, crate_count);
	TAKE(t, fresh, codes, code_count);
	TAKE(t, fresh, races, race_count);
	TAKE(t, fresh, maps, map_count);
	TAKE(t, fresh, egg_types, egg_type_count);
	TAKE(t, fresh, listings, listing_count);
	TAKE(t, fresh, croc_pots, croc_pot_count);
	TAKE(p, fresh->private, mob_drops, mob_drop_count);
	TAKE(p, fresh->private, event_drops, event_drop_count);
	TAKE(p, fresh->private, capsules, capsule_count);
	TAKE(p, fresh->private, vendors, vendor_count);
	TAKE(p, fresh->private, sections, section_count);
	p->fresh = fresh;
	return t;
}
