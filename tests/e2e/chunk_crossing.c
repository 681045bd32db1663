/*
 * chunk_crossing.c - who sees whom follows from the chunks that they are in,
 * whatever way they took (spec/world.md 5).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/rng.h"

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

/* The middle of a chunk, counted from the one where the tests meet. */
static int32_t
middle(int32_t place, int chunks)
{
	return (place / E2E_CHUNK + chunks) * E2E_CHUNK + E2E_CHUNK / 2;
}

static void
test_out_of_sight_and_back(void **state)
{
	const int32_t x = middle(E2E_X, 0), y = middle(E2E_Y, 0);
	struct bot *alice, *bob;
	const struct fe2cl_around_del_pc *gone;
	const struct fe2cl_pc_around *around;

	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", x, y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", x + 100, y, E2E_Z);
	e2e_settle(alice, bob);
	bot_forget(alice);
	bot_forget(bob);

	/* the next chunk is still in view */
	flow_move(bob, middle(E2E_X, 1), y, E2E_Z);
	flow_see_move(alice, bob);
	bot_expect_none(alice, PKT_FE2CL_PC_EXIT);
	/* the one after that is not */
	flow_move(bob, middle(E2E_X, 2), y, E2E_Z);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_exit)->id, bot_id(bob));
	gone = BOT_EXPECT(bob, fe2cl_around_del_pc);
	assert_int_equal(gone->pc_cnt, 1);
	assert_int_equal(fe2cl_around_del_pc_items(gone)[0], bot_id(alice));
	bot_expect_none(alice, PKT_FE2CL_PC_MOVE);

	flow_move(alice, x, y + 10, E2E_Z);
	e2e_settle(alice, bob);
	bot_expect_none(bob, PKT_FE2CL_PC_MOVE);

	flow_move(bob, middle(E2E_X, 1), y + 50, E2E_Z);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_new)->
	    pc_appearance_data.id, bot_id(bob));
	/* first it appears, then it moves (movement.md) */
	assert_int_equal(flow_see_move(alice, bob)->y, y + 50);
	around = BOT_EXPECT(bob, fe2cl_pc_around);
	assert_int_equal(around->pc_cnt, 1);
	assert_int_equal(fe2cl_pc_around_items(around)[0].id, bot_id(alice));
	assert_int_equal(fe2cl_pc_around_items(around)[0].y, y + 10);
}

static void
test_npcs_come_and_go(void **state)
{
	static struct sight sight;
	struct e2e_npc npc;
	struct bot *b;
	int32_t far;

	UNUSED(state);
	e2e_new_team(&e2e);
	e2e_find_npc(&e2e, &npc);
	far = npc.x + 3 * E2E_CHUNK;
	b = e2e_player(&e2e, "Walker", far, npc.y, npc.z);
	memset(&sight, 0, sizeof(sight));
	for (int i = 0; i < 3; i++) {
		flow_move(b, npc.x, npc.y, npc.z);
		bot_fence(b);
		e2e_look(b, &sight);
		bot_forget(b);
		assert_non_null(sight_find(&sight, SIGHT_NPC, npc.id));
		flow_move(b, far, npc.y, npc.z);
		bot_fence(b);
		e2e_look(b, &sight);
		bot_forget(b);
		assert_null(sight_find(&sight, SIGHT_NPC, npc.id));
	}
}

/* ---- the rule itself, on a board of chunks ---- */

enum { WALKERS = 8, BOARD = 6, ROUNDS = 60 };

struct walker {
	struct bot *bot;
	int cx, cy;
	struct sight sight;
};

static struct walker walkers[WALKERS];

static bool
in_view(const struct walker *a, const struct walker *b)
{
	return abs(a->cx - b->cx) <= 1 && abs(a->cy - b->cy) <= 1;
}

static void
check_everyones_sight(void)
{
	for (int i = 0; i < 2 * WALKERS; i++)
		bot_fence(walkers[i % WALKERS].bot);
	for (int i = 0; i < WALKERS; i++) {
		e2e_look(walkers[i].bot, &walkers[i].sight);
		bot_forget(walkers[i].bot);
	}
	for (int i = 0; i < WALKERS; i++) {
		for (int j = 0; j < WALKERS; j++) {
			bool is_seen = sight_find(&walkers[i].sight,
			    SIGHT_PLAYER, bot_id(walkers[j].bot)) != NULL;

			assert_int_equal(is_seen, i != j &&
			    in_view(&walkers[i], &walkers[j]));
		}
	}
}

static void
test_any_way_over_the_board(void **state)
{
	struct rng rng;

	UNUSED(state);
	rng_seed(&rng, 20100104);
	e2e_new_team(&e2e);
	memset(walkers, 0, sizeof(walkers));
	for (int i = 0; i < WALKERS; i++)
		walkers[i].bot = e2e_player(&e2e, "Walker", middle(E2E_X, 0),
		    middle(E2E_Y, 0), E2E_Z);
	check_everyones_sight();
	for (int round = 0; round < ROUNDS; round++) {
		/* several at once, so that they cross each other's way */
		for (int n = 0; n < 4; n++) {
			struct walker *w = &walkers[rng_range(&rng, 0,
			    WALKERS)];

			w->cx = rng_range(&rng, 0, BOARD);
			w->cy = rng_range(&rng, 0, BOARD);
			flow_move(w->bot, middle(E2E_X, w->cx),
			    middle(E2E_Y, w->cy), E2E_Z);
		}
		check_everyones_sight();
	}
}

/* Chunks empty and are made again while people look at them. */
static void
test_many_leave_and_come(void **state)
{
	struct bot *stays;
	int32_t seen;

	UNUSED(state);
	e2e_new_team(&e2e);
	stays = e2e_player(&e2e, "Stays", middle(E2E_X, 0), middle(E2E_Y, 0),
	    E2E_Z);
	for (int i = 0; i < 6; i++) {
		struct bot *b = e2e_player(&e2e, "Guest",
		    middle(E2E_X, i % 3 - 1), middle(E2E_Y, i % 2), E2E_Z);

		seen = BOT_EXPECT(stays, fe2cl_pc_new)->pc_appearance_data.id;
		assert_int_equal(seen, bot_id(b));
		flow_leave(b);
		seen = BOT_EXPECT(stays, fe2cl_pc_exit)->id;
		assert_int_equal(seen, bot_id(b));
	}
	bot_expect_none(stays, PKT_FE2CL_PC_NEW);
	bot_expect_none(stays, PKT_FE2CL_PC_EXIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_out_of_sight_and_back),
		cmocka_unit_test(test_npcs_come_and_go),
		cmocka_unit_test(test_any_way_over_the_board),
		cmocka_unit_test(test_many_leave_and_come),
	};

	return E2E_RUN("chunk_crossing", tests, start, end);
}
