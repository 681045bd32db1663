/* buff.h - temporary states of players and mobs (spec/abilities.md 8, 9). */
#ifndef GAME_BUFF_H
#define GAME_BUFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "world/combatant.h"

struct entity;
struct player;
struct world;

/* eTBT on the wire; who is responsible. */
enum buff_class {
	BUFF_CLASS_NONE,
	BUFF_CLASS_NANO,		/* own nano; a mob's skill */
	BUFF_CLASS_GROUP_NANO,
	BUFF_CLASS_EGG,
	BUFF_CLASS_ENVIRONMENT,
	BUFF_CLASS_ITEM,
	BUFF_CLASS_CASH_ITEM
};

enum {
	BUFF_FOREVER_MS = -1,
	/*
	 * A passive's after its last refresh: longer than a turn of 500 ms,
	 * shorter than two, whatever the clock does to either.
	 */
	BUFF_PASSIVE_MS = 700
};

struct buff_grant {
	enum buff_id buff;
	enum buff_class class;
	int32_t skill;			/* 0: none */
	int32_t value;
	int64_t duration_ms;		/* or BUFF_FOREVER_MS */
	struct entity *source;		/* NULL: the target itself */
	bool is_passive;	/* refreshed all the time: without a word */
	bool says_timeout;	/* CHAR_TIME_BUFF_TIME_OUT when it ends */
};

enum buff_result { BUFF_REFUSED, BUFF_NEW, BUFF_REFRESHED };

/*
 * One stack for each (buff, source, skill): the same again moves its end.
 * Refused for the dead, for what has no buffs, and where its class says so.
 * Tells a player by PC_BUFF_UPDATE; passives only what is new or changes.
 */
enum buff_result buff_add(struct world *w, struct entity *target,
    const struct buff_grant *grant);

/* False where buff_add() would refuse whatever is granted. */
bool buff_may_take(const struct world *w, const struct entity *e);

/* Ends all its stacks, with the packets that belong to it. */
void buff_remove(struct world *w, struct entity *target, enum buff_id buff);
void buff_remove_class(struct world *w, struct entity *target,
    enum buff_id buff, enum buff_class class);
void buff_remove_all(struct world *w, struct entity *target);

/* Frees all stacks without a word: it is gone, or a mob died. */
void buff_drop_all(struct world *w, struct entity *target);

/* Of greatest magnitude, the first of equals; 0 without the buff. */
int32_t buff_value(const struct entity *e, enum buff_id buff);

/* BUFF_CLASS_NONE without the buff. */
enum buff_class buff_highest_class(const struct entity *e, enum buff_id buff);

/*
 * Ends what is past its time at w->now_ms. Called for living and dead players
 * every 500 ms, for mobs in combat every 200 ms.
 */
void buff_expire(struct world *w, struct entity *e);

/*
 * What buffs do to those who have them: goo and healing of players, called
 * every 2 s; a mob's drain and a sign of its debuffs, called at every step of
 * its combat (they keep their own time). It may die of it, and its stacks be
 * gone.
 */
void buff_combat_tick(struct world *w, struct entity *e);

/* Listener: a hit wakes who sleeps. */
void buff_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount);

/* Listener: frees the stacks. */
void buff_on_player_left(struct world *w, struct player *p);

#endif
