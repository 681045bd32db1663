/*
 * load_paths.c - skyway routes, the slider circuit with its buses, NPC paths.
 *
 * Owns:   nothing.
 * Called: by tdata_load(); load_attach_path() by the loaders of placements.
 * Thread: the one that loads.
 */
#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "tdata/lerp.h"
#include "tdata/load.h"
#include "tdata/row.h"

/* spec/transport.md 1 */
enum {
	SLIDER_SPEED = 1200,
	SLIDER_STOP_SPEED = 450,
	SLIDER_STOP_TICKS = 16,
	SLIDER_SPACING = 45000,
	SLIDER_BUS_TYPE = 1,
	PATH_SPEED_DEFAULT = 300,
	WALK_POINTS_MAX = 100000	/* a day and more, at one a second */
};

struct path_row {
	struct jtree_node *points, *ids, *types;
	int32_t speed, task_id;
	bool is_relative, is_loop;
	int32_t home_type, home_map;
	struct tdata_point home;
};

static const struct row_field path_fields[] = {
	ROW_FIELD(path_row, points, "aPoints", ROW_NODE, ROW_MUST),
	ROW_FIELD(path_row, ids, "aNPCIDs", ROW_NODE, ROW_MAY),
	ROW_FIELD(path_row, types, "aNPCTypes", ROW_NODE, ROW_MAY),
	ROW_FIELD(path_row, speed, "iBaseSpeed", ROW_I32, ROW_MAY),
	ROW_FIELD(path_row, task_id, "iTaskID", ROW_I32, ROW_MAY),
	ROW_FIELD(path_row, is_relative, "bRelative", ROW_BOOL, ROW_MAY),
	ROW_FIELD(path_row, is_loop, "bLoop", ROW_BOOL, ROW_MAY),
	/* Ours, game/gruntwork_text.c. */
	ROW_FIELD(path_row, home_type, "iHomeType", ROW_I32, ROW_EXTRA),
	ROW_FIELD(path_row, home_map, "iHomeMap", ROW_I32, ROW_EXTRA),
	ROW_FIELD(path_row, home.x, "iHomeX", ROW_I32, ROW_EXTRA),
	ROW_FIELD(path_row, home.y, "iHomeY", ROW_I32, ROW_EXTRA),
	ROW_FIELD(path_row, home.z, "iHomeZ", ROW_I32, ROW_EXTRA),
};

enum { NO_HOME = -1 };

struct point_row {
	struct tdata_point at;
	int32_t stop_ticks;
};

static const struct row_field stop_fields[] = {
	ROW_FIELD(point_row, at.x, "iX", ROW_I32, ROW_MUST),
	ROW_FIELD(point_row, at.y, "iY", ROW_I32, ROW_MUST),
	ROW_FIELD(point_row, at.z, "iZ", ROW_I32, ROW_MUST),
	ROW_FIELD(point_row, stop_ticks, "iStopTicks", ROW_I32, ROW_MUST),
};

struct skyway_row {
	int32_t route, speed;
	struct jtree_node *points;
};

static const struct row_field skyway_fields[] = {
	ROW_FIELD(skyway_row, route, "iRouteID", ROW_I32, ROW_MUST),
	ROW_FIELD(skyway_row, speed, "iMonkeySpeed", ROW_I32, ROW_MUST),
	ROW_FIELD(skyway_row, points, "aPoints", ROW_NODE, ROW_MUST),
};

static const struct row_field point_fields[] = {
	ROW_FIELD(tdata_point, x, "iX", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_point, y, "iY", ROW_I32, ROW_MUST),
	ROW_FIELD(tdata_point, z, "iZ", ROW_I32, ROW_MUST),
};

struct slider_row {
	struct tdata_point at;
	bool is_stop;
};

static const struct row_field slider_fields[] = {
	ROW_FIELD(slider_row, at.x, "iX", ROW_I32, ROW_MUST),
	ROW_FIELD(slider_row, at.y, "iY", ROW_I32, ROW_MUST),
	ROW_FIELD(slider_row, at.z, "iZ", ROW_I32, ROW_MUST),
	ROW_FIELD(slider_row, is_stop, "bStop", ROW_BOOL, ROW_MUST),
};

