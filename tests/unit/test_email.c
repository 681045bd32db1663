/* test_email.c - the mailbox: listing, reading, taking out, deleting. */
#include "mail_rig.h"

#include <time.h>
#include <unistd.h>

#include "base/log.h"

/* --- counting and listing --- */

static void
unread_mails_are_counted(void **state)
{
	const struct db_req_count_unread *req;
	const struct db_rep_count_unread rep = { .result = DB_OK,
		.count = 3 };

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_email_update_check, 0);
	req = expect_asked(DB_REQ_COUNT_UNREAD);
	assert_int_equal(1, req->player_id);
	expect_waiting();
	email_on_counted(&rig.w, self->conn, &rep);
	assert_int_equal(3, RIG_EXPECT(self,
	    fe2cl_rep_pc_new_email)->new_email_cnt);
	expect_free();
}

static void
a_page_is_listed_in_the_servers_time(void **state)
{
	const struct fe2cl_rep_pc_recv_email_page_list_succ *got;
	struct db_rep_list_emails rep = { .result = DB_OK, .page = 2,
		.count = 2 };
	const time_t when = RIG_START_S;
	struct tm tm;

	UNUSED(state);
	rep.emails[0] = (struct email_head_row){ .msg_index = 9,
		.sender_id = 2, .is_read = true, .has_attachment = true,
		.send_time_s = RIG_START_S, .sender_first_name = "Bob",
		.sender_last_name = "Tester", .subject = "Hello" };
	rep.emails[1].msg_index = 8;
	RIG_DO(self, cl2fe_req_pc_recv_email_page_list, .page_num = 2);
	assert_int_equal(2, ((const struct db_req_list_emails *)
	    expect_asked(DB_REQ_LIST_EMAILS))->page);
	expect_waiting();
	email_on_listed(&rig.w, self->conn, &rep);
	got = RIG_EXPECT(self, fe2cl_rep_pc_recv_email_page_list_succ);
	assert_int_equal(2, got->page_num);
	assert_int_equal(9, got->email_info[0].email_index);
	assert_int_equal(2, got->email_info[0].from_pcuid);
	assert_int_equal(1, got->email_info[0].read_flag);
	assert_int_equal(1, got->email_info[0].item_candy_flag);
	assert_string_equal("Bob", got->email_info[0].first_name);
	assert_string_equal("Hello", got->email_info[0].subject);
	assert_non_null(localtime_r(&when, &tm));
	assert_int_equal(tm.tm_year + 1900, got->email_info[0].send_time.year);
	assert_int_equal(tm.tm_mon + 1, got->email_info[0].send_time.month);
	assert_int_equal(tm.tm_wday + 1,
	    got->email_info[0].send_time.day_of_week);
	assert_int_equal(tm.tm_hour, got->email_info[0].send_time.hour);
	assert_int_equal(tm.tm_sec, got->email_info[0].send_time.second);
	assert_int_equal(8, got->email_info[1].email_index);
	assert_int_equal(0, got->email_info[2].email_index);
	expect_free();
}

/* --- reading --- */

static struct db_rep_read_email
mail(void)
{
	struct db_rep_read_email rep = { .result = DB_OK };

	rep.email.player_id = 1;
	rep.email.taros = 40;
	str_copy(rep.email.body, sizeof(rep.email.body), "Come at nine.");
	rep.email.items[1] = (struct item_row){ TDATA_ITEM_SHIRT, SHIRT,
		FINE_SHIRT * LOOK, LATER };
	rep.email.items[3] = (struct item_row){ TDATA_ITEM_GENERAL, GUMBALL,
		3, 0 };
	return rep;
}

/* The store shows what is in it. */
static void
look_in(const struct db_rep_read_email *rep)
{
	const struct db_req_read_email *req =
	    expect_asked(DB_REQ_READ_EMAIL);

	assert_int_equal(1, req->player_id);
	assert_int_equal(MAIL, req->msg_index);
	expect_waiting();
	next_tick();
	email_on_read(&rig.w, self->conn, rep);
}

