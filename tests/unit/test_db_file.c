/*
 * test_db_file.c - the file itself: damaged, locked, read-only, killed in the
 * middle, closed, sealed; and the thread.
 */
#include "db_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/metric.h"
#include "base/thread.h"

enum { CROWD = 20, SPEED_PLAYERS = 2000, KILLS = 8, NOBODY_UID = 65534 };

/* ---- helpers ----------------------------------------------------------- */

static bool
file_exists(const struct fixture *fx, const char *tail)
{
	char path[160];
	struct stat st;

	str_format(path, sizeof(path), "%s%s", fx->path, tail);
	return stat(path, &st) == 0;
}

static int64_t
file_bytes(const struct fixture *fx, const char *tail)
{
	char path[160];
	struct stat st;

	str_format(path, sizeof(path), "%s%s", fx->path, tail);
	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void
copy_file(const char *from, const char *to)
{
	char buf[4096];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(buf, 1, sizeof(buf), in)) > 0)
		assert_int_equal(fwrite(buf, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

/* Header bytes 18 and 19: 1 rollback journal, 2 write-ahead log. */
static void
check_is_plain_file(const char *path)
{
	unsigned char head[20];
	char text[64];
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	assert_int_equal(fread(head, 1, sizeof(head), f), sizeof(head));
	fclose(f);
	assert_int_equal(head[18], 1);
	assert_int_equal(head[19], 1);
	sql_text(path, "PRAGMA journal_mode", text, sizeof(text));
	assert_string_equal(text, "delete");
	sql_text(path, "PRAGMA integrity_check", text, sizeof(text));
	assert_string_equal(text, "ok");
}

/* Runs fn in a process of its own; true if it returned true. */
static bool
in_child(bool (*fn)(struct fixture *fx), struct fixture *fx)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(fn(fx) ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* CROWD players, ids 1 to CROWD, all with a thing that counts. */
static void
make_crowd(struct fixture *fx, int count)
{
	sqlite3 *h;
	char sql[512];

	h = sql_open(fx->path);
	sqlite3_exec(h, "BEGIN", NULL, NULL, NULL);
	for (int i = 1; i <= count; i++) {
		str_format(sql, sizeof(sql), "INSERT INTO Accounts (Login,"
		    " Password, AccountLevel) VALUES ('a%d', 'x', 99); INSERT"
		    " INTO Players (AccountID, FirstName, LastName, NameCheck,"
		    " Slot, XCoordinate, YCoordinate, ZCoordinate, Angle, HP,"
		    " SkywayLocationFlag, FirstUseFlag, Quests) VALUES (%d,"
		    " 'A%d', 'B', 1, 1, 0, 0, 0, 0, 1, zeroblob(16),"
		    " zeroblob(16), zeroblob(128)); INSERT INTO Appearances"
		    " (PlayerID) VALUES (%d)", i, i, i, i);
		assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL),
		    SQLITE_OK);
	}
	assert_int_equal(sqlite3_exec(h, "COMMIT", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(h);
}

/* Everyone's x, an item and a nano say n. */
static void
add_crowd_flush(struct batch **b, int32_t n)
{
	db_add_begin(b, DB_ROOM_WORLD, (uint64_t)n, DB_TX_FLUSH);
	for (int32_t id = 1; id <= CROWD; id++) {
		struct db_save_parts parts;

		db_add_save(b, DB_ROOM_WORLD, (uint64_t)n, id,
		    DB_SECTION_PLACE | DB_SECTION_INVENTORY |
		    DB_SECTION_NANOS, &parts);
		parts.place->x = n;
		for (int i = 0; i < 10; i++)
			parts.items[20 + i] = (struct item_row){ 7, 119, n,
			    0 };
		parts.nanos[3] = (struct nano_row){ 3, n % 1000, 150 };
	}
	db_add_commit(b, DB_ROOM_WORLD, (uint64_t)n);
}

/* ---- opening what cannot be used --------------------------------------- */

static void
a_file_of_another_kind_is_refused(void **state)
{
	struct fixture *fx = *state;
	FILE *f = fopen(fx->path, "wb");

	for (int i = 0; i < 5000; i++)
		fputs("not a database\n", f);
	fclose(f);
	assert_null(db_open(&fx->opt));
	assert_int_equal(file_bytes(fx, ""), 75000);
	unlink(fx->path);
	assert_int_equal(mkdir(fx->path, 0700), 0);
	assert_null(db_open(&fx->opt));
}

static void
bad_options_are_refused(void **state)
{
	struct fixture *fx = *state;
	struct db_options opt = fx->opt;

	opt.path = "";
	assert_null(db_open(&opt));
	opt.path = "/nonexistent-directory/database.db";
	assert_null(db_open(&opt));
	opt = fx->opt;
	opt.protocol = 105;
	assert_null(db_open(&opt));
	opt = fx->opt;
	opt.synchronous = "sometimes";
	assert_null(db_open(&opt));
	assert_false(file_exists(fx, ""));
}

/* Every page in turn is overwritten: refused, or an error, never a crash. */
static void
a_damaged_file_is_an_error_and_no_crash(void **state)
{
	struct fixture *fx = *state;
	char good[160];
	int64_t pages;
	int refused = 0, failed = 0;

	fixture_open(fx);
	make_crowd(fx, CROWD);
	fixture_close(fx);
	str_format(good, sizeof(good), "%s.old.1", fx->path);
	copy_file(fx->path, good);
	pages = sql_int(fx->path, "PRAGMA page_count");
	for (int64_t page = 1; page < pages; page++) {
		struct db_rep_load_player rep;
		unsigned char junk[4096];
		FILE *f;

		copy_file(good, fx->path);
		memset(junk, 0xa5, sizeof(junk));
		f = fopen(fx->path, "r+b");
		fseek(f, (long)(page * (int64_t)sizeof(junk)), SEEK_SET);
		fwrite(junk, 1, sizeof(junk), f);
		fclose(f);
		fx->db = db_open(&fx->opt);
		if (fx->db == NULL) {
			refused++;
			continue;
		}
		db_set_room(fx->db, DB_ROOM_WORLD, fx->world);
		ASK(fx, load_player, LOAD_PLAYER, &rep, .player_id = 3);
		failed += rep.result == DB_ERROR;
		fixture_close(fx);
	}
	assert_true(refused > 0);
	assert_true(failed > 0);
}

static bool
open_is_refused(struct fixture *fx)
{
	if (geteuid() == 0 && setuid(NOBODY_UID) != 0)
		return false;
	return db_open(&fx->opt) == NULL;
}

static void
a_read_only_file_is_refused(void **state)
{
	struct fixture *fx = *state;

	fixture_open(fx);
	fixture_close(fx);
	chmod(fx->dir, 0755);
	chmod(fx->path, 0444);
	assert_true(in_child(open_is_refused, fx));
}

static void
a_locked_file_is_refused(void **state)
{
	struct fixture *fx = *state;
	sqlite3 *other;

	fixture_open(fx);
	fixture_close(fx);
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_null(db_open(&fx->opt));
	sqlite3_close(other);
	fixture_open(fx);
}

/* ---- closing ----------------------------------------------------------- */

static void
a_clean_stop_leaves_one_plain_file(void **state)
{
	struct fixture *fx = *state;
	char copy[160];

	fixture_open(fx);
	make_player(fx, "alice");
	assert_true(file_exists(fx, "-wal"));
	assert_true(db_stop(fx->db));
	fixture_close(fx);
	assert_false(file_exists(fx, "-wal"));
	assert_false(file_exists(fx, "-shm"));
	assert_false(file_exists(fx, "-journal"));
	str_format(copy, sizeof(copy), "%s.old.1", fx->path);
	copy_file(fx->path, copy);
	check_is_plain_file(copy);
	assert_int_equal(sql_int(copy, "SELECT count(*) FROM Players"), 1);
}

static void
a_stop_while_others_have_it_open_loses_nothing(void **state)
{
	struct fixture *fx = *state;
	sqlite3 *other;

	fixture_open(fx);
	make_player(fx, "alice");
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "BEGIN; SELECT * FROM Players",
	    NULL, NULL, NULL), SQLITE_OK);
	assert_true(db_stop(fx->db));
	fixture_close(fx);
	sqlite3_close(other);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"),
	    1);
	fixture_open(fx);
	fixture_close(fx);
	check_is_plain_file(fx->path);
}

