/*
 * test_transport.c - stations, fares, and rides on the skyway
 * (spec/transport.md 3, 4, 5).
 */
#include "world_rig.h"

#include "game/nano.h"
#include "game/ride.h"
#include "game/transport.h"
#include "game/vehicle.h"
#include "game/warp.h"
#include "world/appearance.h"

enum {
	CLERK = 4, KEEPER = 5, STRANGER = 9,	/* types of NPCs */
	CLERK_ID = 11, KEEPER_ID = 12, STRANGER_ID = 13,
	FARE = 50,
	BY_SCAMPER = 1, TO_NOWHERE = 2, DEAR = 3, BY_BUS = 4, FROM_AFAR = 5,
	BY_SKYWAY = 10, UNPATHED = 11, BY_EMPTY = 12, BY_GRUNTWORK = 13,
	ROUTE = 1, ROUTE_NONE = 2, ROUTE_EMPTY = 3, ROUTE_GRUNTWORK = 4,
	POINTS = 3
};

static const struct handler *const tables[] = { transport_handlers,
	vehicle_handlers, nano_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = CLERK }, { .number = KEEPER }, { .number = STRANGER },
};

static const struct tdata_location scampers[] = {
	{ .id = 1, .npc_type = CLERK, .x = 100, .y = 100 },
	{ .id = 2, .npc_type = CLERK, .x = 40000, .y = 50000, .z = 7 },
	{ .id = 4, .npc_type = CLERK, .x = 60000, .y = 50000, .z = 7 },
};

static const struct tdata_location stations[] = {
	{ .id = 1, .npc_type = KEEPER, .x = 200, .y = 100 },
	{ .id = 70, .npc_type = KEEPER, .x = 300, .y = 100 },
	{ .id = 80, .npc_type = KEEPER, .x = 90000, .y = 100 },
};

static const struct tdata_trip trips[] = {
	{ .id = BY_SCAMPER, .move_type = 1, .start_location = 1,
	    .end_location = 2, .cost = FARE },
	{ .id = TO_NOWHERE, .move_type = 1, .start_location = 1,
	    .end_location = 3, .cost = FARE },
	{ .id = DEAR, .move_type = 1, .start_location = 1,
	    .end_location = 2, .cost = 1000 },
	{ .id = BY_BUS, .move_type = 3, .cost = FARE },
	{ .id = FROM_AFAR, .move_type = 1, .start_location = 4,
	    .end_location = 2, .cost = FARE },
	{ .id = BY_SKYWAY, .move_type = 2, .start_location = 1,
	    .end_location = 70, .cost = FARE, .route = ROUTE },
	{ .id = UNPATHED, .move_type = 2, .start_location = 1,
	    .end_location = 70, .cost = FARE, .route = ROUTE_NONE },
	{ .id = BY_EMPTY, .move_type = 2, .start_location = 1,
	    .end_location = 70, .cost = FARE, .route = ROUTE_EMPTY },
	{ .id = BY_GRUNTWORK, .move_type = 2, .start_location = 1,
	    .end_location = 70, .cost = FARE, .route = ROUTE_GRUNTWORK },
};

static const struct tdata_point points[POINTS] = {
	{ 500, 100, 900 }, { 900, 100, 800 }, { 1200, 100, 10 },
};

static const struct tdata_skyway skyways[] = {
	{ .route = ROUTE, .speed = 1500, .ride = { points, POINTS, false } },
	{ .route = ROUTE_EMPTY, .speed = 1500 },
	{ .route = ROUTE_GRUNTWORK, .speed = 1500, .is_gruntwork = true,
	    .ride = { points, 1, false } },
};

