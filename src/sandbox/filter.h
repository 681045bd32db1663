/* filter.h - policy.def as programs for the kernel, one an architecture. */
#ifndef SANDBOX_FILTER_H
#define SANDBOX_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox/bpf.h"
#include "sandbox/calls.h"
#include "sandbox/sandbox.h"

/* What a program can answer (SECCOMP_RET_...); an errno is added to its. */
enum {
	FILTER_KILL_THREAD = 0x00000000,
	FILTER_TRAP = 0x00030000,
	FILTER_ERRNO = 0x00050000,
	FILTER_NOTIFY = 0x7fc00000,
	FILTER_LOG = 0x7ffc0000,
	FILTER_ALLOW = 0x7fff0000
};
#define FILTER_KILL_PROCESS 0x80000000u

enum { FILTER_STORE_FDS = 8 };

struct filter_options {
	enum calls_arch arch;
	uint32_t kill;		/* FILTER_KILL_... */
	uint32_t refuse;	/* FILTER_TRAP; in audit mode both are ... */
	uint32_t pid;		/* whose abort() may be seen */
	bool is_audit;		/* ... FILTER_NOTIFY or FILTER_LOG */
	bool store_names_files;
	/* Only the database thread may use these; see filter_build_role(). */
	size_t store_fd_count;
	int store_fds[FILTER_STORE_FDS];
};

/* The program for all threads. Replaces what is in out. */
void filter_build_base(const struct filter_options *opt, struct bpf_code *out);

/*
 * A role's program, on top of the base: it lets everything pass but what the
 * role never does. opt->refuse is its answer; FILTER_LOG in audit mode.
 */
void filter_build_role(const struct filter_options *opt,
    enum sandbox_role role, struct bpf_code *out);

/* Calls that the base program may let pass. */
int filter_count(const struct filter_options *opt);

#endif
