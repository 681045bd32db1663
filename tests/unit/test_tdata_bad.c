/*
 * test_tdata_bad.c - tables that are wrong: each is refused or warned about in
 * a line that names file and key, and nothing crashes.
 */
#include "tdata_rig.h"

/* --- files --- */

static void
test_missing_files(void **state)
{
	static const char *const names[] = {
		"xdt.json", "NPCs.json", "mobs.json", "paths.json",
		"drops.json", "eggs.json",
	};
	char path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		rig_setup(state);
		str_format(path, sizeof(path), "w/%s", names[i]);
		rig_set(path, NULL);
		rig_refused(names[i], "Critical tdata file missing: w/");
		rig_set(path, "");
		rig_refused(names[i], "Critical tdata file is empty: w/");
	}
}

/* DEFECT spec/tabledata.md 1: an exception instead of a message. */
static void
test_malformed_files(void **state)
{
	UNUSED(state);
	rig_set("w/eggs.json", "{\n\"Eggs\": {\n}");
	rig_refused("eggs.json: 3: ", "the file ends too early");
	rig_set("w/eggs.json", "[1, 2]");
	rig_refused("eggs.json:1", "is an array, must be an object");
	rig_set("w/eggs.json", "null");
	rig_refused("eggs.json:1", "is null, must be an object");
	rig_set("w/eggs.json", "{} trailing bytes");
	rig_load();
}

static enum tdata_read
read_nothing(void *arg, const char *path, char **bytes, size_t *size)
{
	UNUSED(arg);
	UNUSED(path);
	UNUSED(bytes);
	UNUSED(size);
	return TDATA_READ_ERROR;
}

static void
test_unreadable_file(void **state)
{
	struct tdata_options opt = {
		.protocol = 104, .dir = "/", .patch_dir = "/",
		.xdt_file = "tmp", .report = rig_report,
	};

	UNUSED(state);
	rig.opt.read = read_nothing;
	rig_refused("xdt.json", "cannot be read");
	/* A directory in place of a file. */
	rig_drop();
	assert_false(tdata_load(&opt, &rig.t));
	assert_non_null(strstr(rig.errors, "cannot be read"));
}

static void
test_too_long_paths(void **state)
{
	static char dir[3000];

	UNUSED(state);
	memset(dir, 'x', sizeof(dir) - 1);
	rig.opt.dir = dir;
	rig_refused("xdt.json", "the path is too long");
	rig.opt.dir = "w";
	rig.opt.patch_dir = dir;
	rig.opt.patches = "one";
	rig_refused("xdt.json", "patchdir: the path is too long");
}

static void
test_too_many_modules(void **state)
{
	UNUSED(state);
	rig.opt.patches = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 "
	    "21 22 23 24 25 26 27 28 29 30 31 32 33";
	rig_refused("tdata", "enabledpatches: more than 32 modules");
}

/* --- values --- */

