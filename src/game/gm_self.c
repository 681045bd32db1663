/*
 * gm_self.c - what the client's own game-master commands give the one who
 * types them: values, items, rates, special state (spec/commands.md 1).
 *
 * Owns:   the reward rates in player->wallet.
 * Called: by packet.
 * Thread: world.
 */
#include "game/gm_self.h"

#include <stdbool.h>

#include "base/log.h"
#include "game/gm_log.h"
#include "game/health.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/profile.h"
#include "game/quest_item.h"
#include "game/reward.h"
#include "game/step.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	LEVEL_DEVELOPER = 50,		/* the weaker half of the commands */
	RATE_MAX_PCT = 1000,

	COMBINED_LEAST = 1 << 16,	/* iOpt of a combined item: its look */
	LOOK_LOW_BITS = 0xffff,
	VEHICLE_RENTAL_S = 604800	/* spec/items.md 13: a week */
};

static bool
is_developer(const struct player *p)
{
	return p->identity.account_level <= LEVEL_DEVELOPER;
}

static void
gm_self_on_special_state(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_special_state_switch *req)
{
	profile_switch_special(w, p, req->special_state_flag);
}

enum value_type {
	VALUE_HP = 1,
	VALUE_BATTERY_W,
	VALUE_BATTERY_N,
	VALUE_FUSION_MATTER,
	VALUE_TAROS,
	VALUE_SPEED,
	VALUE_JUMP
};

/* Health is kept within its maximum (DEFECT, spec/commands.md). */
static int32_t
set_value(struct world *w, struct player *p, int32_t type, int32_t value)
{
	switch (type) {
	case VALUE_HP:
		return health_set(w, p, value);
	case VALUE_BATTERY_W:
		return wallet_set(w, p, WALLET_BATTERY_W, value);
	case VALUE_BATTERY_N:
		return wallet_set(w, p, WALLET_BATTERY_N, value);
	case VALUE_FUSION_MATTER:
		(void)wallet_set(w, p, WALLET_FUSION_MATTER, value);
		EVENT(w, fusion_matter_changed, p);
		return wallet_get(p, WALLET_FUSION_MATTER);
	case VALUE_TAROS:
		return wallet_set(w, p, WALLET_TAROS, value);
	case VALUE_SPEED:
		step_set_speed(p, value);
		return value;
	case VALUE_JUMP:
		step_set_jump(p, value);
		return value;
	}
	return 0;
}

static void
gm_self_on_set_value(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_set_value *req)
{
	bool was_alive = p->combatant.hp > 0;
	int32_t stored;

	if (!is_developer(p))
		return;
	stored = set_value(w, p, req->set_value_type, req->set_value);
	gm_log(p, "set-value", NULL, "type=%d value=%d stored=%d",
	    req->set_value_type, req->set_value, stored);
	SEND(p, fe2cl_gm_rep_pc_set_value,
	    .pc_id = req->pc_id,
	    .set_value_type = req->set_value_type,
	    .set_value = stored);
	/* Dies once: the dead are not reported again (DEFECT). */
	if (was_alive && p->combatant.hp <= 0)
		PUBLISH(w, &p->e, p, fe2cl_pc_sudden_dead,
		    .pc_id = p->e.id);
}

/* --- items --- */

/* One, a stack, or a combined piece of clothing (spec/items.md 1). */
static bool
may_be_given(const struct world *w, const struct wire_item_base *it)
{
	const struct tdata_item *row = tdata_find_item(w->td, it->type,
	    it->id);
	int32_t most;

	if (row == NULL || it->id == 0)
		return false;
	if (it->type < TDATA_ITEM_GENERAL && it->opt >= COMBINED_LEAST)
		return (it->opt & LOOK_LOW_BITS) == 0;
	most = row->stack_size > 1 ? row->stack_size : 1;
	return it->opt >= 1 && it->opt <= most;
}

/* DEFECT: any slot was written, of the bag or not. */
static bool
give_item(struct world *w, struct player *p, int32_t slot,
    struct wire_item_base *item)
{
	struct item it = { .type = item->type, .id = item->id,
		.opt = item->opt };

