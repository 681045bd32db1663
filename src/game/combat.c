/*
 * combat.c - weapons: players hit mobs and, as GMs, each other; mobs hit
 * players (spec/combat.md 4, 5).
 *
 * Owns:   player->combat.in_combat and .fought_at_ms.
 * Called: by packet through combat_handlers[]; combat_mob_attacks() by mobs;
 *         by events when somebody was hurt or has risen.
 * Thread: world.
 */
#include "game/combat.h"

#include "base/log.h"
#include "game/buff.h"
#include "game/damage.h"
#include "game/health.h"
#include "game/shot.h"
#include "game/suspicion.h"
#include "game/wallet.h"
#include "proto/version.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	ATTACK_TARGETS_MAX = 3,
	BOOST_COST_BASE = 6,		/* and a mob's level more */
	MOB_ATTACK_BASE = 450,		/* and its m_iPower more */
	CALM_MS = 4000,			/* natural healing, after a fight */
	FIGHT_MS = 4000,	/* spec/combat.md 4.7: "a few seconds" */
	CHARS_MAX = 400,	/* more than a packet of any version holds */
	CHAR_TYPE_PLAYER = 1
};

/* --- who fights --- */

bool
combat_is_fighting(const struct world *w, const struct player *p)
{
	if (p->combat.in_combat)
		return true;
	return p->combat.fought_at_ms != 0 &&
	    w->now_ms - p->combat.fought_at_ms < FIGHT_MS;
}

/* DEFECT, spec/combat.md 4.7: who never said so did not fight. */
void
combat_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount)
{
	UNUSED(amount);
	if (source == NULL)
		return;
	if (target->kind == ENTITY_PLAYER && source->kind == ENTITY_MOB)
		((struct player *)target)->combat.fought_at_ms = w->now_ms;
	if (source->kind == ENTITY_PLAYER && target->kind == ENTITY_MOB)
		((struct player *)source)->combat.fought_at_ms = w->now_ms;
}

/* DEFECT, spec/combat.md 12: the fight went on after the death. */
void
combat_on_player_revived(struct world *w, struct player *p)
{
	UNUSED(w);
	p->combat.in_combat = false;
	p->combat.fought_at_ms = 0;
}

/* --- paying --- */

/* A boost needs more than it costs; what is there is used up in any case. */
static bool
pay_boost(struct world *w, struct player *p, int32_t level)
{
	int32_t have = wallet_get(p, WALLET_BATTERY_W);
	int32_t cost = BOOST_COST_BASE + level;

	(void)wallet_set(w, p, WALLET_BATTERY_W, (int64_t)have - cost);
	return have > cost;
}

/* --- shooting at mobs --- */

static void
choose_targets(struct world *w, struct player *p,
    const struct cl2fe_req_pc_attack_npcs *req, struct shot_targets *out)
{
	const struct tdata_item *weapon = shot_weapon(p);
	const int32_t *ids = cl2fe_req_pc_attack_npcs_items(req);
	struct shot_area area = {
		.x = p->e.x, .y = p->e.y,
		.units = shot_range_units(weapon),
		.most = ATTACK_TARGETS_MAX,
	};

	if (weapon != NULL && weapon->target_count > 0 &&
	    weapon->target_count < ATTACK_TARGETS_MAX)
		area.most = (uint32_t)weapon->target_count;
	for (int32_t i = 0; i < req->npc_cnt; i++)
		shot_add_target(w, p, &area, ids[i], out);
}

