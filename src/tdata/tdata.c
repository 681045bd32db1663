/*
 * tdata.c - loads all tables in their order, and finds rows in them.
 *
 * Owns:   struct tdata and everything behind it.
 * Called: by main() at start; the tdata_find_...() by everybody.
 * Thread: loading: one; looking up: any, for nothing changes any more.
 */
#include "tdata/tdata.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tdata/load.h"

enum { TDATA_BLOCK_BYTES = 256 * 1024 };

/* --- loading --- */

/* A file and what reads it, in the order of spec/tabledata.md 4. */
struct step {
	size_t file;		/* offset of its name in struct tdata_options */
	const char *default_name;
	enum load_need need;
	bool (*load[8])(struct load *ld, struct jtree_node *root);
};

#define STEP(member, name, need_, ...) \
	{ .file = offsetof(struct tdata_options, member), \
	  .default_name = (name), .need = (need_), .load = { __VA_ARGS__ } }

static const struct step steps[] = {
	STEP(xdt_file, NULL, LOAD_REQUIRED, load_npc_types, load_names,
	    load_transport, load_missions, load_items, load_growth,
	    load_skills, load_labels),
	STEP(gruntwork_file, "gruntwork.json", LOAD_OPTIONAL,
	    load_gruntwork_paths),
	STEP(path_file, "paths.json", LOAD_REQUIRED, load_paths),
	STEP(npc_file, "NPCs.json", LOAD_REQUIRED, load_npc_spawns),
	STEP(mob_file, "mobs.json", LOAD_REQUIRED, load_mob_spawns),
	STEP(drop_file, "drops.json", LOAD_REQUIRED, load_drops, load_crates,
	    load_races, load_codes),
	STEP(egg_file, "eggs.json", LOAD_REQUIRED, load_eggs),
	STEP(gruntwork_file, "gruntwork.json", LOAD_OPTIONAL,
	    load_gruntwork_spawns),
};

static const char *
file_name(const struct load *ld, const struct step *step)
{
	const char *name;

	memcpy(&name, (const char *)ld->opt + step->file, sizeof(name));
	if (name != NULL)
		return name;
	return step->default_name != NULL ? step->default_name :
	    ld->rules->xdt_file;
}

static bool
run_step(struct load *ld, const struct step *step)
{
	struct jtree_node *root = load_open(ld, file_name(ld, step),
	    step->need);
	bool ok = root != NULL;

	if (ok && step->need == LOAD_REQUIRED)
		load_note_sections(ld, step->file, file_name(ld, step), root);
	for (size_t i = 0; ok && i < COUNT_OF(step->load); i++) {
		if (step->load[i] != NULL)
			ok = step->load[i](ld, root);
	}
	if (root == NULL)
		ok = !ld->has_failed;
	/* A loader that gives up has said why. */
	CHECK(ok || ld->has_failed);
	load_close(ld);
	return ok;
}

static void
finish(struct load *ld)
{
	struct tdata *t = ld->t;

	load_finish_paths(ld);
	t->spawn_count = (uint32_t)ld->spawns.count;
	t->spawns = load_take(ld, &ld->spawns);
	t->respawn_count = (uint32_t)ld->respawns.count;
	t->respawns = load_take(ld, &ld->respawns);
	t->private->section_count = (uint32_t)ld->sections.count;
	t->private->sections = load_take(ld, &ld->sections);
	t->next_dynamic_id = ld->next_dynamic_id;
	ld->file = file_name(ld, &steps[0]);
	load_cross_check(ld);
	load_close(ld);
}

static void
load_fini(struct load *ld)
{
	jtree_fini(&ld->tree);
	arena_fini(&ld->scratch);
	vec_fini(&ld->spawns);
	vec_fini(&ld->respawns);
	vec_fini(&ld->sections);
	vec_fini(&ld->paths);
	vec_fini(&ld->skyways);
	vec_fini(&ld->paths_by_id);
	vec_fini(&ld->paths_by_type);
	map_fini(&ld->spawn_ids);
	map_fini(&ld->item_refs);
}

