/*
 * wire.h - little-endian reader and writer with a sticky error: do every
 * field, ask once. After an error reads give zeroes and writes do nothing.
 */
#ifndef PROTO_WIRE_H
#define PROTO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct wire_reader {
	const uint8_t *at;
	size_t left;
	bool is_bad;
};

struct wire_writer {
	uint8_t *at;
	size_t left;
	size_t used;
	bool is_bad;
};

void wire_reader_init(struct wire_reader *r, const uint8_t *bytes, size_t n);
void wire_writer_init(struct wire_writer *w, uint8_t *out, size_t cap);

/* The next n bytes, or NULL (and the error is set) if they are not there. */
static inline const uint8_t *
wire_read(struct wire_reader *r, size_t n)
{
	const uint8_t *p = r->at;

	if (r->is_bad || n > r->left) {
		r->is_bad = true;
		return NULL;
	}
	r->at += n;
	r->left -= n;
	return p;
}

/* Room for the next n bytes, or NULL (and the error is set). */
static inline uint8_t *
wire_write(struct wire_writer *w, size_t n)
{
	uint8_t *p = w->at;

	if (w->is_bad || n > w->left) {
		w->is_bad = true;
		return NULL;
	}
	w->at += n;
	w->left -= n;
	w->used += n;
	return p;
}

uint8_t wire_read_u8(struct wire_reader *r);
uint16_t wire_read_u16(struct wire_reader *r);
uint32_t wire_read_u32(struct wire_reader *r);
uint64_t wire_read_u64(struct wire_reader *r);

void wire_write_u8(struct wire_writer *w, uint8_t value);
void wire_write_u16(struct wire_writer *w, uint16_t value);
void wire_write_u32(struct wire_writer *w, uint32_t value);
void wire_write_u64(struct wire_writer *w, uint64_t value);

/* Zero bytes, as padding. */
void wire_write_zeros(struct wire_writer *w, size_t n);

/* Both are 0 after an error. */
size_t wire_reader_left(const struct wire_reader *r);
size_t wire_writer_bytes(const struct wire_writer *w);

/* Plain loads and stores at any alignment. */
static inline uint16_t
wire_get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t
wire_get_u32(const uint8_t *p)
{
	return (uint32_t)wire_get_u16(p) | (uint32_t)wire_get_u16(p + 2) << 16;
}

static inline uint64_t
wire_get_u64(const uint8_t *p)
{
	return (uint64_t)wire_get_u32(p) | (uint64_t)wire_get_u32(p + 4) << 32;
}

static inline void
wire_put_u16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
}

static inline void
wire_put_u32(uint8_t *p, uint32_t value)
{
	wire_put_u16(p, (uint16_t)value);
	wire_put_u16(p + 2, (uint16_t)(value >> 16));
}

static inline void
wire_put_u64(uint8_t *p, uint64_t value)
{
	wire_put_u32(p, (uint32_t)value);
	wire_put_u32(p + 4, (uint32_t)(value >> 32));
}

#endif
