/*
 * mission_matter.h - what so much fusion matter leads to: the next nano's
 * mission, or the next level (spec/missions.md 9).
 */
#ifndef GAME_MISSION_MATTER_H
#define GAME_MISSION_MATTER_H

struct player;
struct world;

/* Keeps it within the level's limit and does what it is enough for. */
void mission_matter_check(struct world *w, struct player *p);

#endif
