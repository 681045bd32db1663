/*
 * gruntwork_book.c - gives back the memory of the record of edits.
 *
 * Owns:   nothing.
 * Called: by world_fini(); by game/gruntwork.c for a path that goes.
 * Thread: world.
 */
#include "world/gruntwork_book.h"

void
gruntwork_book_path_fini(struct gruntwork_path *p)
{
	vec_fini(&p->npc_ids);
	vec_fini(&p->npc_types);
	vec_fini(&p->points);
}

void
gruntwork_book_fini(struct gruntwork_book *b)
{
	for (size_t i = 0; i < b->routes.count; i++)
		vec_fini(&b->routes.items[i].points);
	for (size_t i = 0; i < b->paths.count; i++)
		gruntwork_book_path_fini(&b->paths.items[i]);
	for (size_t i = 0; i < b->edits.count; i++)
		vec_fini(&b->edits.items[i].markers);
	vec_fini(&b->rotations);
	vec_fini(&b->relocations);
	vec_fini(&b->routes);
	vec_fini(&b->paths);
	vec_fini(&b->kept);
	vec_fini(&b->edits);
}
