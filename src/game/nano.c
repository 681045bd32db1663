/*
 * nano.c - nanos: equipping, summoning, using them (spec/nanos.md).
 *
 * Owns:   player->nanos, but for skills (nano_tune.c) and stamina
 *         (nano_state.c).
 * Called: by packet; nano_create() by missions, GMs and capsules; the ticks by
 *         vitals.c; nano_unsummon() by whatever takes a nano away.
 * Thread: world.
 */
#include "game/nano.h"

#include <stdlib.h>

#include "config/config.h"
#include "db/db.h"
#include "game/buff.h"
#include "game/gm_log.h"
#include "game/nano_state.h"
#include "game/skill.h"
#include "game/stats.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/event.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	STAMINA_RISEN = 75,
	STAMINA_DRAIN = 1,	/* in a tick, of being summoned at all */
	PASSIVE_COST_SHARE = 5,	/* and a fifth of what its power costs */
	ADD_PASSIVE = 1,	/* eCSTB___Add: a flag, no buff's number */
	STATION_TYPE = 640,	/* spec/nanos.md 2 */
	STATION_REACH_UNITS = 800,
	LEVEL_DEVELOPER = 50,
	DS_MS = 100,
	COOL_GRACE_MS = 200	/* GUESS: what a network may squeeze */
};

/* --- looking --- */

static bool
is_slot(int32_t slot)
{
	return slot >= 0 && slot < PLAYER_NANO_SLOTS;
}

static bool
is_owned(const struct player *p, int32_t nano_id)
{
	return nano_id > 0 && nano_id < p->world->rules->nano_count &&
	    p->nanos.bank[nano_id].id == nano_id;
}

/* NULL: not tuned, or to something that does not exist. */
static const struct tdata_skill *
skill_of(const struct player *p, int32_t nano_id)
{
	if (!is_owned(p, nano_id) || p->nanos.bank[nano_id].skill == 0)
		return NULL;
	return tdata_find_skill(p->world->td, p->nanos.bank[nano_id].skill);
}

static const struct tdata_skill *
passive_of(const struct player *p, int32_t nano_id)
{
	const struct tdata_skill *skill = skill_of(p, nano_id);

	if (skill == NULL || skill->drain_type != SKILL_DRAIN_PASSIVE)
		return NULL;
	return skill;
}

static void
use_passive(struct world *w, struct player *p)
{
	struct skill_use use = {
		.skill = passive_of(p, p->nanos.active),
		.power = nano_state_power(p),
	};

	if (use.skill != NULL)
		(void)skill_use_by_player(w, p, &use);
}

/* --- summoning --- */

static void
tell_active(struct world *w, struct player *p, int32_t add)
{
	/* DEFECT, spec/nanos.md 4: condition and flag were left out. */
	PUBLISH(w, &p->e, p, fe2cl_nano_active,
	    .pc_id = p->e.id,
	    .nano = nano_state_to_wire(p, p->nanos.active),
	    .condition_bit_flag = p->combatant.condition_flags,
	    .cstb_add = add);
}

static void
put_away(struct world *w, struct player *p, bool is_quiet)
{
	p->nanos.active = 0;
	if (!is_quiet)
		SEND(p, fe2cl_rep_nano_active_succ,
		    .active_nano_slot_num = NANO_SLOT_NONE);
	tell_active(w, p, 0);
}

void
nano_unsummon(struct world *w, struct player *p, bool is_quiet)
{
	if (p->nanos.active != 0)
		put_away(w, p, is_quiet);
}

void
nano_put_away(struct world *w, struct player *p)
{
	enum { LOUDLY = false };

	put_away(w, p, LOUDLY);
}

/* There is no FAIL: "nothing is out" makes the client's buttons right again. */
static void
refuse_summons(struct world *w, struct player *p)
{
	if (p->nanos.active != 0)
		put_away(w, p, false);
	else
		SEND(p, fe2cl_rep_nano_active_succ,
		    .active_nano_slot_num = NANO_SLOT_NONE);
}

/* DEFECTs: the dead and the exhausted came out for a tick; so on a ride. */
static bool
may_come_out(const struct player *p, int16_t nano_id)
{
	return p->combatant.hp > 0 && !p->travel.on_monkey &&
	    p->nanos.bank[nano_id].stamina > 0;
}

