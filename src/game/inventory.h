/* inventory.h - what a player carries, wears and has in the bank. */
#ifndef GAME_INVENTORY_H
#define GAME_INVENTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "proto/handlers.h"

struct item;
struct player;
struct world;

extern const struct handler inventory_handlers[];

/* Where an item lies, as the client numbers it (eIL, spec/items.md). */
enum inventory_place {
	INVENTORY_EQUIP = 0,
	INVENTORY_BAG = 1,
	INVENTORY_QUEST = 2,
	INVENTORY_BANK = 3
};

enum { INVENTORY_NO_SLOT = -1 };

/* What lies in a slot, perhaps none; NULL: there is no such slot. */
const struct item *inventory_at(const struct player *p,
    enum inventory_place place, int32_t slot);

/*
 * Writes a slot that exists; id 0 empties it. Tells nobody but the audit log,
 * which sees in it what has come or gone: nothing else writes a slot.
 */
void inventory_set(struct world *w, struct player *p,
    enum inventory_place place, int32_t slot, const struct item *it);

/* The lowest free slot of the bag; INVENTORY_NO_SLOT if it is full. */
int32_t inventory_free_slot(const struct player *p);

/* How many slots of the bag are free. */
int32_t inventory_free_count(const struct player *p);

/* The same for the bag. */
void inventory_put(struct world *w, struct player *p, int32_t slot,
    const struct item *it);

/* Into the first free slot: which one, or INVENTORY_NO_SLOT and no change. */
int32_t inventory_add(struct world *w, struct player *p,
    const struct item *it) MUST_USE;

#endif
