/*
 * travel.c - S.C.A.M.P.E.R. and Monkey Skyway, with fares from a real purse
 * (spec/transport.md). The ferry clerks and heron keepers of our small world.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

enum {
	CLERK = 4, KEEPER = 5,		/* ids of NPCs in the first town */
	CLERK_X = 632932, CLERK_Y = 186877, Z = -5500,
	FERRY_X = 641032, FERRY_Y = 187477,	/* the other station */
	KEEPER_X = 631132, KEEPER_Y = 186877,
	SCAMPER = 1, SKYWAY = 2,	/* eTT */
	TRIP_FERRY = 1, TRIP_HERON = 11, TRIP_UNPATHED = 13,
	FERRY_FARE = 50, HERON_FARE = 20,
	PURSE = 120,
	HERON_ENDS_X = 624032, HERON_ENDS_Y = 191177,
	WAY_POINTS = 9,			/* of its route, a second each */
	RIDING = 1			/* eRT */
};

static struct e2e e2e;

static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, NULL);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static void
set_row(const struct bot *b, const char *what)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "UPDATE Players SET %s WHERE PlayerID = %d",
	    what, bot_id(b));
	dbfile_exec(e2e.db, sql);
}

static int64_t
row_of(const struct bot *b, const char *column)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT %s FROM Players WHERE PlayerID = %d",
	    column, bot_id(b));
	return dbfile_get(e2e.db, sql);
}

static void
await_row(const struct bot *b, const char *column, int64_t wanted)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT %s FROM Players WHERE PlayerID = %d",
	    column, bot_id(b));
	e2e_await_value(&e2e, sql, wanted);
}

/* With money, and knowing the stations of `flags`. */
static struct bot *
passenger(const char *label, int32_t x, int32_t y, const char *flags)
{
	struct bot *b = e2e_outsider(&e2e, label, 0, x, y, Z);
	char what[160];

	snprintf(what, sizeof(what), "Taros = %d, %s", PURSE, flags);
	set_row(b, what);
	flow_join(b, e2e_last_login());
	return b;
}

static void
use(struct bot *b, int32_t npc, int32_t trip)
{
	BOT_SEND(b, cl2fe_req_pc_warp_use_transportation, .npc_id = npc,
	    .transporation_id = trip);
}

static void
expect_refused(struct bot *b, int32_t trip)
{
	const struct fe2cl_rep_pc_warp_use_transportation_fail *got =
	    BOT_EXPECT(b, fe2cl_rep_pc_warp_use_transportation_fail);

	assert_int_equal(trip, got->transportation_id);
}

static void
test_the_ferry(void **state)
{
	const struct fe2cl_rep_pc_regist_transportation_location_succ *known;
	const struct fe2cl_rep_pc_warp_use_transportation_succ *there;
	struct bot *a, *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = passenger("Alice", CLERK_X + 100, CLERK_Y,
	    "WarpLocationFlag = 2");
	b = e2e_player(&e2e, "Bob", FERRY_X + 100, FERRY_Y, Z);
	/* The start is not known yet: nothing is paid. */
	use(a, CLERK, TRIP_FERRY);
	expect_refused(a, TRIP_FERRY);
	BOT_SEND(a, cl2fe_req_regist_transportation_location, .tt = SCAMPER,
	    .npc_id = CLERK, .location_id = 1);
	known = BOT_EXPECT(a,
	    fe2cl_rep_pc_regist_transportation_location_succ);
	assert_int_equal(3, known->warp_location_flag);
	use(a, CLERK, TRIP_FERRY);
	there = BOT_EXPECT(a, fe2cl_rep_pc_warp_use_transportation_succ);
	assert_int_equal(SCAMPER, there->tt);
	assert_int_equal(FERRY_X, there->x);
	assert_int_equal(PURSE - FERRY_FARE, there->candy);
	flow_load(a);
	assert_int_equal(bot_id(a),
	    BOT_EXPECT(b, fe2cl_pc_new)->pc_appearance_data.id);
	/* From there the clerk of the first station is out of reach. */
	use(a, CLERK, TRIP_FERRY);
	expect_refused(a, TRIP_FERRY);
	flow_leave(a);
	await_row(a, "Taros", PURSE - FERRY_FARE);
	assert_int_equal(3, row_of(a, "WarpLocationFlag"));
	assert_int_equal(FERRY_X, row_of(a, "XCoordinate"));
}

/* DEFECT: a client could register and travel from anywhere. */
static void
test_from_afar(void **state)
{
	struct bot *a;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = passenger("Carol", CLERK_X + 20000, CLERK_Y,
	    "WarpLocationFlag = -1");
	use(a, CLERK, TRIP_FERRY);
	expect_refused(a, TRIP_FERRY);
	BOT_SEND(a, cl2fe_req_regist_transportation_location, .tt = SKYWAY,
	    .npc_id = KEEPER, .location_id = 1);
	BOT_EXPECT(a, fe2cl_rep_pc_regist_transportation_location_fail);
	flow_leave(a);
	await_row(a, "Taros", PURSE);
}

#define ALL_STATIONS "SkywayLocationFlag = x'ffffffffffffffff" \
    "ffffffffffffffff'"

