/*
 * test_cipher.c - the vectors of spec/wire.md 5, and fan-out against encrypt.
 *
 * Owns:   nothing.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "net/cipher.h"

/* --- SHA-256 (FIPS 180-4), for the three long vectors --- */

static const uint32_t sha_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t
turn_right(uint32_t x, int bits)
{
	return (x >> bits) | (x << (32 - bits));
}

static void
sha_block(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64];
	uint32_t v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
		    (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		    (turn_right(w[i - 15], 7) ^ turn_right(w[i - 15], 18) ^
		    (w[i - 15] >> 3)) +
		    (turn_right(w[i - 2], 17) ^ turn_right(w[i - 2], 19) ^
		    (w[i - 2] >> 10));
	memcpy(v, h, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t t1 = v[7] + (turn_right(v[4], 6) ^
		    turn_right(v[4], 11) ^ turn_right(v[4], 25)) +
		    ((v[4] & v[5]) ^ (~v[4] & v[6])) + sha_k[i] + w[i];
		uint32_t t2 = (turn_right(v[0], 2) ^ turn_right(v[0], 13) ^
		    turn_right(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^
		    (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

static void
sha256_hex(const uint8_t *d, size_t n, char out[65])
{
	uint32_t h[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};
	uint8_t last[128] = { 0 };
	size_t whole = n / 64 * 64;
	size_t rest = n - whole;
	size_t last_bytes = rest < 56 ? 64 : 128;

	for (size_t i = 0; i < whole; i += 64)
		sha_block(h, d + i);
	memcpy(last, d + whole, rest);
	last[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		last[last_bytes - 1 - i] = (uint8_t)((uint64_t)n * 8 >> 8 * i);
	for (size_t i = 0; i < last_bytes; i += 64)
		sha_block(h, last + i);
	for (int i = 0; i < 8; i++)
		snprintf(out + 8 * i, 9, "%08x", (unsigned)h[i]);
}

static void
hex(const uint8_t *d, size_t n, char *out)
{
	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", d[i]);
}

static void
unhex(const char *text, uint8_t *out)
{
	for (size_t i = 0; text[2 * i] != '\0'; i++) {
		unsigned x;

		assert_int_equal(sscanf(text + 2 * i, "%2x", &x), 1);
		out[i] = (uint8_t)x;
	}
}

#define DEFAULT_KEY_HEX "6d4072516e7e5723"
#define COUNTING_33 \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"

/* spec/wire.md 5 */
static const struct {
	const char *key, *plain, *cipher;
} vectors[] = {
	{ DEFAULT_KEY_HEX, "00010203", "6d417052" },
	{ DEFAULT_KEY_HEX, "0c00001200000000", "614072436e7e5723" },
	{ DEFAULT_KEY_HEX, "000102030405060708090a0b0c0d0e0f",
	    "494170526a7b5124656d785a6273592c" },
	{ DEFAULT_KEY_HEX, COUNTING_33,
	    "734170526a7b51246549785a626d59687d5160427a6b413475592c4a7263493c"
	    "4d" },
	{ DEFAULT_KEY_HEX, COUNTING_33
	    "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
	    "2c4170526a7b51246549785a6273596d7d4960427a6b41347559684a7263513c"
	    "4d6153724a5b71044569587a4250790c5d7140525a4b61145579486a6243691c"
	},
	{ "787e0dea65e892bb", "050000120100000000000000",
	    "ea7e0df864e892bb787e0d7d" },
};

static const struct {
	size_t n;
	const char *sha256;
} long_vectors[] = {
	{ 472, "5034b31a9dfbec59860a9a20d829f49ff7cc478737cc97e88fc493e4d3f8c1"
	    "eb" },
	{ 4092, "71817d7de27a43bb3c5c059ec67509515e8e6f0d067377edd1b25590843dd"
	    "456" },
	{ 8188, "e7f9993dd20d35ed8854e59c2d9b2a7525bd0ba1f10fadd7f92fc1ca5745c"
	    "e2f" },
};

static const struct {
	uint64_t t;
	int32_t a, b;
	const char *key;
} key_vectors[] = {
	{ 1475812, 1, 2, "787e0dea65e892bb" },
	{ 1475812, 2, 3, "f0fc1ad4cbd02577" },
	{ CIPHER_DEFAULT_KEY_U64, 3, 1, "4873555a734bd13c" },
	{ 1476378, 2, 1, "6c24ac59d6173c90" },
	{ 1700000000000, 5, 4, "00704e7803e5ad5f" },
	{ 1476378, 999999, 1000000000, "802815bab51dfd2f" },
	{ CIPHER_DEFAULT_KEY_U64, -5, 1, "b88caaa58cb42ec3" },
	{ 123456789, -1, 5, "0000000000000000" },
};

static void
test_short_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		uint8_t key[8], d[64];
		size_t n = strlen(vectors[i].plain) / 2;
		char text[129];

		unhex(vectors[i].key, key);
		unhex(vectors[i].plain, d);
		cipher_encrypt(d, n, key);
		hex(d, n, text);
		assert_string_equal(text, vectors[i].cipher);
		cipher_decrypt(d, n, key);
		hex(d, n, text);
		assert_string_equal(text, vectors[i].plain);
	}
}

static void
test_long_vectors(void **state)
{
	static uint8_t d[8192];
	char text[65];

	(void)state;
	sha256_hex((const uint8_t *)"abc", 3, text);
	assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	for (size_t v = 0; v < 3; v++) {
		for (size_t i = 0; i < long_vectors[v].n; i++)
			d[i] = (uint8_t)(7 * i + 3);
		cipher_encrypt(d, long_vectors[v].n, cipher_default_key);
		sha256_hex(d, long_vectors[v].n, text);
		assert_string_equal(text, long_vectors[v].sha256);
		cipher_decrypt(d, long_vectors[v].n, cipher_default_key);
		for (size_t i = 0; i < long_vectors[v].n; i++)
			assert_int_equal(d[i], (uint8_t)(7 * i + 3));
	}
}

static void
test_key_vectors(void **state)
{
	uint8_t key[8];
	char text[17];

	(void)state;
	for (size_t i = 0; i < sizeof(key_vectors) / sizeof(key_vectors[0]);
	    i++) {
		cipher_new_key(key, key_vectors[i].t, key_vectors[i].a,
		    key_vectors[i].b);
		hex(key, 8, text);
		assert_string_equal(text, key_vectors[i].key);
	}
	/* Wraps where OpenFusion's would overflow; no crash is the point. */
	cipher_new_key(key, UINT64_MAX, INT32_MAX, INT32_MIN);
	hex(cipher_default_key, 8, text);
	assert_string_equal(text, DEFAULT_KEY_HEX);
}

static void
test_fan_out_equals_encrypt_for_every_length(void **state)
{
	static struct cipher_fan fan;
	static uint8_t frame[8192], out[8192 + CIPHER_SLACK_BYTES + 8];

	(void)state;
	for (size_t n = 1; n <= sizeof(frame); n += n < 1000 ? 1 : 61) {
		uint8_t key[8];
		size_t offset = n % 8;

		rng_os_bytes(frame, n);
		rng_os_bytes(key, sizeof(key));
		cipher_fan_init(&fan, frame, n);
		cipher_fan_out(&fan, cipher_key_word(key), out + offset);
		cipher_encrypt(frame, n, key);
		assert_memory_equal(frame, out + offset, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_vectors),
		cmocka_unit_test(test_long_vectors),
		cmocka_unit_test(test_key_vectors),
		cmocka_unit_test(test_fan_out_equals_encrypt_for_every_length),
	};

	return cmocka_run_group_tests_name("cipher", tests, NULL, NULL);
}