static void
journal_mode_delete_never_makes_a_log(void **state)
{
	struct fixture *fx = *state;
	struct player_row p;

	fx->opt.journal = DB_JOURNAL_DELETE;
	fx->opt.synchronous = "full";
	fixture_open(fx);
	p = load_player(fx, make_player(fx, "alice"));
	p.place.x = 3;
	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_OK);
	assert_false(file_exists(fx, "-wal"));
	assert_true(db_seal(fx->db));	/* needs names: does nothing */
	assert_int_equal(load_player(fx, p.player_id).place.x, 3);
	fixture_close(fx);
	check_is_plain_file(fx->path);
}

/* With a rollback journal a reader outside can make COMMIT itself busy. */
static void
a_reader_outside_delays_a_commit_and_no_more(void **state)
{
	struct fixture *fx = *state;
	struct player_row p;
	struct db_stats stats;
	sqlite3 *other;

	fx->opt.journal = DB_JOURNAL_DELETE;
	fixture_open(fx);
	p = load_player(fx, make_player(fx, "alice"));
	other = sql_open(fx->path);
	sqlite3_exec(other, "BEGIN; SELECT * FROM Players", NULL, NULL, NULL);
	p.place.x = 3;
	assert_int_equal(save_player(fx, &p, DB_SECTION_PLACE), DB_ERROR);
	db_get_stats(fx->db, &stats);
	assert_int_equal(stats.kept_saves, 1);
	sqlite3_close(other);
	for (int i = 0; i < 1000 && stats.kept_saves > 0; i++) {
		db_step(fx->db, 1);
		db_get_stats(fx->db, &stats);
	}
	assert_int_equal(load_player(fx, p.player_id).place.x, 3);
}

