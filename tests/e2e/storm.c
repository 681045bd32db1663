/*
 * storm.c - a storm of wrong passwords: the game goes on meanwhile, and every
 * client gets its refusal (spec/login.md 3, DEFECT: hashing stops the world).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

enum { CLIENTS = 60, STEPS = 60, WRONG_PASSWORD = 2 };

static struct e2e e2e;
static struct bot *alice, *bob;
static struct bot *clients[CLIENTS];

static void
start_with(const char *queue)
{
	struct server_key keys[] = {
		{ "login", "auththreads", "1" },
		{ "login", "authqueue", queue },
		/* without limits everybody may wait */
		{ "limits", "enabled", "true" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };
	/* a real cost, 16 times that of the other tests' passwords */
	static const char sql[] = "UPDATE Accounts SET Password = '$2a$08$"
	    "abcdefghijklmnopqrstuuAEn3lC5vt7hVBtFkMEIrqRJyTNyBgXK' "
	    "WHERE Login = 'besieged'";

	e2e_start(&e2e, &opt);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 100, E2E_Y, E2E_Z);
	e2e_settle(alice, bob);
	dbfile_add_account(e2e.db, "besieged", 0);
	dbfile_exec(e2e.db, sql);
}

static int
start(void **state)
{
	UNUSED(state);
	start_with("256");
	return 0;
}

static int
start_with_short_queue(void **state)
{
	UNUSED(state);
	start_with("4");
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static size_t
refusals(void)
{
	size_t n = 0;

	for (int i = 0; i < CLIENTS; i++)
		n += bot_count(clients[i], PKT_LS2CL_REP_LOGIN_FAIL) > 0;
	return n;
}

static void
send_storm(void)
{
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = bot_new(e2e.team, "storm");
		bot_connect(clients[i], BOT_LOGIN);
	}
	for (int i = 0; i < CLIENTS; i++)
		flow_send_login(clients[i], "besieged", "not_the_password");
}

static void
test_the_game_goes_on(void **state)
{
	UNUSED(state);
	send_storm();
	for (int i = 1; i <= STEPS; i++) {
		flow_move(alice, E2E_X + i, E2E_Y, E2E_Z);
		assert_int_equal(flow_see_move(bob, alice)->x, E2E_X + i);
		flow_move(bob, E2E_X - i, E2E_Y, E2E_Z);
		assert_int_equal(flow_see_move(alice, bob)->x, E2E_X - i);
	}
	/* so none of those steps waited for the hashes */
	assert_true(refusals() < CLIENTS);
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(BOT_EXPECT(clients[i],
		    ls2cl_rep_login_fail)->error_code, WRONG_PASSWORD);
	/* and those who know their password come in */
	e2e_player(&e2e, "Carol", E2E_X, E2E_Y, E2E_Z);
}

/* More than may wait: whoever is refused for that is told so. */
static void
test_too_many_to_wait(void **state)
{
	size_t told = 0;

	UNUSED(state);
	send_storm();
	for (int i = 0; i < CLIENTS; i++) {
		BOT_EXPECT(clients[i], ls2cl_rep_login_fail);
		told += bot_count(clients[i],
		    PKT_FE2CL_GM_REP_PC_ANNOUNCE) > 0;
	}
	assert_true(told > 0);
	assert_true(told < CLIENTS);
	flow_move(alice, E2E_X + 1, E2E_Y, E2E_Z);
	flow_see_move(bob, alice);
	e2e_player(&e2e, "Carol", E2E_X, E2E_Y, E2E_Z);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_game_goes_on, start,
		    end),
		cmocka_unit_test_setup_teardown(test_too_many_to_wait,
		    start_with_short_queue, end),
	};

	return E2E_RUN("storm", tests, NULL, NULL);
}