static void
test_wrong_types(void **state)
{
	static const struct {
		const char *file, *old, *new, *key;
	} rows[] = {
		{ "NPCs.json", "\"iX\": 632432", "\"iX\": \"632432\"",
		  "NPCs[\"0\"].iX: is a string, must be a number" },
		{ "NPCs.json", "\"iX\": 632432", "\"iX\": [1]",
		  "NPCs[\"0\"].iX: is an array" },
		{ "NPCs.json", "\"iX\": 632432", "\"iX\": 6324320000",
		  "NPCs[\"0\"].iX: is an integer, must be a number of 32" },
		{ "NPCs.json", "\"iX\": 632432", "\"iX\": 1e200",
		  "NPCs[\"0\"].iX: is a number with a fraction, must be" },
		{ "NPCs.json", "\"iX\": 632432", "\"iX\": null",
		  "NPCs[\"0\"].iX: is missing" },
		{ "NPCs.json", "\"iX\": 632432, ", "",
		  "NPCs[\"0\"].iX: is missing" },
		{ "NPCs.json", "{\"iNPCType\": 1,", "7, \"x\": {",
		  "NPCs[\"0\"]: is an integer, must be an object" },
		{ "mobs.json", "\"aFollowers\": [",
		  "\"aFollowers\": 3, \"x\": [",
		  "aFollowers: is an integer, must be an array" },
		{ "mobs.json", "\"iOffsetX\": 150", "\"iOffsetX\": {}",
		  "groups[\"0\"].aFollowers[0].iOffsetX: is an object" },
		{ "paths.json", "\"bStop\": true", "\"bStop\": 1",
		  "slider[\"00\"].bStop: is an integer, must be true or" },
		{ "paths.json", "\"aPoints\": [", "\"aPoints\": 1, \"x\": [",
		  "aPoints: is an integer, must be an array" },
		{ "paths.json", "\"iStopTicks\": 3", "\"x\": 3",
		  "npc[\"0\"].aPoints[0].iStopTicks: is missing" },
		{ "drops.json", "\"DropChance\": 300", "\"DropChance\": {}",
		  "CrateDropChances[\"0\"].DropChance: is an object" },
		{ "drops.json", "\"IgnoreRarity\": true", "\"IgnoreRarity\": 1",
		  "ItemSets[\"0\"].IgnoreRarity: is an integer" },
		{ "drops.json", "[60, 30, 9, 1]", "[60, \"a\"]",
		  "CrateTypeDropWeights[1]: is a string" },
		{ "drops.json", "\"Code\": \"lantern\"", "\"Code\": 5",
		  "CodeItems[\"0\"].Code: is an integer, must be a string" },
		{ "drops.json", "\"ScaleFactor\": 5.6", "\"ScaleFactor\": true",
		  "Racing[\"1\"].ScaleFactor: is a boolean" },
		{ "eggs.json", "\"Regen\": 300", "\"Regen\": []",
		  "EggTypes[\"1\"].Regen: is an array" },
		{ "xdt.json", "\"m_pstrNameString\": \"Arlo\"",
		  "\"m_pstrNameString\": 3",
		  "m_pNameTable.m_pFirstName[0].m_pstrNameString: is an int" },
		{ "xdt.json", "\"m_iToX\": 60000", "\"m_iToX\": \"\"",
		  "m_pInstanceTable.m_pWarpData[1].m_iToX: is a string" },
		{ "xdt.json", "\"m_pSkillTable\": {", "\"m_pSkillTable\": 1,"
		  "\"x\": {", "m_pSkillTable: is an integer" },
		{ "xdt.json", "\"m_iItemPrice\": 40", "\"iItemPrice\": 40",
		  "m_pWeaponItemTable.m_pItemData[1].m_iItemPrice: is miss" },
		{ "xdt.json", "\"m_fSameGrade\": 100.0", "\"m_fSameGrade\": {}",
		  "m_pCombiningTable.m_pCombiningData[0].m_fSameGrade" },
	};
	char path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rig_setup(state);
		str_format(path, sizeof(path), "w/%s", rows[i].file);
		rig_edit(path, rows[i].old, rows[i].new);
		rig_refused(rows[i].file, rows[i].key);
	}
}

/* Floats truncate, booleans count as 0 and 1 (spec/tabledata.md 2). */
static void
test_lenient_numbers(void **state)
{
	UNUSED(state);
	rig_edit("w/NPCs.json", "\"iX\": 632432", "\"iX\": 632432.9");
	rig_edit("w/NPCs.json", "\"iAngle\": 180", "\"iAngle\": true");
	rig_edit("w/NPCs.json", "\"iY\": 187177", "\"iY\": 4294967295");
	rig_load();
	assert_int_equal(rig_spawn(1)->x, 632432);
	assert_int_equal(rig_spawn(1)->angle_deg, 1);
	assert_int_equal(rig_spawn(1)->y, -1);
}

