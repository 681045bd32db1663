/*
 * mission_reward.c - what a task pays (spec/missions.md 8).
 *
 * Owns:   nothing.
 * Called: by mission_end.c.
 * Thread: world.
 */
#include "game/mission_reward.h"

#include <math.h>
#include <stddef.h>

#include "game/booster.h"
#include "game/inventory.h"
#include "game/reward.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/event.h"
#include "world/item.h"
#include "world/player.h"
#include "world/world.h"

enum { ITEMS_MAX = 4, NO_ITEM = -1 };

/*
 * DEFECT: any byte was taken for a choice, and read behind the table. NO_ITEM
 * for what is none of the four bits.
 */
static int
chosen_item(int32_t choice)
{
	for (int i = 0; i < ITEMS_MAX; i++)
		if (choice == 1 << i)
			return i;
	return NO_ITEM;
}

/* The items that will be given; DEFECT: gaps in the list were items, too. */
static uint32_t
list_items(const struct tdata_reward *reward, int32_t choice,
    struct item out[ITEMS_MAX])
{
	uint32_t count = 0;

	for (int i = 0; i < ITEMS_MAX; i++) {
		if (reward->items[i].id == 0)
			continue;
		if (choice != MISSION_CHOICE_NONE && i != chosen_item(choice))
			continue;
		out[count++] = (struct item){
			.type = (int16_t)reward->items[i].type,
			.id = (int16_t)reward->items[i].id,
			.opt = 1,
		};
	}
	return count;
}

bool
mission_reward_has_choice(const struct tdata_reward *reward)
{
	struct item items[ITEMS_MAX];

	return reward->box_choice != 0 &&
	    list_items(reward, MISSION_CHOICE_NONE, items) > 1;
}

enum mission_reward_result
mission_reward_check(const struct player *p,
    const struct tdata_reward *reward, int32_t choice)
{
	struct item items[ITEMS_MAX];
	uint32_t count = list_items(reward, choice, items);

	if (choice != MISSION_CHOICE_NONE && count != 1)
		return MISSION_REWARD_BAD_CHOICE;
	if (inventory_free_count(p) < (int32_t)count)
		return MISSION_REWARD_NO_ROOM;
	return MISSION_REWARD_OK;
}

/* Rates are whole percents: what a float makes of them is not to be lost. */
static double
rate_of(float rate)
{
	return round((double)rate * 100.0) / 100.0;
}

static void
give_money(struct world *w, struct player *p,
    const struct tdata_reward *reward)
{
	const struct player_wallet *wallet = &p->wallet;
	double taros, fm;

	taros = trunc(reward->taros *
	    rate_of(wallet->taro_rate[PLAYER_RATE_MISSION]) *
	    booster_buff_factor(p, BUFF_REWARD_CASH));
	fm = trunc(reward->fusion_matter *
	    rate_of(wallet->fusion_matter_rate[PLAYER_RATE_MISSION]) *
	    booster_buff_factor(p, BUFF_REWARD_BLOB));
	fm = trunc(fm * booster_factor(p, BOOSTER_MISSIONS));
	(void)wallet_add(w, p, WALLET_TAROS, (int64_t)taros);
	(void)wallet_add(w, p, WALLET_FUSION_MATTER, (int64_t)fm);
	EVENT(w, fusion_matter_changed, p);
}

void
mission_reward_give(struct world *w, struct player *p,
    const struct tdata_reward *reward, int32_t choice)
{
	struct reward_item given[ITEMS_MAX];
	struct item items[ITEMS_MAX];
	uint32_t count = list_items(reward, choice, items), booked = 0;

	give_money(w, p, reward);
	for (uint32_t i = 0; i < count; i++) {
		int32_t slot = inventory_add(w, p, &items[i]);

		if (slot == INVENTORY_NO_SLOT)
			break;
		given[booked++] = (struct reward_item){
			.item = items[i], .place = INVENTORY_BAG, .slot = slot,
		};
	}
	reward_send(p, given, booked, 0, 0);
}
