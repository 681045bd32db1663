/*
 * group_together.c - three players make a group, talk in it out of each
 * other's sight, hear how the others are, and see it end with its leader.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct e2e e2e;
static struct bot *alice, *bob, *carol;

static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, &(struct server_options){ .protocol = 104 });
	return 0;
}

static int
stop(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static void
join(struct bot *leader, struct bot *b, int32_t members)
{
	const struct fe2cl_pc_group_join_succ *in;

	BOT_SEND(leader, cl2fe_req_pc_group_invite, .id_to = bot_id(b));
	assert_int_equal(bot_id(leader),
	    BOT_EXPECT(b, fe2cl_pc_group_invite)->host_id);
	BOT_SEND(b, cl2fe_req_pc_group_join, .id_from = bot_id(leader));
	in = BOT_EXPECT(b, fe2cl_pc_group_join_succ);
	assert_int_equal(bot_id(b), in->id_new_member);
	assert_int_equal(members, in->member_pc_cnt);
	assert_int_equal(bot_id(leader),
	    fe2cl_pc_group_join_succ_items(in)[0].pc_id);
	assert_int_equal(bot_id(b),
	    fe2cl_pc_group_join_succ_items(in)[members - 1].pc_id);
}

/* Bob is nine squares away: nobody of them sees him. */
static void
come_together(void)
{
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 9 * E2E_CHUNK, E2E_Y, E2E_Z);
	carol = e2e_player(&e2e, "Carol", E2E_X + 300, E2E_Y, E2E_Z);
	join(alice, bob, 2);
	BOT_EXPECT(alice, fe2cl_pc_group_join_succ);
	join(alice, carol, 3);
	assert_int_equal(bot_id(carol),
	    BOT_EXPECT(bob, fe2cl_pc_group_join)->id_new_member);
}

static void
test_talk_and_news(void **state)
{
	const struct fe2cl_rep_send_all_group_freechat_message_succ *heard;
	const struct fe2cl_pc_group_member_info *news;

	UNUSED(state);
	come_together();
	BOT_SEND(alice, cl2fe_req_send_all_group_freechat_message,
	    .free_chat = "Where are you?");
	heard = BOT_EXPECT(bob,
	    fe2cl_rep_send_all_group_freechat_message_succ);
	assert_int_equal(bot_id(alice), heard->send_pcid);
	assert_string_equal("Where are you?", heard->free_chat);
	BOT_EXPECT(carol, fe2cl_rep_send_all_group_freechat_message_succ);
	/* It comes by itself, to each of them. */
	news = BOT_EXPECT(bob, fe2cl_pc_group_member_info);
	assert_int_equal(bot_id(bob), news->id);
	assert_in_range(news->member_pc_cnt, 2, 3);
	assert_int_equal(E2E_X, fe2cl_pc_group_member_info_items(news)[0].x);
	BOT_EXPECT(alice, fe2cl_pc_group_member_info);
}

static void
test_a_member_vanishes(void **state)
{
	const struct fe2cl_pc_group_leave *left;

	UNUSED(state);
	come_together();
	bot_hang_up(bob, BOT_SHARD);
	left = BOT_EXPECT(carol, fe2cl_pc_group_leave);
	assert_int_equal(2, left->member_pc_cnt);
	left = BOT_EXPECT(alice, fe2cl_pc_group_leave);
	assert_int_equal(2, left->member_pc_cnt);
	bot_expect_none(alice, PKT_FE2CL_PC_GROUP_LEAVE_SUCC);
}

static void
test_the_leader_vanishes(void **state)
{
	UNUSED(state);
	come_together();
	bot_hang_up(alice, BOT_SHARD);
	BOT_EXPECT(carol, fe2cl_pc_group_leave_succ);
	assert_int_equal(bot_id(carol),
	    BOT_EXPECT(bob, fe2cl_pc_group_leave)->id_leave_member);
	BOT_EXPECT(bob, fe2cl_pc_group_leave_succ);
	/* Free for another: who has asked before has gone. */
	join(carol, bob, 2);
}

static void
test_uninvited(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 300, E2E_Y, E2E_Z);
	BOT_SEND(bob, cl2fe_req_pc_group_join, .id_from = bot_id(alice));
	assert_int_equal(bot_id(alice),
	    BOT_EXPECT(bob, fe2cl_pc_group_join_fail)->id);
	BOT_SEND(bob, cl2fe_req_pc_group_join, .id_from = bot_id(bob));
	BOT_EXPECT(bob, fe2cl_pc_group_join_fail);
	bot_expect_none(alice, PKT_FE2CL_PC_GROUP_JOIN_SUCC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_talk_and_news),
		cmocka_unit_test(test_a_member_vanishes),
		cmocka_unit_test(test_the_leader_vanishes),
		cmocka_unit_test(test_uninvited),
	};

	return E2E_RUN("group_together", tests, start, stop);
}
