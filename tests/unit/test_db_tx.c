/*
 * test_db_tx.c - transactions, and what happens when the file cannot be
 * written: nothing is lost, nothing is half done.
 */
#include "db_fixture.h"

enum { REPLIES_MAX = 64 };

/* What a batch was answered. */
struct answers {
	size_t count;
	struct { uint16_t type; enum db_result result; } reply[REPLIES_MAX];
	struct db_rep_save last_save;
	struct db_rep_commit commit;
};

static struct answers
ask_batch(struct fixture *fx, struct batch **b)
{
	struct batch *chain = fixture_do(fx, b), *one;
	struct answers a = { 0 };

	while ((one = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(one); m != NULL;
		    m = batch_next(one, m)) {
			const enum db_result *res = msg_payload(m);

			assert_true(a.count < REPLIES_MAX);
			a.reply[a.count].type = m->type;
			a.reply[a.count++].result = *res;
			if (m->type == DB_REP_SAVE)
				memcpy(&a.last_save, res, sizeof(a.last_save));
			if (m->type == DB_REP_COMMIT)
				memcpy(&a.commit, res, sizeof(a.commit));
		}
		batch_free(one);
	}
	return a;
}

static void
begin(struct batch **b, enum db_tx tx)
{
	db_add_begin(b, DB_ROOM_WORLD, FIXTURE_REF, tx);
}

static void
commit(struct batch **b)
{
	db_add_commit(b, DB_ROOM_WORLD, FIXTURE_REF);
}

/* Two players, one with an item that goes to the other. */
static void
make_traders(struct fixture *fx, struct player_row *a, struct player_row *b)
{
	*a = load_player(fx, make_player(fx, "alice"));
	*b = load_player(fx, make_player(fx, "bobby"));
	a->items[10] = (struct item_row){ 7, 119, 5, 0 };
	b->state.taros = 100;
	assert_int_equal(save_player(fx, a, DB_SECTION_ALL), DB_OK);
	assert_int_equal(save_player(fx, b, DB_SECTION_ALL), DB_OK);
	b->items[20] = a->items[10];
	a->items[10] = (struct item_row){ 0 };
	a->state.taros = 100;
	b->state.taros = 0;
}

static bool
is_traded(struct fixture *fx, int32_t a_id, int32_t b_id)
{
	struct player_row a = load_player(fx, a_id);
	struct player_row b = load_player(fx, b_id);
	bool traded = a.state.taros == 100;

	/* Never on both sides, never on none. */
	assert_int_equal(a.state.taros + b.state.taros, 100);
	assert_int_equal(a.items[10].opt + b.items[20].opt, 5);
	assert_int_equal(b.items[20].id, traded ? 119 : 0);
	return traded;
}

/* ---- all or nothing ---------------------------------------------------- */

