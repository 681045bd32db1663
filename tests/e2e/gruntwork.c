/*
 * gruntwork.c - what a game master edits is there again after a kill, a crash
 * while saving, and a stop; in a file that OpenFusion writes and reads
 * (spec/tabledata.md 9).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

enum {
	FRIEND = 3,			/* stands about, in the small world */
	EGG = 60,
	AWAIT_MS = 10000,
	NAP_MS = 10
};

static struct e2e e2e;

/* --- the file --- */

static void
work_path(char *out, size_t cap, const char *tail)
{
	path_format(out, cap, "%s/gruntwork.json%s", e2e.server.tdata_dir,
	    tail);
}

/* The whole file; the caller frees it. */
static char *
take_work(const char *tail)
{
	char path[SERVER_PATH_BYTES + 64];
	char *text;

	work_path(path, sizeof(path), tail);
	text = files_take(path, NULL);
	assert_non_null(text);
	return text;
}

static void
expect_work(const char *wanted)
{
	char *text = take_work(""), *backup = take_work(".bak");

	assert_string_equal(wanted, text);
	assert_string_equal(wanted, backup);
	free(text);
	free(backup);
}

static bool
work_has(const char *part)
{
	char *text = take_work("");
	bool has = strstr(text, part) != NULL;

	free(text);
	return has;
}

/* SQLite removes its journal when the last one closes the file. */
static void
stop(void)
{
	dbfile_close(e2e.db);
	e2e.db = NULL;
	server_stop(&e2e.server);
}

static void
start_again(void)
{
	server_restart(&e2e.server);
	if (e2e.db == NULL)
		e2e.db = dbfile_open(e2e.server.db_path);
}

/* --- the game master --- */

static struct bot *
enter_at(const char *label, int32_t x, int32_t y, int32_t z)
{
	e2e_new_team(&e2e);
	return e2e_game_master(&e2e, label, x, y, z);
}

static void
expect_message(struct bot *b, const char *text)
{
	const struct fe2cl_pc_motd_login *got;

	do
		got = BOT_EXPECT(b, fe2cl_pc_motd_login);
	while (strcmp(got->system_msg, text) != 0);
}

/* The angle that /npcr has given to that NPC. */
static int
expect_turn(struct bot *b, int32_t id)
{
	int angle = -1, of = 0;

	flow_say(b, "/npcr");
	while (of != id)
		sscanf(BOT_EXPECT(b, fe2cl_pc_motd_login)->system_msg,
		    "[NPCR] Successfully set angle to %d for NPC %d",
		    &angle, &of);
	return angle;
}

static void
say(struct bot *b, const char *line)
{
	flow_say(b, line);
	bot_fence(b);
}

static void
flush(struct bot *b)
{
	flow_say(b, "/flush");
	expect_message(b, "Wrote gruntwork to gruntwork.json");
}

/* The first of that type that the bot has in sight; NULL: none. */
static const struct sight_entity *
find_in(const struct sight *s, enum sight_kind kind, int32_t type)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entities[i].kind == kind &&
		    s->entities[i].type == type)
			return &s->entities[i];
	return NULL;
}

/* An NPC or egg of that type that stands there, and its id. */
static int32_t
expect_in_sight(const struct bot *b, enum sight_kind kind, int32_t type,
    int32_t x, int32_t y)
{
	static struct sight s;
	const struct sight_entity *e;

	s = (struct sight){ 0 };
	e2e_look(b, &s);
	e = find_in(&s, kind, type);
	assert_non_null(e);
	assert_int_equal(x, e->x);
	assert_int_equal(y, e->y);
	return e->id;
}

static void
expect_out_of_sight(const struct bot *b, enum sight_kind kind, int32_t type)
{
	static struct sight s;

	s = (struct sight){ 0 };
	e2e_look(b, &s);
	assert_null(find_in(&s, kind, type));
}

/* --- the tests --- */