static struct player *self, *viewer;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.w.chunk_edge_units = 5000;
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.scampers = scampers;
	rig.scamper_count = COUNT_OF(scampers);
	rig.stations = stations;
	rig.station_count = COUNT_OF(stations);
	rig.trips = trips;
	rig.trip_count = COUNT_OF(trips);
	rig.skyways = skyways;
	rig.skyway_count = COUNT_OF(skyways);
	self = rig_player(1, "Self", 150, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 150, rig.w.overworld);
	rig_npc(CLERK_ID, CLERK, 100, 100, rig.w.overworld);
	rig_npc(KEEPER_ID, KEEPER, 200, 100, rig.w.overworld);
	rig_npc(STRANGER_ID, STRANGER, 160, 100, rig.w.overworld);
	self->wallet.taros = 120;
	self->e.angle = 33;
	self->travel.scamper_flags = -1;
	self->travel.skyway_flags[0] = self->travel.skyway_flags[1] = -1;
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

/* --- registering --- */

static void
regist(int32_t kind, int32_t npc_id, int32_t location)
{
	RIG_DO(self, cl2fe_req_regist_transportation_location,
	    .tt = kind, .npc_id = npc_id, .location_id = location);
}

static void
forget_stations(void)
{
	self->travel.scamper_flags = 0;
	self->travel.skyway_flags[0] = self->travel.skyway_flags[1] = 0;
}

static void
expect_registered(int32_t kind, int32_t location)
{
	const struct fe2cl_rep_pc_regist_transportation_location_succ *got =
	    RIG_EXPECT(self,
	    fe2cl_rep_pc_regist_transportation_location_succ);

	assert_int_equal(kind, got->tt);
	assert_int_equal(location, got->location_id);
	assert_int_equal(self->travel.scamper_flags, got->warp_location_flag);
	for (int i = 0; i < 2; i++)
		assert_true(self->travel.skyway_flags[i] ==
		    got->wyvern_location_flag[i]);
	rig_expect_nothing(self);
}

static void
expect_not_registered(int32_t kind, int32_t location)
{
	const struct fe2cl_rep_pc_regist_transportation_location_fail *got =
	    RIG_EXPECT(self,
	    fe2cl_rep_pc_regist_transportation_location_fail);

	assert_int_equal(kind, got->tt);
	assert_int_equal(location, got->location_id);
	assert_int_equal(0, got->error_code);
	rig_expect_nothing(self);
}

static void
stations_are_registered(void **state)
{
	UNUSED(state);
	forget_stations();
	regist(1, CLERK_ID, 1);
	assert_int_equal(1, self->travel.scamper_flags);
	expect_registered(1, 1);
	assert_true((self->dirty & DB_SECTION_STATE) != 0);
	regist(2, KEEPER_ID, 1);
	expect_registered(2, 1);
	regist(2, KEEPER_ID, 70);
	expect_registered(2, 70);
	assert_true(self->travel.skyway_flags[0] == 1);
	assert_true(self->travel.skyway_flags[1] == 1 << 5);
	regist(1, CLERK_ID, 1);		/* known: not a word */
	rig_expect_nothing(self);
}

static void
what_is_no_station_is_not_registered(void **state)
{
	static const int32_t cases[][2] = { { 1, 0 }, { 1, 32 }, { 1, -1 },
		{ 2, 0 }, { 2, 128 }, { 2, INT32_MIN }, { 0, 1 }, { 3, 1 } };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		regist(cases[i][0], CLERK_ID, cases[i][1]);
		expect_not_registered(cases[i][0], cases[i][1]);
	}
}

/* DEFECT: a client could register everything from anywhere. */
static void
the_station_must_be_there(void **state)
{
	struct instance *in = instance_get(&rig.w, 75);

	UNUSED(state);
	forget_stations();
	regist(1, 999, 1);		/* there is no such NPC */
	expect_not_registered(1, 1);
	regist(1, STRANGER_ID, 4);	/* not that station's, far from it */
	expect_not_registered(1, 4);
	regist(2, STRANGER_ID, 80);
	expect_not_registered(2, 80);
	regist(1, STRANGER_ID, 1);	/* but it is the place */
	expect_registered(1, 1);
	regist(2, STRANGER_ID, 5);	/* no table knows where that is */
	expect_registered(2, 5);
	view_move(&rig.w, &self->e, 5200, 100, 0, rig.w.overworld);
	rig_forget();
	regist(2, KEEPER_ID, 1);	/* seen, but too far */
	expect_registered(2, 1);
	view_move(&rig.w, &self->e, 5201, 100, 0, rig.w.overworld);
	rig_forget();
	regist(2, KEEPER_ID, 70);
	expect_not_registered(2, 70);
	assert_non_null(in);
	view_warp(&rig.w, &self->e, 150, 100, 0, in);
	rig_npc(21, KEEPER, 150, 100, in);
	regist(2, 21, 70);
	expect_not_registered(2, 70);
}