/* Arrays of four with three elements, of five pairs with four. */
static void
test_short_arrays(void **state)
{
	static const struct {
		const char *file, *old, *new, *key;
	} rows[] = {
		{ "xdt.json", "\"m_iValueA\": [80, 90, 100, 120]",
		  "\"m_iValueA\": [80, 90, 100]",
		  "m_pSkillTable.m_pSkillData[1].m_iValueA: has 3 elements" },
		{ "xdt.json", "\"m_iCSUEnemyID\": [0, 0, 0]",
		  "\"m_iCSUEnemyID\": []",
		  "m_pMissionTable.m_pMissionData[0].m_iCSUEnemyID: has 0" },
		{ "xdt.json", "\"m_iMissionRewardItemID\": [0, 0, 0, 0]",
		  "\"m_iMissionRewardItemID\": [0]",
		  "m_pMissionTable.m_pRewardData[0].m_iMissionRewardItemID" },
		{ "drops.json", "[600, 500, 400, 250, 100]",
		  "[600, 500, 400, 250]",
		  "EP 1 doesn't have exactly 5 score/reward pairs" },
		{ "drops.json", "[22, 21, 21, 0, 0]", "[22, 21, 21, 0, 0, 0]",
		  "EP 1 doesn't have exactly 5 score/reward pairs" },
	};
	char path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rig_setup(state);
		str_format(path, sizeof(path), "w/%s", rows[i].file);
		rig_edit(path, rows[i].old, rows[i].new);
		rig_refused(rows[i].file, rows[i].key);
	}
}

static void
test_short_level_table(void **state)
{
	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_pAvatarGrowData\": [",
	    "\"m_pAvatarGrowData\": [], \"x\": [");
	rig_refused("xdt.json", "m_pAvatarTable.m_pAvatarGrowData: has 0 rows,"
	    " must have 37");
}

/* DEFECT spec/tabledata.md 5: a missing field killed the server in play. */
static void
test_missing_npc_field_warns(void **state)
{
	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_iSightRange\": 0,", "");
	rig_load_warned("xdt.json:",
	    "m_pNpcTable.m_pNpcData[0].m_iSightRange: is missing");
	assert_int_equal(tdata_find_npc_type(rig.t, 0)->sight_range, 0);
	assert_int_equal(tdata_find_npc_type(rig.t, 50)->sight_range, 700);
}

/* What OpenFusion does not read cannot stop the start. */
static void
test_extra_fields_are_harmless(void **state)
{
	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_iTune\": [1, 2, 3]", "\"m_iTune\": [1]");
	rig_edit("w/xdt.json", "\"m_iCoolTime\": 10", "\"m_iCoolTime\": {}");
	rig_edit("w/xdt.json", "\"m_iHNpc\": 0", "\"m_iHNpc\": null");
	rig_edit("w/xdt.json", "\"m_iDelItemID\": [0, 0, 0, 0]",
	    "\"m_iDelItemID\": \"none\"");
	rig_load();
	assert_string_equal(rig.warnings, "");
}

static void
test_missing_tables_are_empty(void **state)
{
	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_pVendorTable\"", "\"x\"");
	rig_load_warned("xdt.json",
	    "m_pVendorTable.m_pItemData: there is no such table");
	assert_int_equal(rig.t->listing_count, 0);
	rig_edit("w/xdt.json", "\"m_pNpcTable\"", "\"y\"");
	rig_refused("xdt.json", "m_pNpcTable.m_pNpcData: has no rows");
	rig_setup(state);
	rig_set("w/NPCs.json", "{\"NPCs\": null}");
	rig_set("w/mobs.json", "{}");
	rig_set("w/drops.json", "{\"Mobs\": null}");
	rig_set("w/eggs.json", "{\"Eggs\": null}");
	rig_load();
	assert_int_equal(rig.t->spawn_count, 2);	/* the buses */
	assert_int_equal(rig.t->respawn_count, 0);
}

/* --- placements --- */

