/*
 * test_tdata_paths.c - interpolation, skyway, buses, NPC paths, gruntwork.
 */
#include "tdata_rig.h"

#include <fcntl.h>
#include <unistd.h>

#include "tdata/lerp.h"

static void
assert_point(struct tdata_point p, int32_t x, int32_t y, int32_t z)
{
	assert_int_equal(p.x, x);
	assert_int_equal(p.y, y);
	assert_int_equal(p.z, z);
}

/* --- spec/transport.md 2 --- */

static void
test_lerp(void **state)
{
	struct tdata_point a = { 0, 0, 0 }, b = { 1000, 0, 0 };
	struct tdata_point c = { -30, 40, 120 };

	UNUSED(state);
	/* D / gap points at i / (n + 1): 4 of them, 200 apart. */
	assert_int_equal(lerp_count(a, b, 240), 4);
	assert_point(lerp_point(a, b, 1, 4), 200, 0, 0);
	assert_point(lerp_point(a, b, 4, 4), 800, 0, 0);
	assert_int_equal(lerp_count(a, b, 1000), 1);
	assert_int_equal(lerp_count(a, b, 1001), 0);
	/* Truncated in the plane first, then with the height. */
	assert_int_equal(lerp_distance(a, c), 130);
	assert_point(lerp_point(a, c, 1, 1), -15, 20, 60);
	assert_point(lerp_point(a, c, 1, 2), -10, 13, 40);
}

/* DEFECT spec/transport.md 2: a gap of 0 divided by zero. */
static void
test_lerp_without_gap(void **state)
{
	struct tdata_point a = { 0, 0, 0 }, b = { 1000, 0, 0 };

	UNUSED(state);
	assert_int_equal(lerp_count(a, b, 0), 0);
	assert_int_equal(lerp_count(a, b, -5), 0);
}

static void
test_lerp_extremes(void **state)
{
	struct tdata_point a = { INT32_MIN, INT32_MIN, INT32_MIN };
	struct tdata_point b = { INT32_MAX, INT32_MAX, INT32_MAX };

	UNUSED(state);
	assert_int_equal(lerp_count(a, b, 1), UINT32_MAX);
	assert_point(lerp_point(a, b, 1, 1), 0, 0, 0);
	lerp_point(b, b, 1, 1);
	lerp_point(a, a, 1, 1);
}

/* --- skyway and slider --- */

static void
test_skyway(void **state)
{
	const struct tdata_skyway *s;

	UNUSED(state);
	rig_load();
	s = tdata_find_skyway(rig.t, 1);
	assert_int_equal(s->speed, 1500);
	assert_int_equal(s->point_count, 5);
	/* The first point is not taken, the last one ends the ride. */
	assert_true(s->ride.count > 4 && !s->ride.is_loop);
	assert_int_not_equal(s->ride.points[0].x, s->points[0].x);
	assert_int_equal(s->ride.points[s->ride.count - 1].x,
	    s->points[4].x);
	assert_null(tdata_find_skyway(rig.t, 3));
}

static void
test_skyway_ride(void **state)
{
	const struct tdata_skyway *s;

	UNUSED(state);
	rig_edit("w/paths.json", "\"skyway\": {", "\"skyway\": {\"9\": {"
	    "\"iRouteID\": 9, \"iMonkeySpeed\": 100, \"aPoints\": ["
	    "{\"iX\": 0, \"iY\": 0, \"iZ\": 0},"
	    "{\"iX\": 250, \"iY\": 0, \"iZ\": 0},"
	    "{\"iX\": 250, \"iY\": 90, \"iZ\": 0}]},");
	rig_load();
	s = tdata_find_skyway(rig.t, 9);
	assert_int_equal(s->ride.count, 4);
	assert_point(s->ride.points[0], 83, 0, 0);
	assert_point(s->ride.points[2], 250, 0, 0);
	assert_point(s->ride.points[3], 250, 90, 0);
}

