/*
 * bot_wire.h - the client's own frames, cipher and keys (spec/wire.md 2 to 4),
 * written apart from src/net so that a fault there does not cancel itself out.
 */
#ifndef BOT_BOT_WIRE_H
#define BOT_BOT_WIRE_H

#include <stddef.h>
#include <stdint.h>

enum {
	BOT_KEY_BYTES = 8,
	BOT_HEAD_BYTES = 4,		/* the length, never enciphered */
	BOT_MAX_FRAME = 8192
};

struct bot_key {
	uint8_t bytes[BOT_KEY_BYTES];
};

/* The key that every connection starts with. */
extern const struct bot_key bot_key_default;

/* spec/wire.md 4: newkey(t, a, b). */
struct bot_key bot_key_derive(uint64_t t, int32_t a, int32_t b);

/* The same with the default key as the number t: what the shard sends under. */
struct bot_key bot_key_for_shard(int32_t client_version);

void bot_encrypt(uint8_t *data, size_t n, const struct bot_key *key);
void bot_decrypt(uint8_t *data, size_t n, const struct bot_key *key);

/*
 * Where a plain byte stands in an enciphered frame of n bytes: lets a reader
 * decipher single bytes.
 */
size_t bot_cipher_place(size_t n, size_t plain_index);

/*
 * Writes a whole frame: length, then type and body enciphered. out has room
 * for 8 + body_bytes; returns that sum.
 */
size_t bot_frame(uint8_t *out, uint32_t type, const uint8_t *body,
    size_t body_bytes, const struct bot_key *key);

#endif
