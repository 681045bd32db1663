/*
 * codec.c - host structs to wire bytes and back: a small interpreter of the
 * generated tables.
 *
 * Owns:   nothing.
 * Called: by the gate for what comes in, by the rooms for what goes out, and by
 *         bots for both.
 * Thread: any.
 */
#include "proto/codec.h"

#include <string.h>

#include "base/str.h"
#include "proto/codec_tables.h"
#include "proto/wire.h"

/* What is to be known on the way down through nested structs. */
struct codec_way {
	const struct codec_layout *structs;	/* of the version */
	bool is_from_client;	/* its text is cut as the game does */
};

static const char *const result_names[] = {
	[CODEC_OK] = "ok",
	[CODEC_BAD_SIZE] = "bad size",
	[CODEC_BAD_COUNT] = "bad count",
	[CODEC_NO_ROOM] = "no room",
	[CODEC_NOT_IN_VERSION] = "not in this version"
};

const char *
codec_result_name(enum codec_result r)
{
	CHECK((size_t)r < COUNT_OF(result_names));
	return result_names[r];
}

/* The UTF-8 room of a text of so many units: see the schema's head. */
static size_t
text_host_bytes(size_t units)
{
	return 3 * (units - 1) + 1;
}

static const struct codec_layout *
packet_layout(enum proto_version v, enum packet_kind kind)
{
	CHECK(v < PROTO_VERSION_COUNT);
	CHECK(kind < PKT_KIND_COUNT);
	return &codec_packet_layouts[v][kind];
}

static const struct codec_layout *
struct_layout(enum proto_version v, enum wire_struct type)
{
	CHECK(v < PROTO_VERSION_COUNT);
	CHECK(type < WIRE_STRUCT_COUNT);
	return &codec_struct_layouts[v][type];
}

/* --- host to wire --------------------------------------------------------- */

static void
encode_u16s(struct wire_writer *w, const uint8_t *host, size_t count)
{
	uint8_t *p = wire_write(w, 2 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint16_t value;

		memcpy(&value, host + 2 * i, sizeof(value));
		wire_put_u16(p + 2 * i, value);
	}
}

static void
encode_u32s(struct wire_writer *w, const uint8_t *host, size_t count)
{
	uint8_t *p = wire_write(w, 4 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint32_t value;

		memcpy(&value, host + 4 * i, sizeof(value));
		wire_put_u32(p + 4 * i, value);
	}
}

static void
encode_u64s(struct wire_writer *w, const uint8_t *host, size_t count)
{
	uint8_t *p = wire_write(w, 8 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint64_t value;

		memcpy(&value, host + 8 * i, sizeof(value));
		wire_put_u64(p + 8 * i, value);
	}
}

static void
encode_bytes(struct wire_writer *w, const uint8_t *host, size_t count)
{
	uint8_t *p = wire_write(w, count);

	if (p != NULL)
		memcpy(p, host, count);
}

static void
encode_text(struct wire_writer *w, const uint8_t *host, size_t units)
{
	uint8_t *p = wire_write(w, 2 * units);

	if (p != NULL)
		str_to_utf16(p, units, (const char *)host);
}

static void
encode_chars(struct wire_writer *w, const uint8_t *host, size_t count)
{
	uint8_t *p = wire_write(w, count);
	size_t n = strnlen((const char *)host, count);

	if (p == NULL)
		return;
	memcpy(p, host, n);
	memset(p + n, 0, count - n);
}

static void
encode_layout(const struct codec_way *way, const struct codec_layout *layout,
    struct wire_writer *w, const uint8_t *host)
{
	for (size_t i = 0; i < layout->op_count; i++) {
		const struct codec_op *op = &layout->ops[i];
		const uint8_t *from = host + op->host_offset;

		switch ((enum codec_code)op->code) {
		case CODEC_PAD:
			wire_write_zeros(w, op->count);
			break;
		case CODEC_U8:
			encode_bytes(w, from, op->count);
			break;
		case CODEC_U16:
			encode_u16s(w, from, op->count);
			break;
		case CODEC_U32:
			encode_u32s(w, from, op->count);
			break;
		case CODEC_U64:
			encode_u64s(w, from, op->count);
			break;
		case CODEC_TEXT:
			encode_text(w, from, op->count);
			break;
		case CODEC_CHARS:
			encode_chars(w, from, op->count);
			break;
		case CODEC_STRUCT:
			for (size_t n = 0; n < op->count; n++)
				encode_layout(way, &way->structs[op->type], w,
				    from + n * codec_struct_host_sizes
				    [op->type]);
			break;
		}
	}
}

