/*
 * thread.c - the named threads and the gate that they wait at.
 *
 * Owns:   the gate; each struct thread until thread_join().
 * Called: by main (start and stop order), by ON_THREAD() everywhere.
 * Thread: main makes and joins threads; the rest runs in any.
 */
#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"

struct thread {
	pthread_t id;
	enum thread_role role;
	unsigned index;
	void (*fn)(void *arg);
	void *arg;
	bool is_at_gate;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_open;
	unsigned started, passed;	/* threads; and those past the hook */
	bool (*hook)(enum thread_role role);
} gate = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER,
};

static _Thread_local enum thread_role my_role;

/* Threads that were made and not yet joined; main makes and joins. */
static struct counter thread_total;

static const char *const role_names[THREAD_ROLE_COUNT] = {
	[THREAD_NONE] = "none",
	[THREAD_MAIN] = "main",
	[THREAD_IO] = "io",
	[THREAD_LOGIN] = "login",
	[THREAD_AUTH] = "auth",
	[THREAD_WORLD] = "world",
	[THREAD_DB] = "db",
	[THREAD_CONTROL] = "control",
	[THREAD_AUDIT] = "audit",
};

enum thread_role
thread_role(void)
{
	return my_role;
}

const char *
thread_role_name(enum thread_role role)
{
	return role_names[role];
}

void
thread_set_role(enum thread_role role)
{
	my_role = role;
}

void
thread_set_start_hook(bool (*hook)(enum thread_role role))
{
	pthread_mutex_lock(&gate.lock);
	gate.hook = hook;
	pthread_mutex_unlock(&gate.lock);
}

void
thread_gate_open(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.is_open = true;
	pthread_cond_broadcast(&gate.changed);
	while (gate.passed < gate.started)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
}

static void
name_self(const struct thread *t)
{
	char name[16];		/* Linux allows no more */

	snprintf(name, sizeof(name), "%s/%u", role_names[t->role], t->index);
#if defined(__linux__)
	pthread_setname_np(pthread_self(), name);
#endif
}

/*
 * Hashing gives way to everything else: a storm of logins must not be felt in
 * play. Before the gate, since the filter has no such call; on Linux "the
 * process 0" is the calling thread. Elsewhere the whole process would go down.
 */
static void
lower_priority(void)
{
#if defined(__linux__)
	enum { AUTH_NICE = 15 };

	(void)setpriority(PRIO_PROCESS, 0, AUTH_NICE);
#endif
}

static void *
thread_main(void *arg)
{
	struct thread *t = arg;
	bool (*hook)(enum thread_role role);

	my_role = t->role;
	name_self(t);
	if (t->role == THREAD_AUTH)
		lower_priority();

	pthread_mutex_lock(&gate.lock);
	t->is_at_gate = true;
	pthread_cond_broadcast(&gate.changed);
	while (!gate.is_open && t->role != THREAD_AUDIT)
		pthread_cond_wait(&gate.changed, &gate.lock);
	hook = t->role != THREAD_AUDIT ? gate.hook : NULL;
	pthread_mutex_unlock(&gate.lock);

	/*
	 * A thread that could not put on its sandbox role must not run, and
	 * main can no longer refuse to start: the hook has said why.
	 */
	if (hook != NULL && !hook(t->role))
		_exit(EXIT_FAILURE);
	pthread_mutex_lock(&gate.lock);
	gate.passed++;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);
	t->fn(t->arg);
	return NULL;
}

struct thread *
thread_new(enum thread_role role, unsigned index, void (*fn)(void *arg),
    void *arg)
{
	struct thread *t = calloc(1, sizeof(*t));
	sigset_t all, before;
	int err;

	CHECK(t != NULL);
	t->role = role;
	t->index = index;
	t->fn = fn;
	t->arg = arg;

	/* A refused call ends the process if its signal is blocked. */
	sigfillset(&all);
	sigdelset(&all, SIGSYS);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&t->id, NULL, thread_main, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err != 0) {
		log_error("thread: cannot start %s/%u error=%d",
		    role_names[role], index, err);
		free(t);
		return NULL;
	}

	counter_add(&thread_total, 1);

	/* It has named itself, and made its last call before the filter. */
	pthread_mutex_lock(&gate.lock);
	gate.started++;
	while (!t->is_at_gate)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	return t;
}

void
thread_stop_main(void)
{
#if defined(__linux__)
	/* The filter has no kill(), and lets this name our own process only;
	 * main's thread has the process's number. */
	(void)syscall(SYS_tgkill, getpid(), getpid(), THREAD_STOP_SIGNAL);
#else
	(void)kill(getpid(), THREAD_STOP_SIGNAL);
#endif
}

unsigned
thread_count(void)
{
	return 1 + (unsigned)counter_get(&thread_total);
}

void
thread_join(struct thread *t)
{
	if (t == NULL)
		return;
	pthread_join(t->id, NULL);
	counter_sub(&thread_total, 1);
	free(t);
}
