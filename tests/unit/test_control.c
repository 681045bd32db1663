/*
 * test_control.c - the control thread: requests and answers, bodies, limits,
 * callers that dawdle, lie or leave; and the socket's file.
 *
 * Owns:   nothing beyond the rig.
 * Called: by make test.
 * Thread: main; control in the rig.
 */
#include "control_rig.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/rng.h"
#include "net/listener.h"

/* --- verbs of the thread's own --- */

/* How long a body is, and its first and last byte. */
static void
verb_measure(struct request *rq, void *context)
{
	char text[64] = "0";

	UNUSED(context);
	if (rq->body_bytes > 0)
		str_format(text, sizeof(text), "%zu %c %c args=%u",
		    rq->body_bytes, rq->body[0],
		    rq->body[rq->body_bytes - 1], rq->argc);
	request_answer(rq, CONTROL_OK, text);
}

static uint8_t *taken;

/* Keeps the body; the answer is the test's. */
static void
verb_take(struct request *rq, void *context)
{
	const char *const args[] = { "taken" };
	struct batch *b = NULL;

	UNUSED(context);
	taken = request_take_body(rq);
	CHECK(rq->body == NULL);
	control_ask_add(&b, rq->ref, rq->verb, 1, args);
	mailbox_post_always(rig.world, &b);
}

static void
verb_fail(struct request *rq, void *context)
{
	UNUSED(context);
	request_answer(rq, CONTROL_FAILED, "it is\nraining");
}

static const struct request_verb verbs[] = {
	{ .name = "measure", .has_body = true, .fn = verb_measure },
	{ .name = "take", .has_body = true, .fn = verb_take },
	{ .name = "fail", .fn = verb_fail },
	{ .name = NULL }
};

static int
begin(void **state)
{
	UNUSED(state);
	rig_prepare(verbs);
	rig_start();
	return 0;
}

