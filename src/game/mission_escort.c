/*
 * mission_escort.c - who walks because of a task (spec/missions.md 11,
 * spec/transport.md 8).
 *
 * Owns:   player_quest.escort.
 * Called: by mission_start.c and mission_end.c.
 * Thread: world.
 */
#include "game/mission_escort.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "game/journal.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/npc.h"
#include "world/path.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

/* --- who it is --- */

static const struct tdata_path *
path_of(const struct world *w, const struct npc *n, int32_t task_id)
{
	return tdata_find_path(w->td, n->e.id, n->type, task_id);
}

struct escort_search {
	const struct world *w;
	int32_t task_id;
	struct npc *found;
};

static bool
note_escort(struct entity *e, void *arg)
{
	struct npc *n = (struct npc *)e;
	struct escort_search *s = arg;

	if (path_of(s->w, n, s->task_id) != NULL)
		s->found = n;
	return s->found == NULL;
}

/*
 * The client's own choice, else whom it has in sight: the peer searches the
 * whole map, but nobody is escorted that nobody sees.
 */
static struct npc *
find_escort(struct world *w, struct player *p, const struct tdata_task *task,
    int32_t npc_id)
{
	struct escort_search s = { .w = w, .task_id = task->id };
	struct npc *n = npc_id != 0 ? world_npc_by_id(w, npc_id) : NULL;

	if (n != NULL && n->e.instance == p->e.instance &&
	    path_of(w, n, task->id) != NULL)
		return n;
	view_each_around(w, &p->e, ENTITY_GROUP_NPCS, note_escort, &s);
	return s.found;
}

/* --- setting out --- */

static bool
set_out(struct world *w, struct npc *n, const struct tdata_path *path)
{
	struct path_corners corners = {
		.count = path->point_count,
		.gap_units = path->speed,
		.is_loop = path->is_loop,
	};
	struct tdata_point *points;

	points = arena_new(&w->scratch, path->point_count * sizeof(*points));
	for (uint32_t i = 0; i < path->point_count; i++) {
		points[i] = path->points[i];
		if (!path->is_relative)
			continue;
		points[i].x += n->e.x;
		points[i].y += n->e.y;
		points[i].z += n->e.z;
	}
	corners.points = points;
	return path_follow_corners(w, n, &corners);
}

static void
put_back(struct world *w, struct npc *n)
{
	path_stop(n);
	n->e.angle = n->spawn_angle;
	view_warp(w, &n->e, n->spawn_x, n->spawn_y, n->spawn_z,
	    n->e.instance);
}

static bool
is_at_home(const struct npc *n)
{
	return n->e.x == n->spawn_x && n->e.y == n->spawn_y;
}

/* On the path of a task; who only walks home can be had for the next one. */
static bool
is_under_way(const struct npc *n)
{
	return path_is_walking(n) && path_is_fixed(n);
}

void
mission_escort_begin(struct world *w, struct player *p,
    const struct tdata_task *task, int32_t npc_id)
{
	struct npc *n = find_escort(w, p, task, npc_id);
	struct player_quest *q = journal_find(p, task->id);

	/* DEFECT: whoever came second made it begin anew for the first. */
	if (n == NULL || q == NULL || is_under_way(n))
		return;
	if (!is_at_home(n))
		put_back(w, n);
	if (set_out(w, n, path_of(w, n, task->id)))
		q->escort = n->e.ref;
}

/* DEFECT: it stood for ever where its path had ended. */
void
mission_escort_end(struct world *w, struct player_quest *q)
{
	const struct tdata_path *path;
	struct npc *n = world_npc(w, q->escort);

	q->escort = (struct entity_ref){ 0 };
	if (n == NULL)
		return;
	path = path_of(w, n, q->task_id);
	if (path == NULL || n->e.chunk == NULL || n->e.chunk->watchers == 0)
		put_back(w, n);		/* nobody sees it vanish */
	else
		path_walk_to(w, n, (struct tdata_point){ n->spawn_x,
		    n->spawn_y, n->spawn_z }, path->speed);
}
