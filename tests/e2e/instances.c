/*
 * instances.c - maps are worlds apart, whatever the coordinates; private ones
 * have inhabitants of their own (spec/world.md 4, 10).
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

/* A game master's way, answered by GOTO_SUCC and a reload. */
static void
go(struct bot *b, const char *command)
{
	flow_say(b, command);
	BOT_EXPECT(b, fe2cl_rep_pc_goto_succ);
	flow_load(b);
}

static void
test_maps_are_worlds_apart(void **state)
{
	struct bot *a, *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = e2e_game_master(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	b = e2e_game_master(&e2e, "Bob", E2E_X + 100, E2E_Y, E2E_Z);
	e2e_settle(a, b);
	bot_forget(b);
	go(a, "/instance 17");
	assert_int_equal(BOT_EXPECT(b, fe2cl_pc_exit)->id, bot_id(a));
	flow_say(b, "where did she go?");
	e2e_settle(b, a);
	bot_expect_none(a, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC);
	go(b, "/instance 17");
	assert_int_equal(BOT_EXPECT(a, fe2cl_pc_new)->pc_appearance_data.id,
	    bot_id(b));
	go(a, "/instance 17 77");
	assert_int_equal(BOT_EXPECT(b, fe2cl_pc_exit)->id, bot_id(a));
	bot_expect_none(b, PKT_FE2CL_PC_NEW);
}

static void
test_the_place_outside_is_saved(void **state)
{
	const struct fe2cl_rep_pc_enter_succ *in;
	struct bot *a, *again;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = e2e_game_master(&e2e, "Carol", E2E_X, E2E_Y, E2E_Z);
	flow_move(a, E2E_X + 33, E2E_Y + 44, E2E_Z);
	go(a, "/instance 17 5");
	flow_move(a, E2E_X + 900, E2E_Y + 900, E2E_Z);
	flow_leave(a);
	again = bot_new(e2e.team, "again");
	flow_login(again, e2e_last_login(), dbfile_password);
	in = flow_enter(again, flow_select(again));
	assert_int_equal(in->pc_load_data2cl.x, E2E_X + 33);
	assert_int_equal(in->pc_load_data2cl.y, E2E_Y + 44);
}

/* Who comes back to a private map that everybody left finds a new one. */
static void
test_private_maps_end_with_their_last_visitor(void **state)
{
	struct bot *a;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = e2e_game_master(&e2e, "Dora", E2E_X, E2E_Y, E2E_Z);
	for (int i = 0; i < 3; i++) {
		go(a, "/instance 17 9");
		BOT_EXPECT(a, fe2cl_instance_map_info);
		go(a, "/instance 0");
	}
	bot_fence(a);
	assert_true(server_is_alive(&e2e.server));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_maps_are_worlds_apart),
		cmocka_unit_test(test_the_place_outside_is_saved),
		cmocka_unit_test(test_private_maps_end_with_their_last_visitor),
	};

	return E2E_RUN("instances", tests, start, end);
}
