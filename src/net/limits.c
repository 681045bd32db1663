/*
 * limits.c - token buckets for connections, counters for addresses.
 *
 * Owns:   the table of addresses.
 * Called: by inflow.c for packets, by acceptor.c for connections.
 * Thread: io; the table of addresses only io/0.
 */
#include "net/limits.h"

#include "base/vec.h"

enum {
	LIMITS_WINDOW_S = 60,
	LIMITS_SWEEP_ENTRIES = 4096,
	/* Whoever comes from more addresses than this gets fresh windows. */
	LIMITS_MOST_ENTRIES = 65536,
	LIMITS_MOST_COUNT = UINT16_MAX
};

void
limits_bucket_init(struct limits_bucket *b, uint32_t burst, int64_t now_ms)
{
	if (burst > UINT32_MAX / 1000)
		burst = UINT32_MAX / 1000;
	b->level = burst * 1000;
	b->at_ms = (uint32_t)now_ms;
}

bool
limits_bucket_take(struct limits_bucket *b, uint32_t per_s, uint32_t burst,
    int64_t now_ms)
{
	uint64_t most = (uint64_t)burst * 1000;
	uint32_t passed_ms = (uint32_t)now_ms - b->at_ms;
	uint64_t level;

	/* per_s packets a second are per_s thousandths a millisecond. */
	level = b->level + (uint64_t)passed_ms * per_s;
	if (most > UINT32_MAX)
		most = UINT32_MAX;
	if (level > most)
		level = most;
	b->at_ms = (uint32_t)now_ms;
	if (level < 1000) {
		b->level = (uint32_t)level;
		return false;
	}
	b->level = (uint32_t)(level - 1000);
	return true;
}

/* What the map holds of an address, packed in its 64 bits. */
struct entry {
	uint32_t window_s;		/* when its minute began */
	uint16_t accepts;		/* in that minute */
	uint16_t conns;			/* now */
};

static struct entry
entry_unpack(uint64_t packed)
{
	return (struct entry){
		.window_s = (uint32_t)(packed >> 32),
		.accepts = (uint16_t)(packed >> 16),
		.conns = (uint16_t)packed,
	};
}

static uint64_t
entry_pack(struct entry e)
{
	return (uint64_t)e.window_s << 32 | (uint64_t)e.accepts << 16 |
	    e.conns;
}

static struct entry
entry_get(const struct limits_table *t, uint64_t address)
{
	uint64_t packed = 0;

	map_get(&t->by_address, address, &packed);
	return entry_unpack(packed);
}

void
limits_table_init(struct limits_table *t, uint32_t conns_limit,
    uint32_t per_min_limit)
{
	*t = (struct limits_table){
		.conns_limit = conns_limit,
		.per_min_limit = per_min_limit,
		.sweep_at = LIMITS_SWEEP_ENTRIES,
	};
}

void
limits_table_fini(struct limits_table *t)
{
	map_fini(&t->by_address);
}

/* Forgets addresses without connections whose minute is over. */
static void
sweep(struct limits_table *t, uint32_t now_s)
{
	struct u64_vec VEC_OF(uint64_t) idle = { 0 };
	bool is_crowded = map_count(&t->by_address) >= LIMITS_MOST_ENTRIES;
	size_t cursor = 0;
	uint64_t address, packed;

	while (map_next(&t->by_address, &cursor, &address, &packed)) {
		struct entry e = entry_unpack(packed);

		if (e.conns > 0)
			continue;
		if (is_crowded || now_s - e.window_s >= LIMITS_WINDOW_S)
			vec_push(&idle, address);
	}
	for (size_t i = 0; i < idle.count; i++)
		map_remove(&t->by_address, idle.items[i]);
	vec_fini(&idle);

	t->sweep_at = map_count(&t->by_address) * 2;
	if (t->sweep_at < LIMITS_SWEEP_ENTRIES)
		t->sweep_at = LIMITS_SWEEP_ENTRIES;
	if (t->sweep_at > LIMITS_MOST_ENTRIES)
		t->sweep_at = LIMITS_MOST_ENTRIES;
}

enum limits_result
limits_address_add(struct limits_table *t, uint64_t address, int64_t now_ms)
{
	uint32_t now_s = (uint32_t)(now_ms / 1000);
	struct entry e = entry_get(t, address);
	enum limits_result result = LIMITS_OK;

	if (now_s - e.window_s >= LIMITS_WINDOW_S) {
		e.window_s = now_s;
		e.accepts = 0;
	}
	if (e.accepts < LIMITS_MOST_COUNT)
		e.accepts++;
	if (t->per_min_limit > 0 && e.accepts > t->per_min_limit)
		result = LIMITS_TOO_OFTEN;
	else if (e.conns == LIMITS_MOST_COUNT)
		result = LIMITS_TOO_MANY;
	else if (t->conns_limit > 0 && e.conns >= t->conns_limit)
		result = LIMITS_TOO_MANY;
	if (result == LIMITS_OK)
		e.conns++;

	map_put(&t->by_address, address, entry_pack(e));
	if (map_count(&t->by_address) >= t->sweep_at)
		sweep(t, now_s);
	return result;
}

void
limits_address_remove(struct limits_table *t, uint64_t address)
{
	struct entry e = entry_get(t, address);

	CHECK(e.conns > 0);
	e.conns--;
	map_put(&t->by_address, address, entry_pack(e));
}

uint32_t
limits_address_conns(const struct limits_table *t, uint64_t address)
{
	return entry_get(t, address).conns;
}

size_t
limits_address_count(const struct limits_table *t)
{
	return map_count(&t->by_address);
}
