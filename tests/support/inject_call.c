/*
 * inject_call.c - lets a thread that inject.c holds make one system call.
 *
 * Owns:   nothing; the state is inject.c's.
 * Called: by tests/sandbox.
 * Thread: the test's, as inject.c.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "bot/die.h"
#include "bot/server.h"
#include "support/inject_state.h"

enum {
	CALL_MS = 1500,			/* for calls that should not wait */
	STOP_MS = 10000
};

/* --- stops --- */

/* Gives way first, sleeps later: most calls take microseconds. */
static void
nap(unsigned round)
{
	struct timespec t = { .tv_nsec = round < 200 ? 20000 : 500000 };

	nanosleep(&t, NULL);
}

/* False after timeout_ms. */
static bool
await_status(pid_t tid, int *status, int timeout_ms)
{
	int64_t deadline = server_now_ms() + patience_ms(timeout_ms);

	for (unsigned round = 0;; round++) {
		pid_t got = waitpid(tid, status, __WALL | WNOHANG);

		if (got == tid)
			return true;
		if (got < 0 && errno != EINTR)
			die("inject: waiting for thread %d: %s", (int)tid,
			    strerror(errno));
		if (server_now_ms() > deadline)
			return false;
		nap(round);
	}
}

static int
event_of(int status)
{
	return status >> 16;
}

/* Other signals wait. */
bool
inject_await_interrupted(pid_t tid)
{
	int status;

	for (;;) {
		if (!await_status(tid, &status, STOP_MS))
			die("inject: thread %d does not stop", (int)tid);
		if (!WIFSTOPPED(status))
			return false;
		if (event_of(status) == PTRACE_EVENT_STOP)
			return true;
		if (ptrace(PTRACE_CONT, tid, 0, WSTOPSIG(status)) != 0)
			return false;
	}
}

/* --- calls --- */

/* A process is ended at once: who called vfork waits for that. */
static void
hold_offspring(struct inject *in, pid_t tid, int event)
{
	unsigned long made = 0;
	int status;

	ptrace(PTRACE_GETEVENTMSG, tid, 0, &made);
	if (in->offspring_count == INJECT_MAX_OFFSPRING)
		die("inject: a call makes too many processes");
	in->offspring[in->offspring_count++] = (pid_t)made;
	await_status((pid_t)made, &status, STOP_MS);
	if (event == PTRACE_EVENT_VFORK) {
		kill((pid_t)made, SIGKILL);
		await_status((pid_t)made, &status, STOP_MS);
	}
}

static bool
is_at_breakpoint(pid_t tid, int status, uint64_t after)
{
	struct inject_regs regs;

	return WSTOPSIG(status) == SIGTRAP && event_of(status) == 0 &&
	    inject_regs_get(tid, &regs) &&
	    inject_regs_pc(&regs) == after + INJECT_BREAK_SKIPS;
}

static void
end_wait(struct inject_thread *t, struct inject_result *out)
{
	out->fate = INJECT_WAITED;
	ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
	if (!inject_await_interrupted(t->tid))
		die("inject: thread %s ended in a call", t->name);
}

static void
note_death(struct inject_thread *t, int status, struct inject_result *out)
{
	out->fate = INJECT_DIED;
	out->sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	out->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	t->is_dead = true;
}

/* The first thread's end is not told before the others' has been heard. */
static void
reap_others(struct inject *in)
{
	for (unsigned i = 0; i < in->thread_count; i++) {
		struct inject_thread *t = &in->threads[i];
		int status;

		if (t->tid != in->pid && !t->is_dead &&
		    waitpid(t->tid, &status, __WALL | WNOHANG) == t->tid)
			t->is_dead = !WIFSTOPPED(status);
	}
}

/* What has become of the thread; the end of the first one is left to reap. */
static bool
peek_status(struct inject *in, struct inject_thread *t, int *status)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)t->tid, &info, WEXITED | WSTOPPED | WNOHANG |
	    WNOWAIT | __WALL) != 0 || info.si_pid != t->tid) {
		if (t->tid == in->pid)
			reap_others(in);
		return false;
	}
	if (t->tid == in->pid && info.si_code == CLD_EXITED)
		*status = W_EXITCODE(info.si_status, 0);
	else if (t->tid == in->pid && (info.si_code == CLD_KILLED ||
	    info.si_code == CLD_DUMPED))
		*status = W_EXITCODE(0, info.si_status);
	else
		waitpid(t->tid, status, __WALL);
	return true;
}

static bool
await_call(struct inject *in, struct inject_thread *t, int *status)
{
	int64_t deadline = server_now_ms() + patience_ms(CALL_MS);

	for (unsigned round = 0; !peek_status(in, t, status); round++) {
		if (server_now_ms() > deadline)
			return false;
		nap(round);
	}
	return true;
}

/* Lets it run from stop to stop until the call is over. */
static void
follow(struct inject *in, struct inject_thread *t, uint64_t after,
    struct inject_result *out)
{
	int sig = 0;
	int status;

	for (;;) {
		if (ptrace(PTRACE_CONT, t->tid, 0, sig) != 0 && errno != ESRCH)
			die("inject: %s: %s", t->name, strerror(errno));
		sig = 0;
		if (!await_call(in, t, &status)) {
			end_wait(t, out);
			return;
		}
		if (!WIFSTOPPED(status)) {
			note_death(t, status, out);
			return;
		}
		if (is_at_breakpoint(t->tid, status, after))
			return;
		switch (event_of(status)) {
		case 0:
			sig = WSTOPSIG(status);
			out->trapped += sig == SIGSYS;
			break;
		case PTRACE_EVENT_FORK:
		case PTRACE_EVENT_VFORK:
		case PTRACE_EVENT_CLONE:
			hold_offspring(in, t->tid, event_of(status));
			break;
		case PTRACE_EVENT_EXEC:
			out->fate = INJECT_EXECUTED;
			return;
		}
	}
}

void
inject_run(struct inject *in, unsigned thread, const struct inject_call *call,
    struct inject_result *out)
{
	struct inject_thread *t = &in->threads[thread];
	struct inject_regs regs = t->saved;
	uint64_t from = in->stub;

	if (call->entry == INJECT_INT80)
		from += INJECT_STUB_INT80;
	if (t->is_dead)
		die("inject: thread %s is dead", t->name);
	*out = (struct inject_result){ .fate = INJECT_RETURNED };
	t->is_used = true;
	/* a handler's frame goes below what the call may point to */
	inject_regs_prepare(&regs, from, t->scratch, call);
	if (!inject_regs_set(t->tid, &regs))
		die("inject: registers of %s: %s", t->name, strerror(errno));
	follow(in, t, from + INJECT_CALL_BYTES, out);
	if (out->fate != INJECT_RETURNED)
		return;
	if (!inject_regs_get(t->tid, &regs))
		die("inject: registers of %s: %s", t->name, strerror(errno));
	out->value = inject_regs_result(&regs);
}

/* sys/ptrace.h of old libraries does not have it. */
bool
inject_get_filter(struct inject *in, unsigned thread, unsigned nth,
    struct inject_filter *out)
{
	const int get_filter = 0x420c;
	long n = ptrace(get_filter, in->threads[thread].tid, nth, out->words);

	if (n < 0 || (size_t)n > COUNT_OF(out->words))
		return false;
	out->count = (size_t)n;
	return true;
}
