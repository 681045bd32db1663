/*
 * test_filter.c - the filter's programs for all five architectures, run here.
 *
 * Nothing in this file follows policy.def: what has to pass, to be killed or
 * never to raise a signal is written out again from spec/sandbox.md. What the
 * programs answer to every single number is in tests/unit/policy, see
 * test_policy.c.
 */
#include "filter_rig.h"

#include <sys/syscall.h>

static struct filter_rig plain[CALLS_ARCH_COUNT];
static struct filter_rig names[CALLS_ARCH_COUNT];
static struct filter_rig audit[CALLS_ARCH_COUNT];

static int
build_all(void **state)
{
	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		struct filter_options opt = rig_options((enum calls_arch)a);

		rig_build(&plain[a], opt);
		opt.store_names_files = true;
		rig_build(&names[a], opt);
		rig_build(&audit[a], rig_audit_options((enum calls_arch)a));
	}
	return 0;
}

/* --- the programs as such --- */

static void
assert_sound(const struct bpf_code *code)
{
	const char *complaint = bpf_complaint(bpf_program(code), code->count);

	if (complaint != NULL)
		fail_msg("%s", complaint);
	assert_true(bpf_is_good(code));
}

static void
kernel_would_take_every_program(void **state)
{
	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		assert_sound(&plain[a].base);
		assert_sound(&names[a].base);
		assert_sound(&audit[a].base);
		for (int role = 0; role < SANDBOX_ROLE_COUNT; role++) {
			assert_sound(&plain[a].roles[role]);
			assert_sound(&names[a].roles[role]);
			assert_sound(&audit[a].roles[role]);
		}
	}
}

/* The interpreter must see what the kernel would refuse. */
static void
complaints_are_made(void **state)
{
	const struct bpf_insn end = { BPF_OP_RET, 0, 0, 0 };
	const struct bpf_insn far[] = {
		{ BPF_OP_IF_EQUAL, 0, 1, 7 }, end
	};
	const struct bpf_insn gone[] = { { BPF_OP_GOTO, 0, 0, 1 }, end };
	const struct bpf_insn load[] = { { BPF_OP_LOAD, 0, 0, 64 }, end };
	const struct bpf_insn odd[] = { { BPF_OP_LOAD, 0, 0, 2 }, end };
	const struct bpf_insn strange[] = { { 0x80, 0, 0, 0 }, end };
	const struct bpf_insn open[] = { { BPF_OP_LOAD, 0, 0, 0 } };

	UNUSED(state);
	assert_null(bpf_complaint(&end, 1));
	assert_non_null(bpf_complaint(&end, 0));
	assert_non_null(bpf_complaint(far, 2));
	assert_non_null(bpf_complaint(gone, 2));
	assert_non_null(bpf_complaint(load, 2));
	assert_non_null(bpf_complaint(odd, 2));
	assert_non_null(bpf_complaint(strange, 2));
	assert_non_null(bpf_complaint(open, 1));
}

/* Jumps over more than a byte can say; both ways at once. */
static void
far_jumps_arrive(void **state)
{
	static struct bpf_code code;
	size_t low, high, next;

	UNUSED(state);
	code = (struct bpf_code){ .count = 0 };
	low = bpf_return(&code, 1);
	high = bpf_return(&code, 2);
	next = bpf_return(&code, 3);
	for (uint32_t i = 0; i < 300; i++)
		next = bpf_and(&code, ~(UINT32_C(1) << 31), next);
	next = bpf_if(&code, BPF_OP_IF_EQUAL, 7, high, next);
	for (uint32_t i = 0; i < 300; i++)
		next = bpf_and(&code, UINT32_MAX, next);
	next = bpf_if(&code, BPF_OP_IF_AT_LEAST, 1000, high, next);
	next = bpf_if(&code, BPF_OP_IF_EQUAL, 999, low, next);
	bpf_begin(&code, bpf_load(&code, BPF_AT_NUMBER, next));

	assert_sound(&code);
	assert_int_equal(rig_ask(&code, CALLS_ARM, 7, NULL), 2);
	assert_int_equal(rig_ask(&code, CALLS_ARM, 8, NULL), 3);
	assert_int_equal(rig_ask(&code, CALLS_ARM, 999, NULL), 1);
	assert_int_equal(rig_ask(&code, CALLS_ARM, 1000, NULL), 2);
}

static void
program_that_is_too_long_is_not_good(void **state)
{
	static struct bpf_code code;
	size_t next;

	UNUSED(state);
	code = (struct bpf_code){ .count = 0 };
	assert_false(bpf_is_good(&code));
	next = bpf_return(&code, 1);
	for (int i = 1; i < BPF_CODE_MAX; i++)
		next = bpf_and(&code, 1, next);
	assert_true(bpf_is_good(&code));
	bpf_load(&code, BPF_AT_ARCH, next);
	assert_false(bpf_is_good(&code));
}

