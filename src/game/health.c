/*
 * health.c - hit points of players: their maximum, and setting them.
 *
 * Owns:   player->stats.hp.
 * Called: by gm.c and command.c so far.
 * Thread: world.
 */
#include "game/health.h"

#include "db/db.h"
#include "tdata/ruleset.h"
#include "world/player.h"
#include "world/world.h"

enum { HP_BASE = 925, HP_PER_LEVEL = 75 };	/* spec/world.md 1 */

int32_t
health_max_hp(int32_t level)
{
	if (level < 0)
		level = 0;
	if (level > RULESET_LEVEL_MAX)
		level = RULESET_LEVEL_MAX;
	return HP_BASE + HP_PER_LEVEL * level;
}

int32_t
health_set(struct world *w, struct player *p, int32_t hp)
{
	int32_t most = health_max_hp(p->stats.level);

	if (hp < 0)
		hp = 0;
	if (hp > most)
		hp = most;
	p->stats.hp = hp;
	world_mark_dirty(w, p, DB_SECTION_STATE);
	return hp;
}
