/*
 * outflow.c - what the rooms say: messages to bytes in output queues.
 *
 * Owns:   the list of connections that have something to send.
 * Called: by ioloop.c.
 * Thread: io.
 */
#include "net/outflow.h"

#include <string.h>
#include <unistd.h>

#include "net/ioloop.h"
#include "net/outmsg.h"

enum { OUTFLOW_AHEAD = 8 };	/* listeners; measured, bench/bench_fanout.c */

/*
 * Memory for output is bounded for all together, too: when it is used up, who
 * has more than an equal share waiting cannot have more yet.
 */
static bool
is_over_share(const struct ioloop *l, const struct conn_hot *hot, size_t n)
{
	uint64_t limit = l->opt->out_total_bytes / l->opt->shard_count;

	if (limit == 0 || l->sendbufs.lent_bytes + n <= limit)
		return false;
	return sendbuf_queued(hot) + n > limit / l->conns.count;
}

static bool
is_over_limit(const struct ioloop *l, const struct conn_hot *hot, size_t n)
{
	return sendbuf_queued(hot) + n > l->opt->out_limit_bytes ||
	    is_over_share(l, hot, n);
}

/*
 * The rare part of making room: the first packet of a turn, a longer queue, a
 * full one. NULL if the connection is ended or has ended by this.
 */
static uint8_t *
make_room(struct ioloop *l, uint32_t slot, size_t n)
{
	struct conn_hot *hot = &l->conns.hot[slot];

	if (hot->state != CONN_OPEN)
		return NULL;
	if (is_over_limit(l, hot, n)) {
		ioloop_flush(l, slot);
		if (hot->state != CONN_OPEN)
			return NULL;
		if (is_over_limit(l, hot, n)) {
			ioloop_end(l, slot, IO_END_SLOW);
			return NULL;
		}
	}
	ioloop_mark_dirty(l, slot);
	return sendbuf_grow(&l->sendbufs, hot, n);
}

static inline uint8_t *
room_for(struct ioloop *l, uint32_t slot, size_t n)
{
	uint8_t *out = sendbuf_room(&l->conns.hot[slot], n);

	/* What has a queue is dirty already, or waits for the kernel. */
	return out != NULL ? out : make_room(l, slot, n);
}

static void
on_send(struct ioloop *l, const struct msg *m)
{
	uint32_t slot = conn_find(&l->conns, m->ref);
	size_t n = msg_payload_bytes(m);
	uint8_t key[CIPHER_KEY_BYTES];
	uint8_t *out;

	if (slot == 0)
		return;
	out = room_for(l, slot, FRAME_LENGTH_BYTES + n);
	if (out == NULL)
		return;
	frame_put_length(out, (uint32_t)n);
	memcpy(out + FRAME_LENGTH_BYTES, msg_payload(m), n);
	memcpy(key, &l->conns.hot[slot].send_key, sizeof(key));
	cipher_encrypt(out + FRAME_LENGTH_BYTES, n, key);
	l->conns.hot[slot].out_used += (uint32_t)(FRAME_LENGTH_BYTES + n);
	l->stats.sends++;
}

/* The heart of the server: this loop's body runs for every copy of a packet. */
static void
deliver(struct ioloop *l, const struct topic *topic, uint32_t except_slot)
{
	const struct topic_listener *listeners = topic->listeners.items;
	size_t count = topic->listeners.count;
	size_t n = FRAME_LENGTH_BYTES + l->fan.n;
	struct conn_hot *hots = l->conns.hot;
	uint64_t done = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t slot = listeners[i].slot;
		struct conn_hot *hot = &hots[slot];
		uint8_t *out;

		if (i + 2 * OUTFLOW_AHEAD < count) {
			const struct conn_hot *soon =
			    &hots[listeners[i + OUTFLOW_AHEAD].slot];

			__builtin_prefetch(
			    &hots[listeners[i + 2 * OUTFLOW_AHEAD].slot]);
			/* As numbers: there may be no queue yet. */
			__builtin_prefetch((const void *)((uintptr_t)soon->out +
			    soon->out_used), 1);
		}
		if (slot == except_slot)
			continue;
		out = room_for(l, slot, n);
		if (out == NULL)
			continue;
		frame_put_length(out, (uint32_t)l->fan.n);
		cipher_fan_out(&l->fan, hot->send_key,
		    out + FRAME_LENGTH_BYTES);
		hot->out_used += (uint32_t)n;
		done++;
	}
	l->stats.deliveries += done;
}

static void
on_publish(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_publish *p = msg_payload(m);
	const struct topic *topic = topic_find(&l->topics, m->ref);

	if (topic == NULL)
		return;
	cipher_fan_init(&l->fan, (const uint8_t *)(p + 1),
	    msg_payload_bytes(m) - sizeof(*p));
	deliver(l, topic, conn_find(&l->conns, p->except));
}