static int
prepare(void **state)
{
	UNUSED(state);
	rig_prepare(verbs);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* --- requests and answers --- */

static void
world_is_asked_and_answers(void **state)
{
	int fd = rig_call();
	const struct control_ask *ask;
	const struct msg *m;

	UNUSED(state);
	rig_say(fd, "ban\tJane Smith\t60\tvery bad\n");
	m = rig_hear();
	ask = msg_payload(m);
	assert_string_equal(ask->verb, "ban");
	assert_int_equal(ask->argc, 3);
	assert_string_equal(control_ask_arg(ask, 0), "Jane Smith");
	assert_string_equal(control_ask_arg(ask, 1), "60");
	assert_string_equal(control_ask_arg(ask, 2), "very bad");
	assert_string_equal(control_ask_arg(ask, 3), "");
	rig_answer(m->ref, CONTROL_OK, "one\ntwo\n");
	assert_string_equal(rig_read(fd), "> one\n> two\nok\n");
	rig_say(fd, "kick\t7\n");
	m = rig_hear();
	rig_answer(m->ref, CONTROL_FAILED, "nobody there");
	assert_string_equal(rig_read(fd), "error 1 nobody there\n");
	close(fd);
}

/* A name that the database was given by others cannot steer a terminal. */
static void
answers_have_no_control_characters(void **state)
{
	int fd = rig_call();

	UNUSED(state);
	rig_say(fd, "players\n");
	rig_answer(rig_hear()->ref, CONTROL_OK,
	    "J\x1b[2Jane\r\x7f\nok\nB\xc3\xb6");
	assert_string_equal(rig_read(fd), "> J?[2Jane??\n> ok\n> B\xc3\xb6\n"
	    "ok\n");
	rig_say(fd, "kick\n");
	rig_answer(rig_hear()->ref, CONTROL_FAILED, "no\x1b[H");
	assert_string_equal(rig_read(fd), "error 1 no [H\n");
	/* those of two bytes neither, wherever a text is cut */
	for (size_t n = 500; n < 520; n++) {
		char text[640], wanted[640];

		memset(text, 'a', n);
		str_copy(text + n, sizeof(text) - n, "\xc2\x9b" "2J\xc3\xb6");
		str_format(wanted, sizeof(wanted), "> %.*s??2J\xc3\xb6\nok\n",
		    (int)n, text);
		rig_say(fd, "players\n");
		rig_answer(rig_hear()->ref, CONTROL_OK, text);
		assert_string_equal(rig_read(fd), wanted);
	}
	close(fd);
}

static void
empty_fields_and_verbs_are_passed_on(void **state)
{
	int fd = rig_call();
	const struct control_ask *ask;
	const struct msg *m;

	UNUSED(state);
	rig_say(fd, "\t\t\n");
	m = rig_hear();
	ask = msg_payload(m);
	assert_string_equal(ask->verb, "");
	assert_int_equal(ask->argc, 2);
	rig_answer(m->ref, CONTROL_OK, "");
	assert_string_equal(rig_read(fd), "ok\n");
	close(fd);
}

/* Each is answered before the next is looked at, however they arrive. */
static void
requests_are_taken_in_order(void **state)
{
	int fd = rig_call();
	const struct msg *m;

	UNUSED(state);
	rig_say(fd, "one\nfail\ntw");
	m = rig_hear();
	assert_string_equal(((const struct control_ask *)msg_payload(m))->verb,
	    "one");
	assert_int_equal(mailbox_bytes(rig.world), 0);
	rig_answer(m->ref, CONTROL_OK, "1");
	assert_string_equal(rig_read(fd), "> 1\nok\nerror 1 it is raining\n");
	rig_say(fd, "o\n");
	shutdown(fd, SHUT_WR);	/* it still wants to hear */
	m = rig_hear();
	assert_string_equal(((const struct control_ask *)msg_payload(m))->verb,
	    "two");
	rig_answer(m->ref, CONTROL_OK, "2");
	assert_string_equal(rig_read(fd), "> 2\nok\n");
	rig_expect_hung_up(fd);
}

/* An answer to who has left reaches nobody, least of all the next caller. */
static void
late_answers_are_dropped(void **state)
{
	int fd = rig_call();
	uint64_t first;

	UNUSED(state);
	rig_say(fd, "slow\n");
	first = rig_hear()->ref;
	/* a player's connection lives on shard 0 to 63: bits 56 and up */
	assert_true(first >> 62 != 0);
	rig_answer(first, CONTROL_OK, "in time");
	rig_answer(first, CONTROL_OK, "once more");
	assert_string_equal(rig_read(fd), "> in time\nok\n");
	rig_say(fd, "next\n");
	assert_int_not_equal(rig_hear()->ref, first);
	rig_answer(first, CONTROL_FAILED, "much too late");
	rig_say(fd, "fail\n");
	close(fd);

	fd = rig_call();
	rig_answer(first, CONTROL_FAILED, "much too late");
	rig_answer(0, CONTROL_FAILED, "to nobody");
	rig_answer(UINT64_MAX, CONTROL_FAILED, "to nobody");
	rig_say(fd, "fail\n");
	assert_string_equal(rig_read(fd), "error 1 it is raining\n");
	close(fd);
}

static void
long_answers_arrive_whole(void **state)
{
	enum { LINES = 40000, LINE_BYTES = 50 };
	int fd = rig_call();
	char *text = calloc(1, LINES * LINE_BYTES + 1);
	size_t used = 0;

	UNUSED(state);
	assert_non_null(text);
	for (int i = 0; i < LINES; i++)
		used += str_format(text + used, LINE_BYTES + 1, "%049d\n", i);
	rig_say(fd, "players\n");
	rig_answer(rig_hear()->ref, CONTROL_OK, text);
	assert_int_equal(strlen(rig_read(fd)), used + 2 * LINES + 3);
	free(text);
	close(fd);
}

/* --- bodies --- */

static void
send_body(int fd, const char *head, size_t n)
{
	char *body = malloc(n + 1);
	char line[64];

	assert_non_null(body);
	memset(body, 'x', n + 1);
	body[0] = 'a';
	body[n > 0 ? n - 1 : 0] = 'z';
	str_format(line, sizeof(line), "%s\n", head);
	rig_say(fd, line);
	rig_say_bytes(fd, body, n);
	free(body);
}

static void
bodies_arrive_whole(void **state)
{
	int fd = rig_call();

	UNUSED(state);
	send_body(fd, "measure\t3000000\tone\ttwo", 3000000);
	assert_string_equal(rig_read(fd), "> 3000000 a z args=2\nok\n");
	send_body(fd, "measure\t2", 2);
	assert_string_equal(rig_read(fd), "> 2 a z args=0\nok\n");
	send_body(fd, "measure\t0", 0);
	assert_string_equal(rig_read(fd), "> 0\nok\n");
	rig_say(fd, "fail\n");		/* what follows is read rightly */
	assert_string_equal(rig_read(fd), "error 1 it is raining\n");
	close(fd);
}

static void
a_body_can_be_kept(void **state)
{
	int fd = rig_call();
	uint64_t ref;

	UNUSED(state);
	send_body(fd, "take\t5", 5);
	ref = rig_hear()->ref;
	assert_memory_equal(taken, "axxxz", 5);
	rig_answer(ref, CONTROL_OK, "");
	assert_string_equal(rig_read(fd), "ok\n");
	free(taken);
	close(fd);
}

static void
bad_lengths_are_refused(void **state)
{
	static const char *const lines[] = { "measure\n", "measure\t\n",
		"measure\t-1\n", "measure\t+1\n", "measure\t 1\n",
		"measure\t1x\n", "measure\t67108865\n",
		"measure\t99999999999999999999999\n" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		int fd = rig_call();

		rig_say(fd, lines[i]);
		assert_string_equal(rig_read(fd),
		    "error 2 a body has a length, at most 64 MiB\n");
		rig_expect_hung_up(fd);
	}
}

/* Together they may have 64 MiB, until they are answered or hang up. */
static void
bodies_share_a_limit(void **state)
{
	static const char refusal[] =
	    "error 2 another large request is under way\n";
	int first = rig_call(), second = rig_call();
	uint64_t ref;

	UNUSED(state);
	send_body(first, "take\t100", 100);
	ref = rig_hear()->ref;
	rig_say(second, "measure\t67108864\n");
	assert_string_equal(rig_read(second), refusal);
	rig_expect_hung_up(second);
	rig_answer(ref, CONTROL_OK, "");
	assert_string_equal(rig_read(first), "ok\n");
	free(taken);

	rig_say(first, "measure\t67108864\nand then nothing");
	close(first);
	/* Its place is free once its end has been noticed. */
	for (;;) {
		second = rig_call();
		rig_say(second, "measure\t67108864\n");
		rig_say(second, "x");
		if (recv(second, rig.answer, 1, MSG_DONTWAIT) < 0 &&
		    errno == EAGAIN)
			break;
		rig_expect_hung_up(second);
	}
	close(second);
}

/* --- callers that are not good --- */

static void
garbage_is_refused(void **state)
{
	static const char *const lines[] = { "kick\r\n", "\x01\n",
		"kick\t\x7f\n", "kick\t\xff\xfe\n",
		"a\t1\t2\t3\t4\t5\t6\t7\t8\t9\n",
		"abcdefghijklmnopqrstuvwxyz\n" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		int fd = rig_call();

		rig_say(fd, lines[i]);
		assert_string_equal(rig_read(fd),
		    "error 2 no request looks like this\n");
		rig_expect_hung_up(fd);
	}
	assert_int_equal(mailbox_bytes(rig.world), 0);
}

static void
nul_bytes_end_no_line(void **state)
{
	int fd = rig_call();

	UNUSED(state);
	rig_say_bytes(fd, "kick\t1\0\t2\n", 10);
	assert_string_equal(rig_read(fd),
	    "error 2 no request looks like this\n");
	rig_expect_hung_up(fd);
}

static void
endless_lines_are_refused(void **state)
{
	int fd = rig_call();
	char part[512];

	UNUSED(state);
	memset(part, 'a', sizeof(part));
	for (int i = 0; i < REQUEST_LINE_MAX / (int)sizeof(part); i++)
		rig_say_bytes(fd, part, sizeof(part));
	assert_string_equal(rig_read(fd), "error 2 the line is too long\n");
	rig_expect_hung_up(fd);
}

/* The longest line there may be is one. */
static void
a_line_may_be_long(void **state)
{
	int fd = rig_call();
	char line[REQUEST_LINE_MAX];
	const struct msg *m;

	UNUSED(state);
	memset(line, 'a', sizeof(line));
	memcpy(line, "say\t", 4);
	line[sizeof(line) - 1] = '\n';
	rig_say_bytes(fd, line, sizeof(line));
	m = rig_hear();
	assert_int_equal(strlen(control_ask_arg(msg_payload(m), 0)),
	    REQUEST_LINE_MAX - 5);
	rig_answer(m->ref, CONTROL_OK, "");
	assert_string_equal(rig_read(fd), "ok\n");
	close(fd);
}

/*
 * Half a line, then nothing. Some are hung up on at once, since those before
 * them have not been noticed to be gone.
 */
static void
who_hangs_up_half_way_is_forgotten(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 100; i++) {
		int fd = rig_call();

		(void)!send(fd, "kick\t", 5, MSG_NOSIGNAL);
		close(fd);
	}
	for (int i = 0; i < 100; i++) {
		int fd = rig_call();

		(void)!send(fd, "kick\t", 5, MSG_NOSIGNAL);
		shutdown(fd, SHUT_WR);
		rig_expect_hung_up(fd);
	}
	assert_int_equal(mailbox_bytes(rig.world), 0);
}

