/*
 * item.c - one item, to the wire.
 *
 * Owns:   nothing.
 * Called: by everything that shows items.
 * Thread: world.
 */
#include "world/item.h"

#include "proto/packets.h"

struct wire_item_base
item_to_wire(const struct item *it)
{
	return (struct wire_item_base){
		.type = it->type,
		.id = it->id,
		.opt = it->opt,
		.time_limit = it->time_limit_s,
	};
}
