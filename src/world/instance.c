/*
 * instance.c - maps and private copies of maps.
 *
 * Owns:   w->instances, w->instance_slots; the copies of NPCs in private ones.
 * Called: by warps and commands; by view.c when an entity leaves one.
 * Thread: world.
 */
#include "world/instance.h"

#include <stdlib.h>

#include "base/log.h"
#include "world/chunk.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/path.h"
#include "world/view.h"
#include "world/world.h"

enum { INSTANCES_MAX = 65535, INSTANCES_FIRST_ROOM = 64 };

/* A slot that is free, growing the table; 0 is the overworld's. */
static bool
find_slot(struct world *w, uint32_t *out)
{
	for (uint32_t i = 0; i < w->instance_cap; i++) {
		if (w->instance_slots[i] == NULL) {
			*out = i;
			return true;
		}
	}
	if (w->instance_cap >= INSTANCES_MAX)
		return false;
	uint32_t cap = w->instance_cap > 0 ? w->instance_cap * 2 :
	    INSTANCES_FIRST_ROOM;
	struct instance **slots = realloc(w->instance_slots,
	    cap * sizeof(*slots));

	CHECK(slots != NULL);
	*out = w->instance_cap;
	for (uint32_t i = w->instance_cap; i < cap; i++)
		slots[i] = NULL;
	w->instance_slots = slots;
	w->instance_cap = cap;
	return true;
}

struct instance *
instance_find(const struct world *w, uint64_t id)
{
	return map_get_ptr(&w->instances, id);
}

struct instance *
instance_get(struct world *w, uint64_t id)
{
	struct instance *in = instance_find(w, id);
	uint32_t slot;

	if (in != NULL)
		return in;
	if (!find_slot(w, &slot)) {
		log_warn("instance: no room for id=%llu",
		    (unsigned long long)id);
		return NULL;
	}
	in = calloc(1, sizeof(*in));
	CHECK(in != NULL);
	in->id = id;
	in->slot = slot;
	w->instance_slots[slot] = in;
	w->instance_count++;
	map_put_ptr(&w->instances, id, in);
	return in;
}

struct instance *
instance_pattern(struct world *w, const struct instance *in)
{
	if (instance_owner_id(in->id) == 0)
		return NULL;
	return instance_get(w,
	    (uint64_t)(uint32_t)instance_map_number(in->id));
}

static void
instance_drop(struct world *w, struct instance *in)
{
	map_remove(&w->instances, in->id);
	w->instance_slots[in->slot] = NULL;
	w->instance_count--;
	free(in);
}

/* --- private copies --- */

static struct npc *
copy_one(struct world *w, const struct npc *n)
{
	struct npc *copy = npc_place_add(w, n->e.kind, n->type,
	    world_take_dynamic_id(w));

	if (copy == NULL)
		return NULL;
	copy->offset_x = n->offset_x;
	copy->offset_y = n->offset_y;
	return copy;
}

/*
 * DEFECT, spec/mobs.md 14 and spec/world.md 10: copies stood where the original
 * happened to be, and never walked.
 */
static void
place_copy(struct world *w, struct npc *copy, const struct npc *n,
    struct instance *in)
{
	const struct npc_home home = {
		n->spawn_x, n->spawn_y, n->spawn_z, n->spawn_angle, in
	};

	npc_place_home(w, copy, &home);
	if (path_is_fixed(n) && n->path.own == NULL)
		path_follow(w, copy, n->path.walk, n->path.start);
}

/* Members get the ids after their leader's, and stand there before it. */
static void
copy_group(struct world *w, const struct npc *leader, struct instance *in)
{
	struct npc *copy = copy_one(w, leader);

	if (copy == NULL)
		return;
	if (entity_ref_equal(leader->group_leader, leader->e.ref))
		copy->group_leader = copy->e.ref;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		const struct npc *m = world_npc(w, leader->members[i]);
		struct npc *mate;

		if (m == NULL)
			continue;	/* somebody unsummoned it */
		mate = copy_one(w, m);
		if (mate == NULL)
			break;
		npc_place_follower(copy, mate);
		place_copy(w, mate, m, in);
	}
	place_copy(w, copy, leader, in);
}

/* It is copied with its leader; without one (unsummoned) on its own. */
static bool
is_follower(const struct world *w, const struct npc *n)
{
	return world_npc(w, n->group_leader) != NULL &&
	    !entity_ref_equal(n->group_leader, n->e.ref);
}

static void
copy_chunk(struct world *w, const struct chunk *c, struct instance *in)
{
	for (int g = 0; g < ENTITY_GROUP_COUNT; g++) {
		const struct chunk_list *list = &c->groups[g];

		if (g == ENTITY_GROUP_PLAYERS)
			continue;
		for (size_t i = 0; i < list->count; i++) {
			const struct npc *n = (struct npc *)list->items[i];

			if (!is_follower(w, n))
				copy_group(w, n, in);
		}
	}
}

void
instance_populate(struct world *w, struct instance *in)
{
	uint64_t map = (uint64_t)(uint32_t)instance_map_number(in->id);
	struct instance *pattern = instance_find(w, map);

	if (instance_owner_id(in->id) == 0 || in->is_populated)
		return;
	in->is_populated = true;
	if (pattern == NULL)
		return;
	for (struct chunk *c = pattern->chunks; c != NULL; c = c->next)
		copy_chunk(w, c, in);
	log_debug("instance: created map=%d owner=%d",
	    instance_map_number(in->id), instance_owner_id(in->id));
}

void
instance_note_left(struct world *w, struct instance *in)
{
	bool is_private = instance_owner_id(in->id) != 0;

	if (in == w->overworld || in->is_marked_empty || in->player_count > 0)
		return;
	if (!is_private && in->chunks != NULL)
		return;
	in->is_marked_empty = true;
	in->next_empty = w->empty_instances;
	w->empty_instances = in;
}

static void
clear(struct world *w, struct instance *in)
{
	while (in->chunks != NULL) {
		struct chunk *c = in->chunks;

		for (int g = 0; g < ENTITY_GROUP_COUNT; g++) {
			if (c->groups[g].count > 0) {
				struct entity *e = c->groups[g].items[0];

				CHECK(e->kind != ENTITY_PLAYER);
				world_remove_npc(w, (struct npc *)e);
				break;
			}
		}
	}
}

void
instance_reap(struct world *w)
{
	while (w->empty_instances != NULL) {
		struct instance *in = w->empty_instances;

		w->empty_instances = in->next_empty;
		if (in->player_count > 0 || (in->chunks != NULL &&
		    instance_owner_id(in->id) == 0)) {
			in->is_marked_empty = false;	/* somebody came back */
			continue;
		}
		clear(w, in);	/* still marked: nothing re-enters the list */
		log_debug("instance: deleted map=%d owner=%d",
		    instance_map_number(in->id), instance_owner_id(in->id));
		instance_drop(w, in);
	}
}
