/*
 * linux_audit.c - sandbox=audit: asks nothing, refuses nothing, notes all.
 *
 * Owns:   the filter's listener, the table of calls by role.
 * Called: by linux_seccomp.c; audit_print() when the process ends.
 * Thread: audit, which alone adds to the table; any may read it.
 *
 * The filter is on the audit thread, too: whatever it calls must be a call
 * that passes, or it would wait for its own answer.
 */
#include "sandbox/linux_audit.h"

#if defined(__linux__) && !defined(SANDBOX_NONE)

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/counter.h"
#include "base/log.h"
#include "base/thread.h"
#include "sandbox/bpf.h"
#include "sandbox/calls.h"
#include "sandbox/kernel.h"
#include "sandbox/policy.h"

enum {
	AUDIT_ROWS = 256,
	AUDIT_THREADS = 256,
	AUDIT_CLONE_THREAD = 0x10000,
	NO_ROLE = SANDBOX_ROLE_COUNT,
	SECCOMP_OP_NOTIF_SIZES = 3,
	ANSWER_CONTINUE = 1	/* Linux 5.5: the call goes on as if allowed */
};

/* struct seccomp_notif and seccomp_notif_resp, whatever the headers know. */
struct question {
	uint64_t id;
	uint32_t tid;
	uint32_t flags;
	struct bpf_data call;
};

struct reply {
	uint64_t id;
	int64_t value;
	int32_t error;
	uint32_t flags;
};

struct sizes {
	uint16_t question;
	uint16_t reply;
	uint16_t call;
};

/* SECCOMP_IOCTL_NOTIF_RECV and _SEND; the filter lets only these pass. */
#define AUDIT_RECEIVE	_IOWR('!', 0, struct question)
#define AUDIT_REPLY	_IOWR('!', 1, struct reply)

_Static_assert(sizeof(struct question) == 80, "the kernel's layout");
_Static_assert(sizeof(struct reply) == 24, "the kernel's layout");

/*
 * A key is 0 or KEY_USED with a call and a role in it. Counters, since main
 * reads them at the end while the thread still counts.
 */
#define KEY_USED	((uint64_t)1 << 63)
#define KEY_FOREIGN	((uint64_t)1 << 62)

struct row {
	struct counter key;
	struct counter count;
};

static struct {
	struct thread *thread;
	int64_t warn_period_ms;
	int mail_fd;		/* brings the listener's number plus 2 */
	struct row rows[AUDIT_ROWS];
	struct counter total;
	/* tid << 8 | role, in the order in which threads came */
	struct counter thread_count;
	struct counter threads[AUDIT_THREADS];
} audit;

static const char *const role_names[] = {
	[SANDBOX_ROLE_MAIN] = "main",
	[SANDBOX_ROLE_IO] = "io",
	[SANDBOX_ROLE_LOGIN] = "login",
	[SANDBOX_ROLE_WORLD] = "world",
	[SANDBOX_ROLE_AUTH] = "auth",
	[SANDBOX_ROLE_DB] = "db",
	[SANDBOX_ROLE_CONTROL] = "control",
	[NO_ROLE] = "no role yet",
};

/* --- who asks, and for what --- */

void
audit_note_role(enum sandbox_role role)
{
	uint64_t place = counter_next(&audit.thread_count);

	if (place < AUDIT_THREADS)
		counter_set(&audit.threads[place],
		    (uint64_t)syscall(SYS_gettid) << 8 | role);
}

static unsigned
role_of(uint32_t tid)
{
	for (size_t i = 0; i < AUDIT_THREADS; i++) {
		uint64_t t = counter_get(&audit.threads[i]);

		if (t >> 8 == tid)
			return (unsigned)(t & 0xff);
	}
	return NO_ROLE;
}

static bool
would_kill(const struct bpf_data *call, enum calls_arch native)
{
	struct policy_rule rules[CALLS_COUNT];
	enum calls_call which = calls_find(native, (uint32_t)call->number);

	if (call->arch != calls_arch_audit(native))
		return true;
	if (which == CALLS_COUNT)
		return policy_default(native, (uint32_t)call->number).action ==
		    POLICY_KILL;
	if (which == CALLS_clone)
		return (call->args[0] & AUDIT_CLONE_THREAD) == 0;
	policy_get(native, POLICY_PLAIN, rules);
	return rules[which].verdict.action == POLICY_KILL;
}

static const char *
name_of(uint64_t key, enum calls_arch native)
{
	if ((key & KEY_FOREIGN) != 0)
		return "call of another architecture";
	return calls_name(calls_find(native, (uint32_t)key));
}

/* --- counting --- */

