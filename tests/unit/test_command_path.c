/* test_command_path.c - making the path of an NPC (spec/commands.md 2). */
#include "work_rig.h"

#include "game/command_path.h"
#include "game/movement.h"
#include "tdata/lerp.h"

enum { NPC = 50, MARKER = 1386 };

static struct npc *npc;

/* An NPC of the tables beside the editor. */
static int
setup(void **state)
{
	static const struct handler *const tables[] = { movement_handlers,
		NULL };

	work_setup(state);
	dispatch_init(&rig.dispatch, tables);
	rig.events.player_ran[0] = command_path_on_player_ran;
	gruntwork_begin(&rig.w, true);
	npc = rig_npc(NPC, TYPE_FRIEND, 1100, 1000, rig.w.overworld);
	return 0;
}

static void
expect_enter(int32_t id, int32_t type, int32_t x, int32_t y)
{
	const struct wire_npc_appearance_data *got =
	    &RIG_EXPECT(self, fe2cl_npc_enter)->npc_appearance_data;

	assert_int_equal(id, got->npc_id);
	assert_int_equal(type, got->npc_type);
	assert_int_equal(NPC_DEFAULT_HP, got->hp);
	assert_int_equal(x, got->x);
	assert_int_equal(y, got->y);
	assert_int_equal(0, got->angle);
}

static void
expect_exit(int32_t id)
{
	assert_int_equal(id, RIG_EXPECT(self, fe2cl_npc_exit)->npc_id);
}

static void
run_to(int32_t x, int32_t y)
{
	RIG_DO(self, cl2fe_req_pc_move, .x = x, .y = y);
	rig_forget();
}

/* --- what is said --- */

static void
without_an_edit(void **state)
{
	UNUSED(state);
	say("/path");
	rig_expect_message(self, "[PATH] Too few arguments");
	rig_expect_message(self, "[PATH] Usage: /path "
	    "<start/kf/undo/here/test/cancel/end>");
	say("/path dance");
	rig_expect_message(self, "[PATH] No NPC is currently following you");
	rig_expect_message(self,
	    "[PATH] Run '/path start' near an NPC first");
	view_move(&rig.w, &npc->e, 1100, 1000, 0, instance_get(&rig.w, 9));
	rig_forget();
	say("/path start");
	rig_expect_message(self, "[PATH] No NPCs found nearby");
	rig_expect_nothing(self);
}

static void
markers_are_the_editors_alone(void **state)
{
	struct player *other = rig_player(2, "Other", 1000, 1000,
	    rig.w.overworld);

	UNUSED(state);
	say("/path start");
	rig_expect_message(self, "[PATH] NPC 50 is now following you");
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
	say("/path start");
	rig_expect_message(self, "[PATH] An NPC is already following you");
	rig_expect_message(self,
	    "[PATH] Run '/path end' first, if you're done");
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
	say("/path kf");
	rig_expect_message(self, "[PATH] Added keyframe");
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
	expect_enter(WORK_FIRST_ID - 1, MARKER, 1100, 1000);
	say("/path");
	RIG_EXPECT(self, fe2cl_pc_motd_login);
	RIG_EXPECT(self, fe2cl_pc_motd_login);
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
	expect_enter(WORK_FIRST_ID - 1, MARKER, 1100, 1000);
	rig_expect_nothing(self);
	rig_expect_nothing(other);
	assert_null(world_npc_by_id(&rig.w, WORK_FIRST_ID));
}

static void
keyframes_are_undone(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	say_quietly("/path kf");
	say("/path undo");
	expect_exit(WORK_FIRST_ID - 1);
	rig_expect_message(self, "[PATH] Undid last keyframe");
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
	say("/path undo");
	rig_expect_message(self, "[PATH] Nothing to undo");
	say("/path dance");
	rig_expect_message(self, "[PATH] Unknown argument 'dance'");
	rig_expect_nothing(self);
}

