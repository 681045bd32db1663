/*
 * mob.h - mobs as others meet them: being attacked, their tick, summoned
 * bosses (spec/mobs.md 2, 11, 12).
 */
#ifndef GAME_MOB_H
#define GAME_MOB_H

#include <stdint.h>

#include "world/entity_class.h"

struct npc;
struct world;

extern const struct entity_class mob_class;

/* Timer row, 200 ms: steps the mobs that somebody sees or that are busy. */
void mob_tick(struct world *w);

/* /toggleai (spec/commands.md): off sends every living mob home. */
void mob_toggle_ai(struct world *w);

/* Listener: a boss's next stage appears (spec/mobs.md 12). */
void mob_on_state_entered(struct world *w, struct npc *n, int32_t mob_state);

#endif
