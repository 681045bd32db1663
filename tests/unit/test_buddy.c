/* test_buddy.c - making buddies, blocks, removing, warping to one. */
#include "world_rig.h"

#include "game/buddy.h"
#include "game/buddy_block.h"
#include "game/buddy_make.h"
#include "game/buddy_warp.h"
#include "world/hold.h"

enum { FAR_X = 90000, MINUTE_MS = 60000 };

static const struct handler *const tables[] = {
	buddy_handlers, buddy_make_handlers, buddy_block_handlers,
	buddy_warp_handlers, NULL
};

static struct player *alice, *bob, *carol;
static int blocks_told, unblocks_told;

static void
count_blocks(struct world *w, int32_t blocked_id, bool is_blocked)
{
	UNUSED(w);
	UNUSED(blocked_id);
	if (is_blocked)
		blocks_told++;
	else
		unblocks_told++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.block_changed[0] = count_blocks;
	rig.events.player_joined[0] = buddy_warp_on_player_joined;
	rig.cfg.limits.is_enabled = true;
	blocks_told = unblocks_told = 0;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	carol = rig_player(3, "Carol", FAR_X, 500, rig.w.overworld);
	rig_forget();
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* --- helpers --- */

static void
ask(struct player *from, const struct player *to)
{
	RIG_DO(from, cl2fe_req_request_make_buddy,
	    .buddy_id = to->e.id, .buddy_pcuid = to->e.id);
}

static void
say(struct player *who, const struct player *asker, int8_t flag)
{
	RIG_DO(who, cl2fe_req_accept_make_buddy, .accept_flag = flag,
	    .buddy_id = asker->e.id, .buddy_pcuid = asker->e.id);
}

static void
store_added(const struct player *accepter, enum db_result result)
{
	const struct db_rep_add_buddy rep = { .result = result };

	buddy_make_on_added(&rig.w, accepter->conn, &rep);
}

static void
store_blocked(const struct player *blocker, enum db_result result)
{
	const struct db_rep_add_block rep = { .result = result };

	buddy_block_on_added(&rig.w, blocker->conn, &rep);
}

static void
befriend(struct player *a, struct player *b)
{
	ask(a, b);
	say(b, a, 1);
	store_added(b, DB_OK);
	assert_true(buddy_is_friend(a, b->e.id));
	assert_true(buddy_is_friend(b, a->e.id));
	rig_forget();
}

static void
block_stranger(struct player *p, int32_t id)
{
	RIG_DO(p, cl2fe_req_set_pc_block, .block_id = id, .block_pcuid = id);
}

static void
fill_list(struct player *p)
{
	int slot;

	while ((slot = buddy_free_slot(p)) != BUDDY_SLOT_NONE)
		buddy_set(&rig.w, p, slot, 1000 + slot, false);
}

static uint32_t
asked_of_store(uint16_t type)
{
	const struct msg *m = rig.w.to_db == NULL ? NULL :
	    batch_first(rig.w.to_db);
	uint32_t n = 0;

	for (; m != NULL; m = batch_next(rig.w.to_db, m))
		n += m->type == type;
	return n;
}

/* --- making buddies --- */

static void
asked_and_accepted(void **state)
{
	const struct fe2cl_rep_accept_make_buddy_succ *got;

	UNUSED(state);
	ask(alice, bob);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_succ);
	assert_string_equal("Alice", RIG_EXPECT(bob,
	    fe2cl_rep_request_make_buddy_succ_to_accepter)->first_name);
	say(bob, alice, 1);
	/* Nothing holds before it is written. */
	rig_expect_nothing(alice);
	assert_true(hold_is_on(bob));
	store_added(bob, DB_OK);
	assert_false(hold_is_on(bob));
	got = RIG_EXPECT(alice, fe2cl_rep_accept_make_buddy_succ);
	assert_int_equal(bob->e.id, got->buddy_info.id);
	assert_int_equal(0, got->buddy_slot);
	got = RIG_EXPECT(bob, fe2cl_rep_accept_make_buddy_succ);
	assert_int_equal(alice->e.id, got->buddy_info.id);
}

/* DEFECT: anyone could force a buddyship on any player. */
static void
nobody_accepts_what_was_not_asked(void **state)
{
	UNUSED(state);
	say(bob, alice, 1);
	RIG_DO(bob, cl2fe_req_pc_find_name_accept_buddy, .accept_flag = 1,
	    .buddy_pcuid = alice->e.id);
	ask(alice, bob);
	rig_forget();
	say(carol, alice, 1);	/* who was not asked */
	assert_int_equal(0, asked_of_store(DB_REQ_ADD_BUDDY));
	say(bob, alice, 1);
	assert_int_equal(1, asked_of_store(DB_REQ_ADD_BUDDY));
	store_added(bob, DB_OK);
	rig_forget();
	say(bob, alice, 0);	/* the question is answered */
	rig_expect_nothing(alice);
}

