/*
 * ioloop.c - one packet shard: waits, reads, posts inward, does what the rooms
 * say, writes.
 *
 * Owns:   the shard's connections from accept to close.
 * Called: by its thread; made and freed by io.c.
 * Thread: io.
 */
#include "net/ioloop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "net/inflow.h"
#include "net/listener.h"
#include "net/outflow.h"
#include "net/outmsg.h"

enum {
	IOLOOP_EVENTS = 256,
	IOLOOP_RETRY_MS = 2,		/* until a full room may have room */
	IOLOOP_FLUSH_MS = 5000,	/* for the last bytes of a closing one */
	IOLOOP_LINGER_MS = 1000,	/* for its peer to hang up */
	IOLOOP_STOP_LINGER_MS = 200,
	IOLOOP_TRIM_MS = 1000,
	IOLOOP_STALL_MS = 60000,	/* as long as TCP_USER_TIMEOUT */
	/* Nothing in here waits for it: producers use mailbox_post_always(). */
	IOLOOP_MAILBOX_BYTES = 16 * 1024 * 1024,
	IOLOOP_TOKEN_MAILBOX = 0
};

static const char *const end_names[IO_END_COUNT] = {
	[IO_END_BY_PEER] = "peer",
	[IO_END_BY_US] = "us",
	[IO_END_BAD_FRAME] = "bad frame",
	[IO_END_FLOOD] = "flood",
	[IO_END_SLOW] = "slow",
	[IO_END_TIMEOUT] = "timeout",
	[IO_END_STOP] = "stop",
};

const char *
io_end_name(enum io_end reason)
{
	return end_names[reason];
}

_Static_assert(sizeof(struct io_stats) % sizeof(uint64_t) == 0,
    "io_stats is an array of counters");

struct ioloop *
ioloop_new(struct io *io, uint32_t index)
{
	struct ioloop *l = calloc(1, sizeof(*l));
	uint32_t slots = io->opt.max_conns + io->opt.max_monitors;

	CHECK(l != NULL);
	l->io = io;
	l->opt = &io->opt;
	l->index = index;
	conn_table_init(&l->conns, index, slots);
	topics_init(&l->topics, slots);
	deadlines_init(&l->deadlines, slots);
	l->mailbox = mailbox_new(MAILBOX_WAKE_FD, IOLOOP_MAILBOX_BYTES);
	l->poller = poller_new();
	if (l->mailbox == NULL || l->poller == NULL ||
	    !poller_add_level(l->poller, mailbox_fd(l->mailbox),
	    IOLOOP_TOKEN_MAILBOX)) {
		log_error("ioloop: cannot make shard index=%u", index);
		ioloop_free(l);
		return NULL;
	}
	return l;
}

/* Sockets that were dealt out to a shard that had ended already. */
static void
close_orphans(struct mailbox *mailbox)
{
	struct batch *chain = mailbox_take(mailbox);
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(b); m != NULL;
		    m = batch_next(b, m)) {
			const struct outmsg_adopt *a = msg_payload(m);

			if (m->type == OUTMSG_ADOPT)
				close(a->peer.fd);
		}
		batch_free(b);
	}
}

void
ioloop_free(struct ioloop *l)
{
	if (l == NULL)
		return;
	if (l->mailbox != NULL)
		close_orphans(l->mailbox);
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		vec_fini(&l->ready[role]);
		batch_free(l->inbound[role]);
	}
	vec_fini(&l->dirty);
	vec_fini(&l->ended);
	batch_free(l->gone);
	sendbuf_cache_fini(&l->sendbufs);
	deadlines_fini(&l->deadlines);
	topics_fini(&l->topics);
	conn_table_fini(&l->conns);
	poller_free(l->poller);
	mailbox_free(l->mailbox);
	free(l);
}

/* --- the life of a connection --- */

static void
tell_gone(struct ioloop *l, struct outmsg_gone gone)
{
	struct outmsg_gone *m;

	if (l->index == 0) {
		acceptor_gone(&l->io->acceptor, &gone);
		return;
	}
	m = batch_add(&l->gone, OUTMSG_GONE, 0, sizeof(*m));
	*m = gone;
}

static void
tell_opened(struct ioloop *l, uint32_t slot, const struct listener_peer *peer)
{
	enum io_role role = (enum io_role)l->conns.hot[slot].role;
	struct io_opened *m = batch_add(&l->inbound[role], IO_MSG_OPENED,
	    conn_id_of(&l->conns, slot), sizeof(*m));

	m->role = role;
	m->is_loopback = peer->is_loopback;
	m->is_127_0_0_1 = peer->is_127_0_0_1;
	memcpy(m->address, peer->text, sizeof(m->address));
}

