/*
 * duplicate_enter.c - one account, one player: the newer one wins
 * (spec/login.md 14, spec/world.md 8).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

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
test_the_newer_wins(void **state)
{
	struct bot *first, *second, *onlooker;
	const struct fe2cl_rep_pc_enter_succ *in;

	UNUSED(state);
	e2e_new_team(&e2e);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X, E2E_Y, E2E_Z);
	first = e2e_player(&e2e, "Double", E2E_X + 100, E2E_Y, E2E_Z);
	BOT_EXPECT(onlooker, fe2cl_pc_new);
	flow_move(first, E2E_X + 555, E2E_Y + 5, E2E_Z);
	flow_see_move(onlooker, first);

	second = bot_new(e2e.team, "second");
	flow_login(second, e2e_last_login(), dbfile_password);
	in = flow_enter(second, flow_select(second));
	assert_int_equal(
	    BOT_EXPECT(first, fe2cl_rep_pc_exit_duplicate)->error_code, 0);
	bot_expect_closed(first, BOT_SHARD);
	assert_int_equal(BOT_EXPECT(onlooker, fe2cl_pc_exit)->id,
	    bot_id(first));
	/* it comes in with what the other had when it was thrown out */
	assert_int_equal(in->id, bot_id(first));
	assert_int_equal(in->pc_load_data2cl.x, E2E_X + 555);
	assert_int_equal(in->pc_load_data2cl.y, E2E_Y + 5);
	flow_load(second);
	assert_int_equal(BOT_EXPECT(onlooker, fe2cl_pc_new)->
	    pc_appearance_data.id, bot_id(second));
	bot_fence(second);
}

static void
test_again_and_again(void **state)
{
	struct bot *last, *b;
	char login[40];

	UNUSED(state);
	e2e_new_team(&e2e);
	last = e2e_player(&e2e, "Stubborn", E2E_X, E2E_Y, E2E_Z);
	snprintf(login, sizeof(login), "%s", e2e_last_login());
	for (int i = 1; i <= 5; i++) {
		flow_move(last, E2E_X + i, E2E_Y, E2E_Z);
		bot_fence(last);
		b = bot_new(e2e.team, "again");
		flow_join(b, login);
		BOT_EXPECT(last, fe2cl_rep_pc_exit_duplicate);
		bot_expect_closed(last, BOT_SHARD);
		last = b;
	}
}

/* Two keys at the same time: exactly one player remains. */
static void
test_at_the_same_time(void **state)
{
	struct bot *a, *b, *onlooker;
	int64_t key;

	UNUSED(state);
	e2e_new_team(&e2e);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X, E2E_Y, E2E_Z);
	a = e2e_outsider(&e2e, "Racer", 0, E2E_X + 100, E2E_Y, E2E_Z);
	flow_login(a, e2e_last_login(), dbfile_password);
	/* only the last key of an account counts, login.md 12 */
	key = flow_select(a);
	b = bot_new(e2e.team, "old_key");
	bot_connect_to(b, BOT_SHARD, e2e.server.shard_port);
	flow_enter(a, flow_select(a));
	flow_send_enter(b, key);
	BOT_EXPECT(b, fe2cl_rep_pc_enter_fail);
	bot_expect_closed(b, BOT_SHARD);
	flow_load(a);
	BOT_EXPECT(onlooker, fe2cl_pc_new);
	bot_expect_none(onlooker, PKT_FE2CL_PC_NEW);
	bot_fence(a);
}

/* DEFECT of world.md 8: a second PC_ENTER leaked the first player. */
static void
test_second_enter_on_one_connection(void **state)
{
	struct bot *b, *other, *onlooker;
	int64_t key;

	UNUSED(state);
	e2e_new_team(&e2e);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X, E2E_Y, E2E_Z);
	b = e2e_player(&e2e, "Inside", E2E_X + 50, E2E_Y, E2E_Z);
	BOT_EXPECT(onlooker, fe2cl_pc_new);
	other = e2e_outsider(&e2e, "Other", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(other, e2e_last_login(), dbfile_password);
	key = flow_select(other);
	flow_send_enter(b, key);
	flow_send_enter(b, 12345);
	e2e_settle(onlooker, onlooker);
	bot_expect_none(onlooker, PKT_FE2CL_PC_NEW);
	assert_int_equal(bot_count(b, PKT_FE2CL_REP_PC_ENTER_SUCC), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_newer_wins),
		cmocka_unit_test(test_again_and_again),
		cmocka_unit_test(test_at_the_same_time),
		cmocka_unit_test(test_second_enter_on_one_connection),
	};

	return E2E_RUN("duplicate_enter", tests, start, end);
}
