/*
 * test_tool_char.c - fusiond char: characters listed, shown and mended.
 *
 * Called: by tests/run.
 * Thread: main; children are the tool, and a server beside it.
 *
 * Of the small world's tables: task 7 (mission 6) asks for 3 kills, 8 (mission
 * 7) for four of quest item 1, 9 and 10 are mission 8 with quest item 2, 4 and
 * 5 are mission 4; weapon 328, shirt 217, thing 119 in stacks of 100.
 */
#include "tool_rig.h"

/* One character, id 1, without a fault. */
static int
setup(void **state)
{
	struct tool_rig *rig = rig_new();

	assert_int_equal(make_player(rig->fx, "Ann"), 1);
	sql_exec(rig->fx->path, "INSERT INTO RunningQuests VALUES "
	    "(1, 7, 2, 0, 0), (1, 8, 0, 0, 0);"
	    "INSERT INTO QuestItems VALUES (1, 0, 1, 3);"
	    "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt) VALUES "
	    "(1, 0, 328, 0, 1), (1, 1, 217, 1, 1), (1, 9, 119, 7, 100);"
	    "INSERT INTO Nanos VALUES (1, 1, 1, 150);"
	    "UPDATE Players SET CurrentMissionID = 6, Nano1 = 1, "
	    "Quests = x'03' || zeroblob(127)");
	*state = rig;
	return 0;
}

static void
check_dump(const struct tool_rig *rig, char out[8192])
{
	/* all that a repair may touch, as text */
	sql_text(rig->fx->path,
	    "SELECT (SELECT group_concat(TaskID || ':' || RemainingNPCCount1 "
	    "|| ':' || RemainingNPCCount2) FROM RunningQuests) || '|' || "
	    "(SELECT group_concat(Slot || ':' || ID || ':' || Opt) FROM "
	    "QuestItems) || '|' || (SELECT group_concat(Slot || ':' || Type "
	    "|| ':' || ID || ':' || Opt) FROM Inventory) || '|' || "
	    "(SELECT group_concat(ID) FROM Nanos) || '|' || (SELECT "
	    "CurrentMissionID || ':' || Nano1 || ':' || Nano2 || ':' || "
	    "XCoordinate || ':' || ZCoordinate FROM Players)", out, 8192);
}

/* Whatever is done to it, twice mended it has nothing more to mend. */
static void
repair(struct tool_rig *rig, const char *sql)
{
	char before[8192], after[8192];

	sql_exec(rig->fx->path, sql);
	check_dump(rig, before);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--dry-run"),
	    0);
	assert_says(rig->out, "nothing is changed");
	check_dump(rig, after);
	assert_string_equal(before, after);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
	check_dump(rig, after);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--dry-run"),
	    0);
	if (strstr(rig->out, "nothing is wrong") == NULL)
		assert_says(rig->out, "would mend 0");
	str_copy(rig->out, sizeof(rig->out), after);
}

static void
test_sound(void **state)
{
	struct tool_rig *rig = *state;
	char before[8192], after[8192];

	check_dump(rig, before);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
	assert_says(rig->out, "nothing is wrong");
	check_dump(rig, after);
	assert_string_equal(before, after);
}

static void
test_tasks(void **state)
{
	struct tool_rig *rig = *state;

	/* unknown, a placeholder, twice, of mission 2 that is done */
	repair(rig, "INSERT INTO RunningQuests VALUES (1, 9999, 1, 2, 3), "
	    "(1, 0, 0, 0, 0), (1, 7, 1, 0, 0), (1, 2, 0, 0, 0), "
	    "(1, -5, 0, 0, 0)");
	assert_says(rig->out, "7:2:0,8:0:0|");
}

