/*
 * attack_deadly.c - attacks that nobody but an attacker makes: the kernel ends
 * the process, so each of them costs a server (spec/sandbox.md 7.5).
 *
 * Owns:   const tables.
 * Called: by tests/sandbox/attack.c.
 * Thread: any.
 *
 * Those that could harm the machine if they came through have an argument that
 * the kernel refuses once it has seen that the caller may.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/check.h"
#include "support/attack.h"
#include "support/attack_made.h"
#include "support/attack_numbers.h"

enum {
	PAGE = 4096,
	DEADLY = ATTACK_DEADLY,
	ROOTS = ATTACK_DEADLY | ATTACK_ROOT,
	PERHAPS = ATTACK_DEADLY | ATTACK_MAYBE,
	ROOTS_PERHAPS = ROOTS | ATTACK_MAYBE,
	APART = ROOTS | ATTACK_APART,
	APART_PERHAPS = APART | ATTACK_MAYBE,
	BY_INT80 = PERHAPS | ATTACK_INT80,
	X32 = 0x40000000,
	QUOTA_SYNC = (int)0x80000100,
	KEYCTL_GET_KEYRING_ID = 0,
	SESSION_KEYRING = -3
};

static const struct timespec no_moment = { .tv_nsec = -1 };
static const union bpf_attr small_map = {
	.map_type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4, .value_size = 4, .max_entries = 1,
};
static const struct perf_event_attr dummy_event = {
	.type = PERF_TYPE_SOFTWARE, .size = sizeof(dummy_event),
	.config = PERF_COUNT_SW_DUMMY, .disabled = 1, .exclude_kernel = 1,
};
static const uint32_t capability_head[2] = { 0x20080522 };

const struct attack attack_deadly[] = {
	/* other programs, other processes */
	{ "execve", SYS_execve, { TEXT("/bin/true"), MADE(make_arguments),
	    NIL }, 0, DEADLY },
	{ "execveat", SYS_execveat, { HERE, TEXT("/bin/true"),
	    MADE(make_arguments), NIL, NIL }, 0, DEADLY },
	{ "execveat of a descriptor", SYS_execveat, { THE(DATABASE),
	    TEXT(""), MADE(make_arguments), NIL, N(AT_EMPTY_PATH) },
	    -EACCES, DEADLY },
#if defined(__x86_64__)
	{ "fork", SYS_fork, { NIL }, 0, DEADLY },
	{ "vfork", SYS_vfork, { NIL }, 0, DEADLY },
