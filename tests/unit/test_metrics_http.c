/*
 * test_metrics_http.c - the port of the metrics: what is answered, what is
 * refused, and that nobody can keep others out for long.
 *
 * Owns:   a control thread that serves it, and mailboxes to look at.
 * Called: by make test.
 * Thread: main, and the control thread.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/progress.h"
#include "base/thread.h"
#include "control/metrics.h"
#include "control/metrics_http.h"
#include "net/listener.h"
#include "support/exposition.h"
#include "support/scrape.h"

#define GET(path)	"GET " path " HTTP/1.0\r\n\r\n"

static struct control *control;
static struct metrics_sources sources;
static uint16_t port;

static int
setup(void **state)
{
	int fd = listener_open("metrics", "127.0.0.1", 0);

	(void)state;
	control = control_new();
	if (control == NULL || fd < 0)
		return -1;
	port = listener_port(fd);
	sources = (struct metrics_sources){
		.version = "1.2+\"x\"",
		.protocol = 728,
		.sandbox = "sandbox: mode=true caps=0 missing=netns,root",
		.up_since_ms = clock_now_ms() - 2000,
		.world = mailbox_new(MAILBOX_WAKE_COND, 1 << 20),
	};
	if (!control_listen(control, fd, &metrics_http_kind, &sources) ||
	    !control_start(control))
		return -1;
	thread_gate_open();
	control_open(control);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	control_stop(control);
	control_free(control);
	mailbox_free(sources.world);
	return 0;
}

/* The answer to a request begins with that status. */
static void
expect_status(const char *request, const char *status)
{
	char *text = scrape_raw(port, request);
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "HTTP/1.1 %s", status);
	if (strncmp(text, wanted, strlen(wanted)) != 0)
		print_error("%s\nis answered:\n%s\n", request, text);
	assert_memory_equal(text, wanted, strlen(wanted));
	assert_non_null(strstr(text, "\r\nConnection: close\r\n"));
	free(text);
}

static void
test_the_numbers_are_served(void **state)
{
	struct batch *b = NULL;
	char *text;

	(void)state;
	batch_add(&b, 1, 0, 1000);
	mailbox_post_always(sources.world, &b);
	metric_set(METRIC_PLAYERS, 3);
	text = scrape_get(port, "/metrics", 200);
	assert_true(exposition_check(text) > 20);
	assert_true(exposition_value(text, "fusiond_players") == 3);
	assert_true(exposition_value(text, "fusiond_build_info"
	    "{version=\"1.2+\\\"x\\\"\",protocol=\"728\"}") == 1);
	assert_true(exposition_value(text, "fusiond_sandbox_info"
	    "{mode=\"true\",caps=\"0\",missing=\"netns,root\"}") == 1);
	assert_true(exposition_value(text, "fusiond_uptime_seconds") >= 2);
	assert_true(exposition_value(text, "fusiond_mailbox_bytes"
	    "{thread=\"world\"}") >= 1000);
	assert_true(exposition_value(text, "fusiond_cpu_seconds_total") > 0);
	assert_null(strstr(text, "fusiond_resident_memory_bytes"));
	free(text);

	metric_set(METRIC_MEMORY, 4096);
	text = scrape_get(port, "/metrics?x=1", 200);
	assert_true(exposition_value(text, "fusiond_resident_memory_bytes") ==
	    4096);
	free(text);
	text = scrape_raw(port, GET("/metrics"));
	assert_non_null(strstr(text, "\r\nContent-Type: text/plain; "
	    "version=0.0.4; charset=utf-8\r\n"));
	free(text);
	batch_free(mailbox_take(sources.world));
}

/* The head alone, with the length that the body would have. */
static void
test_head_has_no_body(void **state)
{
	char *text;

	(void)state;
	text = scrape_raw(port, "HEAD /healthz HTTP/1.0\r\n\r\n");
	assert_memory_equal(text, "HTTP/1.1 200 OK\r\n", 17);
	assert_non_null(strstr(text, "\r\nContent-Length: 3\r\n"));
	assert_string_equal(strstr(text, "\r\n\r\n"), "\r\n\r\n");
	free(text);
}

static void
test_health_is_that_of_the_rooms(void **state)
{
	int64_t now_ms = clock_now_ms();
	char *text;

	(void)state;
	text = scrape_get(port, "/healthz", 200);
	assert_string_equal(text, "ok\n");
	free(text);

	/* The world has just begun something, the database long ago. */
	progress_note(THREAD_WORLD, now_ms);
	progress_note(THREAD_DB, now_ms - 20000);
	free(scrape_get(port, "/healthz", 200));
	progress_note(THREAD_WORLD, now_ms - 6000);
	text = scrape_get(port, "/healthz", 503);
	assert_memory_equal(text, "standing still: world ms=6", 26);
	free(text);
	/* Which is when the numbers are wanted most. */
	text = scrape_get(port, "/metrics", 200);
	assert_true(exposition_value(text,
	    "fusiond_busy_seconds{thread=\"world\"}") >= 6);
	free(text);
	progress_rest(THREAD_WORLD);
	progress_rest(THREAD_DB);
	free(scrape_get(port, "/healthz", 200));
}

static void
test_requests_that_are_understood(void **state)
{
	(void)state;
	expect_status(GET("/metrics"), "200 OK");
	expect_status("GET /metrics HTTP/1.1\r\nHost: [::1]:9\r\n"
	    "Accept: a/b;q=1\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n",
	    "200 OK");
	expect_status("GET /healthz HTTP/1.0\r\nContent-Length:0\r\n\r\n",
	    "200 OK");
	/* What follows is not looked at: one answer, and the end. */
	expect_status(GET("/healthz") GET("/metrics"), "200 OK");
	expect_status(GET("/"), "404 Not Found");
	expect_status(GET("/metrics/"), "404 Not Found");
	expect_status(GET("/METRICS"), "404 Not Found");
	expect_status(GET("/metrics/../../etc/passwd"), "404 Not Found");
	expect_status(GET("http://localhost/metrics"), "404 Not Found");
}