static void
a_mail_is_read(void **state)
{
	const struct fe2cl_rep_pc_read_email_succ *got;
	struct db_rep_read_email rep = mail();

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_read_email, .email_index = MAIL);
	assert_true(((const struct db_req_read_email *)
	    expect_asked(DB_REQ_READ_EMAIL))->marks_read);
	look_in(&rep);
	got = RIG_EXPECT(self, fe2cl_rep_pc_read_email_succ);
	assert_int_equal(MAIL, got->email_index);
	assert_int_equal(40, got->cash);
	assert_string_equal("Come at nine.", got->content);
	expect_wire(&got->item[0], 0, 0, 0);
	expect_wire(&got->item[1], TDATA_ITEM_SHIRT, SHIRT,
	    FINE_SHIRT * LOOK);
	assert_int_equal(LATER, got->item[1].time_limit);
	expect_free();
}

static void
what_is_not_there_is_not_read(void **state)
{
	const struct db_rep_read_email none = { .result = DB_NONE };

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_read_email, .email_index = MAIL);
	look_in(&none);
	assert_int_equal(MAIL, RIG_EXPECT(self,
	    fe2cl_rep_pc_read_email_fail)->email_index);
	expect_free();
}

/* DEFECT: they were cut to 32 bits and named another mail. */
static void
numbers_out_of_range_name_no_mail(void **state)
{
	const int64_t far = INT64_C(0x100000005);

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_read_email, .email_index = far);
	RIG_EXPECT(self, fe2cl_rep_pc_read_email_fail);
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = -1);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_candy_fail);
	RIG_DO(self, cl2fe_req_pc_recv_email_item, .email_index = far,
	    .slot_num = 0, .email_item_slot = 1);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_fail);
	RIG_DO(self, cl2fe_req_pc_recv_email_item_all, .email_index = 0);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_all_fail);
	assert_null(asked(DB_REQ_READ_EMAIL, 0));
	expect_free();
}

/* --- taros --- */

static void
taros_and_purse_are_one_transaction(void **state)
{
	const struct db_req_take_email_taros *take;
	const struct db_rep_read_email rep = mail();
	const struct fe2cl_rep_pc_recv_email_candy_succ *got;

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = MAIL);
	look_in(&rep);
	assert_int_equal(DB_REQ_BEGIN, batch_first(rig.w.to_db)->type);
	take = expect_asked(DB_REQ_TAKE_EMAIL_TAROS);
	assert_int_equal(MAIL, take->msg_index);
	assert_int_equal(40, take->expected);
	assert_int_equal(0, take->left);
	assert_int_equal(1040, saved_taros());
	expect_waiting();
	answer_deal(self, DB_OK);
	got = RIG_EXPECT(self, fe2cl_rep_pc_recv_email_candy_succ);
	assert_int_equal(1040, got->candy);
	assert_int_equal(MAIL, got->email_index);
	expect_free();
}

static void
taros_that_are_refused_are_not_had(void **state)
{
	const struct db_rep_read_email rep = mail();

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = MAIL);
	look_in(&rep);
	answer_deal(self, DB_REFUSED);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_candy_fail);
	expect_free();
	assert_int_equal(1000, taros());
	next_tick();
	persist_flush(&rig.w);
	assert_int_equal(1000, saved_taros());
}

/* A GM may have emptied the purse meanwhile. */
static void
a_refusal_takes_what_there_is(void **state)
{
	const struct db_rep_read_email rep = mail();

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = MAIL);
	look_in(&rep);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, 10);
	answer_deal(self, DB_REFUSED);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_candy_fail);
	assert_int_equal(0, taros());
}

static void
what_the_purse_cannot_hold_stays_in_the_mail(void **state)
{
	const struct db_req_take_email_taros *take;
	const struct db_rep_read_email rep = mail();

	UNUSED(state);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, RULESET_TAROS_MAX - 15);
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = MAIL);
	look_in(&rep);
	take = expect_asked(DB_REQ_TAKE_EMAIL_TAROS);
	assert_int_equal(25, take->left);
	assert_int_equal(RULESET_TAROS_MAX, taros());
}

static void
unknown_mails_have_no_taros(void **state)
{
	struct db_rep_read_email none = { .result = DB_NONE };

	UNUSED(state);
	none.email.taros = 12345;	/* whatever lay in memory */
	RIG_DO(self, cl2fe_req_pc_recv_email_candy, .email_index = MAIL);
	look_in(&none);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_candy_fail);
	assert_int_equal(1000, taros());
	assert_null(asked(DB_REQ_BEGIN, 0));
	expect_free();
}