/* Whatever they say, in whatever pieces; verbs and lengths among it. */
static void
noise_is_survived(void **state)
{
	static const char *const words[] = { "measure", "measure", "fail", "a",
		"\t", "\t", "\n", "\n", "\n", "5", "70", "67108864", "\xff",
		"\xc3\xa4", " ", "\r", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz" };
	enum { ROUNDS = 400, WORDS = 60 };
	struct rng rng;

	UNUSED(state);
	rig.kind.answer_ms = 20;
	rig_start();
	rng_seed(&rng, 4);
	for (int i = 0; i < ROUNDS; i++) {
		int n = rng_range(&rng, 1, WORDS), fd = rig_call();
		struct batch *chain;

		while (n-- > 0) {
			const char *word = words[rng_range(&rng, 0,
			    COUNT_OF(words) - 1)];

			(void)!send(fd, word, strlen(word), MSG_NOSIGNAL);
		}
		close(fd);
		chain = mailbox_take(rig.world);
		while ((rig.batch = batch_chain_pop(&chain)) != NULL)
			batch_free(rig.batch);
	}
}

static bool
is_served(int fd)
{
	ssize_t n = send(fd, "fail\n", 5, MSG_NOSIGNAL);

	return n == 5 && recv(fd, rig.answer, 64, 0) > 0;
}

/* More than there is room for are hung up on; the others are served. */
static void
callers_are_counted(void **state)
{
	enum { MANY = 40 };
	int fds[MANY];
	uint32_t served = 0;

	UNUSED(state);
	for (int i = 0; i < MANY; i++)
		fds[i] = rig_call();
	for (int i = 0; i < MANY; i++)
		served += is_served(fds[i]);
	assert_int_equal(served, request_kind.conns_max);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	/* as soon as it has noticed */
	for (;;) {
		int fd = rig_call();
		bool is_in = is_served(fd);

		close(fd);
		if (is_in)
			break;
	}
}

static void
who_says_nothing_is_put_out(void **state)
{
	int silent, half, busy;

	UNUSED(state);
	rig.kind.idle_ms = 30;
	rig.kind.answer_ms = RIG_PATIENCE_MS;
	rig_start();
	silent = rig_call();
	half = rig_call();
	busy = rig_call();
	rig_say(half, "kick\t");
	rig_say(busy, "slow\n");
	rig_expect_hung_up(silent);
	rig_expect_hung_up(half);
	/* who waits for an answer may be silent */
	rig_answer(rig_hear()->ref, CONTROL_OK, "");
	assert_string_equal(rig_read(busy), "ok\n");
	rig_expect_hung_up(busy);
}

static void
a_world_that_does_not_answer_is_not_waited_for(void **state)
{
	int fd;

	UNUSED(state);
	rig.kind.answer_ms = 30;
	rig_start();
	fd = rig_call();
	rig_say(fd, "slow\n");
	rig_expect_hung_up(fd);
}

static void
who_does_not_read_is_put_out(void **state)
{
	enum { LONG = 1 << 20 };
	char *text = calloc(1, LONG + 1);
	int fd;

	UNUSED(state);
	assert_non_null(text);
	memset(text, 'a', LONG);
	rig.kind.idle_ms = 30;
	rig.kind.out_max_bytes = 2 * LONG;
	rig_start();
	fd = rig_call();
	rig_say(fd, "players\n");
	rig_answer(rig_hear()->ref, CONTROL_OK, text);
	/* the connection is gone although it has not read a byte */
	for (struct pollfd p = { .fd = fd }; p.revents == 0;)
		assert_true(poll(&p, 1, RIG_PATIENCE_MS) > 0);
	close(fd);
	free(text);
}

static void
answers_have_a_limit(void **state)
{
	int fd;

	UNUSED(state);
	rig.kind.out_max_bytes = 1000;
	rig_start();
	fd = rig_call();
	rig_say(fd, "players\n");
	memset(rig.answer, 'a', 2000);
	rig.answer[2000] = '\0';
	rig_answer(rig_hear()->ref, CONTROL_OK, rig.answer);
	rig_expect_hung_up(fd);
}

static void
a_world_that_is_behind_says_so(void **state)
{
	int fd = rig_call();
	struct batch *b = NULL;

	UNUSED(state);
	(void)batch_add(&b, CONTROL_MSG_ANSWER, 0, 2 << 20);
	mailbox_post_always(rig.world, &b);
	rig_say(fd, "kick\t1\n");
	assert_string_equal(rig_read(fd),
	    "error 1 the world is behind with its work\n");
	close(fd);
}

/* --- another kind beside it --- */

/* Says what it was told, backwards, and hangs up. */
static size_t
mirror_on_input(struct control_conn *c, const char *bytes, size_t n)
{
	const char *lf = memchr(bytes, '\n', n);

	if (lf == NULL)
		return 0;
	for (const char *p = lf; p-- > bytes;)
		control_send(c, p, 1);
	control_finish(c);
	return n;
}

static const struct control_kind mirror_kind = {
	.name = "mirror",
	.conns_max = 2,
	.in_max_bytes = 16,
	.out_max_bytes = 1024,
	.idle_ms = RIG_PATIENCE_MS,
	.answer_ms = RIG_PATIENCE_MS,
	.on_input = mirror_on_input,
};

static int
call_port(uint16_t port)
{
	struct timeval patience = { .tv_sec = RIG_PATIENCE_MS / 1000 };
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void
kinds_do_not_disturb_each_other(void **state)
{
	int port_fd = listener_open("mirror", "127.0.0.1", 0);
	uint16_t port = listener_port(port_fd);
	char text[32] = "";
	int fd, others[4];

	UNUSED(state);
	assert_true(control_listen(rig.control, port_fd, &mirror_kind, NULL));
	rig_start();
	assert_int_equal(control_max_fds(rig.control),
	    2 + 2 + request_kind.conns_max);
	fd = call_port(port);
	rig_say(fd, "olleh");
	rig_say(fd, " !\nwhat it says now it says to itself");
	assert_int_equal(recv(fd, text, sizeof(text), MSG_WAITALL), 7);
	assert_string_equal(text, "! hello");
	rig_expect_hung_up(fd);
	/* a crowd at the one is nothing to the other */
	for (size_t i = 0; i < COUNT_OF(others); i++)
		others[i] = call_port(port);
	fd = rig_call();
	assert_true(is_served(fd));
	close(fd);
	/* input that is never of use */
	rig_say(others[0], "0123456789abcdefg");
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		shutdown(others[i], SHUT_WR);
		rig_expect_hung_up(others[i]);
	}
}

/* --- beginning and end --- */

static void
nobody_is_heard_before_the_server_is_up(void **state)
{
	struct pollfd p = { .events = POLLIN };
	int fd;

	UNUSED(state);
	assert_true(control_listen(rig.control, rig.fd, &rig.kind,
	    &rig.desk));
	assert_true(control_start(rig.control));
	thread_gate_open();
	fd = rig_call();
	rig_say(fd, "fail\n");
	/* an answer to nobody has come and gone: it is alive */
	rig_answer(1, CONTROL_OK, "");
	while (mailbox_bytes(control_mailbox(rig.control)) > 0)
		;
	p.fd = fd;
	assert_int_equal(poll(&p, 1, 0), 0);
	control_open(rig.control);
	assert_string_equal(rig_read(fd), "error 1 it is raining\n");
	close(fd);
}

/* What was answered before the end is still sent. */
static void
the_end_does_not_cut_answers(void **state)
{
	int fd = rig_call(), other = rig_call();

	UNUSED(state);
	rig_say(fd, "shutdown\n");
	rig_say(other, "half a li");
	rig_answer(rig_hear()->ref, CONTROL_OK, "bye");
	control_stop(rig.control);
	assert_string_equal(rig_read(fd), "> bye\nok\n");
	rig_expect_hung_up(fd);
	rig_expect_hung_up(other);
}

/* --- the socket's file --- */

static void
expect_listen(const char *path, enum socket_file_result wanted,
    const char *part)
{
	char why[512] = "";
	int fd = -1;

	assert_int_equal(socket_file_listen(path, &fd, why, sizeof(why)),
	    wanted);
	if (wanted == SOCKET_FILE_OK)
		close(fd);
	else if (fd != -1 || strstr(why, part) == NULL)
		fail_msg("'%s' has no '%s'", why, part);
}

static void
expect_mode(const char *path, unsigned kind, unsigned mode)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & S_IFMT, kind);
	assert_int_equal(st.st_mode & 0777, mode);
	assert_int_equal(st.st_uid, geteuid());
}