static void
a_trade_is_on_disk_on_both_sides(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;

	make_traders(fx, &a, &b);
	begin(&batch, DB_TX_ALL);
	add_save(&batch, &a, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	add_save(&batch, &b, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.count, 3);
	assert_int_equal(ans.reply[0].result, DB_OK);
	assert_int_equal(ans.commit.result, DB_OK);
	assert_int_equal(ans.commit.save_count, 2);
	assert_true(is_traded(fx, a.player_id, b.player_id));
}

static void
a_trade_that_fails_is_on_neither(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;

	make_traders(fx, &a, &b);
	sql_exec(fx->path, "CREATE TRIGGER no BEFORE INSERT ON Inventory"
	    " WHEN new.PlayerID = 2 BEGIN SELECT raise(abort, 'no'); END");
	begin(&batch, DB_TX_ALL);
	add_save(&batch, &a, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	add_save(&batch, &b, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.count, 3);
	assert_int_equal(ans.reply[0].result, DB_UNDONE);
	assert_int_equal(ans.reply[1].result, DB_REFUSED);
	assert_int_equal(ans.commit.result, DB_REFUSED);
	assert_int_equal(ans.commit.failed_count, 2);
	assert_false(ans.commit.is_kept);
	assert_false(is_traded(fx, a.player_id, b.player_id));
}

static void
a_trade_with_someone_deleted_is_undone(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;

	make_traders(fx, &a, &b);
	sql_exec(fx->path, "PRAGMA foreign_keys = on;"
	    "DELETE FROM Players WHERE PlayerID = 2");
	begin(&batch, DB_TX_ALL);
	add_save(&batch, &a, DB_SECTION_STATE);
	add_save(&batch, &b, DB_SECTION_STATE);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.reply[0].result, DB_UNDONE);
	assert_int_equal(ans.commit.result, DB_NONE);
	assert_int_equal(load_player(fx, 1).state.taros, 0);
}

static void
a_trade_under_a_lock_is_not_kept(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;
	struct db_stats stats;
	sqlite3 *other;

	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	begin(&batch, DB_TX_ALL);
	add_save(&batch, &a, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	add_save(&batch, &b, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.commit.result, DB_ERROR);
	assert_false(ans.commit.is_kept);
	assert_false(ans.last_save.is_kept);
	sqlite3_close(other);
	db_get_stats(fx->db, &stats);
	assert_int_equal(stats.kept_saves, 0);
	assert_false(is_traded(fx, a.player_id, b.player_id));
}

static void
mail_and_its_sender_are_one(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct db_req_send_email *req;
	struct answers ans;

	make_traders(fx, &a, &b);
	for (int i = 0; i < 2; i++) {
		begin(&batch, DB_TX_ALL);
		add_save(&batch, &a, DB_SECTION_INVENTORY);
		req = db_add_send_email(&batch, DB_ROOM_WORLD, FIXTURE_REF);
		/* The first goes to nobody. */
		req->email.player_id = i == 0 ? 77 : b.player_id;
		req->email.items[0] = (struct item_row){ 7, 119, 5, 0 };
		commit(&batch);
		ans = ask_batch(fx, &batch);
		assert_int_equal(ans.commit.result, i == 0 ? DB_NONE : DB_OK);
		assert_int_equal(ans.reply[0].result,
		    i == 0 ? DB_UNDONE : DB_OK);
		assert_int_equal(load_player(fx, a.player_id).items[10].id,
		    i == 0 ? 119 : 0);
		assert_int_equal(sql_int(fx->path,
		    "SELECT count(*) FROM EmailItems"), i);
	}
}

static void
a_code_and_its_items_are_one(void **state)
{
	struct fixture *fx = *state;
	struct player_row p = load_player(fx, make_player(fx, "alice"));

	for (int i = 0; i < 2; i++) {
		struct batch *batch = NULL;
		struct db_req_redeem_code *req;
		struct answers ans;

		p.items[12 + i] = (struct item_row){ 7, 119, 1, 0 };
		begin(&batch, DB_TX_ALL);
		req = db_add_redeem_code(&batch, DB_ROOM_WORLD, FIXTURE_REF);
		req->player_id = p.player_id;
		str_copy(req->code, sizeof(req->code), "santa");
		add_save(&batch, &p, DB_SECTION_INVENTORY);
		commit(&batch);
		ans = ask_batch(fx, &batch);
		assert_int_equal(ans.commit.result, i == 0 ? DB_OK : DB_TAKEN);
	}
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    1);
}

/* ---- flushes ----------------------------------------------------------- */

static void
someone_deleted_does_not_stop_a_flush(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;

	make_traders(fx, &a, &b);
	sql_exec(fx->path, "PRAGMA foreign_keys = on;"
	    "DELETE FROM Players WHERE PlayerID = 1");
	begin(&batch, DB_TX_FLUSH);
	add_save(&batch, &a, DB_SECTION_ALL);
	add_save(&batch, &b, DB_SECTION_ALL);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.count, 3);
	assert_int_equal(ans.reply[0].result, DB_NONE);
	assert_int_equal(ans.reply[1].result, DB_OK);
	assert_int_equal(ans.commit.result, DB_OK);
	assert_int_equal(ans.commit.failed_count, 1);
	assert_int_equal(load_player(fx, 2).items[20].id, 119);
}

