/*
 * test_io_limits.c - what a shard bears: slow, silent, flooding and too many
 * clients, a room that is behind, a process without descriptors.
 *
 * Owns:   its rig of shards and clients.
 * Called: by make test.
 * Thread: main, which plays the room and all clients; io threads.
 */
#include "io_rig.h"

#include <fcntl.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static int64_t
cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
test_a_client_that_never_reads_is_dropped_alone(void **state)
{
	enum { TOPIC = 3, ROUND = 50, BYTES = 4000 };
	struct io_options opt = rig_options();
	struct rig r;
	conn_id slow, quick;
	int slow_fd, quick_fd;
	const struct msg *m = NULL;
	const struct io_closed *c;
	uint32_t sent = 0;
	uint32_t seen = 0;

	(void)state;
	opt.shard_count = 1;
	rig_open(&r, opt);
	slow_fd = client_open(&r, IO_SHARD, &slow);
	quick_fd = client_open(&r, IO_SHARD, &quick);
	outbox_subscribe(r.out, slow, TOPIC);
	outbox_subscribe(r.out, quick, TOPIC);
	while (m == NULL) {
		for (int i = 0; i < ROUND; i++)
			room_publish(&r, TOPIC, 0, BYTES, sent++);
		outbox_flush(r.out);
		for (; seen < sent; seen++)
			client_expect(quick_fd, BYTES, RIG_TAKE, seen,
			    cipher_default_key);
		m = rig_poll(&r, 0);
		/* 256 KiB of ours and some MiB of the kernel's. */
		assert_true(sent < 100000);
	}
	assert_int_equal(m->type, IO_MSG_CLOSED);
	assert_int_equal(m->ref, slow);
	c = msg_payload(m);
	assert_int_equal(c->reason, IO_END_SLOW);
	room_publish(&r, TOPIC, 0, BYTES, sent);
	outbox_flush(r.out);
	client_expect(quick_fd, BYTES, RIG_TAKE, sent, cipher_default_key);
	close(slow_fd);
	close(quick_fd);
	rig_wait_closed(&r, quick, IO_END_BY_PEER);
	rig_close(&r);
}

static void
test_a_burst_over_the_limit_is_sent_meanwhile(void **state)
{
	enum { PACKETS = 300, BYTES = 1000 };
	struct io_options opt = rig_options();
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	/* The kernel takes what our own limit would not hold at once. */
	opt.out_limit_bytes = 100 * 1024;
	rig_open(&r, opt);
	fd = client_open(&r, IO_SHARD, &conn);
	for (uint32_t i = 0; i < PACKETS; i++)
		room_send(&r, conn, BYTES, i);
	outbox_flush(r.out);
	for (uint32_t i = 0; i < PACKETS; i++)
		client_expect(fd, BYTES, RIG_TAKE, i, cipher_default_key);
	close(fd);
	rig_close(&r);
}

static void
test_a_blocked_client_goes_on_when_it_reads(void **state)
{
	enum { BYTES = 4000 };
	struct io_options opt = rig_options();
	struct rig r;
	struct io_stats stats;
	conn_id conn;
	uint32_t sent = 0;
	int fd;

	(void)state;
	opt.shard_count = 1;
	opt.out_limit_bytes = 64 * 1024 * 1024;
	rig_open(&r, opt);
	fd = client_open(&r, IO_SHARD, &conn);
	/* Far more than socket buffers hold: the rest waits with us. */
	for (int i = 0; i < 10; i++) {
		for (int k = 0; k < 500; k++)
			room_send(&r, conn, BYTES, sent++);
		outbox_flush(r.out);
	}
	for (uint32_t i = 0; i < sent; i++)
		client_expect(fd, BYTES, RIG_TAKE, i, cipher_default_key);
	close(fd);
	rig_wait_closed(&r, conn, IO_END_BY_PEER);
	io_get_stats(r.io, &stats);
	assert_int_equal(stats.sends, sent);
	rig_close(&r);
}

