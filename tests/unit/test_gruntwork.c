/*
 * test_gruntwork.c - the record of edits: from the tables, as a text, saved
 * (spec/tabledata.md 9).
 */
#include "work_rig.h"

#include <errno.h>

/* --- from the tables --- */

static const struct tdata_point corners[] = { { 1, 2, 3 }, { 4, 5, 6 } };
static const int32_t ids[] = { 7, 9 }, types[] = { 32 };

/*
 * As OpenFusion writes it, to the byte: keys in byte order, no spaces, a
 * newline (spec/tabledata.md 9).
 */
static const char as_openfusion[] =
    "{\"eggs\":[{\"iMapNum\":12,\"iType\":60,\"iX\":1,\"iY\":2,\"iZ\":3},"
    "{\"iType\":60,\"iX\":4,\"iY\":5,\"iZ\":6}],"
    "\"groups\":[{\"aFollowers\":["
    "{\"iNPCType\":11,\"iOffsetX\":-5,\"iOffsetY\":50},"
    "{\"iNPCType\":10,\"iOffsetX\":40,\"iOffsetY\":4}],"
    "\"iAngle\":40,\"iMapNum\":0,\"iNPCType\":10,\"iX\":1000,\"iY\":20,"
    "\"iZ\":30},"
    "{\"iAngle\":41,\"iMapNum\":0,\"iNPCType\":11,\"iX\":1100,\"iY\":20,"
    "\"iZ\":30}],"
    "\"instances\":[{\"iMapNum\":21474836483,\"iNPCID\":3}],"
    "\"mobs\":[{\"iAngle\":-4,\"iMapNum\":9,\"iNPCType\":5,\"iX\":5,"
    "\"iY\":6,\"iZ\":7},"
    "{\"iAngle\":4,\"iMapNum\":0,\"iNPCType\":10,\"iX\":1,\"iY\":2,"
    "\"iZ\":3}],"
    "\"paths\":[{\"aNPCIDs\":[7,9],\"aNPCTypes\":[32],\"aPoints\":["
    "{\"iStopTicks\":0,\"iX\":1,\"iY\":2,\"iZ\":3},"
    "{\"iStopTicks\":0,\"iX\":4,\"iY\":5,\"iZ\":6}],\"bLoop\":true,"
    "\"bRelative\":false,\"iBaseSpeed\":100,\"iTaskID\":-1}],"
    "\"rotations\":[{\"iAngle\":77,\"iNPCID\":2}],"
    "\"skyway\":[{\"iMonkeySpeed\":1500,\"iRouteID\":3,\"points\":["
    "{\"x\":1,\"y\":2,\"z\":3},{\"x\":4,\"y\":5,\"z\":6}]},"
    "{\"iMonkeySpeed\":1500,\"iRouteID\":4}]}\n";

enum { LEADER = WORK_FIRST_ID - 2, LONELY = WORK_FIRST_ID - 5 };

