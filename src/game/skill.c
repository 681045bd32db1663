/*
 * skill.c - the powers of nanos, mobs and eggs: who is met by them, and who is
 * told (spec/abilities.md 3, 4, 7, 11, 12).
 *
 * Owns:   nothing.
 * Called: by nanos, mobs, eggs and the /buff command.
 * Thread: world.
 */
#include "game/skill.h"

#include "base/log.h"
#include "game/buff.h"
#include "game/group.h"
#include "game/health.h"
#include "game/nano_state.h"
#include "game/skill_effect.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

/* What the tables' columns mean, spec/abilities.md 1. */
enum {
	EFFECT_POINT = 1,
	EFFECT_SELF = 2,
	TARGET_MOBS = 1,
	TARGET_PLAYERS = 2,
	TARGET_GROUP = 3
};

enum {
	TARGETS_MAX = 32,
	/* Where the table says one although the power is an area's. */
	TARGETS_OF_AREA = 4,
	/* What target and caster may have run since the client aimed. */
	RANGE_SLACK_UNITS = 1000,
	COUNTER_VALUE = 200,		/* spec/mobs.md 8 */
	MS_PER_S = 1000
};

struct targets {
	struct entity *v[TARGETS_MAX];
	uint32_t count, most;
};

/* --- who is met by a player's power --- */

static bool
is_within(const struct entity *a, const struct entity *b, int64_t units)
{
	int64_t dx = (int64_t)a->x - b->x, dy = (int64_t)a->y - b->y;

	return dx * dx + dy * dy <= units * units;
}

/* Those of a group's Phoenix are dead, all others alive. */
static bool
is_fit(const struct tdata_skill *skill, const struct entity *e)
{
	return health_is_alive(e) == (skill->type != SKILL_PHOENIX_GROUP);
}

static void
add_target(struct targets *t, struct entity *e)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->v[i] == e)
			return;
	if (t->count < t->most)
		t->v[t->count++] = e;
}

/*
 * DEFECT, spec/abilities.md 4: members were reached anywhere. No area: the
 * whole group, as far as it is in the same instance.
 */
static void
find_group(struct world *w, struct player *p, const struct tdata_skill *skill,
    struct targets *out)
{
	struct player *members[GROUP_PLAYERS_MAX];
	uint32_t n = group_members(w, p, members);
	int64_t area = skill->effect_area;

	for (uint32_t i = 0; i < n; i++) {
		struct entity *e = &members[i]->e;

		if (members[i] != p && (e->chunk == NULL ||
		    e->instance != p->e.instance))
			continue;
		if (area > 0 && !is_within(e, &p->e, area))
			continue;
		if (is_fit(skill, e))
			add_target(out, e);
	}
}

/* NULL: there is none of that id that the power could meet. */
static struct entity *
find_one(struct world *w, const struct tdata_skill *skill, int32_t id)
{
	struct player *other;
	struct npc *n;

	switch (skill->target_type) {
	case TARGET_MOBS:
		n = world_npc_by_id(w, id);
		return n != NULL && n->e.kind == ENTITY_MOB ? &n->e : NULL;
	case TARGET_PLAYERS:
		/* Players do no harm to players (same place, 6). */
		if (skill_effect_is_hostile(skill))
			return NULL;
		other = world_player_by_id(w, id);
		return other != NULL && other->state == PLAYER_IN_WORLD ?
		    &other->e : NULL;
	}
	return NULL;
}

/* DEFECT, spec/abilities.md 3: the client's numbers were taken as they came. */
static bool
may_meet(const struct player *p, const struct tdata_skill *skill,
    const struct entity *e)
{
	int64_t range = (int64_t)skill->effect_range + skill->effect_area;

	if (e->chunk == NULL || e->instance != p->e.instance)
		return false;
	if (!is_fit(skill, e))
		return false;
	if (e->kind == ENTITY_MOB && ((const struct npc *)e)->row != NULL)
		range += ((const struct npc *)e)->row->radius;
	/* A table without ranges leaves what can be seen. */
	if (range <= 0)
		return view_can_see(p, e);
	return is_within(e, &p->e, range + RANGE_SLACK_UNITS);
}

