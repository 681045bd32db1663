/*
 * ledger.c - the audit log read as a ledger.
 *
 * Owns:   the moves of each struct ledger.
 * Called: by tests of what must not get lost.
 * Thread: the test's.
 */
#include "bot/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bot/dbfile.h"
#include "bot/die.h"

enum {
	SQL_BYTES = 256,
	WHOLE_FROM = 65536	/* opt from here on is no number of pieces */
};

/* --- places --- */

static const struct {
	enum audit_place place;
	int32_t first, count;
} places[] = {
	{ AUDIT_EQUIP, 0, RULESET_EQUIP_MAX },
	{ AUDIT_BAG, RULESET_EQUIP_MAX, RULESET_INVENTORY_SLOTS },
	{ AUDIT_BANK, RULESET_EQUIP_MAX + RULESET_INVENTORY_SLOTS,
	    RULESET_BANK_MAX },
	{ AUDIT_QUEST, RULESET_EQUIP_MAX + RULESET_INVENTORY_SLOTS +
	    RULESET_BANK_MAX, RULESET_QUEST_ITEM_SLOTS },
};

struct item *
ledger_slot(struct ledger_owner *o, enum audit_place place, int32_t slot)
{
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (places[i].place == place)
			return slot >= 0 && slot < places[i].count ?
			    &o->slots[places[i].first + slot] : NULL;
	return NULL;
}

struct ledger_owner *
ledger_owner(struct ledger_state *s, int32_t id)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->owners[i].id == id)
			return &s->owners[i];
	return NULL;
}

/* --- the database --- */

struct reading {
	struct ledger_owner *o;
	const struct ruleset *rules;
};

static struct item
item_of(const int64_t *c)
{
	return (struct item){ (int16_t)c[0], (int16_t)c[1], (int32_t)c[2],
		(int32_t)c[3] };
}

static void
on_money(void *arg, const int64_t *c)
{
	struct reading *r = arg;

	for (int i = AUDIT_TAROS; i < AUDIT_MONEY_COUNT; i++)
		r->o->money[i] = (int32_t)c[i - AUDIT_TAROS];
}

/* Slots of the file: equipment, bag, bank, one after the other. */
static void
on_item(void *arg, const int64_t *c)
{
	struct reading *r = arg;
	int32_t slot = (int32_t)c[4];
	enum audit_place place = AUDIT_EQUIP;
	struct item *it;

	if (slot >= r->rules->equip_slots) {
		slot -= r->rules->equip_slots;
		place = AUDIT_BAG;
	}
	if (place == AUDIT_BAG && slot >= r->rules->inventory_slots) {
		slot -= r->rules->inventory_slots;
		place = AUDIT_BANK;
	}
	it = ledger_slot(r->o, place, slot);
	if (it == NULL)
		die("ledger: Inventory has slot %d", (int)c[4]);
	*it = item_of(c);
}

static void
on_quest_item(void *arg, const int64_t *c)
{
	struct reading *r = arg;
	struct item *it = ledger_slot(r->o, AUDIT_QUEST, (int32_t)c[4]);

	if (it == NULL)
		die("ledger: QuestItems has slot %d", (int)c[4]);
	*it = item_of(c);
}

static void
put_mail(struct ledger_owner *o, const struct item *it)
{
	if (o->mail_count == LEDGER_MAIL_MAX)
		die("ledger: %d has too much mail", o->id);
	o->mail[o->mail_count++] = *it;
}

static void
on_mail(void *arg, const int64_t *c)
{
	struct reading *r = arg;
	struct item it = item_of(c);

	put_mail(r->o, &it);
}

static void
read_owner(struct dbfile *db, struct reading *r)
{
	static const struct {
		const char *sql;
		dbfile_row_fn *fn;
	} tables[] = {
		{ "SELECT Taros, FusionMatter, BatteryW, BatteryN FROM "
		    "Players WHERE PlayerID = %d", on_money },
		{ "SELECT Type, ID, Opt, TimeLimit, Slot FROM Inventory "
		    "WHERE PlayerID = %d", on_item },
		{ "SELECT 8, ID, Opt, 0, Slot FROM QuestItems "
		    "WHERE PlayerID = %d", on_quest_item },
		{ "SELECT Type, ID, Opt, TimeLimit FROM EmailItems "
		    "WHERE PlayerID = %d", on_mail },
	};
	char sql[SQL_BYTES];

	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		snprintf(sql, sizeof(sql), tables[i].sql, r->o->id);
		dbfile_each(db, sql, tables[i].fn, r);
	}
	snprintf(sql, sizeof(sql), "SELECT COALESCE(SUM(Taros), 0) FROM "
	    "EmailData WHERE PlayerID = %d", r->o->id);
	r->o->mail_taros = dbfile_get(db, sql);
}

