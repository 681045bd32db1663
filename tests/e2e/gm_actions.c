/*
 * gm_actions.c - what a game master does to others: bans, kicks, mutes, and
 * that each is in the log (spec/commands.md, spec/login.md 3).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/str.h"

enum { LEVEL_MASTER = 1, LEVEL_GM = 30, MUTE = 64, EXIT_BY_GM = 3 };

static struct e2e e2e;
static struct bot *gm, *user;
static char user_login[64];

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

/* A game master and an ordinary player, side by side. */
static int
meet(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	gm = e2e_outsider(&e2e, "Gemma", LEVEL_GM, E2E_X, E2E_Y, E2E_Z);
	flow_join(gm, e2e_last_login());
	user = e2e_player(&e2e, "User", E2E_X + 200, E2E_Y, E2E_Z);
	str_copy(user_login, sizeof(user_login), e2e_last_login());
	e2e_settle(gm, user);
	bot_forget(gm);
	bot_forget(user);
	return 0;
}

static void
expect_message(struct bot *b, const char *text)
{
	assert_string_equal(BOT_EXPECT(b, fe2cl_pc_motd_login)->system_msg,
	    text);
}

static void
say(struct bot *b, const char *fmt, const struct bot *whom, const char *rest)
{
	char text[128];

	snprintf(text, sizeof(text), fmt, bot_id(whom), rest);
	flow_say(b, text);
}

/* By id: the line of the log that tells of the verb, from "by=" on. */
static void
expect_logged(const char *verb, const struct bot *by, const char *rest)
{
	char start[64], id[32];
	char *log = server_take_log(&e2e.server), *line = log;
	bool found = false;

	snprintf(start, sizeof(start), "gm: %s by='(GM) ", verb);
	snprintf(id, sizeof(id), " [%d]' account=", bot_id(by));
	while (!found && (line = strstr(line, start)) != NULL) {
		size_t n = strcspn(line, "\n");
		char save = line[n];

		line[n] = '\0';
		found = strstr(line, id) != NULL && strstr(line, rest) != NULL;
		line[n] = save;
		line += n;
	}
	free(log);
	if (!found)
		fail_msg("not in the log: %s ... %s", start, rest);
}

static int64_t
get_account(const char *column, const struct bot *of)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "SELECT %s FROM Accounts WHERE AccountID ="
	    " (SELECT AccountID FROM Players WHERE PlayerID = %d)", column,
	    bot_id(of));
	return dbfile_get(e2e.db, sql);
}

/* The box that says so, and no session. */
static void
expect_banned(struct bot *b, const char *reason)
{
	flow_send_login(b, user_login, dbfile_password);
	assert_non_null(strstr(BOT_EXPECT(b, fe2cl_gm_rep_pc_announce)
	    ->announce_msg, reason));
	assert_int_equal(bot_count(b, PKT_LS2CL_REP_LOGIN_SUCC), 0);
}

/* --- bans --- */

static void
test_ban_and_unban(void **state)
{
	struct bot *again = bot_new(e2e.team, "again");
	const struct fe2cl_rep_pc_exit_succ *m;

	UNUSED(state);
	say(gm, "/ban %d %s", user, "being  rude");
	m = BOT_EXPECT(user, fe2cl_rep_pc_exit_succ);
	assert_int_equal(m->id, bot_id(user));
	assert_int_equal(m->exit_code, EXIT_BY_GM);
	bot_expect_closed(user, BOT_SHARD);
	expect_message(gm, "Banned target player.");
	assert_non_null(strstr(BOT_EXPECT(gm, fe2cl_pc_motd_login)
	    ->system_msg, " was online. Kicked."));
	assert_true(get_account("BannedUntil - BannedSince", user) ==
	    10957ll * 86400);
	expect_banned(again, "Reason: being rude\n");
	expect_logged("ban", gm, "result=ok until=0 kicked='User Tester");

	say(gm, "/ban %d%s", user, "");
	expect_message(gm, "Banned target player.");
	expect_message(gm, "Player wasn't online. Didn't need to kick.");
	say(gm, "/unban %d%s", user, "");
	expect_message(gm, "Unbanned player.");
	assert_int_equal(get_account("BannedUntil + BannedSince", user), 0);
	expect_logged("unban", gm, "result=ok");
	flow_login(bot_new(e2e.team, "back"), user_login, dbfile_password);
}

