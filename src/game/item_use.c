/*
 * item_use.c - using what lies in the bag: gumballs and nanocom boosters
 * (spec/items.md 6).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/item_use.h"

#include "game/buff.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	GUMBALL_FIRST = 119,		/* three, one a style */
	GUMBALL_LAST = 121,
	GUMBALL_SKILL = 144,
	GUMBALL_SKILL_TYPE = 33,
	DS_MS = 100,

	BOOSTER_FIRST = 153,		/* three, one a slot */
	BOOSTER_LAST = 155,
	BOOSTER_ALL = 156,
	BOOSTER_FIRST_SLOT = 9,
	BOOSTER_S = 7 * 24 * 3600
};

static void
refuse(struct player *p)
{
	SEND(p, fe2cl_rep_pc_item_use_fail, .error_code = 0);
}

/* One piece less; what is left. */
static struct item
use_up(struct world *w, struct player *p, int32_t slot)
{
	struct item left = p->inventory.bag[slot];

	if (--left.opt == 0)
		left = (struct item){ 0 };
	inventory_put(w, p, slot, &left);
	return left;
}

/* --- gumballs --- */

/* DEFECT: any number was taken for one of the three slots. */
static bool
suits_nano(const struct world *w, const struct player *p, int32_t style,
    int32_t nano_slot)
{
	return nano_slot >= 0 && nano_slot < PLAYER_NANO_SLOTS &&
	    tdata_nano_style(w->td, p->nanos.equipped[nano_slot]) == style;
}

static void
tell_gumball(struct world *w, struct player *p, int32_t slot,
    enum buff_id buff)
{
	const struct wire_skill_result_buff effect = {
		.ct = 1,
		.id = p->e.id,
		.condition_bit_flag = 1 << (buff - 1),
	};
	const struct packet_run run = {
		.type = WIRE_SKILL_RESULT_BUFF, .items = &effect, .count = 1,
	};
	struct fe2cl_rep_pc_item_use_succ out = {
		.pc_id = p->e.id,
		.il = INVENTORY_BAG,
		.slot_num = slot,
		.skill_id = GUMBALL_SKILL,
		.st = GUMBALL_SKILL_TYPE,
	};
	struct item left = use_up(w, p, slot);

	out.remain_item = item_to_wire(&left);
	send_packet_runs(p, PKT_FE2CL_REP_PC_ITEM_USE_SUCC, &out, &run, 1);
}

/* A second one lasts from now on, not beside the first (DEFECT: wasted). */
static void
use_gumball(struct world *w, struct player *p,
    const struct cl2fe_req_item_use *req, int32_t id)
{
	const struct tdata_skill *skill = tdata_find_skill(w->td,
	    GUMBALL_SKILL);
	enum buff_id buff = (enum buff_id)(BUFF_STIMPAK_1 + req->nano_slot);
	struct buff_grant grant = {
		.buff = buff,
		.class = BUFF_CLASS_CASH_ITEM,
		.skill = GUMBALL_SKILL,
	};

	if (skill == NULL ||
	    !suits_nano(w, p, id - GUMBALL_FIRST, req->nano_slot)) {
		refuse(p);
		return;
	}
	grant.duration_ms = (int64_t)skill->duration_ds[0] * DS_MS;
	/* DEFECT: the dead used them up for nothing. */
	if (buff_add(w, &p->e, &grant) == BUFF_REFUSED) {
		refuse(p);
		return;
	}
	tell_gumball(w, p, req->slot_num, buff);
}

/* --- boosters --- */

/*
 * The client counts on the server's own clock, the store on the calendar: it is
 * told the one and keeps the other.
 */
static void
put_on_booster(struct world *w, struct player *p, int32_t id)
{
	int32_t slot = BOOSTER_FIRST_SLOT + (id - BOOSTER_FIRST + 1) %
	    (BOOSTER_LAST - BOOSTER_FIRST + 1);
	struct item it = {
		.type = TDATA_ITEM_GENERAL, .id = (int16_t)id, .opt = 1,
		.time_limit_s = (int32_t)(w->now_ms / 1000 + BOOSTER_S),
	};
	struct wire_item_base shown = item_to_wire(&it);

	SEND(p, fe2cl_rep_pc_give_item_succ,
	    .il = INVENTORY_EQUIP,
	    .slot_num = slot,
	    .item = shown);
	SEND(p, fe2cl_pc_equip_change,
	    .pc_id = p->e.id,
	    .equip_slot_num = slot,
	    .equip_slot_item = shown);
	it.time_limit_s = (int32_t)(w->unix_s + BOOSTER_S);
	inventory_set(w, p, INVENTORY_EQUIP, slot, &it);
}

static void
use_booster(struct world *w, struct player *p, int32_t slot, int32_t id)
{
	struct item left;

	if (!w->rules->has_booster_slots) {
		refuse(p);
		return;
	}
	for (int32_t i = BOOSTER_FIRST; i <= BOOSTER_LAST; i++)
		if (id == i || id == BOOSTER_ALL)
			put_on_booster(w, p, i);
	left = use_up(w, p, slot);
	SEND(p, fe2cl_rep_pc_item_use_succ,
	    .pc_id = p->e.id,
	    .il = INVENTORY_BAG,
	    .slot_num = slot,
	    .remain_item = item_to_wire(&left));
}

static void
item_use_on_use(struct world *w, struct player *p,
    const struct cl2fe_req_item_use *req)
{
	const struct item *it = inventory_at(p, INVENTORY_BAG, req->slot_num);

	if (it == NULL)
		return;
	if (it->type != TDATA_ITEM_GENERAL || it->opt < 1 ||
	    item_plan_is_locked(p, req->slot_num))
		refuse(p);
	else if (it->id >= GUMBALL_FIRST && it->id <= GUMBALL_LAST)
		use_gumball(w, p, req, it->id);
	else if (it->id >= BOOSTER_FIRST && it->id <= BOOSTER_ALL)
		use_booster(w, p, req->slot_num, it->id);
	else
		refuse(p);
}

const struct handler item_use_handlers[] = {
	ON_CL2FE_REQ_ITEM_USE(NEED_WORLD, item_use_on_use),
	HANDLERS_END
};
