/*
 * test_journal.c - systemd's journal is known by the very file it reads.
 *
 * Owns:   a pipe that plays the journal's socket.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/str.h"

static int fds[2];

static void
name_stream(unsigned long long device, unsigned long long inode,
    const char *rest)
{
	char text[64];

	str_format(text, sizeof(text), "%llu:%llu%s", device, inode, rest);
	setenv("JOURNAL_STREAM", text, 1);
}

static void
test_only_the_named_file_is_the_journal(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fstat(fds[1], &st), 0);
	unsetenv("JOURNAL_STREAM");
	assert_false(journal_reads(fds[1]));
	name_stream(st.st_dev, st.st_ino, "");
	assert_true(journal_reads(fds[1]));
	/* Inherited by one whose output goes elsewhere. */
	assert_false(journal_reads(STDIN_FILENO));
	assert_false(journal_reads(-1));
	name_stream(st.st_dev, st.st_ino + 1, "");
	assert_false(journal_reads(fds[1]));
	name_stream(st.st_dev + 1, st.st_ino, "");
	assert_false(journal_reads(fds[1]));
	name_stream(st.st_dev, st.st_ino, "x");
	assert_false(journal_reads(fds[1]));
	setenv("JOURNAL_STREAM", "", 1);
	assert_false(journal_reads(fds[1]));
	unsetenv("JOURNAL_STREAM");
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_the_named_file_is_the_journal),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