/* A balanced tree, not a list: spec/sandbox.md 8 has the prices. */
static void
answers_are_a_few_steps_away(void **state)
{
	enum { MOST_STEPS = 22 };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		struct bpf_data data = {
			.arch = calls_arch_audit((enum calls_arch)a)
		};
		unsigned steps;

		for (data.number = 0; data.number < RIG_NUMBERS;
		     data.number++) {
			bpf_run(bpf_program(&plain[a].base), &data, &steps);
			assert_in_range(steps, 1, MOST_STEPS);
		}
	}
}

/* --- numbers --- */

/* The header of the machine that this is built on must agree. */
static void
numbers_are_the_machines_own(void **state)
{
	static const struct {
		const char *name;
		long number;
	} known[] = {
		{ "accept4", SYS_accept4 }, { "bpf", SYS_bpf },
		{ "brk", SYS_brk }, { "capset", SYS_capset },
		{ "clock_gettime", SYS_clock_gettime },
		{ "clone", SYS_clone }, { "close", SYS_close },
		{ "epoll_ctl", SYS_epoll_ctl },
		{ "epoll_pwait", SYS_epoll_pwait },
		{ "execve", SYS_execve }, { "execveat", SYS_execveat },
		{ "exit", SYS_exit }, { "exit_group", SYS_exit_group },
		{ "fchown", SYS_fchown }, { "fdatasync", SYS_fdatasync },
		{ "fsync", SYS_fsync }, { "ftruncate", SYS_ftruncate },
		{ "futex", SYS_futex }, { "getpid", SYS_getpid },
		{ "getrandom", SYS_getrandom }, { "gettid", SYS_gettid },
		{ "ioctl", SYS_ioctl }, { "kcmp", SYS_kcmp },
		{ "keyctl", SYS_keyctl }, { "madvise", SYS_madvise },
		{ "memfd_create", SYS_memfd_create },
		{ "mount", SYS_mount }, { "mprotect", SYS_mprotect },
		{ "mremap", SYS_mremap }, { "munmap", SYS_munmap },
		{ "nanosleep", SYS_nanosleep }, { "openat", SYS_openat },
		{ "personality", SYS_personality }, { "ppoll", SYS_ppoll },
		{ "prctl", SYS_prctl }, { "pread64", SYS_pread64 },
		{ "ptrace", SYS_ptrace }, { "pwrite64", SYS_pwrite64 },
		{ "read", SYS_read }, { "recvfrom", SYS_recvfrom },
		{ "restart_syscall", SYS_restart_syscall },
		{ "rt_sigprocmask", SYS_rt_sigprocmask },
		{ "rt_sigreturn", SYS_rt_sigreturn },
		{ "sched_yield", SYS_sched_yield },
		{ "seccomp", SYS_seccomp }, { "sendto", SYS_sendto },
		{ "set_robust_list", SYS_set_robust_list },
		{ "shutdown", SYS_shutdown }, { "statx", SYS_statx },
		{ "tgkill", SYS_tgkill }, { "tkill", SYS_tkill },
		{ "unshare", SYS_unshare }, { "write", SYS_write },
		{ "writev", SYS_writev },
	};
	enum calls_arch native;

	UNUSED(state);
	if (!calls_native_arch(&native))
		skip();
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (calls_number(native, rig_call(known[i].name)) !=
		    known[i].number)
			fail_msg("%s", known[i].name);
		assert_int_equal(calls_find(native, (uint32_t)known[i].number),
		    rig_call(known[i].name));
	}
}

static void
newer_numbers_do_not_exist(void **state)
{
	static const uint32_t newer[] = { 454, 472, 600, 999, 100000,
		0x3fffffff };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(newer); i++)
			assert_int_equal(rig_ask(&plain[a].base,
			    (enum calls_arch)a, newer[i], NULL),
			    FILTER_ERRNO | 38);
		/* Those that libcs are known to try first. */
		assert_int_equal(rig_ask_name(&plain[a], "clone3", NULL),
		    FILTER_ERRNO | 38);
		assert_int_equal(rig_ask_name(&plain[a], "rseq", NULL),
		    FILTER_ERRNO | 38);
		assert_int_equal(rig_ask_name(&plain[a], "faccessat2", NULL),
		    FILTER_ERRNO | 38);
	}
}

static void
x32_is_killed(void **state)
{
	static const uint32_t x32[] = { 0x40000000, 0x40000001, 0x40000200,
		0x7fffffff, 0x80000000, 0xfffffffe };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(x32); i++) {
		assert_int_equal(rig_ask(&plain[CALLS_X86_64].base,
		    CALLS_X86_64, x32[i], NULL), FILTER_KILL_PROCESS);
		assert_int_equal(rig_ask(&plain[CALLS_AARCH64].base,
		    CALLS_AARCH64, x32[i], NULL), FILTER_ERRNO | 38);
	}
	for (uint32_t n = 0; n < RIG_NUMBERS; n++)
		assert_int_equal(rig_ask(&plain[CALLS_X86_64].base,
		    CALLS_X86_64, 0x40000000 + n, NULL), FILTER_KILL_PROCESS);
	/* A tracer skips a call by giving it this number. */
	assert_int_equal(rig_ask(&plain[CALLS_X86_64].base, CALLS_X86_64,
	    UINT32_MAX, NULL), FILTER_ERRNO | 38);
}

