/*
 * policy.c - what becomes of each system call: policy.def as tables, and the
 * checks of arguments that it names.
 *
 * Owns:   nothing but the tables.
 * Called: by filter.c, and by audit mode to tell refused from killed.
 * Thread: any.
 *
 * All constants are Linux's own, spelled out, since the programs of all
 * architectures are built on any machine. They are the same on the five that
 * we know, unless two rows say otherwise.
 */
#include "sandbox/policy.h"

#include <stddef.h>

#include "base/check.h"

enum {
	ONLY_X86_64 = 1 << CALLS_X86_64,
	ONLY_I386 = 1 << CALLS_I386,
	ONLY_ARM = 1 << CALLS_ARM,
	ONLY_AARCH64 = 1 << CALLS_AARCH64,
	ONLY_RISCV64 = 1 << CALLS_RISCV64,
	ONLY_32 = ONLY_I386 | ONLY_ARM,
	ONLY_64 = ONLY_X86_64 | ONLY_AARCH64 | ONLY_RISCV64,
	LIKE_X86 = ONLY_X86_64 | ONLY_I386 | ONLY_RISCV64,
	LIKE_ARM = ONLY_ARM | ONLY_AARCH64,
	ALL = ONLY_32 | ONLY_64
};

/* The column `seen`, which only tools read; here it has to exist. */
enum {
	SEEN_RUN, SEEN_MUSL, SEEN_32BIT, SEEN_NO_VDSO, SEEN_ROOT, SEEN_CRASH,
	SEEN_STOP, SEEN_KERNEL, SEEN_RARELY, SEEN_NEVER, SEEN_COUNT
};

enum {
	IN_MAIN = 1 << SANDBOX_ROLE_MAIN,
	IN_IO = 1 << SANDBOX_ROLE_IO,
	IN_DB = 1 << SANDBOX_ROLE_DB,
	IN_CONTROL = 1 << SANDBOX_ROLE_CONTROL,
	IN_ROOMS = 1 << SANDBOX_ROLE_LOGIN | 1 << SANDBOX_ROLE_WORLD |
	    1 << SANDBOX_ROLE_AUTH,
	ALL_BUT_DB = IN_MAIN | IN_IO | IN_ROOMS | IN_CONTROL,
	EVERY_ROLE = ALL_BUT_DB | IN_DB
};

/* --- checks of arguments --- */

enum check {
	CHECK_NONE,
	CHECK_FUTEX,
	CHECK_MMAP,
	CHECK_MPROTECT,
	CHECK_MREMAP,
	CHECK_MADVISE,
	CHECK_STATX,
	CHECK_FCNTL,
	CHECK_FCNTL64,
	CHECK_FCNTL_NAMES,
	CHECK_FCNTL64_NAMES,
	CHECK_ACCEPT4,
	CHECK_RECVFROM,
	CHECK_SENDTO,
	CHECK_RECV,
	CHECK_SEND,
	CHECK_SOCKETCALL,
	CHECK_AFFINITY,
	CHECK_TGKILL,
	CHECK_TKILL,
	CHECK_SECCOMP,
	CHECK_CLONE,
	CHECK_CLONE_AUDIT,
	CHECK_OPEN_X86,
	CHECK_OPEN_ARM,
	CHECK_OPENAT_X86,
	CHECK_OPENAT_ARM,
	CHECK_UNLINKAT,
	CHECK_NOTIFY,
	CHECK_COUNT
};

#define ALLOWED		{ POLICY_ALLOW, 0 }
#define REFUSED		{ POLICY_REFUSE, 0 }
#define QUIETLY(err)	{ POLICY_ERRNO, POLICY_##err }

/* Terms; a macro, since they stand in constant tables. */
#define WITHIN(n, bits) \
	{ .test = POLICY_WITHIN, .arg = (n), .mask = (bits) }
#define IS(n, value) \
	{ .test = POLICY_ONE_OF, .arg = (n), .value_count = 1, \
	  .values = { value } }
#define ONE_OF(n, without, count, ...) \
	{ .test = POLICY_ONE_OF, .arg = (n), .mask = (without), \
	  .value_count = (count), .values = { __VA_ARGS__ } }
#define OUR_PID(n) \
	{ .test = POLICY_OUR_PID, .arg = (n) }
#define HAS(n, bits) \
	{ .test = POLICY_HAS, .arg = (n), .mask = (bits) }

