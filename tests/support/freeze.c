/*
 * freeze.c - makes one thread of another process stand still, as a loop or a
 * lock would.
 *
 * Owns:   nothing; the thread is traced by the test's.
 * Called: by tests of what watches threads.
 * Thread: the test's, always the same one.
 */
#include "support/freeze.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "bot/die.h"
#include "bot/files.h"

static pid_t
find_thread(pid_t pid, const char *name)
{
	char path[64];
	struct dirent *e;
	pid_t found = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	d = opendir(path);
	if (d == NULL)
		die("freeze: %s: %s", path, strerror(errno));
	while (found == 0 && (e = readdir(d)) != NULL) {
		long tid = strtol(e->d_name, NULL, 10);
		char *comm;

		if (tid == 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%ld/comm",
		    (int)pid, tid);
		comm = files_take(path, NULL);
		if (comm != NULL && strlen(comm) == strlen(name) + 1 &&
		    strncmp(comm, name, strlen(name)) == 0)
			found = (pid_t)tid;
		free(comm);
	}
	closedir(d);
	if (found == 0)
		die("freeze: no thread is called %s", name);
	return found;
}

/* A test that fails must not leave one that nobody can end. */
static pid_t frozen;

static void
thaw_at_exit(void)
{
	if (frozen != 0)
		(void)ptrace(PTRACE_DETACH, frozen, NULL, NULL);
}

pid_t
freeze_thread(pid_t pid, const char *name)
{
	pid_t tid = find_thread(pid, name);
	int status;

	if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0) {
		if (errno == EPERM)
			return 0;
		die("freeze: %s: %s", name, strerror(errno));
	}
	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) != 0 ||
	    waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
		die("freeze: %s does not stop: %s", name, strerror(errno));
	frozen = tid;
	atexit(thaw_at_exit);
	return tid;
}

void
thaw_thread(pid_t tid)
{
	frozen = 0;
	if (ptrace(PTRACE_DETACH, tid, NULL, NULL) != 0)
		die("freeze: cannot let it go: %s", strerror(errno));
}
