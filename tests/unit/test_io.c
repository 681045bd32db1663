/*
 * test_io.c - packet shards over real sockets: frames, keys, topics, closing.
 *
 * Owns:   its rig of shards and clients.
 * Called: by make test.
 * Thread: main, which plays the room and all clients; io threads.
 */
#include "io_rig.h"

static void
test_opened_first_closed_last(void **state)
{
	struct rig r;
	conn_id conn;
	const struct io_opened *o;
	const struct msg *m;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_connect(&r, IO_LOGIN);
	m = rig_wait(&r, IO_MSG_OPENED);
	o = msg_payload(m);
	conn = m->ref;
	assert_int_equal(o->role, IO_LOGIN);
	assert_true(o->is_loopback);
	assert_true(o->is_127_0_0_1);
	assert_string_equal(o->address, "127.0.0.1");
	client_send(fd, 20, RIG_TAKE, 1);
	room_expect_packet(&r, conn, 20, 1);
	client_send(fd, 4096, RIG_TAKE, 2);
	client_send(fd, 8, RIG_TAKE, 3);
	/* Data and end together: nothing of it is lost. */
	close(fd);
	room_expect_packet(&r, conn, 4096, 2);
	room_expect_packet(&r, conn, 8, 3);
	rig_wait_closed(&r, conn, IO_END_BY_PEER);
	io_stop(r.io, 0);
	assert_null(rig_poll(&r, 0));
	rig_close(&r);
}

static void
test_frames_split_byte_by_byte(void **state)
{
	uint8_t bytes[3 * 64];
	struct rig r;
	conn_id conn;
	size_t n = 0;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	for (uint32_t i = 0; i < 3; i++)
		n += frame_on_wire(bytes + n, 30 + i, RIG_TAKE, i,
		    cipher_default_key);
	for (size_t i = 0; i < n; i++) {
		client_write(fd, bytes + i, 1);
		/* Lets the shard see each byte alone, most of the time. */
		usleep(200);
	}
	for (uint32_t i = 0; i < 3; i++)
		room_expect_packet(&r, conn, 30 + i, i);
	close(fd);
	rig_wait_closed(&r, conn, IO_END_BY_PEER);
	rig_close(&r);
}

static void
test_many_frames_in_one_write(void **state)
{
	enum { FRAMES = 3000 };
	static uint8_t bytes[FRAMES * 104];
	struct rig r;
	conn_id conn;
	size_t n = 0;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	for (uint32_t i = 0; i < FRAMES; i++)
		n += frame_on_wire(bytes + n, 8 + i % 90, RIG_TAKE, i,
		    cipher_default_key);
	client_write(fd, bytes, n);
	for (uint32_t i = 0; i < FRAMES; i++)
		room_expect_packet(&r, conn, 8 + i % 90, i);
	close(fd);
	rig_wait_closed(&r, conn, IO_END_BY_PEER);
	rig_close(&r);
}

static void
test_impossible_lengths_close(void **state)
{
	static const int32_t lengths[] = {
		0, 1, 3, -1, INT32_MIN, RIG_MAX_FRAME + 1, INT32_MAX
	};
	struct rig r;

	(void)state;
	rig_open(&r, rig_options());
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		uint8_t bytes[4];
		conn_id conn;
		int fd = client_open(&r, IO_SHARD, &conn);

		frame_put_length(bytes, (uint32_t)lengths[i]);
		client_write(fd, bytes, sizeof(bytes));
		rig_wait_closed(&r, conn, IO_END_BAD_FRAME);
		client_expect_end(fd);
	}
	rig_close(&r);
}

/* Both news in one event; whoever comes next is in the same slot. */
static void
test_bad_frame_and_hang_up_together(void **state)
{
	enum { ROUNDS = 300 };
	static const uint8_t bytes[8] = { 0 };
	struct io_options opt = rig_options();
	struct rig r;

	(void)state;
	opt.shard_count = 1;
	rig_open(&r, opt);
	for (int i = 0; i < ROUNDS; i++) {
		int fd = client_connect(&r, IO_SHARD);
		conn_id conn;

		client_write(fd, bytes, sizeof(bytes));
		close(fd);
		conn = rig_wait_opened(&r, IO_SHARD);
		rig_wait_closed(&r, conn, IO_END_BAD_FRAME);
	}
	rig_close(&r);
}

