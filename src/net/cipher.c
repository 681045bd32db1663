/*
 * cipher.c - the game's obfuscation, for one frame and for many recipients.
 *
 * Owns:   nothing.
 * Called: by conn.c (in), ioloop.c (out), bots.
 * Thread: any.
 */
#include "net/cipher.h"

#include "base/check.h"

const uint8_t cipher_default_key[CIPHER_KEY_BYTES] = {
	'm', '@', 'r', 'Q', 'n', '~', 'W', '#'
};

void
cipher_new_key(uint8_t key[CIPHER_KEY_BYTES], uint64_t t, int32_t a, int32_t b)
{
	/* The sums wrap at 32 bits and are sign-extended: spec/wire.md 4. */
	int32_t a1 = (int32_t)((uint32_t)a + 1);
	int32_t b1 = (int32_t)((uint32_t)b + 1);
	uint64_t word = CIPHER_DEFAULT_KEY_U64 *
	    (t * (uint64_t)(int64_t)a1 * (uint64_t)(int64_t)b1);

	for (int i = 0; i < CIPHER_KEY_BYTES; i++)
		key[i] = (uint8_t)(word >> (8 * i));
}

static size_t
block_bytes(size_t n)
{
	return 2 * (n % 5) + 8;
}

/* d may be longer than n: whole words are done first, then the rest. */
static void
xor_key(uint8_t *d, size_t n, const uint8_t key[CIPHER_KEY_BYTES])
{
	uint64_t k = cipher_key_word(key);
	size_t i;

	for (i = 0; i + sizeof(k) <= n; i += sizeof(k)) {
		uint64_t word;

		memcpy(&word, d + i, sizeof(word));
		word ^= k;
		memcpy(d + i, &word, sizeof(word));
	}
	for (; i < n; i++)
		d[i] ^= key[i % CIPHER_KEY_BYTES];
}

/* One exchange a full block, at a place that wanders from block to block. */
static void
exchange_bytes(uint8_t *d, size_t n)
{
	size_t block = block_bytes(n);
	size_t k = 0;

	for (size_t at = 0; at + block <= n; at += block) {
		uint8_t *first = d + at + k;
		uint8_t *second = d + at + block - 1 - k;
		uint8_t kept = *first;

		*first = *second;
		*second = kept;
		k = k < block / 2 ? k + 1 : 0;
	}
}

void
cipher_encrypt(uint8_t *d, size_t n, const uint8_t key[CIPHER_KEY_BYTES])
{
	xor_key(d, n, key);
	exchange_bytes(d, n);
}

void
cipher_decrypt(uint8_t *d, size_t n, const uint8_t key[CIPHER_KEY_BYTES])
{
	exchange_bytes(d, n);
	xor_key(d, n, key);
}

static uint64_t
reverse_bytes(uint64_t word)
{
	return __builtin_bswap64(word);
}

static uint64_t
turn(uint64_t word, uint32_t bits)
{
	return (word << bits) | (word >> (-bits & 63));
}

/* By how many bits the reversed key moves when its bytes move up by n. */
static uint32_t
turn_bits(size_t bytes)
{
	uint32_t bits = (uint32_t)(bytes % 8) * 8;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bits = -bits & 63;
#endif
	return bits;
}

/*
 * In the block at `at` the bytes at i and j = 2 * at + block - 1 - i change
 * places, so byte i is enciphered with key[j % 8]. The reversed key holds
 * key[7 - i] at i; moved up by r bytes it holds key[(7 - i + r) % 8]: the
 * wanted byte if r = 2 * at + block modulo 8. Blocks of 8, 12 and 16 bytes
 * have one r, those of 10 and 14 have two by turns.
 */
void
cipher_fan_init(struct cipher_fan *f, const uint8_t *frame, size_t n)
{
	size_t block = block_bytes(n);
	uint64_t *mask = f->mask_a;
	size_t k = 0;

	CHECK(n > 0 && n <= CIPHER_MAX_BYTES);
	f->n = n;
	f->words = (n + 7) / 8;
	f->has_b = block % 4 != 0;
	f->turn_a_bits = turn_bits(block);
	f->turn_b_bits = turn_bits(3 * block);
	f->data[f->words - 1] = 0;
	memcpy(f->data, frame, n);
	exchange_bytes((uint8_t *)f->data, n);

	memset(f->mask_a, 0, f->words * sizeof(*f->mask_a));
	if (f->has_b)
		memset(f->mask_b, 0, f->words * sizeof(*f->mask_b));
	for (size_t at = 0; at + block <= n; at += block) {
		((uint8_t *)mask)[at + k] = 0xff;
		((uint8_t *)mask)[at + block - 1 - k] = 0xff;
		k = k < block / 2 ? k + 1 : 0;
		if (f->has_b)
			mask = mask == f->mask_a ? f->mask_b : f->mask_a;
	}
}

void
cipher_fan_out(const struct cipher_fan *restrict f, uint64_t key,
    uint8_t *restrict out)
{
	uint64_t reversed = reverse_bytes(key);
	/* Where a mask is set, key ^ difference is the reversed key's byte. */
	uint64_t a = key ^ turn(reversed, f->turn_a_bits);
	uint64_t b = key ^ turn(reversed, f->turn_b_bits);
	size_t words = f->words;

	if (!f->has_b) {
		for (size_t i = 0; i < words; i++) {
			uint64_t w = f->data[i] ^ key ^ (f->mask_a[i] & a);

			memcpy(out + 8 * i, &w, sizeof(w));
		}
		return;
	}
	for (size_t i = 0; i < words; i++) {
		uint64_t w = f->data[i] ^ key ^ (f->mask_a[i] & a) ^
		    (f->mask_b[i] & b);

		memcpy(out + 8 * i, &w, sizeof(w));
	}
}
