/*
 * skill_effect.c - what a power does to one target (spec/abilities.md 6).
 *
 * One table of skill types says which rule, which buff and which result each
 * has. What no version of the game ever did (knockback, infection damage, the
 * extra bank) has no row: no result is better than one of the wrong size.
 *
 * Owns:   nothing.
 * Called: by skill.c for each target.
 * Thread: world.
 */
#include "game/skill_effect.h"

#include <string.h>

#include "base/log.h"
#include "game/buff.h"
#include "game/health.h"
#include "game/nano_state.h"
#include "game/recall.h"
#include "game/wallet.h"
#include "proto/codec.h"
#include "tdata/ruleset.h"
#include "tdata/tdata.h"
#include "world/combatant.h"
#include "world/event.h"
#include "world/player.h"
#include "world/world.h"

enum {
	DRAIN_PASSIVE = 2,
	MS_PER_DS = 100,
	DS_PER_S = 10,
	TYPE_STIMPAK = 33
};

typedef void effect_fn(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out);

enum effect_side { SIDE_NONE, SIDE_HOSTILE, SIDE_HELPFUL };

struct effect {
	effect_fn *fn;			/* NULL: does nothing */
	enum wire_struct result;
	enum buff_id buff;
	enum effect_side side;
};

static const struct effect *find_effect(const struct tdata_skill *skill);

/* --- results --- */

void
skill_results_begin(struct world *w, struct skill_results *r,
    const struct tdata_skill *skill, uint32_t targets)
{
	enum wire_struct type = find_effect(skill)->result;

	*r = (struct skill_results){ .run = { .type = type } };
	if (type == WIRE_NONE || targets == 0)
		return;
	r->item_bytes = codec_struct_host_bytes(type);
	r->most = targets;
	r->run.items = arena_new(&w->scratch, targets * r->item_bytes);
}

void
skill_results_add(struct skill_results *r, enum wire_struct type,
    const void *item)
{
	if (type != r->run.type || r->run.count >= r->most)
		return;
	/* The run is ours, and const for whoever sends it. */
	memcpy((uint8_t *)(uintptr_t)r->run.items +
	    r->run.count * r->item_bytes, item, r->item_bytes);
	r->run.count++;
}

/* --- what effects ask --- */

static int32_t
value_of(const struct skill_cast *cast)
{
	return cast->skill->values[0][cast->power];
}

static bool
is_player(const struct entity *e)
{
	return e != NULL && e->kind == ENTITY_PLAYER;
}

static int32_t
condition_of(struct entity *e)
{
	return combatant_of(e)->condition_flags;
}

static int32_t
hp_of(struct entity *e)
{
	return combatant_of(e)->hp;
}

/* What v thousandths of that much health are, as doubles have it. */
static int32_t
thousandths(int32_t v, int32_t of)
{
	return (int32_t)((int64_t)v * of / 1000);
}

/* --- damage, healing --- */

static struct wire_skill_result_damage
hurt(struct world *w, const struct skill_cast *cast, struct entity *target,
    int32_t amount)
{
	int32_t dealt = health_damage(w, target, cast->source, amount);

	return (struct wire_skill_result_damage){
		.ct = combatant_type(target),
		.id = target->id,
		.protected = dealt <= 0,
		.damage = dealt,
		.hp = hp_of(target),
	};
}

static void
apply_damage(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	const struct entity *source =
	    cast->source != NULL ? cast->source : target;
	int32_t most = health_max(source), other = health_max(target);
	struct wire_skill_result_damage result;
	double scale;

	if (is_player(source))
		scale = (most > other ? most : other) / 1000.0;
	else
		scale = most / 1500.0;
	result = hurt(w, cast, target, (int32_t)(value_of(cast) * scale));
	skill_results_add(out, WIRE_SKILL_RESULT_DAMAGE, &result);
}

static void
apply_heal(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	struct wire_skill_result_heal_hp result = {
		.ct = combatant_type(target),
		.id = target->id,
	};

	result.heal_hp = health_heal(w, target,
	    thousandths(value_of(cast), health_max(target)));
	result.hp = hp_of(target);
	skill_results_add(out, WIRE_SKILL_RESULT_HEAL_HP, &result);
}

/*
 * DEFECT, spec/abilities.md 6: mobs drank as little as players do, and the
 * victim was said to be healed.
 */
