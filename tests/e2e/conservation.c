/*
 * conservation.c - nothing that players own is ever lost or doubled: bots move,
 * trade, mail, buy, sell, mix, open and throw away, hang up in the middle, and
 * the server is killed with -9 and started again, over and over.
 *
 * Called: by tests/run.
 * Thread: main.
 *
 * What "exact" can mean. The last moments before a kill are lost, and each
 * player may lose a different part of them: players are saved one by one, some
 * by a deal (mail) before the next flush, two by a trade at once. So neither
 * "what the audit log says" nor "some first part of the log" is what the file
 * must hold. But these three are, whatever was lost:
 *
 * 1  In closed rounds nothing is made or destroyed: things are moved, stacked,
 *    split, banked, worn, traded and mailed. Then for each kind of thing the
 *    sum over all bags, banks, bodies and mails, and for taros the sum over all
 *    purses and mails plus the postage of all mails that are in the file, is
 *    the same after every restart. That needs no log: two queries are compared.
 *    Postage is told from the mail itself (its subject is the number of its
 *    attachments), so a mail that was lost with its postage does not disturb.
 *
 * 2  In all rounds the file, slot for slot and taro for taro, must be what the
 *    file of the start becomes by some of the steps of the audit log: of each
 *    player its first ones, up to a cut of its own, and of every step that
 *    concerns two players, or a player and a mailbox, both sides or neither
 *    (bot/ledger.h). Steps are whole: half a handler fits no cut. So what the
 *    rules have made (shops, crates) is there exactly as often as a line that
 *    was not lost says so. Lines are written before the store hears of a step;
 *    a change in the file without its line, or a line that is not true, is no
 *    sum of steps and fails.
 *
 * 3  After a clean stop nothing at all may be missing: the cut of everybody is
 *    the end of the log.
 *
 * And what a client was told is certain is in the file: a mail whose sending
 * was acknowledged.
 *
 * CONSERVATION_RESTARTS=n plays longer than the 15 of `make test`,
 * CONSERVATION_SEED=n repeats what the bots choose (not the server's timing).
 */
#include "bot/e2e.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/rng.h"
#include "bot/barter.h"
#include "bot/ledger.h"
#include "tdata/tdata.h"

enum {
	RESTARTS = 15,
	BOTS = 6,
	TURNS_MAX = 40,
	BURST_MAX = 12,		/* what is under way when it dies */
	STOP_EVERY = 5,			/* rounds: ended by a clean stop */
	KINDS_MAX = 512,
	TAROS = 50000000,
	WHY_BYTES = 512
};

static struct e2e e2e;
static struct tdata *td;
static struct barter market;
static char logins[BOTS][40];

/* Of the round: what was there, the log since, about what there is now. */
static struct ledger_state before, now, after;
static struct ledger ledger;
static size_t applied;
static int log_fd;
static off_t log_at;

static struct {
	size_t steps, lost, trades, mailed, taken, made, gone, acked;
} sums;

static uint64_t
number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* --- a market place of the world that the test runs in --- */

static void
load_tables(void)
{
	static char patch_dir[SERVER_PATH_BYTES + 64];
	struct tdata_options opt = {
		.protocol = e2e.server.protocol,
		.dir = e2e.server.tdata_dir,
		.patch_dir = patch_dir,
		.gruntwork_file = "a-test-has-no-gruntwork.json",
	};

	snprintf(patch_dir, sizeof(patch_dir), "%s/patch/",
	    e2e.server.tdata_dir);
	log_init(STDERR_FILENO, 0);
	assert_true(tdata_load(&opt, &td));
}

static bool
sells_cheap_stacks(int32_t npc_type)
{
	uint32_t n;
	const struct tdata_listing *rows = tdata_vendor_listings(td, npc_type,
	    &n);

	for (uint32_t i = 0; rows != NULL && i < n; i++) {
		const struct tdata_item *it = tdata_find_item(td,
		    rows[i].item.type, rows[i].item.id);

		if (it != NULL && it->stack_size > 1 && it->is_tradeable &&
		    it->buy_price < 1000)
			return true;
	}
	return false;
}

static const struct tdata_spawn *
find_shop(void)
{
	for (uint32_t i = 0; i < td->spawn_count; i++)
		if (td->spawns[i].kind == TDATA_SPAWN_NPC &&
		    td->spawns[i].instance == 0 &&
		    sells_cheap_stacks(td->spawns[i].type))
			return &td->spawns[i];
	die("the tables have no shop with cheap stacks");
	return NULL;
}

/* The nth thing of that type that may be traded; NULL: there are fewer. */
static const struct tdata_item *
find_thing(int32_t type, int n)
{
	for (uint32_t i = 0; i < td->item_count; i++)
		if (td->items[i].type == type && td->items[i].id > 0 &&
		    td->items[i].is_tradeable && n-- == 0)
			return &td->items[i];
	return NULL;
}

