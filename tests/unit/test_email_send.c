/* test_email_send.c - sending mail, with taros and things in it. */
#include "mail_rig.h"

static struct cl2fe_req_pc_send_email draft;

static void
write_to(int64_t to, int32_t cash)
{
	draft = (struct cl2fe_req_pc_send_email){ .to_pcuid = to,
		.cash = cash };
	str_copy(draft.subject, sizeof(draft.subject), "For\nyou");
	str_copy(draft.content, sizeof(draft.content), "Two\nlines\t.");
}

static void
attach(int n, int32_t slot, struct item it)
{
	draft.item[n].slot_num = slot;
	draft.item[n].item_inven = item_to_wire(&it);
}

static void
post(void)
{
	next_tick();
	rig_forget();
	dispatch_packet(&rig.dispatch, &rig.w, self,
	    PKT_CL2FE_REQ_PC_SEND_EMAIL, &draft);
}

static void
expect_not_sent(int32_t error_code)
{
	const struct fe2cl_rep_pc_send_email_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_send_email_fail);

	assert_int_equal(draft.to_pcuid, got->to_pcuid);
	assert_int_equal(error_code, got->error_code);
	assert_int_equal(0, self->inventory.locked);
	assert_int_equal(0, mailed);
	expect_free();
}

static void
expect_not_posted(int32_t error_code)
{
	post();
	assert_null(asked(DB_REQ_BEGIN, 0));
	expect_not_sent(error_code);
}