static void
test_edits_outlast_a_kill(void **state)
{
	struct e2e_npc npc;
	struct bot *gm;
	char line[80];
	char *before, *after;
	int32_t id;
	int angle;

	UNUSED(state);
	e2e_start(&e2e, NULL);
	e2e_find_npc(&e2e, &npc);
	gm = enter_at("Alice", npc.x, npc.y, npc.z);
	angle = expect_turn(gm, npc.id);

	gm = enter_at("Bob", E2E_X, E2E_Y, E2E_Z);
	snprintf(line, sizeof(line), "/summonW %d", FRIEND);
	say(gm, line);
	say(gm, "/path start");
	flow_move(gm, E2E_X + 600, E2E_Y, E2E_Z);
	say(gm, "/path here");
	say(gm, "/path kf");
	flow_say(gm, "/path end 100");
	expect_message(gm, "[PATH] Path saved to gruntwork");
	flow_move(gm, E2E_X, E2E_Y + 500, E2E_Z);
	snprintf(line, sizeof(line), "/egg %d", EGG);
	say(gm, line);
	say(gm, "/mss 903 add 500");
	flush(gm);
	before = take_work("");
	server_kill(&e2e.server);
	start_again();

	gm = enter_at("Carol", E2E_X, E2E_Y, E2E_Z);
	bot_fence(gm);
	expect_in_sight(gm, SIGHT_EGG, EGG, E2E_X, E2E_Y + 500);
	/* It walks again, whatever number it has now. */
	id = BOT_EXPECT(gm, fe2cl_npc_move)->npc_id;
	say(gm, "/mss 903 goto");
	BOT_EXPECT(gm, fe2cl_rep_pc_goto_succ);
	gm = enter_at("Dora", npc.x, npc.y, npc.z);
	flow_say(gm, "/whois");
	snprintf(line, sizeof(line), "[WHOIS] Angle: %d", angle);
	expect_message(gm, line);

	/* What is edited and undone leaves the file as it was, but for ids. */
	gm = enter_at("Emil", E2E_X + 20000, E2E_Y, E2E_Z);
	say(gm, "/egg 60");
	say(gm, "/unsummonW");
	flush(gm);
	after = take_work("");
	snprintf(line, sizeof(line), "\"aNPCIDs\":[%d]", id);
	assert_non_null(strstr(after, line));
	assert_string_equal(strstr(before, "\"aPoints\""),
	    strstr(after, "\"aPoints\""));
	free(before);
	free(after);
	e2e_end(&e2e);
}

static void
test_a_crash_while_saving(void **state)
{
	static const char broken[] = "{\"eggs\":[{\"iTy";
	char path[SERVER_PATH_BYTES + 64];
	struct bot *gm;

	UNUSED(state);
	e2e_start(&e2e, NULL);
	gm = enter_at("Alice", E2E_X, E2E_Y, E2E_Z);
	say(gm, "/egg 60");
	flush(gm);
	server_kill(&e2e.server);
	work_path(path, sizeof(path), "");
	files_write(path, broken, sizeof(broken) - 1);
	start_again();
	assert_true(server_log_has(&e2e.server,
	    "taking gruntwork.json.bak instead"));
	gm = enter_at("Bob", E2E_X, E2E_Y, E2E_Z);
	bot_fence(gm);
	expect_in_sight(gm, SIGHT_EGG, EGG, E2E_X, E2E_Y);
	say(gm, "/egg 60");
	flush(gm);
	assert_true(work_has("},{"));
	e2e_end(&e2e);
}

/* To the byte: one of each, for ids count down and turn lists round. */
static const char as_openfusion[] =
    "{\"eggs\":[{\"iType\":60,\"iX\":109260,\"iY\":322580,\"iZ\":0}],"
    "\"groups\":[{\"aFollowers\":[{\"iNPCType\":64,\"iOffsetX\":100,"
    "\"iOffsetY\":-50}],\"iAngle\":45,\"iMapNum\":77,\"iNPCType\":63,"
    "\"iX\":109260,\"iY\":322580,\"iZ\":0}],"
    "\"instances\":[{\"iMapNum\":77,\"iNPCID\":2}],"
    "\"mobs\":[{\"iAngle\":90,\"iMapNum\":0,\"iNPCType\":3,\"iX\":109300,"
    "\"iY\":322580,\"iZ\":0}],"
    "\"paths\":[{\"aNPCIDs\":[3],\"aPoints\":["
    "{\"iStopTicks\":0,\"iX\":0,\"iY\":0,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":350,\"iY\":0,\"iZ\":0},"
    "{\"iStopTicks\":0,\"iX\":0,\"iY\":0,\"iZ\":0}],\"bLoop\":true,"
    "\"bRelative\":true,\"iBaseSpeed\":100,\"iTaskID\":-1}],"
    "\"rotations\":[{\"iAngle\":77,\"iNPCID\":2}],"
    "\"skyway\":[{\"iMonkeySpeed\":1500,\"iRouteID\":903,\"points\":["
    "{\"x\":109260,\"y\":322580,\"z\":500}]}]}\n";

static void
put_openfusions(const char *dir)
{
	char path[SERVER_PATH_BYTES + 64];

	path_format(path, sizeof(path), "%s/tdata/gruntwork.json", dir);
	files_write(path, as_openfusion, sizeof(as_openfusion) - 1);
}