static void
summon(struct world *w, struct player *p, int16_t slot)
{
	int16_t nano_id = p->nanos.equipped[slot];
	int32_t add = 0;

	if (!is_owned(p, nano_id) || p->nanos.bank[nano_id].skill == 0)
		return;
	if (!may_come_out(p, nano_id)) {
		refuse_summons(w, p);
		return;
	}
	p->nanos.active = nano_id;
	if (passive_of(p, nano_id) != NULL) {
		add = ADD_PASSIVE;
		use_passive(w, p);
	}
	SEND(p, fe2cl_rep_nano_active_succ,
	    .active_nano_slot_num = slot,
	    .cstb_add = add);
	tell_active(w, p, add);
}

static void
nano_on_active(struct world *w, struct player *p,
    const struct cl2fe_req_nano_active *req)
{
	if (req->nano_slot_num == NANO_SLOT_NONE)
		put_away(w, p, false);
	else if (is_slot(req->nano_slot_num))
		summon(w, p, req->nano_slot_num);
}

/* --- equipping --- */

static bool
is_near_station(struct entity *e, void *arg)
{
	const struct npc *n = (const struct npc *)e;
	const struct player **p = arg;

	if (n->type != STATION_TYPE ||
	    llabs((int64_t)e->x - (*p)->e.x) > STATION_REACH_UNITS ||
	    llabs((int64_t)e->y - (*p)->e.y) > STATION_REACH_UNITS)
		return true;
	*p = NULL;			/* found */
	return false;
}

/* DEFECT, spec/nanos.md 2: possible anywhere; for operators who want it. */
static bool
may_change(struct world *w, const struct player *p)
{
	const struct player *looking = p;

	if (!w->cfg->shard.nano_station_check ||
	    p->identity.account_level <= LEVEL_DEVELOPER)
		return true;
	view_each_around(w, &p->e, ENTITY_GROUP_NPCS, is_near_station,
	    &looking);
	return looking == NULL;
}

static void
set_slot(struct world *w, struct player *p, int slot, int16_t nano_id)
{
	struct player_nanos *n = &p->nanos;

	if (n->equipped[slot] != 0)
		n->last_equipped[slot] = n->equipped[slot];
	n->equipped[slot] = nano_id;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

/* DEFECT, spec/nanos.md 8: a boost was for one style and stayed for all. */
static void
drop_boost_of_other_style(struct world *w, struct player *p, int slot,
    int16_t nano_id)
{
	enum buff_id boost = (enum buff_id)(BUFF_STIMPAK_1 + slot);
	int16_t last = p->nanos.equipped[slot];

	if (last == 0)
		last = p->nanos.last_equipped[slot];
	if (nano_id == 0 || !combatant_has(&p->combatant, boost))
		return;
	if (nano_state_style(w, last) != nano_state_style(w, nano_id))
		buff_remove(w, &p->e, boost);
}

/* DEFECT: the same nano in two slots drained and was boosted twice. */
static void
leave_other_slots(struct world *w, struct player *p, int slot, int16_t nano_id)
{
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++) {
		if (i == slot || p->nanos.equipped[i] != nano_id)
			continue;
		set_slot(w, p, i, 0);
		SEND(p, fe2cl_rep_nano_unequip_succ,
		    .nano_slot_num = (int16_t)i);
	}
}

static void
nano_on_equip(struct world *w, struct player *p,
    const struct cl2fe_req_nano_equip *req)
{
	int16_t slot = req->nano_slot_num, nano_id = req->nano_id, active;

	if (!is_slot(slot) || !may_change(w, p))
		return;
	if (nano_id != 0 && !is_owned(p, nano_id))
		return;
	active = p->nanos.active;
	if (nano_id != 0)
		leave_other_slots(w, p, slot, nano_id);
	/*
	 * DEFECT: whose slot was taken stayed out for ever, since only what is
	 * equipped drains.
	 */
	if (active != 0 &&
	    (active == nano_id || active == p->nanos.equipped[slot]))
		put_away(w, p, false);
	drop_boost_of_other_style(w, p, slot, nano_id);
	set_slot(w, p, slot, nano_id);
	SEND(p, fe2cl_rep_nano_equip_succ,
	    .nano_id = nano_id,
	    .nano_slot_num = slot);
}

