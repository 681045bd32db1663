/*
 * bench_watch.c - what it costs to count, and to write a line of the log.
 *
 * Owns:   a descriptor of /dev/null.
 * Called: by make bench.
 * Thread: main.
 */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/metric_text.h"
#include "base/stopwatch.h"

enum { COUNTS = 20000000, LINES = 500000, TEXTS = 2000, TEXT_BYTES = 65536 };

static int null_fd;

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
tell(const char *what, double took_ns, int times)
{
	printf("%-44s %8.1f ns\n", what, took_ns / times);
}

static void
measure_counting(void)
{
	static struct stopwatch watch = { .room = "bench", .limit_ms = 1000 };
	double start = now_ns();

	for (int i = 0; i < COUNTS; i++)
		metric_add(METRIC_REFUSED_STEP, 1);
	tell("metric_add()", now_ns() - start, COUNTS);
	start = now_ns();
	for (int i = 0; i < COUNTS; i++)
		metric_observe(METRIC_TICK, i & 1023);
	tell("metric_observe()", now_ns() - start, COUNTS);
	start = now_ns();
	for (int i = 0; i < COUNTS / 10; i++) {
		stopwatch_start(&watch, clock_now_us());
		stopwatch_lap(&watch, "a packet", clock_now_us());
		stopwatch_stop(&watch, clock_now_us());
	}
	tell("a turn with one packet, timed and counted", now_ns() - start,
	    COUNTS / 10);
}

static void
measure_text(void)
{
	static char text[TEXT_BYTES];
	double start = now_ns();
	size_t n = 0;

	for (int i = 0; i < TEXTS; i++) {
		struct metric_text t = { .bytes = text, .cap = TEXT_BYTES };

		metric_write(&t);
		n = t.used;
	}
	tell("metric_write(), all counters as text", now_ns() - start, TEXTS);
	CHECK(n > 1000);
}

/* As it was before there was a time, subsystem and JSON: format and write. */
static void
plain_line(int i)
{
	char line[2048];
	int n = snprintf(line, sizeof(line), "[INFO] login: in account=%d "
	    "login=%s characters=%d address=%s\n", i, "somebody", 3,
	    "203.0.113.77");

	CHECK(write(null_fd, line, (size_t)n) == n);
}

static void
measure_lines(const char *what, enum log_form form, bool has_time)
{
	double start;

	log_set_form(form, has_time);
	start = now_ns();
	for (int i = 0; i < LINES; i++)
		log_info("login: in account=%d login=%s characters=%d "
		    "address=%s", i, "somebody", 3, "203.0.113.77");
	tell(what, now_ns() - start, LINES);
}

int
main(void)
{
	double start;

	null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	CHECK(null_fd >= 0);
	log_init(null_fd, 1);
	measure_counting();
	measure_text();
	start = now_ns();
	for (int i = 0; i < LINES; i++)
		plain_line(i);
	tell("snprintf() and write() alone, to /dev/null", now_ns() - start,
	    LINES);
	measure_lines("log_info(), text without a time", LOG_TEXT, false);
	measure_lines("log_info(), text", LOG_TEXT, true);
	measure_lines("log_info(), JSON", LOG_JSON, true);
	close(null_fd);
	return 0;
}
