/*
 * mob_state.c - what a mob is up to: its states and what begins with each,
 * its group, its reward (spec/mobs.md 2, 3, 5).
 *
 * Owns:   npc->mob.state and what changes with it, w->busy_mobs.
 * Called: by mob_ai.c step by step; by mob.c when a mob is attacked or killed.
 * Thread: world.
 */
#include "game/mob_state.h"

#include <math.h>

#include "base/check.h"
#include "game/buff.h"
#include "game/group.h"
#include "game/health.h"
#include "game/skill.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/event.h"
#include "world/path.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	SKILL_RETURN_HOME = 110,	/* "return home heal", spec/mobs.md 3 */
	REWARD_RANGE_UNITS = 5000,
	/*
	 * Ticks keep a fixed schedule but are a little late now and then; what
	 * is due a quarter of a tick from now is due.
	 */
	DUE_SLACK_MS = 50
};

bool
mob_is_due(const struct world *w, int64_t at_ms)
{
	return at_ms == 0 || w->now_ms + DUE_SLACK_MS >= at_ms;
}

bool
mob_is_seen(const struct npc *n)
{
	return n->e.chunk != NULL && n->e.chunk->watchers > 0;
}

struct player *
mob_target(const struct world *w, const struct npc *n)
{
	struct player *p = world_player(w, n->mob.target);

	if (p == NULL || p->state != PLAYER_IN_WORLD)
		return NULL;
	return p->e.instance == n->e.instance ? p : NULL;
}

static struct npc *
live_npc(const struct world *w, struct entity_ref ref)
{
	struct npc *n = world_npc(w, ref);

	return n != NULL && !n->is_removed ? n : NULL;
}

struct npc *
mob_leader(const struct world *w, const struct npc *n)
{
	return live_npc(w, n->group_leader);
}

struct npc *
mob_member(const struct world *w, const struct npc *leader, int i)
{
	return live_npc(w, leader->members[i]);
}

/* --- what begins with a state --- */

static void
put_in(struct world *w, struct npc *n, enum mob_state state)
{
	n->mob.state = state;
	n->mob.alone_since_ms = 0;
	n->mob.retreat_since_ms = w->now_ms;
	world_set_busy(w, n, state == MOB_COMBAT || state == MOB_RETREAT ||
	    state == MOB_DEAD);
}

static void
cast_return_home(struct world *w, struct npc *n)
{
	const struct tdata_skill *skill = tdata_find_skill(w->td,
	    SKILL_RETURN_HOME);
	struct entity *self = &n->e;

	if (skill != NULL && mob_is_seen(n))
		skill_use_by_npc(w, n, skill, &self, 1);
}

/* spec/mobs.md 3.5 */
static void
clear_debuffs(struct world *w, struct npc *n)
{
	n->mob.skill_style = MOB_SKILL_IDLE;
	buff_remove_all(w, &n->e);
	if (mob_is_seen(n))
		PUBLISH(w, &n->e, NULL, fe2cl_char_time_buff_time_out,
		    .ct = COMBATANT_NPC,	/* the client insists */
		    .id = n->e.id,
		    .condition_bit_flag = n->combatant.condition_flags);
}

static void
enter_roaming(struct world *w, struct npc *n, enum mob_state from,
    struct entity *source)
{
	UNUSED(source);
	n->mob.killed_at_ms = 0;
	n->mob.is_despawned = false;
	n->mob.next_attack_at_ms = 0;
	n->mob.skill_style = MOB_SKILL_IDLE;
	/*
	 * DEFECT, spec/mobs.md 3.1: who appears again was healed and cured
	 * before anybody had been told of it.
	 */
	if (from == MOB_DEAD) {
		health_restore(w, &n->e);
		return;
	}
	health_heal(w, &n->e, n->combatant.max_hp);
	cast_return_home(w, n);
	clear_debuffs(w, n);
}

static void
enter_combat(struct world *w, struct npc *n, enum mob_state from,
    struct entity *source)
{
	const struct tdata_skill *passive;

	n->mob.target = source->ref;
	n->mob.next_move_at_ms = w->now_ms;
	n->mob.next_attack_at_ms = 0;
	/* DEFECT, spec/mobs.md 3.2: each new target moved the leash along. */
	if (from != MOB_COMBAT) {
		n->mob.roam_x = n->e.x;
		n->mob.roam_y = n->e.y;
		n->mob.roam_z = n->e.z;
	}
	passive = tdata_find_skill(w->td, n->row->passive_skill);
	/* 0 is nothing, though the table has such a row. */
	if (n->row->passive_skill != 0 && passive != NULL)
		skill_begin_passive(w, n, passive);
}