static void
a_question_expires(void **state)
{
	UNUSED(state);
	ask(alice, bob);
	rig_forget();
	rig_pass(MINUTE_MS);
	say(bob, alice, 1);
	assert_int_equal(0, asked_of_store(DB_REQ_ADD_BUDDY));
}

/* DEFECT: the asker got its own numbers back. */
static void
a_no_names_who_said_it(void **state)
{
	const struct fe2cl_rep_accept_make_buddy_fail *got;

	UNUSED(state);
	ask(alice, bob);
	rig_forget();
	say(bob, alice, 0);
	got = RIG_EXPECT(alice, fe2cl_rep_accept_make_buddy_fail);
	assert_int_equal(6, got->error_code);
	assert_int_equal(bob->e.id, got->buddy_pcuid);
	rig_expect_nothing(bob);
}

/* DEFECTs: oneself, buddies, the blocked, another uid than id. */
static void
who_cannot_be_asked(void **state)
{
	UNUSED(state);
	ask(alice, alice);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_fail);
	RIG_DO(alice, cl2fe_req_request_make_buddy, .buddy_id = bob->e.id,
	    .buddy_pcuid = carol->e.id);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_fail);
	RIG_DO(alice, cl2fe_req_request_make_buddy, .buddy_id = 77);
	rig_expect_nothing(alice);	/* not there */
	befriend(alice, bob);
	ask(alice, bob);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_fail);
	fill_list(carol);
	ask(alice, carol);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_fail);
	rig_expect_nothing(carol);
}

/* A block looks like a "no". */
static void
who_blocks_is_not_asked(void **state)
{
	UNUSED(state);
	buddy_set(&rig.w, bob, 0, alice->e.id, true);
	ask(alice, bob);
	RIG_EXPECT(alice, fe2cl_rep_request_make_buddy_succ);
	assert_int_equal(6, RIG_EXPECT(alice,
	    fe2cl_rep_accept_make_buddy_fail)->error_code);
	rig_expect_nothing(bob);
}

static void
by_name_whatever_its_case(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_find_name_make_buddy,
	    .first_name = "bOB", .last_name = "tester");
	assert_int_equal(alice->e.id, RIG_EXPECT(bob,
	    fe2cl_rep_pc_find_name_make_buddy_succ)->pcuid);
	RIG_DO(bob, cl2fe_req_pc_find_name_accept_buddy, .accept_flag = 1,
	    .buddy_pcuid = alice->e.id);
	store_added(bob, DB_OK);
	RIG_EXPECT(alice, fe2cl_rep_accept_make_buddy_succ);
	/* DEFECT: a failure was not told. */
	RIG_DO(alice, cl2fe_req_pc_find_name_make_buddy,
	    .first_name = "Nobody", .last_name = "Here");
	assert_string_equal("Nobody", RIG_EXPECT(alice,
	    fe2cl_rep_pc_find_name_make_buddy_fail)->first_name);
}

static void
the_store_may_refuse(void **state)
{
	UNUSED(state);
	ask(alice, bob);
	say(bob, alice, 1);
	rig_forget();
	store_added(bob, DB_REFUSED);
	RIG_EXPECT(alice, fe2cl_rep_accept_make_buddy_fail);
	assert_false(buddy_is_friend(alice, bob->e.id));
	assert_false(hold_is_on(bob));
}

/* DEFECT: ids were cut to 32 bits. */
static void
long_numbers_name_nobody(void **state)
{
	const int64_t odd = (INT64_C(1) << 32) + 2;

	UNUSED(state);
	assert_non_null(buddy_online(&rig.w, 2));
	assert_null(buddy_online(&rig.w, odd));
	RIG_DO(alice, cl2fe_req_set_pc_block, .block_id = 2,
	    .block_pcuid = odd);
	RIG_EXPECT(alice, fe2cl_rep_set_pc_block_fail);
}

/* --- blocks --- */

