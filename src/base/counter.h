/* counter.h - numbers that any thread may count and look at. Signal-safe. */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* {0} is a counter at 0. Says nothing about the order of other memory. */
struct counter {
	_Atomic uint64_t n;
};

static inline void
counter_add(struct counter *c, uint64_t n)
{
	atomic_fetch_add_explicit(&c->n, n, memory_order_relaxed);
}

static inline void
counter_sub(struct counter *c, uint64_t n)
{
	atomic_fetch_sub_explicit(&c->n, n, memory_order_relaxed);
}

static inline void
counter_set(struct counter *c, uint64_t n)
{
	atomic_store_explicit(&c->n, n, memory_order_relaxed);
}

static inline uint64_t
counter_get(const struct counter *c)
{
	return atomic_load_explicit(&c->n, memory_order_relaxed);
}

/* Counts one, and returns how many there were before: a place to take. */
static inline uint64_t
counter_next(struct counter *c)
{
	return atomic_fetch_add_explicit(&c->n, 1, memory_order_relaxed);
}

/* Puts n where `from` still stands; false if another thread was quicker. */
static inline bool
counter_swap(struct counter *c, uint64_t from, uint64_t n)
{
	return atomic_compare_exchange_strong_explicit(&c->n, &from, n,
	    memory_order_relaxed, memory_order_relaxed);
}

#endif
