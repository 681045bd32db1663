/* test_recall.c - points of recall, following to them (spec/nanos.md 10). */
#include "world_rig.h"

#include "game/group.h"
#include "game/recall.h"

enum { STATION = 641, OTHER_TYPE = 700, STATION_ID = 50, OFFER_MS = 30000 };

static const struct tdata_npc_type npc_types[] = {
	{ .number = STATION }, { .number = OTHER_TYPE },
};

static const struct handler *const tables[] = {
	recall_handlers, group_handlers, NULL
};

static struct player *self, *friend;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	self = rig_player(1, "Self", 5000, 100, rig.w.overworld);
	friend = rig_player(2, "Friend", 5000, 200, rig.w.overworld);
	rig_npc(STATION_ID, STATION, 5500, 100, rig.w.overworld);
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

static void
regist(int32_t npc_id)
{
	RIG_DO(self, cl2fe_req_regist_rxcom, .npcid = npc_id);
}

static void
group_up(void)
{
	RIG_DO(self, cl2fe_req_pc_group_invite, .id_to = friend->e.id);
	RIG_DO(friend, cl2fe_req_pc_group_join, .id_from = self->e.id);
	assert_true(group_is_same(self, friend));
	rig_forget();
}

static void
follow(void)
{
	RIG_DO(friend, cl2fe_req_warp_use_recall,
	    .group_member_id = self->e.id);
}

static void
expect_refused(void)
{
	RIG_EXPECT(friend, fe2cl_rep_warp_use_recall_fail);
	rig_expect_nothing(friend);
	assert_int_equal(5000, friend->e.x);
}

static void
a_station_is_the_point(void **state)
{
	const struct fe2cl_rep_regist_rxcom *got;

	UNUSED(state);
	assert_false(recall_go(&rig.w, self));
	regist(STATION_ID);
	got = RIG_EXPECT(self, fe2cl_rep_regist_rxcom);
	assert_int_equal(5500, got->x);
	assert_int_equal(100, got->y);
	assert_int_equal(0, got->map_num);
	view_move(&rig.w, &self->e, 90000, 90000, 0, rig.w.overworld);
	rig_forget();
	assert_true(recall_go(&rig.w, self));
	assert_int_equal(5500, self->e.x);
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_succ);
	RIG_EXPECT(self, fe2cl_rep_pc_goto_succ);
}

/* DEFECT: any NPC's number, from anywhere. */
static void
only_a_station_at_hand(void **state)
{
	struct instance *lair = instance_get(&rig.w, UINT64_C(1) << 32 | 37);

	UNUSED(state);
	regist(777);			/* nobody: silence */
	rig_expect_nothing(self);
	rig_npc(51, OTHER_TYPE, 5000, 100, rig.w.overworld);
	rig_npc(52, STATION, 5801, 100, rig.w.overworld);
	rig_npc(53, STATION, 5000, 100, instance_get(&rig.w, 5));
	for (int32_t id = 51; id <= 53; id++) {
		regist(id);
		RIG_EXPECT(self, fe2cl_rep_regist_rxcom_fail);
	}
	/* Nobody comes back to a lair that is gone. */
	view_warp(&rig.w, &self->e, 5000, 100, 0, lair);
	rig_npc(54, STATION, 5000, 100, lair);
	rig_forget();
	regist(54);
	RIG_EXPECT(self, fe2cl_rep_regist_rxcom_fail);
	self->combatant.hp = 0;
	regist(54);
	rig_expect_nothing(self);
	assert_false(self->travel.has_recall);
}

static void
a_friend_follows_once(void **state)
{
	UNUSED(state);
	regist(STATION_ID);
	group_up();
	recall_offer(&rig.w, self, friend);
	follow();
	RIG_EXPECT(friend, fe2cl_rep_pc_warp_use_npc_succ);
	assert_int_equal(5500, RIG_EXPECT(friend, fe2cl_rep_pc_goto_succ)->x);
	assert_int_equal(5500, friend->e.x);
	view_move(&rig.w, &friend->e, 5000, 200, 0, rig.w.overworld);
	rig_forget();
	follow();
	expect_refused();
}

/* DEFECT: everybody could go to everybody's point, whenever. */
static void
one_must_be_asked(void **state)
{
	UNUSED(state);
	regist(STATION_ID);
	recall_offer(&rig.w, self, friend);
	follow();			/* no friend at all */
	expect_refused();
	group_up();
	friend->travel.recall_from = (struct entity_ref){ 0 };
	follow();			/* not asked */
	expect_refused();
	recall_offer(&rig.w, self, friend);
	rig_pass(OFFER_MS + 1);
	follow();			/* long ago */
	expect_refused();
	recall_offer(&rig.w, self, friend);
	self->travel.recall_instance = 9;
	follow();			/* another map */
	expect_refused();
	self->travel.recall_instance = 0;
	self->travel.has_recall = false;
	follow();			/* nowhere */
	expect_refused();
}

static void
some_are_not_even_answered(void **state)
{
	struct instance *lair = instance_get(&rig.w, UINT64_C(2) << 32 | 37);

	UNUSED(state);
	RIG_DO(friend, cl2fe_req_warp_use_recall, .group_member_id = 99);
	rig_expect_nothing(friend);
	group_up();
	recall_offer(&rig.w, self, friend);
	view_warp(&rig.w, &friend->e, 5000, 200, 0, lair);
	rig_forget();
	follow();
	view_warp(&rig.w, &self->e, 5000, 200, 0, lair);
	rig_forget();
	follow();
	rig_expect_nothing(friend);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_station_is_the_point),
		T(only_a_station_at_hand),
		T(a_friend_follows_once),
		T(one_must_be_asked),
		T(some_are_not_even_answered),
	};
#undef T
	return cmocka_run_group_tests_name("recall", tests, NULL, NULL);
}
