/*
 * kill9.c - the server dies while everybody walks: the database is whole, and
 * each player lost at most the last second (spec/server-core.md 5).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <signal.h>

#include "bot/e2e.h"

enum {
	ROUNDS = 4,
	WALKERS = 8,
	LIVE_MS = 1300,		/* longer than what may be lost */
	LOST_MS = 1000,		/* the promise; flushes are much closer */
	STEPS_MAX = 100000
};

struct walker {
	struct bot *bot;
	char login[40];
	int64_t uid;
	int32_t sent;		/* the last step that was sent */
	int32_t certain;	/* the server had it long before its end */
};

static struct e2e e2e;
static struct walker walkers[WALKERS];

/* When the server had answered for a step of everybody; of one round. */
static int64_t answered_at_ms[STEPS_MAX];

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "flushinterval", "50" }, { 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static int64_t
row_count(void)
{
	return dbfile_get(e2e.db, "SELECT (SELECT count(*) FROM Accounts) + "
	    "(SELECT count(*) FROM Players) + "
	    "(SELECT count(*) FROM Appearances) + "
	    "(SELECT count(*) FROM Inventory) + "
	    "(SELECT count(*) FROM Nanos)");
}

static int32_t
saved_step(const struct walker *v)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players WHERE "
	    "PlayerID = %lld", (long long)v->uid);
	return (int32_t)(dbfile_get(e2e.db, sql) - E2E_X);
}

static void
make_walkers(void)
{
	for (int i = 0; i < WALKERS; i++) {
		struct walker *v = &walkers[i];

		v->bot = e2e_outsider(&e2e, "Walker", 0, E2E_X, E2E_Y + i,
		    E2E_Z);
		v->uid = bot_uid(v->bot);
		snprintf(v->login, sizeof(v->login), "%s", e2e_last_login());
	}
}

/* Everybody comes in where the database has him. */
static void
join_walkers(void)
{
	e2e_new_team(&e2e);
	for (int i = 0; i < WALKERS; i++) {
		struct walker *v = &walkers[i];
		int32_t at[3];

		v->bot = bot_new(e2e.team, v->login);
		flow_join(v->bot, v->login);
		bot_get_position(v->bot, at);
		assert_int_equal(at[0] - E2E_X, saved_step(v));
		v->sent = v->certain = at[0] - E2E_X;
	}
}

static void
step_once(int32_t step)
{
	for (int i = 0; i < WALKERS; i++) {
		flow_move(walkers[i].bot, E2E_X + step, E2E_Y + i, E2E_Z);
		walkers[i].sent = step;
	}
}

/* What stands in the file while the server lives can not be lost any more. */
static void
note_saved(void)
{
	for (int i = 0; i < WALKERS; i++) {
		int32_t step = saved_step(&walkers[i]);

		if (step > walkers[i].certain)
			walkers[i].certain = step;
	}
}

/* Walks; the server is killed with steps on their way, returns when. */
static int64_t
walk_into_the_end(int32_t *step)
{
	int64_t until = server_now_ms() + LIVE_MS, now;

	do {
		step_once(++*step);
		for (int i = 0; i < WALKERS; i++)
			bot_fence(walkers[i].bot);
		now = server_now_ms();
		answered_at_ms[*step] = now;
		if (*step % 64 == 0) {
			note_saved();
			for (int i = 0; i < WALKERS; i++)
				bot_forget(walkers[i].bot);
		}
	} while (now < until && *step < STEPS_MAX - 10);
	note_saved();
	dbfile_close(e2e.db);
	e2e.db = NULL;
	for (int i = 0; i < 3; i++)
		step_once(++*step);
	server_kill(&e2e.server);
	return now;
}

static void
check_round(int64_t rows, int32_t first, int32_t last, int64_t killed_at_ms)
{
	int32_t owed = first;

	while (owed < last && answered_at_ms[owed + 1] != 0 &&
	    answered_at_ms[owed + 1] < killed_at_ms - LOST_MS)
		owed++;
	assert_true(owed > first);
	assert_true(dbfile_is_sound(e2e.db));
	assert_int_equal(row_count(), rows);
	for (int i = 0; i < WALKERS; i++) {
		int32_t saved = saved_step(&walkers[i]);

		if (saved < owed || saved < walkers[i].certain ||
		    saved > walkers[i].sent)
			fail_msg("%s was saved at step %d: %d was answered in "
			    "time, %d was seen saved, %d was the last sent",
			    walkers[i].login, saved, owed, walkers[i].certain,
			    walkers[i].sent);
	}
}

static void
test_killed_while_all_walk(void **state)
{
	int32_t first, step = 0;
	int64_t rows, killed_at_ms;

	UNUSED(state);
	make_walkers();
	for (int round = 0; round < ROUNDS; round++) {
		join_walkers();
		rows = row_count();
		memset(answered_at_ms, 0, sizeof(answered_at_ms));
		first = step;
		killed_at_ms = walk_into_the_end(&step);
		/* the log is brought in by whoever opens the file first */
		if (round % 2 == 0)
			server_restart(&e2e.server);
		e2e.db = dbfile_open(e2e.server.db_path);
		check_round(rows, first, step, killed_at_ms);
		if (round % 2 != 0)
			server_restart(&e2e.server);
	}
}

/* Characters that were made, the moment they were acknowledged. */
static void
test_killed_after_an_answer(void **state)
{
	struct bot *b;
	int64_t uid;
	char sql[128];

	UNUSED(state);
	for (int round = 0; round < 3; round++) {
		char login[32];

		e2e_new_team(&e2e);
		b = bot_new(e2e.team, "maker");
		snprintf(login, sizeof(login), "maker_%d", round);
		flow_login(b, login, "password1");
		uid = flow_save_name(b, "Maker", login + 6, 1);
		flow_send_looks(b, "Maker", login + 6);
		BOT_EXPECT(b, ls2cl_rep_char_create_succ);
		dbfile_close(e2e.db);
		e2e.db = NULL;
		server_kill(&e2e.server);
		e2e.db = dbfile_open(e2e.server.db_path);
		assert_true(dbfile_is_sound(e2e.db));
		snprintf(sql, sizeof(sql), "SELECT AppearanceFlag FROM "
		    "Players WHERE PlayerID = %lld", (long long)uid);
		assert_int_equal(dbfile_get(e2e.db, sql), 1);
		server_restart(&e2e.server);
		b = bot_new(e2e.team, "again");
		flow_login(b, login, "password1");
		assert_int_equal(bot_uid(b), uid);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_while_all_walk),
		cmocka_unit_test(test_killed_after_an_answer),
	};

	return E2E_RUN("kill9", tests, start, end);
}
