/*
 * gm.c - what the client's own game-master commands send (spec/commands.md 1).
 *
 * Owns:   the reward rates in player->wallet.
 * Called: by packet.
 * Thread: world.
 */
#include "game/gm.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "base/rng.h"
#include "base/str.h"
#include "game/health.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/lifecycle.h"
#include "game/movement.h"
#include "game/profile.h"
#include "game/quest_item.h"
#include "game/reward.h"
#include "game/wallet.h"
#include "game/warp.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	LEVEL_DEVELOPER = 50,		/* the weaker half of the commands */
	NAME_BYTES = 128,

	/* Unstick, spec/commands.md: a little aside, a little higher. */
	UNSTICK_UNITS = 200,
	UNSTICK_HEIGHT_UNITS = 80,

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

/* --- who is meant --- */

enum search_by { SEARCH_ID, SEARCH_NAME, SEARCH_ACCOUNT };

struct search {
	int32_t by, id;
	const char *first, *last;
	int64_t uid;
};

/* Those who have not finished entering are nobody yet. */
static bool
is_here(const struct player *p)
{
	return p != NULL &&
	    (p->state == PLAYER_JOINED || p->state == PLAYER_IN_WORLD);
}

/* Ids of 0 and empty names find nobody (DEFECT, spec/world.md 3). */
static struct player *
find_player(const struct world *w, const struct search *s)
{
	struct player *found = NULL;

	switch (s->by) {
	case SEARCH_ID:
		if (s->id != 0)
			found = world_player_by_id(w, s->id);
		break;
	case SEARCH_NAME:
		if (s->first[0] != '\0' || s->last[0] != '\0')
			found = world_player_by_name(w, s->first, s->last);
		break;
	case SEARCH_ACCOUNT:
		if (s->uid > 0 && s->uid <= INT32_MAX)
			found = world_player_by_account(w, (int32_t)s->uid);
		break;
	}
	return is_here(found) ? found : NULL;
}

static struct player *
find_or_say(struct world *w, struct player *p, const struct search *s,
    const char *complaint)
{
	struct player *found = find_player(w, s);

	if (found == NULL)
		send_message(p, "%s", complaint);
	return found;
}

/* Nobody handles who is stronger (DEFECT: only kicks asked). */
static bool
outranks(struct player *p, const struct player *target)
{
	if (p->identity.account_level <= target->identity.account_level)
		return true;
	send_message(p, "player has higher access level");
	return false;
}

/* One line for the log: GM actions are to be found there. */
static void
log_action(const struct player *p, const char *what,
    const struct player *target)
{
	char by[NAME_BYTES], of[NAME_BYTES];

	player_full_name(p, by, sizeof(by));
	player_full_name(target, of, sizeof(of));
	log_info("gm: %s by='%s' of='%s'", what, by, of);
}

static uint64_t
instance_id_of(const struct player *p)
{
	return p->e.instance != NULL ? p->e.instance->id : 0;
}

/* --- travelling --- */

static void
send_to(struct world *w, struct player *p, struct player *who, int32_t x,
    int32_t y, int32_t z, uint64_t instance_id)
{
	if (!warp_send_to(w, who, x, y, z, instance_id))
		send_message(p, "too many instances");
}

static void
gm_on_goto(struct world *w, struct player *p,
    const struct cl2fe_req_pc_goto *req)
{
	if (!is_developer(p))
		return;
	send_to(w, p, p, req->to_x, req->to_y, req->to_z, 0);
}

static void
gm_on_warp_to(struct world *w, struct player *p,
    const struct cl2fe_req_pc_warp_to_pc *req)
{
	const struct search s = { .by = SEARCH_ID, .id = req->pc_id };
	struct player *to = find_or_say(w, p, &s, "player not found");

	if (to == NULL)
		return;
	send_to(w, p, p, to->e.x, to->e.y, to->e.z, instance_id_of(to));
}

static void
gm_on_map_warp(struct world *w, struct player *p,
    const struct cl2fe_req_pc_map_warp *req)
{
	send_to(w, p, p, p->e.x, p->e.y, p->e.z, (uint32_t)req->map_num);
}

enum teleport_type {
	TELEPORT_XYZ,
	TELEPORT_MAP_XYZ,
	TELEPORT_MY_LOCATION,
	TELEPORT_SOMEONE,
	TELEPORT_UNSTICK
};

static void
teleport(struct world *w, struct player *p, struct player *target,
    const struct cl2fe_gm_req_target_pc_teleport *req)
{
	const struct search goal = {
		.by = req->goal_pc_search_by,
		.id = req->goal_pc_id,
		.first = req->goal_pc_first_name,
		.last = req->goal_pc_last_name,
		.uid = req->goal_pc_uid,
	};
	struct player *to;
	int32_t dx, dy;

	switch (req->teleport_type) {
	case TELEPORT_XYZ:
		send_to(w, p, target, req->to_x, req->to_y, req->to_z,
		    instance_id_of(p));
		break;
	case TELEPORT_MAP_XYZ:
		/* A map is a number of 32 bits; nobody owns this one. */
		send_to(w, p, target, req->to_x, req->to_y, req->to_z,
		    (uint32_t)req->to_map);
		break;
	case TELEPORT_MY_LOCATION:
		send_to(w, p, target, p->e.x, p->e.y, p->e.z,
		    instance_id_of(p));
		break;
	case TELEPORT_SOMEONE:
		to = find_or_say(w, p, &goal,
		    "teleportation target player not found");
		if (to != NULL)
			send_to(w, p, target, to->e.x, to->e.y, to->e.z,
			    instance_id_of(to));
		break;
	case TELEPORT_UNSTICK:
		dx = rng_range(&w->rng, -UNSTICK_UNITS, UNSTICK_UNITS);
		dy = rng_range(&w->rng, -UNSTICK_UNITS, UNSTICK_UNITS);
		send_to(w, p, target, target->e.x + dx, target->e.y + dy,
		    target->e.z + UNSTICK_HEIGHT_UNITS,
		    instance_id_of(target));
		break;
	}
}

