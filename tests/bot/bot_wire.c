/*
 * bot_wire.c - the client's own frames, cipher and keys.
 *
 * Owns:   nothing; functions only.
 * Called: by bot.c, fusionload and the hostile tests.
 * Thread: any.
 */
#include "bot/bot_wire.h"

#include <string.h>

#include "proto/wire.h"

/* spec/wire.md 3 */
const struct bot_key bot_key_default = { "m@rQn~W#" };

struct bot_key
bot_key_derive(uint64_t t, int32_t a, int32_t b)
{
	uint64_t k = wire_get_u64(bot_key_default.bytes);
	uint64_t a1 = (uint64_t)(int64_t)(int32_t)((uint32_t)a + 1);
	uint64_t b1 = (uint64_t)(int64_t)(int32_t)((uint32_t)b + 1);
	struct bot_key key;

	wire_put_u64(key.bytes, k * (t * a1 * b1));
	return key;
}

struct bot_key
bot_key_for_shard(int32_t client_version)
{
	return bot_key_derive(wire_get_u64(bot_key_default.bytes),
	    client_version, 1);
}

static size_t
bot_block_bytes(size_t n)
{
	return 2 * (n % 5) + 8;
}

/* One exchange in each full block, the place walks from block to block. */
static void
bot_swap(uint8_t *d, size_t n)
{
	size_t block = bot_block_bytes(n);
	size_t k = 0;

	for (size_t at = 0; at + block <= n; at += block) {
		uint8_t t = d[at + k];

		d[at + k] = d[at + block - 1 - k];
		d[at + block - 1 - k] = t;
		k = k + 1 > block / 2 ? 0 : k + 1;
	}
}

static void
bot_xor(uint8_t *d, size_t n, const struct bot_key *key)
{
	for (size_t i = 0; i < n; i++)
		d[i] ^= key->bytes[i % BOT_KEY_BYTES];
}

void
bot_encrypt(uint8_t *data, size_t n, const struct bot_key *key)
{
	bot_xor(data, n, key);
	bot_swap(data, n);
}

void
bot_decrypt(uint8_t *data, size_t n, const struct bot_key *key)
{
	bot_swap(data, n);
	bot_xor(data, n, key);
}

size_t
bot_cipher_place(size_t n, size_t plain_index)
{
	size_t block = bot_block_bytes(n);
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
bot_frame(uint8_t *out, uint32_t type, const uint8_t *body, size_t body_bytes,
    const struct bot_key *key)
{
	wire_put_u32(out, (uint32_t)(4 + body_bytes));
	wire_put_u32(out + BOT_HEAD_BYTES, type);
	if (body_bytes > 0)
		memcpy(out + BOT_HEAD_BYTES + 4, body, body_bytes);
	bot_encrypt(out + BOT_HEAD_BYTES, 4 + body_bytes, key);
	return BOT_HEAD_BYTES + 4 + body_bytes;
}
