/*
 * nano_tune.c - giving a nano one of its powers (spec/nanos.md 11).
 *
 * Owns:   the skill of player->nanos.bank.
 * Called: by packet.
 * Thread: world.
 */
#include "game/nano_tune.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "db/db.h"
#include "game/gm_log.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "game/nano.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/item.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	NEED_SLOTS = 10,
	LAST_PAIR = NEED_SLOTS - 1,
	NANO_TUNES = 3,
	LEVEL_DEVELOPER = 50
};

/* What a tuning will do, found out before anything is done. */
struct tune_plan {
	int16_t nano_id;
	int32_t skill;
	int32_t fusion_matter;
	int32_t item_id, item_count;	/* to be used up */
	const int32_t *slots;		/* NULL: it costs nothing */
};

static void
refuse(struct player *p)
{
	SEND(p, fe2cl_rep_nano_tune_fail, .pc_id = p->e.id);
}

static bool
is_owned(const struct player *p, int32_t nano_id)
{
	return nano_id > 0 && nano_id < PLAYER_NANOS_MAX &&
	    p->nanos.bank[nano_id].id == nano_id;
}

/* Tables that do not say which powers a nano has leave all of them to it. */
static bool
may_have_skill(const struct world *w, int32_t nano_id, int32_t skill)
{
	const struct tdata_nano *row;
	bool is_told = false;

	if ((uint32_t)nano_id >= w->td->nano_count)
		return false;
	row = &w->td->nanos[nano_id];
	for (int i = 0; i < NANO_TUNES; i++) {
		if (row->tunes[i] == skill)
			return true;
		is_told |= row->tunes[i] != 0;
	}
	return !is_told;
}

/* 0 is what the client fills unused places with, so it may come twice. */
static bool
is_listed_before(const int32_t *slots, int i)
{
	for (int k = 0; k < i; k++)
		if (slots[k] == slots[i])
			return true;
	return false;
}

/* DEFECT, spec/trading.md 4: what was offered in a trade was used up. */
static bool
is_material(const struct player *p, int32_t slot, int32_t item_id)
{
	const struct item *it = &p->inventory.bag[slot];

	return it->type == TDATA_ITEM_GENERAL && it->id == item_id &&
	    it->opt > 0 && !item_plan_is_locked(p, slot);
}

/* The slots are the bag's, none twice, and hold what is needed. */
static bool
has_material(const struct player *p, const struct tune_plan *plan)
{
	int64_t have = 0;

	for (int i = 0; i < NEED_SLOTS; i++) {
		int32_t slot = plan->slots[i];

		if (slot < 0 || slot >= PLAYER_INVENTORY_MAX)
			return false;
		if (is_listed_before(plan->slots, i)) {
			if (slot != 0)
				return false;
			continue;
		}
		if (is_material(p, slot, plan->item_id))
			have += p->inventory.bag[slot].opt;
	}
	return have >= plan->item_count;
}

/*
 * DEFECTs: the skill was set first and looked at never; a slot beyond the bag
 * made it free. It is free as long as the nano has no power at all.
 */
static bool
make_plan(const struct world *w, const struct player *p,
    const struct cl2fe_req_nano_tune *req, struct tune_plan *plan)
{
	const struct tdata_tuning *row = tdata_find_tuning(w->td,
	    req->tune_id);
	int32_t have = wallet_get(p, WALLET_FUSION_MATTER);

	plan->nano_id = req->nano_id;
	plan->skill = row != NULL ? row->skill : req->tune_id;
	if (!is_owned(p, req->nano_id) || plan->skill <= 0 ||
	    !may_have_skill(w, req->nano_id, plan->skill))
		return false;
	if (tdata_find_skill(w->td, plan->skill) == NULL)
		return false;
	if (p->nanos.bank[req->nano_id].skill == 0)
		return true;
	plan->slots = req->need_item_slot_num;
	plan->fusion_matter =
	    tdata_growth(w->td, p->combatant.level)->fm_nano_tune;
	if (row != NULL) {
		plan->item_id = row->item_id;
		plan->item_count = row->item_count;
	}
	if (w->rules->tuning_needs_fusion_matter &&
	    have < plan->fusion_matter)
		return false;
	return has_material(p, plan);
}

