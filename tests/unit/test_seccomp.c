/*
 * test_seccomp.c - how the filter is put on: with kernels that lack this or
 * that (pretended), and what the real kernel then makes of a process's calls.
 */
#if !defined(__linux__) || defined(SANDBOX_NONE)
#include "no_backend.h"
#else

#include "seccomp_rig.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#include "sandbox/filter.h"
#include "sandbox/kernel.h"
#include "support/bpf_run.h"

/* --- a pretended kernel --- */

enum {
	OP_SET_FILTER = 1, OP_ACTION_AVAILABLE = 2,
	TSYNC = 1, LOG = 2, LISTENER = 8, TSYNC_ESRCH = 16,
	MAX_CALLS = 16
};

static struct {
	struct sandbox_kernel table;
	long no_filters;	/* the errno that it answers instead */
	unsigned known_flags;
	bool has_kill_process;
	long tsync_result;	/* of a filter that it would take */
	long role_result;
	long probe_result;
	/* what it was asked */
	unsigned flags[MAX_CALLS];
	int calls;
	struct bpf_insn program[BPF_KERNEL_MAX];
} fake;

struct program {
	unsigned short count;
	const struct bpf_insn *insns;
};

static long
fake_seccomp(unsigned op, unsigned flags, void *args)
{
	const struct program *p = args;

	if (fake.no_filters != 0)
		return -fake.no_filters;
	if (op == OP_ACTION_AVAILABLE) {
		uint32_t action = *(const uint32_t *)args;

		return action == FILTER_KILL_PROCESS && !fake.has_kill_process ?
		    -EOPNOTSUPP : 0;
	}
	if (op != OP_SET_FILTER)
		return -EINVAL;
	if (p == NULL)
		return -EFAULT;
	if (fake.calls < MAX_CALLS)
		fake.flags[fake.calls++] = flags;
	if ((flags & ~fake.known_flags) != 0)
		return -EINVAL;
	if (bpf_complaint(p->insns, p->count) != NULL)
		return -EINVAL;
	memcpy(fake.program, p->insns, p->count * sizeof(*p->insns));
	return (flags & TSYNC) != 0 ? fake.tsync_result : fake.role_result;
}

static long
fake_probe(long call, const long args[KERNEL_PROBE_ARGS])
{
	UNUSED(call);
	UNUSED(args);
	return fake.probe_result;
}

static int
begin_fake(void **state)
{
	UNUSED(state);
	memset(&fake, 0, sizeof(fake));
	fake.table = sandbox_kernel_linux;
	fake.table.seccomp = fake_seccomp;
	fake.table.probe = fake_probe;
	fake.known_flags = TSYNC | LOG | TSYNC_ESRCH;
	fake.has_kill_process = true;
	fake.probe_result = -EACCES;
	sandbox_kernel_set(&fake.table);
	report_init(&rig_report);
	log_init(open("/dev/null", O_WRONLY | O_CLOEXEC), 0);
	return 0;
}

static int
end_fake(void **state)
{
	UNUSED(state);
	sandbox_kernel_set(NULL);
	close(log_descriptor());
	log_init(STDERR_FILENO, 1);
	return 0;
}

static bool
init_fake(enum sandbox_mode mode)
{
	const struct sandbox_options opt = { .mode = mode };

	return seccomp_init(&opt, &rig_report);
}

static void
one_call_reaches_all_threads(void **state)
{
	UNUSED(state);
	assert_true(init_fake(SANDBOX_STRICT));
	assert_true(seccomp_start(&rig_report));
	assert_int_equal(fake.calls, 1);
	assert_int_equal(fake.flags[0], TSYNC | TSYNC_ESRCH | LOG);
	assert_true(rig_report.calls > 40);
	assert_int_equal(rig_report.tsync, 1);
	assert_string_equal(rig_report.missing, "");

	assert_int_equal(seccomp_role_count(), 0);
	assert_true(seccomp_thread_start(SANDBOX_ROLE_IO));
	assert_int_equal(fake.flags[1], 0);
	assert_int_equal(seccomp_role_count(), 1);
}

