/*
 * inflow.c - what clients send: bytes to frames to the gate to the rooms.
 *
 * Owns:   the lists of readable connections, the begun frames.
 * Called: by ioloop.c.
 * Thread: io.
 */
#include "net/inflow.h"

#include <errno.h>
#include <sys/socket.h>

#include "net/ioloop.h"

void
inflow_on_readable(struct ioloop *l, uint32_t slot, bool is_hung_up)
{
	struct conn_hot *hot = &l->conns.hot[slot];

	if (is_hung_up)
		hot->flags |= CONN_IS_HUNG_UP;
	if ((hot->flags & CONN_IS_READY) != 0)
		return;
	hot->flags |= CONN_IS_READY;
	vec_push(&l->ready[hot->role], slot);
}

/* Who a frame comes from. */
struct source {
	struct ioloop *l;
	uint32_t slot;
	bool has_frame;
};

static bool
count_bad(struct ioloop *l, uint32_t slot)
{
	const struct io_limits *limits = &l->opt->limits;
	struct conn_hot *hot = &l->conns.hot[slot];

	l->stats.packets_bad++;
	hot->bad_packets++;
	if (!limits->is_enabled || limits->bad_packets == 0 ||
	    hot->bad_packets <= limits->bad_packets)
		return true;
	ioloop_end(l, slot, IO_END_FLOOD);
	return false;
}

static bool
on_frame(void *context, uint8_t *frame, size_t n)
{
	struct source *src = context;
	struct ioloop *l = src->l;
	const struct io_limits *limits = &l->opt->limits;
	const struct io_gate *gate = &l->opt->gate;
	struct conn_hot *hot = &l->conns.hot[src->slot];
	uint8_t key[CIPHER_KEY_BYTES];

	src->has_frame = true;
	l->stats.packets_in++;
	if (limits->is_enabled && limits->packets_per_s > 0 &&
	    !limits_bucket_take(&hot->bucket, limits->packets_per_s,
	    limits->packet_burst, l->now_ms)) {
		ioloop_end(l, src->slot, IO_END_FLOOD);
		return false;
	}

	memcpy(key, &hot->receive_key, sizeof(key));
	cipher_decrypt(frame, n, key);
	switch (gate->frame(gate, (enum io_role)hot->role,
	    conn_id_of(&l->conns, src->slot), frame, n,
	    &l->inbound[hot->role])) {
	case IO_TAKE:
		return true;
	case IO_IGNORE:
		return count_bad(l, src->slot);
	case IO_DROP:
		break;
	}
	l->stats.packets_bad++;
	ioloop_end(l, src->slot, IO_END_BAD_FRAME);
	return false;
}

/* The time for a frame runs from its first byte, not from its latest. */
static void
watch_half_frame(struct ioloop *l, uint32_t slot, bool has_frame)
{
	uint32_t timeout_ms = l->opt->half_frame_timeout_ms;

	if (!frame_reader_is_waiting(&l->conns.cold[slot].reader)) {
		deadline_clear(&l->deadlines, DEADLINE_HALF_FRAME, slot);
		return;
	}
	if (timeout_ms == 0)
		return;
	if (has_frame || !deadline_is_set(&l->deadlines, DEADLINE_HALF_FRAME,
	    slot))
		deadline_set(&l->deadlines, DEADLINE_HALF_FRAME, slot,
		    l->now_ms + timeout_ms);
}

static void
take_bytes(struct ioloop *l, uint32_t slot, size_t n)
{
	struct source src = { .l = l, .slot = slot };
	struct conn_hot *hot = &l->conns.hot[slot];

	l->stats.bytes_in += n;
	/* Monitors and the closing are read only to see their end. */
	if (hot->state != CONN_OPEN || hot->role == IO_MONITOR)
		return;
	switch (frame_reader_feed(&l->conns.cold[slot].reader,
	    l->opt->max_frame_bytes, l->scratch, n, on_frame, &src)) {
	case FRAME_OK:
		watch_half_frame(l, slot, src.has_frame);
		return;
	case FRAME_BAD:
		ioloop_end(l, slot, IO_END_BAD_FRAME);
		return;
	case FRAME_STOPPED:
		return;		/* whoever stopped it has ended it */
	}
}

/* One recv(2). True if there may be more to read. */
static bool
read_once(struct ioloop *l, uint32_t slot)
{
	struct conn_hot *hot = &l->conns.hot[slot];
	ssize_t n = recv(hot->fd, l->scratch, sizeof(l->scratch),
	    MSG_DONTWAIT);

	if (n > 0) {
		take_bytes(l, slot, (size_t)n);
		if (hot->state == CONN_ENDED)
			return false;
		if ((size_t)n == sizeof(l->scratch) ||
		    (hot->flags & CONN_IS_HUNG_UP) != 0)
			return true;
		poller_rearm(l->poller, hot->fd, POLLER_READ);
		return false;
	}
	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0 && errno == EAGAIN) {
		poller_rearm(l->poller, hot->fd, POLLER_READ);
		return false;
	}
	ioloop_end(l, slot, IO_END_BY_PEER);
	return false;
}

/* The few that wait for their peer's end are read even if others may not be. */
static bool
may_read(const struct ioloop *l, const struct conn_hot *hot)
{
	return hot->state == CONN_LINGERING ||
	    ioloop_may_read(l, (enum io_role)hot->role);
}

void
inflow_read_ready(struct ioloop *l)
{
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		struct slot_vec *ready = &l->ready[role];
		size_t kept = 0;

		if (!ioloop_may_read(l, (enum io_role)role) &&
		    l->lingering == 0)
			continue;
		for (size_t i = 0; i < ready->count; i++) {
			uint32_t slot = ready->items[i];
			struct conn_hot *hot = &l->conns.hot[slot];

			/* Another one may be in this slot by now. */
			if ((hot->flags & CONN_IS_READY) == 0 ||
			    hot->state == CONN_ENDED || hot->role != role)
				continue;
			if (!may_read(l, hot) || read_once(l, slot))
				ready->items[kept++] = slot;
			else
				hot->flags &= (uint8_t)~CONN_IS_READY;
		}
		ready->count = kept;
	}
}

bool
inflow_has_work(const struct ioloop *l)
{
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (l->ready[role].count > 0 &&
		    ioloop_may_read(l, (enum io_role)role))
			return true;
	}
	return false;
}
