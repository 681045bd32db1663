/*
 * attack_calls.c - attacks that are answered with an error: secrets, threads,
 * signals, memory, descriptors, limits, and the kernel's newer ideas.
 *
 * Owns:   const tables.
 * Called: by tests/sandbox/attack.c.
 * Thread: any.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "base/check.h"
#include "support/attack.h"
#include "support/attack_made.h"
#include "support/attack_numbers.h"

enum {
	PAGE = 4096,
	RW = PROT_READ | PROT_WRITE,
	RX = PROT_READ | PROT_EXEC,
	RWX = RW | PROT_EXEC,
	OF_NOBODY = MAP_PRIVATE | MAP_ANONYMOUS,
	THREAD_FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
	    CLONE_THREAD | CLONE_SYSVSEM,
	SIGSET_BYTES = 8
};

#define NEW_PAGE(prot, flags) { NIL, N(PAGE), N(prot), \
	    N(OF_NOBODY | (flags)), N(-1), NIL }
#define FCNTL(cmd, arg) { THE(CLIENT), N(cmd), arg }
#define PRCTL(...) SYS_prctl, { __VA_ARGS__ }
#define OPEN(path, flags) SYS_openat, { HERE, TEXT(path), N(flags) }

static const struct rlimit some_limit = { 64, 64 };
static const struct timeval no_interval;
static const struct itimerval no_alarm;
static const struct timespec no_time;
static const stack_t no_stack = { .ss_flags = SS_DISABLE };
/* as the kernel has them: handler, flags, restorer, mask */
static const uint64_t ignore_signal[4] = { 1 };
static const uint64_t no_signals;
static const uint64_t whole_mask[16] = { UINT64_MAX };
static const int one = 1;
static const struct flock write_lock = { .l_type = F_WRLCK };
static const uint64_t landlock_refer[1] = { 1 };
static const uint32_t capability_head[2] = { 0x20080522 };

