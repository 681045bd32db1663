/*
 * frame.h - a stream of bytes cut into frames: i32 length, then that many
 * bytes (spec/wire.md 2).
 */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum {
	FRAME_LENGTH_BYTES = 4,
	FRAME_MIN_BYTES = 4,		/* the packet's type */
	FRAME_MAX_BYTES = 8192		/* of any version */
};

/* The length field, little-endian. */
void frame_put_length(uint8_t out[FRAME_LENGTH_BYTES], uint32_t n);

enum frame_result {
	FRAME_OK,		/* all bytes taken; half a frame may be kept */
	FRAME_BAD,		/* a length that no frame can have */
	FRAME_STOPPED		/* frame_fn returned false */
};

/*
 * Gets one whole frame, still enciphered, without its length; may change it
 * in place. False stops the reader.
 */
typedef bool frame_fn(void *context, uint8_t *frame, size_t n);

/* Keeps the begun frame of one stream, and nothing if there is none. */
struct frame_reader {
	uint8_t *held;			/* the begun frame, without length */
	uint32_t held_bytes;
	uint32_t frame_bytes;		/* its length, once that is known */
	uint8_t head[FRAME_LENGTH_BYTES];
	uint8_t head_bytes;
};

/* {0} is a new reader; fini frees what is kept and leaves a new one. */
void frame_reader_fini(struct frame_reader *r);

/*
 * Takes the next bytes of the stream, however they are split, and calls fn for
 * each frame that they complete. max_bytes is the longest frame allowed.
 */
enum frame_result frame_reader_feed(struct frame_reader *r, uint32_t max_bytes,
    uint8_t *bytes, size_t n, frame_fn *fn, void *context) MUST_USE;

/* Half a frame has come and the rest has not. */
static inline bool
frame_reader_is_waiting(const struct frame_reader *r)
{
	return r->head_bytes != 0;
}

#endif