static void
nano_on_unequip(struct world *w, struct player *p,
    const struct cl2fe_req_nano_unequip *req)
{
	int16_t slot = req->nano_slot_num;

	if (!is_slot(slot) || !may_change(w, p))
		return;
	/* Also if both are nobody: the peer answers so. */
	if (p->nanos.equipped[slot] == p->nanos.active)
		put_away(w, p, false);
	set_slot(w, p, slot, 0);
	SEND(p, fe2cl_rep_nano_unequip_succ, .nano_slot_num = slot);
}

void
nano_check_loaded(struct player *p)
{
	struct player_nanos *n = &p->nanos;

	for (int i = 0; i < PLAYER_NANO_SLOTS; i++) {
		if (!is_owned(p, n->equipped[i]))
			n->equipped[i] = 0;
		for (int k = 0; k < i; k++)
			if (n->equipped[k] == n->equipped[i])
				n->equipped[i] = 0;
	}
	for (int i = 0; i < PLAYER_NANOS_MAX; i++) {
		int16_t *stamina = &n->bank[i].stamina;

		if (*stamina < 0)
			*stamina = 0;
		if (*stamina > NANO_STAMINA_MAX)
			*stamina = NANO_STAMINA_MAX;
	}
}

/* --- using a power --- */

/*
 * DEFECT, spec/nanos.md 5: nothing was asked. There is no FAIL to send.
 * spec/abilities.md 10: nor by who is stunned or asleep.
 */
static const struct tdata_skill *
usable_skill(const struct world *w, const struct player *p)
{
	int16_t nano_id = p->nanos.active;
	const struct tdata_skill *skill = skill_of(p, nano_id);

	if (skill == NULL || skill->drain_type == SKILL_DRAIN_PASSIVE)
		return NULL;
	if (p->nanos.bank[nano_id].stamina <= 0)
		return NULL;
	if (w->now_ms < p->nanos.ready_at_ms[nano_id])
		return NULL;
	if (!combatant_can_act(&p->combatant, w->now_ms))
		return NULL;
	return skill;
}

static void
pay(struct world *w, struct player *p, const struct tdata_skill *skill,
    int power)
{
	int16_t nano_id = p->nanos.active;
	int64_t cool_ms = (int64_t)skill->cool_time_ds * DS_MS;

	(void)nano_state_set_stamina(w, p, nano_id,
	    nano_state_stamina(p) - skill->cost[power]);
	if (cool_ms > COOL_GRACE_MS)
		p->nanos.ready_at_ms[nano_id] = w->now_ms + cool_ms -
		    COOL_GRACE_MS;
}

static void
nano_on_skill_use(struct world *w, struct player *p,
    const struct cl2fe_req_nano_skill_use *req)
{
	struct skill_use use = {
		.skill = usable_skill(w, p),
		.power = nano_state_power(p),
		.target_ids = cl2fe_req_nano_skill_use_items(req),
		.target_count = (uint32_t)req->target_cnt,
		.bullet_id = req->bullet_id,
		.args = { req->arg1, req->arg2, req->arg3 },
		.stamina_before = nano_state_stamina(p),
		.is_requested = true,
	};
	int16_t nano_id = p->nanos.active;

	if (use.skill == NULL)
		return;
	pay(w, p, use.skill, use.power);
	if (skill_use_by_player(w, p, &use) == SKILL_NO_EFFECT)
		(void)nano_state_set_stamina(w, p, nano_id,
		    use.stamina_before);
	if (p->nanos.active != 0 && nano_state_stamina(p) <= 0)
		put_away(w, p, false);
}

/* --- stamina --- */

static int32_t
drain_of(const struct player *p, int32_t nano_id)
{
	const struct tdata_skill *skill = passive_of(p, nano_id);

	if (skill == NULL)
		return STAMINA_DRAIN;
	return STAMINA_DRAIN +
	    skill->cost[nano_state_power(p)] / PASSIVE_COST_SHARE;
}

void
nano_stamina_tick(struct world *w, struct player *p)
{
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++) {
		int16_t nano_id = p->nanos.equipped[i];
		int32_t stamina;

		/* DEFECT: empty slots recovered, and seemed a nano then. */
		if (!is_owned(p, nano_id))
			continue;
		stamina = p->nanos.bank[nano_id].stamina;
		if (nano_id != p->nanos.active) {
			(void)nano_state_set_stamina(w, p, nano_id,
			    stamina + 1);
			continue;
		}
		stamina = nano_state_set_stamina(w, p, nano_id,
		    stamina - drain_of(p, nano_id));
		if (stamina <= 0)
			nano_unsummon(w, p, true);
	}
}

