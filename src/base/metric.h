/*
 * metric.h - what the server counts of itself, for who watches it.
 *
 * One table for the whole process, as the log is one. Counting is a relaxed
 * addition: it may be done anywhere, on any thread. What is counted elsewhere
 * already (net/io.h, mailboxes) is not counted again here; metrics_http.c asks
 * for it. metric.c has the names and what they mean.
 */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include <stddef.h>
#include <stdint.h>

struct metric_text;

/* In the order in which they are told; those of one name stand together. */
enum metric {
	METRIC_PLAYERS,
	METRIC_SESSIONS,

	METRIC_LOGIN_OK,
	METRIC_LOGIN_ERROR,
	METRIC_LOGIN_NO_ACCOUNT,
	METRIC_LOGIN_WRONG_PASSWORD,
	METRIC_LOGIN_IN_USE,
	METRIC_LOGIN_REFUSED,
	METRIC_LOGIN_OUTDATED,
	METRIC_LOGIN_BANNED,
	METRIC_ACCOUNTS_MADE,

	METRIC_BAD_PACKET_UNKNOWN,
	METRIC_BAD_PACKET_DIRECTION,
	METRIC_BAD_PACKET_SIZE,
	METRIC_BAD_PACKET_COUNT,
	METRIC_BAD_PACKET_VERSION,

	METRIC_REFUSED_TICKET,
	METRIC_REFUSED_UNHANDLED,
	METRIC_REFUSED_NOT_NOW,
	METRIC_REFUSED_QUEUE,
	METRIC_REFUSED_STEP,
	METRIC_REFUSED_STEP_FLOOD,
	METRIC_REFUSED_RAPID_FIRE,
	METRIC_REFUSED_CHAT_FLOOD,

	METRIC_DB_REQUESTS,
	METRIC_DB_SAVES,
	METRIC_DB_FAILED_FLUSHES,
	METRIC_DB_CHANGED_ROWS,
	METRIC_DB_KEPT_SAVES,

	METRIC_LOG_FATAL,		/* in the order of enum log_level */
	METRIC_LOG_ERROR,
	METRIC_LOG_WARN,
	METRIC_LOG_INFO,
	METRIC_LOG_DEBUG,

	/* Resident bytes, set by main; 0: unknown. Not in metric_write(). */
	METRIC_MEMORY,

	METRIC_COUNT
};

enum metric_histogram {
	METRIC_TICK,			/* the world's turns */
	METRIC_LOGIN_TURN,
	METRIC_DB_BATCH,		/* what the database took at once */
	METRIC_DB_FLUSH,		/* a transaction of saves */
	METRIC_HISTOGRAM_COUNT
};

/* Any thread. A counter only grows; what is set is a gauge. */
void metric_add(enum metric m, uint64_t n);
void metric_set(enum metric m, uint64_t n);
uint64_t metric_get(enum metric m);

/* Any thread: something took so long. */
void metric_observe(enum metric_histogram h, int64_t us);
uint64_t metric_observed(enum metric_histogram h);	/* how often */

/* Appends all of it. Any thread; numbers move while it is written. */
void metric_write(struct metric_text *t);

#endif
