/*
 * login_refusals.c - what the login server says no to, and how
 * (spec/login.md 3 to 13).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/str.h"

static struct e2e e2e;

enum { MISSING = 1, WRONG_PASSWORD = 2, IN_USE = 3, LOGIN_ERROR = 4 };
enum { NAME_TAKEN = 1, NAME_INVALID = 4, INVALID_CHARACTER = 2 };

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

static struct bot *
fresh_bot(const char *label)
{
	e2e_new_team(&e2e);
	return bot_new(e2e.team, label);
}

static void
expect_fail(struct bot *b, const char *user, const char *password, int code)
{
	assert_int_equal(flow_login_refused(b, user, password), code);
}

static void
test_login_text(void **state)
{
	struct bot *b = fresh_bot("texts");

	UNUSED(state);
	expect_fail(b, "abc", "password1", LOGIN_ERROR);
	BOT_EXPECT(b, fe2cl_gm_rep_pc_announce);
	expect_fail(b, "with space", "password1", LOGIN_ERROR);
	expect_fail(b, "name;--", "password1", LOGIN_ERROR);
	expect_fail(b, "", "", LOGIN_ERROR);
	bot_forget(b);
	expect_fail(b, "good_name", "short", LOGIN_ERROR);
	BOT_EXPECT(b, fe2cl_gm_rep_pc_announce);
	expect_fail(b, "good_name", "no spaces allowed", LOGIN_ERROR);
	/* the refused name comes back as the server understood it */
	flow_send_login(b, "b\xc3\xa4r", "password1");
	BOT_EXPECT(b, ls2cl_rep_login_fail);
}

static void
test_wrong_password(void **state)
{
	struct bot *b = fresh_bot("wrong");

	UNUSED(state);
	dbfile_add_account(e2e.db, "has_password", 0);
	expect_fail(b, "has_password", "password2", WRONG_PASSWORD);
	/* and the connection is still good for the right one */
	flow_login(b, "has_password", dbfile_password);
}

static void
test_in_use(void **state)
{
	struct bot *b = fresh_bot("first");
	struct bot *second = bot_new(e2e.team, "second");

	UNUSED(state);
	dbfile_add_account(e2e.db, "used_name", 0);
	flow_login(b, "used_name", dbfile_password);
	expect_fail(second, "used_name", dbfile_password, IN_USE);
	/* login names do not differ by case */
	expect_fail(second, "USED_name", dbfile_password, IN_USE);
	bot_fence(b);

	/* the refused one may throw the other out, and gets in then */
	BOT_SEND(second, cl2ls_req_pc_exit_duplicate, .id = "used_name",
	    .password = "password1");
	BOT_EXPECT(b, ls2cl_rep_pc_exit_duplicate);
	bot_expect_closed(b, BOT_LOGIN);
	flow_login(second, "used_name", dbfile_password);
}

/* DEFECT of login.md 13: anybody could throw out anybody. */
static void
test_strangers_cannot_kick(void **state)
{
	struct bot *b = fresh_bot("victim");
	struct bot *stranger = bot_new(e2e.team, "stranger");
	struct bot *other = bot_new(e2e.team, "other");

	UNUSED(state);
	dbfile_add_account(e2e.db, "victim", 0);
	dbfile_add_account(e2e.db, "other_account", 0);
	flow_login(b, "victim", dbfile_password);
	bot_connect(stranger, BOT_LOGIN);
	BOT_SEND(stranger, cl2ls_req_pc_exit_duplicate, .id = "victim");
	/* also not after a refusal for another reason */
	expect_fail(stranger, "victim", "wrong_password", WRONG_PASSWORD);
	BOT_SEND(stranger, cl2ls_req_pc_exit_duplicate, .id = "victim");
	expect_fail(stranger, "victim", "wrong_password", WRONG_PASSWORD);
	flow_login(other, "other_account", dbfile_password);
	BOT_SEND(other, cl2ls_req_pc_exit_duplicate, .id = "victim");
	bot_fence(other);
	bot_expect_none(b, PKT_LS2CL_REP_PC_EXIT_DUPLICATE);
}

/* DEFECT of login.md 3: another account's login replaced the session. */
static void
test_second_account_on_one_connection(void **state)
{
	struct bot *b = fresh_bot("greedy");
	const struct bot_packet *p;

	UNUSED(state);
	dbfile_add_account(e2e.db, "greedy_one", 0);
	dbfile_add_account(e2e.db, "greedy_two", 0);
	flow_login(b, "greedy_one", dbfile_password);
	bot_forget(b);
	flow_send_login(b, "greedy_two", dbfile_password);
	/* refused, or the connection ends */
	while (bot_is_open(b, BOT_LOGIN) &&
	    bot_count(b, PKT_LS2CL_REP_LOGIN_FAIL) == 0)
		bot_team_pump(e2e.team, 1000, -1);
	for (size_t i = 0; (p = bot_packet_at(b, i)) != NULL; i++)
		assert_int_not_equal(p->kind, PKT_LS2CL_REP_LOGIN_SUCC);
}

