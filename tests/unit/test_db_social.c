/*
 * test_db_social.c - mail, buddies, blocks, races, codes.
 */
#include "db_fixture.h"

#include "base/clock.h"

/* ---- mail -------------------------------------------------------------- */

static struct email_row
an_email(int32_t to, int32_t from)
{
	struct email_row e = { .player_id = to, .taros = 50 };

	e.head.sender_id = from;
	e.head.send_time_s = 1700000000;
	str_copy(e.head.sender_first_name, sizeof(e.head.sender_first_name),
	    "Bo");
	str_copy(e.head.sender_last_name, sizeof(e.head.sender_last_name),
	    "Bby");
	str_copy(e.head.subject, sizeof(e.head.subject), "Hello");
	str_copy(e.body, sizeof(e.body), "Line 1\nLine 2");
	e.items[0] = (struct item_row){ 0, 10, 1, 0 };
	e.items[2] = (struct item_row){ 7, 119, 12, 99 };
	return e;
}

static struct db_rep_send_email
send_email(struct fixture *fx, const struct email_row *e, int32_t limit)
{
	struct db_rep_send_email rep;

	ASK(fx, send_email, SEND_EMAIL, &rep, .email = *e,
	    .mailbox_limit = limit);
	return rep;
}

static struct db_rep_read_email
read_email(struct fixture *fx, int32_t player_id, int64_t index, bool marks)
{
	struct db_rep_read_email rep;

	ASK(fx, read_email, READ_EMAIL, &rep, .player_id = player_id,
	    .msg_index = index, .marks_read = marks);
	return rep;
}

static int32_t
unread(struct fixture *fx, int32_t player_id)
{
	struct db_rep_count_unread rep;

	ASK(fx, count_unread, COUNT_UNREAD, &rep, .player_id = player_id);
	assert_int_equal(rep.result, DB_OK);
	return rep.count;
}

static void
mail_arrives_with_everything(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	int32_t bobby = make_player(fx, "bobby");
	struct email_row e = an_email(alice, bobby);
	struct db_rep_send_email sent = send_email(fx, &e, 0);
	struct db_rep_read_email rep;

	assert_int_equal(sent.result, DB_OK);
	assert_int_equal(sent.msg_index, 1);
	assert_int_equal(unread(fx, alice), 1);
	rep = read_email(fx, alice, 1, false);
	assert_int_equal(rep.result, DB_OK);
	assert_false(rep.email.head.is_read);
	assert_true(rep.email.head.has_attachment);
	assert_string_equal(rep.email.body, "Line 1\nLine 2");
	assert_string_equal(rep.email.head.subject, "Hello");
	assert_string_equal(rep.email.head.sender_last_name, "Bby");
	assert_int_equal(rep.email.taros, 50);
	assert_int_equal(rep.email.head.sender_id, bobby);
	assert_int_equal(rep.email.head.send_time_s, 1700000000);
	/* Attachments are numbered 1, 2 without a gap. */
	assert_int_equal(rep.email.items[0].id, 10);
	assert_int_equal(rep.email.items[1].id, 119);
	assert_int_equal(rep.email.items[1].opt, 12);
	assert_int_equal(rep.email.items[1].time_limit_s, 99);
	assert_int_equal(rep.email.items[2].id, 0);
	assert_int_equal(unread(fx, alice), 1);
	rep = read_email(fx, alice, 1, true);
	assert_true(rep.email.head.is_read);
	assert_int_equal(unread(fx, alice), 0);
	/* To oneself is allowed. */
	e.player_id = bobby;
	assert_int_equal(send_email(fx, &e, 0).result, DB_OK);
}

static void
an_unknown_mail_is_not_found(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");

	assert_int_equal(read_email(fx, alice, 1, true).result, DB_NONE);
	assert_int_equal(read_email(fx, alice, INT64_MAX, true).result,
	    DB_NONE);
	ASK_RESULT(fx, DB_NONE, take_email_taros, TAKE_EMAIL_TAROS,
	    .player_id = alice, .msg_index = 1, .expected = 5);
	ASK_RESULT(fx, DB_NONE, take_email_item, TAKE_EMAIL_ITEM,
	    .player_id = alice, .msg_index = 1, .slot = 1);
}

