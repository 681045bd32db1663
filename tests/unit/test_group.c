/* test_group.c - players who play together (spec/groups.md). */
#include "world_rig.h"

#include "game/group.h"

static const struct handler *const tables[] = { group_handlers, NULL };

static struct player *ann, *bob, *cid, *dan, *eve;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.player_left[0] = group_on_player_left;
	ann = rig_player(1, "Ann", 100, 200, rig.w.overworld);
	bob = rig_player(2, "Bob", 9000, 9000, rig.w.overworld);
	cid = rig_player(3, "Cid", 100, 100, rig.w.overworld);
	dan = rig_player(4, "Dan", 100, 100, rig.w.overworld);
	eve = rig_player(5, "Eve", 100, 100, rig.w.overworld);
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
invite(struct player *from, const struct player *to)
{
	RIG_DO(from, cl2fe_req_pc_group_invite, .id_to = to->e.id);
}

static void
join(struct player *p, const struct player *from)
{
	RIG_DO(p, cl2fe_req_pc_group_join, .id_from = from->e.id);
}

static void
leave(struct player *p)
{
	RIG_DO(p, cl2fe_req_pc_group_leave, 0);
}

static void
bring(struct player *from, struct player *to)
{
	invite(from, to);
	join(to, from);
	rig_forget();
}

static void
expect_join(const struct player *p, int32_t id, int32_t count)
{
	const struct fe2cl_pc_group_join *got =
	    RIG_EXPECT(p, fe2cl_pc_group_join);

	assert_int_equal(id, got->id_new_member);
	assert_int_equal(count, got->member_pc_cnt);
	assert_int_equal(0, got->member_npc_cnt);
}

static const struct wire_pc_group_member_info *
expect_join_succ(const struct player *p, int32_t count)
{
	const struct fe2cl_pc_group_join_succ *got =
	    RIG_EXPECT(p, fe2cl_pc_group_join_succ);

	assert_int_equal(p->e.id, got->id_new_member);
	assert_int_equal(count, got->member_pc_cnt);
	return fe2cl_pc_group_join_succ_items(got);
}

static void
expect_leave(const struct player *p, int32_t id, int32_t count)
{
	const struct fe2cl_pc_group_leave *got =
	    RIG_EXPECT(p, fe2cl_pc_group_leave);

	assert_int_equal(id, got->id_leave_member);
	assert_int_equal(count, got->member_pc_cnt);
}

static void
expect_join_fail(const struct player *p, int32_t from_id)
{
	const struct fe2cl_pc_group_join_fail *got =
	    RIG_EXPECT(p, fe2cl_pc_group_join_fail);

	/* DEFECT, spec/groups.md 3: it named nobody. */
	assert_int_equal(from_id, got->id);
	assert_int_equal(0, got->error_code);
}

/* --- asking --- */

static void
who_is_asked_may_join(void **state)
{
	const struct wire_pc_group_member_info *info;
	struct player *members[GROUP_PLAYERS_MAX];

	UNUSED(state);
	bob->nanos.active = 7;
	bob->nanos.bank[7] = (struct player_nano){ 7, 70, 90 };
	assert_false(group_is_same(ann, bob));
	assert_int_equal(1, group_members(&rig.w, ann, members));
	assert_ptr_equal(ann, members[0]);
	invite(ann, bob);
	assert_int_equal(1,
	    RIG_EXPECT(bob, fe2cl_pc_group_invite)->host_id);
	join(bob, ann);
	info = expect_join_succ(ann, 1);
	assert_int_equal(1, info[0].pc_id);
	expect_join(ann, 2, 2);
	info = expect_join_succ(bob, 2);
	assert_int_equal(1, info[0].pc_id);
	assert_int_equal(2, info[1].pc_id);
	assert_int_equal(2, info[1].pcuid);
	assert_string_equal("Bob", info[1].first_name);
	assert_int_equal(1000, info[1].max_hp);
	assert_int_equal(9000, info[1].x);
	assert_int_equal(1, info[1].b_nano);
	assert_int_equal(70, info[1].nano.skill_id);
	assert_int_equal(0, info[0].b_nano);
	assert_true(group_is_same(ann, bob));
	assert_int_equal(2, group_members(&rig.w, bob, members));
	assert_ptr_equal(ann, members[0]);
	assert_ptr_equal(bob, members[1]);
	assert_ptr_equal(ann, group_leader(&rig.w, bob));
	assert_ptr_equal(cid, group_leader(&rig.w, cid));
	rig_expect_nothing(cid);
}