/* ---- slow ----------------------------------------------------------- */

/* What is written to the log while a flush waits for another writer. */
static const char *
log_of_a_slow_flush(struct fixture *fx, struct player_row *p)
{
	static char text[4096];
	sqlite3 *other = sql_open(fx->path);
	int fds[2];
	ssize_t n;

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	log_init(fds[1], 0);
	assert_int_equal(save_player(fx, p, DB_SECTION_PLACE), DB_ERROR);
	log_init(STDERR_FILENO, 0);
	sqlite3_close(other);
	n = read(fds[0], text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fds[0]);
	close(fds[1]);
	return text;
}

/* An operator should not have to guess whose disk it is. */
static void
a_slow_batch_is_logged_and_measured(void **state)
{
	struct fixture *fx = *state;
	uint64_t flushes = metric_observed(METRIC_DB_FLUSH);
	uint64_t failed = metric_get(METRIC_DB_FAILED_FLUSHES);
	uint64_t saves = metric_get(METRIC_DB_SAVES);
	struct player_row p;
	const char *line;

	fx->opt.busy_timeout_ms = 600;
	fixture_open(fx);
	p = load_player(fx, make_player(fx, "alice"));
	p.place.x = 3;
	line = strstr(log_of_a_slow_flush(fx, &p), "[WARN] db: slow turn ms=");
	assert_non_null(line);
	assert_non_null(strstr(line, " longest=flush ms="));
	assert_non_null(strstr(line, " saves=1 unlogged=0\n"));
	assert_int_equal(metric_observed(METRIC_DB_FLUSH) - flushes, 1);
	assert_int_equal(metric_get(METRIC_DB_FAILED_FLUSHES) - failed, 1);
	assert_int_equal(metric_get(METRIC_DB_SAVES) - saves, 1);
}

/* ---- sealed ------------------------------------------------------------ */

static bool
names_are_gone(const struct fixture *fx)
{
	char path[160];
	sqlite3 *h = NULL;
	bool gone;

	str_format(path, sizeof(path), "%s/other.db", fx->dir);
	gone = sqlite3_open(path, &h) != SQLITE_OK ||
	    sqlite3_exec(h, "CREATE TABLE t (x)", NULL, NULL, NULL) !=
	    SQLITE_OK;
	sqlite3_close(h);
	return gone && access(path, F_OK) != 0;
}

static bool
run_sealed(struct fixture *fx)
{
	struct player_row p;
	bool ok;

	fixture_open(fx);
	if (!db_seal(fx->db) || !names_are_gone(fx))
		return false;
	p = load_player(fx, make_player(fx, "alice"));
	for (int i = 1; i <= 300; i++) {
		for (int slot = 0; slot < 170; slot++)
			p.items[slot] = (struct item_row){ 7, 119, i, 0 };
		p.place.x = i;
		if (save_player(fx, &p, DB_SECTION_ALL) != DB_OK)
			return false;
	}
	/* Something that rolls back, and something that sorts. */
	ok = try_character(fx, 1, 1, "other", "name").result == DB_REFUSED &&
	    store_exec(db_get_store(fx->db), "SELECT * FROM Inventory"
	    " ORDER BY Opt, Slot DESC; CREATE TEMP TABLE t AS"
	    " SELECT * FROM Inventory; PRAGMA integrity_check");
	return db_stop(fx->db) && ok;
}

