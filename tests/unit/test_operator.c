/*
 * test_operator.c - what the operator may ask of the world: looking, players by
 * all their names, saving, and the end of the server.
 */
#include "world_rig.h"

#include "control/control_msg.h"
#include "game/chat.h"
#include "game/downtime.h"
#include "game/operator.h"
#include "login/ticket.h"

enum { REF = 4711, JANE = 7, BOB = 8, GM = 9 };

static const struct handler *const tables[] = { chat_handlers, NULL };

static struct player *jane, *bob, *gm;
static int stops;

static void
stop_server(void)
{
	stops++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.operator_answered[0] = operator_on_answered;
	rig.events.player_joined[0] = chat_on_player_joined;
	rig.w.stop_server = stop_server;
	stops = 0;
	jane = rig_player(JANE, "Jane", 100, 200, rig.w.overworld);
	bob = rig_player(BOB, "Bob", 51200, 102399,
	    instance_get(&rig.w, UINT64_C(5) << 32 | 13));
	gm = rig_player(GM, "Gemma", 51199, 100, rig.w.overworld);
	gm->identity.account_level = ACCOUNT_LEVEL_GM;
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

/* --- asking --- */

static void
ask_all(uint32_t argc, const char *const *argv)
{
	struct batch *b = NULL;
	const struct msg *m;

	control_ask_add(&b, REF, argv[0], argc - 1, argv + 1);
	m = batch_first(b);
	operator_on_request(&rig.w, m->ref, msg_payload(m));
	batch_free(b);
}

#define ASK(...) \
	ask_all(COUNT_OF(((const char *const[]){ __VA_ARGS__ })), \
	    (const char *const[]){ __VA_ARGS__ })

/* The one answer since the last; static. */
static const char *
take_answer(uint32_t *status)
{
	static char text[65536];
	const struct control_answer *a;
	const struct msg *m;

	assert_non_null(rig.w.to_control);
	m = batch_first(rig.w.to_control);
	assert_int_equal(m->type, CONTROL_MSG_ANSWER);
	assert_int_equal(m->ref, REF);
	assert_null(batch_next(rig.w.to_control, m));
	a = msg_payload(m);
	*status = a->status;
	str_copy(text, sizeof(text), a->text);
	batch_free(rig.w.to_control);
	rig.w.to_control = NULL;
	return text;
}

static void
expect(uint32_t wanted, const char *wanted_text)
{
	uint32_t status;
	const char *text = take_answer(&status);

	assert_string_equal(text, wanted_text);
	assert_int_equal(status, wanted);
}

static void
expect_no_answer(void)
{
	assert_null(rig.w.to_control);
}

/* What the store was asked last; the world forgets it. */
static const void *
take_db_request(uint16_t type)
{
	static _Alignas(8) uint8_t payload[1024];
	const struct msg *m;

	assert_non_null(rig.w.to_db);
	m = batch_first(rig.w.to_db);
	assert_int_equal(m->type, type);
	assert_int_equal(m->ref, REF);
	memcpy(payload, msg_payload(m), msg_payload_bytes(m));
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	return payload;
}

/* --- looking --- */

static void
players_are_listed(void **state)
{
	UNUSED(state);
	bob->combatant.level = 36;
	bob->e.z = -5;
	gm->e.z = INT32_MIN;
	gm->identity.name_check = 0;
	str_copy(bob->identity.last_name, sizeof(bob->identity.last_name),
	    "Tester\nplayer=9");
	ASK("players");
	expect(CONTROL_OK,
	    "player=7 account=1007 rank=99 level=1 map=0 x=100 y=200 z=0 "
	    "name=Jane Tester\n"
	    "player=8 account=1008 rank=99 level=36 map=13 x=51200 y=102399 "
	    "z=-5 name=Bob Tester\n"
	    "player=9 account=1009 rank=30 level=1 map=0 x=51199 y=100 "
	    "z=-2147483648 name=Player 9\n");
	/* who is not all the way in, or on the way out, is not */
	jane->state = PLAYER_LOADING;
	bob->state = PLAYER_DEPARTING;
	gm->state = PLAYER_LEAVING;
	ASK("players");
	expect(CONTROL_OK, "");
}

static void
zones_are_counted(void **state)
{
	uint32_t status;
	const char *text;

	UNUSED(state);
	ASK("zones");
	text = take_answer(&status);
	assert_int_equal(status, CONTROL_OK);
	assert_non_null(strstr(text, "map=0 zone=0,0 players=2\n"));
	assert_non_null(strstr(text, "map=13 zone=1,1 players=1\n"));
}

static void
status_says_what_is(void **state)
{
	uint32_t status;
	const char *text;

	UNUSED(state);
	ASK("status", "version=9\nuptime_s=3\n");
	text = take_answer(&status);
	assert_int_equal(status, CONTROL_OK);
	assert_int_equal(strncmp(text, "version=9\nuptime_s=3\nplayers=3\n",
	    31), 0);
	assert_non_null(strstr(text, "\nmaintenance=off\n"
	    "shutdown_in_s=-1\nmaintenance_reason=\nshutdown_reason=\n"));
	ASK("maintenance", "on", "new \xc3\xa4pples\n");
	expect(CONTROL_OK, "maintenance is on");
	ASK("shutdown", "61", "tea");
	expect(CONTROL_OK, "shutdown in 61 s");
	rig_pass(500);
	ASK("status");
	text = take_answer(&status);
	assert_non_null(strstr(text, "\nmaintenance=on\nshutdown_in_s=61\n"
	    "maintenance_reason=new pples\nshutdown_reason=tea\n"));
}

/* --- whom --- */

static void
expect_kicked(const struct player *p, const char *text)
{
	expect(CONTROL_OK, text);
	assert_int_equal(p->state, PLAYER_LEAVING);
	assert_true(rig.is_closed[p->conn]);
}

static void
who_is_online_has_three_names(void **state)
{
	const struct msg *m;

	UNUSED(state);
	ASK("kick", "7");
	expect_kicked(jane, "kicked Jane Tester [7]");
	ASK("kick", "Bob Tester");
	expect_kicked(bob, "kicked Bob Tester [8]");
	ASK("kick", "#1009");
	expect_kicked(gm, "kicked (GM) Gemma Tester [9]");
	ASK("kick", "7");
	expect(CONTROL_FAILED, "nobody like that is online");
	ASK("kick", "#1009");
	expect(CONTROL_FAILED, "nobody like that is online");
	/* the store is told that they are gone, and asked nothing */
	for (m = batch_first(rig.w.to_db); m != NULL;
	    m = batch_next(rig.w.to_db, m))
		assert_int_equal(m->type, DB_REQ_SAVE);
}

static void
nonsense_is_nobody(void **state)
{
	static const char *const names[] = { "", "0", "#0", "00", "#00" };

	UNUSED(state);
	for (int round = 0; round < 2 * OPERATOR_WAITS_MAX; round++)
		for (size_t i = 0; i < COUNT_OF(names); i++) {
			ASK("kick", names[i]);
			expect(CONTROL_FAILED, "nobody is called that");
		}
	assert_null(rig.w.to_db);
}

static void
answer_account(enum db_result result, int32_t account_id)
{
	struct db_rep_find_account rep = {
		.result = result, .account.account_id = account_id,
		.account.password_hash = "$2b$12$secret",
	};

	operator_on_account(&rig.w, REF, &rep);
	assert_int_equal(rep.account.password_hash[0], '\0');
	assert_int_equal(rep.account.password_hash[3], '\0');
}

static void
a_login_is_looked_up(void **state)
{
	static const char *const logins[] = { "jane", "@jane", "@123",
		"#x", "12345678901234", "-1" };
	static const char *const asked[] = { "jane", "jane", "123", "#x",
		"12345678901234", "-1" };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(logins); i++) {
		const struct db_req_find_account *req;

		ASK("kick", logins[i]);
		expect_no_answer();
		req = take_db_request(DB_REQ_FIND_ACCOUNT);
		assert_string_equal(req->login, asked[i]);
		answer_account(DB_NONE, 0);
		expect(CONTROL_FAILED, "there is no such account");
	}
	ASK("kick", "jane");
	take_db_request(DB_REQ_FIND_ACCOUNT);
	answer_account(DB_ERROR, 0);
	expect(CONTROL_FAILED, "the database cannot");
	ASK("kick", "jane");
	take_db_request(DB_REQ_FIND_ACCOUNT);
	answer_account(DB_OK, JANE + RIG_ACCOUNT_BASE);
	expect_kicked(jane, "kicked Jane Tester [7]");
	/* nobody waits for that any more */
	answer_account(DB_OK, BOB + RIG_ACCOUNT_BASE);
	expect_no_answer();
	assert_int_equal(bob->state, PLAYER_IN_WORLD);
}