static void
tell_closed(struct ioloop *l, uint32_t slot)
{
	enum io_role role = (enum io_role)l->conns.hot[slot].role;
	struct io_closed *m = batch_add(&l->inbound[role], IO_MSG_CLOSED,
	    conn_id_of(&l->conns, slot), sizeof(*m));

	m->role = role;
	m->reason = l->conns.cold[slot].end;
	l->stats.ended[m->reason]++;
	log_debug("ioloop: closed conn=%016llx reason=%s",
	    (unsigned long long)conn_id_of(&l->conns, slot),
	    end_names[m->reason]);
}

void
ioloop_adopt(struct ioloop *l, enum io_role role,
    const struct listener_peer *peer, bool is_address_counted)
{
	const struct io_limits *limits = &l->opt->limits;
	uint32_t slot = 0;

	if (l->stop_at_ms == 0)
		slot = conn_add(&l->conns, role, peer->fd);
	if (slot != 0 && !poller_add_once(l->poller, peer->fd,
	    conn_id_of(&l->conns, slot))) {
		conn_remove(&l->conns, slot);
		slot = 0;
	}
	if (slot == 0) {
		close(peer->fd);
		l->stats.refused++;
		tell_gone(l, (struct outmsg_gone){
			role, is_address_counted, peer->address
		});
		return;
	}

	l->conns.cold[slot].address = peer->address;
	l->conns.cold[slot].is_address_counted = is_address_counted;
	limits_bucket_init(&l->conns.hot[slot].bucket, limits->packet_burst,
	    l->now_ms);
	if (role != IO_MONITOR && l->opt->handshake_timeout_ms > 0)
		deadline_set(&l->deadlines, DEADLINE_HANDSHAKE, slot,
		    l->now_ms + l->opt->handshake_timeout_ms);
	tell_opened(l, slot, peer);
}

void
ioloop_end(struct ioloop *l, uint32_t slot, enum io_end reason)
{
	struct conn_hot *hot = &l->conns.hot[slot];

	if (hot->state == CONN_ENDED)
		return;
	if (hot->state == CONN_OPEN)
		l->conns.cold[slot].end = reason;
	if (hot->state == CONN_LINGERING)
		l->lingering--;
	else
		tell_closed(l, slot);
	/* Without a queue it gets nothing more, wherever it is still listed. */
	sendbuf_drop(&l->sendbufs, hot);
	hot->state = CONN_ENDED;
	vec_push(&l->ended, slot);
}

void
ioloop_close(struct ioloop *l, uint32_t slot, enum io_end reason)
{
	struct conn_hot *hot = &l->conns.hot[slot];

	if (hot->state != CONN_OPEN)
		return;
	l->conns.cold[slot].end = reason;
	hot->state = CONN_CLOSING;
	topic_remove_all(&l->topics, slot);
	deadline_clear_all(&l->deadlines, slot);
	deadline_set(&l->deadlines, DEADLINE_CLOSE, slot,
	    l->now_ms + IOLOOP_FLUSH_MS);
	ioloop_mark_dirty(l, slot);
}

/*
 * Closing a socket with unread input resets the connection, and a reset makes
 * some systems throw away what they have not read yet: our last packet. So we
 * say that we are done, and read on for a moment until the peer is, too.
 */
static void
shut_down(struct ioloop *l, uint32_t slot)
{
	struct conn_hot *hot = &l->conns.hot[slot];

	shutdown(hot->fd, SHUT_WR);
	tell_closed(l, slot);
	hot->state = CONN_LINGERING;
	l->lingering++;
	deadline_set(&l->deadlines, DEADLINE_CLOSE, slot, l->now_ms +
	    (l->stop_at_ms != 0 ? IOLOOP_STOP_LINGER_MS : IOLOOP_LINGER_MS));
}

