/*
 * ledger_cut.c - which steps of a ledger a database file has seen.
 *
 * Owns:   nothing.
 * Called: by tests of what must not get lost.
 * Thread: the test's.
 *
 * Players are saved one by one, so the file has of each player some first part
 * of the steps that concern it (its cut), and not the same part of each. What
 * concerns two of them, or a player and a mailbox, is one transaction: either
 * both cuts are behind it or neither. Mailboxes have no cut: a mail is written
 * and emptied with the player who writes or empties it.
 *
 * A player may have had the same twice, so several cuts can fit: all
 * combinations are tried until one explains everything.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bot/die.h"
#include "bot/ledger.h"

enum {
	CUTS_MAX = 256,		/* alike places in the log, of one player */
	TRIES_MAX = 1000000
};

struct step {
	size_t from, to;		/* of the moves */
	uint32_t owners;		/* a bit each: whose bags or purses */
};

struct search {
	const struct ledger *l;
	const struct ledger_state *before, *after;
	struct step *steps;
	size_t step_count;
	/* Of each owner, steps [0, cut) are seen; those that fit. */
	size_t cuts[LEDGER_OWNERS_MAX][CUTS_MAX];
	size_t cut_count[LEDGER_OWNERS_MAX];
	size_t chosen[LEDGER_OWNERS_MAX];
	size_t tries;
	char *why;
	size_t why_bytes;
};

static bool
is_own(const struct audit_spot *spot)
{
	return spot->player_id != 0 && spot->place != AUDIT_MAIL;
}

static uint32_t
owner_bit(const struct ledger_state *s, const struct audit_spot *spot)
{
	for (size_t i = 0; i < s->count; i++)
		if (is_own(spot) && s->owners[i].id == spot->player_id)
			return UINT32_C(1) << i;
	return 0;
}

static void
find_steps(struct search *q)
{
	size_t end;

	q->steps = calloc(q->l->count + 1, sizeof(*q->steps));
	if (q->steps == NULL)
		die("out of memory");
	for (size_t i = 0; i < q->l->count; i = end) {
		struct step *s = &q->steps[q->step_count++];

		end = ledger_step_end(q->l, i);
		*s = (struct step){ i, end, 0 };
		for (size_t k = i; k < end; k++)
			s->owners |= owner_bit(q->before,
			    &q->l->moves[k].from) | owner_bit(q->before,
			    &q->l->moves[k].to);
	}
}

/* But for the mailbox, which has no cut of its own. */
static bool
is_same_bags(const struct ledger_owner *a, const struct ledger_owner *b)
{
	return memcmp(a->money, b->money, sizeof(a->money)) == 0 &&
	    memcmp(a->slots, b->slots, sizeof(a->slots)) == 0;
}

static int
compare_items(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct item));
}

static bool
is_same_mail(const struct ledger_owner *a, const struct ledger_owner *b)
{
	static struct ledger_owner x, y;

	x = *a;
	y = *b;
	qsort(x.mail, x.mail_count, sizeof(x.mail[0]), compare_items);
	qsort(y.mail, y.mail_count, sizeof(y.mail[0]), compare_items);
	return x.mail_taros == y.mail_taros && x.mail_count == y.mail_count &&
	    memcmp(x.mail, y.mail, x.mail_count * sizeof(x.mail[0])) == 0;
}

bool
ledger_is_same_owner(const struct ledger_owner *a,
    const struct ledger_owner *b)
{
	return is_same_bags(a, b) && is_same_mail(a, b);
}