static void
one_bad_save_does_not_stop_a_flush(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;

	make_traders(fx, &a, &b);
	sql_exec(fx->path, "CREATE TRIGGER no BEFORE INSERT ON Inventory"
	    " WHEN new.PlayerID = 2 BEGIN SELECT raise(abort, 'no'); END");
	b.place.x = 1;
	begin(&batch, DB_TX_FLUSH);
	add_save(&batch, &b, DB_SECTION_ALL);
	add_save(&batch, &a, DB_SECTION_ALL);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.reply[0].result, DB_ERROR);
	assert_false(ans.commit.is_kept);
	assert_int_equal(ans.reply[1].result, DB_OK);
	assert_int_equal(ans.commit.failed_count, 1);
	assert_int_equal(load_player(fx, 1).state.taros, 100);
	/* Nothing of the bad one, not even what came before the failure. */
	assert_int_equal(load_player(fx, 2).state.taros, 100);
	assert_int_equal(load_player(fx, 2).place.x, 632032);
}

static void
silent_saves_answer_only_their_commit(void **state)
{
	struct fixture *fx = *state;
	struct player_row p = load_player(fx, make_player(fx, "alice"));
	struct batch *batch = NULL;
	struct db_save_parts parts;
	struct answers ans;

	begin(&batch, DB_TX_FLUSH);
	db_add_save(&batch, DB_ROOM_WORLD, FIXTURE_REF, p.player_id,
	    DB_SECTION_PLACE, &parts);
	*parts.place = (struct place_row){ 1, 2, 3, 4 };
	assert_null(parts.items);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.count, 1);
	assert_int_equal(ans.commit.save_count, 1);
	begin(&batch, DB_TX_FLUSH);
	commit(&batch);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.commit.result, DB_OK);
	assert_int_equal(ans.commit.save_count, 0);
}

static int64_t
flushes(const struct fixture *fx)
{
	struct db_stats stats;

	db_get_stats(fx->db, &stats);
	return stats.flushes;
}

/* Many leave in one tick: DEFECT of spec/server-core.md 3. */
static void
a_crowd_that_leaves_is_one_flush(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	struct answers ans;
	int64_t before;

	make_traders(fx, &a, &b);
	before = flushes(fx);
	for (int i = 1; i <= 10; i++) {
		a.place.x = i;
		b.place.x = -i;
		add_save(&batch, &a, DB_SECTION_PLACE);
		add_save(&batch, &b, DB_SECTION_PLACE);
	}
	ans = ask_batch(fx, &batch);
	assert_int_equal(flushes(fx) - before, 1);
	assert_int_equal(ans.count, 20);
	assert_int_equal(load_player(fx, 1).place.x, 10);
	assert_int_equal(load_player(fx, 2).place.x, -10);
	/* What stands between keeps its place. */
	before = flushes(fx);
	a.place.x = 11;
	add_save(&batch, &a, DB_SECTION_PLACE);
	db_add_load_player(&batch, DB_ROOM_WORLD, FIXTURE_REF)->player_id = 1;
	a.place.x = 12;
	add_save(&batch, &a, DB_SECTION_PLACE);
	ans = ask_batch(fx, &batch);
	assert_int_equal(ans.reply[0].type, DB_REP_SAVE);
	assert_int_equal(ans.reply[1].type, DB_REP_LOAD_PLAYER);
	assert_int_equal(ans.reply[2].type, DB_REP_SAVE);
	assert_int_equal(flushes(fx) - before, 2);
	assert_int_equal(load_player(fx, 1).place.x, 12);
}

/* ---- the file cannot be written ---------------------------------------- */

static int64_t
kept(const struct fixture *fx)
{
	struct db_stats stats;

	db_get_stats(fx->db, &stats);
	return stats.kept_saves;
}

/* Steps, each of which may retry, until nothing is kept. */
static void
wait_until_written(struct fixture *fx)
{
	for (int i = 0; i < 1000 && kept(fx) > 0; i++)
		db_step(fx->db, 1);
	assert_int_equal(kept(fx), 0);
}

static struct answers
flush_both(struct fixture *fx, const struct player_row *a, uint32_t a_sections,
    const struct player_row *b, uint32_t b_sections)
{
	struct batch *batch = NULL;

	begin(&batch, DB_TX_FLUSH);
	add_save(&batch, a, a_sections);
	add_save(&batch, b, b_sections);
	commit(&batch);
	return ask_batch(fx, &batch);
}

