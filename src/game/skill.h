/*
 * skill.h - the powers of nanos, mobs and eggs: who is met, and who is told
 * (spec/abilities.md). What they do is skill_effect.h.
 */
#ifndef GAME_SKILL_H
#define GAME_SKILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entity;
struct npc;
struct player;
struct tdata_skill;
struct world;

/* eST, spec/abilities.md 2; those that rules name. */
enum skill_type {
	SKILL_DAMAGE = 1,
	SKILL_HEAL_HP = 2,
	SKILL_REWARD_BLOB = 19,
	SKILL_PHOENIX_GROUP = 26,
	SKILL_RECALL = 27,
	SKILL_RECALL_GROUP = 28,
	SKILL_RETRO_ROCKET = 29,
	SKILL_NANO_STIMPAK = 33
};

enum { SKILL_DRAIN_ACTIVE = 1, SKILL_DRAIN_PASSIVE = 2 };

struct skill_use {
	const struct tdata_skill *skill;
	int power;			/* 0, or 3 with the nano boost */
	const int32_t *target_ids;	/* as the client says; may be NULL */
	uint32_t target_count;
	int8_t bullet_id;
	int32_t args[3];		/* echoed, as bullet_id */
	int32_t stamina_before;		/* when the cost was not paid yet */
	bool is_requested;	/* by the client: answered in any case */
};

enum skill_result {
	SKILL_DONE,
	SKILL_NO_EFFECT		/* it cannot be: the cost is to be given back */
};

/*
 * A player's active nano uses a power: finds the targets (spec/abilities.md 7,
 * with the checks its defects ask for), applies it, tells everybody. The cost
 * has been paid already; where it is to be given back the client has been told
 * the stamina of before. Cooling down is for the caller to heed.
 */
enum skill_result skill_use_by_player(struct world *w, struct player *p,
    const struct skill_use *use);

/*
 * A mob's passive power, on itself at the beginning of a fight; it lasts until
 * its buffs are removed (DEFECT, spec/mobs.md 3.2).
 */
void skill_begin_passive(struct world *w, struct npc *n,
    const struct tdata_skill *skill);

/*
 * A mob's skill on targets (spec/abilities.md 11). Any of them, the mob
 * itself too, may be dead afterwards.
 */
void skill_use_by_npc(struct world *w, struct npc *n,
    const struct tdata_skill *skill, struct entity *const *targets,
    uint32_t target_count);

/*
 * An egg's, or with egg NULL the /buff command's (spec/abilities.md 12).
 * False, and nothing done: the skill has no such effect, or p is dead.
 */
bool skill_use_by_egg(struct world *w, struct player *p, struct npc *egg,
    const struct tdata_skill *skill, int32_t duration_s);

/*
 * The counter-attack of a corruption that the player has won: damage of value
 * 200, shown as the nano's own power (spec/mobs.md 8).
 */
void skill_counter_attack(struct world *w, struct player *p, struct npc *mob);

/* spec/abilities.md 5; BUFF_NONE (0) if the type has none. */
int32_t skill_buff_id(const struct tdata_skill *skill);

/* Helps whom it is used on: a mob uses it on itself (spec/mobs.md 8). */
bool skill_is_helpful(const struct tdata_skill *skill);

#endif