/* Ids count down, so the file's order is turned round. */
static const struct tdata_spawn spawns[] = {
	{ .id = 2, .kind = TDATA_SPAWN_NPC, .type = TYPE_FRIEND },
	{ .id = WORK_FIRST_ID, .kind = TDATA_SPAWN_MOB, .type = TYPE_MOB,
	    .x = 1, .y = 2, .z = 3, .angle_deg = 4, .is_gruntwork = true },
	{ .id = WORK_FIRST_ID - 1, .kind = TDATA_SPAWN_NPC,
	    .type = TYPE_FRIEND, .x = 5, .y = 6, .z = 7, .angle_deg = -4,
	    .instance = 9, .is_gruntwork = true },
	{ .id = LONELY, .kind = TDATA_SPAWN_MOB, .type = TYPE_MOB,
	    .x = 1000, .y = 20, .z = 30, .angle_deg = 40,
	    .leader_id = LONELY, .is_gruntwork = true,
	    .follower_ids = { LEADER - 1, LEADER - 2 } },
	{ .id = LEADER - 1, .kind = TDATA_SPAWN_MOB, .type = TYPE_MOB,
	    .x = 1040, .y = 24, .z = 30, .leader_id = LONELY,
	    .offset_x = 40, .offset_y = 4, .is_gruntwork = true },
	{ .id = LEADER - 2, .kind = TDATA_SPAWN_MOB, .type = TYPE_ROAMER,
	    .x = 995, .y = 70, .z = 30, .leader_id = LONELY,
	    .offset_x = -5, .offset_y = 50, .is_gruntwork = true },
	{ .id = LEADER, .kind = TDATA_SPAWN_MOB, .type = TYPE_ROAMER,
	    .x = 1100, .y = 20, .z = 30, .angle_deg = 41,
	    .leader_id = LEADER, .is_gruntwork = true },
	{ .id = LEADER - 5, .kind = TDATA_SPAWN_EGG, .type = WORK_EGG,
	    .x = 4, .y = 5, .z = 6, .is_gruntwork = true },
	{ .id = LEADER - 6, .kind = TDATA_SPAWN_EGG, .type = WORK_EGG,
	    .x = 1, .y = 2, .z = 3, .instance = 12, .is_gruntwork = true },
	{ .id = LEADER - 7, .kind = TDATA_SPAWN_EGG, .type = WORK_EGG },
};
static const struct tdata_rotation rotations[] = { { 2, 77 } };
static const struct tdata_relocation relocations[] = {
	{ 3, UINT64_C(5) << 32 | 3 }
};
static const struct tdata_path paths[] = {
	{ .points = corners, .point_count = 2, .npc_ids = ids,
	    .npc_id_count = 2, .npc_types = types, .npc_type_count = 1,
	    .speed = 100, .task_id = TDATA_TASK_ANY, .is_loop = true,
	    .is_gruntwork = true },
	{ .points = corners, .point_count = 2, .speed = 300 },
};
static const struct tdata_skyway skyways[] = {
	{ .route = 1, .points = corners, .point_count = 2 },
	{ .route = 3, .points = corners, .point_count = 2,
	    .is_gruntwork = true },
	{ .route = 4, .is_gruntwork = true },
};

static void
begin_with_tables(void)
{
	rig.td.spawns = spawns;
	rig.td.spawn_count = COUNT_OF(spawns);
	rig.td.rotations = rotations;
	rig.td.rotation_count = COUNT_OF(rotations);
	rig.td.relocations = relocations;
	rig.td.relocation_count = COUNT_OF(relocations);
	rig.td.paths = paths;
	rig.td.path_count = COUNT_OF(paths);
	rig.td.skyways = skyways;
	rig.td.skyway_count = COUNT_OF(skyways);
	rig.w.next_dynamic_id = LEADER - 8;
	world_populate(&rig.w);
	gruntwork_begin(&rig.w, true);
}

static void
what_was_read_is_written(void **state)
{
	UNUSED(state);
	begin_with_tables();
	assert_false(rig.w.gruntwork.is_dirty);
	assert_string_equal(as_openfusion, work_text());
}

static void
nothing_is_null(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	assert_string_equal("null\n", work_text());
}

/* DEFECT, spec/npcs.md 4: who is destroyed is not written any more. */
static void
who_is_unsummoned_is_not_written(void **state)
{
	UNUSED(state);
	begin_with_tables();
	gruntwork_forget(&rig.w, world_npc_by_id(&rig.w, WORK_FIRST_ID));
	assert_true(rig.w.gruntwork.is_dirty);
	assert_null(strstr(work_text(), "\"iAngle\":4,"));
	/* Nor who was taken away in another manner. */
	world_remove_npc(&rig.w, world_npc_by_id(&rig.w, LEADER - 6));
	world_remove_npc(&rig.w, world_npc_by_id(&rig.w, LEADER - 2));
	assert_null(strstr(work_text(), "\"iMapNum\":12"));
	assert_null(strstr(work_text(), "\"iOffsetX\":-5"));
	assert_non_null(strstr(work_text(), "\"iOffsetX\":40"));
	/* Of a group that has lost its members the leader stays. */
	world_remove_npc(&rig.w, world_npc_by_id(&rig.w, LEADER - 1));
	assert_non_null(strstr(work_text(), "\"groups\":[{\"iAngle\":40"));
}

