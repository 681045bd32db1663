/*
 * survive.c - what must not end a server in its sandbox, and what ends it as
 * it would end any other (spec/sandbox.md 7 to 9 and 16.5).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "support/attack.h"
#include "support/attack_numbers.h"
#include "support/caged.h"
#include "support/inject.h"

enum {
	STOP_MS = 5000,
	UNKNOWN_NUMBER = 999,
	SMALL = 1 << 20,
	LARGE = 64 << 20,
	FLOOD = 150,
	FREE_LINES = 100		/* then one a second */
};

static struct e2e e2e;

/* --- calls in every thread --- */

typedef void thread_test(struct inject *in, unsigned thread);

static void
in_each_thread(thread_test *test)
{
	struct inject *in = inject_attach(e2e.server.pid);

	assert_true(inject_thread_count(in) >= 6);
	for (unsigned i = 0; i < inject_thread_count(in); i++)
		test(in, i);
	inject_detach(in);
}

static int64_t
call(struct inject *in, unsigned thread, const struct inject_call *c)
{
	struct inject_result res;

	inject_run(in, thread, c, &res);
	if (res.fate != INJECT_RETURNED)
		die("call %ld in %s: %s", c->number,
		    inject_thread_name(in, thread), attack_describe(&res));
	return res.value;
}

#define CALL(in, thread, ...) \
	call((in), (thread), &(const struct inject_call){ __VA_ARGS__ })

/* Whatever libc tries next year, it falls back to what it did before. */
static void
ask_the_unknown(struct inject *in, unsigned thread)
{
	assert_int_equal(CALL(in, thread, .number = UNKNOWN_NUMBER), -ENOSYS);
}

/* A late pthread_create fails as on a machine that is full. */
static void
start_late_thread(struct inject *in, unsigned thread)
{
	uint64_t stack = inject_put(in, thread, NULL, 4096);
	const uint64_t flags = CLONE_VM | CLONE_FS | CLONE_FILES |
	    CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;

	assert_int_equal(CALL(in, thread, .number = SYS_clone,
	    .args = { flags, stack + 4096 - 64 }), -EAGAIN);
	/* glibc's first attempt; it falls back to the other */
	assert_int_equal(CALL(in, thread, .number = NR_CLONE3), -ENOSYS);
	inject_drop(in, thread);
}

/* realloc() of a block that has grown out of the heap. */
static void
grow_memory(struct inject *in, unsigned thread)
{
	int64_t at = CALL(in, thread, .number = SYS_mmap,
	    .args = { 0, SMALL, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0 });
	uint64_t word = 0x123456789;

	assert_true(at > 0);
	assert_int_equal(CALL(in, thread, .number = SYS_mremap,
	    .args = { (uint64_t)at, SMALL, SMALL / 2, 0 }), at);
	at = CALL(in, thread, .number = SYS_mremap,
	    .args = { (uint64_t)at, SMALL / 2, LARGE, MREMAP_MAYMOVE });
	assert_true(at > 0);
	inject_get(in, (uint64_t)at + LARGE - sizeof(word), &word,
	    sizeof(word));
	assert_int_equal(word, 0);
	assert_int_equal(CALL(in, thread, .number = SYS_munmap,
	    .args = { (uint64_t)at, LARGE }), 0);
}

/* An old call nobody thought of: named with its thread, refused, no more. */
static void
make_refused_call(struct inject *in, unsigned thread)
{
	const char *name = inject_thread_name(in, thread);
	char text[128];

	assert_int_equal(CALL(in, thread, .number = SYS_getppid), -EPERM);
	snprintf(text, sizeof(text), " thread %d (%.*s)",
	    (int)inject_thread_id(in, thread), (int)strcspn(name, "/"), name);
	assert_int_equal(caged_count_in_log(&e2e.server, text), 1);
}

static void
check_refused_lines(unsigned wanted)
{
	char text[64];

	snprintf(text, sizeof(text), "[WARN] sandbox: refused getppid (%d) "
	    "at 0x", SYS_getppid);
	assert_int_equal(caged_count_in_log(&e2e.server, text), wanted);
}

static unsigned
count_threads(void)
{
	struct inject *in = inject_attach(e2e.server.pid);
	unsigned n = inject_thread_count(in);

	inject_detach(in);
	return n;
}

/* --- what it endures, on one server --- */

/* The kernel continues what it waited in by a call of its own. */
static void
endure_stops(void)
{
	for (int i = 0; i < 10; i++) {
		server_signal(&e2e.server, SIGSTOP);
		server_signal(&e2e.server, SIGCONT);
		caged_step();
	}
}

/* Only the kernel's own SIGSYS means anything. */
static void
endure_signals(void)
{
	for (int i = 0; i < 10; i++) {
		server_signal(&e2e.server, SIGSYS);
		server_signal(&e2e.server, SIGPIPE);
		caged_step();
	}
}

