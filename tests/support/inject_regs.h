/* inject_regs.h - what inject.c has to know about the processor. */
#ifndef SUPPORT_INJECT_REGS_H
#define SUPPORT_INJECT_REGS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

#include "support/inject.h"

/* A system call and a breakpoint; on x86-64 also those of a 32-bit program. */
extern const uint8_t inject_stub[16];

#if defined(__x86_64__)
enum { INJECT_CALL_BYTES = 2, INJECT_BREAK_SKIPS = 1, INJECT_STUB_INT80 = 8 };
struct inject_regs { struct user_regs_struct user; };
#elif defined(__aarch64__)
enum { INJECT_CALL_BYTES = 4, INJECT_BREAK_SKIPS = 0, INJECT_STUB_INT80 = 0 };
struct inject_regs { struct user_regs_struct user; };
#else
#error "no registers known for this processor"
#endif

/* False, with errno. */
bool inject_regs_get(pid_t tid, struct inject_regs *out);
bool inject_regs_set(pid_t tid, const struct inject_regs *regs);

uint64_t inject_regs_pc(const struct inject_regs *regs);

/* The highest address below the stack pointer that nobody uses. */
uint64_t inject_regs_free_stack(const struct inject_regs *regs);

/* Makes them those of a thread that is about to make the call. */
void inject_regs_prepare(struct inject_regs *regs, uint64_t pc, uint64_t sp,
    const struct inject_call *call);

int64_t inject_regs_result(const struct inject_regs *regs);

/*
 * A thread that was stopped while it waited in a call, and whose stop we have
 * used for something else: takes the call up again as the kernel would have.
 */
void inject_regs_restart(struct inject_regs *regs);

#endif
