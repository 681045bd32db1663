/* test_trade.c - two players exchange items and taros: both or neither. */
#include "things_rig.h"

#include "game/buddy.h"
#include "game/chat.h"
#include "game/crate.h"
#include "game/item_use.h"
#include "game/lifecycle.h"
#include "game/nano_tune.h"
#include "game/trade.h"
#include "game/wallet.h"

static const struct handler *const tables[] = {
	trade_handlers, chat_handlers, crate_handlers, item_use_handlers,
	nano_tune_handlers, lifecycle_handlers, NULL
};

enum { REACH = 800, A_MINUTE_MS = 60000, LATER = 1900000000 };

static struct player *a, *b, *c;
static struct instance *elsewhere;

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.events.player_left[0] = trade_on_player_left;
	rig.events.player_warped[0] = trade_on_player_warped;
	rig.events.hurt[0] = trade_on_hurt;
	elsewhere = instance_get(&rig.w, 7);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	c = rig_player(3, "Cyn", 700, 500, rig.w.overworld);
	(void)wallet_set(&rig.w, a, WALLET_TAROS, 1000);
	(void)wallet_set(&rig.w, b, WALLET_TAROS, 1000);
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* --- what they send; ids as the client has them, a had asked --- */

#define ASK(p, packet, ...) \
	RIG_DO((p), packet, .id_request = (p)->e.id, .id_from = 1, \
	    .id_to = 2, ##__VA_ARGS__)

static void
offer(struct player *from, const struct player *to)
{
	RIG_DO(from, cl2fe_req_pc_trade_offer, .id_request = from->e.id,
	    .id_from = from->e.id, .id_to = to->e.id);
}

static void
accept(struct player *p, const struct player *asker)
{
	RIG_DO(p, cl2fe_req_pc_trade_offer_accept, .id_request = p->e.id,
	    .id_from = asker->e.id, .id_to = p->e.id);
}

static void
begin(void)
{
	offer(a, b);
	accept(b, a);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	assert_ptr_equal(a, trade_partner(&rig.w, b));
	rig_forget();
}

static void
offer_item(struct player *p, int32_t place, int32_t slot, struct item it)
{
	ASK(p, cl2fe_req_pc_trade_item_register, .item = { .type = it.type,
	    .id = it.id, .opt = it.opt, .inven_num = slot,
	    .slot_num = place });
}

static void
confirm(struct player *p)
{
	ASK(p, cl2fe_req_pc_trade_confirm);
}

static void
confirm_both(void)
{
	confirm(a);
	rig_forget();
	confirm(b);
}

static void
expect_no_trade(void)
{
	assert_null(trade_partner(&rig.w, a));
	assert_null(trade_partner(&rig.w, b));
}

static void
expect_failed(void)
{
	const struct fe2cl_rep_pc_trade_confirm_abort *got;
	struct player *const both[] = { b, a };

	RIG_EXPECT(b, fe2cl_rep_pc_trade_confirm);
	for (int i = 0; i < 2; i++) {
		got = RIG_EXPECT(both[i], fe2cl_rep_pc_trade_confirm_abort);
		assert_int_equal(both[i]->e.id, got->id_request);
		assert_string_equal("Trade Failed", RIG_EXPECT(both[i],
		    fe2cl_gm_rep_pc_announce)->announce_msg);
		rig_expect_nothing(both[i]);
	}
	expect_no_trade();
}

/* --- the question --- */

static void
one_asks_and_the_other_agrees(void **state)
{
	const struct fe2cl_rep_pc_trade_offer *asked;
	const struct fe2cl_rep_pc_trade_offer_succ *got;

	UNUSED(state);
	offer(a, b);
	rig_expect_nothing(a);
	asked = RIG_EXPECT(b, fe2cl_rep_pc_trade_offer);
	assert_int_equal(1, asked->id_request);
	assert_int_equal(1, asked->id_from);
	assert_int_equal(2, asked->id_to);
	expect_no_trade();
	accept(b, a);
	got = RIG_EXPECT(b, fe2cl_rep_pc_trade_offer_succ);
	assert_int_equal(2, got->id_request);
	assert_int_equal(1, got->id_from);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_offer_succ);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
}

