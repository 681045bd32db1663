/*
 * test_slow_turn.c - when the world stands still the log says which packet or
 * timer it was, and whose packet (spec/server-core.md 3).
 *
 * Owns:   a pipe that plays the log.
 * Called: by make test.
 * Thread: main.
 */
#include <fcntl.h>

#include "whole_world.h"

#include "base/metric.h"
#include "base/stopwatch.h"

enum { HOLD_UP_MS = 130, X = 100000, Y = 100000 };

static int fds[2];

/* What was logged since the last call. */
static const char *
written(void)
{
	static char text[8192];
	ssize_t n = read(fds[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
test_a_slow_packet_is_named_with_its_player(void **state)
{
	uint64_t ticks = metric_observed(METRIC_TICK);
	const char *line;
	char wanted[80];
	int32_t id;

	(void)state;
	whole_begin(104, 1);
	id = whole_add_character(1, 99, X, Y, 0);
	whole_join(1, id);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	log_init(fds[1], 0);

	whole_turn();
	assert_null(strstr(written(), "slow turn"));
	whole.hold_up_ms = HOLD_UP_MS;
	WHOLE_SEND(1, cl2fe_req_send_freechat_message,
	    .free_chat = "hello", .emote_code = 0);
	whole_turn();
	line = written();
	assert_non_null(strstr(line, "[WARN] shard: slow turn ms="));
	assert_non_null(strstr(line,
	    " longest=CL2FE_REQ_SEND_FREECHAT_MESSAGE ms="));
	str_format(wanted, sizeof(wanted), " player=%d unlogged=0\n", id);
	assert_non_null(strstr(line, wanted));
	assert_true(metric_observed(METRIC_TICK) > ticks);
	assert_int_equal(metric_get(METRIC_PLAYERS), 1);

	whole_end();
	log_init(STDERR_FILENO, 1);
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_slow_packet_is_named_with_its_player),
	};

	return cmocka_run_group_tests_name("slow_turn", tests, NULL, NULL);
}
