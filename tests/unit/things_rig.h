/*
 * things_rig.h - a small wardrobe for tests of what players own, on
 * world_rig.h, and the store's answers to deals.
 */
#ifndef TESTS_THINGS_RIG_H
#define TESTS_THINGS_RIG_H

#include "world_rig.h"

#include "db/db_msg.h"
#include "game/deal.h"
#include "game/inventory.h"
#include "game/item_plan.h"

/* Numbers of the wardrobe; the type stands before the name. */
enum {
	SWORD = 1, BOW = 2, HEAVY_SWORD = 3,	/* 0, weapons */
	SHIRT = 1, FINE_SHIRT = 2, GIRLS_SHIRT = 3, RARE_SHIRT = 4,	/* 1 */
	HAT = 1,				/* 4 */
	GUMBALL = 119, KEEPSAKE = 120, PRICELESS = 121,	/* 7 */
	CRATE = 1,				/* 9 */
	CAR = 1,				/* 10 */
	LOOK = 65536,			/* opt of a mixed thing: look * this */
	HIGH_LEVEL = 20
};

static const struct tdata_item things[] = {
	{ .type = TDATA_ITEM_WEAPON, .id = SWORD, .buy_price = 100,
	    .sell_price = 20, .stack_size = 1, .rarity = 1, .level_min = 1,
	    .weapon_type = 1, .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_WEAPON, .id = BOW, .buy_price = 200,
	    .sell_price = 40, .stack_size = 1, .rarity = 1, .level_min = 1,
	    .weapon_type = 2, .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_WEAPON, .id = HEAVY_SWORD, .buy_price = 900,
	    .stack_size = 1, .rarity = 2, .level_min = HIGH_LEVEL,
	    .weapon_type = 1, .is_tradeable = true },
	{ .type = TDATA_ITEM_SHIRT, .id = SHIRT, .buy_price = 50,
	    .sell_price = 10, .stack_size = 1, .rarity = 1, .level_min = 1,
	    .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_SHIRT, .id = FINE_SHIRT, .buy_price = 70,
	    .sell_price = 15, .stack_size = 1, .rarity = 1, .level_min = 1,
	    .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_SHIRT, .id = GIRLS_SHIRT, .stack_size = 1,
	    .rarity = 1, .level_min = 1, .gender = 2, .is_tradeable = true },
	{ .type = TDATA_ITEM_SHIRT, .id = RARE_SHIRT, .buy_price = 500,
	    .stack_size = 1, .rarity = 5, .level_min = 1,
	    .is_tradeable = true },
	{ .type = TDATA_ITEM_HAT, .id = HAT, .buy_price = 30,
	    .sell_price = 5, .stack_size = 1, .rarity = 1, .level_min = 1,
	    .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_GENERAL, .id = GUMBALL, .buy_price = 8,
	    .sell_price = 2, .stack_size = 100, .rarity = 1,
	    .is_tradeable = true, .is_sellable = true },
	{ .type = TDATA_ITEM_GENERAL, .id = KEEPSAKE, .buy_price = 8,
	    .stack_size = 100, .rarity = 1 },
	{ .type = TDATA_ITEM_GENERAL, .id = PRICELESS,
	    .buy_price = 30000000, .sell_price = 30000000,
	    .stack_size = 100, .rarity = 1, .is_sellable = true },
	{ .type = TDATA_ITEM_CHEST, .id = CRATE, .buy_price = 20,
	    .sell_price = 6, .rarity = 1, .is_tradeable = true,
	    .is_sellable = true },
	{ .type = TDATA_ITEM_VEHICLE, .id = CAR, .buy_price = 1000,
	    .stack_size = 1, .rarity = 1, .level_min = 1 },
};

static inline void
things_begin(const struct handler *const *tables)
{
	rig_begin(tables);
	rig.items = things;
	rig.item_count = COUNT_OF(things);
}

static inline struct item
thing(int32_t type, int32_t id, int32_t opt)
{
	return (struct item){ (int16_t)type, (int16_t)id, opt, 0 };
}

static inline void
put(struct player *p, int32_t slot, struct item it)
{
	inventory_put(&rig.w, p, slot, &it);
}

static inline void
expect_item(const struct item *got, int32_t type, int32_t id, int32_t opt)
{
	assert_int_equal(type, got->type);
	assert_int_equal(id, got->id);
	assert_int_equal(opt, got->opt);
}

static inline void
expect_slot(const struct player *p, int32_t slot, int32_t type, int32_t id,
    int32_t opt)
{
	expect_item(&p->inventory.bag[slot], type, id, opt);
}

static inline void
expect_empty(const struct player *p, int32_t slot)
{
	const struct item *it = &p->inventory.bag[slot];

	expect_item(it, 0, 0, 0);
	assert_int_equal(0, it->time_limit_s);
}

static inline void
expect_wire(const struct wire_item_base *got, int32_t type, int32_t id,
    int32_t opt)
{
	assert_int_equal(type, got->type);
	assert_int_equal(id, got->id);
	assert_int_equal(opt, got->opt);
}

static inline void
fill_bag(struct player *p)
{
	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++)
		if (item_is_none(&p->inventory.bag[i]))
			put(p, i, thing(TDATA_ITEM_HAT, HAT, 1));
}

/* --- the store --- */

/* The nth request of that type in this tick; NULL: none. */
static inline const void *
asked(uint16_t type, int nth)
{
	const struct msg *m = rig.w.to_db == NULL ? NULL :
	    batch_first(rig.w.to_db);

	for (; m != NULL; m = batch_next(rig.w.to_db, m))
		if (m->type == type && nth-- == 0)
			return msg_payload(m);
	return NULL;
}

static inline const void *
expect_asked(uint16_t type)
{
	const void *req = asked(type, 0);

	assert_non_null(req);
	return req;
}

/* What was asked is on its way; a new tick. */
static inline void
next_tick(void)
{
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	rig_pass(50);
}

static inline void
answer_deal(struct player *p, enum db_result result)
{
	const struct db_rep_commit rep = { .result = result };

	deal_on_committed(&rig.w, p->conn, &rep);
}

#endif
