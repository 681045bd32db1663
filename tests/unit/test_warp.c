/* test_warp.c - teleports and portals (spec/world.md 7, spec/npcs.md 4). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/portal.h"
#include "game/vehicle.h"
#include "game/warp.h"
#include "world/chunk.h"

enum { GATE = 700, LAIR_GATE = 701, EXIT = 702, MACHINE = 639 };

static const struct handler *const tables[] = { portal_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = GATE }, { .number = LAIR_GATE }, { .number = EXIT },
	{ .number = MACHINE },
};

static const struct tdata_warp warps[] = {
	{ .id = 1, .x = 50000, .y = 50000, .z = 10, .map = 75,
	    .npc_type = GATE, .is_instance = true },
	{ .id = 2, .x = 300, .y = 300, .z = 5, .npc_type = EXIT },
	{ .id = 3, .x = 60000, .y = 60000, .z = 20, .map = 37,
	    .npc_type = LAIR_GATE, .limit_task = 123, .is_instance = true },
	{ .id = 4, .x = 70000, .y = 70000, .z = 30, .map = 14,
	    .npc_type = GATE, .is_instance = true },
	{ .id = 5, .x = 300, .y = 300, .z = 5, .npc_type = EXIT,
	    .limit_level = 7 },
	{ .id = 28, .x = 80000, .y = 80000, .z = 40, .npc_type = MACHINE },
};

static struct player *self, *viewer;
static int warped;
static uint64_t warped_to;

static void
on_warped(struct world *w, struct player *p, uint64_t to_instance)
{
	UNUSED(w);
	UNUSED(p);
	warped++;
	warped_to = to_instance;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.player_warped[0] = on_warped;
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.warps = warps;
	rig.warp_count = COUNT_OF(warps);
	warped = 0;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	self->e.z = 9;
	self->e.angle = 33;
	self->wallet.taros = 77;
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
use(int32_t warp)
{
	RIG_DO(self, cl2fe_req_pc_warp_use_npc, .warp_id = warp);
}

static void
assert_goto(int32_t x, int32_t y, int32_t z)
{
	const struct fe2cl_rep_pc_goto_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_goto_succ);

	assert_int_equal(x, got->x);
	assert_int_equal(y, got->y);
	assert_int_equal(z, got->z);
}

static void
assert_portal_succ(int32_t x, int32_t y, int32_t z)
{
	const struct fe2cl_rep_pc_warp_use_npc_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_succ);

	assert_int_equal(x, got->x);
	assert_int_equal(y, got->y);
	assert_int_equal(z, got->z);
	assert_int_equal(4, got->il);
	assert_int_equal(77, got->candy);
}

/* --- sent by the server --- */

static void
within_the_overworld(void **state)
{
	UNUSED(state);
	assert_true(warp_send_to(&rig.w, self, 90000, 90000, 7, 0));
	assert_portal_succ(90000, 90000, 7);
	assert_goto(90000, 90000, 7);
	RIG_EXPECT(self, fe2cl_around_del_pc);
	rig_expect_nothing(self);
	RIG_EXPECT(viewer, fe2cl_pc_exit);
	assert_int_equal(90000, self->e.x);
	assert_int_equal(7, self->e.z);
	assert_int_equal(1, warped);
	/* The overworld place one came from is known. */
	assert_int_equal(100, self->travel.last_x);
	assert_int_equal(9, self->travel.last_z);
	assert_int_equal(33, self->travel.last_angle);
	assert_true((self->dirty & DB_SECTION_PLACE) != 0);
}

static void
into_an_instance_and_back(void **state)
{
	UNUSED(state);
	self->travel.recall_instance = 5;
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 17));
	assert_goto(100, 100, 0);	/* no WARP_USE_NPC_SUCC on the way in */
	RIG_EXPECT(self, fe2cl_around_del_pc);
	assert_int_equal(17, self->e.instance->id);
	assert_int_equal(0, self->travel.recall_instance);
	self->e.x = 4000;
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 17));
	assert_goto(100, 100, 0);	/* nor within it */
	assert_int_equal(100, self->travel.last_x);
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 18));
	assert_portal_succ(100, 100, 0);	/* from one into another */
	assert_goto(100, 100, 0);
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 0));
	assert_portal_succ(100, 100, 0);
	assert_goto(100, 100, 0);
	RIG_EXPECT(self, fe2cl_pc_around);
}