enum {
	FUTEX_WAITS = 0,
	FUTEX_WAKES = 1,
	FUTEX_REQUEUES = 3,
	FUTEX_WAITS_BITSET = 9,
	FUTEX_WAKES_BITSET = 10,
	FUTEX_PRIVATE_OR_REALTIME = 0x80 | 0x100,
	PROT_READ_WRITE = 0x1 | 0x2,
	/* SHARED PRIVATE DROPPABLE ANONYMOUS NORESERVE STACK */
	MAP_PLAIN = 0x1 | 0x2 | 0x8 | 0x20 | 0x4000 | 0x20000,
	MREMAP_MAY_MOVE = 0x1,
	MADVISE_DONTNEED = 4,
	MADVISE_FREE = 8,
	STATX_NO_AUTOMOUNT = 0x800,
	STATX_EMPTY_PATH = 0x1000,
	FCNTL_SETFD = 2,
	FCNTL_GETLK = 5,
	FCNTL_SETLK = 6,
	FCNTL_GETLK64 = 12,
	FCNTL_SETLK64 = 13,
	SOCK_NONBLOCK_CLOEXEC = 04000 | 02000000,
	RECV_DONTWAIT_PEEK = 0x40 | 0x2,
	SEND_NOSIGNAL_DONTWAIT_MORE = 0x4000 | 0x40 | 0x8000,
	SOCKETCALL_SEND = 9,
	SOCKETCALL_RECV = 10,
	SOCKETCALL_SHUTDOWN = 13,
	SOCKETCALL_ACCEPT4 = 18,
	SIGNAL_ABORT = 6,
	SIGNAL_USR1 = 10,		/* THREAD_STOP_SIGNAL */
	SECCOMP_SET_FILTER = 1,
	CLONE_OF_THREAD = 0x10000,
	/* RDWR CREAT EXCL CLOEXEC */
	OPEN_COMMON = 02 | 0100 | 0200 | 02000000,
	/* LARGEFILE DIRECTORY NOFOLLOW */
	OPEN_LIKE_X86 = OPEN_COMMON | 0100000 | 0200000 | 0400000,
	OPEN_LIKE_ARM = OPEN_COMMON | 0400000 | 040000 | 0100000
};

/* ioctls of the listener: SECCOMP_IOCTL_NOTIF_RECV and _SEND. */
#define NOTIFY_RECV	0xc0502100u
#define NOTIFY_SEND	0xc0182101u

