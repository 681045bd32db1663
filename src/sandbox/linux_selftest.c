/*
 * linux_selftest.c - forbidden things, asked for at start-up.
 *
 * Owns:   nothing.
 * Called: by linux.c.
 * Thread: main, with the base filter on and no role yet.
 *
 * A filter that is wrong for this kernel, or that something between us and it
 * does not apply, would otherwise be noticed by a stranger first.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/linux_selftest.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "sandbox/kernel.h"
#include "sandbox/linux_seccomp.h"

enum { PAGE_BYTES = 65536, PATH_BYTES = 4096 + 32, ERRNO_MOST = 4095 };

#ifdef SYS_mmap2
enum { CALL_MMAP = SYS_mmap2 };
#else
enum { CALL_MMAP = SYS_mmap };
#endif

/* Addresses of 32 bits can be negative numbers, too. */
static bool
is_refused(long got)
{
	return got < 0 && got >= -ERRNO_MOST;
}

static bool
is_call_refused(long call, long a, long b, long c, long d)
{
	const long args[KERNEL_PROBE_ARGS] = { a, b, c, d, -1, 0 };
	long got = sandbox_kernel()->probe(call, args);

	return is_refused(got);
}

static bool
is_reading_refused(void)
{
	return is_call_refused(SYS_openat, AT_FDCWD, (long)"/etc/passwd",
	    O_RDONLY | O_CLOEXEC, 0);
}

/* The one place where the process could write before. */
static bool
is_making_refused(const struct sandbox_options *opt)
{
	char path[PATH_BYTES];

	for (size_t i = 0; i < opt->path_count; i++) {
		if (opt->paths[i].access != SANDBOX_STORE_DIR)
			continue;
		str_format(path, sizeof(path), "%s/.fusiond-selftest",
		    opt->paths[i].path);
		if (!is_call_refused(SYS_openat, AT_FDCWD, (long)path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
			return false;
	}
	return true;
}

static bool
is_socket_refused(void)
{
	return is_call_refused(SYS_socket, AF_INET,
	    SOCK_STREAM | SOCK_CLOEXEC, 0, 0);
}

static bool
is_new_code_refused(void)
{
	return is_call_refused(CALL_MMAP, 0, PAGE_BYTES,
	    PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS);
}

static bool
is_old_memory_refused(void)
{
	void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool ok;

	if (page == MAP_FAILED)
		return false;
	ok = is_call_refused(SYS_mprotect, (long)page, PAGE_BYTES,
	    PROT_READ | PROT_EXEC, 0);
	munmap(page, PAGE_BYTES);
	return ok;
}

/* Nothing but the filter minds a process asking whether itself is there. */
static bool
is_signal_refused(void)
{
	return is_call_refused(SYS_kill, getpid(), 0, 0, 0);
}

static void
note(struct sandbox_report *r, bool is_ok, const char *what)
{
	if (!is_ok)
		report_missing(r, what, 0);
}

bool
selftest_run(const struct sandbox_options *opt, struct sandbox_report *r)
{
	bool is_filtered;

	seccomp_expect_refusals(true);
	is_filtered = is_signal_refused();
	note(r, is_reading_refused(), "refusal-to-read");
	/* With journalmode=delete the database thread may. */
	if (!opt->store_names_files)
		note(r, is_making_refused(opt), "refusal-to-write");
	note(r, is_socket_refused(), "refusal-of-sockets");
	note(r, is_new_code_refused(), "refusal-of-new-code");
	note(r, is_old_memory_refused(), "refusal-of-changed-code");
	seccomp_expect_refusals(false);
	if (!is_filtered)
		log_error("sandbox: the filter is on, but refuses nothing");
	return is_filtered;
}

#endif
