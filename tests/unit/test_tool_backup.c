/*
 * test_tool_backup.c - fusiond backup, on a database of its own.
 *
 * Called: by tests/run.
 * Thread: main; children are the tool, and a server beside it.
 */
#include "tool_rig.h"

#include <sys/file.h>

struct place {
	char copy[160], part[176];
};

static struct place
place_of(const struct tool_rig *rig)
{
	struct place p;

	str_format(p.copy, sizeof(p.copy), "%s/copy.db", rig->fx->dir);
	str_format(p.part, sizeof(p.part), "%s.part", p.copy);
	return p;
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* One file, whole, in the format that OpenFusion makes. */
static void
check_copy(const char *path)
{
	char text[32];

	sql_text(path, "PRAGMA journal_mode", text, sizeof(text));
	assert_string_equal(text, "delete");
	sql_text(path, "PRAGMA integrity_check", text, sizeof(text));
	assert_string_equal(text, "ok");
	assert_int_equal(sql_int(path, "SELECT Value FROM Meta WHERE Key = "
	    "'DatabaseVersion'"), 6);
	assert_int_equal(sql_int(path, "SELECT count(*) FROM Players WHERE "
	    "FirstName = 'Ann'"), 1);
}

static void
test_in_use(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);
	int32_t ann = make_player(rig->fx, "Ann");
	struct rig_server server = rig_serve(rig, ann);

	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 0);
	assert_says(rig->out, "copy.db: ");
	assert_says(rig->out, "accounts 1, characters 1, mails 0");
	check_copy(p.copy);
	assert_int_equal(access(p.part, F_OK), -1);
	rig_server_end(&server);
	unlink(p.copy);
}

static void
test_rollback_journals(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);

	(void)make_player(rig->fx, "Ann");
	fixture_close(rig->fx);
	rig->fx->opt.journal = DB_JOURNAL_DELETE;
	fixture_open(rig->fx);
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 0);
	check_copy(p.copy);
	unlink(p.copy);
}

static void
test_replaces_on_demand(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);

	(void)make_player(rig->fx, "Ann");
	write_file(p.copy, "mine");
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 1);
	assert_says(rig->err, "copy.db: is there already");
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy, "--force"), 0);
	check_copy(p.copy);
	unlink(p.copy);
}

static void
test_never_the_database(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);
	char wal[128];

	(void)make_player(rig->fx, "Ann");
	str_format(wal, sizeof(wal), "%s-wal", rig->fx->path);
	assert_int_equal(RIG_RUN(rig, "", "backup", "--force",
	    rig->fx->path), 1);
	assert_says(rig->err, "is the database itself");
	assert_int_equal(RIG_RUN(rig, "", "backup", "--force", wal), 1);
	assert_says(rig->err, "is the database itself");
	assert_int_equal(link(rig->fx->path, p.copy), 0);
	assert_int_equal(RIG_RUN(rig, "", "backup", "--force", p.copy), 1);
	assert_int_equal(unlink(p.copy), 0);
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT count(*) FROM Players"), 1);
}

/* A journal beside it would be played into the new file. */
static void
test_not_over_one_in_use(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);
	char wal[176];

	str_format(wal, sizeof(wal), "%s-wal", p.copy);
	write_file(p.copy, "a database");
	write_file(wal, "its log");
	assert_int_equal(RIG_RUN(rig, "", "backup", "--force", p.copy), 1);
	assert_says(rig->err, "is a database in use");
	unlink(wal);
	unlink(p.copy);
}

static void
test_broken_off_before(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);
	int fd;

	(void)make_player(rig->fx, "Ann");
	write_file(p.part, "half of a copy");
	fd = open(p.part, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 1);
	assert_says(rig->err, "another backup is writing it");
	close(fd);
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 0);
	check_copy(p.copy);
	unlink(p.copy);
}

static void
test_no_such_directory(void **state)
{
	struct tool_rig *rig = *state;

	assert_int_equal(RIG_RUN(rig, "", "backup", "/tmp/nowhere-at-all/x"),
	    1);
	assert_says(rig->err, "/tmp/nowhere-at-all/x.part: No such file");
	assert_int_equal(RIG_RUN(rig, "", "backup", "/tmp", "--force"), 1);
	assert_says(rig->err, "is no regular file");
	assert_int_equal(RIG_RUN(rig, "", "backup"), 2);
	assert_int_equal(RIG_RUN(rig, "", "backup", "a", "b"), 2);
	assert_int_equal(RIG_RUN(rig, "", "backup", "--help"), 0);
}

/* What is damaged is not passed on as a good copy. */
static void
test_damaged(void **state)
{
	struct tool_rig *rig = *state;
	struct place p = place_of(rig);
	char sql[128], bytes[64];
	int64_t page;
	int fd;

	(void)make_player(rig->fx, "Ann");
	str_format(sql, sizeof(sql), "SELECT rootpage FROM sqlite_master "
	    "WHERE name = 'Buddyships'");
	page = sql_int(rig->fx->path, sql);
	fixture_close(rig->fx);
	fd = open(rig->fx->path, O_RDWR);
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), (page - 1) * 4096),
	    sizeof(bytes));
	close(fd);
	assert_int_equal(RIG_RUN(rig, "", "backup", p.copy), 1);
	assert_says(rig->err, "the copy is not sound");
	assert_int_equal(access(p.copy, F_OK), -1);
	assert_int_equal(access(p.part, F_OK), -1);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_in_use),
		T(test_rollback_journals),
		T(test_replaces_on_demand),
		T(test_never_the_database),
		T(test_not_over_one_in_use),
		T(test_broken_off_before),
		T(test_no_such_directory),
		T(test_damaged),
	};

	return cmocka_run_group_tests_name("tool_backup", tests, NULL, NULL);
}