/* DEFECT: one bad id ended it in the middle, without a word to anybody. */
static void
combat_on_attack_npcs(struct world *w, struct player *p,
    const struct cl2fe_req_pc_attack_npcs *req)
{
	struct wire_attack_result results[ATTACK_TARGETS_MAX];
	struct packet_run run = { WIRE_ATTACK_RESULT, results, 0 };
	struct fe2cl_pc_attack_npcs_succ mine = { 0 };
	const struct fe2cl_pc_attack_npcs others = { .pc_id = p->e.id };
	struct shot_targets targets = { .count = 0 };

	if (!suspicion_rate(w, p, req->npc_cnt))
		return;
	if (req->npc_cnt > ATTACK_TARGETS_MAX ||
	    !combatant_can_act(&p->combatant, w->now_ms)) {
		log_debug("combat: attack refused targets=%d player=%d",
		    req->npc_cnt, p->e.id);
		return;
	}
	choose_targets(w, p, req, &targets);
	for (uint32_t i = 0; i < targets.count; i++) {
		struct npc *mob = targets.mobs[i];
		int32_t attack = targets.count > 1 ?
		    p->combatant.group_damage : p->combatant.point_damage;
		bool is_boosted = pay_boost(w, p, mob->row->level);

		results[run.count++] = shot_hit_mob(w, p, mob, attack,
		    is_boosted);
	}
	mine.battery_w = p->wallet.battery_w;
	send_packet_runs(p, PKT_FE2CL_PC_ATTACK_NPCS_SUCC, &mine, &run, 1);
	send_around_runs(w, &p->e, p, PKT_FE2CL_PC_ATTACK_NPCS, &others, &run,
	    1);
}

/* --- a GM hits whom it likes --- */

/* NULL: nobody, or the GM itself, which it does not mean. */
static struct entity *
find_char(struct world *w, const struct player *p,
    const struct wire_gm_pvp_target *t)
{
	struct player *other;
	struct npc *mob;

	if (t->ct != CHAR_TYPE_PLAYER) {
		mob = world_npc_by_id(w, (int32_t)t->id);
		return mob != NULL && mob->e.kind == ENTITY_MOB ? &mob->e :
		    NULL;
	}
	other = world_player_by_id(w, (int32_t)t->id);
	if (other == NULL || other == p || other->state != PLAYER_IN_WORLD)
		return NULL;
	return &other->e;
}

/* DEFECT: who cannot be hurt was. */
static struct wire_attack_result
hit_player(struct world *w, struct player *p, struct player *target,
    int32_t attack, bool is_boosted)
{
	const struct damage_terms terms = {
		.attack = attack,
		.defense = target->combatant.defense,
		.may_be_critical = true,
		.is_boosted = is_boosted,
		.attacker_style = DAMAGE_STYLE_NONE,
		.defender_style = DAMAGE_STYLE_NONE,
	};
	struct damage d = damage_roll(&w->rng, &terms);
	bool is_protected = health_is_invulnerable(&target->e);

	return (struct wire_attack_result){
		.id = target->e.id,
		.protected = is_protected,
		.damage = is_protected ? 0 :
		    health_damage(w, &target->e, &p->e, d.amount),
		.hp = target->combatant.hp,
		.hit_flag = (int8_t)d.flag,
	};
}

static struct wire_attack_result
hit_char(struct world *w, struct player *p, struct entity *target,
    bool is_group)
{
	int32_t attack = is_group ? p->combatant.group_damage :
	    p->combatant.point_damage;
	int32_t own = p->combatant.level;
	struct npc *mob;
	bool is_boosted;

	if (target->kind == ENTITY_PLAYER) {
		is_boosted = pay_boost(w, p, own);
		return hit_player(w, p, (struct player *)target, attack,
		    is_boosted);
	}
	/* Judged by the mob's level, paid by one's own (spec/combat.md 4.2) */
	mob = (struct npc *)target;
	is_boosted = p->wallet.battery_w > BOOST_COST_BASE + mob->row->level;
	(void)pay_boost(w, p, own);
	return shot_hit_mob(w, p, mob, attack, is_boosted);
}

static void
combat_on_attack_chars(struct world *w, struct player *p,
    const struct cl2fe_req_pc_attack_chars *req)
{
	const struct wire_gm_pvp_target *t =
	    cl2fe_req_pc_attack_chars_items(req);
	struct wire_attack_result results[CHARS_MAX];
	struct packet_run run = { WIRE_ATTACK_RESULT, results, 0 };
	struct fe2cl_pc_attack_chars_succ mine = { 0 };
	const struct fe2cl_pc_attack_chars others = { .pc_id = p->e.id };
	int32_t most = (int32_t)send_runs_max(w,
	    PKT_FE2CL_PC_ATTACK_CHARS_SUCC, WIRE_ATTACK_RESULT);

	if (req->target_cnt > most || req->target_cnt > CHARS_MAX) {
		log_debug("combat: too many targets=%d player=%d",
		    req->target_cnt, p->e.id);
		return;
	}
	for (int32_t i = 0; i < req->target_cnt; i++) {
		struct entity *target = find_char(w, p, &t[i]);

		if (target == NULL)
			continue;
		results[run.count] = hit_char(w, p, target,
		    req->target_cnt > 1);
		results[run.count++].ct = (int32_t)t[i].ct;
	}
	mine.battery_w = p->wallet.battery_w;	/* DEFECT: it was 0 */
	send_packet_runs(p, PKT_FE2CL_PC_ATTACK_CHARS_SUCC, &mine, &run, 1);
	send_around_runs(w, &p->e, p, PKT_FE2CL_PC_ATTACK_CHARS, &others,
	    &run, 1);
}