/* Memory is bounded for all: one with much waiting goes, the others stay. */
static void
test_a_full_server_drops_who_has_most_waiting(void **state)
{
	enum { BYTES = 4000, AT_ONCE = 500, MOST = 100 };
	struct io_options opt = rig_options();
	const struct msg *m = NULL;
	struct rig r;
	conn_id slow, quick;
	int slow_fd, quick_fd;

	(void)state;
	opt.shard_count = 1;
	opt.out_limit_bytes = 1024 * 1024 * 1024;
	opt.out_total_bytes = 16 * 1024 * 1024;
	rig_open(&r, opt);
	slow_fd = client_open(&r, IO_SHARD, &slow);
	quick_fd = client_open(&r, IO_SHARD, &quick);
	for (uint32_t i = 0; i < MOST && m == NULL; i++) {
		for (uint32_t k = 0; k < AT_ONCE; k++)
			room_send(&r, slow, BYTES, k);
		room_send(&r, quick, BYTES, i);
		outbox_flush(r.out);
		client_expect(quick_fd, BYTES, RIG_TAKE, i, cipher_default_key);
		m = rig_poll(&r, 0);
	}
	assert_non_null(m);
	assert_int_equal(m->type, IO_MSG_CLOSED);
	assert_int_equal(((const struct io_closed *)msg_payload(m))->reason,
	    IO_END_SLOW);
	assert_true(m->ref == slow);
	room_send(&r, quick, BYTES, MOST);
	outbox_flush(r.out);
	client_expect(quick_fd, BYTES, RIG_TAKE, MOST, cipher_default_key);
	close(slow_fd);
	close(quick_fd);
	rig_close(&r);
}

static void
test_half_a_frame_times_out(void **state)
{
	struct io_options opt = rig_options();
	uint8_t bytes[100];
	struct rig r;
	conn_id half, header, good;
	int half_fd, header_fd, good_fd;
	unsigned closed = 0;
	size_t n;

	(void)state;
	opt.half_frame_timeout_ms = 50;
	rig_open(&r, opt);
	good_fd = client_open(&r, IO_SHARD, &good);
	header_fd = client_open(&r, IO_SHARD, &header);
	half_fd = client_open(&r, IO_SHARD, &half);
	n = frame_on_wire(bytes, 50, RIG_TAKE, 1, cipher_default_key);
	client_write(header_fd, bytes, 2);
	client_write(half_fd, bytes, n);
	client_write(half_fd, bytes, n - 1);
	client_write(good_fd, bytes, n);
	while (closed < 2) {
		const struct msg *m = rig_poll(&r, RIG_PATIENCE_MS);
		const struct io_closed *c;

		assert_non_null(m);
		if (m->type != IO_MSG_CLOSED)
			continue;
		c = msg_payload(m);
		assert_int_equal(c->reason, IO_END_TIMEOUT);
		assert_true(m->ref == half || m->ref == header);
		closed++;
	}
	/* Nothing hangs over who has sent whole frames. */
	client_write(good_fd, bytes, n);
	room_expect_packet(&r, good, 50, 1);
	client_expect_end(half_fd);
	client_expect_end(header_fd);
	close(good_fd);
	rig_close(&r);
}

static void
test_a_dripping_client_gains_no_time(void **state)
{
	struct io_options opt = rig_options();
	uint8_t bytes[4100];
	struct rig r;
	conn_id conn;
	const struct msg *m = NULL;
	size_t n;
	int fd;

	(void)state;
	opt.half_frame_timeout_ms = 50;
	rig_open(&r, opt);
	fd = client_open(&r, IO_SHARD, &conn);
	n = frame_on_wire(bytes, 4000, RIG_TAKE, 1, cipher_default_key);
	for (size_t i = 0; m == NULL; i++) {
		assert_true(i < n - 1);
		send(fd, bytes + i, 1, MSG_NOSIGNAL);
		m = rig_poll(&r, 1);
	}
	assert_int_equal(m->type, IO_MSG_CLOSED);
	close(fd);
	rig_close(&r);
}