static void
give(int32_t player, int32_t bag_slot, const struct tdata_item *it,
    int32_t opt)
{
	char sql[256];

	if (it == NULL)
		return;
	snprintf(sql, sizeof(sql), "INSERT INTO Inventory (PlayerID, Slot, "
	    "Type, ID, Opt) VALUES (%d, %d, %d, %d, %d)", player,
	    td->rules->equip_slots + bag_slot, it->type, it->id, opt);
	dbfile_exec(e2e.db, sql);
}

/* Stacks, clothes, one of them mixed, crates, and money enough. */
static void
furnish(int32_t player, int32_t nth)
{
	const struct tdata_item *shirt = find_thing(TDATA_ITEM_SHIRT, 0);
	char sql[160];

	for (int i = 0; i < 4; i++)
		give(player, i, find_thing(TDATA_ITEM_GENERAL, i),
		    find_thing(TDATA_ITEM_GENERAL, i)->stack_size > 1 ?
		    find_thing(TDATA_ITEM_GENERAL, i)->stack_size / 2 : 1);
	for (int i = 0; i < 4; i++)
		give(player, 4 + i, find_thing(i, nth % 3), 1);
	give(player, 8, shirt, shirt->id << 16);
	for (int i = 0; i < 4; i++)
		give(player, 9 + i, find_thing(TDATA_ITEM_CHEST, i), 1);
	snprintf(sql, sizeof(sql), "UPDATE Players SET Taros = %d, "
	    "FusionMatter = 77, BatteryW = 50, BatteryN = 60 WHERE "
	    "PlayerID = %d", TAROS, player);
	dbfile_exec(e2e.db, sql);
}

static void
make_people(void)
{
	const struct tdata_spawn *shop = find_shop();

	market.td = td;
	market.vendor_type = shop->type;
	market.now = &now;
	market.count = BOTS;
	for (int i = 0; i < BOTS; i++) {
		struct bot *b = e2e_outsider(&e2e, "Keeper", 0,
		    shop->x + 20 * i, shop->y - 100, shop->z);

		market.ids[i] = (int32_t)bot_uid(b);
		before.owners[i].id = market.ids[i];
		snprintf(logins[i], sizeof(logins[i]), "%s",
		    e2e_last_login());
		furnish(market.ids[i], i);
	}
	before.count = after.count = BOTS;
}

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "auditlog", "true" },
		{ "db", "flushinterval", "40" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };
	uint64_t seed = number_from("CONSERVATION_SEED", (uint64_t)getpid());

	UNUSED(state);
	print_message("conservation: CONSERVATION_SEED=%llu\n",
	    (unsigned long long)seed);
	rng_seed(&market.rng, seed);
	e2e_start(&e2e, &opt);
	load_tables();
	make_people();
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	ledger_clear(&ledger);
	tdata_free(td);
	e2e_end(&e2e);
	return 0;
}

/* --- the log --- */

static void
read_log(void)
{
	char buf[65536];
	ssize_t n;

	while ((n = pread(log_fd, buf, sizeof(buf), log_at)) > 0) {
		ledger_feed(&ledger, buf, (size_t)n);
		log_at += n;
	}
	assert_true(n == 0);
}

/* The last step may not be whole yet: it waits for the next one. */
static void
look_around(void)
{
	char why[WHY_BYTES];
	size_t to;

	read_log();
	while (applied < ledger.count &&
	    (to = ledger_step_end(&ledger, applied)) < ledger.count) {
		if (!ledger_apply(&ledger, applied, to, &now, why,
		    sizeof(why)))
			fail_msg("the audit log is not true: %s", why);
		applied = to;
	}
}

/* --- a round --- */

/* Mails with nothing in them only fill the boxes; nobody is online. */
static void
burn_empty_mails(void)
{
	dbfile_exec(e2e.db, "DELETE FROM EmailData WHERE Taros = 0 AND NOT "
	    "EXISTS (SELECT 1 FROM EmailItems AS i WHERE i.PlayerID = "
	    "EmailData.PlayerID AND i.MsgIndex = EmailData.MsgIndex)");
}

static int64_t
postage(void)
{
	return dbfile_get(e2e.db, "SELECT COALESCE(SUM(50 + 20 * "
	    "CAST(SubjectLine AS INTEGER)), 0) FROM EmailData");
}

static int64_t
mail_count(void)
{
	return dbfile_get(e2e.db, "SELECT COUNT(*) FROM EmailData");
}

