/*
 * audit.c - a line for everything owned that comes, moves or goes.
 *
 * Owns:   w->audit.
 * Called: by wallet.c, inventory.c and quest_item.c, through which all that is
 *         owned goes; by what moves things out of bags and into them;
 *         audit_settle() by the shard when a step is over.
 * Thread: world, but for audit_gift().
 */
#include "game/audit.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/log.h"
#include "base/str.h"
#include "config/config.h"
#include "world/world.h"

enum {
	SPOT_BYTES = 40,
	WHOLE_FROM = 65536	/* opt from here on is a look, not a number */
};

static const char *const place_names[AUDIT_PLACE_COUNT] = {
	[AUDIT_NOWHERE] = "-",
	[AUDIT_PURSE] = "purse",
	[AUDIT_EQUIP] = "equip",
	[AUDIT_BAG] = "bag",
	[AUDIT_QUEST] = "quest",
	[AUDIT_BANK] = "bank",
	[AUDIT_MAIL] = "mail",
	[AUDIT_SHOP] = "shop",
	[AUDIT_CODE] = "code",
};

static const char *const money_names[AUDIT_MONEY_COUNT] = {
	[AUDIT_TAROS] = "taros",
	[AUDIT_FUSION_MATTER] = "fusion_matter",
	[AUDIT_BATTERY_W] = "battery_w",
	[AUDIT_BATTERY_N] = "battery_n",
};

/* --- lines --- */

static const char *
spot_text(struct audit_spot s, char out[SPOT_BYTES])
{
	if (s.place == AUDIT_NOWHERE)
		return "-";
	str_format(out, SPOT_BYTES, "%s/%d@%d", place_names[s.place], s.slot,
	    s.player_id);
	return out;
}

static void
write_line(uint64_t step, const char *why, const struct audit_entry *e,
    int32_t amount, struct audit_spot from, struct audit_spot to)
{
	char a[SPOT_BYTES], b[SPOT_BYTES];

	if (e->money != AUDIT_ITEM)
		log_info("audit: step=%" PRIu64 " %s=%d from=%s to=%s why=%s",
		    step, money_names[e->money], amount, spot_text(from, a),
		    spot_text(to, b), why);
	else
		log_info("audit: step=%" PRIu64 " item=%d:%d opt=%d limit=%d "
		    "from=%s to=%s why=%s", step, e->item.type, e->item.id,
		    amount, e->item.time_limit_s, spot_text(from, a),
		    spot_text(to, b), why);
}

/* --- matching --- */

static bool
is_number(int32_t opt)
{
	return opt > 0 && opt < WHOLE_FROM;
}

/* How much of the one may be the other. */
static int32_t
common_amount(const struct audit_entry *a, const struct audit_entry *b)
{
	int32_t less = a->item.opt < b->item.opt ? a->item.opt : b->item.opt;

	if (a->money != b->money || a->item.type != b->item.type ||
	    a->item.id != b->item.id ||
	    a->item.time_limit_s != b->item.time_limit_s)
		return 0;
	if (a->money != AUDIT_ITEM || (is_number(a->item.opt) &&
	    is_number(b->item.opt)))
		return less;
	return a->item.opt == b->item.opt ? a->item.opt : 0;
}

static bool
is_same_spot(const struct audit_spot *a, const struct audit_spot *b)
{
	return a->place == b->place && a->player_id == b->player_id &&
	    (a->slot == b->slot || a->place == AUDIT_PURSE);
}

enum match {
	MATCH_WHOLE,		/* all of it went from here to there */
	MATCH_SELF,		/* it came back: nothing has happened */
	MATCH_PART		/* a part of it went there */
};

static void
match(struct audit_book *b, enum match how, struct audit_entry *out,
    struct audit_entry *in)
{
	int32_t n;

	if (out->item.opt == 0 || in->item.opt == 0)
		return;
	n = common_amount(out, in);
	if (n == 0 || is_same_spot(&out->spot, &in->spot) !=
	    (how == MATCH_SELF))
		return;
	if (how == MATCH_WHOLE && out->item.opt != in->item.opt)
		return;
	if (how != MATCH_SELF)
		write_line(b->step, b->cause, out, n, out->spot, in->spot);
	out->item.opt -= n;
	in->item.opt -= n;
}