	if (slot < 0 || slot >= w->rules->inventory_slots ||
	    item_plan_is_locked(p, slot))
		return false;
	if (!may_be_given(w, item))
		return false;
	if (it.type == TDATA_ITEM_VEHICLE)
		it.time_limit_s = (int32_t)(w->unix_s + VEHICLE_RENTAL_S);
	inventory_put(w, p, slot, &it);
	*item = item_to_wire(&it);
	return true;
}

/* DEFECT: the answer named the slot and count that the client had asked for. */
static bool
give_quest_item(struct world *w, struct player *p,
    const struct wire_item_base *wanted,
    struct fe2cl_rep_pc_give_item_succ *out)
{
	struct reward_item got;

	if (wanted->id < 0)
		return false;
	if (!quest_item_change(w, p, wanted->id, wanted->opt, &got))
		return false;
	out->slot_num = got.slot;
	out->item = item_to_wire(&got.item);
	return true;
}

static void
gm_self_on_give_item(struct world *w, struct player *p,
    const struct cl2fe_req_pc_give_item *req)
{
	struct fe2cl_rep_pc_give_item_succ out = {
		.il = req->il, .slot_num = req->slot_num, .item = req->item,
	};
	bool is_given = true;

	if (!is_developer(p))
		return;
	out.item.serial = 0;
	if (req->il == INVENTORY_BAG)
		is_given = give_item(w, p, req->slot_num, &out.item);
	else if (req->il == INVENTORY_QUEST)
		is_given = give_quest_item(w, p, &req->item, &out);
	if (!is_given) {
		SEND(p, fe2cl_rep_pc_give_item_fail, .error_code = 0);
		return;
	}
	gm_log(p, "give-item", NULL, "il=%d slot=%d type=%d id=%d count=%d",
	    req->il, out.slot_num, out.item.type, out.item.id, out.item.opt);
	send_packet(p, PKT_FE2CL_REP_PC_GIVE_ITEM_SUCC, &out);
}

enum rate_kind { RATE_TAROS, RATE_FUSION_MATTER };

static bool
set_rate(struct player *p, const struct cl2fe_gm_req_reward_rate *req)
{
	double value = req->set_rate_value / 100.0;
	int32_t index = req->reward_rate_index;
	double *rates;

	if (req->reward_type != RATE_TAROS &&
	    req->reward_type != RATE_FUSION_MATTER)
		return false;
	if (req->set_rate_value < 0 || req->set_rate_value > RATE_MAX_PCT)
		return false;
	rates = req->reward_type == RATE_TAROS ? p->wallet.taro_rate :
	    p->wallet.fusion_matter_rate;
	for (int32_t i = 0; i < PLAYER_RATES; i++)
		if (index == 0 || index == i)
			rates[i] = value;
	return true;
}

static void
gm_self_on_reward_rate(struct world *w, struct player *p,
    const struct cl2fe_gm_req_reward_rate *req)
{
	struct fe2cl_gm_rep_reward_rate_succ out = { 0 };

	UNUSED(w);
	if (req->get_set != 0) {
		if (!set_rate(p, req)) {
			log_debug("gm: no such rate type=%d value=%d "
			    "player=%d", req->reward_type,
			    req->set_rate_value, p->e.id);
			return;
		}
		gm_log(p, "reward-rate", NULL, "type=%d index=%d value=%d",
		    req->reward_type, req->reward_rate_index,
		    req->set_rate_value);
	}
	for (int i = 0; i < PLAYER_RATES; i++) {
		out.reward_rate_taros[i] = (float)p->wallet.taro_rate[i];
		out.reward_rate_fusion_matter[i] =
		    (float)p->wallet.fusion_matter_rate[i];
	}
	send_packet(p, PKT_FE2CL_GM_REP_REWARD_RATE_SUCC, &out);
}

/* Rows without NEED_GM ask for level 50 themselves. */
const struct handler gm_self_handlers[] = {
	ON_CL2FE_GM_REQ_PC_SPECIAL_STATE_SWITCH(NEED_WORLD | NEED_GM,
	    gm_self_on_special_state),
	ON_CL2FE_GM_REQ_PC_SET_VALUE(NEED_WORLD, gm_self_on_set_value),
	ON_CL2FE_REQ_PC_GIVE_ITEM(NEED_WORLD, gm_self_on_give_item),
	ON_CL2FE_GM_REQ_REWARD_RATE(NEED_WORLD | NEED_GM,
	    gm_self_on_reward_rate),
	HANDLERS_END
};