/* It is placed where it belongs, wherever it walks when it is written. */
static void
who_has_walked_is_written_at_home(void **state)
{
	struct npc *n;

	UNUSED(state);
	begin_with_tables();
	n = world_npc_by_id(&rig.w, WORK_FIRST_ID - 1);
	view_move(&rig.w, &n->e, 500, 600, 7, n->e.instance);
	assert_string_equal(as_openfusion, work_text());
}

/* --- what is recorded --- */

static void
rows_are_kept_in_order(void **state)
{
	static const int32_t turned[] = { 30, 10, 20, 10, 40, 20 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(turned); i++) {
		struct npc *n = world_npc_by_id(&rig.w, turned[i]);

		if (n == NULL)
			n = rig_npc(turned[i], TYPE_FRIEND, 0, 0,
			    rig.w.overworld);
		gruntwork_turn(&rig.w, n, (int32_t)i);
		gruntwork_relocate(&rig.w, n, instance_get(&rig.w, i));
	}
	gruntwork_route(&rig.w, 5);
	gruntwork_route(&rig.w, -1);
	gruntwork_route(&rig.w, 5);
	assert_string_equal("{\"instances\":[{\"iMapNum\":3,\"iNPCID\":10},"
	    "{\"iMapNum\":5,\"iNPCID\":20},{\"iMapNum\":0,\"iNPCID\":30},"
	    "{\"iMapNum\":4,\"iNPCID\":40}],"
	    "\"rotations\":[{\"iAngle\":3,\"iNPCID\":10},"
	    "{\"iAngle\":5,\"iNPCID\":20},{\"iAngle\":0,\"iNPCID\":30},"
	    "{\"iAngle\":4,\"iNPCID\":40}],"
	    "\"skyway\":[{\"iMonkeySpeed\":1500,\"iRouteID\":-1},"
	    "{\"iMonkeySpeed\":1500,\"iRouteID\":5}]}\n", work_text());
}

/* DEFECT, spec/tabledata.md 9: passing numbers mean nothing later. */
static void
passing_numbers_are_not_recorded(void **state)
{
	struct npc *n = mob_at(WORK_FIRST_ID, TYPE_MOB, 0, 0);

	UNUSED(state);
	assert_false(gruntwork_is_lasting(n));
	gruntwork_turn(&rig.w, n, 5);
	gruntwork_relocate(&rig.w, n, instance_get(&rig.w, 8));
	assert_int_equal(5, n->e.angle);
	assert_int_equal(8, n->e.instance->id);
	assert_false(rig.w.gruntwork.is_dirty);
	/* One that is kept is written with what it has now. */
	gruntwork_keep(&rig.w, n);
	gruntwork_turn(&rig.w, n, 6);
	assert_string_equal("{\"mobs\":[{\"iAngle\":6,\"iMapNum\":8,"
	    "\"iNPCType\":10,\"iX\":0,\"iY\":0,\"iZ\":0}]}\n", work_text());
}

/* At the next start its members are where it is. */
static void
a_kept_group_moves_together(void **state)
{
	UNUSED(state);
	begin_with_tables();
	gruntwork_relocate(&rig.w, world_npc_by_id(&rig.w, LONELY),
	    instance_get(&rig.w, 8));
	assert_int_equal(8, world_npc_by_id(&rig.w,
	    LEADER - 1)->e.instance->id);
	assert_int_equal(8, world_npc_by_id(&rig.w,
	    LEADER - 2)->e.instance->id);
}

static struct gruntwork_path
some_path(int32_t speed)
{
	struct gruntwork_path path = {
		.speed = speed, .task_id = TDATA_TASK_ANY, .is_loop = true,
	};

	vec_push(&path.points, corners[0]);
	vec_push(&path.points, corners[1]);
	return path;
}

static void
take_path(struct npc *n, int32_t speed)
{
	struct gruntwork_path path = some_path(speed);

	gruntwork_take_path(&rig.w, n, &path);
	assert_int_equal(0, path.points.count);
}