const struct attack attack_calls[] = {
	/* secrets */
	{ "read /etc/passwd", OPEN("/etc/passwd", O_RDONLY), 0, 0 },
	{ "read /proc/self/mem", OPEN("/proc/self/mem", O_RDWR), 0, 0 },
	{ "read /proc/self/maps", OPEN("/proc/self/maps", O_RDONLY), 0, 0 },
	{ "read /proc/self/environ", OPEN("/proc/self/environ", O_RDONLY), 0,
	    0 },
	{ "read /proc/self/fd", OPEN("/proc/self/fd", O_RDONLY), 0, 0 },
	{ "read /proc/1/status", OPEN("/proc/1/status", O_RDONLY), 0, 0 },
	{ "read /dev/null", OPEN("/dev/null", O_RDWR), 0, 0 },
	{ "read config.ini", OPEN("%D/config.ini", O_RDONLY), 0, 0 },
	{ "read the database again", OPEN("%D/db/database.db", O_RDWR), 0,
	    0 },
	{ "read a table", OPEN("%D/tdata/NPCs.json", O_RDONLY), 0, 0 },
	{ "read the root", OPEN("/", O_RDONLY), 0, 0 },
	{ "read here", OPEN(".", O_RDONLY), 0, 0 },
	{ "read above", OPEN("../../../..", O_PATH), 0, 0 },
	{ "a path that is no address", SYS_openat, { HERE, N(8), NIL },
	    -EFAULT, 0 },
	{ "an empty path", SYS_openat, { THE(DATABASE), TEXT(""), NIL },
	    -ENOENT, 0 },
	{ "descriptor as a file's name", OPEN("/proc/self/fd/1", O_WRONLY),
	    0, ATTACK_MAYBE },
#ifdef SYS_open
	{ "number with a high half", SYS_open | (1L << 40), {
	    TEXT("/etc/passwd"), NIL }, 0, ATTACK_MAYBE },
#endif

	/* threads and processes */
	{ "clone a thread", SYS_clone, { N(THREAD_FLAGS), MADE(make_stack),
	    NIL, NIL, NIL }, 0, 0 },
	{ "clone3 a process", NR_CLONE3, { MADE(make_clone3_process),
	    N(64) }, 0, ATTACK_MAYBE },
	{ "clone3 a thread", NR_CLONE3, { MADE(make_clone3_thread),
	    N(64) }, 0, ATTACK_MAYBE },
	{ "wait4", SYS_wait4, { N(-1), NIL, N(1), NIL }, -ECHILD, 0 },
	{ "waitid", SYS_waitid, { NIL, NIL, NIL, N(4), NIL }, -ECHILD, 0 },
	{ "set_tid_address", SYS_set_tid_address, { ROOM(8) }, 0, 0 },
	{ "set_robust_list", SYS_set_robust_list, { ROOM(24), N(24) }, 0, 0 },
	{ "get_robust_list", SYS_get_robust_list, { NIL, ROOM(8), ROOM(8) },
	    0, 0 },
	{ "rseq", SYS_rseq, { ROOM(32), N(32), NIL, N(0x53053053) },
	    -EINVAL, ATTACK_MAYBE },
	{ "sched_setaffinity", SYS_sched_setaffinity, { NIL, N(128),
	    MEM(whole_mask) }, 0, 0 },
	{ "sched_getaffinity of another", SYS_sched_getaffinity, {
	    THE(VICTIM), N(128), ROOM(128) }, 0, 0 },
	{ "sched_setscheduler", SYS_sched_setscheduler, { NIL, NIL,
	    ROOM(8) }, 0, 0 },
	{ "sched_setparam", SYS_sched_setparam, { NIL, ROOM(8) }, 0, 0 },
	{ "setpriority", SYS_setpriority, { NIL, NIL, N(19) }, 0, 0 },
	{ "getpriority", SYS_getpriority, { NIL, NIL }, 0, 0 },
	{ "ioprio_set", SYS_ioprio_set, { N(1), NIL, N(0x4004) }, 0,
	    ATTACK_MAYBE },
	{ "setpgid", SYS_setpgid, { NIL, NIL }, 0, 0 },
	{ "setsid", SYS_setsid, { NIL }, 0, 0 },
	{ "getppid", SYS_getppid, { NIL }, 0, 0 },
	{ "getcwd", SYS_getcwd, { ROOM(512), N(512) }, 0, 0 },
	{ "fchdir", SYS_fchdir, { THE(DATABASE) }, -ENOTDIR, 0 },
	{ "umask", SYS_umask, { N(0777) }, 0, 0 },
	{ "getgroups", SYS_getgroups, { NIL, NIL }, 0, 0 },
	{ "capget", SYS_capget, { MEM(capability_head), ROOM(24) }, 0, 0 },

	/* signals */
	{ "kill itself, signal 0", SYS_kill, { THE(PID), NIL }, 0, 0 },
	{ "kill another", SYS_kill, { THE(VICTIM), N(SIGKILL) }, 0, 0 },
	{ "kill another, signal 0", SYS_kill, { THE(VICTIM), NIL }, 0, 0 },
	{ "kill all, signal 0", SYS_kill, { N(-1), NIL }, 0, 0 },
	{ "tgkill another", SYS_tgkill, { THE(VICTIM), THE(VICTIM),
	    N(SIGKILL) }, 0, 0 },
	{ "tgkill another, SIGABRT", SYS_tgkill, { THE(VICTIM), THE(VICTIM),
	    N(SIGABRT) }, 0, 0 },
	{ "tgkill another, SIGUSR1", SYS_tgkill, { THE(VICTIM), THE(VICTIM),
	    N(SIGUSR1) }, 0, 0 },
	{ "tgkill itself, signal 0", SYS_tgkill, { THE(PID), THE(TID), NIL },
	    0, 0 },
	{ "tkill another", SYS_tkill, { THE(VICTIM), N(SIGKILL) }, 0, 0 },
	{ "tkill another, SIGABRT", SYS_tkill, { THE(VICTIM), N(SIGABRT) },
	    0, ATTACK_LANDLOCK },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo, { THE(PID), NIL,
	    MADE(make_siginfo) }, 0, 0 },
	{ "rt_tgsigqueueinfo", SYS_rt_tgsigqueueinfo, { THE(PID), THE(TID),
	    NIL, MADE(make_siginfo) }, 0, 0 },
	{ "rt_sigaction SIGSYS", SYS_rt_sigaction, { N(SIGSYS),
	    MEM(ignore_signal), NIL, N(SIGSET_BYTES) }, 0, 0 },
	{ "rt_sigaction SIGSEGV", SYS_rt_sigaction, { N(SIGSEGV),
	    MEM(ignore_signal), NIL, N(SIGSET_BYTES) }, 0, 0 },
	{ "rt_sigpending", SYS_rt_sigpending, { ROOM(8), N(SIGSET_BYTES) },
	    0, 0 },
	{ "sigaltstack", SYS_sigaltstack, { MEM(no_stack), NIL }, 0, 0 },
	{ "signalfd4", SYS_signalfd4, { N(-1), MEM(no_signals),
	    N(SIGSET_BYTES), NIL }, 0, 0 },
	{ "setitimer", SYS_setitimer, { NIL, MEM(no_alarm), NIL }, 0, 0 },
	{ "timer_create", SYS_timer_create, { NIL, NIL, ROOM(8) }, 0, 0 },
	{ "futex FUTEX_WAKE_OP", SYS_futex, { ROOM(8), N(FUTEX_WAKE_OP),
	    N(1), N(1), ROOM(8), NIL }, 0, 0 },
	{ "futex FUTEX_LOCK_PI", SYS_futex, { ROOM(8), N(FUTEX_LOCK_PI),
	    NIL, NIL, NIL, NIL }, 0, ATTACK_MAYBE },
	{ "futex FUTEX_TRYLOCK_PI", SYS_futex, { ROOM(8),
	    N(FUTEX_TRYLOCK_PI), NIL, NIL, NIL, NIL }, 0, ATTACK_MAYBE },
	{ "futex_waitv", NR_FUTEX_WAITV, { NIL, N(1), NIL, NIL, NIL }, -EINVAL,
	    ATTACK_MAYBE | ATTACK_UNTOLD },

	/* executable memory, and memory with tricks */
	{ "mmap RWX", SYS_mmap, NEW_PAGE(RWX, 0), 0, 0 },
	{ "mmap RX", SYS_mmap, NEW_PAGE(RX, 0), 0, 0 },
	{ "mmap X", SYS_mmap, NEW_PAGE(PROT_EXEC, 0), 0, 0 },
	{ "mmap RX of a file", SYS_mmap, { NIL, N(PAGE), N(RX),
	    N(MAP_PRIVATE), THE(DATABASE), NIL }, 0, ATTACK_MAYBE },
	{ "mmap with a high half", SYS_mmap, { NIL, N(PAGE),
	    N(RW | (1LL << 32)), N(OF_NOBODY), N(-1), NIL }, 0, 0 },
	{ "mmap MAP_FIXED over text", SYS_mmap, { THE(TEXT), N(PAGE), N(RW),
	    N(OF_NOBODY | MAP_FIXED), N(-1), NIL }, 0, 0 },
	{ "mmap MAP_FIXED over the heap", SYS_mmap, { THE(DATA), N(PAGE),
	    N(RW), N(OF_NOBODY | MAP_FIXED), N(-1), NIL }, 0, 0 },
	{ "mmap MAP_FIXED_NOREPLACE", SYS_mmap, { N(0x10000000), N(PAGE),
	    N(RW), N(OF_NOBODY | 0x100000), N(-1), NIL }, 0, 0 },
	{ "mmap MAP_GROWSDOWN", SYS_mmap, NEW_PAGE(RW, MAP_GROWSDOWN), 0, 0 },
	{ "mmap MAP_32BIT", SYS_mmap, NEW_PAGE(RW, 0x40), 0, 0 },
	{ "mmap MAP_LOCKED", SYS_mmap, NEW_PAGE(RW, MAP_LOCKED), 0,
	    ATTACK_MAYBE },
	{ "mmap MAP_HUGETLB", SYS_mmap, NEW_PAGE(RW, MAP_HUGETLB), 0,
	    ATTACK_MAYBE },
	{ "mprotect text RWX", SYS_mprotect, { THE(TEXT), N(PAGE), N(RWX) },
	    0, 0 },
	{ "mprotect text RX", SYS_mprotect, { THE(TEXT), N(PAGE), N(RX) }, 0,
	    0 },
	{ "mprotect heap RX", SYS_mprotect, { THE(DATA), N(PAGE), N(RX) }, 0,
	    0 },
	{ "mprotect heap RWX", SYS_mprotect, { THE(DATA), N(PAGE), N(RWX) },
	    0, 0 },
	{ "mprotect a high half", SYS_mprotect, { THE(DATA), N(PAGE),
	    N(RWX | (1LL << 33)) }, -EINVAL, 0 },
	{ "pkey_mprotect", SYS_pkey_mprotect, { THE(DATA), N(PAGE), N(RWX),
	    N(-1) }, 0, 0 },
	{ "pkey_alloc", SYS_pkey_alloc, { NIL, NIL }, 0, ATTACK_MAYBE },
	{ "mremap MREMAP_FIXED", SYS_mremap, { THE(DATA), N(PAGE), N(PAGE),
	    N(MREMAP_MAYMOVE | MREMAP_FIXED), N(0x10000000) }, 0, 0 },
	{ "mremap MREMAP_DONTUNMAP", SYS_mremap, { THE(DATA), N(PAGE),
	    N(PAGE), N(MREMAP_MAYMOVE | 4), NIL }, 0, ATTACK_MAYBE },
	{ "remap_file_pages", SYS_remap_file_pages, { THE(TEXT), N(PAGE),
	    NIL, NIL, NIL }, -EINVAL, ATTACK_MAYBE },
	{ "mlock", SYS_mlock, { THE(DATA), N(PAGE) }, 0, ATTACK_MAYBE },
	{ "mlockall", SYS_mlockall, { N(MCL_ONFAULT | MCL_FUTURE) }, 0,
	    ATTACK_MAYBE | ATTACK_ROOT },
	{ "munlockall", SYS_munlockall, { NIL }, 0, 0 },
	{ "mincore", SYS_mincore, { THE(DATA), N(PAGE), ROOM(8) }, 0, 0 },
	{ "msync", SYS_msync, { THE(DATA), N(PAGE), N(MS_ASYNC) }, 0, 0 },
	{ "madvise MADV_DONTFORK", SYS_madvise, { THE(DATA), N(PAGE),
	    N(MADV_DONTFORK) }, 0, 0 },
	{ "madvise MADV_WIPEONFORK", SYS_madvise, { THE(DATA), N(PAGE),
	    N(MADV_WIPEONFORK) }, 0, 0 },
	{ "madvise MADV_MERGEABLE", SYS_madvise, { THE(DATA), N(PAGE),
	    N(MADV_MERGEABLE) }, 0, ATTACK_MAYBE },
	{ "madvise MADV_DODUMP", SYS_madvise, { THE(DATA), N(PAGE),
	    N(MADV_DODUMP) }, 0, 0 },
	{ "membarrier", SYS_membarrier, { NIL, NIL }, 0, ATTACK_MAYBE },
	{ "get_mempolicy", SYS_get_mempolicy, { NIL, NIL, NIL, NIL, NIL }, 0,
	    ATTACK_MAYBE },
	{ "set_mempolicy", SYS_set_mempolicy, { NIL, NIL, NIL }, 0,
	    ATTACK_MAYBE },
	{ "mseal", NR_MSEAL, { THE(DATA), N(PAGE), NIL }, 0, ATTACK_MAYBE },

	/* memory and messages shared with others */
	{ "shmget", SYS_shmget, { N(IPC_PRIVATE), N(PAGE),
	    N(IPC_CREAT | 0600) }, 0, ATTACK_MAYBE | ATTACK_APART },
	{ "shmat", SYS_shmat, { N(-1), NIL, NIL }, -EINVAL, ATTACK_MAYBE },
	{ "shmctl", SYS_shmctl, { NIL, N(3), ROOM(256) }, 0, ATTACK_MAYBE },
	{ "msgget", SYS_msgget, { N(IPC_PRIVATE), N(IPC_CREAT | 0600) }, 0,
	    ATTACK_MAYBE | ATTACK_APART },
	{ "semget", SYS_semget, { N(IPC_PRIVATE), N(1),
	    N(IPC_CREAT | 0600) }, 0, ATTACK_MAYBE | ATTACK_APART },
	{ "mq_open", SYS_mq_open, { TEXT("fusiond"), N(O_CREAT | O_RDWR),
	    N(0600), NIL }, 0, ATTACK_MAYBE | ATTACK_APART },

	/* new descriptors */
	{ "dup", SYS_dup, { THE(CLIENT) }, 0, 0 },
	{ "dup3", SYS_dup3, { THE(CLIENT), N(200), NIL }, 0, 0 },
	{ "pipe2", SYS_pipe2, { ROOM(8), NIL }, 0, 0 },
	{ "eventfd2", SYS_eventfd2, { NIL, NIL }, 0, 0 },
	{ "timerfd_create", SYS_timerfd_create, { N(CLOCK_MONOTONIC), NIL },
	    0, 0 },
	{ "inotify_init1", SYS_inotify_init1, { NIL }, 0, ATTACK_MAYBE },
	{ "inotify_add_watch", SYS_inotify_add_watch, { N(-1), TEXT("/"),
	    N(1) }, -EBADF, ATTACK_MAYBE },
	{ "fanotify_mark", SYS_fanotify_mark, { N(-1), N(1), N(1), HERE,
	    TEXT("/") }, -EBADF, ATTACK_MAYBE },
	{ "epoll_create1", SYS_epoll_create1, { NIL }, 0, 0 },
	{ "epoll_pwait2", NR_EPOLL_PWAIT2, { THE(EPOLL), ROOM(64), N(1),
	    MEM(no_time), NIL, NIL }, 0, ATTACK_MAYBE },