static void
only_the_owner_comes_near(void **state)
{
	mode_t before = umask(0);
	char dir[96];

	UNUSED(state);
	path_format(dir, sizeof(dir), "%s/control", rig.dir);
	expect_mode(dir, S_IFDIR, 0700);
	expect_mode(rig.path, S_IFSOCK, 0600);
	/* one that lives is not taken away */
	expect_listen(rig.path, SOCKET_FILE_TAKEN, "a server that runs");
	close(rig.fd);
	rig.fd = -1;
	/* one that was left behind is */
	expect_listen(rig.path, SOCKET_FILE_OK, "");
	expect_mode(rig.path, S_IFSOCK, 0600);
	assert_int_equal(umask(before), 0);
	/* what others may enter is no place for it */
	for (unsigned mode = 0701; mode <= 0777; mode++) {
		assert_int_equal(chmod(dir, mode), 0);
		expect_listen(rig.path, SOCKET_FILE_UNFIT, "chmod 700");
	}
	assert_int_equal(chmod(dir, 0700), 0);
	expect_listen(rig.path, SOCKET_FILE_OK, "");
}

/* Two that start at once: one is bound already and does not listen yet. */
static void
one_that_comes_to_life_is_not_taken_away(void **state)
{
	enum { TAKEN = 7, WAIT_MS = 100 };
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char dir[96], why[256];
	int lock, fd, other, status;
	pid_t child;

	UNUSED(state);
	close(rig.fd);
	rig.fd = -1;
	assert_int_equal(unlink(rig.path), 0);
	path_format(dir, sizeof(dir), "%s/control", rig.dir);
	lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(lock >= 0 && flock(lock, LOCK_EX) == 0);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	str_copy(a.sun_path, sizeof(a.sun_path), rig.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(lock);
		_exit(socket_file_listen(rig.path, &other, why, sizeof(why)) ==
		    SOCKET_FILE_TAKEN ? TAKEN : EXIT_FAILURE);
	}
	clock_sleep_ms(WAIT_MS);
	assert_int_equal(listen(fd, 1), 0);
	close(lock);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), TAKEN);
	close(fd);
}

