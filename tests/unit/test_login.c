/*
 * test_login.c - sessions and signing in: every answer of spec/login.md 1 to
 * 4, 13 and 14.
 *
 * Owns:   the rig.
 * Called: by make test.
 * Thread: main, which plays login.
 */
#include "login_rig.h"

enum { ALICE = 1, BOB = 2, CAROL = 3 };

static const struct ls2cl_rep_login_succ *
sent_success(conn_id conn)
{
	return rig_sent(conn, PKT_LS2CL_REP_LOGIN_SUCC);
}

static const char *
sent_box(conn_id conn, int32_t seconds)
{
	const struct fe2cl_gm_rep_pc_announce *p = rig_sent(conn,
	    PKT_FE2CL_GM_REP_PC_ANNOUNCE);

	assert_int_equal(0, p->announce_type);
	assert_int_equal(seconds, p->during_time);
	return p->announce_msg;
}

/* --- new accounts --------------------------------------------------------- */

static void
make_account(conn_id conn, const char *login)
{
	rig_say_login(conn, login, RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
	rig_hash();
}

static void
test_new_account(void **state)
{
	const struct db_req_find_account *find;
	const struct db_req_create_account *create;
	const struct ls2cl_rep_login_succ *p;

	UNUSED(state);
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	find = rig_asked(DB_REQ_FIND_ACCOUNT);
	assert_string_equal("alice_01", find->login);
	assert_int_equal(DB_ROOM_LOGIN, find->room);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
	rig_asked_nothing();
	rig_hash();

	create = rig_asked(DB_REQ_CREATE_ACCOUNT);
	assert_string_equal("alice_01", create->login);
	assert_int_equal(50, create->account_level);
	assert_int_equal(AUTH_OK, auth_verify(RIG_PASSWORD,
	    create->password_hash));
	RIG_ANSWER(CREATE_ACCOUNT, create_account, .account_id = 7);

	p = sent_success(ALICE);
	assert_int_equal(0, p->char_count);
	assert_int_equal(1, p->slot_num);
	assert_int_equal(1, p->payment_flag);
	assert_int_equal(rig.now_ms, p->svr_time);
	assert_string_equal("alice_01", p->id);
	rig_sent_nothing();
	rig_asked_nothing();
	assert_true(rig_conn(ALICE)->is_trusted);
}

static void
test_new_account_in_1013_has_chat_enabled(void **state)
{
	UNUSED(state);
	rig.opt.version = PROTO_1013;
	rig_restart();
	rig_open(ALICE);
	make_account(ALICE, "alice_01");
	rig_asked(DB_REQ_CREATE_ACCOUNT);
	RIG_ANSWER(CREATE_ACCOUNT, create_account, .account_id = 7);
	assert_int_equal(1, sent_success(ALICE)->chat_enabled);
}

static void
test_new_account_cannot_be_written(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	make_account(ALICE, "alice_01");
	rig_asked(DB_REQ_CREATE_ACCOUNT);
	RIG_ANSWER(CREATE_ACCOUNT, create_account, .result = DB_ERROR);
	rig_sent_fail(ALICE, 0);
}

static void
test_new_account_was_made_by_another_meanwhile(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	make_account(ALICE, "alice_01");
	rig_asked(DB_REQ_CREATE_ACCOUNT);
	RIG_ANSWER(CREATE_ACCOUNT, create_account, .result = DB_TAKEN);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = a);
	rig_hash();
	rig_admit(ALICE);
}

static void
test_unknown_account_costs_a_hash(void **state)
{
	UNUSED(state);
	rig.opt.creates_accounts = false;
	rig_restart();
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
	rig_sent_nothing();
	rig_hash();
	rig_sent_fail(ALICE, 1);

	/* by cookie too, and no account is made for one */
	rig.opt.creates_accounts = true;
	rig_restart();
	rig_open(ALICE);
	rig_say_cookie(ALICE, "alice_01", "some cookie");
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_NONE);
	rig_sent_nothing();
	rig_hash();
	rig_sent_fail(ALICE, 1);
}

static void
test_database_error_is_not_unknown(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .result = DB_ERROR);
	rig_sent_fail(ALICE, 0);
	rig_asked_nothing();
}

/* --- existing accounts ---------------------------------------------------- */

