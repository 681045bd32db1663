/*
 * poller.c - waits for many descriptors, with epoll or with poll(2).
 *
 * Owns:   the epoll descriptor; with poll(2) the list of descriptors.
 * Called: by ioloop.c and its parts.
 * Thread: io, one poller each.
 */
#include "net/poller.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "base/log.h"

#if !defined(__linux__) && !defined(POLLER_USE_POLL)
#define POLLER_USE_POLL 1
#endif

static int
timeout_int(int64_t timeout_ms)
{
	if (timeout_ms < 0)
		return -1;
	return timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
}

#ifndef POLLER_USE_POLL

#include <sys/epoll.h>
#include <unistd.h>

enum { POLLER_EVENTS = 256 };

struct poller {
	int fd;
	struct epoll_event events[POLLER_EVENTS];
};

struct poller *
poller_new(void)
{
	struct poller *p = calloc(1, sizeof(*p));

	CHECK(p != NULL);
	p->fd = epoll_create1(EPOLL_CLOEXEC);
	if (p->fd < 0) {
		log_error("poller: no epoll descriptor errno=%d", errno);
		free(p);
		return NULL;
	}
	return p;
}

void
poller_free(struct poller *p)
{
	if (p == NULL)
		return;
	close(p->fd);
	free(p);
}

static bool
control(struct poller *p, int op, int fd, uint64_t token, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.u64 = token };

	return epoll_ctl(p->fd, op, fd, &ev) == 0;
}

bool
poller_add_level(struct poller *p, int fd, uint64_t token)
{
	return control(p, EPOLL_CTL_ADD, fd, token, EPOLLIN);
}

void
poller_pause(struct poller *p, int fd, uint64_t token)
{
	bool ok = control(p, EPOLL_CTL_MOD, fd, token, 0);

	CHECK(ok);
}

void
poller_resume(struct poller *p, int fd, uint64_t token)
{
	bool ok = control(p, EPOLL_CTL_MOD, fd, token, EPOLLIN);

	CHECK(ok);
}

