/*
 * attempts.c - how often one address may try something within a while.
 *
 * A table of fixed size: an address lives in one of the four slots of its
 * set, and in a full set the oldest window gives way. An attacker with many
 * addresses can make us forget some, but not grow.
 *
 * Owns:   struct attempts.
 * Called: by login.c, before a password is hashed or an account made.
 * Thread: login.
 */
#include "login/attempts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { SET_COUNT = 4096, SET_SLOTS = 4 };

struct slot {
	uint64_t key;		/* 0: empty */
	int64_t since_ms;
	uint32_t seen;
};

struct attempts {
	uint32_t limit;
	int64_t window_ms;
	uint64_t salt;		/* so that nobody can aim at a set */
	struct slot slots[SET_COUNT * SET_SLOTS];
};

struct attempts *
attempts_new(uint32_t limit, int64_t window_ms)
{
	struct attempts *a = calloc(1, sizeof(*a));

	CHECK(a != NULL);
	a->limit = limit;
	a->window_ms = window_ms;
	rng_os_bytes(&a->salt, sizeof(a->salt));
	return a;
}

void
attempts_free(struct attempts *a)
{
	free(a);
}

/* splitmix64's finisher: every bit of x reaches every bit of the result. */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static uint64_t
address_key(const struct attempts *a, const char *address)
{
	uint8_t bytes[16] = { 0 };
	static const uint8_t mapped[12] = {
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
	};
	uint64_t half[2];
	uint64_t key;

	if (inet_pton(AF_INET, address, bytes + 12) == 1)
		memcpy(bytes, mapped, sizeof(mapped));
	else if (inet_pton(AF_INET6, address, bytes) != 1)
		memset(bytes, 0, sizeof(bytes));

	memcpy(half, bytes, sizeof(half));
	if (memcmp(bytes, mapped, sizeof(mapped)) != 0)
		half[1] = 0;
	key = mix(mix(half[0] ^ a->salt) ^ half[1]);
	return key == 0 ? 1 : key;
}

static struct slot *
slot_find(struct attempts *a, uint64_t key)
{
	struct slot *set = a->slots + key % SET_COUNT * SET_SLOTS;
	struct slot *oldest = set;

	for (int i = 0; i < SET_SLOTS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].key == 0 || set[i].since_ms < oldest->since_ms)
			oldest = &set[i];
		if (oldest->key == 0)
			break;
	}
	*oldest = (struct slot){ 0 };
	return oldest;
}

bool
attempts_allow(struct attempts *a, const char *address, int64_t now_ms)
{
	uint64_t key;
	struct slot *s;

	if (a->limit == 0)
		return true;

	key = address_key(a, address);
	s = slot_find(a, key);
	if (s->key == 0 || now_ms - s->since_ms >= a->window_ms)
		*s = (struct slot){ .key = key, .since_ms = now_ms };
	if (s->seen >= a->limit)
		return false;
	s->seen++;
	return true;
}