static void
private_instances_end_with_their_last_player(void **state)
{
	uint64_t id = UINT64_C(9) << 32 | 17;

	UNUSED(state);
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, id));
	rig_pass(1);
	assert_non_null(instance_find(&rig.w, id));
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 0));
	rig_pass(1);
	assert_null(instance_find(&rig.w, id));
}

/* DEFECT: no bounds on where one is sent to. */
static void
targets_are_within_the_world(void **state)
{
	UNUSED(state);
	assert_true(warp_send_to(&rig.w, self, INT32_MAX, INT32_MIN, 0, 0));
	assert_portal_succ(CHUNK_MAX_UNITS, CHUNK_MIN_UNITS, 0);
	assert_goto(CHUNK_MAX_UNITS, CHUNK_MIN_UNITS, 0);
	assert_int_equal(CHUNK_MAX_UNITS, self->e.x);
}

/* DEFECT: who left the overworld kept the vehicle's bit. */
static void
vehicles_are_left_outside(void **state)
{
	UNUSED(state);
	self->profile.pc_state = PC_STATE_VEHICLE;
	assert_true(warp_send_to(&rig.w, self, 300, 300, 0, 0));
	assert_true(vehicle_is_riding(self));
	rig_forget();
	assert_true(warp_send_to(&rig.w, self, 100, 100, 0, 17));
	RIG_EXPECT(self, fe2cl_pc_vehicle_off_succ);
	RIG_EXPECT(viewer, fe2cl_pc_state_change);
	assert_false(vehicle_is_riding(self));
}

/* DEFECT: a ride on the skyway went on after a teleport. */
static void
a_warp_ends_the_ride(void **state)
{
	UNUSED(state);
	self->travel.on_monkey = true;
	self->travel.last_x = 12;
	assert_true(warp_send_to(&rig.w, self, 300, 300, 0, 0));
	assert_false(self->travel.on_monkey);
	assert_int_equal(0, RIG_EXPECT(self, fe2cl_rep_pc_riding_succ)->rt);
	assert_int_equal(0, RIG_EXPECT(viewer, fe2cl_pc_riding)->rt);
	assert_int_equal(12, self->travel.last_x);
	assert_int_equal(1, warped);
}

static void
refresh_shows_everything_anew(void **state)
{
	UNUSED(state);
	warp_refresh(&rig.w, self);
	RIG_EXPECT(self, fe2cl_around_del_pc);
	RIG_EXPECT(self, fe2cl_pc_around);
	RIG_EXPECT(viewer, fe2cl_pc_exit);
	RIG_EXPECT(viewer, fe2cl_pc_new);
	assert_int_equal(100, self->e.x);
}

/* --- portals --- */

static void
a_zone_is_everybodys(void **state)
{
	UNUSED(state);
	rig_npc(11, GATE, 160, 160, rig.w.overworld);
	use(1);
	assert_goto(50000, 50000, 10);
	assert_int_equal(75, self->e.instance->id);
	assert_int_equal(0, self->travel.entrance_x);
	assert_true(warped_to == 75);
}

static void
the_time_lab_is_private(void **state)
{
	UNUSED(state);
	rig_npc(11, GATE, 160, 160, rig.w.overworld);
	use(4);
	assert_goto(70000, 70000, 30);
	assert_true(self->e.instance->id == (UINT64_C(1) << 32 | 14));
	assert_int_equal(70000, self->travel.entrance_x);
	assert_int_equal(430, self->travel.entrance_z);
	assert_true(warped_to == self->e.instance->id);
}