static void
who_is_away_is_looked_up_by_name(void **state)
{
	struct db_rep_find_player_by_name rep = { .result = DB_NONE };
	const struct db_req_find_player_by_name *req;
	const struct db_req_ban *ban;

	UNUSED(state);
	ASK("ban", "Tom van Dyke", "3600", "rude");
	req = take_db_request(DB_REQ_FIND_PLAYER_BY_NAME);
	assert_string_equal(req->first_name, "Tom");
	assert_string_equal(req->last_name, "van Dyke");
	operator_on_player(&rig.w, REF, &rep);
	expect(CONTROL_FAILED, "there is no such character");

	ASK("ban", "Tom van Dyke", "3600", "rude");
	take_db_request(DB_REQ_FIND_PLAYER_BY_NAME);
	rep.result = DB_OK;
	rep.player.account_id = 55;
	operator_on_player(&rig.w, REF, &rep);
	expect_no_answer();		/* the store writes the ban */
	ban = msg_payload(batch_first(rig.w.to_db));
	assert_int_equal(batch_first(rig.w.to_db)->type, DB_REQ_BAN);
	assert_int_equal(ban->account_id, 55);
	assert_int_equal(ban->until_s, RIG_START_S + 3600);
	assert_true(ban->has_every_right);
	assert_string_equal(ban->reason, "rude");
}

