/*
 * test_login_session.c - sessions: order, dispatch, limits, live checks,
 * duplicates.
 *
 * Owns:   the rig.
 * Called: by make test.
 * Thread: main, which plays login.
 */
#include "login_rig.h"

#include "login/session.h"

enum { ALICE = 1, BOB = 2, CAROL = 3 };

/* --- dispatch ------------------------------------------------------------- */

static void
test_out_of_sequence_packets_are_ignored(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "A");
	RIG_SAY(ALICE, cl2ls_req_save_char_name, .slot_num = 1,
	    .first_name = "A", .last_name = "B");
	RIG_SAY(ALICE, cl2ls_req_char_create, .pc_style.pc_uid = 1);
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1);
	RIG_SAY(ALICE, cl2ls_req_char_delete, .pc_uid = 1);
	RIG_SAY(ALICE, cl2ls_req_save_char_tutor, .pc_uid = 1);
	RIG_SAY(ALICE, cl2ls_req_change_char_name, .pcuid = 1,
	    .first_name = "A", .last_name = "B");
	RIG_SAY(ALICE, cl2ls_req_shard_select, .shard_num = 1);
	RIG_SAY(ALICE, cl2fe_req_pc_move, .x = 1);
	rig_sent_nothing();
	rig_asked_nothing();
	assert_false(rig_conn(ALICE)->is_closed);
}

static void
test_live_check_opens_no_session(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	RIG_SAY(ALICE, cl2ls_rep_live_check, .temp_value = 0);
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "A");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1);
	rig_sent_nothing();
	rig_asked_nothing();
}

static void
test_packets_without_handler_are_ignored(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_server_select, .server_num = 1);
	RIG_SAY(ALICE, cl2ls_check_name_list, .fn_code = 1);
	RIG_SAY(ALICE, cl2fe_req_pc_move, .x = 1);
	rig_sent_nothing();
	assert_false(rig_conn(ALICE)->is_closed);
}

static void
test_messages_for_unknown_connections(void **state)
{
	UNUSED(state);
	RIG_SAY(CAROL, cl2ls_req_char_select, .pc_uid = 1);
	rig_close(CAROL);
	rig.ref = CAROL;
	RIG_ANSWER(CHECK_OWNER, check_owner, .slot = 1);
	rig_sent_nothing();
}

/* --- order ---------------------------------------------------------------- */

static void
test_requests_of_one_connection_wait_for_each_other(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "One");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 2000);
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "Two");
	rig_sent_nothing();

	rig_asked(DB_REQ_CHECK_OWNER);
	rig_asked_nothing();
	RIG_ANSWER(CHECK_OWNER, check_owner, .result = DB_NONE);
	rig_sent(ALICE, PKT_LS2CL_REP_SHARD_SELECT_FAIL);
	rig_sent(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
	rig_sent_nothing();

	rig_asked(DB_REQ_CHECK_OWNER);
	RIG_ANSWER(CHECK_OWNER, check_owner, .result = DB_NONE);
	rig_sent(ALICE, PKT_LS2CL_REP_SHARD_SELECT_FAIL);
	rig_sent(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
	rig_sent_nothing();
}

static void
test_other_sessions_go_on_while_one_is_hashed(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_log_in(BOB, 8, "bob_01");
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	RIG_SAY(BOB, cl2ls_req_check_char_name, .first_name = "Bob");
	rig_sent(BOB, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
	rig_sent_nothing();
	rig_hash();
	rig_admit(ALICE);
}

/* Who asks for much at once is answered as if it had waited each time. */
static void
test_many_requests_at_once_are_answered(void **state)
{
	enum { REQUESTS = 100 };

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	for (int i = 0; i < REQUESTS; i++)
		RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "A");
	rig_asked(DB_REQ_CHECK_OWNER);
	RIG_ANSWER(CHECK_OWNER, check_owner, .result = DB_NONE);
	rig_sent(ALICE, PKT_LS2CL_REP_SHARD_SELECT_FAIL);
	for (int i = 0; i < REQUESTS; i++)
		rig_sent(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
	rig_sent_nothing();
}

static void
test_too_many_waiting_requests_close_the_connection(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	for (int i = 0; i < SESSION_QUEUE_BYTES; i++) {
		RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "A");
		if (rig_conn(ALICE)->is_closed)
			break;
	}
	assert_true(rig_conn(ALICE)->is_closed);

	/* nothing more is said to it, and the account is free */
	rig_asked(DB_REQ_CHECK_OWNER);
	RIG_ANSWER(CHECK_OWNER, check_owner, .slot = 2);
	rig_sent_nothing();
	assert_null(rig_told_world(0));
	rig_log_in(BOB, 7, "alice_01");
	rig_close(ALICE);
}

static void
test_asker_leaves_before_the_answer(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	/* while the account is looked for */
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	rig_close(ALICE);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = a);

	/* while the password is hashed */
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_close(ALICE);
	rig_hash();

	/* with the account claimed, which must be free again */
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_asked(DB_REQ_SELECT_SLOT);
	rig_asked(DB_REQ_LIST_CHARACTERS);
	rig_close(ALICE);
	RIG_ANSWER(LIST_CHARACTERS, list_characters, .count = 0);
	rig_sent_nothing();
	rig_log_in(BOB, 7, "alice_01");
}

