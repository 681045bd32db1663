/*
 * control.c - the control thread: accepts, reads, posts, answers, puts out who
 * dawdles.
 *
 * Owns:   the listeners, the table of connections, their buffers.
 * Called: by main (make, start, stop); by kinds through control.h.
 * Thread: control; making and freeing: main.
 */
#include "control/control.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/thread.h"
#include "control/control_conn.h"
#include "control/control_msg.h"
#include "net/listener.h"
#include "net/poller.h"

enum {
	EVENTS = CONTROL_SLOTS + CONTROL_LISTENERS_MAX + 1,
	ACCEPTS_A_TURN = 16,
	ACCEPT_PAUSE_MS = 100,		/* out of descriptors or memory */
	STOP_LINGER_MS = 500,
	MAILBOX_BYTES = 64 << 20,	/* rooms use mailbox_post_always() */
	LOG_PERIOD_MS = 60000,
	TOKEN_MAILBOX = 0,
	TOKEN_LISTENER = 1,		/* and the one after it */
	TOKEN_CONN = 1 << CONTROL_SLOT_BITS	/* a generation and a slot */
};

_Static_assert(CONTROL_SLOTS < 1 << CONTROL_SLOT_BITS,
    "a slot has too few bits");

/* --- the listeners --- */

static uint64_t
listener_token(const struct control *k, const struct control_listener *l)
{
	return TOKEN_LISTENER + (uint64_t)(l - k->listeners);
}

static void
pause_listener(struct control *k, struct control_listener *l)
{
	static struct log_limit limit;
	uint32_t dropped;

	l->resume_at_ms = k->now_ms + ACCEPT_PAUSE_MS;
	poller_pause(k->poller, l->fd, listener_token(k, l));
	if (log_limit_ok(&limit, 1, LOG_PERIOD_MS, &dropped))
		log_error("control: out of descriptors or memory kind=%s "
		    "unlogged=%u", l->kind->name, dropped);
}

static void
resume_listeners(struct control *k)
{
	for (uint32_t i = 0; i < k->listener_count; i++) {
		struct control_listener *l = &k->listeners[i];

		if (l->resume_at_ms == 0 || k->now_ms < l->resume_at_ms)
			continue;
		l->resume_at_ms = 0;
		poller_resume(k->poller, l->fd, listener_token(k, l));
	}
}

static void
accept_all(struct control *k, struct control_listener *l)
{
	struct listener_peer peer;

	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		switch (listener_accept(l->fd, &peer)) {
		case LISTENER_EMPTY:
			return;
		case LISTENER_SKIPPED:
			continue;
		case LISTENER_EXHAUSTED:
			pause_listener(k, l);
			return;
		case LISTENER_OK:
			break;
		}
		if (!control_conn_open(l, peer.fd)) {
			log_debug("control: no room kind=%s", l->kind->name);
			close(peer.fd);
		}
	}
}

/* --- the loop --- */

static void
on_event(struct control *k, const struct poller_event *e)
{
	struct control_conn *c;
	uint64_t i;

	if (e->token == TOKEN_MAILBOX)
		return;			/* it is looked into every turn */
	if (e->token < TOKEN_CONN) {
		i = e->token - TOKEN_LISTENER;
		CHECK(i < k->listener_count);
		accept_all(k, &k->listeners[i]);
		return;
	}
	i = e->token & ((1 << CONTROL_SLOT_BITS) - 1);
	CHECK(i < CONTROL_SLOTS);
	c = &k->conns[i];
	if (c->listener == NULL || control_conn_token(c) != e->token)
		return;
	if ((e->what & POLLER_READ) != 0)
		c->is_readable = true;
	if ((e->what & POLLER_WRITE) != 0)
		c->is_writable = true;
}

static void
on_message(struct control *k, const struct msg *m)
{
	uint64_t slot = m->ref & ((1 << CONTROL_SLOT_BITS) - 1);
	struct control_conn *c;

	if (m->type == CONTROL_MSG_STOP) {
		k->stop_at_ms = k->now_ms + STOP_LINGER_MS;
		return;
	}
	if (m->type == CONTROL_MSG_OPEN) {
		for (uint32_t i = 0; i < k->listener_count; i++)
			k->listeners[i].resume_at_ms = k->now_ms;
		return;
	}
	if (m->ref == 0 || slot >= CONTROL_SLOTS)
		return;
	c = &k->conns[slot];
	if (c->listener == NULL || c->ref != m->ref || c->is_ended)
		return;			/* the asker has left */
	if (c->listener->kind->on_message != NULL)
		c->listener->kind->on_message(c, m);
}

static void
take_messages(struct control *k)
{
	struct batch *chain = mailbox_take(k->mailbox);
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(b); m != NULL;
		    m = batch_next(b, m))
			on_message(k, m);
		batch_free(b);
	}
}