/* --- wire to host --------------------------------------------------------- */

static void
decode_u16s(struct wire_reader *r, uint8_t *host, size_t count)
{
	const uint8_t *p = wire_read(r, 2 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint16_t value = wire_get_u16(p + 2 * i);

		memcpy(host + 2 * i, &value, sizeof(value));
	}
}

static void
decode_u32s(struct wire_reader *r, uint8_t *host, size_t count)
{
	const uint8_t *p = wire_read(r, 4 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint32_t value = wire_get_u32(p + 4 * i);

		memcpy(host + 4 * i, &value, sizeof(value));
	}
}

static void
decode_u64s(struct wire_reader *r, uint8_t *host, size_t count)
{
	const uint8_t *p = wire_read(r, 8 * count);

	for (size_t i = 0; p != NULL && i < count; i++) {
		uint64_t value = wire_get_u64(p + 8 * i);

		memcpy(host + 8 * i, &value, sizeof(value));
	}
}

static void
decode_bytes(struct wire_reader *r, uint8_t *host, size_t count)
{
	const uint8_t *p = wire_read(r, count);

	if (p != NULL)
		memcpy(host, p, count);
}

static void
decode_text(const struct codec_way *way, struct wire_reader *r, uint8_t *host,
    size_t units)
{
	const uint8_t *p = wire_read(r, 2 * units);

	if (p == NULL)
		return;
	if (way->is_from_client)
		str_from_utf16((char *)host, text_host_bytes(units), p, units);
	else
		str_from_utf16_whole((char *)host, text_host_bytes(units), p,
		    units);
}

/* The host has one byte more, for the NUL; it is zero already. */
static void
decode_chars(struct wire_reader *r, uint8_t *host, size_t count)
{
	const uint8_t *p = wire_read(r, count);

	if (p != NULL)
		memcpy(host, p, strnlen((const char *)p, count));
}

/* The host must be zeroed: fields that the version lacks are not touched. */
static void
decode_layout(const struct codec_way *way, const struct codec_layout *layout,
    struct wire_reader *r, uint8_t *host)
{
	for (size_t i = 0; i < layout->op_count; i++) {
		const struct codec_op *op = &layout->ops[i];
		uint8_t *to = host + op->host_offset;

		switch ((enum codec_code)op->code) {
		case CODEC_PAD:
			wire_read(r, op->count);
			break;
		case CODEC_U8:
			decode_bytes(r, to, op->count);
			break;
		case CODEC_U16:
			decode_u16s(r, to, op->count);
			break;
		case CODEC_U32:
			decode_u32s(r, to, op->count);
			break;
		case CODEC_U64:
			decode_u64s(r, to, op->count);
			break;
		case CODEC_TEXT:
			decode_text(way, r, to, op->count);
			break;
		case CODEC_CHARS:
			decode_chars(r, to, op->count);
			break;
		case CODEC_STRUCT:
			for (size_t n = 0; n < op->count; n++)
				decode_layout(way, &way->structs[op->type], r,
				    to + n * codec_struct_host_sizes
				    [op->type]);
			break;
		}
	}
}

/* --- counts of elements --------------------------------------------------- */

/* Numbers are signed whatever the schema calls them: none is that large. */
static int64_t
number_read(const struct codec_number *number, enum proto_version v,
    const uint8_t *body)
{
	const uint8_t *p = body + number->wire_offset[v];

	switch ((enum codec_code)number->code) {
	case CODEC_U8:
		return (int8_t)*p;
	case CODEC_U16:
		return (int16_t)wire_get_u16(p);
	case CODEC_U32:
		return (int32_t)wire_get_u32(p);
	case CODEC_PAD: case CODEC_U64: case CODEC_TEXT: case CODEC_CHARS:
	case CODEC_STRUCT:
		break;
	}
	return 1;	/* no count field: always one */
}