#endif
	{ "clone a process", SYS_clone, { N(SIGCHLD) }, 0, DEADLY },
	{ "clone sharing memory", SYS_clone, { N(SIGCHLD | CLONE_VM),
	    MADE(make_stack) }, 0, DEADLY },
	{ "clone into namespaces", SYS_clone, { N(SIGCHLD | CLONE_NEWUSER) },
	    0, PERHAPS },

	/* other processes' memory and descriptors */
	{ "ptrace PTRACE_ATTACH", SYS_ptrace, { N(PTRACE_ATTACH),
	    THE(VICTIM), NIL, NIL }, 0, DEADLY },
	{ "ptrace PTRACE_TRACEME", SYS_ptrace, { N(PTRACE_TRACEME), NIL,
	    NIL, NIL }, -EPERM, DEADLY },
	{ "process_vm_readv", SYS_process_vm_readv, { THE(VICTIM),
	    MADE(make_vector), N(1), MADE(make_victim_vector), N(1), NIL },
	    0, DEADLY },
	{ "process_vm_writev", SYS_process_vm_writev, { THE(PID),
	    MADE(make_vector), N(1), MADE(make_vector), N(1), NIL }, 0,
	    DEADLY },
	{ "process_madvise", NR_PROCESS_MADVISE, { N(-1), MADE(make_vector),
	    N(1), N(MADV_COLD), NIL }, -EBADF, PERHAPS },
	{ "process_mrelease", NR_PROCESS_MRELEASE, { N(-1), NIL }, -EBADF,
	    PERHAPS },
	{ "kcmp", SYS_kcmp, { THE(PID), THE(PID), NIL, NIL, NIL }, 0,
	    PERHAPS },
	{ "pidfd_open", SYS_pidfd_open, { THE(VICTIM), NIL }, 0, PERHAPS },
	{ "pidfd_getfd", SYS_pidfd_getfd, { N(-1), NIL, NIL }, -EBADF,
	    PERHAPS },
	{ "pidfd_send_signal", SYS_pidfd_send_signal, { N(-1), N(SIGKILL),
	    NIL, NIL }, -EBADF, PERHAPS },

	/* doors to the kernel */
	{ "bpf", SYS_bpf, { N(BPF_MAP_CREATE), MEM(small_map),
	    N(sizeof(small_map)) }, 0, ROOTS_PERHAPS },
	{ "perf_event_open", SYS_perf_event_open, { MEM(dummy_event), NIL,
	    N(-1), N(-1), NIL }, 0, PERHAPS },
	{ "userfaultfd", SYS_userfaultfd, { N(1) }, 0, PERHAPS },
	{ "io_uring_setup", SYS_io_uring_setup, { N(1), ROOM(120) }, 0,
	    PERHAPS },
	{ "io_uring_enter", SYS_io_uring_enter, { N(-1), NIL, NIL, NIL, NIL,
	    NIL }, -EBADF, PERHAPS },
	{ "io_uring_register", SYS_io_uring_register, { N(-1), N(2), NIL,
	    NIL }, -EBADF, PERHAPS },
	{ "io_setup", SYS_io_setup, { N(1), ROOM(8) }, 0, PERHAPS },
	{ "io_submit", SYS_io_submit, { NIL, NIL, NIL }, -EINVAL, PERHAPS },
	{ "memfd_create", SYS_memfd_create, { TEXT("x"), NIL }, 0, DEADLY },
	{ "memfd_secret", NR_MEMFD_SECRET, { NIL }, 0, PERHAPS },

	/* mounts and roots */
	{ "mount", SYS_mount, { TEXT("x"), TEXT("/tmp"), TEXT("tmpfs"), NIL,
	    NIL }, 0, APART },
	{ "mount bind", SYS_mount, { TEXT("/etc"), TEXT("/tmp"), NIL,
	    N(4096), NIL }, 0, APART },
	{ "umount2", SYS_umount2, { TEXT("/tmp"), N(8) }, -EINVAL, APART },
	{ "pivot_root", SYS_pivot_root, { TEXT("/tmp"), TEXT("/tmp") },
	    -EBUSY, APART },
	{ "chroot", SYS_chroot, { TEXT("/") }, 0, ROOTS },
	{ "setns", SYS_setns, { N(-1), NIL }, -EBADF, DEADLY },
	{ "unshare of users", SYS_unshare, { N(CLONE_NEWUSER) }, 0,
	    PERHAPS },
	{ "unshare of the network", SYS_unshare, { N(CLONE_NEWNET) }, 0,
	    ROOTS },
	{ "unshare of files", SYS_unshare, { N(CLONE_FILES) }, 0, DEADLY },
	{ "open_tree", SYS_open_tree, { HERE, TEXT("/tmp"), N(1) }, 0,
	    APART_PERHAPS },
	{ "move_mount", SYS_move_mount, { N(-1), TEXT("x"), N(-1),
	    TEXT("x"), NIL }, -EBADF, APART_PERHAPS },
	{ "fsopen", SYS_fsopen, { TEXT("tmpfs"), NIL }, 0, ROOTS_PERHAPS },
	{ "fsconfig", SYS_fsconfig, { N(-1), N(6), NIL, NIL, NIL }, -EINVAL,
	    PERHAPS },
	{ "fsmount", SYS_fsmount, { N(-1), NIL, NIL }, -EBADF,
	    ROOTS_PERHAPS },
	{ "fspick", SYS_fspick, { HERE, TEXT("/"), NIL }, 0, ROOTS_PERHAPS },
	{ "mount_setattr", NR_MOUNT_SETATTR, { HERE, TEXT("/"), NIL,
	    ROOM(32), N(32) }, 0, APART_PERHAPS },
	{ "open_by_handle_at", SYS_open_by_handle_at, { HERE, ROOM(64),
	    NIL }, -EINVAL, ROOTS_PERHAPS },
	{ "name_to_handle_at", SYS_name_to_handle_at, { HERE, TEXT("/"),
	    ROOM(64), ROOM(8), NIL }, -EOVERFLOW, PERHAPS },
	{ "fanotify_init", SYS_fanotify_init, { NIL, NIL }, 0,
	    ROOTS_PERHAPS },

	/* the machine */
	{ "init_module", SYS_init_module, { ROOM(64), N(64), TEXT("") },
	    -ENOEXEC, ROOTS_PERHAPS },
	{ "finit_module", SYS_finit_module, { N(-1), TEXT(""), NIL },
	    -EBADF, ROOTS_PERHAPS },
	{ "delete_module", SYS_delete_module, { TEXT("fusiond_none"),
	    N(O_NONBLOCK) }, -ENOENT, ROOTS_PERHAPS },
	{ "kexec_load", SYS_kexec_load, { NIL, NIL, NIL, N(0xffff) },
	    -EINVAL, ROOTS_PERHAPS },
	{ "reboot", SYS_reboot, { N(1), N(2), NIL, NIL }, -EINVAL, ROOTS },
	{ "swapon", SYS_swapon, { TEXT("/fusiond/none"), NIL }, -ENOENT,
	    ROOTS_PERHAPS },
	{ "swapoff", SYS_swapoff, { TEXT("/fusiond/none") }, -ENOENT,
	    ROOTS_PERHAPS },
	{ "acct", SYS_acct, { TEXT("/fusiond/none") }, -ENOENT,
	    ROOTS_PERHAPS },
	{ "quotactl", SYS_quotactl, { N(QUOTA_SYNC), NIL, NIL, NIL }, 0,
	    PERHAPS },
	{ "quotactl_fd", NR_QUOTACTL_FD, { N(-1), N(QUOTA_SYNC), NIL, NIL },
	    -EBADF, PERHAPS },
	{ "syslog", SYS_syslog, { N(10), NIL, NIL }, 0, PERHAPS },
	{ "sethostname", SYS_sethostname, { TEXT("x"), N(1) }, 0, APART },
	{ "setdomainname", SYS_setdomainname, { TEXT("x"), N(1) }, 0,
	    APART },
	{ "clock_settime", SYS_clock_settime, { N(CLOCK_REALTIME),
	    MEM(no_moment) }, -EINVAL, DEADLY },
	{ "settimeofday", SYS_settimeofday, { NIL, NIL }, 0, ROOTS },
	{ "adjtimex", SYS_adjtimex, { ROOM(256) }, 0, DEADLY },
	{ "clock_adjtime", SYS_clock_adjtime, { NIL, ROOM(256) }, 0,
	    DEADLY },

	/* keys, users, rights */
	{ "keyctl", SYS_keyctl, { N(KEYCTL_GET_KEYRING_ID),
	    N(SESSION_KEYRING), N(1) }, 0, PERHAPS },
	{ "add_key", SYS_add_key, { TEXT("user"), TEXT("fusiond"),
	    TEXT("x"), N(1), N(-2) }, 0, PERHAPS },
	{ "request_key", SYS_request_key, { TEXT("user"),
	    TEXT("fusiond-none"), NIL, NIL }, -ENOKEY, PERHAPS },
	{ "personality", SYS_personality, { N(0x0400000) }, 0, DEADLY },
	{ "personality to read", SYS_personality, { N(0xffffffff) }, 0,
	    DEADLY },
	{ "setuid", SYS_setuid, { THE(UID) }, 0, DEADLY },
	{ "setuid root", SYS_setuid, { NIL }, 0, ROOTS },
	{ "setgid", SYS_setgid, { THE(GID) }, 0, DEADLY },
	{ "setreuid", SYS_setreuid, { N(-1), N(-1) }, 0, DEADLY },
	{ "setregid", SYS_setregid, { N(-1), N(-1) }, 0, DEADLY },
	{ "setresuid", SYS_setresuid, { N(-1), N(-1), N(-1) }, 0, DEADLY },
	{ "setresgid", SYS_setresgid, { N(-1), N(-1), N(-1) }, 0, DEADLY },
	{ "setgroups", SYS_setgroups, { NIL, NIL }, 0, ROOTS },
	{ "setfsuid", SYS_setfsuid, { N(-1) }, 0, DEADLY },
	{ "setfsgid", SYS_setfsgid, { N(-1) }, 0, DEADLY },
	{ "capset", SYS_capset, { MEM(capability_head), ROOM(24) }, 0,
	    DEADLY },

	/* pages and pipes */
	{ "mbind", SYS_mbind, { THE(DATA), N(PAGE), NIL, NIL, NIL, NIL }, 0,
	    PERHAPS },
	{ "move_pages", SYS_move_pages, { NIL, NIL, NIL, NIL, NIL, NIL }, 0,
	    PERHAPS },
	{ "migrate_pages", SYS_migrate_pages, { NIL, N(0), NIL, NIL }, 0,
	    PERHAPS },
	{ "splice", SYS_splice, { THE(DATABASE), NIL, THE(CLIENT), NIL,
	    N(1), NIL }, -EINVAL, DEADLY },
	{ "tee", SYS_tee, { N(-1), N(-1), N(1), NIL }, -EBADF, DEADLY },
	{ "vmsplice", SYS_vmsplice, { N(-1), MADE(make_vector), N(1), NIL },
	    -EBADF, DEADLY },

