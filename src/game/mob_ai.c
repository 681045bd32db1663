/*
 * mob_ai.c - what a mob does in each state (spec/mobs.md 6, 7, 9, 10).
 *
 * Owns:   the times in npc->mob.
 * Called: by mob.c, every 200 ms.
 * Thread: world.
 */
#include "game/mob_ai.h"

#include <math.h>

#include "base/rng.h"
#include "game/buff.h"
#include "game/combat.h"
#include "game/mob_aggro.h"
#include "game/mob_skill.h"
#include "game/mob_state.h"
#include "tdata/tdata.h"
#include "world/appearance.h"
#include "world/npc.h"
#include "world/path.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	SCAN_PERIOD_MS = 500,
	MOVE_PERIOD_MS = 400,
	STEPS_A_SECOND_NUM = 2,		/* 400 ms are 2/5 of a second */
	STEPS_A_SECOND_DEN = 5,
	RETREAT_HASTE = 2,		/* times as fast as it fights */
	HOME_UNITS = 10,		/* near enough */
	MOVE_STYLE_RUN = 1,
	MS_PER_DELAY_UNIT = 100,
	MS_PER_REGEN_UNIT = 100,
	CORPSE_MS = 2000,
	WHIM = 20,	/* out of reach it still acts, one time of so many */
	ALONE_MS = 5000,		/* GUESS: "a few seconds" */
	LOST_MS = 10000
};

/* --- moving --- */

static int64_t
plane_distance(int32_t ax, int32_t ay, int32_t bx, int32_t by)
{
	return (int64_t)hypot((double)ax - bx, (double)ay - by);
}

/*
 * DEFECT, spec/mobs.md 7: a step was up to twice as far as it should be.
 */
static struct tdata_point
toward(struct tdata_point from, struct tdata_point to, int64_t units)
{
	double d = hypot((double)to.x - from.x, (double)to.y - from.y);
	double part;

	if (d <= (double)units)
		return to;
	part = (double)units / d;
	return (struct tdata_point){
		.x = from.x + (int32_t)(((double)to.x - from.x) * part),
		.y = from.y + (int32_t)(((double)to.y - from.y) * part),
		.z = from.z + (int32_t)(((double)to.z - from.z) * part),
	};
}

static struct tdata_point
place_of(const struct npc *n)
{
	return (struct tdata_point){ n->e.x, n->e.y, n->e.z };
}

/* DEFECT, spec/mobs.md 6: who was snared while roaming stayed slow for ever. */
static int64_t
speed_of(const struct npc *n)
{
	int64_t speed = n->row->run_speed;

	return combatant_has(&n->combatant, BUFF_DOWN_MOVE_SPEED) ? speed / 2 :
	    speed;
}

static int64_t
units_a_move(int64_t speed)
{
	return speed * STEPS_A_SECOND_NUM / STEPS_A_SECOND_DEN;
}

/* Chunks follow; DEFECT, spec/mobs.md 9: they did not on the way home. */
static void
run_to(struct world *w, struct npc *n, struct tdata_point to, int64_t speed)
{
	view_move(w, &n->e, to.x, to.y, to.z, n->e.instance);
	if (!mob_is_seen(n))
		return;
	PUBLISH(w, &n->e, NULL, fe2cl_npc_move,
	    .npc_id = n->e.id,
	    .to_x = n->e.x, .to_y = n->e.y, .to_z = n->e.z,
	    .speed = (int32_t)speed,
	    .move_style = MOVE_STYLE_RUN);
}

/* --- roaming --- */

static int32_t
clamp(int64_t v, int64_t lo, int64_t hi)
{
	return (int32_t)(v < lo ? lo : v > hi ? hi : v);
}

/* Rounded away from nothing: what is to be some way off is not nearer. */
static int64_t
outward(double v)
{
	return (int64_t)(v < 0 ? floor(v) : ceil(v));
}

/*
 * Somewhere in the square around its spawn point, half its side away. DEFECT,
 * spec/mobs.md 6: how far that was depended on the direction.
 */
