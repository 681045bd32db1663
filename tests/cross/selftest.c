/*
 * selftest.c - the real sandbox in a small program: threads of every role try
 * what is forbidden, and do what must go on working.
 *
 * Owns:   a directory; one child process at a time.
 * Called: by hand, or by tests/cross/run for each C library and processor.
 * Thread: main and one of each role, in the child.
 *
 * It needs only src/base and src/sandbox, so that it can be built where the
 * server's libraries are not to be had. Every attempt has a process of its
 * own. Run by root, it tries all as root and then as nobody.
 *
 * usage: selftest [-v] [ATTEMPT]
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/thread.h"
#include "sandbox/sandbox.h"

enum {
	NOBODY = 65534,
	BLOCK_BYTES = 64 << 20,
	SORT_COUNT = 400000,
	PATIENCE_S = 60,
	NO_SANDBOX = 97		/* exit status of a child that has none */
};

enum outcome {
	REFUSED,	/* -1 and this errno */
	KILLED,		/* the process ended by SIGSYS */
	WORKS,
	DIES		/* of this signal */
};

/* Everything that the sealed process has, opened before. */
static struct {
	char dir[64];
	int store;		/* a file */
	int pair[2];		/* connected sockets */
	int event;
	int epoll;
	struct mailbox *mailbox;
	void *page;
} have;

/* What a thread of the child found; shared with the parent. */
static volatile struct {
	int is_sealed;
	int is_done;
	long result;		/* 0, or an errno */
} *found;

static long
errno_of(long r)
{
	return r < 0 ? errno : 0;
}

/* ---- what must not be possible ---- */

#define TRIES(name, ...) \
	static long \
	name(void) \
	{ \
		return errno_of(__VA_ARGS__); \
	}

static struct sockaddr_in somewhere = {
	.sin_family = AF_INET, .sin_port = 9
};
static char *const no_words[] = { NULL };
static struct sigaction no_action;

#define ADDRESS (struct sockaddr *)&somewhere, sizeof(somewhere)

TRIES(try_open, open("/etc/passwd", O_RDONLY))
TRIES(try_open_root, open("/", O_RDONLY | O_DIRECTORY))
TRIES(try_open_path, open("/", O_PATH))
TRIES(try_create, open("x", O_WRONLY | O_CREAT, 0600))
TRIES(try_stat, stat("/etc/passwd", &(struct stat){ 0 }))
TRIES(try_access, access("/", R_OK))
TRIES(try_unlink, unlink("x"))
TRIES(try_mkdir, mkdir("x", 0700))
TRIES(try_rename, rename("x", "y"))
TRIES(try_chmod, chmod("/", 0700))
TRIES(try_fchmod, fchmod(have.store, 0777))
TRIES(try_chdir, chdir("/"))
TRIES(try_exec, execve("/bin/sh", no_words, no_words))
TRIES(try_fork, fork())
TRIES(try_socket, socket(AF_INET, SOCK_STREAM, 0))
TRIES(try_socket_unix, socket(AF_UNIX, SOCK_STREAM, 0))
TRIES(try_socket_netlink, socket(AF_NETLINK, SOCK_RAW, 0))
TRIES(try_connect, connect(have.pair[0], ADDRESS))
TRIES(try_bind, bind(have.pair[0], ADDRESS))
TRIES(try_listen, listen(have.pair[0], 1))
TRIES(try_sendto, sendto(have.pair[0], "x", 1, 0, ADDRESS))
TRIES(try_fastopen, send(have.pair[0], "x", 1, MSG_FASTOPEN))
TRIES(try_sendmsg, sendmsg(have.pair[0], &(struct msghdr){ 0 }, 0))
TRIES(try_setsockopt, setsockopt(have.pair[0], SOL_SOCKET, SO_SNDBUF,
    &(int){ 9 }, sizeof(int)))
TRIES(try_kill, kill(getppid(), 0))
TRIES(try_kill_self, kill(getpid(), SIGTERM))
TRIES(try_raise, raise(SIGTERM))
TRIES(try_sigaction, sigaction(SIGSYS, &no_action, NULL))
TRIES(try_mprotect, mprotect(have.page, 4096, PROT_READ | PROT_EXEC))
TRIES(try_mmap, mmap(NULL, 4096, PROT_READ | PROT_EXEC,
    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0)
TRIES(try_dup, dup(0))
TRIES(try_pipe, pipe((int[2]){ 0, 0 }))
TRIES(try_ioctl, ioctl(0, TIOCSTI, "x"))
TRIES(try_fcntl, fcntl(have.store, F_SETFL, O_APPEND))
TRIES(try_dumpable, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
TRIES(try_limit, setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }))
TRIES(try_priority, setpriority(PRIO_PROCESS, 0, -1))
TRIES(try_ptrace, ptrace(PTRACE_TRACEME, 0, 0, 0))

