/*
 * load_items.c - items, vendors' listings, croc-pot odds.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

/* The columns that every item has. */
#define ITEM(member, key, need) \
	ROW_FIELD(tdata_item, member, key, ROW_I32, need)
#define ITEM_FIELDS \
	ITEM(id, "m_iItemNumber", ROW_MUST), \
	ITEM(buy_price, "m_iItemPrice", ROW_MUST), \
	ITEM(sell_price, "m_iItemSellPrice", ROW_MUST), \
	ITEM(stack_size, "m_iStackNumber", ROW_MUST), \
	ROW_FIELD(tdata_item, is_tradeable, "m_iTradeAble", ROW_IS_ONE, \
	    ROW_MUST), \
	ROW_FIELD(tdata_item, is_sellable, "m_iSellAble", ROW_IS_ONE, ROW_MUST)

static const struct row_field equipment_fields[] = {
	ITEM_FIELDS,
	ITEM(rarity, "m_iRarity", ROW_MUST),
	ITEM(level_min, "m_iMinReqLev", ROW_MUST),
	ITEM(point_damage, "m_iPointRat", ROW_MUST),
	ITEM(group_damage, "m_iGroupRat", ROW_MUST),
	ITEM(delay_ds, "m_iDelayTime", ROW_MUST),
	ITEM(defense, "m_iDefenseRat", ROW_MUST),
	ITEM(gender, "m_iReqSex", ROW_MUST),
	ITEM(weapon_type, "m_iEquipType", ROW_MUST),
	ITEM(attack_range, "m_iAtkRange", ROW_EXTRA),
	ITEM(attack_angle_deg, "m_iAtkAngle", ROW_EXTRA),
	ITEM(effect_area, "m_iEffectArea", ROW_EXTRA),
	ITEM(target_count, "m_iTargetNumber", ROW_EXTRA),
	ITEM(run_speed, "m_iUp_runSpeed", ROW_EXTRA),
};

static const struct row_field general_fields[] = {
	ITEM_FIELDS,
};

/* The table, not a column of it, is the item's type. */
static const struct {
	const char *name;
	const char *path;
	bool is_general;	/* only the common columns, rarity 1 */
} item_tables[TDATA_ITEM_TYPE_COUNT] = {
#define TABLE(name, is_general) { name, name ".m_pItemData", is_general }
	[TDATA_ITEM_WEAPON] = TABLE("m_pWeaponItemTable", false),
	[TDATA_ITEM_SHIRT] = TABLE("m_pShirtsItemTable", false),
	[TDATA_ITEM_PANTS] = TABLE("m_pPantsItemTable", false),
	[TDATA_ITEM_SHOES] = TABLE("m_pShoesItemTable", false),
	[TDATA_ITEM_HAT] = TABLE("m_pHatItemTable", false),
	[TDATA_ITEM_GLASS] = TABLE("m_pGlassItemTable", false),
	[TDATA_ITEM_BACK] = TABLE("m_pBackItemTable", false),
	[TDATA_ITEM_GENERAL] = TABLE("m_pGeneralItemTable", true),
	[TDATA_ITEM_QUEST] = { NULL, NULL, false },
	[TDATA_ITEM_CHEST] = TABLE("m_pChestItemTable", true),
	[TDATA_ITEM_VEHICLE] = TABLE("m_pVehicleItemTable", false),
#undef TABLE
};

static const struct row_field listing_fields[] = {
#define LISTING(member, key) \
	ROW_FIELD(tdata_listing, member, key, ROW_I32, ROW_MUST)
	LISTING(vendor_type, "m_iNpcNumber"),
	LISTING(sort, "m_iSortNumber"),
	LISTING(item.type, "m_iItemType"),
	LISTING(item.id, "m_iitemID"),	/* sic */
#undef LISTING
};

static const struct row_field croc_pot_fields[] = {
#define FACTOR(member, key) \
	ROW_FIELD(tdata_croc_pot, member, key, ROW_FLOAT, ROW_MUST)
	ROW_FIELD(tdata_croc_pot, level_gap, "m_iLevelGap", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(tdata_croc_pot, stat_factor, "m_iStatConstant", ROW_I32,
	    ROW_MUST),
	ROW_FIELD(tdata_croc_pot, look_factor, "m_iLookConstant", ROW_I32,
	    ROW_MUST),
	FACTOR(base_pct, "m_fLevelGapStandard"),
	FACTOR(rarity_factor[0], "m_fSameGrade"),
	FACTOR(rarity_factor[1], "m_fOneGrade"),
	FACTOR(rarity_factor[2], "m_fTwoGrade"),
	FACTOR(rarity_factor[3], "m_fThreeGrade"),
#undef FACTOR
};

static int64_t
item_key(const void *row)
{
	const struct tdata_item *item = row;

	return (int64_t)item->type * ((int64_t)UINT32_MAX + 1) + item->id;
}

/* Prices below 0 would pay the buyer. */
static void
check_prices(struct load *ld, struct tdata_item *items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct tdata_item *item = &items[i];

		if (item->buy_price >= 0 && item->sell_price >= 0 &&
		    item->stack_size >= 0)
			continue;
		load_warn(ld, NULL, "%s: item %d: a price or m_iStackNumber "
		    "is negative, 0 taken", item_tables[item->type].path,
		    item->id);
		if (item->buy_price < 0)
			item->buy_price = 0;
		if (item->sell_price < 0)
			item->sell_price = 0;
		if (item->stack_size < 0)
			item->stack_size = 0;
	}
}

