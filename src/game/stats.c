/*
 * stats.c - what a player can do by its level and what it wears
 * (spec/items.md 4, spec/combat.md 1).
 *
 * Owns:   a player's level, maximum of health, damage, fire rate and defense.
 * Called: by command.c, nano.c and mission.c for levels; by inventory.c for
 *         clothes; by event when a player has joined.
 * Thread: world.
 */
#include "game/stats.h"

#include "base/log.h"
#include "db/db.h"
#include "game/health.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/event.h"
#include "world/item.h"
#include "world/player.h"
#include "world/world.h"

/* spec/items.md 4: of somebody without clothes. */
enum {
	DAMAGE_BASE = 8,
	DAMAGE_PER_LEVEL = 2,
	DEFENSE_BASE = 16,
	DEFENSE_PER_LEVEL = 4
};

static void
add_equipment(struct player *p, const struct item *it)
{
	struct combatant *c = &p->combatant;
	const struct tdata_item *row;

	if (item_is_none(it))
		return;
	row = tdata_find_item(p->world->td, it->type, it->id);
	if (row == NULL) {
		log_debug("stats: unknown item type=%d id=%d player=%d",
		    it->type, it->id, p->e.id);
		return;
	}
	c->point_damage += row->point_damage;
	c->group_damage += row->group_damage;
	c->fire_delay_ds += row->delay_ds;
	c->defense += row->defense;
}

void
stats_refresh(struct player *p)
{
	struct combatant *c = &p->combatant;

	c->point_damage = DAMAGE_BASE + DAMAGE_PER_LEVEL * c->level;
	c->group_damage = c->point_damage;
	c->fire_delay_ds = 0;
	c->defense = DEFENSE_BASE + DEFENSE_PER_LEVEL * c->level;
	for (int i = 0; i < STATS_EQUIP_SLOTS; i++)
		add_equipment(p, &p->inventory.equip[i]);
}

/* DEFECTs, spec/items.md 4 and spec/commands.md: nothing followed from it. */
void
stats_set_level(struct world *w, struct player *p, int32_t level)
{
	int32_t most;

	if (level < 1)
		level = 1;
	if (level > RULESET_LEVEL_MAX)
		level = RULESET_LEVEL_MAX;
	if (level == p->combatant.level)
		return;
	p->combatant.level = level;
	p->combatant.max_hp = health_max_hp(level);
	(void)health_set(w, p, p->combatant.hp);	/* within the new */
	most = tdata_growth(w->td, level)->fm_limit;
	if (wallet_get(p, WALLET_FUSION_MATTER) > most)
		(void)wallet_set(w, p, WALLET_FUSION_MATTER, most);
	stats_refresh(p);
	world_mark_dirty(w, p, DB_SECTION_STATE);
	EVENT(w, level_changed, p);
}

bool
stats_may_wear(const struct player *p, const struct item *it)
{
	const struct tdata_item *row;

	row = tdata_find_item(p->world->td, it->type, it->id);
	if (row == NULL)
		return false;
	if (row->level_min > p->combatant.level)
		return false;
	return row->gender == 0 || row->gender == p->look.gender;
}

void
stats_on_player_joined(struct world *w, struct player *p)
{
	UNUSED(w);
	stats_refresh(p);
}
