/*
 * version.c - the three protocol versions and what they bound on the wire.
 *
 * Owns:   the table of versions.
 * Called: by start-up, which chooses one, and by whoever sizes buffers.
 * Thread: any.
 */
#include "proto/version.h"

/* Of a frame's length field, the type word and the length itself. */
enum { FRAME_OVERHEAD_BYTES = 8 };

struct version_row {
	int number;
	uint32_t max_frame_bytes;	/* spec/wire.md 2 */
};

static const struct version_row versions[PROTO_VERSION_COUNT] = {
	[PROTO_104] = { 104, 4096 },
	[PROTO_728] = { 728, 8192 },
	[PROTO_1013] = { 1013, 8192 }
};

bool
proto_version_from_number(int number, enum proto_version *out)
{
	for (int v = 0; v < PROTO_VERSION_COUNT; v++) {
		if (versions[v].number != number)
			continue;
		*out = (enum proto_version)v;
		return true;
	}
	return false;
}

int
proto_version_number(enum proto_version v)
{
	CHECK(v < PROTO_VERSION_COUNT);
	return versions[v].number;
}

uint32_t
proto_max_frame_bytes(enum proto_version v)
{
	CHECK(v < PROTO_VERSION_COUNT);
	return versions[v].max_frame_bytes;
}

uint32_t
proto_body_max_bytes(enum proto_version v)
{
	return proto_max_frame_bytes(v) - FRAME_OVERHEAD_BYTES;
}