static void
test_login_sends_characters_under_the_new_key(void **state)
{
	struct account_row a = rig_account(7, "alice_01");
	struct db_rep_list_characters rows = { .count = 2 };
	const struct ls2cl_rep_login_succ *p;
	const struct ls2cl_rep_char_info *c;
	const struct db_req_select_slot *stamp;
	uint8_t key[8];

	UNUSED(state);
	rows.characters[0] = (struct char_row){
		.player_id = 1000, .slot = 2, .level = 9, .name_check = 2,
		.appearance_done = true, .pay_zone_flag = 1,
		.first_name = "Alice", .last_name = "Example",
		.look = { .body = 2, .eye_color = 5, .face_style = 10,
		    .gender = 2, .hair_color = 18, .hair_style = 45,
		    .height = 4, .skin_color = 12 },
		.place = { .x = 10, .y = -20, .z = 30 },
		.equip[8] = { .type = 10, .id = 3, .opt = 1,
		    .time_limit_s = 99 },
	};
	rows.characters[1].player_id = 1001;
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_hash();
	stamp = rig_asked(DB_REQ_SELECT_SLOT);
	assert_int_equal(2, stamp->slot);
	assert_int_equal(7, stamp->account_id);
	rig_asked(DB_REQ_LIST_CHARACTERS);
	rig_answer(DB_REP_LIST_CHARACTERS, &rows, sizeof(rows));

	p = sent_success(ALICE);
	assert_int_equal(2, p->char_count);
	assert_int_equal(2, p->slot_num);
	cipher_new_key(key, (uint64_t)rig.now_ms, 3, 3);
	assert_memory_equal(key, rig_conn(ALICE)->receive_key, 8);
	assert_memory_equal(key, rig_conn(ALICE)->send_key, 8);
	assert_int_equal(1, rig_conn(ALICE)->packets_under_old_key);

	c = rig_sent(ALICE, PKT_LS2CL_REP_CHAR_INFO);
	assert_int_equal(2, c->slot);
	assert_int_equal(9, c->level);
	assert_int_equal(1000, c->pc_style.pc_uid);
	assert_int_equal(2, c->pc_style.name_check);
	assert_string_equal("Alice", c->pc_style.first_name);
	assert_string_equal("Example", c->pc_style.last_name);
	assert_int_equal(2, c->pc_style.gender);
	assert_int_equal(45, c->pc_style.hair_style);
	assert_int_equal(0, c->pc_style.class);
	assert_int_equal(1, c->pc_style2.appearance_flag);
	assert_int_equal(0, c->pc_style2.tutorial_flag);
	assert_int_equal(1, c->pc_style2.payzone_flag);
	assert_int_equal(-20, c->y);
	assert_int_equal(3, c->equip[8].id);
	assert_int_equal(99, c->equip[8].time_limit);
	c = rig_sent(ALICE, PKT_LS2CL_REP_CHAR_INFO);
	assert_int_equal(1001, c->pc_style.pc_uid);
	rig_sent_nothing();
}

static void
test_wrong_password(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	rig_say_login(ALICE, "ALICE_01", "not_the_same_1");
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = a);
	rig_hash();
	rig_sent_fail(ALICE, 2);

	/* the same connection may go on */
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_admit(ALICE);
}

static void
test_unusable_hash_is_a_wrong_password(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	a.password_hash[4] = '3';	/* cost 34 */
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_sent_fail(ALICE, 2);
}

static void
test_selected_slot_out_of_range(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	a.selected = 1000;
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_asked(DB_REQ_LIST_CHARACTERS);
	RIG_ANSWER(LIST_CHARACTERS, list_characters, .count = 0);
	assert_int_equal(1, sent_success(ALICE)->slot_num);
}

static void
test_characters_cannot_be_read(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_asked(DB_REQ_SELECT_SLOT);
	rig_asked(DB_REQ_LIST_CHARACTERS);
	RIG_ANSWER(LIST_CHARACTERS, list_characters, .result = DB_ERROR);
	rig_sent_fail(ALICE, 0);

	/* and the account is free for another try */
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_admit(ALICE);
}

/* --- form ----------------------------------------------------------------- */