/* --- S.C.A.M.P.E.R. --- */

static void
use(int32_t trip, int32_t npc_id)
{
	RIG_DO(self, cl2fe_req_pc_warp_use_transportation,
	    .npc_id = npc_id, .transporation_id = trip);
}

static void
expect_refused(int32_t trip)
{
	const struct fe2cl_rep_pc_warp_use_transportation_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_warp_use_transportation_fail);

	assert_int_equal(trip, got->transportation_id);
	assert_int_equal(0, got->error_code);
	rig_expect_nothing(self);
	assert_int_equal(120, self->wallet.taros);
	assert_int_equal(150, self->e.x);
}

static void
expect_succ(int32_t kind, int32_t x, int32_t y, int32_t z)
{
	const struct fe2cl_rep_pc_warp_use_transportation_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_warp_use_transportation_succ);

	assert_int_equal(kind, got->tt);
	assert_int_equal(x, got->x);
	assert_int_equal(y, got->y);
	assert_int_equal(z, got->z);
	assert_int_equal(120 - FARE, got->candy);
}

static void
a_scamper_takes_one_there(void **state)
{
	UNUSED(state);
	use(BY_SCAMPER, CLERK_ID);
	expect_succ(1, 40000, 50000, 7);
	RIG_EXPECT(self, fe2cl_around_del_pc);
	RIG_EXPECT(viewer, fe2cl_pc_exit);
	assert_int_equal(40000, self->e.x);
	assert_int_equal(7, self->e.z);
	assert_int_equal(33, self->e.angle);
	assert_int_equal(120 - FARE, self->wallet.taros);
}

/* DEFECT: a trip without an end went to 0, 0, 0. */
static void
trips_must_lead_somewhere(void **state)
{
	UNUSED(state);
	use(TO_NOWHERE, CLERK_ID);
	expect_refused(TO_NOWHERE);
	use(77, CLERK_ID);
	expect_refused(77);
	use(DEAR, CLERK_ID);
	expect_refused(DEAR);
	use(BY_BUS, CLERK_ID);
	expect_refused(BY_BUS);
}

/* DEFECT: anywhere for the fare, from anywhere. */
static void
passengers_are_looked_at(void **state)
{
	UNUSED(state);
	use(BY_SCAMPER, 999);
	expect_refused(BY_SCAMPER);
	use(FROM_AFAR, STRANGER_ID);
	expect_refused(FROM_AFAR);
	self->travel.scamper_flags = 1;		/* never been at the end */
	use(BY_SCAMPER, CLERK_ID);
	expect_refused(BY_SCAMPER);
	self->travel.scamper_flags = 2;		/* nor at the start */
	use(BY_SCAMPER, CLERK_ID);
	expect_refused(BY_SCAMPER);
	self->travel.scamper_flags = -1;
	self->travel.skyway_flags[1] = 0;
	use(BY_SKYWAY, KEEPER_ID);
	expect_refused(BY_SKYWAY);
	self->trade.partner = viewer->e.ref;
	use(BY_SCAMPER, CLERK_ID);
	expect_refused(BY_SCAMPER);
	self->trade.partner = (struct entity_ref){ 0 };
	self->combatant.hp = 0;
	use(BY_SCAMPER, CLERK_ID);
	expect_refused(BY_SCAMPER);
}

