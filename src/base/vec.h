/*
 * vec.h - growable typed arrays.
 *
 *	struct ref_vec VEC_OF(struct entity_ref);
 *	struct ref_vec v = { 0 };
 *
 *	vec_push(&v, ref);
 *	for (size_t i = 0; i < v.count; i++)
 *		use(v.items[i]);
 *	vec_fini(&v);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

/* The body of a struct; {0} is an empty one. Pushing may move the items. */
#define VEC_OF(type) { type *items; size_t count, room; }

/* Makes room for `need` items in all; stops the server if memory is gone. */
void *vec_grown(void *items, size_t *room, size_t need, size_t item_bytes);

#define vec_reserve(v, need) \
	((need) > (v)->room ? \
	    (void)((v)->items = vec_grown((v)->items, &(v)->room, (need), \
	    sizeof(*(v)->items))) : (void)0)

#define vec_push(v, item) \
	(vec_reserve((v), (v)->count + 1), \
	    (void)((v)->items[(v)->count++] = (item)))

/* Appends a zeroed item and gives its address. */
#define vec_add(v) \
	(vec_push((v), ((__typeof__(*(v)->items)){ 0 })), \
	    &(v)->items[(v)->count - 1])

/* Takes item i out by putting the last one in its place: O(1), no order. */
#define vec_remove_swap(v, i) \
	((void)((v)->items[(i)] = (v)->items[(v)->count - 1]), \
	    (void)(v)->count--)

/* Takes item i out and closes the gap: O(n), keeps the order. */
#define vec_remove(v, i) \
	vec_close_gap((v)->items, &(v)->count, (i), sizeof(*(v)->items))
void vec_close_gap(void *items, size_t *count, size_t i, size_t item_bytes);

/* Empties it and keeps the memory. */
#define vec_clear(v)	((void)((v)->count = 0))

/* Empties it and gives the memory back. */
#define vec_fini(v) \
	(vec_release((v)->items), (void)((v)->items = NULL), \
	    (void)((v)->count = (v)->room = 0))
void vec_release(void *items);

#endif