/* The thread could not follow; 4711 is no success. */
static void
thread_id_is_a_failure(void **state)
{
	UNUSED(state);
	fake.known_flags = TSYNC | LOG;
	fake.tsync_result = 4711;
	assert_true(init_fake(SANDBOX_ON));
	assert_false(seccomp_start(&rig_report));
	assert_int_equal(rig_report.calls, -1);
}

static void
other_failures_are_failures(void **state)
{
	static const long results[] = { -ESRCH, -EACCES, -ENOMEM, -EPERM,
		-EBUSY, 1 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(results); i++) {
		fake.tsync_result = results[i];
		fake.calls = 0;
		assert_true(init_fake(SANDBOX_ON));
		assert_false(seccomp_start(&rig_report));
		/* Only an unknown flag is worth another try. */
		assert_int_equal(fake.calls, 1);
	}
}

static void
older_kernels_get_fewer_flags(void **state)
{
	static const unsigned known[] = { TSYNC | TSYNC_ESRCH, TSYNC | LOG,
		TSYNC };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		fake.known_flags = known[i];
		fake.calls = 0;
		assert_true(init_fake(SANDBOX_STRICT));
		assert_true(seccomp_start(&rig_report));
		assert_int_equal(fake.flags[fake.calls - 1], known[i]);
		assert_string_equal(rig_report.missing, "");
	}
}

static void
without_tsync_there_is_no_filter(void **state)
{
	UNUSED(state);
	fake.known_flags = LOG;
	assert_true(init_fake(SANDBOX_ON));
	assert_false(seccomp_start(&rig_report));
}

static void
kernel_without_filters_is_refused(void **state)
{
	static const long errors[] = { ENOSYS, EINVAL, EPERM };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		fake.no_filters = errors[i];
		assert_false(init_fake(SANDBOX_ON));
		assert_false(init_fake(SANDBOX_STRICT));
	}
}

static void
audit_goes_on_without_filters(void **state)
{
	UNUSED(state);
	fake.no_filters = ENOSYS;
	assert_true(init_fake(SANDBOX_AUDIT));
	assert_string_equal(rig_report.missing, "seccomp");
	assert_true(seccomp_start(&rig_report));
	assert_true(seccomp_thread_start(SANDBOX_ROLE_DB));
	assert_int_equal(seccomp_role_count(), 0);
}

static uint32_t
fake_answers(const char *name)
{
	struct bpf_data data = { .number = -1 };
	enum calls_arch arch;

	assert_true(calls_native_arch(&arch));
	data.arch = calls_arch_audit(arch);
	for (int i = 0; i < CALLS_COUNT; i++) {
		if (strcmp(calls_name((enum calls_call)i), name) == 0)
			data.number = calls_number(arch, (enum calls_call)i);
	}
	assert_true(data.number >= 0);
	return bpf_run(fake.program, &data, NULL);
}

static void
without_kill_process_the_thread_is_killed(void **state)
{
	UNUSED(state);
	assert_true(init_fake(SANDBOX_ON));
	assert_true(seccomp_start(&rig_report));
	assert_int_equal(fake_answers("ptrace"), FILTER_KILL_PROCESS);

	fake.has_kill_process = false;
	assert_true(init_fake(SANDBOX_ON));
	assert_true(seccomp_start(&rig_report));
	assert_int_equal(fake_answers("ptrace"), FILTER_KILL_THREAD);
	assert_string_equal(rig_report.missing, "kill_process");
}

static void
audit_without_a_listener_tells_the_kernels_log(void **state)
{
	UNUSED(state);
	assert_true(init_fake(SANDBOX_AUDIT));
	assert_true(seccomp_start(&rig_report));
	assert_int_equal(fake.flags[0], TSYNC | TSYNC_ESRCH | LOG);
	assert_int_equal(fake_answers("ptrace"), FILTER_LOG);
	assert_int_equal(fake_answers("getppid"), FILTER_LOG);
	assert_int_equal(fake_answers("openat"), FILTER_ERRNO | EACCES);
	assert_true(seccomp_thread_start(SANDBOX_ROLE_WORLD));
	assert_int_equal(fake_answers("fsync"), FILTER_LOG);
}

