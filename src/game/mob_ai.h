/* mob_ai.h - what a mob does in each state, five times a second. */
#ifndef GAME_MOB_AI_H
#define GAME_MOB_AI_H

struct npc;
struct world;

/*
 * One step of a mob: spec/mobs.md 2. Where nobody sees it, it stands still
 * unless it is dead or on its way home. It may be removed by it.
 */
void mob_ai_step(struct world *w, struct npc *n);

#endif
