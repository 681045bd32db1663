/*
 * linux_seccomp.c - puts the system call filter on all threads, and a role's
 * smaller one on each.
 *
 * Owns:   the roles' programs.
 * Called: by the Linux backend; seccomp_thread_start() by each thread.
 * Thread: main, but for what says otherwise.
 *
 * The base filter goes on every thread at once, and before any role: a thread
 * that has a filter of its own would make the kernel refuse the rest.
 */
#include "sandbox/linux_seccomp.h"

#if defined(__linux__) && !defined(SANDBOX_NONE)

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "base/thread.h"
#include "sandbox/filter.h"
#include "sandbox/kernel.h"
#include "sandbox/linux_audit.h"
#include "sandbox/linux_sigsys.h"

/* linux/seccomp.h, whatever the headers know. */
enum {
	OP_SET_FILTER = 1,
	OP_ACTION_AVAILABLE = 2,
	FLAG_TSYNC = 1,
	FLAG_LOG = 2,		/* 4.14: the kernel logs what is refused */
	FLAG_LISTENER = 8,	/* 5.0 */
	FLAG_TSYNC_ESRCH = 16	/* 5.7: says ESRCH, not a thread's id */
};

/* struct sock_fprog */
struct program {
	unsigned short count;
	const struct bpf_insn *insns;
};

/*
 * The process has one filter, so this is not a context argument. Written by
 * main before the gate opens, read by all afterwards.
 */
static struct {
	enum sandbox_mode mode;
	bool has_filters;	/* the kernel has */
	bool is_installed;
	struct filter_options filter;
	struct bpf_code roles[SANDBOX_ROLE_COUNT];
} seccomp;

static struct counter role_count;

static bool
is_action_available(uint32_t action)
{
	return sandbox_kernel()->seccomp(OP_ACTION_AVAILABLE, 0,
	    &action) == 0;
}

static long
install(const struct bpf_code *code, unsigned flags)
{
	struct program p = {
		.count = (unsigned short)code->count,
		.insns = bpf_program(code)
	};

	return sandbox_kernel()->seccomp(OP_SET_FILTER, flags, &p);
}

/*
 * Proves that the base filter is on the calling thread. O_PATH, since this is
 * an open that Landlock and an empty root let pass and the filter never does.
 */
static bool
is_filtered(void)
{
	const long args[KERNEL_PROBE_ARGS] = {
		AT_FDCWD, (long)"/", O_PATH | O_CLOEXEC
	};
	long fd = sandbox_kernel()->probe(SYS_openat, args);

	if (fd >= 0)
		close((int)fd);
	return fd == -EACCES;
}

/* --- before there are threads --- */

/* No program is given: a kernel that has filters complains about that. */
static int
missing_filters(void)
{
	enum calls_arch native;
	long res;

	if (!calls_native_arch(&native))
		return ENOSYS;
	res = sandbox_kernel()->seccomp(OP_SET_FILTER, 0, NULL);
	return res == 0 || res == -EFAULT ? 0 : (int)-res;
}

bool
seccomp_init(const struct sandbox_options *opt, struct sandbox_report *r)
{
	int err = missing_filters();

	seccomp.mode = opt->mode;
	seccomp.is_installed = false;
	seccomp.filter = (struct filter_options){
		.is_audit = opt->mode == SANDBOX_AUDIT,
		.store_names_files = opt->store_names_files
	};
	counter_set(&role_count, 0);
	seccomp.has_filters = err == 0;
	if (err != 0 && opt->mode != SANDBOX_AUDIT) {
		log_error("sandbox: this kernel has no system call filter: %s",
		    strerror(err));
		return false;
	}
	if (err != 0) {
		report_missing(r, "seccomp", err);
		return true;
	}
	return sigsys_install(opt->mode == SANDBOX_STRICT);
}

void
seccomp_set_store_fds(const int *fds, size_t count)
{
	CHECK(count <= FILTER_STORE_FDS);
	for (size_t i = 0; i < count; i++)
		seccomp.filter.store_fds[i] = fds[i];
	seccomp.filter.store_fd_count = count;
}

bool
seccomp_start_logger(void)
{
	CHECK(seccomp.mode == SANDBOX_AUDIT);
	return audit_start(AUDIT_WARN_PERIOD_MS);
}

/* --- the base filter --- */

static void
fill_options(struct sandbox_report *r)
{
	struct filter_options *f = &seccomp.filter;

	CHECK(calls_native_arch(&f->arch));
	f->pid = (uint32_t)getpid();
	f->refuse = FILTER_TRAP;
	f->kill = FILTER_KILL_PROCESS;
	if (!is_action_available(FILTER_KILL_PROCESS)) {
		f->kill = FILTER_KILL_THREAD;
		report_missing(r, "kill_process", 0);
	}
}

