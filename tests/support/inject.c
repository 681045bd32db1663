/*
 * inject.c - holds the threads of another process, by ptrace.
 *
 * Owns:   the traced threads, their saved registers, and the few bytes of
 *         program text that inject_call.c makes them call from.
 * Called: by tests/sandbox.
 * Thread: the test's; only the thread that attached may trace.
 *
 * Calls are made from the program's entry point, which nobody needs any more:
 * its first bytes become "system call, breakpoint". The thread reaches the
 * breakpoint after the call and after any signal handler that it has set off.
 */
#include "support/inject.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bot/die.h"
#include "support/inject_state.h"

enum {
	SCRATCH_BYTES = 16384,
	TRACE_OPTIONS = PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC
};

/*
 * Handles that are open. A failed test leaves its functions and them; threads
 * that nobody reaps would keep the end of their process from its parent.
 */
static struct inject *open_handles[8];

/* --- attaching --- */

static bool
seize(pid_t tid)
{
	return ptrace(PTRACE_SEIZE, tid, 0, TRACE_OPTIONS) == 0 &&
	    ptrace(PTRACE_INTERRUPT, tid, 0, 0) == 0;
}

static struct inject_thread *
find_thread(struct inject *in, pid_t tid)
{
	for (unsigned i = 0; i < in->thread_count; i++)
		if (in->threads[i].tid == tid)
			return &in->threads[i];
	return NULL;
}

static void
read_name(pid_t pid, struct inject_thread *t)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", (int)pid,
	    (int)t->tid);
	f = fopen(path, "r");
	if (f == NULL || fgets(t->name, sizeof(t->name), f) == NULL)
		snprintf(t->name, sizeof(t->name), "?");
	t->name[strcspn(t->name, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}

/* What a thread has when it is first held. */
static void
take_thread(struct inject *in, pid_t tid)
{
	struct inject_thread *t;

	if (in->thread_count == INJECT_MAX_THREADS)
		die("inject: too many threads");
	t = &in->threads[in->thread_count++];
	*t = (struct inject_thread){ .tid = tid };
	read_name(in->pid, t);
	if (!inject_regs_get(tid, &t->saved))
		die("inject: registers of thread %d: %s", (int)tid,
		    strerror(errno));
	t->scratch = inject_regs_free_stack(&t->saved);
}

/* Returns how many threads it found that it did not hold yet. */
static unsigned
attach_new_threads(struct inject *in)
{
	char path[64];
	struct dirent *e;
	unsigned found = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)in->pid);
	d = opendir(path);
	if (d == NULL)
		die("inject: %s: %s", path, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		pid_t tid = (pid_t)strtol(e->d_name, NULL, 10);

		if (tid <= 0 || find_thread(in, tid) != NULL)
			continue;
		if (!seize(tid) || !inject_await_interrupted(tid))
			die("inject: thread %d: %s", (int)tid,
			    strerror(errno));
		take_thread(in, tid);
		found++;
	}
	closedir(d);
	return found;
}

static void
open_memory(struct inject *in)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)in->pid);
	in->mem_fd = open(path, O_RDWR | O_CLOEXEC);
	if (in->mem_fd < 0)
		die("inject: %s: %s", path, strerror(errno));
}

static uint64_t
find_entry_point(pid_t pid)
{
	Elf64_auxv_t aux;
	char path[64];
	uint64_t entry = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)pid);
	f = fopen(path, "rb");
	if (f == NULL)
		die("inject: %s: %s", path, strerror(errno));
	while (entry == 0 && fread(&aux, sizeof(aux), 1, f) == 1)
		if (aux.a_type == AT_ENTRY)
			entry = aux.a_un.a_val;
	fclose(f);
	if (entry == 0)
		die("inject: %s names no entry point", path);
	return entry;
}

static void
exchange_stub(struct inject *in, const long words[2], long old[2])
{
	for (int i = 0; i < 2; i++) {
		uint64_t at = in->stub + (uint64_t)i * sizeof(long);

		errno = 0;
		if (old != NULL)
			old[i] = ptrace(PTRACE_PEEKTEXT, in->pid, at, 0);
		if (errno != 0 ||
		    ptrace(PTRACE_POKETEXT, in->pid, at, words[i]) != 0)
			die("inject: program text: %s", strerror(errno));
	}
}

static void
reap_thread(pid_t tid)
{
	int status;

	while (waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status))
		ptrace(PTRACE_CONT, tid, 0, 0);
}

/* Until they have ended; the first is its parent's to reap. */
static void
reap_threads(struct inject *in)
{
	for (unsigned i = 0; i < in->thread_count; i++)
		if (in->threads[i].tid != in->pid && !in->threads[i].is_dead)
			reap_thread(in->threads[i].tid);
}

static void
end_all(void)
{
	for (size_t i = 0; i < COUNT_OF(open_handles); i++) {
		struct inject *in = open_handles[i];

		if (in == NULL)
			continue;
		kill(in->pid, SIGKILL);
		reap_threads(in);
	}
}

static struct inject *
new_handle(pid_t pid)
{
	static bool is_registered;
	struct inject *in = calloc(1, sizeof(*in));
	size_t i = 0;

	if (!is_registered)
		atexit(end_all);
	is_registered = true;
	while (i < COUNT_OF(open_handles) && open_handles[i] != NULL)
		i++;
	if (in == NULL || i == COUNT_OF(open_handles))
		die("inject: no room for another process");
	open_handles[i] = in;
	in->pid = pid;
	return in;
}