bool
tdata_load(const struct tdata_options *opt, struct tdata **out)
{
	struct load ld = { .opt = opt, .next_dynamic_id = INT32_MAX };
	bool ok = false;

	ld.t = calloc(1, sizeof(*ld.t));
	CHECK(ld.t != NULL);
	ld.t->private = calloc(1, sizeof(*ld.t->private));
	CHECK(ld.t->private != NULL);
	ld.arena = &ld.t->private->arena;
	arena_init(ld.arena, TDATA_BLOCK_BYTES);
	arena_init(&ld.scratch, TDATA_BLOCK_BYTES);

	ld.rules = ld.t->rules = ruleset_find(opt->protocol);
	if (ld.rules == NULL) {
		load_fail(&ld, NULL, "there is no protocol %d",
		    opt->protocol);
		goto out;
	}
	if (!load_init_modules(&ld))
		goto out;
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		if (opt->skips_gruntwork && steps[i].need == LOAD_OPTIONAL)
			continue;
		if (!run_step(&ld, &steps[i]))
			goto out;
	}
	finish(&ld);
	*out = ld.t;		/* the caller owns it now */
	ld.t = NULL;
	ok = true;
out:
	load_fini(&ld);
	tdata_free(ld.t);
	return ok;
}

void
tdata_free(struct tdata *t)
{
	if (t == NULL)
		return;
	tdata_free(t->private->fresh);
	map_fini(&t->private->labels);
	arena_fini(&t->private->arena);
	free(t->private);
	free(t);
}

/* --- looking up --- */

/* Rows of all tables begin with their id, in ascending order. */
#define FIND(t, rows, count, id) \
	load_find_row((t)->rows, (t)->count, sizeof(*(t)->rows), (id))

const struct tdata_npc_type *
tdata_find_npc_type(const struct tdata *t, int32_t type)
{
	if (type < 0 || (uint32_t)type >= t->npc_type_count ||
	    t->npc_types[type].number != type)
		return NULL;
	return &t->npc_types[type];
}

const struct tdata_item *
tdata_find_item(const struct tdata *t, int32_t type, int32_t id)
{
	uint32_t low = 0, high = t->item_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct tdata_item *item = &t->items[middle];

		if (item->type < type ||
		    (item->type == type && item->id < id))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == t->item_count || t->items[low].type != type ||
	    t->items[low].id != id)
		return NULL;
	return &t->items[low];
}

const struct tdata_task *
tdata_find_task(const struct tdata *t, int32_t id)
{
	return FIND(t, tasks, task_count, id);
}

const struct tdata_warp *
tdata_find_warp(const struct tdata *t, int32_t id)
{
	return FIND(t, warps, warp_count, id);
}

const struct tdata_location *
tdata_find_scamper(const struct tdata *t, int32_t id)
{
	return FIND(t, scampers, scamper_count, id);
}

const struct tdata_location *
tdata_find_station(const struct tdata *t, int32_t id)
{
	return FIND(t, stations, station_count, id);
}

const struct tdata_trip *
tdata_find_trip(const struct tdata *t, int32_t id)
{
	return FIND(t, trips, trip_count, id);
}

const struct tdata_skyway *
tdata_find_skyway(const struct tdata *t, int32_t route)
{
	/* A built route stands before gruntwork's of the same number. */
	for (uint32_t i = 0; i < t->skyway_count; i++) {
		if (t->skyways[i].route == route)
			return &t->skyways[i];
	}
	return NULL;
}

const struct tdata_map *
tdata_find_map(const struct tdata *t, int32_t map)
{
	return FIND(t, maps, map_count, map);
}

const struct tdata_race *
tdata_find_race(const struct tdata *t, int32_t ep_id)
{
	return FIND(t, races, race_count, ep_id);
}

const struct tdata_croc_pot *
tdata_find_croc_pot(const struct tdata *t, int32_t level_gap)
{
	return FIND(t, croc_pots, croc_pot_count, level_gap);
}