static void
test_gate_verdicts(void **state)
{
	struct io_stats stats;
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	for (uint32_t i = 0; i < 1000; i++)
		client_send(fd, 8, RIG_IGNORE, i);
	client_send(fd, 8, RIG_TAKE, 1);
	room_expect_packet(&r, conn, 8, 1);
	client_send(fd, 8, RIG_DROP, 2);
	rig_wait_closed(&r, conn, IO_END_BAD_FRAME);
	client_expect_end(fd);
	io_stop(r.io, 0);
	io_get_stats(r.io, &stats);
	assert_int_equal(stats.packets_in, 1002);
	assert_int_equal(stats.packets_bad, 1001);
	assert_int_equal(stats.accepted, 1);
	assert_int_equal(stats.conns, 0);
	assert_int_equal(stats.ended[IO_END_BAD_FRAME], 1);
	rig_close(&r);
}

static void
test_publish_reaches_listeners_but_one(void **state)
{
	enum { CLIENTS = 10, TOPIC = 77 };
	struct rig r;
	conn_id conns[CLIENTS];
	int fds[CLIENTS];

	(void)state;
	rig_open(&r, rig_options());
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = client_open(&r, IO_SHARD, &conns[i]);
	/* Round robin: both shards have some. */
	assert_int_not_equal(conns[0] >> 56, conns[1] >> 56);

	for (int i = 0; i < CLIENTS - 1; i++) {
		outbox_subscribe(r.out, conns[i], TOPIC);
		outbox_subscribe(r.out, conns[i], TOPIC);
	}
	room_publish(&r, TOPIC, conns[3], 60, 1);
	outbox_unsubscribe(r.out, conns[4], TOPIC);
	outbox_unsubscribe(r.out, conns[9], TOPIC);
	room_publish(&r, TOPIC, 0, 61, 2);
	room_publish(&r, TOPIC + 1, 0, 62, 3);
	for (int i = 0; i < CLIENTS; i++)
		room_send(&r, conns[i], 63, 4);
	outbox_flush(r.out);

	for (int i = 0; i < CLIENTS; i++) {
		if (i != 3 && i != 9)
			client_expect(fds[i], 60, RIG_TAKE, 1,
			    cipher_default_key);
		if (i != 4 && i != 9)
			client_expect(fds[i], 61, RIG_TAKE, 2,
			    cipher_default_key);
		client_expect(fds[i], 63, RIG_TAKE, 4, cipher_default_key);
		close(fds[i]);
	}
	rig_close(&r);
}

static void
test_keys_switch_in_order(void **state)
{
	uint8_t receive_key[8], send_key[8], bytes[100];
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	cipher_new_key(receive_key, 12345678, 3, 4);
	cipher_new_key(send_key, CIPHER_DEFAULT_KEY_U64, 3, 1);
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	outbox_subscribe(r.out, conn, 5);
	room_send(&r, conn, 50, 1);
	room_publish(&r, 5, 0, 51, 2);
	outbox_set_keys(r.out, conn, receive_key, send_key);
	room_send(&r, conn, 52, 3);
	room_publish(&r, 5, 0, 53, 4);
	outbox_flush(r.out);

	client_expect(fd, 50, RIG_TAKE, 1, cipher_default_key);
	client_expect(fd, 51, RIG_TAKE, 2, cipher_default_key);
	client_expect(fd, 52, RIG_TAKE, 3, send_key);
	client_expect(fd, 53, RIG_TAKE, 4, send_key);
	client_write(fd, bytes,
	    frame_on_wire(bytes, 54, RIG_TAKE, 5, receive_key));
	room_expect_packet(&r, conn, 54, 5);
	close(fd);
	rig_close(&r);
}

static void
test_a_batch_leaves_in_one_write(void **state)
{
	enum { PACKETS = 500 };
	struct io_stats before, after;
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	io_get_stats(r.io, &before);
	for (uint32_t i = 0; i < PACKETS; i++)
		room_send(&r, conn, 8 + i % 50, i);
	outbox_flush(r.out);
	for (uint32_t i = 0; i < PACKETS; i++)
		client_expect(fd, 8 + i % 50, RIG_TAKE, i, cipher_default_key);
	close(fd);
	rig_wait_closed(&r, conn, IO_END_BY_PEER);
	io_stop(r.io, 0);
	io_get_stats(r.io, &after);
	assert_int_equal(after.sends - before.sends, PACKETS);
	/* One, or a second one if the kernel took a part. */
	assert_in_range(after.writes - before.writes, 1, 2);
	rig_close(&r);
}