static uint32_t
most_targets(const struct tdata_skill *skill)
{
	int32_t n = skill->target_count;

	if (skill->effect_target != EFFECT_POINT && n < TARGETS_OF_AREA)
		n = TARGETS_OF_AREA;
	if (n < 1)
		n = TARGETS_OF_AREA;
	return n < TARGETS_MAX ? (uint32_t)n : TARGETS_MAX;
}

static void
find_targets(struct world *w, struct player *p, const struct skill_use *use,
    struct targets *out)
{
	const struct tdata_skill *skill = use->skill;

	if (skill->target_type == TARGET_GROUP) {
		find_group(w, p, skill, out);
		return;
	}
	/* A passive is used by nobody's wish: on its owner. */
	if (skill->effect_target == EFFECT_SELF ||
	    (!use->is_requested && skill->target_type == TARGET_PLAYERS)) {
		if (!skill_effect_is_hostile(skill))
			add_target(out, &p->e);
		return;
	}
	out->most = most_targets(skill);
	for (uint32_t i = 0; i < use->target_count; i++) {
		struct entity *e = find_one(w, skill, use->target_ids[i]);

		if (e != NULL && may_meet(p, skill, e))
			add_target(out, e);
		else
			log_debug("skill: no target id=%d skill=%d player=%d",
			    use->target_ids[i], skill->id, p->e.id);
	}
}

/* --- who is told of it --- */

static bool
is_recall(const struct tdata_skill *skill)
{
	return skill->type == SKILL_RECALL ||
	    skill->type == SKILL_RECALL_GROUP;
}

/* The group hears of its recall wherever it is, the alone hear nothing. */
static void
tell_group(struct world *w, struct player *p,
    const struct fe2cl_nano_skill_use *out, const struct packet_run *run)
{
	struct player *members[GROUP_PLAYERS_MAX];
	uint32_t n = group_members(w, p, members);

	for (uint32_t i = 0; n > 1 && i < n; i++)
		send_packet_runs(members[i], PKT_FE2CL_NANO_SKILL_USE, out,
		    run, 1);
}

/*
 * DEFECT, spec/abilities.md 3: who asked was not told what was spent unless
 * something came of it, and what it had sent along was not echoed.
 */
static void
tell_use(struct world *w, struct player *p, const struct skill_use *use,
    const struct skill_results *r, int32_t stamina)
{
	const struct tdata_skill *skill = use->skill;
	const struct player_nano *nano = &p->nanos.bank[p->nanos.active];
	const struct fe2cl_nano_skill_use_succ own = {
		.pc_id = p->e.id,
		.bullet_id = use->bullet_id,
		.skill_id = nano->skill,
		.arg1 = use->args[0],
		.arg2 = use->args[1],
		.arg3 = use->args[2],
		.nano_deactive = stamina <= 0,
		.nano_id = nano->id,
		.nano_stamina = (int16_t)stamina,
		.st = skill->type,
	};
	const struct fe2cl_nano_skill_use others = {
		.pc_id = own.pc_id, .bullet_id = own.bullet_id,
		.skill_id = own.skill_id, .arg1 = own.arg1, .arg2 = own.arg2,
		.arg3 = own.arg3, .nano_deactive = own.nano_deactive,
		.nano_id = own.nano_id, .nano_stamina = own.nano_stamina,
		.st = own.st,
	};

	if (r->run.count == 0 && !use->is_requested)
		return;
	send_packet_runs(p, PKT_FE2CL_NANO_SKILL_USE_SUCC, &own, &r->run, 1);
	if (r->run.count == 0 && skill->type != SKILL_RETRO_ROCKET)
		return;
	if (skill->type == SKILL_RECALL_GROUP)
		tell_group(w, p, &others, &r->run);
	else
		send_around_runs(w, &p->e, p, PKT_FE2CL_NANO_SKILL_USE,
		    &others, &r->run, 1);
}

/* --- players --- */