static void
test_too_many_tasks(void **state)
{
	struct tool_rig *rig = *state;

	repair(rig, "INSERT INTO RunningQuests VALUES (1, 3, 0, 0, 0), "
	    "(1, 4, 0, 0, 0), (1, 6, 0, 0, 0), (1, 9, 0, 0, 0), "
	    "(1, 11, 0, 0, 0), (1, 13, 0, 0, 0)");
	assert_says(rig->out, "7:2:0,8:0:0,3:0:0,4:0:0,6:0:0,9:0:0|");
}

static void
test_counts(void **state)
{
	struct tool_rig *rig = *state;

	repair(rig, "UPDATE RunningQuests SET RemainingNPCCount1 = 400, "
	    "RemainingNPCCount2 = -1");
	assert_says(rig->out, "7:3:0,8:0:0|");
}

static void
test_current_mission(void **state)
{
	struct tool_rig *rig = *state;

	repair(rig, "UPDATE Players SET CurrentMissionID = 8");
	assert_says(rig->out, "|0:1:0:");
}

static void
test_quest_items(void **state)
{
	struct tool_rig *rig = *state;

	/* of nobody, of an unknown kind, of a slot that is not there */
	repair(rig, "INSERT INTO QuestItems VALUES (1, 1, 2, 1), "
	    "(1, 2, 70000, 1), (1, 50, 1, 1), (1, -1, 1, 1), (1, 3, 1, 0)");
	assert_says(rig->out, "|0:1:3|");
}

/* What one task of a mission gives, a later one may still want. */
static void
test_quest_items_of_the_mission(void **state)
{
	struct tool_rig *rig = *state;
	char before[8192], after[8192];

	sql_exec(rig->fx->path, "INSERT INTO RunningQuests VALUES "
	    "(1, 10, 0, 0, 0); INSERT INTO QuestItems VALUES (1, 1, 2, 1)");
	check_dump(rig, before);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
	check_dump(rig, after);
	assert_string_equal(before, after);
}

static void
test_nanos(void **state)
{
	struct tool_rig *rig = *state;

	repair(rig, "INSERT INTO Nanos VALUES (1, 0, 1, 1), (1, 37, 1, 1), "
	    "(1, 4000, 1, 1); UPDATE Players SET Nano2 = 5, Nano3 = 4000");
	assert_says(rig->out, "|1|6:1:0:");
}

static void
test_place(void **state)
{
	struct tool_rig *rig = *state;

	repair(rig, "UPDATE Players SET ZCoordinate = 2000000000, "
	    "XCoordinate = 1");
	assert_says(rig->out, ":632032:-5500");
}

static void
test_items(void **state)
{
	struct tool_rig *rig = *state;

	/* a shirt as a hat, a thing as a weapon, one in no slot at all */
	repair(rig, "INSERT INTO Inventory (PlayerID, Slot, ID, Type, Opt) "
	    "VALUES (1, 4, 217, 1, 1), (1, 500, 119, 7, 3), "
	    "(1, -3, 328, 0, 1); UPDATE Inventory SET Slot = 2 WHERE "
	    "Slot = 1");
	assert_says(rig->out, "0:0:328:1,");
	assert_null(strstr(rig->out, "500:"));
	assert_null(strstr(rig->out, "-3:"));
	/* nothing of it is lost */
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT count(*) FROM Inventory"), 6);
	assert_int_equal(sql_int(rig->fx->path, "SELECT count(*) FROM "
	    "Inventory WHERE Slot BETWEEN 9 AND 13"), 5);
}

static void
test_full_bag(void **state)
{
	struct tool_rig *rig = *state;
	int64_t full = 50 + 119;

	repair(rig, "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 "
	    "FROM n WHERE i < 177) INSERT INTO Inventory (PlayerID, Slot, ID, "
	    "Type, Opt) SELECT 1, i, 119, 7, 1 FROM n; INSERT INTO Inventory "
	    "(PlayerID, Slot, ID, Type, Opt) VALUES (1, 4, 217, 1, 1)");
	assert_int_equal(sql_int(rig->fx->path, "SELECT count(*) FROM "
	    "Inventory WHERE Slot >= 9"), full);
	assert_int_equal(sql_int(rig->fx->path, "SELECT count(*) FROM "
	    "Inventory WHERE Slot = 4"), 1);
}

