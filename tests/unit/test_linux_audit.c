/*
 * test_linux_audit.c - sandbox=audit on the real kernel: what would be refused
 * is done, and said.
 */
#if !defined(__linux__) || defined(SANDBOX_NONE)
#include "no_backend.h"
#else

#include "seccomp_rig.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "base/clock.h"
#include "sandbox/kernel.h"
#include "sandbox/linux_audit.h"

static struct rig_child child;

/* Audit mode with its thread, as sandbox.c begins it. */
static void
begin_audit(void)
{
	const struct sandbox_options opt = { .mode = SANDBOX_AUDIT };

	rig_init(&opt);
	CHILD_CHECK(seccomp_start_logger());
}

static void
audited_calls(void)
{
	pid_t parent = getppid();

	begin_audit();
	rig_start();
	/* Nobody has opened the gate yet: the answers come nonetheless. */
	for (int i = 0; i < 5; i++)
		CHILD_CHECK(rig_refused_call() == parent);
	CHILD_CHECK(seccomp_refused_count() == 5);
	exit(0);
}

static void
refused_call_is_done_and_said_once(void **state)
{
	char line[80];

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, audited_calls);
	rig_assert_exit(&child, 0);
	rig_assert_says(&child, "[WARN] sandbox: sandbox=audit protects "
	    "nothing\n");
	snprintf(line, sizeof(line), "audit: would refuse getppid (%ld) at 0x",
	    (long)SYS_getppid);
	rig_assert_says(&child, line);
	assert_int_equal(rig_count(&child, "would refuse getppid"), 1);
	snprintf(line, sizeof(line), "audit: getppid (%ld) by no role yet: 5 "
	    "times\n", (long)SYS_getppid);
	rig_assert_says(&child, line);
	rig_assert_says(&child, "would have been refused=5\n");
}

/* --- killed and late --- */

static void *
call_from_thread(void *arg)
{
	CHILD_CHECK(rig_refused_call() > 0);
	return arg;
}

static void
audited_attacks(void)
{
	pthread_t t;
	int status;
	pid_t pid;

	begin_audit();
	rig_start();
	pid = fork();
	if (pid == 0)
		_exit(7);
	CHILD_CHECK(pid > 0);
	CHILD_CHECK(waitpid(pid, &status, 0) == pid);
	CHILD_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHILD_CHECK(syscall(SYS_unshare, 0) == 0);
	CHILD_CHECK(pthread_create(&t, NULL, call_from_thread, NULL) == 0);
	CHILD_CHECK(pthread_join(t, NULL) == 0);
}

static void
attack_is_done_and_named(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, audited_attacks);
	rig_assert_exit(&child, 0);
	rig_assert_says(&child, "would kill clone (");
	rig_assert_says(&child, "would refuse wait4 (");
	rig_assert_says(&child, "would kill unshare (");
	rig_assert_says(&child, "would refuse getppid (");
}

/* --- roles --- */

static void
call_from_role(void *arg)
{
	UNUSED(arg);
	for (int i = 0; i < 3; i++)
		CHILD_CHECK(rig_refused_call() > 0);
}

static bool
put_on(enum thread_role role)
{
	return seccomp_thread_start(role == THREAD_IO ? SANDBOX_ROLE_IO :
	    SANDBOX_ROLE_DB);
}

static void
audited_roles(void)
{
	struct thread *io, *db;
	char c;

	begin_audit();
	thread_set_start_hook(put_on);
	io = thread_new(THREAD_IO, 0, call_from_role, NULL);
	db = thread_new(THREAD_DB, 0, call_from_role, NULL);
	CHILD_CHECK(io != NULL && db != NULL);
	rig_start();
	CHILD_CHECK(rig_report.tsync == 4);	/* with the audit thread */
	thread_gate_open();
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_MAIN));
	thread_join(io);
	thread_join(db);
	/* What only the role refuses, the kernel's log has; it is done. */
	CHILD_CHECK(pread(-1, &c, 1, 0) == -1 && errno == EBADF);
	CHILD_CHECK(seccomp_role_count() == 3);
	exit(0);
}

static void
calls_are_counted_by_role(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_run(&child, audited_roles);
	rig_assert_exit(&child, 0);
	rig_assert_says(&child, " (io)\n");
	rig_assert_says(&child, " (db)\n");
	rig_assert_says(&child, " by io: 3 times\n");
	rig_assert_says(&child, " by db: 3 times\n");
	rig_assert_says(&child, "would have been refused=6\n");
}

/* --- the warning --- */

static void
wait_for_ever(void)
{
	const struct sandbox_options opt = { .mode = SANDBOX_AUDIT };

	rig_init(&opt);
	CHILD_CHECK(audit_start(20));
	rig_start();
	for (;;)
		clock_sleep_ms(1000);
}

/* An hour of 20 ms. */
static void
warning_comes_again(void **state)
{
	UNUSED(state);
	if (!rig_can_filter())
		skip();
	rig_fork(&child, wait_for_ever);
	while (rig_count(&child, "sandbox=audit protects nothing\n") < 4)
		assert_true(rig_read(&child));
	kill(child.pid, SIGKILL);
	rig_wait(&child);
	rig_assert_signal(&child, SIGKILL);
}

/* --- kernels that cannot ask --- */

static long
seccomp_without_listener(unsigned op, unsigned flags, void *args)
{
	enum { SET_FILTER = 1, LISTENER = 8 };

	if (op == SET_FILTER && (flags & LISTENER) != 0)
		return -EINVAL;
	return sandbox_kernel_linux.seccomp(op, flags, args);
}

static long
seccomp_with_other_sizes(unsigned op, unsigned flags, void *args)
{
	enum { NOTIF_SIZES = 3 };
	long res = sandbox_kernel_linux.seccomp(op, flags, args);

	if (op == NOTIF_SIZES && res == 0)
		*(uint16_t *)args += 8;
	return res;
}

static struct sandbox_kernel table;

static void
audited_by_the_kernel(void)
{
	table.probe = sandbox_kernel_linux.probe;
	sandbox_kernel_set(&table);
	begin_audit();
	rig_start();
	CHILD_CHECK(rig_refused_call() > 0);
	CHILD_CHECK(seccomp_thread_start(SANDBOX_ROLE_DB));
	CHILD_CHECK(rig_refused_call() > 0);
	CHILD_CHECK(seccomp_refused_count() == 0);
}

static void
without_listener_calls_are_done_all_the_same(void **state)
{
	long (*const kernels[])(unsigned op, unsigned flags, void *args) = {
		seccomp_without_listener, seccomp_with_other_sizes };

	UNUSED(state);
	if (!rig_can_filter())
		skip();
	for (size_t i = 0; i < COUNT_OF(kernels); i++) {
		table.seccomp = kernels[i];
		rig_run(&child, audited_by_the_kernel);
		rig_assert_exit(&child, 0);
		rig_assert_says(&child, "audit: this kernel cannot ask us");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_call_is_done_and_said_once),
		cmocka_unit_test(attack_is_done_and_named),
		cmocka_unit_test(calls_are_counted_by_role),
		cmocka_unit_test(warning_comes_again),
		cmocka_unit_test(without_listener_calls_are_done_all_the_same),
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}

#endif