static const struct policy_check checks[CHECK_COUNT] = {
	[CHECK_FUTEX] = { ALLOWED, REFUSED, 1, {
		ONE_OF(1, FUTEX_PRIVATE_OR_REALTIME, 5, FUTEX_WAITS,
		    FUTEX_WAKES, FUTEX_REQUEUES, FUTEX_WAITS_BITSET,
		    FUTEX_WAKES_BITSET) } },
	[CHECK_MMAP] = { ALLOWED, QUIETLY(EPERM), 2, {
		WITHIN(2, PROT_READ_WRITE), WITHIN(3, MAP_PLAIN) } },
	[CHECK_MPROTECT] = { ALLOWED, REFUSED, 1, {
		WITHIN(2, PROT_READ_WRITE) } },
	[CHECK_MREMAP] = { ALLOWED, REFUSED, 1, {
		WITHIN(3, MREMAP_MAY_MOVE) } },
	[CHECK_MADVISE] = { ALLOWED, QUIETLY(EINVAL), 1, {
		ONE_OF(2, 0, 2, MADVISE_DONTNEED, MADVISE_FREE) } },
	[CHECK_STATX] = { ALLOWED, QUIETLY(ENOSYS), 1, {
		ONE_OF(2, STATX_NO_AUTOMOUNT, 1, STATX_EMPTY_PATH) } },
	[CHECK_FCNTL] = { ALLOWED, REFUSED, 1, {
		ONE_OF(1, 0, 2, FCNTL_GETLK, FCNTL_SETLK) } },
	[CHECK_FCNTL64] = { ALLOWED, REFUSED, 1, {
		ONE_OF(1, 0, 4, FCNTL_GETLK, FCNTL_SETLK, FCNTL_GETLK64,
		    FCNTL_SETLK64) } },
	[CHECK_FCNTL_NAMES] = { ALLOWED, REFUSED, 1, {
		ONE_OF(1, 0, 3, FCNTL_SETFD, FCNTL_GETLK, FCNTL_SETLK) } },
	[CHECK_FCNTL64_NAMES] = { ALLOWED, REFUSED, 1, {
		ONE_OF(1, 0, 5, FCNTL_SETFD, FCNTL_GETLK, FCNTL_SETLK,
		    FCNTL_GETLK64, FCNTL_SETLK64) } },
	[CHECK_ACCEPT4] = { ALLOWED, REFUSED, 1, {
		IS(3, SOCK_NONBLOCK_CLOEXEC) } },
	[CHECK_RECVFROM] = { ALLOWED, REFUSED, 2, {
		WITHIN(3, RECV_DONTWAIT_PEEK), IS(4, 0) } },
	[CHECK_SENDTO] = { ALLOWED, REFUSED, 2, {
		WITHIN(3, SEND_NOSIGNAL_DONTWAIT_MORE), IS(4, 0) } },
	[CHECK_RECV] = { ALLOWED, REFUSED, 1, {
		WITHIN(3, RECV_DONTWAIT_PEEK) } },
	[CHECK_SEND] = { ALLOWED, REFUSED, 1, {
		WITHIN(3, SEND_NOSIGNAL_DONTWAIT_MORE) } },
	[CHECK_SOCKETCALL] = { ALLOWED, REFUSED, 1, {
		ONE_OF(0, 0, 4, SOCKETCALL_SEND, SOCKETCALL_RECV,
		    SOCKETCALL_SHUTDOWN, SOCKETCALL_ACCEPT4) } },
	[CHECK_AFFINITY] = { ALLOWED, QUIETLY(EPERM), 1, { IS(0, 0) } },
	[CHECK_TGKILL] = { ALLOWED, QUIETLY(EPERM), 2, {
		OUR_PID(0), ONE_OF(2, 0, 2, SIGNAL_ABORT,
		    SIGNAL_USR1) } },
	[CHECK_TKILL] = { ALLOWED, QUIETLY(EPERM), 1, {
		IS(1, SIGNAL_ABORT) } },
	[CHECK_SECCOMP] = { ALLOWED, REFUSED, 2, {
		IS(0, SECCOMP_SET_FILTER), IS(1, 0) } },
	[CHECK_CLONE] = { QUIETLY(EAGAIN), { POLICY_KILL, 0 }, 1, {
		HAS(0, CLONE_OF_THREAD) } },
	[CHECK_CLONE_AUDIT] = { REFUSED, { POLICY_KILL, 0 }, 1, {
		HAS(0, CLONE_OF_THREAD) } },
	[CHECK_OPEN_X86] = { ALLOWED, QUIETLY(EACCES), 1, {
		WITHIN(1, OPEN_LIKE_X86) } },
	[CHECK_OPEN_ARM] = { ALLOWED, QUIETLY(EACCES), 1, {
		WITHIN(1, OPEN_LIKE_ARM) } },
	[CHECK_OPENAT_X86] = { ALLOWED, QUIETLY(EACCES), 1, {
		WITHIN(2, OPEN_LIKE_X86) } },
	[CHECK_OPENAT_ARM] = { ALLOWED, QUIETLY(EACCES), 1, {
		WITHIN(2, OPEN_LIKE_ARM) } },
	[CHECK_UNLINKAT] = { ALLOWED, QUIETLY(EACCES), 1, { IS(2, 0) } },
	[CHECK_NOTIFY] = { ALLOWED, QUIETLY(ENOTTY), 1, {
		ONE_OF(1, 0, 2, NOTIFY_RECV, NOTIFY_SEND) } },
};

/* --- policy.def --- */

enum row_kind { ROW_ALLOW, ROW_CHECK, ROW_ERRNO, ROW_KILL };