static void
test_requests_that_are_not(void **state)
{
	static const char *const bad[] = {
		"\r\n\r\n", "GET\r\n\r\n", "GET /metrics\r\n\r\n",
		"GET  /metrics HTTP/1.0\r\n\r\n",
		"GET /metrics  HTTP/1.0\r\n\r\n",
		"GET /metrics HTTP/1.0 \r\n\r\n",
		" GET /metrics HTTP/1.0\r\n\r\n",
		"GET /met\trics HTTP/1.0\r\n\r\n",
		"GET /m\xc3\xa9trics HTTP/1.0\r\n\r\n",
		"G(T /metrics HTTP/1.0\r\n\r\n",
		"GET /metrics http/1.0\r\n\r\n",
		"GET /metrics HTTP/1.00\r\n\r\n",
		"GET /metrics HTTP/1.1\r\n\r\n",	/* no Host */
		"GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"GET /metrics HTTP/1.0\r\nno colon\r\n\r\n",
		"GET /metrics HTTP/1.0\r\n: x\r\n\r\n",
		"GET /metrics HTTP/1.0\r\nA : x\r\n\r\n",
		"GET /metrics HTTP/1.0\r\nA: x\r\n folded\r\n\r\n",
		"GET /metrics HTTP/1.0\r\nA: \x01\r\n\r\n",
		"GET /metrics HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
		"GET /metrics HTTP/1.0\r\nContent-Length: \r\n\r\n",
		"GET /metrics HTTP/1.0\r\nContent-Length: 00\r\n\r\n",
		"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
		/* lines that others would end elsewhere */
		"GET /metrics HTTP/1.0\n\n", "GET /metrics HTTP/1.0\r\rx",
		"GET /metrics HTTP/1.0\r\nA: b\nC: d\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		expect_status(bad[i], "400 Bad Request");
	expect_status("GET /metrics HTTP/2.0\r\n\r\n", "505 ");
	expect_status("GET /metrics HTTP/1.2\r\n\r\n", "505 ");
	expect_status("POST /metrics HTTP/1.0\r\nContent-Length: 1\r\n\r\nx",
	    "405 Method Not Allowed\r\n");
	expect_status("get /metrics HTTP/1.0\r\n\r\n", "405 ");
	expect_status("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "405 ");
}

static void
test_a_head_has_a_limit(void **state)
{
	static char request[8192];
	size_t n;

	(void)state;
	memset(request, 'a', sizeof(request) - 1);
	n = (size_t)snprintf(request, sizeof(request),
	    "GET /metrics HTTP/1.0\r\nX: ");
	request[n] = 'a';
	expect_status(request, "431 ");
	/* A long one within it. */
	memcpy(request + 4000, "\r\n\r\n", 5);
	expect_status(request, "200 OK");
}

static void
test_bytes_may_come_singly(void **state)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\n"
	    "Host: a\r\n\r\n";
	int fd = scrape_connect(port);
	char *text;

	(void)state;
	for (const char *c = request; *c != '\0'; c++)
		scrape_send(fd, c, 1);
	text = scrape_read(fd);
	assert_memory_equal(text, "HTTP/1.1 200 OK\r\n", 17);
	free(text);
}

/*
 * All places taken by silent ones: who comes then is hung up on at once, and
 * when one has left there is a place again.
 */
static void
test_connections_are_few(void **state)
{
	int silent[8], fd;
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(silent); i++) {
		silent[i] = scrape_connect(port);
		scrape_send(silent[i], "GET ", 4);
	}
	fd = scrape_connect(port);
	text = scrape_read(fd);
	assert_string_equal(text, "");
	free(text);
	for (size_t i = 0; i < COUNT_OF(silent); i++)
		close(silent[i]);
	for (;;) {
		text = scrape_raw(port, GET("/healthz"));
		if (text[0] != '\0')
			break;
		free(text);
	}
	assert_memory_equal(text, "HTTP/1.1 200 OK\r\n", 17);
	free(text);
}

/* A drop now and then does not keep a place for ever. */
static void
test_who_drips_is_put_out(void **state)
{
	int64_t began_ms = clock_now_ms();
	int fd = scrape_connect(port);

	(void)state;
	assert_in_range(metrics_http_kind.life_ms, 1, 10000);
	while (clock_now_ms() - began_ms < 20000) {
		char byte;

		scrape_send(fd, "G", 1);
		if (recv(fd, &byte, 1, MSG_DONTWAIT) == 0)
			break;
		clock_sleep_ms(50);
	}
	assert_in_range(clock_now_ms() - began_ms,
	    metrics_http_kind.life_ms - 100, 19000);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_numbers_are_served),
		cmocka_unit_test(test_head_has_no_body),
		cmocka_unit_test(test_health_is_that_of_the_rooms),
		cmocka_unit_test(test_requests_that_are_understood),
		cmocka_unit_test(test_requests_that_are_not),
		cmocka_unit_test(test_a_head_has_a_limit),
		cmocka_unit_test(test_bytes_may_come_singly),
		cmocka_unit_test(test_connections_are_few),
		cmocka_unit_test(test_who_drips_is_put_out),
	};

	return cmocka_run_group_tests_name("metrics_http", tests, setup,
	    teardown);
}