/* A later route of the same number replaces the earlier one. */
static void
test_skyway_duplicate(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"skyway\": {", "\"skyway\": {\"9\": {"
	    "\"iRouteID\": 1, \"iMonkeySpeed\": 100, \"aPoints\": ["
	    "{\"iX\": 0, \"iY\": 0, \"iZ\": 0}]},");
	rig_load();
	assert_int_equal(rig.t->skyway_count, 2);
	assert_int_equal(tdata_find_skyway(rig.t, 1)->point_count, 1);
	assert_int_equal(tdata_find_skyway(rig.t, 1)->ride.count, 0);
}

/* spec/transport.md 7, by hand for a circuit of three key points. */
static void
test_slider(void **state)
{
	const struct tdata_spawn *bus;
	const struct tdata_walk *w;

	UNUSED(state);
	rig_set("w/paths.json", "{\"slider\": {"
	    "\"00\": {\"iX\": 0, \"iY\": 0, \"iZ\": 5, \"bStop\": true},"
	    "\"01\": {\"iX\": 900, \"iY\": 0, \"iZ\": 5, \"bStop\": false},"
	    "\"02\": {\"iX\": 50900, \"iY\": 0, \"iZ\": 5, \"bStop\": false}"
	    "}}");
	rig_load();
	w = &rig.t->slider;
	assert_true(w->is_loop);
	/* 17 at the stop, 900/450 slowly, then 1 + 50000/1200; no last. */
	assert_int_equal(w->count, 17 + 2 + 1 + 41);
	assert_point(w->points[16], 0, 0, 5);
	assert_point(w->points[17], 300, 0, 5);
	assert_point(w->points[19], 900, 0, 5);
	assert_int_equal(rig_count(TDATA_SPAWN_BUS), 1);
	bus = rig_spawn(INT32_MAX);
	assert_int_equal(bus->type, 1);
	assert_ptr_equal(bus->walk, w);
	assert_int_equal(bus->walk_start, 17 + 2 + 1 + 37);
	assert_int_equal(bus->x, w->points[bus->walk_start].x);
	assert_true(bus->x >= 45000 && bus->x < 46200);
}

/* DEFECT spec/tabledata.md 6: too few points were undefined behaviour. */
static void
test_slider_needs_two_points(void **state)
{
	UNUSED(state);
	rig_set("w/paths.json", "{\"slider\": {\"00\": {\"iX\": 0, \"iY\": 0,"
	    "\"iZ\": 5, \"bStop\": true}}}");
	rig_refused("paths.json:1", "slider: has 1 points");
	rig_set("w/paths.json", "{\"slider\": []}");
	rig_refused("paths.json:1", "slider: has 0 points");
	rig_set("w/paths.json", "{}");
	rig_refused("paths.json:1", "slider: is missing");
}

static void
test_empty_skyway_is_refused(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"skyway\": {", "\"skyway\": {\"9\": {"
	    "\"iRouteID\": 1, \"iMonkeySpeed\": 100, \"aPoints\": []},");
	rig_refused("paths.json:", "skyway[\"9\"].aPoints");
}

static void
test_speed_zero_jumps(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"iMonkeySpeed\": 1500",
	    "\"iMonkeySpeed\": 0");
	rig_load_warned("paths.json:", "iMonkeySpeed: 0");
	assert_int_equal(tdata_find_skyway(rig.t, 1)->ride.count, 4);
}

/* A speed of 1 over the whole map would fill the memory. */
static void
test_endless_walks_are_refused(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"skyway\": {", "\"skyway\": {\"9\": {"
	    "\"iRouteID\": 9, \"iMonkeySpeed\": 1, \"aPoints\": ["
	    "{\"iX\": 0, \"iY\": 0, \"iZ\": 0},"
	    "{\"iX\": 2000000000, \"iY\": 0, \"iZ\": 0}]},");
	rig_load_warned("paths.json", "skyway route 9");
	assert_int_equal(tdata_find_skyway(rig.t, 9)->ride.count, 0);
	rig_edit("w/paths.json", "\"iMonkeySpeed\": 1,",
	    "\"iMonkeySpeed\": 100000,");
	rig_edit("w/paths.json", "\"iStopTicks\": 3",
	    "\"iStopTicks\": 2000000000");
	rig_load_warned("paths.json:", "iStopTicks add up");
}

