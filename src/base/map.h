/* map.h - u64 keys to u64 values or pointers: open addressing, any key. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_cell {
	uint64_t key;			/* 0: the cell is empty */
	uint64_t value;
};

/* {0} is an empty map. */
struct map {
	struct map_cell *cells;
	size_t room;			/* 0 or a power of two */
	size_t count;			/* keys but 0 */
	uint64_t zero_value;		/* key 0 has no cell */
	bool has_zero;
};

void map_fini(struct map *m);

/* Replaces the value if the key is there. */
void map_put(struct map *m, uint64_t key, uint64_t value);
void map_put_ptr(struct map *m, uint64_t key, void *value);

/* False, and *value untouched, if the key is absent; value may be NULL. */
bool map_get(const struct map *m, uint64_t key, uint64_t *value);

/* NULL if absent. */
void *map_get_ptr(const struct map *m, uint64_t key);

/* False if it was not there. */
bool map_remove(struct map *m, uint64_t key);

/* Empties it and keeps the memory. */
void map_clear(struct map *m);

size_t map_count(const struct map *m);

/*
 * Walks all pairs in no order: *cursor starts as 0; false at the end. The map
 * may not change meanwhile. key and value may be NULL.
 */
bool map_next(const struct map *m, size_t *cursor, uint64_t *key,
    uint64_t *value);

/* A good mix of all bits of a key, for callers with tables of their own. */
uint64_t map_hash(uint64_t key);

#endif
