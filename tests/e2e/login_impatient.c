/*
 * login_impatient.c - while passwords are hashed by the half dozen (storm.c),
 * those who are logged in get their answers, and those who hang up meanwhile
 * leave nothing behind (spec/login.md 3).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

enum { STORM = 6 };

/* What a hash of the usual cost takes: a fifth of a second or so. */
static const char dear_hash[] =
    "$2a$12$abcdefghijklmnopqrstuuvOu6AhjtdEmjV/tWcu8NQaEdqQSKYoG";

static struct e2e e2e;
static struct bot *storm[STORM];

static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, NULL);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static void
storm_name(char out[32], int i)
{
	snprintf(out, 32, "storm_%d", i);
}

static void
make_dear_accounts(void)
{
	char name[32], sql[256];

	for (int i = 0; i < STORM; i++) {
		storm_name(name, i);
		snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO Accounts "
		    "(Login, Password, AccountLevel) VALUES ('%s', '%s', 99)",
		    name, dear_hash);
		dbfile_exec(e2e.db, sql);
	}
}

static void
break_the_storm(const char *password)
{
	char name[32];

	for (int i = 0; i < STORM; i++) {
		storm_name(name, i);
		storm[i] = bot_new(e2e.team, name);
		flow_send_login(storm[i], name, password);
	}
}

static size_t
count_answers(enum packet_kind kind)
{
	size_t n = 0;

	for (int i = 0; i < STORM; i++)
		n += bot_count(storm[i], kind);
	return n;
}

/* The login server itself answers those who need no hash. */
static void
test_the_login_server_goes_on(void **state)
{
	struct bot *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	make_dear_accounts();
	b = bot_new(e2e.team, "patient");
	dbfile_add_account(e2e.db, "patient_one", 0);
	flow_login(b, "patient_one", dbfile_password);
	break_the_storm("wrong_password");
	for (int i = 0; i < 20; i++)
		bot_fence(b);
	assert_true(count_answers(PKT_LS2CL_REP_LOGIN_FAIL) < STORM);
	flow_create_character(b, "Calm", "Person", 1);
	/* and in the end everyone has his answer */
	for (int i = 0; i < STORM; i++)
		BOT_EXPECT(storm[i], ls2cl_rep_login_fail);
}

/* Those who hang up before their hash is done leave nothing behind. */
static void
test_the_impatient(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	make_dear_accounts();
	break_the_storm("password1");
	for (int i = 0; i < STORM; i++)
		bot_hang_up(storm[i], BOT_LOGIN);
	break_the_storm("password1");
	for (int i = 0; i < STORM; i++) {
		const struct bot_packet *p = bot_expect_either(storm[i],
		    PKT_LS2CL_REP_LOGIN_SUCC, PKT_LS2CL_REP_LOGIN_FAIL);

		/* in use is no answer to somebody who has hung up */
		assert_int_equal(p->kind, PKT_LS2CL_REP_LOGIN_SUCC);
		bot_fence(storm[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_login_server_goes_on),
		cmocka_unit_test(test_the_impatient),
	};

	return E2E_RUN("login_impatient", tests, start, end);
}
