/*
 * bpf.c - an assembler for the kernel's filter programs, from the end.
 *
 * Owns:   nothing; the program is the caller's.
 * Called: by filter.c.
 * Thread: any.
 */
#include "sandbox/bpf.h"

enum {
	BPF_FAR = 250,		/* 255, less the detours in front of a jump */
	BPF_SAME_RETURN = 200	/* an equal end this near is shared */
};

static size_t
put(struct bpf_code *code, enum bpf_op op, uint8_t if_true, uint8_t if_false,
    uint32_t k)
{
	if (code->count == BPF_CODE_MAX) {
		code->is_full = true;
		return code->count;
	}
	code->count++;
	code->insns[BPF_CODE_MAX - code->count] = (struct bpf_insn){
		.code = (uint16_t)op,
		.if_true = if_true,
		.if_false = if_false,
		.k = k
	};
	return code->count;
}

/* Instructions that a step put here now would have to skip. */
static size_t
distance(const struct bpf_code *code, size_t label)
{
	return code->count - label;
}

static size_t
detour(struct bpf_code *code, size_t label)
{
	return put(code, BPF_OP_GOTO, 0, 0, (uint32_t)distance(code, label));
}

static void
fall_into(struct bpf_code *code, size_t next)
{
	if (distance(code, next) != 0)
		detour(code, next);
}

size_t
bpf_return(struct bpf_code *code, uint32_t value)
{
	size_t oldest = code->count > BPF_SAME_RETURN ?
	    code->count - BPF_SAME_RETURN : 0;

	for (size_t label = code->count; label > oldest; label--) {
		const struct bpf_insn *in = &code->insns[BPF_CODE_MAX - label];

		if (in->code == BPF_OP_RET && in->k == value)
			return label;
	}
	return put(code, BPF_OP_RET, 0, 0, value);
}

size_t
bpf_load(struct bpf_code *code, uint32_t offset, size_t next)
{
	fall_into(code, next);
	return put(code, BPF_OP_LOAD, 0, 0, offset);
}

size_t
bpf_and(struct bpf_code *code, uint32_t mask, size_t next)
{
	fall_into(code, next);
	return put(code, BPF_OP_AND, 0, 0, mask);
}

size_t
bpf_if(struct bpf_code *code, enum bpf_op op, uint32_t k, size_t if_true,
    size_t if_false)
{
	if (distance(code, if_true) > BPF_FAR)
		if_true = detour(code, if_true);
	if (distance(code, if_false) > BPF_FAR)
		if_false = detour(code, if_false);
	return put(code, op, (uint8_t)distance(code, if_true),
	    (uint8_t)distance(code, if_false), k);
}

void
bpf_begin(struct bpf_code *code, size_t first)
{
	fall_into(code, first);
}

bool
bpf_is_good(const struct bpf_code *code)
{
	return code->count > 0 && !code->is_full;
}

const struct bpf_insn *
bpf_program(const struct bpf_code *code)
{
	return &code->insns[BPF_CODE_MAX - code->count];
}
