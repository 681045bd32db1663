/*
 * codec.h - host structs to wire bytes and back, for each protocol version.
 *
 * A body is what follows the u32 type of a frame. One host struct a packet
 * serves all versions: on decoding, fields that a version lacks are 0; on
 * encoding they are left out, and arrays are as long as the version has them.
 * The functions are driven by const tables: any thread may call them.
 */
#ifndef PROTO_CODEC_H
#define PROTO_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "proto/packet.h"
#include "proto/version.h"

enum codec_result {
	CODEC_OK,
	CODEC_BAD_SIZE,		/* not the body length that it must have */
	CODEC_BAD_COUNT,	/* a count of elements that cannot be */
	CODEC_NO_ROOM,		/* out_cap is too small */
	CODEC_NOT_IN_VERSION	/* this version has no such packet */
};

const char *codec_result_name(enum codec_result r);

/*
 * Writes the body and returns its length; 0 if it does not fit into cap or
 * into what the version may send, or if the runs are not this packet's. The
 * packet's own count fields are filled in from the runs (a run that is not
 * given is empty), whatever the host struct says. Text that is too long for
 * its field is cut between characters.
 */
size_t codec_encode(enum proto_version v, enum packet_kind kind,
    const void *host, const struct packet_run *runs, size_t run_count,
    uint8_t *out, size_t cap) MUST_USE;

/*
 * Decodes a body of n bytes into out, which must be aligned to 8: the host
 * struct, then each run of elements, each aligned to 8 (the generated
 * x_items(p) finds them). *out_bytes is what was used. Nothing is written
 * unless the result is CODEC_OK. A body of 0 bytes is fine where the client
 * does not send a placeholder byte (spec/wire.md 6.3).
 */
enum codec_result codec_decode(enum proto_version v, enum packet_kind kind,
    const uint8_t *body, size_t n, void *out, size_t out_cap,
    size_t *out_bytes) MUST_USE;

/* All the checks of codec_decode(), and how much room it will want. */
enum codec_result codec_measure(enum proto_version v, enum packet_kind kind,
    const uint8_t *body, size_t n, size_t *out_bytes) MUST_USE;

/*
 * Reads one element from *p, *n and moves them behind it. For bodies that are
 * taken apart by hand. False, with nothing changed, if it is not all there.
 */
bool codec_decode_run(enum proto_version v, enum wire_struct type,
    const uint8_t **p, size_t *n, void *out) MUST_USE;

/* Bytes of the fixed part on the wire; 0 if the version does not have it. */
size_t codec_wire_bytes(enum proto_version v, enum packet_kind kind);
size_t codec_struct_wire_bytes(enum proto_version v, enum wire_struct type);

/* sizeof the host struct of an element. */
size_t codec_struct_host_bytes(enum wire_struct type);

#endif
