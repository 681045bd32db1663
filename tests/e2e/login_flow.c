/*
 * login_flow.c - from an unknown name to a character that walks, in all three
 * protocol versions of one binary.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

/* Every byte of this way is another in each version. */
static void
login_flow_in(int protocol)
{
	struct server_options opt = { .protocol = protocol };
	const struct fe2cl_rep_pc_enter_succ *in;
	const struct ls2cl_rep_login_succ *succ;
	const struct wire_pc_load_data2cl *data;
	struct e2e e;
	struct bot *b;
	int64_t key;

	e2e_start(&e, &opt);
	b = bot_new(e.team, "alice");
	succ = flow_login(b, "alice_new", "password1");
	assert_int_equal(succ->char_count, 0);
	assert_int_equal(succ->slot_num, 1);
	assert_int_equal(succ->payment_flag, 1);
	assert_string_equal(succ->id, "alice_new");
	assert_int_not_equal(succ->svr_time, 0);
	/* spec/login.md 3, DEFECT: 1013: new accounts get iChatEnabled 0 */
	assert_int_equal(succ->chat_enabled, protocol == 1013 ? 1 : 0);
	assert_int_not_equal(flow_create_character(b, "Alice", "Newcomer", 1),
	    0);

	key = flow_select(b);
	in = flow_enter(b, key);
	data = &in->pc_load_data2cl;
	assert_int_equal(in->id, bot_uid(b));
	assert_string_equal(data->pc_style.first_name, "Alice");
	assert_string_equal(data->pc_style.last_name, "Newcomer");
	assert_int_equal(data->level, 1);
	assert_int_equal(data->hp, 1000);
	assert_int_equal(data->x, protocol == 1013 ? 19835 : 632032);
	assert_int_equal(data->y, protocol == 1013 ? 108682 : 187177);
	assert_int_equal(data->equip[1].id, 217);
	/* the tutorial's gifts, spec/database.md 4.3 */
	assert_int_equal(data->equip[0].id, protocol == 1013 ? 0 : 328);
	assert_int_equal(data->nano_slots[0], protocol == 1013 ? 0 : 1);
	flow_load(b);
	bot_fence(b);
	assert_int_equal(bot_count(b, PKT_FE2CL_REP_NANO_BOOK_SUBSET),
	    protocol == 1013 ? 7 : 0);
	assert_string_equal(BOT_EXPECT(b, fe2cl_pc_motd_login)->system_msg,
	    "Welcome to the test!");
	flow_leave(b);
	e2e_end(&e);
}

static void
test_104(void **state)
{
	UNUSED(state);
	login_flow_in(104);
}

static void
test_728(void **state)
{
	UNUSED(state);
	login_flow_in(728);
}

static void
test_1013(void **state)
{
	UNUSED(state);
	login_flow_in(1013);
}

/* ---- more of the login server, in one version ---- */

static struct e2e e2e;

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
test_characters_are_listed_again(void **state)
{
	const struct ls2cl_rep_char_info *info;
	struct bot *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = bot_new(e2e.team, "first");
	flow_login(b, "two_chars", "password1");
	flow_create_character(b, "Bob", "One", 1);
	flow_create_character(b, "Bob", "Two", 3);
	bot_hang_up(b, BOT_LOGIN);
	e2e_await_value(&e2e, "SELECT count(*) FROM Players WHERE "
	    "FirstName = 'Bob' AND TutorialFlag = 1", 2);

	b = bot_new(e2e.team, "again");
	flow_send_login(b, "two_chars", "password1");
	/* the first session may still be seen as open: that one is refused */
	while (bot_expect_either(b, PKT_LS2CL_REP_LOGIN_SUCC,
	    PKT_LS2CL_REP_LOGIN_FAIL)->kind == PKT_LS2CL_REP_LOGIN_FAIL)
		flow_send_login(b, "two_chars", "password1");
	info = BOT_EXPECT(b, ls2cl_rep_char_info);
	assert_int_equal(info->slot, 1);
	assert_int_equal(info->pc_style.name_check, 1);
	assert_int_equal(info->pc_style2.appearance_flag, 1);
	assert_int_equal(info->pc_style2.tutorial_flag, 1);
	assert_string_equal(info->pc_style.last_name, "One");
	assert_int_equal(info->equip[3].id, 204);
	info = BOT_EXPECT(b, ls2cl_rep_char_info);
	assert_int_equal(info->slot, 3);
	assert_string_equal(info->pc_style.last_name, "Two");
	bot_expect_none(b, PKT_LS2CL_REP_CHAR_INFO);
}

static void
test_character_is_deleted(void **state)
{
	struct bot *b;
	int64_t uid;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = bot_new(e2e.team, "deleter");
	flow_login(b, "deleter", "password1");
	uid = flow_create_character(b, "Carl", "Gone", 2);
	BOT_SEND(b, cl2ls_req_char_delete, .pc_uid = uid);
	assert_int_equal(BOT_EXPECT(b, ls2cl_rep_char_delete_succ)->slot_num,
	    2);
	e2e_await_value(&e2e,
	    "SELECT count(*) FROM Players WHERE FirstName = 'Carl'", 0);
	e2e_await_value(&e2e, "SELECT count(*) FROM Inventory WHERE "
	    "PlayerID NOT IN (SELECT PlayerID FROM Players)", 0);
}

static void
test_prepared_account_enters(void **state)
{
	struct bot *b;
	int32_t at[3];

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "prepared", E2E_X, E2E_Y, E2E_Z);
	bot_get_position(b, at);
	assert_int_equal(at[0], E2E_X);
	assert_int_equal(at[1], E2E_Y);
}

/* The shard's key depends on the client's version: any must do. */
static void
test_enter_key_is_used_once(void **state)
{
	struct bot *b, *thief;
	int64_t key;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_outsider(&e2e, "owner", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(b, e2e_last_login(), dbfile_password);
	key = flow_select(b);
	flow_enter(b, key);
	flow_load(b);

	thief = bot_new(e2e.team, "thief");
	bot_connect_to(thief, BOT_SHARD, e2e.server.shard_port);
	flow_send_enter(thief, key);
	assert_int_equal(
	    BOT_EXPECT(thief, fe2cl_rep_pc_enter_fail)->error_code, 0);
	bot_expect_closed(thief, BOT_SHARD);
	bot_fence(b);
}

int
main(void)
{
	const struct CMUnitTest versions[] = {
		cmocka_unit_test(test_104),
		cmocka_unit_test(test_728),
		cmocka_unit_test(test_1013),
	};
	const struct CMUnitTest more[] = {
		cmocka_unit_test(test_characters_are_listed_again),
		cmocka_unit_test(test_character_is_deleted),
		cmocka_unit_test(test_prepared_account_enters),
		cmocka_unit_test(test_enter_key_is_used_once),
	};
	int failed = E2E_RUN("login_flow: versions", versions, NULL, NULL);

	return failed + E2E_RUN("login_flow: more", more, start, end);
}