static void
test_bad_user_names(void **state)
{
	static const char *const bad[] = {
		"", "abc", "with blank", "with.dot", "me@example",
		"n\xc3\xa4me_x", "o'brien'--", "newline\n",
		"a23456789012345678901234567890123",
	};

	UNUSED(state);
	rig_open(ALICE);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct ls2cl_rep_login_fail *p;

		rig_say_login(ALICE, bad[i], RIG_PASSWORD);
		assert_string_equal("Invalid login\nLogin has to be 4 - 32 "
		    "characters long and can't contain special characters "
		    "other than dash and underscore", sent_box(ALICE, 10));
		p = rig_sent(ALICE, PKT_LS2CL_REP_LOGIN_FAIL);
		assert_int_equal(4, p->error_code);
		if (strlen(bad[i]) < 32)
			assert_string_equal(bad[i], p->id);
		rig_sent_nothing();
		rig_asked_nothing();
	}
}

static void
test_bad_passwords(void **state)
{
	static const char *const bad[] = {
		"", "seven_7", "pass word", "pass.word", "pass-word",
		"p\xc3\xa4ssw\xc3\xb6rd", "a23456789012345678901234567890123",
	};

	UNUSED(state);
	rig_open(ALICE);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		rig_say_login(ALICE, "alice_01", bad[i]);
		assert_string_equal("Invalid password\nPassword has to be "
		    "8 - 32 characters long", sent_box(ALICE, 10));
		rig_sent_fail(ALICE, 4);
		rig_asked_nothing();
	}
	rig_say_login(ALICE, "alice_01", "!@#$%^&*()_+aA1");
	rig_asked(DB_REQ_FIND_ACCOUNT);
}

static void
test_password_logins_switched_off(void **state)
{
	UNUSED(state);
	rig.opt.auth_methods = CONFIG_AUTH_COOKIE;
	rig_restart();
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	sent_box(ALICE, 12);
	rig_sent_fail(ALICE, 4);
	rig_asked_nothing();
}

static void
test_outdated_client_is_refused(void **state)
{
	UNUSED(state);
	rig.opt.expected_client_version = 8;
	rig_restart();
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_sent_fail(ALICE, 6);

	rig.opt.expected_client_version = 7;
	rig_restart();
	rig_open(ALICE);
	rig_say_login(ALICE, "alice_01", RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
}

static void
test_cookie_login_with_bad_bytes_is_refused(void **state)
{
	struct cl2ls_req_login req = { .login_type = 2 };
	const struct ls2cl_rep_login_fail *p;

	UNUSED(state);
	/* crashed OpenFusion twice: no UTF-8, and longer than szID */
	memset(req.cookie_tegid, 0xff, sizeof(req.cookie_tegid) - 1);
	rig_open(ALICE);
	rig_packet(ALICE, PKT_CL2LS_REQ_LOGIN, &req);
	sent_box(ALICE, 10);
	p = rig_sent(ALICE, PKT_LS2CL_REP_LOGIN_FAIL);
	assert_int_equal(4, p->error_code);
	assert_true(str_utf8_is_valid(p->id));

	memset(req.cookie_tegid, 'a', sizeof(req.cookie_tegid) - 1);
	rig_packet(ALICE, PKT_CL2LS_REQ_LOGIN, &req);
	sent_box(ALICE, 10);
	p = rig_sent(ALICE, PKT_LS2CL_REP_LOGIN_FAIL);
	assert_int_equal(32, strlen(p->id));
}

/* --- cookies -------------------------------------------------------------- */

static void
cookie_found(conn_id conn, const struct account_row *a, const char *cookie)
{
	rig_say_cookie(conn, a->login, cookie);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = *a);
}

static void
log_in_by_cookie(conn_id conn, const struct account_row *a,
    const char *cookie)
{
	rig_open(conn);
	cookie_found(conn, a, cookie);
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_OK);
	rig_asked(DB_REQ_CONSUME_COOKIE);
	RIG_ANSWER(CONSUME_COOKIE, consume_cookie, .result = DB_OK);
	rig_admit(conn);
}

static void
test_cookie_login(void **state)
{
	struct account_row a = rig_account(7, "alice_01");
	const struct db_req_check_cookie *check;
	const struct db_req_consume_cookie *spend;

	UNUSED(state);
	rig_open(ALICE);
	cookie_found(ALICE, &a, "c00kie");
	check = rig_asked(DB_REQ_CHECK_COOKIE);
	assert_int_equal(7, check->account_id);
	assert_string_equal("c00kie", check->cookie);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_OK);
	spend = rig_asked(DB_REQ_CONSUME_COOKIE);
	assert_string_equal("c00kie", spend->cookie);
	RIG_ANSWER(CONSUME_COOKIE, consume_cookie, .result = DB_OK);
	rig_asked(DB_REQ_SELECT_SLOT);
	rig_asked(DB_REQ_LIST_CHARACTERS);
	RIG_ANSWER(LIST_CHARACTERS, list_characters, .count = 0);
	/* szID is what the client put there, not the cookie's name */
	assert_string_equal("", sent_success(ALICE)->id);
}

