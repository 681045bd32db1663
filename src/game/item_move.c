/*
 * item_move.c - the player rearranges, wears, banks and throws away
 * (spec/items.md 5).
 *
 * Owns:   nothing; writes through inventory_set().
 * Called: by packet; item_move_fits() by who mends characters, too.
 * Thread: world.
 */
#include "game/item_move.h"

#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/stats.h"
#include "game/vehicle.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	EQUIP_HAND_EX = 7,		/* a second weapon */
	EQUIP_WORN_SLOTS = 9		/* behind them: boosters */
};

struct move {
	int32_t from, from_slot, to, to_slot;
	struct item source, target;	/* what lies there now */
};

/* --- may it? --- */

static bool
is_place(int32_t place)
{
	return place == INVENTORY_EQUIP || place == INVENTORY_BAG ||
	    place == INVENTORY_BANK;
}

static bool
is_locked(const struct player *p, int32_t place, int32_t slot)
{
	return place == INVENTORY_BAG && item_plan_is_locked(p, slot);
}

/* DEFECT: gumballs could be worn in the second hand. */
bool
item_move_fits(int64_t type, int64_t slot)
{
	if (type == TDATA_ITEM_VEHICLE)
		return slot == PLAYER_VEHICLE_SLOT;
	if (slot == EQUIP_HAND_EX)
		return type == TDATA_ITEM_WEAPON;
	if (slot >= EQUIP_WORN_SLOTS)
		return type == TDATA_ITEM_GENERAL;
	return type == slot;
}

/*
 * Boosters are put on by using them and never taken off (DEFECT: off and on
 * again they lasted for ever).
 */
static bool
is_booster_slot(int32_t place, int32_t slot)
{
	return place == INVENTORY_EQUIP && slot >= EQUIP_WORN_SLOTS;
}

/* It may not touch its things then (spec/items.md 5); trade.h is above us. */
static bool
is_trading(const struct player *p)
{
	return p->trade.partner.slot != 0;
}

/* An impossible request, which the client's own window does not make. */
static bool
is_sound(const struct player *p, const struct cl2fe_req_item_move *req)
{
	if (is_trading(p) || !is_place(req->from) || !is_place(req->to))
		return false;
	if (inventory_at(p, (enum inventory_place)req->from,
	    req->from_slot_num) == NULL ||
	    inventory_at(p, (enum inventory_place)req->to,
	    req->to_slot_num) == NULL)
		return false;
	if (is_booster_slot(req->from, req->from_slot_num) ||
	    is_booster_slot(req->to, req->to_slot_num))
		return false;
	return !is_locked(p, req->from, req->from_slot_num) &&
	    !is_locked(p, req->to, req->to_slot_num);
}

/* Whether an item may come to lie there; none always may. */
static bool
may_lie(const struct item *it, int32_t place, int32_t slot)
{
	return place != INVENTORY_EQUIP || item_is_none(it) ||
	    item_move_fits(it->type, slot);
}

/* DEFECT: level and gender were not asked. */
static bool
may_be_worn(const struct player *p, const struct item *it, int32_t place)
{
	return place != INVENTORY_EQUIP || item_is_none(it) ||
	    stats_may_wear(p, it);
}

/* --- doing it --- */

/*
 * 0: they change places. DEFECTs: stacks with different ends were joined, a
 * stack with itself lost, negative ones counted.
 */
static int32_t
joined_stack_size(const struct world *w, const struct move *m)
{
	const struct tdata_item *row;

	if (m->source.type != m->target.type || m->source.id != m->target.id ||
	    m->source.time_limit_s != m->target.time_limit_s ||
	    item_is_none(&m->source) || m->source.opt < 1 ||
	    m->target.opt < 1)
		return 0;
	row = tdata_find_item(w->td, m->source.type, m->source.id);
	if (row == NULL || row->stack_size <= 1 ||
	    m->source.opt >= row->stack_size ||
	    m->target.opt >= row->stack_size)
		return 0;
	return row->stack_size;
}

static void
join(struct move *m, int32_t stack_size)
{
	int32_t sum = m->source.opt + m->target.opt;

	m->target.opt = sum > stack_size ? stack_size : sum;
	m->source.opt = sum - m->target.opt;
	if (m->source.opt == 0)
		m->source = (struct item){ 0 };
}

