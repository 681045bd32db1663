/*
 * health.c - hit points of players and mobs: losing, healing, dying.
 *
 * Owns:   combatant.hp and max_hp.
 * Called: by every rule that hurts or heals.
 * Thread: world.
 */
#include "game/health.h"

#include "db/db.h"
#include "tdata/ruleset.h"
#include "world/combatant.h"
#include "world/entity_class.h"
#include "world/event.h"
#include "world/player.h"
#include "world/world.h"

enum { HP_BASE = 925, HP_PER_LEVEL = 75 };	/* spec/world.md 1 */

static const struct combatant *
const_combatant(const struct entity *e)
{
	return combatant_of((struct entity *)e);
}

static const struct entity_class *
class_of(const struct world *w, const struct entity *e)
{
	return w->classes != NULL ? w->classes[e->kind] : NULL;
}

/* A player's health lasts; a mob's does not. */
static void
set_hp(struct world *w, struct entity *e, int32_t hp)
{
	combatant_of(e)->hp = hp;
	if (e->kind == ENTITY_PLAYER)
		world_mark_dirty(w, (struct player *)e, DB_SECTION_STATE);
}

/* --- asking --- */

int32_t
health_max_hp(int32_t level)
{
	if (level < 0)
		level = 0;
	if (level > RULESET_LEVEL_MAX)
		level = RULESET_LEVEL_MAX;
	return HP_BASE + HP_PER_LEVEL * level;
}

int32_t
health_max(const struct entity *e)
{
	const struct combatant *c = const_combatant(e);

	if (c == NULL)
		return 0;
	return e->kind == ENTITY_PLAYER ? health_max_hp(c->level) : c->max_hp;
}

bool
health_is_alive(const struct entity *e)
{
	const struct combatant *c = const_combatant(e);

	return c != NULL && c->hp > 0;
}

bool
health_is_invulnerable(const struct entity *e)
{
	const struct combatant *c = const_combatant(e);

	if (c == NULL)
		return false;
	if (combatant_has(c, BUFF_INVULNERABLE))
		return true;
	return e->kind == ENTITY_PLAYER &&
	    (((const struct player *)e)->profile.special_state &
	    SPECIAL_INVULNERABLE) != 0;
}

/* --- changing --- */

int32_t
health_set(struct world *w, struct player *p, int32_t hp)
{
	int32_t most = health_max(&p->e);

	if (hp < 0)
		hp = 0;
	if (hp > most)
		hp = most;
	p->combatant.max_hp = most;
	set_hp(w, &p->e, hp);
	return hp;
}

int32_t
health_damage(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	const struct entity_class *class = class_of(w, target);
	struct combatant *c = combatant_of(target);

	if (c == NULL || c->hp <= 0)
		return 0;
	if (amount < 0 || health_is_invulnerable(target))
		amount = 0;
	if (class != NULL && class->on_attacked != NULL)
		amount = class->on_attacked(w, target, source, amount);
	/* DEFECT, spec/combat.md 5 and 7: health below nothing. */
	if (amount > c->hp)
		amount = c->hp;
	if (amount > 0)
		set_hp(w, target, c->hp - amount);
	EVENT(w, hurt, target, source, amount);
	if (amount > 0 && c->hp == 0 && class != NULL &&
	    class->on_killed != NULL)
		class->on_killed(w, target, source);
	return amount;
}

int32_t
health_heal(struct world *w, struct entity *target, int32_t amount)
{
	struct combatant *c = combatant_of(target);
	int32_t missing;

	/* DEFECT, spec/combat.md 7: a group's heal woke the dead. */
	if (c == NULL || c->hp <= 0 || amount <= 0)
		return 0;
	missing = health_max(target) - c->hp;
	if (missing <= 0)
		return 0;
	if (amount > missing)
		amount = missing;
	set_hp(w, target, c->hp + amount);
	return amount;
}

void
health_restore(struct world *w, struct entity *e)
{
	if (combatant_of(e) != NULL)
		set_hp(w, e, health_max(e));
}
