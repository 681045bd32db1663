/*
 * npc_place.c - the inhabitants that the tables name.
 *
 * Owns:   nothing; makes what the npc pool owns.
 * Called: by world_populate() at start; by instance.c and summoners.
 * Thread: world.
 */
#include "world/npc_place.h"

#include "base/log.h"
#include "tdata/tdata.h"
#include "world/npc.h"
#include "world/path.h"
#include "world/view.h"
#include "world/world.h"

static enum entity_kind
kind_of(enum tdata_spawn_kind kind)
{
	switch (kind) {
	case TDATA_SPAWN_NPC:
		return ENTITY_SIMPLE_NPC;
	case TDATA_SPAWN_MOB:
		return ENTITY_MOB;
	case TDATA_SPAWN_BUS:
		return ENTITY_BUS;
	case TDATA_SPAWN_EGG:
		return ENTITY_EGG;
	}
	return ENTITY_SIMPLE_NPC;
}

static bool
has_row(enum entity_kind kind)
{
	return kind != ENTITY_EGG && kind != ENTITY_BUS;
}

struct npc *
npc_place_add(struct world *w, enum entity_kind kind, int32_t type, int32_t id)
{
	const struct tdata_npc_type *row = tdata_find_npc_type(w->td, type);
	struct npc *n;

	if (has_row(kind) && row == NULL)
		return NULL;
	n = world_add_npc(w, kind, id);
	if (n == NULL)
		return NULL;
	n->type = type;
	n->row = has_row(kind) ? row : NULL;
	n->combatant.max_hp = kind == ENTITY_MOB ? row->hp : NPC_DEFAULT_HP;
	n->combatant.hp = n->combatant.max_hp;
	if (kind == ENTITY_MOB) {
		n->combatant.level = row->level;
		n->combatant.defense = row->protection;
		n->mob.state = MOB_ROAMING;
		n->mob.skill_style = MOB_SKILL_IDLE;
	}
	return n;
}

void
npc_place_home(struct world *w, struct npc *n, const struct npc_home *home)
{
	n->spawn_x = n->mob.roam_x = home->x;
	n->spawn_y = n->mob.roam_y = home->y;
	n->spawn_z = n->mob.roam_z = home->z;
	n->spawn_angle = home->angle;
	n->e.angle = home->angle;
	view_move(w, &n->e, home->x, home->y, home->z, home->in);
}

static void
place_spawn(struct world *w, const struct tdata_spawn *s)
{
	const struct npc_home home = {
		s->x, s->y, s->z, s->angle_deg, instance_get(w, s->instance)
	};
	struct npc *n;

	if (home.in == NULL)
		return;
	n = npc_place_add(w, kind_of(s->kind), s->type, s->id);
	if (n == NULL) {
		log_warn("npc: cannot place id=%d type=%d", s->id, s->type);
		return;
	}
	n->is_gruntwork = s->is_gruntwork &&
	    (s->leader_id == 0 || s->leader_id == s->id);
	n->offset_x = s->offset_x;
	n->offset_y = s->offset_y;
	npc_place_home(w, n, &home);
	if (s->walk != NULL)
		path_follow(w, n, s->walk, s->walk_start);
}

void
npc_place_follower(struct npc *leader, struct npc *m)
{
	leader->group_leader = leader->e.ref;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		if (!entity_ref_is_none(leader->members[i]))
			continue;
		leader->members[i] = m->e.ref;
		m->group_leader = leader->e.ref;
		return;
	}
}

static void
join_group(struct world *w, const struct tdata_spawn *s)
{
	struct npc *leader = world_npc_by_id(w, s->id);

	if (s->leader_id != s->id || leader == NULL)
		return;
	leader->group_leader = leader->e.ref;
	for (int i = 0; i < TDATA_GROUP_FOLLOWERS; i++) {
		struct npc *m = world_npc_by_id(w, s->follower_ids[i]);

		if (s->follower_ids[i] != 0 && m != NULL)
			npc_place_follower(leader, m);
	}
}

void
npc_place_all(struct world *w)
{
	const struct tdata *td = w->td;

	for (uint32_t i = 0; i < td->spawn_count; i++)
		place_spawn(w, &td->spawns[i]);
	for (uint32_t i = 0; i < td->spawn_count; i++)
		join_group(w, &td->spawns[i]);
}