static void
a_flush_under_a_lock_is_kept_and_retried(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct answers ans;
	struct db_rep_load_player load;
	sqlite3 *other;

	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE;"
	    "UPDATE Accounts SET Email = 'x'", NULL, NULL, NULL), SQLITE_OK);
	ans = flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	assert_int_equal(ans.count, 3);
	assert_int_equal(ans.commit.result, DB_ERROR);
	assert_true(ans.commit.is_kept);
	assert_true(ans.last_save.is_kept);
	assert_int_equal(kept(fx), 2);
	/* A newer state of one section; still one save a player. */
	a.place.x = 42;
	ans = flush_both(fx, &a, DB_SECTION_PLACE, &b, DB_SECTION_QUESTS);
	assert_true(ans.commit.is_kept);
	assert_int_equal(kept(fx), 2);
	/* Nobody gets to see the old state meanwhile. */
	ASK(fx, load_player, LOAD_PLAYER, &load, .player_id = a.player_id);
	assert_int_equal(load.result, DB_ERROR);
	assert_int_equal(load.player.player_id, 0);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(other);
	wait_until_written(fx);
	assert_true(is_traded(fx, a.player_id, b.player_id));
	assert_int_equal(load_player(fx, a.player_id).place.x, 42);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"
	    " WHERE Email = 'x'"), 2);
}

static void
loading_writes_what_was_kept_first(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	sqlite3 *other;

	fixture_close(fx);
	fx->opt.retry_ms = 3600 * 1000;
	fixture_open(fx);
	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	sqlite3_close(other);
	assert_int_equal(kept(fx), 2);
	assert_true(is_traded(fx, a.player_id, b.player_id));
	assert_int_equal(kept(fx), 0);
}

static void
the_next_flush_brings_what_was_kept(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct batch *batch = NULL;
	sqlite3 *other;

	fixture_close(fx);
	fx->opt.retry_ms = 3600 * 1000;
	fixture_open(fx);
	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	sqlite3_close(other);
	/* The kept state of a must not come after this newer one. */
	a.state.hp = 7;
	begin(&batch, DB_TX_ALL);
	add_save(&batch, &a, DB_SECTION_STATE);
	commit(&batch);
	assert_int_equal(ask_batch(fx, &batch).commit.result, DB_OK);
	assert_int_equal(kept(fx), 0);
	assert_true(is_traded(fx, a.player_id, b.player_id));
	assert_int_equal(load_player(fx, a.player_id).state.hp, 7);
}

static void
a_kept_save_of_someone_deleted_goes_away(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	sqlite3 *other;

	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	sqlite3_exec(other, "PRAGMA foreign_keys = on; BEGIN IMMEDIATE;"
	    "DELETE FROM Players WHERE PlayerID = 1", NULL, NULL, NULL);
	flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	assert_int_equal(kept(fx), 2);
	sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(other);
	wait_until_written(fx);
	assert_int_equal(load_player(fx, b.player_id).items[20].id, 119);
}

/* PRAGMA max_page_count is a disk that is full from here on. */
static void
limit_pages(struct fixture *fx, int64_t pages)
{
	char sql[64];

	str_format(sql, sizeof(sql), "PRAGMA max_page_count = %lld",
	    (long long)pages);
	assert_true(store_exec(db_get_store(fx->db), sql));
}

static void
a_full_disk_loses_nothing(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	struct answers ans;
	int64_t pages;

	make_traders(fx, &a, &b);
	pages = sql_int(fx->path, "PRAGMA page_count");
	limit_pages(fx, pages);
	/* More items than the pages that exist can hold. */
	for (int i = 30; i < 170; i++)
		a.items[i] = b.items[i] = (struct item_row){ 7, 119, i, i };
	ans = flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	assert_int_equal(ans.commit.result, DB_ERROR);
	assert_true(ans.commit.is_kept);
	assert_string_equal(store_error_text(db_get_store(fx->db)),
	    "the disk is full");
	assert_int_equal(kept(fx), 2);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    1);
	limit_pages(fx, 100000);
	wait_until_written(fx);
	assert_int_equal(load_player(fx, b.player_id).items[169].opt, 169);
	assert_true(is_traded(fx, a.player_id, b.player_id));
}