static void
foreign_architectures_are_killed(void **state)
{
	/* Ours among each other, and big-endian arm, s390x, mips, nothing. */
	static const uint32_t others[] = { 0xc000003e, 0x40000003, 0x40000028,
		0xc00000b7, 0xc00000f3, 0x28, 0x80000016, 8, 0 };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(others); i++) {
			struct bpf_data data = { .arch = others[i] };

			if (others[i] == calls_arch_audit((enum calls_arch)a))
				continue;
			for (data.number = 0; data.number < RIG_NUMBERS;
			     data.number++)
				assert_int_equal(bpf_run(
				    bpf_program(&plain[a].base), &data, NULL),
				    FILTER_KILL_PROCESS);
		}
	}
}

/* --- what has to be killed, and what never raises a signal --- */

static const char *const attacks[] = {
	"execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv",
	"process_vm_writev", "process_madvise", "process_mrelease", "kcmp",
	"pidfd_open", "pidfd_getfd", "pidfd_send_signal", "bpf",
	"perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "io_setup", "io_submit", "memfd_create",
	"memfd_secret", "mount", "umount", "umount2", "pivot_root", "chroot",
	"setns", "unshare", "open_tree", "open_tree_attr", "move_mount",
	"fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
	"open_by_handle_at", "name_to_handle_at", "init_module",
	"finit_module", "delete_module", "kexec_load", "kexec_file_load",
	"reboot", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd",
	"keyctl", "add_key", "request_key", "personality", "setuid", "setgid",
	"setreuid", "setregid", "setresuid", "setresgid", "setgroups",
	"setfsuid", "setfsgid", "setuid32", "setgid32", "setreuid32",
	"setregid32", "setresuid32", "setresgid32", "setgroups32",
	"setfsuid32", "setfsgid32", "capset", "iopl", "ioperm", "modify_ldt",
	"vm86", "vm86old", "vmsplice", "splice", "tee", "syslog",
	"sethostname", "setdomainname", "clock_settime", "clock_settime64",
	"settimeofday", "adjtimex", "clock_adjtime", "clock_adjtime64",
	"move_pages", "migrate_pages", "mbind", "fanotify_init"
};

static bool
is_attack(enum calls_call call)
{
	for (size_t i = 0; i < COUNT_OF(attacks); i++) {
		if (strcmp(calls_name(call), attacks[i]) == 0)
			return true;
	}
	return false;
}

static void
attacks_are_killed_and_nothing_else(void **state)
{
	const uint64_t thread[RIG_ARGS] = { 0x10000 };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (int c = 0; c < CALLS_COUNT; c++) {
			const char *name = calls_name((enum calls_call)c);
			bool is_killed;

			if (calls_number((enum calls_arch)a,
			    (enum calls_call)c) < 0)
				continue;
			is_killed = rig_ask_name(&plain[a], name, thread) ==
			    FILTER_KILL_PROCESS;
			if (is_killed != is_attack((enum calls_call)c))
				fail_msg("%s %s", calls_arch_name(
				    (enum calls_arch)a), name);
		}
	}
}

static void
fork_is_killed_and_a_thread_is_not(void **state)
{
	/* fork(), vfork(), posix_spawn(), a namespace, pthread_create() */
	const uint64_t forks[][RIG_ARGS] = { { 17 }, { 0x4111 }, { 0x4100 },
		{ 0x10000000 }, { 0 }, { 0x1000000000000 } };
	const uint64_t threads[][RIG_ARGS] = { { 0x3d0f00 }, { 0x10000 },
		{ 0x10010000 } };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(forks); i++)
			assert_int_equal(rig_ask_name(&plain[a], "clone",
			    forks[i]), FILTER_KILL_PROCESS);
		for (size_t i = 0; i < COUNT_OF(threads); i++)
			assert_int_equal(rig_ask_name(&plain[a], "clone",
			    threads[i]), FILTER_ERRNO | 11);
	}
}

/* libc makes these with all signals blocked: SIGSYS would end the server. */
static void
nothing_traps_while_signals_are_blocked(void **state)
{
	static const char *const blocked[] = { "clone", "clone3", "tkill",
		"tgkill", "set_robust_list", "rseq", "rt_sigprocmask" };
	static const uint64_t values[] = { 0, 1, 6, RIG_PID, 0x10000,
		0x3d0f00, UINT32_MAX, UINT64_MAX };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(blocked); i++) {
			for (size_t v = 0; v < COUNT_OF(values) *
			     COUNT_OF(values); v++) {
				uint64_t one = values[v % COUNT_OF(values)];
				uint64_t two = values[v / COUNT_OF(values)];
				const uint64_t args[RIG_ARGS] = { one, two,
					two };

				assert_int_not_equal(rig_ask_name(&plain[a],
				    blocked[i], args), FILTER_TRAP);
				assert_int_not_equal(rig_ask_name(&names[a],
				    blocked[i], args), FILTER_TRAP);
			}
		}
	}
}