static void
test_a_file_of_openfusion(void **state)
{
	struct bot *gm;

	UNUSED(state);
	e2e_start(&e2e, &(struct server_options){
	    .prepare = put_openfusions });
	gm = enter_at("Alice", E2E_X, E2E_Y, E2E_Z);
	bot_fence(gm);
	expect_in_sight(gm, SIGHT_EGG, EGG, E2E_X, E2E_Y);
	expect_in_sight(gm, SIGHT_NPC, FRIEND, 109300, E2E_Y);
	/* The group is on another map. */
	expect_out_of_sight(gm, SIGHT_NPC, 63);
	flow_move(gm, E2E_X + 20000, E2E_Y, E2E_Z);
	say(gm, "/egg 60");
	say(gm, "/unsummonW");
	flush(gm);
	expect_work(as_openfusion);
	e2e_end(&e2e);
}

/* Nobody edits, nobody writes; a stop saves what was edited. */
static void
test_a_stop_saves(void **state)
{
	struct bot *gm;

	UNUSED(state);
	e2e_start(&e2e, NULL);
	gm = enter_at("Alice", E2E_X, E2E_Y, E2E_Z);
	flush(gm);
	assert_true(work_has("{}"));
	say(gm, "/egg 60");
	assert_true(work_has("{}"));
	stop();
	expect_work("{\"eggs\":[{\"iType\":60,\"iX\":109260,\"iY\":322580,"
	    "\"iZ\":0}]}\n");
	start_again();
	e2e_end(&e2e);
}

/* Without a sandbox, which makes the file otherwise. */
static void
test_time_saves(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "false" },
		{ "login", "dbsaveinterval", "1" }, { 0 },
	};
	int64_t until = server_now_ms() + AWAIT_MS;
	struct bot *gm;

	UNUSED(state);
	e2e_start(&e2e, &(struct server_options){ .keys = keys });
	gm = enter_at("Alice", E2E_X, E2E_Y, E2E_Z);
	say(gm, "/egg 60");
	while (!work_has("\"eggs\"") && server_now_ms() < until)
		bot_team_pump(e2e.team, NAP_MS, -1);
	assert_true(work_has("\"eggs\""));
	server_kill(&e2e.server);
	start_again();
	e2e_end(&e2e);
}

/*
 * DEFECT, spec/npcs.md 4: what the tables place comes back with the next
 * start; what a game master has placed does not.
 */
static void
test_the_destroyed(void **state)
{
	struct e2e_npc npc;
	struct bot *gm;
	int32_t kept;
	char line[80];

	UNUSED(state);
	e2e_start(&e2e, NULL);
	e2e_find_npc(&e2e, &npc);
	gm = enter_at("Alice", npc.x, npc.y, npc.z);
	bot_fence(gm);
	bot_forget(gm);
	snprintf(line, sizeof(line), "/summonW %d", FRIEND);
	flow_say(gm, line);
	kept = BOT_EXPECT(gm, fe2cl_npc_enter)->npc_appearance_data.npc_id;
	flush(gm);
	assert_true(work_has("\"mobs\""));
	BOT_SEND(gm, cl2fe_req_npc_unsummon, .npc_id = npc.id);
	BOT_SEND(gm, cl2fe_req_npc_unsummon, .npc_id = kept);
	assert_int_equal(npc.id, BOT_EXPECT(gm, fe2cl_npc_exit)->npc_id);
	assert_int_equal(kept, BOT_EXPECT(gm, fe2cl_npc_exit)->npc_id);
	stop();
	expect_work("null\n");
	start_again();
	gm = enter_at("Bob", npc.x, npc.y, npc.z);
	bot_fence(gm);
	assert_int_equal(npc.id, expect_in_sight(gm, SIGHT_NPC, npc.type,
	    npc.x, npc.y));
	e2e_end(&e2e);
}

/* A place where no file can be: it is said, and the world plays on. */
static void
test_a_deployment_that_is_read_only(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "gruntwork", "nowhere/work.json" }, { 0 },
	};
	struct bot *gm;

	UNUSED(state);
	e2e_start(&e2e, &(struct server_options){ .keys = keys });
	assert_true(server_log_has(&e2e.server, "nowhere/work.json cannot be "
	    "written: No such file or directory: what is edited in the game "
	    "will be lost when the server stops"));
	gm = enter_at("Alice", E2E_X, E2E_Y, E2E_Z);
	flow_say(gm, "/egg 60");
	expect_message(gm, "nowhere/work.json cannot be written here: this "
	    "lasts until the server stops");
	flow_say(gm, "/flush");
	expect_message(gm, "Could not write gruntwork to nowhere/work.json: "
	    "Read-only file system");
	e2e_end(&e2e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits_outlast_a_kill),
		cmocka_unit_test(test_a_crash_while_saving),
		cmocka_unit_test(test_a_file_of_openfusion),
		cmocka_unit_test(test_a_stop_saves),
		cmocka_unit_test(test_time_saves),
		cmocka_unit_test(test_the_destroyed),
		cmocka_unit_test(test_a_deployment_that_is_read_only),
	};

	return E2E_RUN("gruntwork", tests, NULL, NULL);
}