void
ioloop_flush(struct ioloop *l, uint32_t slot)
{
	struct conn_hot *hot = &l->conns.hot[slot];
	uint64_t before = l->stats.bytes_out;
	bool was_blocked = (hot->flags & CONN_IS_BLOCKED) != 0;

	if (hot->state != CONN_OPEN && hot->state != CONN_CLOSING)
		return;
	switch (sendbuf_flush(&l->sendbufs, hot, &l->stats.writes,
	    &l->stats.bytes_out)) {
	case SENDBUF_EMPTY:
		if (was_blocked) {
			hot->flags &= (uint8_t)~CONN_IS_BLOCKED;
			deadline_clear(&l->deadlines, DEADLINE_STALL, slot);
		}
		if (hot->state == CONN_CLOSING)
			shut_down(l, slot);
		return;
	case SENDBUF_BLOCKED:
		hot->flags |= CONN_IS_BLOCKED;
		poller_rearm(l->poller, hot->fd, POLLER_WRITE);
		if (!was_blocked || l->stats.bytes_out != before)
			deadline_set(&l->deadlines, DEADLINE_STALL, slot,
			    l->now_ms + IOLOOP_STALL_MS);
		return;
	case SENDBUF_FAILED:
		ioloop_end(l, slot, IO_END_BY_PEER);
		return;
	}
}

static void
bury_ended(struct ioloop *l)
{
	for (size_t i = 0; i < l->ended.count; i++) {
		uint32_t slot = l->ended.items[i];
		struct conn_hot *hot = &l->conns.hot[slot];
		struct conn *cold = &l->conns.cold[slot];

		topic_remove_all(&l->topics, slot);
		deadline_clear_all(&l->deadlines, slot);
		poller_forget(l->poller, hot->fd);
		close(hot->fd);
		tell_gone(l, (struct outmsg_gone){
			(enum io_role)hot->role, cold->is_address_counted,
			cold->address
		});
		conn_remove(&l->conns, slot);
	}
	vec_clear(&l->ended);
	if (l->gone != NULL)
		mailbox_post_always(l->io->loops[0]->mailbox, &l->gone);
}

/* --- deadlines --- */

static void
on_handshake_deadline(struct ioloop *l, uint32_t slot)
{
	/* It may have said all it should: it was we who did not read. */
	if (!ioloop_may_read(l, (enum io_role)l->conns.hot[slot].role)) {
		deadline_set(&l->deadlines, DEADLINE_HANDSHAKE, slot,
		    l->now_ms + l->opt->handshake_timeout_ms);
		return;
	}
	ioloop_end(l, slot, IO_END_TIMEOUT);
}

static void
on_half_frame_deadline(struct ioloop *l, uint32_t slot)
{
	if (!ioloop_may_read(l, (enum io_role)l->conns.hot[slot].role)) {
		deadline_set(&l->deadlines, DEADLINE_HALF_FRAME, slot,
		    l->now_ms + l->opt->half_frame_timeout_ms);
		return;
	}
	ioloop_end(l, slot, IO_END_TIMEOUT);
}

static void
on_stall_deadline(struct ioloop *l, uint32_t slot)
{
	ioloop_end(l, slot, IO_END_SLOW);
}

static void
on_close_deadline(struct ioloop *l, uint32_t slot)
{
	if (l->conns.hot[slot].state == CONN_OPEN)
		ioloop_close(l, slot, IO_END_BY_US);
	else
		ioloop_end(l, slot, IO_END_BY_US);
}

static void (*const on_deadline[DEADLINE_KIND_COUNT])(struct ioloop *l,
    uint32_t slot) = {
	[DEADLINE_HANDSHAKE] = on_handshake_deadline,
	[DEADLINE_HALF_FRAME] = on_half_frame_deadline,
	[DEADLINE_STALL] = on_stall_deadline,
	[DEADLINE_CLOSE] = on_close_deadline,
};

static void
check_deadlines(struct ioloop *l)
{
	for (int kind = 0; kind < DEADLINE_KIND_COUNT; kind++) {
		uint32_t slot;

		while ((slot = deadline_take(&l->deadlines,
		    (enum deadline_kind)kind, l->now_ms)) != 0)
			on_deadline[kind](l, slot);
	}
}

/* --- the loop --- */

static void
sooner(int64_t *timeout_ms, int64_t in_ms)
{
	if (in_ms < 0)
		in_ms = 0;
	if (*timeout_ms < 0 || in_ms < *timeout_ms)
		*timeout_ms = in_ms;
}