static struct tdata_point
choose_place(struct world *w, const struct npc *n)
{
	int64_t range = n->row->idle_range;
	int64_t lo_x = n->spawn_x - range / 2, lo_y = n->spawn_y - range / 2;
	int64_t dx = lo_x + rng_range(&w->rng, 0, (int32_t)range) - n->e.x;
	int64_t dy = lo_y + rng_range(&w->rng, 0, (int32_t)range) - n->e.y;
	double d = hypot((double)dx, (double)dy);
	double part = d > 0 ? (double)(range / 2) / d : 0;

	return (struct tdata_point){
		.x = clamp(n->e.x + outward((double)dx * part), lo_x,
		    lo_x + range),
		.y = clamp(n->e.y + outward((double)dy * part), lo_y,
		    lo_y + range),
		.z = n->e.z,
	};
}

static void
lead(struct world *w, const struct npc *leader, struct tdata_point to,
    int32_t gap)
{
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		struct npc *m = mob_member(w, leader, i);

		if (m != NULL && !m->is_edited)
			path_walk_to(w, m, (struct tdata_point){
			    to.x + m->offset_x, to.y + m->offset_y, m->e.z },
			    gap);
	}
}

static void
wander(struct world *w, struct npc *n)
{
	const struct npc *leader = mob_leader(w, n);
	struct tdata_point to;
	int64_t gap;

	if (n->is_edited || path_is_fixed(n) || (leader != NULL && leader != n))
		return;
	if (!mob_is_due(w, n->mob.next_move_at_ms))
		return;
	n->mob.next_move_at_ms = w->now_ms + path_rest_ms(w, n);
	if (n->row->idle_range <= 0 || n->row->run_speed <= 0)
		return;
	to = choose_place(w, n);
	gap = speed_of(n);
	path_walk_to(w, n, to, gap > 1 ? (int32_t)gap : 1);
	if (leader == n)
		lead(w, n, to, gap > 1 ? (int32_t)gap : 1);
}

static void
step_roaming(struct world *w, struct npc *n)
{
	if (mob_is_due(w, n->mob.next_attack_at_ms)) {
		n->mob.next_attack_at_ms = w->now_ms + SCAN_PERIOD_MS;
		if (mob_aggro_scan(w, n))
			return;
	}
	wander(w, n);
}

/* --- combat --- */

/* DEFECT, spec/mobs.md 7: what went on with a target that it had lost. */
static bool
still_fights(const struct world *w, const struct npc *n,
    const struct player *p)
{
	return n->mob.state == MOB_COMBAT && !n->is_removed &&
	    mob_target(w, n) == p;
}

static bool
is_worth_fighting(const struct player *p)
{
	return p != NULL && p->combatant.hp > 0 && !p->travel.on_monkey &&
	    (p->profile.special_state & SPECIAL_INVULNERABLE) == 0;
}

/* False: it fights no more, or cannot act. */
static bool
bear_buffs(struct world *w, struct npc *n)
{
	if (n->combatant.stacks == NULL)
		return true;
	buff_combat_tick(w, &n->e);
	if (n->mob.state != MOB_COMBAT)
		return false;
	buff_expire(w, &n->e);
	if (!combatant_is_disabled(&n->combatant))
		return true;
	n->mob.skill_style = MOB_SKILL_IDLE;
	return false;
}

/* In a group they come from different sides. */
static struct tdata_point
aim_at(const struct world *w, const struct npc *n, const struct player *p,
    int64_t distance)
{
	struct tdata_point aim = { p->e.x, p->e.y, n->e.z };
	int64_t range = (int64_t)n->row->idle_range + 1;

	if (mob_leader(w, n) == NULL || range <= 0)
		return aim;
	aim.x += (int32_t)(n->offset_x * distance / range);
	aim.y += (int32_t)(n->offset_y * distance / range);
	return aim;
}

enum chase { CHASE_WAITS, CHASE_RUNS, CHASE_IS_THERE };

