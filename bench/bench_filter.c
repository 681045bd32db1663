/*
 * bench_filter.c - what the system call filter costs: calls without it, with
 * the base filter, with a packet shard's role on top.
 *
 * Each is measured in a child of its own, in turns and short batches, and the
 * best batch counts: the other work of the machine comes and goes.
 *
 * Owns:   nothing.
 * Called: by make bench.
 * Thread: main.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "base/check.h"
#include "base/log.h"

#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/linux_seccomp.h"
#include "sandbox/report.h"

enum { TURNS = 10, BATCHES = 50, BATCH_CALLS = 1000, PACKET_BYTES = 64 };

enum variant {
	VARIANT_NONE,
	VARIANT_BASE,
	VARIANT_ROLE,
	VARIANT_ROLE_STORE,
	VARIANT_COUNT
};

static const char *const variant_names[VARIANT_COUNT] = {
	"none", "base", "role", "role+store"
};

static int pair[2];		/* a connection to ourselves */

/* All but the last do as little as a call can, so that the filter shows. */
static void
do_read(void)
{
	(void)syscall(SYS_read, -1, NULL, 0);
}

static void
do_futex(void)
{
	static int word;

	(void)syscall(SYS_futex, &word, 0x81, 1, NULL, NULL, 0);
}

static void
do_sendto(void)
{
	(void)syscall(SYS_sendto, -1, NULL, 0, 0x4040, NULL, 0);
}

static void
do_recvfrom(void)
{
	(void)syscall(SYS_recvfrom, -1, NULL, 0, 0x40, NULL, NULL);
}

static void
do_mprotect(void)
{
	(void)syscall(SYS_mprotect, 1, 0, 0);
}

static void
do_packet(void)
{
	char packet[PACKET_BYTES] = { 0 };

	CHECK(syscall(SYS_sendto, pair[0], packet, sizeof(packet), 0x4040,
	    NULL, 0) == sizeof(packet));
	CHECK(syscall(SYS_recvfrom, pair[1], packet, sizeof(packet), 0x40,
	    NULL, NULL) == sizeof(packet));
}

static const struct {
	const char *name;
	void (*fn)(void);
} works[] = {
	{ "read", do_read },
	{ "futex", do_futex },
	{ "recvfrom", do_recvfrom },
	{ "sendto", do_sendto },
	{ "mprotect", do_mprotect },
	{ "64 bytes there and back", do_packet },
};

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* A call's time, over so many that the clock does not count. */
static double
batch_ns(void (*fn)(void))
{
	double start = now_ns();

	for (int n = 0; n < BATCH_CALLS; n++)
		fn();
	return (now_ns() - start) / BATCH_CALLS;
}

static void
put_on(enum variant v)
{
	const struct sandbox_options opt = { .mode = SANDBOX_ON };
	const int store_fds[] = { 200, 201, 202, 203, 204 };
	struct sandbox_report r;

	if (v == VARIANT_NONE)
		return;
	report_init(&r);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(seccomp_init(&opt, &r));
	if (v == VARIANT_ROLE_STORE)
		seccomp_set_store_fds(store_fds, COUNT_OF(store_fds));
	CHECK(seccomp_start(&r));
	if (v != VARIANT_BASE)
		CHECK(seccomp_thread_start(SANDBOX_ROLE_IO));
}

/* In a child: what one call of each kind takes, into the pipe. */
static void
measure(enum variant v, int out_fd)
{
	double ns[COUNT_OF(works)];

	put_on(v);
	for (size_t i = 0; i < COUNT_OF(works); i++) {
		ns[i] = batch_ns(works[i].fn);
		for (int n = 1; n < BATCHES; n++) {
			double one = batch_ns(works[i].fn);

			if (one < ns[i])
				ns[i] = one;
		}
	}
	CHECK(write(out_fd, ns, sizeof(ns)) == sizeof(ns));
}

static void
take_turn(enum variant v, double best[COUNT_OF(works)])
{
	double ns[COUNT_OF(works)];
	int fds[2], status;
	pid_t pid;

	CHECK(pipe(fds) == 0);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		measure(v, fds[1]);
		_exit(EXIT_SUCCESS);
	}
	CHECK(read(fds[0], ns, sizeof(ns)) == sizeof(ns));
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	close(fds[0]);
	close(fds[1]);
	for (size_t i = 0; i < COUNT_OF(works); i++) {
		if (best[i] == 0 || ns[i] < best[i])
			best[i] = ns[i];
	}
}

int
main(void)
{
	double best[VARIANT_COUNT][COUNT_OF(works)] = { 0 };

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	for (int turn = 0; turn < TURNS; turn++) {
		for (int v = 0; v < VARIANT_COUNT; v++)
			take_turn((enum variant)v, best[v]);
	}
	printf("%-24s %8s", "call", "ns");
	for (int v = 0; v < VARIANT_COUNT; v++)
		printf(" %10s", variant_names[v]);
	printf("\n");
	for (size_t i = 0; i < COUNT_OF(works); i++) {
		printf("%-24s %8.0f", works[i].name, best[VARIANT_NONE][i]);
		for (int v = 0; v < VARIANT_COUNT; v++)
			printf(" %10.2f", best[v][i] / best[VARIANT_NONE][i]);
		printf("\n");
	}
	return 0;
}

#else

int
main(void)
{
	printf("there is no system call filter here\n");
	return 0;
}

#endif
