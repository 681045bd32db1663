/* mission_escort.h - who walks because of a task (spec/missions.md 11). */
#ifndef GAME_MISSION_ESCORT_H
#define GAME_MISSION_ESCORT_H

#include <stdint.h>

struct player;
struct player_quest;
struct tdata_task;
struct world;

/*
 * The task has begun: the NPC that it is about sets out, unless it is under way
 * already. npc_id: the one the client names, 0: whichever has a path for it.
 */
void mission_escort_begin(struct world *w, struct player *p,
    const struct tdata_task *task, int32_t npc_id);

/* The task is over, somehow: whoever set out for it goes home. */
void mission_escort_end(struct world *w, struct player_quest *q);

#endif
