/*
 * map.c - u64 keys to u64 values: open addressing with linear probing.
 *
 * Removal moves later cells of the run back instead of leaving marks, so a
 * map that lives for months does not slow down.
 *
 * Owns:   the cells of each map.
 * Called: by anyone who looks things up by number.
 * Thread: that of the map's owner.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { MAP_FIRST_ROOM = 16 };

uint64_t
map_hash(uint64_t key)
{
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	return key ^ (key >> 32);
}

void
map_fini(struct map *m)
{
	free(m->cells);
	*m = (struct map){ 0 };
}

/* The key's cell, or the empty one where it belongs. */
static struct map_cell *
find_cell(const struct map *m, uint64_t key)
{
	size_t mask = m->room - 1;
	size_t i = (size_t)map_hash(key) & mask;

	while (m->cells[i].key != key && m->cells[i].key != 0)
		i = (i + 1) & mask;
	return &m->cells[i];
}

static void
grow(struct map *m)
{
	struct map before = *m;

	m->room = before.room == 0 ? MAP_FIRST_ROOM : before.room * 2;
	m->cells = calloc(m->room, sizeof(*m->cells));
	CHECK(m->cells != NULL);
	for (size_t i = 0; i < before.room; i++) {
		if (before.cells[i].key != 0)
			*find_cell(m, before.cells[i].key) = before.cells[i];
	}
	free(before.cells);
}

void
map_put(struct map *m, uint64_t key, uint64_t value)
{
	struct map_cell *cell;

	if (key == 0) {
		m->has_zero = true;
		m->zero_value = value;
		return;
	}
	if ((m->count + 1) * 4 > m->room * 3)
		grow(m);
	cell = find_cell(m, key);
	if (cell->key == 0)
		m->count++;
	cell->key = key;
	cell->value = value;
}

void
map_put_ptr(struct map *m, uint64_t key, void *value)
{
	map_put(m, key, (uint64_t)(uintptr_t)value);
}

bool
map_get(const struct map *m, uint64_t key, uint64_t *value)
{
	uint64_t found;

	if (key == 0) {
		if (!m->has_zero)
			return false;
		found = m->zero_value;
	} else {
		const struct map_cell *cell;

		if (m->count == 0)
			return false;
		cell = find_cell(m, key);
		if (cell->key == 0)
			return false;
		found = cell->value;
	}
	if (value != NULL)
		*value = found;
	return true;
}

void *
map_get_ptr(const struct map *m, uint64_t key)
{
	uint64_t value;

	if (!map_get(m, key, &value))
		return NULL;
	return (void *)(uintptr_t)value;
}

/* Fills the hole at i with what would not be found behind it. */
static void
close_hole(struct map *m, size_t i)
{
	size_t mask = m->room - 1;
	size_t j = i;

	for (;;) {
		size_t home;

		j = (j + 1) & mask;
		if (m->cells[j].key == 0)
			break;
		home = (size_t)map_hash(m->cells[j].key) & mask;
		/* Is its home outside (i, j], going round? */
		if (((j - home) & mask) >= ((j - i) & mask)) {
			m->cells[i] = m->cells[j];
			i = j;
		}
	}
	m->cells[i].key = 0;
}

bool
map_remove(struct map *m, uint64_t key)
{
	struct map_cell *cell;

	if (key == 0) {
		bool had = m->has_zero;

		m->has_zero = false;
		return had;
	}
	if (m->count == 0)
		return false;
	cell = find_cell(m, key);
	if (cell->key == 0)
		return false;
	close_hole(m, (size_t)(cell - m->cells));
	m->count--;
	return true;
}

void
map_clear(struct map *m)
{
	if (m->count > 0)
		memset(m->cells, 0, m->room * sizeof(*m->cells));
	m->count = 0;
	m->has_zero = false;
}

size_t
map_count(const struct map *m)
{
	return m->count + (m->has_zero ? 1 : 0);
}

/* Cursor 0 is key 0, i + 1 the cell i. */
bool
map_next(const struct map *m, size_t *cursor, uint64_t *key, uint64_t *value)
{
	struct map_cell found = { 0, m->zero_value };
	size_t i = *cursor;

	if (i == 0 && !m->has_zero)
		i = 1;
	while (i > 0 && i <= m->room && m->cells[i - 1].key == 0)
		i++;
	if (i > m->room)
		return false;
	if (i > 0)
		found = m->cells[i - 1];
	*cursor = i + 1;
	if (key != NULL)
		*key = found.key;
	if (value != NULL)
		*value = found.value;
	return true;
}