/* Of two records the first would be found, so there is one. */
static void
a_path_takes_the_place_of_another(void **state)
{
	struct npc *n = rig_npc(7, TYPE_FRIEND, 0, 0, rig.w.overworld);
	const char *text;

	UNUSED(state);
	rig.td.paths = paths;
	rig.td.path_count = COUNT_OF(paths);
	gruntwork_begin(&rig.w, true);
	take_path(n, 200);
	take_path(n, 201);
	text = work_text();
	/* Who shared the old one keeps it. */
	assert_non_null(strstr(text, "\"aNPCIDs\":[9],\"aNPCTypes\":[32]"));
	assert_non_null(strstr(text, "{\"aNPCIDs\":[7],\"aPoints\""));
	assert_null(strstr(text, "\"iBaseSpeed\":200"));
	assert_non_null(strstr(text, "\"iBaseSpeed\":201"));
	assert_null(strstr(text, "iHome"));
}

/*
 * DEFECT, spec/transport.md 8: the path of a kept NPC named it by a number
 * that it has until the server stops.
 */
static void
a_kept_npc_is_named_by_its_home(void **state)
{
	struct npc *n = mob_at(WORK_FIRST_ID, TYPE_MOB, 10, 20);

	UNUSED(state);
	gruntwork_keep(&rig.w, n);
	take_path(n, 200);
	assert_non_null(strstr(work_text(), "\"paths\":[{\"aNPCIDs\":"
	    "[2147483647],\"aPoints\":["));
	assert_non_null(strstr(work_text(), "\"iBaseSpeed\":200,"
	    "\"iHomeMap\":0,\"iHomeType\":10,\"iHomeX\":10,\"iHomeY\":20,"
	    "\"iHomeZ\":0,\"iTaskID\":-1}"));
	/* It takes its path along to another map, and away. */
	gruntwork_relocate(&rig.w, n, instance_get(&rig.w, 8));
	assert_non_null(strstr(work_text(), "\"iHomeMap\":8"));
	assert_non_null(strstr(work_text(), "\"aNPCIDs\":[2147483647]"));
	take_path(n, 201);
	assert_null(strstr(work_text(), "\"iBaseSpeed\":200"));
	gruntwork_forget(&rig.w, n);
	assert_string_equal("null\n", work_text());
}

/* After a restart the same path names it by its new number. */
static void
a_home_has_a_new_number(void **state)
{
	static const int32_t old_id[] = { WORK_FIRST_ID - 100 };
	static const struct tdata_path own[] = {
		{ .points = corners, .point_count = 2, .npc_ids = old_id,
		    .npc_id_count = 1, .speed = 100,
		    .task_id = TDATA_TASK_ANY, .is_gruntwork = true,
		    .has_home = true, .home_type = TYPE_FRIEND,
		    .home_map = 9, .home = { 5, 6, 7 } },
	};

	UNUSED(state);
	begin_with_tables();
	gruntwork_book_fini(&rig.w.gruntwork);
	rig.w.gruntwork = (struct gruntwork_book){ 0 };
	rig.td.paths = own;
	rig.td.path_count = COUNT_OF(own);
	gruntwork_begin(&rig.w, true);
	assert_non_null(strstr(work_text(), "\"aNPCIDs\":[2147483646]"));
	assert_null(strstr(work_text(), "2147483547"));
}

/* A kept NPC that fights nobody begins where its path does. */
static void
a_path_moves_its_walkers_home(void **state)
{
	struct npc *n = rig_npc(WORK_FIRST_ID, TYPE_FRIEND, 10, 20,
	    rig.w.overworld);

	UNUSED(state);
	gruntwork_keep(&rig.w, n);
	view_move(&rig.w, &n->e, 300, 400, 5, n->e.instance);
	take_path(n, 200);
	assert_non_null(strstr(work_text(), "\"iX\":300,\"iY\":400,\"iZ\":5"));
	assert_non_null(strstr(work_text(), "\"iHomeX\":300"));
}

/* --- saving --- */