/* The log is no weapon: a hundred lines, then one a second. */
static void
endure_flood(unsigned lines_so_far)
{
	int64_t began = server_now_ms();
	struct inject *in = inject_attach(e2e.server.pid);
	unsigned lines, allowed;

	for (unsigned i = 0; i < inject_thread_count(in); i++)
		for (int k = 0; k < FLOOD; k++)
			assert_int_equal(CALL(in, i,
			    .number = SYS_getppid), -EPERM);
	inject_detach(in);
	lines = caged_count_in_log(&e2e.server, "sandbox: refused ");
	allowed = FREE_LINES + 2 +
	    (unsigned)((server_now_ms() - began) / 1000);
	assert_true(lines > lines_so_far);
	if (lines > allowed)
		fail_msg("%u lines about refused calls", lines);
}

static void
test_endures(void **state)
{
	uid_t uid = caged_uid(state);
	unsigned lines;

	caged_need();
	caged_start(&e2e, "true", uid);
	/* the first write makes the journal: SQLite asks for its owner */
	caged_play(&e2e);
	assert_int_equal(caged_count_in_log(&e2e.server,
	    "sandbox: refused"), 0);
	endure_stops();
	endure_signals();
	in_each_thread(ask_the_unknown);
	in_each_thread(start_late_thread);
	in_each_thread(grow_memory);
	caged_step();
	assert_int_equal(caged_count_in_log(&e2e.server,
	    "sandbox: refused"), 0);
	lines = count_threads();
	in_each_thread(make_refused_call);
	check_refused_lines(lines);
	caged_step();
	endure_flood(lines);
	caged_step();
	caged_play(&e2e);
	caged_end(&e2e);
}

/* --- roles: what is not a thread's work it may not do --- */

enum { IN_MAIN = 1, IN_IO = 2, IN_DB = 4, IN_ROOMS = 8, EVERYWHERE = 15 };

static unsigned
find_role(const struct inject *in, unsigned thread)
{
	const char *name = inject_thread_name(in, thread);

	if (strcmp(name, "main") == 0)
		return IN_MAIN;
	/* control does for an operator what these do for players */
	if (strncmp(name, "io/", 3) == 0 || strncmp(name, "control/", 8) == 0)
		return IN_IO;
	return strncmp(name, "db/", 3) == 0 ? IN_DB : IN_ROOMS;
}

/* On no descriptor: EBADF says that the call went through. */
static const struct role_row {
	const char *name;
	long number;
	uint64_t args[4];
	unsigned allowed;
} role_rows[] = {
	{ "accept4", SYS_accept4, { UINT64_MAX, 0, 0,
	    O_NONBLOCK | O_CLOEXEC }, IN_IO },
	{ "recvfrom", SYS_recvfrom, { UINT64_MAX, 0, 0, 0 }, IN_IO },
	{ "sendto", SYS_sendto, { UINT64_MAX, 0, 0, 0x4000 }, IN_IO },
	{ "shutdown", SYS_shutdown, { UINT64_MAX, 0 }, IN_IO },
	{ "epoll_ctl", SYS_epoll_ctl, { UINT64_MAX, 2, 0, 0 }, IN_IO },
	{ "pread64", SYS_pread64, { UINT64_MAX, 0, 0, 0 }, IN_DB },
	{ "pwrite64", SYS_pwrite64, { UINT64_MAX, 0, 0, 0 }, IN_DB },
	{ "fsync", SYS_fsync, { UINT64_MAX }, IN_DB },
	{ "fdatasync", SYS_fdatasync, { UINT64_MAX }, IN_DB },
	{ "ftruncate", SYS_ftruncate, { UINT64_MAX, 0 }, IN_DB },
	{ "fcntl", SYS_fcntl, { UINT64_MAX, F_SETLK, 0 }, IN_DB },
	{ "read", SYS_read, { UINT64_MAX, 0, 0 }, EVERYWHERE },
	{ "write", SYS_write, { UINT64_MAX, 0, 0 }, EVERYWHERE },
	{ "close", SYS_close, { UINT64_MAX }, EVERYWHERE },
};

static void
check_role(struct inject *in, unsigned thread)
{
	unsigned role = find_role(in, thread);

	for (size_t i = 0; i < COUNT_OF(role_rows); i++) {
		const struct role_row *row = &role_rows[i];
		struct inject_call c = { .number = row->number };
		int64_t wanted = row->allowed & role ? -EBADF : -EPERM;
		int64_t got;

		memcpy(c.args, row->args, sizeof(row->args));
		got = call(in, thread, &c);
		if (got != wanted)
			fail_msg("%s in %s gives %lld, not %lld", row->name,
			    inject_thread_name(in, thread), (long long)got,
			    (long long)wanted);
	}
	/* its last program has closed the door behind it */
	assert_int_equal(CALL(in, thread, .number = SYS_seccomp,
	    .args = { 1, 0, 0 }), -EPERM);
}

