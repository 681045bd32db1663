/*
 * enter_and_see.c - who enters the world is seen, and sees players and NPCs
 * (spec/world.md 5 and 8).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct e2e e2e;
static struct sight sight;

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

static const struct sight_entity *
see(const struct bot *onlooker, enum sight_kind kind, int32_t id)
{
	memset(&sight, 0, sizeof(sight));
	e2e_look(onlooker, &sight);
	return sight_find(&sight, kind, id);
}

static void
test_two_players(void **state)
{
	const struct wire_pc_appearance_data *a;
	const struct sight_entity *e;
	struct bot *alice, *bob;

	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 300, E2E_Y, E2E_Z + 10);
	e2e_settle(alice, bob);

	a = &BOT_EXPECT(alice, fe2cl_pc_new)->pc_appearance_data;
	assert_int_equal(a->id, bot_id(bob));
	assert_int_equal(a->x, E2E_X + 300);
	assert_int_equal(a->y, E2E_Y);
	assert_int_equal(a->z, E2E_Z + 10);
	assert_int_equal(a->hp, 1000);
	assert_int_equal(a->lv, 1);
	assert_string_equal(a->pc_style.first_name, "Bob");
	assert_int_equal(a->item_equip[0].id, 328);
	assert_int_equal(a->item_equip[1].id, 217);

	e = see(bob, SIGHT_PLAYER, bot_id(alice));
	assert_non_null(e);
	assert_int_equal(e->x, E2E_X);
	assert_memory_equal(e->name, "Alice ", 6);
	/* nobody sees himself */
	assert_null(sight_find(&sight, SIGHT_PLAYER, bot_id(bob)));

	flow_leave(bob);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_exit)->id, bot_id(bob));
}

static void
test_vanished_player(void **state)
{
	struct bot *alice, *bob;

	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 300, E2E_Y, E2E_Z);
	bot_hang_up(bob, BOT_SHARD);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_exit)->id, bot_id(bob));
}

static void
test_too_far_to_see(void **state)
{
	struct bot *alice, *bob;

	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 3 * E2E_CHUNK, E2E_Y, E2E_Z);
	e2e_settle(alice, bob);
	bot_expect_none(alice, PKT_FE2CL_PC_NEW);
	bot_expect_none(bob, PKT_FE2CL_PC_AROUND);
}

/* Nobody is in the world before he has loaded it. */
static void
test_not_seen_before_loading(void **state)
{
	struct bot *alice, *bob;

	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_outsider(&e2e, "Bob", 0, E2E_X, E2E_Y, E2E_Z);
	flow_login(bob, e2e_last_login(), dbfile_password);
	flow_enter(bob, flow_select(bob));
	/* DEFECT of movement.md: a step put one into the world */
	flow_move(bob, E2E_X + 10, E2E_Y, E2E_Z);
	e2e_settle(bob, alice);
	bot_expect_none(alice, PKT_FE2CL_PC_NEW);
	bot_expect_none(alice, PKT_FE2CL_PC_MOVE);
	flow_load(bob);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_new)->
	    pc_appearance_data.id, bot_id(bob));
}

static void
see_npc_in(int protocol)
{
	struct server_options opt = { .protocol = protocol };
	const struct sight_entity *e;
	struct e2e_npc npc;
	struct e2e other;
	struct bot *b;

	e2e_start(&other, &opt);
	e2e_find_npc(&other, &npc);
	b = e2e_player(&other, "Viewer", npc.x, npc.y, npc.z);
	bot_fence(b);
	e = see(b, SIGHT_NPC, npc.id);
	assert_non_null(e);
	assert_int_equal(e->type, npc.type);
	e2e_end(&other);
}

static void
test_npc_104(void **state)
{
	UNUSED(state);
	see_npc_in(104);
}

static void
test_npc_728(void **state)
{
	UNUSED(state);
	see_npc_in(728);
}

static void
test_npc_1013(void **state)
{
	UNUSED(state);
	see_npc_in(1013);
}

/* More than fit into one PC_AROUND: DEFECT of world.md 5, empty packets. */
static void
test_crowd(void **state)
{
	enum { CROWD = 50 };
	struct bot *bots[CROWD];
	const struct bot_packet *p;

	UNUSED(state);
	e2e_new_team(&e2e);
	for (int i = 0; i < CROWD; i++)
		bots[i] = e2e_player(&e2e, "Crowd", E2E_X + 10 * i, E2E_Y,
		    E2E_Z);
	for (int i = 0; i < CROWD; i++)
		bot_fence(bots[i]);
	for (int i = 0; i < CROWD; i++) {
		bot_fence(bots[i]);
		for (size_t n = 0; (p = bot_packet_at(bots[i], n)) != NULL;
		    n++) {
			const struct fe2cl_pc_around *m = p->body;

			if (p->kind == PKT_FE2CL_PC_AROUND)
				assert_in_range(m->pc_cnt, 1, CROWD);
		}
		see(bots[i], SIGHT_PLAYER, 0);
		assert_int_equal(sight_count(&sight, SIGHT_PLAYER), CROWD - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_players),
		cmocka_unit_test(test_vanished_player),
		cmocka_unit_test(test_too_far_to_see),
		cmocka_unit_test(test_not_seen_before_loading),
		cmocka_unit_test(test_npc_104),
		cmocka_unit_test(test_npc_728),
		cmocka_unit_test(test_npc_1013),
		cmocka_unit_test(test_crowd),
	};

	return E2E_RUN("enter_and_see", tests, start, end);
}