static void
board(struct bot *a)
{
	const struct fe2cl_rep_pc_warp_use_transportation_succ *got;

	use(a, KEEPER, TRIP_HERON);
	got = BOT_EXPECT(a, fe2cl_rep_pc_warp_use_transportation_succ);
	assert_int_equal(SKYWAY, got->tt);
	assert_int_equal(PURSE - HERON_FARE, got->candy);
}

/* DEFECTs: nobody was told of a ride; who came later saw none. */
static void
test_the_whole_way(void **state)
{
	const struct fe2cl_pc_around *around;
	const struct fe2cl_pc_riding *riding;
	struct bot *a, *b, *late;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = passenger("Dora", KEEPER_X, KEEPER_Y, ALL_STATIONS);
	b = e2e_player(&e2e, "Emil", KEEPER_X - 3000, KEEPER_Y + 2000, Z);
	e2e_settle(a, b);
	board(a);
	riding = BOT_EXPECT(b, fe2cl_pc_riding);
	assert_int_equal(bot_id(a), riding->pc_id);
	assert_int_equal(RIDING, riding->rt);
	late = e2e_player(&e2e, "Late", KEEPER_X - 3000, KEEPER_Y + 2000, Z);
	around = BOT_EXPECT(late, fe2cl_pc_around);
	for (int32_t i = 0; i < around->pc_cnt; i++)
		assert_int_equal(fe2cl_pc_around_items(around)[i].rt,
		    fe2cl_pc_around_items(around)[i].id == bot_id(a) ?
		    RIDING : 0);
	assert_int_equal(2, around->pc_cnt);
	flow_move(a, KEEPER_X, KEEPER_Y, Z);	/* is not walked away from */
	for (int i = 0; i < WAY_POINTS; i++) {
		BOT_EXPECT(a, fe2cl_pc_broomstick_move);
		assert_int_equal(bot_id(a),
		    BOT_EXPECT(b, fe2cl_pc_broomstick_move)->pc_id);
	}
	assert_int_equal(0, BOT_EXPECT(a, fe2cl_rep_pc_riding_succ)->rt);
	assert_int_equal(0, BOT_EXPECT(b, fe2cl_pc_riding)->rt);
	bot_expect_none(b, PKT_FE2CL_PC_MOVE);
	flow_leave(a);
	await_row(a, "XCoordinate", HERON_ENDS_X);
	assert_int_equal(HERON_ENDS_Y, row_of(a, "YCoordinate"));
	assert_int_equal(PURSE - HERON_FARE, row_of(a, "Taros"));
}

static void
test_who_leaves_in_the_air_is_back_at_the_nest(void **state)
{
	const struct fe2cl_rep_pc_enter_succ *in;
	struct bot *a;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = passenger("Gina", KEEPER_X + 30, KEEPER_Y, ALL_STATIONS);
	board(a);
	BOT_EXPECT(a, fe2cl_pc_broomstick_move);
	bot_hang_up(a, BOT_SHARD);
	a = bot_new(e2e.team, "again");
	flow_login(a, e2e_last_login(), dbfile_password);
	in = flow_enter(a, flow_select(a));
	assert_int_equal(KEEPER_X + 30, in->pc_load_data2cl.x);
	assert_int_equal(KEEPER_Y, in->pc_load_data2cl.y);
	assert_int_equal(PURSE - HERON_FARE, in->pc_load_data2cl.candy);
}

/* DEFECT: it was dragged on along its route from wherever it was. */
static void
test_a_teleport_ends_it(void **state)
{
	struct bot *a;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = e2e_outsider(&e2e, "Hanna", 1, KEEPER_X, KEEPER_Y, Z);
	set_row(a, "Taros = 120, " ALL_STATIONS);
	flow_join(a, e2e_last_login());
	board(a);
	BOT_EXPECT(a, fe2cl_pc_broomstick_move);
	BOT_SEND(a, cl2fe_req_pc_goto, .to_x = E2E_X, .to_y = E2E_Y);
	BOT_EXPECT(a, fe2cl_rep_pc_goto_succ);
	assert_int_equal(0, BOT_EXPECT(a, fe2cl_rep_pc_riding_succ)->rt);
	flow_load(a);
	bot_forget(a);
	flow_move(a, E2E_X + 10, E2E_Y, 0);	/* it walks again */
	await_row(a, "XCoordinate", E2E_X + 10);
	bot_expect_none(a, PKT_FE2CL_PC_BROOMSTICK_MOVE);
}

/* DEFECT: the client was told that it flies, and flew. */
static void
test_nests_without_a_way(void **state)
{
	struct bot *a;

	UNUSED(state);
	e2e_new_team(&e2e);
	a = passenger("Ida", KEEPER_X, KEEPER_Y, ALL_STATIONS);
	use(a, KEEPER, TRIP_UNPATHED);
	assert_string_equal("Skyway route 3 isn't pathed yet. You will not be "
	    "charged any taros.",
	    BOT_EXPECT(a, fe2cl_announce_msg)->announce_msg);
	expect_refused(a, TRIP_UNPATHED);
	flow_leave(a);
	await_row(a, "Taros", PURSE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_ferry),
		cmocka_unit_test(test_from_afar),
		cmocka_unit_test(test_the_whole_way),
		cmocka_unit_test(
		    test_who_leaves_in_the_air_is_back_at_the_nest),
		cmocka_unit_test(test_a_teleport_ends_it),
		cmocka_unit_test(test_nests_without_a_way),
	};

	return E2E_RUN("travel", tests, start, end);
}
