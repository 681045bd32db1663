/*
 * journal.c - is a descriptor what systemd's journal reads?
 *
 * Owns:   nothing.
 * Called: by main.c when it opens the log.
 * Thread: main.
 *
 * The variable is inherited by whatever a service starts, so it says something
 * only about a descriptor that is still the same file: systemd.exec(5).
 */
#include "base/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

bool
journal_reads(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;
	char *end;

	if (stream == NULL || fstat(fd, &st) != 0)
		return false;
	errno = 0;
	device = strtoull(stream, &end, 10);
	if (*end != ':')
		return false;
	inode = strtoull(end + 1, &end, 10);
	return *end == '\0' && errno == 0 && device == st.st_dev &&
	    inode == st.st_ino;
}
