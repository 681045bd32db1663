/*
 * inject.h - makes the threads of another process execute system calls, as
 * somebody would who has taken that thread over. Linux on x86-64 and arm64.
 */
#ifndef SUPPORT_INJECT_H
#define SUPPORT_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct inject;

/* How the call is entered; the second is only there on x86-64. */
enum inject_entry { INJECT_SYSCALL, INJECT_INT80 };

struct inject_call {
	enum inject_entry entry;
	long number;
	uint64_t args[6];
};

enum inject_fate {
	INJECT_RETURNED,
	INJECT_WAITED,		/* still in the kernel when we lost patience */
	INJECT_EXECUTED,	/* became another program */
	INJECT_DIED		/* and the whole process with it */
};

struct inject_result {
	enum inject_fate fate;
	int64_t value;		/* RETURNED: the result, or -errno */
	int sig;		/* DIED: by which signal; 0: it exited */
	int status;		/* DIED, sig 0: the exit status */
	unsigned trapped;	/* how often SIGSYS went to its handler */
};

/* NULL if this system lets us trace, else why not. */
const char *inject_obstacle(void);

/*
 * Stops all threads of the process. Everything here ends the program with a
 * message if tracing goes wrong. The process must not end meanwhile but by a
 * call of ours; it is killed if the program ends.
 */
struct inject *inject_attach(pid_t pid);

/* Gives registers and memory back, lets them run on, and frees. */
void inject_detach(struct inject *in);

/* The same for a process that has died: reaps its threads but the first. */
void inject_bury(struct inject *in);

/* Threads in the order of their ids: the first is the main one. */
unsigned inject_thread_count(const struct inject *in);
pid_t inject_thread_id(const struct inject *in, unsigned thread);
const char *inject_thread_name(const struct inject *in, unsigned thread);
pid_t inject_pid(const struct inject *in);

/*
 * Memory for a call: bytes on the thread's own stack, below what it uses.
 * NULL: zeroes. Lasts until inject_drop().
 */
uint64_t inject_put(struct inject *in, unsigned thread, const void *bytes,
    size_t n);
void inject_drop(struct inject *in, unsigned thread);
void inject_get(struct inject *in, uint64_t at, void *out, size_t n);

void inject_run(struct inject *in, unsigned thread,
    const struct inject_call *call, struct inject_result *out);

/* A system call filter as the kernel has it. */
struct inject_filter {
	size_t count;
	uint64_t words[4096];
};

enum { INJECT_OLDEST_FILTER = 0 };

/* The nth filter of the thread; false: there is none, or no telling. */
bool inject_get_filter(struct inject *in, unsigned thread, unsigned nth,
    struct inject_filter *out);

/*
 * Makes the thread fork, and holds the child: a copy of the process that one
 * may harm. inject_kill() ends it. The thread must be able to fork.
 */
struct inject *inject_fork(struct inject *in, unsigned thread);
void inject_kill(struct inject *child);

/* Whether a call made a process or a thread; inject_kill() ends them, too. */
unsigned inject_offspring_count(const struct inject *in);

#endif