bool
poller_add_once(struct poller *p, int fd, uint64_t token)
{
	return control(p, EPOLL_CTL_ADD, fd, token,
	    EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

/* Edge-triggered: the kernel noticed by itself that the call would block. */
void
poller_rearm(struct poller *p, int fd, uint32_t what)
{
	UNUSED(p);
	UNUSED(fd);
	UNUSED(what);
}

/* The kernel forgets a descriptor that is closed; ours are never copied. */
void
poller_forget(struct poller *p, int fd)
{
	UNUSED(p);
	UNUSED(fd);
}

uint32_t
poller_wait(struct poller *p, struct poller_event *out, uint32_t room,
    int64_t timeout_ms)
{
	int n;

	if (room > POLLER_EVENTS)
		room = POLLER_EVENTS;
	n = epoll_wait(p->fd, p->events, (int)room, timeout_int(timeout_ms));
	CHECK(n >= 0 || errno == EINTR);
	for (int i = 0; i < n; i++) {
		uint32_t got = p->events[i].events;
		uint32_t what = 0;

		if ((got & EPOLLIN) != 0)
			what |= POLLER_READ;
		if ((got & EPOLLOUT) != 0)
			what |= POLLER_WRITE;
		if ((got & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
			what |= POLLER_READ | POLLER_HANGUP;
		out[i].token = p->events[i].data.u64;
		out[i].what = what;
	}
	return n > 0 ? (uint32_t)n : 0;
}

#else

#include <poll.h>

#include "base/vec.h"

/* Beside each pollfd: whom it belongs to, and how. */
struct watch {
	uint64_t token;
	bool is_level;
};

struct poller {
	struct pollfd_vec VEC_OF(struct pollfd) fds;
	struct watch_vec VEC_OF(struct watch) watches;
	struct place_vec VEC_OF(uint32_t) places;	/* by fd, + 1 */
	size_t start;			/* where the last walk stopped */
};

struct poller *
poller_new(void)
{
	struct poller *p = calloc(1, sizeof(*p));

	CHECK(p != NULL);
	return p;
}

void
poller_free(struct poller *p)
{
	if (p == NULL)
		return;
	vec_fini(&p->fds);
	vec_fini(&p->watches);
	vec_fini(&p->places);
	free(p);
}

static bool
add(struct poller *p, int fd, uint64_t token, bool is_level, short events)
{
	struct pollfd pfd = { .fd = fd, .events = events };
	struct watch w = { .token = token, .is_level = is_level };

	while (p->places.count <= (size_t)fd)
		vec_push(&p->places, 0);
	CHECK(p->places.items[fd] == 0);
	vec_push(&p->fds, pfd);
	vec_push(&p->watches, w);
	p->places.items[fd] = (uint32_t)p->fds.count;
	return true;
}

/*
 * poll(2) reports hang-ups whatever it is asked for, so what nobody asks for
 * is hidden from it by a negative number.
 */
static void
set_events(struct poller *p, size_t place, short events)
{
	struct pollfd *pfd = &p->fds.items[place];
	int fd = pfd->fd < 0 ? ~pfd->fd : pfd->fd;

	pfd->events = events;
	pfd->revents = 0;
	pfd->fd = events != 0 ? fd : ~fd;
}

static size_t
place_of(const struct poller *p, int fd)
{
	CHECK((size_t)fd < p->places.count && p->places.items[fd] != 0);
	return p->places.items[fd] - 1;
}

bool
poller_add_level(struct poller *p, int fd, uint64_t token)
{
	return add(p, fd, token, true, POLLIN);
}

void
poller_pause(struct poller *p, int fd, uint64_t token)
{
	UNUSED(token);
	set_events(p, place_of(p, fd), 0);
}

void
poller_resume(struct poller *p, int fd, uint64_t token)
{
	UNUSED(token);
	set_events(p, place_of(p, fd), POLLIN);
}

bool
poller_add_once(struct poller *p, int fd, uint64_t token)
{
	return add(p, fd, token, false, POLLIN | POLLOUT);
}

void
poller_rearm(struct poller *p, int fd, uint32_t what)
{
	size_t place = place_of(p, fd);
	int events = p->fds.items[place].events;

	if ((what & POLLER_READ) != 0)
		events |= POLLIN;
	if ((what & POLLER_WRITE) != 0)
		events |= POLLOUT;
	set_events(p, place, (short)events);
}

void
poller_forget(struct poller *p, int fd)
{
	size_t place = place_of(p, fd);
	int moved;

	vec_remove_swap(&p->fds, place);
	vec_remove_swap(&p->watches, place);
	p->places.items[fd] = 0;
	if (place == p->fds.count)
		return;
	moved = p->fds.items[place].fd;
	p->places.items[moved < 0 ? ~moved : moved] = (uint32_t)place + 1;
}

/* The event that poll(2) saw at a place; takes what was reported off it. */
static bool
report(struct poller *p, size_t place, struct poller_event *out)
{
	struct pollfd *pfd = &p->fds.items[place];
	int got = pfd->revents;
	uint32_t what = 0;

	if (pfd->fd < 0 || got == 0)
		return false;
	if ((got & POLLIN) != 0)
		what |= POLLER_READ;
	if ((got & POLLOUT) != 0)
		what |= POLLER_WRITE;
	if ((got & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		what |= POLLER_READ | POLLER_HANGUP;
	out->token = p->watches.items[place].token;
	out->what = what;
	if (!p->watches.items[place].is_level) {
		int left = pfd->events & ~got;

		if ((what & POLLER_HANGUP) != 0)
			left = 0;
		set_events(p, place, (short)left);
	}
	return true;
}

uint32_t
poller_wait(struct poller *p, struct poller_event *out, uint32_t room,
    int64_t timeout_ms)
{
	uint32_t n = 0;
	int ready;

	ready = poll(p->fds.items, (nfds_t)p->fds.count,
	    timeout_int(timeout_ms));
	CHECK(ready >= 0 || errno == EINTR);
	if (ready <= 0)
		return 0;
	/* Begins where the last walk ended, so that nobody is left out. */
	for (size_t i = 0; i < p->fds.count && n < room; i++) {
		if (p->start >= p->fds.count)
			p->start = 0;
		if (report(p, p->start, &out[n]))
			n++;
		p->start++;
	}
	return n;
}

#endif
