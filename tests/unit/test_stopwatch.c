/*
 * test_stopwatch.c - a slow turn is logged with what made it slow.
 *
 * Owns:   a pipe that plays the log.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/mailbox.h"
#include "base/stopwatch.h"
#include "proto/gate.h"
#include "world/timer.h"
#include "world/world.h"

enum { MS = 1000 };		/* the watch has microseconds */

static int fds[2];
static struct stopwatch watch;

static int
setup(void **state)
{
	(void)state;
	watch = (struct stopwatch){ .room = "kitchen", .limit_ms = 100 };
	if (pipe(fds) != 0)
		return -1;
	log_init(fds[1], 0);
	return fcntl(fds[0], F_SETFL, O_NONBLOCK);
}

static int
teardown(void **state)
{
	(void)state;
	log_init(STDERR_FILENO, 1);
	close(fds[0]);
	close(fds[1]);
	return 0;
}

static const char *
written(void)
{
	static char text[8192];
	ssize_t n = read(fds[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
test_the_longest_lap_is_named(void **state)
{
	(void)state;
	stopwatch_start(&watch, 1000 * MS);
	stopwatch_lap(&watch, "soup", 1030 * MS);
	stopwatch_lap(&watch, "roast", 1090 * MS);
	stopwatch_lap(&watch, "salad", 1095 * MS);
	stopwatch_stop(&watch, 1110 * MS);
	assert_string_equal(written(), "[WARN] kitchen: slow turn ms=110 "
	    "longest=roast ms=60 unlogged=0\n");
}

/* Who sent the packet that took so long, if it was one. */
static void
test_whose_it_was_is_named(void **state)
{
	static const struct stopwatch_work chat = { "CHAT", "player", 7 };
	static const struct stopwatch_work mail = { "MAIL", "player", 0 };

	(void)state;
	stopwatch_start(&watch, 0);
	stopwatch_lap(&watch, "soup", 40 * MS);
	stopwatch_lap_for(&watch, &chat, 100 * MS);
	stopwatch_lap_for(&watch, &mail, 120 * MS);
	stopwatch_stop(&watch, 120 * MS);
	assert_string_equal(written(), "[WARN] kitchen: slow turn ms=120 "
	    "longest=CHAT ms=60 player=7 unlogged=0\n");
	stopwatch_start(&watch, 0);
	stopwatch_lap_for(&watch, &mail, 120 * MS);
	stopwatch_stop(&watch, 120 * MS);
	assert_string_equal(written(), "[WARN] kitchen: slow turn ms=120 "
	    "longest=MAIL ms=120 unlogged=0\n");
}

static void
test_every_turn_is_in_the_histogram(void **state)
{
	uint64_t before = metric_observed(METRIC_DB_FLUSH);

	(void)state;
	watch.histogram = METRIC_DB_FLUSH;
	for (int i = 0; i < 10; i++) {
		stopwatch_start(&watch, 1000);
		stopwatch_stop(&watch, 1000 + i);
	}
	assert_int_equal(metric_observed(METRIC_DB_FLUSH) - before, 10);
}

static void
test_quick_turns_are_silent(void **state)
{
	(void)state;
	for (int64_t now = 1000; now < 2000; now += 99) {
		stopwatch_start(&watch, now * MS);
		stopwatch_lap(&watch, "soup", (now + 99) * MS);
		stopwatch_stop(&watch, (now + 100) * MS - 1);
	}
	assert_string_equal(written(), "");
}

/* Clients may be able to cause it: no line for each. */
static void
test_lines_are_limited(void **state)
{
	const char *text;
	int lines = 0;

	(void)state;
	for (int64_t now = 1000; now < 200000; now += 200) {
		stopwatch_start(&watch, now * MS);
		stopwatch_stop(&watch, (now + 200) * MS);
	}
	for (text = written(); (text = strchr(text, '\n')) != NULL; text++)
		lines++;
	assert_int_equal(lines, 3);
}

static void
test_turns_are_counted_by_length(void **state)
{
	(void)state;
	assert_int_equal(stopwatch_percentile_ms(&watch, 99), 0);
	for (int64_t i = 1; i <= 100; i++) {
		stopwatch_start(&watch, 1000 * MS);
		stopwatch_stop(&watch, (1000 + i / 2) * MS);
	}
	assert_int_equal(stopwatch_percentile_ms(&watch, 50), 25);
	assert_int_equal(stopwatch_percentile_ms(&watch, 99), 49);
	assert_int_equal(stopwatch_percentile_ms(&watch, 100), 50);
	stopwatch_start(&watch, 1000 * MS);
	stopwatch_stop(&watch, 5000 * MS);
	assert_int_equal(stopwatch_percentile_ms(&watch, 100),
	    STOPWATCH_MS_MAX);
}

static void
test_messages_have_names(void **state)
{
	struct batch *b = NULL;
	struct packet_msg *p;

	(void)state;
	p = batch_add(&b, IO_MSG_PACKET, 0, sizeof(*p));
	p->kind = PKT_CL2FE_REQ_PC_MOVE;
	assert_string_equal(gate_message_name(batch_first(b)),
	    "CL2FE_REQ_PC_MOVE");
	batch_free(b);
	b = NULL;
	batch_add(&b, MSG_RANGE_DB_REPLY + 3, 0, 0);
	assert_string_equal(gate_message_name(batch_first(b)), "database");
	batch_free(b);
}

static void
do_nothing(struct world *w)
{
	(void)w;
}

static void
test_timers_are_laps(void **state)
{
	static const struct timer_row rows[] = {
		{ "washing up", 200, NULL, do_nothing },
		{ NULL, 0, NULL, NULL }
	};
	static struct world w;
	struct timers t;

	(void)state;
	w.now_ms = 1000;
	timers_init(&t, rows, &w);
	t.watch = &watch;
	/* The lap ends at the real clock: long after this start. */
	stopwatch_start(&watch, -1000 * MS);
	w.now_ms = 1200;
	timers_run(&t, &w);
	assert_string_equal(watch.longest.what, "washing up");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		T(test_the_longest_lap_is_named),
		T(test_whose_it_was_is_named),
		T(test_every_turn_is_in_the_histogram),
		T(test_quick_turns_are_silent),
		T(test_lines_are_limited),
		T(test_turns_are_counted_by_length),
		T(test_messages_have_names),
		T(test_timers_are_laps),
#undef T
	};

	return cmocka_run_group_tests_name("stopwatch", tests, NULL, NULL);
}