/* As by its number: another one of its account is not meant. */
static void
who_is_away_is_not_kicked(void **state)
{
	struct db_rep_find_player_by_name rep = { .result = DB_OK };

	UNUSED(state);
	rep.player.account_id = bob->identity.account_id;
	rep.player.player_id = 4711;
	ASK("kick", "Tom van Dyke");
	take_db_request(DB_REQ_FIND_PLAYER_BY_NAME);
	operator_on_player(&rig.w, REF, &rep);
	expect(CONTROL_FAILED, "nobody like that is online");
}

static void
a_ban_needs_no_more_than_a_name(void **state)
{
	const struct db_req_ban *ban;

	UNUSED(state);
	ASK("ban", "7");
	ban = msg_payload(batch_first(rig.w.to_db));
	assert_int_equal(ban->player_id, 7);
	assert_int_equal(ban->until_s, 0);
	assert_string_equal(ban->reason, "");
}

static void
mutes_and_their_end(void **state)
{
	UNUSED(state);
	ASK("mute", "Jane Tester", "60");
	expect(CONTROL_OK, "muted account 1007");
	assert_true(jane->profile.special_state & SPECIAL_MUTE_FREECHAT);
	ASK("unmute", "#1007");
	expect(CONTROL_OK, "unmuted account 1007");
	assert_false(jane->profile.special_state & SPECIAL_MUTE_FREECHAT);
}