static void
apply_leech(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	struct entity *source = cast->source != NULL ? cast->source : target;
	int32_t gain = value_of(cast), loss = 2 * value_of(cast);
	struct wire_skill_result_leech result = { 0 };

	if (!is_player(source))
		gain = loss = thousandths(value_of(cast), health_max(target));
	result.heal.heal_hp = health_heal(w, source, gain);
	result.damage = hurt(w, cast, target, loss);
	result.heal.ct = combatant_type(source);
	result.heal.id = source->id;
	result.heal.hp = hp_of(source);
	skill_results_add(out, WIRE_SKILL_RESULT_LEECH, &result);
}

/* --- buffs, debuffs --- */

/* DEFECT, spec/abilities.md 6: what was refused was shown as done. */
static void
apply_debuff(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	int32_t duration_ds = cast->skill->duration_ds[cast->power];
	const struct buff_grant grant = {
		.buff = (enum buff_id)skill_effect_buff(cast->skill),
		.class = BUFF_CLASS_NANO,
		.skill = cast->skill->id,
		.value = value_of(cast),
		.duration_ms = (int64_t)duration_ds * MS_PER_DS,
		.source = cast->source,
		.says_timeout = true,
	};
	struct wire_skill_result_damage_n_debuff result = {
		.ct = combatant_type(target),
		.id = target->id,
	};

	/* Nobody likes it: a mob turns on whoever tries. */
	(void)health_damage(w, target, cast->source, 0);
	if (combatant_has(combatant_of(target), BUFF_FREEDOM) ||
	    buff_add(w, target, &grant) == BUFF_REFUSED)
		result.protected = 1;
	else
		result.damage = duration_ds / DS_PER_S; /* shown by clients */
	result.hp = hp_of(target);
	if (is_player(target))
		result.stamina = (int16_t)nano_state_stamina(
		    (const struct player *)target);
	result.condition_bit_flag = condition_of(target);
	skill_results_add(out, WIRE_SKILL_RESULT_DAMAGE_N_DEBUFF, &result);
}

/* A stimpak is for the slot of the nano that is out. */
static enum buff_id
buff_for(const struct skill_cast *cast, const struct entity *target)
{
	int32_t buff = skill_effect_buff(cast->skill);
	int slot;

	if (cast->skill->type == TYPE_STIMPAK && is_player(target)) {
		slot = nano_state_active_slot((const struct player *)target);
		if (slot > 0)
			buff += slot;
	}
	return (enum buff_id)buff;
}

static void
apply_buff(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	const struct tdata_skill *skill = cast->skill;
	int64_t duration_ms =
	    (int64_t)skill->duration_ds[cast->power] * MS_PER_DS;
	const struct buff_grant grant = {
		.buff = buff_for(cast, target),
		.class = cast->source == NULL || cast->source == target ?
		    BUFF_CLASS_NANO : BUFF_CLASS_GROUP_NANO,
		.skill = skill->id,
		.value = value_of(cast),
		.duration_ms = cast->is_lasting ? BUFF_FOREVER_MS :
		    duration_ms > 0 ? duration_ms : BUFF_PASSIVE_MS,
		.source = cast->source,
		.is_passive = skill->drain_type == DRAIN_PASSIVE,
		.says_timeout = skill->drain_type != DRAIN_PASSIVE,
	};
	struct wire_skill_result_buff result = {
		.ct = combatant_type(target),
		.id = target->id,
	};
	enum buff_result res = buff_add(w, target, &grant);

	/* To be bound is an attack. */
	if (grant.buff == BUFF_BOUNDING_BALL)
		(void)health_damage(w, target, cast->source, 0);
	if (res != BUFF_NEW)
		return;
	result.condition_bit_flag = condition_of(target);
	skill_results_add(out, WIRE_SKILL_RESULT_BUFF, &result);
}

/* --- batteries and stamina --- */

static int32_t
drain_battery(struct world *w, struct player *p, enum wallet_kind kind,
    int32_t amount)
{
	int32_t had = wallet_get(p, kind);

	return had - wallet_set(w, p, kind, (int64_t)had - amount);
}