static bool
read_items(struct load *ld, struct jtree_node *root)
{
	struct tdata_item *tables[TDATA_ITEM_TYPE_COUNT], *all;
	uint32_t counts[TDATA_ITEM_TYPE_COUNT], total = 0;
	struct row_reader r;

	for (int type = 0; type < TDATA_ITEM_TYPE_COUNT; type++) {
		struct jtree_node *list;

		counts[type] = 0;
		if (item_tables[type].name == NULL)
			continue;
		if (item_tables[type].is_general)
			ROW_READER(&r, ld, item_tables[type].path,
			    general_fields);
		else
			ROW_READER(&r, ld, item_tables[type].path,
			    equipment_fields);
		r.home = &ld->scratch;
		list = load_table(ld, root, item_tables[type].name,
		    "m_pItemData");
		if (!row_read_table(&r, list, sizeof(*all), &tables[type],
		    &counts[type]))
			return false;
		total += counts[type];
	}
	all = load_new(ld, total, sizeof(*all));
	total = 0;
	for (int type = 0; type < TDATA_ITEM_TYPE_COUNT; type++) {
		for (uint32_t i = 0; i < counts[type]; i++) {
			all[total] = tables[type][i];
			all[total].type = type;
			if (item_tables[type].is_general)
				all[total].rarity = 1;
			total++;
		}
	}
	total = load_sort_rows(all, total, sizeof(*all), item_key);
	check_prices(ld, all, total);
	ld->t->item_count = total;
	ld->t->items = all;
	load_info(ld, "Loaded %u items", ld->t->item_count);
	return true;
}

static int64_t
listing_key(const void *row)
{
	const struct tdata_listing *l = row;

	/* sort holds the place in the table while listings are sorted. */
	return (int64_t)l->vendor_type * ((int64_t)UINT32_MAX + 1) + l->sort;
}

/*
 * Only what the client's window shows may be bought: 20 listings a vendor, of
 * items that exist (spec/vendors.md 2).
 */
static uint32_t
choose_listings(struct load *ld, const struct tdata_listing *rows,
    uint32_t count, struct tdata_listing *chosen)
{
	uint32_t kept = 0, of_vendor = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct tdata_listing *l = &rows[i];

		if (kept == 0 || chosen[kept - 1].vendor_type !=
		    l->vendor_type)
			of_vendor = 0;
		if (tdata_find_item(ld->t, l->item.type, l->item.id) == NULL) {
			load_warn(ld, NULL, "m_pVendorTable.m_pItemData: "
			    "vendor %d: item %d of type %d does not exist, "
			    "left out", l->vendor_type, l->item.id,
			    l->item.type);
			continue;
		}
		if (of_vendor == TDATA_VENDOR_LISTINGS_MAX)
			load_warn(ld, NULL, "m_pVendorTable.m_pItemData: "
			    "vendor %d: more than %d listings, the rest is "
			    "not shown and not sold", l->vendor_type,
			    TDATA_VENDOR_LISTINGS_MAX);
		if (of_vendor++ >= TDATA_VENDOR_LISTINGS_MAX)
			continue;
		chosen[kept++] = *l;
	}
	return kept;
}

static bool
read_vendors(struct load *ld, struct jtree_node *root)
{
	struct tdata_private *p = ld->t->private;
	struct tdata_listing *rows, *chosen;
	struct load_links vendors = { 0 };
	struct row_reader r;
	int32_t *sorts;
	uint32_t count;

	ROW_READER(&r, ld, "m_pVendorTable.m_pItemData", listing_fields);
	r.home = &ld->scratch;
	if (!row_read_table(&r, load_table(ld, root, "m_pVendorTable",
	    "m_pItemData"), sizeof(*rows), &rows, &count))
		return false;
	sorts = arena_new(&ld->scratch, (count + 1) * sizeof(*sorts));
	for (uint32_t i = 0; i < count; i++) {
		sorts[i] = rows[i].sort;
		rows[i].sort = (int32_t)i;
	}
	count = load_sort_rows(rows, count, sizeof(*rows), listing_key);
	for (uint32_t i = 0; i < count; i++)
		rows[i].sort = sorts[rows[i].sort];

	chosen = load_new(ld, count, sizeof(*chosen));
	count = choose_listings(ld, rows, count, chosen);
	for (uint32_t i = 0; i < count; i++) {
		struct load_link link = { chosen[i].vendor_type, i };

		if (i == 0 || chosen[i - 1].vendor_type !=
		    chosen[i].vendor_type)
			vec_push(&vendors, link);
	}
	ld->t->listings = chosen;
	ld->t->listing_count = count;
	p->vendor_count = (uint32_t)vendors.count;
	p->vendors = load_take(ld, &vendors);
	vec_fini(&vendors);
	load_info(ld, "Loaded %u vendor tables", p->vendor_count);
	return true;
}

bool
load_items(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_croc_pot *pots;
	struct row_reader r;

	if (!read_items(ld, root))
		return false;
	if (!read_vendors(ld, root))
		return false;

	ROW_READER(&r, ld, "m_pCombiningTable.m_pCombiningData",
	    croc_pot_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pCombiningTable",
	    "m_pCombiningData"), sizeof(*pots), &pots, &t->croc_pot_count))
		return false;
	t->croc_pot_count = load_sort_rows(pots, t->croc_pot_count,
	    sizeof(*pots), load_id_key);
	t->croc_pots = pots;
	load_info(ld, "Loaded %u croc pot value sets", t->croc_pot_count);
	return true;
}