static void
test_the_silent_are_sent_away_and_the_trusted_stay(void **state)
{
	struct io_options opt = rig_options();
	struct rig r;
	conn_id silent, trusted, login;
	int silent_fd, trusted_fd, login_fd;
	unsigned closed = 0;

	(void)state;
	opt.handshake_timeout_ms = 500;
	rig_open(&r, opt);
	trusted_fd = client_open(&r, IO_SHARD, &trusted);
	outbox_trust(r.out, trusted);
	outbox_flush(r.out);
	silent_fd = client_open(&r, IO_SHARD, &silent);
	login_fd = client_open(&r, IO_LOGIN, &login);
	while (closed < 2) {
		const struct msg *m = rig_wait(&r, IO_MSG_CLOSED);
		const struct io_closed *c = msg_payload(m);

		assert_true(m->ref == silent || m->ref == login);
		assert_int_equal(c->reason, IO_END_TIMEOUT);
		closed++;
	}
	client_expect_end(silent_fd);
	client_expect_end(login_fd);
	client_send(trusted_fd, 20, RIG_TAKE, 1);
	room_expect_packet(&r, trusted, 20, 1);
	close(trusted_fd);
	rig_close(&r);
}

static void
test_too_many_packets_end_a_flood(void **state)
{
	struct io_options opt = rig_options();
	struct rig r;
	conn_id flood, calm;
	uint8_t bytes[10 * 12];
	size_t n = 0;
	int flood_fd, calm_fd;

	(void)state;
	opt.limits = (struct io_limits){
		.is_enabled = true, .packets_per_s = 1, .packet_burst = 10
	};
	rig_open(&r, opt);
	calm_fd = client_open(&r, IO_SHARD, &calm);
	flood_fd = client_open(&r, IO_SHARD, &flood);
	for (uint32_t i = 0; i < 10; i++) {
		client_send(flood_fd, 8, RIG_TAKE, i);
		room_expect_packet(&r, flood, 8, i);
	}
	/* In one piece: the end may come while they are still being sent. */
	for (uint32_t i = 0; i < 10; i++)
		n += frame_on_wire(bytes + n, 8, RIG_TAKE, 10,
		    cipher_default_key);
	client_write(flood_fd, bytes, n);
	for (;;) {
		const struct msg *m = rig_poll(&r, RIG_PATIENCE_MS);
		const struct io_closed *c = msg_payload(m);

		if (m->type != IO_MSG_CLOSED)
			continue;	/* a second may have passed */
		assert_int_equal(m->ref, flood);
		assert_int_equal(c->reason, IO_END_FLOOD);
		break;
	}
	client_send(calm_fd, 8, RIG_TAKE, 1);
	room_expect_packet(&r, calm, 8, 1);
	close(flood_fd);
	close(calm_fd);
	rig_close(&r);
}

static void
test_too_many_bad_packets_end_it(void **state)
{
	struct io_options opt = rig_options();
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	opt.limits = (struct io_limits){ .is_enabled = true, .bad_packets = 5 };
	rig_open(&r, opt);
	fd = client_open(&r, IO_SHARD, &conn);
	for (uint32_t i = 0; i < 5; i++)
		client_send(fd, 8, RIG_IGNORE, i);
	client_send(fd, 8, RIG_TAKE, 5);
	room_expect_packet(&r, conn, 8, 5);
	client_send(fd, 8, RIG_IGNORE, 6);
	rig_wait_closed(&r, conn, IO_END_FLOOD);
	client_expect_end(fd);
	rig_close(&r);
}

