/* manager.h - plays the service manager behind $NOTIFY_SOCKET. */
#ifndef SUPPORT_MANAGER_H
#define SUPPORT_MANAGER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Binds a datagram socket to a path, or to "@" and an abstract name. Both die
 * if something is wrong.
 */
int manager_open(const char *name);

/* Waits for a message, puts it into out and returns out. */
const char *manager_hear(int fd, char *out, size_t cap);

/* Throws away what has been said; then whether it says something so soon. */
void manager_forget(int fd);
bool manager_says_within(int fd, int ms);

/* Waits for just this message, whatever else is said before. */
void manager_await(int fd, const char *wanted);

#endif