static void
test_close_sends_what_is_queued(void **state)
{
	enum { PACKETS = 2000 };
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	/* Unread input must not turn the end into a reset. */
	client_send(fd, 4000, RIG_TAKE, 9);
	for (uint32_t i = 0; i < PACKETS; i++)
		room_send(&r, conn, 100, i);
	outbox_close(r.out, conn);
	room_send(&r, conn, 100, 99);		/* too late: dropped */
	outbox_close(r.out, conn);
	outbox_flush(r.out);
	client_send(fd, 4000, RIG_TAKE, 10);
	for (uint32_t i = 0; i < PACKETS; i++)
		client_expect(fd, 100, RIG_TAKE, i, cipher_default_key);
	client_expect_end(fd);
	for (;;) {
		const struct msg *m = rig_poll(&r, RIG_PATIENCE_MS);

		assert_non_null(m);
		if (m->type == IO_MSG_CLOSED) {
			const struct io_closed *c = msg_payload(m);

			assert_int_equal(c->reason, IO_END_BY_US);
			break;
		}
	}
	io_stop(r.io, 0);
	assert_null(rig_poll(&r, 0));	/* one CLOSED, and the last */
	rig_close(&r);
}

static void
test_close_later(void **state)
{
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	outbox_close_later(r.out, conn, 30);
	room_send(&r, conn, 100, 1);
	outbox_flush(r.out);
	client_expect(fd, 100, RIG_TAKE, 1, cipher_default_key);
	client_expect_end(fd);
	rig_wait_closed(&r, conn, IO_END_BY_US);
	rig_close(&r);
}

static void
test_stale_ids_are_dropped(void **state)
{
	struct io_options opt = rig_options();
	struct rig r;
	conn_id old, conn;
	int fd;

	(void)state;
	opt.shard_count = 1;
	rig_open(&r, opt);
	fd = client_open(&r, IO_SHARD, &old);
	outbox_subscribe(r.out, old, 5);
	outbox_flush(r.out);
	close(fd);
	rig_wait_closed(&r, old, IO_END_BY_PEER);

	fd = client_open(&r, IO_SHARD, &conn);
	assert_int_not_equal(conn, old);
	room_send(&r, old, 50, 1);
	outbox_subscribe(r.out, old, 6);
	outbox_set_keys(r.out, old, (const uint8_t *)"12345678",
	    (const uint8_t *)"12345678");
	outbox_trust(r.out, old);
	outbox_close(r.out, old);
	outbox_close_later(r.out, old, 1);
	outbox_unsubscribe(r.out, old, 5);
	room_publish(&r, 5, 0, 50, 2);
	room_publish(&r, 6, 0, 50, 3);
	/* No such shard, no such slot, nobody. */
	room_send(&r, conn | UINT64_C(63) << 56, 50, 4);
	room_send(&r, conn | UINT64_C(0xffffff) << 32, 50, 5);
	room_send(&r, 0, 50, 6);
	room_send(&r, conn, 50, 7);
	outbox_flush(r.out);
	client_expect(fd, 50, RIG_TAKE, 7, cipher_default_key);
	close(fd);
	rig_close(&r);
}

static void
test_oversized_packets_are_refused(void **state)
{
	static uint8_t frame[2 * RIG_MAX_FRAME];
	struct rig r;
	conn_id conn;
	int fd;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	outbox_subscribe(r.out, conn, 5);
	log_init(STDERR_FILENO, -1);	/* its error line is expected */
	outbox_send(r.out, conn, frame, 3);
	outbox_send(r.out, conn, frame, RIG_MAX_FRAME - 3);
	outbox_send(r.out, conn, frame, sizeof(frame));
	outbox_publish(r.out, 5, 0, frame, RIG_MAX_FRAME - 3);
	log_init(STDERR_FILENO, 1);
	room_send(&r, conn, RIG_MAX_FRAME - 4, 1);
	room_publish(&r, 5, 0, RIG_MAX_FRAME - 4, 2);
	outbox_flush(r.out);
	client_expect(fd, RIG_MAX_FRAME - 4, RIG_TAKE, 1, cipher_default_key);
	client_expect(fd, RIG_MAX_FRAME - 4, RIG_TAKE, 2, cipher_default_key);
	close(fd);
	rig_close(&r);
}

