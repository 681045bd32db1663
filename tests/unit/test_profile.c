/* test_profile.c - guide, tips, special state, vehicles (spec/world.md 9). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/profile.h"
#include "game/vehicle.h"

static const struct handler *const tables[] = {
	profile_handlers, vehicle_handlers, NULL
};

static struct player *self, *viewer;
static int left_future;

static void
on_mentor_changed(struct world *w, struct player *p, int32_t old)
{
	UNUSED(w);
	UNUSED(p);
	assert_int_equal(5, old);
	left_future++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.mentor_changed[0] = on_mentor_changed;
	left_future = 0;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	self->profile.mentor = 5;
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
change_mentor(int16_t mentor)
{
	RIG_DO(self, cl2fe_req_pc_change_mentor, .mentor = mentor);
}

/* --- guide --- */

static void
leaving_the_future_is_told(void **state)
{
	const struct fe2cl_rep_pc_change_mentor_succ *got;

	UNUSED(state);
	self->wallet.fusion_matter = 600;
	change_mentor(1);
	got = RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_succ);
	assert_int_equal(1, got->mentor);
	assert_int_equal(1, got->mentor_cnt);
	assert_int_equal(600, got->fusion_matter);
	assert_int_equal(1, left_future);
	assert_true(self->profile.left_the_future);
	assert_true((self->dirty & DB_SECTION_STATE) != 0);
	change_mentor(4);
	RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_succ);
	assert_int_equal(1, left_future);
	assert_int_equal(4, self->profile.mentor);
}

/* DEFECT: the number was not looked at. */
static void
there_are_five_guides(void **state)
{
	static const int16_t bad[] = { 0, 6, -1, INT16_MAX, INT16_MIN };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		change_mentor(bad[i]);
		RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_fail);
		assert_int_equal(5, self->profile.mentor);
	}
	assert_int_equal(0, left_future);
}

/* DEFECT: one could return to the guide of the Future. */
static void
nobody_returns_to_the_future(void **state)
{
	UNUSED(state);
	change_mentor(2);
	RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_succ);
	change_mentor(5);
	RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_fail);
	assert_int_equal(2, self->profile.mentor);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	change_mentor(5);
	RIG_EXPECT(self, fe2cl_rep_pc_change_mentor_succ);
	assert_int_equal(5, self->profile.mentor);
}

/* --- tips --- */

static void
tips_are_bits(void **state)
{
	static const int32_t codes[] = { 1, 64, 65, 128, 0, 129, -5,
	    INT32_MIN, INT32_MAX };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		RIG_DO(self, cl2fe_req_pc_first_use_flag_set,
		    .flag_code = codes[i]);
	assert_true(self->profile.first_use[0] ==
	    (UINT64_C(1) << 63 | UINT64_C(1)));
	assert_true(self->profile.first_use[1] ==
	    (UINT64_C(1) << 63 | UINT64_C(1)));
	rig_expect_nothing(self);
}

/* --- special state --- */

static void
special(int8_t bits)
{
	RIG_DO(self, cl2fe_req_pc_special_state_switch, .pc_id = 77,
	    .special_state_flag = bits);
}

/* DEFECT: the request's player number was echoed unchecked. */
static void
special_state_names_its_owner(void **state)
{
	const struct fe2cl_rep_pc_special_state_switch_succ *succ;
	const struct fe2cl_pc_special_state_change *change;

	UNUSED(state);
	special(SPECIAL_COMBAT);
	succ = RIG_EXPECT(self, fe2cl_rep_pc_special_state_switch_succ);
	assert_int_equal(1, succ->pc_id);
	assert_int_equal(32, succ->req_special_state_flag);
	assert_int_equal(32, succ->special_state);
	change = RIG_EXPECT(viewer, fe2cl_pc_special_state_change);
	assert_int_equal(1, change->pc_id);
	assert_int_equal(32, change->special_state);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
	special(SPECIAL_COMBAT);
	succ = RIG_EXPECT(self, fe2cl_rep_pc_special_state_switch_succ);
	assert_int_equal(0, succ->special_state);
}