static void
requests_of_a_wrong_form_are_refused(void **state)
{
	UNUSED(state);
	ASK("");
	expect(CONTROL_USAGE, "there is no such verb");
	ASK("Kick", "7");
	expect(CONTROL_USAGE, "there is no such verb");
	ASK("kick");
	expect(CONTROL_USAGE, "not with so many arguments");
	ASK("kick", "7", "8");
	expect(CONTROL_USAGE, "not with so many arguments");
	ASK("ban", "7", "soon");
	expect(CONTROL_USAGE, "a time is a number of seconds");
	ASK("ban", "7", "-5");
	expect(CONTROL_USAGE, "a time is a number of seconds");
	ASK("mute", "7", "99999999999");
	expect(CONTROL_USAGE, "a time is a number of seconds");
	ASK("maintenance", "maybe");
	expect(CONTROL_USAGE, "maintenance is on or off");
	ASK("shutdown", "604801");
	expect(CONTROL_USAGE, "a shutdown is in 0 to 604800 seconds");
	ASK("shutdown", "");
	expect(CONTROL_USAGE, "a shutdown is in 0 to 604800 seconds");
	assert_int_equal(jane->state, PLAYER_IN_WORLD);
	assert_int_equal(downtime_left_s(&rig.w), -1);
}

static void
questions_to_the_store_are_counted(void **state)
{
	UNUSED(state);
	for (int i = 0; i < OPERATOR_WAITS_MAX; i++) {
		ASK("kick", "jane");
		expect_no_answer();
	}
	ASK("kick", "jane");
	expect(CONTROL_FAILED, "too many requests at once");
	for (int i = 0; i < OPERATOR_WAITS_MAX; i++) {
		answer_account(DB_NONE, 0);
		expect(CONTROL_FAILED, "there is no such account");
	}
	ASK("kick", "jane");
	expect_no_answer();
}

/* --- everybody --- */

static void
expect_announced(struct player *p, int32_t seconds, const char *text)
{
	const struct fe2cl_gm_rep_pc_announce *got =
	    RIG_EXPECT(p, fe2cl_gm_rep_pc_announce);

	assert_string_equal(got->announce_msg, text);
	assert_int_equal(got->during_time, seconds);
	assert_int_equal(got->announce_type, 0);
}

static void
everybody_hears_a_broadcast(void **state)
{
	UNUSED(state);
	ASK("broadcast", "h\xc3\xa9llo all");
	expect(CONTROL_OK, "players see: hllo all");
	expect_announced(jane, 10, "hllo all");
	expect_announced(bob, 10, "hllo all");
	rig_expect_nothing(bob);
	ASK("broadcast", "hello all");
	expect(CONTROL_OK, "");
	expect_announced(bob, 10, "hello all");
}

static void
nobody_hears_nothing(void **state)
{
	UNUSED(state);
	ASK("broadcast", "");
	expect(CONTROL_FAILED, "there is nothing in it that clients can show: "
	    "only ASCII");
	ASK("broadcast", "\xd0\x9f\xd1\x80");
	expect(CONTROL_FAILED, "there is nothing in it that clients can show: "
	    "only ASCII");
	rig_expect_nothing(bob);
}

static void
a_save_is_answered_when_it_is_done(void **state)
{
	struct db_rep_commit rep = { .result = DB_OK, .save_count = 1 };
	const struct msg *m;

	UNUSED(state);
	world_mark_dirty(&rig.w, jane, DB_SECTION_STATE);
	ASK("save");
	expect_no_answer();
	m = batch_first(rig.w.to_db);
	assert_int_equal(m->type, DB_REQ_BEGIN);
	m = batch_next(rig.w.to_db, m);
	assert_int_equal(m->type, DB_REQ_SAVE);
	m = batch_next(rig.w.to_db, m);
	assert_int_equal(m->type, DB_REQ_COMMIT);
	assert_int_equal(m->ref, REF);
	operator_on_committed(&rig.w, 0, &rep);	/* the timer's */
	operator_on_committed(&rig.w, REF + 1, &rep);
	expect_no_answer();
	operator_on_committed(&rig.w, REF, &rep);
	expect(CONTROL_OK, "written saved=1");
	operator_on_committed(&rig.w, REF, &rep);
	expect_no_answer();
}

