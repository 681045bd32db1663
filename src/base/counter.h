/* counter.h - numbers that one thread counts and any thread may look at. */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdatomic.h>
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

#endif