static void
the_list_has_pages_of_five_newest_first(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	struct email_row e = an_email(alice, 99);
	struct db_rep_list_emails list;

	for (int i = 0; i < 7; i++)
		assert_int_equal(send_email(fx, &e, 0).msg_index, i + 1);
	ASK(fx, list_emails, LIST_EMAILS, &list, .player_id = alice,
	    .page = 1);
	assert_int_equal(list.count, 5);
	assert_int_equal(list.emails[0].msg_index, 7);
	assert_int_equal(list.emails[4].msg_index, 3);
	ASK(fx, list_emails, LIST_EMAILS, &list, .player_id = alice,
	    .page = 2);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.emails[1].msg_index, 1);
	ASK(fx, list_emails, LIST_EMAILS, &list, .player_id = alice,
	    .page = INT32_MIN);
	assert_int_equal(list.emails[0].msg_index, 7);
	ASK(fx, list_emails, LIST_EMAILS, &list, .player_id = alice,
	    .page = INT32_MAX);
	assert_int_equal(list.count, 0);
}

static void
recipients_must_exist_want_it_and_have_room(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	int32_t bobby = make_player(fx, "bobby");
	struct email_row e = an_email(99, bobby);

	assert_int_equal(send_email(fx, &e, 0).result, DB_NONE);
	e.player_id = alice;
	assert_int_equal(send_email(fx, &e, 1).result, DB_OK);
	assert_int_equal(send_email(fx, &e, 1).result, DB_REFUSED);
	ASK_RESULT(fx, DB_OK, add_block, ADD_BLOCK, .player_id = alice,
	    .blocked_id = bobby);
	assert_int_equal(send_email(fx, &e, 0).result, DB_REFUSED);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM EmailData"),
	    1);
}

static void
attachments_and_taros_are_taken_once(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	struct email_row e = an_email(alice, 99);
	struct db_rep_read_email rep;

	send_email(fx, &e, 0);
	ASK_RESULT(fx, DB_REFUSED, take_email_taros, TAKE_EMAIL_TAROS,
	    .player_id = alice, .msg_index = 1, .expected = 49);
	ASK_RESULT(fx, DB_OK, take_email_taros, TAKE_EMAIL_TAROS,
	    .player_id = alice, .msg_index = 1, .expected = 50, .left = 20);
	ASK_RESULT(fx, DB_REFUSED, take_email_taros, TAKE_EMAIL_TAROS,
	    .player_id = alice, .msg_index = 1, .expected = 50);
	ASK_RESULT(fx, DB_OK, take_email_taros, TAKE_EMAIL_TAROS,
	    .player_id = alice, .msg_index = 1, .expected = 20);
	ASK_RESULT(fx, DB_REFUSED, take_email_item, TAKE_EMAIL_ITEM,
	    .player_id = alice, .msg_index = 1, .slot = 1,
	    .expected = { 0, 10, 2, 0 });
	ASK_RESULT(fx, DB_OK, take_email_item, TAKE_EMAIL_ITEM,
	    .player_id = alice, .msg_index = 1, .slot = 1,
	    .expected = { 0, 10, 1, 0 });
	ASK_RESULT(fx, DB_REFUSED, take_email_item, TAKE_EMAIL_ITEM,
	    .player_id = alice, .msg_index = 1, .slot = 1,
	    .expected = { 0, 10, 1, 0 });
	/* The list's icon follows at once. */
	assert_true(read_email(fx, alice, 1,
	    false).email.head.has_attachment);
	ASK_RESULT(fx, DB_OK, take_email_item, TAKE_EMAIL_ITEM,
	    .player_id = alice, .msg_index = 1, .slot = 2,
	    .expected = { 7, 119, 12, 99 });
	rep = read_email(fx, alice, 1, false);
	assert_false(rep.email.head.has_attachment);
	assert_int_equal(rep.email.taros, 0);
}

