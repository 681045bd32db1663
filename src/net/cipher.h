/*
 * cipher.h - the game's obfuscation: an XOR with a repeated 8-byte key, then
 * byte exchanges that depend on the length alone (spec/wire.md 3, 4).
 *
 * It hides nothing from anybody who has read this file.
 */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	CIPHER_KEY_BYTES = 8,
	CIPHER_MAX_BYTES = 8192,	/* longest frame of any version */

	/* What cipher_fan_out() may write past the end of its output. */
	CIPHER_SLACK_BYTES = 8
};

/* What every connection starts with, both ways: "m@rQn~W#". */
extern const uint8_t cipher_default_key[CIPHER_KEY_BYTES];

/* The same as a number: newkey's factor, and an argument of one of its uses. */
#define CIPHER_DEFAULT_KEY_U64	UINT64_C(0x23577e6e5172406d)

/* newkey(t, a, b) of spec/wire.md 4. */
void cipher_new_key(uint8_t key[CIPHER_KEY_BYTES], uint64_t t, int32_t a,
    int32_t b);

/* In place, whole frames: u32 type and body, without the length field. */
void cipher_encrypt(uint8_t *d, size_t n, const uint8_t key[CIPHER_KEY_BYTES]);
void cipher_decrypt(uint8_t *d, size_t n, const uint8_t key[CIPHER_KEY_BYTES]);

/*
 * One frame for many keys. The exchanges commute with the XOR if the key is
 * exchanged too; exchanging bytes of a repeated key is replacing some bytes by
 * those of the reversed key, turned by a few bytes. Which bytes: that is a
 * mask, and it depends on the length only. So the frame is exchanged once, and
 * a recipient costs two or three operations a word, without a branch.
 */
struct cipher_fan {
	size_t n;
	size_t words;
	uint32_t turn_a_bits;		/* how far the reversed key is turned */
	uint32_t turn_b_bits;
	int has_b;
	uint64_t data[CIPHER_MAX_BYTES / 8 + 1];
	uint64_t mask_a[CIPHER_MAX_BYTES / 8 + 1];
	uint64_t mask_b[CIPHER_MAX_BYTES / 8 + 1];
};

/* Prepares a frame in the clear, 1 <= n <= CIPHER_MAX_BYTES. */
void cipher_fan_init(struct cipher_fan *f, const uint8_t *frame, size_t n);

/*
 * Writes the enciphered frame. key is the 8 key bytes as they lie in memory.
 * May write up to CIPHER_SLACK_BYTES more than f->n.
 */
void cipher_fan_out(const struct cipher_fan *restrict f, uint64_t key,
    uint8_t *restrict out);

/* The 8 key bytes as a word, as they lie in memory. */
static inline uint64_t
cipher_key_word(const uint8_t key[CIPHER_KEY_BYTES])
{
	uint64_t word;

	memcpy(&word, key, sizeof(word));
	return word;
}

#endif
