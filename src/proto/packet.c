/*
 * packet.c - looks packets up by kind and by number.
 *
 * Owns:   nothing; the tables are generated.
 * Called: by the gate, the rooms and the bots.
 * Thread: any.
 */
#include "proto/packet.h"

#include "base/check.h"
#include "proto/codec_tables.h"

const struct packet_info *
packet_info(enum packet_kind kind)
{
	CHECK(kind < PKT_KIND_COUNT);
	return &packet_infos[kind];
}

enum packet_kind
packet_kind_from_id(uint32_t id)
{
	/* A handful of ranges, one a direction and one stray. */
	for (size_t i = 0; i < packet_id_range_count; i++) {
		const struct packet_id_range *r = &packet_id_ranges[i];

		if (id - r->base < r->count)
			return (enum packet_kind)r->kinds[id - r->base];
	}
	return PKT_NONE;
}
