/*
 * inventory.c - what a player carries, wears and has in the bank.
 *
 * Owns:   player->inventory.
 * Called: by packet through inventory_handlers[]; by event when a player has
 *         loaded.
 * Thread: world.
 */
#include "game/inventory.h"

#include "config/config.h"
#include "db/db_msg.h"
#include "tdata/ruleset.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { EXPIRY_MAX = PLAYER_EQUIP_MAX + PLAYER_INVENTORY_MAX };

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
		if (is_past(w, &inv->bag[i]))
			out[n++] = (struct wire_time_limit_item_delete_info2cl){
				.il = INVENTORY_BAG, .slot_num = i };
	return n;
}

static void
expire_bank(struct world *w, struct player *p)
{
	if (!w->cfg->shard.remove_expired_items_from_bank)
		return;
	for (int i = 0; i < w->rules->bank_slots; i++) {
		if (!is_past(w, &p->inventory.bank[i]))
			continue;
		p->inventory.bank[i] = (struct item){ 0 };
		world_mark_dirty(w, p, DB_SECTION_INVENTORY);
	}
}

static void
take_away(struct world *w, struct player *p, int32_t place, int32_t slot)
{
	struct fe2cl_pc_equip_change change = {
		.pc_id = p->e.id, .equip_slot_num = slot,
	};

	SEND(p, fe2cl_rep_pc_item_delete_succ, .il = place, .slot_num = slot);
	if (place == INVENTORY_BAG) {
		p->inventory.bag[slot] = (struct item){ 0 };
		return;
	}
	p->inventory.equip[slot] = (struct item){ 0 };
	send_packet(p, PKT_FE2CL_PC_EQUIP_CHANGE, &change);
	send_around(w, &p->e, p, PKT_FE2CL_PC_EQUIP_CHANGE, &change);
}

uint32_t
inventory_expire(struct world *w, struct player *p)
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
	world_mark_dirty(w, p, DB_SECTION_INVENTORY);
	return run.count;
}

void
inventory_on_player_loaded(struct world *w, struct player *p)
{
	inventory_expire(w, p);
}

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

const struct handler inventory_handlers[] = {
	ON_CL2FE_REQ_PC_BANK_OPEN(NEED_WORLD, inventory_on_bank_open),
	HANDLERS_END
};
