/* reward.h - REP_REWARD_ITEM: what was gained, and the new totals. */
#ifndef GAME_REWARD_H
#define GAME_REWARD_H

#include <stddef.h>
#include <stdint.h>

#include "world/item.h"

struct player;

enum { REWARD_ITEMS_MAX = 8 };	/* a mission gives four, and quest items */

struct reward_item {
	struct item item;
	int8_t place;			/* enum inventory_place */
	int32_t slot;
};

/* Template of spec/items.md 5; task and npc_type 0 but for quest drops. */
void reward_send(struct player *p, const struct reward_item *items,
    size_t count, int32_t task_id, int32_t npc_type);

#endif