/* CALLS_... is pasted here, before a header's macro can rename a call. */
#define ALLOW(call, where, why, seen) \
	ROW(CALLS_##call, where, POLICY_PLAIN, ROW_ALLOW, 0, 0, why, seen)
#define CHECK_ROW(call, where, extra, kind, check, why, seen) \
	ROW(call, where, extra, kind, CHECK_##check, 0, why, seen)
#undef CHECK
#define CHECK(call, where, check, why, seen) \
	CHECK_ROW(CALLS_##call, where, POLICY_PLAIN, ROW_CHECK, check, \
	    why, seen)
#define TOLERATE(call, where, err, why, seen) \
	ROW(CALLS_##call, where, POLICY_PLAIN, ROW_ERRNO, 0, POLICY_##err, \
	    why, seen)
#define TOLERATE_IF(call, where, check, why, seen) \
	CHECK_ROW(CALLS_##call, where, POLICY_PLAIN, ROW_CHECK, check, \
	    why, seen)
#define KILL(call, where, why) \
	ROW(CALLS_##call, where, POLICY_PLAIN, ROW_KILL, 0, 0, why, 0)
#define NAMES_ALLOW(call, where, why, seen) \
	ROW(CALLS_##call, where, POLICY_STORE_NAMES, ROW_ALLOW, 0, 0, \
	    why, seen)
#define NAMES_CHECK(call, where, check, why, seen) \
	CHECK_ROW(CALLS_##call, where, POLICY_STORE_NAMES, ROW_CHECK, check, \
	    why, seen)
#define NAMES_TOLERATE(call, where, err, why, seen) \
	ROW(CALLS_##call, where, POLICY_STORE_NAMES, ROW_ERRNO, 0, \
	    POLICY_##err, why, seen)
#define AUDIT_ALLOW(call, where, why, seen) \
	ROW(CALLS_##call, where, POLICY_AUDIT, ROW_ALLOW, 0, 0, why, seen)
#define AUDIT_CHECK(call, where, check, why, seen) \
	CHECK_ROW(CALLS_##call, where, POLICY_AUDIT, ROW_CHECK, check, \
	    why, seen)
#define ROLE_TRAP(call, roles, why) \
	TRAP(CALLS_##call, roles, POLICY_PLAIN, why)
#define NAMES_ROLE_TRAP(call, roles, why) \
	TRAP(CALLS_##call, roles, POLICY_STORE_NAMES, why)

/* A row without a reason does not compile. */
#define REASON(why) \
	_Static_assert(sizeof("" why) > 4, "a row of policy.def says no why");
#define ROW(call, where, extra, kind, check, err, why, seen) \
	REASON(why) _Static_assert((seen) < SEEN_COUNT, "seen");
#define TRAP(call, roles, extra, why) REASON(why)
#include "sandbox/policy.def"
#undef ROW
#undef TRAP

static const struct row {
	uint16_t call;		/* enum calls_call */
	uint8_t where;		/* ONLY_... */
	uint8_t extra;		/* enum policy_extra that it belongs to */
	uint8_t kind;		/* enum row_kind */
	uint8_t check;		/* enum check */
	uint8_t error;
} rows[] = {
#define ROW(call, where, extra, kind, check, err, why, seen) \
	{ call, where, extra, kind, check, err },
#define TRAP(call, roles, extra, why)
#include "sandbox/policy.def"
#undef ROW
#undef TRAP
};

static const struct trap {
	uint16_t call;		/* enum calls_call */
	uint8_t roles;		/* IN_... */
	uint8_t extra;		/* enum policy_extra that it belongs to */
} traps[] = {
#define ROW(call, where, extra, kind, check, err, why, seen)
#define TRAP(call, roles, extra, why) { call, roles, extra },
#include "sandbox/policy.def"
};

/* --- asking --- */

struct policy_verdict
policy_default(enum calls_arch arch, uint32_t number)
{
	enum { X32_BIT = 0x40000000 };
	/* A tracer skips a call by this number. */
	const uint32_t none = UINT32_MAX;

	if (arch == CALLS_X86_64 && number >= X32_BIT && number != none)
		return (struct policy_verdict){ POLICY_KILL, 0 };
	if (number > (uint32_t)calls_number(arch, CALLS_statx))
		return (struct policy_verdict)QUIETLY(ENOSYS);
	return (struct policy_verdict)REFUSED;
}

static struct policy_rule
rule_of_row(const struct row *r)
{
	static const enum policy_action actions[] = {
		[ROW_ALLOW] = POLICY_ALLOW,
		[ROW_CHECK] = POLICY_ALLOW,
		[ROW_ERRNO] = POLICY_ERRNO,
		[ROW_KILL] = POLICY_KILL,
	};

	return (struct policy_rule){
		.verdict = { actions[r->kind], r->error },
		.check = r->kind == ROW_CHECK ? &checks[r->check] : NULL
	};
}

void
policy_get(enum calls_arch arch, unsigned extras,
    struct policy_rule out[CALLS_COUNT])
{
	for (int i = 0; i < CALLS_COUNT; i++) {
		int number = calls_number(arch, (enum calls_call)i);

		out[i] = (struct policy_rule){
			.verdict = policy_default(arch, (uint32_t)number)
		};
	}
	/* Plain rows come first in the table, what replaces them later. */
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *r = &rows[i];

		if ((r->where & 1u << arch) == 0)
			continue;
		if (r->extra == POLICY_PLAIN || (r->extra & extras) != 0)
			out[r->call] = rule_of_row(r);
	}
}

int
policy_count(enum calls_arch arch, unsigned extras)
{
	struct policy_rule rules[CALLS_COUNT];
	int n = 0;

	policy_get(arch, extras, rules);
	for (int i = 0; i < CALLS_COUNT; i++) {
		const struct policy_check *c = rules[i].check;

		if (calls_number(arch, (enum calls_call)i) < 0)
			continue;
		if (rules[i].verdict.action == POLICY_ALLOW &&
		    (c == NULL || c->then.action == POLICY_ALLOW))
			n++;
	}
	return n;
}

bool
policy_role_traps(enum sandbox_role role, enum calls_call call,
    unsigned extras)
{
	for (size_t i = 0; i < COUNT_OF(traps); i++) {
		const struct trap *t = &traps[i];

		if (t->call != call || (t->roles & 1u << role) == 0)
			continue;
		if (t->extra == POLICY_PLAIN || (t->extra & extras) != 0)
			return true;
	}
	return false;
}