/* DEFECT spec/tabledata.md 2: negative types crashed. */
static void
test_invalid_npc_types(void **state)
{
	static const struct {
		const char *file, *old, *new, *key;
	} rows[] = {
		{ "NPCs.json", "\"iNPCType\": 1,", "\"iNPCType\": 2471,",
		  "NPCs[\"0\"]: contains an invalid NPC type: 2471" },
		{ "NPCs.json", "\"iNPCType\": 1,", "\"iNPCType\": -1,",
		  "NPCs[\"0\"]: contains an invalid NPC type: -1" },
		{ "NPCs.json", "\"iNPCType\": 1,", "\"iNPCType\": 40,",
		  "NPCs[\"0\"]: contains an invalid NPC type: 40" },
		{ "mobs.json", "\"iNPCType\": 50,", "\"iNPCType\": 99999,",
		  "mobs[\"0\"]: contains an invalid NPC type: 99999" },
		{ "mobs.json", "\"iNPCType\": 63,", "\"iNPCType\": 99999,",
		  "groups[\"0\"]: contains an invalid NPC type: 99999" },
		{ "mobs.json", "\"iNPCType\": 64,", "\"iNPCType\": -64,",
		  "aFollowers[0]: contains an invalid NPC type: -64" },
	};
	char path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rig_setup(state);
		str_format(path, sizeof(path), "w/%s", rows[i].file);
		rig_edit(path, rows[i].old, rows[i].new);
		rig_refused(rows[i].file, rows[i].key);
	}
}

/* Row i must be number i: a row out of place is nobody's type. */
static void
test_npc_row_out_of_place(void **state)
{
	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_iNpcNumber\": 1,", "\"m_iNpcNumber\": 2,");
	rig_refused("NPCs.json:", "contains an invalid NPC type: 1");
	assert_non_null(strstr(rig.warnings, "in 1 rows m_iNpcNumber is not"));
}

/* DEFECT spec/tabledata.md 7: key ranges can collide. */
static void
test_duplicate_ids(void **state)
{
	UNUSED(state);
	rig_set("w/NPCs.json", "{\"NPCs\": {\"9999\": {\"iNPCType\": 641,"
	    "\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iAngle\": 4}}}");
	rig_load_warned("mobs.json:", "id 10000 (type 50) is already taken");
	assert_int_equal(rig_spawn(10000)->kind, TDATA_SPAWN_NPC);
	/* A respawn point that is left out is none. */
	rig_set("w/NPCs.json", "{\"NPCs\": {\"1\": {\"iNPCType\": 1,"
	    "\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iAngle\": 4},"
	    "\"1x\": {\"iNPCType\": 641,"
	    "\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iAngle\": 4}}}");
	rig_load_warned("NPCs.json:", "id 2 (type 641) is already taken");
	assert_int_equal(rig.t->respawn_count, 0);
}

static void
test_odd_keys(void **state)
{
	UNUSED(state);
	rig_set("w/NPCs.json", "{\"NPCs\": {\"abc\": {\"iNPCType\": 1,"
	    "\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iAngle\": 4}}}");
	rig_load_warned("NPCs.json:", "NPCs[\"abc\"]: the key is no number");
	assert_non_null(rig_spawn(1));
	rig_edit("w/NPCs.json", "abc", "-5");
	rig_refused("NPCs.json:", "NPCs[\"-5\"]: the key must be a number");
	rig_edit("w/NPCs.json", "-5", "2147483647");
	rig_refused("NPCs.json:", "the key must be a number from 0");
	rig_set("w/NPCs.json", "{\"NPCs\": [{\"iNPCType\": 1,"
	    "\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iAngle\": 4}]}");
	rig_refused("NPCs.json:", "NPCs: is an array, must be an object");
}

static void
test_too_many_followers(void **state)
{
	const struct tdata_spawn *leader;

	UNUSED(state);
	rig_edit("w/mobs.json", "\"aFollowers\": [", "\"aFollowers\": ["
	    "{\"iNPCType\": 64}, {\"iNPCType\": 64}, {\"iNPCType\": 64},");
	rig_load_warned("mobs.json:", "Mob group leader with ID 30000 has too "
	    "many followers (5)");
	leader = rig_spawn(30000);
	assert_int_equal(leader->leader_id, 30000);
	assert_int_equal(leader->follower_ids[0], 0);
}

/* --- references --- */

