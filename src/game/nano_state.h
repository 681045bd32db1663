/*
 * nano_state.h - what is true of a player's nanos right now: the active one,
 * its style and stamina. Facts only; summoning and tuning are nano.h.
 */
#ifndef GAME_NANO_STATE_H
#define GAME_NANO_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct player;
struct wire_nano;
struct world;

enum { NANO_SLOT_NONE = -1, NANO_STYLE_NONE = -1, NANO_STAMINA_MAX = 150 };

/* 0..2: where the active nano is equipped; NANO_SLOT_NONE without one. */
int nano_state_active_slot(const struct player *p);

/* 0..2; NANO_STYLE_NONE for what is no nano. */
int32_t nano_state_style(const struct world *w, int32_t nano_id);

/* 0..2; NANO_STYLE_NONE without an active nano. */
int32_t nano_state_active_style(const struct player *p);

/* Of the active nano; 0 without one. */
int32_t nano_state_stamina(const struct player *p);

/*
 * The one setter of stamina: clamped into 0..150, nothing for nano 0 or one
 * that is not owned. Returns what is stored. Tells nobody.
 */
int32_t nano_state_set_stamina(struct world *w, struct player *p,
    int32_t nano_id, int32_t stamina);

/* The active nano's slot has its stimpak buff (spec/nanos.md 8). */
bool nano_state_is_boosted(const struct player *p);

/* 3 with the boost, else 0: index into a skill's four powers. */
int nano_state_power(const struct player *p);

/* All zero for nano 0 and those that are not owned. */
struct wire_nano nano_state_to_wire(const struct player *p, int32_t nano_id);

#endif
