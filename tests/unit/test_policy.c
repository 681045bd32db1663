/*
 * test_policy.c - what the filter answers to every number, as a text in
 * tests/unit/policy that a change of policy has to change, too.
 *
 * POLICY_WRITE=1 build/tests/unit/test_policy writes the texts anew.
 */
#include "filter_rig.h"

#include <stdlib.h>

enum { TEXT_BYTES = 256 * 1024 };

/* A call that looks at its arguments, and some with which it passes. */
static const struct sample {
	const char *name;
	uint64_t args[RIG_ARGS];
} samples[] = {
	{ "futex", { 0, 0x80 } }, { "futex_time64", { 0, 0x80 } },
	{ "mmap", { 0, 4096, 3, 0x22, UINT64_MAX } },
	{ "mmap2", { 0, 4096, 3, 0x22, UINT64_MAX } },
	{ "mprotect", { 0, 4096, 3 } }, { "mremap", { 0, 4096, 8192, 1 } },
	{ "madvise", { 0, 4096, 4 } }, { "statx", { 3, 1, 0x1000 } },
	{ "fcntl", { 3, 6 } }, { "fcntl64", { 3, 6 } },
	{ "accept4", { 3, 0, 0, 02004000 } },
	{ "recvfrom", { 3, 1, 2, 0x40 } }, { "sendto", { 3, 1, 2, 0x4040 } },
	{ "recv", { 3, 1, 2, 0x40 } }, { "send", { 3, 1, 2, 0x4040 } },
	{ "socketcall", { 9 } }, { "sched_getaffinity", { 0, 128 } },
	{ "tgkill", { RIG_PID, 7, 6 } }, { "tkill", { 7, 6 } },
	{ "seccomp", { 1, 0 } }, { "clone", { 0x10000 } },
	{ "open", { 1, 0102 } }, { "openat", { UINT64_MAX - 99, 1, 0102 } },
	{ "unlinkat", { UINT64_MAX - 99, 1, 0 } },
	{ "read", { 3 } }, { "write", { 3 } }, { "writev", { 3 } },
	{ "close", { 3 } }
};

static const char *const role_names[SANDBOX_ROLE_COUNT] = {
	[SANDBOX_ROLE_MAIN] = "main", [SANDBOX_ROLE_IO] = "io",
	[SANDBOX_ROLE_LOGIN] = "login", [SANDBOX_ROLE_WORLD] = "world",
	[SANDBOX_ROLE_AUTH] = "auth", [SANDBOX_ROLE_DB] = "db",
	[SANDBOX_ROLE_CONTROL] = "control",
};

static char text[TEXT_BYTES];
static size_t used;

static void put(const char *fmt, ...) PRINTF_LIKE(1, 2);

static void
put(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text + used, sizeof(text) - used, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(text) - used);
	used += (size_t)n;
}

/* --- one call's arguments, seen from outside --- */

/* What a program answers if one argument is another. */
static uint32_t
ask_with(const struct filter_rig *rig, uint32_t number,
    const uint64_t args[RIG_ARGS], int arg, uint64_t value)
{
	uint64_t changed[RIG_ARGS];

	memcpy(changed, args, sizeof(changed));
	changed[arg] = value;
	return rig_ask(&rig->base, rig->opt.arch, number, changed);
}

/* A set of 64 numbers: "0-3 9 10". */
static void
put_set(uint64_t set)
{
	const char *space = "";

	for (int i = 0; i < 64; i++) {
		int last = i;

		if ((set >> i & 1) == 0)
			continue;
		while (last < 63 && (set >> (last + 1) & 1) != 0)
			last++;
		if (last > i)
			put("%s%d-%d", space, i, last);
		else
			put("%s%d", space, i);
		space = " ";
		i = last;
	}
}

/* 64 questions, grouped by answer; nothing if all are answered alike. */
static void
put_answers(const char *what, int arg, const uint32_t answers[64])
{
	uint64_t done = 0;
	bool is_same = true;

	for (int i = 1; i < 64; i++)
		is_same &= answers[i] == answers[0];
	if (is_same)
		return;
	put("\t\targ %d %s:", arg, what);
	for (int i = 0; i < 64; i++) {
		uint64_t set = 0;

		for (int j = i; j < 64; j++) {
			if (answers[j] == answers[i])
				set |= UINT64_C(1) << j;
		}
		if ((done & UINT64_C(1) << i) != 0)
			continue;
		put("%s %s ", done != 0 ? ";" : "",
		    rig_answer_name(answers[i]));
		put_set(set);
		done |= set;
	}
	put("\n");
}

static void
put_arguments(const struct filter_rig *rig, uint32_t number,
    const uint64_t args[RIG_ARGS])
{
	for (int arg = 0; arg < RIG_ARGS; arg++) {
		uint32_t small[64], flipped[64];

		for (int i = 0; i < 64; i++) {
			small[i] = ask_with(rig, number, args, arg,
			    (uint64_t)i);
			flipped[i] = ask_with(rig, number, args, arg,
			    args[arg] ^ UINT64_C(1) << i);
		}
		put_answers("as a number", arg, small);
		put_answers("with one bit changed", arg, flipped);
	}
}

/* --- the whole text --- */

static const struct sample *
sample_of(enum calls_arch arch, uint32_t number)
{
	enum calls_call call = calls_find(arch, number);

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		if (strcmp(samples[i].name, calls_name(call)) == 0)
			return &samples[i];
	}
	return NULL;
}

