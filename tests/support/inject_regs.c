/*
 * inject_regs.c - the registers of a traced thread, by processor.
 *
 * Owns:   nothing; functions only.
 * Called: by inject.c.
 * Thread: the test's.
 */
#include "support/inject_regs.h"

#include <elf.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

bool
inject_regs_get(pid_t tid, struct inject_regs *out)
{
	struct iovec v = { &out->user, sizeof(out->user) };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &v) == 0;
}

bool
inject_regs_set(pid_t tid, const struct inject_regs *regs)
{
	struct inject_regs copy = *regs;
	struct iovec v = { &copy.user, sizeof(copy.user) };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &v) == 0;
}

#if defined(__x86_64__)

/* Kept to the kernel: what a call is stopped with, to be taken up again. */
enum {
	RESTARTSYS = 512,
	RESTARTNOINTR = 513,
	RESTARTNOHAND = 514,
	RESTART_RESTARTBLOCK = 516,
	RED_ZONE_BYTES = 128
};

const uint8_t inject_stub[16] = {
	0x0f, 0x05, 0xcc, 0, 0, 0, 0, 0,	/* syscall; int3 */
	0xcd, 0x80, 0xcc, 0, 0, 0, 0, 0,	/* int 0x80; int3 */
};

uint64_t
inject_regs_pc(const struct inject_regs *regs)
{
	return regs->user.rip;
}

uint64_t
inject_regs_free_stack(const struct inject_regs *regs)
{
	return (regs->user.rsp - RED_ZONE_BYTES) & ~(uint64_t)15;
}

void
inject_regs_prepare(struct inject_regs *regs, uint64_t pc, uint64_t sp,
    const struct inject_call *call)
{
	struct user_regs_struct *r = &regs->user;
	const uint64_t *a = call->args;

	r->rip = pc;
	/* the next frame keeps off a red zone of its own */
	r->rsp = sp;
	r->rax = (uint64_t)call->number;
	r->orig_rax = UINT64_MAX;	/* not in a call: nothing to restart */
	if (call->entry == INJECT_INT80) {
		r->rbx = a[0];
		r->rcx = a[1];
		r->rdx = a[2];
		r->rsi = a[3];
		r->rdi = a[4];
		r->rbp = a[5];
		return;
	}
	r->rdi = a[0];
	r->rsi = a[1];
	r->rdx = a[2];
	r->r10 = a[3];
	r->r8 = a[4];
	r->r9 = a[5];
}

int64_t
inject_regs_result(const struct inject_regs *regs)
{
	return (int64_t)regs->user.rax;
}

void
inject_regs_restart(struct inject_regs *regs)
{
	struct user_regs_struct *r = &regs->user;

	if ((int64_t)r->orig_rax < 0)
		return;
	switch (-(int64_t)r->rax) {
	case RESTARTSYS:
	case RESTARTNOINTR:
	case RESTARTNOHAND:
		r->rax = r->orig_rax;
		break;
	case RESTART_RESTARTBLOCK:
		r->rax = SYS_restart_syscall;
		break;
	default:
		return;
	}
	r->rip -= INJECT_CALL_BYTES;
	r->orig_rax = UINT64_MAX;
}

#elif defined(__aarch64__)

const uint8_t inject_stub[16] = {
	0x01, 0x00, 0x00, 0xd4,		/* svc #0 */
	0x00, 0x00, 0x20, 0xd4,		/* brk #0 */
};

uint64_t
inject_regs_pc(const struct inject_regs *regs)
{
	return regs->user.pc;
}

uint64_t
inject_regs_free_stack(const struct inject_regs *regs)
{
	return regs->user.sp & ~(uint64_t)15;
}

void
inject_regs_prepare(struct inject_regs *regs, uint64_t pc, uint64_t sp,
    const struct inject_call *call)
{
	struct user_regs_struct *r = &regs->user;

	r->pc = pc;
	r->sp = sp;
	r->regs[8] = (uint64_t)call->number;
	memcpy(r->regs, call->args, sizeof(call->args));
}

int64_t
inject_regs_result(const struct inject_regs *regs)
{
	return (int64_t)regs->user.regs[0];
}

/* This kernel has set the registers back before it lets a tracer see them. */
void
inject_regs_restart(struct inject_regs *regs)
{
	(void)regs;
}

#endif
