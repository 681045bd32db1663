/*
 * audit.h - one line of the log for everything owned that comes, moves or
 * goes, if [shard] auditlog asks for it.
 *
 *	audit: step=9 taros=30 from=purse/70@5 to=mail/0@6 why=CL2FE_REQ_...
 *	audit: step=9 item=0:15 opt=1 limit=0 from=bag/3@5 to=mail/1@6 why=...
 *
 * It is double-entry: whoever writes a purse or a slot notes what has left it
 * and what has come to it. When the step is over, what left and what came are
 * matched: those are moves. What finds no other end was made by the rules
 * ("from=-"), or is gone ("to=-"). wallet.c, inventory.c and quest_item.c note
 * every write, so that no feature can forget it; a feature notes only what lies
 * outside of all bags (a mail). All lines of a step bear one number. They are
 * written before the store hears of the step, so that after a crash the
 * database never has a change that the log has not. Only the login room's gifts
 * and the contents of deleted mails are told after the store has agreed; that a
 * character was deleted the login room says in a line of its own.
 *
 * "why" is the packet, timer or answer under way. A purse's number is what it
 * held when that was noted.
 */
#ifndef GAME_AUDIT_H
#define GAME_AUDIT_H

#include <stdint.h>

#include "world/audit_book.h"

struct world;

enum audit_place {
	AUDIT_NOWHERE,
	AUDIT_PURSE,
	AUDIT_EQUIP,
	AUDIT_BAG,
	AUDIT_QUEST,
	AUDIT_BANK,
	AUDIT_MAIL,			/* slot: its place in the mail */
	AUDIT_SHOP,
	AUDIT_CODE,
	AUDIT_PLACE_COUNT
};

enum audit_money {
	AUDIT_ITEM,			/* none: it is an item */
	AUDIT_TAROS,
	AUDIT_FUSION_MATTER,
	AUDIT_BATTERY_W,
	AUDIT_BATTERY_N,
	AUDIT_MONEY_COUNT
};

/* So much of an item (all of it, unless it is a stack) has left, has come. */
void audit_item_out(struct world *w, const struct item *it,
    struct audit_spot from);
void audit_item_in(struct world *w, const struct item *it,
    struct audit_spot to);

/* A slot has been written: what it was and what it is. */
void audit_slot(struct world *w, struct audit_spot spot,
    const struct item *was, const struct item *is);

void audit_money_out(struct world *w, enum audit_money what, int32_t amount,
    struct audit_spot from);
void audit_money_in(struct world *w, enum audit_money what, int32_t amount,
    struct audit_spot to);

/* The step is over: its lines. Called for every packet, answer and timer. */
void audit_settle(struct world *w);

/*
 * A line at once, step 0, from any thread: what a character has from its
 * beginning, once the store has it. The caller asks whether it is wanted.
 */
void audit_gift(const struct item *it, struct audit_spot to, const char *why);

#endif