/* False: it would get too long, and points may have grown meanwhile. */
static bool
push_between(struct load_points *points, struct tdata_point a,
    struct tdata_point b, int32_t gap)
{
	uint32_t n = lerp_count(a, b, gap);

	if (points->count + (size_t)n > WALK_POINTS_MAX)
		return false;
	for (uint32_t i = 1; i <= n; i++)
		vec_push(points, lerp_point(a, b, i, n));
	return true;
}

/* --- skyway --- */

void
load_add_skyway(struct load *ld, int32_t route, int32_t speed,
    const struct tdata_point *points, uint32_t count, bool is_gruntwork)
{
	struct tdata_skyway *s = vec_add(&ld->skyways);
	struct load_points ride = { 0 };

	s->route = route;
	s->speed = speed;
	s->is_gruntwork = is_gruntwork;
	s->points = points;
	s->point_count = count;
	for (uint32_t i = 1; i < count; i++) {
		if (!push_between(&ride, points[i - 1], points[i], speed)) {
			load_warn(ld, NULL, "skyway route %d: more than %d "
			    "points at iMonkeySpeed %d, left out", route,
			    WALK_POINTS_MAX, speed);
			vec_clear(&ride);
			break;
		}
		vec_push(&ride, points[i]);
	}
	s->ride.count = (uint32_t)ride.count;
	s->ride.points = load_take(ld, &ride);
	vec_fini(&ride);
}

static bool
load_skyway(struct load *ld, struct jtree_node *list)
{
	struct jtree_node *n = list == NULL ? NULL : jtree_sorted_first(list);
	struct row_reader rows, points;
	char where[80], path[100];

	ROW_READER(&rows, ld, "skyway", skyway_fields);
	for (uint32_t i = 0; n != NULL; n = n->next, i++) {
		struct skyway_row row = { 0 };
		struct tdata_point *corners;
		uint32_t count;

		row_path(where, sizeof(where), "skyway", n, i);
		if (!row_read(&rows, n, i, &row))
			return false;
		if (row.points->size == 0) {
			load_fail(ld, row.points, "%s.aPoints: a skyway route "
			    "needs points", where);
			return false;
		}
		str_format(path, sizeof(path), "%s.aPoints", where);
		ROW_READER(&points, ld, path, point_fields);
		if (!row_read_table(&points, row.points, sizeof(*corners),
		    &corners, &count))
			return false;
		if (row.speed <= 0)
			load_warn(ld, n, "%s.iMonkeySpeed: %d: the ride jumps "
			    "from point to point", where, row.speed);
		load_add_skyway(ld, row.route, row.speed, corners, count,
		    false);
	}
	return !ld->has_failed;
}

/* --- the slider and its buses --- */

static bool
build_circuit(struct load_points *route, const struct slider_row *rows,
    uint32_t count)
{
	struct tdata_point from = rows[0].at;
	int stop = rows[0].is_stop ? SLIDER_STOP_TICKS : 0;

	for (uint32_t i = 1; i < count; i++) {
		int32_t gap = stop > 0 || rows[i].is_stop ?
		    SLIDER_STOP_SPEED : SLIDER_SPEED;

		for (int tick = 0; tick <= stop; tick++)
			vec_push(route, from);
		if (!push_between(route, from, rows[i].at, gap))
			return false;
		from = rows[i].at;
		stop = rows[i].is_stop ? SLIDER_STOP_TICKS : 0;
	}
	return true;
}

/* A bus every 45000 units of track, each on the same lap (transport.md 7). */
static void
place_buses(struct load *ld, const struct tdata_walk *route)
{
	struct tdata_point last = route->points[0];
	int64_t travelled = 0;

	for (uint32_t i = 1; i < route->count; i++) {
		struct tdata_point p = route->points[i];
		double step = hypot((double)p.x - last.x,
		    (double)p.y - last.y);

		travelled = (int64_t)((double)travelled + step);
		if (travelled >= SLIDER_SPACING) {
			struct tdata_spawn bus = {
				.id = load_take_dynamic_id(ld),
				.kind = TDATA_SPAWN_BUS,
				.type = SLIDER_BUS_TYPE,
				.x = p.x, .y = p.y, .z = p.z,
				.walk = route,
				.walk_start = i,
			};

			travelled -= SLIDER_SPACING;
			load_add_spawn(ld, &bus, NULL);
		}
		last = p;
	}
}