static void
a_buddy_is_blocked(void **state)
{
	UNUSED(state);
	befriend(alice, bob);
	RIG_DO(alice, cl2fe_req_set_buddy_block, .buddy_pcuid = bob->e.id,
	    .buddy_slot = 0);
	store_blocked(alice, DB_OK);
	RIG_EXPECT(alice, fe2cl_rep_set_buddy_block_succ);
	assert_true(buddy_is_blocked(alice, bob->e.id));
	RIG_EXPECT(bob, fe2cl_rep_remove_buddy_succ);
	assert_int_equal(BUDDY_SLOT_NONE, buddy_slot_of(bob, alice->e.id));
	assert_int_equal(1, blocks_told);
	/* DEFECT: again made a second row. */
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	RIG_DO(alice, cl2fe_req_set_buddy_block, .buddy_pcuid = bob->e.id,
	    .buddy_slot = 0);
	RIG_EXPECT(alice, fe2cl_rep_set_buddy_block_succ);
	assert_int_equal(0, asked_of_store(DB_REQ_ADD_BLOCK));
}

static void
a_stranger_is_blocked_if_there_is_one(void **state)
{
	UNUSED(state);
	block_stranger(alice, carol->e.id);
	store_blocked(alice, DB_OK);
	assert_int_equal(0, RIG_EXPECT(alice,
	    fe2cl_rep_set_pc_block_succ)->buddy_slot);
	block_stranger(alice, 4711);
	store_blocked(alice, DB_NONE);
	RIG_EXPECT(alice, fe2cl_rep_set_pc_block_fail);
	assert_int_equal(BUDDY_SLOT_NONE, buddy_slot_of(alice, 4711));
	block_stranger(alice, alice->e.id);
	RIG_EXPECT(alice, fe2cl_rep_set_pc_block_fail);
}

/* DEFECT: the buddyship stayed beside the block. */
static void
blocking_a_buddy_as_a_stranger(void **state)
{
	UNUSED(state);
	befriend(alice, bob);
	block_stranger(alice, bob->e.id);
	store_blocked(alice, DB_OK);
	RIG_EXPECT(alice, fe2cl_rep_set_buddy_block_succ);
	RIG_EXPECT(bob, fe2cl_rep_remove_buddy_succ);
}

/* DEFECT: an empty slot could be given a flag by naming nobody. */
static void
an_empty_slot_is_nobodys(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_set_buddy_block, .buddy_slot = 7);
	RIG_DO(alice, cl2fe_req_remove_buddy, .buddy_slot = 7);
	RIG_DO(alice, cl2fe_req_remove_buddy, .buddy_slot = -1);
	RIG_DO(alice, cl2fe_req_remove_buddy, .buddy_slot = 50,
	    .buddy_pcuid = bob->e.id);
	rig_expect_nothing(alice);
	assert_false(alice->buddies.list[7].is_blocked);
}

/* --- removing --- */

static void
both_lists_forget(void **state)
{
	UNUSED(state);
	befriend(alice, bob);
	RIG_DO(alice, cl2fe_req_remove_buddy, .buddy_pcuid = bob->e.id,
	    .buddy_slot = 0);
	RIG_EXPECT(alice, fe2cl_rep_remove_buddy_succ);
	RIG_EXPECT(bob, fe2cl_rep_remove_buddy_succ);
	assert_int_equal(BUDDY_SLOT_NONE, buddy_slot_of(bob, alice->e.id));
	assert_int_equal(1, asked_of_store(DB_REQ_REMOVE_BUDDY));
}

/* DEFECTs: the other's block went, too, and a free slot kept its flag. */
static void
the_others_block_stays(void **state)
{
	UNUSED(state);
	buddy_set(&rig.w, bob, 3, alice->e.id, true);
	buddy_set(&rig.w, alice, 0, bob->e.id, true);
	RIG_DO(alice, cl2fe_req_remove_buddy, .buddy_pcuid = bob->e.id,
	    .buddy_slot = 0);
	assert_true(buddy_is_blocked(bob, alice->e.id));
	assert_false(alice->buddies.list[0].is_blocked);
	assert_int_equal(1, unblocks_told);
	assert_int_equal(1, asked_of_store(DB_REQ_REMOVE_BLOCK));
	assert_int_equal(0, asked_of_store(DB_REQ_REMOVE_BUDDY));
}

/* --- warping --- */

static int32_t
warp_fails(struct player *p, int64_t uid, int8_t slot)
{
	rig_forget();
	RIG_DO(p, cl2fe_req_pc_buddy_warp, .buddy_pcuid = uid,
	    .slot_num = slot);
	return RIG_EXPECT(p, fe2cl_rep_pc_buddy_warp_fail)->error_code;
}

static void
a_buddy_is_reached_once_a_minute(void **state)
{
	UNUSED(state);
	befriend(alice, carol);
	assert_int_equal(6, warp_fails(alice, carol->e.id, 0));
	rig_pass(MINUTE_MS);
	RIG_DO(alice, cl2fe_req_pc_buddy_warp, .buddy_pcuid = carol->e.id,
	    .slot_num = 0);
	assert_int_equal(FAR_X, alice->e.x);
	assert_int_equal(6, warp_fails(alice, carol->e.id, 0));
}

