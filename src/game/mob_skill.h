/*
 * mob_skill.h - what a mob does besides striking: powers, corruption,
 * eruption (spec/mobs.md 8).
 */
#ifndef GAME_MOB_SKILL_H
#define GAME_MOB_SKILL_H

struct npc;
struct player;
struct world;

/*
 * It is ready to act against p: it may carry out what it wound up for, begin
 * something new, or nothing. Whoever is hit may be dead afterwards, and so may
 * the mob.
 */
void mob_skill_act(struct world *w, struct npc *n, struct player *p);

#endif
