/*
 * skill_effect.h - what a power does to one target, and how the clients are
 * told (spec/abilities.md 2, 5, 6).
 */
#ifndef GAME_SKILL_EFFECT_H
#define GAME_SKILL_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/packet.h"

struct entity;
struct tdata_skill;
struct world;

struct skill_cast {
	const struct tdata_skill *skill;
	int power;			/* index into values and durations */
	struct entity *source;		/* NULL: no combatant casts it */
	bool is_lasting;		/* its buff stays until it is removed */
};

/* What a packet carries behind its fixed part: all of one kind. */
struct skill_results {
	struct packet_run run;		/* WIRE_NONE: this type has none */
	size_t item_bytes;
	uint32_t most;
};

/* Room for the results of that many targets, in the tick's arena. */
void skill_results_begin(struct world *w, struct skill_results *r,
    const struct tdata_skill *skill, uint32_t targets);

/* Adds one; nothing if they are of another kind or there is no room. */
void skill_results_add(struct skill_results *r, enum wire_struct type,
    const void *item);

/* Does it, and adds what there is to tell; unknown types do nothing. */
void skill_effect_apply(struct world *w, const struct skill_cast *cast,
    struct entity *target, struct skill_results *out);

/* The buff it puts on others or itself; BUFF_NONE (0) if none. */
int32_t skill_effect_buff(const struct tdata_skill *skill);

/* It harms: never used by players on players. */
bool skill_effect_is_hostile(const struct tdata_skill *skill);

/* It helps whom it is used on. */
bool skill_effect_is_helpful(const struct tdata_skill *skill);

#endif
