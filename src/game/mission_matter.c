/*
 * mission_matter.c - what so much fusion matter leads to (spec/missions.md 9).
 *
 * Owns:   nothing.
 * Called: by mission.c, whenever fusion matter was gained.
 * Thread: world.
 */
#include "game/mission_matter.h"

#include <stdbool.h>
#include <stddef.h>

#include "game/journal.h"
#include "game/mission_start.h"
#include "game/stats.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	LEVEL_BLOSSOM = 4,	/* its mission waits for the past */
	EVENT_BEAM = 1
};

static void
show_beam(struct world *w, struct player *p)
{
	PUBLISH(w, &p->e, p, fe2cl_pc_event,
	    .pc_id = p->e.id,
	    .event_id = EVENT_BEAM);
}

static void
keep_within_limit(struct world *w, struct player *p, int32_t limit)
{
	if (wallet_get(p, WALLET_FUSION_MATTER) > limit)
		(void)wallet_set(w, p, WALLET_FUSION_MATTER, limit);
}

static bool
has_enough(const struct player *p, const struct tdata_growth *row)
{
	int32_t level = p->combatant.level;

	if (level >= RULESET_LEVEL_MAX)
		return false;
	if (level == LEVEL_BLOSSOM && !p->profile.left_the_future)
		return false;
	return wallet_get(p, WALLET_FUSION_MATTER) >= row->fm_nano_create;
}

static bool
has_nano_task(const struct world *w, const struct player *p)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		int32_t id = p->missions.running[i].task_id;
		const struct tdata_task *task = id == 0 ? NULL :
		    tdata_find_task(w->td, id);

		if (task != NULL && task->nano != 0)
			return true;
	}
	return false;
}

/* DEFECT: it was said to begin though it could not. Then it is tried anew. */
static void
begin_nano_mission(struct world *w, struct player *p,
    const struct tdata_growth *row)
{
	const struct tdata_task *task = row->nano_task == 0 ? NULL :
	    tdata_find_task(w->td, row->nano_task);

	if (task == NULL || has_nano_task(w, p))
		return;
	/* Its client is about to go on with it. */
	if (journal_awaits_mission(p, task->mission))
		return;
	if (!mission_start_given(w, p, task))
		return;
	SEND(p, fe2cl_rep_pc_task_start_succ, .task_num = task->id);
	show_beam(w, p);
}

/*
 * DEFECT: nothing followed from the level. That others see the new one only
 * when they meet the player anew is as it was: a client that is told more here
 * was never tried (spec/missions.md 9).
 */
static void
rise(struct world *w, struct player *p, const struct tdata_growth *row)
{
	(void)wallet_set(w, p, WALLET_FUSION_MATTER,
	    wallet_get(p, WALLET_FUSION_MATTER) - row->fm_nano_create);
	stats_set_level(w, p, p->combatant.level + 1);
	SEND(p, fe2cl_rep_pc_change_level_succ,
	    .level = p->combatant.level,
	    .fusion_matter = wallet_get(p, WALLET_FUSION_MATTER));
	show_beam(w, p);
}

void
mission_matter_check(struct world *w, struct player *p)
{
	for (;;) {
		const struct tdata_growth *row =
		    tdata_growth(w->td, p->combatant.level);

		keep_within_limit(w, p, row->fm_limit);
		if (!has_enough(p, row))
			return;
		if (!w->rules->levels_by_fusion_matter) {
			begin_nano_mission(w, p, row);
			return;
		}
		rise(w, p, row);
	}
}
