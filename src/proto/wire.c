/*
 * wire.c - little-endian reader and writer with a sticky error.
 *
 * Owns:   nothing; both work in the caller's bytes.
 * Called: by the codec and by what takes packets apart by hand.
 * Thread: any.
 */
#include "proto/wire.h"

#include <string.h>

void
wire_reader_init(struct wire_reader *r, const uint8_t *bytes, size_t n)
{
	*r = (struct wire_reader){ .at = bytes, .left = n };
}

void
wire_writer_init(struct wire_writer *w, uint8_t *out, size_t cap)
{
	*w = (struct wire_writer){ .at = out, .left = cap };
}

uint8_t
wire_read_u8(struct wire_reader *r)
{
	const uint8_t *p = wire_read(r, 1);

	return p == NULL ? 0 : *p;
}

uint16_t
wire_read_u16(struct wire_reader *r)
{
	const uint8_t *p = wire_read(r, 2);

	return p == NULL ? 0 : wire_get_u16(p);
}

uint32_t
wire_read_u32(struct wire_reader *r)
{
	const uint8_t *p = wire_read(r, 4);

	return p == NULL ? 0 : wire_get_u32(p);
}

uint64_t
wire_read_u64(struct wire_reader *r)
{
	const uint8_t *p = wire_read(r, 8);

	return p == NULL ? 0 : wire_get_u64(p);
}

void
wire_write_u8(struct wire_writer *w, uint8_t value)
{
	uint8_t *p = wire_write(w, 1);

	if (p != NULL)
		*p = value;
}

void
wire_write_u16(struct wire_writer *w, uint16_t value)
{
	uint8_t *p = wire_write(w, 2);

	if (p != NULL)
		wire_put_u16(p, value);
}

void
wire_write_u32(struct wire_writer *w, uint32_t value)
{
	uint8_t *p = wire_write(w, 4);

	if (p != NULL)
		wire_put_u32(p, value);
}

void
wire_write_u64(struct wire_writer *w, uint64_t value)
{
	uint8_t *p = wire_write(w, 8);

	if (p != NULL)
		wire_put_u64(p, value);
}

void
wire_write_zeros(struct wire_writer *w, size_t n)
{
	uint8_t *p = wire_write(w, n);

	if (p != NULL)
		memset(p, 0, n);
}

size_t
wire_reader_left(const struct wire_reader *r)
{
	return r->is_bad ? 0 : r->left;
}

size_t
wire_writer_bytes(const struct wire_writer *w)
{
	return w->is_bad ? 0 : w->used;
}
