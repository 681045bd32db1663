/* procstat.h - what another process uses, from /proc: processor, memory. */
#ifndef BOT_PROCSTAT_H
#define BOT_PROCSTAT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROCSTAT_MAX_THREADS = 64 };

struct procstat_thread {
	pid_t tid;
	char name[16];
	uint64_t cpu_ns;
};

struct procstat {
	uint64_t cpu_ns;	/* of all threads that live */
	uint64_t rss_bytes;
	uint64_t peak_bytes;
	unsigned thread_count;
	struct procstat_thread threads[PROCSTAT_MAX_THREADS];
};

/* False if there is no such process, or no /proc. */
bool procstat_read(pid_t pid, struct procstat *out);

/* What one thread used between two readings, 0 if it is new. */
uint64_t procstat_thread_ns(const struct procstat *before,
    const struct procstat_thread *now);

#endif
