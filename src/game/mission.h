/*
 * mission.h - missions from first word to reward: requests, and what happens
 * elsewhere (spec/missions.md).
 */
#ifndef GAME_MISSION_H
#define GAME_MISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"
#include "world/event.h"

struct player;
struct tdata_task;
struct world;

extern const struct handler mission_handlers[];

/* Listeners. */
void mission_on_mob_killed(struct world *w, const struct event_kill *kill);
void mission_on_fusion_matter_changed(struct world *w, struct player *p);
void mission_on_player_loaded(struct world *w, struct player *p);
void mission_on_player_warped(struct world *w, struct player *p,
    uint64_t to_instance);
void mission_on_player_left(struct world *w, struct player *p);
void mission_on_mentor_changed(struct world *w, struct player *p,
    int32_t old_mentor);

/*
 * /lair: starts the task whatever its conditions, and tells the client which
 * mission it has now; false: it cannot run.
 */
bool mission_force_task(struct world *w, struct player *p,
    const struct tdata_task *task);

/* /minfo: the mission that is looked at; /tasks: all that run. */
void mission_print_current(struct player *p);
void mission_print_tasks(struct player *p);

#endif