static void
a_sealed_store_works_and_closes_without_names(void **state)
{
	struct fixture *fx = *state;
	char copy[160];

	assert_true(in_child(run_sealed, fx));
	/* These remain, empty, and nobody minds them. */
	assert_int_equal(file_bytes(fx, "-journal"), 0);
	assert_int_equal(file_bytes(fx, "-wal"), 0);
	str_format(copy, sizeof(copy), "%s.old.1", fx->path);
	copy_file(fx->path, copy);
	check_is_plain_file(copy);
	check_is_plain_file(fx->path);
	assert_int_equal(sql_int(fx->path, "SELECT XCoordinate FROM Players"),
	    300);
	fixture_open(fx);
	assert_int_equal(load_player(fx, 1).items[169].opt, 300);
}

/* ---- killed ------------------------------------------------------------ */

/* Flushes for ever, and says after each that it is on disk. */
static void
save_until_killed(struct fixture *fx, int out, int32_t from)
{
	thread_gate_open();
	fixture_open(fx);
	if (!db_start(fx->db))
		_exit(1);
	for (int32_t n = from;; n++) {
		struct batch *b = NULL, *chain;

		add_crowd_flush(&b, n);
		if (!db_post(fx->db, &b))
			_exit(1);
		chain = mailbox_wait(fx->world, -1);
		while ((b = batch_chain_pop(&chain)) != NULL)
			batch_free(b);
		if (write(out, &n, sizeof(n)) != (ssize_t)sizeof(n))
			_exit(1);
	}
}

