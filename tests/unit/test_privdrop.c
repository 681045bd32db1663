/*
 * test_privdrop.c - giving up what a process inherits, in all ways of being
 * started and on kernels that refuse parts of it; the kernel is pretended, the
 * files are real (spec/sandbox.md 5, 7.1 and 16.6).
 */
#if !defined(__linux__) || defined(SANDBOX_NONE)
#include "no_backend.h"
#else

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "kernel_rig.h"
#include "sandbox/privdrop.h"

enum { NOBODY = 65534, PLAIN = 1000 };

/* SETUID SETGID SETPCAP DAC_OVERRIDE NET_BIND_SERVICE SYS_CHROOT SYS_ADMIN */
#define START_CAPS	UINT64_C(0x2405c2)

static char gruntwork[80], backup[96];
static struct sandbox_path paths[] = {
	{ rig_dir, SANDBOX_STORE_DIR },
	{ gruntwork, SANDBOX_WRITE_FILE },
	{ backup, SANDBOX_WRITE_FILE },
};

static struct sandbox_options
options(void)
{
	snprintf(gruntwork, sizeof(gruntwork), "%s/gruntwork.json", rig_dir);
	snprintf(backup, sizeof(backup), "%s.bak", gruntwork);
	return (struct sandbox_options){
		.mode = SANDBOX_ON,
		.paths = paths,
		.path_count = COUNT_OF(paths),
		.max_fds = 321,
		.log_fd = rig_log_fd,
	};
}

static bool
run(const struct sandbox_options *opt, struct sandbox_report *r)
{
	report_init(r);
	rig_note("init\n");
	if (!privdrop_init(opt, r))
		return false;
	rig_note("seal\n");
	if (!privdrop_seal(opt, r))
		return false;
	rig_note("start\n");
	privdrop_start(opt, r);
	return true;
}

static void
expect_calls(const char *wanted)
{
	/* the limits and the log's number have a test of their own */
	char shown[sizeof(rig.calls)], *out = shown;

	for (const char *line = rig.calls; *line != '\0';) {
		size_t n = strcspn(line, "\n") + 1;

		if (strncmp(line, "limit ", 6) != 0 &&
		    strncmp(line, "close ", 6) != 0) {
			memcpy(out, line, n);
			out += n;
		}
		line += n;
	}
	*out = '\0';
	assert_string_equal(shown, wanted);
}