/* DEFECT of login.md 4: a LIVE_CHECK made a session for nobody. */
static void
test_live_check_is_no_login(void **state)
{
	struct bot *b = fresh_bot("sneaker");

	UNUSED(state);
	bot_connect(b, BOT_LOGIN);
	BOT_SEND(b, cl2ls_rep_live_check, .temp_value = 0);
	BOT_SEND(b, cl2ls_req_check_char_name, .first_name = "A",
	    .last_name = "B");
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = 1);
	/* the first answer is the one to the login: nothing came before */
	expect_fail(b, "abc", "password1", LOGIN_ERROR);
	assert_int_equal(bot_count(b, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC), 0);
	assert_int_equal(bot_count(b, PKT_LS2CL_REP_SHARD_SELECT_FAIL), 0);
}

static void
test_banned(void **state)
{
	struct bot *b = fresh_bot("banned");
	const struct fe2cl_gm_rep_pc_announce *m;

	UNUSED(state);
	dbfile_add_account(e2e.db, "banned_one", 0);
	dbfile_exec(e2e.db, "UPDATE Accounts SET BannedUntil = "
	    "strftime('%s', 'now') + 100000, BanReason = 'being rude' "
	    "WHERE Login = 'banned_one'");
	flow_send_login(b, "banned_one", dbfile_password);
	m = BOT_EXPECT(b, fe2cl_gm_rep_pc_announce);
	assert_non_null(strstr(m->announce_msg, "being rude"));
	assert_non_null(strstr(m->announce_msg, "2 days"));
	/* no session, and the box can be read: the connection stays */
	expect_fail(b, "abc", "password1", LOGIN_ERROR);
	assert_int_equal(bot_count(b, PKT_LS2CL_REP_LOGIN_SUCC), 0);
}

static void
expect_bad_name(struct bot *b, const char *first, const char *last, int code)
{
	struct cl2ls_req_save_char_name m = { .slot_num = 1, .gender = 1 };

	str_copy(m.first_name, sizeof(m.first_name), first);
	str_copy(m.last_name, sizeof(m.last_name), last);
	bot_send(b, PKT_CL2LS_REQ_SAVE_CHAR_NAME, &m);
	assert_int_equal(
	    BOT_EXPECT(b, ls2cl_rep_check_char_name_fail)->error_code, code);
}

static void
test_names(void **state)
{
	static const char *const bad[] = {
		"", ".A", " A", "A..B", "A  B", "A .", "A!", "A\xc3\xa4"
	};
	struct bot *b = fresh_bot("namer");

	UNUSED(state);
	flow_login(b, "namer_account", dbfile_password);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		expect_bad_name(b, bad[i], "Fine", NAME_INVALID);
		expect_bad_name(b, "Fine", bad[i], NAME_INVALID);
	}
	/* DEFECT of login.md 5: this took minutes */
	expect_bad_name(b, "aaaaaaa!", "aaaaaaaaaaaaaaa!", NAME_INVALID);
	flow_save_name(b, "Only", "One", 1);
	bot_set_uid(b, 0);
	expect_bad_name(b, "ONLY", "one", NAME_TAKEN);
}

static void
expect_invalid_character(struct bot *b)
{
	assert_int_equal(
	    BOT_EXPECT(b, ls2cl_rep_shard_select_fail)->error_code,
	    INVALID_CHARACTER);
}

static void
test_slots(void **state)
{
	struct bot *b = fresh_bot("slots");
	static const int8_t bad[] = { 0, 5, -1, 2 };

	UNUSED(state);
	flow_login(b, "slots_account", dbfile_password);
	flow_create_character(b, "Slot", "Two", 2);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		BOT_SEND(b, cl2ls_req_save_char_name, .slot_num = bad[i],
		    .gender = 1, .first_name = "Slot", .last_name = "Bad");
		expect_invalid_character(b);
	}
}

/* DEFECTs of login.md 8 to 11: ownership, repetition, ranges. */
static void
test_others_characters(void **state)
{
	struct bot *b = fresh_bot("poacher");
	int64_t mine, theirs;

	UNUSED(state);
	theirs = dbfile_add_character(e2e.db, &(struct dbfile_character){
	    .login = "poached", .first_name = "Poached", .last_name = "One",
	    .protocol = 104 });
	flow_login(b, "poacher", dbfile_password);
	mine = flow_save_name(b, "Poacher", "One", 1);

	bot_set_uid(b, theirs);
	flow_send_looks(b, "Poached", "One");
	expect_invalid_character(b);
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = theirs);
	expect_invalid_character(b);
	BOT_SEND(b, cl2ls_req_char_delete, .pc_uid = theirs);
	expect_invalid_character(b);
	BOT_SEND(b, cl2ls_req_save_char_tutor, .pc_uid = theirs);
	expect_invalid_character(b);
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = 1000000000);
	expect_invalid_character(b);
	/* 2^32 must not be cut down to an id that exists */
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = mine + (1LL << 32));
	bot_fence(b);
	bot_forget(b);

	bot_set_uid(b, mine);
	flow_send_looks(b, "Poacher", "One");
	BOT_EXPECT(b, ls2cl_rep_char_create_succ);
	flow_send_looks(b, "Poacher", "One");
	expect_invalid_character(b);
}