/* --- what may pass at all --- */

struct passing {
	const char *name;
	uint64_t args[RIG_ARGS];	/* with which it passes */
};

/* On x86-64; spec/sandbox.md 7.3. */
static const struct passing passing_x86_64[] = {
	{ "futex", { 0, 0x80 } }, { "epoll_wait", { 0 } },
	{ "epoll_pwait", { 0 } }, { "epoll_ctl", { 0 } }, { "poll", { 0 } },
	{ "ppoll", { 0 } }, { "nanosleep", { 0 } },
	{ "clock_nanosleep", { 0 } }, { "rt_sigtimedwait", { 0 } },
	{ "sched_yield", { 0 } }, { "restart_syscall", { 0 } },
	{ "mmap", { 0, 4096, 3, 0x22 } }, { "munmap", { 0 } },
	{ "brk", { 0 } }, { "mprotect", { 0, 4096, 3 } },
	{ "mremap", { 0, 1, 2, 1 } }, { "madvise", { 0, 4096, 4 } },
	{ "read", { 0 } }, { "write", { 0 } }, { "close", { 0 } },
	{ "writev", { 0 } }, { "pread64", { 0 } }, { "pwrite64", { 0 } },
	{ "fsync", { 0 } }, { "fdatasync", { 0 } }, { "ftruncate", { 0 } },
	{ "lseek", { 0 } }, { "fstat", { 0 } }, { "fcntl", { 3, 6 } },
	{ "accept4", { 3, 0, 0, 02004000 } },
	{ "recvfrom", { 3, 1, 2, 0x40 } }, { "sendto", { 3, 1, 2, 0x4040 } },
	{ "shutdown", { 0 } }, { "clock_gettime", { 0 } },
	{ "gettimeofday", { 0 } }, { "time", { 0 } }, { "getrandom", { 0 } },
	{ "getpid", { 0 } }, { "gettid", { 0 } },
	{ "sched_getaffinity", { 0, 128 } }, { "rt_sigreturn", { 0 } },
	{ "rt_sigprocmask", { 0 } }, { "tgkill", { RIG_PID, 7, 6 } },
	{ "tkill", { 7, 6 } }, { "exit", { 0 } }, { "exit_group", { 0 } },
	{ "seccomp", { 1, 0 } }, { "uretprobe", { 0 } },
};

static void
what_passes_on_x86_64(void **state)
{
	const struct filter_rig *rig = &plain[CALLS_X86_64];
	bool passes[RIG_NUMBERS] = { false };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(passing_x86_64); i++) {
		const struct passing *p = &passing_x86_64[i];
		int number = calls_number(CALLS_X86_64, rig_call(p->name));

		if (rig_ask_name(rig, p->name, p->args) != FILTER_ALLOW)
			fail_msg("%s does not pass", p->name);
		passes[number] = true;
	}
	for (uint32_t n = 0; n < RIG_NUMBERS; n++) {
		if (!passes[n])
			assert_int_not_equal(rig_ask(&rig->base, CALLS_X86_64,
			    n, NULL), FILTER_ALLOW);
	}
	assert_int_equal(filter_count(&rig->opt), COUNT_OF(passing_x86_64));
}

static void
as_many_calls_pass_as_are_said_to(void **state)
{
	static const int counts[CALLS_ARCH_COUNT] = {
		[CALLS_X86_64] = 48,	/* 35 always, 13 by their arguments */
		[CALLS_I386] = 58,
		[CALLS_ARM] = 58,
		[CALLS_AARCH64] = 44,	/* less poll, epoll_wait, time, probe */
		[CALLS_RISCV64] = 44
	};

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		assert_int_equal(filter_count(&plain[a].opt), counts[a]);
		/* On top: the audit thread's ioctls, and a late thread. */
		assert_int_equal(filter_count(&audit[a].opt), counts[a] + 3);
	}
}

static void
other_architectures_differ_as_said(void **state)
{
	static const char *const only_32[] = { "ftruncate64", "_llseek",
		"fstat64", "clock_gettime64", "clock_nanosleep_time64",
		"ppoll_time64", "rt_sigtimedwait_time64", "sigreturn" };
	const uint64_t recv[RIG_ARGS] = { 3, 1, 2, 0x40 };
	const uint64_t send[RIG_ARGS] = { 3, 1, 2, 0x4040 };
	const uint64_t mmap2[RIG_ARGS] = { 0, 4096, 3, 0x22 };
	const uint64_t lock[RIG_ARGS] = { 3, 13 };

	UNUSED(state);
	for (int a = CALLS_I386; a <= CALLS_ARM; a++) {
		for (size_t i = 0; i < COUNT_OF(only_32); i++)
			assert_int_equal(rig_ask_name(&plain[a], only_32[i],
			    NULL), FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&plain[a], "mmap2", mmap2),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&plain[a], "fcntl64", lock),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&plain[a], "futex_time64", NULL),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&plain[a], "fcntl", lock),
		    FILTER_TRAP);
	}
	assert_int_equal(rig_ask_name(&plain[CALLS_I386], "mmap", mmap2),
	    FILTER_TRAP);
	assert_int_equal(rig_ask_name(&plain[CALLS_ARM], "recv", recv),
	    FILTER_ALLOW);
	assert_int_equal(rig_ask_name(&plain[CALLS_ARM], "send", send),
	    FILTER_ALLOW);
	for (uint64_t op = 0; op < 32; op++) {
		const uint64_t args[RIG_ARGS] = { op };
		bool is_ours = op == 9 || op == 10 || op == 13 || op == 18;

		assert_int_equal(rig_ask_name(&plain[CALLS_I386],
		    "socketcall", args), is_ours ? FILTER_ALLOW : FILTER_TRAP);
	}
}

