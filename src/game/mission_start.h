/* mission_start.h - a task enters the journal (spec/missions.md 4). */
#ifndef GAME_MISSION_START_H
#define GAME_MISSION_START_H

#include <stdbool.h>
#include <stdint.h>

struct player;
struct tdata_task;
struct world;

/* How the client begins one. */
struct mission_request {
	int32_t npc_id;			/* whom it talks to, 0 nobody */
	int32_t escort_npc_id;		/* whom it will escort, 0 any */
};

/*
 * With all questions asked, items given, and answered: TASK_START_SUCC or FAIL.
 * What runs already is confirmed once more.
 */
void mission_start_asked(struct world *w, struct player *p,
    const struct tdata_task *task, const struct mission_request *req);

/* By the server itself; tells nobody. False: it cannot run now. */
bool mission_start_given(struct world *w, struct player *p,
    const struct tdata_task *task);

/* Whatever its conditions, if there is a slot; so if it runs already. */
bool mission_start_forced(struct world *w, struct player *p,
    const struct tdata_task *task);

/* spec/missions.md 6, defect: a grace over what the client counts down. */
enum { MISSION_TIMER_GRACE_MS = 5000 };

#endif
