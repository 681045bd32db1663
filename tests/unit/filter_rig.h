/*
 * filter_rig.h - filter programs of every architecture, asked as the kernel
 * would ask them.
 *
 * All static inline: each test program that includes it has its own.
 */
#ifndef TESTS_FILTER_RIG_H
#define TESTS_FILTER_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "sandbox/bpf.h"
#include "sandbox/calls.h"
#include "sandbox/filter.h"
#include "support/bpf_run.h"

enum { RIG_PID = 4711, RIG_ARGS = 6, RIG_NUMBERS = 601 };

/* Programs of one architecture; large, so tests keep them static. */
struct filter_rig {
	struct filter_options opt;
	struct bpf_code base;
	struct bpf_code roles[SANDBOX_ROLE_COUNT];
};

static inline struct filter_options
rig_options(enum calls_arch arch)
{
	return (struct filter_options){
		.arch = arch,
		.kill = FILTER_KILL_PROCESS,
		.refuse = FILTER_TRAP,
		.pid = RIG_PID
	};
}

/* As linux_seccomp.c makes them for sandbox=audit. */
static inline struct filter_options
rig_audit_options(enum calls_arch arch)
{
	return (struct filter_options){
		.arch = arch,
		.kill = FILTER_NOTIFY,
		.refuse = FILTER_NOTIFY,
		.pid = RIG_PID,
		.is_audit = true
	};
}

static inline void
rig_build(struct filter_rig *rig, struct filter_options opt)
{
	rig->opt = opt;
	filter_build_base(&opt, &rig->base);
	if (opt.is_audit)
		opt.refuse = FILTER_LOG;
	for (int role = 0; role < SANDBOX_ROLE_COUNT; role++)
		filter_build_role(&opt, (enum sandbox_role)role,
		    &rig->roles[role]);
}

static inline uint32_t
rig_ask(const struct bpf_code *code, enum calls_arch arch, uint32_t number,
    const uint64_t args[RIG_ARGS])
{
	struct bpf_data data = {
		.number = (int32_t)number,
		.arch = calls_arch_audit(arch),
		.address = 0x7f0012345678
	};

	if (args != NULL)
		memcpy(data.args, args, sizeof(data.args));
	return bpf_run(bpf_program(code), &data, NULL);
}

/* The call of a name, which has to exist. */
static inline enum calls_call
rig_call(const char *name)
{
	for (int i = 0; i < CALLS_COUNT; i++) {
		if (strcmp(calls_name((enum calls_call)i), name) == 0)
			return (enum calls_call)i;
	}
	fail_msg("calls.def has no %s", name);
	return CALLS_COUNT;
}

/* What the base program answers to a call of that name. */
static inline uint32_t
rig_ask_name(const struct filter_rig *rig, const char *name,
    const uint64_t args[RIG_ARGS])
{
	int number = calls_number(rig->opt.arch, rig_call(name));

	assert_true(number >= 0);
	return rig_ask(&rig->base, rig->opt.arch, (uint32_t)number, args);
}

static inline bool
rig_has(enum calls_arch arch, const char *name)
{
	return calls_number(arch, rig_call(name)) >= 0;
}

/* An answer in a word; static text that the next new errno overwrites. */
static inline const char *
rig_answer_name(uint32_t answer)
{
	static const struct {
		uint32_t answer;
		const char *name;
	} names[] = {
		{ FILTER_ALLOW, "allow" },
		{ FILTER_TRAP, "refuse" },
		{ FILTER_KILL_PROCESS, "kill" },
		{ FILTER_KILL_THREAD, "kill the thread" },
		{ FILTER_NOTIFY, "ask" },
		{ FILTER_LOG, "log" },
		{ FILTER_ERRNO | 1, "EPERM" },
		{ FILTER_ERRNO | 11, "EAGAIN" },
		{ FILTER_ERRNO | 13, "EACCES" },
		{ FILTER_ERRNO | 22, "EINVAL" },
		{ FILTER_ERRNO | 25, "ENOTTY" },
		{ FILTER_ERRNO | 38, "ENOSYS" },
	};
	static char other[16];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (names[i].answer == answer)
			return names[i].name;
	}
	snprintf(other, sizeof(other), "0x%x", answer);
	return other;
}

#endif