void
ledger_read(struct ledger_state *s, struct dbfile *db,
    const struct ruleset *rules)
{
	for (size_t i = 0; i < s->count; i++) {
		struct reading r = { &s->owners[i], rules };

		*r.o = (struct ledger_owner){ .id = r.o->id };
		read_owner(db, &r);
	}
}

/* --- lines --- */

void
ledger_clear(struct ledger *l)
{
	free(l->moves);
	free(l->rest);
	*l = (struct ledger){ 0 };
}

static bool
parse_spot(const char *text, struct audit_spot *out)
{
	static const char *const names[AUDIT_PLACE_COUNT] = {
		[AUDIT_PURSE] = "purse", [AUDIT_EQUIP] = "equip",
		[AUDIT_BAG] = "bag", [AUDIT_QUEST] = "quest",
		[AUDIT_BANK] = "bank", [AUDIT_MAIL] = "mail",
		[AUDIT_SHOP] = "shop", [AUDIT_CODE] = "code",
	};
	char name[16];
	int slot, id;

	*out = (struct audit_spot){ 0 };
	if (strcmp(text, "-") == 0)
		return true;
	if (sscanf(text, "%15[a-z]/%d@%d", name, &slot, &id) != 3)
		return false;
	for (int i = 0; i < AUDIT_PLACE_COUNT; i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0)
			*out = (struct audit_spot){ (uint8_t)i, slot, id };
	return out->place != AUDIT_NOWHERE;
}

static bool
parse_money(const char *name, enum audit_money *out)
{
	static const char *const names[AUDIT_MONEY_COUNT] = {
		[AUDIT_TAROS] = "taros",
		[AUDIT_FUSION_MATTER] = "fusion_matter",
		[AUDIT_BATTERY_W] = "battery_w",
		[AUDIT_BATTERY_N] = "battery_n",
	};

	for (int i = 1; i < AUDIT_MONEY_COUNT; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum audit_money)i;
			return true;
		}
	return false;
}

static bool
parse_line(const char *line, struct ledger_move *m)
{
	char from[40], to[40], name[24];
	int type, id, opt, limit;
	uint64_t step;

	*m = (struct ledger_move){ 0 };
	if (sscanf(line, "[INFO] audit: step=%" SCNu64 " item=%d:%d opt=%d "
	    "limit=%d from=%39s to=%39s why=", &step, &type, &id, &opt,
	    &limit, from, to) == 7)
		m->item = (struct item){ (int16_t)type, (int16_t)id, opt,
			limit };
	else if (sscanf(line, "[INFO] audit: step=%" SCNu64 " %23[a-z_]=%d "
	    "from=%39s to=%39s why=", &step, name, &opt, from, to) == 5 &&
	    parse_money(name, &m->money))
		m->item.opt = opt;
	else
		return false;
	m->step = step;
	return parse_spot(from, &m->from) && parse_spot(to, &m->to);
}

static void
take_line(struct ledger *l, const char *line)
{
	/* A line of the log may begin with the time, which has no bracket. */
	line += strcspn(line, "[");
	if (strncmp(line, "[INFO] audit: ", 14) != 0)
		return;
	if (l->count == l->cap) {
		l->cap = l->cap == 0 ? 1024 : l->cap * 2;
		l->moves = realloc(l->moves, l->cap * sizeof(*l->moves));
		if (l->moves == NULL)
			die("out of memory");
	}
	if (!parse_line(line, &l->moves[l->count]))
		die("ledger: cannot read: %s", line);
	l->count++;
}

void
ledger_feed(struct ledger *l, const char *text, size_t n)
{
	char *at, *end;

	l->rest = realloc(l->rest, l->rest_bytes + n + 1);
	if (l->rest == NULL)
		die("out of memory");
	memcpy(l->rest + l->rest_bytes, text, n);
	l->rest_bytes += n;
	l->rest[l->rest_bytes] = '\0';
	for (at = l->rest; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		*end = '\0';
		take_line(l, at);
	}
	l->rest_bytes -= (size_t)(at - l->rest);
	memmove(l->rest, at, l->rest_bytes + 1);
}

