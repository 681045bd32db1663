/*
 * notify_socket.c - tells a service manager how far we are.
 *
 * Owns:   nothing; the descriptor is the caller's.
 * Called: by main.
 * Thread: main.
 *
 * Once connected, write(2) sends: the sandbox lets main do that, and Landlock
 * minds no peer that was found before it came.
 */
#include "base/notify_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

/* 0: no such address. */
static socklen_t
make_address(const char *name, struct sockaddr_un *out)
{
	size_t n = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || n < 2 ||
	    n >= sizeof(out->sun_path))
		return 0;
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(out->sun_path, name, n);
	/* An abstract name begins with NUL and does not end with it. */
	if (name[0] == '@')
		out->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n +
	    (name[0] == '/'));
}

int
notify_socket_open(void)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a;
	socklen_t bytes;
	int fd = -1;

	if (name == NULL || name[0] == '\0')
		return -1;
	errno = EINVAL;
	bytes = make_address(name, &a);
	if (bytes != 0)
		fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, bytes) == 0)
		return fd;
	log_warn("notify: NOTIFY_SOCKET=%s: %s", name, strerror(errno));
	notify_socket_close(fd);
	return -1;
}

/* What $name says, if it is a number and nothing else; else 0. */
static uint64_t
number_of(const char *name)
{
	const char *text = getenv(name);
	unsigned long long n;
	char *end;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	errno = 0;
	n = strtoull(text, &end, 10);
	return *end == '\0' && errno == 0 ? n : 0;
}

int64_t
notify_socket_watchdog_ms(void)
{
	uint64_t us = number_of("WATCHDOG_USEC");

	/* Inherited by somebody else's child: sd_watchdog_enabled(3). */
	if (getenv("WATCHDOG_PID") != NULL &&
	    number_of("WATCHDOG_PID") != (uint64_t)getpid())
		return 0;
	return us / 1000 > INT32_MAX ? INT32_MAX : (int64_t)(us / 1000);
}

void
notify_socket_tell(int fd, const char *state)
{
	static struct log_limit limit;

	if (fd < 0)
		return;
	if (write(fd, state, strlen(state)) != (ssize_t)strlen(state) &&
	    log_limit_ok(&limit, 2, 60000, NULL))
		log_warn("notify: %s: %s", state, strerror(errno));
}

void
notify_socket_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
