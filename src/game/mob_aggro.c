/*
 * mob_aggro.c - whom a mob notices (spec/mobs.md 4).
 *
 * Owns:   nothing.
 * Called: by mob_ai.c, of roaming mobs; by whatever takes a mob its target.
 * Thread: world.
 */
#include "game/mob_aggro.h"

#include <math.h>

#include "game/combat.h"
#include "game/mob_state.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

enum {
	LEVEL_GAP_MAX = 10,	/* more counts no more */
	LEVEL_GAP_PARTS = 15,
	FAR_PARTS = 3,	/* a third: who hides, races, or is far stronger */
	ALERT_FACTOR = 2	/* a mob that fights sees fighters from afar */
};

struct scan {
	const struct world *w;
	const struct npc *mob;
	struct player *found;
	int64_t distance;
};

/*
 * DEFECT, spec/mobs.md 4: for players ten levels below the radius fell back to
 * the plain one instead of its largest.
 */
static int64_t
adjust_to_level(int64_t r, int32_t gap)
{
	if (gap >= LEVEL_GAP_MAX)
		return r / FAR_PARTS;
	if (gap < -LEVEL_GAP_MAX)
		gap = -LEVEL_GAP_MAX;
	return r - gap * r / LEVEL_GAP_PARTS;
}

/* -1: not at all. */
static int64_t
sight_range(const struct world *w, const struct npc *n, const struct player *p)
{
	const int32_t unseen = SPECIAL_INVISIBLE | SPECIAL_INVULNERABLE;
	int64_t r = n->row->sight_range;

	if (p->combatant.hp <= 0 || p->travel.on_monkey ||
	    (p->profile.special_state & unseen) != 0)
		return -1;
	if (n->mob.state != MOB_ROAMING && combat_is_fighting(w, p))
		return ALERT_FACTOR * r;
	if (combatant_has(&p->combatant, BUFF_STEALTH) ||
	    w->now_ms < p->race.ends_at_ms)
		r /= FAR_PARTS;
	return adjust_to_level(r, p->combatant.level - n->combatant.level);
}

/* Of equals the later. */
static bool
note_player(struct entity *e, void *arg)
{
	struct player *p = (struct player *)e;
	struct scan *s = arg;
	double dx = (double)e->x - s->mob->e.x;
	double dy = (double)e->y - s->mob->e.y;
	double dz = 2 * ((double)e->z - s->mob->e.z);
	int64_t d = (int64_t)hypot(trunc(hypot(dx, dy)), dz);

	if (d > sight_range(s->w, s->mob, p))
		return true;
	if (s->found == NULL || d <= s->distance) {
		s->found = p;
		s->distance = d;
	}
	return true;
}

bool
mob_aggro_scan(struct world *w, struct npc *n)
{
	struct scan s = { .w = w, .mob = n };

	view_each_around(w, &n->e, ENTITY_GROUP_PLAYERS, note_player, &s);
	if (s.found == NULL)
		return false;
	mob_engage(w, n, s.found);
	return true;
}

void
mob_aggro_lose(struct world *w, struct npc *n)
{
	if (!mob_aggro_scan(w, n))
		mob_set_state(w, n, MOB_RETREAT, NULL);
}
