/*
 * log.c - one line an event, one write(2) each.
 *
 * Owns:   the log's descriptor number, form and verbosity; the lock of log
 *         limits.
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
#include "base/log_line.h"
#include "base/metric.h"
#include "base/thread.h"

static _Atomic int log_fd = STDERR_FILENO;
static _Atomic int log_verbosity = 1;
static _Atomic int log_form = LOG_TEXT;
static atomic_bool log_has_time;
static pthread_mutex_t limit_lock = PTHREAD_MUTEX_INITIALIZER;

/* config.ini verbosity from which a level is written. */
static const int level_verbosity[LOG_LEVEL_COUNT] = {
	[LOG_FATAL] = -1,
	[LOG_ERROR] = 0,
	[LOG_WARN] = 0,
	[LOG_INFO] = 1,
	[LOG_DEBUG] = 2,
};

void
log_init(int fd, int verbosity)
{
	atomic_store(&log_fd, fd);
	log_set_verbosity(verbosity);
}

void
log_set_form(enum log_form form, bool has_time)
{
	atomic_store(&log_form, form);
	atomic_store(&log_has_time, has_time);
}

void
log_set_verbosity(int verbosity)
{
	atomic_store_explicit(&log_verbosity, verbosity, memory_order_relaxed);
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

/* Of a thread without a role: start-up, tools and tests. */
static const char *
thread_name(void)
{
	enum thread_role role = thread_role();

	return thread_role_name(role != THREAD_NONE ? role : THREAD_MAIN);
}

void
log_put_to(int fd, enum log_level level, const char *message)
{
	char text[LOG_LINE_BYTES];
	struct log_line l = {
		.level = level,
		.is_json = atomic_load_explicit(&log_form,
		    memory_order_relaxed) == LOG_JSON,
		.thread = thread_name(),
		.message = message,
	};
	int saved_errno = errno;

	metric_add((enum metric)(METRIC_LOG_FATAL + level), 1);
	if (atomic_load_explicit(&log_has_time, memory_order_relaxed))
		l.unix_ms = clock_unix_ms();
	write_all(fd, text, log_line_make(&l, text));
	errno = saved_errno;
}

void
log_put(enum log_level level, const char *message)
{
	log_put_to(atomic_load(&log_fd), level, message);
}

void
log_write(enum log_level level, const char *fmt, ...)
{
	char message[LOG_LINE_TEXT_BYTES];
	int saved_errno = errno;
	va_list ap;

	if (!log_wants(level))
		return;
	va_start(ap, fmt);
	if (vsnprintf(message, sizeof(message), fmt, ap) < 0)
		message[0] = '\0';
	va_end(ap);
	errno = saved_errno;
	log_put(level, message);
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
