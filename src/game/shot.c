/*
 * shot.c - whom a weapon may hit, and what the hit does.
 *
 * An honest client sees the world of a moment ago, and its request takes
 * another moment to arrive: reach is meant generously, in the plane only.
 *
 * Owns:   nothing.
 * Called: by combat.c and bullet.c.
 * Thread: world.
 */
#include "game/shot.h"

#include <stddef.h>

#include "game/damage.h"
#include "game/health.h"
#include "game/nano_state.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

enum {
	/* GUESS: two that run apart (400 units a second) for a second. */
	SLACK_UNITS = 1000,
	BARE_HANDS_UNITS = 350	/* tdata: the least m_iAtkRange of weapons */
};

const struct tdata_item *
shot_weapon(const struct player *p)
{
	const struct item *it = &p->inventory.equip[0];

	if (item_is_none(it))
		return NULL;
	return tdata_find_item(p->world->td, it->type, it->id);
}

int32_t
shot_range_units(const struct tdata_item *weapon)
{
	int32_t units = weapon != NULL ? weapon->attack_range : 0;

	if (units <= 0)
		units = BARE_HANDS_UNITS;
	return units + SLACK_UNITS;
}

static bool
is_within(const struct npc *mob, const struct shot_area *area)
{
	int64_t dx = (int64_t)mob->e.x - area->x;
	int64_t dy = (int64_t)mob->e.y - area->y;
	int64_t reach = (int64_t)area->units + mob->row->radius;

	return dx * dx + dy * dy <= reach * reach;
}

/* DEFECTs, spec/combat.md 4.1 and 4.6: any mob of the world, many times. */
void
shot_add_target(struct world *w, const struct player *p,
    const struct shot_area *area, int32_t npc_id, struct shot_targets *out)
{
	struct npc *mob = world_npc_by_id(w, npc_id);

	if (out->count >= area->most || out->count >= SHOT_TARGETS_MAX)
		return;
	if (mob == NULL || mob->e.kind != ENTITY_MOB)
		return;
	/* Whom mobs leave alone on the skyway leaves them alone. */
	if (p->travel.on_monkey)
		return;
	if (!view_can_see(p, &mob->e) || !is_within(mob, area))
		return;
	for (uint32_t i = 0; i < out->count; i++)
		if (out->mobs[i] == mob)
			return;
	out->mobs[out->count++] = mob;
}

struct wire_attack_result
shot_hit_mob(struct world *w, struct player *p, struct npc *mob,
    int32_t attack, bool is_boosted)
{
	const struct damage_terms terms = {
		.attack = attack,
		.defense = mob->row->protection,
		.may_be_critical = true,
		.is_boosted = is_boosted,
		.attacker_style = nano_state_active_style(p),
		.defender_style = mob->row->style,
		.difficulty = mob->row->level,
	};
	struct damage d = damage_roll(&w->rng, &terms);
	int32_t dealt = health_damage(w, &mob->e, &p->e, d.amount);

	return (struct wire_attack_result){
		.id = mob->e.id,
		.damage = dealt,
		.hp = mob->combatant.hp,
		.hit_flag = (int8_t)d.flag,
	};
}
