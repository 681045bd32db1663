/*
 * sendbuf.h - a connection's output queue: memory that is there only while
 * something waits in it.
 */
#ifndef NET_SENDBUF_H
#define NET_SENDBUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "net/cipher.h"
#include "net/conn.h"

enum {
	SENDBUF_FIRST_BYTES = 1024, /* class 0; each next one is twice that */
	SENDBUF_CLASS_COUNT = 22
};

struct sendbuf_free;

/*
 * One a shard: empty buffers, for the next connections that need one. Fresh
 * memory costs page faults, ten times the rest of a delivery, so a crowd's
 * buffers stay as long as the crowd does: see sendbuf_cache_trim().
 */
struct sendbuf_cache {
	struct sendbuf_free *free[SENDBUF_CLASS_COUNT];
	size_t bytes;
	size_t least_bytes;		/* since the last trim: never needed */
	size_t lent_bytes;		/* in connections' hands */
};

/* {0} is an empty cache. */
void sendbuf_cache_fini(struct sendbuf_cache *c);

/* Gives back what was not needed since the last call: about once a second. */
void sendbuf_cache_trim(struct sendbuf_cache *c);

/*
 * Where the next n bytes of the queue go, or NULL if there is no room yet.
 * CIPHER_SLACK_BYTES more may be written. The caller adds n to out_used.
 */
static inline uint8_t *
sendbuf_room(const struct conn_hot *hot, size_t n)
{
	if (hot->out_used + n + CIPHER_SLACK_BYTES > hot->out_room)
		return NULL;
	return hot->out + hot->out_used;
}

static inline size_t
sendbuf_queued(const struct conn_hot *hot)
{
	return hot->out_used - hot->out_sent;
}

/* Makes room for n more bytes. The caller keeps the limit. */
uint8_t *sendbuf_grow(struct sendbuf_cache *c, struct conn_hot *hot, size_t n);

enum sendbuf_result {
	SENDBUF_EMPTY,		/* all has left; the memory is given back */
	SENDBUF_BLOCKED,	/* the kernel takes no more just now */
	SENDBUF_FAILED		/* the connection is gone */
};

/* One send(2) of all that waits, or a few if the kernel takes parts. */
enum sendbuf_result sendbuf_flush(struct sendbuf_cache *c,
    struct conn_hot *hot, uint64_t *writes, uint64_t *bytes) MUST_USE;

/* Drops what waits. */
void sendbuf_drop(struct sendbuf_cache *c, struct conn_hot *hot);

#endif
