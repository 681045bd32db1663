/*
 * buff.c - temporary states of players and mobs: stacks, their ends, and what
 * they do while they last (spec/abilities.md 8 to 10).
 *
 * A buff is there as long as it has a stack. Stacks have moments at which they
 * end, not counts of ticks, so that they last as long on players as on mobs.
 *
 * Owns:   combatant.stacks, condition_flags, disabled_at_ms; w->buff_stacks.
 * Called: by skills, items and goo; by the ticks of players and mobs; by the
 *         event of a hit.
 * Thread: world.
 */
#include "game/buff.h"

#include <stdlib.h>

#include "base/log.h"
#include "game/health.h"
#include "game/nano_state.h"
#include "world/entity_class.h"
#include "world/event.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/* eTBU */
enum { UPDATE_ADD = 1, UPDATE_DEL = 2, UPDATE_CHANGE = 3 };

enum {
	GOO_DAMAGE_PARTS = 3,		/* of 20 parts of the maximum */
	GOO_WHOLE = 20,
	GOO_PROTECTED = -2,		/* the client shows "Protected" */
	GOO_STAMINA = 3,		/* what one's own nano pays for that */
	DRAIN_PCT = 2,
	DRAIN_PERIOD_MS = 400,
	/* DEFECT, spec/abilities.md 9: five times a second for each. */
	DEBUFF_PERIOD_MS = 1000
};

static inline uint32_t
bit_of(enum buff_id buff)
{
	return UINT32_C(1) << (buff - 1);
}

static inline bool
is_debuff(enum buff_id buff)
{
	return buff == BUFF_DOWN_MOVE_SPEED || buff == BUFF_STUN ||
	    buff == BUFF_SLEEP || buff == BUFF_KNOCKDOWN;
}

static const struct combatant *
const_combatant(const struct entity *e)
{
	return combatant_of((struct entity *)e);
}

/* --- asking --- */

/* The first stack of greatest magnitude; NULL without the buff. */
static const struct buff_stack *
strongest(const struct combatant *c, enum buff_id buff)
{
	const struct buff_stack *best = NULL;

	for (const struct buff_stack *s = c->stacks; s != NULL; s = s->next)
		if (s->buff == buff && (best == NULL ||
		    llabs((int64_t)s->value) > llabs((int64_t)best->value)))
			best = s;
	return best;
}

int32_t
buff_value(const struct entity *e, enum buff_id buff)
{
	const struct combatant *c = const_combatant(e);
	const struct buff_stack *s = c != NULL ? strongest(c, buff) : NULL;

	return s != NULL ? s->value : 0;
}

enum buff_class
buff_highest_class(const struct entity *e, enum buff_id buff)
{
	const struct combatant *c = const_combatant(e);
	int32_t highest = BUFF_CLASS_NONE;

	if (c == NULL)
		return BUFF_CLASS_NONE;
	for (const struct buff_stack *s = c->stacks; s != NULL; s = s->next)
		if (s->buff == buff && s->class > highest)
			highest = s->class;
	return (enum buff_class)highest;
}

bool
buff_may_take(const struct world *w, const struct entity *e)
{
	const struct entity_class *class =
	    w->classes != NULL ? w->classes[e->kind] : NULL;

	if (!health_is_alive(e))
		return false;
	return class == NULL || class->may_take_buff == NULL ||
	    class->may_take_buff(e);
}

/* --- telling --- */

/*
 * TimeBuff.iTimeLimit and iTimeDuration stay 0: what a client makes of them
 * has to be seen first (spec/abilities.md 9).
 */
static void
tell_update(struct entity *e, enum buff_id buff, int32_t update,
    int32_t class)
{
	const struct wire_time_buff time_buff = {
		.value = buff_value(e, buff),
	};

	if (e->kind != ENTITY_PLAYER)
		return;
	SEND((struct player *)e, fe2cl_pc_buff_update,
	    .cstb = buff,
	    .tbu = update,
	    .tbt = class,
	    .time_buff = time_buff,
	    .condition_bit_flag = combatant_of(e)->condition_flags);
}

static void
tell_timeout(struct world *w, struct entity *e)
{
	/* Time-outs know no mobs. */
	PUBLISH(w, e, NULL, fe2cl_char_time_buff_time_out,
	    .ct = e->kind == ENTITY_PLAYER ? COMBATANT_PLAYER : COMBATANT_NPC,
	    .id = e->id,
	    .condition_bit_flag = combatant_of(e)->condition_flags);
}

