/*
 * log.c - one line an event, one write(2) each.
 *
 * Owns:   the log's descriptor number and verbosity; the lock of log limits.
 * Called: by everyone.
 * Thread: any. Lines of several threads do not mix: each is one write.
 */
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum { LOG_LINE_BYTES = 2048 };

static _Atomic int log_fd = STDERR_FILENO;
static _Atomic int log_verbosity = 1;
static pthread_mutex_t limit_lock = PTHREAD_MUTEX_INITIALIZER;

static const char *const level_names[LOG_LEVEL_COUNT] = {
	[LOG_ERROR] = "[ERROR] ",
	[LOG_WARN] = "[WARN] ",
	[LOG_INFO] = "[INFO] ",
	[LOG_DEBUG] = "[DEBUG] ",
};

/* config.ini verbosity from which a level is written. */
static const int level_verbosity[LOG_LEVEL_COUNT] = {
	[LOG_ERROR] = 0,
	[LOG_WARN] = 0,
	[LOG_INFO] = 1,
	[LOG_DEBUG] = 2,
};

void
log_init(int fd, int verbosity)
{
	atomic_store(&log_fd, fd);
	atomic_store(&log_verbosity, verbosity);
}

void
log_set_verbosity(int verbosity)
{
	atomic_store(&log_verbosity, verbosity);
}

int
log_descriptor(void)
{
	return atomic_load(&log_fd);
}

bool
log_wants(enum log_level level)
{
	return atomic_load_explicit(&log_verbosity, memory_order_relaxed) >=
	    level_verbosity[level];
}

static void
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;		/* a full disk: play goes on */
		p += done;
		n -= (size_t)done;
	}
}

void
log_write(enum log_level level, const char *fmt, ...)
{
	char line[LOG_LINE_BYTES];
	size_t head;
	size_t n;
	va_list ap;
	int saved_errno = errno;
	int got;

	if (!log_wants(level))
		return;

	head = strlen(level_names[level]);
	memcpy(line, level_names[level], head);
	va_start(ap, fmt);
	/* One byte stays for the line's end. */
	got = vsnprintf(line + head, sizeof(line) - head - 1, fmt, ap);
	va_end(ap);
	n = head;
	if (got > 0)
		n += (size_t)got;
	if (n > sizeof(line) - 2)
		n = sizeof(line) - 2;

	/* A name or a chat line must not be able to forge a second line. */
	for (size_t i = head; i < n; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c < 0x20 || c == 0x7f)
			line[i] = '?';
	}
	line[n++] = '\n';
	write_all(atomic_load(&log_fd), line, n);
	errno = saved_errno;
}

bool
log_limit_ok(struct log_limit *l, uint32_t burst, int64_t period_ms,
    uint32_t *dropped_before)
{
	int64_t now_ms = clock_now_ms();
	uint32_t dropped = 0;
	bool is_ok;

	pthread_mutex_lock(&limit_lock);
	if (l->since_ms == 0 || now_ms - l->since_ms >= period_ms) {
		l->since_ms = now_ms;
		l->seen = 0;
	}
	is_ok = l->seen < burst;
	if (is_ok) {
		l->seen++;
		dropped = l->dropped;
		l->dropped = 0;
	} else {
		l->dropped++;
	}
	pthread_mutex_unlock(&limit_lock);

	if (is_ok && dropped_before != NULL)
		*dropped_before = dropped;
	return is_ok;
}