static void
gm_on_teleport(struct world *w, struct player *p,
    const struct cl2fe_gm_req_target_pc_teleport *req)
{
	const struct search s = {
		.by = req->target_pc_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s,
	    "player to teleport not found");

	if (target == NULL)
		return;
	if (target->state != PLAYER_IN_WORLD) {
		send_message(p, "player to teleport not found");
		return;
	}
	if (!outranks(p, target))
		return;
	if (target != p)
		log_action(p, "teleport", target);
	teleport(w, p, target, req);
}

/* --- others --- */

static void
gm_on_location(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_location *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");
	struct fe2cl_gm_rep_pc_location out = { 0 };
	uint64_t instance_id;

	if (target == NULL)
		return;
	instance_id = instance_id_of(target);
	out.target_pc_uid = target->identity.account_id;
	out.target_pc_id = target->e.id;
	out.map_type = instance_owner_id(instance_id) != 0;
	out.map_id = instance_owner_id(instance_id);
	out.map_num = instance_map_number(instance_id);
	out.x = target->e.x;
	out.y = target->e.y;
	out.z = target->e.z;
	str_copy(out.target_pc_first_name, sizeof(out.target_pc_first_name),
	    target->identity.first_name);
	str_copy(out.target_pc_last_name, sizeof(out.target_pc_last_name),
	    target->identity.last_name);
	send_packet(p, PKT_FE2CL_GM_REP_PC_LOCATION, &out);
}

static void
gm_on_kick(struct world *w, struct player *p,
    const struct cl2fe_gm_req_kick_player *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");

	if (target == NULL || !outranks(p, target))
		return;
	log_action(p, "kick", target);
	lifecycle_remove(w, target, PLAYER_EXIT_BY_GM);
}

static void
gm_on_target_special_state(struct world *w, struct player *p,
    const struct cl2fe_gm_req_target_pc_special_state_onoff *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");

	if (target == NULL || !outranks(p, target))
		return;
	log_action(p, req->onoff != 0 ? "special state on" :
	    "special state off", target);
	profile_set_special(target, req->special_state_flag, req->onoff != 0);
}

/* --- oneself --- */

static void
gm_on_special_state(struct world *w, struct player *p,
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
		movement_set_speed(p, value);
		return value;
	case VALUE_JUMP:
		movement_set_jump(p, value);
		return value;
	}
	return 0;
}

static void
gm_on_set_value(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_set_value *req)
{
	bool was_alive = p->combatant.hp > 0;
	int32_t stored;

	if (!is_developer(p))
		return;
	stored = set_value(w, p, req->set_value_type, req->set_value);
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
gm_on_give_item(struct world *w, struct player *p,
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
	log_info("gm: gave itself item type=%d id=%d count=%d player=%d",
	    out.item.type, out.item.id, out.item.opt, p->e.id);
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
gm_on_reward_rate(struct world *w, struct player *p,
    const struct cl2fe_gm_req_reward_rate *req)
{
	struct fe2cl_gm_rep_reward_rate_succ out = { 0 };

	UNUSED(w);
	if (req->get_set != 0 && !set_rate(p, req))
		return;
	for (int i = 0; i < PLAYER_RATES; i++) {
		out.reward_rate_taros[i] = (float)p->wallet.taro_rate[i];
		out.reward_rate_fusion_matter[i] =
		    (float)p->wallet.fusion_matter_rate[i];
	}
	send_packet(p, PKT_FE2CL_GM_REP_REWARD_RATE_SUCC, &out);
}

/* Rows without NEED_GM ask for level 50 themselves. */
const struct handler gm_handlers[] = {
	ON_CL2FE_REQ_PC_GOTO(NEED_WORLD, gm_on_goto),
	ON_CL2FE_REQ_PC_WARP_TO_PC(NEED_WORLD | NEED_GM, gm_on_warp_to),
	ON_CL2FE_REQ_PC_MAP_WARP(NEED_WORLD | NEED_GM, gm_on_map_warp),
	ON_CL2FE_GM_REQ_TARGET_PC_TELEPORT(NEED_WORLD | NEED_GM,
	    gm_on_teleport),
	ON_CL2FE_GM_REQ_PC_LOCATION(NEED_WORLD | NEED_GM, gm_on_location),
	ON_CL2FE_GM_REQ_KICK_PLAYER(NEED_WORLD | NEED_GM, gm_on_kick),
	ON_CL2FE_GM_REQ_TARGET_PC_SPECIAL_STATE_ONOFF(NEED_WORLD | NEED_GM,
	    gm_on_target_special_state),
	ON_CL2FE_GM_REQ_PC_SPECIAL_STATE_SWITCH(NEED_WORLD | NEED_GM,
	    gm_on_special_state),
	ON_CL2FE_GM_REQ_PC_SET_VALUE(NEED_WORLD, gm_on_set_value),
	ON_CL2FE_REQ_PC_GIVE_ITEM(NEED_WORLD, gm_on_give_item),
	ON_CL2FE_GM_REQ_REWARD_RATE(NEED_WORLD | NEED_GM, gm_on_reward_rate),
	HANDLERS_END
};