size_t
ledger_step_end(const struct ledger *l, size_t i)
{
	uint64_t step = l->moves[i].step;

	while (i < l->count && l->moves[i].step == step)
		i++;
	return i;
}

/* --- applying --- */

static bool
is_kind(const struct item *a, const struct item *b)
{
	return a->type == b->type && a->id == b->id &&
	    a->time_limit_s == b->time_limit_s;
}

static bool
take_from_slot(struct item *slot, const struct item *it)
{
	if (slot == NULL || !is_kind(slot, it) || slot->opt < it->opt ||
	    (slot->opt >= WHOLE_FROM && slot->opt != it->opt))
		return false;
	slot->opt -= it->opt;
	if (slot->opt == 0)
		*slot = (struct item){ 0 };
	return true;
}

static bool
put_into_slot(struct item *slot, const struct item *it)
{
	if (slot == NULL)
		return false;
	if (item_is_none(slot)) {
		*slot = *it;
		return true;
	}
	if (!is_kind(slot, it) || slot->opt >= WHOLE_FROM)
		return false;
	slot->opt += it->opt;
	return true;
}

static bool
take_from_mail(struct ledger_owner *o, const struct item *it)
{
	for (size_t i = 0; i < o->mail_count; i++)
		if (item_is_equal(&o->mail[i], it)) {
			o->mail[i] = o->mail[--o->mail_count];
			return true;
		}
	return false;
}

static bool
apply_out(struct ledger_owner *o, const struct ledger_move *m)
{
	if (m->from.place == AUDIT_MAIL && m->money != AUDIT_ITEM) {
		o->mail_taros -= m->item.opt;
		return o->mail_taros >= 0;
	}
	if (m->from.place == AUDIT_MAIL)
		return take_from_mail(o, &m->item);
	if (m->money != AUDIT_ITEM) {
		o->money[m->money] -= m->item.opt;
		return true;	/* until the step is over: see below */
	}
	return take_from_slot(ledger_slot(o, m->from.place, m->from.slot),
	    &m->item);
}

static bool
apply_in(struct ledger_owner *o, const struct ledger_move *m)
{
	if (m->to.place == AUDIT_MAIL && m->money != AUDIT_ITEM) {
		o->mail_taros += m->item.opt;
		return true;
	}
	if (m->to.place == AUDIT_MAIL) {
		put_mail(o, &m->item);
		return true;
	}
	if (m->money != AUDIT_ITEM) {
		o->money[m->money] += m->item.opt;
		return o->money[m->money] >= 0;
	}
	return put_into_slot(ledger_slot(o, m->to.place, m->to.slot),
	    &m->item);
}

static void
describe(const struct ledger_move *m, const char *what, char *why, size_t n)
{
	snprintf(why, n, "step %" PRIu64 ": %d:%d opt=%d money=%d from %d/%d@%d"
	    " to %d/%d@%d: %s", m->step, m->item.type, m->item.id,
	    m->item.opt, m->money, m->from.place, m->from.slot,
	    m->from.player_id, m->to.place, m->to.slot, m->to.player_id,
	    what);
}

/* What has owners in a state: shops have not, mail only has a mailbox. */
static struct ledger_owner *
owner_of(struct ledger_state *s, const struct audit_spot *spot)
{
	return spot->player_id == 0 ? NULL : ledger_owner(s, spot->player_id);
}

bool
ledger_apply(const struct ledger *l, size_t from, size_t to,
    struct ledger_state *s, char *why, size_t n)
{
	/* First all that leaves: two things may have changed places. */
	for (size_t i = from; i < to; i++) {
		const struct ledger_move *m = &l->moves[i];
		struct ledger_owner *o = owner_of(s, &m->from);

		if (o != NULL && !apply_out(o, m)) {
			describe(m, "that was not there", why, n);
			return false;
		}
	}
	for (size_t i = from; i < to; i++) {
		const struct ledger_move *m = &l->moves[i];
		struct ledger_owner *o = owner_of(s, &m->to);

		if (o != NULL && !apply_in(o, m)) {
			describe(m, "there was no room", why, n);
			return false;
		}
	}
	for (size_t i = 0; i < s->count; i++)
		for (int k = 0; k < AUDIT_MONEY_COUNT; k++)
			if (s->owners[i].money[k] < 0) {
				describe(&l->moves[from], "more was spent "
				    "than there was", why, n);
				return false;
			}
	return true;
}