static void
swap(struct move *m)
{
	struct item kept = m->source;

	m->source = m->target;
	m->target = kept;
}

static void
show_worn(struct world *w, struct player *p, int32_t slot)
{
	PUBLISH(w, &p->e, p, fe2cl_pc_equip_change,
	    .pc_id = p->e.id,
	    .equip_slot_num = slot,
	    .equip_slot_item = item_to_wire(&p->inventory.equip[slot]));
}

/* DEFECT: from hand to hand, the others saw one of the two. */
static void
after_dressing(struct world *w, struct player *p, const struct move *m)
{
	if (item_is_none(&p->inventory.equip[PLAYER_VEHICLE_SLOT]))
		vehicle_dismount(w, p);
	if (m->to == INVENTORY_EQUIP)
		show_worn(w, p, m->to_slot);
	if (m->from == INVENTORY_EQUIP)
		show_worn(w, p, m->from_slot);
	stats_refresh(p);
}

/*
 * What lies where now. The client takes both as they are; From and To change
 * places, as the peer has it (spec/items.md 5).
 */
static void
tell(struct player *p, const struct move *m)
{
	const struct item *source = inventory_at(p,
	    (enum inventory_place)m->from, m->from_slot);
	const struct item *target = inventory_at(p,
	    (enum inventory_place)m->to, m->to_slot);

	SEND(p, fe2cl_pc_item_move_succ,
	    .from = m->to,
	    .from_slot_num = m->to_slot,
	    .from_slot_item = item_to_wire(target),
	    .to = m->from,
	    .to_slot_num = m->from_slot,
	    .to_slot_item = item_to_wire(source));
}

static void
move(struct world *w, struct player *p, struct move *m)
{
	int32_t stack_size = joined_stack_size(w, m);

	if (stack_size > 0)
		join(m, stack_size);
	else
		swap(m);
	inventory_set(w, p, (enum inventory_place)m->from, m->from_slot,
	    &m->source);
	inventory_set(w, p, (enum inventory_place)m->to, m->to_slot,
	    &m->target);
	if (m->from == INVENTORY_EQUIP || m->to == INVENTORY_EQUIP)
		after_dressing(w, p, m);
}

static void
item_move_on_move(struct world *w, struct player *p,
    const struct cl2fe_req_item_move *req)
{
	struct move m = { req->from, req->from_slot_num, req->to,
		req->to_slot_num, { 0 }, { 0 } };

	if (!is_sound(p, req))
		return;
	m.source = *inventory_at(p, (enum inventory_place)m.from, m.from_slot);
	m.target = *inventory_at(p, (enum inventory_place)m.to, m.to_slot);
	if (m.from == m.to && m.from_slot == m.to_slot)
		return;
	/* DEFECT: what was displaced could be worn, whatever it was. */
	if (!may_lie(&m.source, m.to, m.to_slot) ||
	    !may_lie(&m.target, m.from, m.from_slot))
		return;
	if (may_be_worn(p, &m.source, m.to) &&
	    may_be_worn(p, &m.target, m.from))
		move(w, p, &m);
	tell(p, &m);	/* refused: its window shows again what is */
}

/* --- throwing away --- */

/* DEFECTs: also out of other places, and what was offered in a trade. */
static void
item_move_on_delete(struct world *w, struct player *p,
    const struct cl2fe_req_pc_item_delete *req)
{
	const struct item none = { 0 };
	const struct item *it;

	if (req->il != INVENTORY_BAG)
		return;
	it = inventory_at(p, INVENTORY_BAG, req->slot_num);
	if (it == NULL || item_plan_is_locked(p, req->slot_num))
		return;
	inventory_put(w, p, req->slot_num, &none);
	SEND(p, fe2cl_rep_pc_item_delete_succ,
	    .il = req->il,
	    .slot_num = req->slot_num);
}

const struct handler item_move_handlers[] = {
	ON_CL2FE_REQ_ITEM_MOVE(NEED_WORLD, item_move_on_move),
	ON_CL2FE_REQ_PC_ITEM_DELETE(NEED_WORLD, item_move_on_delete),
	HANDLERS_END
};
