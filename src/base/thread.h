/* thread.h - the named threads, the gate they wait at, and ON_THREAD(). */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <signal.h>
#include <stdbool.h>

#include "base/check.h"

enum thread_role {
	THREAD_NONE,		/* a test, or start-up before roles exist */
	THREAD_MAIN,
	THREAD_IO,
	THREAD_LOGIN,
	THREAD_AUTH,
	THREAD_WORLD,
	THREAD_DB,
	THREAD_CONTROL,
	THREAD_AUDIT,		/* sandbox=audit: answers the kernel */
	THREAD_ROLE_COUNT
};

struct thread;

/*
 * Starts a thread that names itself ("io/1", "world"), waits at the gate
 * until thread_gate_open(), then runs the hook given to thread_set_start_hook()
 * and fn(arg). All signals but SIGSYS are blocked in it. NULL (logged) if it
 * cannot start. THREAD_AUDIT knows neither gate nor hook: others need its
 * answers before.
 */
struct thread *thread_new(enum thread_role role, unsigned index,
    void (*fn)(void *arg), void *arg) MUST_USE;

/* Waits for its end and frees it; NULL is allowed. */
void thread_join(struct thread *t);

/* Called once in every thread right after the gate (sandbox_thread_start). */
void thread_set_start_hook(bool (*hook)(enum thread_role role));

/*
 * Lets all threads, present and later ones, through; returns when the present
 * ones have the hook behind them.
 */
void thread_gate_open(void);

/*
 * Any thread, in the sandbox, too: sends main this signal. Not TERM, which a
 * main that stops already takes for the impatience of its operator.
 */
enum { THREAD_STOP_SIGNAL = SIGUSR1 };
void thread_stop_main(void);

/* Threads that run, main among them. */
unsigned thread_count(void);

/*
 * The calling thread's role; THREAD_NONE in one that we did not start. Both
 * are signal-safe.
 */
enum thread_role thread_role(void);
const char *thread_role_name(enum thread_role role);

/* Gives the calling thread a role: main() and tests that play a thread. */
void thread_set_role(enum thread_role role);

/*
 * A function bound to a thread begins with this. Tests (role NONE) may call
 * all.
 */
#define ON_THREAD(role) \
	CHECK(thread_role() == (role) || thread_role() == THREAD_NONE)

#endif
