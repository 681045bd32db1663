/*
 * codec_tables.h - the tables that protogen makes of the schema, for codec.c
 * and packet.c alone.
 */
#ifndef PROTO_CODEC_TABLES_H
#define PROTO_CODEC_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "proto/packet.h"
#include "proto/version.h"

/* What one row does; `count` numbers, units, bytes or structs of it. */
enum codec_code {
	CODEC_PAD,		/* zero bytes on the wire, none in the host */
	CODEC_U8,
	CODEC_U16,
	CODEC_U32,
	CODEC_U64,
	CODEC_TEXT,		/* UTF-16 units; UTF-8 in the host */
	CODEC_CHARS,		/* bytes up to a NUL */
	CODEC_STRUCT
};

/* Rows stand in the order of the wire and cover every byte of it. */
struct codec_op {
	uint16_t code;		/* enum codec_code */
	uint16_t count;
	uint16_t host_offset;
	uint16_t type;		/* enum wire_struct, of CODEC_STRUCT */
};

/* A struct in one version; wire_bytes 0: that version does not have it. */
struct codec_layout {
	const struct codec_op *ops;
	uint16_t op_count;
	uint16_t wire_bytes;
};

/* A number in a packet that says how many elements follow, or which. */
struct codec_number {
	uint16_t code;		/* CODEC_PAD: there is none */
	uint16_t host_offset;
	uint16_t wire_offset[PROTO_VERSION_COUNT];
};

struct codec_choice {
	const uint16_t *types;	/* enum wire_struct by number; WIRE_NONE: gap */
	uint16_t count;
};

/* Elements behind a packet: `count` of them, or one if there is no count. */
struct codec_run {
	uint16_t type;		/* enum wire_struct, or: */
	const struct codec_choice *choice;
	struct codec_number count;
	struct codec_number by;	/* into the choice */
};

struct packet_id_range {
	uint32_t base;
	uint16_t count;
	const uint16_t *kinds;	/* enum packet_kind by id - base */
};

extern const struct codec_layout
    codec_packet_layouts[PROTO_VERSION_COUNT][PKT_KIND_COUNT];
extern const struct codec_layout
    codec_struct_layouts[PROTO_VERSION_COUNT][WIRE_STRUCT_COUNT];
extern const uint16_t codec_struct_host_sizes[WIRE_STRUCT_COUNT];
extern const struct codec_run *const codec_packet_runs[PKT_KIND_COUNT];
extern const struct packet_info packet_infos[PKT_KIND_COUNT];
extern const struct packet_id_range packet_id_ranges[];
extern const size_t packet_id_range_count;

#endif
