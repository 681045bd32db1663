/* bpf_run.h - takes and runs a filter program as the kernel would. */
#ifndef SUPPORT_BPF_RUN_H
#define SUPPORT_BPF_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox/bpf.h"

enum { BPF_KERNEL_MAX = 4096 };

/*
 * What the kernel asks of a program before it takes it: known steps, loads
 * within struct bpf_data, jumps forward and inside, an end at every end. NULL
 * if it would take it, else what is wrong.
 */
const char *bpf_complaint(const struct bpf_insn *insns, size_t count);

/*
 * The answer for one call, and (unless NULL) how many steps it took. Only for
 * a program without a complaint.
 */
uint32_t bpf_run(const struct bpf_insn *insns, const struct bpf_data *data,
    unsigned *steps);

#endif