/* Also when its time is over by itself. */
static void
test_bans_run_out(void **state)
{
	struct bot *again = bot_new(e2e.team, "again");

	UNUSED(state);
	say(gm, "/ban %d%s", user, "");
	bot_expect_closed(user, BOT_SHARD);
	expect_message(gm, "Banned target player.");
	expect_banned(again, "Reason: no reason given\n");
	dbfile_exec(e2e.db, "UPDATE Accounts SET BannedUntil ="
	    " strftime('%s', 'now') WHERE BannedUntil > 0");
	flow_login(again, user_login, dbfile_password);
}

/* Who chooses a character has nothing to choose any more. */
static void
test_ban_while_choosing(void **state)
{
	struct bot *chooser = e2e_outsider(&e2e, "Chooser", 0, E2E_X, E2E_Y,
	    E2E_Z);

	UNUSED(state);
	flow_login(chooser, e2e_last_login(), dbfile_password);
	say(gm, "/ban %d%s", chooser, "");
	bot_expect_closed(chooser, BOT_LOGIN);
	expect_message(gm, "Banned target player.");
	expect_message(gm, "Player wasn't online. Didn't need to kick.");
}

/* The key for the shard is in its hand already. */
static void
test_ban_on_the_way(void **state)
{
	struct bot *comer = e2e_outsider(&e2e, "Comer", 0, E2E_X, E2E_Y,
	    E2E_Z);
	int64_t key;

	UNUSED(state);
	flow_login(comer, e2e_last_login(), dbfile_password);
	key = flow_select(comer);
	say(gm, "/ban %d%s", comer, "");
	expect_message(gm, "Banned target player.");
	bot_connect(comer, BOT_SHARD);
	flow_send_enter(comer, key);
	BOT_EXPECT(comer, fe2cl_rep_pc_enter_fail);
	bot_expect_closed(comer, BOT_SHARD);
}

static void
test_game_masters_are_not_banned(void **state)
{
	UNUSED(state);
	say(gm, "/ban %d%s", gm, "");
	expect_message(gm,
	    "Failed to ban target player. Check server logs.");
	flow_say(gm, "/ban 2000000000");
	expect_message(gm,
	    "Failed to ban target player. Check server logs.");
	expect_logged("ban", gm, "result=refused");
	say(user, "/ban %d%s", gm, "");
	expect_message(user, "You don't have access to that command!");
	assert_int_equal(get_account("BannedUntil", gm), 0);
}

/* --- kicks and ranks --- */

static void
test_kick(void **state)
{
	UNUSED(state);
	BOT_SEND(gm, cl2fe_gm_req_kick_player, .target_pc_id = bot_id(user));
	assert_int_equal(BOT_EXPECT(user, fe2cl_rep_pc_exit_succ)->exit_code,
	    EXIT_BY_GM);
	bot_expect_closed(user, BOT_SHARD);
	bot_expect_none(gm, PKT_FE2CL_PC_MOTD_LOGIN);
	expect_logged("kick", gm, "target='User Tester");
	flow_login(user, user_login, dbfile_password);	/* it was no ban */
}

/* DEFECT of commands.md 1: only kicks asked who is stronger. */
static void
test_ranks(void **state)
{
	struct bot *master = e2e_game_master(&e2e, "Master", E2E_X,
	    E2E_Y + 200, E2E_Z);
	int32_t before[3], after[3];

	UNUSED(state);
	bot_fence(gm);
	bot_forget(gm);
	bot_get_position(master, before);
	BOT_SEND(gm, cl2fe_gm_req_kick_player,
	    .target_pc_id = bot_id(master));
	expect_message(gm, "player has higher access level");
	BOT_SEND(gm, cl2fe_gm_req_target_pc_teleport,
	    .target_pc_id = bot_id(master));
	expect_message(gm, "player has higher access level");
	BOT_SEND(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = bot_id(master), .onoff = 1,
	    .special_state_flag = MUTE);
	expect_message(gm, "player has higher access level");
	bot_expect_none(master, PKT_FE2CL_REP_PC_GOTO_SUCC);
	bot_get_position(master, after);
	assert_memory_equal(before, after, sizeof(before));
	flow_say(master, "still here");
	assert_string_equal("still here", BOT_EXPECT(gm,
	    fe2cl_rep_send_freechat_message_succ)->free_chat);
}

