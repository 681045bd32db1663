/*
 * test_login_lock.c - the login room while the server is closed to players.
 *
 * Owns:   nothing beyond the rig.
 * Called: by make test.
 * Thread: main, which plays the room; one auth thread.
 */
#include "login_rig.h"

enum { ALICE = 1, BOB = 2, BOX_S = 15, FAIL_LOGIN = 4 };

static void
tell_lock(bool is_locked, const char *reason)
{
	struct batch *b = NULL;
	struct room_lock *lock = batch_add(&b, ROOM_MSG_LOCK, 0,
	    sizeof(*lock));

	lock->is_locked = is_locked;
	str_copy(lock->reason, sizeof(lock->reason), reason);
	rig_turn(b);
}

static void
expect_box(conn_id conn, const char *text)
{
	const struct fe2cl_gm_rep_pc_announce *p = rig_sent(conn,
	    PKT_FE2CL_GM_REP_PC_ANNOUNCE);

	assert_string_equal(p->announce_msg, text);
	assert_int_equal(p->during_time, BOX_S);
}

static void
log_in_as(conn_id conn, int32_t level)
{
	struct account_row a = rig_account(7, "alice_01");

	a.account_level = level;
	rig_login_found(conn, &a);
	rig_hash();
}

static void
test_players_stay_out_and_game_masters_do_not(void **state)
{
	static const int32_t players[] = { 31, 50, 99, 1000 };
	static const int32_t masters[] = { 30, 1 };

	UNUSED(state);
	tell_lock(true, "new tables");
	rig_open(ALICE);
	for (size_t i = 0; i < COUNT_OF(players); i++) {
		log_in_as(ALICE, players[i]);
		expect_box(ALICE, "Maintenance\nnew tables");
		rig_sent_fail(ALICE, FAIL_LOGIN);
		rig_asked_nothing();
	}
	assert_int_equal(login_session_count(rig.login), 0);
	for (size_t i = 0; i < COUNT_OF(masters); i++) {
		rig_close(ALICE);
		rig_open(ALICE);
		log_in_as(ALICE, masters[i]);
		rig_admit(ALICE);
	}
	rig_turn(NULL);
	assert_int_equal(login_session_count(rig.login), 1);
	assert_int_equal(login_count(rig.login), 2);
}

/* Who does not know the password is not told either. */
static void
test_a_wrong_password_is_just_wrong(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	tell_lock(true, "new tables");
	rig_open(ALICE);
	rig_say_login(ALICE, a.login, "another_password");
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = a);
	rig_hash();
	rig_sent_fail(ALICE, 2);
}

static void
say_unknown(conn_id conn)
{
	rig_say_login(conn, "newcomer", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
}

static void
test_no_account_is_made_for_a_player(void **state)
{
	UNUSED(state);
	tell_lock(true, "");
	rig_open(ALICE);
	say_unknown(ALICE);
	expect_box(ALICE,
	    "Maintenance\nThe server is closed. Please try again later.");
	rig_sent_fail(ALICE, FAIL_LOGIN);
	rig_asked_nothing();

	rig.opt.account_level = 1;
	rig_restart();
	tell_lock(true, "");
	rig_open(BOB);
	say_unknown(BOB);
	rig_hash();
	rig_asked(DB_REQ_CREATE_ACCOUNT);
	RIG_ANSWER(CREATE_ACCOUNT, create_account, .account_id = 5);
	rig_sent(BOB, PKT_LS2CL_REP_LOGIN_SUCC);
}

/* The lock came while it was choosing: it may stay, but not go on. */
static void
test_who_is_choosing_waits(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	tell_lock(true, "tea");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	expect_box(ALICE, "Maintenance\ntea");
	rig_sent_invalid_character(ALICE);
	rig_asked_nothing();
	assert_false(rig_conn(ALICE)->is_closed);
	tell_lock(false, "");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	rig_asked(DB_REQ_CHECK_OWNER);
	rig_sent_nothing();
}

static void
test_a_game_master_goes_on(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	log_in_as(ALICE, 30);
	rig_admit(ALICE);
	tell_lock(true, "tea");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	rig_asked(DB_REQ_CHECK_OWNER);
	rig_sent_nothing();
}

static void
test_the_door_opens_again(void **state)
{
	UNUSED(state);
	tell_lock(true, "tea");
	tell_lock(false, "");
	rig_log_in(ALICE, 7, "alice_01");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(test_players_stay_out_and_game_masters_do_not),
		RIG_TEST(test_a_wrong_password_is_just_wrong),
		RIG_TEST(test_no_account_is_made_for_a_player),
		RIG_TEST(test_who_is_choosing_waits),
		RIG_TEST(test_a_game_master_goes_on),
		RIG_TEST(test_the_door_opens_again),
	};

	return cmocka_run_group_tests_name("login_lock", tests, NULL, NULL);
}