static void
use_up(struct world *w, struct player *p, const struct tune_plan *plan)
{
	int32_t need = plan->item_count;

	for (int i = 0; i < NEED_SLOTS && need > 0; i++) {
		int32_t slot = plan->slots[i];
		struct item left = p->inventory.bag[slot];
		int32_t n = left.opt < need ? left.opt : need;

		if (!is_material(p, slot, plan->item_id))
			continue;
		need -= n;
		left.opt -= n;
		if (left.opt == 0)
			left = (struct item){ 0 };
		inventory_put(w, p, slot, &left);
	}
}

static void
pay(struct world *w, struct player *p, const struct tune_plan *plan)
{
	(void)wallet_set(w, p, WALLET_FUSION_MATTER,
	    (int64_t)wallet_get(p, WALLET_FUSION_MATTER) -
	    plan->fusion_matter);
	use_up(w, p, plan);
}

/*
 * The client takes all ten pairs of slot and item for true, one after the
 * other, so that every one must be: unused ones name slot 0.
 */
static void
answer(struct player *p, const struct tune_plan *plan)
{
	struct fe2cl_rep_nano_tune_succ out = {
		.nano_id = plan->nano_id,
		.skill_id = (int16_t)plan->skill,
		.pc_fusion_matter = wallet_get(p, WALLET_FUSION_MATTER),
	};

	if (plan->slots == NULL)
		out.item[LAST_PAIR] = item_to_wire(&p->inventory.bag[0]);
	else
		for (int i = 0; i < NEED_SLOTS; i++) {
			int32_t slot = plan->slots[i];

			out.item_slot_num[i] = slot;
			out.item[i] = item_to_wire(&p->inventory.bag[slot]);
		}
	send_packet(p, PKT_FE2CL_REP_NANO_TUNE_SUCC, &out);
}

static void
tune(struct world *w, struct player *p, const struct tune_plan *plan)
{
	if (p->nanos.active == plan->nano_id)
		nano_unsummon(w, p, false);
	p->nanos.bank[plan->nano_id].skill = (int16_t)plan->skill;
	world_mark_dirty(w, p, DB_SECTION_NANOS);
	if (plan->slots != NULL)
		pay(w, p, plan);
	answer(p, plan);
}

static void
nano_tune_on_tune(struct world *w, struct player *p,
    const struct cl2fe_req_nano_tune *req)
{
	struct tune_plan plan = { 0 };

	if (req->nano_id < 0 || req->nano_id >= w->rules->nano_count)
		return;
	if (make_plan(w, p, req, &plan))
		tune(w, p, &plan);
	else
		refuse(p);
}

/* DEFECT: everybody could, and it read slots from behind the packet. */
static void
nano_tune_on_give_skill(struct world *w, struct player *p,
    const struct cl2fe_req_pc_give_nano_skill *req)
{
	struct tune_plan plan = {
		.nano_id = req->nano_id, .skill = req->nano_skill_id,
	};

	if (p->identity.account_level > LEVEL_DEVELOPER)
		return;
	if (req->nano_id < 0 || req->nano_id >= w->rules->nano_count)
		return;
	gm_log(p, "give-nano-skill", NULL, "nano=%d skill=%d", req->nano_id,
	    req->nano_skill_id);
	if (is_owned(p, req->nano_id) &&
	    tdata_find_skill(w->td, plan.skill) != NULL)
		tune(w, p, &plan);
	else
		refuse(p);
}

const struct handler nano_tune_handlers[] = {
	ON_CL2FE_REQ_NANO_TUNE(NEED_WORLD, nano_tune_on_tune),
	ON_CL2FE_REQ_PC_GIVE_NANO_SKILL(NEED_WORLD, nano_tune_on_give_skill),
	HANDLERS_END
};