static int
entries(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

/* Whom root becomes if nobody is named: this machine may have a fusiond. */
static void
find_target(unsigned *uid, unsigned *gid)
{
	const struct passwd *pw = getpwnam("fusiond");

	*uid = pw != NULL ? pw->pw_uid : NOBODY;
	*gid = pw != NULL ? pw->pw_gid : NOBODY;
}

/* --- ways of being started --- */

static void
root_becomes_nobody_when_sealed(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;
	char wanted[1024];
	unsigned uid, gid;

	UNUSED(state);
	find_target(&uid, &gid);
	assert_true(run(&opt, &r));
	snprintf(wanted, sizeof(wanted), "init\nnnp 1\n"
	    "bound EINVAL\nambient 4\ncapset 0x2405c2\n"
	    "dumpable 0\nmdwe 1\n"
	    "seal\nunshare 0x4e000000\n"
	    "fchdir nameless\nchroot .\nchdir /\n"
	    "bound EINVAL\nsecurebits 0xef\n"
	    "setgroups 0\nsetresgid %u\nsetresuid %u\n"
	    "bound EINVAL\nsecurebits 0xef\nambient 4\ncapset 0\n"
	    "setuid 0\ndumpable 0\nstart\n", gid, uid);
	expect_calls(wanted);
	assert_int_equal(rig.caps, 0);
	assert_int_equal(rig.bounding, 0);
	assert_int_equal(r.nnp, 1);
	assert_int_equal(r.uid, uid);
	assert_int_equal(r.caps, 0);
	assert_int_equal(r.mdwe, 1);
	assert_int_equal(r.netns, 1);
	assert_string_equal(r.root, "empty");
	assert_string_equal(r.missing, "");
}

/* What start-up does not need goes at once. */
static void
root_keeps_little_for_the_start(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	report_init(&r);
	assert_true(privdrop_init(&opt, &r));
	assert_true(rig.caps == START_CAPS);
	assert_true(rig.bounding == START_CAPS);
	assert_int_equal(rig.uid, 0);
	assert_true(privdrop_seal(&opt, &r));
}

static void
root_becomes_the_named_user_at_once(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.user = "nobody";
	assert_true(run(&opt, &r));
	expect_calls("init\nnnp 1\n"
	    "bound EINVAL\nsecurebits 0xef\n"
	    "setgroups 0\nsetresgid 65534\nsetresuid 65534\n"
	    "bound EINVAL\nsecurebits 0xef\nambient 4\ncapset 0\n"
	    "setuid 0\ndumpable 0\nmdwe 1\n"
	    "seal\nunshare 0x5e000000\n"
	    "fchdir nameless\nchroot .\nchdir /\n"
	    "bound EINVAL\nsecurebits 0xef\nambient 4\ncapset 0\n"
	    "dumpable 0\nstart\n");
	assert_int_equal(rig.caps, 0);
	assert_int_equal(rig.bounding, 0);
	assert_int_equal(r.uid, NOBODY);
	assert_string_equal(r.missing, "");
}

static void
a_plain_user_stays_one(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.uid = rig.gid = PLAIN;
	rig.caps = 0;
	assert_true(run(&opt, &r));
	expect_calls("init\nnnp 1\ndumpable 0\nmdwe 1\n"
	    "seal\nunshare 0x5e000000\n"
	    "fchdir nameless\nchroot .\nchdir /\n"
	    "bound EINVAL\nsecurebits 0xef\nambient 4\ncapset 0\n"
	    "dumpable 0\nstart\n");
	/* the namespace shows 65534 */
	assert_int_equal(r.uid, PLAIN);
	assert_int_equal(rig.bounding, 0);
	assert_int_equal(r.caps, 0);
	assert_string_equal(r.missing, "");
}

static void
a_plain_user_cannot_become_another(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.uid = rig.gid = PLAIN;
	rig.caps = 0;
	opt.user = "nobody";
	assert_true(run(&opt, &r));
	assert_string_equal(r.missing, "sandboxuser");
	assert_int_equal(r.uid, PLAIN);

	rig.uid = rig.gid = NOBODY;
	rig.caps = 0;
	assert_true(run(&opt, &r));
	assert_string_equal(r.missing, "");
}

static void
users_that_cannot_be_are_refused(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.user = "no such user";
	assert_false(run(&opt, &r));
	assert_true(rig_has_logged("sandboxuser=no such user: no such user"));
	opt.user = "root";
	assert_false(run(&opt, &r));
	assert_true(rig_has_logged("sandboxuser=root: that is root"));
	/* before anything was given up */
	assert_string_equal(rig.calls, "init\ninit\n");
}

/* --- root that does not go --- */

static void
root_that_must_stay_loses_its_rights(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.no_setresuid = EINVAL;	/* a user that is not mapped */
	assert_true(run(&opt, &r));
	assert_string_equal(r.missing, "user");
	assert_int_equal(r.uid, 0);
	assert_int_equal(r.caps, 0);
	assert_int_equal(rig.caps, 0);
	assert_true(rig_has_logged("[WARN] sandbox: no user: Invalid"));
}

static void
a_named_user_that_cannot_be_had_is_refused(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.user = "nobody";
	rig.no_setresuid = EINVAL;
	assert_false(run(&opt, &r));
	assert_true(rig_has_logged("[ERROR] sandbox: sandboxuser=nobody: "
	    "cannot become that user: Invalid argument"));
	rig.no_setresuid = 0;
	rig.no_setgroups = EPERM;
	rig.caps = RIG_ALL_CAPS;
	assert_false(run(&opt, &r));
}

/* A kernel that says yes is not believed. */
static void
root_that_comes_back_is_refused(void **state)
{
	static const char *const users[] = { NULL, "nobody" };
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(users); i++) {
		opt.user = users[i];
		rig.uid = rig.gid = 0;
		rig.caps = RIG_ALL_CAPS;
		rig.is_setuid_open = true;
		rig.is_uid_stuck = false;
		assert_false(run(&opt, &r));

		rig.uid = rig.gid = 0;
		rig.caps = RIG_ALL_CAPS;
		rig.is_setuid_open = false;
		rig.is_uid_stuck = true;
		assert_false(run(&opt, &r));
	}
	assert_true(rig_has_logged("root did not go away for uid=65534"));
}