static void
filter_that_does_not_filter_is_noticed(void **state)
{
	static const long results[] = { -ENOENT, -EPERM, -ENOSYS };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(results); i++) {
		fake.probe_result = results[i];
		assert_true(init_fake(SANDBOX_ON));
		assert_false(seccomp_start(&rig_report));
	}
	/* A descriptor: it was opened. */
	fake.probe_result = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(init_fake(SANDBOX_ON));
	assert_false(seccomp_start(&rig_report));
	assert_int_equal(fcntl((int)fake.probe_result, F_GETFD), -1);
}

/* A thread that the filter did not reach must not run. */
static void
thread_without_filter_or_role_does_not_start(void **state)
{
	UNUSED(state);
	assert_true(init_fake(SANDBOX_ON));
	assert_true(seccomp_start(&rig_report));
	fake.probe_result = -ENOENT;
	assert_false(seccomp_thread_start(SANDBOX_ROLE_IO));
	fake.probe_result = -EACCES;
	fake.role_result = -EINVAL;
	assert_false(seccomp_thread_start(SANDBOX_ROLE_IO));
	assert_int_equal(seccomp_role_count(), 0);
}

static void
store_descriptors_are_in_the_roles(void **state)
{
	static const int fds[] = { 0, 6 };

	UNUSED(state);
	assert_true(init_fake(SANDBOX_ON));
	seccomp_set_store_fds(fds, COUNT_OF(fds));
	assert_true(seccomp_start(&rig_report));
	assert_int_equal(fake_answers("read"), FILTER_ALLOW);
	assert_true(seccomp_thread_start(SANDBOX_ROLE_WORLD));
	assert_int_equal(fake_answers("read"), FILTER_TRAP);
	assert_true(seccomp_thread_start(SANDBOX_ROLE_DB));
	assert_int_equal(fake_answers("read"), FILTER_ALLOW);
}

/* --- the real kernel --- */

static struct rig_child child;

static void
refused_once(void)
{
	rig_filter(SANDBOX_ON);
	CHILD_CHECK(rig_refused_call() == -1 && errno == EPERM);
	CHILD_CHECK(seccomp_refused_count() == 1);
	log_info("and goes on");
}

static void
refused_call_is_named_and_the_server_goes_on(void **state)
{
	char line[80];

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, refused_once);
	rig_assert_exit(&child, 0);
	snprintf(line, sizeof(line), "[WARN] sandbox: refused getppid (%ld) at "
	    "0x", (long)SYS_getppid);
	rig_assert_says(&child, line);
	snprintf(line, sizeof(line), " thread %d (main)\n[WARN] sandbox: docs/",
	    (int)child.pid);
	rig_assert_says(&child, line);
	rig_assert_says(&child, "[INFO] main: and goes on\n");
}

static void
quiet_calls_and_one_more(void)
{
	rig_filter(SANDBOX_STRICT);
	CHILD_CHECK(syscall(999) == -1 && errno == ENOSYS);
	CHILD_CHECK(open("/etc/passwd", O_RDONLY) == -1 && errno == EACCES);
	CHILD_CHECK(isatty(0) == 0 && errno == ENOTTY);
	CHILD_CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	    errno == EPERM);
	CHILD_CHECK(kill(getpid(), SIGKILL) == -1);
	log_info("not reached");
}

static void
strict_minds_only_what_is_refused(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, quiet_calls_and_one_more);
	rig_assert_exit(&child, 1);
	assert_false(rig_says(&child, "not reached"));
	rig_assert_says(&child, "sandbox: refused kill (");
	rig_assert_says(&child, "[ERROR] sandbox: sandbox=strict ends");
	assert_int_equal(rig_count(&child, "refused"), 1);
}