/* --- NPC paths --- */

static void
test_npc_walks(void **state)
{
	const struct tdata_spawn *a, *b, *mob;

	UNUSED(state);
	rig_load();
	a = rig_spawn(27);		/* by type, relative */
	b = rig_spawn(63);
	assert_int_equal(a->type, 32);
	assert_non_null(a->walk);
	assert_true(a->walk->is_loop);
	assert_int_equal(a->walk->count, b->walk->count);
	assert_ptr_not_equal(a->walk, b->walk);
	/* Three stop ticks are four points, then 1200 / 250 between. */
	assert_point(a->walk->points[3], a->x, a->y, a->z);
	assert_point(a->walk->points[4], a->x + 240, a->y, a->z);
	assert_point(a->walk->points[7], a->x + 960, a->y, a->z);
	assert_point(a->walk->points[8], a->x + 1200, a->y, a->z);
	mob = rig_spawn(10025);		/* by id, absolute */
	assert_int_equal(mob->type, 62);
	assert_point(mob->walk->points[0], mob->x, mob->y, mob->z);
	/* A leader walks, its followers follow. */
	assert_non_null(rig_spawn(30002)->walk);
	assert_null(rig_spawn(rig_spawn(30002)->follower_ids[0])->walk);
	/* The escort's path waits for its task. */
	assert_int_equal(rig_spawn(33)->type, 27);
	assert_null(rig_spawn(33)->walk);
}

static void
test_find_path(void **state)
{
	const struct tdata_path *p;

	UNUSED(state);
	rig_load();
	p = tdata_find_path(rig.t, 33, 27, 13);
	assert_int_equal(p->task_id, 13);
	assert_true(p->is_relative);
	assert_false(p->is_loop);
	assert_int_equal(p->point_count, 5);	/* one stop tick */
	assert_null(tdata_find_path(rig.t, 33, 27, TDATA_TASK_ANY));
	assert_int_equal(tdata_find_path(rig.t, 10025, 0,
	    TDATA_TASK_ANY)->speed, 200);
}

/* In a list an earlier record by type beats a later one by id. */
static void
test_path_order(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"npc\": {", "\"npc\": {"
	    "\"00\": {\"aNPCIDs\": [63], \"iBaseSpeed\": 111, \"bRelative\":"
	    " true, \"aPoints\": [{\"iX\": 0, \"iY\": 0, \"iZ\": 0,"
	    " \"iStopTicks\": 0}, {\"iX\": 9, \"iY\": 0, \"iZ\": 0,"
	    " \"iStopTicks\": 0}]},"
	    "\"!\": {\"aNPCIDs\": [27], \"iBaseSpeed\": 112, \"bRelative\":"
	    " true, \"aPoints\": [{\"iX\": 0, \"iY\": 0, \"iZ\": 0,"
	    " \"iStopTicks\": 0}, {\"iX\": 9, \"iY\": 0, \"iZ\": 0,"
	    " \"iStopTicks\": 0}]},");
	rig_load();
	/* "!" < "0" < "00": 27 by its id, 63 by the type in "0". */
	assert_int_equal(rig_spawn(27)->walk->count, 1);
	assert_true(rig_spawn(63)->walk->count > 10);
	assert_int_equal(tdata_find_path(rig.t, 63, 32,
	    TDATA_TASK_ANY)->speed, 250);
}

/* DEFECT spec/transport.md 8: OpenFusion exits because of one bad path. */
static void
test_path_off_its_spawn_warns(void **state)
{
	UNUSED(state);
	rig_edit("w/mobs.json", "\"iX\": 634032, \"iY\": 184577",
	    "\"iX\": 634033, \"iY\": 184577");
	rig_load_warned("mobs.json:", "route for mob 10025 (type 62)");
	assert_null(rig_spawn(10025)->walk);
}