static void
apply_battery_drain(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	const struct combatant *source =
	    combatant_of(cast->source != NULL ? cast->source : target);
	double factor = (18 + source->level) / 36.0;
	struct player *p = (struct player *)target;
	struct wire_skill_result_battery_drain result = {
		.ct = COMBATANT_PLAYER,
		.id = target->id,
	};

	if (!is_player(target))
		return;
	result.protected = health_is_invulnerable(target) ||
	    combatant_has(&p->combatant, BUFF_PROTECT_BATTERY);
	if (!result.protected) {
		result.drain_w = drain_battery(w, p, WALLET_BATTERY_W,
		    (int32_t)(value_of(cast) * factor));
		result.drain_n = drain_battery(w, p, WALLET_BATTERY_N,
		    (int32_t)(cast->skill->values[1][cast->power] * factor));
	}
	result.battery_w = wallet_get(p, WALLET_BATTERY_W);
	result.battery_n = wallet_get(p, WALLET_BATTERY_N);
	result.stamina = (int16_t)nano_state_stamina(p);
	/* DEFECT, spec/abilities.md 6: set also when no nano was out. */
	result.nano_deactive = p->nanos.active > 0 && result.stamina <= 0;
	result.condition_bit_flag = condition_of(target);
	skill_results_add(out, WIRE_SKILL_RESULT_BATTERY_DRAIN, &result);
}

/* Gives the active nano stamina; returns how much really went in. */
static int32_t
refresh_nano(struct world *w, struct player *p, int32_t amount)
{
	int32_t had = nano_state_stamina(p);

	return nano_state_set_stamina(w, p, p->nanos.active, had + amount) -
	    had;
}

/* DEFECT, spec/abilities.md 2: it did nothing. */
static void
apply_heal_stamina(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	struct player *p = (struct player *)target;
	struct wire_skill_result_heal_stamina result = {
		.ct = COMBATANT_PLAYER,
		.id = target->id,
	};

	if (!is_player(target) || p->nanos.active <= 0)
		return;
	result.heal_nano_stamina = (int16_t)refresh_nano(w, p, value_of(cast));
	result.nano = nano_state_to_wire(p, p->nanos.active);
	skill_results_add(out, WIRE_SKILL_RESULT_HEAL_STAMINA, &result);
}

/*
 * DEFECT, spec/abilities.md 2: it was a buff without an effect. It trades only
 * what the nano has room for, so that a passive one does not burn its owner.
 * GUESS: as many thousandths of the maximum of health as it gives of stamina,
 * and never the last.
 */
static void
apply_stamina_self(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	struct player *p = (struct player *)target;
	int32_t gain = value_of(cast), price;
	struct wire_skill_result_stamina_self result = {
		.ct = COMBATANT_PLAYER,
		.id = target->id,
	};

	if (!is_player(target) || p->nanos.active <= 0)
		return;
	price = thousandths(gain, health_max(target));
	if (nano_state_stamina(p) + gain > RULESET_NANO_STAMINA_MAX ||
	    p->combatant.hp <= price)
		return;
	result.reduce_hp = p->combatant.hp -
	    health_set(w, p, p->combatant.hp - price);
	result.hp = p->combatant.hp;
	result.heal_nano_stamina = (int16_t)refresh_nano(w, p, gain);
	result.nano = nano_state_to_wire(p, p->nanos.active);
	skill_results_add(out, WIRE_SKILL_RESULT_STAMINA_SELF, &result);
}

/* --- moving, rising --- */

/* The caster goes to its point of recall; others are asked to follow. */
static void
apply_move(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	struct player *from = (struct player *)cast->source;
	struct wire_skill_result_move result = {
		.ct = COMBATANT_PLAYER,
		.id = target->id,
	};

	if (!is_player(cast->source) || !is_player(target))
		return;
	/* DEFECT, spec/abilities.md 6: without a point, to the map's corner. */
	if (!from->travel.has_recall)
		return;
	if (target == cast->source) {
		if (!recall_go(w, from))
			log_debug("skill: no way back player=%d", from->e.id);
		return;
	}
	recall_offer(w, from, (struct player *)target);
	result.map_num = from->travel.recall_instance;
	result.move_x = from->travel.recall_x;
	result.move_y = from->travel.recall_y;
	result.move_z = from->travel.recall_z;
	skill_results_add(out, WIRE_SKILL_RESULT_MOVE, &result);
}

/* Only an offer: the dead say whether they want to. */
static void
apply_resurrect(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	const struct wire_skill_result_resurrect result = {
		.ct = combatant_type(target),
		.id = target->id,
		/* DEFECT, spec/abilities.md 6: what the corpse had left. */
		.regen_hp = health_max(target) / 2,
	};

	UNUSED(cast);
	if (!is_player(target) || health_is_alive(target))
		return;
	EVENT(w, revival_offered, (struct player *)target);
	skill_results_add(out, WIRE_SKILL_RESULT_RESURRECT, &result);
}

/* --- the table --- */