static void
it_comes_and_goes_back(void **state)
{
	UNUSED(state);
	npc->e.angle = 90;
	say_quietly("/path start");
	say("/path here");
	expect_exit(NPC);
	expect_enter(NPC, TYPE_FRIEND, 1000, 1000);
	rig_expect_message(self, "[PATH] Come here");
	say("/path cancel");
	expect_exit(NPC);
	expect_enter(NPC, TYPE_FRIEND, 1100, 1000);
	expect_exit(WORK_FIRST_ID);
	rig_expect_message(self, "[PATH] NPC 50 is no longer following you");
	rig_expect_nothing(self);
	assert_false(npc->is_edited);
	assert_false(rig.w.gruntwork.is_dirty);
	say("/path kf");
	rig_expect_message(self, "[PATH] No NPC is currently following you");
}

/* --- following --- */

/* spec/movement.md: 0.95 of the way, 450 units a second. */
static void
it_follows_who_runs(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	run_to(3100, 1000);
	path_tick(&rig.w);
	/* 1900 of 2000 units: four points between. */
	assert_int_equal(1480, RIG_EXPECT(self, fe2cl_npc_move)->to_x);
	/* From where it is, it follows anew. */
	run_to(1480, 2000);
	path_tick(&rig.w);
	assert_int_equal(1480, npc->e.x);
	assert_int_equal(1316, npc->e.y);
	rig_forget();
	/* Only running counts. */
	RIG_DO(self, cl2fe_req_pc_stop, .x = 1480, .y = 1000);
	for (int i = 0; i < 10; i++)
		path_tick(&rig.w);
	assert_int_equal(1633, npc->e.y);
}

static void
it_stays_when_the_edit_is_over(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	say_quietly("/path cancel");
	run_to(3100, 1000);
	assert_false(path_is_walking(npc));
}

/* DEFECT, spec/movement.md: the next step was a use after free. */
static void
who_was_taken_away_follows_no_more(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	world_remove_npc(&rig.w, npc);
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_move, .x = 1200, .y = 1000);
	expect_exit(WORK_FIRST_ID);
	rig_expect_message(self, "[PATH] NPC 50 is no longer following you");
	rig_pass(10);
	run_to(1300, 1000);
	assert_int_equal(0, rig.w.gruntwork.edits.count);
}

/* The same for each command, now and in a later tick. */
static void
commands_find_out_that_it_is_gone(void **state)
{
	static const char *const lines[] = { "/path kf", "/path undo",
		"/path here", "/path test", "/path cancel", "/path end",
		"/path dance" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct npc *n = rig_npc(60 + (int32_t)i, TYPE_FRIEND, 1000,
		    1000, rig.w.overworld);

		say_quietly("/path start");
		world_remove_npc(&rig.w, n);
		if (i % 2 == 0)
			rig_pass(10);
		rig_forget();
		say(lines[i]);
		RIG_EXPECT(self, fe2cl_npc_exit);
		RIG_EXPECT(self, fe2cl_pc_motd_login);
		rig_expect_message(self,
		    "[PATH] No NPC is currently following you");
		rig_forget();
	}
	assert_false(rig.w.gruntwork.is_dirty);
}

/* An edit belongs to the character, not to its connection. */
static void
an_edit_outlasts_a_logout(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	world_remove_player(&rig.w, self);
	rig_pass(10);
	self = rig_player(1, "Self", 1000, 1000, rig.w.overworld);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	say("/path kf");
	rig_expect_message(self, "[PATH] Added keyframe");
	expect_enter(WORK_FIRST_ID, MARKER, 1100, 1000);
}

static void
one_npc_has_one_editor(void **state)
{
	struct player *first = self;

	UNUSED(state);
	say_quietly("/path start");
	self = rig_player(2, "Other", 1000, 1000, rig.w.overworld);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	say("/path start");
	rig_expect_message(self, "[PATH] NPC 50 follows somebody else");
	self = first;
}

/* Eggs and buses come in packets of their own. */
static void
eggs_have_no_path(void **state)
{
	UNUSED(state);
	say_quietly("/egg 60");
	say("/path start");
	rig_expect_message(self, "[PATH] NPC 50 is now following you");
}

/* --- trying and keeping --- */

/* A square of 300 units with the NPC's place as its first corner. */
static void
make_path(void)
{
	static const struct tdata_point at[] = { { 1400, 1000, 0 },
		{ 1400, 1300, 0 }, { 1100, 1300, 0 } };

	say_quietly("/path start");
	for (size_t i = 0; i < COUNT_OF(at); i++) {
		view_move(&rig.w, &self->e, at[i].x, at[i].y, at[i].z,
		    rig.w.overworld);
		say_quietly("/path here");
		say_quietly("/path kf");
	}
}