#define CALLS(name, nr, ...) TRIES(name, syscall(nr, __VA_ARGS__))

CALLS(call_memfd, SYS_memfd_create, "x", 0)
CALLS(call_io_uring, 425, 8, have.page)
CALLS(call_bpf, SYS_bpf, 0, have.page, 64)
CALLS(call_perf, SYS_perf_event_open, have.page, 0, -1, -1, 0)
CALLS(call_userfaultfd, SYS_userfaultfd, 0)
CALLS(call_unshare, SYS_unshare, CLONE_NEWUSER)
CALLS(call_setns, SYS_setns, 0, 0)
CALLS(call_mount, SYS_mount, "x", "/", "tmpfs", 0, 0)
CALLS(call_chroot, SYS_chroot, "/")
CALLS(call_personality, SYS_personality, 0x0400000)
CALLS(call_setresuid, SYS_setresuid, 0, 0, 0)
CALLS(call_keyctl, SYS_keyctl, 0, 0)
CALLS(call_vm_readv, SYS_process_vm_readv, getppid(), have.page, 1,
    have.page, 1, 0)
CALLS(call_prctl_nnp, SYS_prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0)
CALLS(call_openat2, 437, AT_FDCWD, "/", have.page, 24)
CALLS(call_faccessat2, 439, AT_FDCWD, "/", 0, 0)
CALLS(call_rseq_of_the_future, 999, 0)
#ifdef SYS_seccomp
CALLS(call_seccomp, SYS_seccomp, 0, 0, have.page)
#endif
#if defined(__x86_64__)
CALLS(call_x32, 0x40000000 | 39, 0)

static long
call_int80(void)
{
	long r;

	/* 20 is the getpid of 32 bit. */
	__asm__ volatile("int $0x80" : "=a"(r) : "0"(20L) : "memory",
	    "r8", "r9", "r10", "r11");
	return r < 0 ? -r : 0;
}
#endif

static void *
nothing(void *arg)
{
	return arg;
}

static long
try_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL);
}

/* ---- what must go on ---- */

static long
work_memory(void)
{
	char *p = malloc(100);

	for (size_t n = 4096; p != NULL && n <= BLOCK_BYTES; n *= 2) {
		p = realloc(p, n);
		if (p != NULL)
			p[n - 1] = 'x';
	}
	free(p);
	return p == NULL ? ENOMEM : 0;
}

