/* calls.h - Linux's system calls by name and number, on five architectures. */
#ifndef SANDBOX_CALLS_H
#define SANDBOX_CALLS_H

#include <stdbool.h>
#include <stdint.h>

enum calls_arch {
	CALLS_X86_64,
	CALLS_I386,
	CALLS_ARM,
	CALLS_AARCH64,
	CALLS_RISCV64,
	CALLS_ARCH_COUNT
};

enum calls_call {
#define CALL(name, x86_64, i386, arm, aarch64, riscv64) CALLS_##name,
#include "sandbox/calls.def"
#undef CALL
	CALLS_COUNT
};

/* -1: the architecture has no such call. */
int calls_number(enum calls_arch arch, enum calls_call call);

/* The call of a number; CALLS_COUNT if the table knows none. Signal-safe. */
enum calls_call calls_find(enum calls_arch arch, uint32_t number);

/* "read"; "unknown" for CALLS_COUNT. Signal-safe. */
const char *calls_name(enum calls_call call);

/* "x86_64", and the number by which the kernel's filters know it. */
const char *calls_arch_name(enum calls_arch arch);
uint32_t calls_arch_audit(enum calls_arch arch);

/* False: this program was built for none of the five. */
bool calls_native_arch(enum calls_arch *out);

#endif
