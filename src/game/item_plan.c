/*
 * item_plan.c - items on the move: tried on copies, then all at once.
 *
 * Owns:   inventory.locked; writes bags through inventory_put().
 * Called: by trade.c, email.c, vendor.c and what gives several items.
 * Thread: world.
 */
#include "game/item_plan.h"

#include <string.h>

#include "game/inventory.h"
#include "tdata/tdata.h"
#include "world/world.h"

static const struct audit_spot nowhere = { .place = AUDIT_NOWHERE };

void
item_plan_begin(struct item_plan *pl)
{
	pl->bag_count = 0;
	pl->move_count = 0;
}

static struct item_plan_bag *
bag_of(struct item_plan *pl, struct player *p)
{
	struct item_plan_bag *bag;

	for (size_t i = 0; i < pl->bag_count; i++)
		if (pl->bags[i].p == p)
			return &pl->bags[i];
	CHECK(pl->bag_count < ITEM_PLAN_BAGS);
	bag = &pl->bags[pl->bag_count++];
	bag->p = p;
	memcpy(bag->slots, p->inventory.bag, sizeof(bag->slots));
	return bag;
}

static bool
is_slot(int32_t slot)
{
	return slot >= 0 && slot < PLAYER_INVENTORY_MAX;
}

static struct audit_spot
spot_of(const struct player *p, int32_t slot)
{
	return (struct audit_spot){ AUDIT_BAG, slot, p->e.id };
}

/* What happens in bags is seen where they are written. */
static void
note_outside(struct item_plan *pl, const struct item *it,
    struct audit_spot from, struct audit_spot to)
{
	CHECK(pl->move_count < ITEM_PLAN_MOVES);
	pl->moves[pl->move_count++] = (struct item_plan_move){ *it, from, to };
}

/* --- locks --- */

bool
item_plan_is_locked(const struct player *p, int32_t slot)
{
	return is_slot(slot) && (p->inventory.locked >> slot & 1) != 0;
}

void
item_plan_lock(struct player *p, int32_t slot)
{
	CHECK(is_slot(slot));
	p->inventory.locked |= UINT64_C(1) << slot;
}

void
item_plan_unlock(struct player *p, int32_t slot)
{
	CHECK(is_slot(slot));
	p->inventory.locked &= ~(UINT64_C(1) << slot);
}

/* --- planning --- */

static bool
is_stack(const struct player *p, const struct item *it)
{
	const struct tdata_item *row = tdata_find_item(p->world->td, it->type,
	    it->id);

	return row != NULL && row->stack_size > 1;
}

bool
item_plan_take(struct item_plan *pl, struct player *p, int32_t slot,
    int32_t count, enum item_plan_lock lock, struct item_moving *out)
{
	struct item_plan_bag *bag = bag_of(pl, p);
	struct item *it;

	if (!is_slot(slot) || count < 0)
		return false;
	if (lock == ITEM_PLAN_HEED_LOCKS && item_plan_is_locked(p, slot))
		return false;
	it = &bag->slots[slot];
	if (item_is_none(it))
		return false;
	if (count == 0 || !is_stack(p, it))
		count = it->opt;
	if (count > it->opt)
		return false;
	out->item = *it;
	out->item.opt = count;
	out->from = spot_of(p, slot);
	it->opt -= count;
	if (it->opt == 0)
		*it = (struct item){ 0 };
	return true;
}

int32_t
item_plan_put_at(struct item_plan *pl, struct player *p, int32_t slot,
    const struct item_moving *m)
{
	struct item_plan_bag *bag = bag_of(pl, p);

	if (!is_slot(slot) || !item_is_none(&bag->slots[slot]))
		return INVENTORY_NO_SLOT;
	bag->slots[slot] = m->item;
	if (m->from.place != AUDIT_BAG)
		note_outside(pl, &m->item, m->from, nowhere);
	return slot;
}

int32_t
item_plan_put(struct item_plan *pl, struct player *p,
    const struct item_moving *m)
{
	const struct item_plan_bag *bag = bag_of(pl, p);

	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++) {
		/*
		 * A locked slot that is empty here gives its item in the same
		 * trade; one that was empty before waits for the store.
		 */
		if (item_is_none(&bag->slots[i]) && !(item_plan_is_locked(p, i)
		    && item_is_none(&p->inventory.bag[i])))
			return item_plan_put_at(pl, p, i, m);
	}
	return INVENTORY_NO_SLOT;
}

void
item_plan_drop(struct item_plan *pl, const struct item_moving *m,
    struct audit_spot to)
{
	note_outside(pl, &m->item, nowhere, to);
}

/* --- doing --- */

void
item_plan_commit(struct world *w, const struct item_plan *pl)
{
	for (size_t i = 0; i < pl->bag_count; i++) {
		const struct item_plan_bag *bag = &pl->bags[i];

		for (int32_t k = 0; k < PLAYER_INVENTORY_MAX; k++)
			if (memcmp(&bag->slots[k], &bag->p->inventory.bag[k],
			    sizeof(struct item)) != 0)
				inventory_put(w, bag->p, k, &bag->slots[k]);
	}
	for (size_t i = 0; i < pl->move_count; i++) {
		audit_item_out(w, &pl->moves[i].item, pl->moves[i].from);
		audit_item_in(w, &pl->moves[i].item, pl->moves[i].to);
	}
}