static void
nobody_is_drawn_into_a_trade(void **state)
{
	UNUSED(state);
	accept(b, a);
	offer(a, c);			/* c was asked, not b */
	accept(b, a);
	expect_no_trade();
	rig_expect_nothing(b);
	/* Nor by an offer that was answered, or has lapsed. */
	RIG_DO(c, cl2fe_req_pc_trade_offer_refusal, .id_request = 3,
	    .id_from = 1, .id_to = 3);
	accept(c, a);
	assert_null(trade_partner(&rig.w, c));
	offer(a, b);
	rig_pass(A_MINUTE_MS);
	accept(b, a);
	expect_no_trade();
}

/* An own id in From fools nobody: who asks is the sender. */
static void
ids_are_not_believed(void **state)
{
	UNUSED(state);
	RIG_DO(c, cl2fe_req_pc_trade_offer, .id_request = 1, .id_from = 1,
	    .id_to = 2);
	assert_int_equal(3, RIG_EXPECT(b, fe2cl_rep_pc_trade_offer)->id_from);
	accept(b, a);
	expect_no_trade();
	accept(b, c);
	assert_ptr_equal(c, trade_partner(&rig.w, b));
}

static void
expect_refusal(struct player *p)
{
	RIG_EXPECT(p, fe2cl_rep_pc_trade_offer_refusal);
	rig_expect_nothing(p);
}

static void
both_must_be_idle(void **state)
{
	UNUSED(state);
	offer(c, a);		/* asked before, answered after */
	begin();
	offer(a, c);
	expect_refusal(a);
	offer(c, b);
	expect_refusal(c);
	accept(a, c);
	expect_refusal(a);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	assert_null(trade_partner(&rig.w, c));
}

static void
not_with_oneself_nor_from_afar(void **state)
{
	UNUSED(state);
	offer(a, a);
	expect_refusal(a);
	view_move(&rig.w, &b->e, 500 + REACH + 1, 500, 0, rig.w.overworld);
	offer(a, b);
	expect_refusal(a);
	view_move(&rig.w, &b->e, 500 + REACH, 500, 0, rig.w.overworld);
	offer(a, b);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_offer);
	/* And the same when it is answered. */
	view_move(&rig.w, &b->e, 500, 500, 0, elsewhere);
	rig_forget();
	accept(b, a);
	expect_refusal(b);
	offer(a, b);
	expect_refusal(a);
	RIG_DO(a, cl2fe_req_pc_trade_offer, .id_to = 99);
	rig_expect_nothing(a);
}

static void
who_is_blocked_is_refused(void **state)
{
	UNUSED(state);
	buddy_set(&rig.w, b, 0, a->e.id, true);
	offer(a, b);
	expect_refusal(a);
	rig_expect_nothing(b);
}

static void
a_question_can_be_refused_and_taken_back(void **state)
{
	UNUSED(state);
	offer(a, b);
	rig_forget();
	ASK(b, cl2fe_req_pc_trade_offer_refusal);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_offer_refusal);
	offer(a, b);
	rig_forget();
	/* DEFECT: it was told to the one who took it back. */
	ASK(a, cl2fe_req_pc_trade_offer_cancel);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_offer_cancel);
	rig_expect_nothing(a);
	offer(a, b);
	rig_forget();
	ASK(b, cl2fe_req_pc_trade_offer_abort, .error_code = 5);
	assert_int_equal(5, RIG_EXPECT(a,
	    fe2cl_rep_pc_trade_offer_abort)->error_code);
	rig_expect_nothing(b);
	accept(b, a);
	expect_no_trade();
}

/* DEFECT: anyone could be bothered, and others' trades ended. */
static void
strangers_are_not_heard(void **state)
{
	UNUSED(state);
	offer(a, b);
	rig_forget();
	RIG_DO(c, cl2fe_req_pc_trade_offer_refusal, .id_request = 3,
	    .id_from = 1, .id_to = 3);
	RIG_DO(c, cl2fe_req_pc_trade_offer_cancel, .id_request = 3,
	    .id_from = 3, .id_to = 2);
	RIG_DO(c, cl2fe_req_pc_trade_offer_abort, .id_request = 3,
	    .id_from = 1, .id_to = 2);
	accept(b, a);			/* it still stands */
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	rig_forget();
	ASK(c, cl2fe_req_pc_trade_confirm_cancel);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	rig_expect_nothing(a);
	rig_expect_nothing(b);
}