static enum chase
chase(struct world *w, struct npc *n, const struct player *p,
    int64_t distance, int64_t reach)
{
	int64_t speed = speed_of(n), most = units_a_move(speed);
	int64_t units = distance - reach + 1;
	struct tdata_point to;

	if (!mob_is_due(w, n->mob.next_move_at_ms))
		return CHASE_WAITS;
	n->mob.next_move_at_ms = w->now_ms + MOVE_PERIOD_MS;
	if (units > most)
		units = most;
	to = toward(place_of(n), aim_at(w, n, p, distance), units);
	/* DEFECT, spec/mobs.md 7: clients were told the player's height. */
	to.z = p->e.z;
	/* DEFECT, the same: who cannot move said so all the time. */
	if (most > 0)
		run_to(w, n, to, speed);
	/*
	 * DEFECT, the same: against the speed without a snare, the snared
	 * struck from afar.
	 */
	return units < most ? CHASE_IS_THERE : CHASE_RUNS;
}

static void
strike(struct world *w, struct npc *n, struct player *p)
{
	n->mob.next_attack_at_ms = w->now_ms +
	    (int64_t)n->row->delay_ds * MS_PER_DELAY_UNIT;
	combat_mob_attacks(w, n, p);
	if (n->mob.state == MOB_COMBAT && p->combatant.hp <= 0)
		mob_aggro_lose(w, n);
}

/* It follows p no further than its leash; the player's place counts. */
static void
mind_leash(struct world *w, struct npc *n, const struct player *p)
{
	int64_t plane = plane_distance(p->e.x, p->e.y, n->mob.roam_x,
	    n->mob.roam_y);
	int64_t d = (int64_t)hypot((double)plane,
	    (double)p->e.z - n->mob.roam_z);

	if (d >= n->row->combat_range)
		mob_set_state(w, n, MOB_RETREAT, NULL);
}

/*
 * Comes nearer if it must, strikes if it can: at once when it has just come
 * near enough, whenever it is due when it already was.
 */
static void
press(struct world *w, struct npc *n, struct player *p, int64_t distance)
{
	int64_t reach = (int64_t)n->row->attack_range + n->row->radius;
	bool can_strike = distance <= reach;

	if (!can_strike && n->mob.skill_style == MOB_SKILL_IDLE) {
		enum chase how = chase(w, n, p, distance, reach);

		if (how == CHASE_WAITS)
			return;
		if (mob_is_due(w, n->mob.next_attack_at_ms))
			n->mob.next_attack_at_ms = 0;
		can_strike = how == CHASE_IS_THERE;
	}
	if (can_strike && mob_is_due(w, n->mob.next_attack_at_ms))
		strike(w, n, p);
	if (still_fights(w, n, p))
		mind_leash(w, n, p);
}

static bool
is_about_to_act(struct world *w, const struct npc *n, int64_t distance)
{
	if (!mob_is_due(w, n->mob.next_attack_at_ms))
		return false;
	return n->mob.skill_style != MOB_SKILL_IDLE ||
	    distance <= (int64_t)n->row->attack_range + n->row->radius ||
	    rng_range(&w->rng, 0, WHIM) == 0;
}

static void
step_combat(struct world *w, struct npc *n)
{
	struct player *p = mob_target(w, n);
	int64_t distance;

	if (!is_worth_fighting(p)) {
		mob_aggro_lose(w, n);
		return;
	}
	if (!bear_buffs(w, n))
		return;
	distance = plane_distance(n->e.x, n->e.y, p->e.x, p->e.y);
	if (is_about_to_act(w, n, distance))
		mob_skill_act(w, n, p);
	if (still_fights(w, n, p))
		press(w, n, p, distance);
}

/* --- the way home --- */

/* It appears there, like who comes from afar. */
static void
appear_at_home(struct world *w, struct npc *n)
{
	view_warp(w, &n->e, n->mob.roam_x, n->mob.roam_y, n->mob.roam_z,
	    n->e.instance);
}