static void
full_interface_shows_the_clothes(void **state)
{
	UNUSED(state);
	self->inventory.equip[2] =
	    (struct item){ .type = 2, .id = 203, .opt = 1 };
	special(SPECIAL_FULL_UI);
	for (int i = 0; i < 4; i++) {
		const struct fe2cl_pc_equip_change *got =
		    RIG_EXPECT(viewer, fe2cl_pc_equip_change);

		assert_int_equal(1, got->pc_id);
		assert_int_equal(i, got->equip_slot_num);
		assert_int_equal(i == 2 ? 203 : 0, got->equip_slot_item.id);
	}
	RIG_EXPECT(viewer, fe2cl_pc_special_state_change);
}

/* DEFECT: anybody could vanish, be invulnerable, or unmute itself. */
static void
users_have_two_bits(void **state)
{
	static const int8_t bad[] = { SPECIAL_PRINT_GM, SPECIAL_INVISIBLE,
	    SPECIAL_INVULNERABLE, SPECIAL_MUTE_FREECHAT,
	    SPECIAL_MUTE_FREECHAT | SPECIAL_COMBAT, -128 };

	UNUSED(state);
	self->profile.special_state = SPECIAL_MUTE_FREECHAT;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		special(bad[i]);
	assert_int_equal(SPECIAL_MUTE_FREECHAT, self->profile.special_state);
	rig_expect_nothing(self);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	special(SPECIAL_INVISIBLE | SPECIAL_INVULNERABLE);
	assert_int_equal(64 | 2 | 4, self->profile.special_state);
}

/* --- vehicles --- */

static void
give_vehicle(void)
{
	self->inventory.equip[PLAYER_VEHICLE_SLOT] =
	    (struct item){ .type = TDATA_ITEM_VEHICLE, .id = 5, .opt = 1 };
}

static void
vehicle_on_and_off(void **state)
{
	const struct fe2cl_pc_state_change *got;

	UNUSED(state);
	give_vehicle();
	for (int i = 0; i < 2; i++) {
		RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
		RIG_EXPECT(self, fe2cl_pc_vehicle_on_succ);
		got = RIG_EXPECT(viewer, fe2cl_pc_state_change);
		assert_int_equal(1, got->pc_id);
		assert_int_equal(8, got->state);
	}
	RIG_DO(self, cl2fe_req_pc_vehicle_off, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_off_succ);
	got = RIG_EXPECT(viewer, fe2cl_pc_state_change);
	assert_int_equal(0, got->state);
	RIG_DO(self, cl2fe_req_pc_vehicle_off, 0);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
}

static void
without_a_vehicle_one_walks(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_fail);
	assert_false(vehicle_is_riding(self));
	rig_expect_nothing(viewer);
}

/* DEFECT: the dead and riders on the skyway could mount. */
static void
the_dead_and_the_carried_do_not_mount(void **state)
{
	UNUSED(state);
	give_vehicle();
	self->combatant.hp = 0;
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_fail);
	self->combatant.hp = 1;
	self->travel.on_monkey = true;
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_fail);
	assert_false(vehicle_is_riding(self));
}

/* DEFECT: a vehicle was a way out of any fight. */
static void
fighters_do_not_mount(void **state)
{
	UNUSED(state);
	give_vehicle();
	self->combat.in_combat = true;
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_fail);
	self->combat.in_combat = false;
	self->combat.fought_at_ms = rig.w.now_ms;
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_fail);
	assert_false(vehicle_is_riding(self));
	rig_pass(4000);
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	RIG_EXPECT(self, fe2cl_pc_vehicle_on_succ);
}

static void
vehicles_stay_in_the_overworld(void **state)
{
	struct instance *in = instance_get(&rig.w, 17);

	UNUSED(state);
	assert_non_null(in);
	give_vehicle();
	view_warp(&rig.w, &self->e, 100, 100, 0, in);
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_vehicle_on, 0);
	rig_expect_nothing(self);
	assert_false(vehicle_is_riding(self));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(leaving_the_future_is_told),
		T(there_are_five_guides),
		T(nobody_returns_to_the_future),
		T(tips_are_bits),
		T(special_state_names_its_owner),
		T(full_interface_shows_the_clothes),
		T(users_have_two_bits),
		T(vehicle_on_and_off),
		T(without_a_vehicle_one_walks),
		T(the_dead_and_the_carried_do_not_mount),
		T(fighters_do_not_mount),
		T(vehicles_stay_in_the_overworld),
	};
#undef T
	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
