/*
 * bench_io.c - what a delivery costs with the system call: a crowd on real
 * loopback sockets, whose other ends live in a child that only reads.
 *
 * Prints the server side's CPU time; asserts nothing. Usage: bench_io [crowd]
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/thread.h"
#include "net/io.h"
#include "net/outbox.h"

enum { TOPIC = 1, BYTES = 60, PAUSE_NS = 200000 };

static enum io_verdict
no_frame(const struct io_gate *gate, enum io_role role, conn_id conn,
    const uint8_t *frame, size_t n, struct batch **out)
{
	(void)gate;
	(void)role;
	(void)conn;
	(void)frame;
	(void)n;
	(void)out;
	return IO_TAKE;
}

static void
play_clients(uint16_t port, unsigned crowd)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	static char junk[256 * 1024];
	int ep = epoll_create1(0);

	for (unsigned i = 0; i < crowd; i++) {
		struct epoll_event ev = { .events = EPOLLIN };

		ev.data.fd = socket(AF_INET, SOCK_STREAM, 0);
		if (ev.data.fd < 0 || connect(ev.data.fd,
		    (struct sockaddr *)&a, sizeof(a)) != 0) {
			perror("bench_io: connect");
			_exit(1);
		}
		epoll_ctl(ep, EPOLL_CTL_ADD, ev.data.fd, &ev);
	}
	for (;;) {
		struct epoll_event events[256];
		int n = epoll_wait(ep, events, 256, -1);

		for (int i = 0; i < n; i++) {
			if (recv(events[i].data.fd, junk, sizeof(junk), 0) <= 0)
				_exit(0);
		}
	}
}

static double
cpu_s(void)
{
	struct rusage ru;

	getrusage(RUSAGE_SELF, &ru);
	return (double)ru.ru_utime.tv_sec + (double)ru.ru_stime.tv_sec +
	    (double)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1e6;
}

static void
wait_for(const struct io *io, uint64_t deliveries)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	struct io_stats stats;

	do {
		nanosleep(&pause, NULL);
		io_get_stats(io, &stats);
	} while (stats.deliveries < deliveries);
}

static void
measure(struct io *io, struct outbox *o, unsigned crowd, unsigned a_batch)
{
	uint8_t frame[BYTES] = { 1 };
	struct io_stats before, after;
	unsigned rounds = 2000000 / crowd / a_batch;
	double spent_s;
	int64_t start_ms;

	io_get_stats(io, &before);
	spent_s = cpu_s();
	start_ms = clock_now_ms();
	for (unsigned i = 1; i <= rounds; i++) {
		for (unsigned k = 0; k < a_batch; k++)
			outbox_publish(o, TOPIC, 0, frame, sizeof(frame));
		outbox_flush(o);
		wait_for(io, before.deliveries +
		    (uint64_t)i * a_batch * crowd);
	}
	io_get_stats(io, &after);
	spent_s = cpu_s() - spent_s;
	printf("crowd of %u, %2u packets a batch: %.2f CPU-seconds a million"
	    " deliveries, %.2f million a second, %.1f a write\n", crowd,
	    a_batch, spent_s * 1e6 /
	    (double)(after.deliveries - before.deliveries),
	    (double)(after.deliveries - before.deliveries) / 1e3 /
	    (double)(clock_now_ms() - start_ms),
	    (double)(after.deliveries - before.deliveries) /
	    (double)(after.writes - before.writes));
}

int
main(int argc, char **argv)
{
	unsigned crowd = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000;
	struct rlimit nofile;
	struct io_options opt = {
		.shard_count = 1,
		.max_frame_bytes = 4096,
		.max_conns = crowd,
		.out_limit_bytes = 1024 * 1024,
		.gate = { .frame = no_frame },
		.listen = { [IO_SHARD] = { "127.0.0.1", 0, true, NULL } },
	};
	struct mailbox *inbox = mailbox_new(MAILBOX_WAKE_COND, SIZE_MAX);
	struct outbox *o;
	struct io *io;
	unsigned opened = 0;
	pid_t child;

	getrlimit(RLIMIT_NOFILE, &nofile);
	nofile.rlim_cur = nofile.rlim_max;
	setrlimit(RLIMIT_NOFILE, &nofile);
	opt.listen[IO_SHARD].inbox = inbox;
	io = io_open(&opt);
	if (io == NULL)
		return 1;
	child = fork();
	if (child == 0)
		play_clients(io_port(io, IO_SHARD), crowd);
	if (!io_start(io))
		return 1;
	thread_gate_open();
	o = outbox_new(io);
	while (opened < crowd) {
		struct batch *chain = mailbox_wait(inbox, -1);
		struct batch *b;

		while ((b = batch_chain_pop(&chain)) != NULL) {
			for (const struct msg *m = batch_first(b); m != NULL;
			    m = batch_next(b, m)) {
				if (m->type != IO_MSG_OPENED)
					continue;
				outbox_subscribe(o, m->ref, TOPIC);
				opened++;
			}
			batch_free(b);
		}
	}
	for (unsigned a_batch = 1; a_batch <= 64; a_batch *= 4)
		measure(io, o, crowd, a_batch);
	io_stop(io, 0);
	outbox_free(o);
	io_close(io);
	mailbox_free(inbox);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
