/* mob_aggro.h - whom a mob notices (spec/mobs.md 4). */
#ifndef GAME_MOB_AGGRO_H
#define GAME_MOB_AGGRO_H

#include <stdbool.h>

struct npc;
struct world;

/*
 * Looks around for the nearest player that it minds; it and its group fight
 * that one. False, and nothing changed: there is nobody.
 */
bool mob_aggro_scan(struct world *w, struct npc *n);

/* Whom it fought is gone or dead: another one, or it retreats. */
void mob_aggro_lose(struct world *w, struct npc *n);

#endif
