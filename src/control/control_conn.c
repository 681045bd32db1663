/*
 * control_conn.c - one connection of the control thread: its buffers, and what
 * kinds may do with it.
 *
 * Owns:   the connection from accept to close.
 * Called: by control.c; by kinds through control.h.
 * Thread: control.
 */
#include "control/control_conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "net/poller.h"

enum {
	READS_A_TURN = 64,
	LINGER_MS = 1000		/* for a peer to hang up */
};

/* --- its life --- */

static void
keep_alive(struct control *k, struct control_conn *c)
{
	const struct control_kind *kind = c->listener->kind;

	c->deadline_ms = k->now_ms +
	    (c->is_held ? kind->answer_ms : kind->idle_ms);
	if (kind->life_ms != 0 && c->deadline_ms > c->born_at_ms +
	    kind->life_ms)
		c->deadline_ms = c->born_at_ms + kind->life_ms;
}

void
control_conn_close(struct control_conn *c)
{
	struct control_listener *l = c->listener;
	struct control *k = l->control;

	if (l->kind->on_closed != NULL)
		l->kind->on_closed(c);
	poller_forget(k->poller, c->fd);
	close(c->fd);
	vec_fini(&c->out);
	free(c->in);
	free(c->state);
	l->conns--;
	*c = (struct control_conn){ 0 };
}

static struct control_conn *
find_free(struct control *k)
{
	for (uint32_t i = 0; i < CONTROL_SLOTS; i++) {
		if (k->conns[i].listener != NULL)
			continue;
		k->conns[i].slot = i;
		return &k->conns[i];
	}
	return NULL;
}

bool
control_conn_open(struct control_listener *l, int fd)
{
	struct control *k = l->control;
	struct control_conn *c = find_free(k);
	const struct control_kind *kind = l->kind;

	if (c == NULL || l->conns >= kind->conns_max || k->stop_at_ms != 0)
		return false;
	c->gen = ++k->next_gen;
	if (!poller_add_once(k->poller, fd, control_conn_token(c)))
		return false;
	c->listener = l;
	c->fd = fd;
	c->in = malloc(kind->in_max_bytes);
	c->state = calloc(1, kind->state_bytes + 1);
	CHECK(c->in != NULL && c->state != NULL);
	c->is_writable = true;
	c->born_at_ms = k->now_ms;
	l->conns++;
	keep_alive(k, c);
	return true;
}

void *
control_state(struct control_conn *c)
{
	return c->state;
}

void *
control_arg(struct control_conn *c)
{
	return c->listener->arg;
}

struct control *
control_of(struct control_conn *c)
{
	return c->listener->control;
}

void
control_send(struct control_conn *c, const char *bytes, size_t n)
{
	if (c->is_ended || n == 0)
		return;
	if (c->out.count + n > c->listener->kind->out_max_bytes) {
		log_warn("control: too much to say at once kind=%s",
		    c->listener->kind->name);
		c->is_ended = true;
		return;
	}
	vec_reserve(&c->out, c->out.count + n);
	memcpy(c->out.items + c->out.count, bytes, n);
	c->out.count += n;
}

void
control_finish(struct control_conn *c)
{
	c->is_finishing = true;
}

void
control_hold(struct control_conn *c)
{
	c->is_held = true;
	keep_alive(c->listener->control, c);
}

void
control_release(struct control_conn *c)
{
	c->is_held = false;
	keep_alive(c->listener->control, c);
}

uint64_t
control_new_ref(struct control_conn *c)
{
	struct control *k = c->listener->control;

	/* Never a conn_id of io.h: who has both cannot mistake them. */
	c->ref = UINT64_C(1) << 63 | ++k->next_ref << CONTROL_SLOT_BITS |
	    c->slot;
	return c->ref;
}

/* --- bytes in and out --- */

/* Lets the kind use what is there; false: it wants more, or nothing now. */
static bool
feed(struct control_conn *c)
{
	size_t used;

	if (c->is_held || c->is_finishing || c->is_ended || c->in_bytes == 0)
		return false;
	used = c->listener->kind->on_input(c, c->in, c->in_bytes);
	CHECK(used <= c->in_bytes);
	memmove(c->in, c->in + used, c->in_bytes - used);
	c->in_bytes -= used;
	return used > 0;
}

/*
 * The peer says no more. What it has asked is still answered: it may only have
 * closed its own side.
 */
static void
on_end_of_input(struct control_conn *c)
{
	c->is_readable = false;
	c->is_at_end = true;
	c->is_finishing = true;
	if (c->is_lingering)
		c->is_ended = true;
}

bool
control_conn_may_read(const struct control_conn *c)
{
	if (!c->is_readable || c->is_held || c->is_ended)
		return false;
	return !c->is_finishing || c->is_lingering;
}

/* False: there is nothing more to be read just now. */
static bool
receive(struct control *k, struct control_conn *c)
{
	size_t room;
	ssize_t n;

	if (c->is_lingering)
		c->in_bytes = 0;	/* it talks to itself */
	room = c->listener->kind->in_max_bytes - c->in_bytes;
	if (!control_conn_may_read(c))
		return false;
	if (room == 0) {
		c->is_ended = true;	/* more than it may leave unused */
		return false;
	}
	n = recv(c->fd, c->in + c->in_bytes, room, 0);
	if (n > 0) {
		c->in_bytes += (size_t)n;
		if (!c->is_lingering)
			keep_alive(k, c);
		return true;
	}
	if (n == 0) {
		on_end_of_input(c);
	} else if (errno == EAGAIN) {
		c->is_readable = false;
		poller_rearm(k->poller, c->fd, POLLER_READ);
	} else if (errno != EINTR) {
		c->is_ended = true;
	}
	return false;
}

/*
 * Closing a socket with unread input resets the connection, and a peer may
 * lose what it has not read yet. So we only say that we are done.
 */
static void
hang_up(struct control *k, struct control_conn *c)
{
	if (c->is_at_end) {
		c->is_ended = true;
		return;
	}
	if (c->is_lingering)
		return;
	shutdown(c->fd, SHUT_WR);
	c->is_lingering = true;
	c->deadline_ms = k->now_ms + LINGER_MS;
}

static void
flush(struct control *k, struct control_conn *c)
{
	while (!c->is_ended && c->is_writable && c->out_sent < c->out.count) {
		ssize_t n = send(c->fd, c->out.items + c->out_sent,
		    c->out.count - c->out_sent, MSG_NOSIGNAL);

		if (n > 0) {
			c->out_sent += (size_t)n;
			keep_alive(k, c);
		} else if (n < 0 && errno == EAGAIN) {
			c->is_writable = false;
			poller_rearm(k->poller, c->fd, POLLER_WRITE);
		} else if (n < 0 && errno != EINTR) {
			c->is_ended = true;
		}
	}
	if (c->out_sent < c->out.count)
		return;
	/* A long answer's memory is not kept for the next short one. */
	vec_fini(&c->out);
	c->out_sent = 0;
	if (c->is_finishing && !c->is_held)
		hang_up(k, c);
}

void
control_conn_serve(struct control_conn *c)
{
	struct control *k = c->listener->control;

	for (int i = 0; i < READS_A_TURN; i++) {
		while (feed(c))
			;
		if (!receive(k, c))
			break;
	}
	while (feed(c))
		;
	flush(k, c);
}