static void
put_roles(const struct filter_rig *rig, uint32_t number)
{
	const char *before = ", refused in ";

	for (int role = 0; role < SANDBOX_ROLE_COUNT; role++) {
		if (rig_ask(&rig->roles[role], rig->opt.arch, number, NULL) ==
		    FILTER_ALLOW)
			continue;
		put("%s%s", before, role_names[role]);
		before = " ";
	}
}

static bool
is_named(enum calls_arch arch, uint32_t number)
{
	return calls_find(arch, number) != CALLS_COUNT;
}

static bool
is_same_as_plain(const struct filter_rig *rig, const struct filter_rig *plain,
    uint32_t number, const uint64_t *args)
{
	return rig_ask(&rig->base, rig->opt.arch, number, args) ==
	    rig_ask(&plain->base, rig->opt.arch, number, args);
}

/* plain: only what differs from it. */
static void
put_numbers(const struct filter_rig *rig, const struct filter_rig *plain)
{
	enum calls_arch arch = rig->opt.arch;

	for (uint32_t n = 0; n < RIG_NUMBERS; n++) {
		const struct sample *s = sample_of(arch, n);
		const uint64_t *args = s != NULL ? s->args : NULL;
		uint32_t answer = rig_ask(&rig->base, arch, n, args);
		uint32_t last = n;

		if (plain != NULL && is_same_as_plain(rig, plain, n, args))
			continue;
		while (!is_named(arch, n) && last + 1 < RIG_NUMBERS &&
		    !is_named(arch, last + 1) && rig_ask(&rig->base, arch,
		    last + 1, NULL) == answer)
			last++;
		if (last > n)
			put("%u-%u\t-\t%s", n, last, rig_answer_name(answer));
		else
			put("%u\t%s\t%s", n, is_named(arch, n) ? calls_name(
			    calls_find(arch, n)) : "-",
			    rig_answer_name(answer));
		if (answer == FILTER_ALLOW)
			put_roles(rig, n);
		put("\n");
		if (s != NULL)
			put_arguments(rig, n, s->args);
		n = last;
	}
}

static void
put_policy(enum calls_arch arch)
{
	static struct filter_rig plain, names;
	struct filter_options opt = rig_options(arch);

	rig_build(&plain, opt);
	opt.store_names_files = true;
	rig_build(&names, opt);

	used = 0;
	put("What the filter answers to each system call of %s, with %d as the "
	    "server's pid.\nMade by POLICY_WRITE=1 tests/unit/test_policy from "
	    "the built program; a change of\npolicy shows here.\n\n",
	    calls_arch_name(arch), RIG_PID);
	put_numbers(&plain, NULL);
	put("0x3fffffff\t-\t%s\n0x40000000\t-\t%s\n0xffffffff\t-\t%s\n",
	    rig_answer_name(rig_ask(&plain.base, arch, 0x3fffffff, NULL)),
	    rig_answer_name(rig_ask(&plain.base, arch, 0x40000000, NULL)),
	    rig_answer_name(rig_ask(&plain.base, arch, 0xffffffff, NULL)));
	put("\nWith journalmode=delete:\n\n");
	put_numbers(&names, &plain);
}

/* --- comparing --- */

static void
policy_path(char *out, size_t cap, enum calls_arch arch)
{
	snprintf(out, cap, "tests/unit/policy/policy-%s.txt",
	    calls_arch_name(arch));
}

static void
write_text(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, used, f), used);
	assert_int_equal(fclose(f), 0);
}

/* Line by line, so that the first that differs can be shown. */
static void
compare_text(const char *path)
{
	char line[1024];
	const char *at = text;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		fail_msg("%s is not there", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		size_t n = strlen(line);

		if (strncmp(at, line, n) != 0)
			fail_msg("%s:\n-%s+%.*s\n(POLICY_WRITE=1 takes it "
			    "over)", path, line, (int)strcspn(at, "\n"), at);
		at += n;
	}
	fclose(f);
	if (*at != '\0')
		fail_msg("%s: ends before:\n%.*s", path,
		    (int)strcspn(at, "\n"), at);
}

static void
policy_is_as_written_down(void **state)
{
	const char *write = getenv("POLICY_WRITE");
	char path[64];

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		policy_path(path, sizeof(path), (enum calls_arch)a);
		put_policy((enum calls_arch)a);
		if (write != NULL && strcmp(write, "1") == 0)
			write_text(path);
		else
			compare_text(path);
	}
}

/* A call that looks at arguments and has no sample would go unseen. */
static void
every_checked_call_is_in_the_text(void **state)
{
	static struct filter_rig rig;
	static const uint64_t values[] = { 0, 1, 4, 6, RIG_PID, 0x1000,
		0x10000, UINT64_MAX };

	UNUSED(state);
	for (int a = 0; a < CALLS_ARCH_COUNT; a++) {
		struct filter_options opt = rig_options((enum calls_arch)a);

		opt.store_names_files = true;
		rig_build(&rig, opt);
		for (uint32_t n = 0; n < RIG_NUMBERS; n++) {
			uint32_t first = rig_ask(&rig.base, opt.arch, n, NULL);

			for (size_t v = 0; v < COUNT_OF(values); v++) {
				uint64_t w = values[v];
				const uint64_t args[RIG_ARGS] = { w, w, w, w,
					w, w };

				if (rig_ask(&rig.base, opt.arch, n, args) !=
				    first && sample_of(opt.arch, n) == NULL)
					fail_msg("no sample of %s", calls_name(
					    calls_find(opt.arch, n)));
			}
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policy_is_as_written_down),
		cmocka_unit_test(every_checked_call_is_in_the_text),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