static void
test_dangling_references(void **state)
{
	static const struct {
		const char *file, *old, *new, *key;
	} rows[] = {
		{ "drops.json", "\"CrateDropTypeID\": 3, \"MiscDropChanceID\"",
		  "\"CrateDropTypeID\": 33, \"MiscDropChanceID\"",
		  "MobDrops: MobDropID 12: CrateDropTypeID 33 does not" },
		{ "drops.json", "\"EventID\": 3, \"MobDropID\": 12",
		  "\"EventID\": 3, \"MobDropID\": 99",
		  "Events: EventID 3: MobDropID 99 does not exist" },
		{ "drops.json", "\"MobID\": 50, \"MobDropID\": 0",
		  "\"MobID\": 50, \"MobDropID\": 77",
		  "Mobs: MobID 50: MobDropID 77 does not exist" },
		{ "drops.json", "\"MobID\": 50,", "\"MobID\": 9999,",
		  "Mobs: MobID 9999 is no NPC type" },
		{ "drops.json", "\"CrateID\": 1, \"ItemSetID\": 1",
		  "\"CrateID\": 1, \"ItemSetID\": 100",
		  "Crates: CrateID 1: ItemSetID 100 does not exist" },
		{ "drops.json", "\"ItemSetID\": 1, \"RarityWeightID\": 0",
		  "\"ItemSetID\": 1, \"RarityWeightID\": 50",
		  "Crates: CrateID 1: RarityWeightID 50 does not exist" },
		{ "drops.json", "\"ItemReferenceIDs\": [0]",
		  "\"ItemReferenceIDs\": [0, 5555]",
		  "ItemSets: 5: ItemReferenceIDs: 5555 does not exist" },
		{ "drops.json", "\"ItemReferenceID\": 0, \"ItemID\": 1,",
		  "\"ItemReferenceID\": 0, \"ItemID\": 1111,",
		  "Item-Type pair (1111, 0) specified by item reference 0 was "
		  "not found" },
		{ "drops.json",
		  "\"Code\": \"Harbour\", \"ItemReferenceIDs\": [",
		  "\"Code\": \"Harbour\", \"ItemReferenceIDs\": [999,",
		  "Item reference 999 for code Harbour was not found" },
		{ "drops.json", "\"EPID\": 1,", "\"EPID\": 44,",
		  "EP with ID 44 not found" },
		{ "eggs.json", "\"EffectId\": 183", "\"EffectId\": 184",
		  "EggTypes: Id 66: EffectId 184 is no skill" },
		{ "eggs.json", "\"DropCrateId\": 9", "\"DropCrateId\": 90",
		  "EggTypes: Id 1: DropCrateId 90 is no item" },
		{ "eggs.json", "\"iType\": 1,", "\"iType\": 1000,",
		  "Eggs: iType 1000 is not in EggTypes" },
		{ "xdt.json", "\"m_iItemType\": 10, \"m_iitemID\": 2",
		  "\"m_iItemType\": 10, \"m_iitemID\": 22",
		  "vendor 10: item 22 of type 10 does not exist" },
		{ "xdt.json", "\"m_iSUReward\": 1", "\"m_iSUReward\": 100",
		  "task 3: m_iSUReward 100 is beyond the 6 rows" },
		{ "xdt.json", "\"m_iSUOutgoingTask\": 5",
		  "\"m_iSUOutgoingTask\": 5000",
		  "task 4: m_iSUOutgoingTask 5000 is no task" },
		{ "xdt.json", "\"m_iFOutgoingTask\": 12",
		  "\"m_iFOutgoingTask\": 1200",
		  "task 11: m_iFOutgoingTask 1200 is no task" },
		{ "xdt.json", "\"m_iHTerminatorNPCID\": 2,",
		  "\"m_iHTerminatorNPCID\": -2,",
		  "m_iHTerminatorNPCID -2 is no NPC type" },
		{ "xdt.json", "\"m_iHMissionID\": 3,",
		  "\"m_iHMissionID\": 1025,", "m_iHMissionID 1025 is not in" },
		{ "xdt.json", "\"m_iSTNanoID\": 36", "\"m_iSTNanoID\": 37",
		  "m_iSTNanoID 37 is no nano of this version" },
		{ "xdt.json", "\"m_iLimit_TaskID\": 17",
		  "\"m_iLimit_TaskID\": 1700", "m_iLimit_TaskID 1700 is no" },
		{ "xdt.json", "\"m_iNpcNumber\": 24, \"m_iIsInstance\"",
		  "\"m_iNpcNumber\": 40, \"m_iIsInstance\"",
		  "warp 1: m_iNpcNumber 40 is no NPC type" },
		{ "xdt.json", "\"m_iEndLocation\": 3, \"m_iCost\": 200",
		  "\"m_iEndLocation\": 33, \"m_iCost\": 200",
		  "trip 3: m_iEndLocation 33 does not exist" },
		{ "xdt.json", "\"m_iCost\": 200", "\"m_iCost\": -200",
		  "trip 3: m_iCost -200 is negative" },
		{ "xdt.json", "\"m_iNanoQuestTaskID\": 101",
		  "\"m_iNanoQuestTaskID\": 1010",
		  "m_pAvatarGrowData[1].m_iNanoQuestTaskID: 1010 is no task" },
		{ "xdt.json", "\"m_iMissionRewardItemID\": [1, 0, 0, 0]",
		  "\"m_iMissionRewardItemID\": [1111, 0, 0, 0]",
		  "m_pRewardData[2]: item 1111 of type 1 does not exist" },
		{ "xdt.json", "\"m_iActiveSkill1\": 50",
		  "\"m_iActiveSkill1\": 500",
		  "m_pNpcData[53].m_iActiveSkill1: skill 500 does not exist" },
		{ "xdt.json", "\"m_iPassiveBuff\": 56",
		  "\"m_iPassiveBuff\": 560",
		  "m_pNpcData[59].m_iPassiveBuff: skill 560 does not exist" },
		{ "xdt.json", "\"m_iSkillID\": 43", "\"m_iSkillID\": 430",
		  "m_iSkillID 430 is no skill" },
		{ "xdt.json", "\"m_iReqItemID\": 1,", "\"m_iReqItemID\": 11,",
		  "m_iReqItemID 11 is no general item" },
		{ "xdt.json", "\"m_iItemPrice\": 40", "\"m_iItemPrice\": -40",
		  "m_pWeaponItemTable.m_pItemData: item 1: a price" },
		{ "xdt.json", "\"m_iStyle\": 1", "\"m_iStyle\": 3",
		  "m_pNanoTable.m_pNanoData[2].m_iStyle: 3 is no style" },
	};
	char path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rig_setup(state);
		str_format(path, sizeof(path), "w/%s", rows[i].file);
		rig_edit(path, rows[i].old, rows[i].new);
		rig_load_warned(rows[i].file, rows[i].key);
	}
}

