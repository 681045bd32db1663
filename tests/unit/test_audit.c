/* test_audit.c - money and the audit log: who, what, from where, to where. */
#include "world_rig.h"

#include <unistd.h>

#include "game/audit.h"
#include "game/inventory.h"
#include "game/movement.h"
#include "game/wallet.h"

static const struct handler *const tables[] = { movement_handlers, NULL };

static struct player *self, *other;
static FILE *out;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	self = rig_player(5, "Alice", 500, 500, rig.w.overworld);
	other = rig_player(6, "Bob", 500, 500, rig.w.overworld);
	out = tmpfile();
	assert_non_null(out);
	log_init(fileno(out), 1);
	rig.cfg.shard.audit_log = true;
	rig.w.cause = "a test";
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	log_init(STDERR_FILENO, 1);
	fclose(out);
	rig_end();
	return 0;
}

static void
expect_log(const char *text)
{
	char got[4096];
	ssize_t n = pread(fileno(out), got, sizeof(got) - 1, 0);

	assert_true(n >= 0);
	got[n] = '\0';
	assert_string_equal(text, got);
}

static void
money_tells_its_cause(void **state)
{
	UNUSED(state);
	assert_int_equal(70, wallet_add(&rig.w, self, WALLET_TAROS, 70));
	audit_settle(&rig.w);
	assert_true(wallet_spend(&rig.w, self, WALLET_TAROS, 30));
	assert_false(wallet_spend(&rig.w, self, WALLET_TAROS, 41));
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 taros=70 from=- to=purse/70@5 why=a test\n"
	    "[INFO] audit: step=2 taros=30 from=purse/40@5 to=- why=a test\n");
}

static void
nothing_is_not_worth_a_line(void **state)
{
	const struct item none = { 0 };
	const struct item it = { .type = 7, .id = 119, .opt = 2 };

	UNUSED(state);
	assert_int_equal(0, wallet_set(&rig.w, self, WALLET_TAROS, 0));
	inventory_put(&rig.w, self, 3, &none);
	/* There and back within a step: it never moved. */
	inventory_put(&rig.w, self, 3, &it);
	inventory_put(&rig.w, self, 3, &none);
	audit_settle(&rig.w);
	expect_log("");
}

static void
what_leaves_and_what_comes_is_a_move(void **state)
{
	const struct item it = { .type = 7, .id = 119, .opt = 2 };
	const struct item none = { 0 };

	UNUSED(state);
	inventory_put(&rig.w, self, 3, &it);
	audit_settle(&rig.w);
	inventory_put(&rig.w, other, 0, &it);
	inventory_put(&rig.w, self, 3, &none);
	audit_settle(&rig.w);
	inventory_set(&rig.w, other, INVENTORY_BAG, 0, &none);
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 item=7:119 opt=2 limit=0 from=- "
	    "to=bag/3@5 why=a test\n"
	    "[INFO] audit: step=2 item=7:119 opt=2 limit=0 from=bag/3@5 "
	    "to=bag/0@6 why=a test\n"
	    "[INFO] audit: step=3 item=7:119 opt=2 limit=0 from=bag/0@6 to=- "
	    "why=a test\n");
}

/* A stack of five: two into the bank, one used up, two stay. */
static void
parts_of_a_stack_are_told_apart(void **state)
{
	struct item it = { .type = 7, .id = 119, .opt = 5 };

	UNUSED(state);
	inventory_put(&rig.w, self, 3, &it);
	audit_settle(&rig.w);
	it.opt = 2;
	inventory_put(&rig.w, self, 3, &it);
	inventory_set(&rig.w, self, INVENTORY_BANK, 8, &it);
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 item=7:119 opt=5 limit=0 from=- "
	    "to=bag/3@5 why=a test\n"
	    "[INFO] audit: step=2 item=7:119 opt=2 limit=0 from=bag/3@5 "
	    "to=bank/8@5 why=a test\n"
	    "[INFO] audit: step=2 item=7:119 opt=1 limit=0 from=bag/3@5 to=- "
	    "why=a test\n");
}

