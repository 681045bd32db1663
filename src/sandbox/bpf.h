/*
 * bpf.h - an assembler for the kernel's filter programs. It writes a program
 * from its end, so that whatever is jumped to is already there.
 */
#ifndef SANDBOX_BPF_H
#define SANDBOX_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BPF_CODE_MAX = 1024 };	/* the kernel takes 4096 */

/* struct sock_filter, which a system without Linux's headers lacks. */
struct bpf_insn {
	uint16_t code;
	uint8_t if_true;
	uint8_t if_false;
	uint32_t k;
};

/* struct seccomp_data: what a program looks at. */
struct bpf_data {
	int32_t number;
	uint32_t arch;
	uint64_t address;
	uint64_t args[6];
};

/* {0} is an empty program. */
struct bpf_code {
	size_t count;			/* they stand at the end of insns */
	bool is_full;
	struct bpf_insn insns[BPF_CODE_MAX];
};

enum bpf_op {
	BPF_OP_RET = 0x06,		/* end with k */
	BPF_OP_LOAD = 0x20,		/* A = 32 bits at offset k */
	BPF_OP_AND = 0x54,		/* A &= k */
	BPF_OP_GOTO = 0x05,
	BPF_OP_IF_EQUAL = 0x15,		/* A == k */
	BPF_OP_IF_AT_LEAST = 0x35,	/* A >= k */
	BPF_OP_IF_BITS = 0x45		/* A & k */
};

/* Offsets into struct bpf_data; all five architectures are little-endian. */
enum {
	BPF_AT_NUMBER = 0,
	BPF_AT_ARCH = 4,
	BPF_AT_ARGS = 16
};
#define BPF_AT_ARG_LOW(i)	(BPF_AT_ARGS + 8 * (uint32_t)(i))
#define BPF_AT_ARG_HIGH(i)	(BPF_AT_ARG_LOW(i) + 4)

/*
 * Each puts one step in front of what is already there and returns its label,
 * a place counted from the end. `next` is where the step goes on. A jump that
 * is too far for the kernel's one byte is taken in two. Nothing happens once
 * the program is full; ask bpf_is_good() at the end.
 */
size_t bpf_return(struct bpf_code *code, uint32_t value);
size_t bpf_load(struct bpf_code *code, uint32_t offset, size_t next);
size_t bpf_and(struct bpf_code *code, uint32_t mask, size_t next);
size_t bpf_if(struct bpf_code *code, enum bpf_op op, uint32_t k,
    size_t if_true, size_t if_false);

/* Makes sure that the program begins with this step. */
void bpf_begin(struct bpf_code *code, size_t first);

bool bpf_is_good(const struct bpf_code *code);

/* The finished program: code->count of them. Borrowed. */
const struct bpf_insn *bpf_program(const struct bpf_code *code);

#endif
