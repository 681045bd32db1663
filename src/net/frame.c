/*
 * frame.c - a stream of bytes cut into frames.
 *
 * Owns:   the begun frame of each reader.
 * Called: by conn.c for what clients send, by the fuzz target.
 * Thread: that of the reader's owner.
 */
#include "net/frame.h"

#include <stdlib.h>
#include <string.h>

void
frame_put_length(uint8_t out[FRAME_LENGTH_BYTES], uint32_t n)
{
	for (int i = 0; i < FRAME_LENGTH_BYTES; i++)
		out[i] = (uint8_t)(n >> (8 * i));
}

static uint32_t
get_length(const uint8_t in[FRAME_LENGTH_BYTES])
{
	return in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 |
	    (uint32_t)in[3] << 24;
}

void
frame_reader_fini(struct frame_reader *r)
{
	free(r->held);
	*r = (struct frame_reader){ 0 };
}

/*
 * The rest of a begun length field, then of a begun frame. Returns how many
 * bytes that took; the frame is whole if held_bytes == frame_bytes != 0.
 */
static size_t
continue_begun(struct frame_reader *r, uint32_t max_bytes,
    const uint8_t *bytes, size_t n, bool *is_bad)
{
	size_t taken = 0;
	size_t rest;

	while (r->head_bytes < FRAME_LENGTH_BYTES && taken < n)
		r->head[r->head_bytes++] = bytes[taken++];
	if (r->head_bytes < FRAME_LENGTH_BYTES)
		return taken;

	if (r->held == NULL) {
		/* Unsigned: a negative length is far too long. */
		uint32_t length = get_length(r->head);

		if (length < FRAME_MIN_BYTES || length > max_bytes) {
			*is_bad = true;
			return taken;
		}
		r->held = malloc(length);
		CHECK(r->held != NULL);
		r->frame_bytes = length;
	}
	rest = r->frame_bytes - r->held_bytes;
	if (rest > n - taken)
		rest = n - taken;
	memcpy(r->held + r->held_bytes, bytes + taken, rest);
	r->held_bytes += (uint32_t)rest;
	return taken + rest;
}

enum frame_result
frame_reader_feed(struct frame_reader *r, uint32_t max_bytes, uint8_t *bytes,
    size_t n, frame_fn *fn, void *context)
{
	bool is_bad = false;

	while (n > 0) {
		size_t taken;

		/* Whole frames need no copy: they are used where they lie. */
		if (r->head_bytes == 0 && n >= FRAME_LENGTH_BYTES) {
			uint32_t length = get_length(bytes);

			if (length < FRAME_MIN_BYTES || length > max_bytes)
				return FRAME_BAD;
			if (length <= n - FRAME_LENGTH_BYTES) {
				if (!fn(context, bytes + FRAME_LENGTH_BYTES,
				    length))
					return FRAME_STOPPED;
				bytes += FRAME_LENGTH_BYTES + length;
				n -= FRAME_LENGTH_BYTES + length;
				continue;
			}
		}

		taken = continue_begun(r, max_bytes, bytes, n, &is_bad);
		if (is_bad)
			return FRAME_BAD;
		bytes += taken;
		n -= taken;
		if (r->held != NULL && r->held_bytes == r->frame_bytes) {
			bool goes_on = fn(context, r->held, r->frame_bytes);

			frame_reader_fini(r);
			if (!goes_on)
				return FRAME_STOPPED;
		}
	}
	return FRAME_OK;
}