static void
match_all(struct audit_book *b, enum match how)
{
	for (uint32_t i = 0; i < b->out_count; i++)
		for (uint32_t k = 0; k < b->in_count; k++)
			match(b, how, &b->out[i], &b->in[k]);
}

void
audit_settle(struct world *w)
{
	static const struct audit_spot nowhere = { .place = AUDIT_NOWHERE };
	struct audit_book *b = &w->audit;

	if (b->out_count == 0 && b->in_count == 0)
		return;
	b->step++;
	match_all(b, MATCH_WHOLE);
	match_all(b, MATCH_SELF);
	match_all(b, MATCH_PART);
	for (uint32_t i = 0; i < b->out_count; i++)
		if (b->out[i].item.opt != 0)
			write_line(b->step, b->cause, &b->out[i],
			    b->out[i].item.opt, b->out[i].spot, nowhere);
	for (uint32_t i = 0; i < b->in_count; i++)
		if (b->in[i].item.opt != 0)
			write_line(b->step, b->cause, &b->in[i],
			    b->in[i].item.opt, nowhere, b->in[i].spot);
	b->out_count = b->in_count = 0;
}

/* --- noting --- */

/* What happens for another cause is another step. */
static struct audit_book *
open_book(struct world *w)
{
	struct audit_book *b = &w->audit;
	const char *cause = w->cause != NULL ? w->cause : "-";

	if (b->cause != cause || b->out_count == AUDIT_ENTRIES_MAX ||
	    b->in_count == AUDIT_ENTRIES_MAX)
		audit_settle(w);
	b->cause = cause;
	return b;
}

static void
note_out(struct world *w, struct audit_entry e)
{
	struct audit_book *b;

	if (!w->cfg->shard.audit_log || e.item.opt == 0 ||
	    e.spot.place == AUDIT_NOWHERE)
		return;
	b = open_book(w);
	b->out[b->out_count++] = e;
}

static void
note_in(struct world *w, struct audit_entry e)
{
	struct audit_book *b;

	if (!w->cfg->shard.audit_log || e.item.opt == 0 ||
	    e.spot.place == AUDIT_NOWHERE)
		return;
	b = open_book(w);
	b->in[b->in_count++] = e;
}

void
audit_item_out(struct world *w, const struct item *it, struct audit_spot from)
{
	if (!item_is_none(it))
		note_out(w, (struct audit_entry){ AUDIT_ITEM, *it, from });
}

void
audit_item_in(struct world *w, const struct item *it, struct audit_spot to)
{
	if (!item_is_none(it))
		note_in(w, (struct audit_entry){ AUDIT_ITEM, *it, to });
}

void
audit_slot(struct world *w, struct audit_spot spot, const struct item *was,
    const struct item *is)
{
	struct item change = *is;

	if (was->type != is->type || was->id != is->id ||
	    was->time_limit_s != is->time_limit_s || !is_number(was->opt) ||
	    !is_number(is->opt)) {
		audit_item_out(w, was, spot);
		audit_item_in(w, is, spot);
		return;
	}
	change.opt = is->opt - was->opt;
	if (change.opt > 0)
		audit_item_in(w, &change, spot);
	change.opt = -change.opt;
	if (change.opt > 0)
		audit_item_out(w, &change, spot);
}

void
audit_money_out(struct world *w, enum audit_money what, int32_t amount,
    struct audit_spot from)
{
	note_out(w, (struct audit_entry){ (uint8_t)what, { .opt = amount },
	    from });
}

void
audit_money_in(struct world *w, enum audit_money what, int32_t amount,
    struct audit_spot to)
{
	note_in(w, (struct audit_entry){ (uint8_t)what, { .opt = amount },
	    to });
}

void
audit_gift(const struct item *it, struct audit_spot to, const char *why)
{
	static const struct audit_spot nowhere = { .place = AUDIT_NOWHERE };
	const struct audit_entry e = { AUDIT_ITEM, *it, to };

	if (!item_is_none(it))
		write_line(0, why, &e, it->opt, nowhere, to);
}
