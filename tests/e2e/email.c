/*
 * email.c - mail: with taros and things to somebody who is not there, over a
 * restart and a kill, listed, read, taken out once and no more, deleted.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "base/str.h"
#include "bot/e2e.h"
#include "bot/purse.h"

enum { SHIRT = 1, GENERAL = 7, TAROS = 1000, STACK = 5, SENT = 200 };

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

static void
make(struct person *p, const char *name)
{
	p->bot = e2e_outsider(&e2e, name, 0, E2E_X, E2E_Y, E2E_Z);
	p->uid = bot_uid(p->bot);
	snprintf(p->login, sizeof(p->login), "%s", e2e_last_login());
	purse_set_taros(&e2e, p->uid, TAROS);
}

/* Also again, with a new connection. */
static void
enter(struct person *p)
{
	p->bot = bot_new(e2e.team, p->login);
	flow_join(p->bot, p->login);
}

static void
restart(bool is_killed)
{
	dbfile_close(e2e.db);
	e2e.db = NULL;
	if (is_killed)
		server_kill(&e2e.server);
	else
		server_stop(&e2e.server);
	server_restart(&e2e.server);
	e2e.db = dbfile_open(e2e.server.db_path);
	e2e_new_team(&e2e);
}

/* A mixed shirt, two pieces of five, 200 taros. */
static void
send_parcel(struct person *from, int64_t to)
{
	struct cl2fe_req_pc_send_email m = { .to_pcuid = to, .cash = SENT };

	m.item[0].item_inven = (struct wire_item_base){ .type = SHIRT,
		.id = things.shirt, .opt = 1 };
	m.item[1].slot_num = 1;
	m.item[1].item_inven = (struct wire_item_base){ .type = GENERAL,
		.id = things.stack, .opt = 2 };
	str_copy(m.subject, sizeof(m.subject), "A parcel");
	str_copy(m.content, sizeof(m.content), "With my\nregards.");
	bot_send(from->bot, PKT_CL2FE_REQ_PC_SEND_EMAIL, &m);
}

static void
furnish(struct person *p)
{
	purse_put(&e2e, p->uid, 0, SHIRT, things.shirt, things.shirt << 16);
	purse_put(&e2e, p->uid, 1, GENERAL, things.stack, STACK);
}

static void
read_parcel(struct bot *b, int64_t from)
{
	const struct fe2cl_rep_pc_recv_email_page_list_succ *list;
	const struct fe2cl_rep_pc_read_email_succ *mail;

	BOT_SEND(b, cl2fe_req_pc_email_update_check, 0);
	assert_int_equal(BOT_EXPECT(b, fe2cl_rep_pc_new_email)->new_email_cnt,
	    1);
	BOT_SEND(b, cl2fe_req_pc_recv_email_page_list, .page_num = 1);
	list = BOT_EXPECT(b, fe2cl_rep_pc_recv_email_page_list_succ);
	assert_int_equal(list->email_info[0].email_index, 1);
	assert_int_equal(list->email_info[0].from_pcuid, from);
	assert_int_equal(list->email_info[0].item_candy_flag, 1);
	assert_string_equal(list->email_info[0].subject, "A parcel");
	assert_int_equal(list->email_info[1].email_index, 0);
	BOT_SEND(b, cl2fe_req_pc_read_email, .email_index = 1);
	mail = BOT_EXPECT(b, fe2cl_rep_pc_read_email_succ);
	assert_string_equal(mail->content, "With my\nregards.");
	assert_int_equal(mail->cash, SENT);
	assert_int_equal(mail->item[0].opt, things.shirt << 16);
	assert_int_equal(mail->item[1].opt, 2);
}

static void
take_everything_once(struct person *p)
{
	struct bot *b = p->bot;

	BOT_SEND(b, cl2fe_req_pc_recv_email_candy, .email_index = 1);
	assert_int_equal(BOT_EXPECT(b,
	    fe2cl_rep_pc_recv_email_candy_succ)->candy, TAROS + SENT);
	BOT_SEND(b, cl2fe_req_pc_recv_email_item, .email_index = 1,
	    .slot_num = 7, .email_item_slot = 1);
	assert_int_equal(BOT_EXPECT(b,
	    fe2cl_rep_pc_recv_email_item_succ)->slot_num, 7);
	BOT_SEND(b, cl2fe_req_pc_recv_email_item_all, .email_index = 1);
	BOT_EXPECT(b, fe2cl_rep_pc_recv_email_item_all_succ);
	/* There is no more of it. */
	BOT_SEND(b, cl2fe_req_pc_recv_email_candy, .email_index = 1);
	assert_int_equal(BOT_EXPECT(b,
	    fe2cl_rep_pc_recv_email_candy_succ)->candy, TAROS + SENT);
	BOT_SEND(b, cl2fe_req_pc_recv_email_item, .email_index = 1,
	    .slot_num = 8, .email_item_slot = 1);
	BOT_EXPECT(b, fe2cl_rep_pc_recv_email_item_fail);
	BOT_SEND(b, cl2fe_req_pc_recv_email_item, .email_index = 1,
	    .slot_num = 8, .email_item_slot = 2);
	BOT_EXPECT(b, fe2cl_rep_pc_recv_email_item_fail);
}