static void
step_retreat(struct world *w, struct npc *n)
{
	struct tdata_point home = {
		n->mob.roam_x, n->mob.roam_y, n->mob.roam_z
	};
	int64_t speed = (int64_t)n->row->run_speed * RETREAT_HASTE;

	if (!mob_is_due(w, n->mob.next_move_at_ms))
		return;
	n->mob.next_move_at_ms = w->now_ms + MOVE_PERIOD_MS;
	if (plane_distance(n->e.x, n->e.y, home.x, home.y) <= HOME_UNITS) {
		mob_set_state(w, n, MOB_ROAMING, NULL);
		return;
	}
	/* DEFECT, spec/mobs.md 9: who could not get home tried for ever. */
	if (w->now_ms - n->mob.retreat_since_ms >= LOST_MS)
		appear_at_home(w, n);
	else if (units_a_move(speed) > 0)
		run_to(w, n, toward(place_of(n), home, units_a_move(speed)),
		    speed);
}

/* --- death --- */

/* False: it is gone for good. */
static bool
despawn(struct world *w, struct npc *n)
{
	n->mob.is_despawned = true;
	view_set_shown(w, &n->e, false);
	if (n->is_summoned) {
		world_remove_npc(w, n);
		return false;
	}
	view_move(w, &n->e, n->spawn_x, n->spawn_y, n->spawn_z,
	    n->e.instance);
	return true;
}

/*
 * DEFECT, spec/mobs.md 10: those around the corpse were told, not those around
 * the place where it appears.
 */
static void
respawn(struct world *w, struct npc *n)
{
	const struct npc *leader = mob_leader(w, n);
	struct fe2cl_npc_new out = { 0 };

	if (leader != NULL)
		view_move(w, &n->e, leader->e.x + n->offset_x,
		    leader->e.y + n->offset_y, leader->e.z, n->e.instance);
	mob_set_state(w, n, MOB_ROAMING, NULL);
	view_show_silently(&n->e);
	if (!mob_is_seen(n))
		return;
	appearance_of_npc(n, &out.npc_appearance_data);
	send_around(w, &n->e, NULL, PKT_FE2CL_NPC_NEW, &out);
}

static void
step_dead(struct world *w, struct npc *n)
{
	int64_t dead_ms = w->now_ms - n->mob.killed_at_ms;
	int64_t regen_ms = (int64_t)n->row->regen_ds * MS_PER_REGEN_UNIT;

	if (!n->mob.is_despawned && dead_ms > CORPSE_MS && !despawn(w, n))
		return;
	if (mob_leader(w, n) == n)
		wander(w, n);	/* the others still follow */
	if (n->mob.is_despawned && dead_ms >= regen_ms)
		respawn(w, n);
}

/* --- one step --- */

static void (*const steps[MOB_STATE_COUNT])(struct world *w,
    struct npc *n) = {
	[MOB_ROAMING] = step_roaming,
	[MOB_COMBAT] = step_combat,
	[MOB_RETREAT] = step_retreat,
	[MOB_DEAD] = step_dead,
};

/*
 * DEFECT, spec/mobs.md 2: a fight that nobody saw any more stood still with
 * its target until somebody came.
 */
static void
forget_fight(struct world *w, struct npc *n)
{
	if (n->mob.alone_since_ms == 0)
		n->mob.alone_since_ms = w->now_ms;
	else if (w->now_ms - n->mob.alone_since_ms >= ALONE_MS)
		mob_set_state(w, n, MOB_RETREAT, NULL);
}

void
mob_ai_step(struct world *w, struct npc *n)
{
	enum mob_state state = n->mob.state;

	if (state != MOB_DEAD && state != MOB_RETREAT) {
		if (!w->ai_is_on)
			return;
		if (!mob_is_seen(n)) {
			if (state == MOB_COMBAT)
				forget_fight(w, n);
			return;
		}
		n->mob.alone_since_ms = 0;
	}
	/* DEFECT, spec/mobs.md 2: an inactive one stopped the server. */
	if (steps[state] != NULL)
		steps[state](w, n);
}