static void
test_full_database_makes_requests_wait(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	rig.is_db_full = true;
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_asked_nothing();
	assert_in_range(login_idle_ms(rig.login, rig.now_ms), 1, 100);
	rig.is_db_full = false;
	rig_turn(NULL);
	rig_asked(DB_REQ_FIND_ACCOUNT);
}

static void
test_stop(void **state)
{
	struct batch *b = NULL;

	UNUSED(state);
	(void)batch_add(&b, ROOM_MSG_STOP, 0, 0);
	assert_true(rig.goes_on || rig.flushes == 0);
	rig_turn(b);
	assert_false(rig.goes_on);
}

static void
test_no_room_for_another_session(void **state)
{
	UNUSED(state);
	rig.opt.max_sessions = 2;
	rig_restart();
	rig_open(ALICE);
	rig_open(BOB);
	rig_open(CAROL);
	assert_true(rig_conn(CAROL)->is_closed);
	assert_false(rig_conn(BOB)->is_closed);
	rig_close(BOB);
	rig_open(CAROL);
	assert_false(rig_conn(CAROL)->is_closed);
}

/* --- limits --------------------------------------------------------------- */

static void
refused_with_box(conn_id conn)
{
	rig_sent(conn, PKT_FE2CL_GM_REP_PC_ANNOUNCE);
	rig_sent_fail(conn, 4);
}