static void
out_again_without_a_reload(void **state)
{
	struct instance *in = instance_get(&rig.w, 75);

	UNUSED(state);
	assert_non_null(in);
	rig_npc(12, EXIT, 160, 160, in);
	view_warp(&rig.w, &self->e, 100, 100, 0, in);
	self->profile.pc_state = PC_STATE_VEHICLE;
	rig_forget();
	use(2);
	RIG_EXPECT(self, fe2cl_pc_vehicle_off_succ);
	assert_portal_succ(300, 300, 5);
	RIG_EXPECT(self, fe2cl_around_del_npc);
	RIG_EXPECT(self, fe2cl_pc_around);
	rig_expect_nothing(self);
	assert_ptr_equal(rig.w.overworld, self->e.instance);
	assert_int_equal(300, self->e.x);
	assert_int_equal(1, warped);
}

static void
assert_refused(void)
{
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_fail);
	rig_expect_nothing(self);
	assert_ptr_equal(rig.w.overworld, self->e.instance);
	assert_int_equal(100, self->e.x);
}

static void
unknown_warps_are_ignored(void **state)
{
	UNUSED(state);
	use(99);
	use(-1);
	rig_expect_nothing(self);
}

/* DEFECT: any client could use any portal from anywhere. */
static void
the_portal_must_be_there(void **state)
{
	struct instance *elsewhere = instance_get(&rig.w, 75);

	UNUSED(state);
	assert_non_null(elsewhere);
	use(1);
	assert_refused();
	rig_npc(11, LAIR_GATE, 160, 160, rig.w.overworld);	/* another */
	rig_npc(12, GATE, 160, 160, elsewhere);
	rig_npc(13, GATE, 30000, 30000, rig.w.overworld);
	use(1);
	assert_refused();
}

/* DEFECT: the dead and riders could use portals. */
static void
only_the_living_pass(void **state)
{
	UNUSED(state);
	rig_npc(11, GATE, 160, 160, rig.w.overworld);
	self->combatant.hp = 0;
	use(1);
	assert_refused();
	self->combatant.hp = 1;
	self->travel.on_monkey = true;
	use(1);
	assert_refused();
}

/* DEFECT: lairs were open to everybody. */
static void
a_lair_asks_for_its_task(void **state)
{
	UNUSED(state);
	rig_npc(11, LAIR_GATE, 160, 160, rig.w.overworld);
	use(3);
	assert_refused();
	self->missions.running[4].task_id = 123;
	use(3);
	assert_goto(60000, 60000, 20);
	assert_true(self->e.instance->id == (UINT64_C(1) << 32 | 37));
	assert_int_equal(420, self->travel.entrance_z);
}

/* DEFECT: the level that the table asks for was not looked at. */
static void
a_portal_may_ask_for_a_level(void **state)
{
	UNUSED(state);
	rig_npc(11, EXIT, 160, 160, rig.w.overworld);
	self->combatant.level = 6;
	use(5);
	assert_refused();
	self->combatant.level = 7;
	use(5);
	assert_portal_succ(300, 300, 5);
}

/* The machine's hall is wide; but one must be in its time. */
static void
the_future_can_be_left(void **state)
{
	UNUSED(state);
	view_move(&rig.w, &self->e, 512000, 255999, 0, rig.w.overworld);
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_time_to_go_warp, .warp_id = 28);
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_fail);
	view_move(&rig.w, &self->e, 512001, 255999, 0, rig.w.overworld);
	rig_forget();
	use(2);				/* that goes for no other portal */
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_fail);
	RIG_DO(self, cl2fe_req_pc_time_to_go_warp, .warp_id = 28);
	assert_portal_succ(80000, 80000, 40);
}

/* DEFECT: the way out of the Future was open everywhere. */
static void
the_time_machine_must_be_there(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_time_to_go_warp, .warp_id = 1);
	assert_refused();
	rig_npc(11, MACHINE, 160, 160, rig.w.overworld);
	RIG_DO(self, cl2fe_req_pc_time_to_go_warp, .warp_id = 1);
	assert_portal_succ(80000, 80000, 40);
	assert_int_equal(80000, self->e.x);
}

/* --- with a group --- */

static struct player *leader, *near, *far, *dead;
static struct group together;

