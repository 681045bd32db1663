/*
 * acceptor.c - takes connections off all listeners and deals them out.
 *
 * Owns:   the listeners; how many connections there are, and from where.
 * Called: by ioloop.c of shard 0; io.c at start and end.
 * Thread: main at start and end, io/0 in between.
 */
#include "net/acceptor.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "net/ioloop.h"
#include "net/listener.h"
#include "net/outmsg.h"

enum {
	ACCEPTOR_A_TURN = 64,		/* a listener's share of a turn */
	ACCEPTOR_PAUSE_MS = 100,
	ACCEPTOR_LOG_PERIOD_MS = 60000
};

static const char *const role_names[IO_ROLE_COUNT] = {
	[IO_LOGIN] = "login",
	[IO_SHARD] = "shard",
	[IO_MONITOR] = "monitor",
};

/* Listeners' tokens lie below all connection ids; 0 is the mailbox. */
static uint64_t
token_of(int role)
{
	return (uint64_t)role + 1;
}

bool
acceptor_init(struct acceptor *a, struct io *io)
{
	const struct io_limits *limits = &io->opt.limits;

	*a = (struct acceptor){ .io = io };
	for (int role = 0; role < IO_ROLE_COUNT; role++)
		a->fds[role] = -1;
	limits_table_init(&a->addresses, limits->conns_per_address,
	    limits->accepts_per_address_per_min);
	a->adopted = calloc(io->opt.shard_count, sizeof(struct batch *));
	CHECK(a->adopted != NULL);

	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		const struct io_listen *listen = &io->opt.listen[role];

		if (!listen->is_enabled)
			continue;
		CHECK(listen->inbox != NULL);
		a->fds[role] = listener_open(role_names[role], listen->ip,
		    listen->port);
		if (a->fds[role] < 0)
			return false;
		a->ports[role] = listener_port(a->fds[role]);
	}
	return true;
}

void
acceptor_fini(struct acceptor *a)
{
	if (a->io == NULL)
		return;
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (a->fds[role] >= 0)
			close(a->fds[role]);
	}
	for (uint32_t i = 0; i < a->io->opt.shard_count; i++)
		batch_free(a->adopted[i]);
	free(a->adopted);
	limits_table_fini(&a->addresses);
	*a = (struct acceptor){ 0 };
}

bool
acceptor_start(struct acceptor *a, struct ioloop *l)
{
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (a->fds[role] >= 0 && !poller_add_level(l->poller,
		    a->fds[role], token_of(role)))
			return false;
	}
	return true;
}

static void
pause_all(struct acceptor *a, struct ioloop *l)
{
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (a->fds[role] >= 0)
			poller_pause(l->poller, a->fds[role], token_of(role));
	}
}

void
acceptor_stop(struct acceptor *a, struct ioloop *l)
{
	if (a->is_stopped)
		return;
	a->is_stopped = true;
	a->resume_at_ms = 0;
	pause_all(a, l);
}

/*
 * Newcomers wait in the kernel's queue meanwhile. There is no reserve
 * descriptor to turn them away with: a sealed process cannot open one again.
 */
static void
pause_for_a_while(struct acceptor *a, struct ioloop *l)
{
	static struct log_limit limit;
	uint32_t dropped;

	a->resume_at_ms = l->now_ms + ACCEPTOR_PAUSE_MS;
	pause_all(a, l);
	if (log_limit_ok(&limit, 1, ACCEPTOR_LOG_PERIOD_MS, &dropped))
		log_error("acceptor: out of descriptors or memory, waiting"
		    " conns=%u monitors=%u unlogged=%u",
		    a->conns, a->monitors, dropped);
}

static bool
is_address_limited(const struct acceptor *a, enum io_role role,
    const struct listener_peer *peer)
{
	return a->io->opt.limits.is_enabled && role != IO_MONITOR &&
	    !peer->is_loopback;
}

static bool
is_welcome(struct acceptor *a, struct ioloop *l, enum io_role role,
    const struct listener_peer *peer)
{
	const struct io_options *opt = &a->io->opt;

	if (role == IO_MONITOR)
		return a->monitors < opt->max_monitors;
	if (a->conns >= opt->max_conns)
		return false;
	return !is_address_limited(a, role, peer) ||
	    limits_address_add(&a->addresses, peer->address, l->now_ms) ==
	    LIMITS_OK;
}

static void
deal_out(struct acceptor *a, struct ioloop *l, enum io_role role,
    const struct listener_peer *peer)
{
	bool is_counted = is_address_limited(a, role, peer);
	uint32_t shard = a->next_shard;
	struct outmsg_adopt *m;

	if (role == IO_MONITOR)
		a->monitors++;
	else
		a->conns++;
	a->next_shard = (shard + 1) % a->io->opt.shard_count;
	if (shard == l->index) {
		ioloop_adopt(l, role, peer, is_counted);
		return;
	}
	m = batch_add(&a->adopted[shard], OUTMSG_ADOPT, 0, sizeof(*m));
	m->role = role;
	m->is_address_counted = is_counted;
	m->peer = *peer;
}

void
acceptor_accept(struct acceptor *a, struct ioloop *l, enum io_role role)
{
	struct listener_peer peer;

	if (a->is_stopped || a->resume_at_ms != 0)
		return;
	for (int i = 0; i < ACCEPTOR_A_TURN; i++) {
		switch (listener_accept(a->fds[role], &peer)) {
		case LISTENER_EMPTY:
			return;
		case LISTENER_SKIPPED:
			continue;
		case LISTENER_EXHAUSTED:
			pause_for_a_while(a, l);
			return;
		case LISTENER_OK:
			break;
		}
		if (!is_welcome(a, l, role, &peer)) {
			log_debug("acceptor: refused role=%s address=%s",
			    role_names[role], peer.text);
			l->stats.refused++;
			close(peer.fd);
			continue;
		}
		log_debug("acceptor: accepted role=%s address=%s",
		    role_names[role], peer.text);
		l->stats.accepted++;
		deal_out(a, l, role, &peer);
	}
}

void
acceptor_turn(struct acceptor *a, struct ioloop *l)
{
	for (uint32_t i = 0; i < a->io->opt.shard_count; i++) {
		if (a->adopted[i] != NULL)
			mailbox_post_always(a->io->loops[i]->mailbox,
			    &a->adopted[i]);
	}
	if (a->resume_at_ms == 0 || l->now_ms < a->resume_at_ms)
		return;
	a->resume_at_ms = 0;
	for (int role = 0; role < IO_ROLE_COUNT; role++) {
		if (a->fds[role] >= 0)
			poller_resume(l->poller, a->fds[role],
			    token_of(role));
	}
}

void
acceptor_gone(struct acceptor *a, const struct outmsg_gone *gone)
{
	uint32_t *count = gone->role == IO_MONITOR ? &a->monitors : &a->conns;

	CHECK(*count > 0);
	(*count)--;
	if (gone->is_address_counted)
		limits_address_remove(&a->addresses, gone->address);
}
