/*
 * chunk.c - the grid: who stands in which square of which instance.
 *
 * Owns:   w->chunks, w->awake_chunks and the chunks' lists; entity->chunk and
 *         chunk_index.
 * Called: by view.c alone, which tells the clients; instance.c walks lists.
 * Thread: world.
 */
#include "world/chunk.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/map.h"
#include "world/instance.h"
#include "world/world.h"

enum { KEY_AXIS_BITS = 20, KEY_AXIS_BIAS = 1 << (KEY_AXIS_BITS - 1) };

int32_t
chunk_clamp_units(int32_t v)
{
	if (v < CHUNK_MIN_UNITS)
		return CHUNK_MIN_UNITS;
	if (v > CHUNK_MAX_UNITS)
		return CHUNK_MAX_UNITS;
	return v;
}

static int32_t
floor_div(int32_t a, int32_t b)
{
	return a >= 0 ? a / b : -((-a + b - 1) / b);
}

struct chunk_place
chunk_place_of(const struct world *w, int32_t x, int32_t y,
    struct instance *in)
{
	return (struct chunk_place){
		.cx = floor_div(x, w->chunk_edge_units),
		.cy = floor_div(y, w->chunk_edge_units),
		.instance = in,
	};
}

bool
chunk_place_equal(struct chunk_place a, struct chunk_place b)
{
	return a.cx == b.cx && a.cy == b.cy && a.instance == b.instance;
}

bool
chunk_sees(struct chunk_place a, struct chunk_place b)
{
	return a.instance == b.instance && abs(a.cx - b.cx) <= 1 &&
	    abs(a.cy - b.cy) <= 1;
}

uint64_t
chunk_key(struct chunk_place at)
{
	/* The box and the least viewdistance (300) keep an axis in 20 bits. */
	uint64_t cx = (uint64_t)(at.cx + KEY_AXIS_BIAS);
	uint64_t cy = (uint64_t)(at.cy + KEY_AXIS_BIAS);

	return (uint64_t)at.instance->slot << (2 * KEY_AXIS_BITS) |
	    cx << KEY_AXIS_BITS | cy;
}

struct chunk *
chunk_find(const struct world *w, struct chunk_place at)
{
	return map_get_ptr(&w->chunks, chunk_key(at));
}

/* --- who is awake: chunks that some player can see --- */

static void
add_watchers(struct world *w, struct chunk *c, uint32_t n)
{
	if (n == 0)
		return;
	if (c->watchers == 0) {
		c->awake_next = w->awake_chunks;
		c->awake_prev = &w->awake_chunks;
		if (c->awake_next != NULL)
			c->awake_next->awake_prev = &c->awake_next;
		w->awake_chunks = c;
	}
	c->watchers += n;
}

static void
remove_watchers(struct chunk *c, uint32_t n)
{
	CHECK(c->watchers >= n);
	c->watchers -= n;
	if (c->watchers > 0 || n == 0)
		return;
	*c->awake_prev = c->awake_next;
	if (c->awake_next != NULL)
		c->awake_next->awake_prev = c->awake_prev;
	c->awake_next = NULL;
	c->awake_prev = NULL;
}

/* A player came to (or left) a square: all that exist around it hear of it. */
static void
watch_around(struct world *w, struct chunk_place at, bool comes)
{
	struct chunk_place squares[CHUNK_VIEW_COUNT];

	chunk_view(at, squares);
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++) {
		struct chunk *c = chunk_find(w, squares[i]);

		if (c == NULL)
			continue;
		if (comes)
			add_watchers(w, c, 1);
		else
			remove_watchers(c, 1);
	}
}

/* A square that comes to exist may be in somebody's sight already. */
static uint32_t
players_around(const struct chunk *c)
{
	uint32_t n = 0;

	for (int i = 0; i < CHUNK_VIEW_COUNT; i++)
		if (c->around[i] != NULL)
			n += (uint32_t)c->around[i]->
			    groups[ENTITY_GROUP_PLAYERS].count;
	return n;
}

/* --- chunks --- */

/* Each of the chunks around knows this one from the opposite side. */
static void
meet_neighbours(const struct world *w, struct chunk *c)
{
	struct chunk_place squares[CHUNK_VIEW_COUNT];

	chunk_view(c->place, squares);
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++) {
		c->around[i] = chunk_find(w, squares[i]);
		if (c->around[i] != NULL)
			c->around[i]->around[CHUNK_VIEW_COUNT - 1 - i] = c;
	}
}

static void
leave_neighbours(struct chunk *c)
{
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++)
		if (c->around[i] != NULL)
			c->around[i]->around[CHUNK_VIEW_COUNT - 1 - i] = NULL;
}

static struct chunk *
chunk_get(struct world *w, struct chunk_place at)
{
	struct chunk *c = chunk_find(w, at);
	struct instance *in = at.instance;

	if (c != NULL)
		return c;
	c = calloc(1, sizeof(*c));
	CHECK(c != NULL);
	c->place = at;
	c->key = chunk_key(at);
	c->next = in->chunks;
	c->prev = &in->chunks;
	if (c->next != NULL)
		c->next->prev = &c->next;
	in->chunks = c;
	map_put_ptr(&w->chunks, c->key, c);
	meet_neighbours(w, c);
	add_watchers(w, c, players_around(c));
	return c;
}

static void
chunk_drop(struct world *w, struct chunk *c)
{
	map_remove(&w->chunks, c->key);
	leave_neighbours(c);
	remove_watchers(c, c->watchers);
	*c->prev = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	for (int g = 0; g < ENTITY_GROUP_COUNT; g++)
		vec_fini(&c->groups[g]);
	free(c);
}

void
chunk_add(struct world *w, struct entity *e, struct chunk_place at)
{
	struct chunk *c = chunk_get(w, at);
	struct chunk_list *list = &c->groups[entity_group(e)];

	CHECK(e->chunk == NULL);
	e->chunk = c;
	e->instance = at.instance;
	e->chunk_index = (uint32_t)list->count;
	vec_push(list, e);
	c->entity_count++;
	if (e->kind != ENTITY_PLAYER)
		return;
	at.instance->player_count++;
	watch_around(w, at, true);
}

void
chunk_remove(struct world *w, struct entity *e)
{
	struct chunk *c = e->chunk;
	struct chunk_list *list = &c->groups[entity_group(e)];

	CHECK(list->items[e->chunk_index] == e);
	vec_remove_swap(list, e->chunk_index);
	if (e->chunk_index < list->count)
		list->items[e->chunk_index]->chunk_index = e->chunk_index;
	e->chunk = NULL;
	if (e->kind == ENTITY_PLAYER) {
		c->place.instance->player_count--;
		watch_around(w, c->place, false);
	}
	if (--c->entity_count == 0)
		chunk_drop(w, c);
}

void
chunk_view(struct chunk_place at, struct chunk_place out[CHUNK_VIEW_COUNT])
{
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++)
		out[i] = (struct chunk_place){
			.cx = at.cx + i % CHUNK_VIEW_SIDE - 1,
			.cy = at.cy + i / CHUNK_VIEW_SIDE - 1,
			.instance = at.instance,
		};
}
