/*
 * gruntwork.c - the record of what game masters edit in the world
 * (spec/tabledata.md 9).
 *
 * Numbers that are given out anew at each start would name somebody else by
 * then. An NPC that was summoned for good is therefore kept with what it is
 * and where it stands, and nothing else is recorded about it but its path,
 * which names it in the same way (DEFECTs of spec/commands.md and
 * spec/transport.md 8).
 *
 * Owns:   w->gruntwork, but its edits of paths; npc->is_gruntwork.
 * Called: by commands and npc.c; gruntwork_begin() by shard.c.
 * Thread: world.
 */
#include "game/gruntwork.h"

#include <string.h>

#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/view.h"
#include "world/world.h"

/* --- from the tables --- */

static struct tdata_point
home_of(const struct npc *n)
{
	return (struct tdata_point){ n->spawn_x, n->spawn_y, n->spawn_z };
}

static void
copy_path(struct gruntwork_book *b, const struct tdata_path *from)
{
	struct gruntwork_path *p = vec_add(&b->paths);

	for (uint32_t i = 0; i < from->npc_id_count; i++)
		vec_push(&p->npc_ids, from->npc_ids[i]);
	for (uint32_t i = 0; i < from->npc_type_count; i++)
		vec_push(&p->npc_types, from->npc_types[i]);
	for (uint32_t i = 0; i < from->point_count; i++)
		vec_push(&p->points, from->points[i]);
	p->speed = from->speed;
	p->task_id = from->task_id;
	p->is_relative = from->is_relative;
	p->is_loop = from->is_loop;
	p->has_home = from->has_home;
	p->home_type = from->home_type;
	p->home_map = from->home_map;
	p->home = from->home;
}

static void
copy_route(struct gruntwork_book *b, const struct tdata_skyway *from)
{
	struct gruntwork_route *r = vec_add(&b->routes);

	r->route = from->route;
	for (uint32_t i = 0; i < from->point_count; i++)
		vec_push(&r->points, from->points[i]);
}

static void
find_kept(struct world *w, struct gruntwork_book *b)
{
	for (uint32_t i = 0; i < w->td->spawn_count; i++) {
		const struct tdata_spawn *s = &w->td->spawns[i];
		const struct npc *n = s->is_gruntwork ?
		    world_npc_by_id(w, s->id) : NULL;

		if (n != NULL && n->is_gruntwork)
			vec_push(&b->kept, n->e.ref);
	}
}

void
gruntwork_begin(struct world *w, bool saves)
{
	struct gruntwork_book *b = &w->gruntwork;
	const struct tdata *td = w->td;

	b->is_unsaved = !saves;
	for (uint32_t i = 0; i < td->rotation_count; i++)
		vec_push(&b->rotations, td->rotations[i]);
	for (uint32_t i = 0; i < td->relocation_count; i++)
		vec_push(&b->relocations, td->relocations[i]);
	for (uint32_t i = 0; i < td->path_count; i++)
		if (td->paths[i].is_gruntwork)
			copy_path(b, &td->paths[i]);
	for (uint32_t i = 0; i < td->skyway_count; i++)
		if (td->skyways[i].is_gruntwork)
			copy_route(b, &td->skyways[i]);
	find_kept(w, b);
}

void
gruntwork_note_edit(struct world *w)
{
	w->gruntwork.is_dirty = true;
}

/* --- paths --- */

static bool
is_at_home(const struct gruntwork_path *p, const struct npc *n)
{
	struct tdata_point home = home_of(n);

	return p->has_home && p->home_type == n->type &&
	    p->home.x == home.x && p->home.y == home.y &&
	    p->home.z == home.z &&
	    p->home_map == instance_map_number(n->e.instance->id);
}

static void
remove_path(struct gruntwork_book *b, size_t i)
{
	gruntwork_book_path_fini(&b->paths.items[i]);
	vec_remove(&b->paths, i);
}

/* True: the path was its alone, and nobody needs it any more. */
static bool
take_id_out(struct gruntwork_path *p, int32_t id)
{
	size_t i;

	for (i = 0; i < p->npc_ids.count; i++)
		if (p->npc_ids.items[i] == id)
			break;
	if (i == p->npc_ids.count)
		return false;
	vec_remove(&p->npc_ids, i);
	return p->npc_ids.count == 0 && p->npc_types.count == 0;
}

/* What it walks without a task; what missions and types say stays. */
static void
remove_paths_of(struct gruntwork_book *b, const struct npc *n)
{
	for (size_t i = b->paths.count; i-- > 0;) {
		struct gruntwork_path *p = &b->paths.items[i];

		if (p->task_id != TDATA_TASK_ANY)
			continue;
		if (n->is_gruntwork ? is_at_home(p, n) :
		    !p->has_home && take_id_out(p, n->e.id))
			remove_path(b, i);
	}
}