/* --- stacks --- */

static void
renew_flags(const struct world *w, struct combatant *c)
{
	const uint32_t disabling = bit_of(BUFF_STUN) | bit_of(BUFF_SLEEP) |
	    bit_of(BUFF_KNOCKDOWN);
	uint32_t flags = 0;

	for (const struct buff_stack *s = c->stacks; s != NULL; s = s->next)
		flags |= bit_of(s->buff);
	c->condition_flags = (int32_t)flags;
	if ((flags & disabling) == 0)
		c->disabled_at_ms = 0;
	else if (c->disabled_at_ms == 0)
		c->disabled_at_ms = w->now_ms;
}

static bool
is_same_cause(const struct buff_stack *s, const struct buff_grant *grant,
    const struct entity *source)
{
	return s->buff == grant->buff && s->skill == grant->skill &&
	    s->source.kind == source->kind &&
	    entity_ref_equal(s->source.ref, source->ref);
}

/* The stack of that cause, a new one at the end if need be; NULL: no room. */
static struct buff_stack *
get_stack(struct world *w, struct combatant *c,
    const struct buff_grant *grant, const struct entity *source)
{
	struct buff_stack **link = &c->stacks, *s;
	uint32_t slot, gen;
	int64_t ticked_at_ms = 0;

	for (; *link != NULL; link = &(*link)->next) {
		if (is_same_cause(*link, grant, source))
			return *link;
		if ((*link)->buff == grant->buff && ticked_at_ms == 0)
			ticked_at_ms = (*link)->ticked_at_ms;
	}
	s = pool_add(&w->buff_stacks, &slot, &gen);
	if (s == NULL)
		return NULL;
	s->slot = slot;
	s->buff = grant->buff;
	s->skill = grant->skill;
	s->source = entity_name(source);
	s->ticked_at_ms = ticked_at_ms;
	*link = s;
	return s;
}

enum buff_result
buff_add(struct world *w, struct entity *target,
    const struct buff_grant *grant)
{
	const struct entity *source =
	    grant->source != NULL ? grant->source : target;
	struct combatant *c = combatant_of(target);
	int32_t old_value;
	struct buff_stack *s;
	bool is_new;

	if (grant->buff <= BUFF_NONE || grant->buff >= BUFF_ID_COUNT ||
	    !buff_may_take(w, target))
		return BUFF_REFUSED;
	is_new = !combatant_has(c, grant->buff);
	old_value = buff_value(target, grant->buff);
	s = get_stack(w, c, grant, source);
	if (s == NULL) {
		log_error("buff: too many stacks count=%u",
		    pool_count(&w->buff_stacks));
		return BUFF_REFUSED;
	}
	s->class = grant->class;
	s->value = grant->value;
	s->ends_at_ms = grant->duration_ms == BUFF_FOREVER_MS ? INT64_MAX :
	    w->now_ms + grant->duration_ms;
	s->is_passive = grant->is_passive;
	s->says_timeout = grant->says_timeout;
	renew_flags(w, c);
	/* DEFECT, spec/abilities.md 4: an update for each passive and tick. */
	if (is_new || !grant->is_passive)
		tell_update(target, grant->buff, UPDATE_ADD, grant->class);
	else if (buff_value(target, grant->buff) != old_value)
		tell_update(target, grant->buff, UPDATE_CHANGE, grant->class);
	return is_new ? BUFF_NEW : BUFF_REFRESHED;
}

/* Unlinks *link and says what follows from that. */
static void
end_stack(struct world *w, struct entity *e, struct buff_stack **link)
{
	struct combatant *c = combatant_of(e);
	struct buff_stack *s = *link, ended = *s;
	int32_t old_value = buff_value(e, s->buff);

	*link = s->next;
	pool_remove(&w->buff_stacks, s->slot);
	renew_flags(w, c);
	if (!combatant_has(c, ended.buff))
		tell_update(e, ended.buff, UPDATE_DEL, ended.class);
	else if (buff_value(e, ended.buff) != old_value)
		tell_update(e, ended.buff, UPDATE_CHANGE, ended.class);
	if (ended.says_timeout)
		tell_timeout(w, e);
}

/* --- ending --- */

typedef bool end_fn(const struct world *w, const struct entity *e,
    const struct buff_stack *s, const void *arg);