#if defined(__x86_64__)
	{ "dup2", SYS_dup2, { THE(CLIENT), N(200) }, 0, 0 },
	{ "pipe", SYS_pipe, { ROOM(8) }, 0, 0 },
	{ "eventfd", SYS_eventfd, { NIL }, 0, 0 },
	{ "inotify_init", SYS_inotify_init, { NIL }, 0, ATTACK_MAYBE },
	{ "epoll_create", SYS_epoll_create, { N(1) }, 0, 0 },
	{ "signalfd", SYS_signalfd, { N(-1), MEM(no_signals),
	    N(SIGSET_BYTES) }, 0, 0 },
	{ "alarm", SYS_alarm, { NIL }, 0, 0 },
	{ "select", SYS_select, { NIL, NIL, NIL, NIL, MEM(no_interval) }, 0,
	    0 },
	{ "getrlimit", SYS_getrlimit, { N(RLIMIT_CORE), ROOM(16) }, 0, 0 },
	{ "setrlimit", SYS_setrlimit, { N(RLIMIT_CORE), MEM(some_limit) }, 0,
	    ATTACK_MAYBE },
	{ "arch_prctl", SYS_arch_prctl, { N(0x1003), ROOM(8) }, 0, 0 },
	{ "getdents", SYS_getdents, { THE(DATABASE), ROOM(256), N(256) },
	    -ENOTDIR, 0 },
