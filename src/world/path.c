/*
 * path.c - NPCs that walk: a point a second (spec/mobs.md 13,
 * spec/transport.md 6, 8).
 *
 * Owns:   npc->path, w->walkers.
 * Called: by its timer row; by npc_place.c, mobs and commands for new paths.
 * Thread: world.
 */
#include "world/path.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/rng.h"
#include "tdata/lerp.h"
#include "world/chunk.h"
#include "world/npc.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	MS_PER_DELAY_UNIT = 1000,	/* of m_iDelayTime, while roaming */
	OWN_POINTS_MAX = 100000		/* a day and more */
};

/* --- who walks --- */

static void
walk_from_now_on(struct world *w, struct npc *n)
{
	n->path.next = w->walkers;
	n->path.prev = &w->walkers;
	if (n->path.next != NULL)
		n->path.next->path.prev = &n->path.next;
	w->walkers = n;
}

static void
stand(struct npc *n)
{
	if (n->path.prev == NULL)
		return;
	*n->path.prev = n->path.next;
	if (n->path.next != NULL)
		n->path.next->path.prev = n->path.prev;
	n->path.next = NULL;
	n->path.prev = NULL;
}

bool
path_is_walking(const struct npc *n)
{
	return n->path.prev != NULL;
}

bool
path_is_fixed(const struct npc *n)
{
	return n->path.walk != NULL;
}

void
path_stop(struct npc *n)
{
	stand(n);
	free(n->path.own);
	n->path = (struct npc_path){ 0 };
}

/* --- paths --- */

static struct tdata_point
place_of(const struct entity *e)
{
	return (struct tdata_point){ e->x, e->y, e->z };
}

void
path_follow(struct world *w, struct npc *n, const struct tdata_walk *walk,
    uint32_t first)
{
	path_stop(n);
	if (walk->count == 0)
		return;
	n->path.walk = walk;
	n->path.start = first < walk->count ? first : 0;
	n->path.cursor = n->path.start;
	walk_from_now_on(w, n);
}

static size_t
count_points(const struct path_corners *c)
{
	size_t count = 0;

	for (uint32_t i = 0; i + 1 < c->count; i++)
		count += 1 + lerp_count(c->points[i], c->points[i + 1],
		    c->gap_units);
	return count;
}

static void
fill_points(const struct path_corners *c, struct tdata_point *out)
{
	for (uint32_t i = 0; i + 1 < c->count; i++) {
		struct tdata_point a = c->points[i], b = c->points[i + 1];
		uint32_t between = lerp_count(a, b, c->gap_units);

		*out++ = a;
		for (uint32_t k = 1; k <= between; k++)
			*out++ = lerp_point(a, b, k, between);
	}
}

bool
path_follow_corners(struct world *w, struct npc *n,
    const struct path_corners *corners)
{
	size_t count = count_points(corners);
	struct tdata_point *points;
	struct tdata_walk *own;

	if (count == 0 || count > OWN_POINTS_MAX)
		return false;
	own = calloc(1, sizeof(*own) + count * sizeof(*points));
	CHECK(own != NULL);
	points = (struct tdata_point *)(own + 1);
	fill_points(corners, points);
	*own = (struct tdata_walk){ points, (uint32_t)count,
		corners->is_loop };
	path_follow(w, n, own, 0);
	n->path.own = own;
	return true;
}

void
path_walk_to(struct world *w, struct npc *n, struct tdata_point to,
    int32_t gap_units)
{
	struct tdata_point from = place_of(&n->e);
	uint32_t count = lerp_count(from, to, gap_units < 1 ? 1 : gap_units);

	path_stop(n);
	if (count == 0)
		return;
	n->path.from = from;
	n->path.to = to;
	n->path.line_count = count;
	n->path.line_next = 1;
	walk_from_now_on(w, n);
}

/*
 * DEFECT, spec/mobs.md 3.4: the search went round for ever if a walk that does
 * not loop had passed the spawn point; it begins anew.
 */
void
path_rewind(struct npc *n)
{
	const struct tdata_walk *walk = n->path.walk;

	if (walk == NULL) {
		path_stop(n);
		return;
	}
	if (!path_is_walking(n))
		return;
	for (uint32_t i = 0; i < walk->count; i++) {
		uint32_t at = n->path.cursor + i;

		if (at >= walk->count && !walk->is_loop)
			break;
		at %= walk->count;
		if (walk->points[at].x == n->spawn_x &&
		    walk->points[at].y == n->spawn_y) {
			n->path.cursor = at;
			return;
		}
	}
	n->path.cursor = n->path.start;
}

void
path_pause(struct world *w, struct npc *n, int64_t ms)
{
	if (path_is_walking(n))
		n->path.paused_until_ms = w->now_ms + ms;
}

int64_t
path_rest_ms(struct world *w, const struct npc *n)
{
	int64_t delay = n->row->delay_ds;
	int64_t half;

	/* DEFECT, spec/mobs.md 6: chance had nothing to choose from. */
	if (delay < 1)
		delay = 1;
	half = delay * MS_PER_DELAY_UNIT / 2;
	if (half > INT32_MAX)
		half = INT32_MAX;
	return half + rng_range(&w->rng, 0, (int32_t)half);
}

/* --- walking --- */

/* False: it is at its end. */
static bool
next_point(struct npc *n, struct tdata_point *out)
{
	struct npc_path *path = &n->path;

	if (path->walk == NULL) {
		if (path->line_next > path->line_count)
			return false;
		*out = lerp_point(path->from, path->to, path->line_next++,
		    path->line_count);
		return true;
	}
	if (path->cursor >= path->walk->count)
		return false;
	*out = path->walk->points[path->cursor++];
	if (path->cursor == path->walk->count && path->walk->is_loop)
		path->cursor = 0;
	return true;
}

static bool
has_to_wait(const struct world *w, const struct npc *n)
{
	if (n->e.chunk == NULL || w->now_ms < n->path.paused_until_ms)
		return true;
	if (n->e.kind != ENTITY_MOB)
		return false;
	return !w->ai_is_on || n->mob.state != MOB_ROAMING;
}

static void
tell(struct world *w, const struct npc *n, int64_t distance)
{
	if (n->e.chunk->watchers == 0)
		return;
	if (n->e.kind == ENTITY_BUS)
		PUBLISH(w, &n->e, NULL, fe2cl_transportation_move,
		    .tt = NPC_BUS_TRANSPORT_TYPE,
		    .t_id = n->e.id,
		    .to_x = n->e.x, .to_y = n->e.y, .to_z = n->e.z,
		    .speed = (int32_t)distance);
	else
		PUBLISH(w, &n->e, NULL, fe2cl_npc_move,
		    .npc_id = n->e.id,
		    .to_x = n->e.x, .to_y = n->e.y, .to_z = n->e.z,
		    .speed = (int32_t)distance);
}

static void
step(struct world *w, struct npc *n)
{
	struct tdata_point from = place_of(&n->e), to;

	if (!next_point(n, &to)) {
		if (n->path.own != NULL)
			path_stop(n);
		else
			stand(n);	/* and knows that it never roams */
		return;
	}
	view_move(w, &n->e, to.x, to.y, to.z, n->e.instance);
	if (n->e.kind == ENTITY_MOB)
		n->mob.next_move_at_ms = w->now_ms + path_rest_ms(w, n);
	tell(w, n, lerp_distance(from, place_of(&n->e)));
}

void
path_tick(struct world *w)
{
	struct npc *next;

	for (struct npc *n = w->walkers; n != NULL; n = next) {
		next = n->path.next;
		if (!has_to_wait(w, n))
			step(w, n);
	}
}