static void
a_parcel_for_who_is_away(void **state)
{
	struct person alice, bob;
	const struct fe2cl_rep_pc_recv_email_page_list_succ *list;

	UNUSED(state);
	e2e_new_team(&e2e);
	make(&alice, "Alice");
	make(&bob, "Bob");
	furnish(&alice);
	enter(&alice);
	send_parcel(&alice, bob.uid);
	assert_int_equal(BOT_EXPECT(alice.bot,
	    fe2cl_rep_pc_send_email_succ)->candy, TAROS - SENT - 90);
	/* What was answered is on disk, whenever the server dies. */
	restart(true);
	purse_await_taros(&e2e, alice.uid, TAROS - SENT - 90);
	purse_await(&e2e, alice.uid, 0, 0, 0, 0);
	purse_await(&e2e, alice.uid, 1, GENERAL, things.stack, STACK - 2);
	enter(&bob);
	read_parcel(bob.bot, alice.uid);
	restart(false);
	enter(&bob);
	take_everything_once(&bob);
	restart(true);
	purse_await_taros(&e2e, bob.uid, TAROS + SENT);
	purse_await(&e2e, bob.uid, 7, SHIRT, things.shirt,
	    things.shirt << 16);
	purse_await(&e2e, bob.uid, 0, GENERAL, things.stack, 2);
	enter(&bob);
	BOT_SEND(bob.bot, cl2fe_req_pc_recv_email_page_list, .page_num = 1);
	list = BOT_EXPECT(bob.bot, fe2cl_rep_pc_recv_email_page_list_succ);
	assert_int_equal(list->email_info[0].read_flag, 1);
	assert_int_equal(list->email_info[0].item_candy_flag, 0);
	BOT_SEND(bob.bot, cl2fe_req_pc_delete_email,
	    .email_index_array = { 1 });
	BOT_EXPECT(bob.bot, fe2cl_rep_pc_delete_email_succ);
	BOT_SEND(bob.bot, cl2fe_req_pc_read_email, .email_index = 1);
	BOT_EXPECT(bob.bot, fe2cl_rep_pc_read_email_fail);
}

static void
who_is_there_hears_of_it_at_once(void **state)
{
	struct person alice, bob;

	UNUSED(state);
	e2e_new_team(&e2e);
	make(&alice, "Alice");
	make(&bob, "Bob");
	furnish(&alice);
	enter(&alice);
	enter(&bob);
	send_parcel(&alice, bob.uid);
	assert_int_equal(BOT_EXPECT(bob.bot,
	    fe2cl_rep_pc_new_email)->new_email_cnt, 1);
	read_parcel(bob.bot, alice.uid);
}

static void
a_parcel_for_nobody_comes_back(void **state)
{
	struct person alice;

	UNUSED(state);
	e2e_new_team(&e2e);
	make(&alice, "Alice");
	furnish(&alice);
	enter(&alice);
	send_parcel(&alice, 999999);
	assert_int_equal(BOT_EXPECT(alice.bot,
	    fe2cl_rep_pc_send_email_fail)->error_code, 1);
	flow_leave(alice.bot);
	purse_await_taros(&e2e, alice.uid, TAROS);
	purse_await(&e2e, alice.uid, 0, SHIRT, things.shirt,
	    things.shirt << 16);
	purse_await(&e2e, alice.uid, 1, GENERAL, things.stack, STACK);
}

/* The store has not answered yet: it goes, or it stays, but not both. */
static void
who_hangs_up_at_once_has_sent_it_or_not(void **state)
{
	struct person alice, bob;
	char sql[256];

	UNUSED(state);
	e2e_new_team(&e2e);
	make(&alice, "Alice");
	make(&bob, "Bob");
	furnish(&alice);
	enter(&alice);
	send_parcel(&alice, bob.uid);
	bot_hang_up(alice.bot, BOT_SHARD);
	/* The sum of all shirts of that look: hers, or his in the mail. */
	enter(&bob);
	bot_fence(bob.bot);
	snprintf(sql, sizeof(sql), "SELECT (SELECT COUNT(*) FROM Inventory "
	    "WHERE PlayerID = %lld AND Opt = %d) + (SELECT COUNT(*) FROM "
	    "EmailItems WHERE PlayerID = %lld AND Opt = %d)",
	    (long long)alice.uid, things.shirt << 16, (long long)bob.uid,
	    things.shirt << 16);
	e2e_await_value(&e2e, sql, 1);
	flow_leave(bob.bot);
	restart(false);
	assert_int_equal(dbfile_get(e2e.db, sql), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_parcel_for_who_is_away),
		cmocka_unit_test(who_is_there_hears_of_it_at_once),
		cmocka_unit_test(a_parcel_for_nobody_comes_back),
		cmocka_unit_test(who_hangs_up_at_once_has_sent_it_or_not),
	};

	return E2E_RUN("email", tests, start, end);
}
