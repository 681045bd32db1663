/* notify_socket.h - tells a service manager how far we are: sd_notify(3). */
#ifndef BASE_NOTIFY_SOCKET_H
#define BASE_NOTIFY_SOCKET_H

#include <stdint.h>

#include "base/check.h"

/*
 * Connects to $NOTIFY_SOCKET, a path or "@" and an abstract name. -1 if there
 * is none, or (logged) if it cannot be reached. Takes names, so it comes before
 * the sandbox; what comes after needs none.
 */
int notify_socket_open(void) MUST_USE;

/*
 * How often at least the manager wants to hear "WATCHDOG=1", from
 * $WATCHDOG_USEC; 0: not at all. Before the sandbox, which drops variables.
 */
int64_t notify_socket_watchdog_ms(void);

/* "READY=1", "STOPPING=1". Never waits; nothing happens with -1. */
void notify_socket_tell(int fd, const char *state);

void notify_socket_close(int fd);

#endif