/* What is left when a reference dangles. */
static void
test_dangling_entries_are_skipped(void **state)
{
	UNUSED(state);
	rig_edit("w/drops.json", "\"CrateID\": 1, \"ItemSetID\": 1",
	    "\"CrateID\": 1, \"ItemSetID\": 100");
	rig_edit("w/drops.json", "\"MobID\": 50, \"MobDropID\": 0",
	    "\"MobID\": 50, \"MobDropID\": 77");
	rig_edit("w/eggs.json", "\"EffectId\": 183", "\"EffectId\": 184");
	rig_edit("w/xdt.json", "\"m_iSUReward\": 1", "\"m_iSUReward\": -1");
	rig_edit("w/xdt.json", "\"m_iActiveSkill1\": 50",
	    "\"m_iActiveSkill1\": 500");
	rig_edit("w/xdt.json", "\"m_iFOutgoingTask\": 12",
	    "\"m_iFOutgoingTask\": 1200");
	rig_load();
	assert_null(tdata_find_crate(rig.t, 1));
	assert_non_null(tdata_find_crate(rig.t, 2));
	assert_null(tdata_find_drop(rig.t, 50));
	assert_int_equal(tdata_find_egg_type(rig.t, 66)->skill, 0);
	assert_null(tdata_find_task(rig.t, 3)->reward);
	assert_int_equal(tdata_find_npc_type(rig.t, 53)->active_skill_prob, 0);
	assert_int_equal(tdata_find_task(rig.t, 11)->fail_task, 0);
}