/* What an older kernel does not know is left out; false has been logged. */
static bool
install_everywhere(const struct bpf_code *code)
{
	static const unsigned tries[] = {
		FLAG_TSYNC | FLAG_TSYNC_ESRCH | FLAG_LOG,
		FLAG_TSYNC | FLAG_TSYNC_ESRCH,
		FLAG_TSYNC | FLAG_LOG,
		FLAG_TSYNC
	};
	long res = -EINVAL;

	for (size_t i = 0; i < COUNT_OF(tries) && res == -EINVAL; i++)
		res = install(code, tries[i]);
	/* A positive number is the id of a thread that could not follow. */
	if (res > 0 || res == -ESRCH)
		log_error("sandbox: a thread stayed without the filter, so "
		    "none has it thread=%ld", res > 0 ? res : 0);
	else if (res != 0)
		log_error("sandbox: the filter was not taken: %s",
		    strerror((int)-res));
	return res == 0;
}

/* The listener's descriptor, or -1. */
static int
install_with_listener(struct bpf_code *code)
{
	if (!audit_can_listen() || !is_action_available(FILTER_NOTIFY))
		return -1;
	seccomp.filter.kill = seccomp.filter.refuse = FILTER_NOTIFY;
	filter_build_base(&seccomp.filter, code);
	return (int)install(code,
	    FLAG_TSYNC | FLAG_TSYNC_ESRCH | FLAG_LISTENER);
}

/* Nothing here is a reason not to start. */
static bool
install_audit(struct bpf_code *code)
{
	int listener_fd = install_with_listener(code);

	audit_listen(listener_fd < 0 ? -1 : listener_fd);
	if (listener_fd >= 0)
		return true;
	if (!is_action_available(FILTER_LOG)) {
		log_warn("sandbox: audit: this kernel can tell nobody about "
		    "refused calls");
		return false;
	}
	log_warn("sandbox: audit: this kernel cannot ask us: what would be "
	    "refused is in its own log");
	seccomp.filter.kill = seccomp.filter.refuse = FILTER_LOG;
	filter_build_base(&seccomp.filter, code);
	return install_everywhere(code);
}

static void
build_roles(void)
{
	struct filter_options f = seccomp.filter;

	if (f.is_audit)
		f.refuse = FILTER_LOG;	/* a process has one listener only */
	for (int role = 0; role < SANDBOX_ROLE_COUNT; role++)
		filter_build_role(&f, (enum sandbox_role)role,
		    &seccomp.roles[role]);
}

bool
seccomp_start(struct sandbox_report *r)
{
	bool is_audit = seccomp.mode == SANDBOX_AUDIT;
	struct bpf_code code;

	if (!seccomp.has_filters)
		return is_audit;
	fill_options(r);
	if (is_audit) {
		seccomp.is_installed = install_audit(&code);
	} else {
		filter_build_base(&seccomp.filter, &code);
		seccomp.is_installed = install_everywhere(&code);
	}
	if (!seccomp.is_installed)
		return is_audit;
	if (!is_filtered()) {
		log_error("sandbox: the filter does not filter");
		return false;
	}
	build_roles();
	r->calls = filter_count(&seccomp.filter);
	r->tsync = (int)thread_count();
	return true;
}

void
seccomp_expect_refusals(bool is_expected)
{
	sigsys_expect(is_expected);
}

/* --- roles --- */

bool
seccomp_thread_start(enum sandbox_role role)
{
	long res;

	if (!seccomp.is_installed)
		return seccomp.mode == SANDBOX_AUDIT;
	if (!is_filtered()) {
		log_error("sandbox: thread %s is not filtered",
		    thread_role_name(thread_role()));
		return false;
	}
	if (seccomp.mode == SANDBOX_AUDIT)
		audit_note_role(role);
	res = install(&seccomp.roles[role], 0);
	if (res != 0) {
		log_error("sandbox: thread %s has no role: %s",
		    thread_role_name(thread_role()), strerror((int)-res));
		return seccomp.mode == SANDBOX_AUDIT;
	}
	counter_add(&role_count, 1);
	return true;
}

int
seccomp_role_count(void)
{
	return (int)counter_get(&role_count);
}

unsigned
seccomp_refused_count(void)
{
	return seccomp.mode == SANDBOX_AUDIT ? audit_count() : sigsys_count();
}

#endif