/* --- mutes --- */

/* Says it, and then something that everybody hears. */
static void
expect_unheard(struct bot *speaker)
{
	flow_say(speaker, "mmmh");
	bot_fence(speaker);
	bot_expect_none(speaker,
	    PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
}

static void
expect_heard(struct bot *speaker)
{
	flow_say(speaker, "hello");
	assert_string_equal("hello", BOT_EXPECT(speaker,
	    fe2cl_rep_send_freechat_message_succ)->free_chat);
}

/* DEFECT of chat.md 4: the muted came back with its voice. */
static void
test_mute(void **state)
{
	UNUSED(state);
	expect_heard(user);
	BOT_SEND(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = bot_id(user), .onoff = 1,
	    .special_state_flag = MUTE);
	e2e_settle(gm, user);
	expect_unheard(user);
	expect_logged("mute", gm, "until=0");
	/* by hand it is not undone, nor by coming back */
	BOT_SEND(user, cl2fe_req_pc_special_state_switch,
	    .special_state_flag = MUTE);
	expect_unheard(user);
	flow_leave(user);
	flow_join(user, user_login);
	expect_unheard(user);
	BOT_SEND(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = bot_id(user), .special_state_flag = MUTE);
	e2e_settle(gm, user);
	expect_heard(user);
	expect_logged("unmute", gm, "player=");
}

/* --- the log --- */

static void
test_log(void **state)
{
	static const char *const rows[][2] = {
		{ "goto", "x=109260 y=322580 z=0" },
		{ "set-value", "type=5 value=77 stored=77" },
		{ "give-nano", "nano=1" },
		{ "npc-unsummon", "npc=" },
		{ "motd", "text='Be good'" },
		{ "announce", "area=2 text='Hear'" },
		{ "location", "target='User Tester" },
		{ "command", "target='-' text='/players  all'" },
	};
	struct e2e_npc npc;

	UNUSED(state);
	e2e_find_npc(&e2e, &npc);
	BOT_SEND(gm, cl2fe_req_pc_goto, .to_x = E2E_X, .to_y = E2E_Y);
	BOT_EXPECT(gm, fe2cl_rep_pc_goto_succ);
	flow_load(gm);
	BOT_SEND(gm, cl2fe_gm_req_pc_set_value, .set_value_type = 5,
	    .set_value = 77);
	BOT_SEND(gm, cl2fe_req_pc_give_nano, .nano_id = 1);
	BOT_SEND(gm, cl2fe_req_npc_unsummon, .npc_id = npc.id);
	BOT_SEND(gm, cl2fe_gm_req_pc_motd_register, .system_msg = "Be good");
	BOT_SEND(gm, cl2fe_gm_req_pc_announce, .area_type = 2,
	    .announce_msg = "Hear");
	BOT_SEND(gm, cl2fe_gm_req_pc_location,
	    .target_pc_id = bot_id(user));
	flow_say(gm, "/players  all");
	/* what everybody may is nobody's concern */
	flow_say(user, "/population");
	e2e_settle(gm, user);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_logged(rows[i][0], gm, rows[i][1]);
	assert_false(server_log_has(&e2e.server, "text='/population'"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_ban_and_unban, meet),
		cmocka_unit_test_setup(test_bans_run_out, meet),
		cmocka_unit_test_setup(test_ban_while_choosing, meet),
		cmocka_unit_test_setup(test_ban_on_the_way, meet),
		cmocka_unit_test_setup(test_game_masters_are_not_banned, meet),
		cmocka_unit_test_setup(test_kick, meet),
		cmocka_unit_test_setup(test_ranks, meet),
		cmocka_unit_test_setup(test_mute, meet),
		cmocka_unit_test_setup(test_log, meet),
	};

	return E2E_RUN("gm_actions", tests, start, end);
}