/* False if the field cannot hold the value. */
static bool
number_write(const struct codec_number *number, enum proto_version v,
    uint8_t *body, uint32_t value)
{
	uint8_t *p = body + number->wire_offset[v];

	switch ((enum codec_code)number->code) {
	case CODEC_U8:
		*p = (uint8_t)value;
		return value <= INT8_MAX;
	case CODEC_U16:
		wire_put_u16(p, (uint16_t)value);
		return value <= INT16_MAX;
	case CODEC_U32:
		wire_put_u32(p, value);
		return value <= INT32_MAX;
	case CODEC_PAD: case CODEC_U64: case CODEC_TEXT: case CODEC_CHARS:
	case CODEC_STRUCT:
		break;
	}
	return value == 1;
}

/* What follows; WIRE_NONE if the choice does not know the body's number. */
static enum wire_struct
run_type(const struct codec_run *run, enum proto_version v,
    const uint8_t *body)
{
	int64_t number;

	if (run->choice == NULL)
		return (enum wire_struct)run->type;
	number = number_read(&run->by, v, body);
	if (number < 0 || number >= run->choice->count)
		return WIRE_NONE;
	return (enum wire_struct)run->choice->types[number];
}

/* A run without a count field: one element. */
static bool
is_one(const struct codec_run *run)
{
	return run->count.code == CODEC_PAD;
}

/* How many follow; behind "one by" none if the choice knows none. */
static int64_t
run_count_read(const struct codec_run *run, enum proto_version v,
    const uint8_t *body)
{
	if (is_one(run) && run_type(run, v, body) == WIRE_NONE)
		return 0;
	return number_read(&run->count, v, body);
}

/*
 * Checks one run at *at of a body of n bytes and moves *at and *host behind
 * it. Counts are tried by division first: a product could overflow.
 */
static enum codec_result
run_measure(const struct codec_run *run, enum proto_version v,
    const uint8_t *body, size_t n, size_t *at, size_t *host)
{
	int64_t count = run_count_read(run, v, body);
	enum wire_struct type = run_type(run, v, body);
	size_t wire_bytes;

	*host = PACKET_TAIL(*host);
	if (count == 0)
		return CODEC_OK;
	if (count < 0 || type == WIRE_NONE)
		return CODEC_BAD_COUNT;
	wire_bytes = struct_layout(v, type)->wire_bytes;
	if (wire_bytes == 0 ||
	    (uint64_t)count > proto_body_max_bytes(v) / wire_bytes)
		return CODEC_BAD_COUNT;
	if ((size_t)count > (n - *at) / wire_bytes)
		return CODEC_BAD_SIZE;
	*at += (size_t)count * wire_bytes;
	*host += (size_t)count * codec_struct_host_sizes[type];
	return CODEC_OK;
}

/* --- whole packets -------------------------------------------------------- */

/* The client leaves out a body of one placeholder byte (spec/wire.md 6.3). */
static bool
is_left_out(const struct codec_layout *layout, enum packet_kind kind, size_t n)
{
	return n == 0 && layout->wire_bytes == 1 &&
	    packet_info(kind)->run_count == 0;
}

enum codec_result
codec_measure(enum proto_version v, enum packet_kind kind,
    const uint8_t *body, size_t n, size_t *out_bytes)
{
	const struct codec_layout *layout = packet_layout(v, kind);
	const struct packet_info *info = packet_info(kind);
	const struct codec_run *runs = codec_packet_runs[kind];
	size_t at = layout->wire_bytes;
	size_t host = info->host_bytes;

	if (layout->wire_bytes == 0)
		return CODEC_NOT_IN_VERSION;
	if (is_left_out(layout, kind, n)) {
		*out_bytes = host;
		return CODEC_OK;
	}
	/* Before any count is read: it may lie behind the end. */
	if (n < at || n > proto_body_max_bytes(v))
		return CODEC_BAD_SIZE;
	for (size_t i = 0; i < info->run_count; i++) {
		enum codec_result res = run_measure(&runs[i], v, body, n, &at,
		    &host);

		if (res != CODEC_OK)
			return res;
	}
	if (at != n)
		return CODEC_BAD_SIZE;
	*out_bytes = host;
	return CODEC_OK;
}