static void
a_trade_can_be_aborted_at_the_end(void **state)
{
	UNUSED(state);
	begin();
	rig_forget();
	ASK(a, cl2fe_req_pc_trade_confirm_abort);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_confirm_abort);
	rig_expect_nothing(a);
	assert_null(trade_partner(&rig.w, a));
	assert_null(trade_partner(&rig.w, b));
	ASK(a, cl2fe_req_pc_trade_confirm_abort);
	rig_expect_nothing(b);
}

/* --- the table --- */

static void
both_see_what_is_offered(void **state)
{
	const struct fe2cl_rep_pc_trade_item_register_succ *got;
	struct player *const both[] = { a, b };

	UNUSED(state);
	put(a, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	begin();
	offer_item(a, 0, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 4));
	rig_forget();
	offer_item(a, 3, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	for (int i = 0; i < 2; i++) {
		got = RIG_EXPECT(both[i],
		    fe2cl_rep_pc_trade_item_register_succ);
		assert_int_equal(5, got->trade_item.opt);
		assert_int_equal(3, got->trade_item.slot_num);
		assert_int_equal(1, got->inven_item.opt);
		assert_int_equal(6, got->inven_item.inven_num);
		rig_expect_nothing(both[i]);
	}
	/* It has one more, and no further place of the five for two. */
	offer_item(a, 4, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 2));
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_register_fail);
	offer_item(a, 4, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_register_succ);
}

static void
expect_not_offered(int32_t place, int32_t slot, struct item it)
{
	rig_forget();
	offer_item(a, place, slot, it);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_register_fail);
	rig_expect_nothing(a);
	rig_expect_nothing(b);
}

static void
only_what_one_has_is_offered(void **state)
{
	const struct item gum = thing(TDATA_ITEM_GENERAL, GUMBALL, 1);
	struct item old = gum;

	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	put(a, 1, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	old.time_limit_s = RIG_START_S - 1;
	put(a, 2, old);
	expect_not_offered(0, 0, gum);		/* there is no trade */
	begin();
	expect_not_offered(5, 0, gum);
	expect_not_offered(-1, 0, gum);
	expect_not_offered(0, 50, gum);
	expect_not_offered(0, -1, gum);
	expect_not_offered(0, INT32_MAX, gum);
	expect_not_offered(0, 9, gum);
	expect_not_offered(0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	expect_not_offered(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 11));
	expect_not_offered(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 0));
	expect_not_offered(0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, -1));
	expect_not_offered(0, 1, thing(TDATA_ITEM_GENERAL, KEEPSAKE, 1));
	expect_not_offered(0, 2, gum);		/* past its time */
	offer_item(a, 0, 0, gum);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_register_succ);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_item_register_succ);
	expect_not_offered(0, 0, gum);		/* that place is taken */
}

/* DEFECT: what the partner saw was the client's word. */
static void
a_look_is_shown_as_it_is(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, SHIRT,
	    RARE_SHIRT * LOOK));
	assert_int_equal(FINE_SHIRT * LOOK, RIG_EXPECT(b,
	    fe2cl_rep_pc_trade_item_register_succ)->trade_item.opt);
}

static void
an_offer_is_taken_back(void **state)
{
	const struct fe2cl_rep_pc_trade_item_unregister_succ *got;

	UNUSED(state);
	put(a, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	begin();
	offer_item(a, 0, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 4));
	offer_item(a, 1, 6, thing(TDATA_ITEM_GENERAL, GUMBALL, 5));
	rig_forget();
	ASK(a, cl2fe_req_pc_trade_item_unregister, .item = { .slot_num = 0,
	    .type = 8 });
	got = RIG_EXPECT(b, fe2cl_rep_pc_trade_item_unregister_succ);
	assert_int_equal(TDATA_ITEM_GENERAL, got->inven_item.type);
	assert_int_equal(GUMBALL, got->inven_item.id);
	assert_int_equal(5, got->inven_item.opt);
	assert_int_equal(6, got->inven_item.inven_num);
	assert_true(item_plan_is_locked(a, 6));	/* five are still offered */
	rig_forget();
	ASK(a, cl2fe_req_pc_trade_item_unregister, .item = { .slot_num = 1 });
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_unregister_succ);
	assert_false(item_plan_is_locked(a, 6));
	/* DEFECT: nothing there was answered from slot 0 of the bag. */
	ASK(a, cl2fe_req_pc_trade_item_unregister, .item = { .slot_num = 1 });
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_unregister_fail);
	ASK(a, cl2fe_req_pc_trade_item_unregister, .item = { .slot_num = 7 });
	RIG_EXPECT(a, fe2cl_rep_pc_trade_item_unregister_fail);
}

