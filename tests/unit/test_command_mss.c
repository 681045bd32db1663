/* test_command_mss.c - routes of the Monkey Skyway (spec/commands.md 2). */
#include "work_rig.h"

#include "game/ride.h"
#include "game/transport.h"

static void
begin(void)
{
	gruntwork_begin(&rig.w, true);
}

static void
walk_to(int32_t x, int32_t y)
{
	view_move(&rig.w, &self->e, x, y, 0, rig.w.overworld);
	rig_forget();
}

static void
wrong_commands_are_explained(void **state)
{
	UNUSED(state);
	begin();
	say("/mss");
	rig_expect_message(self, "[MSS] Too few arguments");
	rig_expect_message(self, "[MSS] Usage: /mss <route> "
	    "<add/remove/goto/clear/test/export> <<height>>");
	say("/mss one");
	rig_expect_message(self, "[MSS] Invalid route number 'one'");
	say("/mss 1");
	rig_expect_message(self, "[MSS] Too few arguments");
	rig_expect_message(self, "[MSS] Usage: /mss <route> "
	    "<add/remove/goto/clear/test> <<height>>");
	assert_false(rig.w.gruntwork.is_dirty);
	say("/mss 1 fly");
	rig_expect_message(self, "[MSS] Unknown command 'fly'");
	say("/mss 1 add");
	rig_expect_message(self, "[MSS] Point height must be specified");
	rig_expect_message(self, "[MSS] Usage: /mss <route> add <height>");
	say("/mss 1 add high");
	rig_expect_message(self, "[MSS] Invalid height high");
	/* From the moment that it is named it exists. */
	assert_string_equal("{\"skyway\":[{\"iMonkeySpeed\":1500,"
	    "\"iRouteID\":1}]}\n", work_text());
}

static void
a_route_without_points_has_no_way(void **state)
{
	static const char *const lines[] = { "/mss 1 remove", "/mss 1 goto",
		"/mss 1 test" };

	UNUSED(state);
	begin();
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		say(lines[i]);
		rig_expect_message(self, "[MSS] Route 1 is empty");
	}
	rig_expect_nothing(self);
}

static void
points_come_and_go(void **state)
{
	UNUSED(state);
	begin();
	say("/mss 9 add 500");
	rig_expect_message(self,
	    "[MSS] Added point (1000, 1000, 500) to route 9");
	walk_to(3000, 1000);
	say("/mss 9 add -7");
	rig_expect_message(self,
	    "[MSS] Added point (3000, 1000, -7) to route 9");
	assert_string_equal("{\"skyway\":[{\"iMonkeySpeed\":1500,"
	    "\"iRouteID\":9,\"points\":[{\"x\":1000,\"y\":1000,\"z\":500},"
	    "{\"x\":3000,\"y\":1000,\"z\":-7}]}]}\n", work_text());
	say("/mss 9 remove");
	rig_expect_message(self,
	    "[MSS] Removed point (3000, 1000, -7) from route 9");
	say("/mss 9 goto");
	assert_int_equal(1000, RIG_EXPECT(self,
	    fe2cl_rep_pc_warp_use_npc_succ)->x);
	assert_int_equal(500, RIG_EXPECT(self, fe2cl_rep_pc_goto_succ)->z);
	rig_forget();
	say("/mss 9 clear");
	rig_expect_message(self, "[MSS] Cleared route 9");
	assert_string_equal("{\"skyway\":[{\"iMonkeySpeed\":1500,"
	    "\"iRouteID\":9}]}\n", work_text());
}

/* Points of 1,500 units a second; the nano is kept. */
static void
a_route_is_flown(void **state)
{
	UNUSED(state);
	begin();
	say_quietly("/mss 9 add 500");
	walk_to(3000, 1000);
	say_quietly("/mss 9 add 500");
	walk_to(8000, 8000);
	say_quietly("/mss 9 test");
	assert_int_equal(1000, self->e.x);
	assert_int_equal(500, self->e.z);
	ride_tick(&rig.w);
	assert_int_equal(2000, RIG_EXPECT(self,
	    fe2cl_pc_broomstick_move)->to_x);
	ride_tick(&rig.w);
	assert_int_equal(3000, RIG_EXPECT(self,
	    fe2cl_pc_broomstick_move)->to_x);
	ride_tick(&rig.w);
	RIG_EXPECT(self, fe2cl_rep_pc_riding_succ);
	assert_int_equal(3000, self->e.x);
}

/* From a single point the ride is over as soon as it has begun. */
static void
a_single_point_is_gone_to(void **state)
{
	UNUSED(state);
	begin();
	say_quietly("/mss 9 add 500");
	walk_to(8000, 8000);
	say("/mss 9 test");
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_npc_succ);
	RIG_EXPECT(self, fe2cl_rep_pc_goto_succ);
	rig_forget();
	ride_tick(&rig.w);
	RIG_EXPECT(self, fe2cl_rep_pc_riding_succ);
	rig_expect_nothing(self);
	assert_false(self->travel.on_monkey);
}

/* Who takes the monkey meets the route as it is now. */
static void
passengers_fly_what_was_made(void **state)
{
	UNUSED(state);
	begin();
	say_quietly("/mss 9 add 500");
	say_quietly("/mss 9 add 700");
	assert_int_equal(1, rig.w.skyway_edits.count);
	assert_int_equal(9, rig.w.skyway_edits.items[0].route);
	assert_int_equal(2, rig.w.skyway_edits.items[0].corners.count);
	assert_int_equal(700, rig.w.skyway_edits.items[0].corners.items[1].z);
	say_quietly("/mss 9 clear");
	assert_int_equal(0, rig.w.skyway_edits.items[0].corners.count);
}

static void
an_export_saves(void **state)
{
	UNUSED(state);
	begin();
	say_quietly("/mss 9 add 500");
	say("/mss 9 export");
	rig_expect_nothing(self);
	work_answer(DB_OK, 0);
	rig_expect_message(self, "Wrote gruntwork to gruntwork.json");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, work_setup, work_teardown)
	const struct CMUnitTest tests[] = {
		T(wrong_commands_are_explained),
		T(a_route_without_points_has_no_way),
		T(points_come_and_go),
		T(a_route_is_flown),
		T(a_single_point_is_gone_to),
		T(passengers_fly_what_was_made),
		T(an_export_saves),
	};
#undef T
	return cmocka_run_group_tests_name("command_mss", tests, NULL, NULL);
}
