/*
 * manager.c - plays the service manager behind $NOTIFY_SOCKET.
 *
 * Owns:   nothing; the socket is the test's.
 * Called: by tests of notify_socket and of the server.
 * Thread: the test's.
 */
#include "support/manager.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bot/die.h"

enum { MANAGER_PATIENCE_MS = 20000 };

int
manager_open(const char *name)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (n >= sizeof(a.sun_path))
		die("manager: name too long: %s", name);
	memcpy(a.sun_path, name, n);
	if (name[0] == '@')
		a.sun_path[0] = '\0';
	if (fd < 0 || bind(fd, (struct sockaddr *)&a,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) != 0)
		die("manager: %s: %s", name, strerror(errno));
	return fd;
}

const char *
manager_hear(int fd, char *out, size_t cap)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, (int)patience_ms(MANAGER_PATIENCE_MS)) != 1)
		die("manager: heard nothing");
	n = recv(fd, out, cap - 1, 0);
	if (n < 0)
		die("manager: %s", strerror(errno));
	out[n] = '\0';
	return out;
}

void
manager_await(int fd, const char *wanted)
{
	char heard[128];

	while (strcmp(manager_hear(fd, heard, sizeof(heard)), wanted) != 0)
		;
}

void
manager_forget(int fd)
{
	char heard[128];

	while (recv(fd, heard, sizeof(heard), MSG_DONTWAIT) >= 0)
		;
}

bool
manager_says_within(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}