static bool
load_slider(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "slider");
	struct load_points route = { 0 };
	struct slider_row *rows;
	struct row_reader r;
	uint32_t count;

	if (list == NULL) {
		load_fail(ld, root, "slider: is missing");
		return false;
	}
	ROW_READER(&r, ld, "slider", slider_fields);
	r.home = &ld->scratch;
	if (!row_read_table(&r, list, sizeof(*rows), &rows, &count))
		return false;
	if (count < 2) {
		load_fail(ld, list, "slider: has %u points, must have 2 or "
		    "more", count);
		return false;
	}
	if (!build_circuit(&route, rows, count)) {
		load_fail(ld, list, "slider: the circuit is too long");
		vec_fini(&route);
		return false;
	}
	ld->t->slider.count = (uint32_t)route.count;
	ld->t->slider.points = load_take(ld, &route);
	ld->t->slider.is_loop = true;
	vec_fini(&route);
	place_buses(ld, &ld->t->slider);
	return true;
}

/* --- NPC paths --- */

/* NULL with count 0: the path is of no use, and that has been said. */
static const struct tdata_point *
read_stops(struct load *ld, struct jtree_node *list, const char *where,
    uint32_t *count)
{
	struct load_points points = { 0 };
	const struct tdata_point *kept = NULL;
	struct point_row *rows;
	struct row_reader r;
	uint32_t row_count, i;

	*count = 0;
	ROW_READER(&r, ld, where, stop_fields);
	r.home = &ld->scratch;
	if (!row_read_table(&r, list, sizeof(*rows), &rows, &row_count))
		return NULL;
	for (i = 0; i < row_count; i++) {
		int32_t ticks = rows[i].stop_ticks;

		if (ticks >= WALK_POINTS_MAX ||
		    points.count + (size_t)(ticks > 0 ? ticks : 0) >=
		    WALK_POINTS_MAX)
			break;
		vec_push(&points, rows[i].at);
		for (; ticks > 0; ticks--)
			vec_push(&points, rows[i].at);
	}
	if (i < row_count) {
		load_warn(ld, list, "%s: iStopTicks add up to more than %d, "
		    "the path is left out", where, WALK_POINTS_MAX);
	} else if (points.count < 2) {
		load_warn(ld, list, "%s: a path needs 2 points or more, left "
		    "out", where);
	} else {
		*count = (uint32_t)points.count;
		kept = load_take(ld, &points);
	}
	vec_fini(&points);
	return kept;
}

bool
load_path_record(struct load *ld, struct jtree_node *node, const char *table,
    uint32_t index, bool is_gruntwork)
{
	struct path_row row = {
		.speed = PATH_SPEED_DEFAULT, .task_id = TDATA_TASK_ANY,
		.is_loop = true, .home_type = NO_HOME,
	};
	struct tdata_path path = { 0 };
	struct row_reader r;
	char where[80], key[120];

	ROW_READER(&r, ld, table, path_fields);
	if (!row_read(&r, node, index, &row))
		return false;
	row_path(where, sizeof(where), table, node, index);
	str_format(key, sizeof(key), "%s.aNPCIDs", where);
	if (row.ids != NULL && !row_int_list(ld, row.ids, key, &path.npc_ids,
	    &path.npc_id_count))
		return false;
	str_format(key, sizeof(key), "%s.aNPCTypes", where);
	if (row.types != NULL && !row_int_list(ld, row.types, key,
	    &path.npc_types, &path.npc_type_count))
		return false;
	str_format(key, sizeof(key), "%s.aPoints", where);
	path.points = read_stops(ld, row.points, key, &path.point_count);
	if (path.points == NULL)
		return !ld->has_failed;
	if (row.speed <= 0)
		load_warn(ld, node, "%s.iBaseSpeed: %d: the NPC jumps from "
		    "point to point", where, row.speed);
	path.speed = row.speed;
	path.task_id = row.task_id;
	path.is_relative = row.is_relative;
	path.is_loop = row.is_loop;
	path.is_gruntwork = is_gruntwork;
	path.has_home = is_gruntwork && row.home_type != NO_HOME;
	path.home_type = row.home_type;
	path.home_map = row.home_map;
	path.home = row.home;
	vec_push(&ld->paths, path);
	return true;
}