static void
test_monitors_get_raw_bytes(void **state)
{
	static const char text[] = "begin\nplayer 1 2 A B\nend\n";
	struct io_options opt = rig_options();
	struct rig r;
	conn_id conns[3];
	char got[sizeof(text)];
	uint8_t junk[10000] = { 0 };
	int fds[3];

	(void)state;
	opt.max_monitors = 2;
	opt.handshake_timeout_ms = 1;
	opt.half_frame_timeout_ms = 1;
	rig_open(&r, opt);
	for (int i = 0; i < 2; i++) {
		fds[i] = client_open(&r, IO_MONITOR, &conns[i]);
		outbox_subscribe(r.out, conns[i], 9);
		client_write(fds[i], junk, sizeof(junk));
	}
	/* One more is turned away without a word to the room. */
	fds[2] = client_connect(&r, IO_MONITOR);
	client_expect_end(fds[2]);
	outbox_publish_raw(r.out, 9, text, sizeof(text) - 1);
	outbox_publish_raw(r.out, 9, text, 0);
	outbox_publish_raw(r.out, 10, text, 5);
	outbox_flush(r.out);
	for (int i = 0; i < 2; i++) {
		assert_true(client_read(fds[i], got, sizeof(text) - 1));
		assert_memory_equal(got, text, sizeof(text) - 1);
	}
	/* A place that was left is free again. */
	close(fds[0]);
	rig_wait_closed(&r, conns[0], IO_END_BY_PEER);
	for (;;) {
		struct pollfd pfd = { .events = POLLIN };

		pfd.fd = client_connect(&r, IO_MONITOR);
		if (rig_poll(&r, 100) != NULL) {
			close(pfd.fd);
			break;
		}
		client_expect_end(pfd.fd);
	}
	close(fds[1]);
	rig_close(&r);
}

static void
test_stop_reading_then_stop(void **state)
{
	struct rig r;
	conn_id conn, conn2;
	int fd, fd2;

	(void)state;
	rig_open(&r, rig_options());
	fd = client_open(&r, IO_SHARD, &conn);
	fd2 = client_open(&r, IO_LOGIN, &conn2);
	io_stop_reading(r.io);
	/* The answer shows that the shard has had the message before. */
	room_send(&r, conn, 50, 1);
	outbox_flush(r.out);
	client_expect(fd, 50, RIG_TAKE, 1, cipher_default_key);
	client_send(fd, 50, RIG_TAKE, 2);
	room_send(&r, conn, 50, 3);
	outbox_flush(r.out);
	client_expect(fd, 50, RIG_TAKE, 3, cipher_default_key);
	assert_null(rig_poll(&r, 0));

	for (uint32_t i = 0; i < 1000; i++)
		room_send(&r, conn, 90, i);
	outbox_flush(r.out);
	io_stop(r.io, 2000);
	for (uint32_t i = 0; i < 1000; i++)
		client_expect(fd, 90, RIG_TAKE, i, cipher_default_key);
	client_expect_end(fd);
	client_expect_end(fd2);
	for (int i = 0; i < 2; i++) {
		const struct msg *m = rig_wait(&r, IO_MSG_CLOSED);
		const struct io_closed *c = msg_payload(m);

		assert_true(m->ref == conn || m->ref == conn2);
		assert_int_equal(c->reason, IO_END_STOP);
	}
	assert_null(rig_poll(&r, 0));
	rig_close(&r);
}

static void
test_ports_that_cannot_be_bound(void **state)
{
	struct io_options opt = rig_options();
	struct rig r;

	(void)state;
	rig_open(&r, rig_options());
	opt.listen[IO_LOGIN].inbox = r.inbox;
	opt.listen[IO_SHARD].is_enabled = false;
	opt.listen[IO_MONITOR].is_enabled = false;
	log_init(STDERR_FILENO, -1);
	opt.listen[IO_LOGIN].port = io_port(r.io, IO_LOGIN);
	assert_null(io_open(&opt));
	opt.listen[IO_LOGIN].ip = "";
	assert_null(io_open(&opt));
	opt.listen[IO_LOGIN].port = 0;
	opt.listen[IO_LOGIN].ip = "localhost.example";
	assert_null(io_open(&opt));
	log_init(STDERR_FILENO, 1);
	opt.listen[IO_LOGIN].ip = "127.0.0.1";
	{
		struct io *io = io_open(&opt);

		assert_non_null(io);
		assert_int_not_equal(io_port(io, IO_LOGIN), 0);
		assert_int_equal(io_port(io, IO_SHARD), 0);
		io_close(io);		/* never started */
	}
	rig_close(&r);
}

