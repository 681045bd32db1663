/*
 * ledger.h - the audit log read as what it is: a ledger. From what players had
 * and its lines follows what they have, at any step; or which of its steps a
 * database file has seen.
 */
#ifndef BOT_LEDGER_H
#define BOT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "game/audit.h"
#include "tdata/ruleset.h"
#include "world/item.h"

struct dbfile;

enum {
	LEDGER_OWNERS_MAX = 16,
	LEDGER_MAIL_MAX = 4096,		/* attachments in one mailbox */
	LEDGER_SLOTS = RULESET_EQUIP_MAX + RULESET_INVENTORY_SLOTS +
	    RULESET_BANK_MAX + RULESET_QUEST_ITEM_SLOTS
};

/* A player and its mailbox. */
struct ledger_owner {
	int32_t id;
	int32_t money[AUDIT_MONEY_COUNT];
	struct item slots[LEDGER_SLOTS];
	int64_t mail_taros;
	struct item mail[LEDGER_MAIL_MAX];
	size_t mail_count;
};

struct ledger_state {
	struct ledger_owner owners[LEDGER_OWNERS_MAX];
	size_t count;
};

/* NULL: there is no such place or slot. */
struct item *ledger_slot(struct ledger_owner *o, enum audit_place place,
    int32_t slot);
struct ledger_owner *ledger_owner(struct ledger_state *s, int32_t id);

/* What the database says of the owners whose ids are set. */
void ledger_read(struct ledger_state *s, struct dbfile *db,
    const struct ruleset *rules);

/* One line; amounts are opts. */
struct ledger_move {
	uint64_t step;
	enum audit_money money;
	struct item item;
	struct audit_spot from, to;
};

struct ledger {
	struct ledger_move *moves;
	size_t count, cap;
	char *rest;			/* a line that is not whole yet */
	size_t rest_bytes;
};

void ledger_clear(struct ledger *l);

/* More of the log; lines of other things are skipped. */
void ledger_feed(struct ledger *l, const char *text, size_t n);

/* The end of the step that begins at moves[i]. */
size_t ledger_step_end(const struct ledger *l, size_t i);

/*
 * Does moves [from, to), one step, to all owners: a line that cannot be true
 * (what left was not there, what came had no room) is told in `why`, false.
 */
bool ledger_apply(const struct ledger *l, size_t from, size_t to,
    struct ledger_state *s, char *why, size_t why_bytes);

/*
 * Is `after` what `before` becomes by some of the steps, so that of each owner
 * its first ones were seen, and of a step that concerns two, both have seen it
 * or neither? Sets of each owner how many steps of its own are not seen.
 * False: no; `why` says of whom.
 */
bool ledger_explains(const struct ledger *l, const struct ledger_state *before,
    const struct ledger_state *after, size_t lost[LEDGER_OWNERS_MAX],
    char *why, size_t why_bytes);

bool ledger_is_same_owner(const struct ledger_owner *a,
    const struct ledger_owner *b);

#endif
