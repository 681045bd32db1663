/* mission_reward.h - what a task pays (spec/missions.md 8). */
#ifndef GAME_MISSION_REWARD_H
#define GAME_MISSION_REWARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct tdata_reward;
struct world;

enum { MISSION_CHOICE_NONE = 0 };	/* all items; the client asked so */

enum mission_reward_result {
	MISSION_REWARD_OK,
	MISSION_REWARD_BAD_CHOICE,
	MISSION_REWARD_NO_ROOM
};

/*
 * Whether it can be given: choice is one of the client's bits 1, 2, 4, 8 for
 * items 0 to 3, or none.
 */
enum mission_reward_result mission_reward_check(const struct player *p,
    const struct tdata_reward *reward, int32_t choice) MUST_USE;

/* Gives what has been checked and tells the player. */
void mission_reward_give(struct world *w, struct player *p,
    const struct tdata_reward *reward, int32_t choice);

/* The client has a box open to choose from. */
bool mission_reward_has_choice(const struct tdata_reward *reward);

#endif