static void
test_dual_stack(void **state)
{
	struct io_options opt = rig_options();
	struct sockaddr_in6 a = {
		.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT
	};
	const struct io_opened *o;
	struct rig r;
	int fd4, fd6;

	(void)state;
	opt.listen[IO_SHARD].ip = "";
	rig_open(&r, opt);
	fd4 = client_connect(&r, IO_SHARD);
	o = msg_payload(rig_wait(&r, IO_MSG_OPENED));
	assert_true(o->is_loopback);
	assert_true(o->is_127_0_0_1);
	assert_string_equal(o->address, "127.0.0.1");
	close(fd4);
	rig_wait(&r, IO_MSG_CLOSED);

	a.sin6_port = htons(io_port(r.io, IO_SHARD));
	fd6 = socket(AF_INET6, SOCK_STREAM, 0);
	if (fd6 < 0 || connect(fd6, (struct sockaddr *)&a, sizeof(a)) != 0) {
		/* A machine without IPv6: the rest cannot be tried. */
		if (fd6 >= 0)
			close(fd6);
		rig_close(&r);
		return;
	}
	o = msg_payload(rig_wait(&r, IO_MSG_OPENED));
	assert_true(o->is_loopback);
	assert_false(o->is_127_0_0_1);
	assert_string_equal(o->address, "::1");
	close(fd6);
	rig_close(&r);
}

static void
test_many_clients_come_and_go(void **state)
{
	enum { ROUNDS = 20, CLIENTS = 40 };
	struct rig r;
	unsigned opened = 0, closed = 0;

	(void)state;
	rig_open(&r, rig_options());
	for (int round = 0; round < ROUNDS; round++) {
		int fds[CLIENTS];

		for (int i = 0; i < CLIENTS; i++)
			fds[i] = client_connect(&r, i % 2 ? IO_LOGIN :
			    IO_SHARD);
		for (int i = 0; i < CLIENTS; i++) {
			client_send(fds[i], 8 + (size_t)i, RIG_TAKE, 1);
			close(fds[i]);
		}
		while (closed < (unsigned)(round + 1) * CLIENTS) {
			const struct msg *m = rig_poll(&r, RIG_PATIENCE_MS);

			assert_non_null(m);
			opened += m->type == IO_MSG_OPENED;
			if (m->type == IO_MSG_OPENED) {
				outbox_subscribe(r.out, m->ref, 1);
				outbox_subscribe(r.out, m->ref, 2);
				room_send(&r, m->ref, 100, 1);
			}
			if (m->type == IO_MSG_PACKET)
				room_publish(&r, 1, m->ref, 100, 1);
			closed += m->type == IO_MSG_CLOSED;
			outbox_flush(r.out);
		}
	}
	assert_int_equal(opened, ROUNDS * CLIENTS);
	assert_int_equal(closed, ROUNDS * CLIENTS);
	rig_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opened_first_closed_last),
		cmocka_unit_test(test_frames_split_byte_by_byte),
		cmocka_unit_test(test_many_frames_in_one_write),
		cmocka_unit_test(test_impossible_lengths_close),
		cmocka_unit_test(test_bad_frame_and_hang_up_together),
		cmocka_unit_test(test_gate_verdicts),
		cmocka_unit_test(test_publish_reaches_listeners_but_one),
		cmocka_unit_test(test_keys_switch_in_order),
		cmocka_unit_test(test_a_batch_leaves_in_one_write),
		cmocka_unit_test(test_close_sends_what_is_queued),
		cmocka_unit_test(test_close_later),
		cmocka_unit_test(test_stale_ids_are_dropped),
		cmocka_unit_test(test_oversized_packets_are_refused),
		cmocka_unit_test(test_monitors_get_raw_bytes),
		cmocka_unit_test(test_stop_reading_then_stop),
		cmocka_unit_test(test_ports_that_cannot_be_bound),
		cmocka_unit_test(test_dual_stack),
		cmocka_unit_test(test_many_clients_come_and_go),
	};

	return cmocka_run_group_tests_name("io", tests, NULL, NULL);
}
