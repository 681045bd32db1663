/*
 * bullet.c - grenades and rockets: fired, and later reported to have hit
 * (spec/combat.md 4.3 to 4.6).
 *
 * The server only remembers what is on its way; the client says when and where
 * it went off, by one packet for both kinds.
 *
 * Owns:   player->combat.bullets.
 * Called: by packet.
 * Thread: world.
 */
#include "game/bullet.h"

#include "base/log.h"
#include "base/rng.h"
#include "game/shot.h"
#include "game/suspicion.h"
#include "game/wallet.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	/* tdata: m_iEquipType of weapons */
	WEAPON_THROWN_ONE_HAND = 5,
	WEAPON_THROWN_TWO_HANDS = 10,
	WEAPON_ROCKET = 11,

	BULLET_GRENADE = 1,		/* type; a rocket's is the weapon */
	BULLET_LIFE_MS = 10000,
	BOOST_COST_FROM = 20,
	BOOST_COST_TO = 31,		/* exclusive */

	/*
	 * GUESS: where the table names no m_iEffectArea; and how far a target
	 * may have gone while the report was on its way.
	 */
	BLAST_UNITS = 500,
	BLAST_SLACK_UNITS = 500,
	ROCKET_HEIGHT_UNITS = 100	/* its aim's own z is unusable */
};

/* --- on its way --- */

static bool
is_flying(const struct world *w, const struct player_bullet *b)
{
	return b->is_flying && w->now_ms - b->fired_at_ms < BULLET_LIFE_MS;
}

/*
 * The lowest free place; if none is, that of the oldest, so that the newest
 * shot of an honest client always counts (DEFECT: there were 127).
 */
static int
find_place(const struct world *w, const struct player *p)
{
	const struct player_bullet *b = p->combat.bullets;
	int oldest = 0;

	for (int i = 0; i < PLAYER_BULLETS_MAX; i++)
		if (!is_flying(w, &b[i]))
			return i;
	for (int i = 1; i < PLAYER_BULLETS_MAX; i++)
		if (b[i].fired_at_ms < b[oldest].fired_at_ms)
			oldest = i;
	return oldest;
}

/* DEFECT: any charge at all was enough. */
static bool
pay_boost(struct world *w, struct player *p)
{
	int32_t cost = rng_range(&w->rng, BOOST_COST_FROM, BOOST_COST_TO);

	return wallet_spend(w, p, WALLET_BATTERY_W, cost);
}

/* Returns its number. */
static int8_t
fire(struct world *w, struct player *p, int32_t type)
{
	int place = find_place(w, p);

	p->combat.bullets[place] = (struct player_bullet){
		.is_flying = true,
		.is_boosted = pay_boost(w, p),
		.point_damage = p->combatant.point_damage,
		.group_damage = p->combatant.group_damage,
		.type = type,
		.weapon = p->inventory.equip[0].id,
		.fired_at_ms = w->now_ms,
	};
	return (int8_t)place;
}

/* Both kinds are told as grenades: clients cannot do with the other reply. */
static void
tell_fired(struct world *w, struct player *p, int8_t id,
    struct tdata_point to)
{
	const struct wire_pc_bullet bullet = {
		.id = p->combat.bullets[id].type,
	};

	SEND(p, fe2cl_rep_pc_grenade_style_fire_succ,
	    .to_x = to.x, .to_y = to.y, .to_z = to.z,
	    .bullet_id = id,
	    .bullet = bullet,
	    .battery_w = p->wallet.battery_w);
	PUBLISH(w, &p->e, p, fe2cl_pc_grenade_style_fire,
	    .pc_id = p->e.id,
	    .to_x = to.x, .to_y = to.y, .to_z = to.z,
	    .bullet_id = id,
	    .bullet = bullet);
}

/* DEFECTs, spec/combat.md 3 and 4.5: nothing was asked, nothing rated. */
static bool
may_fire(struct world *w, struct player *p, const struct tdata_item *weapon)
{
	if (weapon == NULL) {
		log_debug("combat: nothing to throw player=%d", p->e.id);
		return false;
	}
	return combatant_can_act(&p->combatant, w->now_ms) &&
	    suspicion_rate(w, p, 0);
}

static const struct tdata_item *
weapon_of_class(const struct player *p, int32_t one, int32_t other)
{
	const struct tdata_item *weapon = shot_weapon(p);

	if (weapon == NULL)
		return NULL;
	return weapon->weapon_type == one || weapon->weapon_type == other ?
	    weapon : NULL;
}

/* spec/unhandled-packets.md: an arm that is raised, for others to see. */
static void
bullet_on_grenade_ready(struct world *w, struct player *p,
    const struct cl2fe_req_pc_grenade_style_ready *req)
{
	if (weapon_of_class(p, WEAPON_THROWN_ONE_HAND,
	    WEAPON_THROWN_TWO_HANDS) != NULL)
		PUBLISH(w, &p->e, p, fe2cl_pc_grenade_style_ready,
		    .pc_id = p->e.id, .skill_id = req->skill_id);
}

static void
bullet_on_rocket_ready(struct world *w, struct player *p,
    const struct cl2fe_req_pc_rocket_style_ready *req)
{
	if (weapon_of_class(p, WEAPON_ROCKET, WEAPON_ROCKET) != NULL)
		PUBLISH(w, &p->e, p, fe2cl_pc_rocket_style_ready,
		    .pc_id = p->e.id, .skill_id = req->skill_id);
}