/* DEFECT spec/transport.md 8: empty and one-point paths. */
static void
test_short_paths_are_left_out(void **state)
{
	UNUSED(state);
	rig_edit("w/paths.json", "\"npc\": {", "\"npc\": {"
	    "\"!\": {\"aNPCIDs\": [27], \"aPoints\": []},"
	    "\"#\": {\"aNPCIDs\": [27], \"aPoints\": [{\"iX\": 0, \"iY\": 0,"
	    " \"iZ\": 0, \"iStopTicks\": 0}]},");
	rig_load_warned("paths.json:", "npc[\"!\"].aPoints: a path needs");
	assert_non_null(strstr(rig.warnings, "npc[\"#\"].aPoints"));
	assert_true(rig_spawn(27)->walk->count > 10);
}

static void
test_path_defaults(void **state)
{
	const struct tdata_path *p;

	UNUSED(state);
	rig_edit("w/paths.json", "\"npc\": {", "\"npc\": {\"!\": {"
	    "\"aNPCTypes\": [1], \"aPoints\": ["
	    "{\"iX\": 0, \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 0},"
	    "{\"iX\": 9, \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 0}]},");
	rig_load();
	p = tdata_find_path(rig.t, 1, 1, TDATA_TASK_ANY);
	assert_int_equal(p->speed, 300);
	assert_int_equal(p->task_id, TDATA_TASK_ANY);
	assert_true(p->is_loop);
	assert_false(p->is_relative);
	/* Optional, but null is wrong (spec/tabledata.md 6). */
	rig_edit("w/paths.json", "\"aNPCTypes\": [1]",
	    "\"aNPCTypes\": [1], \"bLoop\": null");
	rig_refused("paths.json:", "npc[\"!\"].bLoop: is null");
}

/* --- gruntwork --- */

static const char gruntwork[] = "{"
    "\"paths\": [{\"aNPCIDs\": [1], \"iBaseSpeed\": 100, \"iTaskID\": -1,"
    " \"bRelative\": true, \"bLoop\": true, \"aPoints\": ["
    "{\"iX\": 0, \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 0},"
    "{\"iX\": 350, \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 0}]}],"
    "\"skyway\": [{\"iRouteID\": 3, \"iMonkeySpeed\": 7, \"points\": ["
    "{\"x\": 0, \"y\": 0, \"z\": 0}, {\"x\": 4000, \"y\": 0, \"z\": 0}]},"
    "{\"iRouteID\": 4, \"iMonkeySpeed\": 7},"
    "{\"iRouteID\": 1, \"iMonkeySpeed\": 7, \"points\": []}],"
    "\"rotations\": [{\"iNPCID\": 2, \"iAngle\": 77},"
    "{\"iNPCID\": 999, \"iAngle\": 1}],"
    "\"instances\": [{\"iNPCID\": 3, \"iMapNum\": 21474836483},"
    "{\"iNPCID\": 999, \"iMapNum\": 1}],"
    "\"mobs\": [{\"iNPCType\": 50, \"iX\": 1, \"iY\": 2, \"iZ\": 3,"
    " \"iAngle\": 4}, {\"iNPCType\": 7, \"iX\": 5, \"iY\": 6, \"iZ\": 7,"
    " \"iAngle\": 8, \"iMapNum\": 9}],"
    "\"groups\": [{\"iNPCType\": 63, \"iX\": 10, \"iY\": 20, \"iZ\": 30,"
    " \"iAngle\": 40, \"aFollowers\": [{\"iNPCType\": 64}]}],"
    "\"eggs\": [{\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iType\": 60}]}";