static void
test_unknown_items_go_aside_on_demand(void **state)
{
	struct tool_rig *rig = *state;
	char aside[128], before[8192], after[8192], *sql;
	FILE *f;
	size_t n;

	str_format(aside, sizeof(aside), "%s/aside.sql", rig->fx->dir);
	sql_exec(rig->fx->path, "INSERT INTO Inventory (PlayerID, Slot, ID, "
	    "Type, Opt, TimeLimit) VALUES (1, 20, 9999, 7, 5, 77), "
	    "(1, 21, 1, 33, -4, 0); INSERT INTO RunningQuests VALUES "
	    "(1, 9999, 1, 2, 3); INSERT INTO QuestItems VALUES (1, 5, 9, 2);"
	    "INSERT INTO Nanos VALUES (1, 99, 2, 3)");
	check_dump(rig, before);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--aside",
	    aside, "--dry-run"), 0);
	assert_int_equal(access(aside, F_OK), -1);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--aside",
	    aside), 0);
	assert_says(rig->out, "found 5, mended 5");
	assert_int_equal(sql_int(rig->fx->path, "SELECT count(*) FROM "
	    "Inventory"), 3);
	/* what it has written puts everything back */
	f = fopen(aside, "r");
	assert_non_null(f);
	sql = calloc(1, 4096);
	n = fread(sql, 1, 4095, f);
	assert_true(n > 0);
	fclose(f);
	sql_exec(rig->fx->path, sql);
	free(sql);
	check_dump(rig, after);
	assert_string_equal(before, after);
	/* an older file is not written over, and nothing is changed then */
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--aside",
	    aside), 1);
	assert_says(rig->err, "aside.sql: File exists");
	check_dump(rig, after);
	assert_string_equal(before, after);
	unlink(aside);
}

/* Without a place for them they stay, and are told. */
static void
test_unknown_items_stay(void **state)
{
	struct tool_rig *rig = *state;

	sql_exec(rig->fx->path, "INSERT INTO Inventory (PlayerID, Slot, ID, "
	    "Type, Opt) VALUES (1, 20, 9999, 7, 5), (1, 22, 119, 7, 101)");
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
	assert_says(rig->out, "item 9999 of type 7 in slot 20 is in no table");
	assert_says(rig->out, "is a stack of 101, 100 is the most");
	assert_says(rig->out, "found 2, mended 0");
	assert_int_equal(sql_int(rig->fx->path, "SELECT count(*) FROM "
	    "Inventory"), 5);
}

static void
test_drop_task(void **state)
{
	struct tool_rig *rig = *state;

	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "Ann Tester",
	    "--drop-task", "8"), 0);
	assert_says(rig->out, "task 8 (mission 7");
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1",
	    "--drop-task", "8"), 0);
	assert_says(rig->out, "task 8 is not among the running ones");
	/* with its four things */
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT count(*) FROM QuestItems"), 0);
	assert_int_equal(sql_int(rig->fx->path,
	    "SELECT group_concat(TaskID) FROM RunningQuests"), 7);
}

static void
test_in_the_world(void **state)
{
	struct tool_rig *rig = *state;
	char before[8192], after[8192];
	struct rig_server server;

	sql_exec(rig->fx->path, "INSERT INTO RunningQuests VALUES "
	    "(1, 9999, 1, 2, 3)");
	check_dump(rig, before);
	server = rig_serve(rig, 1);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 1);
	assert_says(rig->err, "is in the world");
	/* looking is allowed */
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1", "--dry-run"),
	    0);
	assert_int_equal(RIG_RUN(rig, "", "char", "list"), 0);
	assert_says(rig->out, "in the world");
	assert_int_equal(RIG_RUN(rig, "", "char", "show", "1"), 0);
	assert_says(rig->out, "in the world now");
	check_dump(rig, after);
	assert_string_equal(before, after);
	rig_server_end(&server);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
}