/* The row of a key, a new one if need be; NULL if the table is full. */
static struct row *
row_of(uint64_t key, bool *is_new)
{
	*is_new = false;
	for (size_t i = 0; i < AUDIT_ROWS; i++) {
		uint64_t k = counter_get(&audit.rows[i].key);

		if (k == key)
			return &audit.rows[i];
		if (k == 0) {
			*is_new = true;
			counter_set(&audit.rows[i].key, key);
			return &audit.rows[i];
		}
	}
	return NULL;
}

static void
note(const struct question *q)
{
	enum calls_arch native = CALLS_X86_64;
	unsigned role = role_of(q->tid);
	uint64_t key = KEY_USED | (uint64_t)role << 32 |
	    (uint32_t)q->call.number;
	struct row *row;
	bool is_new;

	(void)calls_native_arch(&native);
	if (q->call.arch != calls_arch_audit(native))
		key |= KEY_FOREIGN;
	counter_add(&audit.total, 1);
	row = row_of(key, &is_new);
	if (row == NULL)
		return;
	counter_add(&row->count, 1);
	if (is_new)
		log_warn("sandbox: audit: would %s %s (%d) at 0x%llx thread %u "
		    "(%s)", would_kill(&q->call, native) ? "kill" : "refuse",
		    name_of(key, native), q->call.number,
		    (unsigned long long)q->call.address, q->tid,
		    role_names[role]);
}

unsigned
audit_count(void)
{
	return (unsigned)counter_get(&audit.total);
}

void
audit_print(void)
{
	enum calls_arch native = CALLS_X86_64;

	(void)calls_native_arch(&native);
	for (size_t i = 0; i < AUDIT_ROWS; i++) {
		uint64_t key = counter_get(&audit.rows[i].key);

		if (key == 0)
			break;
		log_warn("sandbox: audit: %s (%u) by %s: %llu times",
		    name_of(key, native), (uint32_t)key,
		    role_names[key >> 32 & 0xff],
		    (unsigned long long)counter_get(&audit.rows[i].count));
	}
	log_warn("sandbox: audit: calls that would have been refused=%u",
	    audit_count());
}

/* --- the thread --- */

static void
answer_one(int listener_fd)
{
	struct question q;
	struct reply r;

	memset(&q, 0, sizeof(q));
	/* ENOENT: whoever asked has been killed meanwhile. */
	if (ioctl(listener_fd, AUDIT_RECEIVE, &q) != 0)
		return;
	note(&q);
	r = (struct reply){ .id = q.id, .flags = ANSWER_CONTINUE };
	(void)ioctl(listener_fd, AUDIT_REPLY, &r);
}

static int
wait_for_listener(void)
{
	uint64_t mail;

	while (read(audit.mail_fd, &mail, sizeof(mail)) != sizeof(mail))
		continue;
	return (int)mail - 2;
}

static void
logger_run(void *arg)
{
	int64_t next_ms = clock_now_ms() + audit.warn_period_ms;
	int listener_fd = wait_for_listener();

	UNUSED(arg);
	for (;;) {
		/* Without a listener only the clock counts. */
		struct pollfd p = { .fd = listener_fd, .events = POLLIN };
		int64_t left_ms = next_ms - clock_now_ms();

		if (left_ms <= 0) {
			log_warn("sandbox: sandbox=audit protects nothing");
			next_ms += audit.warn_period_ms;
			continue;
		}
		if (poll(&p, 1, (int)left_ms) > 0 &&
		    (p.revents & POLLIN) != 0)
			answer_one(listener_fd);
	}
}

bool
audit_start(int64_t warn_period_ms)
{
	audit.warn_period_ms = warn_period_ms;
	audit.mail_fd = eventfd(0, EFD_CLOEXEC);
	if (audit.mail_fd < 0) {
		log_error("sandbox: audit: no eventfd: %s", strerror(errno));
		return false;
	}
	log_warn("sandbox: sandbox=audit protects nothing");
	audit.thread = thread_new(THREAD_AUDIT, 0, logger_run, NULL);
	if (audit.thread == NULL)
		return false;
	atexit(audit_print);
	return true;
}

bool
audit_can_listen(void)
{
	struct sizes sizes = { 0 };

	if (audit.thread == NULL)
		return false;
	/* A kernel with other structs would not take our ioctls. */
	return sandbox_kernel()->seccomp(SECCOMP_OP_NOTIF_SIZES, 0,
	    &sizes) == 0 && sizes.question == sizeof(struct question) &&
	    sizes.reply == sizeof(struct reply);
}

void
audit_listen(int listener_fd)
{
	uint64_t mail = (uint64_t)(listener_fd + 2);

	if (audit.thread != NULL)
		CHECK(write(audit.mail_fd, &mail, sizeof(mail)) ==
		    sizeof(mail));
}

#endif
