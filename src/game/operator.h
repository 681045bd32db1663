/*
 * operator.h - what the operator asks of the world (`fusiond ctl`).
 *
 * Whom a verb is about stands in its first argument:
 *
 *	123			the character of that number
 *	#7			the account of that number
 *	Jane Smith		the character of that name (it has a space)
 *	jane			the account of that login
 *	@jane			the same, for a login that is a number
 *
 * Lines are key=value, several to a line with a space between; what may have
 * spaces itself comes last.
 */
#ifndef GAME_OPERATOR_H
#define GAME_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db_msg.h"

struct control_ask;
struct world;

/* CONTROL_MSG_REQUEST: done, or begun; answered in any case, with ref. */
void operator_on_request(struct world *w, uint64_t ref,
    const struct control_ask *ask);

/* Listener: moderation has done what it was asked. */
void operator_on_answered(struct world *w, uint64_t ref, bool is_ok,
    const char *text);

/* The store's answers; nothing if ref is none of the operator's. */
void operator_on_account(struct world *w, uint64_t ref,
    const struct db_rep_find_account *rep);
void operator_on_player(struct world *w, uint64_t ref,
    const struct db_rep_find_player_by_name *rep);
void operator_on_committed(struct world *w, uint64_t ref,
    const struct db_rep_commit *rep);

#endif