static int
by_value(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static long
work_sort(void)
{
	int *n = malloc(SORT_COUNT * sizeof(*n));
	long bad = 0;

	if (n == NULL)
		return ENOMEM;
	for (int i = 0; i < SORT_COUNT; i++)
		n[i] = (int)((unsigned)i * 2654435761u >> 8);
	qsort(n, SORT_COUNT, sizeof(*n), by_value);
	for (int i = 1; i < SORT_COUNT; i++)
		bad |= n[i - 1] > n[i];
	free(n);
	return bad;
}

static long
work_time(void)
{
	struct timespec nap = { .tv_nsec = 1000000 }, now;
	struct tm tm;
	time_t t = time(NULL);

	if (nanosleep(&nap, NULL) != 0 ||
	    clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return errno;
	return localtime_r(&t, &tm) == NULL || timegm(&tm) == (time_t)-1;
}

/* A lock, a condition with a time limit, an allocation in between. */
static long
work_mailbox(void)
{
	struct batch *b = NULL;

	batch_add(&b, 1, 2, 100);
	mailbox_post_always(have.mailbox, &b);
	b = mailbox_wait(have.mailbox, 1000);
	if (b == NULL)
		return ETIMEDOUT;
	batch_free(b);
	return mailbox_wait(have.mailbox, 5) != NULL;
}

static long
work_text(void)
{
	char text[64];

	snprintf(text, sizeof(text), "%.3f %s", 1.5, strerror(EPERM));
	log_info("selftest: %s", text);
	return strncmp(text, "1.500 ", 6) != 0;
}

static long
work_eventfd(void)
{
	uint64_t n = 3;

	if (write(have.event, &n, sizeof(n)) != sizeof(n) ||
	    read(have.event, &n, sizeof(n)) != sizeof(n))
		return errno;
	return n != 3;
}

static long
work_sockets(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	char got[8];

	if (epoll_ctl(have.epoll, EPOLL_CTL_ADD, have.pair[1], &e) != 0 ||
	    send(have.pair[0], "hello", 5, MSG_NOSIGNAL) != 5 ||
	    epoll_wait(have.epoll, &e, 1, 1000) != 1 ||
	    recv(have.pair[1], got, sizeof(got), MSG_DONTWAIT) != 5)
		return errno;
	return shutdown(have.pair[0], SHUT_WR) != 0 ||
	    close(have.pair[0]) != 0 ? errno : memcmp(got, "hello", 5) != 0;
}

static long
work_store(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;
	char got[5];

	if (fcntl(have.store, F_SETLK, &lock) != 0 ||
	    pwrite(have.store, "hello", 5, 4096) != 5 ||
	    pread(have.store, got, 5, 4096) != 5 ||
	    fsync(have.store) != 0 || fdatasync(have.store) != 0 ||
	    ftruncate(have.store, 100) != 0)
		return errno;
	/* The store has its own fstat on 64 bit, see src/db/seal.c. */
#if defined(__LP64__)
	if (syscall(SYS_fstat, have.store, &st) != 0)
#else
	if (fstat(have.store, &st) != 0)
#endif
		return errno;
	return st.st_size != 100;
}

/* ---- how it ends ---- */

static long
end_by_abort(void)
{
	abort();
}

static long
end_by_check(void)
{
	CHECK(have.store < 0);
	return 0;
}

static long
end_by_fault(void)
{
	static volatile uintptr_t nowhere = 8;

	*(volatile int *)nowhere = 1;
	return 0;
}

/* ---- the table ---- */

/* musl takes the kernel's EPERM for its way to say that memory is full. */
#if defined(__GLIBC__)
#define MMAP_EPERM EPERM
#else
#define MMAP_EPERM ENOMEM
#endif

#define ROLE(r) (1u << SANDBOX_ROLE_##r)
#define ALL_ROLES ((1u << SANDBOX_ROLE_COUNT) - 1)

/* i386 has the flags behind a pointer; without an address they do nothing. */
#if defined(__i386__)
#define FASTOPEN_ROLES (ALL_ROLES & ~(ROLE(IO) | ROLE(CONTROL)))
#else
#define FASTOPEN_ROLES ALL_ROLES
#endif

static const struct probe {
	const char *name;
	long (*run)(void);
	enum outcome outcome;
	int value;
	unsigned roles;
} probes[] = {
#define P(fn, outcome, value) { #fn, fn, outcome, value, ALL_ROLES }
	P(try_open, REFUSED, EACCES),
	P(try_open_root, REFUSED, EACCES),
	P(try_open_path, REFUSED, EACCES),
	P(try_create, REFUSED, EACCES),
	P(try_stat, REFUSED, EACCES),
	P(try_access, REFUSED, EACCES),
	P(try_unlink, REFUSED, EACCES),
	P(try_mkdir, REFUSED, EPERM),
	P(try_rename, REFUSED, EPERM),
	P(try_chmod, REFUSED, EPERM),
	P(try_fchmod, REFUSED, EPERM),
	P(try_chdir, REFUSED, EPERM),
	P(try_exec, KILLED, 0),
	P(try_fork, KILLED, 0),
	P(try_thread, REFUSED, EAGAIN),
	P(try_socket, REFUSED, EPERM),
	P(try_socket_unix, REFUSED, EPERM),
	P(try_socket_netlink, REFUSED, EPERM),
	P(try_connect, REFUSED, EPERM),
	P(try_bind, REFUSED, EPERM),
	P(try_listen, REFUSED, EPERM),
	P(try_sendto, REFUSED, EPERM),
	{ "try_fastopen", try_fastopen, REFUSED, EPERM, FASTOPEN_ROLES },
	P(try_sendmsg, REFUSED, EPERM),
	P(try_setsockopt, REFUSED, EPERM),
	P(try_kill, REFUSED, EPERM),
	P(try_kill_self, REFUSED, EPERM),
	P(try_raise, REFUSED, EPERM),
	P(try_sigaction, REFUSED, EPERM),
	P(try_mprotect, REFUSED, EPERM),
	P(try_mmap, REFUSED, MMAP_EPERM),
	P(try_dup, REFUSED, EPERM),
	P(try_pipe, REFUSED, EPERM),
	P(try_ioctl, REFUSED, ENOTTY),
	P(try_fcntl, REFUSED, EPERM),
	P(try_dumpable, REFUSED, EINVAL),
	P(try_limit, REFUSED, EPERM),
	P(try_priority, REFUSED, EPERM),
	P(try_ptrace, KILLED, 0),
	P(call_memfd, KILLED, 0),
	P(call_io_uring, KILLED, 0),
	P(call_bpf, KILLED, 0),
	P(call_perf, KILLED, 0),
	P(call_userfaultfd, KILLED, 0),
	P(call_unshare, KILLED, 0),
	P(call_setns, KILLED, 0),
	P(call_mount, KILLED, 0),
	P(call_chroot, KILLED, 0),
	P(call_personality, KILLED, 0),
	P(call_setresuid, KILLED, 0),
	P(call_keyctl, KILLED, 0),
	P(call_vm_readv, KILLED, 0),
	P(call_prctl_nnp, REFUSED, EINVAL),
	P(call_openat2, REFUSED, ENOSYS),
	P(call_faccessat2, REFUSED, ENOSYS),
	P(call_rseq_of_the_future, REFUSED, ENOSYS),
#ifdef SYS_seccomp
	P(call_seccomp, REFUSED, EPERM),
#endif
#if defined(__x86_64__)
	P(call_x32, KILLED, 0),
	P(call_int80, KILLED, 0),
#endif
	P(work_memory, WORKS, 0),
	P(work_sort, WORKS, 0),
	P(work_time, WORKS, 0),
	P(work_mailbox, WORKS, 0),
	P(work_text, WORKS, 0),
	P(work_eventfd, WORKS, 0),
	{ "work_sockets", work_sockets, WORKS, 0,
	    ROLE(IO) | ROLE(CONTROL) },
	{ "work_store", work_store, WORKS, 0, ROLE(DB) },
	P(end_by_abort, DIES, SIGABRT),
	P(end_by_check, DIES, SIGABRT),
	P(end_by_fault, DIES, SIGSEGV),
#undef P
};

static const char *const role_names[SANDBOX_ROLE_COUNT] = {
	[SANDBOX_ROLE_MAIN] = "main",
	[SANDBOX_ROLE_IO] = "io",
	[SANDBOX_ROLE_LOGIN] = "login",
	[SANDBOX_ROLE_WORLD] = "world",
	[SANDBOX_ROLE_AUTH] = "auth",
	[SANDBOX_ROLE_DB] = "db",
	[SANDBOX_ROLE_CONTROL] = "control",
};

/* ---- in the child ---- */

static const struct probe *chosen;
static enum sandbox_role chosen_role;

/* Main is the first. */
static const struct {
	enum thread_role thread;
	enum sandbox_role sandbox;
} threads[] = {
	{ THREAD_MAIN, SANDBOX_ROLE_MAIN },
	{ THREAD_IO, SANDBOX_ROLE_IO },
	{ THREAD_LOGIN, SANDBOX_ROLE_LOGIN },
	{ THREAD_AUTH, SANDBOX_ROLE_AUTH },
	{ THREAD_WORLD, SANDBOX_ROLE_WORLD },
	{ THREAD_DB, SANDBOX_ROLE_DB },
	{ THREAD_CONTROL, SANDBOX_ROLE_CONTROL },
};

static enum sandbox_role
sandbox_role_of(enum thread_role role)
{
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		if (threads[i].thread == role)
			return threads[i].sandbox;
	_exit(96);
}

static bool
put_on_role(enum thread_role role)
{
	return sandbox_thread_start(sandbox_role_of(role));
}

static void
run_if_chosen(void *arg)
{
	UNUSED(arg);
	if (sandbox_role_of(thread_role()) != chosen_role)
		return;
	found->is_sealed = 1;
	found->result = chosen->run();
	found->is_done = 1;
}

static void
open_everything(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/store", have.dir);
	have.store = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	have.event = eventfd(0, EFD_CLOEXEC);
	have.epoll = epoll_create1(EPOLL_CLOEXEC);
	have.mailbox = mailbox_new(MAILBOX_WAKE_COND, 1 << 20);
	have.page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (have.store < 0 || have.event < 0 || have.epoll < 0 ||
	    have.mailbox == NULL || have.page == MAP_FAILED ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, have.pair) != 0)
		_exit(96);
}

NO_RETURN static void
be_sandboxed(bool as_nobody)
{
	const struct sandbox_path paths[] = { { have.dir, SANDBOX_STORE_DIR } };
	const struct sandbox_options opt = {
		.mode = SANDBOX_ON,
		.paths = paths,
		.path_count = COUNT_OF(paths),
		.log_fd = STDERR_FILENO,
	};
	struct thread *t[COUNT_OF(threads)] = { NULL };

	if (as_nobody && (setgroups(0, NULL) != 0 ||
	    setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		_exit(96);
	alarm(PATIENCE_S);
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	tzset();
	thread_set_role(THREAD_MAIN);
	if (!sandbox_init(&opt))
		_exit(NO_SANDBOX);
	open_everything();
	if (!sandbox_seal())
		_exit(NO_SANDBOX);
	thread_set_start_hook(put_on_role);
	for (size_t i = 1; i < COUNT_OF(threads); i++) {
		t[i] = thread_new(threads[i].thread, 0, run_if_chosen, NULL);
		if (t[i] == NULL)
			_exit(96);
	}
	if (!sandbox_start())
		_exit(NO_SANDBOX);
	thread_gate_open();
	if (!put_on_role(THREAD_MAIN))
		_exit(NO_SANDBOX);
	run_if_chosen(NULL);
	for (size_t i = 1; i < COUNT_OF(threads); i++)
		thread_join(t[i]);
	log_info("%s", sandbox_summary());
	/* The long way: stdio has to look at its streams. */
	printf("\n");
	exit(EXIT_SUCCESS);
}

/* ---- in the parent ---- */

static void
describe(char *out, size_t cap, int status)
{
	if (!found->is_sealed)
		snprintf(out, cap, "there is no sandbox, status %x", status);
	else if (WIFSIGNALED(status))
		snprintf(out, cap, "died of signal %d", WTERMSIG(status));
	else if (!found->is_done)
		snprintf(out, cap, "ended with status %d", WEXITSTATUS(status));
	else
		snprintf(out, cap, "%s", found->result == 0 ? "worked" :
		    strerror((int)found->result));
}

static bool
is_as_wanted(const struct probe *p, int status)
{
	bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	    found->is_done;

	if (!found->is_sealed)
		return false;
	switch (p->outcome) {
	case REFUSED:
		return ended_well && found->result == p->value;
	case WORKS:
		return ended_well && found->result == 0;
	case KILLED:
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
	case DIES:
		return WIFSIGNALED(status) && WTERMSIG(status) == p->value;
	}
	return false;
}

static bool
try_probe(const struct probe *p, enum sandbox_role role, bool as_nobody)
{
	char what[128];
	int status;
	pid_t child;

	found->is_sealed = found->is_done = 0;
	chosen = p;
	chosen_role = role;
	child = fork();
	if (child == 0)
		be_sandboxed(as_nobody);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("selftest");
		return false;
	}
	if (is_as_wanted(p, status))
		return true;
	describe(what, sizeof(what), status);
	printf("FAIL %s in %s%s: %s\n", p->name, role_names[role],
	    as_nobody ? " as nobody" : "", what);
	return false;
}

static unsigned
try_all(bool as_nobody, const char *only, unsigned *passed)
{
	unsigned failed = 0;

	for (size_t i = 0; i < COUNT_OF(probes); i++) {
		if (only != NULL && strcmp(only, probes[i].name) != 0)
			continue;
		for (int r = 0; r < SANDBOX_ROLE_COUNT; r++) {
			if ((probes[i].roles & 1u << r) == 0)
				continue;
			fflush(stdout);
			if (try_probe(&probes[i], (enum sandbox_role)r,
			    as_nobody))
				(*passed)++;
			else
				failed++;
		}
	}
	return failed;
}

int
main(int argc, char **argv)
{
	bool is_verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	const char *only = argv[1 + is_verbose];	/* NULL: all */
	unsigned failed = 0, passed = 0;
	int quiet = is_verbose ? -1 : open("/dev/null", O_WRONLY);
	char path[80];

	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(have.dir, sizeof(have.dir), "/tmp/selftest.XXXXXX");
	if ((void *)found == MAP_FAILED || mkdtemp(have.dir) == NULL ||
	    chmod(have.dir, 0777) != 0) {
		perror("selftest");
		return EXIT_FAILURE;
	}
	/* What is refused goes to the log, and that is not for the reader. */
	if (quiet >= 0 && dup2(quiet, STDERR_FILENO) < 0)
		return EXIT_FAILURE;
	log_init(STDERR_FILENO, 1);
	for (int as_nobody = 0; as_nobody < (getuid() == 0 ? 2 : 1);
	    as_nobody++) {
		failed += try_all(as_nobody, only, &passed);
		snprintf(path, sizeof(path), "%s/store", have.dir);
		(void)unlink(path);
	}
	(void)rmdir(have.dir);
	printf("selftest: %u as it should be, %u not\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