static void
a_full_disk_refuses_requests_cleanly(void **state)
{
	struct fixture *fx = *state;
	enum db_result res = DB_OK;
	int made = 0;

	limit_pages(fx, sql_int(fx->path, "PRAGMA page_count"));
	for (int i = 0; i < 2000 && res == DB_OK; i++) {
		struct db_rep_create_account rep;
		struct batch *b = NULL;
		struct db_req_create_account *req = db_add_create_account(&b,
		    DB_ROOM_WORLD, FIXTURE_REF);

		str_format(req->login, sizeof(req->login), "acct%d", i);
		memset(req->password_hash, 'x', 100);
		fixture_ask(fx, &b, DB_REP_CREATE_ACCOUNT, &rep, sizeof(rep));
		res = rep.result;
		made += res == DB_OK;
	}
	assert_int_equal(res, DB_ERROR);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"),
	    made);
	limit_pages(fx, 100000);
	make_account(fx, "later");
}

static void
stopping_writes_what_was_kept_or_says_so(void **state)
{
	struct fixture *fx = *state;
	struct player_row a, b;
	sqlite3 *other;

	make_traders(fx, &a, &b);
	other = sql_open(fx->path);
	sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL);
	assert_true(db_stop(fx->db));
	fixture_close(fx);
	fixture_open(fx);
	assert_true(is_traded(fx, a.player_id, b.player_id));

	sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	flush_both(fx, &a, DB_SECTION_ALL, &b, DB_SECTION_ALL);
	assert_false(db_stop(fx->db));
	sqlite3_close(other);
}

/* ---- who is told what -------------------------------------------------- */

static void
replies_go_to_the_room_that_asked(void **state)
{
	struct fixture *fx = *state;
	struct batch *b = NULL, *chain;

	make_account(fx, "alice");
	str_copy(db_add_find_account(&b, DB_ROOM_LOGIN, 5)->login,
	    ROW_LOGIN_BYTES, "alice");
	db_add_count_rows(&b, DB_ROOM_WORLD, 6);
	assert_true(db_post(fx->db, &b));
	db_step(fx->db, 0);
	chain = mailbox_take(fx->login);
	assert_non_null(chain);
	b = batch_chain_pop(&chain);
	assert_int_equal(batch_first(b)->type, DB_REP_FIND_ACCOUNT);
	assert_int_equal(batch_first(b)->ref, 5);
	batch_free(b);
	chain = mailbox_take(fx->world);
	assert_non_null(chain);
	b = batch_chain_pop(&chain);
	assert_int_equal(batch_first(b)->type, DB_REP_COUNT_ROWS);
	assert_int_equal(batch_first(b)->ref, 6);
	assert_null(batch_next(b, batch_first(b)));
	batch_free(b);
}

static void
the_mailbox_has_a_limit(void **state)
{
	struct fixture *fx = *state;
	struct batch *b = NULL;

	fixture_close(fx);
	fx->opt.queue_bytes = 64;
	fixture_open(fx);
	for (int i = 0; i < 10; i++)
		db_add_count_rows(&b, DB_ROOM_WORLD, 0);
	assert_true(db_post(fx->db, &b));
	db_add_count_rows(&b, DB_ROOM_WORLD, 0);
	assert_false(db_post(fx->db, &b));
	assert_non_null(b);
	db_post_always(fx->db, &b);
	assert_null(b);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_open, teardown)
	const struct CMUnitTest tests[] = {
		T(a_trade_is_on_disk_on_both_sides),
		T(a_trade_that_fails_is_on_neither),
		T(a_trade_with_someone_deleted_is_undone),
		T(a_trade_under_a_lock_is_not_kept),
		T(mail_and_its_sender_are_one),
		T(a_code_and_its_items_are_one),
		T(someone_deleted_does_not_stop_a_flush),
		T(one_bad_save_does_not_stop_a_flush),
		T(silent_saves_answer_only_their_commit),
		T(a_crowd_that_leaves_is_one_flush),
		T(a_flush_under_a_lock_is_kept_and_retried),
		T(loading_writes_what_was_kept_first),
		T(the_next_flush_brings_what_was_kept),
		T(a_kept_save_of_someone_deleted_goes_away),
		T(a_full_disk_loses_nothing),
		T(a_full_disk_refuses_requests_cleanly),
		T(stopping_writes_what_was_kept_or_says_so),
		T(replies_go_to_the_room_that_asked),
		T(the_mailbox_has_a_limit)
	};
#undef T

	return cmocka_run_group_tests_name("db_tx", tests, NULL, NULL);
}