/* --- mobs strike --- */

/*
 * The client shows what was rolled, also where less health was left. DEFECTs,
 * spec/combat.md 5: health fell below 0, and buff 20 did not help.
 */
void
combat_mob_attacks(struct world *w, struct npc *mob, struct player *p)
{
	const struct damage_terms terms = {
		.attack = MOB_ATTACK_BASE + mob->row->power,
		.defense = p->combatant.defense,
		.may_be_critical = true,
		.attacker_style = DAMAGE_STYLE_NONE,
		.defender_style = DAMAGE_STYLE_NONE,
	};
	struct damage d = damage_roll(&w->rng, &terms);
	struct wire_attack_result result = {
		.id = p->e.id,
		.damage = d.amount,
		.hit_flag = (int8_t)d.flag,
	};
	const struct packet_run run = { WIRE_ATTACK_RESULT, &result, 1 };
	const struct fe2cl_npc_attack_pcs head = { .npc_id = mob->e.id };

	if (health_is_invulnerable(&p->e)) {
		result.protected = 1;
		result.damage = 0;
	} else {
		(void)health_damage(w, &p->e, &mob->e, d.amount);
	}
	result.hp = p->combatant.hp;
	send_around_runs(w, &p->e, NULL, PKT_FE2CL_NPC_ATTACK_PCS, &head,
	    &run, 1);
}

/* --- what the client says of itself --- */

static void
combat_on_begin(struct world *w, struct player *p,
    const struct cl2fe_req_pc_combat_begin *req)
{
	UNUSED(req);
	p->combat.in_combat = true;
	/* The right weapon is in its hand from now on. */
	PUBLISH(w, &p->e, p, fe2cl_pc_equip_change,
	    .pc_id = p->e.id,
	    .equip_slot_item = item_to_wire(&p->inventory.equip[0]));
}

static void
combat_on_end(struct world *w, struct player *p,
    const struct cl2fe_req_pc_combat_end *req)
{
	UNUSED(w);
	UNUSED(req);
	p->combat.in_combat = false;
	p->vitals.heal_cooldown_ms = CALM_MS;
}

/*
 * It has stepped into goo, or out of it. Only the client knows where goo is:
 * no table of ours has the terrain (DEFECT, spec/combat.md 4.8, stays).
 */
static void
combat_on_goo(struct world *w, struct player *p,
    const struct cl2fe_dot_damage_onoff *req)
{
	const struct buff_grant grant = {
		.buff = BUFF_INFECTION,
		.class = BUFF_CLASS_ENVIRONMENT,
		.duration_ms = BUFF_FOREVER_MS,
	};
	bool is_infected = combatant_has(&p->combatant, BUFF_INFECTION);

	if (req->flag != 0 && !is_infected)
		(void)buff_add(w, &p->e, &grant);
	if (req->flag == 0 && is_infected)
		buff_remove(w, &p->e, BUFF_INFECTION);
}

const struct handler combat_handlers[] = {
	ON_CL2FE_REQ_PC_ATTACK_NPCS(NEED_WORLD | NEED_ALIVE,
	    combat_on_attack_npcs),
	ON_CL2FE_REQ_PC_ATTACK_CHARS(NEED_WORLD | NEED_ALIVE | NEED_GM,
	    combat_on_attack_chars),
	ON_CL2FE_REQ_PC_COMBAT_BEGIN(NEED_WORLD, combat_on_begin),
	ON_CL2FE_REQ_PC_COMBAT_END(NEED_WORLD, combat_on_end),
	ON_CL2FE_DOT_DAMAGE_ONOFF(NEED_WORLD, combat_on_goo),
	HANDLERS_END
};
