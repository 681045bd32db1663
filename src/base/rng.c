/*
 * rng.c - xoshiro256** for the game, the kernel's bytes for secrets.
 *
 * Owns:   nothing; each struct rng belongs to its holder.
 * Called: by game rules (world->rng), login tickets, salts.
 * Thread: any, each with its own struct rng.
 */
#include "base/rng.h"

#include <errno.h>
#ifdef __linux__
#include <sys/random.h>
#else
#include <unistd.h>
#endif

/* Spreads one number over the state (splitmix64), so that seed 0 works too. */
static uint64_t
seed_step(uint64_t *x)
{
	uint64_t z;

	*x += UINT64_C(0x9e3779b97f4a7c15);
	z = *x;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
rng_seed(struct rng *r, uint64_t seed)
{
	for (size_t i = 0; i < COUNT_OF(r->s); i++)
		r->s[i] = seed_step(&seed);
}

void
rng_seed_from_os(struct rng *r)
{
	uint64_t seed;

	rng_os_bytes(&seed, sizeof(seed));
	rng_seed(r, seed);
}

static uint64_t
turn_left(uint64_t x, int bits)
{
	return (x << bits) | (x >> (64 - bits));
}

uint64_t
rng_u64(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = turn_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = turn_left(s[3], 45);
	return result;
}

/* Uniform in [0, n), n > 0. Draws again for the few numbers that would bias. */
static uint64_t
below(struct rng *r, uint64_t n)
{
	uint64_t least = (0 - n) % n;
	uint64_t x;

	do
		x = rng_u64(r);
	while (x < least);
	return x % n;
}

int32_t
rng_range(struct rng *r, int32_t lo, int32_t hi)
{
	if (hi <= lo)
		return lo;
	return (int32_t)(lo + (int64_t)below(r,
	    (uint64_t)((int64_t)hi - lo)));
}

double
rng_unit(struct rng *r)
{
	/* 53 bits: all that a double in [0, 1) can tell apart. */
	return (double)(rng_u64(r) >> 11) * 0x1.0p-53;
}

size_t
rng_weighted(struct rng *r, const uint32_t *weights, size_t n)
{
	uint64_t sum = 0;
	uint64_t x;

	for (size_t i = 0; i < n; i++)
		sum += weights[i];
	if (sum == 0)
		return 0;

	x = below(r, sum);
	for (size_t i = 0; i < n; i++) {
		if (x < weights[i])
			return i;
		x -= weights[i];
	}
	CHECK(!"x was below the sum of the weights");
	return 0;
}

void
rng_os_bytes(void *out, size_t n)
{
	uint8_t *p = out;

	while (n > 0) {
#ifdef __linux__
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		CHECK(got > 0);
#else
		size_t got = n < 256 ? n : 256;

		CHECK(getentropy(p, got) == 0);
#endif
		p += got;
		n -= (size_t)got;
	}
}
