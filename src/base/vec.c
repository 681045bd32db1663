/*
 * vec.c - the untyped half of vec.h's arrays.
 *
 * Owns:   nothing; an array belongs to whoever holds the vec.
 * Called: by the macros of vec.h.
 * Thread: that of the vec's owner.
 */
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { VEC_FIRST_ROOM = 8 };

void *
vec_grown(void *items, size_t *room, size_t need, size_t item_bytes)
{
	size_t wanted = *room != 0 ? *room : VEC_FIRST_ROOM;
	void *grown;

	while (wanted < need)
		wanted *= 2;
	CHECK(wanted <= SIZE_MAX / item_bytes);
	grown = realloc(items, wanted * item_bytes);
	CHECK(grown != NULL);
	*room = wanted;
	return grown;
}

void
vec_close_gap(void *items, size_t *count, size_t i, size_t item_bytes)
{
	unsigned char *p = items;

	CHECK(i < *count);
	memmove(p + i * item_bytes, p + (i + 1) * item_bytes,
	    (*count - i - 1) * item_bytes);
	(*count)--;
}

void
vec_release(void *items)
{
	free(items);
}