static void
test_cap_on_connections(void **state)
{
	struct io_options opt = rig_options();
	struct io_stats stats;
	struct rig r;
	conn_id conns[3];
	int fds[4];

	(void)state;
	opt.max_conns = 3;
	rig_open(&r, opt);
	for (int i = 0; i < 3; i++)
		fds[i] = client_open(&r, i == 0 ? IO_LOGIN : IO_SHARD,
		    &conns[i]);
	fds[3] = client_connect(&r, IO_SHARD);
	client_expect_end(fds[3]);
	/* Whichever shard it was on: its place is free again. */
	for (int i = 0; i < 3; i++) {
		int fd;

		close(fds[i]);
		rig_wait_closed(&r, conns[i], IO_END_BY_PEER);
		do {
			fd = client_connect(&r, IO_SHARD);
			if (rig_poll(&r, 100) != NULL)
				break;
			client_expect_end(fd);
			fd = -1;
		} while (fd < 0);
		fds[i] = fd;
	}
	io_get_stats(r.io, &stats);
	assert_true(stats.refused >= 1);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	rig_close(&r);
}

/* An address of this machine that is not loopback; false if it has none. */
static bool
find_own_address(struct sockaddr_in *out)
{
	struct ifaddrs *all;
	bool found = false;

	if (getifaddrs(&all) != 0)
		return false;
	for (struct ifaddrs *i = all; i != NULL && !found; i = i->ifa_next) {
		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET)
			continue;
		memcpy(out, i->ifa_addr, sizeof(*out));
		found = ntohl(out->sin_addr.s_addr) >> 24 != 127;
	}
	freeifaddrs(all);
	return found;
}

static void
test_cap_on_an_address_but_not_on_loopback(void **state)
{
	struct io_options opt = rig_options();
	struct sockaddr_in a;
	struct rig r;
	conn_id conns[4];
	int fds[4];

	(void)state;
	opt.limits = (struct io_limits){
		.is_enabled = true, .conns_per_address = 2
	};
	opt.listen[IO_SHARD].ip = "0.0.0.0";
	rig_open(&r, opt);
	for (int i = 0; i < 4; i++)
		fds[i] = client_open(&r, IO_SHARD, &conns[i]);
	for (int i = 0; i < 4; i++) {
		close(fds[i]);
		rig_wait_closed(&r, conns[i], IO_END_BY_PEER);
	}
	if (!find_own_address(&a)) {
		rig_close(&r);
		skip();
	}
	a.sin_port = htons(io_port(r.io, IO_SHARD));
	for (int i = 0; i < 3; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
		assert_int_equal(connect(fds[i], (struct sockaddr *)&a,
		    sizeof(a)), 0);
		if (i < 2)
			conns[i] = rig_wait_opened(&r, IO_SHARD);
	}
	client_expect_end(fds[2]);
	close(fds[0]);
	close(fds[1]);
	rig_close(&r);
}

/* It plays the limit itself: it accepts, and throws away what is too many. */
static bool
is_under_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

static void
test_out_of_descriptors_waits_without_spinning(void **state)
{
	enum { CLIENTS = 8, FREE = 3 };
	struct io_options opt = rig_options();
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct rlimit before, low;
	struct rig r;
	conn_id conn = 0;
	int fds[CLIENTS];
	int64_t spent_ms;
	unsigned unused = 0;
	unsigned opened = 0;

	(void)state;
	if (is_under_valgrind())
		skip();
	log_init(STDERR_FILENO, -1);	/* its one error line is expected */
	opt.shard_count = 1;		/* so that they are opened in order */
	rig_open(&r, opt);
	a.sin_port = htons(io_port(r.io, IO_SHARD));
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	for (low.rlim_cur = 0; unused < FREE; low.rlim_cur++)
		unused += fcntl((int)low.rlim_cur, F_GETFD) < 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(connect(fds[i], (struct sockaddr *)&a,
		    sizeof(a)), 0);

	while (opened < FREE) {
		conn = rig_wait(&r, IO_MSG_OPENED)->ref;
		opened++;
	}
	/* The others wait; those inside are served; nobody burns the CPU. */
	spent_ms = cpu_ms();
	assert_null(rig_poll(&r, 400));
	assert_true(cpu_ms() - spent_ms < 200);
	client_send(fds[FREE - 1], 8, RIG_TAKE, 1);
	room_expect_packet(&r, conn, 8, 1);

	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	for (; opened < CLIENTS; opened++)
		(void)rig_wait(&r, IO_MSG_OPENED);
	for (int i = 0; i < CLIENTS; i++)
		close(fds[i]);
	rig_close(&r);
	log_init(STDERR_FILENO, 1);
}