/* Its opt is a look: nothing is left of it where it was. */
static void
mixed_things_are_whole(void **state)
{
	const struct item a = { .type = 1, .id = 2, .opt = 7 << 16 };
	const struct item b = { .type = 1, .id = 2, .opt = 9 << 16 };

	UNUSED(state);
	inventory_put(&rig.w, self, 0, &a);
	audit_settle(&rig.w);
	inventory_put(&rig.w, self, 0, &b);
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 item=1:2 opt=458752 limit=0 from=- "
	    "to=bag/0@5 why=a test\n"
	    "[INFO] audit: step=2 item=1:2 opt=458752 limit=0 from=bag/0@5 "
	    "to=- why=a test\n"
	    "[INFO] audit: step=2 item=1:2 opt=589824 limit=0 from=- "
	    "to=bag/0@5 why=a test\n");
}

/* 80 taros: 30 into the mail, the postage goes nowhere. */
static void
what_lies_outside_is_the_other_end(void **state)
{
	UNUSED(state);
	assert_int_equal(80, wallet_add(&rig.w, self, WALLET_TAROS, 80));
	audit_settle(&rig.w);
	assert_true(wallet_spend(&rig.w, self, WALLET_TAROS, 80));
	audit_money_in(&rig.w, AUDIT_TAROS, 30,
	    (struct audit_spot){ AUDIT_MAIL, 0, 6 });
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 taros=80 from=- to=purse/80@5 why=a test\n"
	    "[INFO] audit: step=2 taros=30 from=purse/0@5 to=mail/0@6 "
	    "why=a test\n"
	    "[INFO] audit: step=2 taros=50 from=purse/0@5 to=- why=a test\n");
}

static void
another_cause_is_another_step(void **state)
{
	UNUSED(state);
	assert_int_equal(5, wallet_add(&rig.w, self, WALLET_TAROS, 5));
	rig.w.cause = "a timer";
	assert_int_equal(2, wallet_add(&rig.w, self, WALLET_BATTERY_N, 2));
	audit_settle(&rig.w);
	expect_log(
	    "[INFO] audit: step=1 taros=5 from=- to=purse/5@5 why=a test\n"
	    "[INFO] audit: step=2 battery_n=2 from=- to=purse/2@5 "
	    "why=a timer\n");
}

/* More than the book holds: it is written early, and nothing is lost. */
static void
a_full_book_loses_nothing(void **state)
{
	struct item it = { .type = 7, .id = 119, .opt = 1 };
	char got[65536];
	ssize_t n;
	int made = 0, gone = 0;

	UNUSED(state);
	for (int32_t i = 0; i < 3 * AUDIT_ENTRIES_MAX; i++) {
		it.id = (int16_t)(1 + i);
		inventory_put(&rig.w, self, i % PLAYER_INVENTORY_MAX, &it);
	}
	audit_settle(&rig.w);
	n = pread(fileno(out), got, sizeof(got) - 1, 0);
	assert_true(n > 0);
	got[n] = '\0';
	for (const char *at = got; (at = strstr(at, "from=- ")) != NULL; at++)
		made++;
	for (const char *at = got; (at = strstr(at, "to=- ")) != NULL; at++)
		gone++;
	/* what came and went between two lines was never there */
	assert_true(gone > 0);
	assert_int_equal(PLAYER_INVENTORY_MAX, made - gone);
}

static void
gifts_are_told_at_once(void **state)
{
	const struct item it = { .type = 0, .id = 328, .opt = 1 };

	UNUSED(state);
	audit_gift(&it, (struct audit_spot){ AUDIT_EQUIP, 0, 9 }, "login");
	expect_log("[INFO] audit: step=0 item=0:328 opt=1 limit=0 from=- "
	    "to=equip/0@9 why=login\n");
}

static void
silent_unless_asked_for(void **state)
{
	UNUSED(state);
	rig.cfg.shard.audit_log = false;
	assert_int_equal(9, wallet_add(&rig.w, self, WALLET_TAROS, 9));
	audit_settle(&rig.w);
	expect_log("");
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(money_tells_its_cause),
		T(nothing_is_not_worth_a_line),
		T(what_leaves_and_what_comes_is_a_move),
		T(parts_of_a_stack_are_told_apart),
		T(mixed_things_are_whole),
		T(what_lies_outside_is_the_other_end),
		T(another_cause_is_another_step),
		T(a_full_book_loses_nothing),
		T(gifts_are_told_at_once),
		T(silent_unless_asked_for),
	};
#undef T

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
