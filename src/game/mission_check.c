/*
 * mission_check.c - may this task begin, is it really done?
 *
 * Owns:   nothing.
 * Called: by mission_start.c, mission_end.c, mission_kill.c.
 * Thread: world.
 */
#include "game/mission_check.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"
#include "config/config.h"
#include "game/journal.h"
#include "game/quest_item.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/world.h"

enum {
	REACH_TALK_UNITS = 800,
	REACH_PLACE_UNITS = 1600	/* going somewhere, escorting */
};

static int32_t
map_of(const struct player *p)
{
	return instance_map_number(p->e.instance->id);
}

/* One of that type is beside the player. */
static bool
is_beside(const struct world *w, const struct player *p, int32_t npc_id,
    int32_t type, int32_t reach_units)
{
	const struct npc *n = world_npc_by_id(w, npc_id);

	return n != NULL && n->type == type &&
	    n->e.instance == p->e.instance &&
	    llabs((int64_t)n->e.x - p->e.x) <= reach_units &&
	    llabs((int64_t)n->e.y - p->e.y) <= reach_units;
}

/* --- beginning --- */

static bool
has_prerequisites(const struct player *p, const struct tdata_task *task)
{
	if (task->required_guide != 0 &&
	    task->required_guide != p->profile.mentor)
		return false;
	for (size_t i = 0; i < COUNT_OF(task->required_nanos); i++) {
		int32_t nano = task->required_nanos[i];

		if (nano == 0)
			continue;
		if (nano < 0 || nano >= p->world->rules->nano_count ||
		    p->nanos.bank[nano].id != nano)
			return false;
	}
	for (size_t i = 0; i < COUNT_OF(task->required_missions); i++) {
		int32_t mission = task->required_missions[i];

		if (mission != 0 && !journal_is_done(p, mission))
			return false;
	}
	return true;
}

/* What opens a lair is begun outside of it. */
static bool
is_in_its_map(const struct player *p, const struct tdata_task *task)
{
	return task->required_map == 0 || task->is_warp_limit ||
	    task->required_map == map_of(p);
}

/*
 * The guide's and nano missions come over the nanocom, what follows a task
 * from anywhere: only a new errand is asked for in person.
 */
static bool
has_giver(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id)
{
	if (!w->cfg->shard.mission_npc_check || task->giver_npc_type == 0)
		return true;
	if (!task->is_first || journal_is_allowed(p, task->id) ||
	    journal_kind_of(task) != JOURNAL_WORLD)
		return true;
	return is_beside(w, p, npc_id, task->giver_npc_type,
	    REACH_TALK_UNITS);
}

bool
mission_check_may_be_given(const struct player *p,
    const struct tdata_task *task)
{
	return !journal_is_done(p, task->mission) &&
	    task->level_min <= p->combatant.level &&
	    !journal_has(p, task->id) && journal_has_room(p, task);
}

bool
mission_check_may_begin(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id)
{
	if (!mission_check_may_be_given(p, task))
		return false;
	if (!has_prerequisites(p, task) || !is_in_its_map(p, task))
		return false;
	if (!task->is_first && !journal_is_allowed(p, task->id))
		return false;
	if (journal_has_mission(p, task->mission))
		return false;
	if (!quest_item_has_room(p, task->start_items, MISSION_TASK_PARTS))
		return false;
	return has_giver(w, p, task, npc_id);
}

/* --- ending --- */

bool
mission_check_is_fulfilled(const struct player *p,
    const struct tdata_task *task)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct player_quest *q = &p->missions.running[i];

		if (q->task_id != task->id)
			continue;
		for (int k = 0; k < MISSION_TASK_PARTS; k++)
			if (q->remaining[k] > 0)
				return false;
	}
	for (int k = 0; k < MISSION_TASK_PARTS; k++) {
		const struct tdata_quest_item *need = &task->needed_items[k];

		if (need->id != 0 &&
		    quest_item_count(p, need->id) < need->count)
			return false;
	}
	return true;
}

/* Items are used, and mobs slain, without naming anybody. */
static bool
is_at_terminator(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id)
{
	int32_t type = task->terminator_npc_type;

	if (!w->cfg->shard.mission_npc_check || type == 0)
		return true;
	switch (task->type) {
	case MISSION_TASK_TALK:
	case MISSION_TASK_DELIVER:
		return is_beside(w, p, npc_id, type, REACH_TALK_UNITS);
	case MISSION_TASK_GO:
	case MISSION_TASK_ESCORT:
		return is_beside(w, p, npc_id, type, REACH_PLACE_UNITS);
	}
	return npc_id == 0 ||
	    is_beside(w, p, npc_id, type, REACH_PLACE_UNITS);
}

/* DEFECT: the client was believed, whatever it said. */
bool
mission_check_may_end(const struct world *w, const struct player *p,
    const struct tdata_task *task, int32_t npc_id)
{
	if (!mission_check_is_fulfilled(p, task))
		return false;
	if (task->required_map != 0 && task->required_map != map_of(p))
		return false;
	return is_at_terminator(w, p, task, npc_id);
}
