/*
 * trade.c - two players trade in earnest: things and taros change hands and
 * are on disk on both sides, a lost connection ends it with nothing changed,
 * and a third gets nothing.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"
#include "bot/haggle.h"
#include "bot/purse.h"

enum { SHIRT = 1, HAT = 4, GENERAL = 7, TAROS = 500, STACK = 5 };

static struct e2e e2e;
static struct purse_things things;

struct person {
	struct bot *bot;
	char login[40];
	int64_t uid;
};

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "db", "flushinterval", "50" }, { 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	purse_find_things(&e2e, &things);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

/* A shirt with a look of its own, some of a stack, and taros. */
static void
come_in(struct person *p, const char *name)
{
	p->bot = e2e_outsider(&e2e, name, 0, E2E_X, E2E_Y, E2E_Z);
	p->uid = bot_uid(p->bot);
	snprintf(p->login, sizeof(p->login), "%s", e2e_last_login());
	purse_put(&e2e, p->uid, 0, SHIRT, things.shirt, things.shirt << 16);
	purse_put(&e2e, p->uid, 1, GENERAL, things.stack, STACK);
	purse_set_taros(&e2e, p->uid, TAROS);
	flow_join(p->bot, p->login);
}

static struct wire_item_base
shirt(void)
{
	return (struct wire_item_base){ .type = SHIRT, .id = things.shirt,
		.opt = 1 };
}

static struct wire_item_base
pieces(int32_t n)
{
	return (struct wire_item_base){ .type = GENERAL, .id = things.stack,
		.opt = n };
}

/* As it came in. */
static void
await_unchanged(const struct person *p)
{
	purse_await(&e2e, p->uid, 0, SHIRT, things.shirt, things.shirt << 16);
	purse_await(&e2e, p->uid, 1, GENERAL, things.stack, STACK);
	purse_await(&e2e, p->uid, 2, 0, 0, 0);
	purse_await_taros(&e2e, p->uid, TAROS);
}

static void
both_sides_or_neither(void **state)
{
	struct person a, b;
	struct haggle h;

	UNUSED(state);
	e2e_new_team(&e2e);
	come_in(&a, "Alice");
	come_in(&b, "Bob");
	haggle_begin(&h, a.bot, b.bot);
	haggle_offer(&h, a.bot, 0, 0, shirt());
	haggle_offer(&h, b.bot, 0, 1, pieces(2));
	haggle_pay(&h, a.bot, 100);
	haggle_pay(&h, b.bot, 1);
	haggle_conclude(&h);
	/* The look went along; each thing lies in the first free slot. */
	purse_await(&e2e, b.uid, 2, SHIRT, things.shirt,
	    things.shirt << 16);
	purse_await(&e2e, b.uid, 1, GENERAL, things.stack, STACK - 2);
	purse_await_taros(&e2e, b.uid, TAROS + 99);
	purse_await(&e2e, a.uid, 0, GENERAL, things.stack, 2);
	purse_await(&e2e, a.uid, 1, GENERAL, things.stack, STACK);
	purse_await_taros(&e2e, a.uid, TAROS - 99);
	/* And is so after the next login. */
	flow_leave(b.bot);
	b.bot = bot_new(e2e.team, "Bob again");
	flow_login(b.bot, b.login, dbfile_password);
	{
		int64_t key = flow_select(b.bot);
		const struct fe2cl_rep_pc_enter_succ *in;

		bot_hang_up(b.bot, BOT_LOGIN);
		in = flow_enter(b.bot, key);
		assert_int_equal(in->pc_load_data2cl.inven[2].id,
		    things.shirt);
		assert_int_equal(in->pc_load_data2cl.inven[2].opt,
		    things.shirt << 16);
		assert_int_equal(in->pc_load_data2cl.candy, TAROS + 99);
	}
}

static void
who_hangs_up_in_the_middle_keeps_all(void **state)
{
	struct person a, b;
	struct haggle h;

	UNUSED(state);
	e2e_new_team(&e2e);
	come_in(&a, "Alice");
	come_in(&b, "Bob");
	haggle_begin(&h, a.bot, b.bot);
	haggle_offer(&h, a.bot, 0, 0, shirt());
	haggle_pay(&h, b.bot, 100);
	HAGGLE_SEND(&h, b.bot, cl2fe_req_pc_trade_confirm);
	BOT_EXPECT(a.bot, fe2cl_rep_pc_trade_confirm);
	bot_hang_up(a.bot, BOT_SHARD);
	/* Who is left is told, and its things are free again. */
	BOT_EXPECT(b.bot, fe2cl_rep_pc_trade_confirm_cancel);
	await_unchanged(&a);
	await_unchanged(&b);
	BOT_SEND(b.bot, cl2fe_req_item_move, .from = 1, .from_slot_num = 1,
	    .to = 1, .to_slot_num = 9);
	BOT_EXPECT(b.bot, fe2cl_pc_item_move_succ);
	purse_await(&e2e, b.uid, 9, GENERAL, things.stack, STACK);
}