/*
 * OpenFusion names an NPC that was placed in the game by the number it had
 * then, which is another one's after its next start. Where such a path begins
 * tells more: it was made from where the NPC stood.
 */
static bool
goes_by_place(const struct tdata_path *p)
{
	bool has_passing_id = false;

	if (p->has_home)
		return true;
	for (uint32_t i = 0; i < p->npc_id_count; i++)
		has_passing_id = has_passing_id ||
		    p->npc_ids[i] > TDATA_STATIC_ID_MAX;
	return p->is_gruntwork && !p->is_relative && has_passing_id;
}

static void
index_paths(struct load *ld)
{
	for (uint32_t i = 0; i < ld->paths.count; i++) {
		const struct tdata_path *p = &ld->paths.items[i];

		if (p->task_id != TDATA_TASK_ANY)
			continue;
		for (uint32_t j = 0; j < p->npc_id_count; j++) {
			if (goes_by_place(p) &&
			    p->npc_ids[j] > TDATA_STATIC_ID_MAX)
				continue;
			vec_push(&ld->paths_by_id,
			    ((struct load_link){ p->npc_ids[j], i }));
		}
		for (uint32_t j = 0; j < p->npc_type_count; j++)
			vec_push(&ld->paths_by_type,
			    ((struct load_link){ p->npc_types[j], i }));
	}
	load_sort_links(&ld->paths_by_id);
	load_sort_links(&ld->paths_by_type);
	ld->path_walks = load_new(ld, ld->paths.count,
	    sizeof(*ld->path_walks));
}

bool
load_paths(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_list(ld, root, "", "skyway"), *n;
	uint32_t count = 0;

	if (!load_skyway(ld, list) || !load_slider(ld, root))
		return false;
	load_info(ld, "Loaded %zu skyway paths", ld->skyways.count);

	list = load_list(ld, root, "", "npc");
	n = list == NULL ? NULL : jtree_sorted_first(list);
	for (; n != NULL; n = n->next, count++) {
		if (!load_path_record(ld, n, "npc", count, false))
			return false;
	}
	if (ld->has_failed)
		return false;
	load_info(ld, "Loaded %u NPC paths", count);
	index_paths(ld);
	return true;
}

/* What an NPC that stands at origin walks, spec/transport.md 8. */
static const struct tdata_walk *
build_walk(struct load *ld, const struct tdata_path *path,
    struct tdata_point origin)
{
	struct load_points points = { 0 };
	struct tdata_walk *walk;

	for (uint32_t i = 0; i + 1 < path->point_count; i++) {
		struct tdata_point a = path->points[i];
		struct tdata_point b = path->points[i + 1];

		a.x = (int32_t)((uint32_t)a.x + (uint32_t)origin.x);
		a.y = (int32_t)((uint32_t)a.y + (uint32_t)origin.y);
		a.z = (int32_t)((uint32_t)a.z + (uint32_t)origin.z);
		b.x = (int32_t)((uint32_t)b.x + (uint32_t)origin.x);
		b.y = (int32_t)((uint32_t)b.y + (uint32_t)origin.y);
		b.z = (int32_t)((uint32_t)b.z + (uint32_t)origin.z);
		vec_push(&points, a);
		if (!push_between(&points, a, b, path->speed)) {
			vec_fini(&points);
			return NULL;
		}
	}
	walk = load_new(ld, 1, sizeof(*walk));
	walk->count = (uint32_t)points.count;
	walk->points = load_take(ld, &points);
	walk->is_loop = path->is_loop;
	vec_fini(&points);
	return walk;
}