const struct tdata_skill *
tdata_find_skill(const struct tdata *t, int32_t id)
{
	return FIND(t, skills, skill_count, id);
}

const struct tdata_tuning *
tdata_find_tuning(const struct tdata *t, int32_t tune)
{
	const struct tdata_tuning *found = FIND(t, tunings, tuning_count,
	    tune);

	for (uint32_t i = 0; i < t->tuning_count && found == NULL; i++) {
		if (t->tunings[i].tune_number == tune)
			found = &t->tunings[i];
	}
	return found;
}

const struct tdata_crate *
tdata_find_crate(const struct tdata *t, int32_t id)
{
	return FIND(t, crates, crate_count, id);
}

const struct tdata_egg_type *
tdata_find_egg_type(const struct tdata *t, int32_t id)
{
	return FIND(t, egg_types, egg_type_count, id);
}

const struct tdata_drop *
tdata_find_drop(const struct tdata *t, int32_t npc_type)
{
	const struct load_link *link = load_find_link(t->private->mob_drops,
	    t->private->mob_drop_count, npc_type);

	return link == NULL ? NULL : &t->drops[link->to];
}

const struct tdata_drop *
tdata_find_event_drop(const struct tdata *t, int32_t event_mode)
{
	const struct load_link *link = load_find_link(t->private->event_drops,
	    t->private->event_drop_count, event_mode);

	return link == NULL ? NULL : &t->drops[link->to];
}

const struct tdata_code *
tdata_find_code(const struct tdata *t, const char *code)
{
	for (uint32_t i = 0; i < t->code_count; i++) {
		if (strcmp(t->codes[i].code, code) == 0)
			return &t->codes[i];
	}
	return NULL;
}

int32_t
tdata_capsule_nano(const struct tdata *t, int32_t crate_id)
{
	const struct load_link *link = load_find_link(t->private->capsules,
	    t->private->capsule_count, crate_id);

	return link == NULL ? 0 : (int32_t)link->to;
}

int32_t
tdata_nano_style(const struct tdata *t, int32_t nano)
{
	if (nano < 1 || (uint32_t)nano >= t->nano_count)
		return -1;
	return t->nanos[nano].style;
}

const struct tdata_growth *
tdata_growth(const struct tdata *t, int32_t level)
{
	if (level < 0)
		level = 0;
	if (level > RULESET_LEVEL_MAX)
		level = RULESET_LEVEL_MAX;
	return &t->growth[level];
}

const struct tdata_listing *
tdata_vendor_listings(const struct tdata *t, int32_t vendor_type,
    uint32_t *count)
{
	const struct load_link *link = load_find_link(t->private->vendors,
	    t->private->vendor_count, vendor_type);
	uint32_t end;

	*count = 0;
	if (link == NULL)
		return NULL;
	end = link + 1 < t->private->vendors + t->private->vendor_count ?
	    link[1].to : t->listing_count;
	*count = end - link->to;
	return &t->listings[link->to];
}

static bool
contains(const int32_t *items, uint32_t count, int32_t wanted)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i] == wanted)
			return true;
	}
	return false;
}

const struct tdata_path *
tdata_find_path(const struct tdata *t, int32_t npc_id, int32_t npc_type,
    int32_t task_id)
{
	for (uint32_t i = 0; i < t->path_count; i++) {
		const struct tdata_path *p = &t->paths[i];

		if (p->task_id == task_id &&
		    (contains(p->npc_ids, p->npc_id_count, npc_id) ||
		    contains(p->npc_types, p->npc_type_count, npc_type)))
			return p;
	}
	return NULL;
}

int32_t
tdata_nearest_respawn(const struct tdata *t, int32_t x, int32_t y, int32_t map)
{
	double best = INFINITY;
	int32_t found = -1;

	for (uint32_t i = 0; i < t->respawn_count; i++) {
		const struct tdata_respawn_point *p = &t->respawns[i];
		double far = floor(hypot((double)p->x - x, (double)p->y - y));

		if (p->map != map || far >= best)
			continue;
		best = far;
		found = (int32_t)i;
	}
	return found;
}