static void
money_is_offered_as_one_has_it(void **state)
{
	UNUSED(state);
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 1001);
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = -1);
	rig_expect_nothing(a);
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 1000);
	assert_int_equal(1000, RIG_EXPECT(b,
	    fe2cl_rep_pc_trade_cash_register_succ)->candy);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_cash_register_succ);
}

/* Whatever changes, both agree once more. */
static void
a_change_takes_the_word_back(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	begin();
	confirm(b);
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	confirm(a);
	ASK(b, cl2fe_req_pc_trade_cash_register, .candy = 1);
	confirm(b);
	ASK(a, cl2fe_req_pc_trade_item_unregister, .item = { .slot_num = 0 });
	rig_forget();
	confirm(a);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	assert_int_equal(0, rig_count(a,
	    PKT_FE2CL_REP_PC_TRADE_CONFIRM_SUCC));
	confirm(b);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_confirm);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_confirm_succ);
}

/* --- the exchange --- */

static void
everything_changes_hands_at_once(void **state)
{
	const struct fe2cl_rep_pc_trade_confirm_succ *got;
	struct item rental = thing(TDATA_ITEM_SHIRT, SHIRT,
	    FINE_SHIRT * LOOK);

	UNUSED(state);
	rental.time_limit_s = LATER;
	put(a, 4, rental);
	put(a, 5, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	put(b, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	begin();
	offer_item(a, 0, 4, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	offer_item(a, 2, 5, thing(TDATA_ITEM_GENERAL, GUMBALL, 3));
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 300);
	offer_item(b, 1, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	ASK(b, cl2fe_req_pc_trade_cash_register, .candy = 20);
	confirm_both();
	/* The whole record, wherever it was first free, place by place. */
	expect_slot(b, 1, TDATA_ITEM_SHIRT, SHIRT, FINE_SHIRT * LOOK);
	assert_int_equal(LATER, b->inventory.bag[1].time_limit_s);
	expect_slot(b, 0, TDATA_ITEM_GENERAL, GUMBALL, 3);
	expect_slot(a, 0, TDATA_ITEM_HAT, HAT, 1);
	expect_empty(a, 4);
	expect_slot(a, 5, TDATA_ITEM_GENERAL, GUMBALL, 7);
	assert_int_equal(720, wallet_get(a, WALLET_TAROS));
	assert_int_equal(1280, wallet_get(b, WALLET_TAROS));
	RIG_EXPECT(a, fe2cl_rep_pc_trade_confirm_succ);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_confirm);
	got = RIG_EXPECT(b, fe2cl_rep_pc_trade_confirm_succ);
	assert_int_equal(1280, got->candy);
	assert_int_equal(SHIRT, got->item[0].id);
	assert_int_equal(FINE_SHIRT * LOOK, got->item[0].opt);
	assert_int_equal(1, got->item[0].inven_num);
	assert_int_equal(0, got->item[2].inven_num);
	assert_int_equal(0, got->item[1].id);
	assert_int_equal(HAT, got->item_stay[1].id);
	assert_int_equal(0, got->item_stay[1].inven_num);
	expect_no_trade();
	assert_int_equal(0, a->inventory.locked | b->inventory.locked);
}

/* DEFECT: what had been offered stayed offered until the next trade. */
static void
the_table_is_cleared(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 10));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 3));
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 100);
	confirm_both();
	begin();
	confirm_both();
	expect_slot(a, 0, TDATA_ITEM_GENERAL, GUMBALL, 7);
	assert_int_equal(900, wallet_get(a, WALLET_TAROS));
	assert_int_equal(1100, wallet_get(b, WALLET_TAROS));
}

/* Both players in one transaction, at once. */
static void
the_store_hears_of_both_in_one(void **state)
{
	static const uint16_t types[] = { DB_REQ_BEGIN, DB_REQ_SAVE,
		DB_REQ_SAVE, DB_REQ_COMMIT };
	const struct msg *m;

	UNUSED(state);
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 100);
	next_tick();
	confirm_both();
	m = batch_first(rig.w.to_db);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		assert_non_null(m);
		assert_int_equal(types[i], m->type);
		m = batch_next(rig.w.to_db, m);
	}
	assert_null(m);
	assert_int_equal(0, a->dirty | b->dirty);
}