static void
expect_walk(int32_t x, int32_t y)
{
	path_tick(&rig.w);
	assert_int_equal(x, npc->e.x);
	assert_int_equal(y, npc->e.y);
}

static void
a_path_is_tried(void **state)
{
	UNUSED(state);
	make_path();
	say("/path test 150");
	expect_exit(NPC);
	expect_enter(NPC, TYPE_FRIEND, 1100, 1000);
	rig_expect_message(self, "[PATH] Testing NPC path");
	for (int round = 0; round < 2; round++) {
		expect_walk(1100, 1000);
		expect_walk(1200, 1000);
		expect_walk(1300, 1000);
		expect_walk(1400, 1000);
		for (int i = 0; i < 8; i++)
			path_tick(&rig.w);
	}
	assert_false(rig.w.gruntwork.is_dirty);
}

/* DEFECT, spec/transport.md 2 and spec/commands.md 2: it divided by zero. */
static void
wrong_speeds_are_refused(void **state)
{
	static const char *const speeds[] = { "0", "-1", "x", "4294967295" };
	char line[64], text[64];

	UNUSED(state);
	make_path();
	for (size_t i = 0; i < COUNT_OF(speeds); i++) {
		str_format(text, sizeof(text), "[PATH] Invalid speed %s",
		    speeds[i]);
		str_format(line, sizeof(line), "/path test %s", speeds[i]);
		say(line);
		rig_expect_message(self, text);
		str_format(line, sizeof(line), "/path end %s", speeds[i]);
		say(line);
		rig_expect_message(self, text);
		rig_expect_nothing(self);
	}
	assert_int_equal(1, rig.w.gruntwork.edits.count);
}

static const char square[] = "{\"paths\":[{\"aNPCIDs\":[50],\"aPoints\":["
    "{\"iStopTicks\":0,\"iX\":1100,\"iY\":1000,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":1400,\"iY\":1000,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":1400,\"iY\":1300,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":1100,\"iY\":1300,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":1100,\"iY\":1000,\"iZ\":0}],"
    "\"bLoop\":true,\"bRelative\":false,\"iBaseSpeed\":150,"
    "\"iTaskID\":-1}]}\n";

static void
a_path_is_kept(void **state)
{
	UNUSED(state);
	make_path();
	say("/path end 150");
	expect_exit(NPC);
	expect_enter(NPC, TYPE_FRIEND, 1100, 1000);
	for (int i = 0; i < 4; i++)
		expect_exit(WORK_FIRST_ID - i);
	rig_expect_message(self, "[PATH] NPC 50 is no longer following you");
	rig_expect_nothing(self);
	work_answer(DB_OK, 0);
	rig_expect_message(self, "[PATH] Path saved to gruntwork");
	expect_walk(1100, 1000);
	expect_walk(1200, 1000);
	run_to(5000, 5000);
	expect_walk(1300, 1000);
	assert_string_equal(square, work_text());
}

static void
a_path_is_relative(void **state)
{
	UNUSED(state);
	make_path();
	say_quietly("/path end 300 r");
	work_answer(DB_OK, 0);
	expect_walk(1100, 1000);
	expect_walk(1250, 1000);
	assert_non_null(strstr(work_text(), "\"aPoints\":["
	    "{\"iStopTicks\":0,\"iX\":0,\"iY\":0,\"iZ\":0},"
	    "{\"iStopTicks\":0,\"iX\":300,\"iY\":0,\"iZ\":0},"));
	assert_non_null(strstr(work_text(),
	    "{\"iStopTicks\":0,\"iX\":0,\"iY\":0,\"iZ\":0}],"
	    "\"bLoop\":true,\"bRelative\":true,\"iBaseSpeed\":300"));
}

static void
a_path_that_is_not_written_is_no_success(void **state)
{
	UNUSED(state);
	make_path();
	say_quietly("/path end");
	work_answer(DB_ERROR, 5);
	rig_expect_message(self,
	    "[PATH] Path not saved to gruntwork: Input/output error");
	assert_true(rig.w.gruntwork.is_dirty);
}