static void
begin_round(void)
{
	burn_empty_mails();
	ledger_read(&before, e2e.db, td->rules);
	now = before;
	ledger_clear(&ledger);
	applied = 0;
	log_fd = open(e2e.server.log_path, O_RDONLY);
	assert_true(log_fd >= 0);
	log_at = lseek(log_fd, 0, SEEK_END);
	e2e_new_team(&e2e);
	market.db = e2e.db;
	for (int i = 0; i < BOTS; i++) {
		market.bots[i] = bot_new(e2e.team, logins[i]);
		flow_join(market.bots[i], logins[i]);
	}
}

static void
fence_all(void)
{
	for (int i = 0; i < BOTS; i++)
		if (market.bots[i] != NULL)
			bot_fence(market.bots[i]);
}

static void
hang_up(size_t who)
{
	if (market.bots[who] == NULL)
		return;
	/* In the middle of something. */
	barter_act(&market, who);
	bot_hang_up(market.bots[who], BOT_SHARD);
	market.bots[who] = NULL;
}

static size_t
count_acks(void)
{
	size_t n = 0;

	for (int i = 0; i < BOTS; i++)
		if (market.bots[i] != NULL)
			n += bot_count(market.bots[i],
			    PKT_FE2CL_REP_PC_SEND_EMAIL_SUCC);
	return n;
}

/* Until all of a sudden. Returns how many mails were said to be sent. */
static size_t
play(void)
{
	int turns = rng_range(&market.rng, 2, TURNS_MAX);
	int burst = rng_range(&market.rng, 0, BURST_MAX);

	for (int t = 0; t < turns; t++) {
		for (size_t i = 0; i < BOTS; i++)
			barter_act(&market, i);
		fence_all();
		look_around();
		if (rng_range(&market.rng, 0, 20) == 0)
			hang_up((size_t)rng_range(&market.rng, 0, BOTS));
	}
	for (int i = 0; i < burst; i++)
		barter_act(&market, (size_t)rng_range(&market.rng, 0, BOTS));
	return count_acks();
}

/* --- afterwards --- */

struct kind {
	struct item item;	/* opt: the look, 0 of what is counted */
	int64_t sum;
};

struct totals {
	struct kind kinds[KINDS_MAX];
	size_t count;
	int64_t money[AUDIT_MONEY_COUNT];
};

static void
add_item(struct totals *t, const struct item *it)
{
	bool is_number = it->opt < 65536;
	struct item key = *it;
	size_t i;

	if (item_is_none(it))
		return;
	if (is_number)
		key.opt = 0;
	for (i = 0; i < t->count; i++)
		if (item_is_equal(&t->kinds[i].item, &key))
			break;
	assert_true(i < KINDS_MAX);
	if (i == t->count)
		t->kinds[t->count++] = (struct kind){ key, 0 };
	t->kinds[i].sum += is_number ? it->opt : 1;
}

static void
add_up(const struct ledger_state *s, struct totals *t)
{
	*t = (struct totals){ 0 };
	for (size_t i = 0; i < s->count; i++) {
		const struct ledger_owner *o = &s->owners[i];

		for (size_t k = 0; k < LEDGER_SLOTS; k++)
			add_item(t, &o->slots[k]);
		for (size_t k = 0; k < o->mail_count; k++)
			add_item(t, &o->mail[k]);
		for (int k = 0; k < AUDIT_MONEY_COUNT; k++)
			t->money[k] += o->money[k];
		t->money[AUDIT_TAROS] += o->mail_taros;
	}
}

/* 1: of a closed round, from the file alone. */
static void
check_totals(int round, int64_t postage_before)
{
	static struct totals was, is;

	add_up(&before, &was);
	add_up(&after, &is);
	was.money[AUDIT_TAROS] += postage_before;
	is.money[AUDIT_TAROS] += postage();
	for (int k = 1; k < AUDIT_MONEY_COUNT; k++)
		if (was.money[k] != is.money[k])
			fail_msg("round %d: %lld of money %d became %lld",
			    round, (long long)was.money[k], k,
			    (long long)is.money[k]);
	for (size_t i = 0; i < was.count || i < is.count; i++) {
		const struct kind *kind = i < was.count ? &was.kinds[i] :
		    &is.kinds[i];
		int64_t sum = 0, left = 0;

		for (size_t k = 0; k < was.count; k++)
			if (item_is_equal(&was.kinds[k].item, &kind->item))
				sum = was.kinds[k].sum;
		for (size_t k = 0; k < is.count; k++)
			if (item_is_equal(&is.kinds[k].item, &kind->item))
				left = is.kinds[k].sum;
		if (sum != left)
			fail_msg("round %d: %lld of %d:%d became %lld", round,
			    (long long)sum, kind->item.type, kind->item.id,
			    (long long)left);
	}
}

