/*
 * outbox.c - gathers what a room says into one batch a shard.
 *
 * Owns:   the batches until they are posted.
 * Called: by one room each.
 * Thread: that room's.
 */
#include "net/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "net/cipher.h"
#include "net/ioloop.h"
#include "net/outmsg.h"

struct outbox {
	struct io *io;
	uint32_t shard_count;
	struct batch *batches[];
};

struct outbox *
outbox_new(struct io *io)
{
	uint32_t count = io->opt.shard_count;
	struct outbox *o = calloc(1,
	    sizeof(*o) + count * sizeof(o->batches[0]));

	CHECK(o != NULL);
	o->io = io;
	o->shard_count = count;
	return o;
}

void
outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	for (uint32_t i = 0; i < o->shard_count; i++)
		batch_free(o->batches[i]);
	free(o);
}

/* The batch of the connection's shard; NULL if there is no such shard. */
static struct batch **
batch_of(struct outbox *o, conn_id conn)
{
	uint32_t shard = conn_id_shard(conn);

	if (conn == 0 || shard >= o->shard_count)
		return NULL;
	return &o->batches[shard];
}

/*
 * The client reads frames into a buffer of max_frame_bytes, length included:
 * BODY = BUF - 8 (spec/wire.md 2, 7). A longer one would be our own mistake,
 * but one packet's loss is less than everybody's.
 */
static bool
is_sendable(const struct outbox *o, const void *frame, size_t n)
{
	static struct log_limit limit;
	uint32_t dropped;
	uint32_t type = 0;

	if (n >= FRAME_MIN_BYTES &&
	    n <= o->io->opt.max_frame_bytes - FRAME_LENGTH_BYTES)
		return true;
	if (log_limit_ok(&limit, 10, 60000, &dropped)) {
		if (n >= sizeof(type))
			memcpy(&type, frame, sizeof(type));
		log_error("outbox: packet of bad size dropped type=%08x"
		    " bytes=%zu unlogged=%u", type, n, dropped);
	}
	return false;
}

void
outbox_send(struct outbox *o, conn_id conn, const void *frame, size_t n)
{
	struct batch **b = batch_of(o, conn);

	if (b == NULL || !is_sendable(o, frame, n))
		return;
	memcpy(batch_add(b, OUTMSG_SEND, conn, n), frame, n);
}

void
outbox_publish(struct outbox *o, uint64_t topic, conn_id except,
    const void *frame, size_t n)
{
	if (!is_sendable(o, frame, n))
		return;
	for (uint32_t i = 0; i < o->shard_count; i++) {
		struct outmsg_publish *p = batch_add(&o->batches[i],
		    OUTMSG_PUBLISH, topic, sizeof(*p) + n);

		p->except = except;
		memcpy(p + 1, frame, n);
	}
}

void
outbox_publish_raw(struct outbox *o, uint64_t topic, const void *bytes,
    size_t n)
{
	if (n == 0)
		return;
	for (uint32_t i = 0; i < o->shard_count; i++)
		memcpy(batch_add(&o->batches[i], OUTMSG_PUBLISH_RAW, topic, n),
		    bytes, n);
}

static void
add_topic(struct outbox *o, uint16_t type, conn_id conn, uint64_t topic)
{
	struct batch **b = batch_of(o, conn);
	struct outmsg_topic *t;

	if (b == NULL)
		return;
	t = batch_add(b, type, conn, sizeof(*t));
	t->topic = topic;
}

void
outbox_subscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	add_topic(o, OUTMSG_SUBSCRIBE, conn, topic);
}

void
outbox_unsubscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	add_topic(o, OUTMSG_UNSUBSCRIBE, conn, topic);
}

void
outbox_set_keys(struct outbox *o, conn_id conn, const uint8_t receive_key[8],
    const uint8_t send_key[8])
{
	struct batch **b = batch_of(o, conn);
	struct outmsg_keys *keys;

	if (b == NULL)
		return;
	keys = batch_add(b, OUTMSG_SET_KEYS, conn, sizeof(*keys));
	keys->receive_key = cipher_key_word(receive_key);
	keys->send_key = cipher_key_word(send_key);
}

void
outbox_trust(struct outbox *o, conn_id conn)
{
	struct batch **b = batch_of(o, conn);

	if (b != NULL)
		(void)batch_add(b, OUTMSG_TRUST, conn, 0);
}

void
outbox_close_later(struct outbox *o, conn_id conn, uint32_t delay_ms)
{
	struct batch **b = batch_of(o, conn);
	struct outmsg_close *c;

	if (b == NULL)
		return;
	c = batch_add(b, OUTMSG_CLOSE, conn, sizeof(*c));
	c->delay_ms = delay_ms;
}

void
outbox_close(struct outbox *o, conn_id conn)
{
	enum { AT_ONCE = 0 };

	outbox_close_later(o, conn, AT_ONCE);
}

void
outbox_flush(struct outbox *o)
{
	for (uint32_t i = 0; i < o->shard_count; i++) {
		if (o->batches[i] != NULL)
			mailbox_post_always(o->io->loops[i]->mailbox,
			    &o->batches[i]);
	}
}
