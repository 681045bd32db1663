/*
 * mailbox.c - batches of messages, and the queues that carry them between
 * threads.
 *
 * Owns:   the batches that were posted and not yet taken.
 * Called: by producers (batch_add, mailbox_post) and one reader a mailbox.
 * Thread: any; a batch belongs to whoever holds it.
 */
#include "base/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "base/log.h"

enum { BATCH_FIRST_BYTES = 1024 };

struct batch {
	struct batch *next;
	size_t used;
	size_t room;
	alignas(8) unsigned char bytes[];
};

struct mailbox {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	enum mailbox_wake wake;
	struct batch *first;
	struct batch **last;
	size_t bytes;
	size_t limit_bytes;
	bool is_woken;		/* the reader has been told and has not come */
	int read_fd;
	int write_fd;		/* the same for an eventfd */
};

_Static_assert(sizeof(struct msg) % 8 == 0, "payloads are aligned to 8");

static size_t
round_up_8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

void *
batch_add(struct batch **b, uint16_t type, uint64_t ref, size_t payload_bytes)
{
	size_t need = round_up_8(sizeof(struct msg) + payload_bytes);
	size_t used = *b != NULL ? (*b)->used : 0;
	size_t room = *b != NULL ? (*b)->room : 0;
	struct msg *m;

	CHECK(payload_bytes <= UINT32_MAX / 2);
	if (room - used < need) {
		struct batch *grown;

		room = room == 0 ? BATCH_FIRST_BYTES : room * 2;
		while (room - used < need)
			room *= 2;
		grown = realloc(*b, sizeof(*grown) + room);
		CHECK(grown != NULL);
		grown->next = NULL;
		grown->used = used;
		grown->room = room;
		*b = grown;
	}

	m = (struct msg *)((*b)->bytes + used);
	memset(m, 0, need);
	m->size = (uint32_t)(sizeof(*m) + payload_bytes);
	m->type = type;
	m->ref = ref;
	(*b)->used = used + need;
	return m + 1;
}

const struct msg *
batch_first(const struct batch *b)
{
	if (b == NULL || b->used == 0)
		return NULL;
	return (const struct msg *)b->bytes;
}

const struct msg *
batch_next(const struct batch *b, const struct msg *m)
{
	const unsigned char *next =
	    (const unsigned char *)m + round_up_8(m->size);

	if (next >= b->bytes + b->used)
		return NULL;
	return (const struct msg *)next;
}

size_t
batch_bytes(const struct batch *b)
{
	return b != NULL ? b->used : 0;
}

void
batch_free(struct batch *b)
{
	free(b);
}

struct batch *
batch_chain_pop(struct batch **chain)
{
	struct batch *b = *chain;

	if (b == NULL)
		return NULL;
	*chain = b->next;
	b->next = NULL;
	return b;
}

static bool
open_wake_fds(struct mailbox *mb)
{
#ifdef __linux__
	mb->read_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	mb->write_fd = mb->read_fd;
	return mb->read_fd >= 0;
#else
	int fds[2];

	if (pipe(fds) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		fcntl(fds[i], F_SETFL, O_NONBLOCK);
		fcntl(fds[i], F_SETFD, FD_CLOEXEC);
	}
	mb->read_fd = fds[0];
	mb->write_fd = fds[1];
	return true;
#endif
}

struct mailbox *
mailbox_new(enum mailbox_wake wake, size_t limit_bytes)
{
	struct mailbox *mb = calloc(1, sizeof(*mb));
	pthread_condattr_t attr;

	CHECK(mb != NULL);
	mb->wake = wake;
	mb->limit_bytes = limit_bytes;
	mb->last = &mb->first;
	mb->read_fd = -1;
	mb->write_fd = -1;
	if (wake == MAILBOX_WAKE_FD && !open_wake_fds(mb)) {
		log_error("mailbox: no descriptor to wake with errno=%d",
		    errno);
		free(mb);
		return NULL;
	}

	pthread_mutex_init(&mb->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&mb->filled, &attr);
	pthread_condattr_destroy(&attr);
	return mb;
}