static void
retreat_too(struct world *w, struct npc *n)
{
	if (n == NULL || n->mob.state != MOB_COMBAT)
		return;
	put_in(w, n, MOB_RETREAT);
	n->mob.target = (struct entity_ref){ 0 };
	clear_debuffs(w, n);
}

static void
enter_retreat(struct world *w, struct npc *n, enum mob_state from,
    struct entity *source)
{
	struct npc *leader = mob_leader(w, n);

	UNUSED(from);
	UNUSED(source);
	n->mob.target = (struct entity_ref){ 0 };
	clear_debuffs(w, n);
	if (leader == NULL)
		return;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++)
		retreat_too(w, mob_member(w, leader, i));
	retreat_too(w, leader);
}

static bool
is_near(const struct player *a, const struct player *b)
{
	double dx = (double)a->e.x - b->e.x, dy = (double)a->e.y - b->e.y;

	/* DEFECT, spec/combat.md 8: other instances, and one unit beside. */
	return a->e.instance == b->e.instance &&
	    (int64_t)hypot(dx, dy) <= REWARD_RANGE_UNITS;
}

/* Nobody but a player who is still here is rewarded (spec/combat.md 8). */
static void
reward(struct world *w, struct npc *n, struct entity *source)
{
	struct player *members[GROUP_PLAYERS_MAX];
	struct event_kill kill = { .mob = n };
	uint32_t count;

	if (source == NULL || source->kind != ENTITY_PLAYER)
		return;
	kill.killer = (struct player *)source;
	if (kill.killer->state != PLAYER_IN_WORLD)
		return;
	count = group_members(w, kill.killer, members);
	for (uint32_t i = 0; i < count; i++)
		if (is_near(kill.killer, members[i]))
			kill.players[kill.player_count++] = members[i];
	EVENT(w, mob_killed, &kill);
}

static void
enter_dead(struct world *w, struct npc *n, enum mob_state from,
    struct entity *source)
{
	UNUSED(from);
	n->mob.target = (struct entity_ref){ 0 };
	n->mob.skill_style = MOB_SKILL_IDLE;
	n->mob.killed_at_ms = w->now_ms;
	n->mob.is_despawned = false;
	buff_drop_all(w, &n->e);
	reward(w, n, source);
	path_rewind(n);
}

/* --- one door --- */

static void (*const enter[MOB_STATE_COUNT])(struct world *w, struct npc *n,
    enum mob_state from, struct entity *source) = {
	[MOB_ROAMING] = enter_roaming,
	[MOB_COMBAT] = enter_combat,
	[MOB_RETREAT] = enter_retreat,
	[MOB_DEAD] = enter_dead,
};

void
mob_set_state(struct world *w, struct npc *n, enum mob_state state,
    struct entity *source)
{
	enum mob_state from = n->mob.state;

	/* DEFECT, spec/mobs.md 3.2: whoever else it was stopped the server. */
	if (state == MOB_COMBAT &&
	    (source == NULL || source->kind != ENTITY_PLAYER))
		return;
	put_in(w, n, state);
	if (enter[state] != NULL)
		enter[state](w, n, from, source);
	EVENT(w, mob_state_entered, n, (int32_t)state);
}

/* --- groups --- */

static void
engage_too(struct world *w, struct npc *n, struct player *p)
{
	if (n != NULL && n->mob.state == MOB_ROAMING)
		mob_set_state(w, n, MOB_COMBAT, &p->e);
}

void
mob_engage(struct world *w, struct npc *n, struct player *p)
{
	struct npc *leader;

	mob_set_state(w, n, MOB_COMBAT, &p->e);
	leader = mob_leader(w, n);
	if (leader == NULL)
		return;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++)
		engage_too(w, mob_member(w, leader, i), p);
	engage_too(w, leader, p);
}

void
mob_send_home(struct world *w, struct npc *n)
{
	/* DEFECT, spec/commands.md 2: the dead rose, and nobody saw them. */
	if (n->mob.state == MOB_DEAD)
		return;
	put_in(w, n, MOB_RETREAT);
	n->mob.target = (struct entity_ref){ 0 };
	n->mob.next_move_at_ms = w->now_ms;
	n->mob.roam_x = path_is_fixed(n) ? n->e.x : n->spawn_x;
	n->mob.roam_y = path_is_fixed(n) ? n->e.y : n->spawn_y;
	n->mob.roam_z = path_is_fixed(n) ? n->e.z : n->spawn_z;
}