static void
free_handle(struct inject *in)
{
	for (size_t i = 0; i < COUNT_OF(open_handles); i++)
		if (open_handles[i] == in)
			open_handles[i] = NULL;
	close(in->mem_fd);
	free(in);
}

struct inject *
inject_attach(pid_t pid)
{
	struct inject *in = new_handle(pid);
	long words[2];

	/* a thread that is not held yet could make another */
	while (attach_new_threads(in) != 0)
		;
	open_memory(in);
	/* the compiler may align it, the kernel's words must be aligned */
	in->stub = (find_entry_point(pid) + 7) & ~(uint64_t)7;
	memcpy(words, inject_stub, sizeof(words));
	exchange_stub(in, words, in->stub_words);
	return in;
}

void
inject_detach(struct inject *in)
{
	exchange_stub(in, in->stub_words, NULL);
	for (unsigned i = 0; i < in->thread_count; i++) {
		struct inject_thread *t = &in->threads[i];

		/* what was not touched the kernel takes up again itself */
		if (t->is_used) {
			inject_regs_restart(&t->saved);
			if (!inject_regs_set(t->tid, &t->saved))
				die("inject: restoring thread %d: %s",
				    (int)t->tid, strerror(errno));
		}
		if (ptrace(PTRACE_DETACH, t->tid, 0, 0) != 0)
			die("inject: letting go of thread %d: %s",
			    (int)t->tid, strerror(errno));
	}
	free_handle(in);
}

void
inject_bury(struct inject *in)
{
	reap_threads(in);
	free_handle(in);
}

/* --- what is asked about it --- */

unsigned
inject_thread_count(const struct inject *in)
{
	return in->thread_count;
}

pid_t
inject_thread_id(const struct inject *in, unsigned thread)
{
	return in->threads[thread].tid;
}

const char *
inject_thread_name(const struct inject *in, unsigned thread)
{
	/* started by descriptor it may have a number for a name */
	return in->threads[thread].tid == in->pid ? "main" :
	    in->threads[thread].name;
}

pid_t
inject_pid(const struct inject *in)
{
	return in->pid;
}

unsigned
inject_offspring_count(const struct inject *in)
{
	return in->offspring_count;
}

/* --- memory --- */

uint64_t
inject_put(struct inject *in, unsigned thread, const void *bytes, size_t n)
{
	static const char zeroes[4096];
	struct inject_thread *t = &in->threads[thread];
	uint64_t top = inject_regs_free_stack(&t->saved);

	if (bytes == NULL && n > sizeof(zeroes))
		die("inject: too much memory asked for");
	t->scratch = (t->scratch - n) & ~(uint64_t)15;
	if (top - t->scratch > SCRATCH_BYTES)
		die("inject: too much memory asked for");
	if (pwrite(in->mem_fd, bytes != NULL ? bytes : zeroes, n,
	    (off_t)t->scratch) != (ssize_t)n)
		die("inject: stack of %s: %s", t->name, strerror(errno));
	return t->scratch;
}

void
inject_drop(struct inject *in, unsigned thread)
{
	struct inject_thread *t = &in->threads[thread];

	t->scratch = inject_regs_free_stack(&t->saved);
}

void
inject_get(struct inject *in, uint64_t at, void *out, size_t n)
{
	if (pread(in->mem_fd, out, n, (off_t)at) != (ssize_t)n)
		die("inject: memory at %#llx: %s", (unsigned long long)at,
		    strerror(errno));
}

/* --- children --- */

struct inject *
inject_fork(struct inject *in, unsigned thread)
{
	struct inject_call call = { .number = SYS_clone, .args = { SIGCHLD } };
	struct inject_result res;
	struct inject *child;

	in->offspring_count = 0;
	inject_run(in, thread, &call, &res);
	if (res.fate != INJECT_RETURNED || in->offspring_count != 1)
		die("inject: %s cannot fork: %lld", in->threads[thread].name,
		    (long long)res.value);
	child = new_handle(in->offspring[0]);
	child->is_child = true;
	in->offspring_count = 0;
	take_thread(child, child->pid);
	open_memory(child);
	child->stub = in->stub;
	return child;
}

static void
kill_and_reap(pid_t pid)
{
	kill(pid, SIGKILL);
	reap_thread(pid);
}

void
inject_kill(struct inject *child)
{
	if (!child->is_child)
		die("inject: this is nobody's copy");
	kill(child->pid, SIGKILL);
	/* its threads first: they end with it, but it is reaped last */
	for (unsigned i = 0; i < child->offspring_count; i++)
		kill_and_reap(child->offspring[i]);
	kill_and_reap(child->pid);
	free_handle(child);
}

/* --- whether it can be done at all --- */

static void
obstacle_child(int fd)
{
	char c;

	/* lives until our end of the pipe is closed */
	while (read(fd, &c, 1) < 0 && errno == EINTR)
		;
	_exit(0);
}

const char *
inject_obstacle(void)
{
	static char why[96];
	int fds[2], status;
	bool can;
	pid_t pid;

	if (geteuid() != 0)
		return "the server cannot be traced by anybody but root";
	if (pipe2(fds, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		die("inject: %s", strerror(errno));
	if (pid == 0) {
		close(fds[1]);
		obstacle_child(fds[0]);
	}
	can = seize(pid);
	if (!can)
		snprintf(why, sizeof(why), "ptrace: %s", strerror(errno));
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status))
		;
	close(fds[0]);
	close(fds[1]);
	return can ? NULL : why;
}
