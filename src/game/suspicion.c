/*
 * suspicion.c - who shoots faster than a weapon can (spec/combat.md 3).
 *
 * Owns:   player->combat.shot_at_ms and .suspicion.
 * Called: by combat.c for each attack; by bullet.c when something is thrown.
 * Thread: world.
 */
#include "game/suspicion.h"

#include "base/log.h"
#include "base/metric.h"
#include "config/config.h"
#include "world/event.h"
#include "world/player.h"
#include "world/world.h"

enum {
	MS_PER_DS = 100,
	DELAY_LEAST_DS = 5,	/* tdata: no weapon's m_iDelayTime is less */
	EARLY_PCT = 80,		/* of the delay: too fast */
	LATE_PCT = 180,		/* up to here time lost is forgiven */
	TARGETS_MAX = 3,	/* no weapon hits more */
	TOO_MANY_TARGETS = 10001,
	TOO_MUCH = 10000
};

/* DEFECT: without a weapon, or one that nobody knows, all was allowed. */
static int64_t
delay_ms(const struct player *p)
{
	int64_t ds = p->combatant.fire_delay_ds;

	return (ds > 0 ? ds : DELAY_LEAST_DS) * MS_PER_DS;
}

bool
suspicion_rate(struct world *w, struct player *p, int32_t targets)
{
	struct player_combat *c = &p->combat;
	int64_t delay = delay_ms(p), elapsed = w->now_ms - c->shot_at_ms;
	bool is_first = c->shot_at_ms == 0;
	int64_t rating = c->suspicion;

	if (!w->cfg->shard.anticheat)
		return true;
	if (!is_first && elapsed < delay * EARLY_PCT / 100)
		rating += delay - elapsed;
	else if (!is_first && elapsed < delay * LATE_PCT / 100 && rating > 0)
		rating += delay - elapsed;
	if (targets > TARGETS_MAX)
		rating += TOO_MANY_TARGETS;
	c->shot_at_ms = w->now_ms;
	c->suspicion = (int32_t)rating;
	if (rating <= TOO_MUCH)
		return true;
	metric_add(METRIC_REFUSED_RAPID_FIRE, 1);
	log_warn("combat: shoots too fast account=%d player=%d weapon=%d "
	    "rating=%d", p->identity.account_id, p->e.id,
	    p->inventory.equip[0].id, c->suspicion);
	EVENT(w, cheat_seen, p);
	return false;
}
