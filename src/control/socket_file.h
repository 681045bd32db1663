/* socket_file.h - the operator's socket in the file system. */
#ifndef CONTROL_SOCKET_FILE_H
#define CONTROL_SOCKET_FILE_H

#include "base/check.h"

enum socket_file_result {
	SOCKET_FILE_OK,
	SOCKET_FILE_UNFIT,	/* nothing can be made there, or others enter */
	SOCKET_FILE_TAKEN	/* a server that runs listens there */
};

/*
 * Makes the directory (0700) if there is none, and in it a socket (0600) that
 * listens; *fd is it, non-blocking. What a server that has ended left behind is
 * replaced. At start-up, as the user who starts, before the sandbox. Anything
 * but OK: why has the reason, a line for the log without its "module:".
 */
enum socket_file_result socket_file_listen(const char *path, int *fd,
    char *why, unsigned why_bytes) MUST_USE;

/*
 * For the tool: connects, blocking. -1: errno, and why has the reason.
 */
int socket_file_connect(const char *path, char *why, unsigned why_bytes)
    MUST_USE;

#endif