/* --- killing calls --- */

static void
killed_alone(void)
{
	rig_filter(SANDBOX_ON);
	(void)syscall(SYS_unshare, 0);
	log_info("not reached");
}

/* The whole process ends, not the thread. */
static void
unshare_in_thread(void *arg)
{
	UNUSED(arg);
	(void)syscall(SYS_unshare, 0);
	log_info("not reached");
}

static bool
put_on_world(enum thread_role role)
{
	UNUSED(role);
	return seccomp_thread_start(SANDBOX_ROLE_WORLD);
}

/* Starts the filter with fn(arg) in n threads, and ends with them. */
static void
run_threads(enum sandbox_mode mode, void (*fn)(void *arg), int n)
{
	const struct sandbox_options opt = { .mode = mode };
	struct thread *threads[8];

	rig_init(&opt);
	thread_set_start_hook(put_on_world);
	for (int i = 0; i < n; i++) {
		threads[i] = thread_new(THREAD_WORLD, (unsigned)i, fn, NULL);
		CHILD_CHECK(threads[i] != NULL);
	}
	rig_start();
	CHILD_CHECK(rig_report.tsync == n + 1);
	thread_gate_open();
	CHILD_CHECK(seccomp_role_count() == n);
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_MAIN));
	CHILD_CHECK(seccomp_role_count() == n + 1);
	for (int i = 0; i < n; i++)
		thread_join(threads[i]);
}

static void
killed_in_thread(void)
{
	run_threads(SANDBOX_ON, unshare_in_thread, 2);
}

static void
fork_alone(void)
{
	rig_filter(SANDBOX_ON);
	(void)!fork();
	log_info("not reached");
}

static void
attack_ends_the_process(void **state)
{
	void (*const attacks[])(void) = { killed_alone, killed_in_thread,
		fork_alone };

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	for (size_t i = 0; i < COUNT_OF(attacks); i++) {
		rig_run(&child, attacks[i]);
		rig_assert_signal(&child, SIGSYS);
		assert_false(rig_says(&child, "not reached"));
	}
}

/* --- crashes look as they do outside --- */

static void
abort_alone(void)
{
	rig_filter(SANDBOX_STRICT);
	abort();
}

static void
abort_in_thread(void *arg)
{
	UNUSED(arg);
	CHECK(strlen("a bug") == 0);
}

static void
abort_of_thread(void)
{
	run_threads(SANDBOX_STRICT, abort_in_thread, 2);
}

static void
segv_alone(void)
{
	volatile char *nothing = NULL;

	rig_filter(SANDBOX_STRICT);
	/* cppcheck-suppress nullPointer; that is what is tried */
	*nothing = 1;
}

static void
abort_is_still_an_abort(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, abort_alone);
	rig_assert_signal(&child, SIGABRT);
	assert_false(rig_says(&child, "refused"));
	rig_run(&child, abort_of_thread);
	rig_assert_signal(&child, SIGABRT);
	rig_assert_says(&child, "a bug");
	rig_run(&child, segv_alone);
	rig_assert_signal(&child, SIGSEGV);
}

/* --- threads --- */

static void *
do_nothing(void *arg)
{
	return arg;
}

static void
late_thread(void)
{
	pthread_t t;

	rig_filter(SANDBOX_STRICT);
	CHILD_CHECK(pthread_create(&t, NULL, do_nothing, NULL) == EAGAIN);
}

static void
late_thread_is_an_error_and_no_end(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, late_thread);
	rig_assert_exit(&child, 0);
	assert_int_equal(child.used, 0);
}

/* All four at the same time, as near as a barrier brings them. */
static pthread_barrier_t together;

enum { TRAPPING = 4, TRAPS_EACH = 25 };

