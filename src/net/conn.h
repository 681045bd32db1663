/* conn.h - the connections of one shard, by slot and generation. */
#ifndef NET_CONN_H
#define NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "net/frame.h"
#include "net/io.h"
#include "net/limits.h"

enum conn_state {
	CONN_FREE,
	CONN_OPEN,
	CONN_CLOSING,		/* its queue is sent, then it is shut down */
	CONN_LINGERING,	/* shut down; waits for the peer's end of file */
	CONN_ENDED		/* buried at the end of the loop's turn */
};

/* Bits of conn_hot.flags. */
enum {
	CONN_IS_DIRTY = 1,	/* in the list of those to be flushed */
	CONN_IS_READY = 2,	/* in the list of those to be read */
	CONN_IS_BLOCKED = 4,	/* the kernel takes no more output just now */
	CONN_IS_HUNG_UP = 8	/* read on to the end of file */
};

/*
 * What fan-out and reading touch, in one cache line, apart from the rest: a
 * publisher walks thousands of these.
 */
struct conn_hot {
	uint8_t *out;			/* queue, or NULL; see sendbuf.h */
	uint64_t send_key;		/* as the bytes lie in memory */
	uint32_t out_used;
	uint32_t out_sent;		/* of out_used */
	uint32_t out_room;
	int fd;
	uint64_t receive_key;
	struct limits_bucket bucket;
	uint32_t gen;
	uint32_t bad_packets;
	uint32_t next_free;
	uint8_t state;			/* enum conn_state */
	uint8_t role;			/* enum io_role */
	uint8_t flags;
	uint8_t out_class;		/* of the queue; of the last, if none */
};

_Static_assert(sizeof(struct conn_hot) == 64, "one cache line each");

struct conn {
	struct frame_reader reader;
	uint64_t address;
	bool is_address_counted;
	enum io_end end;		/* why, from CONN_CLOSING on */
};

struct conn_table {
	struct conn_hot *hot;		/* [slot], from 1 */
	struct conn *cold;
	void *hot_storage;
	uint32_t limit;
	uint32_t used;			/* highest slot ever in use */
	uint32_t free_head;
	uint32_t count;
	uint32_t shard;
};

/* Memory is touched only as slots come into use. */
void conn_table_init(struct conn_table *t, uint32_t shard, uint32_t limit);

/* Descriptors must be closed by then. */
void conn_table_fini(struct conn_table *t);

/* A slot with default keys for an open socket; 0 if the table is full. */
uint32_t conn_add(struct conn_table *t, enum io_role role, int fd) MUST_USE;

/* Frees the slot; its id is stale from now on. */
void conn_remove(struct conn_table *t, uint32_t slot);

static inline conn_id
conn_id_of(const struct conn_table *t, uint32_t slot)
{
	return (uint64_t)t->shard << 56 | (uint64_t)slot << 32 |
	    t->hot[slot].gen;
}

static inline uint32_t
conn_id_shard(conn_id id)
{
	return (uint32_t)(id >> 56);
}

/* Its slot if the connection is still open; else 0. */
static inline uint32_t
conn_find(const struct conn_table *t, conn_id id)
{
	uint32_t slot = (uint32_t)(id >> 32) & 0xffffff;

	if (slot == 0 || slot > t->used || conn_id_shard(id) != t->shard)
		return 0;
	if (t->hot[slot].gen != (uint32_t)id ||
	    t->hot[slot].state != CONN_OPEN)
		return 0;
	return slot;
}

#endif