/* DEFECT spec/items.md 9: totals of 0 divided by zero when rolled. */
static void
test_chances_that_cannot_fall(void **state)
{
	const struct tdata_drop *d;

	UNUSED(state);
	rig_edit("w/drops.json", "\"DropChanceTotal\": 1000",
	    "\"DropChanceTotal\": 0");
	rig_load_warned("drops.json", "CrateDropChances: 0: DropChance 300 of "
	    "0 can never fall");
	d = tdata_find_drop(rig.t, 50);
	assert_int_equal(d->crate.chance, 0);
	assert_int_equal(d->crate.total, 1);

	rig_edit("w/drops.json", "\"DropChanceTotal\": 0",
	    "\"DropChanceTotal\": 1000");
	rig_edit("w/drops.json", "[60, 30, 9, 1]", "[0, 0, 0, -1]");
	rig_load_warned("drops.json", "all CrateTypeDropWeights are 0");
	assert_int_equal(tdata_find_drop(rig.t, 50)->crate.chance, 0);

	rig_edit("w/drops.json", "[0, 0, 0, -1]", "[1, 1, 1, 1, 9]");
	rig_load_warned("drops.json", "has 5 weights for 4 CrateIDs");
	assert_int_equal(tdata_find_drop(rig.t, 50)->crate_count, 4);

	rig_edit("w/drops.json", "\"TaroAmount\": 6", "\"TaroAmount\": -6");
	rig_load_warned("drops.json", "MiscDropTypes: 1: an amount is");
	assert_int_equal(tdata_find_drop(rig.t, 50)->taros, 0);
}

/* DEFECT spec/racing.md: 0 pods or no time divided by zero. */
static void
test_race_without_pods(void **state)
{
	UNUSED(state);
	rig_edit("w/drops.json", "\"TotalPods\": 8", "\"TotalPods\": 0");
	rig_load_warned("drops.json:", "EP 1: TotalPods and TimeLimit");
	assert_int_equal(tdata_find_map(rig.t, 5)->max_pods, 0);
	assert_null(tdata_find_race(rig.t, 1));
}

/* DEFECT spec/eggs.md: times were taken as they are. */
static void
test_egg_times(void **state)
{
	UNUSED(state);
	rig_edit("w/eggs.json", "\"Regen\": 300", "\"Regen\": -300");
	rig_load_warned("eggs.json", "EggTypes: Id 1: Regen: -300 s");
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 0);
	rig_edit("w/eggs.json", "\"Regen\": -300", "\"Regen\": 2147483647");
	rig_load_warned("eggs.json", "604800 taken");
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->regen_s, 604800);
}

/* DEFECT spec/vendors.md 2: listings beyond 20 were invisible, but sold. */
static void
test_vendor_shows_twenty(void **state)
{
	enum { LISTINGS = 25 };
	char rows[4096] = "\"m_pVendorTable\": {\"m_pItemData\": [";
	uint32_t count;

	UNUSED(state);
	for (int i = 0; i < LISTINGS; i++) {
		size_t n = strlen(rows);

		str_format(rows + n, sizeof(rows) - n, "%s{\"m_iNpcNumber\": "
		    "%d, \"m_iSortNumber\": %d, \"m_iItemType\": 7,"
		    "\"m_iitemID\": %d}", i > 0 ? "," : "",
		    i == 3 ? 8 : 9, 100 - i, i == 5 ? 9999 : 119 + i % 3);
	}
	str_copy(rows + strlen(rows), 60, "]}, \"x\": {");
	rig_edit("w/xdt.json", "\"m_pVendorTable\": {", rows);
	rig_load_warned("xdt.json", "vendor 9: more than 20 listings");
	assert_int_equal(tdata_vendor_listings(rig.t, 9, &count)[3].sort, 96);
	assert_int_equal(count, 20);
	assert_int_equal(tdata_vendor_listings(rig.t, 8, &count)->sort, 97);
	assert_int_equal(count, 1);
}