static void
trap_together(void *arg)
{
	UNUSED(arg);
	pthread_barrier_wait(&together);
	for (int i = 0; i < TRAPS_EACH; i++)
		CHILD_CHECK(rig_refused_call() == -1 && errno == EPERM);
}

static void
many_trap_together(void)
{
	pthread_barrier_init(&together, NULL, TRAPPING);
	run_threads(SANDBOX_ON, trap_together, TRAPPING);
	CHILD_CHECK(seccomp_refused_count() == TRAPPING * TRAPS_EACH);
}

/* True if this is one whole line about the refused call. */
static bool
is_whole_line(const char *line)
{
	unsigned long long address;
	unsigned tid;
	int number, end = 0;

	return sscanf(line, "[WARN] sandbox: refused getppid (%d) at 0x%llx "
	    "thread %u (world)%n", &number, &address, &tid, &end) == 3 &&
	    number == SYS_getppid && address != 0 && line[end] == '\0';
}

/* Cuts the next line off the log; NULL at its end. */
static char *
next_line(char **at)
{
	char *line = *at, *end = strchr(*at, '\n');

	if (end == NULL)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

static void
lines_of_several_threads_stay_whole(void **state)
{
	char *at = child.log, *line;
	int lines = 0, hints = 0;

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, many_trap_together);
	rig_assert_exit(&child, 0);
	while ((line = next_line(&at)) != NULL) {
		if (strstr(line, "docs/sandbox.md") != NULL)
			hints++;
		else if (is_whole_line(line))
			lines++;
		else
			fail_msg("'%s'", line);
	}
	assert_int_equal(*at, '\0');
	assert_int_equal(lines, TRAPPING * TRAPS_EACH);
	assert_int_equal(hints, 1);
}

static void
trap_for_three_seconds(void)
{
	time_t end;

	rig_filter(SANDBOX_ON);
	end = time(NULL) + 3;
	while (time(NULL) < end)
		CHILD_CHECK(rig_refused_call() == -1);
	log_info("refused=%u", seccomp_refused_count());
}

/* A hundred, and then one a second: three or four ends of a second. */
static void
log_is_not_flooded(void **state)
{
	const char *said;
	unsigned count = 0;

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, trap_for_three_seconds);
	rig_assert_exit(&child, 0);
	assert_in_range(rig_count(&child, "refused getppid"), 101, 105);
	rig_assert_says(&child, " so far\n");
	said = strstr(child.log, "refused=");
	assert_non_null(said);
	assert_int_equal(sscanf(said, "refused=%u", &count), 1);
	assert_true(count > 1000);
}

/* --- signals and stops --- */

static int wake_fds[2];

/* The call that the child sleeps in; -1 if in none. */
static long
call_of(pid_t pid)
{
	char path[64], text[32] = "";
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -2;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0 || text[0] < '0' || text[0] > '9')
		return -1;
	return strtol(text, NULL, 10);
}

static void
wait_until_in(pid_t pid, long first, long second)
{
	long call;

	do {
		sched_yield();
		assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
		call = call_of(pid);
	} while (call != first && call != second);
}

static void
read_through_signal(void)
{
	char c;

	rig_filter(SANDBOX_STRICT);
	CHILD_CHECK(read(wake_fds[0], &c, 1) == 1);
	log_info("still here");
}

static void
sigsys_of_somebody_is_ignored(void **state)
{
	UNUSED(state);
	if (!rig_can_filter() || call_of(getpid()) == -2)
		skip();
	assert_int_equal(pipe(wake_fds), 0);
	rig_fork(&child, read_through_signal);
	wait_until_in(child.pid, SYS_read, SYS_read);
	assert_int_equal(kill(child.pid, SIGSYS), 0);
	assert_int_equal(write(wake_fds[1], "x", 1), 1);
	rig_wait(&child);
	close(wake_fds[0]);
	close(wake_fds[1]);
	rig_assert_exit(&child, 0);
	rig_assert_says(&child, "still here");
	assert_false(rig_says(&child, "refused"));
}