static void
nobody_leaves_an_instance_so(void **state)
{
	struct instance *in = instance_get(&rig.w, 75);

	UNUSED(state);
	assert_non_null(in);
	view_warp(&rig.w, &self->e, 150, 100, 0, in);
	rig_npc(21, CLERK, 150, 100, in);
	rig_forget();
	use(BY_SCAMPER, 21);
	expect_refused(BY_SCAMPER);
	assert_ptr_equal(in, self->e.instance);
}

/* --- the skyway --- */

static void
seconds(int n)
{
	for (int i = 0; i < n; i++) {
		rig_pass(1000);
		ride_tick(&rig.w);
	}
}

static void
board(void)
{
	use(BY_SKYWAY, KEEPER_ID);
	RIG_EXPECT(self, fe2cl_rep_nano_active_succ);
	expect_succ(2, 150, 100, 0);
	rig_forget();
}

/* Also without a nano: the client's buttons are to know. */
static void
nanos_stay_behind(void **state)
{
	UNUSED(state);
	use(BY_SKYWAY, KEEPER_ID);
	assert_int_equal(-1, RIG_EXPECT(self,
	    fe2cl_rep_nano_active_succ)->active_nano_slot_num);
	expect_succ(2, 150, 100, 0);
	RIG_EXPECT(viewer, fe2cl_nano_active);
}

static void
expect_riding(int32_t what)
{
	const struct fe2cl_pc_riding *got = RIG_EXPECT(viewer,
	    fe2cl_pc_riding);

	assert_int_equal(self->e.id, got->pc_id);
	assert_int_equal(what, got->rt);
}

static void
expect_got_off(void)
{
	const struct fe2cl_rep_pc_riding_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_riding_succ);

	assert_int_equal(self->e.id, got->pc_id);
	assert_int_equal(RIDING_NOTHING, got->rt);
	expect_riding(RIDING_NOTHING);
	assert_false(self->travel.on_monkey);
	assert_null(rig.w.riders);
}

/* DEFECTs: nobody was told, and the angle was not kept. */
static void
all_aboard(void **state)
{
	UNUSED(state);
	self->nanos.bank[1] = (struct player_nano){ 1, 1, 100 };
	self->nanos.equipped[0] = 1;
	self->nanos.active = 1;
	self->profile.pc_state = PC_STATE_VEHICLE;
	use(BY_SKYWAY, KEEPER_ID);
	RIG_EXPECT(self, fe2cl_rep_nano_active_succ);
	RIG_EXPECT(self, fe2cl_pc_vehicle_off_succ);
	expect_succ(2, 150, 100, 0);
	rig_expect_nothing(self);
	RIG_EXPECT(viewer, fe2cl_nano_active);
	RIG_EXPECT(viewer, fe2cl_pc_state_change);
	expect_riding(RIDING_SKYWAY);
	assert_int_equal(0, self->nanos.active);
	assert_int_equal(120 - FARE, self->wallet.taros);
	assert_int_equal(150, self->travel.last_x);
	assert_int_equal(33, self->travel.last_angle);
	assert_true((self->dirty & DB_SECTION_PLACE) != 0);
}

static void
expect_at(const struct tdata_point *at)
{
	const struct player *both[] = { self, viewer };

	for (size_t i = 0; i < COUNT_OF(both); i++) {
		const struct fe2cl_pc_broomstick_move *got =
		    RIG_EXPECT(both[i], fe2cl_pc_broomstick_move);

		assert_int_equal(self->e.id, got->pc_id);
		assert_int_equal(at->x, got->to_x);
		assert_int_equal(at->y, got->to_y);
		assert_int_equal(at->z, got->to_z);
		assert_int_equal(0, got->speed);
		rig_expect_nothing(both[i]);
	}
	assert_int_equal(at->x, self->e.x);
	assert_int_equal(at->z, self->e.z);
}

