/* histogram.h - many latencies in little room: exact to two percent. */
#ifndef BOT_HISTOGRAM_H
#define BOT_HISTOGRAM_H

#include <stdint.h>

enum {
	HISTOGRAM_FINE = 64,	/* steps between a power of two and the next */
	HISTOGRAM_BUCKETS = HISTOGRAM_FINE * 40
};

struct histogram {
	uint64_t count;
	uint64_t max_us;
	uint64_t sum_us;
	uint32_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, uint64_t us);
void histogram_merge(struct histogram *to, const struct histogram *from);

/* The value below which `pct` percent lie; 0 if there are none. */
uint64_t histogram_percentile_us(const struct histogram *h, double pct);

#endif