static void
capabilities_that_stay_are_refused(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.no_capset = EPERM;
	assert_false(run(&opt, &r));
	assert_true(rig_has_logged("capabilities cannot be dropped"));
}

/* --- what kernels and containers lack --- */

static void
without_new_privileges_or_not_at_all(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.no_nnp = EINVAL;
	assert_false(run(&opt, &r));
	assert_true(rig_has_logged("[ERROR] sandbox: no_new_privs"));
}

static void
what_is_refused_is_noted(void **state)
{
	static const struct {
		size_t knob;
		int err;
		const char *missing;
	} cases[] = {
#define KNOB(field, err, missing) \
	{ offsetof(struct rig_kernel, field), err, missing }
		KNOB(no_mdwe, EINVAL, "mdwe"),
		KNOB(no_dumpable, EINVAL, "undumpable"),
		KNOB(no_unshare, EPERM, "netns"),
		KNOB(no_unshare, EINVAL, "netns"),
		KNOB(no_chroot, EPERM, "root"),
		KNOB(no_lesser_namespaces, EINVAL, ""),
		KNOB(no_limits, EPERM, "limit-core,limit-memlock,"
		    "limit-msgqueue,limit-rtprio,limit-nice,limit-sigpending,"
		    "limit-nofile,limit-fsize,limit-nproc"),
	};
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int *knob = (int *)((char *)&rig + cases[i].knob);

		rig.uid = rig.gid = 0;
		rig.caps = RIG_ALL_CAPS;
		*knob = cases[i].err;
		assert_true(run(&opt, &r));
		*knob = 0;
		assert_string_equal(r.missing, cases[i].missing);
		assert_int_equal(r.caps, 0);
		assert_int_not_equal(r.uid, 0);
	}
}

/* Some distributions let only root have namespaces. */
static void
a_user_without_namespaces_goes_on(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	rig.uid = rig.gid = PLAIN;
	rig.caps = 0;
	rig.no_unshare = EPERM;
	assert_true(run(&opt, &r));
	assert_string_equal(r.missing, "netns,root");
	assert_int_equal(r.netns, -1);
	assert_null(r.root);
}

/* --- settings --- */

static void
audit_takes_nothing(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.mode = SANDBOX_AUDIT;
	assert_true(run(&opt, &r));
	expect_calls("init\nnnp 1\nseal\nstart\n");
	assert_null(strstr(rig.calls, "limit"));
	assert_string_equal(r.missing, "");
}

/* Whom the files will belong to is not a matter of protection. */
static void
audit_becomes_the_named_user(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.mode = SANDBOX_AUDIT;
	opt.user = "nobody";
	assert_true(run(&opt, &r));
	assert_int_equal(r.uid, NOBODY);
}

static void
core_dumps_need_some_of_it(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.extra_path = "/tmp";
	assert_true(run(&opt, &r));
	assert_null(strstr(rig.calls, "dumpable"));
	assert_null(strstr(rig.calls, "chroot"));
	assert_non_null(strstr(rig.calls, "unshare"));
	snprintf(rig.calls, sizeof(rig.calls), "%s",
	    strstr(rig.calls, "limit"));
	assert_int_not_equal(strtol(rig.calls + 6, NULL, 10), RLIMIT_CORE);
	assert_null(r.root);
	assert_string_equal(r.missing, "");
}