/* DEFECT, spec/tabledata.md 9: periodic saves rewrote what nobody edited. */
static void
only_edits_are_saved(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	gruntwork_save_tick(&rig.w);
	assert_null(work_find_save());
	gruntwork_note_edit(&rig.w);
	gruntwork_save_tick(&rig.w);
	assert_non_null(work_find_save());
	work_answer(DB_OK, 0);
	gruntwork_save_tick(&rig.w);
	assert_null(work_find_save());
	assert_int_equal(240000, gruntwork_save_period_ms(&rig.w));
}

/* What could not be written is tried again. */
static void
a_save_that_failed_is_due_again(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	gruntwork_note_edit(&rig.w);
	gruntwork_save_tick(&rig.w);
	work_answer(DB_ERROR, ENOSPC);
	gruntwork_save_tick(&rig.w);
	work_answer(DB_OK, 0);
	gruntwork_save_tick(&rig.w);
	assert_null(work_find_save());
}

/* Nobody hears that it is written before it is. */
static void
who_asks_waits_for_the_disk(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	gruntwork_note_edit(&rig.w);
	say("/flush");
	rig_expect_nothing(self);
	assert_true(hold_is_on(self));
	work_answer(DB_OK, 0);
	rig_expect_message(self, "Wrote gruntwork to gruntwork.json");
	assert_false(hold_is_on(self));
	/* Nothing new: it is there already. */
	say("/flush");
	assert_null(work_find_save());
	rig_expect_message(self, "Wrote gruntwork to gruntwork.json");
	assert_false(hold_is_on(self));
}

/* A save of the timer is under way: whether it goes well is not known yet. */
static void
a_save_under_way_is_no_save(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	gruntwork_note_edit(&rig.w);
	gruntwork_save_tick(&rig.w);
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	say("/flush");
	rig_expect_nothing(self);
	work_answer(DB_ERROR, ENOSPC);
	rig_expect_message(self, "Could not write gruntwork to "
	    "gruntwork.json: No space left on device");
	assert_true(rig.w.gruntwork.is_dirty);
}

static void
who_left_is_not_told(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, true);
	gruntwork_note_edit(&rig.w);
	say("/flush");
	world_remove_player(&rig.w, self);
	work_answer(DB_OK, 0);
	assert_int_equal(0, rig.w.gruntwork.saves_under_way);
}

/* DEFECT, spec/tabledata.md 9: a read-only deployment failed silently. */
static void
where_nothing_can_be_written_it_is_said(void **state)
{
	UNUSED(state);
	gruntwork_begin(&rig.w, false);
	say("/summonW 10");
	RIG_EXPECT(self, fe2cl_npc_enter);
	rig_expect_message(self,
	    "/summonW: placed mob with type: 10, id: 2147483647");
	rig_expect_message(self, "gruntwork.json cannot be written here: this "
	    "lasts until the server stops");
	say("/flush");
	rig_expect_message(self, "Could not write gruntwork to "
	    "gruntwork.json: Read-only file system");
	gruntwork_save_tick(&rig.w);
	assert_null(work_find_save());
	assert_false(hold_is_on(self));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, work_setup, work_teardown)
	const struct CMUnitTest tests[] = {
		T(what_was_read_is_written),
		T(nothing_is_null),
		T(who_is_unsummoned_is_not_written),
		T(who_has_walked_is_written_at_home),
		T(rows_are_kept_in_order),
		T(passing_numbers_are_not_recorded),
		T(a_kept_group_moves_together),
		T(a_path_takes_the_place_of_another),
		T(a_kept_npc_is_named_by_its_home),
		T(a_home_has_a_new_number),
		T(a_path_moves_its_walkers_home),
		T(only_edits_are_saved),
		T(a_save_that_failed_is_due_again),
		T(who_asks_waits_for_the_disk),
		T(a_save_under_way_is_no_save),
		T(who_left_is_not_told),
		T(where_nothing_can_be_written_it_is_said),
	};
#undef T
	return cmocka_run_group_tests_name("gruntwork", tests, NULL, NULL);
}
