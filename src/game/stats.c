/*
 * stats.c - what a player can do by its level.
 *
 * Owns:   player->stats.level.
 * Called: by command.c so far.
 * Thread: world.
 */
#include "game/stats.h"

#include "db/db.h"
#include "tdata/ruleset.h"
#include "world/player.h"
#include "world/world.h"

void
stats_set_level(struct world *w, struct player *p, int32_t level)
{
	if (level < 1)
		level = 1;
	if (level > RULESET_LEVEL_MAX)
		level = RULESET_LEVEL_MAX;
	p->stats.level = (int16_t)level;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}
