/*
 * health.h - hit points: losing, healing, dying; of players and mobs alike.
 */
#ifndef GAME_HEALTH_H
#define GAME_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

struct entity;
struct player;
struct world;

/* 925 + 75 a level (spec/world.md 1). */
int32_t health_max_hp(int32_t level);

/* What e may have at most; 0 for what cannot be hurt. */
int32_t health_max(const struct entity *e);

/* Clamps into 0..maximum; returns what is stored. Tells nobody. */
int32_t health_set(struct world *w, struct player *p, int32_t hp);

/* False for what cannot be hurt at all. */
bool health_is_alive(const struct entity *e);

/*
 * No harm comes to it: a GM's special state or buff 20 (spec/combat.md 5,
 * spec/abilities.md 6 and 10, defects).
 */
bool health_is_invulnerable(const struct entity *e);

/*
 * Takes up to amount from a living target, nothing from the invulnerable,
 * after its class had its say (entity_class.h), and raises hurt. source may be
 * NULL (goo, a fall). The one way in which health is lost. Returns what was
 * really taken, which is never negative.
 */
int32_t health_damage(struct world *w, struct entity *target,
    struct entity *source, int32_t amount);

/* Up to the maximum; nothing for the dead. Returns what was really given. */
int32_t health_heal(struct world *w, struct entity *target, int32_t amount);

/* Full, whatever it was: a dead mob appears anew. Tells nobody. */
void health_restore(struct world *w, struct entity *e);

#endif
