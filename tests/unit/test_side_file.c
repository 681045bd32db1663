/* test_side_file.c - the text beside the database (spec/tabledata.md 9). */
#include "db_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "db/side_file.h"

enum { TAG = 7 };

static char file[120], backup[120];

static int
setup(void **state)
{
	setup_open(state);
	struct fixture *fx = *state;

	str_format(file, sizeof(file), "%s/work.json", fx->dir);
	str_format(backup, sizeof(backup), "%s/work.json.bak", fx->dir);
	return 0;
}

static int
end(void **state)
{
	unlink(file);
	unlink(backup);
	return teardown(state);
}

static int
open_as(const char *path, int how)
{
	int fd = open(path, how | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd > 0);
	return fd;
}

static void
expect_text(const char *path, const char *text)
{
	char got[4096];
	int fd = open_as(path, O_RDONLY);
	ssize_t n = read(fd, got, sizeof(got) - 1);

	assert_true(n >= 0);
	got[n] = '\0';
	close(fd);
	assert_string_equal(text, got);
}

static struct db_rep_write_side
write_side(struct fixture *fx, const char *text)
{
	struct db_rep_write_side rep;
	struct batch *b = NULL;

	db_add_write_side(&b, DB_ROOM_WORLD, FIXTURE_REF, text,
	    strlen(text))->tag = TAG;
	fixture_ask(fx, &b, DB_REP_WRITE_SIDE, &rep, sizeof(rep));
	assert_int_equal(rep.tag, TAG);
	return rep;
}

/* Each text takes the place of the one before, long or short. */
static void
both_files_are_replaced(void **state)
{
	static const char *const texts[] = { "{\"eggs\":[1,2,3]}\n", "{}\n",
		"null\n" };
	struct fixture *fx = *state;

	db_set_side_file(fx->db, open_as(file, O_RDWR),
	    open_as(backup, O_RDWR));
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_int_equal(write_side(fx, texts[i]).result, DB_OK);
		expect_text(file, texts[i]);
		expect_text(backup, texts[i]);
	}
	assert_true(db_stop(fx->db));
}

/* While the second cannot be written, the first is left as it is. */
static void
the_backup_comes_first(void **state)
{
	struct fixture *fx = *state;
	struct db_rep_write_side rep;
	int fd = open_as(file, O_RDWR);

	assert_int_equal(write(fd, "old", 3), 3);
	db_set_side_file(fx->db, fd, open_as(backup, O_RDONLY));
	rep = write_side(fx, "new");
	assert_int_equal(rep.result, DB_ERROR);
	assert_int_not_equal(rep.error, 0);
	expect_text(file, "old");
	/* What is not written when it ends is a loss. */
	assert_false(db_stop(fx->db));
}

static void
a_broken_file_has_a_whole_backup(void **state)
{
	struct fixture *fx = *state;

	db_set_side_file(fx->db, open_as(file, O_RDONLY),
	    open_as(backup, O_RDWR));
	assert_int_equal(write_side(fx, "new").result, DB_ERROR);
	expect_text(backup, "new");
}

#ifdef F_ADD_SEALS
/* A file that can be emptied, and not be written any more. */
static int
full_file(const char *text)
{
	int fd = memfd_create("work.json", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd > 0);
	assert_int_equal(write(fd, text, strlen(text)),
	    (ssize_t)strlen(text));
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), 0);
	return fd;
}

/* As on a full disk, where nothing can be written once it has been emptied. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit lim;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &lim), 0);
	lim.rlim_cur = bytes < lim.rlim_max ? bytes : lim.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &lim), 0);
}

static void
trying_again_spares_the_whole_one(void **state)
{
	struct side_file f = {
		.fd = full_file("old"), .backup_fd = open_as(backup, O_RDWR)
	};

	UNUSED(state);
	assert_int_equal(side_file_write(&f, "new", 3), EPERM);
	assert_true(f.is_broken && f.is_behind);
	expect_text(backup, "new");
	limit_files(2);
	assert_int_equal(side_file_write(&f, "newer", 5), EPERM);
	limit_files(RLIM_INFINITY);
	expect_text(backup, "new");
	/* room again: then both */
	close(f.fd);
	f.fd = open_as(file, O_RDWR);
	assert_int_equal(side_file_write(&f, "newest", 6), 0);
	assert_false(f.is_broken || f.is_behind);
	expect_text(file, "newest");
	expect_text(backup, "newest");
	side_file_close(&f);
}
#endif

/* What a crash has left is not saved over before there is another. */
static void
a_file_found_broken_is_written_first(void **state)
{
	struct fixture *fx = *state;

	db_set_side_file(fx->db, open_as(file, O_RDONLY),
	    open_as(backup, O_RDWR));
	db_distrust_side_file(fx->db);
	assert_int_equal(write_side(fx, "new").result, DB_ERROR);
	expect_text(backup, "");
}

static void
one_file_alone_will_do(void **state)
{
	struct fixture *fx = *state;

	db_set_side_file(fx->db, open_as(file, O_RDWR), 0);
	assert_int_equal(write_side(fx, "new").result, DB_OK);
	expect_text(file, "new");
}

/* As in a deployment that is read-only. */
static void
without_a_file_nothing_is_written(void **state)
{
	struct fixture *fx = *state;
	struct db_rep_write_side rep = write_side(fx, "new");

	assert_int_equal(rep.result, DB_ERROR);
	assert_int_equal(rep.error, EROFS);
	assert_true(db_stop(fx->db));
}

/* They are among those that no other thread may use. */
static void
the_sandbox_is_told_of_both(void **state)
{
	struct fixture *fx = *state;
	int fd = open_as(file, O_RDWR), backup_fd = open_as(backup, O_RDWR);
	int fds[8];
	bool has_file = false, has_backup = false;
	size_t n;

	db_set_side_file(fx->db, fd, backup_fd);
	n = db_get_fds(fx->db, fds, COUNT_OF(fds));
	for (size_t i = 0; i < n; i++) {
		has_file = has_file || fds[i] == fd;
		has_backup = has_backup || fds[i] == backup_fd;
	}
	assert_true(has_file && has_backup);
	assert_int_equal(db_get_fds(fx->db, fds, 1), 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, end)
	const struct CMUnitTest tests[] = {
		T(both_files_are_replaced),
		T(the_backup_comes_first),
		T(a_broken_file_has_a_whole_backup),
#ifdef F_ADD_SEALS
		T(trying_again_spares_the_whole_one),
#endif
		T(a_file_found_broken_is_written_first),
		T(one_file_alone_will_do),
		T(without_a_file_nothing_is_written),
		T(the_sandbox_is_told_of_both),
	};
#undef T
	return cmocka_run_group_tests_name("side_file", tests, NULL, NULL);
}