static void
decode_run(const struct codec_way *way, const struct codec_run *run,
    enum proto_version v, const uint8_t *body, struct wire_reader *r,
    uint8_t *out, size_t *host)
{
	int64_t count = run_count_read(run, v, body);
	enum wire_struct type = run_type(run, v, body);

	*host = PACKET_TAIL(*host);
	for (int64_t i = 0; i < count; i++) {
		decode_layout(way, &way->structs[type], r, out + *host);
		*host += codec_struct_host_sizes[type];
	}
}

enum codec_result
codec_decode(enum proto_version v, enum packet_kind kind, const uint8_t *body,
    size_t n, void *out, size_t out_cap, size_t *out_bytes)
{
	const struct packet_info *info = packet_info(kind);
	const struct codec_way way = {
		codec_struct_layouts[v], packet_is_from_client(info)
	};
	struct wire_reader r;
	size_t host = info->host_bytes;
	size_t host_bytes;
	enum codec_result res = codec_measure(v, kind, body, n, &host_bytes);

	if (res != CODEC_OK)
		return res;
	if (host_bytes > out_cap)
		return CODEC_NO_ROOM;
	memset(out, 0, host_bytes);
	*out_bytes = host_bytes;
	if (n == 0)
		return CODEC_OK;
	wire_reader_init(&r, body, n);
	decode_layout(&way, packet_layout(v, kind), &r, out);
	for (size_t i = 0; i < info->run_count; i++)
		decode_run(&way, &codec_packet_runs[kind][i], v, body, &r, out,
		    &host);
	CHECK(!r.is_bad && wire_reader_left(&r) == 0);
	return CODEC_OK;
}

/* One run behind the body; `given` may be NULL: none of them. */
static bool
encode_run(const struct codec_way *way, const struct codec_run *run,
    enum proto_version v, const struct packet_run *given, uint8_t *body,
    struct wire_writer *w)
{
	uint32_t count = given == NULL ? 0 : given->count;

	if (is_one(run) && count == 0)
		return run_type(run, v, body) == WIRE_NONE;
	if (!number_write(&run->count, v, body, count))
		return false;
	if (count == 0)
		return true;
	if (given->type == WIRE_NONE || run_type(run, v, body) != given->type)
		return false;
	for (uint32_t i = 0; i < count && !w->is_bad; i++)
		encode_layout(way, &way->structs[given->type], w,
		    (const uint8_t *)given->items +
		    (size_t)i * codec_struct_host_sizes[given->type]);
	return true;
}

size_t
codec_encode(enum proto_version v, enum packet_kind kind, const void *host,
    const struct packet_run *runs, size_t run_count, uint8_t *out, size_t cap)
{
	const struct codec_layout *layout = packet_layout(v, kind);
	const struct packet_info *info = packet_info(kind);
	const struct codec_way way = { codec_struct_layouts[v], false };
	size_t max = proto_body_max_bytes(v);
	struct wire_writer w;

	if (layout->wire_bytes == 0 || run_count > info->run_count)
		return 0;
	wire_writer_init(&w, out, cap < max ? cap : max);
	encode_layout(&way, layout, &w, host);
	for (size_t i = 0; i < info->run_count && !w.is_bad; i++)
		if (!encode_run(&way, &codec_packet_runs[kind][i], v,
		    i < run_count ? &runs[i] : NULL, out, &w))
			return 0;
	return wire_writer_bytes(&w);
}

bool
codec_decode_run(enum proto_version v, enum wire_struct type,
    const uint8_t **p, size_t *n, void *out)
{
	const struct codec_layout *layout = struct_layout(v, type);
	const struct codec_way way = { codec_struct_layouts[v], false };
	struct wire_reader r;

	if (layout->wire_bytes == 0 || *n < layout->wire_bytes)
		return false;
	wire_reader_init(&r, *p, *n);
	memset(out, 0, codec_struct_host_sizes[type]);
	decode_layout(&way, layout, &r, out);
	*p = r.at;
	*n = r.left;
	return true;
}

size_t
codec_wire_bytes(enum proto_version v, enum packet_kind kind)
{
	return packet_layout(v, kind)->wire_bytes;
}

size_t
codec_struct_wire_bytes(enum proto_version v, enum wire_struct type)
{
	return struct_layout(v, type)->wire_bytes;
}

size_t
codec_struct_host_bytes(enum wire_struct type)
{
	CHECK(type < WIRE_STRUCT_COUNT);
	return codec_struct_host_sizes[type];
}