/* --- attachments --- */

static void
take_item(int32_t slot, int32_t mail_slot)
{
	const struct db_rep_read_email rep = mail();

	next_tick();
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_recv_email_item, .email_index = MAIL,
	    .slot_num = slot, .email_item_slot = mail_slot);
	if (hold_is_on(self))
		look_in(&rep);
}

static void
an_attachment_is_taken_out(void **state)
{
	const struct db_req_take_email_item *take;
	const struct fe2cl_rep_pc_recv_email_item_succ *got;
	const struct fe2cl_rep_pc_give_item_succ *given;

	UNUSED(state);
	take_item(6, 2);
	take = expect_asked(DB_REQ_TAKE_EMAIL_ITEM);
	assert_int_equal(2, take->slot);
	assert_int_equal(SHIRT, take->expected.id);
	assert_int_equal(LATER, take->expected.time_limit_s);
	assert_non_null(asked(DB_REQ_SAVE, 0));
	assert_true(item_plan_is_locked(self, 6));
	expect_waiting();
	answer_deal(self, DB_OK);
	got = RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_succ);
	assert_int_equal(6, got->slot_num);
	assert_int_equal(2, got->email_item_slot);
	given = RIG_EXPECT(self, fe2cl_rep_pc_give_item_succ);
	assert_int_equal(INVENTORY_BAG, given->il);
	assert_int_equal(6, given->slot_num);
	expect_wire(&given->item, TDATA_ITEM_SHIRT, SHIRT,
	    FINE_SHIRT * LOOK);
	expect_slot(self, 6, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	assert_int_equal(LATER, self->inventory.bag[6].time_limit_s);
	assert_false(item_plan_is_locked(self, 6));
	expect_free();
}

static void
an_attachment_that_is_refused_is_not_had(void **state)
{
	UNUSED(state);
	take_item(6, 2);
	answer_deal(self, DB_REFUSED);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_fail);
	expect_empty(self, 6);
	assert_false(item_plan_is_locked(self, 6));
	expect_free();
}

/* DEFECT: what lay there was destroyed. */
static void
a_taken_slot_is_not_overwritten(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	take_item(0, 2);
	answer_deal(self, DB_OK);
	assert_int_equal(1, RIG_EXPECT(self,
	    fe2cl_rep_pc_recv_email_item_succ)->slot_num);
	assert_int_equal(1, RIG_EXPECT(self,
	    fe2cl_rep_pc_give_item_succ)->slot_num);
	expect_slot(self, 0, TDATA_ITEM_HAT, HAT, 1);
	fill_bag(self);
	take_item(0, 2);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_fail);
	assert_null(asked(DB_REQ_BEGIN, 0));
	expect_free();
}

/* DEFECT: nothing attached emptied the slot. */
static void
nothing_attached_is_nothing_taken(void **state)
{
	UNUSED(state);
	put(self, 3, thing(TDATA_ITEM_HAT, HAT, 1));
	take_item(3, 1);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_fail);
	expect_slot(self, 3, TDATA_ITEM_HAT, HAT, 1);
	take_item(50, 2);
	take_item(-1, 2);
	take_item(0, 0);
	take_item(0, 5);
	expect_free();
	assert_null(asked(DB_REQ_READ_EMAIL, 0));
}

static void
take_all(void)
{
	const struct db_rep_read_email rep = mail();

	RIG_DO(self, cl2fe_req_pc_recv_email_item_all, .email_index = MAIL);
	look_in(&rep);
}

static void
all_attachments_are_taken(void **state)
{
	const struct db_req_take_email_item *take;

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	take_all();
	take = asked(DB_REQ_TAKE_EMAIL_ITEM, 0);
	assert_int_equal(2, take->slot);
	take = asked(DB_REQ_TAKE_EMAIL_ITEM, 1);
	assert_int_equal(4, take->slot);
	assert_null(asked(DB_REQ_TAKE_EMAIL_ITEM, 2));
	expect_waiting();
	answer_deal(self, DB_OK);
	assert_int_equal(1, RIG_EXPECT(self,
	    fe2cl_rep_pc_give_item_succ)->slot_num);
	assert_int_equal(2, RIG_EXPECT(self,
	    fe2cl_rep_pc_give_item_succ)->slot_num);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_all_succ);
	expect_slot(self, 1, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	expect_slot(self, 2, TDATA_ITEM_GENERAL, GUMBALL, 3);
	assert_int_equal(0, self->inventory.locked);
	expect_free();
}