/* A descriptor in the wrong hands: nothing is written or read, in no way. */
static void
check_store(struct inject *in, unsigned thread)
{
	static const long numbers[] = { SYS_read, SYS_write, SYS_writev,
		SYS_close };
	static struct attack_target t;

	if (find_role(in, thread) == IN_DB)
		return;
	attack_target_init(&t, in, e2e.server.dir, CAGED_AS_ROOT);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (CALL(in, thread, .number = numbers[i],
		    .args = { t.known[KNOWN_DATABASE] }) != -EPERM)
			fail_msg("call %ld on the database in %s",
			    numbers[i], inject_thread_name(in, thread));
}

static void
test_roles(void **state)
{
	uid_t uid = caged_uid(state);
	caged_need();
	caged_start(&e2e, "true", uid);
	caged_play(&e2e);
	in_each_thread(check_role);
	in_each_thread(check_store);
	caged_step();
	caged_end(&e2e);
}

/* --- ends --- */

static void
dies_of(uid_t uid, int sig)
{
	caged_start(&e2e, "true", uid);
	server_signal(&e2e.server, sig);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 128 + sig);
	e2e_end(&e2e);
}

/* What abort() does: lets the signal through, then sends it to itself. */
static void
aborts(uid_t uid, unsigned nth_thread)
{
	const uint64_t only_abort = 1 << (SIGABRT - 1);
	struct inject_call c = { .number = SYS_tgkill };
	struct inject_result res;
	struct inject *in;

	caged_start(&e2e, "true", uid);
	in = inject_attach(e2e.server.pid);
	nth_thread %= inject_thread_count(in);
	c.args[0] = (uint64_t)e2e.server.pid;
	c.args[1] = (uint64_t)inject_thread_id(in, nth_thread);
	c.args[2] = SIGABRT;
	assert_int_equal(CALL(in, nth_thread, .number = SYS_rt_sigprocmask,
	    .args = { SIG_UNBLOCK, inject_put(in, nth_thread, &only_abort,
	    sizeof(only_abort)), 0, sizeof(only_abort) }), 0);
	inject_run(in, nth_thread, &c, &res);
	if (res.fate != INJECT_DIED || res.sig != SIGABRT)
		die("abort in %s: %s", inject_thread_name(in, nth_thread),
		    attack_describe(&res));
	inject_bury(in);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 128 + SIGABRT);
	e2e_end(&e2e);
}

/* A crash must look like one, whoever looks at the exit status. */
static void
test_crashes(void **state)
{
	uid_t uid = caged_uid(state);
	static const int signals[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE };

	caged_need();
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		dies_of(uid, signals[i]);
	for (unsigned i = 0; i < 8; i++)
		aborts(uid, i);
}

/* What was committed is there; the database needs nobody's help. */
static void
test_comes_back(void **state)
{
	uid_t uid = caged_uid(state);
	caged_need();
	caged_start(&e2e, "true", uid);
	caged_play(&e2e);
	server_kill(&e2e.server);
	assert_true(dbfile_is_sound(e2e.db));
	server_restart(&e2e.server);
	assert_int_equal(dbfile_get(e2e.db, "SELECT COUNT(*) FROM Players"),
	    2);
	server_kill(&e2e.server);
	server_restart(&e2e.server);
	caged_play(&e2e);
	caged_end(&e2e);
}

/* In strict mode a call that nobody thought of is the end, and says so. */
static void
test_strict(void **state)
{
	uid_t uid = caged_uid(state);
	struct inject_call c = { .number = SYS_getppid };
	struct inject_result res;
	struct inject *in;

	caged_need();
	caged_start(&e2e, "true", uid);
	if (strcmp(caged_summary(&e2e.server, "missing"), "none") != 0) {
		e2e_end(&e2e);
		print_message("skipped: this machine cannot keep strict\n");
		skip();
	}
	e2e_end(&e2e);
	caged_start(&e2e, "strict", uid);
	caged_play(&e2e);
	in_each_thread(ask_the_unknown);
	in_each_thread(start_late_thread);
	caged_step();
	in = inject_attach(e2e.server.pid);
	inject_run(in, 0, &c, &res);
	assert_int_equal(res.fate, INJECT_DIED);
	assert_int_equal(res.sig, 0);
	assert_int_equal(res.status, 1);
	inject_bury(in);
	assert_int_equal(server_wait(&e2e.server, STOP_MS), 1);
	check_refused_lines(1);
	e2e_end(&e2e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CAGED_BOTH(test_endures),
		CAGED_BOTH(test_roles),
		CAGED_BOTH(test_crashes),
		CAGED_BOTH(test_comes_back),
		CAGED_BOTH(test_strict),
	};

	return E2E_RUN("survive", tests, NULL, NULL);
}
