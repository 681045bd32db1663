/*
 * test_claim.c - a character has one writer: the server that plays it, or a
 * tool in another process.
 *
 * Called: by tests/run.
 * Thread: main; children stand for the other process.
 */
#include "db_fixture.h"

#include <sys/wait.h>

#include "db/claim.h"

enum { FREE = 0, PLAYED = 1, CANNOT_SAY = 2 };

/* What a process of its own finds out. */
static int
ask_elsewhere(const struct fixture *fx, int (*ask)(int fd, int32_t id),
    int32_t player_id)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(fx->path, O_RDWR | O_CLOEXEC);

		_exit(fd < 0 ? CANNOT_SAY : ask(fd, player_id));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
look(int fd, int32_t id)
{
	return claim_is_played(fd, id) ? PLAYED : FREE;
}

static int
take(int fd, int32_t id)
{
	return claim_take(fd, id) ? FREE : PLAYED;
}

static enum db_result
load_to_play(struct fixture *fx, int32_t player_id)
{
	struct db_rep_load_player rep;

	ASK(fx, load_player, LOAD_PLAYER, &rep, .player_id = player_id,
	    .is_to_play = true);
	return rep.result;
}

static void
add_last_save(struct batch **b, int32_t player_id)
{
	struct db_save_parts parts;

	db_add_save(b, DB_ROOM_WORLD, FIXTURE_REF, player_id, 0,
	    &parts)->flags = DB_SAVE_LAST;
}

static void
leave(struct fixture *fx, int32_t player_id)
{
	struct batch *b = NULL;

	add_last_save(&b, player_id);
	assert_null(fixture_do(fx, &b));
}

static void
test_played_until_left(void **state)
{
	struct fixture *fx = *state;
	int32_t ann = make_player(fx, "Ann"), bob = make_player(fx, "Bob");

	assert_int_equal(ask_elsewhere(fx, look, ann), FREE);
	assert_int_equal(load_to_play(fx, ann), DB_OK);
	assert_int_equal(ask_elsewhere(fx, look, ann), PLAYED);
	assert_int_equal(ask_elsewhere(fx, take, ann), PLAYED);
	assert_int_equal(ask_elsewhere(fx, take, bob), FREE);
	/* writing in between changes nothing */
	(void)make_player(fx, "Cat");
	assert_int_equal(ask_elsewhere(fx, look, ann), PLAYED);
	leave(fx, ann);
	assert_int_equal(ask_elsewhere(fx, take, ann), FREE);
}

/* A look at somebody's style is no play. */
static void
test_looked_at(void **state)
{
	struct fixture *fx = *state;
	int32_t ann = make_player(fx, "Ann");

	(void)load_player(fx, ann);
	assert_int_equal(ask_elsewhere(fx, take, ann), FREE);
}

/* The same connection's old player is saved and loaded in one batch. */
static void
test_back_at_once(void **state)
{
	struct fixture *fx = *state;
	int32_t ann = make_player(fx, "Ann");
	struct batch *b = NULL;
	struct db_req_load_player *req;

	assert_int_equal(load_to_play(fx, ann), DB_OK);
	add_last_save(&b, ann);
	req = db_add_load_player(&b, DB_ROOM_WORLD, FIXTURE_REF);
	req->player_id = ann;
	req->is_to_play = true;
	batch_free(fixture_do(fx, &b));
	assert_int_equal(ask_elsewhere(fx, look, ann), PLAYED);
	leave(fx, ann);
	assert_int_equal(ask_elsewhere(fx, look, ann), FREE);
}

/* Saves that wait for a busy file to become free are the server's still. */
static void
test_kept_save(void **state)
{
	struct fixture *fx = *state;
	int32_t ann = make_player(fx, "Ann");
	sqlite3 *h = sql_open(fx->path);
	struct batch *b = NULL;

	assert_int_equal(load_to_play(fx, ann), DB_OK);
	assert_int_equal(sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK);
	add_last_save(&b, ann);
	batch_free(fixture_do(fx, &b));
	assert_int_equal(ask_elsewhere(fx, look, ann), PLAYED);
	assert_int_equal(sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(h);
	for (int i = 0; i < 1000 && ask_elsewhere(fx, look, ann) == PLAYED; i++)
		db_step(fx->db, 1);
	assert_int_equal(ask_elsewhere(fx, look, ann), FREE);
}

/* Mended just now: nobody may play it; afterwards everybody may. */
static void
test_tool_has_it(void **state)
{
	struct fixture *fx = *state;
	int32_t ann = make_player(fx, "Ann");
	int told[2], go[2], status;
	char c;
	pid_t pid;

	assert_int_equal(pipe(told), 0);
	assert_int_equal(pipe(go), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(fx->path, O_RDWR | O_CLOEXEC);
		bool is_taken = fd >= 0 && claim_take(fd, ann);

		close(go[1]);
		if (write(told[1], is_taken ? "y" : "n", 1) != 1)
			_exit(1);
		_exit(read(go[0], &c, 1) == 0 ? 0 : 1);
	}
	close(go[0]);
	assert_int_equal(read(told[0], &c, 1), 1);
	assert_int_equal(c, 'y');
	assert_int_equal(load_to_play(fx, ann), DB_TAKEN);
	close(go[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(load_to_play(fx, ann), DB_OK);
	close(told[0]);
	close(told[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_played_until_left,
		    setup_open, teardown),
		cmocka_unit_test_setup_teardown(test_looked_at, setup_open,
		    teardown),
		cmocka_unit_test_setup_teardown(test_back_at_once, setup_open,
		    teardown),
		cmocka_unit_test_setup_teardown(test_kept_save, setup_open,
		    teardown),
		cmocka_unit_test_setup_teardown(test_tool_has_it, setup_open,
		    teardown),
	};

	return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