static void
on_publish_raw(struct ioloop *l, const struct msg *m)
{
	const struct topic *topic = topic_find(&l->topics, m->ref);
	size_t n = msg_payload_bytes(m);

	if (topic == NULL)
		return;
	for (size_t i = 0; i < topic->listeners.count; i++) {
		uint32_t slot = topic->listeners.items[i].slot;
		uint8_t *out = room_for(l, slot, n);

		if (out == NULL)
			continue;
		memcpy(out, msg_payload(m), n);
		l->conns.hot[slot].out_used += (uint32_t)n;
		l->stats.deliveries++;
	}
}

static void
on_subscribe(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_topic *t = msg_payload(m);
	uint32_t slot = conn_find(&l->conns, m->ref);

	if (slot != 0)
		topic_add(&l->topics, t->topic, slot);
}

static void
on_unsubscribe(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_topic *t = msg_payload(m);
	uint32_t slot = conn_find(&l->conns, m->ref);

	if (slot != 0)
		topic_remove(&l->topics, t->topic, slot);
}

static void
on_set_keys(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_keys *keys = msg_payload(m);
	uint32_t slot = conn_find(&l->conns, m->ref);

	/* What is queued is enciphered already: the switch is in its place. */
	if (slot == 0)
		return;
	l->conns.hot[slot].receive_key = keys->receive_key;
	l->conns.hot[slot].send_key = keys->send_key;
}

static void
on_trust(struct ioloop *l, const struct msg *m)
{
	uint32_t slot = conn_find(&l->conns, m->ref);

	if (slot != 0)
		deadline_clear(&l->deadlines, DEADLINE_HANDSHAKE, slot);
}

static void
on_close(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_close *c = msg_payload(m);
	uint32_t slot = conn_find(&l->conns, m->ref);

	if (slot == 0)
		return;
	if (c->delay_ms > 0)
		deadline_set(&l->deadlines, DEADLINE_CLOSE, slot,
		    l->now_ms + c->delay_ms);
	else
		ioloop_close(l, slot, IO_END_BY_US);
}

static void
on_adopt(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_adopt *a = msg_payload(m);

	ioloop_adopt(l, a->role, &a->peer, a->is_address_counted);
}

static void
on_gone(struct ioloop *l, const struct msg *m)
{
	acceptor_gone(&l->io->acceptor, msg_payload(m));
}

static void
on_stop_reading(struct ioloop *l, const struct msg *m)
{
	UNUSED(m);
	l->is_reading_stopped = true;
	if (l->index == 0)
		acceptor_stop(&l->io->acceptor, l);
}

static void
on_stop(struct ioloop *l, const struct msg *m)
{
	const struct outmsg_stop *stop = msg_payload(m);

	on_stop_reading(l, m);
	l->stop_at_ms = l->now_ms + stop->linger_ms;
	for (uint32_t slot = 1; slot <= l->conns.used; slot++) {
		if (l->conns.hot[slot].state == CONN_OPEN)
			ioloop_close(l, slot, IO_END_STOP);
	}
}

static void (*const handlers[])(struct ioloop *l, const struct msg *m) = {
	[OUTMSG_SEND - OUTMSG_SEND] = on_send,
	[OUTMSG_PUBLISH - OUTMSG_SEND] = on_publish,
	[OUTMSG_PUBLISH_RAW - OUTMSG_SEND] = on_publish_raw,
	[OUTMSG_SUBSCRIBE - OUTMSG_SEND] = on_subscribe,
	[OUTMSG_UNSUBSCRIBE - OUTMSG_SEND] = on_unsubscribe,
	[OUTMSG_SET_KEYS - OUTMSG_SEND] = on_set_keys,
	[OUTMSG_TRUST - OUTMSG_SEND] = on_trust,
	[OUTMSG_CLOSE - OUTMSG_SEND] = on_close,
	[OUTMSG_ADOPT - OUTMSG_SEND] = on_adopt,
	[OUTMSG_GONE - OUTMSG_SEND] = on_gone,
	[OUTMSG_STOP_READING - OUTMSG_SEND] = on_stop_reading,
	[OUTMSG_STOP - OUTMSG_SEND] = on_stop,
};

void
outflow_take_messages(struct ioloop *l)
{
	struct batch *chain = mailbox_take(l->mailbox);
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(b); m != NULL;
		    m = batch_next(b, m)) {
			CHECK(m->type >= OUTMSG_SEND && m->type < OUTMSG_END);
			handlers[m->type - OUTMSG_SEND](l, m);
		}
		batch_free(b);
	}
}

void
outflow_flush_dirty(struct ioloop *l)
{
	/* Closing one marks nobody else dirty. */
	for (size_t i = 0; i < l->dirty.count; i++) {
		uint32_t slot = l->dirty.items[i];
		struct conn_hot *hot = &l->conns.hot[slot];

		if ((hot->flags & CONN_IS_DIRTY) == 0)
			continue;
		hot->flags &= (uint8_t)~CONN_IS_DIRTY;
		if ((hot->flags & CONN_IS_BLOCKED) == 0)
			ioloop_flush(l, slot);
	}
	vec_clear(&l->dirty);
}
