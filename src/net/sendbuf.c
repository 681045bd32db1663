/*
 * sendbuf.c - output queues and the buffers that they borrow.
 *
 * Owns:   the buffers, in use and in the cache.
 * Called: by outflow.c and ioloop.c.
 * Thread: io, one cache each.
 */
#include "net/sendbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct sendbuf_free {
	struct sendbuf_free *next;
};

static size_t
class_bytes(unsigned class)
{
	return (size_t)SENDBUF_FIRST_BYTES << class;
}

static uint8_t
class_for(size_t bytes)
{
	uint8_t class = 0;

	while (class_bytes(class) < bytes)
		class++;
	CHECK(class < SENDBUF_CLASS_COUNT);
	return class;
}

void
sendbuf_cache_fini(struct sendbuf_cache *c)
{
	for (unsigned class = 0; class < SENDBUF_CLASS_COUNT; class++) {
		while (c->free[class] != NULL) {
			struct sendbuf_free *b = c->free[class];

			c->free[class] = b->next;
			free(b);
		}
	}
	*c = (struct sendbuf_cache){ 0 };
}

void
sendbuf_cache_trim(struct sendbuf_cache *c)
{
	size_t surplus = c->least_bytes;

	for (unsigned class = SENDBUF_CLASS_COUNT; class-- > 0;) {
		while (c->free[class] != NULL &&
		    class_bytes(class) <= surplus) {
			struct sendbuf_free *b = c->free[class];

			c->free[class] = b->next;
			c->bytes -= class_bytes(class);
			surplus -= class_bytes(class);
			free(b);
		}
	}
	c->least_bytes = c->bytes;
}

static uint8_t *
buffer_take(struct sendbuf_cache *c, unsigned class)
{
	struct sendbuf_free *b = c->free[class];
	uint8_t *made;

	c->lent_bytes += class_bytes(class);
	if (b != NULL) {
		c->free[class] = b->next;
		c->bytes -= class_bytes(class);
		if (c->bytes < c->least_bytes)
			c->least_bytes = c->bytes;
		return (uint8_t *)b;
	}
	made = malloc(class_bytes(class));
	CHECK(made != NULL);
	return made;
}

static void
buffer_give(struct sendbuf_cache *c, uint8_t *buffer, unsigned class)
{
	struct sendbuf_free *b = (struct sendbuf_free *)buffer;

	b->next = c->free[class];
	c->free[class] = b;
	c->bytes += class_bytes(class);
	c->lent_bytes -= class_bytes(class);
}

uint8_t *
sendbuf_grow(struct sendbuf_cache *c, struct conn_hot *hot, size_t n)
{
	size_t queued = sendbuf_queued(hot);
	uint8_t class = class_for(queued + n + CIPHER_SLACK_BYTES);
	uint8_t *grown;

	if (hot->out == NULL) {
		/* What the last turn needed, this one will likely need. */
		if (class < hot->out_class)
			class = hot->out_class;
	} else if (class <= hot->out_class) {
		/* Only sent bytes are in the way. */
		memmove(hot->out, hot->out + hot->out_sent, queued);
		hot->out_used = (uint32_t)queued;
		hot->out_sent = 0;
		return hot->out + queued;
	}

	grown = buffer_take(c, class);
	if (hot->out != NULL) {
		memcpy(grown, hot->out + hot->out_sent, queued);
		buffer_give(c, hot->out, hot->out_class);
	}
	hot->out = grown;
	hot->out_class = class;
	hot->out_room = (uint32_t)class_bytes(class);
	hot->out_used = (uint32_t)queued;
	hot->out_sent = 0;
	return hot->out + queued;
}

void
sendbuf_drop(struct sendbuf_cache *c, struct conn_hot *hot)
{
	if (hot->out == NULL)
		return;
	buffer_give(c, hot->out, hot->out_class);
	hot->out_class = class_for(hot->out_used + CIPHER_SLACK_BYTES);
	hot->out = NULL;
	hot->out_used = 0;
	hot->out_sent = 0;
	hot->out_room = 0;
}

enum sendbuf_result
sendbuf_flush(struct sendbuf_cache *c, struct conn_hot *hot, uint64_t *writes,
    uint64_t *bytes)
{
	while (hot->out_sent < hot->out_used) {
		ssize_t n = send(hot->fd, hot->out + hot->out_sent,
		    hot->out_used - hot->out_sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);

		(*writes)++;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == ENOBUFS ||
		    errno == ENOMEM))
			return SENDBUF_BLOCKED;
		if (n < 0)
			return SENDBUF_FAILED;
		hot->out_sent += (uint32_t)n;
		*bytes += (uint64_t)n;
	}
	sendbuf_drop(c, hot);
	return SENDBUF_EMPTY;
}