/* DEFECT: C in a trade of its own confirmed one of A's, and had the goods. */
static void
a_third_gets_nothing(void **state)
{
	struct player *d = rig_player(4, "Dan", 650, 500, rig.w.overworld);

	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, RARE_SHIRT, 1));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, RARE_SHIRT, 1));
	confirm(a);
	offer(c, d);
	accept(d, c);
	rig_forget();
	RIG_DO(c, cl2fe_req_pc_trade_confirm, .id_request = 3, .id_from = 3,
	    .id_to = 1);
	RIG_DO(c, cl2fe_req_pc_trade_confirm, .id_request = 2, .id_from = 1,
	    .id_to = 2);
	RIG_DO(c, cl2fe_req_pc_trade_confirm, .id_request = 1, .id_from = 1,
	    .id_to = 3);
	expect_slot(a, 0, TDATA_ITEM_SHIRT, RARE_SHIRT, 1);
	expect_empty(c, 0);
	rig_expect_nothing(a);
	rig_expect_nothing(c);
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	assert_ptr_equal(d, trade_partner(&rig.w, c));
}

static void
without_a_trade_there_is_nothing_to_confirm(void **state)
{
	UNUSED(state);
	confirm(a);
	assert_int_equal(2, RIG_EXPECT(a,
	    fe2cl_rep_pc_trade_confirm_abort)->id_request);
	rig_expect_nothing(a);
	rig_expect_nothing(b);
}

/* DEFECT: spent meanwhile, they were paid all the same. */
static void
taros_spent_meanwhile_end_it(void **state)
{
	UNUSED(state);
	put(b, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 1000);
	offer_item(b, 0, 0, thing(TDATA_ITEM_HAT, HAT, 1));
	assert_true(wallet_spend(&rig.w, a, WALLET_TAROS, 1));
	confirm_both();
	expect_failed();
	assert_int_equal(999, wallet_get(a, WALLET_TAROS));
	assert_int_equal(1000, wallet_get(b, WALLET_TAROS));
	expect_slot(b, 0, TDATA_ITEM_HAT, HAT, 1);
	assert_false(item_plan_is_locked(b, 0));
}

static void
what_the_purse_cannot_hold_is_not_paid(void **state)
{
	UNUSED(state);
	(void)wallet_set(&rig.w, b, WALLET_TAROS, RULESET_TAROS_MAX - 9);
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 10);
	confirm_both();
	expect_failed();
	assert_int_equal(1000, wallet_get(a, WALLET_TAROS));
	assert_int_equal(RULESET_TAROS_MAX - 9, wallet_get(b, WALLET_TAROS));
	/* But if it gives as well, only the difference counts. */
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 10);
	ASK(b, cl2fe_req_pc_trade_cash_register, .candy = 1);
	confirm_both();
	assert_int_equal(991, wallet_get(a, WALLET_TAROS));
	assert_int_equal(RULESET_TAROS_MAX, wallet_get(b, WALLET_TAROS));
}

static void
a_full_bag_gets_nothing(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	fill_bag(b);
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 10);
	confirm_both();
	expect_failed();
	expect_slot(a, 0, TDATA_ITEM_SHIRT, SHIRT, 1);
	assert_int_equal(1000, wallet_get(a, WALLET_TAROS));
}

static void
full_bags_can_swap(void **state)
{
	UNUSED(state);
	put(a, 7, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	put(b, 9, thing(TDATA_ITEM_GENERAL, GUMBALL, 3));
	fill_bag(a);
	fill_bag(b);
	begin();
	offer_item(a, 2, 7, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	offer_item(b, 2, 9, thing(TDATA_ITEM_GENERAL, GUMBALL, 3));
	confirm_both();
	expect_slot(a, 7, TDATA_ITEM_GENERAL, GUMBALL, 3);
	expect_slot(b, 9, TDATA_ITEM_SHIRT, SHIRT, 1);
}

/* However it happened: nothing else than what was shown is given. */
static void
another_thing_in_its_slot_ends_it(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, RARE_SHIRT, 1));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, RARE_SHIRT, 1));
	put(a, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	confirm_both();
	expect_failed();
	expect_slot(a, 0, TDATA_ITEM_SHIRT, SHIRT, 1);
	expect_empty(b, 0);
}