#endif

	/* open descriptors, used in other ways */
	{ "fcntl F_SETOWN", SYS_fcntl, FCNTL(F_SETOWN, THE(VICTIM)), 0, 0 },
	{ "fcntl F_GETOWN", SYS_fcntl, FCNTL(F_GETOWN, NIL), 0, 0 },
	{ "fcntl F_SETSIG", SYS_fcntl, FCNTL(F_SETSIG, N(9)), 0, 0 },
	{ "fcntl F_SETFL", SYS_fcntl, FCNTL(F_SETFL, NIL), 0, 0 },
	{ "fcntl F_GETFL", SYS_fcntl, FCNTL(F_GETFL, NIL), 0, 0 },
	{ "fcntl F_SETFD", SYS_fcntl, FCNTL(F_SETFD, NIL), 0, 0 },
	{ "fcntl F_DUPFD", SYS_fcntl, FCNTL(F_DUPFD, N(100)), 0, 0 },
	{ "fcntl F_DUPFD_CLOEXEC", SYS_fcntl, FCNTL(F_DUPFD_CLOEXEC,
	    N(100)), 0, 0 },
	{ "fcntl F_SETLEASE", SYS_fcntl, { THE(DATABASE), N(1024),
	    N(F_UNLCK) }, -EAGAIN, ATTACK_MAYBE },
	{ "fcntl F_OFD_SETLK", SYS_fcntl, { THE(DATABASE), N(F_OFD_SETLK),
	    MEM(write_lock) }, -EAGAIN, ATTACK_MAYBE },
	{ "flock", SYS_flock, { THE(DATABASE), N(5) }, 0, 0 },
	{ "fchmod", SYS_fchmod, { THE(DATABASE), N(0644) }, 0, 0 },
	{ "fchown", SYS_fchown, { THE(DATABASE), THE(UID), THE(GID) }, 0, 0 },
	{ "futimens", SYS_utimensat, { THE(DATABASE), NIL, NIL, NIL }, 0, 0 },
	{ "fsetxattr", SYS_fsetxattr, { THE(DATABASE), TEXT("user.fusiond"),
	    MEM(one), N(1), NIL }, 0, ATTACK_MAYBE },
	{ "fgetxattr", SYS_fgetxattr, { THE(DATABASE), TEXT("user.none"),
	    ROOM(8), N(8) }, -ENODATA, ATTACK_MAYBE },
	{ "fallocate", SYS_fallocate, { THE(DATABASE), N(1), NIL, N(16) }, 0,
	    ATTACK_MAYBE },
	{ "fadvise64", SYS_fadvise64, { THE(DATABASE), NIL, NIL, NIL }, 0,
	    0 },
	{ "readahead", SYS_readahead, { THE(DATABASE), NIL, N(16) }, 0, 0 },
	{ "fstatfs", SYS_fstatfs, { THE(DATABASE), ROOM(256) }, 0, 0 },
	{ "sync", SYS_sync, { NIL }, 0, 0 },
	{ "syncfs", SYS_syncfs, { THE(DATABASE) }, 0, 0 },
	{ "sync_file_range", SYS_sync_file_range, { THE(DATABASE), NIL, NIL,
	    N(2) }, 0, 0 },
	{ "getdents64", SYS_getdents64, { THE(DATABASE), ROOM(256), N(256) },
	    -ENOTDIR, 0 },
	{ "readv", SYS_readv, { THE(DATABASE), MADE(make_vector), N(1) }, 0,
	    0 },
	{ "preadv", SYS_preadv, { THE(DATABASE), MADE(make_vector), N(1),
	    NIL, NIL }, 0, 0 },
	{ "preadv2", SYS_preadv2, { THE(DATABASE), MADE(make_vector), N(1),
	    NIL, NIL, NIL }, 0, 0 },
	{ "pwritev", SYS_pwritev, { THE(EVENT), MADE(make_vector), N(1), NIL,
	    NIL }, -ESPIPE, 0 },
	{ "sendfile", SYS_sendfile, { THE(CLIENT), THE(DATABASE), ROOM(8),
	    N(16) }, 0, 0 },
	{ "copy_file_range", SYS_copy_file_range, { THE(DATABASE), ROOM(8),
	    THE(DATABASE), ROOM(8), NIL, NIL }, 0, ATTACK_MAYBE },
	{ "close_range", SYS_close_range, { N(3), N(-1), NIL }, 0,
	    ATTACK_MAYBE },
	{ "pselect6", SYS_pselect6, { NIL, NIL, NIL, NIL, MEM(no_time),
	    NIL }, 0, 0 },
	{ "cachestat", NR_CACHESTAT, { THE(DATABASE), ROOM(16), ROOM(64),
	    NIL }, 0, ATTACK_MAYBE },

	/* limits, questions, and switches of the process */
	{ "prlimit64 to read", SYS_prlimit64, { NIL, N(RLIMIT_NOFILE), NIL,
	    ROOM(16) }, 0, 0 },
	{ "prlimit64 to set", SYS_prlimit64, { NIL, N(RLIMIT_CORE),
	    MEM(some_limit), NIL }, 0, ATTACK_MAYBE },
	{ "getrusage", SYS_getrusage, { NIL, ROOM(256) }, 0, 0 },
	{ "sysinfo", SYS_sysinfo, { ROOM(256) }, 0, 0 },
	{ "uname", SYS_uname, { ROOM(512) }, 0, 0 },
	{ "times", SYS_times, { ROOM(64) }, 0, 0 },
	{ "getcpu", SYS_getcpu, { ROOM(8), ROOM(8), NIL }, 0, 0 },
	{ "prctl PR_SET_DUMPABLE", PRCTL(N(PR_SET_DUMPABLE), N(1)), 0, 0 },
	{ "prctl PR_GET_DUMPABLE", PRCTL(N(PR_GET_DUMPABLE)), 0, 0 },
	{ "prctl PR_SET_SECCOMP", PRCTL(N(PR_SET_SECCOMP), N(1)), 0, 0 },
	{ "prctl PR_SET_NO_NEW_PRIVS", PRCTL(N(PR_SET_NO_NEW_PRIVS), N(1)),
	    0, 0 },
	{ "prctl PR_SET_NAME", PRCTL(N(PR_SET_NAME), TEXT("x")), 0, 0 },
	{ "prctl PR_SET_PTRACER", PRCTL(N(PR_SET_PTRACER), N(-1)), 0,
	    ATTACK_MAYBE },
	{ "prctl PR_SET_PDEATHSIG", PRCTL(N(PR_SET_PDEATHSIG), NIL), 0, 0 },
	{ "prctl PR_SET_CHILD_SUBREAPER",
	    PRCTL(N(PR_SET_CHILD_SUBREAPER), N(1)), 0, 0 },
	{ "prctl PR_SET_KEEPCAPS", PRCTL(N(PR_SET_KEEPCAPS), N(1)), 0, 0 },
	{ "prctl PR_CAP_AMBIENT", PRCTL(N(PR_CAP_AMBIENT),
	    N(PR_CAP_AMBIENT_CLEAR_ALL), NIL, NIL, NIL), 0, 0 },
	{ "prctl PR_CAPBSET_DROP", PRCTL(N(PR_CAPBSET_DROP), N(0)), 0,
	    ATTACK_ROOT },
	{ "prctl PR_SET_SECUREBITS", PRCTL(N(PR_SET_SECUREBITS), N(1)), 0,
	    ATTACK_ROOT },
	{ "prctl PR_SET_TIMERSLACK", PRCTL(N(PR_SET_TIMERSLACK), N(1)), 0,
	    0 },
	{ "prctl PR_SET_THP_DISABLE", PRCTL(N(PR_SET_THP_DISABLE), N(1),
	    NIL, NIL, NIL), 0, ATTACK_MAYBE },

	/* the sandbox's own tools */
	{ "seccomp a listener", SYS_seccomp, { N(SECCOMP_SET_MODE_FILTER),
	    N(SECCOMP_FILTER_FLAG_NEW_LISTENER), MADE(make_allow_all) }, 0,
	    ATTACK_ROOT | ATTACK_MAYBE },
	{ "seccomp TSYNC", SYS_seccomp, { N(SECCOMP_SET_MODE_FILTER),
	    N(SECCOMP_FILTER_FLAG_TSYNC), MADE(make_allow_all) }, 0,
	    ATTACK_ROOT },
	{ "seccomp a filter", SYS_seccomp, { N(SECCOMP_SET_MODE_FILTER), NIL,
	    MADE(make_allow_all) }, 0, ATTACK_ROOT },
	{ "seccomp strict", SYS_seccomp, { N(SECCOMP_SET_MODE_STRICT), NIL,
	    NIL }, 0, 0 },
	{ "seccomp asks", SYS_seccomp, { N(SECCOMP_GET_NOTIF_SIZES), NIL,
	    ROOM(16) }, 0, 0 },
	{ "landlock_create_ruleset", NR_LANDLOCK_CREATE_RULESET, {
	    MEM(landlock_refer), N(8), NIL }, 0, ATTACK_MAYBE },
	{ "landlock_add_rule", NR_LANDLOCK_ADD_RULE, { N(-1), N(1),
	    ROOM(16), NIL }, -EBADF, ATTACK_MAYBE },
	{ "landlock_restrict_self", NR_LANDLOCK_RESTRICT_SELF, { N(-1),
	    NIL }, -EBADF, ATTACK_MAYBE | ATTACK_ROOT },

	/* the clock */
	{ "clock_getres", SYS_clock_getres, { NIL, ROOM(16) }, 0, 0 },
	{ "timer_settime", SYS_timer_settime, { N(-1), NIL, ROOM(32), NIL },
	    -EINVAL, 0 },
};
const size_t attack_call_count = COUNT_OF(attack_calls);
