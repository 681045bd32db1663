/*
 * calls.c - Linux's system calls by name and number, on five architectures.
 *
 * Owns:   nothing but the tables.
 * Called: by the filter's builder, by the SIGSYS handler, by audit mode.
 * Thread: any, also from a signal handler.
 */
#include "sandbox/calls.h"

#include <stddef.h>

#include "base/check.h"

static const struct {
	const char *name;
	int16_t numbers[CALLS_ARCH_COUNT];
} calls[CALLS_COUNT] = {
#define CALL(name, x86_64, i386, arm, aarch64, riscv64) \
	[CALLS_##name] = { #name, { x86_64, i386, arm, aarch64, riscv64 } },
#include "sandbox/calls.def"
#undef CALL
};

/* AUDIT_ARCH_... of linux/audit.h. */
static const struct {
	const char *name;
	uint32_t audit;
} arches[CALLS_ARCH_COUNT] = {
	[CALLS_X86_64] = { "x86_64", 0xc000003e },
	[CALLS_I386] = { "i386", 0x40000003 },
	[CALLS_ARM] = { "arm", 0x40000028 },
	[CALLS_AARCH64] = { "aarch64", 0xc00000b7 },
	[CALLS_RISCV64] = { "riscv64", 0xc00000f3 },
};

int
calls_number(enum calls_arch arch, enum calls_call call)
{
	return calls[call].numbers[arch];
}

enum calls_call
calls_find(enum calls_arch arch, uint32_t number)
{
	for (int i = 0; i < CALLS_COUNT; i++) {
		if (calls[i].numbers[arch] >= 0 &&
		    (uint32_t)calls[i].numbers[arch] == number)
			return (enum calls_call)i;
	}
	return CALLS_COUNT;
}

const char *
calls_name(enum calls_call call)
{
	return call < CALLS_COUNT ? calls[call].name : "unknown";
}

const char *
calls_arch_name(enum calls_arch arch)
{
	return arches[arch].name;
}

uint32_t
calls_arch_audit(enum calls_arch arch)
{
	return arches[arch].audit;
}

bool
calls_native_arch(enum calls_arch *out)
{
#if defined(__x86_64__) && !defined(__ILP32__)
	*out = CALLS_X86_64;
	return true;
#elif defined(__i386__)
	*out = CALLS_I386;
	return true;
#elif defined(__arm__) && defined(__ARM_EABI__) && !defined(__ARMEB__)
	*out = CALLS_ARM;
	return true;
#elif defined(__aarch64__) && !defined(__AARCH64EB__) && !defined(__ILP32__)
	*out = CALLS_AARCH64;
	return true;
#elif defined(__riscv) && __riscv_xlen == 64
	*out = CALLS_RISCV64;
	return true;
#else
	UNUSED(out);
	return false;
#endif
}
