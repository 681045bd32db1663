/*
 * mission_check.h - may this task begin, is it really done? Questions only
 * (spec/missions.md 4, 5, defects).
 */
#ifndef GAME_MISSION_CHECK_H
#define GAME_MISSION_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct player;
struct tdata_task;
struct world;

/* tdata: m_iHTaskType (spec/missions.md 1). */
enum mission_task_type {
	MISSION_TASK_TALK = 1,
	MISSION_TASK_GO = 2,
	MISSION_TASK_USE_ITEMS = 3,
	MISSION_TASK_DELIVER = 4,
	MISSION_TASK_DEFEAT = 5,
	MISSION_TASK_ESCORT = 6
};

enum { MISSION_TASK_PARTS = 3 };	/* enemies, items and so on of one */

/* The client asks for it, talking to that NPC (0: to none). */
bool mission_check_may_begin(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id);

/* What the server asks for when it begins one itself. */
bool mission_check_may_be_given(const struct player *p,
    const struct tdata_task *task);

/* Nothing to kill is left, nothing to collect is missing. */
bool mission_check_is_fulfilled(const struct player *p,
    const struct tdata_task *task);

/* And the player is where, and beside whom, it ends. */
bool mission_check_may_end(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id);

#endif