#define DAMAGE { apply_damage, WIRE_SKILL_RESULT_DAMAGE, BUFF_NONE, \
    SIDE_HOSTILE }
#define HEAL { apply_heal, WIRE_SKILL_RESULT_HEAL_HP, BUFF_NONE, \
    SIDE_HELPFUL }
#define DEBUFF(id) { apply_debuff, WIRE_SKILL_RESULT_DAMAGE_N_DEBUFF, (id), \
    SIDE_HOSTILE }
#define GOOD(id) { apply_buff, WIRE_SKILL_RESULT_BUFF, (id), SIDE_HELPFUL }
#define BAD(id) { apply_buff, WIRE_SKILL_RESULT_BUFF, (id), SIDE_HOSTILE }
#define MOVE { apply_move, WIRE_SKILL_RESULT_MOVE, BUFF_NONE, SIDE_NONE }

/* eST, spec/abilities.md 2. DEFECT: 3 had no buff, 6, 7, 9, 13 no effect. */
static const struct effect effects[] = {
	[1] = DAMAGE,
	[2] = HEAL,
	[3] = DEBUFF(BUFF_KNOCKDOWN),
	[4] = DEBUFF(BUFF_SLEEP),
	[5] = DEBUFF(BUFF_DOWN_MOVE_SPEED),
	[6] = { apply_heal_stamina, WIRE_SKILL_RESULT_HEAL_STAMINA,
	    BUFF_NONE, SIDE_HELPFUL },
	[7] = { apply_stamina_self, WIRE_SKILL_RESULT_STAMINA_SELF,
	    BUFF_NONE, SIDE_HELPFUL },
	[8] = DEBUFF(BUFF_STUN),
	[9] = BAD(BUFF_DOWN_ATTACK_SPEED),
	[10] = GOOD(BUFF_UP_JUMP),
	[11] = GOOD(BUFF_UP_MOVE_SPEED),
	[12] = GOOD(BUFF_STEALTH),
	[13] = GOOD(BUFF_UP_SWIM_SPEED),
	[14] = GOOD(BUFF_MINIMAP_ENEMY),
	[15] = GOOD(BUFF_MINIMAP_TREASURE),
	[16] = GOOD(BUFF_PHOENIX),
	[17] = GOOD(BUFF_PROTECT_BATTERY),
	[18] = GOOD(BUFF_PROTECT_INFECTION),
	[19] = GOOD(BUFF_REWARD_BLOB),
	[20] = GOOD(BUFF_REWARD_CASH),
	[21] = { apply_battery_drain, WIRE_SKILL_RESULT_BATTERY_DRAIN,
	    BUFF_NONE, SIDE_HOSTILE },
	[22] = DAMAGE,
	[25] = GOOD(BUFF_FREEDOM),
	[26] = { apply_resurrect, WIRE_SKILL_RESULT_RESURRECT, BUFF_NONE,
	    SIDE_HELPFUL },
	[27] = MOVE,
	[28] = MOVE,
	[30] = { apply_leech, WIRE_SKILL_RESULT_LEECH, BUFF_NONE,
	    SIDE_HOSTILE },
	[31] = BAD(BUFF_BOUNDING_BALL),
	[32] = GOOD(BUFF_INVULNERABLE),
	[TYPE_STIMPAK] = GOOD(BUFF_STIMPAK_1),
	[34] = HEAL,
	[35] = GOOD(BUFF_HEAL),
	[38] = DAMAGE,
	[39] = DAMAGE,
};

#undef DAMAGE
#undef HEAL
#undef DEBUFF
#undef GOOD
#undef BAD
#undef MOVE

static const struct effect *
find_effect(const struct tdata_skill *skill)
{
	static const struct effect none = { .result = WIRE_NONE };

	if (skill->type < 0 || skill->type >= (int32_t)COUNT_OF(effects) ||
	    effects[skill->type].fn == NULL)
		return &none;
	return &effects[skill->type];
}

void
skill_effect_apply(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out)
{
	const struct effect *effect = find_effect(cast->skill);

	if (effect->fn != NULL && combatant_of(target) != NULL)
		effect->fn(w, cast, target, out);
}

int32_t
skill_effect_buff(const struct tdata_skill *skill)
{
	return (int32_t)find_effect(skill)->buff;
}

bool
skill_effect_is_hostile(const struct tdata_skill *skill)
{
	return find_effect(skill)->side == SIDE_HOSTILE;
}

bool
skill_effect_is_helpful(const struct tdata_skill *skill)
{
	return find_effect(skill)->side == SIDE_HELPFUL;
}
