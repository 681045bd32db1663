/* item.h - one item, wherever it lies. */
#ifndef WORLD_ITEM_H
#define WORLD_ITEM_H

#include <stdbool.h>
#include <stdint.h>

struct wire_item_base;

/* id 0: no item. 12 bytes, so that a bank of 200 stays small. */
struct item {
	int16_t type;	/* 0 weapon .. 10 vehicle (spec/tabledata.md 5) */
	int16_t id;
	int32_t opt;		/* how many; look << 16 for a combined item */
	int32_t time_limit_s;	/* Unix seconds when it expires, 0 never */
};

static inline bool
item_is_none(const struct item *it)
{
	return it->id == 0;
}

static inline bool
item_is_equal(const struct item *a, const struct item *b)
{
	return a->type == b->type && a->id == b->id && a->opt == b->opt &&
	    a->time_limit_s == b->time_limit_s;
}

struct wire_item_base item_to_wire(const struct item *it);

#endif