static void
mail_goes_with_everything_in_one_transaction(void **state)
{
	const struct fe2cl_rep_pc_send_email_succ *got;
	const struct fe2cl_pc_item_move_succ *moved;
	const struct fe2cl_gm_rep_pc_set_value *value;
	const struct db_req_send_email *req;
	const struct email_row *row;

	UNUSED(state);
	put(self, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	put(self, 7, thing(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK));
	self->inventory.bag[7].time_limit_s = LATER;
	write_to(2, 100);
	attach(1, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 4));
	attach(3, 7, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	post();
	assert_int_equal(DB_REQ_BEGIN, batch_first(rig.w.to_db)->type);
	req = expect_asked(DB_REQ_SEND_EMAIL);
	row = &req->email;
	assert_int_equal(2, row->player_id);
	assert_int_equal(100, row->taros);
	assert_int_equal(RIG_START_S, row->head.send_time_s);
	assert_int_equal(1, row->head.sender_id);
	assert_string_equal("Alice", row->head.sender_first_name);
	assert_string_equal("Foryou", row->head.subject);
	assert_string_equal("Two\nlines.", row->body);
	/* Attachments without gaps; the look and the end are the bag's. */
	assert_int_equal(GUMBALL, row->items[0].id);
	assert_int_equal(4, row->items[0].opt);
	assert_int_equal(SHIRT, row->items[1].id);
	assert_int_equal(FINE_SHIRT * LOOK, row->items[1].opt);
	assert_int_equal(LATER, row->items[1].time_limit_s);
	assert_int_equal(0, row->items[2].id);
	assert_int_equal(1000 - 100 - 50 - 2 * 20, saved_taros());
	/* The recipient's count is behind it. */
	assert_int_equal(2, ((const struct db_req_count_unread *)
	    expect_asked(DB_REQ_COUNT_UNREAD))->player_id);
	expect_waiting();
	answer_deal(self, DB_OK);
	moved = RIG_EXPECT(self, fe2cl_pc_item_move_succ);
	assert_int_equal(4, moved->from_slot_num);
	assert_int_equal(4, moved->to_slot_num);
	expect_wire(&moved->to_slot_item, TDATA_ITEM_GENERAL, GUMBALL, 6);
	moved = RIG_EXPECT(self, fe2cl_pc_item_move_succ);
	expect_wire(&moved->to_slot_item, 0, 0, 0);
	value = RIG_EXPECT(self, fe2cl_gm_rep_pc_set_value);
	assert_int_equal(5, value->set_value_type);
	assert_int_equal(810, value->set_value);
	got = RIG_EXPECT(self, fe2cl_rep_pc_send_email_succ);
	assert_int_equal(2, got->to_pcuid);
	assert_int_equal(810, got->candy);
	assert_int_equal(0, got->item[0].item_inven.id);
	assert_int_equal(4, got->item[1].slot_num);
	assert_int_equal(GUMBALL, got->item[1].item_inven.id);
	assert_int_equal(SHIRT, got->item[3].item_inven.id);
	expect_slot(self, 4, TDATA_ITEM_GENERAL, GUMBALL, 6);
	expect_empty(self, 7);
	assert_int_equal(0, self->inventory.locked);
	assert_int_equal(1, mailed);
	assert_string_equal("Foryou", mail_subject);
	assert_string_equal("Bob Tester [2]", mail_to);
	expect_free();
}

/* DEFECT: too much was given back, and of a stack too little. */
static void
what_is_refused_goes_back_exactly(void **state)
{
	UNUSED(state);
	put(self, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	put(self, 7, thing(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK));
	self->inventory.bag[7].time_limit_s = LATER;
	write_to(2, 100);
	attach(0, 4, thing(TDATA_ITEM_GENERAL, GUMBALL, 4));
	attach(1, 7, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	post();
	answer_deal(self, DB_REFUSED);
	expect_not_sent(1);
	assert_int_equal(1000, taros());
	expect_slot(self, 4, TDATA_ITEM_GENERAL, GUMBALL, 10);
	expect_slot(self, 7, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	assert_int_equal(LATER, self->inventory.bag[7].time_limit_s);
	next_tick();
	persist_flush(&rig.w);
	assert_int_equal(1000, saved_taros());
}

/* Something came into a full purse meanwhile: the cap holds for the sum. */
static void
a_refund_does_not_burst_the_purse(void **state)
{
	UNUSED(state);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, RULESET_TAROS_MAX);
	write_to(2, 0);
	post();
	(void)wallet_add(&rig.w, self, WALLET_TAROS, 30);
	answer_deal(self, DB_REFUSED);
	expect_not_sent(1);
	assert_int_equal(RULESET_TAROS_MAX, taros());
}

/* DEFECT: postage raised what one could send: 130 taros out of nothing. */
static void
postage_is_paid(void **state)
{
	UNUSED(state);
	write_to(2, 951);
	expect_not_posted(1);
	write_to(2, -1);
	expect_not_posted(1);
	write_to(2, INT32_MAX);
	expect_not_posted(1);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	write_to(2, 931);
	attach(0, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	expect_not_posted(1);
	assert_int_equal(1000, taros());
	write_to(2, 930);
	attach(0, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	post();
	answer_deal(self, DB_OK);
	assert_int_equal(0, taros());
}

static void
only_what_one_has_is_attached(void **state)
{
	struct item old = thing(TDATA_ITEM_SHIRT, SHIRT, 1);

	UNUSED(state);
	old.time_limit_s = RIG_START_S - 1;
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	put(self, 1, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	put(self, 2, old);
	write_to(2, 0);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 6));
	expect_not_posted(1);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 0));
	expect_not_posted(1);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, -4));
	expect_not_posted(1);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	expect_not_posted(1);
	attach(0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	expect_not_posted(1);
	attach(0, 9, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	expect_not_posted(1);
	attach(0, 50, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	expect_not_posted(1);
	attach(0, 1, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	expect_not_posted(1);		/* not to be traded */
	attach(0, 2, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	expect_not_posted(1);		/* past its time */
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	attach(1, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	expect_not_posted(1);		/* a slot twice */
	write_to(2, 0);
	attach(2, -1, thing(0, 0, 0));
	expect_not_posted(1);		/* asked even of what is unused */
	assert_int_equal(1000, taros());
}

static void
what_is_offered_in_a_trade_is_not_mailed(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	RIG_DO(self, cl2fe_req_pc_trade_offer, .id_to = 2);
	RIG_DO(other, cl2fe_req_pc_trade_offer_accept, .id_from = 1);
	RIG_DO(self, cl2fe_req_pc_trade_item_register, .id_request = 1,
	    .id_from = 1, .id_to = 2,
	    .item = { .type = TDATA_ITEM_SHIRT, .id = SHIRT, .opt = 1 });
	write_to(2, 0);
	attach(0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	post();
	RIG_EXPECT(self, fe2cl_rep_pc_send_email_fail);
	assert_null(asked(DB_REQ_BEGIN, 0));
	assert_true(item_plan_is_locked(self, 0));
}

static void
no_mail_from_whom_one_has_blocked(void **state)
{
	UNUSED(state);
	buddy_set(&rig.w, other, 0, 1, true);
	write_to(2, 0);
	expect_not_posted(1);
}

/* DEFECT: only the first attachment was asked, of a row that may be old. */
static void
nothing_crosses_time(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	other->profile.left_the_future = true;
	write_to(2, 0);
	attach(3, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	expect_not_posted(9);
	write_to(2, 1);
	expect_not_posted(9);
	write_to(2, 0);			/* but for words */
	post();
	answer_deal(self, DB_OK);
	assert_int_equal(1, mailed);
}

/* --- to somebody who is not online --- */

static void
answer_found(enum db_result result, bool is_blocked, int32_t pay_zone)
{
	struct db_rep_find_player rep = { .result = result,
		.blocks_asker = is_blocked };

	rep.player.player_id = STRANGER;
	rep.player.name_check = 1;
	rep.player.account_level = ACCOUNT_LEVEL_USER;
	rep.player.pay_zone_flag = pay_zone;
	str_copy(rep.player.first_name, sizeof(rep.player.first_name), "Eve");
	str_copy(rep.player.last_name, sizeof(rep.player.last_name), "Away");
	next_tick();
	email_send_on_found(&rig.w, self->conn, &rep);
}

static void
post_to_stranger(int32_t cash)
{
	const struct db_req_find_player *req;

	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	write_to(STRANGER, cash);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	post();
	req = expect_asked(DB_REQ_FIND_PLAYER);
	assert_int_equal(STRANGER, req->player_id);
	assert_int_equal(1, req->asker_id);
	expect_waiting();
	assert_int_equal(1000, taros());
}

static void
the_store_is_asked_who_it_is(void **state)
{
	UNUSED(state);
	post_to_stranger(10);
	answer_found(DB_OK, false, 0);
	expect_asked(DB_REQ_SEND_EMAIL);
	expect_waiting();
	answer_deal(self, DB_OK);
	assert_int_equal(1, mailed);
	assert_string_equal("Eve Away [77]", mail_to);
	assert_int_equal(920, taros());
	expect_empty(self, 0);
}

static void
nothing_moves_before_it_is_known(void **state)
{
	UNUSED(state);
	post_to_stranger(10);
	answer_found(DB_NONE, false, 0);
	expect_not_sent(1);
	post_to_stranger(10);
	answer_found(DB_OK, true, 0);
	expect_not_sent(1);
	post_to_stranger(10);
	answer_found(DB_OK, false, 1);
	expect_not_sent(9);
	post_to_stranger(10);
	answer_found(DB_ERROR, false, 0);
	expect_not_sent(1);
	assert_int_equal(1000, taros());
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 5);
}

/* Its partner has confirmed meanwhile: the taros are no longer there. */
static void
a_trade_concluded_meanwhile_ends_it(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_trade_offer, .id_to = 2);
	RIG_DO(other, cl2fe_req_pc_trade_offer_accept, .id_from = 1);
	RIG_DO(self, cl2fe_req_pc_trade_cash_register, .id_request = 1,
	    .id_from = 1, .id_to = 2, .candy = 1000);
	RIG_DO(self, cl2fe_req_pc_trade_confirm, .id_request = 1,
	    .id_from = 1, .id_to = 2);
	post_to_stranger(10);
	RIG_DO(other, cl2fe_req_pc_trade_confirm, .id_request = 2,
	    .id_from = 1, .id_to = 2);
	assert_int_equal(0, taros());
	rig_forget();
	answer_found(DB_OK, false, 0);
	expect_not_sent(1);
	expect_slot(self, 0, TDATA_ITEM_GENERAL, GUMBALL, 5);
}

static void
a_thing_that_went_meanwhile_ends_it(void **state)
{
	UNUSED(state);
	post_to_stranger(10);
	put(self, 0, thing(0, 0, 0));	/* it has passed its time */
	answer_found(DB_OK, false, 0);
	expect_not_sent(1);
	assert_int_equal(1000, taros());
}

static void
who_hangs_up_before_that_has_sent_nothing(void **state)
{
	const struct db_rep_find_player rep = { .result = DB_OK };

	UNUSED(state);
	post_to_stranger(10);
	lifecycle_on_closed(&rig.w, 1);
	email_send_on_found(&rig.w, 1, &rep);
	assert_null(asked(DB_REQ_SEND_EMAIL, 0));
	assert_int_equal(0, rig.w.email_drafts.count);
}

/* The mail is written: what was in it is gone, or comes back, and is saved. */
static void
who_hangs_up_after_that_is_saved_as_it_came_out(void **state)
{
	struct db_save_parts parts;
	const void *save;

	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	write_to(2, 10);
	attach(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 2));
	post();
	next_tick();
	lifecycle_on_closed(&rig.w, 1);
	assert_int_equal(PLAYER_DEPARTING, self->state);
	assert_null(asked(DB_REQ_SAVE, 0));
	next_tick();
	answer_deal(self, DB_REFUSED);
	save = expect_asked(DB_REQ_SAVE);
	parts = db_save_parts((void *)(uintptr_t)save);
	assert_int_equal(1000, parts.state->taros);
	assert_int_equal(5, parts.items[rig.rules.equip_slots].opt);
	assert_int_equal(0, rig.w.email_drafts.count);
}

/* --- limits --- */

static void
one_mail_a_minute(void **state)
{
	UNUSED(state);
	rig.cfg.limits.is_enabled = true;
	write_to(2, 0);
	post();
	answer_deal(self, DB_OK);
	mailed = 0;
	expect_not_posted(1);
	rig_pass(A_MINUTE_MS);
	write_to(2, 0);
	post();
	assert_non_null(asked(DB_REQ_SEND_EMAIL, 0));
}

static void
mailboxes_have_an_end(void **state)
{
	const struct db_req_send_email *req;

	UNUSED(state);
	write_to(2, 0);
	post();
	req = expect_asked(DB_REQ_SEND_EMAIL);
	assert_true(req->mailbox_limit > 0);
}

/* DEFECT: names that nobody has approved went out by mail. */
static void
unapproved_names_are_not_told(void **state)
{
	const struct db_req_send_email *req;

	UNUSED(state);
	self->identity.name_check = 0;
	write_to(2, 0);
	post();
	req = expect_asked(DB_REQ_SEND_EMAIL);
	assert_string_equal("Player", req->email.head.sender_first_name);
	assert_string_equal("1", req->email.head.sender_last_name);
}

static void
impossible_recipients(void **state)
{
	UNUSED(state);
	write_to(0, 0);
	expect_not_posted(1);
	write_to(-2, 0);
	expect_not_posted(1);
	write_to(INT64_C(0x100000002), 0);
	expect_not_posted(1);
}

static void
to_oneself_is_fine(void **state)
{
	UNUSED(state);
	put(self, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	write_to(1, 5);
	attach(0, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	post();
	answer_deal(self, DB_OK);
	assert_int_equal(1, mailed);
	assert_int_equal(1000 - 5 - 70, taros());
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(mail_goes_with_everything_in_one_transaction),
		T(what_is_refused_goes_back_exactly),
		T(a_refund_does_not_burst_the_purse),
		T(postage_is_paid),
		T(only_what_one_has_is_attached),
		T(what_is_offered_in_a_trade_is_not_mailed),
		T(no_mail_from_whom_one_has_blocked),
		T(nothing_crosses_time),
		T(the_store_is_asked_who_it_is),
		T(nothing_moves_before_it_is_known),
		T(a_trade_concluded_meanwhile_ends_it),
		T(a_thing_that_went_meanwhile_ends_it),
		T(who_hangs_up_before_that_has_sent_nothing),
		T(who_hangs_up_after_that_is_saved_as_it_came_out),
		T(one_mail_a_minute),
		T(mailboxes_have_an_end),
		T(unapproved_names_are_not_told),
		T(impossible_recipients),
		T(to_oneself_is_fine),
	};
#undef T

	return cmocka_run_group_tests_name("email_send", tests, NULL, NULL);
}