/* DEFECT: what did not fit was destroyed. */
static void
all_or_none_are_taken(void **state)
{
	UNUSED(state);
	fill_bag(self);
	put(self, 9, thing(0, 0, 0));
	take_all();
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_all_fail);
	assert_null(asked(DB_REQ_BEGIN, 0));
	expect_empty(self, 9);
	expect_free();
	put(self, 8, thing(0, 0, 0));
	next_tick();
	take_all();
	answer_deal(self, DB_ERROR);
	RIG_EXPECT(self, fe2cl_rep_pc_recv_email_item_all_fail);
	expect_empty(self, 8);
	expect_empty(self, 9);
	assert_int_equal(0, self->inventory.locked);
	expect_free();
}

/* --- deleting --- */

static void
mails_are_deleted(void **state)
{
	const struct db_req_delete_emails *req;
	struct db_rep_delete_emails rep = { .result = DB_OK, .player_id = 1 };
	const struct fe2cl_rep_pc_delete_email_succ *got;

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_delete_email,
	    .email_index_array = { 5, 0, INT64_C(0x100000007), 6, -1 });
	req = expect_asked(DB_REQ_DELETE_EMAILS);
	assert_int_equal(5, req->msg_index[0]);
	assert_int_equal(0, req->msg_index[1]);
	assert_int_equal(0, req->msg_index[2]);
	assert_int_equal(6, req->msg_index[3]);
	assert_int_equal(0, req->msg_index[4]);
	expect_waiting();
	email_on_deleted(&rig.w, self->conn, &rep);
	got = RIG_EXPECT(self, fe2cl_rep_pc_delete_email_succ);
	assert_int_equal(5, got->email_index_array[0]);
	assert_int_equal(6, got->email_index_array[3]);
	expect_free();
}

/* What was still in them is gone for good: the log says what. */
static void
deleted_contents_are_in_the_audit_log(void **state)
{
	struct db_rep_delete_emails rep = { .result = DB_OK, .player_id = 1 };
	FILE *out = tmpfile();
	char got[512];
	ssize_t n;

	UNUSED(state);
	assert_non_null(out);
	rep.lost[0].taros = 40;
	rep.lost[0].items[1] = (struct item_row){ TDATA_ITEM_GENERAL, GUMBALL,
		3, 0 };
	rig.cfg.shard.audit_log = true;
	log_init(fileno(out), 1);
	rig.w.cause = "database";
	/* Whether it is still there or not. */
	email_on_deleted(&rig.w, 999, &rep);
	audit_settle(&rig.w);
	n = pread(fileno(out), got, sizeof(got) - 1, 0);
	log_init(STDERR_FILENO, 1);
	fclose(out);
	assert_true(n > 0);
	got[n] = '\0';
	assert_string_equal(
	    "[INFO] audit: step=1 taros=40 from=mail/0@1 to=- why=database\n"
	    "[INFO] audit: step=1 item=7:119 opt=3 limit=0 from=mail/2@1 "
	    "to=- why=database\n", got);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(unread_mails_are_counted),
		T(a_page_is_listed_in_the_servers_time),
		T(a_mail_is_read),
		T(what_is_not_there_is_not_read),
		T(numbers_out_of_range_name_no_mail),
		T(taros_and_purse_are_one_transaction),
		T(taros_that_are_refused_are_not_had),
		T(a_refusal_takes_what_there_is),
		T(what_the_purse_cannot_hold_stays_in_the_mail),
		T(unknown_mails_have_no_taros),
		T(an_attachment_is_taken_out),
		T(an_attachment_that_is_refused_is_not_had),
		T(a_taken_slot_is_not_overwritten),
		T(nothing_attached_is_nothing_taken),
		T(all_attachments_are_taken),
		T(all_or_none_are_taken),
		T(mails_are_deleted),
		T(deleted_contents_are_in_the_audit_log),
	};
#undef T

	return cmocka_run_group_tests_name("email", tests, NULL, NULL);
}
