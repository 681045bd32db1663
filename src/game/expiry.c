/*
 * expiry.c - what is past its time goes, at the login and while one plays
 * (spec/items.md 8).
 *
 * Owns:   nothing.
 * Called: by event when a player has loaded, and by timer.
 * Thread: world.
 */
#include "game/expiry.h"

#include "base/log.h"
#include "config/config.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/stats.h"
#include "game/vehicle.h"
#include "tdata/ruleset.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	EXPIRY_MAX = PLAYER_EQUIP_MAX + PLAYER_INVENTORY_MAX,
	TURNS = 60		/* of a second each; every player has one */
};

static bool
is_past(const struct world *w, const struct item *it)
{
	/* The wire's 32 bits, read without a sign, last until 2106. */
	return it->time_limit_s != 0 && !item_is_none(it) &&
	    (int64_t)(uint32_t)it->time_limit_s < w->unix_s;
}

static uint32_t
find_past(const struct world *w, const struct player *p,
    struct wire_time_limit_item_delete_info2cl out[EXPIRY_MAX])
{
	const struct player_inventory *inv = &p->inventory;
	uint32_t n = 0;

	for (int i = 0; i < w->rules->equip_slots; i++)
		if (is_past(w, &inv->equip[i]) && inv->equip[i].opt > 0)
			out[n++] = (struct wire_time_limit_item_delete_info2cl){
				.il = INVENTORY_EQUIP, .slot_num = i };
	for (int i = 0; i < w->rules->inventory_slots; i++)
		if (is_past(w, &inv->bag[i]) && !item_plan_is_locked(p, i))
			out[n++] = (struct wire_time_limit_item_delete_info2cl){
				.il = INVENTORY_BAG, .slot_num = i };
	return n;
}

static void
destroy(struct world *w, struct player *p, enum inventory_place place,
    int32_t slot)
{
	const struct item none = { 0 };

	inventory_set(w, p, place, slot, &none);
}

static void
expire_bank(struct world *w, struct player *p)
{
	if (!w->cfg->shard.remove_expired_items_from_bank)
		return;
	for (int i = 0; i < w->rules->bank_slots; i++)
		if (is_past(w, &p->inventory.bank[i]))
			destroy(w, p, INVENTORY_BANK, i);
}

static void
take_away(struct world *w, struct player *p, int32_t place, int32_t slot)
{
	struct fe2cl_pc_equip_change change = {
		.pc_id = p->e.id, .equip_slot_num = slot,
	};

	SEND(p, fe2cl_rep_pc_item_delete_succ, .il = place, .slot_num = slot);
	destroy(w, p, (enum inventory_place)place, slot);
	if (place == INVENTORY_BAG)
		return;
	send_packet(p, PKT_FE2CL_PC_EQUIP_CHANGE, &change);
	send_around(w, &p->e, p, PKT_FE2CL_PC_EQUIP_CHANGE, &change);
}

uint32_t
expiry_run(struct world *w, struct player *p)
{
	struct wire_time_limit_item_delete_info2cl past[EXPIRY_MAX];
	struct fe2cl_pc_delete_time_limit_item head = { 0 };
	struct packet_run run = {
		.type = WIRE_TIME_LIMIT_ITEM_DELETE_INFO2CL, .items = past,
	};

	expire_bank(w, p);
	run.count = find_past(w, p, past);
	if (run.count == 0)
		return 0;
	send_packet_runs(p, PKT_FE2CL_PC_DELETE_TIME_LIMIT_ITEM, &head, &run,
	    1);
	for (uint32_t i = 0; i < run.count; i++)
		take_away(w, p, past[i].il, past[i].slot_num);
	stats_refresh(p);	/* DEFECT, spec/items.md 4: clothes are gone */
	if (item_is_none(&p->inventory.equip[PLAYER_VEHICLE_SLOT]))
		vehicle_dismount(w, p);
	return run.count;
}

void
expiry_on_player_loaded(struct world *w, struct player *p)
{
	expiry_run(w, p);
}

void
expiry_tick(struct world *w)
{
	uint32_t turn = w->expiry_turn++ % TURNS;

	for (uint32_t s = turn + 1; s <= w->players.used_slots; s += TURNS) {
		struct player *p = pool_at(&w->players, s);

		if (p != NULL && p->state == PLAYER_IN_WORLD &&
		    expiry_run(w, p) > 0)
			log_debug("expiry: player=%d", p->e.id);
	}
}
