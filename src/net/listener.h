/* listener.h - a listening port, and the connections that come in by it. */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

/*
 * A non-blocking listening socket with all options that its connections
 * inherit. ip "", "0.0.0.0" and "::" are every address, IPv4 and IPv6 (IPv4
 * alone if the kernel has no IPv6). -1, logged with `what`, if that fails.
 */
int listener_open(const char *what, const char *ip, uint16_t port) MUST_USE;

/* The port it is bound to. */
uint16_t listener_port(int fd);

struct listener_peer {
	int fd;				/* non-blocking; the caller's */
	uint64_t address;		/* IPv4, or the /64 of IPv6, as a key */
	bool is_loopback;
	bool is_127_0_0_1;
	char text[46];
};

enum listener_result {
	LISTENER_OK,
	LISTENER_EMPTY,			/* nobody waits */
	LISTENER_SKIPPED,		/* one came and went; try the next */
	LISTENER_EXHAUSTED		/* no descriptors or memory just now */
};

enum listener_result listener_accept(int fd, struct listener_peer *out)
    MUST_USE;

#endif
