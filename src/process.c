/*
 * process.c - the process before it is a server: its log, its signals, its
 * libc.
 *
 * Owns:   nothing; the log's descriptor is main's.
 * Called: by main.c, before the sandbox.
 * Thread: main; there is no other yet.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/journal.h"
#include "base/log.h"
#include "base/thread.h"
#include "config/config.h"

enum { AUTH_ARENAS = 8, BIG_BLOCK_BYTES = 256 << 10, MOST_SHARDS = 64 };

static void
set_log_form(const struct config *cfg, int fd)
{
	bool is_json = cfg->log_format == CONFIG_LOG_JSON;
	bool has_time = cfg->log_time != CONFIG_LOG_TIME_FALSE;

	if (cfg->log_time == CONFIG_LOG_TIME_AUTO && !is_json)
		has_time = !journal_reads(fd);
	log_set_form(is_json ? LOG_JSON : LOG_TEXT, has_time);
}

int
process_open_log(const struct config *cfg, bool is_verbose)
{
	const char *path = cfg->log_file;
	int verbosity = cfg->verbosity, fd = STDOUT_FILENO;

	if (is_verbose && verbosity < 2)
		verbosity = 2;
	if (path[0] != '\0') {
		fd = open(path,
		    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0640);
		if (fd < 0) {
			fprintf(stderr, "fusiond: cannot open logfile %s: %s\n",
			    path, strerror(errno));
			return -1;
		}
	}
	log_init(fd, verbosity);
	set_log_form(cfg, fd);
	return fd;
}

static void
quit_now(int sig)
{
	/* The second signal: the operator has no patience left. */
	_exit(128 + sig);
}

sigset_t
process_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, THREAD_STOP_SIGNAL);
	sigaddset(&set, SIGALRM);
	return set;
}

void
process_prepare_signals(void)
{
	struct sigaction quit = { .sa_handler = quit_now };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set = process_signals();

	sigaction(SIGINT, &quit, NULL);
	sigaction(SIGTERM, &quit, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/*
 * The timer is set once, while that is allowed; there is no waiting for signals
 * with a limit everywhere.
 */
void
process_set_rounds(int64_t period_ms)
{
	const struct timeval period = {
		.tv_sec = (time_t)(period_ms / 1000),
		.tv_usec = (suseconds_t)(period_ms % 1000 * 1000),
	};
	const struct itimerval timer = { period, period };

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

uint32_t
process_shard_count(const struct config *cfg)
{
	long n = cfg->net.packet_shards;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	return n > MOST_SHARDS ? MOST_SHARDS : (uint32_t)n;
}

void
process_prepare_libc(uint32_t shards)
{
	tzset();
#ifdef __GLIBC__
	/* Beyond 8 arenas glibc asks /sys for the processors: spec/sandbox.md
	 * 5.1. Few of them also keep memory together. Left alone it learns from
	 * a crowd's large buffers to keep such blocks for ever. */
	(void)mallopt(M_MMAP_THRESHOLD, BIG_BLOCK_BYTES);
	(void)mallopt(M_ARENA_MAX, (int)shards + AUTH_ARENAS);
#else
	UNUSED(shards);
#endif
}
