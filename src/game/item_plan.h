/*
 * item_plan.h - items on the move: tried on copies of the bags, then done all
 * at once or not at all. Trades, mail and shops move items this way and no
 * other, so that none is ever doubled or lost on the way.
 */
#ifndef GAME_ITEM_PLAN_H
#define GAME_ITEM_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "game/audit.h"
#include "world/item.h"
#include "world/player.h"

enum { ITEM_PLAN_BAGS = 2, ITEM_PLAN_MOVES = 16 };

struct item_plan_bag {
	struct player *p;
	struct item slots[PLAYER_INVENTORY_MAX];
};

/* An end of a move that lies in no bag, for the audit log. */
struct item_plan_move {
	struct item item;
	struct audit_spot from, to;
};

/* Lives on the stack of one handler. */
struct item_plan {
	struct item_plan_bag bags[ITEM_PLAN_BAGS];
	size_t bag_count;
	struct item_plan_move moves[ITEM_PLAN_MOVES];
	size_t move_count;
};

/* In nobody's bag: taken, not yet put. */
struct item_moving {
	struct item item;
	struct audit_spot from;
};

void item_plan_begin(struct item_plan *pl);

/* For taking what is offered in the trade that is being concluded. */
enum item_plan_lock { ITEM_PLAN_HEED_LOCKS, ITEM_PLAN_PAST_LOCKS };

/*
 * Takes count pieces of a stack, or with count 0 whatever is there. What does
 * not stack goes as a whole, whatever count says: its opt is no number of
 * pieces (DEFECT, spec/trading.md 4). False, and no change: no such slot, not
 * so many, or promised to somebody (inventory.locked).
 */
bool item_plan_take(struct item_plan *pl, struct player *p, int32_t slot,
    int32_t count, enum item_plan_lock lock, struct item_moving *out) MUST_USE;

/* Into the lowest free slot, or that one; which, or -1 if there is none. */
int32_t item_plan_put(struct item_plan *pl, struct player *p,
    const struct item_moving *m) MUST_USE;
int32_t item_plan_put_at(struct item_plan *pl, struct player *p, int32_t slot,
    const struct item_moving *m) MUST_USE;

/* It leaves all bags: sold, mailed. */
void item_plan_drop(struct item_plan *pl, const struct item_moving *m,
    struct audit_spot to);

/* Does it. */
void item_plan_commit(struct world *w, const struct item_plan *pl);

/* Not to be moved, used or filled until it is unlocked (a trade, a deal). */
bool item_plan_is_locked(const struct player *p, int32_t slot);
void item_plan_lock(struct player *p, int32_t slot);
void item_plan_unlock(struct player *p, int32_t slot);

#endif
