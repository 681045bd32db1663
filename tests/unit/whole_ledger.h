/*
 * whole_ledger.h - on whole_world.h: the audit log is read while it is written,
 * and what it says is compared with what everybody has.
 *
 * Include it in one file of a program.
 */
#ifndef TESTS_WHOLE_LEDGER_H
#define TESTS_WHOLE_LEDGER_H

#include "whole_world.h"

#include <fcntl.h>

#include "bot/ledger.h"

static struct ledger ledger;
static struct ledger_state book;
static FILE *log_file;

/* Lines of one run, by what they tell. */
static struct {
	uint64_t traded, mailed, taken, bought, sold;
} told;

static void
begin_ledger(void)
{
	whole.cfg->shard.audit_log = true;
	memset(&book, 0, sizeof(book));
	memset(&told, 0, sizeof(told));
	log_file = tmpfile();
	assert_non_null(log_file);
	assert_int_equal(0, fcntl(fileno(log_file), F_SETFL, O_APPEND));
	log_init(fileno(log_file), 1);
}

static void
end_ledger(void)
{
	log_init(STDERR_FILENO, 0);
	fclose(log_file);
	ledger_clear(&ledger);
}

static void
read_log(void)
{
	static char buf[65536];
	off_t at = 0;
	ssize_t n;

	ledger.count = 0;
	while ((n = pread(fileno(log_file), buf, sizeof(buf), at)) > 0) {
		ledger_feed(&ledger, buf, (size_t)n);
		at += n;
	}
	assert_int_equal(0, ftruncate(fileno(log_file), 0));
}

static void
count_line(const struct ledger_move *m)
{
	uint8_t from = m->from.place, to = m->to.place;

	told.mailed += to == AUDIT_MAIL;
	told.taken += from == AUDIT_MAIL && to != AUDIT_NOWHERE;
	told.bought += from == AUDIT_SHOP;
	told.sold += to == AUDIT_SHOP;
	told.traded += m->from.player_id != 0 && m->to.player_id != 0 &&
	    from != AUDIT_MAIL && to != AUDIT_MAIL &&
	    m->from.player_id != m->to.player_id;
}

static void
fill_owner(const struct player *p, struct ledger_owner *o)
{
	const struct player_inventory *inv = &p->inventory;

	o->id = p->e.id;
	o->money[AUDIT_TAROS] = p->wallet.taros;
	o->money[AUDIT_FUSION_MATTER] = p->wallet.fusion_matter;
	o->money[AUDIT_BATTERY_W] = p->wallet.battery_w;
	o->money[AUDIT_BATTERY_N] = p->wallet.battery_n;
	for (int i = 0; i < PLAYER_EQUIP_MAX; i++)
		*ledger_slot(o, AUDIT_EQUIP, i) = inv->equip[i];
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		*ledger_slot(o, AUDIT_BAG, i) = inv->bag[i];
	for (int i = 0; i < PLAYER_BANK_MAX; i++)
		*ledger_slot(o, AUDIT_BANK, i) = inv->bank[i];
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		*ledger_slot(o, AUDIT_QUEST, i) = inv->quest[i];
}

/* From now on every change must be in the log. */
static void
open_account(const struct player *p)
{
	fill_owner(p, &book.owners[book.count++]);
}

static void
tell_difference(const struct ledger_owner *line,
    const struct ledger_owner *has)
{
	for (int i = 0; i < AUDIT_MONEY_COUNT; i++)
		if (line->money[i] != has->money[i])
			fail_msg("player %d has %d of money %d, %d in the "
			    "audit log", has->id, has->money[i], i,
			    line->money[i]);
	for (int i = 0; i < LEDGER_SLOTS; i++) {
		const struct item *a = &line->slots[i], *b = &has->slots[i];

		if (!item_is_equal(a, b))
			fail_msg("player %d has in place %d %d:%d opt=%d, "
			    "%d:%d opt=%d in the audit log", has->id, i,
			    b->type, b->id, b->opt, a->type, a->id, a->opt);
	}
}

/* Also of those who went and have just come again. */
static void
check_ledger(void)
{
	static struct ledger_owner has;
	char why[256];
	size_t to;

	read_log();
	for (size_t i = 0; i < ledger.count; i = to) {
		to = ledger_step_end(&ledger, i);
		if (!ledger_apply(&ledger, i, to, &book, why, sizeof(why)))
			fail_msg("the audit log is not true: %s", why);
	}
	for (size_t i = 0; i < ledger.count; i++)
		count_line(&ledger.moves[i]);
	for (conn_id c = 1; c < WHOLE_CONNS_MAX; c++) {
		const struct player *p = whole_player(c);
		const struct ledger_owner *o;

		if (p == NULL || p->state != PLAYER_IN_WORLD)
			continue;
		o = ledger_owner(&book, p->e.id);
		fill_owner(p, &has);
		if (memcmp(o->money, has.money, sizeof(has.money)) != 0 ||
		    memcmp(o->slots, has.slots, sizeof(has.slots)) != 0)
			tell_difference(o, &has);
	}
}

#endif