static void
end_matching(struct world *w, struct entity *e, end_fn *matches,
    const void *arg)
{
	struct combatant *c = combatant_of(e);
	struct buff_stack **link;

	if (c == NULL)
		return;
	for (link = &c->stacks; *link != NULL; )
		if (matches(w, e, *link, arg))
			end_stack(w, e, link);
		else
			link = &(*link)->next;
}

struct what {
	enum buff_id buff;
	enum buff_class class;
};

static bool
is_of_buff(const struct world *w, const struct entity *e,
    const struct buff_stack *s, const void *arg)
{
	UNUSED(w);
	UNUSED(e);
	return s->buff == ((const struct what *)arg)->buff;
}

static bool
is_of_class(const struct world *w, const struct entity *e,
    const struct buff_stack *s, const void *arg)
{
	return is_of_buff(w, e, s, arg) &&
	    s->class == (int32_t)((const struct what *)arg)->class;
}

static bool
is_any(const struct world *w, const struct entity *e,
    const struct buff_stack *s, const void *arg)
{
	UNUSED(w);
	UNUSED(e);
	UNUSED(s);
	UNUSED(arg);
	return true;
}

/*
 * What the active nano's passive put on its owner outlasts death, where
 * nobody refreshes it: rising by Phoenix asks for it (spec/combat.md 9).
 */
static bool
is_kept_by_the_dead(const struct entity *e, const struct buff_stack *s)
{
	const struct player *p = (const struct player *)e;

	return s->is_passive && e->kind == ENTITY_PLAYER &&
	    p->combatant.hp <= 0 && p->nanos.active > 0 &&
	    s->source.kind == ENTITY_PLAYER &&
	    entity_ref_equal(s->source.ref, e->ref) &&
	    p->nanos.bank[p->nanos.active].skill == s->skill;
}

static bool
is_over(const struct world *w, const struct entity *e,
    const struct buff_stack *s, const void *arg)
{
	UNUSED(arg);
	return s->ends_at_ms <= w->now_ms && !is_kept_by_the_dead(e, s);
}

void
buff_remove(struct world *w, struct entity *target, enum buff_id buff)
{
	end_matching(w, target, is_of_buff,
	    &(const struct what){ .buff = buff });
}

void
buff_remove_class(struct world *w, struct entity *target,
    enum buff_id buff, enum buff_class class)
{
	end_matching(w, target, is_of_class,
	    &(const struct what){ .buff = buff, .class = class });
}

void
buff_remove_all(struct world *w, struct entity *target)
{
	end_matching(w, target, is_any, NULL);
}

void
buff_expire(struct world *w, struct entity *e)
{
	end_matching(w, e, is_over, NULL);
}

void
buff_drop_all(struct world *w, struct entity *target)
{
	struct combatant *c = combatant_of(target);

	if (c != NULL)
		combatant_drop_stacks(w, c);
}

/* --- what they do to players --- */

/* What it costs, and whether the nano that keeps it off can pay no more. */
static void
fill_stamina(struct world *w, struct player *p,
    struct wire_skill_result_dot_damage *out)
{
	if (p->nanos.active <= 0)
		return;
	out->stamina = (int16_t)nano_state_stamina(p);
	if (out->stamina > 0)
		return;
	out->nano_deactive = 1;
	EVENT(w, nano_exhausted, p);
}

/* spec/combat.md 4.8 */
static void
goo_tick(struct world *w, struct player *p)
{
	struct wire_skill_result_dot_damage out = {
		.ct = COMBATANT_PLAYER,
		.id = p->e.id,
	};
	struct packet_run run = { WIRE_SKILL_RESULT_DOT_DAMAGE, &out, 1 };

	if ((p->profile.special_state & SPECIAL_INVULNERABLE) != 0)
		return;
	if (combatant_has(&p->combatant, BUFF_PROTECT_INFECTION)) {
		out.damage = GOO_PROTECTED;
		out.protected = 1;
		/* What others, eggs or items give costs nothing. */
		if (p->nanos.active > 0 && buff_highest_class(&p->e,
		    BUFF_PROTECT_INFECTION) <= BUFF_CLASS_NANO)
			(void)nano_state_set_stamina(w, p, p->nanos.active,
			    nano_state_stamina(p) - GOO_STAMINA);
	} else if (health_is_invulnerable(&p->e)) {
		out.protected = 1;
	} else {
		out.damage = health_max(&p->e) * GOO_DAMAGE_PARTS / GOO_WHOLE;
		(void)health_damage(w, &p->e, NULL, out.damage);
	}
	out.hp = p->combatant.hp;
	fill_stamina(w, p, &out);
	out.condition_bit_flag = p->combatant.condition_flags;
	send_around_runs(w, &p->e, NULL,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK,
	    &(const struct fe2cl_char_time_buff_time_tick){
		.ct = COMBATANT_PLAYER, .id = p->e.id,
		.tb_id = BUFF_INFECTION },
	    &run, 1);
}