static void
bullet_on_grenade_fire(struct world *w, struct player *p,
    const struct cl2fe_req_pc_grenade_style_fire *req)
{
	const struct tdata_point to = { req->to_x, req->to_y, req->to_z };

	if (!may_fire(w, p, weapon_of_class(p, WEAPON_THROWN_ONE_HAND,
	    WEAPON_THROWN_TWO_HANDS)))
		return;
	tell_fired(w, p, fire(w, p, BULLET_GRENADE), to);
}

static void
bullet_on_rocket_fire(struct world *w, struct player *p,
    const struct cl2fe_req_pc_rocket_style_fire *req)
{
	const struct tdata_point to = { req->to_x, req->to_y,
		p->e.z + ROCKET_HEIGHT_UNITS };

	if (!may_fire(w, p, weapon_of_class(p, WEAPON_ROCKET,
	    WEAPON_ROCKET)))
		return;
	tell_fired(w, p, fire(w, p, p->inventory.equip[0].id), to);
}

/* --- it has hit --- */

static bool
take_bullet(struct world *w, struct player *p, int32_t id,
    struct player_bullet *out)
{
	struct player_bullet *b;

	if (id < 0 || id >= PLAYER_BULLETS_MAX)
		return false;
	b = &p->combat.bullets[id];
	*out = *b;
	b->is_flying = false;
	return is_flying(w, out);
}

static bool
is_in_range(const struct player *p, const struct tdata_item *weapon,
    int32_t x, int32_t y)
{
	int64_t dx = (int64_t)x - p->e.x, dy = (int64_t)y - p->e.y;
	int64_t reach = shot_range_units(weapon);

	return dx * dx + dy * dy <= reach * reach;
}

/* DEFECT: one rocket could hit one mob a hundred times, wherever it was. */
static void
choose_targets(struct world *w, struct player *p,
    const struct cl2fe_req_pc_rocket_style_hit *req,
    const struct player_bullet *b, struct shot_targets *out)
{
	const int64_t *items = cl2fe_req_pc_rocket_style_hit_items(req);
	const struct tdata_item *weapon = tdata_find_item(w->td,
	    TDATA_ITEM_WEAPON, b->weapon);
	struct shot_area area = {
		.x = req->x, .y = req->y,
		.units = BLAST_UNITS + BLAST_SLACK_UNITS,
		.most = SHOT_TARGETS_MAX,
	};

	if (weapon == NULL || !is_in_range(p, weapon, req->x, req->y))
		return;
	if (weapon->effect_area > 0)
		area.units = weapon->effect_area + BLAST_SLACK_UNITS;
	if (weapon->target_count > 0 &&
	    weapon->target_count < SHOT_TARGETS_MAX)
		area.most = (uint32_t)weapon->target_count;
	/* Low half: the mob; high half: a char type that says nothing. */
	for (int32_t i = 0; i < req->target_cnt; i++)
		shot_add_target(w, p, &area, (int32_t)(uint32_t)items[i], out);
}

static void
bullet_on_hit(struct world *w, struct player *p,
    const struct cl2fe_req_pc_rocket_style_hit *req)
{
	struct wire_attack_result results[SHOT_TARGETS_MAX];
	struct packet_run run = { WIRE_ATTACK_RESULT, results, 0 };
	struct shot_targets targets = { .count = 0 };
	struct player_bullet b;

	if (!take_bullet(w, p, req->bullet_id, &b)) {
		log_debug("combat: no such bullet id=%d player=%d",
		    req->bullet_id, p->e.id);
		return;
	}
	choose_targets(w, p, req, &b, &targets);
	if (targets.count == 0)
		return;			/* a miss */
	for (uint32_t i = 0; i < targets.count; i++)
		results[run.count++] = shot_hit_mob(w, p, targets.mobs[i],
		    targets.count > 1 ? b.group_damage : b.point_damage,
		    b.is_boosted);
	const struct fe2cl_pc_grenade_style_hit head = {
		.pc_id = p->e.id,
		.bullet_id = req->bullet_id,
		.bullet = { .id = b.type },
	};
	send_around_runs(w, &p->e, NULL, PKT_FE2CL_PC_GRENADE_STYLE_HIT,
	    &head, &run, 1);
}

const struct handler bullet_handlers[] = {
	ON_CL2FE_REQ_PC_GRENADE_STYLE_READY(NEED_WORLD | NEED_ALIVE,
	    bullet_on_grenade_ready),
	ON_CL2FE_REQ_PC_ROCKET_STYLE_READY(NEED_WORLD | NEED_ALIVE,
	    bullet_on_rocket_ready),
	ON_CL2FE_REQ_PC_GRENADE_STYLE_FIRE(NEED_WORLD | NEED_ALIVE,
	    bullet_on_grenade_fire),
	ON_CL2FE_REQ_PC_ROCKET_STYLE_FIRE(NEED_WORLD | NEED_ALIVE,
	    bullet_on_rocket_fire),
	ON_CL2FE_REQ_PC_ROCKET_STYLE_HIT(NEED_WORLD | NEED_ALIVE,
	    bullet_on_hit),
	HANDLERS_END
};
