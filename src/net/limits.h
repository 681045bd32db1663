/* limits.h - how much one connection, and one address, may ask of us. */
#ifndef NET_LIMITS_H
#define NET_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"

/* A token bucket of packets. */
struct limits_bucket {
	uint32_t level;			/* thousandths of a packet */
	uint32_t at_ms;			/* wraps; only differences count */
};

void limits_bucket_init(struct limits_bucket *b, uint32_t burst,
    int64_t now_ms);

/* Takes one packet; false if there is none left. */
bool limits_bucket_take(struct limits_bucket *b, uint32_t per_s,
    uint32_t burst, int64_t now_ms) MUST_USE;

enum limits_result {
	LIMITS_OK,
	LIMITS_TOO_MANY,		/* connections at a time */
	LIMITS_TOO_OFTEN		/* connections a minute */
};

/* Connections by address. A limit of 0 is none. */
struct limits_table {
	struct map by_address;
	uint32_t conns_limit;
	uint32_t per_min_limit;
	size_t sweep_at;		/* entries at which idle ones go */
};

void limits_table_init(struct limits_table *t, uint32_t conns_limit,
    uint32_t per_min_limit);
void limits_table_fini(struct limits_table *t);

/* A connection from this address; counted only if it may stay. */
enum limits_result limits_address_add(struct limits_table *t,
    uint64_t address, int64_t now_ms) MUST_USE;

/* One that was LIMITS_OK has ended. */
void limits_address_remove(struct limits_table *t, uint64_t address);

/* Connections of one address now; addresses remembered, for tests. */
uint32_t limits_address_conns(const struct limits_table *t, uint64_t address);
size_t limits_address_count(const struct limits_table *t);

#endif
