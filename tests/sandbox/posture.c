/*
 * posture.c - what the kernel says about the running server: nothing is left
 * that it could use against anybody (spec/sandbox.md 16.8).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/caged.h"

enum { LEAST_FILTERS = 2, LEAST_THREADS = 6 };

static struct e2e e2e;

/* --- reading /proc --- */

/* A file of the process, e.g. "task/123/status"; the caller frees it. */
static char *
take_file(const char *name)
{
	char path[96];
	char *text;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)e2e.server.pid,
	    name);
	text = files_take(path, NULL);
	if (text == NULL)
		die("%s: %s", path, strerror(errno));
	return text;
}

/* What follows the name at the beginning of a line; static. */
static const char *
get_line(const char *text, const char *name)
{
	static char value[256];
	size_t n = strlen(name);
	const char *at = text;

	while (at != NULL && strncmp(at, name, n) != 0) {
		at = strchr(at, '\n');
		if (at != NULL)
			at++;
	}
	if (at == NULL)
		die("/proc says nothing about %s", name);
	at += n + strspn(at + n, ": \t");
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\n"), at);
	value[strcspn(value, "\n")] = '\0';
	return value;
}

/* Every name in a directory of the process. */
static unsigned
for_each(const char *dir, void (*see)(const char *name))
{
	char path[96];
	struct dirent *e;
	unsigned n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)e2e.server.pid, dir);
	d = opendir(path);
	if (d == NULL)
		die("%s: %s", path, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		see(e->d_name);
		n++;
	}
	closedir(d);
	return n;
}

static void
read_link(const char *name, char out[PATH_MAX])
{
	char path[96];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)e2e.server.pid,
	    name);
	n = readlink(path, out, PATH_MAX - 1);
	if (n < 0)
		die("%s: %s", path, strerror(errno));
	out[n] = '\0';
}

/* --- every thread --- */

static void
expect_zero(const char *status, const char *name)
{
	const char *value = get_line(status, name);

	if (value[0] == '\0' || strspn(value, "0") != strlen(value))
		fail_msg("%s is %s", name, value);
}

/* Real, effective, saved and of the file system. */
static void
expect_not_root(const char *status, const char *name)
{
	unsigned ids[4];

	assert_int_equal(sscanf(get_line(status, name), "%u %u %u %u",
	    &ids[0], &ids[1], &ids[2], &ids[3]), 4);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (ids[i] == 0)
			fail_msg("a %s is root's", name);
}

/*
 * Who may have no user namespace, as in most containers, and is not root, has
 * no right to give up rights that it could never have again.
 */
static bool
may_bound_itself(void)
{
	return e2e.server.options.uid == 0 ||
	    strcmp(caged_summary(&e2e.server, "netns"), "1") == 0;
}

static void
see_thread(const char *tid)
{
	static const char *const caps[] = { "CapInh", "CapPrm", "CapEff",
		"CapBnd", "CapAmb" };
	char name[64];
	char *status;

	snprintf(name, sizeof(name), "task/%s/status", tid);
	status = take_file(name);
	assert_string_equal(get_line(status, "NoNewPrivs:"), "1");
	/* 2 is a filter; strict mode would be 1 */
	assert_string_equal(get_line(status, "Seccomp:"), "2");
	assert_true(strtol(get_line(status, "Seccomp_filters:"), NULL, 10) >=
	    LEAST_FILTERS);
	assert_string_equal(get_line(status, "Umask:"), "0077");
	expect_not_root(status, "Uid");
	expect_not_root(status, "Gid");
	assert_int_equal(strspn(get_line(status, "Groups:"), " \t"),
	    strlen(get_line(status, "Groups:")));
	for (size_t i = 0; i < COUNT_OF(caps); i++)
		if (strcmp(caps[i], "CapBnd") != 0 || may_bound_itself())
			expect_zero(status, caps[i]);
	free(status);
}

static void
check_threads(void)
{
	assert_true(for_each("task", see_thread) >= LEAST_THREADS);
}

/* --- the process --- */

/* Who is not dumpable belongs to root in /proc, whoever runs it. */
static void
check_owner(void)
{
	static const char *const names[] = { "mem", "maps", "environ", "fd",
		"auxv", "io" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char path[96];
		struct stat st;

		snprintf(path, sizeof(path), "/proc/%d/%s",
		    (int)e2e.server.pid, names[i]);
		assert_int_equal(stat(path, &st), 0);
		if (st.st_uid != 0 || st.st_gid != 0)
			fail_msg("%s belongs to %u", path, st.st_uid);
	}
}

