/*
 * quest_item.c - what missions give and take (spec/missions.md 3).
 *
 * Owns:   player->inventory.quest.
 * Called: by the missions' modules; by the GM's way to give items.
 * Thread: world.
 */
#include "game/quest_item.h"

#include <string.h>

#include "base/log.h"
#include "db/db.h"
#include "game/audit.h"
#include "game/inventory.h"
#include "game/reward.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { NO_SLOT = -1 };

/* Its stack, else the lowest free slot. */
static int
find_slot(const struct item *items, int32_t item_id)
{
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		if (items[i].id == item_id)
			return i;
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		if (items[i].opt == 0)
			return i;
	return NO_SLOT;
}

/* *was: what lay in the slot that it returns. */
static int
change(struct item *items, int32_t item_id, int32_t count, struct item *was)
{
	int64_t sum;
	int slot;

	if (item_id < 0 || item_id > INT16_MAX)
		return NO_SLOT;		/* a GM may ask for anything */
	slot = find_slot(items, item_id);
	if (slot == NO_SLOT)
		return slot;
	*was = items[slot];
	if (item_id == 0)
		return slot;
	sum = (int64_t)items[slot].opt + count;
	if (sum > INT32_MAX)
		sum = INT32_MAX;
	items[slot] = (struct item){ 0 };
	if (sum > 0)
		items[slot] = (struct item){
			.type = TDATA_ITEM_QUEST,
			.id = (int16_t)item_id,
			.opt = (int32_t)sum,
		};
	return slot;
}

/* Every write of a slot. */
static void
note(struct world *w, struct player *p, int slot, const struct item *was)
{
	audit_slot(w, (struct audit_spot){ AUDIT_QUEST, slot, p->e.id }, was,
	    &p->inventory.quest[slot]);
	world_mark_dirty(w, p, DB_SECTION_QUEST_ITEMS);
}

bool
quest_item_change(struct world *w, struct player *p, int32_t item_id,
    int32_t count, struct reward_item *out)
{
	struct item was;
	int slot = change(p->inventory.quest, item_id, count, &was);

	if (slot == NO_SLOT)
		return false;
	note(w, p, slot, &was);
	*out = (struct reward_item){
		.item = p->inventory.quest[slot],
		.place = INVENTORY_QUEST,
		.slot = slot,
	};
	return true;
}

void
quest_item_give(struct world *w, struct player *p,
    struct quest_item_cause cause, int32_t item_id, int32_t count)
{
	struct reward_item it;

	if (quest_item_change(w, p, item_id, count, &it))
		reward_send(p, &it, 1, cause.task_id, cause.npc_type);
	else
		log_debug("quest_item: no room player=%d item=%d", p->e.id,
		    item_id);
}

int32_t
quest_item_count(const struct player *p, int32_t item_id)
{
	if (item_id == 0)
		return 0;
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		if (p->inventory.quest[i].id == item_id)
			return p->inventory.quest[i].opt;
	return 0;
}

bool
quest_item_has_room(const struct player *p,
    const struct tdata_quest_item *changes, size_t count)
{
	struct item trial[PLAYER_QUEST_ITEMS_MAX], was;

	memcpy(trial, p->inventory.quest, sizeof(trial));
	for (size_t i = 0; i < count; i++) {
		int slot;

		if (changes[i].id == 0)
			continue;
		slot = change(trial, changes[i].id, changes[i].count, &was);
		if (slot == NO_SLOT && changes[i].count > 0)
			return false;
	}
	return true;
}

void
quest_item_delete(struct world *w, struct player *p, int32_t item_id)
{
	for (int i = 0; item_id != 0 && i < PLAYER_QUEST_ITEMS_MAX; i++) {
		struct item was = p->inventory.quest[i];

		if (was.id != item_id)
			continue;
		p->inventory.quest[i] = (struct item){ 0 };
		note(w, p, i, &was);
		SEND(p, fe2cl_rep_pc_item_delete_succ,
		    .il = INVENTORY_QUEST,
		    .slot_num = i);
	}
}
