/*
 * listener.c - listening sockets, and taking connections off them.
 *
 * All socket options are set on the listener: what accept4() returns inherits
 * them, and no option can be set once the server is sealed.
 *
 * Owns:   nothing; the descriptors are the caller's.
 * Called: by io_open() at start, by acceptor.c.
 * Thread: main at start, then io/0.
 */
#include "net/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

enum {
	LISTENER_KEEP_IDLE_S = 60,
	LISTENER_KEEP_INTERVAL_S = 15,
	LISTENER_KEEP_COUNT = 4,
	/* How long sent bytes may stay unacknowledged. */
	LISTENER_USER_TIMEOUT_MS = 60000
};

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static const struct {
	int level;
	int name;
	int value;
} options[] = {
	{ SOL_SOCKET, SO_REUSEADDR, 1 },
	{ SOL_SOCKET, SO_KEEPALIVE, 1 },
	{ IPPROTO_TCP, TCP_NODELAY, 1 },
#ifdef TCP_KEEPIDLE
	{ IPPROTO_TCP, TCP_KEEPIDLE, LISTENER_KEEP_IDLE_S },
	{ IPPROTO_TCP, TCP_KEEPINTVL, LISTENER_KEEP_INTERVAL_S },
	{ IPPROTO_TCP, TCP_KEEPCNT, LISTENER_KEEP_COUNT },
#endif
#ifdef TCP_USER_TIMEOUT
	{ IPPROTO_TCP, TCP_USER_TIMEOUT, LISTENER_USER_TIMEOUT_MS },
#endif
};

/*
 * Whether one socket takes IPv6 and IPv4. OpenBSD has no such sockets, and ends
 * a process that asks for one after pledge().
 */
#if defined(__OpenBSD__)
enum { LISTENER_HAS_DUAL_STACK = false };
#else
enum { LISTENER_HAS_DUAL_STACK = true };
#endif

static int
try_listen(const union address *a, socklen_t bytes)
{
	int fd = socket(a->any.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int off = 0;
	int err;

	if (fd < 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		if (setsockopt(fd, options[i].level, options[i].name,
		    &options[i].value, sizeof(options[i].value)) != 0)
			log_warn("listener: option not set name=%d errno=%d",
			    options[i].name, errno);
	}
	if (LISTENER_HAS_DUAL_STACK && a->any.sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) != 0)
		goto fail;
	if (bind(fd, &a->any, bytes) != 0)
		goto fail;
	if (listen(fd, SOMAXCONN) != 0)
		goto fail;
	return fd;
fail:
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

static bool
is_every_address(const char *ip)
{
	return ip[0] == '\0' || strcmp(ip, "0.0.0.0") == 0 ||
	    strcmp(ip, "::") == 0;
}

int
listener_open(const char *what, const char *ip, uint16_t port)
{
	union address v4 = { .v4 = { .sin_family = AF_INET } };
	union address v6 = { .v6 = { .sin6_family = AF_INET6 } };
	int fd;

	v4.v4.sin_port = htons(port);
	v6.v6.sin6_port = htons(port);
	if (is_every_address(ip)) {
		fd = -1;
		errno = EAFNOSUPPORT;
		if (LISTENER_HAS_DUAL_STACK)
			fd = try_listen(&v6, sizeof(v6.v6));
		/* EADDRINUSE would hold for IPv4 too, and must be told. */
		if (fd < 0 && errno != EADDRINUSE && errno != EACCES)
			fd = try_listen(&v4, sizeof(v4.v4));
	} else if (inet_pton(AF_INET, ip, &v4.v4.sin_addr) == 1) {
		fd = try_listen(&v4, sizeof(v4.v4));
	} else if (inet_pton(AF_INET6, ip, &v6.v6.sin6_addr) == 1) {
		fd = try_listen(&v6, sizeof(v6.v6));
	} else {
		log_error("listener: %s: \"%s\" is no IP address", what, ip);
		return -1;
	}
	if (fd < 0)
		log_error("listener: %s: cannot listen ip=%s port=%u: %s",
		    what, ip[0] != '\0' ? ip : "any", port, strerror(errno));
	return fd;
}

uint16_t
listener_port(int fd)
{
	union address a = { 0 };
	socklen_t bytes = sizeof(a);

	if (getsockname(fd, &a.any, &bytes) != 0)
		return 0;
	return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port :
	    a.v4.sin_port);
}

static void
describe_v4(struct listener_peer *out, const uint8_t ip[4])
{
	/* No IPv6 /64 begins like this: ::/8 is not given to anybody. */
	out->address = UINT64_C(0xffff00000000) | (uint64_t)ip[0] << 24 |
	    (uint64_t)ip[1] << 16 | (uint64_t)ip[2] << 8 | ip[3];
	out->is_loopback = ip[0] == 127;
	out->is_127_0_0_1 = ip[0] == 127 && ip[1] == 0 && ip[2] == 0 &&
	    ip[3] == 1;
	inet_ntop(AF_INET, ip, out->text, sizeof(out->text));
}

static void
describe_v6(struct listener_peer *out, const struct in6_addr *ip)
{
	if (IN6_IS_ADDR_V4MAPPED(ip)) {
		describe_v4(out, ip->s6_addr + 12);
		return;
	}
	/* One household has a /64: that is "an address" for the limits. */
	for (int i = 0; i < 8; i++)
		out->address = out->address << 8 | ip->s6_addr[i];
	out->is_loopback = IN6_IS_ADDR_LOOPBACK(ip);
	inet_ntop(AF_INET6, ip, out->text, sizeof(out->text));
}

/* Its file is what keeps strangers out; it tells no name. */
static void
describe_unix(struct listener_peer *out)
{
	out->is_loopback = true;
	str_copy(out->text, sizeof(out->text), "unix");
}

enum listener_result
listener_accept(int fd, struct listener_peer *out)
{
	union address a = { 0 };
	socklen_t bytes = sizeof(a);
	int got;

	got = accept4(fd, &a.any, &bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (got < 0) {
		switch (errno) {
		case EAGAIN:
			return LISTENER_EMPTY;
		case EINTR:
		case ECONNABORTED:
		case EPERM:
		case EPROTO:
		case ENETDOWN:
		case ENETUNREACH:
		case EHOSTUNREACH:
			/* The peer's trouble, or its network's: accept(2). */
			return LISTENER_SKIPPED;
		default:
			/* EMFILE, ENFILE, ENOBUFS, ENOMEM: it may pass. */
			return LISTENER_EXHAUSTED;
		}
	}

	*out = (struct listener_peer){ .fd = got };
	if (a.any.sa_family == AF_UNIX)
		describe_unix(out);
	else if (a.any.sa_family == AF_INET6)
		describe_v6(out, &a.v6.sin6_addr);
	else
		describe_v4(out, (const uint8_t *)&a.v4.sin_addr);
	return LISTENER_OK;
}