static void
begin_with_all_blocked(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	rig_filter(SANDBOX_ON);
	CHILD_CHECK(rig_refused_call() == -1 && errno == EPERM);
}

/* Raised while blocked, the signal would end the process. */
static void
sigsys_is_not_left_blocked(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, begin_with_all_blocked);
	rig_assert_exit(&child, 0);
}

/* What parent and child share: when to stop waiting. */
static struct shared {
	volatile int may_go;
	uint32_t futex;
} *shared;

enum { LONG_MS = 60000, NAP_NS = 200 * 1000 * 1000 };

static void
wait_in_poll(void)
{
	struct pollfd p = { .fd = wake_fds[0], .events = POLLIN };

	rig_filter(SANDBOX_STRICT);
	CHILD_CHECK(poll(&p, 1, LONG_MS) == 1);
}

static void
wait_in_futex(void)
{
	const struct timespec t = { .tv_sec = LONG_MS / 1000 };

	rig_filter(SANDBOX_STRICT);
	while (!shared->may_go)
		(void)syscall(SYS_futex, &shared->futex, 0, 0, &t, NULL, 0);
}

static void
wait_in_nanosleep(void)
{
	const struct timespec t = { .tv_nsec = NAP_NS };

	rig_filter(SANDBOX_STRICT);
	while (!shared->may_go)
		CHILD_CHECK(nanosleep(&t, NULL) == 0);
}

/* Stopped in the call, it must go on with it by restart_syscall. */
static void
stop_and_go_on(void (*fn)(void), long first, long second)
{
	int status;

	shared->may_go = 0;
	rig_fork(&child, fn);
	wait_until_in(child.pid, first, second);
	do {
		assert_int_equal(kill(child.pid, SIGSTOP), 0);
		assert_int_equal(waitpid(child.pid, &status, WUNTRACED),
		    child.pid);
		if (!WIFSTOPPED(status))
			fail_msg("status 0x%x:\n%s", (unsigned)status,
			    child.log);
		assert_int_equal(kill(child.pid, SIGCONT), 0);
		/* A nap may have been over in between: try again then. */
		wait_until_in(child.pid, SYS_restart_syscall, first);
	} while (call_of(child.pid) == first);
	shared->may_go = 1;
	assert_int_equal(write(wake_fds[1], "x", 1), 1);
	(void)syscall(SYS_futex, &shared->futex, 1, 1, NULL, NULL, 0);
	rig_wait(&child);
	rig_assert_exit(&child, 0);
	assert_false(rig_says(&child, "refused"));
}

static void
waits_survive_a_stop(void **state)
{
	UNUSED(state);
	if (!rig_can_filter() || call_of(getpid()) == -2)
		skip();
	assert_int_equal(pipe(wake_fds), 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(shared, MAP_FAILED);
#ifdef SYS_poll
	stop_and_go_on(wait_in_poll, SYS_poll, SYS_ppoll);
#else
	stop_and_go_on(wait_in_poll, SYS_ppoll, SYS_ppoll);
#endif
	stop_and_go_on(wait_in_futex, SYS_futex, SYS_futex);
	stop_and_go_on(wait_in_nanosleep, SYS_nanosleep, SYS_clock_nanosleep);
	munmap(shared, sizeof(*shared));
	close(wake_fds[0]);
	close(wake_fds[1]);
}

/* --- roles --- */

static void
use_role(void)
{
	char c;

	rig_filter(SANDBOX_ON);
	CHILD_CHECK(pread(-1, &c, 1, 0) == -1 && errno == EBADF);
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_WORLD));
	CHILD_CHECK(pread(-1, &c, 1, 0) == -1 && errno == EPERM);
	/* And it was the last: no filter can be put on top. */
	CHILD_CHECK(syscall(SYS_seccomp, 1, 0, NULL) == -1 && errno == EPERM);
	CHILD_CHECK(seccomp_refused_count() == 2);
}