/* With nothing to save it still says when what was asked before is done. */
static void
a_save_of_nothing_is_answered_too(void **state)
{
	struct db_rep_commit rep = { .result = DB_ERROR, .is_kept = true };

	UNUSED(state);
	ASK("save");
	assert_int_equal(batch_first(rig.w.to_db)->type, DB_REQ_BEGIN);
	operator_on_committed(&rig.w, REF, &rep);
	expect(CONTROL_FAILED, "the database cannot be written just now; "
	    "what there is is kept and tried again saved=0");
}

/* --- the end --- */

/* Lets time pass as the timer does. */
static void
pass(int64_t ms)
{
	for (int64_t t = 0; t < ms; t += 200) {
		rig_pass(200);
		downtime_tick(&rig.w);
	}
}

static const struct room_lock *
take_lock(void)
{
	static struct room_lock lock;
	const struct msg *m;

	assert_non_null(rig.w.to_login);
	m = batch_first(rig.w.to_login);
	assert_int_equal(m->type, ROOM_MSG_LOCK);
	assert_null(batch_next(rig.w.to_login, m));
	memcpy(&lock, msg_payload(m), sizeof(lock));
	batch_free(rig.w.to_login);
	rig.w.to_login = NULL;
	return &lock;
}

static void
a_shutdown_counts_down(void **state)
{
	static const struct { int64_t after_ms; int32_t s; const char *text; }
	    wanted[] = {
		{ 0, 10, "The server shuts down in 11 minutes: new tables" },
		{ 100000, 10, "The server shuts down in 10 minutes: new "
		    "tables" },
		{ 300000, 10, "The server shuts down in 5 minutes: new "
		    "tables" },
		{ 180000, 10, "The server shuts down in 2 minutes: new "
		    "tables" },
		{ 60000, 10, "The server shuts down in 60 seconds: new "
		    "tables" },
		{ 30000, 10, "The server shuts down in 30 seconds: new "
		    "tables" },
		{ 20000, 10, "The server shuts down in 10 seconds: new "
		    "tables" },
		{ 5000, 3, "The server shuts down in 5 seconds: new tables" },
		{ 1000, 3, "The server shuts down in 4 seconds: new tables" },
		{ 1000, 3, "The server shuts down in 3 seconds: new tables" },
		{ 1000, 3, "The server shuts down in 2 seconds: new tables" },
		{ 1000, 3, "The server shuts down in 1 second: new tables" },
	};

	UNUSED(state);
	ASK("shutdown", "700", "new tables");
	expect(CONTROL_OK, "shutdown in 700 s");
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		/* not a tick too early */
		if (wanted[i].after_ms > 0) {
			pass(wanted[i].after_ms - 200);
			rig_expect_nothing(jane);
			pass(200);
		}
		expect_announced(jane, wanted[i].s, wanted[i].text);
		rig_expect_nothing(jane);
	}
	assert_int_equal(stops, 0);
	pass(1000);
	assert_int_equal(stops, 1);
	rig_expect_nothing(jane);
	pass(5000);
	assert_int_equal(stops, 1);
}

/* A slow tick swallows reminders, and no later one is lost. */
static void
late_reminders_are_not_repeated(void **state)
{
	UNUSED(state);
	ASK("shutdown", "62");
	expect_announced(jane, 10, "The server shuts down in 62 seconds.");
	rig_pass(33500);
	downtime_tick(&rig.w);
	expect_announced(jane, 10, "The server shuts down in 29 seconds.");
	pass(18400);
	rig_expect_nothing(jane);
	pass(200);
	expect_announced(jane, 10, "The server shuts down in 10 seconds.");
	rig_pass(60000);
	downtime_tick(&rig.w);
	rig_expect_nothing(jane);
	assert_int_equal(stops, 1);
	take_answer(&(uint32_t){ 0 });
}

