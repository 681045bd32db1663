/*
 * gruntwork_text.c - the record of edits as gruntwork.json has it: what
 * OpenFusion writes, and for the paths of kept NPCs their home, which it
 * ignores (spec/tabledata.md 9).
 *
 * There are nothing but numbers in it, so no general writer of JSON is needed.
 *
 * Owns:   nothing.
 * Called: by gruntwork_save.c.
 * Thread: world.
 */
#include "game/gruntwork_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "game/gruntwork.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/world.h"

enum {
	SKYWAY_SPEED = 1500,	/* spec/transport.md 1; nobody reads it */
	PIECE_BYTES = 256
};

struct writer {
	struct world *w;
	struct gruntwork_text *out;
	const struct npc **kept;	/* by id */
	size_t kept_count;
	bool has_lists;
	bool is_in_list;
};

/* --- pieces --- */

static void PRINTF_LIKE(2, 3)
put(struct writer *wr, const char *fmt, ...)
{
	char piece[PIECE_BYTES];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(piece, sizeof(piece), fmt, args);
	va_end(args);
	CHECK(n >= 0 && (size_t)n < sizeof(piece));
	vec_reserve(wr->out, wr->out->count + (size_t)n);
	memcpy(wr->out->items + wr->out->count, piece, (size_t)n);
	wr->out->count += (size_t)n;
}

static const char *
comma(size_t before)
{
	return before > 0 ? "," : "";
}

/* Lists without elements are left out, so the first element begins one. */
static void
begin_element(struct writer *wr, const char *list)
{
	if (wr->is_in_list)
		put(wr, ",");
	else
		put(wr, "%s\"%s\":[", wr->has_lists ? "," : "{", list);
	wr->is_in_list = wr->has_lists = true;
}

static void
end_list(struct writer *wr)
{
	if (wr->is_in_list)
		put(wr, "]");
	wr->is_in_list = false;
}

static void
put_ids(struct writer *wr, const char *key, const int32_t *ids, size_t count)
{
	if (count == 0)
		return;
	put(wr, "\"%s\":[", key);
	for (size_t i = 0; i < count; i++)
		put(wr, "%s%" PRId32, comma(i), ids[i]);
	put(wr, "],");
}

/* --- who is kept --- */

static int
compare_ids(const void *a, const void *b)
{
	const struct npc *const *x = a, *const *y = b;

	return (*x)->e.id < (*y)->e.id ? -1 : (*x)->e.id > (*y)->e.id;
}

/* Those that are still there. */
static void
find_kept(struct writer *wr)
{
	const struct gruntwork_npcs *refs = &wr->w->gruntwork.kept;

	wr->kept = arena_new(&wr->w->scratch,
	    (refs->count + 1) * sizeof(*wr->kept));
	for (size_t i = 0; i < refs->count; i++) {
		const struct npc *n = world_npc(wr->w, refs->items[i]);

		if (n != NULL && !n->is_removed)
			wr->kept[wr->kept_count++] = n;
	}
	qsort(wr->kept, wr->kept_count, sizeof(*wr->kept), compare_ids);
}

static bool
is_leader(const struct npc *n)
{
	return entity_ref_equal(n->group_leader, n->e.ref);
}

static int32_t
map_of(const struct npc *n)
{
	return instance_map_number(n->e.instance->id);
}

/* Where it belongs; a walk would carry it away a little with every save. */
static void
put_place(struct writer *wr, const struct npc *n)
{
	put(wr, "\"iAngle\":%" PRId32 ",\"iMapNum\":%" PRId32
	    ",\"iNPCType\":%" PRId32 ",\"iX\":%" PRId32 ",\"iY\":%" PRId32
	    ",\"iZ\":%" PRId32 "}", n->spawn_angle, map_of(n), n->type,
	    n->spawn_x, n->spawn_y, n->spawn_z);
}

static void
put_eggs(struct writer *wr)
{
	for (size_t i = 0; i < wr->kept_count; i++) {
		const struct npc *n = wr->kept[i];

		if (n->e.kind != ENTITY_EGG)
			continue;
		begin_element(wr, "eggs");
		put(wr, "{");
		if (map_of(n) != 0)
			put(wr, "\"iMapNum\":%" PRId32 ",", map_of(n));
		put(wr, "\"iType\":%" PRId32 ",\"iX\":%" PRId32
		    ",\"iY\":%" PRId32 ",\"iZ\":%" PRId32 "}", n->type,
		    n->spawn_x, n->spawn_y, n->spawn_z);
	}
	end_list(wr);
}

/* The last member first, as OpenFusion has them. */
static void
put_followers(struct writer *wr, const struct npc *leader)
{
	size_t count = 0;

	for (int i = NPC_GROUP_MEMBERS; i-- > 0;) {
		const struct npc *m = world_npc(wr->w, leader->members[i]);

		if (m == NULL || m->is_removed)
			continue;
		put(wr, "%s{\"iNPCType\":%" PRId32 ",\"iOffsetX\":%" PRId32
		    ",\"iOffsetY\":%" PRId32 "}",
		    count++ == 0 ? "\"aFollowers\":[" : ",", m->type,
		    m->offset_x, m->offset_y);
	}
	if (count > 0)
		put(wr, "],");
}

