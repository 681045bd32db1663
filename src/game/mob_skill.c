/*
 * mob_skill.c - what a mob does besides striking: powers, corruption,
 * eruption (spec/mobs.md 8).
 *
 * Owns:   npc->mob.skill_style and hit_x, hit_y, hit_z, during a fight.
 * Called: by mob_ai.c.
 * Thread: world.
 */
#include "game/mob_skill.h"

#include <math.h>

#include "base/rng.h"
#include "game/health.h"
#include "game/mob_aggro.h"
#include "game/mob_state.h"
#include "game/nano.h"
#include "game/nano_state.h"
#include "game/skill.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	ROLL_STEPS = 2000,		/* of a thousand */
	ROLL_UNIT = 1000,
	WIND_UP_MS = 1800,		/* time to change the nano, or to run */
	COOLDOWN_MS = 1000,
	MS_PER_DELAY_UNIT = 100,
	STYLES = 3,
	ERUPTION_TARGETS = 4,
	HP_BASE = 925, HP_PER_LEVEL = 75, /* as a player of its level */
	CORRUPTION_SCALE = 1500,
	STAMINA_WON = 45,
	STAMINA_LOST = 90,
	/* iHitFlag, spec/combat.md 2: from the player's side. */
	HIT_STYLE_WIN = 4,
	HIT_STYLE_TIE = 8,
	HIT_STYLE_LOSE = 16
};

/* --- corruption: scissors, paper, stone --- */

struct corruption {
	int32_t damage;
	int8_t hit_flag;
	int32_t stamina_change;
};

/* style: the mob's; the player's may be NANO_STYLE_NONE. */
static struct corruption
judge(int32_t style, int32_t own, int32_t damage)
{
	if (own == NANO_STYLE_NONE)
		return (struct corruption){ damage, HIT_STYLE_TIE, 0 };
	if (own == style)
		return (struct corruption){ 0, HIT_STYLE_TIE, 0 };
	if (style - own == 1 || own - style == 2)
		return (struct corruption){ 0, HIT_STYLE_WIN, STAMINA_WON };
	return (struct corruption){ damage, HIT_STYLE_LOSE, -STAMINA_LOST };
}

static int32_t
corruption_damage(const struct npc *n, const struct tdata_skill *skill)
{
	int64_t scale = HP_BASE + (int64_t)HP_PER_LEVEL * n->row->level;
	int64_t damage = skill->values[0][0] * scale / CORRUPTION_SCALE;

	return damage > INT32_MAX ? INT32_MAX : (int32_t)damage;
}

/* What the active nano pays or gains; true: it is exhausted. */
static bool
change_stamina(struct world *w, struct player *p, int32_t change)
{
	int32_t stamina = nano_state_stamina(p) + change;

	if (change == 0)
		return false;
	nano_state_set_stamina(w, p, p->nanos.active, stamina);
	return stamina < 0;
}

static void
corrupt(struct world *w, struct npc *n, struct player *p,
    const struct tdata_skill *skill, int32_t style)
{
	enum { QUIETLY = true };
	struct corruption c = judge(style, nano_state_active_style(p),
	    corruption_damage(n, skill));
	struct wire_c_attack_result result = {
		.ct = COMBATANT_PLAYER,
		.id = p->e.id,
		.protected = health_is_invulnerable(&p->e),
		.hit_flag = c.hit_flag,
		.active_nano_slot_num = (int16_t)nano_state_active_slot(p),
		.nano_id = p->nanos.active,
	};
	const struct packet_run run = { WIRE_C_ATTACK_RESULT, &result, 1 };
	const struct fe2cl_npc_skill_corruption_hit head = {
		.npc_id = n->e.id,
		.skill_id = (int16_t)skill->id,
		.style = (int16_t)style,
		.value1 = p->e.x, .value2 = p->e.y, .value3 = p->e.z,
	};

	result.nano_deactive = change_stamina(w, p, c.stamina_change);
	result.nano_stamina = (int16_t)nano_state_stamina(p);
	if (c.hit_flag == HIT_STYLE_WIN)
		skill_counter_attack(w, p, n);
	result.damage = result.protected ? 0 : c.damage;
	health_damage(w, &p->e, &n->e, result.damage);
	result.hp = p->combatant.hp;
	result.condition_bit_flag = p->combatant.condition_flags;
	if (p->combatant.hp <= 0)
		mob_aggro_lose(w, n);
	send_around_runs(w, &n->e, NULL, PKT_FE2CL_NPC_SKILL_CORRUPTION_HIT,
	    &head, &run, 1);
	/* DEFECT, spec/mobs.md 8: it stayed out until the next tick. */
	if (result.nano_deactive)
		nano_unsummon(w, p, QUIETLY);
}

