/*
 * test_tdata_patch.c - the rules by which patches change table files.
 *
 * eggs.json is the file that is patched here: it is small, and its rows are
 * easy to see. spec/tabledata.md 3
 */
#include "tdata_rig.h"

static int
setup(void **state)
{
	rig_setup(state);
	rig_set("w/eggs.json", "{\"EggTypes\": {"
	    "\"a\": {\"Id\": 1, \"DropCrateId\": 1, \"EffectId\": 154,"
	    " \"Duration\": 30, \"Regen\": 60},"
	    "\"b\": {\"Id\": 2, \"DropCrateId\": 0, \"EffectId\": 150,"
	    " \"Duration\": 10, \"Regen\": 20}},"
	    "\"Eggs\": [{\"iType\": 1, \"iX\": 1, \"iY\": 2, \"iZ\": 3}]}");
	rig.opt.patches = "one two";
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, rig_teardown)

static void
test_scalars_are_replaced(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json",
	    "{\"EggTypes\": {\"a\": {\"Regen\": 61, \"Duration\": -0}}}");
	rig_load();
	assert_string_equal(rig.warnings, "");
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 61);
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->duration_s, 0);
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->skill, 154);
	assert_non_null(strstr(rig.infos, "Patching p/one/eggs.json\n"));
	assert_null(strstr(rig.infos, "Patching p/two"));
}

static void
test_keys_are_added(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"EggTypes\": {\"c\": {\"Id\": 3,"
	    "\"DropCrateId\": 0, \"EffectId\": 0, \"Duration\": 1,"
	    "\"Regen\": 2}}}");
	rig_load();
	assert_int_equal(tdata_find_egg_type(rig.t, 3)->regen_s, 2);
	assert_int_equal(rig.t->egg_type_count, 3);
}

static void
test_null_deletes(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"EggTypes\": {\"a\": null}}");
	rig_load();
	assert_null(tdata_find_egg_type(rig.t, 1));
	assert_int_equal(rig.t->egg_type_count, 1);
}

/* A key that was not there is added, even as null: here a null row. */
static void
test_null_is_added(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"EggTypes\": {\"c\": null}}");
	rig_refused("p/one/eggs.json:1", "EggTypes[\"c\"]: is null");
}

static void
test_arrays_append(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json",
	    "{\"Eggs\": [{\"iType\": 2, \"iX\": 4, \"iY\": 5, \"iZ\": 6}]}");
	rig_load();
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 2);
	assert_int_equal(rig_spawn(rig.t->next_dynamic_id + 1)->x, 4);
}

static void
test_bang_replaces(void **state)
{
	UNUSED(state);
	/* An array where an object stood: only '!' may do that. */
	rig_set("p/one/eggs.json", "{\"!EggTypes\": [{\"Id\": 9,"
	    "\"DropCrateId\": 0, \"EffectId\": 0, \"Duration\": 1,"
	    "\"Regen\": 2}], \"!Eggs\": []}");
	rig_load();
	assert_string_equal(rig.warnings, "");
	assert_int_equal(rig.t->egg_type_count, 1);
	assert_non_null(tdata_find_egg_type(rig.t, 9));
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 0);
}

static void
test_bang_creates_and_stores_null(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"!New\": 1, \"!Eggs\": null,"
	    "\"EggTypes\": {\"b\": {\"!Regen\": 7}}}");
	rig_load();
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 0);
	assert_int_equal(tdata_find_egg_type(rig.t, 2)->regen_s, 7);
}

/* '!' sorts before letters, so the merge sees what it has put there. */
static void
test_bang_then_merge(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"EggTypes\": {"
	    "\"b\": {\"Regen\": 8},"
	    "\"!b\": {\"Id\": 2, \"DropCrateId\": 0, \"EffectId\": 0,"
	    " \"Duration\": 5, \"Regen\": 6}}}");
	rig_load();
	assert_int_equal(tdata_find_egg_type(rig.t, 2)->duration_s, 5);
	assert_int_equal(tdata_find_egg_type(rig.t, 2)->regen_s, 8);
	assert_int_equal(tdata_find_egg_type(rig.t, 2)->skill, 0);
}

/* A null in the base stays: merging into null changes nothing. */
static void
test_null_in_base_stays(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"!Eggs\": null}");
	rig_set("p/two/eggs.json",
	    "{\"Eggs\": [{\"iType\": 2, \"iX\": 4, \"iY\": 5, \"iZ\": 6}]}");
	rig_load();
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 0);
}