/* DEFECT, spec/groups.md 3: anybody could join anybody. */
static void
who_is_not_asked_may_not(void **state)
{
	UNUSED(state);
	join(bob, ann);
	expect_join_fail(bob, 1);
	invite(ann, cid);
	join(bob, ann);
	expect_join_fail(bob, 1);
	assert_null(ann->group.group);
	/* Nor later, nor twice. */
	join(cid, ann);
	leave(cid);
	rig_forget();
	join(cid, ann);
	expect_join_fail(cid, 1);
	invite(ann, cid);
	RIG_EXPECT(cid, fe2cl_pc_group_invite);
	rig_pass(60000);
	join(cid, ann);
	expect_join_fail(cid, 1);
}

/* Somebody may ask several before the first has made up its mind. */
static void
several_may_be_asked_at_once(void **state)
{
	UNUSED(state);
	invite(ann, bob);
	invite(ann, cid);
	invite(ann, dan);
	join(cid, ann);
	join(dan, ann);
	join(bob, ann);
	assert_int_equal(4, ann->group.group->count);
}

static void
refusals_are_told_once(void **state)
{
	UNUSED(state);
	RIG_DO(bob, cl2fe_req_pc_group_invite_refuse, .id_from = 1);
	rig_expect_nothing(ann);
	invite(ann, bob);
	RIG_DO(bob, cl2fe_req_pc_group_invite_refuse, .id_from = 1);
	assert_int_equal(2,
	    RIG_EXPECT(ann, fe2cl_pc_group_invite_refuse)->id_to);
	RIG_DO(bob, cl2fe_req_pc_group_invite_refuse, .id_from = 1);
	rig_expect_nothing(ann);
	rig_forget();
	join(bob, ann);
	expect_join_fail(bob, 1);
}

/* DEFECT, spec/groups.md 3: a group of oneself was paid twice. */
static void
nobody_joins_itself(void **state)
{
	UNUSED(state);
	invite(ann, ann);
	RIG_EXPECT(ann, fe2cl_pc_group_invite_fail);
	join(ann, ann);
	expect_join_fail(ann, 1);
	rig_expect_nothing(ann);
	assert_null(ann->group.group);
}

static void
who_is_not_there_is_not_answered(void **state)
{
	UNUSED(state);
	RIG_DO(ann, cl2fe_req_pc_group_invite, .id_to = 99);
	RIG_DO(ann, cl2fe_req_pc_group_join, .id_from = 99);
	RIG_DO(ann, cl2fe_req_pc_group_invite_refuse, .id_from = 99);
	rig_expect_nothing(ann);
}

/* DEFECT, spec/groups.md 3: blocks were not looked at. */
static void
the_blocked_seem_to_be_refused(void **state)
{
	UNUSED(state);
	bob->buddies.list[0] = (struct player_buddy){ 1, true };
	invite(ann, bob);
	assert_int_equal(2,
	    RIG_EXPECT(ann, fe2cl_pc_group_invite_refuse)->id_to);
	rig_expect_nothing(bob);
	join(bob, ann);
	expect_join_fail(bob, 1);
}

static void
four_are_enough(void **state)
{
	UNUSED(state);
	bring(ann, bob);
	bring(ann, cid);
	invite(cid, dan);	/* any member may ask */
	invite(ann, eve);
	join(dan, cid);
	rig_forget();
	join(eve, ann);
	expect_join_fail(eve, 1);
	invite(ann, eve);
	RIG_EXPECT(ann, fe2cl_pc_group_invite_fail);
	invite(eve, dan);	/* who has a group already */
	RIG_EXPECT(eve, fe2cl_pc_group_invite_fail);
	rig_expect_nothing(dan);
	assert_int_equal(4, ann->group.group->count);
}

/* --- leaving --- */

static void
a_member_leaves(void **state)
{
	UNUSED(state);
	bring(ann, bob);
	bring(ann, cid);
	leave(bob);
	RIG_EXPECT(bob, fe2cl_pc_group_leave_succ);
	expect_leave(ann, 2, 2);
	expect_leave(cid, 2, 2);
	rig_expect_nothing(bob);
	assert_null(bob->group.group);
	leave(cid);
	RIG_EXPECT(cid, fe2cl_pc_group_leave_succ);
	expect_leave(ann, 3, 1);
	RIG_EXPECT(ann, fe2cl_pc_group_leave_succ);
	rig_expect_nothing(ann);
	assert_null(ann->group.group);
	assert_int_equal(0, pool_count(&rig.w.groups));
}

static void
without_its_leader_a_group_ends(void **state)
{
	UNUSED(state);
	bring(ann, bob);
	bring(ann, cid);
	leave(ann);
	RIG_EXPECT(cid, fe2cl_pc_group_leave_succ);
	expect_leave(ann, 3, 2);
	expect_leave(bob, 3, 2);
	RIG_EXPECT(bob, fe2cl_pc_group_leave_succ);
	expect_leave(ann, 2, 1);
	RIG_EXPECT(ann, fe2cl_pc_group_leave_succ);
	for (int32_t i = 1; i <= 3; i++)
		rig_expect_nothing(world_player_by_id(&rig.w, i));
	assert_int_equal(0, pool_count(&rig.w.groups));
}