static void
journals_with_names_need_some_of_it(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	opt.store_names_files = true;
	assert_true(run(&opt, &r));
	assert_null(strstr(rig.calls, "chroot"));
	/* nobody could not make files in root's directory */
	assert_null(strstr(rig.calls, "setresuid"));
	assert_string_equal(r.missing, "user");
	assert_int_equal(rig.caps, 0);

	rig.uid = rig.gid = 0;
	rig.caps = RIG_ALL_CAPS;
	opt.user = "nobody";
	assert_true(run(&opt, &r));
	assert_string_equal(r.missing, "");
	assert_int_equal(r.uid, NOBODY);
}

static void
limits_are_those_of_the_table(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;
	char wanted[512], *at;

	UNUSED(state);
	assert_true(run(&opt, &r));
	snprintf(wanted, sizeof(wanted), "limit %d 0\nlimit %d 0\n"
	    "limit %d 0\nlimit %d 0\nlimit %d 0\nlimit %d 256\n"
	    "limit %d 321\nlimit %d 17179869184\n", RLIMIT_CORE,
	    RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_RTPRIO, RLIMIT_NICE,
	    RLIMIT_SIGPENDING, RLIMIT_NOFILE, RLIMIT_FSIZE);
	assert_non_null(strstr(rig.calls, wanted));
	snprintf(wanted, sizeof(wanted), "start\nlimit %d 0\n", RLIMIT_NPROC);
	at = strstr(rig.calls, "start\n");
	assert_string_equal(at, wanted);

	rig.calls[0] = '\0';
	opt.max_fds = 0;
	opt.max_file_bytes = 4096;
	assert_true(run(&opt, &r));
	snprintf(wanted, sizeof(wanted), "limit %d ", RLIMIT_NOFILE);
	assert_null(strstr(rig.calls, wanted));
	snprintf(wanted, sizeof(wanted), "limit %d 4096\n", RLIMIT_FSIZE);
	assert_non_null(strstr(rig.calls, wanted));
}

/* --- what is really done to the process --- */

static void
environment_and_files_are_put_in_order(void **state)
{
	static char *crowd[] = { "PATH=/bin", "TZ=UTC", "LD_PRELOAD=x.so",
		"LANG=C", "LANGUAGE=de", "TZDIR=/x", NULL };
	struct sandbox_options opt = options();
	struct sandbox_report r;
	char text[8] = { 0 };
	struct stat st;
	mode_t mask;
	int fd;

	UNUSED(state);
	environ = crowd;
	assert_true(run(&opt, &r));
	assert_string_equal(environ[0], "TZ=UTC");
	assert_string_equal(environ[1], "LANG=C");
	assert_null(environ[2]);
	mask = umask(0);
	umask(mask);
	assert_int_equal(mask, 077);
	assert_int_equal(fstat(STDIN_FILENO, &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	/* the empty directory has lost its name */
	assert_int_equal(entries(rig_dir), 2);
	fd = open(gruntwork, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, sizeof(text)), 2);
	assert_string_equal(text, "{}");
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	close(fd);
	assert_int_equal(stat(backup, &st), 0);
	assert_int_equal(st.st_size, 2);
}

static void
an_old_world_file_is_left_alone(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;
	struct stat st;
	int fd = open(gruntwork, O_WRONLY | O_CREAT, 0600);

	UNUSED(state);
	assert_int_equal(write(fd, "{\"a\":1}", 7), 7);
	close(fd);
	assert_true(run(&opt, &r));
	assert_int_equal(stat(gruntwork, &st), 0);
	assert_int_equal(st.st_size, 7);
	/* nor is one made where no tables are: the loader will say so */
	paths[1].path = "/no/such/place/gruntwork.json";
	rig.uid = rig.gid = 0;
	rig.caps = RIG_ALL_CAPS;
	assert_true(run(&opt, &r));
	paths[1].path = gruntwork;
	assert_false(rig_has_logged("gruntwork"));
}

static void
no_place_for_an_empty_directory(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	paths[0].path = "/no/such/place";
	assert_true(run(&opt, &r));
	paths[0].path = rig_dir;
	assert_string_equal(r.missing, "root");
	assert_null(strstr(rig.calls, "chroot"));
}

static void
descriptors_around_the_log_are_closed(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;
	char wanted[128];

	UNUSED(state);
	opt.log_fd = 7;
	report_init(&r);
	assert_true(privdrop_init(&opt, &r));
	assert_non_null(strstr(rig.calls,
	    "close 3 6\nclose 8 4294967295\n"));
	snprintf(wanted, sizeof(wanted), "close 3 4294967295\n");
	for (int log_fd = 0; log_fd < 3; log_fd++) {
		rig.calls[0] = '\0';
		opt.log_fd = log_fd;
		assert_true(privdrop_init(&opt, &r));
		assert_non_null(strstr(rig.calls, wanted));
	}
	rig.calls[0] = '\0';
	opt.log_fd = 3;
	assert_true(privdrop_init(&opt, &r));
	assert_non_null(strstr(rig.calls, "close 4 4294967295\n"));
	assert_null(strstr(rig.calls, "close 3 "));
	assert_true(privdrop_seal(&opt, &r));
}

/* A service manager's socket stays, too, whichever of the two is lower. */
static void
descriptors_around_two_are_closed(void **state)
{
	static const struct { int log, notify; const char *closed; } cases[] = {
		{ 7, 9, "close 3 6\nclose 8 8\nclose 10 4294967295\n" },
		{ 9, 7, "close 3 6\nclose 8 8\nclose 10 4294967295\n" },
		{ 3, 4, "close 5 4294967295\n" },
		{ 1, 5, "close 3 4\nclose 6 4294967295\n" },
		{ 5, -1, "close 3 4\nclose 6 4294967295\n" },
		{ 1, -1, "close 3 4294967295\n" },
	};
	struct sandbox_options opt = options();
	struct sandbox_report r;

	UNUSED(state);
	report_init(&r);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		rig.calls[0] = '\0';
		opt.log_fd = cases[i].log;
		opt.notify_fd = cases[i].notify;
		assert_true(privdrop_init(&opt, &r));
		assert_non_null(strstr(rig.calls, cases[i].closed));
	}
}

