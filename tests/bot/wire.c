/*
 * wire.c - the client's own frames, cipher and keys.
 *
 * Owns:   nothing; functions only.
 * Called: by bot.c, fusionload and the hostile tests.
 * Thread: any.
 */
#include "wire.h"

#include <string.h>

/* spec/wire.md 3 */
const struct wire_key wire_default_key = { "m@rQn~W#" };

uint32_t
wire_get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

uint64_t
wire_get_u64(const uint8_t *p)
{
	return wire_get_u32(p) | (uint64_t)wire_get_u32(p + 4) << 32;
}

void
wire_put_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

void
wire_put_u64(uint8_t *p, uint64_t v)
{
	wire_put_u32(p, (uint32_t)v);
	wire_put_u32(p + 4, (uint32_t)(v >> 32));
}

struct wire_key
wire_key_derive(uint64_t t, int32_t a, int32_t b)
{
	uint64_t k = wire_get_u64(wire_default_key.bytes);
	uint64_t a1 = (uint64_t)(int64_t)(int32_t)((uint32_t)a + 1);
	uint64_t b1 = (uint64_t)(int64_t)(int32_t)((uint32_t)b + 1);
	struct wire_key key;

	wire_put_u64(key.bytes, k * (t * a1 * b1));
	return key;
}

struct wire_key
wire_key_for_shard(int32_t client_version)
{
	return wire_key_derive(wire_get_u64(wire_default_key.bytes),
	    client_version, 1);
}

static size_t
wire_block_bytes(size_t n)
{
	return 2 * (n % 5) + 8;
}

/* One exchange in each full block, the place walks from block to block. */
static void
wire_swap(uint8_t *d, size_t n)
{
	size_t block = wire_block_bytes(n);
	size_t k = 0;

	for (size_t at = 0; at + block <= n; at += block) {
		uint8_t t = d[at + k];

		d[at + k] = d[at + block - 1 - k];
		d[at + block - 1 - k] = t;
		k = k + 1 > block / 2 ? 0 : k + 1;
	}
}

static void
wire_xor(uint8_t *d, size_t n, const struct wire_key *key)
{
	for (size_t i = 0; i < n; i++)
		d[i] ^= key->bytes[i % WIRE_KEY_BYTES];
}

void
wire_encrypt(uint8_t *data, size_t n, const struct wire_key *key)
{
	wire_xor(data, n, key);
	wire_swap(data, n);
}

void
wire_decrypt(uint8_t *data, size_t n, const struct wire_key *key)
{
	wire_swap(data, n);
	wire_xor(data, n, key);
}

size_t
wire_place(size_t n, size_t plain_index)
{
	size_t block = wire_block_bytes(n);
	size_t nth = plain_index / block;
	size_t at = nth * block;
	size_t k = nth % (block / 2 + 1);

	if (at + block > n)
		return plain_index;
	if (plain_index == at + k)
		return at + block - 1 - k;
	if (plain_index == at + block - 1 - k)
		return at + k;
	return plain_index;
}

size_t
wire_frame(uint8_t *out, uint32_t type, const uint8_t *body, size_t body_bytes,
    const struct wire_key *key)
{
	wire_put_u32(out, (uint32_t)(4 + body_bytes));
	wire_put_u32(out + WIRE_HEAD_BYTES, type);
	if (body_bytes > 0)
		memcpy(out + WIRE_HEAD_BYTES + 4, body, body_bytes);
	wire_encrypt(out + WIRE_HEAD_BYTES, 4 + body_bytes, key);
	return WIRE_HEAD_BYTES + 4 + body_bytes;
}