/* --- arguments --- */

enum how { WITHIN, ONE_OF };

/* One argument of a call; the others as where it passes. */
struct limit {
	const char *name;
	uint64_t args[RIG_ARGS];	/* with which it passes */
	int arg;
	enum how how;
	uint32_t mask;			/* bits that may be there */
	uint32_t otherwise;
	int value_count;
	uint32_t values[5];		/* ONE_OF, besides mask */
};

static const struct limit limits[] = {
	{ "futex", { 0, 0x80 }, 1, ONE_OF, 0x180, FILTER_TRAP, 5,
	    { 0, 1, 3, 9, 10 } },
	{ "futex_time64", { 0, 0x80 }, 1, ONE_OF, 0x180, FILTER_TRAP, 5,
	    { 0, 1, 3, 9, 10 } },
	{ "mmap", { 0, 1, 3, 0x22 }, 2, WITHIN, 0x3, FILTER_ERRNO | 1, 0,
	    { 0 } },
	{ "mmap", { 0, 1, 3, 0x22 }, 3, WITHIN, 0x2402b, FILTER_ERRNO | 1, 0,
	    { 0 } },
	{ "mmap2", { 0, 1, 3, 0x22 }, 2, WITHIN, 0x3, FILTER_ERRNO | 1, 0,
	    { 0 } },
	{ "mmap2", { 0, 1, 3, 0x22 }, 3, WITHIN, 0x2402b, FILTER_ERRNO | 1, 0,
	    { 0 } },
	{ "mprotect", { 0, 1, 3 }, 2, WITHIN, 0x3, FILTER_TRAP, 0, { 0 } },
	{ "mremap", { 0, 1, 2, 1 }, 3, WITHIN, 0x1, FILTER_TRAP, 0, { 0 } },
	{ "madvise", { 0, 1, 4 }, 2, ONE_OF, 0, FILTER_ERRNO | 22, 2,
	    { 4, 8 } },
	{ "fcntl", { 3, 6 }, 1, ONE_OF, 0, FILTER_TRAP, 2, { 5, 6 } },
	{ "fcntl64", { 3, 6 }, 1, ONE_OF, 0, FILTER_TRAP, 4,
	    { 5, 6, 12, 13 } },
	{ "accept4", { 3, 0, 0, 02004000 }, 3, ONE_OF, 0, FILTER_TRAP, 1,
	    { 02004000 } },
	{ "recvfrom", { 3, 1, 2, 0 }, 3, WITHIN, 0x42, FILTER_TRAP, 0, { 0 } },
	{ "recvfrom", { 3, 1, 2, 0 }, 4, ONE_OF, 0, FILTER_TRAP, 1, { 0 } },
	{ "sendto", { 3, 1, 2, 0 }, 3, WITHIN, 0xc040, FILTER_TRAP, 0,
	    { 0 } },
	{ "sendto", { 3, 1, 2, 0 }, 4, ONE_OF, 0, FILTER_TRAP, 1, { 0 } },
	{ "recv", { 3, 1, 2, 0 }, 3, WITHIN, 0x42, FILTER_TRAP, 0, { 0 } },
	{ "send", { 3, 1, 2, 0 }, 3, WITHIN, 0xc040, FILTER_TRAP, 0, { 0 } },
	{ "sched_getaffinity", { 0 }, 0, ONE_OF, 0, FILTER_ERRNO | 1, 1,
	    { 0 } },
	{ "tgkill", { RIG_PID, 7, 6 }, 0, ONE_OF, 0, FILTER_ERRNO | 1, 1,
	    { RIG_PID } },
	{ "tgkill", { RIG_PID, 7, 6 }, 2, ONE_OF, 0, FILTER_ERRNO | 1, 2,
	    { 6, 10 } },
	{ "tkill", { 7, 6 }, 1, ONE_OF, 0, FILTER_ERRNO | 1, 1, { 6 } },
	{ "seccomp", { 1, 0 }, 0, ONE_OF, 0, FILTER_TRAP, 1, { 1 } },
	{ "seccomp", { 1, 0 }, 1, ONE_OF, 0, FILTER_TRAP, 1, { 0 } },
	{ "socketcall", { 9 }, 0, ONE_OF, 0, FILTER_TRAP, 4,
	    { 9, 10, 13, 18 } },
	{ "statx", { 3, 1, 0x1000 }, 2, ONE_OF, 0x800, FILTER_ERRNO | 38, 1,
	    { 0x1000 } },
};

