/*
 * test_tdata_label.c - names of things, for tools.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "tdata_rig.h"

#include "tdata/label.h"

/* A shirt, an NPC and a mission as the client's own table has them. */
static void
add_labels(void)
{
	rig_edit("w/xdt.json", "\"m_pShirtsItemTable\": { ",
	    "\"m_pShirtsItemTable\": { \"m_pItemStringData\": [ "
	    "{ \"m_strName\": \"\" }, { \"m_strName\": 5 }, "
	    "{ \"m_strName\": \"Red shirt\" } ], ");
	rig_edit("w/xdt.json", "\"m_iItemNumber\": 217,",
	    "\"m_iItemNumber\": 217, \"m_iItemName\": 2,");
	rig_edit("w/xdt.json", "\"m_pMissionTable\": { ",
	    "\"m_pMissionTable\": { \"m_pMissionStringData\": [ "
	    "{ \"m_pstrNameString\": \"Fusions, Fusions\" } ], ");
	rig_edit("w/xdt.json", "\"m_iHTaskID\": 7,",
	    "\"m_iHTaskID\": 7, \"m_iHMissionName\": 0,");
}

static void
test_labels(void **state)
{
	const struct tdata *t;

	UNUSED(state);
	add_labels();
	rig.opt.has_labels = true;
	t = rig_load();
	assert_string_equal(tdata_find_label(t,
	    TDATA_LABEL_ITEM + TDATA_ITEM_SHIRT, 217), "Red shirt");
	assert_string_equal(tdata_find_label(t, TDATA_LABEL_TASK, 7),
	    "Fusions, Fusions");
	/* the same number elsewhere is somebody else */
	assert_null(tdata_find_label(t, TDATA_LABEL_ITEM + TDATA_ITEM_PANTS,
	    217));
	assert_null(tdata_find_label(t, TDATA_LABEL_NPC, 217));
	assert_null(tdata_find_label(t, TDATA_LABEL_TASK, 8));
}

/* The server has no use for them. */
static void
test_only_on_demand(void **state)
{
	UNUSED(state);
	add_labels();
	assert_null(tdata_find_label(rig_load(),
	    TDATA_LABEL_ITEM + TDATA_ITEM_SHIRT, 217));
}

/* What leads nowhere is no name, and no fault. */
static void
test_dangling(void **state)
{
	static const char *const places[] = { "0", "1", "3", "-1", "\"2\"",
	    "4000000000" };
	char row[80];

	UNUSED(state);
	add_labels();
	rig.opt.has_labels = true;
	str_copy(row, sizeof(row), "\"m_iItemName\": 2,");
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		char next[80];

		str_format(next, sizeof(next), "\"m_iItemName\": %s,",
		    places[i]);
		rig_edit("w/xdt.json", row, next);
		str_copy(row, sizeof(row), next);
		assert_null(tdata_find_label(rig_load(),
		    TDATA_LABEL_ITEM + TDATA_ITEM_SHIRT, 217));
	}
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_labels),
		T(test_only_on_demand),
		T(test_dangling),
	};

	return cmocka_run_group_tests_name("tdata_label", tests, NULL, NULL);
}
