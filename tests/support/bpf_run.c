/*
 * bpf_run.c - takes and runs a filter program as the kernel would.
 *
 * Owns:   nothing.
 * Called: by the tests of the sandbox's filter, and their benchmark.
 * Thread: any.
 */
#include "support/bpf_run.h"

#include <string.h>

#include "base/check.h"

static bool
is_jump(const struct bpf_insn *in)
{
	return in->code == BPF_OP_IF_EQUAL || in->code == BPF_OP_IF_AT_LEAST ||
	    in->code == BPF_OP_IF_BITS;
}

const char *
bpf_complaint(const struct bpf_insn *insns, size_t count)
{
	if (count == 0 || count > BPF_KERNEL_MAX)
		return "length";
	for (size_t i = 0; i < count; i++) {
		const struct bpf_insn *in = &insns[i];
		size_t left = count - i - 1;

		if (is_jump(in)) {
			if (in->if_true >= left || in->if_false >= left)
				return "jump out of the program";
		} else if (in->code == BPF_OP_GOTO) {
			if (in->k >= left)
				return "jump out of the program";
		} else if (in->code == BPF_OP_LOAD) {
			if (in->k % 4 != 0 || in->k >= sizeof(struct bpf_data))
				return "load from nowhere";
		} else if (in->code != BPF_OP_AND && in->code != BPF_OP_RET) {
			return "unknown step";
		}
	}
	return insns[count - 1].code == BPF_OP_RET ? NULL : "no end";
}

uint32_t
bpf_run(const struct bpf_insn *insns, const struct bpf_data *data,
    unsigned *steps)
{
	uint32_t a = 0;
	unsigned n = 0;

	for (const struct bpf_insn *in = insns;; in++) {
		bool is_true = false;

		n++;
		switch ((enum bpf_op)in->code) {
		case BPF_OP_RET:
			if (steps != NULL)
				*steps = n;
			return in->k;
		case BPF_OP_LOAD:
			memcpy(&a, (const char *)data + in->k, sizeof(a));
			continue;
		case BPF_OP_AND:
			a &= in->k;
			continue;
		case BPF_OP_GOTO:
			in += in->k;
			continue;
		case BPF_OP_IF_EQUAL:
			is_true = a == in->k;
			break;
		case BPF_OP_IF_AT_LEAST:
			is_true = a >= in->k;
			break;
		case BPF_OP_IF_BITS:
			is_true = (a & in->k) != 0;
			break;
		}
		in += is_true ? in->if_true : in->if_false;
	}
}