#if defined(__x86_64__)
	{ "iopl", SYS_iopl, { NIL }, 0, PERHAPS },
	{ "ioperm", SYS_ioperm, { N(0x80), N(1), N(1) }, 0, ROOTS_PERHAPS },
	{ "modify_ldt", SYS_modify_ldt, { NIL, ROOM(16), N(16) }, 0,
	    PERHAPS },

	/* the other doors into this kernel */
	{ "x32 getpid", X32 | SYS_getpid, { NIL }, 0, PERHAPS },
	{ "x32 open", X32 | SYS_open, { TEXT("/etc/passwd"), NIL }, 0,
	    PERHAPS },
	{ "x32 socket", X32 | SYS_socket, { N(2), N(1), NIL }, 0, PERHAPS },
	{ "x32 execve", X32 | 520, { TEXT("/bin/true"), NIL, NIL }, 0,
	    PERHAPS },
	{ "x32 of no number", X32 | 999, { NIL }, -ENOSYS,
	    DEADLY },
	{ "int80 getpid", 20, { NIL }, 0, BY_INT80 },
	{ "int80 read", 3, { N(-1), NIL, NIL }, -EBADF, BY_INT80 },
	{ "int80 fork", 2, { NIL }, 0, BY_INT80 },
	{ "int80 kill", 37, { THE(VICTIM), NIL }, 0, BY_INT80 },
	{ "int80 socket", 359, { N(2), N(1), NIL }, 0, BY_INT80 },
	{ "int80 mmap2 RWX", 192, { NIL, N(PAGE), N(7), N(0x22), N(-1),
	    NIL }, 0, BY_INT80 },
	{ "int80 personality", 136, { N(0xffffffff) }, 0, BY_INT80 },
	{ "int80 setuid32", 213, { THE(UID) }, 0, BY_INT80 },
	{ "int80 of no number", 999, { NIL }, -ENOSYS, BY_INT80 },
#endif
};
const size_t attack_deadly_count = COUNT_OF(attack_deadly);
