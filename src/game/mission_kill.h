/* mission_kill.h - what a mob's death does for tasks (spec/missions.md 7). */
#ifndef GAME_MISSION_KILL_H
#define GAME_MISSION_KILL_H

#include "world/event.h"

struct world;

/*
 * For each of those who share the kill: counts, quest items, tasks that end by
 * themselves. They share the chance of a task, too.
 */
void mission_kill_count(struct world *w, const struct event_kill *kill);

#endif