static void
test_cookie_login_may_carry_a_password(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	cookie_found(ALICE, &a, RIG_PASSWORD);
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_REFUSED);
	rig_hash();
	rig_admit(ALICE);
	rig_asked_nothing();
}

static void
test_cookie_wrong_and_no_password(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig.opt.auth_methods = CONFIG_AUTH_COOKIE;
	rig_restart();
	rig_open(ALICE);
	cookie_found(ALICE, &a, "wrong");
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_NONE);
	rig_sent_fail(ALICE, 2);

	rig.opt.auth_methods = CONFIG_AUTH_PASSWORD;
	rig_restart();
	rig_open(ALICE);
	cookie_found(ALICE, &a, "wrong");
	rig_hash();
	rig_sent_fail(ALICE, 2);
}

static void
test_cookie_survives_ban_and_in_use(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_log_in(BOB, 7, "alice_01");
	rig_open(ALICE);
	cookie_found(ALICE, &a, "c00kie");
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_OK);
	rig_sent_fail(ALICE, 3);
	rig_asked_nothing();

	a.banned_until_s = rig.unix_s + 5;
	cookie_found(ALICE, &a, "c00kie");
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_OK);
	sent_box(ALICE, 99999999);
	rig_asked_nothing();
}

static void
test_cookie_spent_by_another_meanwhile(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	cookie_found(ALICE, &a, "c00kie");
	rig_asked(DB_REQ_CHECK_COOKIE);
	RIG_ANSWER(CHECK_COOKIE, check_cookie, .result = DB_OK);
	rig_asked(DB_REQ_CONSUME_COOKIE);
	RIG_ANSWER(CONSUME_COOKIE, consume_cookie, .result = DB_NONE);
	rig_sent_fail(ALICE, 2);
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_admit(ALICE);
}

static void
tell_room(uint16_t type, uint64_t serial, bool may_return)
{
	struct batch *b = NULL;
	struct room_account *r = batch_add(&b, type, 0, sizeof(*r));

	r->serial = serial;
	r->account_id = 7;
	r->player_id = 1000;
	r->may_return = may_return;
	rig_turn(b);
}

/* Into the world and out of it again, from a session of account 7. */
static void
visit_world(conn_id conn, bool may_return)
{
	const struct ticket *t;
	uint64_t serial;

	RIG_SAY(conn, cl2ls_req_char_select, .pc_uid = 1000);
	rig_asked(DB_REQ_CHECK_OWNER);
	RIG_ANSWER(CHECK_OWNER, check_owner, .slot = 2);
	rig_sent(conn, PKT_LS2CL_REP_SHARD_SELECT_SUCC);
	rig_asked(DB_REQ_SELECT_PLAYER);
	t = rig_told_world(ROOM_MSG_TICKET);
	serial = t->serial;
	tell_room(ROOM_MSG_ACCOUNT_IN_WORLD, serial, false);
	rig_close(conn);
	tell_room(ROOM_MSG_ACCOUNT_LEFT, serial, may_return);
}

static void
test_cookie_lets_one_back_in_after_leaving(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	log_in_by_cookie(ALICE, &a, "c00kie");
	visit_world(ALICE, true);
	rig_open(BOB);
	cookie_found(BOB, &a, "c00kie");
	rig_admit(BOB);			/* the database was not asked */

	/* once: the grant is spent */
	rig_close(BOB);
	rig_open(CAROL);
	cookie_found(CAROL, &a, "c00kie");
	rig_asked(DB_REQ_CHECK_COOKIE);
}

static void
test_cookie_is_not_revived_for_others(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	log_in_by_cookie(ALICE, &a, "c00kie");
	visit_world(ALICE, true);
	rig_open(BOB);
	cookie_found(BOB, &a, "another");
	rig_asked(DB_REQ_CHECK_COOKIE);	/* another cookie is no grant */
	rig_close(BOB);

	rig_pass(5000);			/* nor is the right one too late */
	rig_open(BOB);
	cookie_found(BOB, &a, "c00kie");
	rig_asked(DB_REQ_CHECK_COOKIE);
}