static int64_t
wait_ms(const struct ioloop *l)
{
	int64_t timeout_ms = -1;
	int64_t now_ms = clock_now_ms();
	int64_t at_ms = deadline_earliest_ms(&l->deadlines);

	if (inflow_has_work(l))
		return 0;
	if (at_ms != 0)
		sooner(&timeout_ms, at_ms - now_ms);
	if (l->sendbufs.bytes > 0)
		sooner(&timeout_ms, l->trim_at_ms - now_ms);
	if (l->stop_at_ms != 0)
		sooner(&timeout_ms, l->stop_at_ms - now_ms);
	if (l->index == 0 && l->io->acceptor.resume_at_ms != 0)
		sooner(&timeout_ms, l->io->acceptor.resume_at_ms - now_ms);
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		/* No room tells us when it has caught up. */
		if (l->is_stalled[role])
			sooner(&timeout_ms, IOLOOP_RETRY_MS);
	}
	if (l->is_reading_stopped && l->lingering > 0)
		sooner(&timeout_ms, IOLOOP_RETRY_MS);
	return timeout_ms;
}

/* Any connection that is not buried yet. */
static uint32_t
slot_of_token(const struct ioloop *l, uint64_t token)
{
	uint32_t slot = (uint32_t)(token >> 32) & 0xffffff;
	const struct conn_hot *hot = &l->conns.hot[slot];

	if (hot->gen != (uint32_t)token || hot->state == CONN_FREE ||
	    hot->state == CONN_ENDED)
		return 0;
	return slot;
}

static void
on_event(struct ioloop *l, const struct poller_event *e)
{
	uint32_t slot;

	if (e->token == IOLOOP_TOKEN_MAILBOX)
		return;			/* it is looked into every turn */
	if (e->token <= IO_ROLE_COUNT) {
		acceptor_accept(&l->io->acceptor, l,
		    (enum io_role)(e->token - 1));
		return;
	}
	slot = slot_of_token(l, e->token);
	if (slot == 0)
		return;
	if ((e->what & POLLER_READ) != 0)
		inflow_on_readable(l, slot, (e->what & POLLER_HANGUP) != 0);
	if ((e->what & POLLER_WRITE) != 0 &&
	    (l->conns.hot[slot].flags & CONN_IS_BLOCKED) != 0) {
		l->conns.hot[slot].flags &= (uint8_t)~CONN_IS_BLOCKED;
		ioloop_mark_dirty(l, slot);
	}
}

/* A full room keeps its batch here, and its clients unread, till it fits. */
static void
post_inbound(struct ioloop *l)
{
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (l->inbound[role] == NULL)
			continue;
		l->is_stalled[role] = !mailbox_post(l->opt->listen[role].inbox,
		    &l->inbound[role]);
	}
}

static void
publish_stats(struct ioloop *l)
{
	uint64_t values[IOLOOP_STAT_COUNT];

	l->stats.conns = l->conns.count;
	memcpy(values, &l->stats, sizeof(values));
	for (size_t i = 0; i < IOLOOP_STAT_COUNT; i++)
		counter_set(&l->shared_stats[i], values[i]);
}

static void
trim_sendbufs(struct ioloop *l)
{
	if (l->now_ms < l->trim_at_ms)
		return;
	l->trim_at_ms = l->now_ms + IOLOOP_TRIM_MS;
	sendbuf_cache_trim(&l->sendbufs);
}

static void
turn(struct ioloop *l)
{
	struct poller_event events[IOLOOP_EVENTS];
	uint32_t n = poller_wait(l->poller, events, IOLOOP_EVENTS,
	    wait_ms(l));

	l->now_ms = clock_now_ms();
	for (uint32_t i = 0; i < n; i++)
		on_event(l, &events[i]);
	inflow_read_ready(l);
	/* Before the writes, so that the rooms work while the kernel does. */
	post_inbound(l);
	outflow_take_messages(l);
	if (l->index == 0)
		acceptor_turn(&l->io->acceptor, l);
	check_deadlines(l);
	outflow_flush_dirty(l);
	post_inbound(l);
	bury_ended(l);
	trim_sendbufs(l);
	publish_stats(l);
}

static bool
is_done(const struct ioloop *l)
{
	if (l->stop_at_ms == 0)
		return false;
	return l->conns.count == 0 || l->now_ms >= l->stop_at_ms;
}

void
ioloop_run(void *loop)
{
	struct ioloop *l = loop;

	ON_THREAD(THREAD_IO);
	while (!is_done(l))
		turn(l);

	for (uint32_t slot = 1; slot <= l->conns.used; slot++) {
		if (l->conns.hot[slot].state != CONN_FREE)
			ioloop_end(l, slot, IO_END_STOP);
	}
	bury_ended(l);
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (l->inbound[role] != NULL)
			mailbox_post_always(l->opt->listen[role].inbox,
			    &l->inbound[role]);
	}
	publish_stats(l);
}