void
mailbox_free(struct mailbox *mb)
{
	struct batch *chain;
	struct batch *b;

	if (mb == NULL)
		return;
	chain = mb->first;
	while ((b = batch_chain_pop(&chain)) != NULL)
		batch_free(b);
	if (mb->write_fd != mb->read_fd)
		close(mb->write_fd);
	if (mb->read_fd >= 0)
		close(mb->read_fd);
	pthread_cond_destroy(&mb->filled);
	pthread_mutex_destroy(&mb->lock);
	free(mb);
}

/* With the lock held. Once told, the reader is not told again until it came. */
static void
wake_locked(struct mailbox *mb)
{
	uint64_t one = 1;
	ssize_t n;

	if (mb->is_woken)
		return;
	mb->is_woken = true;
	if (mb->wake == MAILBOX_WAKE_COND) {
		pthread_cond_signal(&mb->filled);
		return;
	}
	do
		n = write(mb->write_fd, &one, sizeof(one));
	while (n < 0 && errno == EINTR);
	CHECK(n == sizeof(one));
}

static bool
post(struct mailbox *mb, struct batch **b, bool is_limited)
{
	if (batch_bytes(*b) == 0) {
		batch_free(*b);
		*b = NULL;
		return true;
	}

	pthread_mutex_lock(&mb->lock);
	if (is_limited && mb->bytes >= mb->limit_bytes) {
		pthread_mutex_unlock(&mb->lock);
		return false;
	}
	*mb->last = *b;
	mb->last = &(*b)->next;
	mb->bytes += (*b)->used;
	wake_locked(mb);
	pthread_mutex_unlock(&mb->lock);
	*b = NULL;
	return true;
}

bool
mailbox_post(struct mailbox *mb, struct batch **b)
{
	return post(mb, b, true);
}

void
mailbox_post_always(struct mailbox *mb, struct batch **b)
{
	bool is_posted = post(mb, b, false);

	CHECK(is_posted);
}

void
mailbox_wake(struct mailbox *mb)
{
	pthread_mutex_lock(&mb->lock);
	wake_locked(mb);
	pthread_mutex_unlock(&mb->lock);
}

/* With the lock held. */
static struct batch *
take_locked(struct mailbox *mb)
{
	struct batch *chain = mb->first;
	uint64_t count;
	ssize_t n;

	if (mb->is_woken && mb->wake == MAILBOX_WAKE_FD) {
		do
			n = read(mb->read_fd, &count, sizeof(count));
		while (n < 0 && errno == EINTR);
		CHECK(n == sizeof(count));
	}
	mb->is_woken = false;
	mb->first = NULL;
	mb->last = &mb->first;
	mb->bytes = 0;
	return chain;
}

struct batch *
mailbox_take(struct mailbox *mb)
{
	struct batch *chain;

	pthread_mutex_lock(&mb->lock);
	chain = take_locked(mb);
	pthread_mutex_unlock(&mb->lock);
	return chain;
}

static struct timespec
moment_in(int64_t timeout_ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += (time_t)(timeout_ms / 1000);
	ts.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000;
	}
	return ts;
}

struct batch *
mailbox_wait(struct mailbox *mb, int64_t timeout_ms)
{
	struct batch *chain;
	struct timespec until;
	int err = 0;

	CHECK(mb->wake == MAILBOX_WAKE_COND);
	if (timeout_ms > 0)
		until = moment_in(timeout_ms);
	else
		until = (struct timespec){ 0 };

	pthread_mutex_lock(&mb->lock);
	while (!mb->is_woken && err == 0 && timeout_ms != 0) {
		if (timeout_ms < 0)
			err = pthread_cond_wait(&mb->filled, &mb->lock);
		else
			err = pthread_cond_timedwait(&mb->filled, &mb->lock,
			    &until);
	}
	chain = take_locked(mb);
	pthread_mutex_unlock(&mb->lock);
	return chain;
}

int
mailbox_fd(const struct mailbox *mb)
{
	return mb->read_fd;
}

size_t
mailbox_bytes(struct mailbox *mb)
{
	size_t n;

	pthread_mutex_lock(&mb->lock);
	n = mb->bytes;
	pthread_mutex_unlock(&mb->lock);
	return n;
}