static void
a_shutdown_can_be_cancelled(void **state)
{
	UNUSED(state);
	ASK("shutdown", "cancel");
	expect(CONTROL_FAILED, "no shutdown is due");
	ASK("shutdown", "5");
	expect(CONTROL_OK, "shutdown in 5 s");
	assert_true(take_lock()->is_locked);
	expect_announced(jane, 3, "The server shuts down in 5 seconds.");
	ASK("shutdown", "cancel");
	expect(CONTROL_OK, "cancelled");
	assert_false(take_lock()->is_locked);
	expect_announced(jane, 10, "The server does not shut down.");
	pass(10000);
	rig_expect_nothing(jane);
	assert_int_equal(stops, 0);
}

static void
a_shutdown_can_be_moved(void **state)
{
	UNUSED(state);
	ASK("shutdown", "300");
	expect(CONTROL_OK, "shutdown in 300 s");
	pass(1000);
	ASK("shutdown", "1800", "later");
	expect(CONTROL_OK, "shutdown in 1800 s");
	rig_forget();
	pass(600000);
	rig_expect_nothing(jane);
	assert_int_equal(stops, 0);
	assert_int_equal(downtime_left_s(&rig.w), 1200);
	ASK("shutdown", "0");
	expect(CONTROL_OK, "shutdown in 0 s");
	downtime_tick(&rig.w);
	assert_int_equal(stops, 1);
	rig_expect_nothing(jane);
}

/* In the last half minute nobody comes in. */
static void
a_shutdown_locks_the_door_at_last(void **state)
{
	const struct room_lock *lock;

	UNUSED(state);
	ASK("shutdown", "40", "tea");
	take_answer(&(uint32_t){ 0 });
	pass(9800);
	assert_null(rig.w.to_login);
	/* what is posted at the end of a tick is lost in this rig */
	rig_pass(200);
	downtime_tick(&rig.w);
	lock = take_lock();
	assert_true(lock->is_locked);
	assert_string_equal(lock->reason, "tea");
	pass(10000);
	assert_null(rig.w.to_login);
}

static void
maintenance_locks_the_door(void **state)
{
	const struct room_lock *lock;

	UNUSED(state);
	ASK("maintenance", "on", "new tables");
	expect(CONTROL_OK, "maintenance is on");
	lock = take_lock();
	assert_true(lock->is_locked);
	assert_string_equal(lock->reason, "new tables");
	/* another reason is passed on, and no shutdown opens it */
	ASK("maintenance", "on");
	expect(CONTROL_OK, "maintenance is on");
	assert_string_equal(take_lock()->reason, "");
	ASK("shutdown", "5");
	ASK("shutdown", "cancel");
	assert_null(rig.w.to_login);
	batch_free(rig.w.to_control);
	rig.w.to_control = NULL;
	rig_forget();
	ASK("maintenance", "off");
	expect(CONTROL_OK, "maintenance is off");
	assert_false(take_lock()->is_locked);
	/* who is inside was not asked */
	rig_expect_nothing(jane);
	assert_int_equal(jane->state, PLAYER_IN_WORLD);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(players_are_listed),
		ROW(zones_are_counted),
		ROW(status_says_what_is),
		ROW(who_is_online_has_three_names),
		ROW(nonsense_is_nobody),
		ROW(a_login_is_looked_up),
		ROW(who_is_away_is_looked_up_by_name),
		ROW(who_is_away_is_not_kicked),
		ROW(a_ban_needs_no_more_than_a_name),
		ROW(mutes_and_their_end),
		ROW(requests_of_a_wrong_form_are_refused),
		ROW(questions_to_the_store_are_counted),
		ROW(everybody_hears_a_broadcast),
		ROW(nobody_hears_nothing),
		ROW(a_save_is_answered_when_it_is_done),
		ROW(a_save_of_nothing_is_answered_too),
		ROW(a_shutdown_counts_down),
		ROW(late_reminders_are_not_repeated),
		ROW(a_shutdown_can_be_cancelled),
		ROW(a_shutdown_can_be_moved),
		ROW(a_shutdown_locks_the_door_at_last),
		ROW(maintenance_locks_the_door),
	};

	return cmocka_run_group_tests_name("operator", tests, NULL, NULL);
}