static void
test_attempts_are_limited_by_address(void **state)
{
	UNUSED(state);
	for (conn_id conn = 1; conn <= 6; conn++) {
		rig_open_from(conn, "203.0.113.5", false);
		rig_say_login(conn, "alice_01", RIG_PASSWORD);
		if (conn <= 5)
			rig_asked(DB_REQ_FIND_ACCOUNT);
	}
	refused_with_box(6);
	rig_asked_nothing();

	/* another address may, and this one again a minute later */
	rig_open_from(7, "203.0.113.6", false);
	rig_say_login(7, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	rig.now_ms += 60000;
	rig_say_login(6, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
}

static void
test_loopback_has_no_attempt_limit(void **state)
{
	UNUSED(state);
	for (conn_id conn = 1; conn <= 30; conn++) {
		rig_open(conn);
		rig_say_login(conn, "alice_01", RIG_PASSWORD);
		rig_asked(DB_REQ_FIND_ACCOUNT);
	}
}

static void
test_new_accounts_are_limited(void **state)
{
	UNUSED(state);
	for (conn_id conn = 1; conn <= 6; conn++) {
		rig.now_ms += 60000;	/* slowly */
		rig_open_from(conn, "203.0.113.5", false);
		rig_say_login(conn, "new_name", RIG_PASSWORD);
		rig_asked(DB_REQ_FIND_ACCOUNT);
		RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
		if (conn > 5)
			break;
		rig_hash();
		rig_asked(DB_REQ_CREATE_ACCOUNT);
		RIG_ANSWER(CREATE_ACCOUNT, create_account,
		    .account_id = (int32_t)conn);
		rig_sent(conn, PKT_LS2CL_REP_LOGIN_SUCC);
	}
	refused_with_box(6);
}

static void
test_full_hash_queue_refuses(void **state)
{
	UNUSED(state);
	for (conn_id conn = 1; conn <= 5; conn++) {
		struct account_row a = rig_account((int32_t)conn, "alice_01");

		rig_open(conn);
		rig_login_found(conn, &a);
	}
	refused_with_box(5);	/* the rig lets four wait */
}

/* --- live check ----------------------------------------------------------- */

static void
test_live_checks_and_timeout(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_pass(15999);
	rig_sent_nothing();
	rig_pass(1);
	rig_sent(ALICE, PKT_LS2CL_REQ_LIVE_CHECK);
	rig_pass(16000);
	rig_sent(ALICE, PKT_LS2CL_REQ_LIVE_CHECK);
	assert_false(rig_conn(ALICE)->is_closed);
	rig_pass(16000);
	rig_sent_nothing();
	assert_true(rig_conn(ALICE)->is_closed);
	rig_pass(100000);
	rig_close(ALICE);
}

static void
test_live_client_stays(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_log_in(BOB, 8, "bob_01");
	for (int i = 0; i < 20; i++) {
		rig_pass(16000);
		RIG_SAY(ALICE, cl2ls_rep_live_check, .temp_value = 0);
	}
	assert_false(rig_conn(ALICE)->is_closed);
	assert_true(rig_conn(BOB)->is_closed);
}

static void
test_requests_are_a_sign_of_life_but_refused_ones_not(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_log_in(BOB, 8, "bob_01");
	for (int i = 0; i < 5; i++) {
		rig_pass(16000);
		RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "A");
		if (!rig_conn(BOB)->is_closed)
			RIG_SAY(BOB, cl2ls_req_save_char_name,
			    .first_name = "B@d", .last_name = "Name");
	}
	assert_false(rig_conn(ALICE)->is_closed);
	assert_true(rig_conn(BOB)->is_closed);
}

static void
test_sign_of_life_does_not_wait_for_an_answer(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = 1000);
	for (int i = 0; i < 20; i++) {
		rig_pass(16000);
		RIG_SAY(ALICE, cl2ls_rep_live_check, .temp_value = 0);
	}
	assert_false(rig_conn(ALICE)->is_closed);
}

static void
test_guests_are_not_asked(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	assert_int_equal(-1, login_idle_ms(rig.login, rig.now_ms));
	rig_pass(100000);
	rig_sent_nothing();
	assert_false(rig_conn(ALICE)->is_closed);
}

/* --- duplicates ----------------------------------------------------------- */

/* BOB shows ALICE's password while she is logged in. */
static void
refused_as_in_use(conn_id conn)
{
	struct account_row a = rig_account(7, "alice_01");

	rig_login_found(conn, &a);
	rig_hash();
	rig_sent_fail(conn, 3);
	rig_asked_nothing();
}

static void
test_account_in_use(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_open(BOB);
	refused_as_in_use(BOB);
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "Any");
	rig_sent(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);

	rig_close(ALICE);
	rig_login_found(BOB, &a);
	rig_hash();
	rig_admit(BOB);
}

static void
test_two_logins_at_once(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	rig_open(BOB);
	rig_login_found(ALICE, &a);
	rig_login_found(BOB, &a);
	rig_hash();			/* both passwords are right */
	rig_sent_fail(BOB, 3);
	rig_admit(ALICE);
}

