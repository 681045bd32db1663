/*
 * test_login_store.c - the login room on the real database and real hashing
 * threads: a character's way from the first login to its deletion.
 *
 * Owns:   a database in a temporary directory.
 * Called: by make test.
 * Thread: main, which plays login; db and auth are threads.
 */
#define LOGIN_RIG_HAS_STORE
#include "login_rig.h"

#include <stdio.h>
#include <unistd.h>

#include "base/thread.h"

enum { ALICE = 1, BOB = 2 };

static char directory[64];
static char path[80];

/* The next packet; waits for it as the room's thread would. */
static const void *
awaited(conn_id conn, enum packet_kind kind)
{
	while (rig.sent_read == rig.sent_count)
		rig.goes_on = login_turn(rig.login,
		    mailbox_wait(rig.inbox, -1), rig.now_ms, rig.unix_s);
	return rig_sent(conn, kind);
}

static int
set_up(void **state)
{
	struct db *db;

	rig_set_up(state);
	str_copy(directory, sizeof(directory), "/tmp/test_login_XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/database.db", directory);
	db = db_open(&(struct db_options){ .path = path, .protocol = 104 });
	assert_non_null(db);
	db_set_room(db, DB_ROOM_LOGIN, rig.inbox);
	rig.opt.db = db;
	rig_restart();
	thread_gate_open();
	assert_true(db_start(db));
	assert_true(auth_start(rig.auth));
	return 0;
}

static int
tear_down(void **state)
{
	auth_stop(rig.auth);
	assert_true(db_stop(rig.opt.db));
	db_close(rig.opt.db);
	assert_int_equal(0, unlink(path));
	assert_int_equal(0, rmdir(directory));	/* nothing else was left */
	return rig_tear_down(state);
}

static const struct ls2cl_rep_login_succ *
log_in(conn_id conn, const char *login)
{
	rig_open(conn);
	rig_say_login(conn, login, RIG_PASSWORD);
	return awaited(conn, PKT_LS2CL_REP_LOGIN_SUCC);
}

static void
expect_invalid_character(conn_id conn)
{
	awaited(conn, PKT_LS2CL_REP_SHARD_SELECT_FAIL);
	rig_sent_nothing();
}

static int64_t
make_character(conn_id conn, const char *last, int8_t slot)
{
	struct cl2ls_req_save_char_name name = {
		.slot_num = slot, .gender = 1, .first_name = "Test"
	};
	struct cl2ls_req_char_create looks = {
		.pc_style = { .gender = 1, .face_style = 1, .hair_style = 1,
		    .hair_color = 3, .skin_color = 4, .eye_color = 2,
		    .height = 1, .body = 1 },
		.on_item = { .equip_ubid = 53, .equip_lbid = 17,
		    .equip_foot_id = 58 },
	};
	const struct ls2cl_rep_char_create_succ *made;

	str_copy(name.last_name, sizeof(name.last_name), last);
	rig_packet(conn, PKT_CL2LS_REQ_SAVE_CHAR_NAME, &name);
	looks.pc_style.pc_uid = ((const struct ls2cl_rep_save_char_name_succ *)
	    awaited(conn, PKT_LS2CL_REP_SAVE_CHAR_NAME_SUCC))->pc_uid;
	rig_packet(conn, PKT_CL2LS_REQ_CHAR_CREATE, &looks);
	made = awaited(conn, PKT_LS2CL_REP_CHAR_CREATE_SUCC);
	assert_int_equal(1, made->level);
	assert_int_equal(1, made->pc_style2.appearance_flag);
	assert_string_equal("Test", made->pc_style.first_name);
	assert_int_equal(58, made->on_item.equip_foot_id);

	/* nothing of it works a second time */
	rig_packet(conn, PKT_CL2LS_REQ_CHAR_CREATE, &looks);
	expect_invalid_character(conn);
	RIG_SAY(conn, cl2ls_req_save_char_tutor,
	    .pc_uid = looks.pc_style.pc_uid);
	RIG_SAY(conn, cl2ls_req_save_char_tutor,
	    .pc_uid = looks.pc_style.pc_uid);
	RIG_SAY(conn, cl2ls_req_check_char_name, .first_name = "Fence");
	awaited(conn, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
	return looks.pc_style.pc_uid;
}

static void
test_from_the_first_login_to_deletion(void **state)
{
	const struct ls2cl_rep_char_info *c;
	const struct ls2cl_rep_char_delete_succ *gone;
	int64_t uid;

	UNUSED(state);
	assert_int_equal(0, log_in(ALICE, "alice_01")->char_count);
	uid = make_character(ALICE, "Example", 3);
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = uid);
	awaited(ALICE, PKT_LS2CL_REP_SHARD_SELECT_SUCC);
	assert_non_null(rig_told_world(ROOM_MSG_TICKET));
	rig_close(ALICE);

	assert_int_equal(3, log_in(ALICE, "ALICE_01")->slot_num);
	c = rig_sent(ALICE, PKT_LS2CL_REP_CHAR_INFO);
	assert_int_equal(uid, c->pc_style.pc_uid);
	assert_int_equal(3, c->slot);
	assert_int_equal(1, c->pc_style2.tutorial_flag);
	assert_int_equal(-3, c->z);
	assert_int_equal(328, c->equip[0].id);
	assert_int_equal(53, c->equip[1].id);

	RIG_SAY(ALICE, cl2ls_req_char_delete, .pc_uid = uid);
	gone = awaited(ALICE, PKT_LS2CL_REP_CHAR_DELETE_SUCC);
	assert_int_equal(3, gone->slot_num);
	RIG_SAY(ALICE, cl2ls_req_char_select, .pc_uid = uid);
	expect_invalid_character(ALICE);
}

