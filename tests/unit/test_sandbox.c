/*
 * test_sandbox.c - the order of the sandbox's phases, its modes and its
 * summary; on Linux with a pretended kernel underneath.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sanitizer.h"
#include "config/config.h"
#include "sandbox/sandbox.h"

/* A sanitizer build switches itself off, as a port without a backend is. */
#if defined(SANDBOX_NONE) || IS_SANITIZER_BUILD || \
    !(defined(__linux__) || defined(__OpenBSD__))
#define IS_ALWAYS_OFF 1
#elif defined(__linux__)
#define HAS_KERNEL_TABLE 1
#include "base/thread.h"
#include "kernel_rig.h"
#endif

/* Steps of a start, one letter each, as main() would take them. */
static bool
take_steps_with(const char *steps, const struct sandbox_options *opt)
{
	for (const char *s = steps; *s != '\0'; s++) {
		bool ok = false;

		switch (*s) {
		case 'i':
			ok = sandbox_init(opt);
			break;
		case 'l':
			ok = sandbox_seal();
			break;
		case 's':
			ok = sandbox_start();
			break;
		case 't':
			ok = sandbox_thread_start(SANDBOX_ROLE_MAIN);
			break;
		}
		if (!ok)
			return false;
	}
	return true;
}

static bool
take_steps(const char *steps, enum sandbox_mode mode)
{
	const struct sandbox_options opt = { .mode = mode };

	return take_steps_with(steps, &opt);
}

