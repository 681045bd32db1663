/* inject_state.h - what inject.c and inject_call.c share; nobody else's. */
#ifndef SUPPORT_INJECT_STATE_H
#define SUPPORT_INJECT_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "support/inject.h"
#include "support/inject_regs.h"

enum { INJECT_MAX_THREADS = 64, INJECT_MAX_OFFSPRING = 16 };

struct inject_thread {
	pid_t tid;
	bool is_used;		/* has made a call: its registers changed */
	bool is_dead;
	char name[16];
	struct inject_regs saved;
	uint64_t scratch;	/* lowest address in use; grows down */
};

struct inject {
	pid_t pid;
	int mem_fd;
	bool is_child;		/* made by inject_fork() */
	uint64_t stub;
	long stub_words[2];	/* what was there before */
	unsigned thread_count;
	struct inject_thread threads[INJECT_MAX_THREADS];
	unsigned offspring_count;
	pid_t offspring[INJECT_MAX_OFFSPRING];
};

/*
 * Until the thread stops because PTRACE_INTERRUPT was asked for. False: it has
 * ended.
 */
bool inject_await_interrupted(pid_t tid);

#endif
