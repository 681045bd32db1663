/* packet_random.h - random but sound packets of any kind, for tests. */
#ifndef SUPPORT_PACKET_RANDOM_H
#define SUPPORT_PACKET_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"
#include "proto/packet.h"
#include "proto/version.h"

enum {
	PACKET_RANDOM_HOST_BYTES = 16 * 1024,
	PACKET_RANDOM_ITEM_BYTES = 32 * 1024
};

/* A packet as a room would have it. Large: keep it off the stack. */
struct packet_random {
	_Alignas(8) uint8_t host[PACKET_RANDOM_HOST_BYTES];
	_Alignas(8) uint8_t items[PACKET_RUN_MAX][PACKET_RANDOM_ITEM_BYTES];
	struct packet_run runs[PACKET_RUN_MAX];
	size_t run_count;
};

/*
 * Fills all fields that the version has, and the rest with zero. Text is valid
 * and fits. Each run has up to max_items elements, as far as a body can hold
 * them, or exactly one where the packet says so.
 */
void packet_random_make(struct packet_random *out, enum proto_version v,
    enum packet_kind kind, uint32_t max_items, struct rng *rng);

#endif