/* DEFECT: one could go to anybody online. */
static void
only_buddies_are_reached(void **state)
{
	UNUSED(state);
	rig_pass(MINUTE_MS);
	assert_int_equal(3, warp_fails(alice, bob->e.id, 0));
	befriend(alice, carol);
	assert_int_equal(3, warp_fails(alice, carol->e.id, 1));
	buddy_set(&rig.w, alice, 1, 4711, false);
	assert_int_equal(0, warp_fails(alice, 4711, 1));	/* offline */
	carol->travel.is_unwarpable = true;
	assert_int_equal(0, warp_fails(alice, carol->e.id, 0));
	carol->travel.is_unwarpable = false;
	carol->travel.on_monkey = true;
	assert_int_equal(0, warp_fails(alice, carol->e.id, 0));
	carol->travel.on_monkey = false;
	alice->combatant.hp = 0;
	assert_int_equal(0, warp_fails(alice, carol->e.id, 0));
	alice->combatant.hp = 1;
	alice->profile.left_the_future = true;
	assert_int_equal(0, warp_fails(alice, carol->e.id, 0));
	assert_int_equal(500, alice->e.x);
}

/* --- the list --- */

/* DEFECTs: the count was another query's, and nobody was ever online. */
static void
the_list_is_told_as_it_is(void **state)
{
	static struct player_row row;
	const struct fe2cl_rep_pc_buddylist_info_succ *list;
	const struct wire_buddy_base_info *who;

	UNUSED(state);
	row.buddy_count = 2;
	row.buddies[0].player_id = 2;
	row.buddies[1].player_id = 4711;	/* offline */
	row.buddies[1].is_blocked = true;
	buddy_fill(&rig.w, alice, &row);
	rig_forget();
	buddy_on_player_loaded(&rig.w, alice);
	list = RIG_EXPECT(alice, fe2cl_rep_pc_buddylist_info_succ);
	assert_int_equal(2, list->buddy_cnt);
	who = fe2cl_rep_pc_buddylist_info_succ_items(list);
	assert_int_equal(2, who[0].pcuid);
	assert_int_equal(1, who[0].pc_state);
	assert_int_equal(0, who[0].blocked);
	assert_int_equal(4711, who[1].pcuid);
	assert_int_equal(0, who[1].pc_state);
	assert_int_equal(1, who[1].blocked);
	/* Nothing more is asked of the store for it. */
	assert_null(rig.w.to_db);
}

static void
states_are_told_to_friends(void **state)
{
	const struct fe2cl_rep_get_buddy_state_succ *got;

	UNUSED(state);
	befriend(alice, bob);
	befriend(alice, carol);
	buddy_set(&rig.w, alice, 2, 4711, false);
	rig_forget();
	/* DEFECT: also to those who are blocked. */
	buddy_set(&rig.w, carol, 0, 1, true);
	RIG_DO(alice, cl2fe_req_get_buddy_state, 0);
	got = RIG_EXPECT(alice, fe2cl_rep_get_buddy_state_succ);
	assert_int_equal(2, got->buddy_id[0]);
	assert_int_equal(1, got->buddy_state[0]);
	assert_int_equal(3, got->buddy_id[1]);
	assert_int_equal(0, got->buddy_state[1]);
	assert_int_equal(0, got->buddy_state[2]);
	buddy_set(&rig.w, alice, 0, 2, true);
	RIG_DO(alice, cl2fe_req_get_buddy_state, 0);
	got = RIG_EXPECT(alice, fe2cl_rep_get_buddy_state_succ);
	assert_int_equal(0, got->buddy_state[0]);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(asked_and_accepted),
		T(nobody_accepts_what_was_not_asked),
		T(a_question_expires),
		T(a_no_names_who_said_it),
		T(who_cannot_be_asked),
		T(who_blocks_is_not_asked),
		T(by_name_whatever_its_case),
		T(the_store_may_refuse),
		T(long_numbers_name_nobody),
		T(a_buddy_is_blocked),
		T(a_stranger_is_blocked_if_there_is_one),
		T(blocking_a_buddy_as_a_stranger),
		T(an_empty_slot_is_nobodys),
		T(both_lists_forget),
		T(the_others_block_stays),
		T(a_buddy_is_reached_once_a_minute),
		T(only_buddies_are_reached),
		T(the_list_is_told_as_it_is),
		T(states_are_told_to_friends),
	};
#undef T

	return cmocka_run_group_tests_name("buddy", tests, NULL, NULL);
}