static bool
is_within(const struct limit *l, uint64_t value)
{
	if (value >> 32 != 0)
		return false;
	value &= ~(uint64_t)l->mask;
	if (l->how == WITHIN)
		return value == 0;
	for (int i = 0; i < l->value_count; i++) {
		if (l->values[i] == value)
			return true;
	}
	return false;
}

static void
try_value(const struct filter_rig *rig, const struct limit *l, uint64_t value)
{
	uint64_t args[RIG_ARGS];
	uint32_t answer;

	memcpy(args, l->args, sizeof(args));
	args[l->arg] = value;
	answer = rig_ask_name(rig, l->name, args);
	if (answer != (is_within(l, value) ? FILTER_ALLOW : l->otherwise))
		fail_msg("%s: %s argument %d = 0x%llx: %s",
		    calls_arch_name(rig->opt.arch), l->name, l->arg,
		    (unsigned long long)value, rig_answer_name(answer));
}

/* Small values, every single bit, every bit more, and the high half. */
static void
try_limit(const struct filter_rig *rig, const struct limit *l)
{
	for (uint64_t value = 0; value < 1024; value++)
		try_value(rig, l, value);
	for (int bit = 0; bit < 64; bit++) {
		uint64_t one = UINT64_C(1) << bit;

		try_value(rig, l, one);
		try_value(rig, l, l->args[l->arg] ^ one);
		try_value(rig, l, l->mask | one);
		for (int i = 0; i < l->value_count; i++)
			try_value(rig, l, l->values[i] | one);
	}
	try_value(rig, l, UINT32_MAX);
	try_value(rig, l, UINT64_MAX);
	try_value(rig, l, UINT64_C(0xffffffff00000000));
}

static void
arguments_are_looked_at_whole(void **state)
{
	int tried = 0;

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(limits); i++) {
			if (!rig_has((enum calls_arch)a, limits[i].name))
				continue;
			/* Only 32 bit has it, or only 64 bit. */
			if (rig_ask_name(&plain[a], limits[i].name,
			    limits[i].args) != FILTER_ALLOW)
				continue;
			try_limit(&plain[a], &limits[i]);
			tried++;
		}
	}
	/* On 64 bit, on i386, on arm. */
	assert_int_equal(tried, 3 * 18 + 21 + 22);
}

/* --- roles --- */

enum {
	M = 1 << SANDBOX_ROLE_MAIN,
	/* The packet shards, and control, which does the same for a few. */
	I = 1 << SANDBOX_ROLE_IO | 1 << SANDBOX_ROLE_CONTROL,
	D = 1 << SANDBOX_ROLE_DB,
	R = 1 << SANDBOX_ROLE_LOGIN | 1 << SANDBOX_ROLE_WORLD |
	    1 << SANDBOX_ROLE_AUTH
};

/* spec/sandbox.md 8; 32 bit's other names besides. */
static const struct {
	const char *name;
	int roles;
} role_traps[] = {
	{ "seccomp", M | I | D | R }, { "accept4", M | D | R },
	{ "recvfrom", M | D | R }, { "sendto", M | D | R },
	{ "recv", M | D | R }, { "send", M | D | R },
	{ "socketcall", M | D | R }, { "shutdown", M | D | R },
	{ "epoll_ctl", M | D | R }, { "epoll_wait", M | R },
	{ "epoll_pwait", M | R }, { "poll", R }, { "ppoll", R },
	{ "ppoll_time64", R }, { "rt_sigtimedwait", I | D | R },
	{ "rt_sigtimedwait_time64", I | D | R }, { "pread64", M | I | R },
	{ "pwrite64", M | I | R }, { "fsync", M | I | R },
	{ "fdatasync", M | I | R }, { "ftruncate", M | I | R },
	{ "ftruncate64", M | I | R }, { "fcntl", M | I | R },
	{ "fcntl64", M | I | R }, { "lseek", I | R }, { "_llseek", I | R },
};

static int
roles_that_trap(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(role_traps); i++) {
		if (strcmp(role_traps[i].name, name) == 0)
			return role_traps[i].roles;
	}
	return 0;
}

static void
try_roles(const struct filter_rig *rig, uint32_t trap)
{
	enum calls_arch arch = rig->opt.arch;

	for (uint32_t n = 0; n < RIG_NUMBERS; n++) {
		int traps = roles_that_trap(calls_name(calls_find(arch, n)));

		for (int role = 0; role < SANDBOX_ROLE_COUNT; role++)
			assert_int_equal(rig_ask(&rig->roles[role], arch, n,
			    NULL), (traps >> role & 1) != 0 ? trap :
			    FILTER_ALLOW);
	}
}

static void
roles_do_without(void **state)
{
	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		try_roles(&plain[a], FILTER_TRAP);
		try_roles(&audit[a], FILTER_LOG);
	}
}