/* DEFECT spec/items.md 7.2: the nano of a capsule indexed an array. */
static void
test_capsule_of_no_nano(void **state)
{
	UNUSED(state);
	rig.opt.protocol = 1013;
	rig.opt.patches = "1013";
	rig_edit("p/1013/drops.json", "\"Nano\": 40", "\"Nano\": 58");
	rig_load_warned("drops.json", "NanoCapsules: CrateID 31: there is no "
	    "nano 58");
	assert_int_equal(tdata_capsule_nano(rig.t, 31), 0);
	assert_int_equal(tdata_capsule_nano(rig.t, 32), 41);
}

static void
test_bad_codes(void **state)
{
	UNUSED(state);
	rig_edit("w/drops.json", "\"Code\": \"lantern\"", "\"Code\": \"\"");
	rig_load_warned("drops.json:", "CodeItems: a code needs 1 to 256");
	assert_int_equal(rig.t->code_count, 1);
	rig_edit("w/drops.json", "\"Code\": \"\"", "\"Code\": \"HARBOUR\"");
	rig_load();
	assert_int_equal(rig.t->code_count, 1);
	assert_int_equal(tdata_find_code(rig.t, "harbour")->item_count, 3);
}

/* Rows with the same id: the last in key order counts. */
static void
test_duplicate_rows(void **state)
{
	UNUSED(state);
	rig_edit("w/drops.json", "\"MiscDropTypes\": {", "\"MiscDropTypes\": {"
	    "\"9\": {\"MiscDropTypeID\": 1, \"PotionAmount\": 0,"
	    "\"BoostAmount\": 0, \"TaroAmount\": 66, \"FMAmount\": 0},");
	rig_edit("w/xdt.json", "\"m_iWarpNumber\": 2,",
	    "\"m_iWarpNumber\": 1,");
	rig_load();
	assert_int_equal(tdata_find_drop(rig.t, 50)->taros, 66);
	assert_false(tdata_find_warp(rig.t, 1)->is_instance);
	assert_null(tdata_find_warp(rig.t, 2));
}

/* A table of another build dangles everywhere: a sample is enough. */
static void
test_warnings_are_bounded(void **state)
{
	uint32_t lines = 0;

	UNUSED(state);
	rig_edit("w/xdt.json", "\"m_pWeaponItemTable\": {",
	    "\"m_pWeaponItemTable\": {\"m_pItemData\": []}, \"x\": {");
	rig_edit("w/xdt.json", "\"m_pSkillTable\": {",
	    "\"m_pSkillTable\": {\"m_pSkillData\": []}, \"y\": {");
	rig_load();
	for (const char *p = rig.warnings; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_true(lines <= 40 * 8);
	assert_non_null(strstr(rig.infos, "more warnings"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(test_missing_files),
		RIG_TEST(test_malformed_files),
		RIG_TEST(test_unreadable_file),
		RIG_TEST(test_too_long_paths),
		RIG_TEST(test_too_many_modules),
		RIG_TEST(test_wrong_types),
		RIG_TEST(test_lenient_numbers),
		RIG_TEST(test_short_arrays),
		RIG_TEST(test_short_level_table),
		RIG_TEST(test_missing_npc_field_warns),
		RIG_TEST(test_extra_fields_are_harmless),
		RIG_TEST(test_missing_tables_are_empty),
		RIG_TEST(test_invalid_npc_types),
		RIG_TEST(test_npc_row_out_of_place),
		RIG_TEST(test_duplicate_ids),
		RIG_TEST(test_odd_keys),
		RIG_TEST(test_too_many_followers),
		RIG_TEST(test_dangling_references),
		RIG_TEST(test_dangling_entries_are_skipped),
		RIG_TEST(test_chances_that_cannot_fall),
		RIG_TEST(test_race_without_pods),
		RIG_TEST(test_egg_times),
		RIG_TEST(test_vendor_shows_twenty),
		RIG_TEST(test_capsule_of_no_nano),
		RIG_TEST(test_bad_codes),
		RIG_TEST(test_duplicate_rows),
		RIG_TEST(test_warnings_are_bounded),
	};

	return cmocka_run_group_tests_name("tdata_bad", tests, NULL, NULL);
}