/* DEFECT spec/tabledata.md 3: mismatches were dropped without a word. */
static void
test_type_mismatch_warns(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json",
	    "{\"Eggs\": {},\n \"EggTypes\": {\"a\": {\"Regen\": 1.5}}}");
	rig_load_warned("p/one/eggs.json:1", "Eggs: the patch has an object");
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 60);
	rig_load_warned("p/one/eggs.json:2", "EggTypes.a.Regen: the patch has "
	    "a number with a fraction where the table has an integer");
}

static void
test_modules_in_their_order(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json",
	    "{\"EggTypes\": {\"a\": {\"Regen\": 11, \"Duration\": 12}}}");
	rig_set("p/two/eggs.json", "{\"EggTypes\": {\"a\": {\"Regen\": 22}}}");
	rig_load();
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 22);
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->duration_s, 12);
	rig.opt.patches = "\ttwo \n one ";
	rig_load();
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 11);
}

/* DEFECT spec/tabledata.md 1: a broken patch looked like an absent one. */
static void
test_broken_patch_warns(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "{\"EggTypes\":\n {\"a\": null,}}");
	rig_load_warned("p/one/eggs.json:2", "the whole patch is left out");
	assert_non_null(tdata_find_egg_type(rig.t, 1));
	rig_set("p/one/eggs.json", "");
	rig_load_warned("p/one/eggs.json:1", "the whole patch is left out");
}

/* A patch of another shape changes nothing. */
static void
test_root_mismatch_warns(void **state)
{
	UNUSED(state);
	rig_set("p/one/eggs.json", "[1]");
	rig_load_warned("p/one/eggs.json:1", "the patch has an array");
	rig_set("p/one/eggs.json", "null");
	rig_load();
	assert_string_equal(rig.warnings, "");
	assert_int_equal(rig.t->egg_type_count, 2);
}

static void
test_drop_fixes(void **state)
{
	UNUSED(state);
	rig.opt.patches = "";
	rig_load();
	assert_int_equal(tdata_find_drop(rig.t, 50)->crate_weights[0], 60);
	rig.opt.has_drop_fixes = true;
	rig_load();
	assert_int_equal(tdata_find_drop(rig.t, 50)->crate_weights[0], 50);
	assert_int_equal(tdata_find_drop(rig.t, 50)->taros, 8);
	assert_int_equal(tdata_find_drop(rig.t, 54)->taros, 20);
	assert_null(strstr(rig.infos, "1013-fixes"));
	/* The substring 1013 in enabledpatches adds the other module. */
	rig.opt.patches = "my1013x";
	rig_load();
	assert_int_equal(tdata_find_drop(rig.t, 54)->taros, 120);
}

/* tdata/patch/1013: what its comment in the README promises. */
static void
test_own_1013_patch(void **state)
{
	UNUSED(state);
	rig_teardown(state);
	rig_setup(state);
	rig.opt.patches = "1013";
	rig_load();
	/* 104 with the patch, so that the first town is there, too. */
	assert_int_equal(rig_spawn(30003)->follower_ids[3], 0);
	assert_int_not_equal(rig_spawn(30003)->follower_ids[2], 0);
	assert_int_not_equal(rig_spawn(30004)->follower_ids[0], 0);
	assert_int_equal(rig_spawn(30004)->follower_ids[1], 0);
	assert_non_null(rig_spawn(201));
	assert_non_null(rig_spawn(10200));
	assert_int_equal(rig.t->path_count, 5);
	assert_true(rig.t->slider.points[0].x < 100000);
	assert_non_null(tdata_find_code(rig.t, "otherseas"));
	assert_int_equal(tdata_find_event_drop(rig.t, 1)->id, 11);
	assert_int_equal(
	    tdata_find_crate(rig.t, 1)->set->items[0].weight, 5);
	assert_int_equal(
	    tdata_find_crate(rig.t, 1)->set->items[1].weight, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scalars_are_replaced),
		TEST(test_keys_are_added),
		TEST(test_null_deletes),
		TEST(test_null_is_added),
		TEST(test_arrays_append),
		TEST(test_bang_replaces),
		TEST(test_bang_creates_and_stores_null),
		TEST(test_bang_then_merge),
		TEST(test_null_in_base_stays),
		TEST(test_type_mismatch_warns),
		TEST(test_modules_in_their_order),
		TEST(test_broken_patch_warns),
		TEST(test_root_mismatch_warns),
		TEST(test_drop_fixes),
		TEST(test_own_1013_patch),
	};

	return cmocka_run_group_tests_name("tdata_patch", tests, NULL, NULL);
}