static void
count_moves(void)
{
	for (size_t i = 0; i < ledger.count; i++) {
		const struct ledger_move *m = &ledger.moves[i];
		bool is_in = m->to.place != AUDIT_NOWHERE &&
		    m->to.place != AUDIT_SHOP;
		bool is_out = m->from.place != AUDIT_NOWHERE &&
		    m->from.place != AUDIT_SHOP;

		sums.steps += i == 0 || m->step != ledger.moves[i - 1].step;
		sums.made += is_in && !is_out;
		sums.gone += is_out && !is_in;
		sums.mailed += m->to.place == AUDIT_MAIL;
		sums.taken += m->from.place == AUDIT_MAIL;
		sums.trades += is_in && is_out &&
		    m->to.place != AUDIT_MAIL && m->from.place != AUDIT_MAIL &&
		    m->from.player_id != m->to.player_id;
	}
}

/* 2 and 3: by the log. */
static void
check_ledger(int round, bool is_stopped)
{
	size_t lost[LEDGER_OWNERS_MAX];
	char why[WHY_BYTES];

	if (!ledger_explains(&ledger, &before, &after, lost, why,
	    sizeof(why)))
		fail_msg("round %d: %s (see %s)", round, why,
		    e2e.server.dir);
	for (size_t i = 0; i < BOTS; i++) {
		if (is_stopped && lost[i] != 0)
			fail_msg("round %d: a clean stop lost %zu steps of %d",
			    round, lost[i], market.ids[i]);
		sums.lost += lost[i];
	}
	count_moves();
}

static void
end_server(bool is_stopped)
{
	dbfile_close(e2e.db);
	e2e.db = NULL;
	if (is_stopped)
		server_stop(&e2e.server);
	else
		server_kill(&e2e.server);
	read_log();
	close(log_fd);
	server_check_log(&e2e.server);
	/* It would be read whole again and again at each start. */
	assert_int_equal(0, truncate(e2e.server.log_path, 0));
}

static void
play_round(int round)
{
	bool is_stopped = round % STOP_EVERY == STOP_EVERY - 1;
	int64_t postage_before, mails;
	size_t acked;

	market.mode = round % 2 == 0 ? BARTER_CLOSED : BARTER_OPEN;
	begin_round();
	postage_before = postage();
	mails = mail_count();
	acked = play();
	end_server(is_stopped);
	/* The log is brought in by whoever opens the file first. */
	if (round % 3 == 0)
		server_restart(&e2e.server);
	e2e.db = dbfile_open(e2e.server.db_path);
	assert_true(dbfile_is_sound(e2e.db));
	for (size_t i = 0; i < BOTS; i++)
		after.owners[i].id = before.owners[i].id;
	ledger_read(&after, e2e.db, td->rules);
	check_ledger(round, is_stopped);
	if (market.mode == BARTER_CLOSED)
		check_totals(round, postage_before);
	if (mail_count() < mails + (int64_t)acked)
		fail_msg("round %d: %zu mails were acknowledged, %lld came",
		    round, acked, (long long)(mail_count() - mails));
	sums.acked += acked;
	if (round % 3 != 0)
		server_restart(&e2e.server);
}

static void
nothing_is_lost_or_doubled(void **state)
{
	int restarts = (int)number_from("CONSERVATION_RESTARTS", RESTARTS);

	UNUSED(state);
	for (int round = 0; round < restarts; round++)
		play_round(round);
	print_message("conservation: restarts=%d steps=%zu lost=%zu "
	    "traded=%zu mailed=%zu acknowledged=%zu taken=%zu made=%zu "
	    "gone=%zu\n", restarts, sums.steps, sums.lost, sums.trades,
	    sums.mailed, sums.acked, sums.taken, sums.made, sums.gone);
	/* Else it has shown nothing. */
	assert_true(sums.lost > 0 && sums.trades > 0 && sums.mailed > 0 &&
	    sums.acked > 0 && sums.taken > 0 && sums.made > 0 &&
	    sums.gone > 0);
}

/* What a character has from its beginning comes from somewhere, too. */
static void
first_things_are_in_the_log(void **state)
{
	struct bot *b;
	char line[96];
	int64_t uid;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = bot_new(e2e.team, "newcomer");
	flow_login(b, "newcomer", "password1");
	uid = flow_create_character(b, "New", "Comer", 1);
	for (int slot = 0; slot <= TDATA_ITEM_SHOES; slot++) {
		snprintf(line, sizeof(line), "opt=1 limit=0 from=- "
		    "to=equip/%d@%lld why=login", slot, (long long)uid);
		assert_true(server_log_has(&e2e.server, line));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_or_doubled),
		cmocka_unit_test(first_things_are_in_the_log),
	};

	return E2E_RUN("conservation", tests, start, end);
}