static bool
is_same_point(struct tdata_point a, const struct tdata_spawn *s)
{
	return a.x == s->x && a.y == s->y && a.z == s->z;
}

/* Of a gruntwork NPC, by what it is and where it stands; -1: none. */
static int64_t
find_path_by_place(const struct load *ld, const struct tdata_spawn *s)
{
	for (uint32_t i = 0; i < ld->paths.count; i++) {
		const struct tdata_path *p = &ld->paths.items[i];

		if (!p->is_gruntwork)
			break;		/* they come first */
		if (p->task_id != TDATA_TASK_ANY || !goes_by_place(p))
			continue;
		if (p->has_home ? p->home_type == s->type &&
		    is_same_point(p->home, s) &&
		    (uint32_t)p->home_map == (uint32_t)s->instance :
		    is_same_point(p->points[0], s))
			return i;
	}
	return -1;
}

/* From now on the path names it in a way that lasts. */
static void
note_home(struct tdata_path *p, const struct tdata_spawn *s)
{
	if (!s->is_gruntwork || p->npc_type_count > 0 || p->npc_id_count > 1)
		return;
	p->has_home = true;
	p->home_type = s->type;
	p->home_map = (int32_t)(uint32_t)s->instance;
	p->home = (struct tdata_point){ s->x, s->y, s->z };
}

/* Index of the first path for it, -1 if none: id or type, what is earlier. */
static int64_t
find_path(const struct load *ld, const struct tdata_spawn *s)
{
	const struct load_link *by_id = load_find_link(ld->paths_by_id.items,
	    ld->paths_by_id.count, s->id);
	const struct load_link *by_type = s->is_gruntwork ? NULL :
	    load_find_link(ld->paths_by_type.items, ld->paths_by_type.count,
	    s->type);

	if (by_id != NULL && (by_type == NULL || by_id->to < by_type->to))
		return by_id->to;
	return by_type != NULL ? (int64_t)by_type->to : -1;
}

void
load_attach_path(struct load *ld, struct tdata_spawn *s,
    const struct jtree_node *node)
{
	struct tdata_point origin = { 0 };
	const struct tdata_path *path;
	int64_t i = s->is_gruntwork ? find_path_by_place(ld, s) : -1;

	if (i < 0)
		i = find_path(ld, s);
	if (i < 0)
		return;
	path = &ld->paths.items[i];
	/* OpenFusion exits here; a mob that roams harms nobody. */
	if (s->kind == TDATA_SPAWN_MOB && (path->points[0].x != s->x ||
	    path->points[0].y != s->y)) {
		load_warn(ld, node, "The first point of the route for mob %d "
		    "(type %d) does not correspond with its spawn point; it "
		    "roams", s->id, s->type);
		return;
	}
	if (path->is_relative)
		origin = (struct tdata_point){ s->x, s->y, s->z };
	else if (ld->path_walks[i] != NULL)
		s->walk = ld->path_walks[i];
	if (s->walk == NULL)
		s->walk = build_walk(ld, path, origin);
	if (s->walk == NULL)
		load_warn(ld, node, "the route for NPC %d (type %d) has more "
		    "than %d points at speed %d; it stands", s->id, s->type,
		    WALK_POINTS_MAX, path->speed);
	else if (!path->is_relative)
		ld->path_walks[i] = s->walk;
	note_home(&ld->paths.items[i], s);
}

/* Of one number the built route comes first, then gruntwork's. */
static int64_t
skyway_key(const void *row)
{
	const struct tdata_skyway *s = row;

	return (int64_t)s->route * 2 + s->is_gruntwork;
}

void
load_finish_paths(struct load *ld)
{
	struct tdata *t = ld->t;

	t->path_count = (uint32_t)ld->paths.count;
	t->paths = load_take(ld, &ld->paths);
	t->skyway_count = load_sort_rows(ld->skyways.items,
	    (uint32_t)ld->skyways.count, sizeof(*ld->skyways.items),
	    skyway_key);
	ld->skyways.count = t->skyway_count;
	t->skyways = load_take(ld, &ld->skyways);
}