/* --- while one trades --- */

static void
what_is_offered_is_not_used(void **state)
{
	static const struct tdata_skill skill = { .id = 144,
		.duration_ds = { 100 } };

	UNUSED(state);
	rig.skills = &skill;
	rig.skill_count = 1;
	a->nanos.equipped[0] = 1;
	a->nanos.bank[1].id = 1;
	put(a, 0, thing(TDATA_ITEM_CHEST, CRATE, 1));
	put(a, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_CHEST, CRATE, 1));
	offer_item(a, 1, 1, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	rig_forget();
	RIG_DO(a, cl2fe_req_item_chest_open, .il = INVENTORY_BAG,
	    .slot_num = 0);
	RIG_EXPECT(a, fe2cl_rep_item_chest_open_fail);
	RIG_DO(a, cl2fe_req_item_use, .il = INVENTORY_BAG, .slot_num = 1);
	RIG_EXPECT(a, fe2cl_rep_pc_item_use_fail);
	expect_slot(a, 0, TDATA_ITEM_CHEST, CRATE, 1);
	expect_slot(a, 1, TDATA_ITEM_GENERAL, GUMBALL, 1);
	ASK(a, cl2fe_req_pc_trade_confirm_cancel);
	rig_forget();
	RIG_DO(a, cl2fe_req_item_chest_open, .il = INVENTORY_BAG,
	    .slot_num = 0);
	RIG_EXPECT(a, fe2cl_rep_reward_item);
}

static void
what_is_offered_tunes_no_nano(void **state)
{
	static const struct tdata_tuning tuning = { .skill = 11,
		.tune_number = 11, .item_id = GUMBALL, .item_count = 2 };
	static const struct tdata_skill skill = { .id = 11 };
	static const struct tdata_nano nanos[] = { { 0 },
		{ .tunes = { 11, 12, 13 } } };
	static const struct tdata_growth free_of_charge[TDATA_LEVELS];

	UNUSED(state);
	rig.growth = free_of_charge;
	rig.skills = &skill;
	rig.skill_count = 1;
	rig.tunings = &tuning;
	rig.tuning_count = 1;
	rig.td.nanos = nanos;
	rig.td.nano_count = COUNT_OF(nanos);
	a->nanos.bank[1] = (struct player_nano){ .id = 1, .skill = 12 };
	put(a, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 2));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_GENERAL, GUMBALL, 1));
	RIG_DO(a, cl2fe_req_nano_tune, .nano_id = 1, .tune_id = 11);
	assert_int_equal(12, a->nanos.bank[1].skill);
	expect_slot(a, 0, TDATA_ITEM_GENERAL, GUMBALL, 2);
	ASK(a, cl2fe_req_pc_trade_confirm_cancel);
	rig_forget();
	RIG_DO(a, cl2fe_req_nano_tune, .nano_id = 1, .tune_id = 11);
	assert_int_equal(11, a->nanos.bank[1].skill);
	expect_empty(a, 0);
}

/* What waits for the store does not change hands. */
static void
a_deal_under_way_ends_it(void **state)
{
	UNUSED(state);
	begin();
	ASK(a, cl2fe_req_pc_trade_cash_register, .candy = 10);
	confirm(b);
	a->deal.done = (void (*)(struct world *, struct player *,
	    enum db_result))1;
	rig_forget();
	confirm(a);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_confirm);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_confirm_abort);
	assert_int_equal(1000, wallet_get(b, WALLET_TAROS));
	a->deal.done = NULL;
}

/* --- the end --- */

static void
expect_left_alone(struct player *p)
{
	RIG_EXPECT(p, fe2cl_rep_pc_trade_confirm_cancel);
	assert_null(trade_partner(&rig.w, p));
	assert_int_equal(0, p->inventory.locked);
}