static void
test_second_login_on_a_session(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_say_login(ALICE, "Alice_01", RIG_PASSWORD);
	rig_sent_fail(ALICE, 3);
	rig_say_login(ALICE, "somebody_else", RIG_PASSWORD);
	rig_sent_fail(ALICE, 4);
	rig_asked_nothing();
	RIG_SAY(ALICE, cl2ls_req_check_char_name, .first_name = "Any");
	rig_sent(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
}

static void
test_exit_duplicate_frees_the_account(void **state)
{
	struct account_row a = rig_account(7, "alice_01");
	const struct room_account *kick;

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_open(BOB);
	refused_as_in_use(BOB);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "ALICE_01");
	rig_sent(ALICE, PKT_LS2CL_REP_PC_EXIT_DUPLICATE);
	rig_sent_nothing();
	assert_true(rig_conn(ALICE)->is_closed);
	kick = rig_told_world(ROOM_MSG_KICK_ACCOUNT);
	assert_int_equal(7, kick->account_id);

	/* at once, before the old socket is gone */
	rig_login_found(BOB, &a);
	rig_hash();
	rig_admit(BOB);
	rig_close(ALICE);
	RIG_SAY(BOB, cl2ls_req_check_char_name, .first_name = "Any");
	rig_sent(BOB, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
}

static void
test_exit_duplicate_needs_the_credentials(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_log_in(CAROL, 8, "carol_01");

	/* a stranger, and somebody who is logged in */
	rig_open(BOB);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");
	RIG_SAY(CAROL, cl2ls_req_pc_exit_duplicate, .id = "alice_01");

	/* with a wrong password */
	rig_say_login(BOB, "alice_01", "wrong_pass_1");
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = a);
	rig_hash();
	rig_sent_fail(BOB, 2);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");

	/* with the right one, but for another account */
	refused_as_in_use(BOB);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "carol_01");

	/* after another login was refused in between */
	rig_say_login(BOB, "alice_01", "x");
	rig_sent(BOB, PKT_FE2CL_GM_REP_PC_ANNOUNCE);
	rig_sent_fail(BOB, 4);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");

	rig_sent_nothing();
	assert_false(rig_conn(ALICE)->is_closed);
	assert_false(rig_conn(CAROL)->is_closed);
	assert_null(rig_told_world(0));
}

static void
test_exit_duplicate_works_once(void **state)
{
	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	rig_open(BOB);
	refused_as_in_use(BOB);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");
	rig_sent(ALICE, PKT_LS2CL_REP_PC_EXIT_DUPLICATE);
	rig_close(ALICE);
	rig_log_in(CAROL, 7, "alice_01");
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");
	rig_sent_nothing();
	assert_false(rig_conn(CAROL)->is_closed);
}

static void
test_exit_duplicate_during_a_request(void **state)
{
	uint64_t ref;

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	RIG_SAY(ALICE, cl2ls_req_char_delete, .pc_uid = 1000);
	rig_asked(DB_REQ_DELETE_CHARACTER);
	ref = rig.ref;
	rig_open(BOB);
	refused_as_in_use(BOB);
	RIG_SAY(BOB, cl2ls_req_pc_exit_duplicate, .id = "alice_01");
	rig_sent(ALICE, PKT_LS2CL_REP_PC_EXIT_DUPLICATE);
	rig.ref = ref;
	RIG_ANSWER(DELETE_CHARACTER, delete_character, .slot = 1);
	rig_sent_nothing();
	rig_close(ALICE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(test_out_of_sequence_packets_are_ignored),
		RIG_TEST(test_live_check_opens_no_session),
		RIG_TEST(test_packets_without_handler_are_ignored),
		RIG_TEST(test_messages_for_unknown_connections),
		RIG_TEST(test_requests_of_one_connection_wait_for_each_other),
		RIG_TEST(test_other_sessions_go_on_while_one_is_hashed),
		RIG_TEST(test_many_requests_at_once_are_answered),
		RIG_TEST(test_too_many_waiting_requests_close_the_connection),
		RIG_TEST(test_asker_leaves_before_the_answer),
		RIG_TEST(test_full_database_makes_requests_wait),
		RIG_TEST(test_stop),
		RIG_TEST(test_no_room_for_another_session),
		RIG_TEST(test_attempts_are_limited_by_address),
		RIG_TEST(test_loopback_has_no_attempt_limit),
		RIG_TEST(test_new_accounts_are_limited),
		RIG_TEST(test_full_hash_queue_refuses),
		RIG_TEST(test_live_checks_and_timeout),
		RIG_TEST(test_live_client_stays),
		RIG_TEST(test_requests_are_a_sign_of_life_but_refused_ones_not),
		RIG_TEST(test_sign_of_life_does_not_wait_for_an_answer),
		RIG_TEST(test_guests_are_not_asked),
		RIG_TEST(test_account_in_use),
		RIG_TEST(test_two_logins_at_once),
		RIG_TEST(test_second_login_on_a_session),
		RIG_TEST(test_exit_duplicate_frees_the_account),
		RIG_TEST(test_exit_duplicate_needs_the_credentials),
		RIG_TEST(test_exit_duplicate_works_once),
		RIG_TEST(test_exit_duplicate_during_a_request),
	};

	return cmocka_run_group_tests_name("login session", tests, NULL, NULL);
}