static void
a_deleted_mail_leaves_nothing_to_a_reused_index(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	struct email_row e = an_email(alice, 99);
	struct db_rep_delete_emails del;

	send_email(fx, &e, 0);
	send_email(fx, &e, 0);
	ASK(fx, delete_emails, DELETE_EMAILS, &del, .player_id = alice,
	    .msg_index = { 2, 0, 55, 2 });
	assert_int_equal(del.result, DB_OK);
	assert_int_equal(del.deleted_count, 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM EmailItems"),
	    2);
	/* What went with it, for the audit log; nothing of it twice. */
	assert_int_equal(del.player_id, alice);
	assert_int_equal(del.lost[0].taros, e.taros);
	assert_int_equal(del.lost[0].items[0].id, e.items[0].id);
	assert_int_equal(del.lost[2].taros + del.lost[3].taros, 0);
	assert_int_equal(del.lost[3].items[0].id, 0);
	/* What OpenFusion may have left under the free index. */
	sql_exec(fx->path, "INSERT INTO EmailItems VALUES"
	    " (1, 2, 1, 500, 5, 5, 0), (1, 2, 4, 501, 5, 5, 0)");
	assert_int_equal(send_email(fx, &e, 0).msg_index, 2);
	assert_int_equal(read_email(fx, alice, 2, false).email.items[0].id,
	    10);
	assert_int_equal(read_email(fx, alice, 2, false).email.items[3].id,
	    0);
}

static void
bad_mail_rows_are_harmless(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	struct email_row e = an_email(alice, 99);
	struct db_rep_read_email rep;

	sql_exec(fx->path, "INSERT INTO EmailData VALUES (1, -5, 7, 0, -1,"
	    " 'x', 'y', hex(zeroblob(500)), hex(zeroblob(5000)), -4, 0, 0);"
	    "INSERT INTO EmailItems VALUES (1, -5, 0, 1, 1, 1, 0),"
	    " (1, -5, 5, 1, 1, 1, 0), (1, -5, 2, -1, 1, 1, 0)");
	rep = read_email(fx, alice, -5, true);
	assert_int_equal(rep.result, DB_OK);
	assert_int_equal(rep.email.taros, 0);
	assert_int_equal(strlen(rep.email.body), ROW_BODY_BYTES - 1);
	assert_int_equal(strlen(rep.email.head.subject),
	    ROW_SUBJECT_BYTES - 1);
	for (int i = 0; i < ROW_EMAIL_ITEMS; i++)
		assert_int_equal(rep.email.items[i].id, 0);
	assert_int_equal(send_email(fx, &e, 0).msg_index, 1);
	sql_exec(fx->path, "UPDATE EmailData SET MsgIndex ="
	    " 9223372036854775807 WHERE MsgIndex = 1");
	assert_int_equal(send_email(fx, &e, 0).result, DB_REFUSED);
}

/* ---- buddies ----------------------------------------------------------- */

static struct db_rep_list_buddies
buddies(struct fixture *fx, int32_t player_id)
{
	struct db_rep_list_buddies rep;

	ASK(fx, list_buddies, LIST_BUDDIES, &rep, .player_id = player_id);
	assert_int_equal(rep.result, DB_OK);
	return rep;
}

static void
buddyships_exist_once(void **state)
{
	struct fixture *fx = *state;
	int32_t a = make_player(fx, "alice");
	int32_t b = make_player(fx, "bobby");
	struct db_rep_list_buddies list;

	ASK_RESULT(fx, DB_OK, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = b);
	ASK_RESULT(fx, DB_TAKEN, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = b);
	ASK_RESULT(fx, DB_TAKEN, add_buddy, ADD_BUDDY, .player_a_id = b,
	    .player_b_id = a);
	ASK_RESULT(fx, DB_REFUSED, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = a);
	ASK_RESULT(fx, DB_NONE, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = 99);
	list = buddies(fx, b);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.buddies[0].player_id, a);
	assert_string_equal(list.buddies[0].first_name, "alice");
	assert_int_equal(list.buddies[0].gender, 1);
	assert_int_equal(list.buddies[0].name_check, 1);
	assert_false(list.buddies[0].is_blocked);
	ASK_RESULT(fx, DB_OK, remove_buddy, REMOVE_BUDDY, .player_a_id = b,
	    .player_b_id = a);
	ASK_RESULT(fx, DB_NONE, remove_buddy, REMOVE_BUDDY,
	    .player_a_id = b, .player_b_id = a);
	assert_int_equal(buddies(fx, a).count, 0);
}