/* Reads `wanted` reports, kills, and returns the last one ever written. */
static int32_t
run_and_kill(struct fixture *fx, int32_t from, int wanted)
{
	int pipe_fds[2], status;
	int32_t n, last = from - 1;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(pipe_fds[0]);
		save_until_killed(fx, pipe_fds[1], from);
	}
	close(pipe_fds[1]);
	while (read(pipe_fds[0], &n, sizeof(n)) == (ssize_t)sizeof(n)) {
		last = n;
		if (--wanted == 0)
			kill(pid, SIGKILL);
	}
	close(pipe_fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void
kill_9_loses_at_most_the_last_flush(void **state)
{
	struct fixture *fx = *state;
	int32_t next = 1;
	char text[64];

	fixture_open(fx);
	make_crowd(fx, CROWD);
	fixture_close(fx);
	for (int i = 0; i < KILLS; i++) {
		int32_t reported = run_and_kill(fx, next, 1 + 7 * i);
		int64_t found;

		fixture_open(fx);
		sql_text(fx->path, "PRAGMA integrity_check", text,
		    sizeof(text));
		assert_string_equal(text, "ok");
		found = sql_int(fx->path, "SELECT min(XCoordinate)"
		    " FROM Players");
		/* What was reported is there; one more may be. */
		assert_in_range(found, reported, reported + 1);
		/* And it is the same one for everybody and everything. */
		assert_int_equal(sql_int(fx->path, "SELECT max(XCoordinate)"
		    " FROM Players"), found);
		assert_int_equal(sql_int(fx->path, "SELECT min(Opt)"
		    " FROM Inventory"), found);
		assert_int_equal(sql_int(fx->path, "SELECT max(Opt)"
		    " FROM Inventory"), found);
		assert_int_equal(sql_int(fx->path, "SELECT count(*)"
		    " FROM Inventory"), CROWD * 10);
		assert_int_equal(sql_int(fx->path, "SELECT max(Skill)"
		    " FROM Nanos"), found % 1000);
		fixture_close(fx);
		next = (int32_t)found + 1;
	}
}

/* Holds the database until it is killed. */
static void
hold(struct fixture *fx, int report_fd)
{
	struct db *db = db_open(&fx->opt);
	char c = db != NULL;

	if (write(report_fd, &c, 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/* Two servers with different ports and one dbpath. */
static void
a_second_server_is_refused(void **state)
{
	struct fixture *fx = *state;
	int pipe_fds[2];
	char is_open = 0;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		hold(fx, pipe_fds[1]);
	assert_int_equal(read(pipe_fds[0], &is_open, 1), 1);
	assert_true(is_open);
	assert_null(db_open(&fx->opt));
	/* Tools may look and write as ever. */
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"), 0);
	sql_exec(fx->path, "UPDATE Meta SET Value = Value");
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	/* Nothing is left behind that would have to be removed. */
	fixture_open(fx);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

/* ---- the thread -------------------------------------------------------- */

static void
the_thread_answers_and_stops(void **state)
{
	struct fixture *fx = *state;
	int32_t seen = 0;

	fixture_open(fx);
	make_crowd(fx, CROWD);
	thread_gate_open();
	assert_true(db_start(fx->db));
	for (int32_t n = 1; n <= 50; n++) {
		struct batch *b = NULL;

		add_crowd_flush(&b, n);
		assert_true(db_post(fx->db, &b));
	}
	/* Stopping does first what was asked for before. */
	assert_true(db_stop(fx->db));
	for (struct batch *chain = mailbox_take(fx->world), *b;
	    (b = batch_chain_pop(&chain)) != NULL; batch_free(b)) {
		const struct db_rep_commit *rep = msg_payload(batch_first(b));

		assert_int_equal(batch_first(b)->type, DB_REP_COMMIT);
		assert_int_equal(batch_first(b)->ref, ++seen);
		assert_int_equal(rep->result, DB_OK);
		assert_int_equal(rep->save_count, CROWD);
	}
	assert_int_equal(seen, 50);
	assert_int_equal(sql_int(fx->path, "SELECT min(XCoordinate)"
	    " FROM Players"), 50);
}

/* ---- speed ------------------------------------------------------------- */

static double
flush_places_ms(struct fixture *fx, int32_t x)
{
	struct batch *b = NULL, *chain;
	struct timespec t0, t1;

	db_add_begin(&b, DB_ROOM_WORLD, 0, DB_TX_FLUSH);
	for (int32_t id = 1; id <= SPEED_PLAYERS; id++) {
		struct db_save_parts parts;

		db_add_save(&b, DB_ROOM_WORLD, 0, id, DB_SECTION_PLACE,
		    &parts);
		parts.place->x = x;
	}
	db_add_commit(&b, DB_ROOM_WORLD, 0);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	chain = fixture_do(fx, &b);
	clock_gettime(CLOCK_MONOTONIC, &t1);
	while ((b = batch_chain_pop(&chain)) != NULL)
		batch_free(b);
	return (double)(t1.tv_sec - t0.tv_sec) * 1e3 +
	    (double)(t1.tv_nsec - t0.tv_nsec) / 1e6;
}

/* Says how long it takes; asserts only what does not depend on the machine. */
static void
two_thousand_places_are_one_flush(void **state)
{
	struct fixture *fx = *state;
	double best = 1e9, worst = 0;
	struct db_stats stats;
	int64_t before;

	fixture_open(fx);
	make_crowd(fx, SPEED_PLAYERS);
	before = changed_rows(fx);
	for (int32_t i = 1; i <= 10; i++) {
		double ms = flush_places_ms(fx, i);

		best = ms < best ? ms : best;
		worst = ms > worst ? ms : worst;
	}
	db_get_stats(fx->db, &stats);
	assert_int_equal(stats.flushes, 10);
	assert_int_equal(stats.changed_rows - before, 10 * SPEED_PLAYERS);
	print_message("2000 places in one flush: %.1f to %.1f ms\n", best,
	    worst);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_closed, teardown)
	const struct CMUnitTest tests[] = {
		T(a_file_of_another_kind_is_refused),
		T(bad_options_are_refused),
		T(a_damaged_file_is_an_error_and_no_crash),
		T(a_read_only_file_is_refused),
		T(a_locked_file_is_refused),
		T(a_clean_stop_leaves_one_plain_file),
		T(a_stop_while_others_have_it_open_loses_nothing),
		T(journal_mode_delete_never_makes_a_log),
		T(a_reader_outside_delays_a_commit_and_no_more),
		T(a_slow_batch_is_logged_and_measured),
		T(a_sealed_store_works_and_closes_without_names),
		/* Forks, so before the first thread of this process. */
		T(kill_9_loses_at_most_the_last_flush),
		T(a_second_server_is_refused),
		T(the_thread_answers_and_stops),
		T(two_thousand_places_are_one_flush)
	};
#undef T

	return cmocka_run_group_tests_name("db_file", tests, NULL, NULL);
}