/* Every state of every player on the way, compared with what came of it. */
static bool
find_cuts(struct search *q)
{
	static struct ledger_state now;

	now = *q->before;
	for (size_t s = 0; s <= q->step_count; s++) {
		uint32_t touched = s == 0 ? UINT32_MAX :
		    q->steps[s - 1].owners;

		if (s > 0 && !ledger_apply(q->l, q->steps[s - 1].from,
		    q->steps[s - 1].to, &now, q->why, q->why_bytes))
			return false;
		for (size_t i = 0; i < now.count; i++) {
			if ((touched >> i & 1) == 0 || !is_same_bags(
			    &now.owners[i], &q->after->owners[i]))
				continue;
			if (q->cut_count[i] == CUTS_MAX)
				die("ledger: too many cuts look alike");
			q->cuts[i][q->cut_count[i]++] = s;
		}
	}
	for (size_t i = 0; i < now.count; i++)
		if (q->cut_count[i] == 0) {
			snprintf(q->why, q->why_bytes, "player %d has what it "
			    "never had: no step of %zu leads there",
			    now.owners[i].id, q->step_count);
			return false;
		}
	return true;
}

static bool
is_seen_by(const struct search *q, const struct step *s, size_t owner)
{
	return (size_t)(s - q->steps) < q->chosen[owner];
}

/* Both sides of each step or neither; first[..]: of the owners up to n. */
static bool
agrees(const struct search *q, size_t n)
{
	for (size_t s = 0; s < q->step_count; s++) {
		const struct step *step = &q->steps[s];

		if ((step->owners >> n & 1) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			if ((step->owners >> i & 1) != 0 &&
			    is_seen_by(q, step, i) != is_seen_by(q, step, n))
				return false;
	}
	return true;
}

static bool
is_step_seen(const struct search *q, const struct step *step)
{
	for (size_t i = 0; i < q->before->count; i++)
		if ((step->owners >> i & 1) != 0)
			return is_seen_by(q, step, i);
	return false;		/* nobody's: the deletion of a mail */
}

/* The mailboxes after those steps, against those of the file. */
static bool
explains_mail(struct search *q)
{
	static struct ledger_state all;
	char ignored[256];

	all = *q->before;
	for (size_t s = 0; s < q->step_count; s++)
		if (is_step_seen(q, &q->steps[s]) && !ledger_apply(q->l,
		    q->steps[s].from, q->steps[s].to, &all, ignored,
		    sizeof(ignored)))
			return false;
	for (size_t i = 0; i < all.count; i++)
		if (!ledger_is_same_owner(&all.owners[i],
		    &q->after->owners[i]))
			return false;
	return true;
}

static bool
search(struct search *q, size_t n)
{
	if (n == q->before->count)
		return explains_mail(q);
	/* The latest first: little is lost as a rule. */
	for (size_t i = q->cut_count[n]; i-- > 0;) {
		if (++q->tries > TRIES_MAX)
			die("ledger: too many ways to explain it");
		q->chosen[n] = q->cuts[n][i];
		if (agrees(q, n) && search(q, n + 1))
			return true;
	}
	return false;
}

static void
count_lost(const struct search *q, size_t lost[LEDGER_OWNERS_MAX])
{
	for (size_t i = 0; i < q->before->count; i++) {
		lost[i] = 0;
		for (size_t s = 0; s < q->step_count; s++)
			lost[i] += (q->steps[s].owners >> i & 1) != 0 &&
			    !is_seen_by(q, &q->steps[s], i);
	}
}

bool
ledger_explains(const struct ledger *l, const struct ledger_state *before,
    const struct ledger_state *after, size_t lost[LEDGER_OWNERS_MAX],
    char *why, size_t why_bytes)
{
	struct search *q = calloc(1, sizeof(*q));
	bool is_explained;

	if (q == NULL)
		die("out of memory");
	q->l = l;
	q->before = before;
	q->after = after;
	q->why = why;
	q->why_bytes = why_bytes;
	find_steps(q);
	is_explained = find_cuts(q);
	if (is_explained && !search(q, 0)) {
		snprintf(why, why_bytes, "each player alone could have that, "
		    "but not all of them: a trade or mail is half done");
		is_explained = false;
	}
	if (is_explained)
		count_lost(q, lost);
	free(q->steps);
	free(q);
	return is_explained;
}
