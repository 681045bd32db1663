/*
 * gate.h - where strangers' bytes become typed packets: one deciphered frame
 * in, one IO_MSG_PACKET out, or nothing (spec/wire.md 6).
 */
#ifndef PROTO_GATE_H
#define PROTO_GATE_H

#include <stdint.h>

#include "net/io.h"
#include "proto/packet.h"
#include "proto/version.h"

/* Payload of IO_MSG_PACKET; the host struct and its trailer follow. */
struct packet_msg {
	uint16_t kind;		/* enum packet_kind, always client to server */
	uint16_t reserved;
	uint32_t bytes;		/* of the host struct with its trailer */
};

static inline const void *
packet_msg_body(const struct packet_msg *m)
{
	return m + 1;
}

struct gate {
	enum proto_version version;
};

void gate_init(struct gate *g, enum proto_version v);

/*
 * The gate as the packet shards call it; g must outlive them. It touches
 * nothing but const tables, so that all of them can use it at once.
 *
 * Every well-formed packet from a client is let through, also one that no room
 * handles or that belongs to the other port: the rooms know what they want,
 * and it shows that the client lives. What is unknown, goes the wrong way or
 * has the wrong size is IO_IGNORE (the shard counts those, and ends it).
 */
struct io_gate gate_io(const struct gate *g);

/* What a message to a room is about, for its stopwatch. Never NULL. */
const char *gate_message_name(const struct msg *m);

#endif