static void
one_calls_it_off(void **state)
{
	UNUSED(state);
	put(a, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	begin();
	offer_item(a, 0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	rig_forget();
	ASK(b, cl2fe_req_pc_trade_confirm_cancel);
	expect_left_alone(a);
	rig_expect_nothing(b);
	expect_no_trade();
}

/* DEFECT: who was left could move nothing until the next login. */
static void
who_leaves_ends_it(void **state)
{
	UNUSED(state);
	put(b, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	begin();
	offer_item(b, 0, 0, thing(TDATA_ITEM_SHIRT, SHIRT, 1));
	confirm(b);
	rig_forget();
	lifecycle_on_closed(&rig.w, a->conn);
	expect_left_alone(b);
	rig_pass(50);
	rig_forget();
	offer(b, c);
	RIG_EXPECT(c, fe2cl_rep_pc_trade_offer);
}

static void
who_goes_elsewhere_ends_it(void **state)
{
	UNUSED(state);
	begin();
	EVENT(&rig.w, player_warped, a, 7);
	expect_left_alone(b);
	expect_left_alone(a);
	EVENT(&rig.w, player_warped, c, 7);	/* who does not trade */
	rig_expect_nothing(c);
}

static void
the_dead_do_not_trade(void **state)
{
	UNUSED(state);
	begin();
	rig_forget();
	EVENT(&rig.w, hurt, &a->e, NULL, 10);	/* a scratch */
	assert_ptr_equal(b, trade_partner(&rig.w, a));
	a->combatant.hp = 0;
	EVENT(&rig.w, hurt, &a->e, NULL, 10);
	expect_left_alone(b);
	expect_left_alone(a);
}

/* --- the talk --- */

static void
talk(struct player *p, int32_t from, int32_t to)
{
	struct cl2fe_req_pc_trade_emotes_chat req = {
		.id_request = p->e.id, .id_from = from, .id_to = to,
		.emote_code = 4,
	};

	rig_forget();
	str_copy(req.free_chat, sizeof(req.free_chat), "deal?");
	dispatch_packet(&rig.dispatch, &rig.w, p,
	    PKT_CL2FE_REQ_PC_TRADE_EMOTES_CHAT, &req);
}

static void
those_who_trade_can_talk(void **state)
{
	const struct fe2cl_rep_pc_trade_emotes_chat *got;

	UNUSED(state);
	begin();
	talk(b, 1, 2);
	RIG_EXPECT(b, fe2cl_rep_pc_trade_emotes_chat);
	got = RIG_EXPECT(a, fe2cl_rep_pc_trade_emotes_chat);
	assert_int_equal(2, got->id_request);
	assert_string_equal("deal?", got->free_chat);
	assert_int_equal(4, got->emote_code);
	/* Nobody else, whatever ids are named. */
	talk(a, 1, 3);
	RIG_EXPECT(a, fe2cl_rep_pc_trade_emotes_chat_fail);
	rig_expect_nothing(c);
	talk(c, 1, 2);
	RIG_EXPECT(c, fe2cl_rep_pc_trade_emotes_chat_fail);
	rig_expect_nothing(a);
	rig_expect_nothing(b);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(one_asks_and_the_other_agrees),
		T(nobody_is_drawn_into_a_trade),
		T(ids_are_not_believed),
		T(both_must_be_idle),
		T(not_with_oneself_nor_from_afar),
		T(who_is_blocked_is_refused),
		T(a_question_can_be_refused_and_taken_back),
		T(strangers_are_not_heard),
		T(a_trade_can_be_aborted_at_the_end),
		T(both_see_what_is_offered),
		T(only_what_one_has_is_offered),
		T(a_look_is_shown_as_it_is),
		T(an_offer_is_taken_back),
		T(money_is_offered_as_one_has_it),
		T(a_change_takes_the_word_back),
		T(everything_changes_hands_at_once),
		T(the_table_is_cleared),
		T(the_store_hears_of_both_in_one),
		T(a_third_gets_nothing),
		T(without_a_trade_there_is_nothing_to_confirm),
		T(taros_spent_meanwhile_end_it),
		T(what_the_purse_cannot_hold_is_not_paid),
		T(a_full_bag_gets_nothing),
		T(full_bags_can_swap),
		T(another_thing_in_its_slot_ends_it),
		T(what_is_offered_is_not_used),
		T(what_is_offered_tunes_no_nano),
		T(a_deal_under_way_ends_it),
		T(one_calls_it_off),
		T(who_leaves_ends_it),
		T(who_goes_elsewhere_ends_it),
		T(the_dead_do_not_trade),
		T(those_who_trade_can_talk),
	};
#undef T

	return cmocka_run_group_tests_name("trade", tests, NULL, NULL);
}