/* Before Linux 5.9; in another process, which loses its own. */
static void
descriptors_are_closed_by_hand(void **state)
{
	struct sandbox_options opt = options();
	struct sandbox_report r;
	int status;
	pid_t child = fork();

	UNUSED(state);
	assert_true(child >= 0);
	if (child == 0) {
		bool ok;

		rig.no_close_range = ENOSYS;
		CHECK(dup2(1, 50) == 50 && dup2(1, 200) == 200);
		report_init(&r);
		ok = privdrop_init(&opt, &r);
		_exit(ok && fcntl(50, F_GETFD) < 0 &&
		    fcntl(200, F_GETFD) < 0 && fcntl(1, F_GETFD) >= 0 &&
		    fcntl(opt.log_fd, F_GETFD) >= 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)
	const struct CMUnitTest tests[] = {
		T(root_becomes_nobody_when_sealed),
		T(root_keeps_little_for_the_start),
		T(root_becomes_the_named_user_at_once),
		T(a_plain_user_stays_one),
		T(a_plain_user_cannot_become_another),
		T(users_that_cannot_be_are_refused),
		T(root_that_must_stay_loses_its_rights),
		T(a_named_user_that_cannot_be_had_is_refused),
		T(root_that_comes_back_is_refused),
		T(capabilities_that_stay_are_refused),
		T(without_new_privileges_or_not_at_all),
		T(what_is_refused_is_noted),
		T(a_user_without_namespaces_goes_on),
		T(audit_takes_nothing),
		T(audit_becomes_the_named_user),
		T(core_dumps_need_some_of_it),
		T(journals_with_names_need_some_of_it),
		T(limits_are_those_of_the_table),
		T(environment_and_files_are_put_in_order),
		T(an_old_world_file_is_left_alone),
		T(no_place_for_an_empty_directory),
		T(descriptors_around_the_log_are_closed),
		T(descriptors_around_two_are_closed),
		T(descriptors_are_closed_by_hand),
	};

	return cmocka_run_group_tests_name("privdrop", tests, NULL, NULL);
}

#endif