static void
test_cookie_is_not_revived_after_a_password_login(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_log_in(ALICE, 7, "alice_01");
	visit_world(ALICE, true);
	rig_open(BOB);
	cookie_found(BOB, &a, RIG_PASSWORD);
	rig_asked(DB_REQ_CHECK_COOKIE);
}

/* --- bans ----------------------------------------------------------------- */

static void
ban_found(conn_id conn, int64_t left_s)
{
	struct account_row a = rig_account(7, "alice_01");

	str_copy(a.ban_reason, sizeof(a.ban_reason), "testing bans");
	a.banned_until_s = rig.unix_s + left_s;
	rig_login_found(conn, &a);
	rig_hash();
}

static void
test_banned_is_told_for_how_long(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	ban_found(ALICE, 3 * 86400 - 60);
	assert_string_equal("Your account has been banned. \n"
	    "Reason: testing bans\nBan expires in 3 days",
	    sent_box(ALICE, 99999999));
	rig_sent_nothing();
	ban_found(ALICE, 3600);
	assert_string_equal("Your account has been banned. \n"
	    "Reason: testing bans\nBan expires in 1 day",
	    sent_box(ALICE, 99999999));
	rig_sent_nothing();
	rig_asked_nothing();
}

static void
test_banned_is_closed_after_a_minute(void **state)
{
	UNUSED(state);
	rig_open(ALICE);
	ban_found(ALICE, 3600);
	sent_box(ALICE, 99999999);
	assert_true(rig_conn(ALICE)->is_trusted);
	rig_pass(30000);
	ban_found(ALICE, 3600);		/* trying again buys no time */
	sent_box(ALICE, 99999999);
	rig_pass(29999);
	assert_false(rig_conn(ALICE)->is_closed);
	rig_pass(1);
	assert_true(rig_conn(ALICE)->is_closed);
}

static void
test_ban_that_is_over(void **state)
{
	struct account_row a = rig_account(7, "alice_01");

	UNUSED(state);
	rig_open(ALICE);
	ban_found(ALICE, 3600);
	sent_box(ALICE, 99999999);
	a.banned_until_s = rig.unix_s;
	rig_login_found(ALICE, &a);
	rig_hash();
	rig_admit(ALICE);
	/* logged in by now: the minute no longer counts */
	for (int i = 0; i < 12; i++) {
		rig_pass(10000);
		RIG_SAY(ALICE, cl2ls_rep_live_check, .temp_value = 0);
	}
	assert_false(rig_conn(ALICE)->is_closed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(test_new_account),
		RIG_TEST(test_new_account_in_1013_has_chat_enabled),
		RIG_TEST(test_new_account_cannot_be_written),
		RIG_TEST(test_new_account_was_made_by_another_meanwhile),
		RIG_TEST(test_unknown_account_costs_a_hash),
		RIG_TEST(test_database_error_is_not_unknown),
		RIG_TEST(test_login_sends_characters_under_the_new_key),
		RIG_TEST(test_wrong_password),
		RIG_TEST(test_unusable_hash_is_a_wrong_password),
		RIG_TEST(test_selected_slot_out_of_range),
		RIG_TEST(test_characters_cannot_be_read),
		RIG_TEST(test_bad_user_names),
		RIG_TEST(test_bad_passwords),
		RIG_TEST(test_password_logins_switched_off),
		RIG_TEST(test_outdated_client_is_refused),
		RIG_TEST(test_cookie_login_with_bad_bytes_is_refused),
		RIG_TEST(test_cookie_login),
		RIG_TEST(test_cookie_login_may_carry_a_password),
		RIG_TEST(test_cookie_wrong_and_no_password),
		RIG_TEST(test_cookie_survives_ban_and_in_use),
		RIG_TEST(test_cookie_spent_by_another_meanwhile),
		RIG_TEST(test_cookie_lets_one_back_in_after_leaving),
		RIG_TEST(test_cookie_is_not_revived_for_others),
		RIG_TEST(test_cookie_is_not_revived_after_a_password_login),
		RIG_TEST(test_banned_is_told_for_how_long),
		RIG_TEST(test_banned_is_closed_after_a_minute),
		RIG_TEST(test_ban_that_is_over),
	};

	return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