/* A CHECK() ends the process, so it is tried in another one. */
static bool
steps_abort(const char *steps)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		/* The message is not for the reader of this test. */
		close(STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		sandbox_reset();
		_exit(take_steps(steps, SANDBOX_OFF) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
right_order_is_taken(void **state)
{
	UNUSED(state);
	assert_false(steps_abort("ilst"));
	sandbox_reset();
	assert_true(take_steps("ilst", SANDBOX_OFF));
}

static void
wrong_order_is_our_own_bug(void **state)
{
	static const char *const orders[] = { "l", "s", "t", "ii", "is", "it",
		"ill", "ilt", "ilss", "ilstt", "ilsti" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		if (!steps_abort(orders[i]))
			print_error("not refused: %s\n", orders[i]);
		assert_true(steps_abort(orders[i]));
	}
}

static void
off_says_so_in_the_summary(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_true(take_steps("ils", SANDBOX_OFF));
	assert_string_equal(sandbox_summary(),
	    "sandbox: mode=false missing=all");
}

static void
config_has_the_same_modes(void **state)
{
	UNUSED(state);
	assert_int_equal(CONFIG_SANDBOX_FALSE, SANDBOX_OFF);
	assert_int_equal(CONFIG_SANDBOX_TRUE, SANDBOX_ON);
	assert_int_equal(CONFIG_SANDBOX_STRICT, SANDBOX_STRICT);
	assert_int_equal(CONFIG_SANDBOX_AUDIT, SANDBOX_AUDIT);
}

#ifdef IS_ALWAYS_OFF

static void
strict_refuses_what_cannot_be_kept(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_false(take_steps("i", SANDBOX_STRICT));
}

static void
without_a_backend_true_goes_on(void **state)
{
	UNUSED(state);
	sandbox_reset();
	assert_true(take_steps("ilst", SANDBOX_ON));
	assert_non_null(strstr(sandbox_summary(), "missing=all"));
}

#endif

#ifdef HAS_KERNEL_TABLE

static char gruntwork[80];
static const struct sandbox_path paths[] = {
	{ rig_dir, SANDBOX_STORE_DIR },
	{ gruntwork, SANDBOX_WRITE_FILE },
};

static struct sandbox_options
options(enum sandbox_mode mode)
{
	snprintf(gruntwork, sizeof(gruntwork), "%s/gruntwork.json", rig_dir);
	return (struct sandbox_options){
		.mode = mode,
		.paths = paths,
		.path_count = COUNT_OF(paths),
		.log_fd = rig_log_fd,
		.user = "nobody",	/* the same everywhere */
	};
}

/* A new start on the kernel as it is; false: refused. */
static bool
start(const struct sandbox_options *opt)
{
	rig.uid = rig.gid = 0;
	rig.caps = rig.bounding = RIG_ALL_CAPS;
	rig.is_filtered = false;
	rig.calls[0] = '\0';
	CHECK(ftruncate(rig_log_fd, 0) == 0);
	sandbox_reset();
	return take_steps_with("ilst", opt);
}

static int
end(void **state)
{
	sandbox_reset();
	return rig_end(state);
}

static void
expect_missing(const char *missing)
{
	const char *at = strstr(sandbox_summary(), " missing=");

	assert_non_null(at);
	assert_string_equal(at + strlen(" missing="), missing);
}

static void
a_whole_kernel_has_a_whole_summary(void **state)
{
	static const enum sandbox_mode modes[] = {
		SANDBOX_ON, SANDBOX_STRICT
	};
	struct sandbox_options opt;
	char wanted[256];
	const char *calls;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		opt = options(modes[i]);
		assert_true(start(&opt));
		calls = strstr(sandbox_summary(), "calls=");
		assert_non_null(calls);
		snprintf(wanted, sizeof(wanted), "sandbox: mode=%s nnp=1 "
		    "uid=65534 caps=0 mdwe=1 landlock=7 net=1 scope=1 netns=1 "
		    "root=empty calls=%ld tsync=%u roles=1 missing=none",
		    i == 0 ? "true" : "strict",
		    strtol(calls + strlen("calls="), NULL, 10),
		    thread_count());
		assert_string_equal(sandbox_summary(), wanted);
		assert_true(sandbox_takes_names());
	}
}

/* All but the filter and no_new_privs can be missing. */
static void
a_kernel_of_long_ago(void **state)
{
	struct sandbox_options opt = options(SANDBOX_ON);

	UNUSED(state);
	rig.no_landlock = ENOSYS;
	rig.no_mdwe = EINVAL;
	rig.no_unshare = ENOSYS;
	rig.no_chroot = EPERM;
	assert_true(start(&opt));
	expect_missing("mdwe,landlock,netns,root");
	assert_non_null(strstr(sandbox_summary(), " uid=65534 caps=0 mdwe=- "
	    "landlock=- net=- scope=- netns=- root=- calls="));
	assert_true(rig_has_logged("[WARN] sandbox: no landlock: "));
	assert_true(rig_has_logged("[WARN] sandbox: no netns: "));

	opt = options(SANDBOX_STRICT);
	assert_false(start(&opt));
	assert_true(rig_has_logged("[ERROR] sandbox: sandbox=strict cannot be "
	    "kept, missing: mdwe,landlock,netns,root\n"));
	/* before threads and filter */
	assert_null(strstr(rig.calls, "filter"));
}

static void
no_filter_no_start(void **state)
{
	struct sandbox_options opt;

	UNUSED(state);
	rig.no_seccomp = ENOSYS;
	opt = options(SANDBOX_ON);
	assert_false(start(&opt));
	assert_true(rig_has_logged("[ERROR] sandbox: this kernel has no "));
	opt = options(SANDBOX_STRICT);
	assert_false(start(&opt));
}

/* A number above zero looks like success to who asks for "< 0". */
static void
a_thread_that_stays_without_stops_the_start(void **state)
{
	static const long answers[] = { 4711, -ESRCH, -EPERM, -EINVAL };
	static const enum sandbox_mode modes[] = {
		SANDBOX_ON, SANDBOX_STRICT
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		for (size_t m = 0; m < COUNT_OF(modes); m++) {
			struct sandbox_options opt = options(modes[m]);

			rig.tsync = answers[i];
			assert_false(start(&opt));
			assert_true(rig_has_logged("[ERROR] sandbox: "));
		}
	}
}

static void
a_filter_that_does_nothing_stops_the_start(void **state)
{
	struct sandbox_options opt = options(SANDBOX_ON);

	UNUSED(state);
	rig.is_filter_idle = true;
	assert_false(start(&opt));
	rig.is_filter_idle = false;
	rig.allowed_call = SYS_kill;
	assert_false(start(&opt));
	assert_true(rig_has_logged("refuses nothing"));
}

static void
a_filter_with_a_hole_is_noticed(void **state)
{
	static const struct { long call; const char *missing; } holes[] = {
		{ SYS_socket, "refusal-of-sockets" },
		{ SYS_mprotect, "refusal-of-changed-code" },
#ifdef SYS_mmap2
		{ SYS_mmap2, "refusal-of-new-code" },
#else
		{ SYS_mmap, "refusal-of-new-code" },
#endif
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(holes); i++) {
		struct sandbox_options opt = options(SANDBOX_ON);

		rig.allowed_call = holes[i].call;
		assert_true(start(&opt));
		expect_missing(holes[i].missing);
		opt = options(SANDBOX_STRICT);
		assert_false(start(&opt));
		assert_true(rig_has_logged(holes[i].missing));
	}
}

static void
settings_that_cost_something(void **state)
{
	struct sandbox_options opt = options(SANDBOX_ON);

	UNUSED(state);
	opt.extra_path = "/dev";
	opt.store_names_files = true;
	assert_true(start(&opt));
	assert_true(rig_has_logged("[WARN] sandbox: sandboxextrapath=/dev "));
	assert_true(rig_has_logged("[WARN] sandbox: journalmode=delete "));
	assert_false(sandbox_takes_names());
	expect_missing("none");

	opt.mode = SANDBOX_STRICT;
	assert_false(start(&opt));
	assert_true(rig_has_logged("kept: sandboxextrapath is set\n"));
	assert_true(rig_has_logged("kept: journalmode=delete\n"));
	/* nothing had been given up for it */
	assert_string_equal(rig.calls, "");
}

static void
valgrind_switches_it_off(void **state)
{
	static char *crowd[] = {
		"LD_PRELOAD=/usr/libexec/valgrind/vgpreload_core-amd64.so",
		NULL
	};
	struct sandbox_options opt = options(SANDBOX_ON);

	UNUSED(state);
	environ = crowd;
	assert_true(start(&opt));
	assert_true(rig_has_logged("[WARN] main: sandbox off: valgrind\n"));
	assert_string_equal(sandbox_summary(),
	    "sandbox: mode=false missing=all");
	assert_false(sandbox_takes_names());
	opt.mode = SANDBOX_STRICT;
	assert_false(start(&opt));
	assert_true(rig_has_logged("sandbox=strict cannot be kept: valgrind"));
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_order_is_taken),
		cmocka_unit_test(wrong_order_is_our_own_bug),
		cmocka_unit_test(off_says_so_in_the_summary),
		cmocka_unit_test(config_has_the_same_modes),
#ifdef IS_ALWAYS_OFF
		cmocka_unit_test(strict_refuses_what_cannot_be_kept),
		cmocka_unit_test(without_a_backend_true_goes_on),
#elif defined(HAS_KERNEL_TABLE)
#define T(f) cmocka_unit_test_setup_teardown(f, rig_begin, end)
		T(a_whole_kernel_has_a_whole_summary),
		T(a_kernel_of_long_ago),
		T(no_filter_no_start),
		T(a_thread_that_stays_without_stops_the_start),
		T(a_filter_that_does_nothing_stops_the_start),
		T(a_filter_with_a_hole_is_noticed),
		T(settings_that_cost_something),
		T(valgrind_switches_it_off),
#endif
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
