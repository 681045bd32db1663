/*
 * packet.h - what is known about each packet kind, whatever the version.
 *
 * The kinds, their host structs and enum wire_struct are generated from
 * fusionfall.schema into proto/packets.h, which this header includes.
 */
#ifndef PROTO_PACKET_H
#define PROTO_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/packets.h"
#include "proto/version.h"

enum packet_direction {
	PACKET_CL2LS,		/* client to login server */
	PACKET_CL2FE,		/* client to shard */
	PACKET_LS2CL,
	PACKET_FE2CL,
	PACKET_DIRECTION_COUNT
};

enum { PACKET_RUN_MAX = 2 };	/* runs of trailing elements in one packet */

struct packet_info {
	const char *name;	/* the client's: CL2FE_REQ_PC_MOVE */
	uint32_t id;
	enum packet_direction direction;
	uint32_t host_bytes;	/* sizeof its struct */
	uint8_t versions;	/* bit n: enum proto_version n has it */
	uint8_t run_count;	/* 0: fixed size */
};

/* Never NULL; that of PKT_NONE is empty with the name "NONE". */
const struct packet_info *packet_info(enum packet_kind kind);

/* PKT_NONE if no version has this id. Constant time. */
enum packet_kind packet_kind_from_id(uint32_t id);

static inline bool
packet_is_from_client(const struct packet_info *info)
{
	return info->direction == PACKET_CL2LS ||
	    info->direction == PACKET_CL2FE;
}

/*
 * One run of trailing elements for codec_encode(): `items` points to `count`
 * host structs of the type (or to int32_t for WIRE_I32, and so on).
 */
struct packet_run {
	enum wire_struct type;
	const void *items;
	uint32_t count;
};

#endif
