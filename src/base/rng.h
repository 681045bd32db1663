/* rng.h - seeded chance for the game, and unpredictable bytes from the OS. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct rng { uint64_t s[4]; };	/* xoshiro256** */

void rng_seed(struct rng *r, uint64_t seed);
void rng_seed_from_os(struct rng *r);

uint64_t rng_u64(struct rng *r);

/* Uniform in [lo, hi); lo if the range is empty. */
int32_t rng_range(struct rng *r, int32_t lo, int32_t hi);

/* Uniform in [0, 1). */
double rng_unit(struct rng *r);

/* Index i with probability w[i] / sum; 0 if all weights are 0 or n is 0. */
size_t rng_weighted(struct rng *r, const uint32_t *weights, size_t n);

/* Any thread. Cryptographic bytes from getrandom(2) / getentropy(3). */
void rng_os_bytes(void *out, size_t n);

#endif