static void
test_names_are_taken_and_changed(void **state)
{
	const struct ls2cl_rep_check_char_name_fail *fail;
	int64_t uid;

	UNUSED(state);
	log_in(ALICE, "alice_01");
	uid = make_character(ALICE, "Example", 1);
	RIG_SAY(ALICE, cl2ls_req_save_char_name, .slot_num = 2,
	    .first_name = "TEST", .last_name = "EXAMPLE");
	fail = awaited(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_FAIL);
	assert_int_equal(1, fail->error_code);
	RIG_SAY(ALICE, cl2ls_req_save_char_name, .slot_num = 1,
	    .first_name = "Another", .last_name = "Example");
	expect_invalid_character(ALICE);

	/* not denied: may not be changed */
	RIG_SAY(ALICE, cl2ls_req_change_char_name, .pcuid = uid,
	    .first_name = "Newly", .last_name = "Named");
	expect_invalid_character(ALICE);
	/* its own present name is taken, whatever else */
	RIG_SAY(ALICE, cl2ls_req_change_char_name, .pcuid = uid,
	    .first_name = "Test", .last_name = "Example");
	fail = awaited(ALICE, PKT_LS2CL_REP_CHECK_CHAR_NAME_FAIL);
	assert_int_equal(1, fail->error_code);
}

static void
test_what_belongs_to_others(void **state)
{
	int64_t uid;

	UNUSED(state);
	log_in(ALICE, "alice_01");
	uid = make_character(ALICE, "Example", 1);
	log_in(BOB, "bob_0001");
	RIG_SAY(BOB, cl2ls_req_char_select, .pc_uid = uid);
	expect_invalid_character(BOB);
	RIG_SAY(BOB, cl2ls_req_char_delete, .pc_uid = uid);
	expect_invalid_character(BOB);
	RIG_SAY(BOB, cl2ls_req_save_char_tutor, .pc_uid = uid);
	expect_invalid_character(BOB);
	RIG_SAY(BOB, cl2ls_req_change_char_name, .pcuid = uid,
	    .first_name = "Newly", .last_name = "Named");
	expect_invalid_character(BOB);
}

#define STORE_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(test_from_the_first_login_to_deletion),
		STORE_TEST(test_names_are_taken_and_changed),
		STORE_TEST(test_what_belongs_to_others),
	};

	return cmocka_run_group_tests_name("login store", tests, NULL, NULL);
}