/* DEFECT, spec/groups.md 3: there was no answer. */
static void
the_lonely_cannot_leave(void **state)
{
	UNUSED(state);
	leave(ann);
	assert_int_equal(1,
	    RIG_EXPECT(ann, fe2cl_pc_group_leave_fail)->id);
}

/* DEFECT, spec/groups.md 3: members were raw references. */
static void
who_leaves_the_game_leaves_the_group(void **state)
{
	struct player *members[GROUP_PLAYERS_MAX];

	UNUSED(state);
	bring(ann, bob);
	bring(ann, cid);
	EVENT(&rig.w, player_left, bob);
	world_remove_player(&rig.w, bob);
	rig_pass(1);
	expect_leave(ann, 2, 2);
	expect_leave(cid, 2, 2);
	assert_int_equal(2, group_members(&rig.w, ann, members));
	assert_ptr_equal(cid, members[1]);
}

static void
a_leader_leaves_the_game(void **state)
{
	UNUSED(state);
	bring(ann, bob);
	bring(ann, cid);
	EVENT(&rig.w, player_left, ann);
	rig_expect_nothing(ann);
	RIG_EXPECT(cid, fe2cl_pc_group_leave_succ);
	expect_leave(bob, 3, 2);
	RIG_EXPECT(bob, fe2cl_pc_group_leave_succ);
	rig_expect_nothing(bob);
	rig_expect_nothing(cid);
	assert_int_equal(0, pool_count(&rig.w.groups));
}

/* --- how they are --- */

/* DEFECT, spec/groups.md 3: told twice a second. */
static void
members_hear_of_each_other_once_a_second(void **state)
{
	const struct fe2cl_pc_group_member_info *got;

	UNUSED(state);
	group_send_info(&rig.w, ann);
	rig_expect_nothing(ann);
	bring(ann, bob);
	for (int i = 0; i < 8; i++) {
		group_send_info(&rig.w, ann);
		rig_pass(500);
	}
	assert_int_equal(4, rig_count(ann,
	    PKT_FE2CL_PC_GROUP_MEMBER_INFO));
	got = RIG_EXPECT(ann, fe2cl_pc_group_member_info);
	assert_int_equal(1, got->id);
	assert_int_equal(2, got->member_pc_cnt);
	rig_expect_nothing(bob);
}

/* DEFECT, spec/groups.md 1: everybody seemed to be in the overworld. */
static void
the_map_of_a_member_is_told(void **state)
{
	const struct wire_pc_group_member_info *info;

	UNUSED(state);
	view_warp(&rig.w, &cid->e, 1, 2, 3,
	    instance_get(&rig.w, UINT64_C(3) << 32 | 44));
	view_warp(&rig.w, &ann->e, 1, 2, 3, instance_get(&rig.w, 33));
	invite(ann, cid);
	rig_forget();
	join(cid, ann);
	info = expect_join_succ(cid, 2);
	assert_int_equal(0, info[0].map_type);
	assert_int_equal(33, info[0].map_num);
	assert_int_equal(1, info[1].map_type);
	assert_int_equal(44, info[1].map_num);
}

static void
members_looks_may_be_asked_for(void **state)
{
	const struct fe2cl_rep_get_member_style_succ *got;

	UNUSED(state);
	bring(ann, bob);
	bob->look.hair_color = 9;
	bob->inventory.equip[0] = (struct item){ .id = 328, .opt = 1 };
	RIG_DO(ann, cl2fe_req_get_member_style, .member_id = 2);
	got = RIG_EXPECT(ann, fe2cl_rep_get_member_style_succ);
	assert_int_equal(2, got->member_id);
	assert_int_equal(2, got->member_uid);
	assert_int_equal(9, got->buddy_style_info.buddy_style.hair_color);
	assert_int_equal(328, got->buddy_style_info.equip[0].id);
	RIG_DO(ann, cl2fe_req_get_member_style, .member_id = 3);
	RIG_EXPECT(ann, fe2cl_rep_get_member_style_fail);
	RIG_DO(ann, cl2fe_req_get_member_style, .member_id = 99);
	RIG_EXPECT(ann, fe2cl_rep_get_member_style_fail);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(who_is_asked_may_join),
		T(who_is_not_asked_may_not),
		T(several_may_be_asked_at_once),
		T(refusals_are_told_once),
		T(nobody_joins_itself),
		T(who_is_not_there_is_not_answered),
		T(the_blocked_seem_to_be_refused),
		T(four_are_enough),
		T(a_member_leaves),
		T(without_its_leader_a_group_ends),
		T(the_lonely_cannot_leave),
		T(who_leaves_the_game_leaves_the_group),
		T(a_leader_leaves_the_game),
		T(members_hear_of_each_other_once_a_second),
		T(the_map_of_a_member_is_told),
		T(members_looks_may_be_asked_for),
	};
#undef T
	return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}