static void
a_block_ends_the_buddyship(void **state)
{
	struct fixture *fx = *state;
	int32_t a = make_player(fx, "alice");
	int32_t b = make_player(fx, "bobby");
	struct db_rep_add_block rep;

	ASK_RESULT(fx, DB_OK, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = b);
	ASK(fx, add_block, ADD_BLOCK, &rep, .player_id = b, .blocked_id = a);
	assert_int_equal(rep.result, DB_OK);
	assert_true(rep.was_buddy);
	ASK_RESULT(fx, DB_TAKEN, add_block, ADD_BLOCK, .player_id = b,
	    .blocked_id = a);
	ASK_RESULT(fx, DB_REFUSED, add_block, ADD_BLOCK, .player_id = b,
	    .blocked_id = b);
	ASK_RESULT(fx, DB_NONE, add_block, ADD_BLOCK, .player_id = b,
	    .blocked_id = 99);
	assert_int_equal(buddies(fx, a).count, 0);
	assert_int_equal(buddies(fx, b).count, 1);
	assert_true(buddies(fx, b).buddies[0].is_blocked);
	/* Neither can make the other a buddy now. */
	ASK_RESULT(fx, DB_REFUSED, add_buddy, ADD_BUDDY, .player_a_id = a,
	    .player_b_id = b);
	ASK_RESULT(fx, DB_REFUSED, add_buddy, ADD_BUDDY, .player_a_id = b,
	    .player_b_id = a);
	ASK_RESULT(fx, DB_OK, remove_block, REMOVE_BLOCK, .player_id = b,
	    .blocked_id = a);
	ASK_RESULT(fx, DB_NONE, remove_block, REMOVE_BLOCK, .player_id = b,
	    .blocked_id = a);
	assert_int_equal(buddies(fx, b).count, 0);
}

/* Rows that OpenFusion's missing keys allow. */
static void
repeated_rows_make_one_entry(void **state)
{
	struct fixture *fx = *state;
	int32_t a = make_player(fx, "alice");
	struct db_rep_list_buddies list;
	char sql[128], name[16];

	for (int i = 2; i <= 60; i++) {
		str_format(name, sizeof(name), "num-%d", i);
		make_player(fx, name);
		str_format(sql, sizeof(sql), "INSERT INTO Buddyships VALUES"
		    " (%d, %d)", i % 2 == 0 ? 1 : i, i % 2 == 0 ? i : 1);
		if (i < 10 || i > 20)
			sql_exec(fx->path, sql);
	}
	sql_exec(fx->path, "INSERT INTO Buddyships VALUES (1, 1), (1, 2),"
	    " (2, 1); INSERT INTO Blocks VALUES (1, 3), (1, 3)");
	list = buddies(fx, a);
	assert_int_equal(list.count, 48);
	assert_int_equal(list.buddies[0].player_id, 2);
	assert_int_equal(list.buddies[1].player_id, 3);
	assert_true(list.buddies[1].is_blocked);
	sql_exec(fx->path, "INSERT INTO Blocks VALUES (1, 11), (1, 12),"
	    " (1, 13)");
	list = buddies(fx, a);
	assert_int_equal(list.count, 50);
	assert_int_equal(list.buddies[48].player_id, 11);
	assert_true(list.buddies[49].is_blocked);
}

/* ---- races and codes --------------------------------------------------- */

static struct race_row
post_race(struct fixture *fx, int32_t player_id, int32_t score, int32_t time_s)
{
	struct db_rep_post_race rep;

	ASK(fx, post_race, POST_RACE, &rep, .race = { .ep_id = 2,
	    .player_id = player_id, .score = score, .ring_count = 9,
	    .time_s = time_s, .timestamp_s = 1700000000 });
	assert_int_equal(rep.result, DB_OK);
	return rep.best;
}