static void
a_point_a_second(void **state)
{
	UNUSED(state);
	board();
	for (int i = 0; i < POINTS; i++) {
		seconds(1);
		expect_at(&points[i]);
	}
	seconds(1);
	expect_got_off();
	assert_int_equal(1200, self->e.x);
	seconds(1);
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
}

/* DEFECT, spec/world.md 3: eRT stayed 0 for a rider. */
static void
who_comes_sees_the_ride(void **state)
{
	struct wire_pc_appearance_data out;

	UNUSED(state);
	board();
	appearance_of_player(self, &out);
	assert_int_equal(RIDING_SKYWAY, out.rt);
	seconds(POINTS + 1);
	appearance_of_player(self, &out);
	assert_int_equal(RIDING_NOTHING, out.rt);
}

static void
one_ride_at_a_time(void **state)
{
	UNUSED(state);
	board();
	use(BY_SKYWAY, KEEPER_ID);
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_transportation_fail);
	use(BY_SCAMPER, CLERK_ID);
	RIG_EXPECT(self, fe2cl_rep_pc_warp_use_transportation_fail);
	regist(1, CLERK_ID, 2);
	rig_expect_nothing(self);
	assert_int_equal(120 - FARE, self->wallet.taros);
	assert_false(transport_ride(&rig.w, self, points, POINTS, 100));
	seconds(1);
	expect_at(&points[0]);
}

/* DEFECT: it was dragged on along the route from wherever it was. */
static void
a_warp_ends_it(void **state)
{
	UNUSED(state);
	board();
	seconds(1);
	rig_forget();
	assert_true(warp_send_to(&rig.w, self, 300, 300, 0, 17));
	expect_got_off();
	rig_forget();
	seconds(2);
	rig_expect_nothing(self);
	assert_int_equal(300, self->e.x);
	assert_int_equal(150, self->travel.last_x);	/* where it boarded */
}

static void
death_ends_it(void **state)
{
	UNUSED(state);
	board();
	self->combatant.hp = 0;
	ride_on_hurt(&rig.w, &self->e, NULL, 5);
	expect_got_off();
	self->combatant.hp = 5;
	self->wallet.taros = 120;
	rig_forget();
	view_move(&rig.w, &self->e, 150, 100, 0, rig.w.overworld);
	board();
	ride_on_hurt(&rig.w, &self->e, NULL, 5);	/* not dead yet */
	assert_true(self->travel.on_monkey);
	self->combatant.hp = 0;		/* by a GM, without an event */
	seconds(1);
	expect_got_off();
}

/* DEFECT: a new connection at the same address rode on. */
static void
leaving_ends_it(void **state)
{
	UNUSED(state);
	board();
	seconds(1);
	rig_forget();
	ride_on_player_left(&rig.w, self);
	assert_null(rig.w.riders);
	assert_true(self->travel.on_monkey);	/* saved where it boarded */
	seconds(1);
	rig_expect_nothing(viewer);
}

static void
riders_come_and_go(void **state)
{
	struct player *other = viewer;

	UNUSED(state);
	board();
	assert_true(transport_ride(&rig.w, other, points, POINTS, 5000));
	ride_end(&rig.w, self);
	assert_ptr_equal(other, rig.w.riders);
	ride_end(&rig.w, self);
	ride_end(&rig.w, other);
	assert_null(rig.w.riders);
}

/* --- routes --- */

static void
expect_unpathed(int32_t trip, const char *text)
{
	const struct fe2cl_announce_msg *got;

	use(trip, KEEPER_ID);
	got = RIG_EXPECT(self, fe2cl_announce_msg);
	assert_int_equal(0, got->announce_type);
	assert_int_equal(3, got->during_time);
	assert_string_equal(text, got->announce_msg);
	expect_refused(trip);
	assert_false(self->travel.on_monkey);
}

/* DEFECTs: SUCC without a ride; a crash by a route without points. */
static void
unpathed_routes_cost_nothing(void **state)
{
	UNUSED(state);
	expect_unpathed(UNPATHED, "Skyway route 2 isn't pathed yet. You will "
	    "not be charged any taros.");
	expect_unpathed(BY_EMPTY, "Skyway route 3 isn't pathed yet. You will "
	    "not be charged any taros.");
}

