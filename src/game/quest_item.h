/*
 * quest_item.h - what missions give and take: a place of its own in the
 * inventory, one stack an item (spec/missions.md 3).
 */
#ifndef GAME_QUEST_ITEM_H
#define GAME_QUEST_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "world/item.h"

struct player;
struct reward_item;
struct tdata_quest_item;
struct world;

/*
 * Adds count (it may be negative) to the stack of that item, or begins one in
 * the lowest free slot; a stack at 0 or below is gone. *out is the slot and
 * what it holds now; with item 0 a free one and nothing. False: no slot left,
 * nothing done. Tells nobody.
 */
bool quest_item_change(struct world *w, struct player *p, int32_t item_id,
    int32_t count, struct reward_item *out) MUST_USE;

/* The same, told by REP_REWARD_ITEM; the task it is about, and from whom. */
struct quest_item_cause {
	int32_t task_id;
	int32_t npc_type;		/* 0: nobody */
};
void quest_item_give(struct world *w, struct player *p,
    struct quest_item_cause cause, int32_t item_id, int32_t count);

/* How many there are. */
int32_t quest_item_count(const struct player *p, int32_t item_id);

/* All the changes, one after the other, would find their slots. */
bool quest_item_has_room(const struct player *p,
    const struct tdata_quest_item *changes, size_t count);

/* The whole stack goes; told by REP_PC_ITEM_DELETE_SUCC. */
void quest_item_delete(struct world *w, struct player *p, int32_t item_id);

#endif