/* The leader stands 900 units from self, who uses the portal. */
static void
group_up(void)
{
	leader = rig_player(3, "Leader", 1000, 100, rig.w.overworld);
	near = rig_player(4, "Near", 160, 160, rig.w.overworld);
	together = (struct group){
		.count = 4,
		.members = { leader->e.ref, self->e.ref, near->e.ref,
		    viewer->e.ref },
	};
	leader->group.group = self->group.group = near->group.group =
	    viewer->group.group = &together;
	far = viewer;
	dead = near;
	rig_forget();
}

static void
a_group_enters_its_leaders_lair(void **state)
{
	uint64_t id = UINT64_C(3) << 32 | 14;

	UNUSED(state);
	group_up();
	rig_npc(11, GATE, 160, 160, rig.w.overworld);
	use(4);
	assert_true(self->e.instance->id == id);
	assert_ptr_equal(self->e.instance, leader->e.instance);
	assert_ptr_equal(self->e.instance, near->e.instance);
	assert_ptr_equal(self->e.instance, viewer->e.instance);
	assert_int_equal(70000, leader->travel.entrance_x);
	assert_int_equal(4, warped);
}

/* DEFECT, spec/npcs.md 4: from wherever, in whatever state. */
static void
who_is_far_or_dead_stays(void **state)
{
	UNUSED(state);
	group_up();
	view_move(&rig.w, &far->e, 1101, 100, 0, rig.w.overworld);
	view_move(&rig.w, &leader->e, 100, 5000, 0, rig.w.overworld);
	dead->combatant.hp = 0;
	rig_npc(11, GATE, 160, 160, rig.w.overworld);
	use(4);
	/* The leader's copy all the same: it may come later. */
	assert_true(self->e.instance->id == (UINT64_C(3) << 32 | 14));
	assert_ptr_equal(rig.w.overworld, far->e.instance);
	assert_ptr_equal(rig.w.overworld, leader->e.instance);
	assert_ptr_equal(rig.w.overworld, dead->e.instance);
	assert_int_equal(1, warped);
}

static void
a_leaders_task_opens_the_lair(void **state)
{
	UNUSED(state);
	group_up();
	rig_npc(11, LAIR_GATE, 160, 160, rig.w.overworld);
	near->missions.running[0].task_id = 123;
	use(3);
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_fail);
	leader->missions.running[4].task_id = 123;
	use(3);
	assert_true(self->e.instance->id == (UINT64_C(3) << 32 | 37));
	assert_ptr_equal(self->e.instance, near->e.instance);
}

static void
one_leaves_alone(void **state)
{
	struct instance *in = instance_get(&rig.w, 75);

	UNUSED(state);
	group_up();
	assert_non_null(in);
	view_warp(&rig.w, &self->e, 100, 100, 0, in);
	view_warp(&rig.w, &near->e, 100, 100, 0, in);
	rig_npc(12, EXIT, 160, 160, in);
	use(2);
	assert_ptr_equal(rig.w.overworld, self->e.instance);
	assert_ptr_equal(in, near->e.instance);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(within_the_overworld),
		T(into_an_instance_and_back),
		T(private_instances_end_with_their_last_player),
		T(targets_are_within_the_world),
		T(vehicles_are_left_outside),
		T(a_warp_ends_the_ride),
		T(refresh_shows_everything_anew),
		T(a_zone_is_everybodys),
		T(the_time_lab_is_private),
		T(out_again_without_a_reload),
		T(unknown_warps_are_ignored),
		T(the_portal_must_be_there),
		T(only_the_living_pass),
		T(a_lair_asks_for_its_task),
		T(a_group_enters_its_leaders_lair),
		T(who_is_far_or_dead_stays),
		T(a_leaders_task_opens_the_lair),
		T(one_leaves_alone),
		T(the_time_machine_must_be_there),
		T(the_future_can_be_left),
		T(a_portal_may_ask_for_a_level),
	};
#undef T
	return cmocka_run_group_tests_name("warp", tests, NULL, NULL);
}
