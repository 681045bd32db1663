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
	n->max_hp = kind == ENTITY_MOB ? row->hp : NPC_DEFAULT_HP;
	n->hp = n->max_hp;
	return n;
}

static void
place_spawn(struct world *w, const struct tdata_spawn *s)
{
	struct instance *in = instance_get(w, s->instance);
	struct npc *n;

	if (in == NULL)
		return;
	n = npc_place_add(w, kind_of(s->kind), s->type, s->id);
	if (n == NULL) {
		log_warn("npc: cannot place id=%d type=%d", s->id, s->type);
		return;
	}
	n->spawn_x = s->x;
	n->spawn_y = s->y;
	n->spawn_z = s->z;
	n->spawn_angle = s->angle_deg;
	n->offset_x = (int16_t)s->offset_x;
	n->offset_y = (int16_t)s->offset_y;
	n->e.angle = s->angle_deg;
	view_move(w, &n->e, s->x, s->y, s->z, in);
}

static void
join_group(struct world *w, const struct tdata_spawn *s)
{
	struct npc *leader = world_npc_by_id(w, s->id);
	uint32_t count = 0;

	if (s->leader_id != s->id || leader == NULL)
		return;
	leader->group_leader = leader->e.ref;
	for (int i = 0; i < TDATA_GROUP_FOLLOWERS; i++) {
		struct npc *m;

		if (s->follower_ids[i] == 0)
			break;
		m = world_npc_by_id(w, s->follower_ids[i]);
		if (m == NULL)
			continue;
		m->group_leader = leader->e.ref;
		leader->members[count++] = m->e.ref;
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