static void
apply_to_all(struct world *w, const struct skill_cast *cast,
    const struct targets *t, struct skill_results *out)
{
	skill_results_begin(w, out, cast->skill, t->count);
	for (uint32_t i = 0; i < t->count; i++)
		skill_effect_apply(w, cast, t->v[i], out);
}

enum skill_result
skill_use_by_player(struct world *w, struct player *p,
    const struct skill_use *use)
{
	const struct tdata_skill *skill = use->skill;
	const struct skill_cast cast = {
		.skill = skill, .power = use->power, .source = &p->e,
	};
	int32_t stamina = nano_state_stamina(p);
	enum skill_result res = SKILL_DONE;
	struct targets targets = { .most = TARGETS_MAX };
	struct skill_results results;

	if (p->combatant.hp <= 0 || p->nanos.active <= 0)
		return SKILL_NO_EFFECT;
	/* DEFECT, spec/abilities.md 6: an unset point of recall. */
	if (is_recall(skill) && !p->travel.has_recall) {
		stamina = use->stamina_before;
		res = SKILL_NO_EFFECT;
	} else {
		find_targets(w, p, use, &targets);
	}
	apply_to_all(w, &cast, &targets, &results);
	if (res == SKILL_DONE)
		stamina = nano_state_stamina(p);
	tell_use(w, p, use, &results, stamina);
	return res;
}

void
skill_counter_attack(struct world *w, struct player *p, struct npc *mob)
{
	const struct tdata_skill skill = {
		.type = SKILL_DAMAGE,
		.target_type = TARGET_MOBS,
		.drain_type = SKILL_DRAIN_ACTIVE,
		.values = { { COUNTER_VALUE } },
	};
	const struct skill_use use = { .skill = &skill };
	const struct skill_cast cast = { .skill = &skill, .source = &p->e };
	const struct targets target = { .v = { &mob->e }, .count = 1 };
	struct skill_results results;

	if (p->nanos.active <= 0)
		return;
	apply_to_all(w, &cast, &target, &results);
	tell_use(w, p, &use, &results, nano_state_stamina(p));
}

/* --- mobs --- */

static void
tell_hit(struct world *w, const struct entity *from,
    const struct fe2cl_npc_skill_hit *out, const struct skill_results *r)
{
	send_around_runs(w, from, NULL, PKT_FE2CL_NPC_SKILL_HIT, out, &r->run,
	    1);
}

static void
cast_by_npc(struct world *w, struct npc *n, const struct skill_cast *cast,
    struct entity *const *targets, uint32_t target_count)
{
	const struct tdata_skill *skill = cast->skill;
	const struct fe2cl_npc_skill_hit out = {
		.npc_id = n->e.id,
		.skill_id = (int16_t)skill->id,
		.st = skill->type,
		.value1 = n->mob.hit_x,
		.value2 = n->mob.hit_y,
		.value3 = n->mob.hit_z,
	};
	struct targets t = { .most = TARGETS_MAX };
	struct skill_results results;

	for (uint32_t i = 0; i < target_count; i++)
		add_target(&t, targets[i]);
	apply_to_all(w, cast, &t, &results);
	tell_hit(w, &n->e, &out, &results);
	/* DEFECT, spec/abilities.md 11: who was hit from out of sight. */
	for (uint32_t i = 0; i < t.count; i++)
		if (t.v[i]->kind == ENTITY_PLAYER &&
		    !view_can_see((const struct player *)t.v[i], &n->e))
			send_packet_runs((struct player *)t.v[i],
			    PKT_FE2CL_NPC_SKILL_HIT, &out, &results.run, 1);
}

void
skill_use_by_npc(struct world *w, struct npc *n,
    const struct tdata_skill *skill, struct entity *const *targets,
    uint32_t target_count)
{
	const struct skill_cast cast = {
		.skill = skill,
		.source = n->e.kind == ENTITY_MOB ? &n->e : NULL,
	};

	cast_by_npc(w, n, &cast, targets, target_count);
}

void
skill_begin_passive(struct world *w, struct npc *n,
    const struct tdata_skill *skill)
{
	const struct skill_cast cast = {
		.skill = skill, .source = &n->e, .is_lasting = true
	};
	struct entity *self = &n->e;

	cast_by_npc(w, n, &cast, &self, 1);
}

