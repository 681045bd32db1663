/*
 * inventory.c - what a player carries, wears and has in the bank.
 *
 * Owns:   player->inventory.
 * Called: by packet through inventory_handlers[]; by event when a player has
 *         loaded; by whatever gives or takes items.
 * Thread: world.
 */
#include "game/inventory.h"

#include "config/config.h"
#include "db/db_msg.h"
#include "game/audit.h"
#include "game/stats.h"
#include "tdata/ruleset.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/* --- the bag --- */

/* A locked slot that is empty may get its item back: item_plan.h. */
static bool
is_free(const struct player *p, int32_t slot)
{
	return item_is_none(&p->inventory.bag[slot]) &&
	    (p->inventory.locked >> slot & 1) == 0;
}

int32_t
inventory_free_slot(const struct player *p)
{
	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++)
		if (is_free(p, i))
			return i;
	return INVENTORY_NO_SLOT;
}

int32_t
inventory_free_count(const struct player *p)
{
	int32_t n = 0;

	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++)
		n += is_free(p, i);
	return n;
}

/* Quest items have a module of their own. */
static struct item *
slots_of(struct player *p, enum inventory_place place, int32_t *count)
{
	const struct ruleset *rules = p->world->rules;

	switch (place) {
	case INVENTORY_EQUIP:
		*count = rules->equip_slots;
		return p->inventory.equip;
	case INVENTORY_BAG:
		*count = PLAYER_INVENTORY_MAX;
		return p->inventory.bag;
	case INVENTORY_BANK:
		*count = rules->bank_slots;
		return p->inventory.bank;
	case INVENTORY_QUEST:
		break;
	}
	*count = 0;
	return NULL;
}

const struct item *
inventory_at(const struct player *p, enum inventory_place place, int32_t slot)
{
	int32_t count;
	const struct item *slots = slots_of((struct player *)p, place, &count);

	return slot >= 0 && slot < count ? &slots[slot] : NULL;
}

static enum audit_place
audit_place_of(enum inventory_place place)
{
	switch (place) {
	case INVENTORY_EQUIP:
		return AUDIT_EQUIP;
	case INVENTORY_BAG:
		return AUDIT_BAG;
	case INVENTORY_BANK:
		return AUDIT_BANK;
	case INVENTORY_QUEST:
		break;
	}
	return AUDIT_QUEST;
}

void
inventory_set(struct world *w, struct player *p, enum inventory_place place,
    int32_t slot, const struct item *it)
{
	const struct item none = { 0 };
	struct item is = item_is_none(it) ? none : *it;
	int32_t count;
	struct item *slots = slots_of(p, place, &count);

	CHECK(slot >= 0 && slot < count);
	audit_slot(w, (struct audit_spot){ audit_place_of(place), slot,
	    p->e.id }, &slots[slot], &is);
	slots[slot] = is;
	world_mark_dirty(w, p, DB_SECTION_INVENTORY);
}

void
inventory_put(struct world *w, struct player *p, int32_t slot,
    const struct item *it)
{
	inventory_set(w, p, INVENTORY_BAG, slot, it);
}

int32_t
inventory_add(struct world *w, struct player *p, const struct item *it)
{
	int32_t slot = inventory_free_slot(p);

	if (slot != INVENTORY_NO_SLOT)
		inventory_put(w, p, slot, it);
	return slot;
}

/* --- the bank --- */

/* Moving things in and out names bank slots; this only shows them. */
static void
inventory_on_bank_open(struct world *w, struct player *p,
    const struct cl2fe_req_pc_bank_open *req)
{
	struct fe2cl_rep_pc_bank_open_succ out = { .extra_bank = 1 };

	UNUSED(req);
	for (int i = 0; i < w->rules->bank_slots; i++)
		out.bank[i] = item_to_wire(&p->inventory.bank[i]);
	send_packet(p, PKT_FE2CL_REP_PC_BANK_OPEN_SUCC, &out);
}

/* Nothing to end: that it was open was not remembered. */
static void
inventory_on_bank_close(struct world *w, struct player *p,
    const struct cl2fe_req_pc_bank_close *req)
{
	UNUSED(w);
	UNUSED(req);
	SEND(p, fe2cl_rep_pc_bank_close_succ, .pc_id = p->e.id);
}

const struct handler inventory_handlers[] = {
	ON_CL2FE_REQ_PC_BANK_OPEN(NEED_WORLD, inventory_on_bank_open),
	ON_CL2FE_REQ_PC_BANK_CLOSE(NEED_WORLD, inventory_on_bank_close),
	HANDLERS_END
};