static void
role_refuses_more(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, use_role);
	rig_assert_exit(&child, 0);
	rig_assert_says(&child, "refused pread64 (");
	rig_assert_says(&child, "refused seccomp (");
}

static void
use_store_fd(void)
{
	const struct sandbox_options opt = { .mode = SANDBOX_ON };
	int fds[2];

	CHILD_CHECK(pipe(fds) == 0);
	rig_init(&opt);
	seccomp_set_store_fds(&fds[1], 1);
	rig_start();
	CHILD_CHECK(write(fds[1], "a", 1) == 1);
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_WORLD));
	CHILD_CHECK(write(fds[1], "a", 1) == -1 && errno == EPERM);
	CHILD_CHECK(close(fds[1]) == -1 && errno == EPERM);
	CHILD_CHECK(close(fds[0]) == 0);
}

static void
store_descriptor_is_out_of_reach(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, use_store_fd);
	rig_assert_exit(&child, 0);
}

/* --- journalmode=delete --- */

static void
use_names(void)
{
	const struct sandbox_options opt = {
		.mode = SANDBOX_ON,
		.store_names_files = true
	};

	rig_init(&opt);
	rig_start();
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_DB));
	CHILD_CHECK(open("/no/such/file", O_RDWR | O_CREAT | O_CLOEXEC,
	    0600) == -1 && errno == ENOENT);
	CHILD_CHECK(open("/no/such/file", O_WRONLY | O_APPEND) == -1 &&
	    errno == EACCES);
	CHILD_CHECK(unlink("/no/such/file") == -1 && errno == ENOENT);
	CHILD_CHECK(rename("/no/such", "/no/where") == -1 && errno == EPERM);
	CHILD_CHECK(access("/", F_OK) == 0);
}

static void
names_are_there_for_the_database_thread(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, use_names);
	rig_assert_exit(&child, 0);
}

int
main(void)
{
	const struct CMUnitTest pretended[] = {
		cmocka_unit_test_setup_teardown(one_call_reaches_all_threads,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(thread_id_is_a_failure,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(other_failures_are_failures,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(older_kernels_get_fewer_flags,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(
		    without_tsync_there_is_no_filter, begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(
		    kernel_without_filters_is_refused, begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(audit_goes_on_without_filters,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(
		    without_kill_process_the_thread_is_killed, begin_fake,
		    end_fake),
		cmocka_unit_test_setup_teardown(
		    audit_without_a_listener_tells_the_kernels_log,
		    begin_fake, end_fake),
		cmocka_unit_test_setup_teardown(
		    filter_that_does_not_filter_is_noticed, begin_fake,
		    end_fake),
		cmocka_unit_test_setup_teardown(
		    thread_without_filter_or_role_does_not_start, begin_fake,
		    end_fake),
		cmocka_unit_test_setup_teardown(
		    store_descriptors_are_in_the_roles, begin_fake, end_fake),
	};
	const struct CMUnitTest real[] = {
		cmocka_unit_test(refused_call_is_named_and_the_server_goes_on),
		cmocka_unit_test(strict_minds_only_what_is_refused),
		cmocka_unit_test(attack_ends_the_process),
		cmocka_unit_test(abort_is_still_an_abort),
		cmocka_unit_test(late_thread_is_an_error_and_no_end),
		cmocka_unit_test(lines_of_several_threads_stay_whole),
		cmocka_unit_test(log_is_not_flooded),
		cmocka_unit_test(sigsys_of_somebody_is_ignored),
		cmocka_unit_test(sigsys_is_not_left_blocked),
		cmocka_unit_test(waits_survive_a_stop),
		cmocka_unit_test(role_refuses_more),
		cmocka_unit_test(store_descriptor_is_out_of_reach),
		cmocka_unit_test(names_are_there_for_the_database_thread),
	};
	int failed = cmocka_run_group_tests_name("seccomp, pretended",
	    pretended, NULL, NULL);

	return failed + cmocka_run_group_tests_name("seccomp, real", real,
	    NULL, NULL);
}

#endif