/* --- mobs --- */

/* DEFECTs, spec/commands.md 2: the next start failed on such a path. */
static void
a_mobs_path_begins_where_it_is_placed(void **state)
{
	struct npc *mob = mob_at(60, TYPE_ROAMER, 1010, 1000);

	UNUSED(state);
	view_move(&rig.w, &mob->e, 1000, 1000, 0, rig.w.overworld);
	rig_forget();
	say("/path start");
	rig_expect_message(self, "[PATH] NPC 60 is now following you");
	expect_enter(WORK_FIRST_ID, MARKER, 1010, 1000);
	say("/path end 300 r");
	rig_expect_message(self, "[PATH] The path of a mob cannot be relative");
	rig_expect_nothing(self);
	say_quietly("/path kf");
	say_quietly("/path end");
	work_answer(DB_OK, 0);
	assert_int_equal(1010, mob->e.x);
	assert_true(path_is_fixed(mob));
	assert_non_null(strstr(work_text(), "\"aPoints\":["
	    "{\"iStopTicks\":0,\"iX\":1010,\"iY\":1000,\"iZ\":0},"));
}

/* It would run away from its editor. */
static void
an_edited_mob_does_not_roam(void **state)
{
	struct npc *mob = mob_at(60, TYPE_ROAMER, 1000, 1000);

	UNUSED(state);
	self->profile.special_state = 0xff;	/* of no interest to it */
	say_quietly("/path start");
	mob_seconds(30);
	assert_int_equal(1000, mob->e.x);
	assert_int_equal(1000, mob->e.y);
	say_quietly("/path cancel");
	mob_seconds(30);
	assert_true(mob->e.x != 1000 || mob->e.y != 1000);
}

/* DEFECT, spec/tabledata.md 9: it would be somebody else's next time. */
static void
the_path_of_a_passing_npc_is_not_kept(void **state)
{
	struct npc *n = rig_npc(WORK_FIRST_ID - 50, TYPE_FRIEND, 1000, 1000,
	    rig.w.overworld);

	UNUSED(state);
	say_quietly("/path start");
	say_quietly("/path kf");
	say("/path end");
	RIG_EXPECT(self, fe2cl_npc_exit);
	RIG_EXPECT(self, fe2cl_npc_enter);
	RIG_EXPECT(self, fe2cl_npc_exit);
	RIG_EXPECT(self, fe2cl_npc_exit);
	rig_expect_message(self,
	    "[PATH] NPC 2147483597 is no longer following you");
	rig_expect_message(self, "[PATH] NPC 2147483597 is not there after a "
	    "restart: its path is not saved");
	assert_true(path_is_walking(n));
	assert_false(rig.w.gruntwork.is_dirty);
}

static void
keyframes_have_an_end(void **state)
{
	UNUSED(state);
	say_quietly("/path start");
	for (int i = 0; i < 499; i++)
		say_quietly("/path kf");
	say("/path kf");
	rig_expect_message(self, "[PATH] 500 keyframes are enough");
	rig_expect_nothing(self);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, work_teardown)
	const struct CMUnitTest tests[] = {
		T(without_an_edit),
		T(markers_are_the_editors_alone),
		T(keyframes_are_undone),
		T(it_comes_and_goes_back),
		T(it_follows_who_runs),
		T(it_stays_when_the_edit_is_over),
		T(who_was_taken_away_follows_no_more),
		T(commands_find_out_that_it_is_gone),
		T(an_edit_outlasts_a_logout),
		T(one_npc_has_one_editor),
		T(eggs_have_no_path),
		T(a_path_is_tried),
		T(wrong_speeds_are_refused),
		T(a_path_is_kept),
		T(a_path_is_relative),
		T(a_path_that_is_not_written_is_no_success),
		T(a_mobs_path_begins_where_it_is_placed),
		T(an_edited_mob_does_not_roam),
		T(the_path_of_a_passing_npc_is_not_kept),
		T(keyframes_have_an_end),
	};
#undef T
	return cmocka_run_group_tests_name("command_path", tests, NULL, NULL);
}
