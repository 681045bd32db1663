/*
 * test_db_ready.c - the database thread's first write from where it is
 * confined, and the files it has open then.
 */
#include "db_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/thread.h"

static bool
is_ready(struct fixture *fx)
{
	thread_gate_open();
	assert_true(db_start(fx->db));
	return db_await_ready(fx->db);
}

static void
a_store_that_can_be_written_is_ready(void **state)
{
	struct fixture *fx = *state;

	assert_true(is_ready(fx));
	assert_true(db_stop(fx->db));
}

/* As when the sandbox takes away more than it should. */
static void
a_store_that_cannot_is_not(void **state)
{
	struct fixture *fx = *state;

	assert_true(store_exec(db_get_store(fx->db), "PRAGMA query_only=1"));
	assert_false(is_ready(fx));
	(void)!db_stop(fx->db);
}

/* No byte can be written: a full disk, no right to make a journal. */
static void
a_file_that_cannot_grow_is_not(void **state)
{
	struct fixture *fx = *state;
	struct rlimit was, none;
	bool ok;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none = (struct rlimit){ 0, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	ok = is_ready(fx);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_false(ok);
	(void)!db_stop(fx->db);
}

/* That is the business of the two of them, and passes. */
static void
another_writer_is_no_obstacle(void **state)
{
	struct fixture *fx = *state;
	sqlite3 *other = sql_open(fx->path);

	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_true(is_ready(fx));
	sqlite3_close(other);
	assert_true(db_stop(fx->db));
}

static int
count_fds(const int *fds, size_t n, const char *path)
{
	struct stat file, st;
	int found = 0;

	assert_int_equal(stat(path, &file), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(fstat(fds[i], &st), 0);
		found += st.st_ino == file.st_ino && st.st_dev == file.st_dev;
	}
	return found;
}

/* Sealing is for good, so another process does it. */
static void
look_at_a_sealed_store(struct fixture *fx)
{
	static const char *const beside[] = { "-journal", "-wal", "-shm" };
	enum { MOST = 8 };
	char path[160];
	struct stat st;
	int fds[MOST];
	size_t n;

	assert_true(db_seal(fx->db));
	n = db_get_fds(fx->db, fds, MOST);
	/* SQLite's and the guard's */
	assert_int_equal(count_fds(fds, n, fx->path), 2);
	for (size_t i = 0; i < COUNT_OF(beside); i++) {
		str_format(path, sizeof(path), "%s%s", fx->path, beside[i]);
		assert_int_equal(count_fds(fds, n, path), 1);
	}
	assert_int_equal(n, 5);
	assert_int_equal(db_get_fds(fx->db, fds, 3), 3);
	/* as SQLite would make it, whatever the umask was */
	str_format(path, sizeof(path), "%s-journal", fx->path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void
open_files_are_found(void **state)
{
	struct fixture *fx = *state;
	int status;
	pid_t child;

	assert_int_equal(chmod(fx->path, 0640), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		umask(077);
		fixture_open(fx);
		look_at_a_sealed_store(fx);
		_exit(0);	/* a failed assertion does not come here */
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int
setup_made(void **state)
{
	setup_open(state);
	fixture_close(*state);
	return 0;
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_open, teardown)
	const struct CMUnitTest tests[] = {
		/* Forks, so before the first thread of this process. */
		cmocka_unit_test_setup_teardown(open_files_are_found,
		    setup_made, teardown),
		T(a_store_that_can_be_written_is_ready),
		T(a_store_that_cannot_is_not),
		T(a_file_that_cannot_grow_is_not),
		T(another_writer_is_no_obstacle),
	};

	return cmocka_run_group_tests_name("db_ready", tests, NULL, NULL);
}