/* In a trade of its own it confirms one of theirs. */
static void
a_thief_gets_nothing(void **state)
{
	struct person a, b, thief, fence;
	struct haggle h, decoy;

	UNUSED(state);
	e2e_new_team(&e2e);
	come_in(&a, "Alice");
	come_in(&b, "Bob");
	come_in(&thief, "Thief");
	come_in(&fence, "Fence");
	haggle_begin(&h, a.bot, b.bot);
	haggle_offer(&h, a.bot, 0, 0, shirt());
	haggle_pay(&h, a.bot, TAROS);
	HAGGLE_SEND(&h, a.bot, cl2fe_req_pc_trade_confirm);
	BOT_EXPECT(b.bot, fe2cl_rep_pc_trade_confirm);
	haggle_begin(&decoy, thief.bot, fence.bot);
	BOT_SEND(thief.bot, cl2fe_req_pc_trade_confirm,
	    .id_request = bot_id(thief.bot), .id_from = bot_id(thief.bot),
	    .id_to = bot_id(a.bot));
	BOT_SEND(thief.bot, cl2fe_req_pc_trade_confirm,
	    .id_request = bot_id(b.bot), .id_from = bot_id(a.bot),
	    .id_to = bot_id(b.bot));
	BOT_SEND(thief.bot, cl2fe_req_pc_trade_confirm_cancel,
	    .id_request = bot_id(thief.bot), .id_from = bot_id(a.bot),
	    .id_to = bot_id(b.bot));
	bot_expect_none(thief.bot, PKT_FE2CL_REP_PC_TRADE_CONFIRM_SUCC);
	bot_expect_none(a.bot, PKT_FE2CL_REP_PC_TRADE_CONFIRM_SUCC);
	await_unchanged(&a);
	await_unchanged(&thief);
	/* The honest ones go on undisturbed. */
	HAGGLE_SEND(&h, b.bot, cl2fe_req_pc_trade_confirm);
	BOT_EXPECT(a.bot, fe2cl_rep_pc_trade_confirm_succ);
	purse_await(&e2e, b.uid, 2, SHIRT, things.shirt,
	    things.shirt << 16);
	purse_await_taros(&e2e, b.uid, 2 * TAROS);
	purse_await_taros(&e2e, a.uid, 0);
	await_unchanged(&thief);
}

/* Concluded means: as one transaction, at once, whenever it dies. */
static void
killed_right_after_it_is_on_both_sides_or_neither(void **state)
{
	struct person a, b;
	struct haggle h;
	int64_t rich, poor, worn;
	char sql[160];

	UNUSED(state);
	for (int round = 0; round < 3; round++) {
		e2e_new_team(&e2e);
		come_in(&a, "Alice");
		come_in(&b, "Bob");
		haggle_begin(&h, a.bot, b.bot);
		haggle_offer(&h, a.bot, 0, 0, shirt());
		haggle_pay(&h, b.bot, 300);
		haggle_conclude(&h);
		dbfile_close(e2e.db);
		e2e.db = NULL;
		server_kill(&e2e.server);
		server_restart(&e2e.server);
		e2e.db = dbfile_open(e2e.server.db_path);
		snprintf(sql, sizeof(sql), "SELECT Taros FROM Players WHERE "
		    "PlayerID = %lld", (long long)a.uid);
		rich = dbfile_get(e2e.db, sql);
		snprintf(sql, sizeof(sql), "SELECT Taros FROM Players WHERE "
		    "PlayerID = %lld", (long long)b.uid);
		poor = dbfile_get(e2e.db, sql);
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM Inventory "
		    "WHERE PlayerID = %lld AND Opt = %d", (long long)b.uid,
		    things.shirt << 16);
		worn = dbfile_get(e2e.db, sql);
		assert_int_equal(rich + poor, 2 * TAROS);
		assert_int_equal(worn, rich > TAROS ? 2 : 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_or_neither),
		cmocka_unit_test(who_hangs_up_in_the_middle_keeps_all),
		cmocka_unit_test(a_thief_gets_nothing),
		cmocka_unit_test(
		    killed_right_after_it_is_on_both_sides_or_neither),
	};

	return E2E_RUN("trade", tests, start, end);
}
