/*
 * chat_free.c - free chat, menu chat and emotes to those around
 * (spec/chat.md).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/str.h"

static struct e2e e2e;
static struct bot *alice, *bob, *carol;

/* Alice and Bob are together, Carol is far away. */
static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, NULL);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 200, E2E_Y, E2E_Z);
	carol = e2e_player(&e2e, "Carol", E2E_X + 5 * E2E_CHUNK, E2E_Y,
	    E2E_Z);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static int
forget(void **state)
{
	UNUSED(state);
	e2e_settle(alice, bob);
	bot_fence(carol);
	bot_forget(alice);
	bot_forget(bob);
	bot_forget(carol);
	return 0;
}

static void
expect_words(struct bot *hearer, const struct bot *speaker, const char *text)
{
	const struct fe2cl_rep_send_freechat_message_succ *m =
	    BOT_EXPECT(hearer, fe2cl_rep_send_freechat_message_succ);

	assert_int_equal(m->pc_id, bot_id(speaker));
	assert_string_equal(m->free_chat, text);
}

static void
test_words(void **state)
{
	UNUSED(state);
	flow_say(alice, "Hello, world!");
	expect_words(alice, alice, "Hello, world!");
	expect_words(bob, alice, "Hello, world!");
	bot_expect_none(carol, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
	/* an empty text with an emote is normal */
	BOT_SEND(bob, cl2fe_req_send_freechat_message, .emote_code = 77);
	assert_int_equal(BOT_EXPECT(alice,
	    fe2cl_rep_send_freechat_message_succ)->emote_code, 77);
}

static void
test_text_is_sanitised(void **state)
{
	struct cl2fe_req_send_freechat_message m = { 0 };

	UNUSED(state);
	flow_say(alice, "a\tb\nc\x7f" "d\xc3\xa4" "e");
	expect_words(bob, alice, "abcde");
	memset(m.free_chat, 'x', 127);
	bot_send(alice, PKT_CL2FE_REQ_SEND_FREECHAT_MESSAGE, &m);
	expect_words(bob, alice, m.free_chat);
}

/* Half a surrogate pair inside, and no terminator: text16 of our own. */
static void
test_broken_text(void **state)
{
	uint8_t body[260] = { 0 };
	uint32_t type = packet_info(PKT_CL2FE_REQ_SEND_FREECHAT_MESSAGE)->id;

	UNUSED(state);
	body[0] = 'a';
	body[2] = 0x00;
	body[3] = 0xd8;
	body[4] = 'b';
	bot_send_raw(alice, BOT_SHARD, type, body, sizeof(body));
	expect_words(bob, alice, "");
	for (size_t i = 0; i < 256; i += 2)
		body[i] = 'y', body[i + 1] = 0;
	bot_send_raw(alice, BOT_SHARD, type, body, sizeof(body));
	assert_int_equal(strlen(BOT_EXPECT(bob,
	    fe2cl_rep_send_freechat_message_succ)->free_chat), 127);
}

static void
test_commands_are_not_heard(void **state)
{
	const struct fe2cl_pc_motd_login *m;

	UNUSED(state);
	flow_say(alice, "/nosuchcommand at all");
	m = BOT_EXPECT(alice, fe2cl_pc_motd_login);
	assert_int_equal(m->type, 1);
	assert_string_equal(m->system_msg, "Unknown command!");
	e2e_settle(alice, bob);
	bot_expect_none(bob, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
	bot_expect_none(alice, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
	/* a lone slash is no command */
	flow_say(alice, "/");
	expect_words(bob, alice, "/");
}

static void
test_menu_chat(void **state)
{
	const struct fe2cl_rep_send_menuchat_message_succ *m;

	UNUSED(state);
	BOT_SEND(alice, cl2fe_req_send_menuchat_message,
	    .free_chat = "Follow me!", .emote_code = 5);
	m = BOT_EXPECT(bob, fe2cl_rep_send_menuchat_message_succ);
	assert_int_equal(m->pc_id, bot_id(alice));
	assert_string_equal(m->free_chat, "Follow me!");
	assert_int_equal(m->emote_code, 5);
	BOT_EXPECT(alice, fe2cl_rep_send_menuchat_message_succ);
	bot_expect_none(carol, PKT_FE2CL_REP_SEND_MENUCHAT_MESSAGE_SUCC);
	/* menu chat runs no commands */
	BOT_SEND(alice, cl2fe_req_send_menuchat_message,
	    .free_chat = "/nosuchcommand");
	BOT_EXPECT(bob, fe2cl_rep_send_menuchat_message_succ);
	bot_expect_none(alice, PKT_FE2CL_PC_MOTD_LOGIN);
}

static void
test_emotes(void **state)
{
	const struct fe2cl_rep_pc_avatar_emotes_chat *m;

	UNUSED(state);
	/* whose emote it is, the server knows */
	BOT_SEND(alice, cl2fe_req_pc_avatar_emotes_chat,
	    .id_from = bot_id(carol), .emote_code = 12);
	m = BOT_EXPECT(bob, fe2cl_rep_pc_avatar_emotes_chat);
	assert_int_equal(m->id_from, bot_id(alice));
	assert_int_equal(m->emote_code, 12);
	BOT_EXPECT(alice, fe2cl_rep_pc_avatar_emotes_chat);
	bot_expect_none(carol, PKT_FE2CL_REP_PC_AVATAR_EMOTES_CHAT);
}

/* chat.md 4, DEFECT: a muted player could unmute himself. */
static void
test_mute(void **state)
{
	UNUSED(state);
	BOT_SEND(alice, cl2fe_req_pc_special_state_switch,
	    .pc_id = bot_id(alice), .special_state_flag = 64);
	e2e_settle(alice, bob);
	flow_say(alice, "still heard");
	expect_words(bob, alice, "still heard");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_words, forget),
		cmocka_unit_test_setup(test_text_is_sanitised, forget),
		cmocka_unit_test_setup(test_broken_text, forget),
		cmocka_unit_test_setup(test_commands_are_not_heard, forget),
		cmocka_unit_test_setup(test_menu_chat, forget),
		cmocka_unit_test_setup(test_emotes, forget),
		cmocka_unit_test_setup(test_mute, forget),
	};

	return E2E_RUN("chat_free", tests, start, end);
}