static void
player_tick(struct world *w, struct player *p)
{
	int64_t healing;

	if (combatant_has(&p->combatant, BUFF_INFECTION))
		goo_tick(w, p);
	/* DEFECT, spec/abilities.md 10: it did nothing. */
	healing = (int64_t)buff_value(&p->e, BUFF_HEAL) *
	    health_max(&p->e) / 1000;
	if (healing > 0)
		(void)health_heal(w, &p->e, (int32_t)healing);
}

/* --- and to mobs --- */

static struct buff_stack *
first_stack(const struct combatant *c, enum buff_id buff)
{
	struct buff_stack *s = c->stacks;

	while (s != NULL && s->buff != buff)
		s = s->next;
	return s;
}

static const struct buff_stack *
newest_stack(const struct combatant *c, enum buff_id buff)
{
	const struct buff_stack *newest = NULL;

	for (const struct buff_stack *s = c->stacks; s != NULL; s = s->next)
		if (s->buff == buff)
			newest = s;
	return newest;
}

/* Whether the buff is there and its period has passed once more. */
static bool
is_due(const struct world *w, const struct combatant *c, enum buff_id buff,
    int64_t period_ms)
{
	struct buff_stack *s = first_stack(c, buff);

	if (s == NULL || (s->ticked_at_ms != 0 &&
	    w->now_ms - s->ticked_at_ms < period_ms))
		return false;
	s->ticked_at_ms = w->now_ms;
	return true;
}

static void
drain_tick(struct world *w, struct entity *mob)
{
	const struct combatant *c = combatant_of(mob);
	const struct buff_stack *s = newest_stack(c, BUFF_BOUNDING_BALL);
	struct entity *source = world_entity(w, s->source);
	struct wire_skill_result_damage out = {
		.ct = COMBATANT_MOB,
		.id = mob->id,
	};
	struct packet_run run = { WIRE_SKILL_RESULT_DAMAGE, &out, 1 };

	out.damage = health_damage(w, mob, source,
	    health_max(mob) / 100 * DRAIN_PCT);
	out.hp = c->hp;
	send_around_runs(w, mob, NULL, PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK,
	    &(const struct fe2cl_char_time_buff_time_tick){
		.ct = COMBATANT_MOB, .id = mob->id,
		.tb_id = BUFF_BOUNDING_BALL },
	    &run, 1);
}

static void
mob_tick_buffs(struct world *w, struct entity *mob)
{
	const struct combatant *c = combatant_of(mob);

	for (int b = BUFF_NONE + 1; b < BUFF_ID_COUNT; b++)
		if (is_debuff((enum buff_id)b) &&
		    is_due(w, c, (enum buff_id)b, DEBUFF_PERIOD_MS))
			PUBLISH(w, mob, NULL, fe2cl_char_time_buff_time_tick,
			    .ct = COMBATANT_MOB,
			    .id = mob->id,
			    .tb_id = (int16_t)b);
	/* Last: it may die of it. */
	if (is_due(w, c, BUFF_BOUNDING_BALL, DRAIN_PERIOD_MS))
		drain_tick(w, mob);
}

void
buff_combat_tick(struct world *w, struct entity *e)
{
	const struct combatant *c = combatant_of(e);

	if (c == NULL || c->stacks == NULL || c->hp <= 0)
		return;
	if (e->kind == ENTITY_PLAYER)
		player_tick(w, (struct player *)e);
	else
		mob_tick_buffs(w, e);
}

/* --- events --- */

/* DEFECT, spec/abilities.md 10: players slept on under blows. */
void
buff_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount)
{
	UNUSED(source);
	if (!combatant_has(combatant_of(target), BUFF_SLEEP))
		return;
	/* A mob wakes of the attempt (spec/mobs.md 11), a player of pain. */
	if (target->kind == ENTITY_PLAYER && amount <= 0)
		return;
	buff_remove(w, target, BUFF_SLEEP);
}

void
buff_on_player_left(struct world *w, struct player *p)
{
	buff_drop_all(w, &p->e);
}
