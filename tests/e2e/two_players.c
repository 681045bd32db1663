/*
 * two_players.c - the main job, in all three versions: two strangers make
 * characters, meet, walk, talk, part, leave, and come back where they were.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct bot *
come_in(struct e2e *e, const char *user, const char *first)
{
	struct bot *b = bot_new(e->team, user);

	flow_login(b, user, "password1");
	flow_create_character(b, first, "Stranger", 1);
	flow_enter_world(b);
	return b;
}

/* Both stand where new characters begin. */
static void
meet(struct bot *alice, struct bot *bob)
{
	const struct fe2cl_pc_around *around = BOT_EXPECT(bob, fe2cl_pc_around);
	const struct wire_pc_appearance_data *seen;

	seen = &BOT_EXPECT(alice, fe2cl_pc_new)->pc_appearance_data;
	assert_int_equal(seen->id, bot_id(bob));
	assert_string_equal(seen->pc_style.first_name, "Bob");
	assert_int_equal(seen->item_equip[1].id, 217);
	assert_int_equal(around->pc_cnt, 1);
	assert_int_equal(fe2cl_pc_around_items(around)[0].id, bot_id(alice));
}

static void
talk(struct bot *alice, struct bot *bob)
{
	const struct fe2cl_rep_send_freechat_message_succ *heard;

	flow_say(alice, "Shall we go for a walk?");
	heard = BOT_EXPECT(bob, fe2cl_rep_send_freechat_message_succ);
	assert_int_equal(heard->pc_id, bot_id(alice));
	assert_string_equal(heard->free_chat, "Shall we go for a walk?");
	BOT_SEND(bob, cl2fe_req_send_menuchat_message,
	    .free_chat = "Yes!", .emote_code = 1);
	assert_string_equal(BOT_EXPECT(alice,
	    fe2cl_rep_send_menuchat_message_succ)->free_chat, "Yes!");
	BOT_SEND(bob, cl2fe_req_pc_avatar_emotes_chat, .emote_code = 12);
	assert_int_equal(BOT_EXPECT(alice,
	    fe2cl_rep_pc_avatar_emotes_chat)->id_from, bot_id(bob));
}

/* Step by step over the chunks, until the other is out of sight. */
static void
walk_away(struct bot *walker, struct bot *onlooker)
{
	int32_t at[3];
	int crossed = 0;

	while (bot_find(onlooker, PKT_FE2CL_PC_EXIT) == NULL) {
		assert_in_range(++crossed, 1, 4);
		bot_get_position(walker, at);
		flow_move(walker, at[0] + E2E_CHUNK, at[1], at[2]);
		e2e_settle(walker, onlooker);
	}
	assert_int_not_equal(bot_count(walker, PKT_FE2CL_AROUND_DEL_PC), 0);
}

static void
two_players_in(int protocol)
{
	static const struct server_key keys[] = {
		{ "shard", "movementcheck", "false" }, { 0 }
	};
	struct server_options opt = { .protocol = protocol, .keys = keys };
	const struct fe2cl_rep_pc_enter_succ *in;
	struct bot *alice, *bob;
	struct e2e e;
	int32_t at[3];

	e2e_start(&e, &opt);
	alice = come_in(&e, "alice_two", "Alice");
	bot_fence(alice);
	bob = come_in(&e, "bob_two", "Bob");
	meet(alice, bob);
	talk(alice, bob);
	bot_get_position(alice, at);
	flow_move(alice, at[0] + 100, at[1] + 50, at[2]);
	assert_int_equal(flow_see_move(bob, alice)->x, at[0] + 100);
	walk_away(bob, alice);

	bot_get_position(bob, at);
	flow_leave(bob);
	bob = bot_new(e.team, "bob again");
	flow_login(bob, "bob_two", "password1");
	in = flow_enter(bob, flow_select(bob));
	assert_int_equal(in->pc_load_data2cl.x, at[0]);
	assert_int_equal(in->pc_load_data2cl.y, at[1]);
	assert_int_equal(in->pc_load_data2cl.z, at[2]);
	flow_load(bob);
	e2e_end(&e);
}

static void
test_104(void **state)
{
	UNUSED(state);
	two_players_in(104);
}

static void
test_728(void **state)
{
	UNUSED(state);
	two_players_in(728);
}

static void
test_1013(void **state)
{
	UNUSED(state);
	two_players_in(1013);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_104),
		cmocka_unit_test(test_728),
		cmocka_unit_test(test_1013),
	};

	return E2E_RUN("two_players", tests, NULL, NULL);
}