/* Writes until the server's TCP takes no more for a while. */
static uint64_t
write_until_stuck(int fd, const uint8_t *bytes, size_t period)
{
	uint64_t done = 0;

	for (;;) {
		struct pollfd pfd = { .fd = fd, .events = POLLOUT };
		size_t at = done % period;
		ssize_t n;

		if (poll(&pfd, 1, 300) == 0)
			return done;
		n = send(fd, bytes + at, period - at,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			done += (uint64_t)n;
	}
}

static void
test_a_room_that_is_behind_slows_its_clients_down(void **state)
{
	enum { FRAME = 4092, WIRE = FRAME + FRAME_LENGTH_BYTES };
	static uint8_t bytes[16 * WIRE];
	struct io_options opt = rig_options();
	struct rig r;
	conn_id conn;
	uint64_t done, whole, seen = 0;
	int64_t spent_ms;
	int fd;

	(void)state;
	for (uint32_t i = 0; i < 16; i++)
		frame_on_wire(bytes + i * WIRE, FRAME, RIG_TAKE, i,
		    cipher_default_key);
	opt.half_frame_timeout_ms = 300;
	opt.handshake_timeout_ms = 300;
	rig_open_with_inbox(&r, opt, 64 * 1024);
	fd = client_open(&r, IO_SHARD, &conn);
	done = write_until_stuck(fd, bytes, sizeof(bytes));
	assert_true(mailbox_bytes(r.inbox) < 512 * 1024);

	/* Meanwhile output goes on, and the shard does not spin. */
	spent_ms = cpu_ms();
	for (uint32_t i = 0; i < 100; i++) {
		room_send(&r, conn, 50, i);
		outbox_flush(r.out);
		client_expect(fd, 50, RIG_TAKE, i, cipher_default_key);
		usleep(2000);
	}
	assert_true(cpu_ms() - spent_ms < 150);

	/* All of it arrives, in order, once the room reads. */
	whole = done / WIRE;
	outbox_trust(r.out, conn);
	outbox_flush(r.out);
	for (; seen < whole; seen++)
		room_expect_packet(&r, conn, FRAME, (uint32_t)(seen % 16));
	close(fd);
	rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_client_that_never_reads_is_dropped_alone),
		cmocka_unit_test(test_a_burst_over_the_limit_is_sent_meanwhile),
		cmocka_unit_test(test_a_blocked_client_goes_on_when_it_reads),
		cmocka_unit_test(
		    test_a_full_server_drops_who_has_most_waiting),
		cmocka_unit_test(test_half_a_frame_times_out),
		cmocka_unit_test(test_a_dripping_client_gains_no_time),
		cmocka_unit_test(
		    test_the_silent_are_sent_away_and_the_trusted_stay),
		cmocka_unit_test(test_too_many_packets_end_a_flood),
		cmocka_unit_test(test_too_many_bad_packets_end_it),
		cmocka_unit_test(test_cap_on_connections),
		cmocka_unit_test(test_cap_on_an_address_but_not_on_loopback),
		cmocka_unit_test(
		    test_out_of_descriptors_waits_without_spinning),
		cmocka_unit_test(
		    test_a_room_that_is_behind_slows_its_clients_down),
	};

	return cmocka_run_group_tests_name("io_limits", tests, NULL, NULL);
}