static void
test_gruntwork(void **state)
{
	const struct tdata_spawn *s;
	int32_t first;

	UNUSED(state);
	first = rig_load()->next_dynamic_id;
	rig_set("w/gruntwork.json", gruntwork);
	rig_load();
	assert_non_null(strstr(rig.infos, "Loaded gruntwork.json (pre)\n"));
	assert_non_null(strstr(rig.infos, "Loaded gruntwork.json (post)\n"));

	assert_int_equal(rig_spawn(2)->angle_deg, 77);
	assert_int_equal(rig.t->rotation_count, 1);
	assert_true(rig_spawn(3)->instance == ((uint64_t)5 << 32 | 3));
	assert_int_equal(rig.t->relocation_count, 1);

	/* Mobs, groups with their followers, eggs, after everything else. */
	s = rig_spawn(first);
	assert_int_equal(s->kind, TDATA_SPAWN_MOB);
	assert_true(s->is_gruntwork);
	s = rig_spawn(first - 1);
	assert_int_equal(s->kind, TDATA_SPAWN_NPC);
	assert_int_equal(s->instance, 9);
	s = rig_spawn(first - 2);
	assert_int_equal(s->leader_id, first - 2);
	assert_int_equal(s->follower_ids[0], first - 3);
	s = rig_spawn(first - 3);
	assert_int_equal(s->type, 64);
	assert_int_equal(s->x, 10);
	assert_int_equal(rig_spawn(first - 4)->kind, TDATA_SPAWN_EGG);
	assert_int_equal(rig.t->next_dynamic_id, first - 5);

	/* Paths come first; the skyway keeps its own speed. */
	assert_true(rig.t->paths[0].is_gruntwork);
	assert_int_equal(rig_spawn(1)->walk->count, 4);
	assert_int_equal(tdata_find_skyway(rig.t, 3)->speed, 1500);
	assert_int_equal(tdata_find_skyway(rig.t, 3)->ride.count, 3);
	assert_int_equal(tdata_find_skyway(rig.t, 4)->ride.count, 0);
	assert_false(tdata_find_skyway(rig.t, 1)->is_gruntwork);
	assert_int_equal(rig.t->skyway_count, 5);
}

/* DEFECT spec/transport.md 8: gruntwork's own NPCs never got their paths. */
static void
test_gruntwork_walks(void **state)
{
	char ids[40];
	int32_t first;

	UNUSED(state);
	first = rig_load()->next_dynamic_id;
	rig_set("w/gruntwork.json", gruntwork);
	str_format(ids, sizeof(ids), "\"aNPCIDs\": [%d]", first - 1);
	rig_edit("w/gruntwork.json", "\"aNPCIDs\": [1]", ids);
	rig_load();
	assert_int_equal(rig_spawn(first - 1)->walk->count, 4);
	assert_point(rig_spawn(first - 1)->walk->points[0], 5, 6, 7);
	assert_null(rig_spawn(first)->walk);
}

/*
 * DEFECT spec/tabledata.md 9: whatever is added before it, an egg or a group,
 * gives the NPC another id. What it is and where it stands stays.
 */
static void
test_gruntwork_walks_under_another_id(void **state)
{
	static const char home[] = ", \"iHomeType\": 7, \"iHomeX\": 5,"
	    " \"iHomeY\": 6, \"iHomeZ\": 7, \"iHomeMap\": 9, \"iBaseSpeed\"";
	char ids[200];
	int32_t first;

	UNUSED(state);
	first = rig_load()->next_dynamic_id;
	rig_set("w/gruntwork.json", gruntwork);
	/* The id is that of the group's leader by now. */
	str_format(ids, sizeof(ids), "\"aNPCIDs\": [%d]%s", first - 2, home);
	rig_edit("w/gruntwork.json", "\"aNPCIDs\": [1], \"iBaseSpeed\"", ids);
	rig_load();
	assert_int_equal(rig_spawn(first - 1)->walk->count, 4);
	assert_null(rig_spawn(first - 2)->walk);
	assert_null(rig_spawn(first)->walk);
	assert_true(rig.t->paths[0].has_home);
	assert_point(rig.t->paths[0].home, 5, 6, 7);
	/* Elsewhere it is somebody else. */
	rig_edit("w/gruntwork.json", "\"iHomeMap\": 9", "\"iHomeMap\": 8");
	rig_load();
	assert_null(rig_spawn(first - 1)->walk);
}

