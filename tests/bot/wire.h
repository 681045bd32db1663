/*
 * wire.h - the client's own frames, cipher and keys (spec/wire.md 2 to 4),
 * written apart from src/net so that a fault there does not cancel itself out.
 */
#ifndef BOT_WIRE_H
#define BOT_WIRE_H

#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_KEY_BYTES = 8,
	WIRE_HEAD_BYTES = 4,		/* the length, never enciphered */
	WIRE_MAX_FRAME = 8192
};

struct wire_key {
	uint8_t bytes[WIRE_KEY_BYTES];
};

/* The key that every connection starts with. */
extern const struct wire_key wire_default_key;

/* spec/wire.md 4: newkey(t, a, b). */
struct wire_key wire_key_derive(uint64_t t, int32_t a, int32_t b);

/* The same with the default key as the number t: what the shard sends under. */
struct wire_key wire_key_for_shard(int32_t client_version);

void wire_encrypt(uint8_t *data, size_t n, const struct wire_key *key);
void wire_decrypt(uint8_t *data, size_t n, const struct wire_key *key);

/*
 * Where a plain byte stands in an enciphered frame of n bytes: lets a reader
 * decipher single bytes.
 */
size_t wire_place(size_t n, size_t plain_index);

uint32_t wire_get_u32(const uint8_t *p);
uint64_t wire_get_u64(const uint8_t *p);
void wire_put_u32(uint8_t *p, uint32_t v);
void wire_put_u64(uint8_t *p, uint64_t v);

/*
 * Writes a whole frame: length, then type and body enciphered. out has room
 * for 8 + body_bytes; returns that sum.
 */
size_t wire_frame(uint8_t *out, uint32_t type, const uint8_t *body,
    size_t body_bytes, const struct wire_key *key);

#endif