static void
put_groups(struct writer *wr)
{
	for (size_t i = 0; i < wr->kept_count; i++) {
		if (!is_leader(wr->kept[i]))
			continue;
		begin_element(wr, "groups");
		put(wr, "{");
		put_followers(wr, wr->kept[i]);
		put_place(wr, wr->kept[i]);
	}
	end_list(wr);
}

static void
put_mobs(struct writer *wr)
{
	for (size_t i = 0; i < wr->kept_count; i++) {
		const struct npc *n = wr->kept[i];

		if (n->e.kind == ENTITY_EGG || is_leader(n))
			continue;
		begin_element(wr, "mobs");
		put(wr, "{");
		put_place(wr, n);
	}
	end_list(wr);
}

/* --- what is recorded --- */

static void
put_relocations(struct writer *wr)
{
	const struct gruntwork_relocations *rows =
	    &wr->w->gruntwork.relocations;

	for (size_t i = 0; i < rows->count; i++) {
		begin_element(wr, "instances");
		put(wr, "{\"iMapNum\":%" PRIu64 ",\"iNPCID\":%" PRId32 "}",
		    rows->items[i].instance, rows->items[i].npc_id);
	}
	end_list(wr);
}

static void
put_rotations(struct writer *wr)
{
	const struct gruntwork_rotations *rows = &wr->w->gruntwork.rotations;

	for (size_t i = 0; i < rows->count; i++) {
		begin_element(wr, "rotations");
		put(wr, "{\"iAngle\":%" PRId32 ",\"iNPCID\":%" PRId32 "}",
		    rows->items[i].angle_deg, rows->items[i].npc_id);
	}
	end_list(wr);
}

/* DEFECT, spec/transport.md 8: the id that its NPC has had so far. */
static void
put_owner(struct writer *wr, const struct gruntwork_path *p)
{
	for (size_t i = 0; i < wr->kept_count; i++) {
		const struct npc *n = wr->kept[i];

		if (n->type == p->home_type && n->spawn_x == p->home.x &&
		    n->spawn_y == p->home.y && n->spawn_z == p->home.z &&
		    map_of(n) == p->home_map) {
			put_ids(wr, "aNPCIDs", &n->e.id, 1);
			return;
		}
	}
}

static void
put_path(struct writer *wr, const struct gruntwork_path *p)
{
	static const char *const names[] = { "false", "true" };

	put(wr, "{");
	if (p->has_home)
		put_owner(wr, p);
	else
		put_ids(wr, "aNPCIDs", p->npc_ids.items, p->npc_ids.count);
	put_ids(wr, "aNPCTypes", p->npc_types.items, p->npc_types.count);
	put(wr, "\"aPoints\":[");
	for (size_t i = 0; i < p->points.count; i++)
		put(wr, "%s{\"iStopTicks\":0,\"iX\":%" PRId32
		    ",\"iY\":%" PRId32 ",\"iZ\":%" PRId32 "}", comma(i),
		    p->points.items[i].x, p->points.items[i].y,
		    p->points.items[i].z);
	put(wr, "],\"bLoop\":%s,\"bRelative\":%s,\"iBaseSpeed\":%" PRId32,
	    names[p->is_loop], names[p->is_relative], p->speed);
	if (p->has_home)
		put(wr, ",\"iHomeMap\":%" PRId32 ",\"iHomeType\":%" PRId32
		    ",\"iHomeX\":%" PRId32 ",\"iHomeY\":%" PRId32
		    ",\"iHomeZ\":%" PRId32, p->home_map, p->home_type,
		    p->home.x, p->home.y, p->home.z);
	put(wr, ",\"iTaskID\":%" PRId32 "}", p->task_id);
}

static void
put_paths(struct writer *wr)
{
	const struct gruntwork_paths *rows = &wr->w->gruntwork.paths;

	for (size_t i = 0; i < rows->count; i++) {
		begin_element(wr, "paths");
		put_path(wr, &rows->items[i]);
	}
	end_list(wr);
}

static void
put_route(struct writer *wr, const struct gruntwork_route *r)
{
	put(wr, "{\"iMonkeySpeed\":%d,\"iRouteID\":%" PRId32, SKYWAY_SPEED,
	    r->route);
	for (size_t i = 0; i < r->points.count; i++)
		put(wr, "%s{\"x\":%" PRId32 ",\"y\":%" PRId32
		    ",\"z\":%" PRId32 "}", i == 0 ? ",\"points\":[" : ",",
		    r->points.items[i].x, r->points.items[i].y,
		    r->points.items[i].z);
	put(wr, r->points.count > 0 ? "]}" : "}");
}

static void
put_routes(struct writer *wr)
{
	const struct gruntwork_routes *rows = &wr->w->gruntwork.routes;

	for (size_t i = 0; i < rows->count; i++) {
		begin_element(wr, "skyway");
		put_route(wr, &rows->items[i]);
	}
	end_list(wr);
}

/* In byte order of their names. */
void
gruntwork_text_write(struct world *w, struct gruntwork_text *out)
{
	struct writer wr = { .w = w, .out = out };

	find_kept(&wr);
	put_eggs(&wr);
	put_groups(&wr);
	put_relocations(&wr);
	put_mobs(&wr);
	put_paths(&wr);
	put_rotations(&wr);
	put_routes(&wr);
	put(&wr, wr.has_lists ? "}\n" : "null\n");
}