/* There claims do not last, so whoever is asked for might be in. */
static void
test_server_with_rollback_journals(void **state)
{
	struct tool_rig *rig = *state;
	int32_t bert = make_player(rig->fx, "Bert");
	struct rig_server server;

	rig->fx->opt.journal = DB_JOURNAL_DELETE;
	server = rig_serve(rig, bert);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 1);
	assert_says(rig->err, "journalmode=delete");
	rig_server_end(&server);
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 0);
}

static void
test_list_and_show(void **state)
{
	struct tool_rig *rig = *state;

	(void)make_player(rig->fx, "Bert");
	assert_int_equal(RIG_RUN(rig, "", "char", "list"), 0);
	assert_says(rig->out, "Ann Tester");
	assert_says(rig->out, "Bert Tester");
	assert_int_equal(RIG_RUN(rig, "", "char", "list", "bert"), 0);
	assert_null(strstr(rig->out, "Ann"));
	assert_int_equal(RIG_RUN(rig, "", "char", "list", "carl"), 1);
	assert_int_equal(RIG_RUN(rig, "", "char", "show", "ann tester"), 0);
	assert_says(rig->out, "Ann Tester, id 1, account Ann");
	assert_says(rig->out, "task 7 of mission 6 (normal, defeat), kills "
	    "left 2 of 3 of NPC type 50");
	assert_says(rig->out, "missions done: 1-2\n");
	assert_says(rig->out, "worn      0: weapon 328, from level 1");
	assert_says(rig->out, "carried   0: thing 119 x 100");
	assert_says(rig->out, "nano 1: power 1, stamina 150");
	assert_int_equal(RIG_RUN(rig, "", "char", "show", "Nobody There"), 1);
	assert_int_equal(RIG_RUN(rig, "", "char", "show", "77"), 1);
}

static void
test_without_tables(void **state)
{
	struct tool_rig *rig = *state;

	rig_write_config(rig, "xdtdata=none.json\n");
	assert_int_equal(RIG_RUN(rig, "", "char", "show", "1"), 0);
	assert_says(rig->out, "task 7, kills left 2 0 0\n");
	assert_says(rig->err, "none.json");
	assert_int_equal(RIG_RUN(rig, "", "char", "repair", "1"), 1);
	assert_says(rig->err, "none.json");
}

static void
test_usage(void **state)
{
	struct tool_rig *rig = *state;
	static const char *const wrong[][5] = {
		{ "char" },
		{ "char", "show" },
		{ "char", "show", "1", "--dry-run" },
		{ "char", "list", "a", "b" },
		{ "char", "repair", "1", "--drop-task", "x" },
		{ "char", "eat", "1" },
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *words[6] = { 0 };

		memcpy(words, wrong[i], sizeof(wrong[i]));
		assert_int_equal(rig_run_with(rig, "", words), 2);
		assert_says(rig->err, "usage: fusiond char");
	}
	assert_int_equal(RIG_RUN(rig, "", "char", "--help"), 0);
	assert_says(rig->out, "--drop-task N");
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_sound),
		T(test_tasks),
		T(test_too_many_tasks),
		T(test_counts),
		T(test_current_mission),
		T(test_quest_items),
		T(test_quest_items_of_the_mission),
		T(test_nanos),
		T(test_place),
		T(test_items),
		T(test_full_bag),
		T(test_unknown_items_go_aside_on_demand),
		T(test_unknown_items_stay),
		T(test_drop_task),
		T(test_in_the_world),
		T(test_server_with_rollback_journals),
		T(test_list_and_show),
		T(test_without_tables),
		T(test_usage),
	};

	return cmocka_run_group_tests_name("tool_char", tests, NULL, NULL);
}
