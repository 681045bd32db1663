/*
 * histogram.c - many latencies in little room.
 *
 * Owns:   nothing; the caller has the struct.
 * Called: by swarm.c for each packet that is relayed, so it is short.
 * Thread: any, a histogram in one at a time.
 */
#include "bot/histogram.h"

static unsigned
histogram_index(uint64_t us)
{
	unsigned shift = 0;
	uint64_t index;

	if (us >= 2 * HISTOGRAM_FINE)
		shift = (unsigned)(63 - __builtin_clzll(us)) - 6;
	index = shift * (uint64_t)HISTOGRAM_FINE + (us >> shift);
	if (index >= HISTOGRAM_BUCKETS)
		return HISTOGRAM_BUCKETS - 1;
	return (unsigned)index;
}

/* The middle of what a bucket holds. */
static uint64_t
histogram_value_us(unsigned index)
{
	unsigned shift;

	if (index < 2 * HISTOGRAM_FINE)
		return index;
	shift = index / HISTOGRAM_FINE - 1;
	return ((uint64_t)(index - shift * HISTOGRAM_FINE) << shift) +
	    (1u << shift) / 2;
}

void
histogram_add(struct histogram *h, uint64_t us)
{
	h->buckets[histogram_index(us)]++;
	h->count++;
	h->sum_us += us;
	if (us > h->max_us)
		h->max_us = us;
}

void
histogram_merge(struct histogram *to, const struct histogram *from)
{
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
		to->buckets[i] += from->buckets[i];
	to->count += from->count;
	to->sum_us += from->sum_us;
	if (from->max_us > to->max_us)
		to->max_us = from->max_us;
}

uint64_t
histogram_percentile_us(const struct histogram *h, double pct)
{
	uint64_t wanted = (uint64_t)((double)h->count * pct / 100.0);
	uint64_t seen = 0;

	if (h->count == 0)
		return 0;
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += h->buckets[i];
		if (seen > wanted) {
			uint64_t v = histogram_value_us(i);

			return v < h->max_us ? v : h->max_us;
		}
	}
	return h->max_us;
}