static void
check_limits(void)
{
	static const char *const zero[] = { "Max core file size",
		"Max processes", "Max locked memory", "Max msgqueue size",
		"Max realtime priority", "Max nice priority" };
	char *limits = take_file("limits");
	unsigned long long soft, hard;

	for (size_t i = 0; i < COUNT_OF(zero); i++)
		if (sscanf(get_line(limits, zero[i]), "%llu %llu",
		    &soft, &hard) != 2 || soft != 0 || hard != 0)
			fail_msg("%s is %s", zero[i],
			    get_line(limits, zero[i]));
	/* "unlimited" is no number */
	assert_int_equal(sscanf(get_line(limits, "Max file size"),
	    "%llu %llu", &soft, &hard), 2);
	assert_true(soft > 0 && soft == hard);
	assert_int_equal(sscanf(get_line(limits, "Max open files"),
	    "%llu %llu", &soft, &hard), 2);
	assert_true(soft == hard);
	free(limits);
}

/* Where names would begin there is an empty directory that nobody has. */
static void
check_root(void)
{
	char path[PATH_MAX];
	struct stat st;

	if (strcmp(caged_summary(&e2e.server, "root"), "empty") != 0) {
		print_message("the root directory is not empty here\n");
		return;
	}
	read_link("root", path);
	assert_non_null(strstr(path, " (deleted)"));
	read_link("cwd", path);
	assert_non_null(strstr(path, " (deleted)"));
	snprintf(path, sizeof(path), "/proc/%d/root/.", (int)e2e.server.pid);
	assert_int_equal(stat(path, &st), 0);
	/* removed: nothing can ever be made in it */
	assert_int_equal(st.st_nlink, 0);
	snprintf(path, sizeof(path), "/proc/%d/root/etc",
	    (int)e2e.server.pid);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(errno, ENOENT);
}

/* --- descriptors --- */

static bool
is_expected_file(const char *link)
{
	static const char *const ends[] = { "/fusiond.log", "/db/database.db",
		"/db/database.db-wal", "/db/database.db-shm",
		"/db/database.db-journal", "/tdata/gruntwork.json",
		"/tdata/gruntwork.json.bak" };
	size_t n = strlen(link);

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		size_t k = strlen(ends[i]);

		if (n > k && strcmp(link + n - k, ends[i]) == 0)
			return strncmp(link, e2e.server.dir,
			    strlen(e2e.server.dir)) == 0;
	}
	return false;
}

/* Seven numbers about itself: how large it is. */
static bool
is_own_size(const char *link)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)e2e.server.pid);
	return strcmp(link, path) == 0;
}

static bool
is_expected_kind(const char *fd, const char *link)
{
	static const char *const kinds[] = { "socket:[",
		"anon_inode:[eventpoll]", "anon_inode:[eventfd]" };

	if (is_own_size(link))
		return true;
	if (strcmp(fd, "0") == 0)
		return strcmp(link, "/dev/null") == 0;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strncmp(link, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return is_expected_file(link);
}

static void
see_fd(const char *fd)
{
	char name[PATH_MAX], link[PATH_MAX];
	struct stat st;

	snprintf(name, sizeof(name), "fd/%s", fd);
	read_link(name, link);
	if (!is_expected_kind(fd, link))
		fail_msg("descriptor %s is %s", fd, link);
	snprintf(name, sizeof(name), "/proc/%d/fd/%s", (int)e2e.server.pid,
	    fd);
	assert_int_equal(stat(name, &st), 0);
	if (S_ISDIR(st.st_mode) || S_ISBLK(st.st_mode))
		fail_msg("descriptor %s is %s", fd, link);
}

/* --- memory --- */

static void
check_memory(void)
{
	char *maps = take_file("maps");
	unsigned executable = 0;

	for (char *line = maps; line != NULL && line[0] != '\0';
	    line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 :
	    NULL) {
		char mode[8] = "", file[64] = "";

		if (sscanf(line, "%*s %7s %*s %*s %*s %63s", mode, file) < 1)
			continue;
		if (mode[2] != 'x')
			continue;
		executable++;
		if (mode[1] == 'w')
			fail_msg("writable and executable: %.80s", line);
		/* code comes from files and from the kernel */
		if (file[0] != '/' && file[0] != '[')
			fail_msg("code out of nowhere: %.80s", line);
	}
	assert_true(executable > 0);
	free(maps);
}

/* --- the tests --- */

static void
test_posture(void **state)
{
	caged_need();
	caged_start(&e2e, "true", caged_uid(state));
	/* with players inside, so that all descriptors are in use */
	caged_play(&e2e);
	check_threads();
	check_owner();
	check_limits();
	check_root();
	for_each("fd", see_fd);
	check_memory();
	caged_end(&e2e);
}

/* What the checks are worth: without a sandbox they do not hold. */
static void
test_unconfined_is_otherwise(void **state)
{
	char *status;

	UNUSED(state);
	caged_need();
	caged_start(&e2e, "false", CAGED_AS_ROOT);
	status = take_file("status");
	assert_string_equal(get_line(status, "NoNewPrivs:"), "0");
	assert_string_equal(get_line(status, "Seccomp:"), "0");
	assert_string_not_equal(get_line(status, "CapEff:"),
	    "0000000000000000");
	free(status);
	caged_play(&e2e);
	caged_end(&e2e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CAGED_BOTH(test_posture),
		cmocka_unit_test(test_unconfined_is_otherwise),
	};

	return E2E_RUN("posture", tests, NULL, NULL);
}
