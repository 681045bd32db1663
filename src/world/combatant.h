/*
 * combatant.h - what players and mobs have in common in a fight.
 *
 * Embedded in both; every field has one module that writes it, for both kinds.
 */
#ifndef WORLD_COMBATANT_H
#define WORLD_COMBATANT_H

#include <stdbool.h>
#include <stdint.h>

#include "world/entity.h"

struct world;

/* eCT */
enum combatant_type {
	COMBATANT_PLAYER = 1, COMBATANT_NPC = 2, COMBATANT_MOB = 4
};

/* spec/abilities.md 10; the condition bit of buff n is 1 << (n - 1). */
enum buff_id {
	BUFF_NONE,
	BUFF_UP_MOVE_SPEED,
	BUFF_UP_SWIM_SPEED,
	BUFF_UP_JUMP,
	BUFF_STEALTH,
	BUFF_PHOENIX,
	BUFF_PROTECT_BATTERY,
	BUFF_PROTECT_INFECTION,
	BUFF_DOWN_MOVE_SPEED,
	BUFF_DOWN_ATTACK_SPEED,
	BUFF_STUN,
	BUFF_SLEEP,
	BUFF_KNOCKDOWN,
	BUFF_MINIMAP_ENEMY,
	BUFF_MINIMAP_TREASURE,
	BUFF_REWARD_BLOB,
	BUFF_REWARD_CASH,
	BUFF_INFECTION,
	BUFF_FREEDOM,
	BUFF_BOUNDING_BALL,
	BUFF_INVULNERABLE,
	BUFF_STIMPAK_1,
	BUFF_STIMPAK_2,
	BUFF_STIMPAK_3,
	BUFF_HEAL,
	BUFF_EXTRA_BANK,
	BUFF_ID_COUNT
};

/* One cause of a buff; buff.c alone looks inside. */
struct buff_stack {
	struct buff_stack *next;
	uint32_t slot;			/* in w->buff_stacks */
	enum buff_id buff;
	int32_t class;			/* enum buff_class */
	int32_t skill, value;
	struct entity_name source;
	int64_t ends_at_ms;
	int64_t ticked_at_ms;		/* of the buff: its first stack's */
	bool is_passive;		/* ends unless refreshed */
	bool says_timeout;
};

/* How long a fight may go on after the stun, for the latency's sake. */
enum { COMBATANT_GRACE_MS = 300 };

struct combatant {
	int32_t hp;			/* health.c; 0 <= hp <= max_hp */
	int32_t max_hp, level;		/* stats.c; a mob's: its row */
	int32_t point_damage;		/* stats.c, players: of the weapon */
	int32_t group_damage;
	int32_t fire_delay_ds;		/* between shots, tenths of a second */
	int32_t defense;		/* stats.c; a mob's: its row */
	int32_t condition_flags;	/* buff.c: composite of all buffs */
	struct buff_stack *stacks;	/* buff.c: oldest first */
	int64_t disabled_at_ms;		/* buff.c: 0: it can act */
};

static inline bool
combatant_has(const struct combatant *c, enum buff_id buff)
{
	return buff > BUFF_NONE &&
	    ((uint32_t)c->condition_flags >> (buff - 1) & 1) != 0;
}

/* Stunned, asleep or knocked down: a mob does nothing from the first step. */
static inline bool
combatant_is_disabled(const struct combatant *c)
{
	return c->disabled_at_ms != 0;
}

/*
 * For players: false while it is disabled, after a short grace
 * (DEFECT, spec/abilities.md 10).
 */
static inline bool
combatant_can_act(const struct combatant *c, int64_t now_ms)
{
	return c->disabled_at_ms == 0 ||
	    now_ms - c->disabled_at_ms < COMBATANT_GRACE_MS;
}

static inline enum combatant_type
combatant_type(const struct entity *e)
{
	if (e->kind == ENTITY_PLAYER)
		return COMBATANT_PLAYER;
	return e->kind == ENTITY_MOB ? COMBATANT_MOB : COMBATANT_NPC;
}

/* NULL: that kind of entity cannot be hurt (an NPC, an egg, a bus). */
struct combatant *combatant_of(struct entity *e);

/* Frees all its stacks without a word; who is removed loses them by itself. */
void combatant_drop_stacks(struct world *w, struct combatant *c);

#endif