void
nano_passive_tick(struct world *w, struct player *p)
{
	use_passive(w, p);
}

void
nano_refresh_equipped(struct world *w, struct player *p)
{
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		(void)nano_state_set_stamina(w, p, p->nanos.equipped[i],
		    STAMINA_RISEN);
}

/* DEFECTs, spec/nanos.md 9: the dead drank, and so did nobody. */
static void
nano_on_charge(struct world *w, struct player *p,
    const struct cl2fe_req_charge_nano_stamina *req)
{
	int16_t nano_id = p->nanos.active;
	int32_t stamina = nano_state_stamina(p);
	int32_t potions = wallet_get(p, WALLET_BATTERY_N);
	int32_t need = NANO_STAMINA_MAX - stamina;

	UNUSED(req);
	if (nano_id == 0)
		return;
	if (need > potions)
		need = potions;
	if (need <= 0 || !wallet_spend(w, p, WALLET_BATTERY_N, need))
		return;
	stamina = nano_state_set_stamina(w, p, nano_id, stamina + need);
	SEND(p, fe2cl_rep_charge_nano_stamina,
	    .battery_n = potions - need,
	    .nano_id = nano_id,
	    .nano_stamina = (int16_t)stamina);
}

/* --- getting one --- */

/* The level first: what it costs goes by the new one (spec/nanos.md 12). */
static void
raise_level(struct world *w, struct player *p, int32_t nano_id, bool spends)
{
	int64_t cost;

	if (p->combatant.level < nano_id)
		stats_set_level(w, p, nano_id);
	if (!spends)
		return;
	cost = tdata_growth(w->td, p->combatant.level - 1)->fm_nano_create;
	(void)wallet_set(w, p, WALLET_FUSION_MATTER,
	    wallet_get(p, WALLET_FUSION_MATTER) - cost);
	EVENT(w, fusion_matter_changed, p);
}

void
nano_create(struct world *w, struct player *p, int32_t nano_id,
    int16_t quest_item_slot, bool spends_fusion_matter)
{
	struct player_nano *nano;

	if (nano_id < 1 || nano_id >= w->rules->nano_count)
		return;
	nano = &p->nanos.bank[nano_id];
	if (w->rules->levels_by_nano)
		raise_level(w, p, nano_id, spends_fusion_matter);
	if (p->nanos.active == nano_id)
		put_away(w, p, false);
	/* DEFECT: the power of one that is owned already was lost. */
	if (!is_owned(p, nano_id))
		*nano = (struct player_nano){ .id = (int16_t)nano_id };
	nano->stamina = NANO_STAMINA_MAX;
	world_mark_dirty(w, p, DB_SECTION_NANOS);
	SEND(p, fe2cl_rep_pc_nano_create_succ,
	    .pc_fusion_matter = wallet_get(p, WALLET_FUSION_MATTER),
	    .quest_item_slot_num = quest_item_slot,
	    .nano = nano_state_to_wire(p, nano_id),
	    .pc_level = (int16_t)p->combatant.level);
	PUBLISH(w, &p->e, p, fe2cl_rep_pc_change_level,
	    .pc_id = p->e.id,
	    .pc_level = (int16_t)p->combatant.level);
}

static void
nano_on_give(struct world *w, struct player *p,
    const struct cl2fe_req_pc_give_nano *req)
{
	if (p->identity.account_level > LEVEL_DEVELOPER)
		return;
	gm_log(p, "give-nano", NULL, "nano=%d", req->nano_id);
	nano_create(w, p, req->nano_id, NANO_NO_QUEST_SLOT, false);
}

const struct handler nano_handlers[] = {
	ON_CL2FE_REQ_NANO_EQUIP(NEED_WORLD, nano_on_equip),
	ON_CL2FE_REQ_NANO_UNEQUIP(NEED_WORLD, nano_on_unequip),
	ON_CL2FE_REQ_NANO_ACTIVE(NEED_WORLD, nano_on_active),
	ON_CL2FE_REQ_NANO_SKILL_USE(NEED_WORLD | NEED_ALIVE,
	    nano_on_skill_use),
	ON_CL2FE_REQ_CHARGE_NANO_STAMINA(NEED_WORLD | NEED_ALIVE,
	    nano_on_charge),
	ON_CL2FE_REQ_PC_GIVE_NANO(NEED_WORLD, nano_on_give),
	HANDLERS_END
};