/* Each role must be able to wait, to wake others, to log and to end. */
static void
no_role_traps_what_threads_live_by(void **state)
{
	static const char *const needed[] = { "futex", "read", "write",
		"close", "munmap", "madvise", "mprotect", "brk", "exit",
		"exit_group", "rt_sigprocmask", "rt_sigreturn",
		"restart_syscall", "gettid", "getpid", "tgkill",
		"clock_nanosleep", "clock_gettime", "getrandom" };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(needed); i++) {
			uint32_t n = (uint32_t)calls_number(
			    (enum calls_arch)a, rig_call(needed[i]));

			for (int role = 0; role < SANDBOX_ROLE_COUNT; role++)
				assert_int_equal(rig_ask(&plain[a].roles[role],
				    (enum calls_arch)a, n, NULL),
				    FILTER_ALLOW);
		}
	}
}

static void
store_is_for_its_thread_only(void **state)
{
	static struct filter_rig rig;
	static const struct {
		const char *name;
		int arg;
	} uses[] = {
		{ "read", 0 }, { "write", 0 }, { "writev", 0 },
		{ "close", 0 }, { "mmap", 4 }, { "mmap2", 4 }
	};

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		struct filter_options opt = rig_options((enum calls_arch)a);

		opt.store_fd_count = 3;
		opt.store_fds[0] = 5;
		opt.store_fds[1] = 8;
		opt.store_fds[2] = 300;
		rig_build(&rig, opt);
		for (size_t i = 0; i < COUNT_OF(uses); i++) {
			if (!rig_has(opt.arch, uses[i].name))
				continue;
			for (uint64_t fd = 0; fd < 400; fd++) {
				uint64_t args[RIG_ARGS] = { 0 };
				uint32_t n = (uint32_t)calls_number(opt.arch,
				    rig_call(uses[i].name));
				bool is_store = fd == 5 || fd == 8 ||
				    fd == 300;

				args[uses[i].arg] = fd;
				assert_int_equal(rig_ask(
				    &rig.roles[SANDBOX_ROLE_IO], opt.arch, n,
				    args), is_store ? FILTER_TRAP :
				    FILTER_ALLOW);
				assert_int_equal(rig_ask(
				    &rig.roles[SANDBOX_ROLE_DB], opt.arch, n,
				    args), FILTER_ALLOW);
				/* The kernel does not look at these bits. */
				args[uses[i].arg] |= UINT64_C(7) << 40;
				assert_int_equal(rig_ask(
				    &rig.roles[SANDBOX_ROLE_WORLD], opt.arch,
				    n, args), is_store ? FILTER_TRAP :
				    FILTER_ALLOW);
			}
		}
	}
}

/* --- journalmode=delete --- */

static void
only_the_database_thread_has_names(void **state)
{
	static const char *const named[] = { "open", "openat", "unlink",
		"unlinkat", "stat", "lstat", "newfstatat", "stat64",
		"lstat64", "fstatat64", "access", "faccessat" };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		for (size_t i = 0; i < COUNT_OF(named); i++) {
			uint32_t n;

			if (!rig_has((enum calls_arch)a, named[i]))
				continue;
			n = (uint32_t)calls_number((enum calls_arch)a,
			    rig_call(named[i]));
			assert_int_equal(rig_ask(&names[a].base,
			    (enum calls_arch)a, n, NULL), FILTER_ALLOW);
			assert_int_equal(rig_ask(&plain[a].base,
			    (enum calls_arch)a, n, NULL), FILTER_ERRNO | 13);
			for (int role = 0; role < SANDBOX_ROLE_COUNT; role++)
				assert_int_equal(rig_ask(&names[a].roles[role],
				    (enum calls_arch)a, n, NULL),
				    role == SANDBOX_ROLE_DB ? FILTER_ALLOW :
				    FILTER_TRAP);
		}
	}
}

static void
names_are_opened_only_as_sqlite_does(void **state)
{
	/* RDWR CREAT EXCL CLOEXEC, then what differs: the three others */
	const uint64_t common = 02 | 0100 | 0200 | 02000000;
	const uint64_t x86 = 0100000 | 0200000 | 0400000;
	const uint64_t arm = 0400000 | 040000 | 0100000;

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		bool is_arm = a == CALLS_ARM || a == CALLS_AARCH64;
		uint64_t good = common | (is_arm ? arm : x86);

		for (int bit = 0; bit < 64; bit++) {
			const uint64_t at[RIG_ARGS] = { (uint64_t)-100, 0,
				UINT64_C(1) << bit };
			const uint64_t open[RIG_ARGS] = { 0, at[2] };
			uint32_t expected = (good >> bit & 1) != 0 ?
			    FILTER_ALLOW : FILTER_ERRNO | 13;

			assert_int_equal(rig_ask_name(&names[a], "openat", at),
			    expected);
			if (rig_has((enum calls_arch)a, "open"))
				assert_int_equal(rig_ask_name(&names[a],
				    "open", open), expected);
			assert_int_equal(rig_ask_name(&names[a], "unlinkat",
			    at), FILTER_ERRNO | 13);
		}
	}
}