static void
edited_routes_are_ridden(void **state)
{
	static const struct tdata_point corners[] = { { 0, 0, 0 },
		{ 3000, 0, 0 }, { 3000, 100, 0 } };
	static const struct tdata_point way[] = { { 1000, 0, 0 },
		{ 2000, 0, 0 }, { 3000, 0, 0 }, { 3000, 100, 0 } };

	UNUSED(state);
	transport_set_route(&rig.w, ROUTE_GRUNTWORK, corners, 3);
	use(BY_GRUNTWORK, KEEPER_ID);
	RIG_EXPECT(self, fe2cl_rep_nano_active_succ);
	expect_succ(2, 150, 100, 0);
	rig_forget();
	/* Its own copy: edits do not shake who is in the air. */
	transport_set_route(&rig.w, ROUTE_GRUNTWORK, NULL, 0);
	for (size_t i = 0; i < COUNT_OF(way); i++) {
		seconds(1);
		expect_at(&way[i]);
	}
	seconds(1);
	expect_got_off();
}

static void
emptied_routes_are_none(void **state)
{
	static const struct tdata_point one[] = { { 0, 0, 0 } };

	UNUSED(state);
	transport_set_route(&rig.w, ROUTE_GRUNTWORK, one, 1);
	expect_unpathed(BY_GRUNTWORK, "Skyway route 4 isn't pathed yet. You "
	    "will not be charged any taros.");
	transport_set_route(&rig.w, ROUTE_GRUNTWORK, NULL, 0);
	expect_unpathed(BY_GRUNTWORK, "Skyway route 4 isn't pathed yet. You "
	    "will not be charged any taros.");
	/* What paths.json has goes before any edit. */
	transport_set_route(&rig.w, ROUTE, NULL, 0);
	board();
	seconds(1);
	expect_at(&points[0]);
}

static void
rides_of_a_command(void **state)
{
	UNUSED(state);
	self->nanos.active = 1;
	assert_false(transport_ride(&rig.w, self, points, 0, 1500));
	self->combatant.hp = 0;
	assert_false(transport_ride(&rig.w, self, points, POINTS, 1500));
	self->combatant.hp = 1;
	/* A speed of nothing: from corner to corner. */
	assert_true(transport_ride(&rig.w, self, points, POINTS, 0));
	assert_int_equal(1, self->nanos.active);
	assert_int_equal(120, self->wallet.taros);
	rig_expect_nothing(viewer);
	seconds(1);
	expect_at(&points[1]);
	seconds(1);
	expect_at(&points[2]);
	seconds(1);
	expect_got_off();
}

/* A way of years is refused before anything is done. */
static void
ways_have_an_end(void **state)
{
	static const struct tdata_point corners[] = { { 0, 0, 0 },
		{ 800000, 0, 0 } };

	UNUSED(state);
	assert_false(transport_ride(&rig.w, self, corners, 2, 1));
	assert_false(self->travel.on_monkey);
	rig_expect_nothing(viewer);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(stations_are_registered),
		T(what_is_no_station_is_not_registered),
		T(the_station_must_be_there),
		T(a_scamper_takes_one_there),
		T(trips_must_lead_somewhere),
		T(passengers_are_looked_at),
		T(nobody_leaves_an_instance_so),
		T(nanos_stay_behind),
		T(all_aboard),
		T(a_point_a_second),
		T(who_comes_sees_the_ride),
		T(one_ride_at_a_time),
		T(a_warp_ends_it),
		T(death_ends_it),
		T(leaving_ends_it),
		T(riders_come_and_go),
		T(unpathed_routes_cost_nothing),
		T(edited_routes_are_ridden),
		T(emptied_routes_are_none),
		T(rides_of_a_command),
		T(ways_have_an_end),
	};
#undef T
	return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
