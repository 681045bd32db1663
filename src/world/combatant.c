/*
 * combatant.c - what players and mobs have in common in a fight.
 *
 * Owns:   nothing; buff.c owns what is dropped here.
 * Called: by rules that do not care whom they meet; by world.c on removal.
 * Thread: world.
 */
#include "world/combatant.h"

#include "world/npc.h"
#include "world/player.h"
#include "world/world.h"

struct combatant *
combatant_of(struct entity *e)
{
	if (e->kind == ENTITY_PLAYER)
		return &((struct player *)e)->combatant;
	if (e->kind == ENTITY_MOB)
		return &((struct npc *)e)->combatant;
	return NULL;
}

void
combatant_drop_stacks(struct world *w, struct combatant *c)
{
	while (c->stacks != NULL) {
		struct buff_stack *s = c->stacks;

		c->stacks = s->next;
		pool_remove(&w->buff_stacks, s->slot);
	}
	c->condition_flags = 0;
	c->disabled_at_ms = 0;
}