/*
 * A path of OpenFusion's names the number that its NPC had when it was made;
 * the list has been turned round since, and it is the other one's.
 */
static void
test_gruntwork_walks_from_where_it_stands(void **state)
{
	static const char begin[] = "\"bRelative\": false, \"bLoop\": true, "
	    "\"aPoints\": [{\"iX\": 5, \"iY\": 6, \"iZ\": 7, ";
	char ids[40];
	int32_t first;

	UNUSED(state);
	first = rig_load()->next_dynamic_id;
	rig_set("w/gruntwork.json", gruntwork);
	str_format(ids, sizeof(ids), "\"aNPCIDs\": [%d]", first);
	rig_edit("w/gruntwork.json", "\"aNPCIDs\": [1]", ids);
	rig_edit("w/gruntwork.json", "\"bRelative\": true, \"bLoop\": true, "
	    "\"aPoints\": [{\"iX\": 0, \"iY\": 0, \"iZ\": 0, ", begin);
	rig_load();
	assert_non_null(rig_spawn(first - 1)->walk);
	assert_null(rig_spawn(first)->walk);
	/* The next save will say whose it is. */
	assert_true(rig.t->paths[0].has_home);
	assert_int_equal(rig.t->paths[0].home_type, 7);
	assert_int_equal(rig.t->paths[0].home_map, 9);
	assert_point(rig.t->paths[0].home, 5, 6, 7);
}

/* Of an absent or empty file nothing comes, and patches do not help. */
static void
test_gruntwork_absent(void **state)
{
	static const char *const empty[] = { NULL, "", "null", "{}" };

	UNUSED(state);
	rig.opt.patches = "one";
	rig_set("p/one/gruntwork.json", "{\"eggs\": [{\"iX\": 1, \"iY\": 2,"
	    "\"iZ\": 3, \"iType\": 60}]}");
	for (size_t i = 0; i < COUNT_OF(empty); i++) {
		rig_set("w/gruntwork.json", empty[i]);
		rig_load();
		assert_int_equal(rig_count(TDATA_SPAWN_EGG), 17);
		assert_null(strstr(rig.infos, "gruntwork"));
		assert_true((strstr(rig.warnings, "gruntwork file is empty")
		    != NULL) == (empty[i] != NULL && empty[i][0] == '\0'));
	}
	rig_set("w/gruntwork.json", "{\"eggs\": []}");
	rig_load();
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 18);
}

/* Gruntwork of another build must stop the start, not get lost on saving. */
static void
test_gruntwork_of_another_build(void **state)
{
	UNUSED(state);
	rig_set("w/gruntwork.json", gruntwork);
	rig_edit("w/gruntwork.json", "\"iNPCType\": 50", "\"iNPCType\": 5000");
	rig_refused("gruntwork.json:1", "mobs[0]: contains an invalid NPC "
	    "type: 5000");
	rig_set("w/gruntwork.json", "{\"eggs\": ");
	rig_refused("gruntwork.json", "1: the file ends too early");
}