/* A mob's path begins where it is placed, see command_path.c. */
static void
move_home(struct npc *n)
{
	if (!n->is_gruntwork || n->e.kind == ENTITY_MOB)
		return;
	n->spawn_x = n->e.x;
	n->spawn_y = n->e.y;
	n->spawn_z = n->e.z;
}

void
gruntwork_take_path(struct world *w, struct npc *n,
    struct gruntwork_path *path)
{
	struct gruntwork_book *b = &w->gruntwork;

	/* The first of two would be found at the next start. */
	remove_paths_of(b, n);
	move_home(n);
	vec_push(&path->npc_ids, n->e.id);
	path->has_home = n->is_gruntwork;
	path->home_type = n->type;
	path->home_map = instance_map_number(n->e.instance->id);
	path->home = home_of(n);
	vec_push(&b->paths, *path);
	*path = (struct gruntwork_path){ 0 };
	gruntwork_note_edit(w);
}

/* --- who is kept --- */

void
gruntwork_keep(struct world *w, struct npc *n)
{
	n->is_gruntwork = true;
	vec_push(&w->gruntwork.kept, n->e.ref);
	gruntwork_note_edit(w);
}

void
gruntwork_forget(struct world *w, struct npc *n)
{
	struct gruntwork_book *b = &w->gruntwork;

	if (!n->is_gruntwork)
		return;
	remove_paths_of(b, n);
	n->is_gruntwork = false;
	for (size_t i = 0; i < b->kept.count; i++) {
		if (!entity_ref_equal(b->kept.items[i], n->e.ref))
			continue;
		vec_remove_swap(&b->kept, i);
		break;
	}
	gruntwork_note_edit(w);
}

bool
gruntwork_is_lasting(const struct npc *n)
{
	return n->is_gruntwork || n->e.id <= TDATA_STATIC_ID_MAX;
}

/* --- angles and maps --- */

/*
 * Rows begin with their number and stand in its order: the one that is there,
 * or a new one with nothing but it. There is room for one more.
 */
static void *
row_for(void *rows, size_t *count, size_t bytes, int32_t number)
{
	unsigned char *row = rows;
	size_t i;
	int32_t n = 0;

	for (i = 0; i < *count; i++, row += bytes) {
		memcpy(&n, row, sizeof(n));
		if (n >= number)
			break;
	}
	if (i < *count && n == number)
		return row;
	memmove(row + bytes, row, (*count - i) * bytes);
	memset(row, 0, bytes);
	memcpy(row, &number, sizeof(number));
	++*count;
	return row;
}

#define ROW_FOR(v, number) \
	(vec_reserve((v), (v)->count + 1), \
	    row_for((v)->items, &(v)->count, sizeof(*(v)->items), (number)))

static void
record_angle(struct gruntwork_book *b, const struct npc *n, int32_t angle)
{
	struct tdata_rotation *row = ROW_FOR(&b->rotations, n->e.id);

	row->angle_deg = angle;
}

void
gruntwork_turn(struct world *w, struct npc *n, int32_t angle)
{
	n->e.angle = n->spawn_angle = angle;
	if (!gruntwork_is_lasting(n))
		return;
	if (!n->is_gruntwork)
		record_angle(&w->gruntwork, n, angle);
	gruntwork_note_edit(w);
}

static void
move_to(struct world *w, struct npc *n, struct instance *in)
{
	view_move(w, &n->e, n->e.x, n->e.y, n->e.z, in);
}

/* Its followers are placed beside it at the next start, so they come along. */
static void
relocate_kept(struct world *w, struct npc *n, struct instance *in)
{
	struct gruntwork_book *b = &w->gruntwork;
	int32_t map = instance_map_number(in->id);

	for (size_t i = 0; i < b->paths.count; i++)
		if (is_at_home(&b->paths.items[i], n))
			b->paths.items[i].home_map = map;
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		struct npc *m = world_npc(w, n->members[i]);

		if (m != NULL && !m->is_removed)
			move_to(w, m, in);
	}
}

static void
record_map(struct gruntwork_book *b, const struct npc *n, uint64_t instance)
{
	struct tdata_relocation *row = ROW_FOR(&b->relocations, n->e.id);

	row->instance = instance;
}

void
gruntwork_relocate(struct world *w, struct npc *n, struct instance *in)
{
	bool is_lasting = gruntwork_is_lasting(n);

	if (n->is_gruntwork)
		relocate_kept(w, n, in);
	else if (is_lasting)
		record_map(&w->gruntwork, n, in->id);
	move_to(w, n, in);
	if (is_lasting)
		gruntwork_note_edit(w);
}

/* --- skyway routes --- */

struct gruntwork_route *
gruntwork_route(struct world *w, int32_t route)
{
	struct gruntwork_routes *rows = &w->gruntwork.routes;
	size_t before = rows->count;
	struct gruntwork_route *r = ROW_FOR(rows, route);

	if (rows->count > before)
		gruntwork_note_edit(w);
	return r;
}