static void
serve_all(struct control *k)
{
	for (uint32_t i = 0; i < CONTROL_SLOTS; i++) {
		struct control_conn *c = &k->conns[i];

		if (c->listener == NULL)
			continue;
		control_conn_serve(c);
		if (k->now_ms >= c->deadline_ms)
			c->is_ended = true;
		/* The rooms have ended: there will be no more answers. */
		if (k->stop_at_ms != 0 && c->out.count == 0)
			c->is_ended = true;
		if (c->is_ended)
			control_conn_close(c);
	}
}

static void
sooner(int64_t *timeout_ms, int64_t in_ms)
{
	if (in_ms < 0)
		in_ms = 0;
	if (*timeout_ms < 0 || in_ms < *timeout_ms)
		*timeout_ms = in_ms;
}

static int64_t
wait_ms(const struct control *k)
{
	int64_t timeout_ms = -1;
	int64_t now_ms = clock_now_ms();

	if (k->stop_at_ms != 0)
		sooner(&timeout_ms, k->stop_at_ms - now_ms);
	for (uint32_t i = 0; i < k->listener_count; i++)
		if (k->listeners[i].resume_at_ms != 0)
			sooner(&timeout_ms,
			    k->listeners[i].resume_at_ms - now_ms);
	for (uint32_t i = 0; i < CONTROL_SLOTS; i++) {
		const struct control_conn *c = &k->conns[i];

		if (c->listener == NULL)
			continue;
		sooner(&timeout_ms,
		    control_conn_may_read(c) ? 0 : c->deadline_ms - now_ms);
	}
	return timeout_ms;
}

static bool
is_done(const struct control *k)
{
	if (k->stop_at_ms == 0)
		return false;
	for (uint32_t i = 0; i < CONTROL_SLOTS; i++)
		if (k->conns[i].listener != NULL)
			return k->now_ms >= k->stop_at_ms;
	return true;
}

static void
control_run(void *arg)
{
	struct control *k = arg;
	struct poller_event events[EVENTS];

	ON_THREAD(THREAD_CONTROL);
	while (!is_done(k)) {
		uint32_t n = poller_wait(k->poller, events, EVENTS,
		    wait_ms(k));

		k->now_ms = clock_now_ms();
		for (uint32_t i = 0; i < n; i++)
			on_event(k, &events[i]);
		take_messages(k);
		serve_all(k);
		resume_listeners(k);
	}
}

/* --- making and ending --- */

struct control *
control_new(void)
{
	struct control *k = calloc(1, sizeof(*k));

	CHECK(k != NULL);
	k->mailbox = mailbox_new(MAILBOX_WAKE_FD, MAILBOX_BYTES);
	k->poller = poller_new();
	if (k->mailbox == NULL || k->poller == NULL ||
	    !poller_add_level(k->poller, mailbox_fd(k->mailbox),
	    TOKEN_MAILBOX)) {
		log_error("control: no descriptors to wait with");
		control_free(k);
		return NULL;
	}
	return k;
}

bool
control_listen(struct control *k, int fd, const struct control_kind *kind,
    void *arg)
{
	struct control_listener *l = &k->listeners[k->listener_count];

	CHECK(k->listener_count < CONTROL_LISTENERS_MAX);
	CHECK(kind->conns_max <= CONTROL_CONNS_MAX);
	*l = (struct control_listener){
		.control = k, .fd = fd, .kind = kind, .arg = arg
	};
	if (!poller_add_level(k->poller, fd, listener_token(k, l))) {
		log_error("control: cannot wait for kind=%s", kind->name);
		close(fd);
		return false;
	}
	k->listener_count++;
	poller_pause(k->poller, fd, listener_token(k, l));
	return true;
}

uint32_t
control_max_fds(const struct control *k)
{
	uint32_t n = k->listener_count;

	for (uint32_t i = 0; i < k->listener_count; i++)
		n += k->listeners[i].kind->conns_max;
	return n;
}

struct mailbox *
control_mailbox(struct control *k)
{
	return k->mailbox;
}

bool
control_start(struct control *k)
{
	k->thread = thread_new(THREAD_CONTROL, 0, control_run, k);
	return k->thread != NULL;
}

static void
tell(struct control *k, uint16_t type)
{
	struct batch *b = NULL;

	batch_add(&b, type, 0, 0);
	mailbox_post_always(k->mailbox, &b);
}

void
control_open(struct control *k)
{
	tell(k, CONTROL_MSG_OPEN);
}

void
control_stop(struct control *k)
{
	if (k == NULL || k->thread == NULL)
		return;
	tell(k, CONTROL_MSG_STOP);
	thread_join(k->thread);
	k->thread = NULL;
}

void
control_free(struct control *k)
{
	if (k == NULL)
		return;
	CHECK(k->thread == NULL);
	for (uint32_t i = 0; i < CONTROL_SLOTS; i++)
		if (k->conns[i].listener != NULL)
			control_conn_close(&k->conns[i]);
	for (uint32_t i = 0; i < k->listener_count; i++)
		close(k->listeners[i].fd);
	poller_free(k->poller);
	mailbox_free(k->mailbox);
	free(k);
}
