/*
 * gruntwork_book.h - what was edited in the game and is kept: the record that
 * game/gruntwork.c writes, and who is editing a path.
 */
#ifndef WORLD_GRUNTWORK_BOOK_H
#define WORLD_GRUNTWORK_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "tdata/tdata.h"
#include "world/ref.h"

struct gruntwork_points VEC_OF(struct tdata_point);
struct gruntwork_ids VEC_OF(int32_t);

/* A skyway route: its corners, none while it is not pathed. */
struct gruntwork_route {
	int32_t route;
	struct gruntwork_points points;
};

/* As struct tdata_path, but it can change. */
struct gruntwork_path {
	struct gruntwork_ids npc_ids, npc_types;
	struct gruntwork_points points;	/* stops already repeated */
	int32_t speed, task_id;
	bool is_relative, is_loop;
	bool has_home;
	int32_t home_type, home_map;
	struct tdata_point home;
};

/* A place on a path that is being made; its editor alone sees it. */
struct gruntwork_marker {
	int32_t npc_id;
	struct tdata_point at;
};
struct gruntwork_markers VEC_OF(struct gruntwork_marker);

/* Somebody's edit of a path; it outlasts a logout. */
struct gruntwork_edit {
	int32_t player_id;
	struct entity_ref npc;
	int32_t npc_id;			/* also when it is gone */
	struct gruntwork_markers markers; /* the first is its home */
};

struct gruntwork_rotations VEC_OF(struct tdata_rotation);
struct gruntwork_relocations VEC_OF(struct tdata_relocation);
struct gruntwork_routes VEC_OF(struct gruntwork_route);
struct gruntwork_paths VEC_OF(struct gruntwork_path);
struct gruntwork_npcs VEC_OF(struct entity_ref);
struct gruntwork_edits VEC_OF(struct gruntwork_edit);

/* {0} is an empty one. */
struct gruntwork_book {
	struct gruntwork_rotations rotations;		/* by npc_id */
	struct gruntwork_relocations relocations;	/* by npc_id */
	struct gruntwork_routes routes;			/* by route */
	struct gruntwork_paths paths;
	struct gruntwork_npcs kept; /* mobs, leaders, eggs; some may be gone */
	struct gruntwork_edits edits;
	bool is_unsaved;		/* there is no file for it */
	bool is_dirty;			/* the file does not have it all */
	uint32_t saves_under_way;
};

void gruntwork_book_fini(struct gruntwork_book *b);
void gruntwork_book_path_fini(struct gruntwork_path *p);

#endif