static void
the_best_race_counts_this_one_too(void **state)
{
	struct fixture *fx = *state;
	int32_t a = make_player(fx, "alice");
	int32_t b = make_player(fx, "bobby");
	struct db_rep_top_race top;

	ASK_RESULT(fx, DB_NONE, top_race, TOP_RACE, .ep_id = 2,
	    .player_id = a);
	assert_int_equal(post_race(fx, a, 100, 60).score, 100);
	assert_int_equal(post_race(fx, a, 300, 61).score, 300);
	assert_int_equal(post_race(fx, a, 200, 50).score, 300);
	assert_int_equal(post_race(fx, b, 400, 40).score, 400);
	/* Equal scores: the shorter time. */
	assert_int_equal(post_race(fx, a, 300, 55).time_s, 55);
	ASK(fx, top_race, TOP_RACE, &top, .ep_id = 2, .player_id = -1);
	assert_int_equal(top.best.player_id, b);
	assert_int_equal(top.best.ring_count, 9);
	assert_int_equal(top.best.timestamp_s, 1700000000);
	ASK_RESULT(fx, DB_NONE, top_race, TOP_RACE, .ep_id = 3,
	    .player_id = -1);
	ASK_RESULT(fx, DB_NONE, post_race, POST_RACE,
	    .race = { .ep_id = 2, .player_id = 99 });
}

static void
a_code_is_redeemed_once_an_account(void **state)
{
	struct fixture *fx = *state;
	int32_t a = make_player(fx, "alice");
	int32_t b = make_player(fx, "bobby");
	int32_t a2 = try_character(fx, 1, 2, "alicia", "Tester").player_id;

	ASK_RESULT(fx, DB_NONE, find_code, FIND_CODE, .player_id = a,
	    .code = "santa");
	ASK_RESULT(fx, DB_OK, redeem_code, REDEEM_CODE, .player_id = a,
	    .code = "santa");
	ASK_RESULT(fx, DB_TAKEN, redeem_code, REDEEM_CODE, .player_id = a,
	    .code = "santa");
	ASK_RESULT(fx, DB_OK, find_code, FIND_CODE, .player_id = a,
	    .code = "santa");
	ASK_RESULT(fx, DB_OK, find_code, FIND_CODE, .player_id = a2,
	    .code = "santa");
	ASK_RESULT(fx, DB_TAKEN, redeem_code, REDEEM_CODE, .player_id = a2,
	    .code = "santa");
	ASK_RESULT(fx, DB_OK, redeem_code, REDEEM_CODE, .player_id = b,
	    .code = "santa");
	ASK_RESULT(fx, DB_NONE, redeem_code, REDEEM_CODE, .player_id = 99,
	    .code = "santa");
}

static void
rows_are_counted(void **state)
{
	struct fixture *fx = *state;
	struct db_rep_count_rows rep;
	struct batch *b = NULL;

	make_player(fx, "alice");
	make_account(fx, "bobby");
	db_add_count_rows(&b, DB_ROOM_WORLD, FIXTURE_REF);
	fixture_ask(fx, &b, DB_REP_COUNT_ROWS, &rep, sizeof(rep));
	assert_int_equal(rep.account_count, 2);
	assert_int_equal(rep.player_count, 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_open, teardown)
	const struct CMUnitTest tests[] = {
		T(mail_arrives_with_everything),
		T(an_unknown_mail_is_not_found),
		T(the_list_has_pages_of_five_newest_first),
		T(recipients_must_exist_want_it_and_have_room),
		T(attachments_and_taros_are_taken_once),
		T(a_deleted_mail_leaves_nothing_to_a_reused_index),
		T(bad_mail_rows_are_harmless),
		T(buddyships_exist_once),
		T(a_block_ends_the_buddyship),
		T(repeated_rows_make_one_entry),
		T(the_best_race_counts_this_one_too),
		T(a_code_is_redeemed_once_an_account),
		T(rows_are_counted)
	};
#undef T

	return cmocka_run_group_tests_name("db_social", tests, NULL, NULL);
}