/* --- eggs --- */

static void
take_egg_damage(struct world *w, struct player *p, int32_t amount,
    struct skill_results *out)
{
	int32_t dealt = health_damage(w, &p->e, NULL, amount);
	const struct wire_skill_result_damage result = {
		.ct = COMBATANT_PLAYER,
		.id = p->e.id,
		.protected = health_is_invulnerable(&p->e),
		.damage = dealt,
		.hp = p->combatant.hp,
	};

	skill_results_add(out, WIRE_SKILL_RESULT_DAMAGE, &result);
}

static void
take_egg_healing(struct world *w, struct player *p, int32_t amount,
    struct skill_results *out)
{
	int32_t healed = health_heal(w, &p->e, amount);
	const struct wire_skill_result_heal_hp result = {
		.ct = COMBATANT_PLAYER,
		.id = p->e.id,
		.heal_hp = healed,
		.hp = p->combatant.hp,
	};

	skill_results_add(out, WIRE_SKILL_RESULT_HEAL_HP, &result);
}

static bool
take_egg_buff(struct world *w, struct player *p, struct npc *egg,
    const struct tdata_skill *skill, int32_t duration_s,
    struct skill_results *out)
{
	const struct buff_grant grant = {
		.buff = (enum buff_id)skill_effect_buff(skill),
		.class = BUFF_CLASS_EGG,
		.skill = skill->id,
		.value = skill->values[0][0],
		.duration_ms = (int64_t)duration_s * MS_PER_S,
		.source = egg != NULL ? &egg->e : NULL,
		.says_timeout = true,
	};
	struct wire_skill_result_buff result = {
		.ct = COMBATANT_PLAYER,
		.id = p->e.id,
	};

	if (skill->target_type != TARGET_PLAYERS)
		log_debug("skill: not for players skill=%d", skill->id);
	if (buff_add(w, &p->e, &grant) == BUFF_REFUSED)
		return false;
	result.condition_bit_flag = p->combatant.condition_flags;
	skill_results_add(out, WIRE_SKILL_RESULT_BUFF, &result);
	return true;
}

/* What an egg can do: passive powers that are buffs, and two at once. */
static bool
is_for_eggs(const struct tdata_skill *skill)
{
	if (skill->drain_type == SKILL_DRAIN_PASSIVE)
		return skill_effect_buff(skill) != BUFF_NONE;
	return skill->type == SKILL_DAMAGE || skill->type == SKILL_HEAL_HP;
}

bool
skill_use_by_egg(struct world *w, struct player *p, struct npc *egg,
    const struct tdata_skill *skill, int32_t duration_s)
{
	const struct fe2cl_npc_skill_hit out = {
		.npc_id = egg != NULL ? egg->e.id : 0,
		.skill_id = (int16_t)skill->id,
		.st = skill->type,
	};
	struct skill_results results;
	int32_t amount;

	/* DEFECT, spec/abilities.md 12: the dead ate, and were healed. */
	if (p->combatant.hp <= 0 || duration_s < 0 || !is_for_eggs(skill))
		return false;
	skill_results_begin(w, &results, skill, 1);
	amount = (int32_t)((int64_t)health_max(&p->e) * skill->values[0][0] /
	    1000);
	if (skill->drain_type == SKILL_DRAIN_PASSIVE) {
		if (!take_egg_buff(w, p, egg, skill, duration_s, &results))
			return false;
	} else if (skill->type == SKILL_DAMAGE) {
		take_egg_damage(w, p, amount, &results);
	} else {
		take_egg_healing(w, p, amount, &results);
	}
	tell_hit(w, egg != NULL ? &egg->e : &p->e, &out, &results);
	return true;
}

/* --- facts --- */

int32_t
skill_buff_id(const struct tdata_skill *skill)
{
	return skill_effect_buff(skill);
}

bool
skill_is_helpful(const struct tdata_skill *skill)
{
	return skill_effect_is_helpful(skill);
}
