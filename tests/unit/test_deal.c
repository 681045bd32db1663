/* test_deal.c - belongings that change together with the store. */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/deal.h"
#include "game/lifecycle.h"
#include "game/movement.h"
#include "game/persist.h"
#include "world/hold.h"

enum { ACCOUNT_OF_1 = 1 + RIG_ACCOUNT_BASE };

static const struct handler *const tables[] = {
	lifecycle_handlers, movement_handlers, NULL
};

static struct player *self;
static int done_count, left, gone;
static enum db_result done_result;

static void
count_left(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	left++;
}

static void
count_gone(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	gone++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.player_left[0] = count_left;
	rig.events.player_gone[0] = count_gone;
	rig.events.deal_closed[0] = lifecycle_on_deal_closed;
	done_count = left = gone = 0;
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	self->wallet.taros = 100;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* As a mail's postage: taken at once, given back if the store says no. */
static void
on_done(struct world *w, struct player *p, enum db_result result)
{
	done_count++;
	done_result = result;
	if (result == DB_OK)
		return;
	p->wallet.taros += 30;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

static void
pay_30(void)
{
	struct db_req_count_unread *req;

	assert_true(deal_may_begin(self));
	deal_begin(&rig.w, self);
	req = db_add_count_unread(&rig.w.to_db, DB_ROOM_WORLD, self->conn);
	req->player_id = self->e.id;
	self->wallet.taros -= 30;
	deal_commit(&rig.w, self, on_done);
}

/* A new tick; what was asked of the store is on its way. */
static void
next_tick(void)
{
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	rig_pass(50);
}

static void
answer(enum db_result result)
{
	const struct db_rep_save save = {
		.result = DB_UNDONE, .player_id = 1,
		.sections = DB_SECTION_STATE | DB_SECTION_INVENTORY,
	};
	const struct db_rep_commit rep = { .result = result };

	if (result != DB_OK)
		lifecycle_on_saved(&rig.w, &save);
	deal_on_committed(&rig.w, 1, &rep);
}

/* The taros of the last save in this tick's requests; -1: none. */
static int32_t
saved_taros(void)
{
	const struct msg *m = rig.w.to_db == NULL ? NULL :
	    batch_first(rig.w.to_db);
	int32_t taros = -1;

	for (; m != NULL; m = batch_next(rig.w.to_db, m)) {
		struct db_save_parts parts;

		if (m->type != DB_REQ_SAVE)
			continue;
		parts = db_save_parts((void *)(uintptr_t)msg_payload(m));
		if (parts.state != NULL)
			taros = parts.state->taros;
	}
	return taros;
}

static void
expect_types(const uint16_t *types, size_t n)
{
	const struct msg *m = batch_first(rig.w.to_db);

	for (size_t i = 0; i < n; i++, m = batch_next(rig.w.to_db, m)) {
		assert_non_null(m);
		assert_int_equal(types[i], m->type);
	}
	assert_null(m);
}

static void
request_and_save_are_one_transaction(void **state)
{
	static const uint16_t types[] = { DB_REQ_BEGIN, DB_REQ_COUNT_UNREAD,
		DB_REQ_SAVE, DB_REQ_COMMIT };
	const struct db_req_begin *begin;

	UNUSED(state);
	pay_30();
	expect_types(types, COUNT_OF(types));
	begin = msg_payload(batch_first(rig.w.to_db));
	assert_int_equal(DB_TX_ALL, begin->tx);
	assert_int_equal(70, saved_taros());
	assert_false(deal_may_begin(self));
	answer(DB_OK);
	assert_int_equal(1, done_count);
	assert_int_equal(DB_OK, done_result);
	assert_true(deal_may_begin(self));
	assert_int_equal(0, rig.w.open_deals);
	assert_int_equal(70, self->wallet.taros);
}

static void
what_was_refused_is_given_back_and_saved(void **state)
{
	UNUSED(state);
	pay_30();
	next_tick();
	answer(DB_REFUSED);
	assert_int_equal(DB_REFUSED, done_result);
	persist_flush(&rig.w);
	assert_int_equal(100, saved_taros());
}

static void
packets_wait_for_the_answer(void **state)
{
	UNUSED(state);
	assert_false(hold_is_on(self));
	pay_30();
	assert_true(hold_is_on(self));
	answer(DB_OK);
	assert_false(hold_is_on(self));
}

/* Else a crash after a refusal would have lost what was only taken. */
static void
no_flush_while_the_outcome_is_open(void **state)
{
	UNUSED(state);
	pay_30();
	next_tick();
	world_mark_dirty(&rig.w, self, DB_SECTION_STATE);
	persist_flush(&rig.w);
	assert_int_equal(-1, saved_taros());
	answer(DB_OK);
	persist_flush(&rig.w);
	assert_int_equal(70, saved_taros());
}

static void
who_hangs_up_is_saved_when_the_outcome_is_known(void **state)
{
	UNUSED(state);
	pay_30();
	next_tick();
	lifecycle_on_closed(&rig.w, 1);
	assert_int_equal(1, left);
	assert_int_equal(0, gone);
	assert_int_equal(-1, saved_taros());
	assert_int_equal(PLAYER_DEPARTING, self->state);
	assert_null(self->e.chunk);
	next_tick();
	answer(DB_NONE);
	assert_int_equal(1, gone);
	assert_int_equal(100, saved_taros());
	assert_null(world_player_by_id(&rig.w, 1));
	/* A second goodbye is none. */
	lifecycle_on_closed(&rig.w, 1);
	assert_int_equal(1, left);
}

static void
nobody_enters_on_the_account_before_that(void **state)
{
	const struct lifecycle_entry again = {
		.serial = 2, .account_id = ACCOUNT_OF_1, .player_id = 1,
	};

	UNUSED(state);
	pay_30();
	next_tick();
	assert_false(lifecycle_begin(&rig.w, 9, &again));
	assert_int_equal(PLAYER_DEPARTING, self->state);
	answer(DB_OK);
	next_tick();
	assert_true(lifecycle_begin(&rig.w, 9, &again));
}

static void
other_commits_mean_nothing(void **state)
{
	const struct db_rep_commit rep = { .result = DB_OK };

	UNUSED(state);
	deal_on_committed(&rig.w, 0, &rep);	/* a flush */
	deal_on_committed(&rig.w, 1, &rep);	/* of somebody without a deal */
	assert_int_equal(0, done_count);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(request_and_save_are_one_transaction),
		T(what_was_refused_is_given_back_and_saved),
		T(packets_wait_for_the_answer),
		T(no_flush_while_the_outcome_is_open),
		T(who_hangs_up_is_saved_when_the_outcome_is_known),
		T(nobody_enters_on_the_account_before_that),
		T(other_commits_mean_nothing),
	};
#undef T

	return cmocka_run_group_tests_name("deal", tests, NULL, NULL);
}
