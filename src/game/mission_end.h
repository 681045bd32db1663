/*
 * mission_end.h - how a task leaves the journal: done, failed or given up
 * (spec/missions.md 5, 6).
 */
#ifndef GAME_MISSION_END_H
#define GAME_MISSION_END_H

#include <stdbool.h>
#include <stdint.h>

struct player;
struct tdata_task;
struct world;

/* What TASK_END_FAIL says (the client's own numbers). */
enum mission_fail {
	MISSION_FAIL_NOT_DONE = 0,
	MISSION_FAIL_TIME = 1,
	MISSION_FAIL_ESCORT = 11,
	MISSION_FAIL_LEFT_MAP = 12,
	MISSION_FAIL_NO_ROOM = 13
};

/* The packet, nothing else. */
void mission_end_refuse(struct player *p, int32_t task_id,
    enum mission_fail why);

/*
 * A running task is done, whoever says so: reward, items, the mission's mark,
 * its nano. False: it cannot be paid out; it goes on, and the client knows why.
 */
bool mission_end_complete(struct world *w, struct player *p,
    const struct tdata_task *task, int32_t choice);

/* A running task is lost; what it falls back to may be begun. */
void mission_end_fail(struct world *w, struct player *p,
    const struct tdata_task *task, enum mission_fail why);

/* A running task is given up, with all that belongs to it. */
void mission_end_quit(struct world *w, struct player *p,
    const struct tdata_task *task);

#endif
