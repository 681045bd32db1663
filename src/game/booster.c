/*
 * booster.c - what makes rewards larger: nanocom boosters (spec/items.md 6.2)
 * and buffs.
 *
 * Owns:   nothing.
 * Called: by loot, missions and races.
 * Thread: world.
 */
#include "game/booster.h"

#include <stdbool.h>

#include "game/nano_state.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

/*
 * Which item in which slot helps with what. The names of the items differ:
 * "Fusion Hunter" is 153 (spec/DECISIONS.md keeps what it did in OpenFusion).
 */
static const struct booster {
	int32_t slot, item;
} boosters[BOOSTER_KIND_COUNT] = {
	[BOOSTER_MOBS] = { 11, 154 },
	[BOOSTER_MISSIONS] = { 10, 153 },
	[BOOSTER_RACES] = { 9, 155 },
};

static const double factor_one = 1.5, factor_all = 1.75;
static const double buff_factor = 1.2, boosted_buff_factor = 1.23;

/* DEFECT: they worked on until the next sweep took them away. */
static bool
is_on(const struct player *p, const struct booster *b)
{
	const struct item *it = &p->inventory.equip[b->slot];

	if (it->type != TDATA_ITEM_GENERAL || it->id != b->item ||
	    it->opt <= 0)
		return false;
	return it->time_limit_s == 0 ||
	    (int64_t)(uint32_t)it->time_limit_s >= p->world->unix_s;
}

double
booster_factor(const struct player *p, enum booster_kind kind)
{
	int count = 0;

	if (!p->world->rules->has_booster_slots || !is_on(p, &boosters[kind]))
		return 1.0;
	for (int i = 0; i < BOOSTER_KIND_COUNT; i++)
		count += is_on(p, &boosters[i]);
	return count == BOOSTER_KIND_COUNT ? factor_all : factor_one;
}

double
booster_buff_factor(const struct player *p, enum buff_id buff)
{
	if (!combatant_has(&p->combatant, buff))
		return 1.0;
	return nano_state_is_boosted(p) ? boosted_buff_factor : buff_factor;
}
