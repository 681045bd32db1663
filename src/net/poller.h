/*
 * poller.h - waits for many descriptors: epoll, or poll(2) where there is none
 * (or with -DPOLLER_USE_POLL, so that both are tested on Linux).
 *
 * Sockets are reported once: after an event the caller works until a call
 * would block, and says so with poller_rearm(). With epoll that costs no
 * system call, and a shard that may not read just now need not listen either.
 */
#ifndef NET_POLLER_H
#define NET_POLLER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

enum {
	POLLER_READ = 1,
	POLLER_WRITE = 2,
	POLLER_HANGUP = 4		/* read on to the end: no more comes */
};

struct poller_event {
	uint64_t token;
	uint32_t what;			/* POLLER_ bits */
};

struct poller;

/* NULL, logged, if the kernel refuses. Takes its descriptor now. */
struct poller *poller_new(void) MUST_USE;
void poller_free(struct poller *p);

/* Readable is reported as long as it lasts: listeners, mailboxes. */
bool poller_add_level(struct poller *p, int fd, uint64_t token) MUST_USE;

/* Not reported, or again; for descriptors of poller_add_level(). */
void poller_pause(struct poller *p, int fd, uint64_t token);
void poller_resume(struct poller *p, int fd, uint64_t token);

/* Each of readable and writable is reported once, until poller_rearm(). */
bool poller_add_once(struct poller *p, int fd, uint64_t token) MUST_USE;
void poller_rearm(struct poller *p, int fd, uint32_t what);

/* Just before close(fd). */
void poller_forget(struct poller *p, int fd);

/* How many events were put into out; 0 after timeout_ms (-1: none). */
uint32_t poller_wait(struct poller *p, struct poller_event *out, uint32_t room,
    int64_t timeout_ms);

#endif
