/*
 * packet_random.c - random but sound packets of any kind, for tests.
 *
 * Owns:   nothing; all is the caller's.
 * Called: by the codec's tests and the fuzz driver.
 * Thread: any.
 */
#include "support/packet_random.h"

#include <string.h>

#include "base/check.h"
#include "proto/codec.h"
#include "proto/codec_tables.h"

struct filler {
	enum proto_version version;
	bool is_from_client;
	struct rng *rng;
};

static uint32_t
random_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(rng_u64(rng) % n);
}

/* One character of 1 to 4 bytes; never a surrogate. */
static size_t
random_char(struct rng *rng, char out[4], size_t *units)
{
	size_t bytes = 1 + random_below(rng, 4);

	*units = bytes == 4 ? 2 : 1;
	switch (bytes) {
	case 1:
		out[0] = (char)(1 + random_below(rng, 0x7f));
		break;
	case 2:
		out[0] = (char)(0xc2 + random_below(rng, 0x1e));
		break;
	case 3:
		out[0] = (char)(0xe1 + random_below(rng, 0x0c));
		break;
	case 4:
		out[0] = (char)(0xf1 + random_below(rng, 3));
		break;
	}
	for (size_t i = 1; i < bytes; i++)
		out[i] = (char)(0x80 + random_below(rng, 0x40));
	return bytes;
}

/* What a client may send is shorter: see str_from_utf16(). */
static void
fill_text(const struct filler *f, uint8_t *host, size_t unit_count)
{
	size_t byte_cap = f->is_from_client ? unit_count - 1 :
	    3 * (unit_count - 1);
	size_t units_left = random_below(f->rng, (uint32_t)unit_count);
	size_t used = 0;

	while (units_left > 0) {
		char c[4];
		size_t units;
		size_t bytes = random_char(f->rng, c, &units);

		if (units > units_left || used + bytes > byte_cap)
			break;
		memcpy(host + used, c, bytes);
		used += bytes;
		units_left -= units;
	}
	host[used] = '\0';
}

static void
fill_bytes(struct rng *rng, uint8_t *host, size_t n)
{
	for (size_t i = 0; i < n; i++)
		host[i] = (uint8_t)rng_u64(rng);
}

static void
fill_chars(struct rng *rng, uint8_t *host, size_t n)
{
	size_t used = random_below(rng, (uint32_t)n + 1);

	for (size_t i = 0; i < used; i++)
		host[i] = (uint8_t)(1 + random_below(rng, 255));
	host[used] = '\0';
}

static void
fill_layout(const struct filler *f, const struct codec_layout *layout,
    uint8_t *host)
{
	for (size_t i = 0; i < layout->op_count; i++) {
		const struct codec_op *op = &layout->ops[i];
		uint8_t *to = host + op->host_offset;

		switch ((enum codec_code)op->code) {
		case CODEC_PAD:
			break;
		case CODEC_U8:
			fill_bytes(f->rng, to, op->count);
			break;
		case CODEC_U16:
			fill_bytes(f->rng, to, 2u * op->count);
			break;
		case CODEC_U32:
			fill_bytes(f->rng, to, 4u * op->count);
			break;
		case CODEC_U64:
			fill_bytes(f->rng, to, 8u * op->count);
			break;
		case CODEC_TEXT:
			fill_text(f, to, op->count);
			break;
		case CODEC_CHARS:
			fill_chars(f->rng, to, op->count);
			break;
		case CODEC_STRUCT:
			for (size_t n = 0; n < op->count; n++)
				fill_layout(f, &codec_struct_layouts
				    [f->version][op->type], to +
				    n * codec_struct_host_sizes[op->type]);
			break;
		}
	}
}

static void
number_set(const struct codec_number *number, uint8_t *host, uint32_t value)
{
	int8_t narrow = (int8_t)value;
	int16_t middle = (int16_t)value;

	if (number->code == CODEC_U8)
		memcpy(host + number->host_offset, &narrow, 1);
	else if (number->code == CODEC_U16)
		memcpy(host + number->host_offset, &middle, 2);
	else if (number->code == CODEC_U32)
		memcpy(host + number->host_offset, &value, 4);
}

static enum wire_struct
pick_type(const struct codec_run *run, uint8_t *host, struct rng *rng)
{
	uint32_t value;

	if (run->choice == NULL)
		return (enum wire_struct)run->type;
	do
		value = random_below(rng, run->choice->count);
	while (run->choice->types[value] == WIRE_NONE);
	number_set(&run->by, host, value);
	return (enum wire_struct)run->choice->types[value];
}

void
packet_random_make(struct packet_random *out, enum proto_version v,
    enum packet_kind kind, uint32_t max_items, struct rng *rng)
{
	const struct packet_info *info = packet_info(kind);
	const struct filler f = { v, packet_is_from_client(info), rng };
	size_t room = proto_body_max_bytes(v) - codec_wire_bytes(v, kind);

	CHECK(info->host_bytes <= sizeof(out->host));
	memset(out->host, 0, info->host_bytes);
	fill_layout(&f, &codec_packet_layouts[v][kind], out->host);
	out->run_count = info->run_count;
	for (size_t i = 0; i < info->run_count; i++) {
		const struct codec_run *run = &codec_packet_runs[kind][i];
		enum wire_struct type = pick_type(run, out->host, rng);
		size_t wire_bytes = codec_struct_wire_bytes(v, type);
		size_t host_bytes = codec_struct_host_bytes(type);
		uint32_t count = random_below(rng, max_items + 1);

		if (count > room / wire_bytes)
			count = (uint32_t)(room / wire_bytes);
		if (run->count.code == CODEC_U8 && count > INT8_MAX)
			count = INT8_MAX;
		if (run->count.code == CODEC_PAD)
			count = 1;
		room -= count * wire_bytes;
		CHECK(count * host_bytes <= sizeof(out->items[i]));
		number_set(&run->count, out->host, count);
		memset(out->items[i], 0, count * host_bytes);
		for (uint32_t n = 0; n < count; n++)
			fill_layout(&f, &codec_struct_layouts[v][type],
			    out->items[i] + n * host_bytes);
		out->runs[i] = (struct packet_run){
			type, out->items[i], count
		};
	}
}