static void
it_is_not_made_just_anywhere(void **state)
{
	char path[256], name[128];
	int fd;

	UNUSED(state);
	close(rig.fd);
	path_format(path, sizeof(path), "%s/control/file", rig.dir);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	expect_listen(path, SOCKET_FILE_UNFIT, "no socket");
	path_format(path, sizeof(path), "%s/control/file/socket", rig.dir);
	expect_listen(path, SOCKET_FILE_UNFIT, "must be a directory");
	path_format(path, sizeof(path), "%s/no/where/socket", rig.dir);
	expect_listen(path, SOCKET_FILE_UNFIT, "No such file");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	path_format(path, sizeof(path), "%s/%s", rig.dir, name);
	expect_listen(path, SOCKET_FILE_UNFIT, "1 to 107 bytes");
	expect_listen("", SOCKET_FILE_UNFIT, "1 to 107 bytes");
	if (geteuid() != 0)
		return;
	path_format(path, sizeof(path), "%s/control", rig.dir);
	assert_int_equal(chown(path, 65534, 65534), 0);
	expect_listen(rig.path, SOCKET_FILE_UNFIT, "of the user who starts");
}

#define WITH_THREAD(test) cmocka_unit_test_setup_teardown(test, begin, end)
#define PREPARED(test) cmocka_unit_test_setup_teardown(test, prepare, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_THREAD(world_is_asked_and_answers),
		WITH_THREAD(answers_have_no_control_characters),
		WITH_THREAD(empty_fields_and_verbs_are_passed_on),
		WITH_THREAD(requests_are_taken_in_order),
		WITH_THREAD(late_answers_are_dropped),
		WITH_THREAD(long_answers_arrive_whole),
		WITH_THREAD(bodies_arrive_whole),
		WITH_THREAD(a_body_can_be_kept),
		WITH_THREAD(bad_lengths_are_refused),
		WITH_THREAD(bodies_share_a_limit),
		WITH_THREAD(garbage_is_refused),
		WITH_THREAD(nul_bytes_end_no_line),
		WITH_THREAD(endless_lines_are_refused),
		WITH_THREAD(a_line_may_be_long),
		WITH_THREAD(who_hangs_up_half_way_is_forgotten),
		PREPARED(noise_is_survived),
		WITH_THREAD(callers_are_counted),
		PREPARED(who_says_nothing_is_put_out),
		PREPARED(a_world_that_does_not_answer_is_not_waited_for),
		PREPARED(who_does_not_read_is_put_out),
		PREPARED(answers_have_a_limit),
		WITH_THREAD(a_world_that_is_behind_says_so),
		PREPARED(kinds_do_not_disturb_each_other),
		PREPARED(nobody_is_heard_before_the_server_is_up),
		WITH_THREAD(the_end_does_not_cut_answers),
		PREPARED(only_the_owner_comes_near),
		PREPARED(one_that_comes_to_life_is_not_taken_away),
		PREPARED(it_is_not_made_just_anywhere),
	};

	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