/* A crash while it was saved: the second file has what the first had. */
static void
test_broken_gruntwork_has_a_backup(void **state)
{
	static const char *const broken[] = { "", "{\"eggs\": ", "\xff" };

	UNUSED(state);
	rig_set("w/gruntwork.json.bak", gruntwork);
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		rig_set("w/gruntwork.json", broken[i]);
		rig_load_warned("gruntwork.json",
		    "taking gruntwork.json.bak instead");
		assert_true(rig.t->paths[0].is_gruntwork);
		assert_true(rig.t->has_gruntwork_backup);
	}
	/* Who deletes it means it. */
	rig_set("w/gruntwork.json", NULL);
	rig_load();
	assert_string_equal(rig.warnings, "");
	assert_false(rig.t->paths[0].is_gruntwork);
	assert_false(rig.t->has_gruntwork_backup);
	rig_set("w/gruntwork.json", "{\"eggs\": ");
	rig_set("w/gruntwork.json.bak", "{\"eggs\": [");
	rig_refused("gruntwork.json", "1: the file ends too early");
	/* Nothing was ever saved to it: the broken file is all there is. */
	rig_set("w/gruntwork.json.bak", "{}");
	rig_refused("gruntwork.json", "1: the file ends too early");
	/* Saved when everything had been taken away. */
	rig_set("w/gruntwork.json.bak", "null\n");
	rig_load_warned("gruntwork.json", "taking gruntwork.json.bak instead");
}

/* What a save would leave out is named, so that nobody loses it unawares. */
static void
test_gruntwork_of_others_is_named(void **state)
{
	UNUSED(state);
	rig_set("w/gruntwork.json", "{\"eggs\": [], \"notes\": [1]}");
	rig_load_warned("gruntwork.json:1", "notes: is not known");
	/* Once, though the file is read twice. */
	assert_null(strstr(strstr(rig.warnings, "notes") + 1, "notes"));
}

/* DEFECT spec/tabledata.md 9: offsets default to 0, as intended. */
static void
test_follower_without_offsets(void **state)
{
	UNUSED(state);
	rig_edit("w/mobs.json", "\"iOffsetX\": 150, \"iOffsetY\": 100",
	    "\"iOffsetY\": 100");
	rig_load();
	assert_int_equal(rig_spawn(rig_spawn(30000)->follower_ids[0])->x,
	    rig_spawn(30000)->x);
}

static void
test_gruntwork_from_descriptor(void **state)
{
	char path[] = "/tmp/fusiond-test-XXXXXX", byte;
	int fd = mkstemp(path);

	UNUSED(state);
	assert_true(fd > 0);
	assert_int_equal(write(fd, gruntwork, strlen(gruntwork)),
	    strlen(gruntwork));
	rig.opt.gruntwork_fd = fd;
	rig_load();
	assert_int_equal(rig_spawn(2)->angle_deg, 77);
	/* It stays the caller's, open, where it was. */
	assert_int_equal(read(fd, &byte, 1), 0);
	close(fd);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lerp),
		cmocka_unit_test(test_lerp_without_gap),
		cmocka_unit_test(test_lerp_extremes),
		RIG_TEST(test_skyway),
		RIG_TEST(test_skyway_ride),
		RIG_TEST(test_skyway_duplicate),
		RIG_TEST(test_slider),
		RIG_TEST(test_slider_needs_two_points),
		RIG_TEST(test_empty_skyway_is_refused),
		RIG_TEST(test_speed_zero_jumps),
		RIG_TEST(test_endless_walks_are_refused),
		RIG_TEST(test_npc_walks),
		RIG_TEST(test_find_path),
		RIG_TEST(test_path_order),
		RIG_TEST(test_path_off_its_spawn_warns),
		RIG_TEST(test_short_paths_are_left_out),
		RIG_TEST(test_path_defaults),
		RIG_TEST(test_gruntwork),
		RIG_TEST(test_gruntwork_walks),
		RIG_TEST(test_gruntwork_walks_under_another_id),
		RIG_TEST(test_gruntwork_walks_from_where_it_stands),
		RIG_TEST(test_gruntwork_of_others_is_named),
		RIG_TEST(test_gruntwork_absent),
		RIG_TEST(test_gruntwork_of_another_build),
		RIG_TEST(test_broken_gruntwork_has_a_backup),
		RIG_TEST(test_follower_without_offsets),
		RIG_TEST(test_gruntwork_from_descriptor),
	};

	return cmocka_run_group_tests_name("tdata_paths", tests, NULL, NULL);
}