/* --- eruption --- */

struct blast {
	const struct npc *mob;
	int64_t radius;
	struct entity *targets[ERUPTION_TARGETS];
	uint32_t count;
};

/*
 * DEFECT, spec/mobs.md 8: more than four were hit, and those whom nothing
 * should see or hurt.
 */
static bool
note_in_blast(struct entity *e, void *arg)
{
	const int32_t spared = SPECIAL_INVISIBLE | SPECIAL_INVULNERABLE;
	const struct player *p = (const struct player *)e;
	struct blast *b = arg;
	double dx = (double)b->mob->mob.hit_x - e->x;
	double dy = (double)b->mob->mob.hit_y - e->y;

	if (p->combatant.hp > 0 && (p->profile.special_state & spared) == 0 &&
	    (int64_t)hypot(dx, dy) < b->radius)
		b->targets[b->count++] = e;
	return b->count < ERUPTION_TARGETS;
}

static void
erupt(struct world *w, struct npc *n, const struct tdata_skill *skill)
{
	struct blast b = { .mob = n, .radius = skill->effect_area };

	view_each_around(w, &n->e, ENTITY_GROUP_PLAYERS, note_in_blast, &b);
	skill_use_by_npc(w, n, skill, b.targets, b.count);
}

/* --- its power --- */

static bool
is_worse(const struct npc *a, const struct npc *b)
{
	return (int64_t)a->combatant.hp * b->combatant.max_hp <
	    (int64_t)b->combatant.hp * a->combatant.max_hp;
}

static bool
can_help(const struct npc *n, const struct npc *other)
{
	if (other == NULL || other->combatant.hp <= 0 ||
	    other->e.chunk == NULL)
		return false;
	if (other->mob.state != MOB_ROAMING && other->mob.state != MOB_COMBAT)
		return false;
	return chunk_sees(n->e.chunk->place, other->e.chunk->place);
}

/* Itself, or who of its group is worse off. */
static struct npc *
find_patient(const struct world *w, struct npc *n)
{
	struct npc *leader = mob_leader(w, n), *found = n;

	if (leader == NULL)
		return n;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		struct npc *m = mob_member(w, leader, i);

		if (can_help(n, m) && is_worse(m, found))
			found = m;
	}
	return can_help(n, leader) && is_worse(leader, found) ? leader : found;
}

/*
 * DEFECT, spec/mobs.md 8: it healed its enemy. Whatever helps is for itself and
 * its own.
 */
static void
use_power(struct world *w, struct npc *n, struct player *p,
    const struct tdata_skill *skill)
{
	const int32_t spared = SPECIAL_INVISIBLE | SPECIAL_INVULNERABLE;
	struct entity *target = &p->e;

	if (skill_is_helpful(skill))
		target = &find_patient(w, n)->e;
	else if ((p->profile.special_state & spared) != 0)
		return;
	if (combatant_has(combatant_of(target),
	    (enum buff_id)skill_buff_id(skill)))
		return;
	n->mob.next_attack_at_ms = w->now_ms +
	    (int64_t)n->row->delay_ds * MS_PER_DELAY_UNIT;
	skill_use_by_npc(w, n, skill, &target, 1);
}

