/* manager.h - plays the service manager behind $NOTIFY_SOCKET. */
#ifndef SUPPORT_MANAGER_H
#define SUPPORT_MANAGER_H

#include <stddef.h>

/*
 * Binds a datagram socket to a path, or to "@" and an abstract name. Both die
 * if something is wrong.
 */
int manager_open(const char *name);

/* Waits for a message, puts it into out and returns out. */
const char *manager_hear(int fd, char *out, size_t cap);

#endif
