/* version.h - the three protocol versions and what they bound on the wire. */
#ifndef PROTO_VERSION_H
#define PROTO_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum proto_version {
	PROTO_104,
	PROTO_728,
	PROTO_1013,
	PROTO_VERSION_COUNT
};

/* 104, 728 or 1013, as in config.ini; false, *out untouched, for others. */
bool proto_version_from_number(int number, enum proto_version *out) MUST_USE;
int proto_version_number(enum proto_version v);

/* The largest length field that a frame may have (spec/wire.md 2, BUF). */
uint32_t proto_max_frame_bytes(enum proto_version v);

/* The largest packet body that may be sent (spec/wire.md 2, BODY). */
uint32_t proto_body_max_bytes(enum proto_version v);

#endif