static void
test_looks_out_of_range(void **state)
{
	struct bot *b = fresh_bot("odd");
	struct cl2ls_req_char_create ok = {
		.pc_style = { .name_check = 1, .gender = 1, .face_style = 1,
			.hair_style = 1, .hair_color = 3, .skin_color = 4,
			.eye_color = 2, .height = 1, .body = 1 },
		.on_item = { .equip_ubid = 217, .equip_lbid = 203,
			.equip_foot_id = 204 },
	};
	struct cl2ls_req_char_create m;

	UNUSED(state);
	flow_login(b, "odd_account", dbfile_password);
	ok.pc_style.pc_uid = flow_save_name(b, "Odd", "One", 1);
	m = ok;
	m.pc_style.height = 100;
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &m);
	expect_invalid_character(b);
	m = ok;
	m.pc_style.skin_color = 0;
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &m);
	expect_invalid_character(b);
	m = ok;
	m.pc_style.face_style = 6;	/* the other gender's */
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &m);
	expect_invalid_character(b);
	m = ok;
	m.on_item.equip_ubid = 32000;
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &m);
	expect_invalid_character(b);
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &ok);
	BOT_EXPECT(b, ls2cl_rep_char_create_succ);
}

/* DEFECTs of login.md 10 and 11: what is in the world stays as it is. */
static void
test_character_in_the_world(void **state)
{
	struct bot *player, *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	player = e2e_player(&e2e, "Online", E2E_X, E2E_Y, E2E_Z);
	b = bot_new(e2e.team, "deleter");
	flow_login(b, e2e_last_login(), dbfile_password);
	BOT_SEND(b, cl2ls_req_char_delete, .pc_uid = bot_uid(player));
	expect_invalid_character(b);
	/* renaming is for names that were denied */
	BOT_SEND(b, cl2ls_req_change_char_name, .pcuid = bot_uid(player),
	    .slot_num = 1, .gender = 1, .first_name = "Other",
	    .last_name = "Name");
	expect_invalid_character(b);
	bot_fence(player);
}

static void
send_cookie(struct bot *b, const char *id, const char *cookie)
{
	struct cl2ls_req_login m = { .client_ver_c = 7, .login_type = 2 };

	str_copy(m.cookie_tegid, sizeof(m.cookie_tegid), id);
	str_copy(m.cookie_authid, sizeof(m.cookie_authid), cookie);
	if (!bot_is_open(b, BOT_LOGIN))
		bot_connect(b, BOT_LOGIN);
	bot_send(b, PKT_CL2LS_REQ_LOGIN, &m);
}

static void
test_cookies(void **state)
{
	struct bot *b = fresh_bot("baker");

	UNUSED(state);
	dbfile_add_account(e2e.db, "cookie_account", 0);
	dbfile_exec(e2e.db, "INSERT INTO Auth (AccountID, Cookie, Expires) "
	    "SELECT AccountID, 'chocolate_chip', strftime('%s', 'now') + 100 "
	    "FROM Accounts WHERE Login = 'cookie_account'");
	send_cookie(b, "cookie_account", "oatmeal");
	assert_int_equal(BOT_EXPECT(b, ls2cl_rep_login_fail)->error_code,
	    WRONG_PASSWORD);
	send_cookie(b, "cookie_account", "chocolate_chip");
	BOT_EXPECT(b, ls2cl_rep_login_succ);
	bot_fence(b);
	bot_hang_up(b, BOT_LOGIN);

	/* eaten; and the crash of wire.md 9: 64 bytes that are no UTF-8 */
	b = bot_new(e2e.team, "late");
	send_cookie(b, "cookie_account", "chocolate_chip");
	BOT_EXPECT(b, ls2cl_rep_login_fail);
	send_cookie(b, "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff"
	    "\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff"
	    "\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe", "x");
	assert_int_equal(BOT_EXPECT(b, ls2cl_rep_login_fail)->error_code,
	    LOGIN_ERROR);
	send_cookie(b, "0123456789012345678901234567890123456789012345678901",
	    "x");
	assert_int_equal(BOT_EXPECT(b, ls2cl_rep_login_fail)->error_code,
	    LOGIN_ERROR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login_text),
		cmocka_unit_test(test_wrong_password),
		cmocka_unit_test(test_in_use),
		cmocka_unit_test(test_strangers_cannot_kick),
		cmocka_unit_test(test_second_account_on_one_connection),
		cmocka_unit_test(test_live_check_is_no_login),
		cmocka_unit_test(test_banned),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_others_characters),
		cmocka_unit_test(test_looks_out_of_range),
		cmocka_unit_test(test_character_in_the_world),
		cmocka_unit_test(test_cookies),
	};

	return E2E_RUN("login_refusals", tests, start, end);
}