/* --- deciding --- */

/* Of the style that beats the nano that is out. */
static void
begin_corruption(struct world *w, struct npc *n, const struct player *p,
    const struct tdata_skill *skill)
{
	int32_t own = nano_state_active_style(p);
	int32_t style = (own + STYLES - 1) % STYLES;

	if (own == NANO_STYLE_NONE)
		style = rng_range(&w->rng, 0, STYLES);
	n->mob.skill_style = (int8_t)style;
	n->mob.next_attack_at_ms = w->now_ms + WIND_UP_MS;
	PUBLISH(w, &n->e, NULL, fe2cl_npc_skill_corruption_ready,
	    .npc_id = n->e.id,
	    .skill_id = (int16_t)skill->id,
	    .style = (int16_t)style,
	    .value1 = p->e.x, .value2 = p->e.y, .value3 = p->e.z);
}

static void
begin_eruption(struct world *w, struct npc *n, const struct player *p,
    const struct tdata_skill *skill)
{
	n->mob.hit_x = p->e.x;
	n->mob.hit_y = p->e.y;
	n->mob.hit_z = p->e.z;
	n->mob.skill_style = MOB_SKILL_ERUPTION;
	n->mob.next_attack_at_ms = w->now_ms + WIND_UP_MS;
	PUBLISH(w, &n->e, NULL, fe2cl_npc_skill_ready,
	    .npc_id = n->e.id,
	    .skill_id = (int16_t)skill->id,
	    .value1 = n->mob.hit_x,
	    .value2 = n->mob.hit_y,
	    .value3 = n->mob.hit_z);
}

/*
 * DEFECT, spec/mobs.md 8: skills that do not exist were used. 0 is none, though
 * the table has such a row.
 */
static int64_t
chance_of(const struct tdata_skill *skill, int32_t prob)
{
	return skill != NULL && skill->id != 0 && prob > 0 ? prob : 0;
}

static void
choose(struct world *w, struct npc *n, struct player *p)
{
	const struct tdata_npc_type *row = n->row;
	const struct tdata_skill *power, *corruption, *eruption;
	int64_t roll = (int64_t)rng_range(&w->rng, 0, ROLL_STEPS) * ROLL_UNIT;

	power = tdata_find_skill(w->td, row->active_skill);
	corruption = tdata_find_skill(w->td, row->corruption_skill);
	eruption = tdata_find_skill(w->td, row->eruption_skill);
	if (roll < chance_of(power, row->active_skill_prob)) {
		use_power(w, n, p, power);
		return;
	}
	roll -= chance_of(power, row->active_skill_prob);
	if (roll < chance_of(corruption, row->corruption_prob)) {
		begin_corruption(w, n, p, corruption);
		return;
	}
	roll -= chance_of(corruption, row->corruption_prob);
	if (roll < chance_of(eruption, row->eruption_prob))
		begin_eruption(w, n, p, eruption);
}

void
mob_skill_act(struct world *w, struct npc *n, struct player *p)
{
	int8_t style = n->mob.skill_style;
	const struct tdata_skill *skill;

	if (style == MOB_SKILL_IDLE) {
		choose(w, n, p);
		return;
	}
	if (style == MOB_SKILL_COOLDOWN) {
		n->mob.skill_style = MOB_SKILL_IDLE;
		return;
	}
	n->mob.skill_style = MOB_SKILL_COOLDOWN;
	n->mob.next_attack_at_ms = w->now_ms + COOLDOWN_MS;
	skill = tdata_find_skill(w->td, style == MOB_SKILL_ERUPTION ?
	    n->row->eruption_skill : n->row->corruption_skill);
	if (skill == NULL)
		return;		/* never: it began with one */
	if (style == MOB_SKILL_ERUPTION)
		erupt(w, n, skill);
	else
		corrupt(w, n, p, skill, style);
}
