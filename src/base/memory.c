/*
 * memory.c - how much memory the process has, from a sealed sandbox.
 *
 * Owns:   nothing; the descriptor is the caller's.
 * Called: by main.
 * Thread: main.
 *
 * Linux tells it in /proc alone (getrusage knows only the most there ever
 * was), and names are gone once the server is sealed. So statm is opened
 * before: seven numbers of pages about ourselves, nothing that could be used
 * against anybody, and it can be read again from its beginning.
 */
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

enum { STATM_BYTES = 128 };

#ifdef __linux__
int
memory_open(void)
{
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		log_warn("memory: /proc/self/statm: %s: the metrics go without "
		    "it", strerror(errno));
	return fd;
}
#else
int
memory_open(void)
{
	return -1;
}
#endif

uint64_t
memory_resident_bytes(int fd)
{
	char text[STATM_BYTES];
	const char *second;
	ssize_t n;

	if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	/* "size resident shared ...", in pages */
	second = strchr(text, ' ');
	if (second == NULL)
		return 0;
	return strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

void
memory_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