/* musl's open() sets close-on-exec on what it got, besides asking for it. */
static void
descriptors_are_marked_only_with_names(void **state)
{
	const uint64_t mark[RIG_ARGS] = { 3, 2, 1 };
	const uint64_t duplicate[RIG_ARGS] = { 3, 0 };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		const char *call = rig_has((enum calls_arch)a, "fcntl64") ?
		    "fcntl64" : "fcntl";

		assert_int_equal(rig_ask_name(&plain[a], call, mark),
		    FILTER_TRAP);
		assert_int_equal(rig_ask_name(&names[a], call, mark),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&names[a], call, duplicate),
		    FILTER_TRAP);
	}
}

/* --- sandbox=audit --- */

/* A late thread is let through, so it must be able to begin. */
static bool
is_of_late_thread(enum calls_arch arch, uint32_t number)
{
	enum calls_call call = calls_find(arch, number);

	return call == CALLS_rseq || call == CALLS_set_robust_list;
}

/* What would trap or kill is asked about; nothing else changes. */
static void
audit_asks_where_others_refuse(void **state)
{
	static const uint64_t values[] = { 0, 1, 6, 0x80, 0x10000, UINT64_MAX };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		enum calls_arch arch = (enum calls_arch)a;
		uint32_t clone = (uint32_t)calls_number(arch, CALLS_clone);
		uint32_t ioctl = (uint32_t)calls_number(arch, CALLS_ioctl);

		for (uint32_t n = 0; n < RIG_NUMBERS; n++) {
			for (size_t v = 0; v < COUNT_OF(values); v++) {
				uint64_t w = values[v];
				const uint64_t args[RIG_ARGS] = { w, w, w, w,
					w, w };
				uint32_t was = rig_ask(&plain[a].base, arch,
				    n, args);
				uint32_t is = rig_ask(&audit[a].base, arch, n,
				    args);

				if (n == clone || was == FILTER_TRAP ||
				    was == FILTER_KILL_PROCESS)
					assert_int_equal(is, FILTER_NOTIFY);
				else if (is_of_late_thread(arch, n))
					assert_int_equal(is, FILTER_ALLOW);
				else if (n != ioctl)
					assert_int_equal(is, was);
			}
		}
	}
	assert_int_equal(rig_ask(&audit[CALLS_X86_64].base, CALLS_I386, 11,
	    NULL), FILTER_NOTIFY);
	assert_int_equal(rig_ask(&audit[CALLS_X86_64].base, CALLS_X86_64,
	    0x40000001, NULL), FILTER_NOTIFY);
}

static void
audit_thread_may_answer(void **state)
{
	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		/* SECCOMP_IOCTL_NOTIF_RECV, _SEND, TIOCSTI, _ADDFD */
		const uint64_t recv[RIG_ARGS] = { 3, 0xc0502100 };
		const uint64_t send[RIG_ARGS] = { 3, 0xc0182101 };
		const uint64_t tiocsti[RIG_ARGS] = { 0, 0x5412 };
		const uint64_t addfd[RIG_ARGS] = { 3, 0x40182103 };

		assert_int_equal(rig_ask_name(&audit[a], "ioctl", recv),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&audit[a], "ioctl", send),
		    FILTER_ALLOW);
		assert_int_equal(rig_ask_name(&audit[a], "ioctl", tiocsti),
		    FILTER_ERRNO | 25);
		assert_int_equal(rig_ask_name(&audit[a], "ioctl", addfd),
		    FILTER_ERRNO | 25);
		assert_int_equal(rig_ask_name(&plain[a], "ioctl", recv),
		    FILTER_ERRNO | 25);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel_would_take_every_program),
		cmocka_unit_test(complaints_are_made),
		cmocka_unit_test(far_jumps_arrive),
		cmocka_unit_test(program_that_is_too_long_is_not_good),
		cmocka_unit_test(answers_are_a_few_steps_away),
		cmocka_unit_test(numbers_are_the_machines_own),
		cmocka_unit_test(newer_numbers_do_not_exist),
		cmocka_unit_test(x32_is_killed),
		cmocka_unit_test(foreign_architectures_are_killed),
		cmocka_unit_test(attacks_are_killed_and_nothing_else),
		cmocka_unit_test(fork_is_killed_and_a_thread_is_not),
		cmocka_unit_test(nothing_traps_while_signals_are_blocked),
		cmocka_unit_test(what_passes_on_x86_64),
		cmocka_unit_test(as_many_calls_pass_as_are_said_to),
		cmocka_unit_test(other_architectures_differ_as_said),
		cmocka_unit_test(arguments_are_looked_at_whole),
		cmocka_unit_test(roles_do_without),
		cmocka_unit_test(no_role_traps_what_threads_live_by),
		cmocka_unit_test(store_is_for_its_thread_only),
		cmocka_unit_test(only_the_database_thread_has_names),
		cmocka_unit_test(names_are_opened_only_as_sqlite_does),
		cmocka_unit_test(descriptors_are_marked_only_with_names),
		cmocka_unit_test(audit_asks_where_others_refuse),
		cmocka_unit_test(audit_thread_may_answer),
	};

	return cmocka_run_group_tests_name("filter", tests, build_all, NULL);
}
